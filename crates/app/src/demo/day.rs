//! 拍摄日: a list becomes a line, a line becomes frames, and each frame is judged.

use std::collections::{HashMap, HashSet, VecDeque};

use anyhow::{Context as _, ensure};
use domain::id::{FrameId, RecordId, SessionId};
use domain::portrait::{Fault, Headwear, Verdict};
use domain::roster::Cohort;
use domain::session::SessionKind;
use store::roster::{Filter, Page};
use testkit::Person;
use tokio::task::JoinHandle;
use workflow::Desk;
use workflow::permission::Operator;
use workflow::profile::DEFAULT_PROFILE;
use workflow::roster::{Applied, ImportPreview, NewSchool};
use workflow::session::{self, NewSession};
use workflow::{capture, portrait, registry, roster};

use super::camera::{Camera, Picture};
use super::college::{self, COHORT, Example, School};
use super::staff::{self, Centre};
use crate::work;

/// Somebody on the list, with the record that list became and the sign-in of the phone.
#[derive(Debug, Clone)]
pub struct Attendee {
    pub person: Person,
    pub record: RecordId,
    pub operator: Operator,
}

/// A session with the people planned for it.
pub struct Day<'a> {
    pub desk: &'a Desk,
    pub centre: &'a Centre,
    pub session: SessionId,
    /// Whose face each frame shows, by student number: what only the camera knows.
    pub shown: HashMap<FrameId, String>,
}

/// Builds a school as a planner does.
pub async fn build(desk: &Desk, centre: &Centre, example: Example) -> anyhow::Result<School> {
    let new = NewSchool {
        code: example.code.to_owned(),
        name: example.name.to_owned(),
        regime: example.regime,
    };
    let school = roster::create_school(desk, &centre.planner.may()?, new).await?;
    Ok(School { example, id: school.id })
}

/// Hands in a workbook, looks at the findings, and lists what is ready.
pub async fn enrol(
    desk: &Desk,
    office: &Operator,
    school: &School,
    people: &[Person],
    mistakes: Vec<Vec<String>>,
) -> anyhow::Result<(ImportPreview, Applied)> {
    let cohort = Cohort::new(COHORT).context("a year of graduation")?;
    let book = college::workbook(people, mistakes)?;
    let grant = office.may()?;
    let name = format!("{}{COHORT}届名册.xlsx", school.example.name);
    let preview = roster::preview_import(desk, &grant, &school.id, cohort, &name, book).await?;
    let applied = roster::apply_import(desk, &grant, &preview.id).await?;
    let expected = u64::try_from(people.len())?;
    ensure!(applied.listed == expected, "{} of {expected} people were listed", applied.listed);
    Ok((preview, applied))
}

/// The people with their records and a sign-in each.
pub async fn attendees(
    desk: &Desk,
    school: &School,
    people: &[Person],
) -> anyhow::Result<Vec<Attendee>> {
    let listed = desk.store.read().await?;
    let listed = listed.graduates(&Filter::of(school.id.clone()), Page::ALL).await?;
    let records: HashMap<String, RecordId> = listed
        .into_iter()
        .map(|one| (one.graduate.student_number.to_string(), one.row.record.id))
        .collect();
    let mut attendees = Vec::new();
    for person in people {
        let record = records.get(&person.student_number).context("somebody is not listed")?;
        let operator = staff::graduate(desk, person, record.clone()).await?;
        attendees.push(Attendee { person: person.clone(), record: record.clone(), operator });
    }
    Ok(attendees)
}

/// Notes everybody's signature, as the office does line by line.
pub async fn proofread(desk: &Desk, office: &Operator, people: &[Attendee]) -> anyhow::Result<()> {
    let grant = office.may()?;
    for one in people {
        roster::proofread(desk, &grant, &one.record, desk.mint_step()).await?;
    }
    Ok(())
}

impl<'a> Day<'a> {
    /// Opens a session for everybody of the school who is proofread, and issues the codes.
    pub async fn open(
        desk: &'a Desk,
        centre: &'a Centre,
        school: &School,
        place: &str,
    ) -> anyhow::Result<Self> {
        let new = NewSession {
            school: school.id.clone(),
            kind: SessionKind::OnSite,
            held_on: desk.today(),
            place: place.to_owned(),
            profile: DEFAULT_PROFILE.to_owned(),
            classes: Vec::new(),
        };
        let opened = session::open_session(desk, &centre.planner.may()?, new).await?;
        session::issue_codes(desk, &centre.planner.may()?, &school.id).await?;
        Ok(Self { desk, centre, session: opened.id, shown: HashMap::new() })
    }

