//! 照片入库: camera files of a session, one after the other as they arrive.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Html,
};
use domain::id::SessionId;
use workflow::{
    capture::{Attached, CaptureRefused, attach},
    permission::Capture,
};

use crate::{
    App,
    door::page,
    posted::{Uploaded, file},
    problem::Problem,
    shell::{Shell, Tone, query_value},
    words::Lang,
};

#[derive(Template)]
#[template(path = "capture/frames.html")]
pub struct FramesPage {
    pub shell: Shell,
    pub session_href: String,
    pub frames: Vec<FrameLine>,
}

/// What became of one camera file.
#[derive(Debug, Clone)]
pub struct FrameLine {
    pub name: String,
    pub tone: Tone,
    pub word: String,
    pub shot: Option<u32>,
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
    let session_href = format!("/sessions/{}", query_value(&session));
    page(&FramesPage { shell: uploaded.visit.shell(), session_href, frames })
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
