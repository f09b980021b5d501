//! 权限: who may do what, for which zone and organisation.
//!
//! A desk action takes a [`Grant`] of its own permission, and only [`Operator::may`] makes one.
//! The grant says which zone of trust the answer goes to, and every view is cut to it before it
//! leaves this crate: a page cannot show what it never got.

use std::marker::PhantomData;

use domain::{
    id::{CollegeId, OperatorId, RecordId, SchoolId, StepId},
    school::Regime,
};
use store::{history::Taken, record::RecordRow};

use crate::Desk;

/// 角色: a closed list; what each may do stands in [`PERMISSIONS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// 计划员, at the collection centre.
    Planner,
    /// 拍摄小组: check-in and camera, on site.
    Crew,
    /// 成像员: reviews and packs, at the centre.
    Processor,
    /// 教务处.
    AcademicAffairs,
    /// 学院办公室.
    CollegeOffice,
    /// 毕业生.
    Graduate,
}

impl Role {
    pub const ALL: &[Self] = &[
        Self::Planner,
        Self::Crew,
        Self::Processor,
        Self::AcademicAffairs,
        Self::CollegeOffice,
        Self::Graduate,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Planner => "planner",
            Self::Crew => "crew",
            Self::Processor => "processor",
            Self::AcademicAffairs => "academic_affairs",
            Self::CollegeOffice => "college_office",
            Self::Graduate => "graduate",
        }
    }

    pub const fn word(self) -> &'static str {
        match self {
            Self::Planner => "计划员",
            Self::Crew => "拍摄小组",
            Self::Processor => "成像员",
            Self::AcademicAffairs => "教务处",
            Self::CollegeOffice => "学院办公室",
            Self::Graduate => "毕业生",
        }
    }

    pub fn read(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|role| role.code() == code)
    }

    pub const fn zone(self) -> Zone {
        match self {
            Self::Planner | Self::Processor => Zone::Centre,
            Self::Crew => Zone::Site,
            Self::AcademicAffairs | Self::CollegeOffice => Zone::School,
            Self::Graduate => Zone::Graduate,
        }
    }
}

/// 信任区: whose eyes the answer is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Zone {
    Centre,
    Site,
    School,
    Graduate,
}

impl Zone {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Centre => "centre",
            Self::Site => "site",
            Self::School => "school",
            Self::Graduate => "graduate",
        }
    }

    /// How much of a person may be seen from here. Under regime *code* the centre and its crew
    /// never see a name or a number (教学服〔2022〕10号).
    pub const fn sight(self, regime: Regime) -> Sight {
        match (self, regime) {
            (Self::School | Self::Graduate, _) | (_, Regime::List) => Sight::Full,
            (Self::Centre | Self::Site, Regime::Code) => Sight::Masked,
        }
    }
}

/// How much of a person an answer may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// The name, and the identity number with its middle masked.
    Full,
    /// First and last character of the name, last four of the number.
    Masked,
}

/// Whose people an operator works with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// Every school of the centre.
    Centre,
    School(SchoolId),
    College(SchoolId, CollegeId),
    Own(RecordId),
}

/// Somebody who signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operator {
    pub id: OperatorId,
    pub role: Role,
    pub scope: Scope,
    pub display_name: String,
}

/// A thing one may be allowed to do.
pub trait Permission {
    /// What a refusal and a log line call it.
    const NAME: &'static str;
    const ROLES: &'static [Role];
}

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident = $text:literal [$($role:ident)*])*) => {
        $(
            $(#[$doc])*
            #[derive(Debug)]
            pub struct $name;

            impl Permission for $name {
                const NAME: &'static str = $text;
                const ROLES: &'static [Role] = &[$(Role::$role),*];
            }
        )*

        /// Every permission with its roles, for the matrix test and the help page.
        pub const PERMISSIONS: &[(&str, &[Role])] = &[$(($text, $name::ROLES)),*];
    };
}

