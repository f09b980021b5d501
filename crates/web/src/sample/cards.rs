//! 样例卡片: one class's cards, with every kind of question.

use workflow::roster::card::{
    AddedCards, AlikeCard, Ask, CardDesk, CardHistory, CardLine, CardList, CardPage, CardQuestion,
    Choice, Crop, DoubtView, FieldView, MarkCardAct, MarkCardCounts, MarkCardState, Throughput,
};

use super::data;
use crate::roster::card::SentCards;

const COUNTS: MarkCardCounts = MarkCardCounts { waiting: 7, accepted: 34, rejected: 1 };

pub fn list() -> CardList {
    let line = |number, state| CardLine {
        file_name: "机电一体化2401班.pdf".into(),
        ..line(number, state)
    };
    CardList {
        schools: data::schools(),
        school: data::schools().pop(),
        counts: COUNTS,
        lines: vec![
            line(3, MarkCardState::Waiting),
            line(2, MarkCardState::Accepted),
            CardLine { fault: Some("duplicate".into()), ..line(1, MarkCardState::Rejected) },
        ],
        page: 2,
        pages: 3,
        two_people: true,
    }
}

pub fn sent() -> Vec<SentCards> {
    let added = AddedCards { accepted: 34, waiting: 7, rejected: 1, ..AddedCards::default() };
    let again = AddedCards { already: true, accepted: 1, ..AddedCards::default() };
    let faults = vec!["no_card", "not_read", "other_form", "too_pale"];
    let nothing = AddedCards { rejected: 4, faults, ..AddedCards::default() };
    [("机电一体化2401班.pdf", added), ("IMG_2041.jpg", again), ("IMG_2042.jpg", nothing)]
        .map(|(name, added)| SentCards { name: name.into(), added })
        .into()
}

pub fn desk(question: Option<CardQuestion>) -> CardDesk {
    CardDesk {
        school: "s3".into(),
        counts: COUNTS,
        hour: Throughput { cards: 41, answers: 96 },
        can_take_back: true,
        question,
    }
}

pub fn column() -> CardQuestion {
    let choice = |digit: u8| Choice {
        key: digit.to_string(),
        value: digit.to_string(),
        spelt: None,
        ink_percent: Some(match digit {
            3 => 100,
            8 => 83,
            _ => digit,
        }),
        is_suggested: digit == 3,
        is_roster: false,
    };
    let blank = Choice {
        key: " ".into(),
        value: String::new(),
        spelt: None,
        ink_percent: None,
        is_suggested: false,
        is_roster: false,
    };
    let ask = Ask::Choose((0..10).map(choice).chain([blank]).collect());
    question(Some("student_number"), Some(7), "double", ask)
}

pub fn name() -> CardQuestion {
    let roster = Choice { key: "r".into(), ..taken("阿卜杜热合曼·买买提艾力", true) };
    let ask = Ask::Name { text: "张〓".into(), choices: vec![roster] };
    question(Some("name"), None, "written_character", ask)
}

pub fn number() -> CardQuestion {
    let choices = vec![
        Choice { key: "r".into(), ..taken("990101198503010014", true) },
        Choice { key: "k".into(), ..taken("990101198603010011", false) },
    ];
    let ask = Ask::Type { text: "990101198603010011".into(), longest: 18, choices };
    question(Some("identity_number"), None, "differs", ask)
}

pub fn double() -> CardQuestion {
    let alike = AlikeCard {
        card: "c2".into(),
        file_name: "IMG_2041.jpg".into(),
        number: 1,
        fields: vec!["student_number", "identity_number"],
    };
    question(None, None, "duplicate", Ask::Duplicate(vec![alike]))
}

pub fn stranger() -> CardQuestion {
    question(None, None, "not_on_roster", Ask::Confirm)
}

pub fn page() -> CardPage {
    let step = |act, column, answer: Option<(&str, &str)>| CardHistory {
        at_ms: data::MORNING_MS,
        by: "示范职业技术学院教务处".into(),
        act,
        field: Some("student_number".into()),
        column,
        answer: answer.map(|(from, to)| (from.into(), to.into())),
    };
    let whole =
        CardHistory { field: None, ..step(MarkCardAct::Reject, None, Some(("", "unreadable"))) };
    CardPage {
        line: line(2, MarkCardState::Waiting),
        school: "s3".into(),
        has_picture: true,
        fields: fields(),
        history: vec![
            step(MarkCardAct::Decide, Some(7), Some(("", "3"))),
            step(MarkCardAct::TakeBack, Some(7), Some(("3", ""))),
            step(MarkCardAct::Decide, Some(7), None),
            whole,
        ],
    }
}

fn line(number: u32, state: MarkCardState) -> CardLine {
    CardLine {
        card: "c1".into(),
        file_name: "IMG_2041.jpg".into(),
        number,
        college: "机械工程学院".into(),
        class: "机电一体化2401班".into(),
        state,
        fault: None,
        added_at_ms: data::MORNING_MS,
    }
}

fn taken(value: &str, is_roster: bool) -> Choice {
    Choice {
        key: String::new(),
        value: value.into(),
        spelt: None,
        ink_percent: None,
        is_suggested: is_roster,
        is_roster,
    }
}

fn fields() -> Vec<FieldView> {
    let field = |field: &str, text: &str, is_open| FieldView {
        field: field.into(),
        text: text.into(),
        is_open,
    };
    vec![
        field("student_number", "202401?1003", true),
        field("name", "张〓", true),
        field("identity_number", "990101198503010014", false),
        field("college_code", "", false),
        field("level", "本科", false),
        field("category", "普通", false),
    ]
}

fn question(field: Option<&str>, column: Option<u16>, why: &'static str, ask: Ask) -> CardQuestion {
    CardQuestion {
        card: "c1".into(),
        number: 3,
        file_name: "机电一体化2401班.pdf".into(),
        college: "机械工程学院".into(),
        class: "机电一体化2401班".into(),
        left: 2,
        fields: fields(),
        doubt: DoubtView {
            subject: "student_number/7".into(),
            field: field.map(Into::into),
            column,
            why,
            has_strip: column.is_some(),
            around: Crop { x_px: 120.0, y_px: 60.0, width_px: 264.0, height_px: 360.0 },
            marked: Crop { x_px: 290.0, y_px: 170.0, width_px: 34.0, height_px: 240.0 },
            ask,
        },
    }
}
