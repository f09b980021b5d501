//! 样例页: each template once, and the states of it that look different.

use askama::Template;
use domain::{
    id::ClassId, portrait::Fault, record::StageKind, registry::Answer, roster::Field,
    school::Regime, session::SessionKind,
};
use jiff::civil::date;

use super::{Sample, cards, data};
use workflow::{
    board::{BoardLevel, BoardView},
    capture::UnjoinedFrame,
    delivery::PackageView,
    permission::{Operator, Role, Scope},
    registry::{NextStep, OwnPage},
    roster::{
        ListFilter, ListView,
        card::{CardClass, CardList},
    },
    session::{CheckInRefused, CheckedIn, CodeView, QueueView},
    view::PersonView,
};

use crate::{
    board::{BoardPage, Crumb},
    capture::{FrameLine, FramesPage},
    delivery::PackagesPage,
    frame::{ProblemPage, ProblemPart},
    portrait::{Card, CardPart, ReviewPage},
    quwei::QuWeiPage,
    registry::{AnswerPage, MePage},
    roster::card::{CardDeskPage, CardView, CardsPage, CardsSentPart, Question, QuestionPart},
    roster::{ImportForm, ImportPage, ProofreadClass, RecordView, RosterPage, TypedImport},
    school::{NewSchoolForm, SchoolsPage},
    session::{CheckInPage, NewSessionForm, ScanAnswer, ScanResult, SessionPage, SessionsPage},
    shell::{Shell, Tone, Who, nav},
    sign_in::SignInPage,
    words::Lang,
};

fn sample(name: &str, page: &impl Template) -> Sample {
    Sample { name: name.to_owned(), html: page.render() }
}

fn operator(role: Role) -> Operator {
    let (name, scope) = match role {
        Role::Graduate => ("欧阳黎明", Scope::Own("r1".into())),
        Role::AcademicAffairs => ("示范职业技术学院教务处", Scope::School("s1".into())),
        Role::CollegeOffice => ("机械工程学院", Scope::College("s1".into(), "c1".into())),
        Role::Planner | Role::Crew | Role::Processor => ("采集中心", Scope::Centre),
    };
    Operator { id: "op".into(), role, scope, display_name: name.into() }
}

fn shell(lang: Lang, role: Role, here: &str) -> Shell {
    let here = format!("/{here}");
    let operator = operator(role);
    Shell {
        nav: nav(&operator, &here),
        who: Some(Who { name: operator.display_name, role }),
        csrf: "sample".into(),
        ..Shell::bare(lang, &here)
    }
}

/// Desks with a keyboard.
pub fn office(lang: Lang) -> Vec<Sample> {
    let mut all = board(lang);
    all.extend(roster(lang));
    all.extend(mark_cards(lang));
    all.extend(plan(lang));
    all.push(sample("frames", &frames(lang)));
    all.push(sample("packages", &packages(lang)));
    for (name, typed) in
        [("", ""), ("-coded", "单晟喆"), ("-long", "古丽米热汗"), ("-refused", "张 三")]
    {
        let shell = shell(lang, Role::AcademicAffairs, "quwei");
        all.push(sample(&format!("quwei{name}"), &QuWeiPage::new(shell, typed)));
    }
    all
}

fn board(lang: Lang) -> Vec<Sample> {
    let shell = || shell(lang, Role::AcademicAffairs, "board");
    let level = BoardLevel::Colleges("s1".into());
    let crumbs = vec![Crumb { href: "/board".into(), name: shell().t("board-all") }];
    let mut empty: BoardView = data::board();
    empty.lines.clear();
    empty.total.counts.clear();
    empty.total.people = 0;
    empty.parked_jobs = 0;
    let door = Shell { who: None, nav: Vec::new(), ..shell() };
    let problem = Some("用户名或口令不对，请再试一次".to_owned());
    vec![
        sample(
            "sign-in",
            &SignInPage {
                shell: door.clone(),
                name: "20240101003".into(),
                back: "/me".into(),
                problem,
            },
        ),
        sample(
            "problem",
            &ProblemPage {
                shell: shell(),
                title: "没有这一页".into(),
                cure: "地址可能写错，或这项内容不归您所在单位管理。请从上方菜单进入。".into(),
                trace: "0199-7f3a".into(),
            },
        ),
        sample(
            "problem-part",
            &ProblemPart {
                what: "刚才有人先动了这条记录".into(),
                cure: "请刷新后看一眼，再做一次。".into(),
            },
        ),
        sample("board", &BoardPage::new(shell(), data::board(), &level, crumbs, true)),
        sample("board-empty", &BoardPage::new(shell(), empty, &level, Vec::new(), true)),
    ]
}

