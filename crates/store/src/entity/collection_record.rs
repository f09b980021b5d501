//! 采集记录.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "collection_record")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub school_id: String,
    pub college_id: String,
    pub class_id: String,
    pub cohort: i64,
    pub stage: String,
    pub stage_kind: String,
    pub version: i64,
    pub session_id: Option<String>,
    pub shot_number: Option<i64>,
    pub frame_id: Option<String>,
    pub portrait_id: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "super::assessment::Entity",
        from = "Column::FrameId",
        to = "super::assessment::Column::FrameId"
    )]
    Assessment,
}

impl Related<super::assessment::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Assessment.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
