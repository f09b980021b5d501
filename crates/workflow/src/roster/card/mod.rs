//! 机读卡: a school's cards are read, and people decide what the reader leaves open.
//!
//! A card is read once and never changed. What people decide are steps beside it, and what the
//! card says now follows from both: nothing is lost, everything can be taken back.

mod answers;
mod beside;
mod desk;
mod doubt;
mod keep;
mod list;
mod picture;
mod pinyin;
mod sheet;
#[cfg(test)]
mod tests;
mod texts;

use std::sync::LazyLock;

use ::card::Form;
use domain::id::{CardId, SchoolId};
use store::{Tx, roster::MarkCard, school::School};

pub use self::{
    beside::AlikeCard,
    desk::{CardDesk, CardQuestion, decide, desk, reject, take_back},
    doubt::{Ask, Choice, Crop, DoubtView, FieldView, sheet_px},
    keep::{AddedCards, CardClass, add_cards, keep_cards},
    list::{
        CardHistory, CardLine, CardList, CardPage, card_list, card_page, card_picture, card_strip,
    },
    picture::{ReadCard, ReadStrip, read_cards},
    pinyin::characters as characters_by_pinyin,
    sheet::import_cards,
};
pub use store::roster::{MarkCardAct, MarkCardCounts, MarkCardState, Throughput};

use super::{RosterRefused, covered_school, may_take_list};
use crate::permission::{Grant, ReadCards};

/// A file of cards is never larger; a scanner's PDF of a class is some 30 MB.
pub const CARD_FILE_BYTES: usize = 64 << 20;

/// The house's card, the one form a school is given.
static FORM: LazyLock<Form> = LazyLock::new(Form::standard);

/// Why a card is sent back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CardFault {
    /// 看不清.
    Unreadable,
    /// 填涂有误.
    FilledWrongly,
    /// 不是本校的卡.
    Foreign,
    /// 重复: the same graduate's card again.
    Duplicate,
}

impl CardFault {
    pub const ALL: &[Self] =
        &[Self::Unreadable, Self::FilledWrongly, Self::Foreign, Self::Duplicate];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::FilledWrongly => "filled_wrongly",
            Self::Foreign => "foreign",
            Self::Duplicate => "duplicate",
        }
    }

    pub fn read(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|fault| fault.code() == text)
    }
}

/// The school, if its cards may be read by this operator: under regime code no card with a name
/// comes to the centre.
async fn cards_of(
    tx: &Tx,
    grant: &Grant<ReadCards>,
    school: &SchoolId,
) -> Result<School, RosterRefused> {
    let school = covered_school(tx, grant, school).await?.ok_or(RosterRefused::NotFound)?;
    if !may_take_list(grant.zone(), school.regime) {
        return Err(RosterRefused::ListForbidden);
    }
    Ok(school)
}

/// A card, if this operator may see it.
async fn covered_card(
    tx: &Tx,
    grant: &Grant<ReadCards>,
    card: &CardId,
) -> Result<MarkCard, RosterRefused> {
    let card = tx.mark_card(card).await?.ok_or(RosterRefused::NotFound)?;
    cards_of(tx, grant, &card.line.school).await?;
    Ok(card)
}
