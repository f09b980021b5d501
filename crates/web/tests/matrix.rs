//! Every route as every role of two schools, under both regimes; and what the centre may see.

mod house;

use std::{
    fmt::Write as _,
    io,
    sync::{Arc, Mutex, PoisonError},
};

use expect_test::expect_file;
use formats::archive;
use house::{Browser, Failure, House, School};
use workflow::permission::{Role, Scope};

/// Everybody who can stand before a page, with a short name.
async fn everybody(house: &House) -> Result<Vec<(&'static str, Browser)>, Failure> {
    let (one, other) = (&house.one, &house.other);
    let office = |school: &School| Scope::School(school.id.clone());
    let college = Scope::College(one.id.clone(), one.college.as_str().into());
    let own = |school: &School| Scope::Own(school.records[0].clone());
    let mut all = Vec::new();
    for (name, role, scope) in [
        ("planner", Role::Planner, Scope::Centre),
        ("crew", Role::Crew, Scope::Centre),
        ("proc", Role::Processor, Scope::Centre),
        ("affairs1", Role::AcademicAffairs, office(one)),
        ("affairs2", Role::AcademicAffairs, office(other)),
        ("college1", Role::CollegeOffice, college),
        ("grad1", Role::Graduate, own(one)),
        ("grad2", Role::Graduate, own(other)),
    ] {
        all.push((name, house.browser(role, scope).await?));
    }
    all.push(("nobody", house.stranger()));
    Ok(all)
}

/// Pages about the house, then pages about one school. `{…}` is filled in per school.
const PAGES: &[&str] = &[
    "/",
    "/sign-in",
    "/board",
    "/api/board",
    "/schools",
    "/quwei",
    "/roster/template.xlsx",
    "/roster/import",
    "/cards",
    "/api/pinyin?syllable=zhe",
    "/sessions",
    "/review",
    "/me",
    "/livez",
    "/readyz",
    "/nowhere",
    "/board?school={school}",
    "/board?school={school}&college={college}",
    "/api/board?school={school}",
    "/roster?school={school}",
    "/roster/export.xlsx?school={school}",
    "/roster/records/{record}",
    "/roster/import/{import}",
    "/cards?school={school}",
    "/cards/desk?school={school}",
    "/cards/{card}",
    "/cards/{card}/card.jpg",
    "/cards/{card}/strips/identity_number-1.jpg",
    "/sessions/{session}",
    "/sessions/{session}/check-in",
    "/sessions/{session}/frames",
    "/review?session={session}",
    "/portraits/{record}.jpg",
    "/portraits/{waiting}.jpg",
    "/schools/{school}/packages",
    "/packages/{package}.zip",
];

/// Forms that change nothing whoever may send them: their content is refused, or done already.
const FORMS: &[(&str, &[(&str, &str)])] = &[
    ("/schools", &[("code", "1"), ("name", "x"), ("regime", "code")]),
    ("/quwei", &[("name", "张三")]),
    (
        "/sessions",
        &[
            ("kind", "on_site"),
            ("held_on", "2020-01-01"),
            ("place", "x"),
            ("profile", "moe-2017-99"),
        ],
    ),
    ("/me/answer", &[("answer", "disputed"), ("sure", "yes"), ("words", "")]),
    ("/roster/records/{record}/proofread", &[("step", "s")]),
    ("/roster/classes/{class}/proofread", &[("request", "r")]),
    (
        "/cards/{card}/decide",
        &[("school", "{school}"), ("step", "s"), ("subject", "shot_number/1"), ("answer", "1")],
    ),
    ("/cards/{card}/reject", &[("school", "{school}"), ("step", "s"), ("fault", "none")]),
    ("/cards/take-back", &[("step", "s"), ("school", "{school}")]),
    ("/cards/import", &[("school", "{school}"), ("cohort", "2027")]),
    ("/sessions/{session}/check-ins", &[("code", "not a code")]),
    ("/sessions/{session}/frames/none/join", &[("record", "{waiting}")]),
    ("/schools/{school}/codes", &[]),
    ("/review/{waiting}/refuse", &[("step", "s")]),
    ("/review/{waiting}/take-back", &[("step", "s")]),
    ("/review/{record}/accept", &[("step", "s")]),
    ("/schools/{school}/packages", &[]),
    ("/schools/{school}/image-check", &[("until", "2020-01-01")]),
];

fn filled(path: &str, school: &School) -> String {
    [
        ("{school}", school.id.as_str()),
        ("{college}", &school.college),
        ("{class}", &school.class),
        ("{session}", school.session.as_str()),
        ("{import}", school.import.as_str()),
        ("{package}", school.package.as_str()),
        ("{card}", school.card.as_str()),
        ("{record}", school.records[0].as_str()),
        ("{waiting}", school.records[1].as_str()),
    ]
    .iter()
    .fold(path.to_owned(), |path, (name, value)| path.replace(name, value))
}

