//! The data: database, pictures, history and jobs, as far as they can be reached.

use store::doctor::{HistoryFault, PictureFaultKind};
use store::{Store, StoreError};

use super::Finding;
use crate::settings::Settings;
use crate::{edge, house};

/// Jobs that wait longer than this have no worker.
const WAITING_MS: i64 = 10 * 60_000;

/// How far a stored time may lie ahead of the clock: two machines are never quite equal.
const AHEAD_MS: i64 = 5 * 60_000;

/// Names and faults shown of each kind.
const SHOWN: usize = 5;

pub async fn look(settings: &Settings, pictures: usize) -> Vec<Finding> {
    let store = match Store::open(&settings.store).await {
        Ok(store) => store,
        Err(error) => return vec![Finding::of(&house::trouble(error))],
    };
    let mut findings = vec![Finding::good("密钥文件可以读取")];
    findings.extend(of(reach(&store).await));
    findings.extend(of(sample(&store, pictures).await));
    findings.extend(of(history(&store).await));
    findings.extend(of(jobs(&store).await));
    findings.extend(of(times(&store).await));
    findings
}

/// What a look found, or what kept it from looking.
fn of(found: Result<Vec<Finding>, StoreError>) -> Vec<Finding> {
    found.unwrap_or_else(|error| vec![Finding::of(&house::trouble(error))])
}

async fn reach(store: &Store) -> Result<Vec<Finding>, StoreError> {
    let health = store.health().await?;
    let kind = if health.database == "postgres" { "PostgreSQL" } else { "SQLite" };
    let database = if health.pending.is_empty() {
        Finding::good(format!("数据库：{kind}，版本与程序相符"))
    } else {
        Finding::broken(format!("数据库：{kind}，需要升级"), "先备份，再运行 zhengxiang migrate")
    };
    let pictures = if health.pictures_work {
        Finding::good("图像库：可以写入并读回")
    } else {
        Finding::broken("图像库：写入的内容读回时不同", "检查磁盘，从备份恢复")
    };
    Ok(vec![database, pictures])
}

async fn sample(store: &Store, most: usize) -> Result<Vec<Finding>, StoreError> {
    let mut random = [0; 1];
    edge::fill(&mut random);
    let from = if most == usize::MAX { String::new() } else { format!("{:02x}", random[0]) };
    let mut faults = store.check_pictures(&from, most).await?;
    if !from.is_empty() {
        // The sample goes round: what lies before its start is drawn as often as what follows.
        faults.extend(store.check_pictures("", most / 2).await?);
        faults.sort_by(|one, other| one.id.cmp(&other.id));
        faults.dedup();
    }
    if faults.is_empty() {
        let word = if from.is_empty() { "逐个核对" } else { "抽查" };
        return Ok(vec![Finding::good(format!("图像：{word}无误"))]);
    }
    let cure = "从备份放回图像库中的这些文件（cas/前两位/编号）";
    let mut findings = Vec::new();
    for (kind, word) in
        [(PictureFaultKind::Missing, "缺失"), (PictureFaultKind::Damaged, "被改动或损坏")]
    {
        let ids: Vec<&str> =
            faults.iter().filter(|one| one.kind == kind).map(|one| one.id.as_str()).collect();
        if !ids.is_empty() {
            let shown = ids.iter().take(SHOWN).copied().collect::<Vec<_>>().join("、");
            let what = format!("图像：{} 个{word}：{shown}", ids.len());
            findings.push(Finding::broken(what, cure));
        }
    }
    Ok(findings)
}

