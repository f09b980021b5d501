//! The last line of a school's history.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "history_head")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub school_id: String,
    pub seq: i64,
    pub hash: String,
    pub mac: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