#[tokio::test]
async fn every_route_answers_every_role_as_the_table_says() -> Result<(), Failure> {
    let house = House::build().await?;
    let everybody = everybody(&house).await?;
    let mut table = format!("{:<47}", "");
    for (name, _) in &everybody {
        write!(table, " {name:>8}")?;
    }
    table.push('\n');
    for (at, school) in [&house.one, &house.other].into_iter().enumerate() {
        for path in PAGES.iter().filter(|path| at == 0 || path.contains('{')) {
            write!(table, "{} GET  {path:<40}", at + 1)?;
            for (_, browser) in &everybody {
                let answer = browser.get(&filled(path, school)).await?;
                write!(table, " {:>8}", answer.status.as_u16())?;
            }
            table.push('\n');
        }
        for (path, fields) in FORMS.iter().filter(|(path, _)| at == 0 || path.contains('{')) {
            write!(table, "{} POST {path:<40}", at + 1)?;
            let fields: Vec<(&str, String)> =
                fields.iter().map(|(name, value)| (*name, filled(value, school))).collect();
            let fields: Vec<(&str, &str)> =
                fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            for (_, browser) in &everybody {
                let answer = browser.post(&filled(path, school), &fields).await?;
                write!(table, " {:>8}", answer.status.as_u16())?;
            }
            table.push('\n');
        }
    }
    expect_file!["matrix.txt"].assert_eq(&table);
    Ok(())
}

/// Everything one browser gets to see of a school, archives opened.
async fn seen(browser: &Browser, school: &School) -> Result<Vec<(String, String)>, Failure> {
    let mut all = Vec::new();
    for path in PAGES {
        let path = filled(path, school);
        let answer = browser.get(&path).await?;
        all.push((path.clone(), answer.text()));
        if answer.bytes.starts_with(b"PK") {
            open(&path, &answer.bytes, &mut all)?;
        }
    }
    for record in &school.records {
        let path = format!("/roster/records/{record}");
        all.push((path.clone(), browser.get(&path).await?.text()));
    }
    Ok(all)
}

/// Workbooks are archives too, and packages hold workbooks.
fn open(path: &str, bytes: &[u8], all: &mut Vec<(String, String)>) -> Result<(), Failure> {
    for (name, entry) in archive::read(bytes, &archive::Limits::PACKAGE)? {
        let path = format!("{path} → {name}");
        if entry.starts_with(b"PK") {
            open(&path, &entry, all)?;
        }
        all.push((path, String::from_utf8_lossy(&entry).into_owned()));
    }
    Ok(())
}

/// Places where a whole name or number of the school's people stands.
fn leaks(seen: &[(String, String)], school: &School) -> Vec<String> {
    let told = |text: &str| {
        school
            .people
            .iter()
            .any(|person| text.contains(&person.name) || text.contains(&person.identity_number))
    };
    seen.iter().filter(|(_, text)| told(text)).map(|(path, _)| path.clone()).collect()
}

#[tokio::test]
async fn under_regime_code_the_centre_never_sees_a_name_or_a_number() -> Result<(), Failure> {
    let house = House::build().await?;
    for role in [Role::Planner, Role::Crew, Role::Processor] {
        let browser = house.browser(role, Scope::Centre).await?;
        let of_code = leaks(&seen(&browser, &house.one).await?, &house.one);
        assert_eq!(of_code, Vec::<String>::new(), "{role:?}");
        // The same search finds names where the school may hand over its list.
        assert!(!leaks(&seen(&browser, &house.other).await?, &house.other).is_empty(), "{role:?}");
    }
    Ok(())
}

#[tokio::test]
async fn a_school_and_a_graduate_see_nobody_elses_people() -> Result<(), Failure> {
    let house = House::build().await?;
    for (name, browser) in everybody(&house).await? {
        let (own, other) = match name {
            "affairs1" | "college1" | "grad1" => (Some(&house.one), &house.other),
            "affairs2" | "grad2" => (Some(&house.other), &house.one),
            "nobody" => (None, &house.other),
            _ => continue,
        };
        let of_other = leaks(&seen(&browser, other).await?, other);
        assert_eq!(of_other, Vec::<String>::new(), "{name}");
        if let Some(own) = own {
            assert!(!leaks(&seen(&browser, own).await?, own).is_empty(), "{name}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_graduate_sees_one_name_only() -> Result<(), Failure> {
    let house = House::build().await?;
    let scope = Scope::Own(house.one.records[0].clone());
    let browser = house.browser(Role::Graduate, scope).await?;
    let page = browser.get("/me").await?.text();
    let named = house.one.people.iter().filter(|person| page.contains(&person.name)).count();
    assert_eq!(named, 1);
    Ok(())
}

/// Everything that is logged while it is held.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Kept {
    fn text(&self) -> String {
        let bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

impl io::Write for Kept {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(line);
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn the_log_of_everything_names_nobody() -> Result<(), Failure> {
    let kept = Kept::default();
    let writer = kept.clone();
    let log = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    // For the whole process: what other tests log at the same time must name nobody either.
    tracing::subscriber::set_global_default(log)?;
    let house = House::build().await?;
    for (_, browser) in everybody(&house).await? {
        for school in [&house.one, &house.other] {
            seen(&browser, school).await?;
        }
    }
    let log = vec![("log".to_owned(), kept.text())];
    assert!(log[0].1.contains("answered"), "a log of nothing proves nothing");
    for school in [&house.one, &house.other] {
        assert_eq!(leaks(&log, school), Vec::<String>::new());
    }
    Ok(())
}
