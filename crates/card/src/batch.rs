//! 核对: what only many cards together show: the same number twice, an order that breaks, and who
//! of the roster is meant.

use std::collections::HashMap;

use crate::form::{Form, Kind};
use crate::reading::{CardReading, FieldReading, Reason, State, Verdict};
use crate::rules::{is_doubtful, name_of};

/// The fields that name a graduate.
const STUDENT_NUMBER: &str = "student_number";

/// One graduate of the roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    pub student_number: String,
    pub identity_number: String,
    pub name: String,
}

/// Marks every card whose value another card of the batch has too, in fields that the form calls
/// unique. Later cards name the first one, and the first names the second.
pub fn duplicates(form: &Form, readings: Vec<CardReading>) -> Vec<CardReading> {
    let mut found: Vec<Vec<Reason>> = vec![Vec::new(); readings.len()];
    for field in form.fields.iter().filter(|field| field.unique) {
        let mut seen: HashMap<&str, (usize, bool)> = HashMap::new();
        let mut pairs = Vec::new();
        for (at, reading) in readings.iter().enumerate() {
            let text = reading.text(&field.name);
            if text.is_empty() || text.contains(['?', '_']) {
                continue;
            }
            match seen.get_mut(text) {
                None => {
                    seen.insert(text, (at, false));
                }
                Some((first, told)) => {
                    pairs.push((at, *first));
                    if !*told {
                        pairs.push((*first, at));
                    }
                    *told = true;
                }
            }
        }
        for (at, other) in pairs {
            let (file, card) = (readings[other].file.clone(), readings[other].card);
            found[at].push(Reason::Duplicate { field: field.name.clone(), file, card });
        }
    }
    readings.into_iter().zip(found).map(|(reading, found)| reading.because(found)).collect()
}

/// Marks cards that break the order of a field that the form calls ordered: all cards but the
/// longest run of rising numbers, so that one card put wrongly is one card to look at.
pub fn out_of_order(form: &Form, readings: Vec<CardReading>) -> Vec<CardReading> {
    let mut found: Vec<Vec<Reason>> = vec![Vec::new(); readings.len()];
    for field in form.fields.iter().filter(|field| field.in_order) {
        let numbers: Vec<(usize, u64)> = readings
            .iter()
            .enumerate()
            .filter_map(|(at, reading)| Some((at, reading.text(&field.name).parse().ok()?)))
            .collect();
        let kept = longest_rise(&numbers.iter().map(|(_, number)| *number).collect::<Vec<_>>());
        for ((at, _), keeps) in numbers.iter().zip(kept) {
            if !keeps {
                found[*at].push(Reason::OutOfOrder { field: field.name.clone() });
            }
        }
    }
    readings.into_iter().zip(found).map(|(reading, found)| reading.because(found)).collect()
}

/// Which numbers belong to a longest rising, or level, run with gaps (Fredman, 1975).
fn longest_rise(numbers: &[u64]) -> Vec<bool> {
    let mut tails: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; numbers.len()];
    for (at, number) in numbers.iter().enumerate() {
        let place = tails.partition_point(|tail| numbers[*tail] <= *number);
        before[at] = place.checked_sub(1).map(|place| tails[place]);
        tails.truncate(tails.len().max(place));
        if place == tails.len() { tails.push(at) } else { tails[place] = at }
    }
    let mut kept = vec![false; numbers.len()];
    let mut here = tails.last().copied();
    while let Some(at) = here {
        kept[at] = true;
        here = before[at];
    }
    kept
}

/// Finds the graduate whom two of student number, identity number and name point at.
#[derive(Debug)]
pub struct Roster<'a> {
    known: &'a [Known],
    by_student_number: HashMap<&'a str, Vec<usize>>,
    by_identity_number: HashMap<&'a str, Vec<usize>>,
    by_name: HashMap<&'a str, Vec<usize>>,
}

/// A field that names, what the card says in it, and what the roster has.
struct Clue<'a> {
    field: &'a str,
    is_name: bool,
    said: Option<String>,
}

impl<'a> Roster<'a> {
    pub fn new(known: &'a [Known]) -> Self {
        let index = |key: fn(&Known) -> &str| {
            let mut index: HashMap<&str, Vec<usize>> = HashMap::new();
            for (at, one) in known.iter().enumerate() {
                index.entry(key(one)).or_default().push(at);
            }
            index
        };
        Self {
            known,
            by_student_number: index(|one| &one.student_number),
            by_identity_number: index(|one| &one.identity_number),
            by_name: index(|one| &one.name),
        }
    }

