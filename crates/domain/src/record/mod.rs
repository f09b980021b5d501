//! 采集记录: one graduate's way through all six rooms, from the roster to the certificate.
//!
//! One enum of stages, one enum of steps, one function between them. Everything else in the
//! program asks [`Stage::after`] and nobody else what may happen next.

mod step;
#[cfg(test)]
mod tests;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use self::step::{MakeUpReason, Ruling, Step};
use crate::{
    id::{ErratumId, FrameId, PackageId, PortraitId, RecordId, SessionId},
    registry::CertificateNumber,
    session::ShotNumber,
};

/// A record as it stands, and how many steps brought it here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CollectionRecord {
    pub id: RecordId,
    pub stage: Stage,
    /// The number of steps taken; the guard against two desks moving one record at once.
    pub version: i64,
}

/// The stages of a record, in the order the data flows. Each holds what the next desk needs, so
/// that a delivered record without a portrait cannot be written down. 漏拍 (missed) and
/// 逾期未校对 (unchecked) are queries over stages and dates, not stages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum Stage {
    /// 预计毕业生: on the list the school sent.
    Listed,
    /// 已校对: the student signed for every field.
    Proofread,
    /// 已排场次: has a place in a session, may check in there.
    Planned { session: SessionId },
    /// 已取号: waits in line with a shot number.
    CheckedIn { session: SessionId, shot: ShotNumber },
    /// 已拍摄: waits for the verdict.
    Captured { sitting: Sitting, frame: FrameId },
    /// 待重拍: the picture was refused; the number is kept and nothing is paid again.
    Reshoot { sitting: Sitting },
    /// 合格: meets the profile.
    Accepted { sitting: Sitting, portrait: PortraitId },
    /// 已返校: the school holds it and checks it.
    Delivered { portrait: PortraitId, package: PackageId },
    /// 待图像校对: the graduate looks once, online, until the end of that day.
    ImageCheckOpen { portrait: PortraitId, package: PackageId, until: Date },
    /// 信息有误: the graduate's objection is with the college, the school, the centre.
    Disputed { portrait: PortraitId, package: PackageId },
    /// 信息无误: the graduate confirmed; ready for registration.
    Confirmed { portrait: PortraitId, package: PackageId },
    /// 已注册: stands with a certificate; public.
    Registered { portrait: PortraitId, certificate: CertificateNumber },
    /// 勘误中: a filed correction is being decided; `held` is where the record stood.
    UnderErratum { erratum: ErratumId, held: Box<Stage> },
    /// 待补拍: needs another shoot, not yet planned.
    MakeUp { reason: MakeUpReason },
    /// 已撤出: left this year's list (退学, 转学, 留级 …).
    Withdrawn,
}

/// Where a picture comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "from", rename_all = "snake_case")]
pub enum Sitting {
    /// 现场拍摄, with the number that joins face to name.
    Shot { session: SessionId, shot: ShotNumber },
    /// 照片扫描: a posted print of a soldier, somebody abroad or in hospital (S0).
    PrintScan,
}

/// What was tried, and where the record stood: enough for a log line, without a person in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a record that is {} cannot take the step {}", .stage.code(), .step.code())]
pub struct Refusal {
    pub stage: Stage,
    pub step: Step,
}

impl Stage {
    /// The stage after `step`, or a refusal that names both.
    ///
    /// Read with `transitions.txt` beside it: that table is this function, written out by a test.
    pub fn after(&self, step: &Step) -> Result<Stage, Refusal> {
        self.in_preparation(step)
            .or_else(|| self.on_the_day(step))
            .or_else(|| self.after_delivery(step))
            .or_else(|| self.on_the_way_back(step))
            .ok_or_else(|| Refusal { stage: self.clone(), step: step.clone() })
    }

    /// Rooms roster and session, before the day.
    fn in_preparation(&self, step: &Step) -> Option<Stage> {
        Some(match (self, step) {
            (Stage::Listed, Step::Proofread) => Stage::Proofread,
            // Whoever changes a signed line takes the signature off it.
            (Stage::Listed | Stage::Proofread | Stage::Planned { .. }, Step::Correct { .. }) => {
                Stage::Listed
            }
            (
                Stage::Proofread | Stage::Planned { .. } | Stage::MakeUp { .. },
                Step::Plan { session },
            ) => Stage::Planned { session: session.clone() },
            _ => return None,
        })
    }

