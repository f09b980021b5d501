//! 采集记录 as stored: the record, where it belongs, and the step that moves it.

use domain::{
    id::{ClassId, CollegeId, FrameId, PortraitId, RecordId, SchoolId, SessionId, StepId},
    record::{CollectionRecord, Sitting, Stage, StageKind, Step},
    roster::Cohort,
    session::ShotNumber,
};
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, QueryFilter as _, QuerySelect as _, sea_query::Expr,
};

use crate::{
    StoreError, Tx,
    decode::{from_json, known, small, to_json},
    entity::collection_record::{Column, Entity, Model},
    history::{NewLine, Taken},
    school::cohort,
};

/// A record and where it belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordRow {
    pub record: CollectionRecord,
    pub school: SchoolId,
    pub college: CollegeId,
    pub class: ClassId,
    pub cohort: Cohort,
    /// The session it is planned in, queues in, or was photographed in.
    pub session: Option<SessionId>,
    /// The number it holds there; kept after delivery, for the caption and the registry.
    pub shot: Option<ShotNumber>,
    /// The frame that waits for the verdict, or that the portrait was made of.
    pub frame: Option<FrameId>,
}

/// What [`Tx::advance`] answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advanced {
    pub record: CollectionRecord,
    /// The step stood there before: it was sent twice, and nothing was written now.
    pub already: bool,
}

/// How many records of a class stand at a stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoardLine {
    pub school: SchoolId,
    pub college: CollegeId,
    pub class: ClassId,
    pub cohort: Cohort,
    pub stage: StageKind,
    pub count: i64,
}

impl Tx {
    pub async fn record(&self, id: &RecordId) -> Result<Option<RecordRow>, StoreError> {
        let row = Entity::find_by_id(id.as_str()).one(&self.db).await?;
        row.as_ref().map(RecordRow::of).transpose()
    }

    /// The records that hold this portrait now.
    pub async fn records_with_portrait(
        &self,
        portrait: &PortraitId,
    ) -> Result<Vec<RecordRow>, StoreError> {
        let wanted = Column::PortraitId.eq(portrait.as_str());
        let rows = Entity::find().filter(wanted).all(&self.db).await?;
        rows.iter().map(RecordRow::of).collect()
    }

    /// Moves `record` one step on and writes the step into the history.
    ///
    /// The guard is the version: a record that moved since it was loaded is
    /// [`StoreError::Stale`]. A step already stored is answered with the record as it stands now;
    /// its id on another step or record is [`StoreError::Duplicate`].
    pub async fn advance(
        &self,
        record: &CollectionRecord,
        step: &Step,
        taken: &Taken<'_>,
    ) -> Result<Advanced, StoreError> {
        let id = &record.id;
        let row = self.record_model(id).await?;
        let head = self.locked_head(&row.school_id).await?;
        if self.is_stored(&taken.step_id, id, step).await? {
            let now = RecordRow::of(&self.record_model(id).await?)?.record;
            return Ok(Advanced { record: now, already: true });
        }
        if row.version != record.version {
            return Err(StoreError::Stale(id.clone()));
        }
        let stage = stage_of(&row)?.after(step)?;
        let version = row.version + 1;
        self.store_stage(&row, &stage, version).await?;
        self.append(head, &[NewLine { record: id, version, step, taken }]).await?;
        Ok(Advanced { record: CollectionRecord { id: id.clone(), stage, version }, already: false })
    }

    /// Counts by class and stage, in one query; of one school and cohort if asked for.
    pub async fn board(
        &self,
        school: Option<&SchoolId>,
        cohort_asked: Option<Cohort>,
    ) -> Result<Vec<BoardLine>, StoreError> {
        let mut query = Entity::find().select_only();
        for column in [
            Column::SchoolId,
            Column::CollegeId,
            Column::ClassId,
            Column::Cohort,
            Column::StageKind,
        ] {
            query = query.column(column).group_by(column);
        }
        if let Some(school) = school {
            query = query.filter(Column::SchoolId.eq(school.as_str()));
        }
        if let Some(cohort) = cohort_asked {
            query = query.filter(Column::Cohort.eq(cohort.year()));
        }
        let rows: Vec<(String, String, String, i64, String, i64)> =
            query.column_as(Column::Id.count(), "how_many").into_tuple().all(&self.db).await?;
        let line =
            |(school, college, class, year, stage, count): (String, _, String, _, String, _)| {
                Ok(BoardLine {
                    cohort: cohort(year, "class", &class)?,
                    stage: known(StageKind::read(&stage), "stage in class", &class)?,
                    school: school.into(),
                    college: CollegeId::from(college),
                    class: class.into(),
                    count,
                })
            };
        let mut board = rows.into_iter().map(line).collect::<Result<Vec<_>, StoreError>>()?;
        board.sort_by(|a, b| {
            (&a.school, &a.college, &a.class, a.stage)
                .cmp(&(&b.school, &b.college, &b.class, b.stage))
        });
        Ok(board)
    }

