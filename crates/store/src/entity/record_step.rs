//! 步骤, one line of the history.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "record_step")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub school_id: String,
    pub seq: i64,
    pub record_id: String,
    pub version: i64,
    pub code: String,
    pub step: String,
    pub actor_id: String,
    pub zone: String,
    pub taken_at_ms: i64,
    pub stored_at_ms: i64,
    pub prev_hash: String,
    pub hash: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
