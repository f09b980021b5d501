//! 全程: one school from its workbook to the graduates' own answers.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, ensure};
use domain::registry::Answer;
use workflow::permission::Operator;
use workflow::{Desk, delivery, registry};

use super::camera::Camera;
use super::college::{self, School, Well};
use super::day::{self, Attendee, Day};
use super::progress;
use super::staff::{self, Centre};
use super::tally::{self, Tally};
use crate::settings::Settings;
use crate::{package_key, verify_package};

/// Attempts at a good picture after the first.
const RESHOOTS: usize = 2;

/// From this size on the demo shows what happens seldom: people who do not come, do not answer,
/// or object.
const WHOLE: usize = 12;

/// How the walk is taken.
#[derive(Debug)]
pub struct Plan<'a> {
    pub settings: &'a Settings,
    pub camera: &'a Camera,
    pub people: usize,
}

/// A school that has been through everything.
#[derive(Debug)]
pub struct Walked {
    pub school: School,
    pub office: Operator,
    pub people: Vec<Attendee>,
    pub tally: Tally,
}

/// Walks a school through all six rooms, and counts afterwards.
pub async fn walk(
    desk: &Desk,
    centre: &Centre,
    plan: &Plan<'_>,
    well: &mut Well,
) -> anyhow::Result<Walked> {
    let school = day::build(desk, centre, college::LISTED).await?;
    let office = staff::office(desk, &school).await?;
    let people = enrolled(desk, &office, &school, plan.people, well).await?;
    let mut day = Day::open(desk, centre, &school, "第一教学楼 101").await?;
    progress::say(&format!("场次已开，发出采集码 {} 个", people.len()));
    let absent = if plan.camera.people().is_none() && people.len() >= WHOLE { 2 } else { 0 };
    let present = &people[..people.len() - absent];
    shoot(&mut day, present, plan).await?;
    deliver(desk, centre, &school, plan.settings).await?;
    answer(desk, centre, &school, &people).await?;
    let wrong = tally::misjoined(&desk.store, &school.id, &day.shown).await?;
    ensure!(wrong == 0, "{wrong} records hold the picture of somebody else");
    let tally = tally::of(&desk.store, &school.id).await?;
    Ok(Walked { school, office, people, tally })
}

async fn enrolled(
    desk: &Desk,
    office: &Operator,
    school: &School,
    count: usize,
    well: &mut Well,
) -> anyhow::Result<Vec<Attendee>> {
    let people = well.draw(count);
    let (preview, applied) = day::enrol(desk, office, school, &people, well.mistakes()).await?;
    progress::say(&format!(
        "名册导入：{} 行，列入 {} 人，{} 行有误待改（{} 条提示）",
        preview.rows,
        applied.listed,
        applied.left_out,
        preview.findings.len()
    ));
    let people = day::attendees(desk, school, &people).await?;
    day::proofread(desk, office, &people).await?;
    progress::say(&format!("信息校对：{} 人签字", people.len()));
    Ok(people)
}

/// Check-in, camera and review, again and again for those sent back.
async fn shoot(day: &mut Day<'_>, present: &[Attendee], plan: &Plan<'_>) -> anyhow::Result<()> {
    let shots = day.check_in(present).await?;
    progress::say(&format!("签到取号：{} 人", shots.len()));
    let mut waiting: Vec<(&Attendee, u32)> = present.iter().zip(shots).collect();
    for round in 0..=RESHOOTS {
        let bar = progress::bar("拍摄", waiting.len());
        let taken = day.shoot(&waiting, plan.camera, round, || bar.inc(1)).await?;
        bar.finish_and_clear();
        if taken == 0 {
            break;
        }
        let sent_back = day.review(plan.settings.workers).await?;
        let word = if round == 0 { "拍摄" } else { "重拍" };
        let refused = sent_back.len();
        progress::say(&format!("{word} {taken} 张，合格 {}，不合格 {refused}", taken - refused));
        waiting.retain(|(one, _)| sent_back.contains(&one.record));
    }
    // Whoever still waits for another picture needs the session open.
    if waiting.is_empty() { day.close().await } else { Ok(()) }
}

/// Packs what was accepted, puts the package into the data folder, and checks it as a school does.
async fn deliver(
    desk: &Desk,
    centre: &Centre,
    school: &School,
    settings: &Settings,
) -> anyhow::Result<()> {
    let package = match delivery::pack(desk, &centre.processor.may()?, &school.id).await {
        Err(delivery::DeliveryRefused::NothingToDeliver) => {
            progress::say("没有合格的图像可以返校");
            return Ok(());
        }
        packed => packed?,
    };
    let zip = delivery::package_zip(desk, &centre.processor.may()?, &package.id).await?;
    let folder = settings.data.join("packages");
    fs::create_dir_all(&folder).context("making the folder of packages")?;
    let path = folder.join(format!("{}-{}.zip", school.example.code, package.id));
    fs::write(&path, zip).context("writing the package")?;
    verified(&path, settings)?;
    progress::say(&format!(
        "返校：{} 张图像，数据包 {} 验证无误",
        package.portraits,
        path.display()
    ));
    Ok(())
}

fn verified(package: &Path, settings: &Settings) -> anyhow::Result<()> {
    let key = package_key::public(settings).map_err(|trouble| anyhow::anyhow!("{trouble}"))?;
    let found = verify_package::verify(package, Some(&key))?;
    ensure!(found.whole, "the package is not whole: {found:?}");
    Ok(())
}

/// The image check: nearly everybody confirms, somebody objects, somebody has not looked yet.
async fn answer(
    desk: &Desk,
    centre: &Centre,
    school: &School,
    people: &[Attendee],
) -> anyhow::Result<()> {
    match registry::open_image_check(desk, &centre.planner.may()?, &school.id, None).await {
        Err(registry::RegistryRefused::NothingToOpen) => return Ok(()),
        opened => opened?,
    };
    let mut asked = Vec::new();
    for one in people {
        let page = registry::own_page(desk, &one.operator.may()?).await?;
        if matches!(page.next, registry::NextStep::Answer { .. }) {
            asked.push(one);
        }
    }
    let few = if people.len() >= WHOLE { 2.min(asked.len() / 4) } else { 0 };
    let (mut confirmed, mut disputed) = (0, 0);
    // The last ones have not looked yet.
    for (place, one) in asked.iter().take(asked.len() - few).enumerate() {
        let (given, words) = if place < few {
            disputed += 1;
            (Answer::Disputed, "姓名中的一个字与身份证不符")
        } else {
            confirmed += 1;
            (Answer::Confirmed, "")
        };
        let step = desk.mint_step();
        registry::answer(desk, &one.operator.may()?, given, words, step).await?;
    }
    progress::say(&format!("图像校对：信息无误 {confirmed} 人，有误 {disputed} 人，未答 {few} 人"));
    Ok(())
}