fn roster(lang: Lang) -> Vec<Sample> {
    let shell = || shell(lang, Role::AcademicAffairs, "roster");
    let filter = ListFilter {
        school: Some("s1".into()),
        college: Some("c1".into()),
        class: Some("k0".into()),
        ..ListFilter::default()
    };
    let offer = || ProofreadClass {
        class: ClassId::from("k0"),
        name: "机电一体化2401班".into(),
        request: "step".into(),
    };
    let nobody = ListView { lines: Vec::new(), total: 0, pages: 0, page: 1, ..data::list() };
    vec![
        sample(
            "roster",
            &RosterPage::new(shell(), data::list(), filter, data::schools(), true, Some(offer())),
        ),
        sample(
            "roster-empty",
            &RosterPage::new(shell(), nobody, ListFilter::default(), data::schools(), true, None),
        ),
        sample(
            "record",
            &RecordView {
                shell: shell(),
                record: data::record(),
                shows_portrait: true,
                proofread_step: Some("step".into()),
            },
        ),
        sample(
            "import",
            &ImportForm {
                shell: shell(),
                schools: data::schools(),
                typed: TypedImport { school: "s2".into(), cohort: "2027".into() },
                problem: Some("文件不是 Excel 工作簿（.xlsx），请另存后再选".into()),
            },
        ),
        sample("import-preview", &ImportPage::new(shell(), data::preview())),
    ]
}

fn mark_cards(lang: Lang) -> Vec<Sample> {
    let shell = || shell(lang, Role::AcademicAffairs, "cards");
    let page = |list, sent, problem| CardsPage {
        shell: shell(),
        list,
        state: None,
        sent,
        typed: CardClass {
            college: "机械工程学院".into(), class: "机电一体化2401班".into()
        },
        cohort: "2027".into(),
        problem,
    };
    let question = |question| Question {
        desk: cards::desk(question),
        steps: ["s1".into(), "s2".into(), "s3".into()],
        problem: None,
        typed: String::new(),
    };
    let at = |asked| CardDeskPage { shell: shell(), question: question(Some(asked)) };
    let nobody = CardList { schools: Vec::new(), school: None, ..cards::list() };
    let refused = Some("没有写明学院和班级。请填写后再选文件".to_owned());
    vec![
        sample("cards", &page(cards::list(), cards::sent(), refused)),
        sample("cards-sent", &CardsSentPart { shell: shell(), sent: cards::sent() }),
        sample("cards-none", &page(nobody, Vec::new(), None)),
        sample("card-desk", &at(cards::column())),
        sample("card-desk-name", &at(cards::name())),
        sample("card-desk-typed", &at(cards::number())),
        sample("card-desk-double", &at(cards::double())),
        sample("card-desk-stranger", &at(cards::stranger())),
        sample("card-desk-done", &CardDeskPage { shell: shell(), question: question(None) }),
        sample("card-part", &QuestionPart { shell: shell(), question: question(None) }),
        sample("card", &CardView { shell: shell(), card: cards::page() }),
    ]
}

fn plan(lang: Lang) -> Vec<Sample> {
    let done = shell(lang, Role::Planner, "sessions").t("done-session");
    let shell = |here| shell(lang, Role::Planner, here);
    vec![
        sample(
            "schools",
            &SchoolsPage {
                shell: shell("schools"),
                schools: data::schools(),
                operator: operator(Role::Planner),
                typed: NewSchoolForm { regime: "code".into(), ..NewSchoolForm::default() },
                problem: None,
                regimes: Regime::ALL,
            },
        ),
        sample(
            "sessions",
            &SessionsPage {
                shell: Shell { done: Some(done), ..shell("sessions") },
                sessions: data::sessions(),
                schools: data::schools(),
                kinds: SessionKind::ALL,
                profiles: workflow::profile::Profiles::standard().choices(),
                may_plan: true,
                may_issue: true,
                typed: NewSessionForm::default(),
                problem: None,
            },
        ),
        sample(
            "session",
            &SessionPage {
                shell: shell("sessions"),
                session: data::sessions().remove(0),
                operator: operator(Role::Crew),
            },
        ),
    ]
}

fn frames(lang: Lang) -> FramesPage {
    let line = |name: &str, tone, key, shot| FrameLine {
        name: name.into(),
        tone,
        word: lang.t(key),
        shot,
    };
    FramesPage {
        shell: shell(lang, Role::Crew, "sessions"),
        session: "d1".into(),
        frames: vec![
            line("DSC_0412.JPG", Tone::Pass, "frame-joined", Some(118)),
            line("DSC_0413.JPG", Tone::Wait, "frame-already", Some(118)),
            line("DSC_0414.JPG", Tone::Warn, "frame-unjoined", None),
        ],
        unjoined: vec![UnjoinedFrame {
            frame: "f1".into(),
            source_name: "DSC_0414.JPG".into(),
            received_at_ms: data::MORNING_MS,
        }],
        waiting: data::queue().waiting,
    }
}