/// The chains, and their ends to be written down elsewhere.
async fn history(store: &Store) -> Result<Vec<Finding>, StoreError> {
    let faults = store.verify_history(None).await?;
    let tx = store.read().await?;
    let schools = tx.schools().await?;
    let code_of = |id: &domain::id::SchoolId| {
        schools.iter().find(|school| school.id == *id).map(|school| school.code.to_string())
    };
    let mut findings = Vec::new();
    for head in tx.history_heads().await? {
        let code = code_of(&head.school).unwrap_or_else(|| head.school.to_string());
        let (seq, hash) = (head.seq, &head.hash);
        findings.push(Finding::good(format!("履历链末端：{code} 第 {seq} 步 {hash}")));
    }
    if faults.is_empty() {
        findings.push(Finding::good("履历：与哈希链和各记录的现状相符"));
    }
    let cure = "停止使用，查明是谁改动了数据库，从备份恢复";
    for fault in faults.iter().take(SHOWN) {
        findings.push(Finding::broken(history_fault(fault, code_of(&fault.school)), cure));
    }
    if faults.len() > SHOWN {
        let more = faults.len() - SHOWN;
        findings.push(Finding::broken(format!("履历：另有 {more} 处不符"), cure));
    }
    Ok(findings)
}

fn history_fault(fault: &HistoryFault, code: Option<String>) -> String {
    use store::doctor::HistoryFaultKind as Kind;
    let what = match &fault.kind {
        Kind::Changed => "内容被改动".to_owned(),
        Kind::Unlinked => "与上一步不衔接".to_owned(),
        Kind::Gap { lines } => format!("之前缺少 {lines} 步"),
        Kind::TailDiffers { head_seq } => format!("与链尾不符，链尾应在第 {head_seq} 步"),
        Kind::HeadForged => "链尾不是本系统写的".to_owned(),
        Kind::HeadMissing => "缺少链尾".to_owned(),
        Kind::Unreadable => "无法读懂".to_owned(),
        Kind::Impossible { record } => format!("不合规则，记录 {record}"),
        Kind::StageDiffers { record } => format!("与记录 {record} 的现状不符"),
        Kind::NoSteps { record } => format!("没有记录 {record} 的任何步骤"),
    };
    let school = code.unwrap_or_else(|| fault.school.to_string());
    format!("履历：{school} 第 {} 步{what}", fault.seq)
}

async fn jobs(store: &Store) -> Result<Vec<Finding>, StoreError> {
    let tx = store.read().await?;
    let parked = tx.parked_jobs(u64::try_from(SHOWN).unwrap_or(5)).await?;
    let counts = tx.job_counts().await?;
    let count_of = |state: &str| -> i64 {
        counts.iter().filter(|one| one.state == state).map(|one| one.count).sum()
    };
    let mut findings: Vec<Finding> = parked
        .iter()
        .map(|job| {
            let what = format!("任务 {} 多次失败，已搁置：{}", job.id, job.reason);
            Finding::note(what, "查明原因后在进度总览中重新执行")
        })
        .collect();
    let now_ms = edge::now_ms();
    let oldest = counts.iter().filter(|one| one.state == "ready").map(|one| one.oldest_due_ms);
    let waiting = count_of("ready");
    if oldest.min().is_some_and(|due_ms| due_ms + WAITING_MS < now_ms) {
        let what = format!("任务：{waiting} 项等待超过十分钟");
        findings.push(Finding::note(what, "检查 zhengxiang work 是否在运行"));
    }
    if findings.is_empty() {
        let running = count_of("running");
        findings.push(Finding::good(format!("任务：等待 {waiting}，进行中 {running}，无搁置")));
    }
    Ok(findings)
}

/// A clock that was set back would date new steps before old ones.
async fn times(store: &Store) -> Result<Vec<Finding>, StoreError> {
    let now_ms = edge::now_ms();
    let tx = store.read().await?;
    let mut latest_ms = i64::MIN;
    for school in tx.schools().await? {
        let packages = tx.packages(&school.id).await?;
        latest_ms = packages.iter().map(|one| one.made_at_ms).fold(latest_ms, i64::max);
        for session in tx.sessions(Some(&school.id)).await?.into_iter().take(SHOWN) {
            let frames = tx.frames_of_session(&session.id, None).await?;
            latest_ms = frames.iter().map(|one| one.received_at_ms).fold(latest_ms, i64::max);
        }
    }
    if latest_ms > now_ms + AHEAD_MS {
        let what = "时钟早于已存入的底片或数据包的时间";
        return Ok(vec![Finding::broken(what, "校准时钟后再使用")]);
    }
    Ok(vec![Finding::good("时钟不早于已存入的数据")])
}
