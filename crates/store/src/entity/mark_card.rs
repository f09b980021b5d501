//! One card as it was read, sealed.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mark_card")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub school_id: String,
    pub file_id: String,
    pub card_number: i64,
    pub state: String,
    pub picture_id: Option<String>,
    pub added_by: String,
    pub added_at_ms: i64,
    pub student_number_hash: Option<String>,
    pub identity_number_hash: Option<String>,
    pub sealed: Vec<u8>,
    pub key_id: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
