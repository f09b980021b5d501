//! 成像: what was measured on a frame, and who waits for a reviewer.

use domain::{
    id::{FrameId, PortraitId, RecordId, SchoolId, SessionId},
    portrait::Verdict,
    record::StageKind,
};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, EntityTrait as _, QueryFilter as _,
    sea_query::OnConflict,
};

use crate::{
    StoreError, Tx,
    decode::known,
    entity::{
        assessment::{ActiveModel, Column, Entity, Model},
        collection_record,
    },
    record::RecordRow,
};

/// 评定 of one frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessment {
    pub frame: FrameId,
    pub record: RecordId,
    /// The name of the profile it was judged by.
    pub profile: String,
    pub verdict: Verdict,
    /// Every reading, as JSON of the imaging crate.
    pub readings: String,
    /// Where the portrait was cut from the frame, as JSON; none when no face was found.
    pub crop: Option<String>,
    pub portrait: Option<PortraitId>,
    pub portrait_bytes: Option<i64>,
    pub assessed_at_ms: i64,
}

/// A captured record with the verdict on its frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reviewed {
    pub row: RecordRow,
    pub assessment: Assessment,
}

impl Tx {
    /// Stores the assessment of a frame; a later one of the same frame takes its place, so the job
    /// that makes it may run twice.
    pub async fn put_assessment(&self, assessment: &Assessment) -> Result<(), StoreError> {
        let rest = [
            Column::RecordId,
            Column::Profile,
            Column::Verdict,
            Column::Readings,
            Column::Crop,
            Column::PortraitId,
            Column::PortraitBytes,
            Column::AssessedAtMs,
        ];
        let replace = OnConflict::column(Column::FrameId).update_columns(rest).to_owned();
        Entity::insert(ActiveModel::from(assessment.row()).reset_all())
            .on_conflict(replace)
            .exec_without_returning(&self.db)
            .await?;
        Ok(())
    }

    pub async fn assessment(&self, frame: &FrameId) -> Result<Option<Assessment>, StoreError> {
        let row = Entity::find_by_id(frame.as_str()).one(&self.db).await?;
        row.map(Assessment::of).transpose()
    }

    /// The assessment a portrait came out of.
    pub async fn assessment_of_portrait(
        &self,
        portrait: &PortraitId,
    ) -> Result<Option<Assessment>, StoreError> {
        let wanted = Column::PortraitId.eq(portrait.as_str());
        let row = Entity::find().filter(wanted).one(&self.db).await?;
        row.map(Assessment::of).transpose()
    }

    /// Captured records whose frame was assessed, worst first, then as assessed; of one school or
    /// session if asked for.
    pub async fn review_list(
        &self,
        school: Option<&SchoolId>,
        session: Option<&SessionId>,
    ) -> Result<Vec<Reviewed>, StoreError> {
        use collection_record::Column as Record;
        let mut query = collection_record::Entity::find()
            .find_also_related(Entity)
            .filter(Record::StageKind.eq(StageKind::Captured.code()))
            .filter(Column::FrameId.is_not_null());
        if let Some(school) = school {
            query = query.filter(Record::SchoolId.eq(school.as_str()));
        }
        if let Some(session) = session {
            query = query.filter(Record::SessionId.eq(session.as_str()));
        }
        let mut list = Vec::new();
        for (record, assessment) in query.all(&self.db).await? {
            let assessment = known(assessment, "assessment of record", &record.id)?;
            list.push(Reviewed {
                row: RecordRow::of(&record)?,
                assessment: Assessment::of(assessment)?,
            });
        }
        list.sort_by(|a, b| key(a).cmp(&key(b)));
        Ok(list)
    }
}

fn key(reviewed: &Reviewed) -> (u8, i64, &FrameId) {
    let badness = match reviewed.assessment.verdict {
        Verdict::Fail => 0,
        Verdict::Unassessable => 1,
        Verdict::Warn => 2,
        Verdict::Pass => 3,
    };
    (badness, reviewed.assessment.assessed_at_ms, &reviewed.assessment.frame)
}

impl Assessment {
    fn row(&self) -> Model {
        Model {
            frame_id: self.frame.to_string(),
            record_id: self.record.to_string(),
            profile: self.profile.clone(),
            verdict: self.verdict.code().to_owned(),
            readings: self.readings.clone(),
            crop: self.crop.clone(),
            portrait_id: self.portrait.as_ref().map(ToString::to_string),
            portrait_bytes: self.portrait_bytes,
            assessed_at_ms: self.assessed_at_ms,
        }
    }

    fn of(row: Model) -> Result<Self, StoreError> {
        Ok(Self {
            verdict: known(Verdict::read(&row.verdict), "assessment of frame", &row.frame_id)?,
            frame: row.frame_id.into(),
            record: row.record_id.into(),
            profile: row.profile,
            readings: row.readings,
            crop: row.crop,
            portrait: row.portrait_id.map(PortraitId::from),
            portrait_bytes: row.portrait_bytes,
            assessed_at_ms: row.assessed_at_ms,
        })
    }
}
