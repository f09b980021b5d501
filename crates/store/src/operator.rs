//! 操作员: who may sign in, who is signed in, and who tried.

use domain::id::{CollegeId, OperatorId, RecordId, SchoolId};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, EntityTrait as _, ExprTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, Set,
    sea_query::{Expr, OnConflict},
};

use crate::{
    StoreError, Tx,
    entity::{attempt, operator, sign_in},
    error::unique,
};

/// 操作员, or a graduate who signs in. Names here are stored open: a graduate's is the student
/// number, and the display name of a graduate stays empty.
#[derive(Clone, PartialEq, Eq)]
pub struct Operator {
    pub id: OperatorId,
    pub sign_in_name: String,
    /// An argon2 PHC string.
    pub password_hash: String,
    /// The workflow's word for the role.
    pub role: String,
    pub school: Option<SchoolId>,
    pub college: Option<CollegeId>,
    /// The record of a graduate.
    pub record: Option<RecordId>,
    pub display_name: String,
    pub disabled: bool,
}

/// A browser that stays signed in.
#[derive(Clone, PartialEq, Eq)]
pub struct SignIn {
    /// [`token_hash`] of the cookie's token: who reads the database cannot sign in with it.
    pub token_hash: String,
    pub operator: OperatorId,
    pub csrf_token: String,
    pub created_at_ms: i64,
    pub last_seen_at_ms: i64,
    pub expires_at_ms: i64,
}

impl std::fmt::Debug for Operator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Operator")
            .field("id", &self.id)
            .field("role", &self.role)
            .field("disabled", &self.disabled)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for SignIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignIn")
            .field("operator", &self.operator)
            .field("expires_at_ms", &self.expires_at_ms)
            .finish_non_exhaustive()
    }
}

/// The name a token has in the database. Tokens are random, so a plain hash hides them.
pub fn token_hash(token: &str) -> String {
    blake3::hash(token.as_bytes()).to_hex().to_string()
}

impl Tx {
    pub async fn insert_operator(&self, operator: &Operator) -> Result<(), StoreError> {
        let row = operator::ActiveModel::from(operator.row()).reset_all();
        row.insert(&self.db).await.map_err(unique(&[("sign_in_name", "sign-in name")]))?;
        Ok(())
    }

    /// Replaces everything but the id.
    pub async fn update_operator(&self, operator: &Operator) -> Result<(), StoreError> {
        let done = operator::Entity::update_many()
            .set(operator::ActiveModel::from(operator.row()).reset_all())
            .filter(operator::Column::Id.eq(operator.id.as_str()))
            .exec(&self.db)
            .await
            .map_err(unique(&[("sign_in_name", "sign-in name")]))?;
        if done.rows_affected == 0 {
            return Err(StoreError::missing("operator", operator.id.as_str()));
        }
        Ok(())
    }

    pub async fn operator(&self, id: &OperatorId) -> Result<Option<Operator>, StoreError> {
        let row = operator::Entity::find_by_id(id.as_str()).one(&self.db).await?;
        Ok(row.map(Operator::of))
    }

    pub async fn operator_by_name(&self, name: &str) -> Result<Option<Operator>, StoreError> {
        let wanted = operator::Column::SignInName.eq(name);
        let row = operator::Entity::find().filter(wanted).one(&self.db).await?;
        Ok(row.map(Operator::of))
    }

    /// Operators of a school, or all of them, by sign-in name. Graduates are not among them.
    pub async fn operators(&self, school: Option<&SchoolId>) -> Result<Vec<Operator>, StoreError> {
        let mut query = operator::Entity::find().filter(operator::Column::RecordId.is_null());
        if let Some(school) = school {
            query = query.filter(operator::Column::SchoolId.eq(school.as_str()));
        }
        let rows = query.order_by_asc(operator::Column::SignInName).all(&self.db).await?;
        Ok(rows.into_iter().map(Operator::of).collect())
    }

    pub async fn insert_sign_in(&self, sign_in: &SignIn) -> Result<(), StoreError> {
        let row = sign_in::ActiveModel {
            token_hash: Set(sign_in.token_hash.clone()),
            operator_id: Set(sign_in.operator.to_string()),
            csrf_token: Set(sign_in.csrf_token.clone()),
            created_at_ms: Set(sign_in.created_at_ms),
            last_seen_at_ms: Set(sign_in.last_seen_at_ms),
            expires_at_ms: Set(sign_in.expires_at_ms),
        };
        row.insert(&self.db).await.map_err(unique(&[]))?;
        Ok(())
    }

    /// The sign-in of this token hash and its operator, while it lasts and the operator is not
    /// disabled.
    pub async fn signed_in(
        &self,
        token_hash: &str,
        now_ms: i64,
    ) -> Result<Option<(SignIn, Operator)>, StoreError> {
        let found = sign_in::Entity::find_by_id(token_hash)
            .find_also_related(operator::Entity)
            .filter(sign_in::Column::ExpiresAtMs.gt(now_ms))
            .filter(operator::Column::Disabled.eq(false))
            .one(&self.db)
            .await?;
        Ok(found
            .and_then(|(sign_in, operator)| Some((SignIn::of(sign_in), Operator::of(operator?)))))
    }

