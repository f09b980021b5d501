//! 预计毕业生, sealed.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "graduate")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub record_id: String,
    pub school_id: String,
    pub cohort: i64,
    pub student_number: String,
    pub identity_hash: String,
    pub name_hash: String,
    pub sealed: Vec<u8>,
    pub key_id: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "super::collection_record::Entity",
        from = "Column::RecordId",
        to = "super::collection_record::Column::Id"
    )]
    CollectionRecord,
}

impl Related<super::collection_record::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::CollectionRecord.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
