//! 样例数据: one college of 示范职业技术学院, with the cases that break pages.

use domain::{
    identity::{IdentityNumberError, Sex},
    name::PersonNameError,
    portrait::{Fault, Verdict},
    record::StageKind,
    roster::{self, Field},
    school::Regime,
    session::SessionKind,
};
use jiff::civil::date;

use workflow::{
    board::{BoardLine, BoardView},
    portrait::{ReadingView, ReviewCard},
    roster::{ClassView, Finding, HistoryView, ImportPreview, ListView, RecordPage, SchoolView},
    session::{QueueView, SessionView},
    view::{PersonView, RecordLine},
};

/// 2026-11-20 09:12 at the centre.
pub const MORNING_MS: i64 = 1_795_137_120_000;

pub fn schools() -> Vec<SchoolView> {
    let school = |id: &str, code: &str, name: &str, regime| SchoolView {
        id: id.into(),
        code: code.into(),
        name: name.into(),
        regime,
    };
    vec![
        school("s1", "99001", "示范职业技术学院", Regime::Code),
        school("s2", "99002", "示范师范大学应用科学与工程技术学院", Regime::Code),
        school("s3", "99003", "示范医科大学", Regime::List),
    ]
}

pub fn board() -> BoardView {
    let line = |id: &str, name: &str, counts: [u64; 15]| BoardLine {
        id: id.into(),
        name: name.into(),
        people: counts.iter().sum(),
        counts: StageKind::ALL.iter().copied().zip(counts).collect(),
    };
    let lines = vec![
        line("c1", "机械工程学院", [0, 0, 38, 12, 41, 6, 612, 0, 0, 0, 0, 0, 0, 4, 2]),
        line("c2", "护理与健康管理学院", [0, 0, 0, 0, 0, 0, 12, 40, 861, 14, 402, 0, 3, 22, 5]),
        line("c3", "信息工程学院", [126, 804, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]),
        line("c4", "学前教育学院", [0, 0, 0, 0, 0, 0, 0, 0, 18, 1, 344, 1208, 1, 0, 9]),
        line("c5", "艺术设计学院", [310, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
    ];
    let mut sums = [0; 15];
    for line in &lines {
        for (sum, (_, count)) in sums.iter_mut().zip(&line.counts) {
            *sum += count;
        }
    }
    BoardView {
        title: "示范职业技术学院".into(), total: line("", "", sums), lines, parked_jobs: 2
    }
}

pub fn line(record: &str, name: &str, class: &str, stage: StageKind, shot: u32) -> RecordLine {
    RecordLine {
        record: record.into(),
        person: PersonView {
            name: name.into(),
            identity: "990101********0014".into(),
            student_number: format!("20240101{:03}", record.len() * 7 + name.len()),
        },
        college: "机械工程学院".into(),
        class: class.into(),
        stage,
        shot: (shot > 0).then_some(shot),
        has_portrait: matches!(stage, StageKind::Accepted | StageKind::Registered),
    }
}

pub fn lines() -> Vec<RecordLine> {
    let class = "机电一体化2401班";
    vec![
        line("r1", "欧阳黎明", class, StageKind::Accepted, 1),
        line("r2", "王小雨", class, StageKind::Reshoot, 2),
        line("r3", "阿卜杜热合曼·买买提艾力", class, StageKind::CheckedIn, 3),
        line("r4", "𠰴䶮", class, StageKind::Captured, 14),
        line("r5", "张三", class, StageKind::Planned, 0),
        line("r6", "李思远", "数控技术2402班", StageKind::Listed, 0),
        line("r7", "JOHN SMITH", "数控技术2402班", StageKind::MakeUp, 0),
        line("r8", "马", "数控技术2402班", StageKind::Disputed, 0),
        line("r9", "陈静怡", "工业机器人技术（中外合作办学）2403班", StageKind::Registered, 0),
        line("r10", "周子墨", "数控技术2402班", StageKind::Withdrawn, 0),
    ]
}

pub fn classes() -> Vec<ClassView> {
    ["机电一体化2401班", "数控技术2402班"]
        .iter()
        .enumerate()
        .map(|(at, name)| ClassView {
            id: format!("k{at}"),
            name: (*name).into(),
            college_id: "c1".into(),
            college: "机械工程学院".into(),
            cohort: 2027,
        })
        .collect()
}

pub fn list() -> ListView {
    ListView {
        lines: lines(),
        total: 1284,
        page: 2,
        pages: 26,
        filter_words: "机械工程学院".into(),
        school: schools().into_iter().next(),
        classes: classes(),
        colleges: vec![("c1".into(), "机械工程学院".into()), ("c2".into(), "护理学院".into())],
    }
}

pub fn record() -> RecordPage {
    let facts = [
        (Field::StudentNumber, "20240101003"),
        (Field::Name, "阿卜杜热合曼·买买提艾力"),
        (Field::Sex, "男"),
        (Field::BirthDate, "2005-03-01"),
        (Field::IdentityNumber, "990101********0014"),
        (Field::Major, "机电一体化技术（中外合作办学）"),
        (Field::Level, "专科"),
        (Field::NativePlace, ""),
    ];
    let step = |hours: i64, word, detail: &str, by: &str| HistoryView {
        at_ms: MORNING_MS - hours * 3_600_000,
        word,
        detail: detail.into(),
        by: by.into(),
    };
    RecordPage {
        line: line("r3", "阿卜杜热合曼·买买提艾力", "机电一体化2401班", StageKind::Listed, 3),
        fields: facts.iter().map(|(field, text)| (*field, (*text).to_owned())).collect(),
        history: vec![
            step(900, "列入名单", "", "教务处"),
            step(700, "更正信息", "姓名、籍贯", "学院办公室"),
            step(300, "排入场次", "2026年11月20日 体育馆", "计划员"),
            step(2, "签到取号", "3 号", "拍摄小组"),
            step(1, "不合格，重拍", "闭眼、眼镜反光", "成像员"),
        ],
    }
}

pub fn preview() -> ImportPreview {
    use roster::Fault as F;
    let finding = |cell: &str, field, fault: F, shown: &str| Finding {
        cell: cell.into(),
        row: 17,
        field,
        severity: fault.severity(),
        fault,
        shown: shown.into(),
    };
    let check = IdentityNumberError::Check { found: '4', expected: 'X' };
    ImportPreview {
        id: "i1".into(),
        school: schools().remove(0),
        cohort: 2027,
        file_name: "2027届毕业生名册（教务处）.xlsx".into(),
        rows: 1220,
        ready: 1204,
        left_out: 12,
        already: 4,
        new_colleges: vec!["机械工程学院".into()],
        new_classes: vec!["机电一体化2401班".into(), "数控技术2402班".into()],
        findings: vec![
            finding("D17", Field::IdentityNumber, F::Identity(check), "990101200503010014"),
            finding("B23", Field::Name, F::Name(PersonNameError::Space(2)), "张 三"),
            finding("B41", Field::Name, F::SeparatorMended, "阿依・古丽"),
            finding("C58", Field::Sex, F::SexDiffers { in_number: Sex::Male }, "女"),
            finding("L60", Field::NativePlace, F::NativePlace, "湖南"),
            finding("D77", Field::IdentityNumber, F::Doubled { row: 12 }, "990101********0014"),
            finding("D90", Field::IdentityNumber, F::Destroyed, "9.90101200503010E+17"),
            finding(
                "I91",
                Field::Level,
                F::NotInList { allowed: vec!["专科", "本科", "硕士", "博士"] },
                "硕博",
            ),
            finding("K102", Field::Class, F::Missing, ""),
        ],
        ignored: vec!["宿舍".into()],
    }
}

pub fn sessions() -> Vec<SessionView> {
    let session = |id: &str, at: usize, day, place: &str, counts: [u64; 5]| SessionView {
        id: id.into(),
        school: schools().remove(at),
        kind: if at == 1 { SessionKind::MakeUp } else { SessionKind::OnSite },
        held_on: date(2026, 11, day),
        place: place.into(),
        profile: "moe-2017-99".into(),
        closed: at > 0,
        planned: counts[0],
        checked_in: counts[1],
        captured: counts[2],
        reshoot: counts[3],
        accepted: counts[4],
    };
    vec![
        session("d1", 0, 20, "体育馆一层东侧 101、102 室", [38, 12, 41, 6, 612]),
        session("d2", 1, 18, "采集中心", [0, 0, 0, 0, 31]),
        session("d3", 2, 12, "图书馆报告厅", [18, 0, 0, 2, 1388]),
    ]
}

pub fn queue() -> QueueView {
    let waiting = [
        ("阿卜杜热合曼·买买提艾力", 118),
        ("王*雨", 119),
        ("张*", 120),
        ("欧**明", 121),
        ("李*远", 122),
    ];
    QueueView {
        session: sessions().remove(0),
        waiting: waiting
            .iter()
            .map(|(name, shot)| line("r", name, "机电一体化2401班", StageKind::CheckedIn, *shot))
            .collect(),
    }
}

pub fn review() -> Vec<ReviewCard> {
    let card = |record: &str, name: &str, shot, verdict, faults: &[Fault]| ReviewCard {
        line: line(record, name, "机电一体化2401班", StageKind::Captured, shot),
        frame: "f".into(),
        verdict,
        readings: readings(verdict),
        reasons: match verdict {
            Verdict::Unassessable => vec!["照片中没有找到人脸，请重拍".into()],
            _ => Vec::new(),
        },
        faults: faults.to_vec(),
        has_output: verdict != Verdict::Unassessable,
        asks_headwear: verdict == Verdict::Warn,
    };
    vec![
        card("r2", "王*雨", 2, Verdict::Fail, &[Fault::EyesClosed, Fault::Placement]),
        card("r5", "无人脸", 7, Verdict::Unassessable, &[Fault::NoFace]),
        card("r4", "𠰴*", 14, Verdict::Warn, &[]),
        card("r3", "阿**********力", 1203, Verdict::Pass, &[]),
        card("r6", "李*远", 15, Verdict::Pass, &[]),
    ]
}

fn readings(verdict: Verdict) -> Vec<ReadingView> {
    let reading = |word, value: &str, limit: &str, verdict, say: Option<&str>| ReadingView {
        rule: "eye_line",
        word,
        value: value.into(),
        limit: limit.into(),
        verdict,
        clause: "99号 四（二）".into(),
        sentence: say.map(str::to_owned),
    };
    let low = "请抬头一点：眼睛高度 312 像素，应在 200–300";
    let eyes = match verdict {
        Verdict::Fail => reading("眼睛高度", "312 像素", "200–300", verdict, Some(low)),
        _ => reading("眼睛高度", "248 像素", "200–300", Verdict::Pass, None),
    };
    let light = "左侧偏暗：亮度差 18，宜在 15 以内";
    let side = match verdict {
        Verdict::Warn => reading("左右亮度差", "18", "≤15", verdict, Some(light)),
        _ => reading("左右亮度差", "6", "≤15", Verdict::Pass, None),
    };
    vec![
        reading("头顶发际", "84 像素", "50–110", Verdict::Pass, None),
        eyes,
        reading("脸部宽度", "231 像素", "180–300", Verdict::Pass, None),
        side,
    ]
}
