//! 步骤: what can happen to a record. Every step is stored, so the history explains the stage.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    id::{ErratumId, FrameId, PackageId, PortraitId, SessionId},
    portrait::{Fault, Headwear},
    registry::CertificateNumber,
    roster::{Field, WithdrawalReason},
    session::ShotNumber,
};

/// One step. Values of people never stand here: a correction names the fields it touched, the
/// values stand sealed in the roster's own table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    /// 列入名单: always the first step, and only that.
    List,
    /// 更正: a field of the line changed before the day.
    Correct {
        fields: Vec<Field>,
    },
    /// 校对: the student signed for every field.
    Proofread,
    /// 排入场次, also a make-up or another day.
    Plan {
        session: SessionId,
    },
    /// 签到取号.
    CheckIn {
        shot: ShotNumber,
    },
    /// 离队: left the line before the shutter; whoever comes back gets the same number.
    LeaveQueue,
    /// 拍摄: a frame is joined to the person at the camera.
    Capture {
        frame: FrameId,
    },
    /// 照片扫描.
    ScanPrint {
        frame: FrameId,
    },
    /// 解除: the frame shows somebody else.
    Detach,
    /// 不合格, 重拍.
    Refuse {
        faults: Vec<Fault>,
    },
    /// 合格.
    Accept {
        portrait: PortraitId,
        /// Decided where the readings see something worn on the head.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        headwear: Option<Headwear>,
    },
    /// 撤回审核: an acceptance or a refusal taken back before delivery; the frame waits again.
    TakeBack {
        frame: FrameId,
    },
    /// 返校.
    Deliver {
        package: PackageId,
    },
    /// 开放图像校对, or its last day moved.
    OpenImageCheck {
        until: Date,
    },
    /// 信息无误: by the graduate alone.
    Confirm,
    /// 信息有误: by the graduate alone; the words stand sealed beside the record.
    Dispute,
    AnswerDispute {
        ruling: Ruling,
    },
    FileErratum {
        erratum: ErratumId,
    },
    AnswerErratum {
        ruling: Ruling,
    },
    RequestMakeUp {
        reason: MakeUpReason,
    },
    /// 注册.
    Register {
        certificate: CertificateNumber,
    },
    /// 撤出名单.
    Withdraw {
        reason: WithdrawalReason,
    },
    /// 恢复: back on the list, to be proofread again.
    Reinstate,
}

crate::words::words! {
    /// What the office decided about an erratum or a dispute.
    Ruling {
        Corrected = "corrected" "已更正",
        Unchanged = "unchanged" "核实无误",
        Reshoot = "reshoot" "需补拍",
    }
}

crate::words::words! {
    /// Why somebody needs a make-up shoot.
    MakeUpReason {
        Missed = "missed" "漏拍",
        Unusable = "unusable" "照片不合格",
        Erratum = "erratum" "勘误",
        Disputed = "disputed" "信息有误",
    }
}

impl Step {
    /// The name in logs and in the history's own column.
    pub const fn code(&self) -> &'static str {
        match self {
            Step::List => "list",
            Step::Correct { .. } => "correct",
            Step::Proofread => "proofread",
            Step::Plan { .. } => "plan",
            Step::CheckIn { .. } => "check_in",
            Step::LeaveQueue => "leave_queue",
            Step::Capture { .. } => "capture",
            Step::ScanPrint { .. } => "scan_print",
            Step::Detach => "detach",
            Step::Refuse { .. } => "refuse",
            Step::Accept { .. } => "accept",
            Step::TakeBack { .. } => "take_back",
            Step::Deliver { .. } => "deliver",
            Step::OpenImageCheck { .. } => "open_image_check",
            Step::Confirm => "confirm",
            Step::Dispute => "dispute",
            Step::AnswerDispute { .. } => "answer_dispute",
            Step::FileErratum { .. } => "file_erratum",
            Step::AnswerErratum { .. } => "answer_erratum",
            Step::RequestMakeUp { .. } => "request_make_up",
            Step::Register { .. } => "register",
            Step::Withdraw { .. } => "withdraw",
            Step::Reinstate => "reinstate",
        }
    }

    /// The word in a graduate's history on screen.
    pub const fn word(&self) -> &'static str {
        match self {
            Step::List => "列入名单",
            Step::Correct { .. } => "更正信息",
            Step::Proofread => "校对",
            Step::Plan { .. } => "排入场次",
            Step::CheckIn { .. } => "签到取号",
            Step::LeaveQueue => "离队",
            Step::Capture { .. } => "拍摄",
            Step::ScanPrint { .. } => "照片扫描",
            Step::Detach => "解除底片",
            Step::Refuse { .. } => "不合格，重拍",
            Step::Accept { .. } => "审核合格",
            Step::TakeBack { .. } => "撤回审核",
            Step::Deliver { .. } => "返校",
            Step::OpenImageCheck { .. } => "开放图像校对",
            Step::Confirm => "信息无误",
            Step::Dispute => "信息有误",
            Step::AnswerDispute { .. } => "答复异议",
            Step::FileErratum { .. } => "提出勘误",
            Step::AnswerErratum { .. } => "答复勘误",
            Step::RequestMakeUp { .. } => "申请补拍",
            Step::Register { .. } => "注册",
            Step::Withdraw { .. } => "撤出名单",
            Step::Reinstate => "恢复",
        }
    }
}
