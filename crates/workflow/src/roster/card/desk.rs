//! 核对台: the next question to one person, their answer, and taking it back.

use ::card::{
    CardReading,
    form::{Form, Kind},
};
use domain::{
    id::{CardId, OperatorId, SchoolId, StepId},
    name::PersonName,
};
use store::{
    StoreError, Tx,
    roster::{MarkCard, MarkCardAct, MarkCardCounts, MarkCardState, MarkCardStep, Throughput},
};

use super::{
    CardFault, DoubtView, FORM, FieldView, RosterRefused,
    answers::{Answers, Decided},
    beside::{Beside, numbers},
    cards_of,
    doubt::{self, Doubt},
    keep::Kept,
    texts::{DUPLICATE, ROSTER, keeps_the_rules, with_answers},
};
use crate::{
    Desk,
    permission::{Grant, ReadCards},
};

/// What the counter counts.
const HOUR_MS: i64 = 3_600_000;

/// What somebody at the desk sees.
#[derive(Debug, Clone, PartialEq)]
pub struct CardDesk {
    pub school: SchoolId,
    pub counts: MarkCardCounts,
    /// What this person did in the last hour.
    pub hour: Throughput,
    pub can_take_back: bool,
    /// Nothing waits for this person when it is `None`.
    pub question: Option<CardQuestion>,
}

/// A card and the first question about it.
#[derive(Debug, Clone, PartialEq)]
pub struct CardQuestion {
    pub card: CardId,
    /// Which card of its file, from 1.
    pub number: u32,
    pub file_name: String,
    pub college: String,
    pub class: String,
    /// Questions left on this card, this one counted.
    pub left: u64,
    pub fields: Vec<FieldView>,
    pub doubt: DoubtView,
}

/// A card with everything said about it.
pub(super) struct Open {
    pub card: MarkCard,
    pub kept: Kept,
    pub steps: Vec<MarkCardStep>,
    pub decided: Decided,
}

/// The next question for this person, the card that waited longest first.
pub async fn desk(
    desk: &Desk,
    grant: &Grant<ReadCards>,
    school: &SchoolId,
) -> Result<CardDesk, RosterRefused> {
    let tx = desk.store.read().await?;
    cards_of(&tx, grant, school).await?;
    drop(tx);
    let question = next_question(desk, grant, school).await?;
    let (tx, operator) = (desk.store.read().await?, grant.operator());
    let since = desk.now_ms() - HOUR_MS;
    Ok(CardDesk {
        school: school.clone(),
        counts: tx.count_mark_cards(school).await?,
        hour: tx.mark_card_throughput(school, operator, since).await?,
        can_take_back: tx.last_mark_card_step(school, operator).await?.is_some(),
        question,
    })
}

/// One answer to one question: a step of the card's history. Sent twice it is one step.
pub async fn decide(
    desk: &Desk,
    grant: &Grant<ReadCards>,
    card: &CardId,
    step: StepId,
    (subject, answer): (&str, &str),
) -> Result<(), RosterRefused> {
    let tx = desk.store.write().await?;
    let open = Open::locked(desk, &tx, grant, card).await?;
    if open.is_stored(&step, subject)? {
        return Ok(());
    }
    let seen = open.decided.as_seen_by(grant.operator());
    let (now, _) = open.now(&tx, &seen).await?;
    let asked = doubt::all(&FORM, &now, &seen);
    let asked = asked.into_iter().find(|doubt| doubt.subject == subject);
    let is_open = open.card.line.state == MarkCardState::Waiting;
    let asked = asked.filter(|_| is_open).ok_or(RosterRefused::CardDecided)?;
    let answer = checked(&FORM, &asked, answer).ok_or(RosterRefused::CardAnswer)?;
    let from = doubt::said(&FORM, &now, &seen, &asked);
    let line = open.step(desk, grant, step, MarkCardAct::Decide);
    let line = MarkCardStep { subject: asked.subject, from, to: answer, ..line };
    tx.add_mark_card_step(&line).await?;
    settle(desk, &tx, grant, card).await?;
    tx.commit().await?;
    Ok(())
}

