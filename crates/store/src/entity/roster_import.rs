//! One reading of a roster file, its rows sealed.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "roster_import")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub school_id: String,
    pub cohort: i64,
    pub state: String,
    pub file_name: String,
    pub created_by: String,
    pub created_at_ms: i64,
    pub settled_at_ms: Option<i64>,
    pub sealed: Vec<u8>,
    pub key_id: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
