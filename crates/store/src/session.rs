//! 场次: sessions, shot numbers, who is at the camera.

mod code;

use domain::{
    id::{RecordId, SchoolId, SessionId},
    record::StageKind,
    session::{Session, SessionKind, ShotNumber},
};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, EntityTrait as _, ExprTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, Set, sea_query::Expr,
};

pub use self::code::IssuedCode;
pub(crate) use self::code::belongs_to as code_belongs_to;
use crate::{
    StoreError, Tx,
    decode::known,
    entity::{collection_record, session, shot_number},
    error::unique,
    record,
};

/// Somebody in line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queued {
    pub record: RecordId,
    pub shot: ShotNumber,
    pub stage: StageKind,
}

impl Tx {
    pub async fn insert_session(&self, session: &Session) -> Result<(), StoreError> {
        let row = session::ActiveModel {
            id: Set(session.id.to_string()),
            school_id: Set(session.school.to_string()),
            kind: Set(session.kind.code().to_owned()),
            held_on: Set(session.held_on.to_string()),
            place: Set(session.place.clone()),
            profile: Set(session.profile.clone()),
            closed: Set(session.closed),
            last_shot: Set(0),
            at_camera: Set(None),
        };
        row.insert(&self.db).await.map_err(unique(&[]))?;
        Ok(())
    }

    /// Changes day, place, profile or closing; school and kind stay.
    pub async fn update_session(&self, session: &Session) -> Result<(), StoreError> {
        let done = session::Entity::update_many()
            .col_expr(session::Column::HeldOn, Expr::value(session.held_on.to_string()))
            .col_expr(session::Column::Place, Expr::value(&*session.place))
            .col_expr(session::Column::Profile, Expr::value(&*session.profile))
            .col_expr(session::Column::Closed, Expr::value(session.closed))
            .filter(session::Column::Id.eq(session.id.as_str()))
            .exec(&self.db)
            .await?;
        found(done.rows_affected, &session.id)
    }

    pub async fn session(&self, id: &SessionId) -> Result<Option<Session>, StoreError> {
        let row = session::Entity::find_by_id(id.as_str()).one(&self.db).await?;
        row.map(read).transpose()
    }

    /// Sessions of a school, or of all schools, the latest day first.
    pub async fn sessions(&self, school: Option<&SchoolId>) -> Result<Vec<Session>, StoreError> {
        let mut query = session::Entity::find();
        if let Some(school) = school {
            query = query.filter(session::Column::SchoolId.eq(school.as_str()));
        }
        let query = query.order_by_desc(session::Column::HeldOn).order_by_asc(session::Column::Id);
        query.all(&self.db).await?.into_iter().map(read).collect()
    }

    /// The shot number of `record` in `session`, and whether it held it before. A new one is the
    /// next of the session; the session's row is the lock, so numbers have no gaps and no doubles.
    pub async fn shot_for(
        &self,
        session: &SessionId,
        record: &RecordId,
    ) -> Result<(ShotNumber, bool), StoreError> {
        if let Some(held) = self.held_shot(session, record).await? {
            return Ok((held, true));
        }
        let moved = session::Entity::update_many()
            .col_expr(session::Column::LastShot, Expr::col(session::Column::LastShot).add(1_i64))
            .filter(session::Column::Id.eq(session.as_str()))
            .exec_with_returning(&self.db)
            .await?;
        let row = moved.into_iter().next();
        let row = row.ok_or_else(|| StoreError::missing("session", session.as_str()))?;
        // Two desks of PostgreSQL may both have come this far for one person: now the row is
        // locked, so the second one sees what the first has stored.
        if let Some(held) = self.held_shot(session, record).await? {
            self.give_back(&row).await?;
            return Ok((held, true));
        }
        let given = shot_number::ActiveModel {
            session_id: Set(session.to_string()),
            number: Set(row.last_shot),
            record_id: Set(record.to_string()),
        };
        given.insert(&self.db).await.map_err(unique(&[("number", "shot number")]))?;
        Ok((record::shot_number(row.last_shot, session.as_str())?, false))
    }

