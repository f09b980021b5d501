//! Two schools under the two regimes, somebody signed in for each role, and a browser of sorts.

#![expect(dead_code, reason = "every test file uses its own part of this")]

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, StatusCode, header},
};
use domain::{
    id::{CardId, ImportId, PackageId, RecordId, SchoolId, SessionId},
    portrait::Verdict,
    roster::Cohort,
    school::Regime,
    session::SessionKind,
};
use http_body_util::BodyExt as _;
use store::{
    portrait::Assessment,
    roster::{Filter, Page},
};
use tempfile::TempDir;
use testkit::{People, Person, ROSTER_HEADER, clock::TestClock, ids::TestIds, roster_rows};
use tower::ServiceExt as _;
use web::App;
use workflow::{
    Desk, capture, delivery,
    permission::{Grant, Permission, Role, Scope},
    portrait, profile, registry,
    roster::{
        self,
        card::{self, CardClass, ReadStrip},
    },
    session,
    sign_in::{NewOperator, add_operator, sign_in},
    testing,
};

pub type Failure = Box<dyn std::error::Error>;

/// Nobody's secret.
pub const SECRET: &str = "correct horse battery";

pub struct House {
    pub desk: Desk,
    pub app: Router,
    /// Under regime *code*.
    pub one: School,
    /// Under regime *list*.
    pub other: School,
    _folder: TempDir,
}

/// A school with people at every stage of the day.
pub struct School {
    pub id: SchoolId,
    pub session: SessionId,
    pub import: ImportId,
    pub package: PackageId,
    /// With one column in doubt.
    pub card: CardId,
    pub college: String,
    pub class: String,
    pub people: Vec<Person>,
    /// The first waits for the image check, the second for the reviewer, the third in line, and
    /// the others have not come.
    pub records: Vec<RecordId>,
}

/// A signed-in browser.
#[derive(Clone)]
pub struct Browser {
    app: Router,
    pub cookie: String,
    pub csrf: String,
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl House {
    pub async fn build() -> Result<Self, Failure> {
        let folder = tempfile::tempdir()?;
        let (store, _) = store::testing::sqlite_store(folder.path()).await?;
        let (clock, ids) = (TestClock::default(), TestIds::default());
        let desk = testing::desk(store, move || clock.now(), move || ids.next_text(), None);
        let one = School::build(&desk, 1, Regime::Code).await?;
        let other = School::build(&desk, 2, Regime::List).await?;
        let app = web::router(App { desk: desk.clone(), https: false, proxies: 0 });
        Ok(Self { desk, app, one, other, _folder: folder })
    }

    /// Signs somebody in by the desk's own action.
    pub async fn browser(&self, role: Role, scope: Scope) -> Result<Browser, Failure> {
        let name = self.desk.mint();
        let new = NewOperator {
            sign_in_name: name.clone(),
            secret: SECRET.to_owned(),
            display_name: role.word().to_owned(),
            role,
            scope,
        };
        add_operator(&self.desk, new).await?;
        let signed_in = sign_in(&self.desk, "test", &name, SECRET).await?;
        let cookie = format!("sign-in={}", signed_in.token);
        Ok(Browser { app: self.app.clone(), cookie, csrf: signed_in.csrf })
    }

    /// Nobody.
    pub fn stranger(&self) -> Browser {
        Browser { app: self.app.clone(), cookie: String::new(), csrf: String::new() }
    }
}

impl School {
    async fn build(desk: &Desk, seed: u64, regime: Regime) -> Result<Self, Failure> {
        let people: Vec<Person> = People::seeded(seed).take(6).collect();
        let book = testing::workbook(&ROSTER_HEADER, &roster_rows(&people));
        let code = format!("9900{seed}");
        let id = testing::school(desk, &code, regime, book.clone()).await?;
        let office = Scope::School(id.clone());
        let cohort = Cohort::new(2027).ok_or("no cohort")?;
        let import = roster::preview_import(
            desk,
            &grant(Role::AcademicAffairs, &office)?,
            &id,
            cohort,
            "名册.xlsx",
            book,
        )
        .await?
        .id;
        let classes = roster::classes(desk, &grant(Role::AcademicAffairs, &office)?, &id).await?;
        for class in &classes {
            let proofread = grant(Role::AcademicAffairs, &office)?;
            let class = class.id.as_str().into();
            roster::proofread_class(desk, &proofread, &class, &desk.mint()).await?;
        }
        session::issue_codes(desk, &grant(Role::AcademicAffairs, &office)?, &id).await?;
        let session = open_session(desk, &id).await?;
        let records = records(desk, &id).await?;
        let card = card(desk, &id, &people[5]).await?;
        let package = shoot(desk, &id, &session, &records).await?;
        let first = classes.first().ok_or("no class")?;
        let (college, class) = (first.college_id.clone(), first.id.clone());
        Ok(Self { id, session, import, package, card, college, class, people, records })
    }
}

/// A card of somebody of the school, its picture as telling as a real one.
async fn card(desk: &Desk, school: &SchoolId, person: &Person) -> Result<CardId, Failure> {
    let doubtful = format!("?{}", &person.identity_number[1..]);
    let number = person.student_number.as_str();
    let texts = [("student_number", number), ("identity_number", doubtful.as_str())];
    let mut read = testing::read_card(1, &texts);
    read.picture = format!("{} {}", person.name, person.identity_number).into_bytes();
    read.strips.push(ReadStrip {
        field: "identity_number".to_owned(),
        column: 1,
        jpeg: read.picture.clone(),
        inks: vec![0.5; 10],
    });
    let office = grant(Role::AcademicAffairs, &Scope::School(school.clone()))?;
    let class = CardClass { college: "机械学院".to_owned(), class: "一班".to_owned() };
    card::keep_cards(desk, &office, (school, &class), school.as_str(), vec![read]).await?;
    let list = card::card_list(desk, &office, Some(school), (None, 1)).await?;
    Ok(list.lines.first().ok_or("no card")?.card.clone())
}

pub fn grant<P: Permission>(role: Role, scope: &Scope) -> Result<Grant<P>, Failure> {
    Ok(testing::grant(role, scope.clone())?)
}

async fn open_session(desk: &Desk, school: &SchoolId) -> Result<SessionId, Failure> {
    let new = session::NewSession {
        school: school.clone(),
        kind: SessionKind::OnSite,
        held_on: desk.today(),
        place: "体育馆一楼".to_owned(),
        profile: profile::DEFAULT_PROFILE.to_owned(),
        classes: Vec::new(),
    };
    Ok(session::open_session(desk, &grant(Role::Planner, &Scope::Centre)?, new).await?.id)
}

async fn records(desk: &Desk, school: &SchoolId) -> Result<Vec<RecordId>, Failure> {
    let tx = desk.store.read().await?;
    let listed = tx.graduates(&Filter::of(school.clone()), Page::ALL).await?;
    Ok(listed.into_iter().map(|one| one.row.record.id).collect())
}

/// Three come; the first is accepted and delivered, the second waits for the reviewer.
async fn shoot(
    desk: &Desk,
    school: &SchoolId,
    session: &SessionId,
    records: &[RecordId],
) -> Result<PackageId, Failure> {
    let centre = Scope::Centre;
    for (at, record) in records.iter().take(3).enumerate() {
        let tx = desk.store.read().await?;
        let typed = tx.code_of(record).await?.ok_or("no code")?.key.to_string();
        drop(tx);
        session::check_in(desk, &grant(Role::Crew, &centre)?, session, &typed).await?;
        if at < 2 {
            let bytes = format!("frame {at} of {session}").into_bytes();
            let crew = grant(Role::Crew, &centre)?;
            let frame = capture::attach(desk, &crew, session, "A.JPG", bytes).await?.frame;
            judge(desk, frame, record).await?;
        }
        if at == 0 {
            let reviewer = grant(Role::Processor, &centre)?;
            portrait::accept(desk, &reviewer, record, None, desk.mint_step()).await?;
        }
    }
    let package = delivery::pack(desk, &grant(Role::Processor, &centre)?, school).await?.id;
    registry::open_image_check(desk, &grant(Role::Planner, &centre)?, school, None).await?;
    Ok(package)
}

/// What the engine would have written down: these tests are about pages.
async fn judge(desk: &Desk, frame: domain::id::FrameId, record: &RecordId) -> Result<(), Failure> {
    let portrait = desk.store.pictures().put(format!("portrait {frame}").as_bytes()).await?;
    let tx = desk.store.write().await?;
    tx.put_assessment(&Assessment {
        frame,
        record: record.clone(),
        profile: profile::DEFAULT_PROFILE.to_owned(),
        verdict: Verdict::Warn,
        readings: r#"{"readings":[],"reasons":[]}"#.to_owned(),
        crop: None,
        portrait: Some(portrait.into()),
        portrait_bytes: Some(24_000),
        assessed_at_ms: desk.now_ms(),
    })
    .await?;
    Ok(tx.commit().await?)
}

impl Browser {
    pub async fn get(&self, path: &str) -> Result<Answer, Failure> {
        self.send(Request::get(path), Body::empty()).await
    }