    /// Everybody shows the code of the phone at the desk. Answers with the shot numbers.
    pub async fn check_in(&self, people: &[Attendee]) -> anyhow::Result<Vec<u32>> {
        let desk = self.centre.crew.may()?;
        let mut shots = Vec::new();
        for one in people {
            let page = registry::own_page(self.desk, &one.operator.may()?).await?;
            let code = page.code.context("a graduate has no code")?.typed;
            let checked_in = session::check_in(self.desk, &desk, &self.session, &code).await?;
            shots.push(checked_in.shot);
        }
        Ok(shots)
    }

    /// Takes the picture of everybody in line; `people` are in the order of their numbers. Those
    /// without another picture keep their place. Answers with how many were taken.
    pub async fn shoot(
        &mut self,
        people: &[(&Attendee, u32)],
        camera: &Camera,
        round: usize,
        done: impl Fn(),
    ) -> anyhow::Result<usize> {
        let grant = self.centre.crew.may()?;
        let mut pictures = Vec::new();
        for (one, shot) in people {
            let place = usize::try_from(*shot)? - 1;
            let picture = camera.picture(&one.person, place, round);
            pictures.extend(picture.map(|picture| (one, *shot, picture)));
        }
        let mut film = Film::default();
        let mut taken = 0;
        for (next, (one, shot, picture)) in pictures.iter().enumerate() {
            film.expose_up_to(&pictures, next + AHEAD);
            let bytes = film.develop().await?;
            // The crew says who sits down, so that a frame cannot meet the person before.
            let crew = &self.session;
            capture::call_to_camera(self.desk, &grant, crew, &one.record).await?;
            let attached = capture::attach(self.desk, &grant, crew, &picture.name, bytes).await?;
            ensure!(attached.shot == Some(*shot), "a frame met another person");
            self.shown.insert(attached.frame, one.person.student_number.clone());
            taken += 1;
            done();
        }
        Ok(taken)
    }

    /// Ends the day.
    pub async fn close(&self) -> anyhow::Result<()> {
        let grant = self.centre.planner.may()?;
        session::close_session(self.desk, &grant, &self.session).await?;
        Ok(())
    }

    /// Judges what was taken and has the reviewer look: accepts pass and warn, sends back the
    /// rest. Answers with the records sent back.
    pub async fn review(&self, workers: usize) -> anyhow::Result<HashSet<RecordId>> {
        work::until_done(self.desk, workers).await?;
        let grant = self.centre.processor.may()?;
        let mut sent_back = HashSet::new();
        for card in portrait::review_list(self.desk, &grant, Some(&self.session)).await? {
            let record = RecordId::from(card.line.record);
            let step = self.desk.mint_step();
            let is_good = matches!(card.verdict, Verdict::Pass | Verdict::Warn);
            if is_good && card.has_output {
                let headwear = card.asks_headwear.then_some(Headwear::NotWorn);
                portrait::accept(self.desk, &grant, &record, headwear, step).await?;
            } else {
                let faults = if card.faults.is_empty() { vec![Fault::NoFace] } else { card.faults };
                portrait::refuse(self.desk, &grant, &record, faults, step).await?;
                sent_back.insert(record);
            }
        }
        Ok(sent_back)
    }
}

/// Pictures drawn beside the one that is being taken in.
const AHEAD: usize = 4;

/// Pictures in the making, in the order they were begun. Drawing takes a while, so it happens
/// beside the threads that answer.
#[derive(Debug, Default)]
struct Film {
    begun: usize,
    pictures: VecDeque<JoinHandle<anyhow::Result<Vec<u8>>>>,
}

impl Film {
    fn expose_up_to<T, U>(&mut self, pictures: &[(T, U, Picture)], most: usize) {
        for (_, _, picture) in pictures.iter().take(most).skip(self.begun) {
            let source = picture.source.clone();
            self.pictures.push_back(tokio::task::spawn_blocking(move || source.bytes()));
            self.begun += 1;
        }
    }

    async fn develop(&mut self) -> anyhow::Result<Vec<u8>> {
        self.pictures.pop_front().context("no picture was begun")?.await?
    }
}
