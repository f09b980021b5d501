//! 健康: whether this process lives, and whether it can work.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};

use crate::App;

/// `GET /livez`: the process answers.
pub async fn live() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: the database answers and is migrated. What is wrong stands in the log.
pub async fn ready(State(app): State<App>) -> Response {
    match workflow::health(&app.desk).await {
        Ok(()) => "ok\n".into_response(),
        Err(error) => {
            tracing::error!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, axum::Json("not ready")).into_response()
        }
    }
}
