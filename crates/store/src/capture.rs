//! 拍摄: frames, one row per content.

use domain::{
    capture::{FrameState, JoinedBy},
    id::{FrameId, RecordId, SchoolId, SessionId},
    session::ShotNumber,
};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    sea_query::{Expr, OnConflict},
};

use crate::{
    StoreError, Tx,
    decode::known,
    entity::frame::{ActiveModel, Column, Entity, Model},
    record,
};

/// 底片: an untouched camera file and where it belongs. Its bytes lie in the picture store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// The BLAKE3 hash of the file.
    pub id: FrameId,
    /// None for a scanned print, which comes by post.
    pub session: Option<SessionId>,
    pub school: SchoolId,
    pub record: Option<RecordId>,
    pub shot: Option<ShotNumber>,
    pub state: FrameState,
    pub joined_by: Option<JoinedBy>,
    pub bytes: i64,
    /// The camera's own name for the file. Stored open, so never a name that a person typed.
    pub source_name: String,
    pub received_at_ms: i64,
    /// By the camera's clock, when the file says it.
    pub camera_at_ms: Option<i64>,
}

/// What [`Tx::insert_frame`] answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inserted {
    Inserted,
    /// The same content came before: this is how it stands.
    AlreadyThere(Frame),
}

impl Tx {
    /// Stores a frame; the same content twice is one frame.
    pub async fn insert_frame(&self, frame: &Frame) -> Result<Inserted, StoreError> {
        let rows = Entity::insert(ActiveModel::from(frame.row()).reset_all())
            .on_conflict(OnConflict::column(Column::Id).do_nothing().to_owned())
            .exec_without_returning(&self.db)
            .await?;
        if rows == 1 {
            return Ok(Inserted::Inserted);
        }
        let row = self.frame(&frame.id).await?;
        Ok(Inserted::AlreadyThere(known(row, "frame", frame.id.as_str())?))
    }

    pub async fn frame(&self, id: &FrameId) -> Result<Option<Frame>, StoreError> {
        let row = Entity::find_by_id(id.as_str()).one(&self.db).await?;
        row.map(Frame::of).transpose()
    }

    /// The frames of a session in the order they arrived; of one state if asked for.
    pub async fn frames_of_session(
        &self,
        session: &SessionId,
        state: Option<FrameState>,
    ) -> Result<Vec<Frame>, StoreError> {
        let mut query = Entity::find().filter(Column::SessionId.eq(session.as_str()));
        if let Some(state) = state {
            query = query.filter(Column::State.eq(state.code()));
        }
        let query = query.order_by_asc(Column::ReceivedAtMs).order_by_asc(Column::Id);
        query.all(&self.db).await?.into_iter().map(Frame::of).collect()
    }

    /// The frames joined to a record, or detached from it, in the order they arrived.
    pub async fn frames_of_record(&self, record: &RecordId) -> Result<Vec<Frame>, StoreError> {
        let rows = Entity::find()
            .filter(Column::RecordId.eq(record.as_str()))
            .order_by_asc(Column::ReceivedAtMs)
            .order_by_asc(Column::Id)
            .all(&self.db)
            .await?;
        rows.into_iter().map(Frame::of).collect()
    }

    /// Joins a frame to a record, from whatever state it is in.
    pub async fn join_frame(
        &self,
        frame: &FrameId,
        record: &RecordId,
        shot: Option<ShotNumber>,
        by: JoinedBy,
    ) -> Result<(), StoreError> {
        let done = Entity::update_many()
            .col_expr(Column::RecordId, Expr::value(record.as_str()))
            .col_expr(Column::ShotNumber, Expr::value(shot.map(|shot| i64::from(shot.get()))))
            .col_expr(Column::State, Expr::value(FrameState::Joined.code()))
            .col_expr(Column::JoinedBy, Expr::value(by.code()))
            .filter(Column::Id.eq(frame.as_str()))
            .exec(&self.db)
            .await?;
        found(done.rows_affected, frame)
    }

    /// Takes a frame off its record. It keeps the record's id, to say where it came from.
    pub async fn detach_frame(&self, frame: &FrameId) -> Result<(), StoreError> {
        let done = Entity::update_many()
            .col_expr(Column::State, Expr::value(FrameState::Detached.code()))
            .filter(Column::Id.eq(frame.as_str()))
            .exec(&self.db)
            .await?;
        found(done.rows_affected, frame)
    }
}

fn found(rows: u64, frame: &FrameId) -> Result<(), StoreError> {
    if rows == 0 { Err(StoreError::missing("frame", frame.as_str())) } else { Ok(()) }
}

impl Frame {
    fn row(&self) -> Model {
        Model {
            id: self.id.to_string(),
            session_id: self.session.as_ref().map(ToString::to_string),
            school_id: self.school.to_string(),
            record_id: self.record.as_ref().map(ToString::to_string),
            shot_number: self.shot.map(|shot| shot.get().into()),
            state: self.state.code().to_owned(),
            joined_by: self.joined_by.map(|by| by.code().to_owned()),
            bytes: self.bytes,
            source_name: self.source_name.clone(),
            received_at_ms: self.received_at_ms,
            camera_at_ms: self.camera_at_ms,
        }
    }

    fn of(row: Model) -> Result<Self, StoreError> {
        let what = "frame";
        let joined_by = row.joined_by.map(|by| known(JoinedBy::read(&by), what, &row.id));
        let shot = row.shot_number.map(|number| record::shot_number(number, &row.id));
        Ok(Self {
            state: known(FrameState::read(&row.state), what, &row.id)?,
            joined_by: joined_by.transpose()?,
            shot: shot.transpose()?,
            id: row.id.into(),
            session: row.session_id.map(SessionId::from),
            school: row.school_id.into(),
            record: row.record_id.map(RecordId::from),
            bytes: row.bytes,
            source_name: row.source_name,
            received_at_ms: row.received_at_ms,
            camera_at_ms: row.camera_at_ms,
        })
    }
}
