//! 后台任务进程: claims jobs, does them, and stops between two of them.

use std::process::ExitCode;
use std::time::Duration;

use tokio::task::JoinSet;
use workflow::{Desk, jobs};

use crate::logs::{self, LogForm};
use crate::settings::{Layer, Settings, Source};
use crate::stop::Stop;
use crate::trouble::Trouble;
use crate::{edge, house};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    source: Source,
    /// 同时处理的任务数，默认为处理器核数
    #[arg(long, value_name = "数目")]
    workers: Option<u16>,
    /// 日志形式，默认终端上为 text，其他为 json
    #[arg(long, value_name = "形式")]
    log: Option<LogForm>,
}

/// How long a worker waits before it asks an empty queue again.
const IDLE: Duration = Duration::from_millis(500);

const SWEEP: Duration = Duration::from_hours(1);

/// Jobs that were done are kept for a month, to be asked about.
const KEEP_JOBS_MS: i64 = 30 * 24 * 3_600_000;

/// Wrong tries count for minutes; a day shows who has been trying.
const KEEP_TRIES_MS: i64 = 24 * 3_600_000;

/// The longest wait after the database failed.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

pub async fn run(args: Args) -> Result<ExitCode, Trouble> {
    logs::begin(args.log);
    let flags = Layer { workers: args.workers, ..Layer::default() };
    let settings = Settings::load(&args.source, flags)?;
    let desk = house::open(&settings, Some(house::engines(&settings)?)).await?;
    let stop = Stop::on_signal()?;
    tracing::info!(workers = settings.workers, "working");
    until_stopped(&desk, settings.workers, &stop).await;
    desk.store.clone().close().await.map_err(house::trouble)?;
    Ok(ExitCode::SUCCESS)
}

/// `count` workers, until stop is said and each has ended the job in its hands.
pub async fn until_stopped(desk: &Desk, count: usize, stop: &Stop) {
    let mut workers = JoinSet::new();
    for _ in 0..count {
        workers.spawn(one(desk.clone(), edge::mint(), stop.clone()));
    }
    workers.spawn(sweep(desk.clone(), stop.clone()));
    while let Some(ended) = workers.join_next().await {
        if let Err(error) = ended {
            tracing::error!("a worker broke down: {error}");
            if !stop.is_said() {
                workers.spawn(one(desk.clone(), edge::mint(), stop.clone()));
            }
        }
    }
}

/// Does jobs until nothing is due any more; `workers` at the same time.
pub async fn until_done(desk: &Desk, count: usize) -> Result<(), store::StoreError> {
    let mut workers = JoinSet::new();
    for _ in 0..count {
        let (desk, name) = (desk.clone(), edge::mint());
        workers.spawn(async move {
            while jobs::work_once(&desk, &name).await? {}
            Ok(())
        });
    }
    workers.join_all().await.into_iter().collect()
}

async fn one(desk: Desk, name: String, mut stop: Stop) {
    let mut failures = 0_u32;
    while !stop.is_said() {
        let wait = match jobs::work_once(&desk, &name).await {
            Ok(true) => {
                failures = 0;
                continue;
            }
            Ok(false) => {
                failures = 0;
                IDLE
            }
            Err(error) => {
                failures = failures.saturating_add(1);
                tracing::warn!(worker = %name, failures, "the queue failed: {error}");
                backed_off(failures)
            }
        };
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            () = stop.said() => {}
        }
    }
}

/// Once an hour, forgets what is over: sign-ins that ended, wrong tries, jobs that were done.
async fn sweep(desk: Desk, mut stop: Stop) {
    while !stop.is_said() {
        let swept = async {
            let tx = desk.store.write().await?;
            let now_ms = desk.now_ms();
            let sign_ins = tx.sweep(now_ms, now_ms - KEEP_TRIES_MS).await?;
            let jobs = tx.sweep_jobs(now_ms - KEEP_JOBS_MS).await?;
            tx.commit().await.map(|()| (sign_ins, jobs))
        };
        match swept.await {
            Ok((sign_ins, jobs)) => tracing::debug!(sign_ins, jobs, "swept"),
            Err(error) => tracing::warn!("nothing was swept: {error}"),
        }
        tokio::select! {
            () = tokio::time::sleep(SWEEP) => {}
            () = stop.said() => {}
        }
    }
}

/// 1, 2, 4 … seconds, and no longer than the longest.
fn backed_off(failures: u32) -> Duration {
    let doublings = failures.saturating_sub(1).min(8);
    Duration::from_secs(1 << doublings).min(LONGEST_WAIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_database_is_asked_less_and_less_often() {
        let waits: Vec<u64> =
            [1, 2, 3, 5, 6, 7, 100, u32::MAX].map(|n| backed_off(n).as_secs()).into();
        assert_eq!(waits, [1, 2, 4, 16, 30, 30, 30, 30]);
    }
}