/// 退回: nobody can tell what the card says, so it is filled or scanned again.
pub async fn reject(
    desk: &Desk,
    grant: &Grant<ReadCards>,
    card: &CardId,
    step: StepId,
    fault: CardFault,
) -> Result<(), RosterRefused> {
    let tx = desk.store.write().await?;
    let open = Open::locked(desk, &tx, grant, card).await?;
    if open.is_stored(&step, "")? {
        return Ok(());
    }
    if open.card.line.state != MarkCardState::Waiting {
        return Err(RosterRefused::CardDecided);
    }
    let line = open.step(desk, grant, step, MarkCardAct::Reject);
    tx.add_mark_card_step(&MarkCardStep { to: fault.code().to_owned(), ..line }).await?;
    settle(desk, &tx, grant, card).await?;
    tx.commit().await?;
    Ok(())
}

/// 撤回: the last answer of this person at this school no longer counts, and its card comes back.
pub async fn take_back(
    desk: &Desk,
    grant: &Grant<ReadCards>,
    school: &SchoolId,
    step: StepId,
) -> Result<(), RosterRefused> {
    let tx = desk.store.write().await?;
    cards_of(&tx, grant, school).await?;
    if tx.mark_card_step(&step).await?.is_some() {
        return Ok(());
    }
    let last = tx.last_mark_card_step(school, grant.operator()).await?;
    let last = last.ok_or(RosterRefused::NothingToTakeBack)?;
    let open = Open::locked(desk, &tx, grant, &last.card).await?;
    let line = open.step(desk, grant, step, MarkCardAct::TakeBack);
    let (from, to) = (last.to.clone(), last.from.clone());
    let undoes = Some(last.id.clone());
    let line = MarkCardStep { subject: last.subject.clone(), undoes, from, to, ..line };
    tx.add_mark_card_step(&line).await?;
    settle(desk, &tx, grant, &last.card).await?;
    tx.commit().await?;
    Ok(())
}

/// Writes down where a card stands after a step, and whether this person is through with it.
async fn settle(
    desk: &Desk,
    tx: &Tx,
    grant: &Grant<ReadCards>,
    card: &CardId,
) -> Result<(), RosterRefused> {
    let open = Open::locked(desk, tx, grant, card).await?;
    let settled = &open.decided.settled;
    let (now, _) = open.now(tx, settled).await?;
    let left = doubt::all(&FORM, &now, settled);
    let state = match (open.decided.rejected.is_some(), left.is_empty()) {
        (true, _) => MarkCardState::Rejected,
        (false, true) => MarkCardState::Accepted,
        (false, false) => MarkCardState::Waiting,
    };
    tx.settle_mark_card((card, &open.card.line.school), state, &numbers(&now)).await?;
    let operator = grant.operator();
    let own = open.doubts(tx, &open.decided.as_seen_by(operator)).await?;
    tx.set_mark_card_looked(card, operator, own.is_empty()).await?;
    Ok(())
}

/// The first question for this person. A card that a roster or another card settled meanwhile asks
/// nothing any more: it is put where it belongs, and the next one comes.
async fn next_question(
    desk: &Desk,
    grant: &Grant<ReadCards>,
    school: &SchoolId,
) -> Result<Option<CardQuestion>, RosterRefused> {
    loop {
        let tx = desk.store.read().await?;
        let next = tx.next_mark_card(school, grant.operator()).await?;
        let Some(card) = next else { return Ok(None) };
        let id = card.line.id.clone();
        if let Some(asked) = question(desk, &tx, grant.operator(), card).await? {
            return Ok(Some(asked));
        }
        drop(tx);
        let tx = desk.store.write().await?;
        settle(desk, &tx, grant, &id).await?;
        tx.commit().await?;
    }
}