    /// The reading with what the roster says to it. When two of three name one graduate, doubts
    /// of the third that its sure columns do not contradict are settled; else the roster's text
    /// becomes a suggestion.
    pub fn check(&self, form: &Form, reading: CardReading) -> (CardReading, Option<&'a Known>) {
        if reading.fields.is_empty() {
            return (reading, None);
        }
        let clues = clues(form, &reading);
        let Some(known) = self.find(&clues) else {
            return (reading.because([Reason::NotOnRoster]), None);
        };
        let mut settled = Vec::new();
        let mut found = Vec::new();
        for clue in &clues {
            let Some(field) = reading.fields.get(clue.field) else { continue };
            let right = known.text(clue);
            let is_right = clue.said.as_deref() == Some(right);
            if is_right && !has_doubt(field) {
                continue;
            }
            if is_right || (!clue.is_name && agrees(field, right)) {
                settled.push(clue.field.to_owned());
            } else {
                let (field, text) = (clue.field.to_owned(), right.to_owned());
                found.push(Reason::Differs { field, text });
            }
        }
        (settle(reading, &settled).because(found), Some(known))
    }

    /// The one graduate with two of the three; nobody when two graduates share them.
    fn find(&self, clues: &[Clue<'_>]) -> Option<&'a Known> {
        let mut votes: HashMap<usize, u32> = HashMap::new();
        for clue in clues {
            let Some(said) = clue.said.as_deref() else { continue };
            let index = if clue.is_name {
                &self.by_name
            } else if clue.field == STUDENT_NUMBER {
                &self.by_student_number
            } else {
                &self.by_identity_number
            };
            for at in index.get(said).into_iter().flatten() {
                *votes.entry(*at).or_default() += 1;
            }
        }
        let most = votes.values().copied().max().filter(|votes| *votes >= 2)?;
        let mut best = votes.iter().filter(|(_, votes)| **votes == most);
        let (at, _) = best.next()?;
        best.next().is_none().then(|| &self.known[*at])
    }
}

impl Known {
    fn text(&self, clue: &Clue<'_>) -> &str {
        if clue.is_name {
            &self.name
        } else if clue.field == STUDENT_NUMBER {
            &self.student_number
        } else {
            &self.identity_number
        }
    }
}

fn clues<'a>(form: &'a Form, reading: &CardReading) -> Vec<Clue<'a>> {
    let clue = |field: &'a crate::form::Field| {
        let is_name = field.kind == Kind::QuWei;
        let names = is_name || field.kind == Kind::Identity || field.name == STUDENT_NUMBER;
        let text = reading.text(&field.name);
        let said = if is_name { name_of(text) } else { Some(text.to_owned()) };
        names.then_some(Clue { field: &field.name, is_name, said })
    };
    form.fields.iter().filter_map(clue).collect()
}

fn has_doubt(field: &FieldReading) -> bool {
    field.columns.iter().any(|column| is_doubtful(column.state, column.confidence))
}

/// Whether every column that is no doubt says what the text says.
fn agrees(field: &FieldReading, text: &str) -> bool {
    let mut right = text.chars();
    field.columns.iter().all(|column| {
        let right = right.next().map(String::from);
        is_doubtful(column.state, column.confidence)
            || column.value == right && (column.state == State::Blank) == right.is_none()
    })
}