    /// Notes that a browser was seen, and moves the end of its sign-in.
    pub async fn touch_sign_in(
        &self,
        token_hash: &str,
        now_ms: i64,
        expires_at_ms: i64,
    ) -> Result<(), StoreError> {
        sign_in::Entity::update_many()
            .col_expr(sign_in::Column::LastSeenAtMs, Expr::value(now_ms))
            .col_expr(sign_in::Column::ExpiresAtMs, Expr::value(expires_at_ms))
            .filter(sign_in::Column::TokenHash.eq(token_hash))
            .exec(&self.db)
            .await?;
        Ok(())
    }

    /// Signs a browser out; nothing there is fine.
    pub async fn delete_sign_in(&self, token_hash: &str) -> Result<(), StoreError> {
        sign_in::Entity::delete_by_id(token_hash).exec(&self.db).await?;
        Ok(())
    }

    /// Signs an operator out everywhere: after a new password, or when disabled.
    pub async fn delete_sign_ins_of(&self, operator: &OperatorId) -> Result<(), StoreError> {
        let theirs = sign_in::Column::OperatorId.eq(operator.as_str());
        sign_in::Entity::delete_many().filter(theirs).exec(&self.db).await?;
        Ok(())
    }

    /// Deletes sign-ins that ended and attempts made before `attempts_before_ms`.
    pub async fn sweep(&self, now_ms: i64, attempts_before_ms: i64) -> Result<u64, StoreError> {
        let ended = sign_in::Column::ExpiresAtMs.lte(now_ms);
        let old = attempt::Column::AtMs.lt(attempts_before_ms);
        let one = sign_in::Entity::delete_many().filter(ended).exec(&self.db).await?;
        let two = attempt::Entity::delete_many().filter(old).exec(&self.db).await?;
        Ok(one.rows_affected + two.rows_affected)
    }

    /// How often `key` was tried since `since_ms`. A key is what the limit counts by, such as an
    /// address or a sign-in name; the database holds its keyed hash only.
    pub async fn count_attempts(&self, key: &str, since_ms: i64) -> Result<i64, StoreError> {
        let times: Vec<i64> = attempt::Entity::find()
            .select_only()
            .column(attempt::Column::Times)
            .filter(attempt::Column::KeyHash.eq(self.attempt_hash(key)))
            .filter(attempt::Column::AtMs.gte(since_ms))
            .into_tuple()
            .all(&self.db)
            .await?;
        Ok(times.into_iter().sum())
    }

    pub async fn add_attempt(&self, key: &str, now_ms: i64) -> Result<(), StoreError> {
        let row = attempt::ActiveModel {
            key_hash: Set(self.attempt_hash(key)),
            at_ms: Set(now_ms),
            times: Set(1),
        };
        let times = Expr::col((attempt::Entity, attempt::Column::Times)).add(1_i64);
        let again = OnConflict::columns([attempt::Column::KeyHash, attempt::Column::AtMs])
            .value(attempt::Column::Times, times)
            .to_owned();
        attempt::Entity::insert(row).on_conflict(again).exec_without_returning(&self.db).await?;
        Ok(())
    }

    /// Forgets the attempts of a key: after it came right.
    pub async fn clear_attempts(&self, key: &str) -> Result<(), StoreError> {
        let theirs = attempt::Column::KeyHash.eq(self.attempt_hash(key));
        attempt::Entity::delete_many().filter(theirs).exec(&self.db).await?;
        Ok(())
    }

    fn attempt_hash(&self, key: &str) -> String {
        self.vault.index(&["attempt"], key)
    }
}

impl Operator {
    fn row(&self) -> operator::Model {
        operator::Model {
            id: self.id.to_string(),
            sign_in_name: self.sign_in_name.clone(),
            password_hash: self.password_hash.clone(),
            role: self.role.clone(),
            school_id: self.school.as_ref().map(ToString::to_string),
            college_id: self.college.as_ref().map(ToString::to_string),
            record_id: self.record.as_ref().map(ToString::to_string),
            display_name: self.display_name.clone(),
            disabled: self.disabled,
        }
    }

    fn of(row: operator::Model) -> Self {
        Self {
            id: row.id.into(),
            sign_in_name: row.sign_in_name,
            password_hash: row.password_hash,
            role: row.role,
            school: row.school_id.map(SchoolId::from),
            college: row.college_id.map(CollegeId::from),
            record: row.record_id.map(RecordId::from),
            display_name: row.display_name,
            disabled: row.disabled,
        }
    }
}

impl SignIn {
    fn of(row: sign_in::Model) -> Self {
        Self {
            token_hash: row.token_hash,
            operator: row.operator_id.into(),
            csrf_token: row.csrf_token,
            created_at_ms: row.created_at_ms,
            last_seen_at_ms: row.last_seen_at_ms,
            expires_at_ms: row.expires_at_ms,
        }
    }
}