    /// Rooms session, capture and portrait: check-in to the accepted portrait, and each undo.
    fn on_the_day(&self, step: &Step) -> Option<Stage> {
        Some(match (self, step) {
            (Stage::Planned { session }, &Step::CheckIn { shot }) => {
                Stage::CheckedIn { session: session.clone(), shot }
            }
            (Stage::CheckedIn { session, .. }, Step::LeaveQueue) => {
                Stage::Planned { session: session.clone() }
            }
            (Stage::CheckedIn { session, shot }, Step::Capture { frame }) => Stage::Captured {
                sitting: Sitting::Shot { session: session.clone(), shot: *shot },
                frame: frame.clone(),
            },
            // Another frame before the verdict takes the place of the first: the latest counts.
            (
                Stage::Reshoot { sitting } | Stage::Captured { sitting, .. },
                Step::Capture { frame },
            ) => Stage::Captured { sitting: sitting.clone(), frame: frame.clone() },
            (
                Stage::Proofread | Stage::Planned { .. } | Stage::MakeUp { .. },
                Step::ScanPrint { frame },
            ) => Stage::Captured { sitting: Sitting::PrintScan, frame: frame.clone() },
            // A frame joined to the wrong person leaves; the person waits for the right one.
            (Stage::Captured { sitting, .. } | Stage::Accepted { sitting, .. }, Step::Detach) => {
                Stage::Reshoot { sitting: sitting.clone() }
            }
            (
                Stage::Captured { sitting, .. } | Stage::Accepted { sitting, .. },
                Step::Refuse { .. },
            ) => Stage::Reshoot { sitting: sitting.clone() },
            (Stage::Captured { sitting, .. }, Step::Accept { portrait, .. }) => {
                Stage::Accepted { sitting: sitting.clone(), portrait: portrait.clone() }
            }
            (
                Stage::Accepted { sitting, .. } | Stage::Reshoot { sitting },
                Step::TakeBack { frame },
            ) => Stage::Captured { sitting: sitting.clone(), frame: frame.clone() },
            (Stage::Accepted { portrait, .. }, Step::Deliver { package }) => {
                Stage::Delivered { portrait: portrait.clone(), package: package.clone() }
            }
            _ => return None,
        })
    }

    /// Rooms delivery and registry: the school's check, the graduate's check, registration.
    fn after_delivery(&self, step: &Step) -> Option<Stage> {
        Some(match (self, step) {
            // Opening an open check again moves its last day.
            (
                Stage::Delivered { portrait, package }
                | Stage::ImageCheckOpen { portrait, package, .. },
                &Step::OpenImageCheck { until },
            ) => Stage::ImageCheckOpen {
                portrait: portrait.clone(),
                package: package.clone(),
                until,
            },
            (Stage::ImageCheckOpen { portrait, package, .. }, Step::Confirm) => {
                Stage::Confirmed { portrait: portrait.clone(), package: package.clone() }
            }
            (Stage::ImageCheckOpen { portrait, package, .. }, Step::Dispute) => {
                Stage::Disputed { portrait: portrait.clone(), package: package.clone() }
            }
            // Corrected or not, the graduate looks again: only the graduate confirms.
            (
                Stage::Disputed { portrait, package },
                Step::AnswerDispute { ruling: Ruling::Corrected | Ruling::Unchanged },
            ) => Stage::Delivered { portrait: portrait.clone(), package: package.clone() },
            (Stage::Disputed { .. }, Step::AnswerDispute { ruling: Ruling::Reshoot }) => {
                Stage::MakeUp { reason: MakeUpReason::Disputed }
            }
            (Stage::Confirmed { portrait, .. }, Step::Register { certificate }) => {
                Stage::Registered { portrait: portrait.clone(), certificate: certificate.clone() }
            }
            _ => return None,
        })
    }

    /// Errata, make-up, and leaving the list: the ways back.
    fn on_the_way_back(&self, step: &Step) -> Option<Stage> {
        Some(match (self, step) {
            (
                Stage::Accepted { .. }
                | Stage::Delivered { .. }
                | Stage::ImageCheckOpen { .. }
                | Stage::Confirmed { .. }
                | Stage::Registered { .. },
                Step::FileErratum { erratum },
            ) => Stage::UnderErratum { erratum: erratum.clone(), held: Box::new(self.clone()) },
            (Stage::UnderErratum { held, .. }, Step::AnswerErratum { ruling }) => {
                return held.after_erratum(*ruling);
            }
            (
                Stage::Planned { .. } | Stage::CheckedIn { .. } | Stage::Reshoot { .. },
                Step::RequestMakeUp { reason },
            ) => Stage::MakeUp { reason: *reason },
            // A registered certificate is never withdrawn by a list: the registry annuls it.
            (Stage::Registered { .. } | Stage::Withdrawn, Step::Withdraw { .. }) => return None,
            (Stage::UnderErratum { held, .. }, Step::Withdraw { .. })
                if matches!(**held, Stage::Registered { .. }) =>
            {
                return None;
            }
            (_, Step::Withdraw { .. }) => Stage::Withdrawn,
            (Stage::Withdrawn, Step::Reinstate) => Stage::Listed,
            _ => return None,
        })
    }

