//! 地址: every route on one page, with how much each may be sent.

use axum::{
    Router,
    extract::{DefaultBodyLimit, Path},
    http::header,
    middleware,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use tower_http::{catch_panic::CatchPanicLayer, compression::CompressionLayer};

use crate::{
    App, assets, board, capture, delivery, frame, health, portrait, problem::Problem, quwei,
    registry, roster, school, session, sign_in,
};

/// Forms without files are short.
const FORM_BYTES: usize = 64 << 10;

/// A roster of 50,000 lines is some 8 MB.
const ROSTER_BYTES: usize = 24 << 20;

/// A class's cards, scanned; each file is checked by its own limit besides.
const CARDS_BYTES: usize = 512 << 20;

/// A card of camera files at once; each is checked by its own limit besides.
const FRAMES_BYTES: usize = 2 << 30;

/// The pages of every desk.
pub fn router(app: App) -> Router {
    Router::new()
        .merge(corridor())
        .merge(roster_room())
        .merge(card_room())
        .merge(session_room())
        .merge(portrait_room())
        .merge(later_rooms())
        .layer(DefaultBodyLimit::max(FORM_BYTES))
        .merge(Router::new().route("/roster/import", {
            get(roster::import_form)
                .post(roster::preview)
                .layer(DefaultBodyLimit::max(ROSTER_BYTES))
        }))
        .merge(Router::new().route("/cards", {
            get(roster::card::list)
                .post(roster::card::add)
                .layer(DefaultBodyLimit::max(CARDS_BYTES))
        }))
        .merge(Router::new().route("/sessions/{session}/frames", {
            get(capture::frames)
                .post(capture::attach_frames)
                .layer(DefaultBodyLimit::max(FRAMES_BYTES))
        }))
        .fallback(async || Problem::NotFound)
        .method_not_allowed_fallback(async || Problem::Method)
        .layer(CatchPanicLayer::new())
        .layer(middleware::from_fn_with_state(app.clone(), frame::frame))
        .with_state(app)
}

fn corridor() -> Router<App> {
    // Pages are not compressed: a page that holds a token beside what somebody typed would let
    // its length tell the token (the BREACH attack). Files are public.
    let files = get(asset).layer(CompressionLayer::new());
    Router::new()
        .route("/", get(sign_in::home))
        .route("/sign-in", get(sign_in::form).post(sign_in::sign_in))
        .route("/sign-out", post(sign_in::sign_out))
        .route("/language/{tag}", get(sign_in::language))
        .route("/board", get(board::board))
        .route("/api/board", get(board::board_json))
        .route("/schools", get(school::schools).post(school::create))
        .route("/quwei", get(quwei::form).post(quwei::look_up))
        .route("/assets/{file}", files)
        .route("/livez", get(health::live))
        .route("/readyz", get(health::ready))
}

fn roster_room() -> Router<App> {
    Router::new()
        .route("/roster", get(roster::list))
        .route("/roster/export.xlsx", get(roster::export))
        .route("/roster/template.xlsx", get(roster::template))
        .route("/roster/records/{record}", get(roster::record))
        .route("/roster/records/{record}/proofread", post(roster::proofread))
        .route("/roster/classes/{class}/proofread", post(roster::proofread_class))
        .route("/roster/import/{import}", get(roster::import))
        .route("/roster/import/{import}/apply", post(roster::apply))
}

fn card_room() -> Router<App> {
    Router::new()
        .route("/cards/desk", get(roster::card::desk))
        .route("/cards/take-back", post(roster::card::take_back))
        .route("/cards/import", post(roster::card::import))
        .route("/cards/{card}", get(roster::card::card))
        .route("/cards/{card}/card.jpg", get(roster::card::picture))
        .route("/cards/{card}/strips/{strip}", get(roster::card::strip))
        .route("/cards/{card}/decide", post(roster::card::decide))
        .route("/cards/{card}/reject", post(roster::card::reject))
        .route("/api/pinyin", get(roster::card::pinyin))
}

fn session_room() -> Router<App> {
    Router::new()
        .route("/sessions", get(session::sessions).post(session::open))
        .route("/sessions/{session}", get(session::session))
        .route("/sessions/{session}/close", post(session::close))
        .route("/sessions/{session}/check-in", get(session::desk))
        .route("/sessions/{session}/check-ins", post(session::check_in))
        .route("/sessions/{session}/frames/{frame}/join", post(capture::join))
        .route("/schools/{school}/codes", post(session::issue_codes))
}

fn portrait_room() -> Router<App> {
    Router::new()
        .route("/review", get(portrait::review))
        .route("/review/{record}/accept", post(portrait::accept))
        .route("/review/{record}/refuse", post(portrait::refuse))
        .route("/review/{record}/take-back", post(portrait::take_back))
        .route("/portraits/{file}", get(portrait::jpeg))
}

fn later_rooms() -> Router<App> {
    Router::new()
        .route("/schools/{school}/packages", get(delivery::packages).post(delivery::pack))
        .route("/packages/{file}", get(delivery::zip))
        .route("/schools/{school}/image-check", post(registry::open))
        .route("/me", get(registry::me))
        .route("/me/answer", post(registry::answer))
}

/// `GET /assets/{file}`: its name holds its hash, so it may be kept for a year.
async fn asset(Path(file): Path<String>) -> Response {
    let Some(found) = assets::find(&file) else { return Problem::NotFound.into_response() };
    let headers = [
        (header::CONTENT_TYPE, found.media_type),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    (headers, found.bytes).into_response()
}
