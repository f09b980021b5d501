//! 导入名册: accepted cards become the workbook a school would have sent, and go the same way.

use ::card::CardReading;
use domain::{
    id::SchoolId,
    identity::IdentityNumber,
    roster::{Cohort, Field},
    school::{Category, Level},
};
use formats::{
    table::Cell,
    xlsx::{self, Column, DraftSheet, Font, Workbook},
};
use store::roster::{MarkCardState, Page};

use super::{FORM, RosterRefused, cards_of, desk::Open, texts};
use crate::{
    Desk,
    permission::{Grant, ImportRoster, ReadCards},
    roster::{ImportPreview, preview_import},
};

/// What a card can say of a line.
const FIELDS: [Field; 10] = [
    Field::StudentNumber,
    Field::Name,
    Field::Sex,
    Field::BirthDate,
    Field::IdentityNumber,
    Field::College,
    Field::Class,
    Field::Level,
    Field::Category,
    Field::Remark,
];

/// Puts every accepted card of a school into an import that somebody looks at and confirms, as
/// with any workbook. People who are on the roster already are left as they are.
pub async fn import_cards(
    desk: &Desk,
    (cards, import): (&Grant<ReadCards>, &Grant<ImportRoster>),
    school: &SchoolId,
    cohort: Cohort,
) -> Result<ImportPreview, RosterRefused> {
    let tx = desk.store.read().await?;
    cards_of(&tx, cards, school).await?;
    let mut rows = Vec::new();
    for card in tx.mark_cards(school, Some(MarkCardState::Accepted), Page::ALL).await? {
        let open = Open::of(desk, &tx, card).await?;
        let answers = &open.decided.settled;
        let (now, _) = open.now(&tx, answers).await?;
        let name = texts::name(&FORM, &now, answers).unwrap_or_default();
        rows.push(row(&now, name, &open));
    }
    drop(tx);
    if rows.is_empty() {
        return Err(RosterRefused::NothingToList);
    }
    let book = xlsx::write(&Workbook {
        title: "机读卡".to_owned(),
        font: Font::DengXian,
        sheets: vec![DraftSheet {
            name: "机读卡".to_owned(),
            columns: FIELDS.iter().map(|field| Column::text(field.word(), 16.0)).collect(),
            rows,
        }],
    })?;
    preview_import(desk, import, school, cohort, "机读卡.xlsx", book).await
}

fn row(now: &CardReading, name: String, open: &Open) -> Vec<Cell> {
    let identity = now.text("identity_number").parse::<IdentityNumber>().ok();
    let born = identity.map(|one| one.birth_date().strftime("%Y%m%d").to_string());
    let sex = identity.map(|one| one.sex().word().to_owned());
    let (level, category) = (now.text("level"), now.text("category"));
    // A card has words that a roster has not: they are kept where a person reads them.
    let level_known = Level::read(level).map(Level::word);
    let category_known = Category::read(category).map(Category::word);
    let other = [(level, level_known), (category, category_known)];
    let other = other.iter().filter(|(text, known)| !text.is_empty() && known.is_none());
    let remark: Vec<&str> = other.map(|(text, _)| *text).collect();
    let remark = if remark.is_empty() {
        String::new()
    } else {
        format!("机读卡：{}", remark.join("、"))
    };
    let texts = [
        now.text("student_number").to_owned(),
        name,
        sex.unwrap_or_default(),
        born.unwrap_or_default(),
        now.text("identity_number").to_owned(),
        open.kept.college.clone(),
        open.kept.class.clone(),
        level_known.unwrap_or_default().to_owned(),
        category_known.unwrap_or_default().to_owned(),
        remark,
    ];
    texts.into_iter().map(Cell::from).collect()
}