fn packages(lang: Lang) -> PackagesPage {
    let package = |id: &str, days: i64, portraits, missing, supersedes: Option<&str>| PackageView {
        id: id.into(),
        made_at_ms: data::MORNING_MS - days * 86_400_000,
        portraits,
        missing,
        bytes: portraits * 31_400,
        supersedes: supersedes.map(Into::into),
    };
    PackagesPage {
        shell: shell(lang, Role::Processor, "packages"),
        school: data::schools().remove(0),
        packages: vec![package("p2", 1, 2894, 0, Some("p1")), package("p1", 24, 2846, 48, None)],
        may_deliver: true,
        may_open: true,
    }
}

/// Desks at the school on the day.
pub fn site(lang: Lang) -> Vec<Sample> {
    let shell = || shell(lang, Role::Crew, "review");
    let checked_in = |already_held| CheckedIn {
        shot: 123,
        already_held,
        person: PersonView {
            name: "欧**明".into(),
            identity: "**************0014".into(),
            student_number: "20240101003".into(),
        },
        class: "机电一体化2401班".into(),
        waiting: 5,
    };
    let desk =
        |result: Option<ScanResult>| CheckInPage { shell: shell(), queue: data::queue(), result };
    let quiet = QueueView { waiting: Vec::new(), ..data::queue() };
    let (_, refused) = ScanResult::refused(&shell(), &CheckInRefused::NotProofread.into());
    let given = || ScanResult::given(&shell(), &checked_in(false));
    let mut cards: Vec<Card> =
        data::review().iter().map(|card| Card::new(&shell(), card, "step".into(), "d1")).collect();
    let line = data::line("r1", "欧**明", "机电一体化2401班", StageKind::Accepted, 1);
    let decided = |tone| Card::decided(&shell(), &line, tone, "step".into(), "d1");
    cards.push(decided(Tone::Pass));
    vec![
        sample("check-in", &desk(None)),
        sample("check-in-given", &desk(Some(given()))),
        sample("check-in-held", &desk(Some(ScanResult::given(&shell(), &checked_in(true))))),
        sample("check-in-refused", &desk(Some(refused))),
        sample("check-in-quiet", &CheckInPage { queue: quiet, ..desk(None) }),
        sample(
            "check-in-part",
            &ScanAnswer { shell: shell(), queue: data::queue(), result: given() },
        ),
        sample("review-part", &CardPart { shell: shell(), card: decided(Tone::Fail) }),
        sample("review", &ReviewPage { shell: shell(), session: Some("d1".into()), cards }),
        sample("review-empty", &ReviewPage { shell: shell(), session: None, cards: Vec::new() }),
    ]
}

/// The graduate's phone, at every next step.
pub fn phone(lang: Lang) -> Vec<Sample> {
    let me = |next, stage, portrait, code: bool| {
        let own = own(next, stage, portrait, code);
        MePage::new(shell(lang, Role::Graduate, "me"), own, "r1".into())
    };
    let until = date(2026, 12, 18);
    let come =
        NextStep::ComeTo { held_on: date(2026, 11, 20), place: "体育馆一层东侧".into() };
    let reshoot = NextStep::Reshoot { faults: vec![Fault::EyesClosed, Fault::Glare] };
    let answered = NextStep::Answered(Answer::Confirmed);
    let answer = |answer| {
        let own = own(NextStep::Answer { until }, StageKind::ImageCheckOpen, true, false);
        AnswerPage::new(shell(lang, Role::Graduate, "me"), own, "r1".into(), answer, "step".into())
    };
    vec![
        sample("me-come", &me(come, StageKind::Planned, false, true)),
        sample(
            "me-in-line",
            &me(NextStep::InLine { shot: 123 }, StageKind::CheckedIn, false, false),
        ),
        sample("me-reshoot", &me(reshoot, StageKind::Reshoot, false, false)),
        sample(
            "me-answer",
            &me(NextStep::Answer { until }, StageKind::ImageCheckOpen, true, false),
        ),
        sample("me-confirmed", &me(answered, StageKind::Confirmed, true, false)),
        sample("me-sure-confirmed", &answer(Answer::Confirmed)),
        sample("me-sure-disputed", &answer(Answer::Disputed)),
    ]
}

fn own(next: NextStep, stage: StageKind, portrait: bool, code: bool) -> OwnPage {
    OwnPage {
        person: PersonView {
            name: "阿卜杜热合曼·买买提艾力".into(),
            identity: "990101********0014".into(),
            student_number: "20240101003".into(),
        },
        school: "示范职业技术学院".into(),
        college: "机械工程学院".into(),
        class: "机电一体化2401班".into(),
        stage,
        next,
        code: code.then(|| CodeView { qr_svg: QR.to_owned(), typed: "7K2M-9QXD-04TR-HB6W".into() }),
        portrait,
        facts: vec![
            (Field::Name, "阿卜杜热合曼·买买提艾力".into()),
            (Field::IdentityNumber, "990101********0014".into()),
            (Field::Level, "专科".into()),
        ],
        cohort: 2027,
    }
}

/// A drawing in the shape of a code; it says nothing.
const QR: &str = include_str!("qr.svg");
