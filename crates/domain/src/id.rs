//! Names of things. One type each, so that a session cannot stand where a record should.

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

ids! {
    /// 采集中心.
    CentreId
    /// 学校.
    SchoolId
    /// 学院.
    CollegeId
    /// 班级.
    ClassId
    /// 采集记录.
    RecordId
    /// 采集场次.
    SessionId
    /// 操作员, or a graduate who signed in.
    OperatorId
    /// 步骤: chosen by whoever takes the step, so that sending it twice is sending it once.
    StepId
    /// 底片: the content hash of the untouched camera file.
    FrameId
    /// 图像: the content hash of the finished file.
    PortraitId
    /// 返校数据包.
    PackageId
    /// 勘误.
    ErratumId
    /// One reading of a roster file, from preview to written.
    ImportId
    /// 机读卡, one filled card as it was scanned.
    CardId
    /// 后台任务.
    JobId
}
