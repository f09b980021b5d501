//! The whole machine on one page.

use std::fmt::Write as _;

use expect_test::expect_file;
use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::{portrait::Fault, roster::WithdrawalReason};

fn shot() -> ShotNumber {
    ShotNumber::new(12).unwrap()
}

fn sitting() -> Sitting {
    Sitting::Shot { session: "s1".into(), shot: shot() }
}

fn certificate() -> CertificateNumber {
    "990011202605000001".parse().unwrap()
}

fn every_stage() -> Vec<Stage> {
    let (portrait, package) = (PortraitId::from("p1"), PackageId::from("k1"));
    let simple = vec![
        Stage::Listed,
        Stage::Proofread,
        Stage::Planned { session: "s1".into() },
        Stage::CheckedIn { session: "s1".into(), shot: shot() },
        Stage::Captured { sitting: sitting(), frame: "f1".into() },
        Stage::Reshoot { sitting: sitting() },
        Stage::Accepted { sitting: sitting(), portrait: portrait.clone() },
        Stage::Delivered { portrait: portrait.clone(), package: package.clone() },
        Stage::ImageCheckOpen {
            portrait: portrait.clone(),
            package: package.clone(),
            until: date(2026, 4, 30),
        },
        Stage::Disputed { portrait: portrait.clone(), package: package.clone() },
        Stage::Confirmed { portrait: portrait.clone(), package },
        Stage::Registered { portrait, certificate: certificate() },
        Stage::MakeUp { reason: MakeUpReason::Missed },
        Stage::Withdrawn,
    ];
    let file = Step::FileErratum { erratum: "e1".into() };
    let held: Vec<Stage> = simple.iter().filter_map(|stage| stage.after(&file).ok()).collect();
    [simple, held].concat()
}

fn every_step() -> Vec<Step> {
    let mut steps = vec![
        Step::List,
        Step::Correct { fields: vec![] },
        Step::Proofread,
        Step::Plan { session: "s2".into() },
        Step::CheckIn { shot: shot() },
        Step::LeaveQueue,
        Step::Capture { frame: "f2".into() },
        Step::ScanPrint { frame: "f3".into() },
        Step::Detach,
        Step::Refuse { faults: vec![Fault::EyesClosed] },
        Step::Accept { portrait: "p2".into(), headwear: None },
        Step::TakeBack { frame: "f1".into() },
        Step::Deliver { package: "k2".into() },
        Step::OpenImageCheck { until: date(2026, 5, 15) },
        Step::Confirm,
        Step::Dispute,
        Step::FileErratum { erratum: "e2".into() },
        Step::RequestMakeUp { reason: MakeUpReason::Missed },
        Step::Register { certificate: certificate() },
        Step::Withdraw { reason: WithdrawalReason::LeftSchool },
        Step::Reinstate,
    ];
    for ruling in Ruling::ALL {
        steps.push(Step::AnswerDispute { ruling: *ruling });
        steps.push(Step::AnswerErratum { ruling: *ruling });
    }
    steps
}

fn stage_name(stage: &Stage) -> String {
    match stage {
        Stage::UnderErratum { held, .. } => format!("under_erratum({})", held.code()),
        other => other.code().to_owned(),
    }
}

fn step_name(step: &Step) -> String {
    match step {
        Step::AnswerDispute { ruling } | Step::AnswerErratum { ruling } => {
            format!("{}:{}", step.code(), ruling.code())
        }
        other => other.code().to_owned(),
    }
}

/// A new stage or step changes `transitions.txt`, and the reviewer sees every consequence at once.
#[test]
fn every_stage_meets_every_step() {
    let mut table = String::new();
    for stage in every_stage() {
        for step in every_step() {
            if let Ok(next) = stage.after(&step) {
                let [from, by, to] = [stage_name(&stage), step_name(&step), stage_name(&next)];
                let _ = writeln!(table, "{from:<31} --{by:-<24}-> {to}");
            }
        }
    }
    expect_file!["transitions.txt"].assert_eq(&table);
}

proptest! {
    /// Whatever desks try, in any order: a portrait is never lost but by a step that says so,
    /// only the graduate's own step confirms, and nothing but the registry's step registers.
    #[test]
    fn no_order_of_steps_breaks_the_promises(picks in prop::collection::vec(0usize..64, 0..200)) {
        let steps = every_step();
        let mut stage = Stage::Listed;
        for pick in picks {
            let step = &steps[pick % steps.len()];
            let Ok(next) = stage.after(step) else { continue };
            if stage.portrait().is_some() && next.portrait().is_none() {
                prop_assert!(
                    matches!(
                        step,
                        Step::Detach
                            | Step::Refuse { .. }
                            | Step::TakeBack { .. }
                            | Step::Withdraw { .. }
                            | Step::AnswerDispute { ruling: Ruling::Reshoot }
                            | Step::AnswerErratum { ruling: Ruling::Reshoot }
                    ),
                    "{} loses the portrait", step_name(step)
                );
            }
            if next.kind() == StageKind::Confirmed && stage.kind() != StageKind::UnderErratum {
                prop_assert_eq!(step, &Step::Confirm);
            }
            if next.kind() == StageKind::Registered && stage.kind() != StageKind::UnderErratum {
                prop_assert_eq!(step.code(), "register");
            }
            stage = next;
        }
    }

    /// A record that stands in the database reads back as it was written.
    #[test]
    fn stages_and_steps_survive_json(stage in 0usize..64, step in 0usize..64) {
        let (stages, steps) = (every_stage(), every_step());
        let (stage, step) = (&stages[stage % stages.len()], &steps[step % steps.len()]);
        let json = serde_json::to_string(stage).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Stage>(&json).unwrap(), stage);
        let json = serde_json::to_string(step).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Step>(&json).unwrap(), step);
    }
}
