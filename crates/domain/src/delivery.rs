//! 返校: what a school receives.

use crate::record::StageKind;

/// Stages that count as missing in a package: on the list, yet no accepted portrait.
pub const MISSING: &[StageKind] = &[
    StageKind::Listed,
    StageKind::Proofread,
    StageKind::Planned,
    StageKind::CheckedIn,
    StageKind::Captured,
    StageKind::Reshoot,
    StageKind::MakeUp,
];

/// Why somebody is on the missing list, in the words of the form the school sends back.
pub const fn missing_because(stage: StageKind) -> &'static str {
    match stage {
        StageKind::Listed => "信息未校对",
        StageKind::Proofread => "未排场次",
        StageKind::Planned => "未签到",
        StageKind::CheckedIn => "已取号未拍摄",
        StageKind::Captured => "待审核",
        StageKind::Reshoot => "照片不合格，待重拍",
        StageKind::MakeUp => "待补拍",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_missing_stage_has_its_words_and_no_other() {
        for stage in StageKind::ALL {
            assert_eq!(MISSING.contains(stage), !missing_because(*stage).is_empty(), "{stage:?}");
        }
    }
}
