//! 外层: what holds for every answer — headers, the log line, and refusals in the asker's words.

use std::time::Instant;

use askama::Template;
use axum::{
    Json,
    extract::{MatchedPath, Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{Html, IntoResponse, Response},
};
use tracing::Instrument as _;

use crate::{
    App,
    door::{language, wants_part},
    problem::Told,
    shell::Shell,
    words::Lang,
};

/// Scripts and styles from here only, nothing inline, nobody may frame us.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// How a refusal is to be dressed.
struct Asker {
    lang: Lang,
    wants: Wants,
    here: String,
}

#[derive(Clone, Copy)]
enum Wants {
    Page,
    Part,
    Json,
}

/// Wraps every route. The log knows the route's pattern and never its parameters: a path may
/// name a record.
pub async fn frame(State(app): State<App>, request: Request, next: Next) -> Response {
    let asker = Asker::of(&request);
    let trace = app.desk.mint();
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let span = tracing::info_span!(
        "request",
        method = %request.method(),
        route = route.as_deref().unwrap_or("none"),
        trace,
    );
    let began = Instant::now();
    let response = next.run(request).instrument(span.clone()).await;
    let mut response = asker.dress(response, &trace);
    let duration_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    span.in_scope(|| {
        tracing::info!(status = response.status().as_u16(), duration_ms, "answered");
    });
    add_headers(&mut response, &trace);
    response
}

impl Asker {
    fn of(request: &Request) -> Self {
        let wants = match request.uri().path() {
            path if path.starts_with("/api/") => Wants::Json,
            _ if wants_part(request.headers()) => Wants::Part,
            _ => Wants::Page,
        };
        let here = request.uri().path().to_owned();
        Self { lang: language(request.headers()), wants, here }
    }

    /// Answers of handlers pass as they are; refusals get their words.
    fn dress(&self, response: Response, trace: &str) -> Response {
        let status = response.status();
        let told = match response.extensions().get::<Told>() {
            Some(told) => *told,
            None => match bare(status) {
                Some(told) if !has_body(&response) => told,
                _ => return response,
            },
        };
        let trace = if told.status.is_server_error() { trace } else { "" };
        let (what, cure) = (told.what(self.lang), told.cure(self.lang));
        match self.wants {
            Wants::Json => {
                let body = serde_json::json!({ "problem": told.key, "what": what, "cure": cure });
                (told.status, Json(body)).into_response()
            }
            Wants::Part => drawn(told.status, &ProblemPart { what, cure }),
            Wants::Page => {
                let shell = Shell::bare(self.lang, &self.here);
                let trace = trace.to_owned();
                drawn(told.status, &ProblemPage { shell, title: what, cure, trace })
            }
        }
    }
}

#[derive(Template)]
#[template(path = "problem/problem.html")]
pub struct ProblemPage {
    pub shell: Shell,
    pub title: String,
    pub cure: String,
    /// The request's id, to be quoted in a report; empty where a report is not wanted.
    pub trace: String,
}

#[derive(Template)]
#[template(path = "problem/part.html")]
pub struct ProblemPart {
    pub what: String,
    pub cure: String,
}

fn drawn(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => {
            tracing::error!(%error, "the page of a problem cannot be drawn");
            status.into_response()
        }
    }
}

/// What the router itself refuses.
fn bare(status: StatusCode) -> Option<Told> {
    let key = match status {
        StatusCode::NOT_FOUND => "not-found",
        StatusCode::METHOD_NOT_ALLOWED => "method",
        StatusCode::PAYLOAD_TOO_LARGE => "too-large",
        StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY => "form",
        StatusCode::UNSUPPORTED_MEDIA_TYPE => "form",
        StatusCode::INTERNAL_SERVER_ERROR => "broken",
        _ => return None,
    };
    Some(Told { status, key })
}

fn has_body(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE);
    kind.is_some_and(|kind| !kind.as_bytes().starts_with(b"text/plain"))
}

fn add_headers(response: &mut Response, trace: &str) {
    let headers = response.headers_mut();
    for (name, value) in [
        ("content-security-policy", POLICY),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("permissions-policy", "camera=(), microphone=(), geolocation=()"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if let Ok(trace) = HeaderValue::from_str(trace) {
        headers.insert("x-request-id", trace);
    }
}