permissions! {
    /// 建校.
    ManageSchools = "school.manage" [Planner]
    /// 设学院、班级.
    ManageClasses = "class.manage" [AcademicAffairs]
    /// 进度总览.
    ReadBoard = "board.read" [Planner Crew Processor AcademicAffairs CollegeOffice]
    /// 名册导入. The centre may do it only where the school may hand over its list.
    ImportRoster = "roster.import" [Planner AcademicAffairs]
    /// 机读卡: reading a school's cards and deciding what they say.
    ReadCards = "roster.read_cards" [Planner AcademicAffairs]
    /// 查看名册.
    ReadRoster = "roster.read" [Planner Crew Processor AcademicAffairs CollegeOffice]
    /// 校对.
    Proofread = "roster.proofread" [AcademicAffairs CollegeOffice]
    /// 排场次.
    PlanSessions = "session.plan" [Planner]
    /// 发采集码.
    IssueCodes = "session.issue_codes" [Planner AcademicAffairs]
    /// 签到取号.
    CheckIn = "session.check_in" [Crew Planner]
    /// 拍摄入库.
    Capture = "capture.attach" [Crew Processor]
    /// 审核.
    Review = "portrait.review" [Processor Crew]
    /// 查看图像.
    SeePortrait = "portrait.see" [Processor Crew AcademicAffairs CollegeOffice Graduate]
    /// 返校.
    Deliver = "delivery.pack" [Processor]
    /// 下载返校数据包.
    ReceivePackage = "delivery.receive" [Processor AcademicAffairs]
    /// 开放图像校对.
    OpenImageCheck = "registry.open_image_check" [Planner Processor]
    /// 本人: one's own code, portrait and answer.
    OwnRecord = "registry.own" [Graduate]
}

/// Proof that the check was made, for one permission.
#[derive(Debug, Clone)]
pub struct Grant<P> {
    operator: OperatorId,
    zone: Zone,
    scope: Scope,
    permission: PhantomData<P>,
}

#[derive(Debug, thiserror::Error)]
#[error("operator {operator} lacks {permission}")]
pub struct Forbidden {
    pub operator: OperatorId,
    pub permission: &'static str,
}

impl Operator {
    pub fn may<P: Permission>(&self) -> Result<Grant<P>, Forbidden> {
        if !P::ROLES.contains(&self.role) {
            return Err(Forbidden { operator: self.id.clone(), permission: P::NAME });
        }
        Ok(Grant {
            operator: self.id.clone(),
            zone: self.role.zone(),
            scope: self.scope.clone(),
            permission: PhantomData,
        })
    }

    pub fn can<P: Permission>(&self) -> bool {
        P::ROLES.contains(&self.role)
    }
}

impl<P> Grant<P> {
    pub fn operator(&self) -> &OperatorId {
        &self.operator
    }

    pub fn zone(&self) -> Zone {
        self.zone
    }

    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// Whether this school's affairs are this operator's. What is not is answered as if it did
    /// not exist: even that another school's record exists is not for these eyes.
    pub fn covers_school(&self, school: &SchoolId) -> bool {
        match &self.scope {
            Scope::Centre => true,
            Scope::School(own) | Scope::College(own, _) => own == school,
            Scope::Own(_) => false,
        }
    }

    pub fn covers(&self, row: &RecordRow) -> bool {
        match &self.scope {
            Scope::Centre => true,
            Scope::School(school) => *school == row.school,
            Scope::College(school, college) => *school == row.school && *college == row.college,
            Scope::Own(record) => *record == row.record.id,
        }
    }

    /// The college this grant ends at, where it does.
    pub fn college(&self) -> Option<&CollegeId> {
        match &self.scope {
            Scope::College(_, college) => Some(college),
            Scope::Centre | Scope::School(_) | Scope::Own(_) => None,
        }
    }

    /// The signature under a step taken now.
    pub fn taken(&self, desk: &Desk, step_id: StepId) -> Taken<'static> {
        let at_ms = desk.now().as_millisecond();
        Taken {
            step_id,
            by: self.operator.clone(),
            zone: self.zone.code(),
            at_ms,
            received_at_ms: at_ms,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn somebody(role: Role, scope: Scope) -> Operator {
        Operator { id: "op-1".into(), role, scope, display_name: "测试".into() }
    }

    #[test]
    fn only_the_listed_roles_get_a_grant() {
        for role in Role::ALL {
            let operator = somebody(*role, Scope::Centre);
            assert_eq!(operator.may::<Review>().is_ok(), Review::ROLES.contains(role), "{role:?}");
            assert_eq!(operator.can::<Review>(), Review::ROLES.contains(role), "{role:?}");
        }
    }

    #[test]
    fn under_regime_code_the_centre_and_its_crew_see_masks() {
        for role in Role::ALL {
            let centre = matches!(role.zone(), Zone::Centre | Zone::Site);
            let expected = if centre { Sight::Masked } else { Sight::Full };
            assert_eq!(role.zone().sight(Regime::Code), expected, "{role:?}");
            assert_eq!(role.zone().sight(Regime::List), Sight::Full, "{role:?}");
        }
    }

    #[test]
    fn a_school_does_not_cover_another() {
        let own = somebody(Role::AcademicAffairs, Scope::School("a".into()));
        let grant = own.may::<ReadRoster>().unwrap();
        assert!(grant.covers_school(&"a".into()));
        assert!(!grant.covers_school(&"b".into()));
    }

    #[test]
    fn the_graduate_alone_answers_and_nobody_else() {
        assert_eq!(OwnRecord::ROLES, [Role::Graduate]);
    }
}