async fn question(
    desk: &Desk,
    tx: &Tx,
    operator: &OperatorId,
    card: MarkCard,
) -> Result<Option<CardQuestion>, RosterRefused> {
    let open = Open::of(desk, tx, card).await?;
    let seen = open.decided.as_seen_by(operator);
    let (now, beside) = open.now(tx, &seen).await?;
    let doubts = doubt::all(&FORM, &now, &seen);
    let Some(first) = doubts.first() else { return Ok(None) };
    Ok(Some(CardQuestion {
        card: open.card.line.id.clone(),
        number: open.card.line.number,
        file_name: open.kept.reading.file.clone(),
        college: open.kept.college.clone(),
        class: open.kept.class.clone(),
        left: doubts.len() as u64,
        fields: doubt::fields(&FORM, &now, &seen),
        doubt: doubt::view(&FORM, (&open.kept, &beside), &now, &seen, first),
    }))
}

/// The answer as it is written down, when it is one.
fn checked(form: &Form, doubt: &Doubt, answer: &str) -> Option<String> {
    if doubt.subject == ROSTER {
        return (answer == "new").then(|| answer.to_owned());
    }
    if doubt.subject == DUPLICATE {
        return (answer == "keep").then(|| answer.to_owned());
    }
    let field = form.field(doubt.field.as_deref()?)?;
    if let Some(at) = doubt.column {
        let column = field.column(form, at - 1);
        let is_value = column.bubbles.iter().any(|bubble| bubble.value == answer);
        return (is_value || answer.trim().is_empty()).then(|| answer.trim().to_owned());
    }
    if field.kind == Kind::QuWei {
        let (name, _) = PersonName::read(answer).ok()?;
        return Some(name.reveal().to_owned());
    }
    let typed = answer.trim().to_uppercase();
    keeps_the_rules(form, field, &typed).then_some(typed)
}

impl Open {
    pub(super) async fn of(desk: &Desk, tx: &Tx, card: MarkCard) -> Result<Self, RosterRefused> {
        let kept = Kept::read(&card)?;
        let steps = tx.mark_card_steps(&card.line.id).await?;
        let decided = Decided::of(&steps, desk.tools().card_two_people);
        Ok(Self { card, kept, steps, decided })
    }

    async fn locked(
        desk: &Desk,
        tx: &Tx,
        grant: &Grant<ReadCards>,
        card: &CardId,
    ) -> Result<Self, RosterRefused> {
        let card = tx.locked_mark_card(card).await?.ok_or(RosterRefused::NotFound)?;
        cards_of(tx, grant, &card.line.school).await?;
        Self::of(desk, tx, card).await
    }

    /// Whether this very step was taken before.
    fn is_stored(&self, step: &StepId, subject: &str) -> Result<bool, StoreError> {
        match self.steps.iter().find(|there| there.id == *step) {
            None => Ok(false),
            Some(there) if there.subject == subject => Ok(true),
            Some(_) => Err(StoreError::Duplicate { what: "step id" }),
        }
    }

    /// What the card says when these answers count, and what it was compared with.
    pub(super) async fn now(
        &self,
        tx: &Tx,
        answers: &Answers,
    ) -> Result<(CardReading, Beside), RosterRefused> {
        let reading = &self.kept.reading;
        let alone = with_answers(&FORM, reading, answers, &Beside::default());
        let place = (&self.card.line.school, &self.card.line.id);
        let beside = Beside::of(tx, place, &alone).await?;
        Ok((with_answers(&FORM, reading, answers, &beside), beside))
    }

    async fn doubts(&self, tx: &Tx, answers: &Answers) -> Result<Vec<Doubt>, RosterRefused> {
        Ok(doubt::all(&FORM, &self.now(tx, answers).await?.0, answers))
    }

    fn step(
        &self,
        desk: &Desk,
        grant: &Grant<ReadCards>,
        id: StepId,
        act: MarkCardAct,
    ) -> MarkCardStep {
        MarkCardStep {
            id,
            card: self.card.line.id.clone(),
            school: self.card.line.school.clone(),
            act,
            subject: String::new(),
            undoes: None,
            by: grant.operator().clone(),
            zone: grant.zone().code().to_owned(),
            at_ms: desk.now_ms(),
            from: String::new(),
            to: String::new(),
        }
    }
}
