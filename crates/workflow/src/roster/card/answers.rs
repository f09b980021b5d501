//! 判读: which answers count, by the steps of a card.

use std::collections::{BTreeMap, BTreeSet};

use domain::id::{OperatorId, StepId};
use store::roster::{MarkCardAct, MarkCardStep};

/// Answers by subject.
pub(super) type Answers = BTreeMap<String, String>;

/// What the steps of a card come to.
pub(super) struct Decided {
    /// What counts: said by one person, or by two where the house asks for two.
    pub settled: Answers,
    /// Why somebody sent the card back, if so.
    pub rejected: Option<String>,
    latest: BTreeMap<(String, OperatorId), String>,
}

impl Decided {
    pub(super) fn of(steps: &[MarkCardStep], two_people: bool) -> Self {
        let undone: BTreeSet<&StepId> =
            steps.iter().filter_map(|step| step.undoes.as_ref()).collect();
        let live = || steps.iter().filter(|step| !undone.contains(&step.id));
        let mut latest = BTreeMap::new();
        let mut last = Answers::new();
        for step in live().filter(|step| step.act == MarkCardAct::Decide) {
            latest.insert((step.subject.clone(), step.by.clone()), step.to.clone());
            last.insert(step.subject.clone(), step.to.clone());
        }
        let settled = if two_people { agreed(&latest) } else { last };
        let rejected = live().rfind(|step| step.act == MarkCardAct::Reject);
        Self { settled, rejected: rejected.map(|step| step.to.clone()), latest }
    }

    /// What one person looks at: their own answers, without those that others gave alone.
    pub(super) fn as_seen_by(&self, operator: &OperatorId) -> Answers {
        let own = self.latest.iter().filter(|((_, by), _)| by == operator);
        let mut seen: Answers =
            own.map(|((subject, _), to)| (subject.clone(), to.clone())).collect();
        seen.extend(self.settled.clone());
        seen
    }
}

/// Answers that two different people gave.
fn agreed(latest: &BTreeMap<(String, OperatorId), String>) -> Answers {
    let mut votes: BTreeMap<(&String, &String), u32> = BTreeMap::new();
    for ((subject, _), to) in latest {
        *votes.entry((subject, to)).or_default() += 1;
    }
    let agreed = votes.into_iter().filter(|(_, count)| *count >= 2);
    agreed.map(|((subject, to), _)| (subject.clone(), to.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(id: &str, by: &str, to: &str) -> MarkCardStep {
        MarkCardStep {
            id: id.into(),
            card: "c".into(),
            school: "s".into(),
            act: MarkCardAct::Decide,
            subject: "name/3".to_owned(),
            undoes: None,
            by: by.into(),
            zone: "school".to_owned(),
            at_ms: 0,
            from: String::new(),
            to: to.to_owned(),
        }
    }

    #[track_caller]
    fn check(steps: &[MarkCardStep], two_people: bool, expected: Option<&str>) {
        let decided = Decided::of(steps, two_people);
        assert_eq!(decided.settled.get("name/3").map(String::as_str), expected);
    }

    #[test]
    fn alone_the_latest_answer_counts() {
        check(&[step("1", "a", "7"), step("2", "b", "8")], false, Some("8"));
        let mut back = step("3", "b", "");
        (back.act, back.undoes) = (MarkCardAct::TakeBack, Some("2".into()));
        check(&[step("1", "a", "7"), step("2", "b", "8"), back], false, Some("7"));
    }

    #[test]
    fn by_two_people_an_answer_counts_when_both_gave_it_and_a_third_look_decides() {
        let (one, other) = (step("1", "a", "7"), step("2", "b", "8"));
        check(std::slice::from_ref(&one), true, None);
        check(&[one.clone(), step("2", "a", "7")], true, None);
        check(&[one.clone(), step("2", "b", "7")], true, Some("7"));
        check(&[one.clone(), other.clone()], true, None);
        check(&[one, other, step("3", "c", "8")], true, Some("8"));
    }

    #[test]
    fn the_second_person_does_not_see_the_first_answer() {
        let decided = Decided::of(&[step("1", "a", "7")], true);
        assert_eq!(decided.as_seen_by(&"a".into()).len(), 1);
        assert_eq!(decided.as_seen_by(&"b".into()).len(), 0);
    }
}