/// Takes the doubts about some fields back, and says so.
fn settle(mut reading: CardReading, fields: &[String]) -> CardReading {
    let is_settled = |reason: &Reason| {
        let field = reason.field().unwrap_or_default();
        fields.iter().any(|settled| settled == field) && reason.verdict() == Verdict::Review
    };
    let kept: Vec<Reason> =
        reading.reasons.drain(..).map(|told| told.reason).filter(|r| !is_settled(r)).collect();
    reading.verdict = Verdict::Accepted;
    let confirmed = fields.iter().map(|field| Reason::Confirmed { field: field.clone() });
    reading.because(kept.into_iter().chain(confirmed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::ColumnReading;

    /// A reading whose columns are marked as the text says; `?` is a double mark.
    fn field(text: &str, columns: usize) -> FieldReading {
        let column = |at: usize| {
            let value = text.chars().nth(at).filter(|one| !['_', '?'].contains(one));
            let is_double = text.chars().nth(at) == Some('?');
            let state = match value {
                Some(_) => State::Marked,
                None if is_double => State::Double,
                None => State::Blank,
            };
            let value = value.map(String::from);
            ColumnReading { value, state, confidence: 1.0, strip: None }
        };
        FieldReading {
            text: text.to_owned(),
            confidence: 1.0,
            columns: (0..columns).map(column).collect(),
        }
    }

    fn card(at: u32, student: &str, identity: &str, name: &str, shot: &str) -> CardReading {
        let fields = [
            ("student_number", field(student, 14)),
            ("identity_number", field(identity, 18)),
            ("name", field(name, 16)),
            ("shot_number", field(shot, 4)),
        ];
        let mut reading = CardReading::blank("a.tif", at);
        reading.fields = fields.map(|(name, field)| (name.to_owned(), field)).into();
        let form = Form::standard();
        let reasons = crate::rules::judge(&form, &reading.fields);
        reading.because(reasons)
    }

    fn reasons(readings: &[CardReading]) -> Vec<Vec<Reason>> {
        let told = |reading: &CardReading| {
            reading.reasons.iter().map(|told| told.reason.clone()).collect()
        };
        readings.iter().map(told).collect()
    }

    const ID: &str = "990101198503010014";

    #[test]
    fn the_same_number_on_two_cards_is_told_on_both() {
        let form = Form::standard();
        let cards = vec![
            card(1, "2023010101", ID, "53374585", "1"),
            card(2, "2023010101", "990101200012310012", "53374585", "2"),
            card(3, "2023010103", "99010120010101002X", "53374585", "3"),
        ];
        let told = reasons(&duplicates(&form, cards));
        let with =
            |card| Reason::Duplicate { field: "student_number".into(), file: "a.tif".into(), card };
        assert!(told[0].contains(&with(2)) && told[1].contains(&with(1)), "{told:?}");
        assert!(!told[2].iter().any(|one| matches!(one, Reason::Duplicate { .. })));
    }

    #[test]
    fn one_card_out_of_order_is_one_card_to_look_at() {
        let form = Form::standard();
        let shots = ["1", "2", "9", "3", "", "4"];
        let cards = (1..).zip(shots).map(|(at, shot)| card(at, "1", ID, "53374585", shot));
        let told = reasons(&out_of_order(&form, cards.collect()));
        let is_told = |reasons: &Vec<Reason>| {
            reasons.contains(&Reason::OutOfOrder { field: "shot_number".into() })
        };
        let which: Vec<bool> = told.iter().map(is_told).collect();
        assert_eq!(which, [false, false, true, false, false, false]);
    }

    fn known() -> Vec<Known> {
        let one = |student: &str, identity: &str, name: &str| Known {
            student_number: student.into(),
            identity_number: identity.into(),
            name: name.into(),
        };
        vec![one("2023010101", ID, "张伟"), one("2023010102", "990101200012310012", "张伟")]
    }

    #[test]
    fn two_of_three_name_a_graduate_and_settle_the_doubts_of_the_third() {
        let (form, known) = (Form::standard(), known());
        let roster = Roster::new(&known);
        let doubtful = card(1, "202301?101", ID, "53374616", "1");
        assert_eq!(doubtful.verdict, Verdict::Review);
        let (checked, who) = roster.check(&form, doubtful);
        assert_eq!(who, Some(&known[0]));
        assert_eq!(checked.verdict, Verdict::Accepted);
        assert_eq!(reasons(&[checked])[0], [Reason::Confirmed { field: "student_number".into() }]);
    }

    #[test]
    fn a_third_that_contradicts_becomes_a_suggestion() {
        let (form, known) = (Form::standard(), known());
        let (checked, who) =
            Roster::new(&known).check(&form, card(1, "2023010109", ID, "53374616", "1"));
        assert_eq!(who, Some(&known[0]));
        assert_eq!(checked.verdict, Verdict::Review);
        let suggested =
            Reason::Differs { field: "student_number".into(), text: "2023010101".into() };
        assert_eq!(reasons(&[checked])[0], [suggested]);
    }

    #[test]
    fn who_is_not_on_the_roster_is_told() {
        let (form, known) = (Form::standard(), known());
        let stranger = card(1, "2023019999", "99010120010101002X", "53374616", "1");
        let (checked, who) = Roster::new(&known).check(&form, stranger);
        assert_eq!((who, checked.verdict), (None, Verdict::Review));
        assert!(reasons(&[checked])[0].contains(&Reason::NotOnRoster));
    }
}