    pub(crate) async fn record_model(&self, id: &RecordId) -> Result<Model, StoreError> {
        let row = Entity::find_by_id(id.as_str()).one(&self.db).await?;
        row.ok_or_else(|| StoreError::missing("record", id.as_str()))
    }

    /// Whether the history holds just this step under this id.
    pub(crate) async fn is_stored(
        &self,
        step_id: &StepId,
        record: &RecordId,
        step: &Step,
    ) -> Result<bool, StoreError> {
        let Some(stored) = self.step(step_id).await? else { return Ok(false) };
        if stored.record_id == record.as_str() && stored.step == to_json(step) {
            return Ok(true);
        }
        Err(StoreError::Duplicate { what: "step id" })
    }

    async fn store_stage(
        &self,
        before: &Model,
        stage: &Stage,
        version: i64,
    ) -> Result<(), StoreError> {
        let columns = Columns::of(before).after(stage);
        let moved = Entity::update_many()
            .col_expr(Column::Stage, Expr::value(to_json(stage)))
            .col_expr(Column::StageKind, Expr::value(stage.code()))
            .col_expr(Column::Version, Expr::value(version))
            .col_expr(Column::SessionId, Expr::value(columns.session))
            .col_expr(Column::ShotNumber, Expr::value(columns.shot))
            .col_expr(Column::FrameId, Expr::value(columns.frame))
            .col_expr(Column::PortraitId, Expr::value(columns.portrait))
            .filter(Column::Id.eq(&before.id))
            .filter(Column::Version.eq(before.version))
            .exec(&self.db)
            .await?;
        if moved.rows_affected == 0 {
            return Err(StoreError::Stale(before.id.as_str().into()));
        }
        Ok(())
    }
}

impl RecordRow {
    pub(crate) fn of(row: &Model) -> Result<Self, StoreError> {
        let id = RecordId::from(row.id.as_str());
        let shot = row.shot_number.map(|number| shot_number(number, &row.id)).transpose()?;
        Ok(Self {
            record: CollectionRecord { stage: stage_of(row)?, version: row.version, id },
            school: row.school_id.as_str().into(),
            college: row.college_id.as_str().into(),
            class: row.class_id.as_str().into(),
            cohort: cohort(row.cohort, "record", &row.id)?,
            session: row.session_id.as_deref().map(SessionId::from),
            shot,
            frame: row.frame_id.as_deref().map(FrameId::from),
        })
    }
}

/// What a stage says about a record that queries ask for, as columns beside it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Columns {
    pub session: Option<String>,
    pub shot: Option<i64>,
    pub frame: Option<String>,
    pub portrait: Option<String>,
}

impl Columns {
    pub fn of(row: &Model) -> Self {
        Self {
            session: row.session_id.clone(),
            shot: row.shot_number,
            frame: row.frame_id.clone(),
            portrait: row.portrait_id.clone(),
        }
    }

    /// The columns when the record moves on to `stage`. Stages after delivery name no session any
    /// more; the one the portrait was taken in, and its number, stay.
    pub fn after(&self, stage: &Stage) -> Self {
        let (session, shot) = match stage {
            Stage::Planned { session } => (Some(session.to_string()), None),
            Stage::CheckedIn { session, shot }
            | Stage::Captured { sitting: Sitting::Shot { session, shot }, .. }
            | Stage::Reshoot { sitting: Sitting::Shot { session, shot } }
            | Stage::Accepted { sitting: Sitting::Shot { session, shot }, .. } => {
                (Some(session.to_string()), Some(shot.get().into()))
            }
            Stage::Delivered { .. }
            | Stage::ImageCheckOpen { .. }
            | Stage::Disputed { .. }
            | Stage::Confirmed { .. }
            | Stage::Registered { .. }
            | Stage::UnderErratum { .. } => (self.session.clone(), self.shot),
            Stage::Captured { sitting: Sitting::PrintScan, .. }
            | Stage::Reshoot { sitting: Sitting::PrintScan }
            | Stage::Accepted { sitting: Sitting::PrintScan, .. }
            | Stage::Listed
            | Stage::Proofread
            | Stage::MakeUp { .. }
            | Stage::Withdrawn => (None, None),
        };
        // An accepted record keeps the frame its portrait was made of, to be taken back to it.
        let frame = match stage {
            Stage::Captured { frame, .. } => Some(frame.to_string()),
            _ if stage.portrait().is_some() => self.frame.clone(),
            _ => None,
        };
        Self { session, shot, frame, portrait: stage.portrait().map(ToString::to_string) }
    }
}

pub(crate) fn shot_number(number: i64, id: &str) -> Result<ShotNumber, StoreError> {
    known(ShotNumber::new(small(number, "shot number of", id)?), "shot number of", id)
}

fn stage_of(row: &Model) -> Result<Stage, StoreError> {
    from_json(&row.stage, "stage of record", &row.id)
}