    /// A form with the right token, as our own page sends it.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Result<Answer, Failure> {
        let mut fields = fields.to_vec();
        fields.push(("csrf", &self.csrf));
        self.post_bare(path, &fields, &[("sec-fetch-site", "same-origin")]).await
    }

    /// A form exactly as given.
    pub async fn post_bare(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        headers: &[(&str, &str)],
    ) -> Result<Answer, Failure> {
        let body: Vec<String> =
            fields.iter().map(|(name, value)| format!("{name}={}", escape(value))).collect();
        let kind = "application/x-www-form-urlencoded";
        let mut request = Request::post(path).header(header::CONTENT_TYPE, kind);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request, Body::from(body.join("&"))).await
    }

    /// A form with one file.
    pub async fn upload(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        file: (&str, &[u8]),
    ) -> Result<Answer, Failure> {
        let mut body = Vec::new();
        for (name, value) in [&[("csrf", self.csrf.as_str())], fields].concat() {
            body.extend(
                format!(
                    "--b\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
                )
                .into_bytes(),
            );
        }
        let (name, bytes) = file;
        let head = format!(
            "--b\r\ncontent-disposition: form-data; name=\"{name}\"; filename=\"a\"\r\n\r\n"
        );
        body.extend(head.into_bytes());
        body.extend(bytes);
        body.extend(b"\r\n--b--\r\n");
        let kind = "multipart/form-data; boundary=b";
        self.send(Request::post(path).header(header::CONTENT_TYPE, kind), Body::from(body)).await
    }

    async fn send(
        &self,
        request: axum::http::request::Builder,
        body: Body,
    ) -> Result<Answer, Failure> {
        let request = request.header(header::COOKIE, &self.cookie).body(body)?;
        let response = self.app.clone().oneshot(request).await?;
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await?.to_bytes().to_vec();
        Ok(Answer { status: parts.status, headers: parts.headers, bytes })
    }
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

fn escape(text: &str) -> String {
    let hex = |half: u8| char::from_digit(u32::from(half), 16).unwrap_or('0');
    text.bytes().flat_map(|byte| ['%', hex(byte >> 4), hex(byte & 15)]).collect()
}
