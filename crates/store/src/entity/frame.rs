//! 底片.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "frame")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub session_id: Option<String>,
    pub school_id: String,
    pub record_id: Option<String>,
    pub shot_number: Option<i64>,
    pub state: String,
    pub joined_by: Option<String>,
    pub bytes: i64,
    pub source_name: String,
    pub received_at_ms: i64,
    pub camera_at_ms: Option<i64>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