    /// Where a record goes that stood here when an erratum about it is answered.
    fn after_erratum(&self, ruling: Ruling) -> Option<Stage> {
        Some(match (self, ruling) {
            // What is registered stays registered; its correction is a new certificate entry.
            (Stage::Registered { .. }, Ruling::Unchanged | Ruling::Corrected) => self.clone(),
            (Stage::Registered { .. }, Ruling::Reshoot) => return None,
            (_, Ruling::Unchanged) | (Stage::Accepted { .. }, Ruling::Corrected) => self.clone(),
            // A confirmation covers the data it was given for, so the graduate looks again.
            (
                Stage::Delivered { portrait, package }
                | Stage::ImageCheckOpen { portrait, package, .. }
                | Stage::Confirmed { portrait, package },
                Ruling::Corrected,
            ) => Stage::Delivered { portrait: portrait.clone(), package: package.clone() },
            (_, Ruling::Corrected) => return None,
            (_, Ruling::Reshoot) => Stage::MakeUp { reason: MakeUpReason::Erratum },
        })
    }

    /// The portrait a record holds now, wherever it stands.
    pub fn portrait(&self) -> Option<&PortraitId> {
        match self {
            Stage::Accepted { portrait, .. }
            | Stage::Delivered { portrait, .. }
            | Stage::ImageCheckOpen { portrait, .. }
            | Stage::Disputed { portrait, .. }
            | Stage::Confirmed { portrait, .. }
            | Stage::Registered { portrait, .. } => Some(portrait),
            Stage::UnderErratum { held, .. } => held.portrait(),
            Stage::Listed
            | Stage::Proofread
            | Stage::Planned { .. }
            | Stage::CheckedIn { .. }
            | Stage::Captured { .. }
            | Stage::Reshoot { .. }
            | Stage::MakeUp { .. }
            | Stage::Withdrawn => None,
        }
    }

    /// The session and number a record holds in a queue or on a picture still at the site.
    pub fn shot(&self) -> Option<(&SessionId, ShotNumber)> {
        match self {
            Stage::CheckedIn { session, shot }
            | Stage::Captured { sitting: Sitting::Shot { session, shot }, .. }
            | Stage::Reshoot { sitting: Sitting::Shot { session, shot } }
            | Stage::Accepted { sitting: Sitting::Shot { session, shot }, .. } => {
                Some((session, *shot))
            }
            _ => None,
        }
    }

    pub fn kind(&self) -> StageKind {
        match self {
            Stage::Listed => StageKind::Listed,
            Stage::Proofread => StageKind::Proofread,
            Stage::Planned { .. } => StageKind::Planned,
            Stage::CheckedIn { .. } => StageKind::CheckedIn,
            Stage::Captured { .. } => StageKind::Captured,
            Stage::Reshoot { .. } => StageKind::Reshoot,
            Stage::Accepted { .. } => StageKind::Accepted,
            Stage::Delivered { .. } => StageKind::Delivered,
            Stage::ImageCheckOpen { .. } => StageKind::ImageCheckOpen,
            Stage::Disputed { .. } => StageKind::Disputed,
            Stage::Confirmed { .. } => StageKind::Confirmed,
            Stage::Registered { .. } => StageKind::Registered,
            Stage::UnderErratum { .. } => StageKind::UnderErratum,
            Stage::MakeUp { .. } => StageKind::MakeUp,
            Stage::Withdrawn => StageKind::Withdrawn,
        }
    }

    pub fn code(&self) -> &'static str {
        self.kind().code()
    }
}

crate::words::words! {
    /// A stage without its facts: the columns of the board, in order.
    StageKind {
        Listed = "listed" "待校对",
        Proofread = "proofread" "已校对",
        Planned = "planned" "待签到",
        CheckedIn = "checked_in" "已取号",
        Captured = "captured" "待审核",
        Reshoot = "reshoot" "待重拍",
        Accepted = "accepted" "合格",
        Delivered = "delivered" "已返校",
        ImageCheckOpen = "image_check_open" "待图像校对",
        Disputed = "disputed" "信息有误",
        Confirmed = "confirmed" "信息无误",
        Registered = "registered" "已注册",
        UnderErratum = "under_erratum" "勘误中",
        MakeUp = "make_up" "待补拍",
        Withdrawn = "withdrawn" "已撤出",
    }
}