    /// The line of a session: checked in or to be shot again, by shot number.
    pub async fn queue(&self, session: &SessionId) -> Result<Vec<Queued>, StoreError> {
        use collection_record::Column;
        let waiting = [StageKind::CheckedIn, StageKind::Reshoot].map(StageKind::code);
        let rows = collection_record::Entity::find()
            .filter(Column::SessionId.eq(session.as_str()))
            .filter(Column::StageKind.is_in(waiting))
            .filter(Column::ShotNumber.is_not_null())
            .order_by_asc(Column::ShotNumber)
            .all(&self.db)
            .await?;
        let queued = rows.into_iter().map(|row| {
            let shot = known(row.shot_number, "shot number of record", &row.id)?;
            Ok(Queued {
                shot: record::shot_number(shot, &row.id)?,
                stage: known(StageKind::read(&row.stage_kind), "stage of record", &row.id)?,
                record: row.id.into(),
            })
        });
        queued.collect()
    }

    /// Whose number this is.
    pub async fn record_by_shot(
        &self,
        session: &SessionId,
        shot: ShotNumber,
    ) -> Result<Option<RecordId>, StoreError> {
        let key = (session.to_string(), i64::from(shot.get()));
        let row = shot_number::Entity::find_by_id(key).one(&self.db).await?;
        Ok(row.map(|row| row.record_id.into()))
    }

    /// Who is at the camera of a session now.
    pub async fn at_camera(&self, session: &SessionId) -> Result<Option<RecordId>, StoreError> {
        let row = session::Entity::find_by_id(session.as_str()).one(&self.db).await?;
        let row = row.ok_or_else(|| StoreError::missing("session", session.as_str()))?;
        Ok(row.at_camera.map(RecordId::from))
    }

    /// Calls somebody to the camera, or clears it.
    pub async fn set_at_camera(
        &self,
        session: &SessionId,
        record: Option<&RecordId>,
    ) -> Result<(), StoreError> {
        let done = session::Entity::update_many()
            .col_expr(session::Column::AtCamera, Expr::value(record.map(ToString::to_string)))
            .filter(session::Column::Id.eq(session.as_str()))
            .exec(&self.db)
            .await?;
        found(done.rows_affected, session)
    }

    async fn held_shot(
        &self,
        session: &SessionId,
        record: &RecordId,
    ) -> Result<Option<ShotNumber>, StoreError> {
        let number: Option<i64> = shot_number::Entity::find()
            .select_only()
            .column(shot_number::Column::Number)
            .filter(shot_number::Column::SessionId.eq(session.as_str()))
            .filter(shot_number::Column::RecordId.eq(record.as_str()))
            .into_tuple()
            .one(&self.db)
            .await?;
        number.map(|number| record::shot_number(number, session.as_str())).transpose()
    }

    /// Undoes the count of a number that nobody got; the row is locked, so nobody saw it.
    async fn give_back(&self, row: &session::Model) -> Result<(), StoreError> {
        session::Entity::update_many()
            .col_expr(session::Column::LastShot, Expr::value(row.last_shot - 1))
            .filter(session::Column::Id.eq(&row.id))
            .exec(&self.db)
            .await?;
        Ok(())
    }
}

fn found(rows: u64, session: &SessionId) -> Result<(), StoreError> {
    if rows == 0 { Err(StoreError::missing("session", session.as_str())) } else { Ok(()) }
}

fn read(row: session::Model) -> Result<Session, StoreError> {
    let what = "session";
    Ok(Session {
        kind: known(SessionKind::read(&row.kind), what, &row.id)?,
        held_on: known(row.held_on.parse().ok(), what, &row.id)?,
        id: row.id.into(),
        school: row.school_id.into(),
        place: row.place,
        profile: row.profile,
        closed: row.closed,
    })
}
