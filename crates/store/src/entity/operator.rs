//! 操作员.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "operator")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub sign_in_name: String,
    pub password_hash: String,
    pub role: String,
    pub school_id: Option<String>,
    pub college_id: Option<String>,
    pub record_id: Option<String>,
    pub display_name: String,
    pub disabled: bool,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
