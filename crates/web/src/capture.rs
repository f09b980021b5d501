//! 照片入库: camera files of a session as they arrive, and those that wait for a person.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{Html, Redirect},
};
use domain::id::{FrameId, RecordId, SessionId};
use workflow::{
    capture::{Attached, CaptureRefused, UnjoinedFrame, attach, join_by_hand, unjoined},
    permission::{Capture, CheckIn},
    session::queue,
    view::RecordLine,
};

use crate::{
    App,
    door::{Visit, page},
    posted::{Posted, Uploaded, file},
    problem::Problem,
    shell::{Shell, Tone, query_value},
    words::Lang,
};

#[derive(Template)]
#[template(path = "capture/frames.html")]
pub struct FramesPage {
    pub shell: Shell,
    pub session: String,
    /// What was sent just now.
    pub frames: Vec<FrameLine>,
    /// Nobody stood in line for these.
    pub unjoined: Vec<UnjoinedFrame>,
    /// To whom one of them can be joined; the line is the crew's to see.
    pub waiting: Vec<RecordLine>,
}

/// What became of one camera file.
#[derive(Debug, Clone)]
pub struct FrameLine {
    pub name: String,
    pub tone: Tone,
    pub word: String,
    pub shot: Option<u32>,
}

/// `GET /sessions/{session}/frames`.
pub async fn frames(
    State(app): State<App>,
    visit: Visit,
    Path(session): Path<String>,
) -> Result<Html<String>, Problem> {
    frames_page(&app, &visit, session, Vec::new()).await
}

/// `POST /sessions/{session}/frames/{frame}/join`: 归位, by hand.
pub async fn join(
    State(app): State<App>,
    Path((session, frame)): Path<(String, String)>,
    posted: Posted,
) -> Result<Redirect, Problem> {
    let grant = posted.visit.may::<Capture>()?;
    let record = RecordId::from(posted.fields.text("record"));
    let shot = join_by_hand(&app.desk, &grant, &FrameId::from(frame), &record).await?;
    let session = query_value(&session);
    Ok(Redirect::to(&format!("/sessions/{session}/frames?done=join&n={shot}")))
}

/// `POST /sessions/{session}/frames`. One bad file does not lose the others: each has its line.
pub async fn attach_frames(
    State(app): State<App>,
    Path(session): Path<String>,
    mut uploaded: Uploaded,
) -> Result<Html<String>, Problem> {
    let grant = uploaded.visit.may::<Capture>()?;
    let id = SessionId::from(session.as_str());
    let lang = uploaded.visit.lang;
    let mut frames = Vec::new();
    while let Some(field) = uploaded.next().await? {
        if field.name() == Some("files") {
            let (name, bytes) = file(field).await?;
            let attached = attach(&app.desk, &grant, &id, &name, bytes).await;
            frames.push(line(lang, name, attached)?);
        }
    }
    frames_page(&app, &uploaded.visit, session, frames).await
}

async fn frames_page(
    app: &App,
    visit: &Visit,
    session: String,
    frames: Vec<FrameLine>,
) -> Result<Html<String>, Problem> {
    let id = SessionId::from(session.as_str());
    let unjoined = unjoined(&app.desk, &visit.may::<Capture>()?, &id).await?;
    let waiting = match visit.may::<CheckIn>() {
        Ok(grant) if !unjoined.is_empty() => queue(&app.desk, &grant, &id).await?.waiting,
        _ => Vec::new(),
    };
    page(&FramesPage { shell: visit.shell(), session, frames, unjoined, waiting })
}

/// What became of one file. A session that is not there ends the whole upload.
fn line(
    lang: Lang,
    name: String,
    attached: Result<Attached, CaptureRefused>,
) -> Result<FrameLine, Problem> {
    let (tone, word, shot) = match attached {
        Ok(Attached { already: true, shot, .. }) => (Tone::Wait, lang.t("frame-already"), shot),
        Ok(Attached { shot: Some(shot), .. }) => (Tone::Pass, lang.t("frame-joined"), Some(shot)),
        Ok(Attached { shot: None, .. }) => (Tone::Warn, lang.t("frame-unjoined"), None),
        Err(refused @ (CaptureRefused::NotFound | CaptureRefused::Store(_))) => {
            return Err(refused.into());
        }
        Err(refused) => (Tone::Fail, Problem::from(refused).sentence(lang), None),
    };
    Ok(FrameLine { name, tone, word, shot })
}
