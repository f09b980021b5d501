//! What the desks do, one room per stage of the flow.
//!
//! A function here is one desk action: it needs a grant, opens one transaction, and either
//! commits all of it or none. What it returns is cut to the eyes the grant is for.

pub mod board;
pub mod jobs;
pub mod permission;
pub mod profile;
pub mod sign_in;
pub mod view;

pub mod capture;
pub mod delivery;
pub mod portrait;
pub mod registry;
pub mod roster;
pub mod session;

mod engines;
#[cfg(any(test, feature = "testing"))]
pub mod testing;

use std::sync::Arc;

use domain::{calendar::Calendar, id::StepId, registry::ImageCheckRule};
use formats::package::SigningKey;
use jiff::{Timestamp, civil::Date, tz::Offset};
use store::Store;

use self::profile::Profiles;

pub use engines::{Engines, EnginesMissing};
/// What can go wrong below every desk, and who must act: a front door has words for each.
pub use store::{Actor, StoreError};

/// China keeps one time, eight hours ahead of Greenwich, all year (since 1991).
const CHINA: Offset = Offset::constant(8);

/// What every desk action needs: where the facts live, what time it is, and the tools at hand.
#[derive(Clone)]
pub struct Desk {
    pub store: Store,
    tools: Arc<Tools>,
}

/// Fills a buffer with random bytes.
pub type Chance = dyn Fn(&mut [u8]) + Send + Sync;

/// Everything a desk uses that is not a fact. Clock, ids and chance come from outside, so that a
/// test decides them.
pub struct Tools {
    pub now: Box<dyn Fn() -> Timestamp + Send + Sync>,
    /// Mints an id: sorted by time, never the same twice.
    pub mint: Box<dyn Fn() -> String + Send + Sync>,
    /// Bytes that nobody can guess.
    pub random: Box<Chance>,
    pub calendar: Calendar,
    pub image_check: ImageCheckRule,
    /// Whether two people have to say the same about every doubt of a mark card.
    pub card_two_people: bool,
    /// Signs the packages that schools receive.
    pub signing_key: SigningKey,
    /// What portraits can be judged by.
    pub profiles: Profiles,
    /// Missing where a process never judges a portrait.
    pub engines: Option<Engines>,
}

impl Desk {
    pub fn new(store: Store, tools: Tools) -> Self {
        Self { store, tools: Arc::new(tools) }
    }

    pub fn now(&self) -> Timestamp {
        (self.tools.now)()
    }

    pub fn now_ms(&self) -> i64 {
        self.now().as_millisecond()
    }

    /// The date on the wall of every office in China.
    pub fn today(&self) -> Date {
        CHINA.to_datetime(self.now()).date()
    }

    /// What portraits can be judged by.
    pub fn profiles(&self) -> &Profiles {
        &self.tools.profiles
    }

    pub fn mint(&self) -> String {
        (self.tools.mint)()
    }

    /// The id of a step about to be offered in a form.
    pub fn mint_step(&self) -> StepId {
        self.mint().into()
    }

    pub fn calendar(&self) -> &Calendar {
        &self.tools.calendar
    }

    fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        (self.tools.random)(&mut bytes);
        bytes
    }

    fn tools(&self) -> &Tools {
        &self.tools
    }
}

/// The id of one step of a request that takes many: the same request again is the same steps.
fn step_of(request: &str, part: &str) -> StepId {
    StepId::from(format!("{request}/{part}"))
}

/// Whether the desks can work: the database answers and is migrated.
pub async fn health(desk: &Desk) -> Result<(), StoreError> {
    let tx = desk.store.read().await?;
    tx.schools().await.map(drop)
}
