//! What was measured on a frame.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "assessment")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub frame_id: String,
    pub record_id: String,
    pub profile: String,
    pub verdict: String,
    pub readings: String,
    pub crop: Option<String>,
    pub portrait_id: Option<String>,
    pub portrait_bytes: Option<i64>,
    pub assessed_at_ms: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
