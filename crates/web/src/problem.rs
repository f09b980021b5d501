//! 不成的事: every refusal as a status and a sentence with the next step.
//!
//! A refusal has two faces: English without personal data for the log, and the catalogue's words
//! for the person. A handler answers with a [`Problem`]; [`crate::frame`] dresses it as a page, a
//! part or JSON, because only there it is known who asked and in which language.

use axum::{
    extract::multipart::MultipartError,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use workflow::{
    Actor, StoreError,
    board::BoardRefused,
    capture::CaptureRefused,
    delivery::DeliveryRefused,
    permission::Forbidden,
    portrait::PortraitRefused,
    registry::RegistryRefused,
    roster::RosterRefused,
    session::{CheckInRefused, SessionRefused},
    sign_in::SignInRefused,
};

use crate::words::Lang;

#[derive(Debug, thiserror::Error)]
pub enum Problem {
    #[error("nobody is signed in")]
    SignedOut,
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    #[error("the form does not come from our own page")]
    Origin,
    #[error("the form cannot be read")]
    Form,
    #[error("the request is larger than this page takes")]
    TooLarge,
    #[error("there is no such page")]
    NotFound,
    #[error("the page does not take this method")]
    Method,
    /// The store's own error was logged where it happened; what is left is who can act.
    #[error("the store cannot answer: {0:?}")]
    Store(Told),
    #[error("the page cannot be drawn: {0}")]
    Page(#[from] askama::Error),
    #[error(transparent)]
    SignIn(#[from] SignInRefused),
    #[error(transparent)]
    Board(#[from] BoardRefused),
    #[error(transparent)]
    Roster(#[from] RosterRefused),
    #[error(transparent)]
    Session(#[from] SessionRefused),
    #[error(transparent)]
    CheckIn(#[from] CheckInRefused),
    #[error(transparent)]
    Capture(#[from] CaptureRefused),
    #[error(transparent)]
    Portrait(#[from] PortraitRefused),
    #[error(transparent)]
    Delivery(#[from] DeliveryRefused),
    #[error(transparent)]
    Registry(#[from] RegistryRefused),
}

/// A status and the key of the sentence: `problem-KEY` says what, `problem-KEY-cure` what next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told {
    pub status: StatusCode,
    pub key: &'static str,
}

impl Told {
    pub fn what(self, lang: Lang) -> String {
        lang.t(&format!("problem-{}", self.key))
    }

    pub fn cure(self, lang: Lang) -> String {
        lang.t(&format!("problem-{}-cure", self.key))
    }
}

const fn told(status: StatusCode, key: &'static str) -> Told {
    Told { status, key }
}

const NOT_FOUND: Told = told(StatusCode::NOT_FOUND, "not-found");
const STAGE: Told = told(StatusCode::CONFLICT, "stage");
const STALE: Told = told(StatusCode::CONFLICT, "stale");
const BROKEN: Told = told(StatusCode::INTERNAL_SERVER_ERROR, "broken");
const DOWN: Told = told(StatusCode::SERVICE_UNAVAILABLE, "down");

const fn conflict(key: &'static str) -> Told {
    told(StatusCode::CONFLICT, key)
}

const fn typed(key: &'static str) -> Told {
    told(StatusCode::UNPROCESSABLE_ENTITY, key)
}

impl Problem {
    /// A failure of the store before any desk was asked.
    pub fn store(error: &StoreError) -> Self {
        tracing::error!(%error, "the store did not answer");
        Self::Store(of_store(error.actor()))
    }

    pub fn upload(error: &MultipartError) -> Self {
        match error.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge,
            _ => Self::Form,
        }
    }

    pub fn told(&self) -> Told {
        match self {
            Self::SignedOut => told(StatusCode::UNAUTHORIZED, "signed-out"),
            Self::Forbidden(_) => told(StatusCode::FORBIDDEN, "forbidden"),
            Self::Origin => told(StatusCode::FORBIDDEN, "origin"),
            Self::Form => told(StatusCode::BAD_REQUEST, "form"),
            Self::TooLarge => told(StatusCode::PAYLOAD_TOO_LARGE, "too-large"),
            Self::NotFound => NOT_FOUND,
            Self::Method => told(StatusCode::METHOD_NOT_ALLOWED, "method"),
            Self::Store(told) => *told,
            Self::Page(_) => BROKEN,
            Self::SignIn(refused) => of_sign_in(refused),
            Self::Board(BoardRefused::NotFound) => NOT_FOUND,
            Self::Board(BoardRefused::Store(error)) => of_store(error.actor()),
            Self::Roster(refused) => of_roster(refused),
            Self::Session(refused) => of_session(refused),
            Self::CheckIn(refused) => of_check_in(refused),
            Self::Capture(refused) => of_capture(refused),
            Self::Portrait(refused) => of_portrait(refused),
            Self::Delivery(refused) => of_delivery(refused),
            Self::Registry(refused) => of_registry(refused),
        }
    }

    /// Both halves in one line, for the top of a form.
    pub fn sentence(&self, lang: Lang) -> String {
        let told = self.told();
        format!("{}{}{}", told.what(lang), lang.t("problem-then"), told.cure(lang))
    }

    /// What went wrong on our side is written down with its cause.
    pub fn log(&self) {
        if self.told().status.is_server_error() {
            tracing::error!(error = %self, "a desk could not do its work");
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        self.log();
        let told = self.told();
        let mut response = told.status.into_response();
        response.extensions_mut().insert(told);
        response
    }
}

/// The store says who can act; its own words are for the log.
fn of_store(actor: Actor) -> Told {
    match actor {
        Actor::Nobody => STALE,
        Actor::Operator => STAGE,
        Actor::Administrator => DOWN,
        Actor::House => BROKEN,
    }
}

fn of_sign_in(refused: &SignInRefused) -> Told {
    match refused {
        SignInRefused::Wrong => told(StatusCode::UNAUTHORIZED, "wrong-secret"),
        SignInRefused::TooMany { .. } => told(StatusCode::TOO_MANY_REQUESTS, "too-many"),
        SignInRefused::Disabled => told(StatusCode::FORBIDDEN, "disabled"),
        SignInRefused::Hashing => BROKEN,
        SignInRefused::Store(error) => of_store(error.actor()),
    }
}

fn of_roster(refused: &RosterRefused) -> Told {
    match refused {
        RosterRefused::NotFound => NOT_FOUND,
        RosterRefused::SchoolCode => typed("school-code"),
        RosterRefused::SchoolName => typed("school-name"),
        RosterRefused::SchoolExists => conflict("school-exists"),
        RosterRefused::ClassElsewhere => conflict("class-elsewhere"),
        RosterRefused::ListForbidden => told(StatusCode::FORBIDDEN, "list-forbidden"),
        RosterRefused::Unreadable(_) => typed("unreadable"),
        RosterRefused::Unwritable(_) => BROKEN,
        RosterRefused::Applied => conflict("applied"),
        RosterRefused::NothingToList => conflict("nothing-to-list"),
        RosterRefused::CardDecided => conflict("card-decided"),
        RosterRefused::CardAnswer => typed("card-answer"),
        RosterRefused::CardClass => typed("card-class"),
        RosterRefused::NothingToTakeBack => conflict("nothing-to-take-back"),
        RosterRefused::Stage(_) => STAGE,
        RosterRefused::Store(error) => of_store(error.actor()),
    }
}

fn of_session(refused: &SessionRefused) -> Told {
    match refused {
        SessionRefused::NotFound => NOT_FOUND,
        SessionRefused::Place => typed("place"),
        SessionRefused::Past => typed("past"),
        SessionRefused::Profile => typed("profile"),
        SessionRefused::NobodyToPlan => conflict("nobody-to-plan"),
        SessionRefused::Closed => conflict("closed"),
        SessionRefused::Stage(_) => STAGE,
        SessionRefused::Store(error) => of_store(error.actor()),
    }
}

fn of_check_in(refused: &CheckInRefused) -> Told {
    match refused {
        CheckInRefused::NoSuchSession => NOT_FOUND,
        CheckInRefused::Closed => conflict("closed"),
        CheckInRefused::UnreadableCode => typed("unreadable-code"),
        CheckInRefused::UnknownCode => told(StatusCode::NOT_FOUND, "unknown-code"),
        CheckInRefused::NotProofread => conflict("not-proofread"),
        CheckInRefused::NotPlanned => conflict("not-planned"),
        CheckInRefused::OtherSession => conflict("other-session"),
        CheckInRefused::AlreadyShot => conflict("already-shot"),
        CheckInRefused::Withdrawn => conflict("withdrawn"),
        CheckInRefused::Store(error) => of_store(error.actor()),
    }
}

fn of_capture(refused: &CaptureRefused) -> Told {
    match refused {
        CaptureRefused::NotFound => NOT_FOUND,
        CaptureRefused::Closed => conflict("closed"),
        CaptureRefused::Size => typed("frame-size"),
        CaptureRefused::NotInLine => conflict("not-in-line"),
        CaptureRefused::Stage(_) => STAGE,
        CaptureRefused::Store(error) => of_store(error.actor()),
    }
}

fn of_portrait(refused: &PortraitRefused) -> Told {
    match refused {
        PortraitRefused::NotFound => NOT_FOUND,
        PortraitRefused::NotAssessed => conflict("not-assessed"),
        PortraitRefused::NoPortrait => conflict("no-portrait"),
        PortraitRefused::Headwear => conflict("headwear"),
        PortraitRefused::NoReason => typed("no-reason"),
        PortraitRefused::Stage(_) => STAGE,
        PortraitRefused::Store(error) => of_store(error.actor()),
    }
}

fn of_delivery(refused: &DeliveryRefused) -> Told {
    match refused {
        DeliveryRefused::NotFound => NOT_FOUND,
        DeliveryRefused::NothingToDeliver => conflict("nothing-to-deliver"),
        DeliveryRefused::Index(_) | DeliveryRefused::Package(_) | DeliveryRefused::Archive(_) => {
            BROKEN
        }
        DeliveryRefused::Stage(_) => STAGE,
        DeliveryRefused::Store(error) => of_store(error.actor()),
    }
}

fn of_registry(refused: &RegistryRefused) -> Told {
    match refused {
        RegistryRefused::NotFound => NOT_FOUND,
        RegistryRefused::NothingToOpen => conflict("nothing-to-open"),
        RegistryRefused::Past => typed("past"),
        RegistryRefused::UnknownYear(_) => conflict("unknown-year"),
        RegistryRefused::Over(_) => conflict("over"),
        RegistryRefused::NotOpen => conflict("not-open"),
        RegistryRefused::Answered => conflict("answered"),
        RegistryRefused::Words => typed("words"),
        RegistryRefused::Stage(_) => STAGE,
        RegistryRefused::Store(error) => of_store(error.actor()),
    }
}

#[cfg(test)]
mod tests;
