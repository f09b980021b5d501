//! 陈列: open sessions with people in every stage, so that every page has something to show, and
//! two schools side by side, one under each regime.

use workflow::Desk;
use workflow::permission::Operator;
use workflow::registry::{self, NextStep};

use super::camera::Camera;
use super::college::{self, School, Well};
use super::day::{self, Attendee, Day};
use super::progress;
use super::staff::{self, Centre};
use super::walk::Walked;
use crate::work;

/// People of an open session.
const PEOPLE: usize = 36;

/// How many of them come this far; each number is a part of the one before.
const PROOFREAD: usize = 30;
const PLANNED: usize = 26;
const CHECKED_IN: usize = 20;
const SHOT: usize = 14;
/// Of those shot, whose picture a reviewer has looked at.
const REVIEWED: usize = 9;

/// A way in, for somebody who looks around.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Door {
    pub sign_in_name: String,
    pub what: String,
}

/// Opens a session half-way through its day at both schools, and names the doors.
pub async fn furnish(
    desk: &Desk,
    centre: &Centre,
    walked: &Walked,
    well: &mut Well,
) -> anyhow::Result<Vec<Door>> {
    let mut doors = vec![
        door("planner", "计划员：学校、名册、场次、图像校对"),
        door("crew", "拍摄小组：签到、拍摄、审核"),
        door("processor", "成像员：审核、返校"),
    ];
    let here = open(desk, centre, &walked.office, &walked.school, well).await?;
    progress::say(&format!("{}：第二个场次进行中", walked.school.example.name));
    let coded = day::build(desk, centre, college::CODED).await?;
    let office = staff::office(desk, &coded).await?;
    let there = open(desk, centre, &office, &coded, well).await?;
    progress::say(&format!("{}：场次进行中，采集中心看不到姓名和证件号码", coded.example.name));
    for (school, regime) in [(&walked.school, "名单"), (&coded, "采集码")] {
        let (short, name) = (school.example.short, school.example.name);
        doors.push(door(&format!("jwc-{short}"), &format!("{name}教务处（{regime}制）")));
        let college = staff::college_office(desk, school).await?;
        doors.push(door(&format!("xy-{short}"), &format!("{name} {}", college.display_name)));
    }
    doors.extend(graduate_doors(desk, &walked.people, &here, &there).await?);
    Ok(doors)
}

fn door(sign_in_name: &str, what: &str) -> Door {
    Door { sign_in_name: sign_in_name.to_owned(), what: what.to_owned() }
}

/// Opens a session and stops half-way through its day. Answers with the people in the order of
/// how far they came: the first have come furthest.
async fn open(
    desk: &Desk,
    centre: &Centre,
    office: &Operator,
    school: &School,
    well: &mut Well,
) -> anyhow::Result<Vec<Attendee>> {
    let people = well.draw(PEOPLE);
    day::enrol(desk, office, school, &people, Vec::new()).await?;
    let people = day::attendees(desk, school, &people).await?;
    day::proofread(desk, office, &people[..PLANNED]).await?;
    let mut today = Day::open(desk, centre, school, "体育馆东厅").await?;
    day::proofread(desk, office, &people[PLANNED..PROOFREAD]).await?;
    let shots = today.check_in(&people[..CHECKED_IN]).await?;
    let line: Vec<(&Attendee, u32)> = people[..CHECKED_IN].iter().zip(shots).collect();
    today.shoot(&line[..REVIEWED], &Camera::FALLIBLE, 0, || ()).await?;
    today.review(2).await?;
    today.shoot(&line[REVIEWED..SHOT], &Camera::FALLIBLE, 0, || ()).await?;
    work::until_done(desk, 2).await?;
    Ok(people)
}

/// A graduate who is asked to check the picture, where there is one, and one with a code for the
/// desk at each school.
async fn graduate_doors(
    desk: &Desk,
    walked: &[Attendee],
    here: &[Attendee],
    there: &[Attendee],
) -> anyhow::Result<Vec<Door>> {
    let mut doors = Vec::new();
    for one in walked.iter().rev() {
        let page = registry::own_page(desk, &one.operator.may()?).await?;
        if matches!(page.next, NextStep::Answer { .. }) {
            doors.push(door(&one.person.student_number, "毕业生：待图像校对"));
            break;
        }
    }
    for people in [here, there] {
        let planned = people.get(PLANNED - 1).into_iter();
        doors.extend(
            planned.map(|one| door(&one.person.student_number, "毕业生：待签到，有采集码")),
        );
    }
    Ok(doors)
}
