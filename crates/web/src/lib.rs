//! Every desk's pages: Chinese first, rendered on the server, working without a script where a
//! page can.
//!
//! A handler is a doorway: it takes the request apart, makes one call into `workflow`, and
//! chooses a page. Every page is an askama template with a sample; every word stands in the
//! catalogue; every refusal has a sentence with the next step.

mod assets;
mod door;
mod frame;
mod posted;
mod problem;
mod routes;
mod sample;
mod shell;
mod words;

mod board;
mod health;
mod quwei;
mod school;
mod sign_in;

mod capture;
mod delivery;
mod portrait;
mod registry;
mod roster;
mod session;

use workflow::Desk;

pub use self::{
    assets::all as assets,
    routes::router,
    sample::{Sample, samples},
    words::Lang,
};

/// What the pages need to know of the house.
#[derive(Clone)]
pub struct App {
    pub desk: Desk,
    /// Whether people reach the pages over https: then cookies travel over nothing else.
    pub https: bool,
    /// How many proxies of ours stand in front. Only what they appended to `X-Forwarded-For` is
    /// believed; the rest of that header is the caller's own choice.
    pub proxies: usize,
}
