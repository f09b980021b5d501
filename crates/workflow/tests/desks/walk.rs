//! The main job, desk by desk: from the school's list to the graduate's own answer.

use domain::{
    portrait::{Fault, Headwear, Verdict},
    record::StageKind,
    registry::Answer,
    school::Regime,
};
use workflow::{
    board::{BoardLevel, board},
    capture, delivery,
    permission::Role,
    portrait, registry, roster, session,
};

use crate::college::{College, Failure, centre, graduate, on_both};

#[test]
fn everybody_walks_from_the_list_to_the_answer() {
    on_both(async |store| {
        let (college, session) = College::planned(store, Regime::Code, 6).await?;
        let desk = &college.desk;
        let crew = centre(Role::Crew);
        let people = college.people().await?;
        for (at, person) in people.iter().enumerate() {
            let record = &person.row.record.id;
            let typed = college.typed_code(record).await?;
            let checked_in = session::check_in(desk, &crew, &session, &typed).await?;
            assert_eq!(checked_in.shot as usize, at + 1);
            let name = format!("DSC_{at:04}.JPG");
            let bytes = format!("frame {at}").into_bytes();
            let attached =
                capture::attach(desk, &centre(Role::Crew), &session, &name, bytes).await?;
            assert_eq!(attached.shot, Some(checked_in.shot));
            college.judge(&attached.frame, record, Verdict::Pass).await?;
            portrait::accept(desk, &centre(Role::Processor), record, None, desk.mint_step())
                .await?;
        }
        let package = delivery::pack(desk, &centre(Role::Processor), &college.school).await?;
        assert_eq!((package.portraits, package.missing), (6, 0));
        registry::open_image_check(desk, &centre(Role::Planner), &college.school, None).await?;
        for (at, person) in people.iter().enumerate() {
            let grant = graduate(&person.row.record.id);
            let answer = if at == 0 { Answer::Disputed } else { Answer::Confirmed };
            registry::answer(desk, &grant, answer, "姓名写错了", desk.mint_step()).await?;
        }
        let view = board(desk, &centre(Role::Planner), BoardLevel::Schools).await?;
        let count = |stage| view.total.counts.iter().find(|(kind, _)| *kind == stage).unwrap().1;
        assert_eq!((count(StageKind::Confirmed), count(StageKind::Disputed)), (5, 1));
        assert_eq!(view.total.people, 6);
        Ok(())
    });
}

#[test]
fn two_desks_scanning_one_code_at_once_give_one_number() {
    on_both(async |store| {
        let (college, session) = College::planned(store, Regime::List, 20).await?;
        for person in college.people().await? {
            let typed = college.typed_code(&person.row.record.id).await?;
            let (one, two) = (centre(Role::Crew), centre(Role::Crew));
            let (first, second) = tokio::join!(
                session::check_in(&college.desk, &one, &session, &typed),
                session::check_in(&college.desk, &two, &session, &typed),
            );
            assert_eq!(first?.shot, second?.shot);
        }
        let queue = session::queue(&college.desk, &centre(Role::Crew), &session).await?;
        let shots: Vec<u32> = queue.waiting.iter().filter_map(|line| line.shot).collect();
        assert_eq!(shots, (1..=20).collect::<Vec<_>>());
        Ok(())
    });
}

#[test]
fn the_same_file_sent_twice_is_one_frame_of_one_person() {
    on_both(async |store| {
        let (college, session) = College::planned(store, Regime::List, 2).await?;
        let desk = &college.desk;
        for person in college.people().await? {
            let typed = college.typed_code(&person.row.record.id).await?;
            session::check_in(desk, &centre(Role::Crew), &session, &typed).await?;
        }
        let send = async |bytes: &[u8], name: &str| {
            capture::attach(desk, &centre(Role::Crew), &session, name, bytes.to_vec()).await
        };
        let first = send(b"one", "A.JPG").await?;
        let again = send(b"one", "B.JPG").await?;
        assert_eq!((first.shot, first.already), (Some(1), false));
        assert_eq!((again.shot, again.already), (Some(1), true));
        assert_eq!(send(b"two", "C.JPG").await?.shot, Some(2));
        // Nobody stands in line: the frame is kept, and waits for a person.
        assert_eq!(send(b"three", "D.JPG").await?.shot, None);
        Ok(())
    });
}

#[test]
fn while_somebody_is_called_every_frame_is_theirs() {
    on_both(async |store| {
        let (college, session) = College::planned(store, Regime::List, 3).await?;
        let desk = &college.desk;
        let people = college.people().await?;
        for person in &people {
            let typed = college.typed_code(&person.row.record.id).await?;
            session::check_in(desk, &centre(Role::Crew), &session, &typed).await?;
        }
        let second = &people[1].row.record.id;
        capture::call_to_camera(desk, &centre(Role::Crew), &session, second).await?;
        for bytes in [b"blink", b"smile", b"right"] {
            let crew = centre(Role::Crew);
            let name = "A.JPG";
            let attached = capture::attach(desk, &crew, &session, name, bytes.to_vec()).await?;
            assert_eq!(attached.shot, Some(2));
        }
        let third = &people[2].row.record.id;
        capture::call_to_camera(desk, &centre(Role::Crew), &session, third).await?;
        let crew = centre(Role::Crew);
        let attached = capture::attach(desk, &crew, &session, "A.JPG", b"next".to_vec()).await?;
        assert_eq!(attached.shot, Some(3));
        assert_eq!(college.stage(&people[0].row.record.id).await?, StageKind::CheckedIn);
        Ok(())
    });
}

/// 数据错位: a frame that came before its person stood in line, and one that shows another.
#[test]
fn a_shifted_frame_is_taken_off_and_put_where_it_belongs() {
    on_both(async |store| {
        let (college, session) = College::planned(store, Regime::List, 2).await?;
        let desk = &college.desk;
        let people = college.people().await?;
        let (first, second) = (&people[0].row.record.id, &people[1].row.record.id);
        let crew = centre(Role::Crew);
        let early = capture::attach(desk, &crew, &session, "A.JPG", b"early".to_vec()).await?.frame;
        for record in [first, second] {
            let typed = college.typed_code(record).await?;
            session::check_in(desk, &centre(Role::Crew), &session, &typed).await?;
        }
        let wrong = capture::attach(desk, &crew, &session, "B.JPG", b"second".to_vec()).await?;
        assert_eq!(wrong.shot, Some(1));
        capture::detach(desk, &centre(Role::Processor), first, desk.mint_step()).await?;
        assert_eq!(college.stage(first).await?, StageKind::Reshoot);
        let waiting = capture::unjoined(desk, &crew, &session).await?;
        assert_eq!(waiting.iter().map(|one| &one.frame).collect::<Vec<_>>(), [&early]);
        assert_eq!(capture::join_by_hand(desk, &crew, &early, first).await?, 1);
        assert_eq!(capture::join_by_hand(desk, &crew, &wrong.frame, second).await?, 2);
        let again = capture::join_by_hand(desk, &crew, &wrong.frame, first).await;
        assert!(matches!(again, Err(capture::CaptureRefused::NotFound)));
        Ok(())
    });
}

#[test]
fn a_refused_portrait_keeps_its_number_and_an_acceptance_can_be_taken_back() {
    on_both(async |store| {
        let (college, session) = College::planned(store, Regime::List, 1).await?;
        let desk = &college.desk;
        let record = &college.people().await?[0].row.record.id;
        let typed = college.typed_code(record).await?;
        session::check_in(desk, &centre(Role::Crew), &session, &typed).await?;
        let shoot = async |bytes: &[u8], verdict| -> Result<_, Failure> {
            let crew = centre(Role::Crew);
            let attached = capture::attach(desk, &crew, &session, "A.JPG", bytes.to_vec()).await?;
            college.judge(&attached.frame, record, verdict).await?;
            Ok(attached)
        };
        shoot(b"eyes closed", Verdict::Fail).await?;
        let reviewer = || centre(Role::Processor);
        let accepted = portrait::accept(desk, &reviewer(), record, None, desk.mint_step()).await;
        assert!(matches!(accepted, Err(portrait::PortraitRefused::NoPortrait)));
        let faults = vec![Fault::EyesClosed];
        portrait::refuse(desk, &reviewer(), record, faults.clone(), desk.mint_step()).await?;
        portrait::take_back(desk, &reviewer(), record, desk.mint_step()).await?;
        assert_eq!(college.stage(record).await?, StageKind::Captured);
        portrait::refuse(desk, &reviewer(), record, faults, desk.mint_step()).await?;
        assert_eq!(college.stage(record).await?, StageKind::Reshoot);
        // The way back to the camera: the same number, no second queue.
        let again = session::check_in(desk, &centre(Role::Crew), &session, &typed).await?;
        assert_eq!((again.shot, again.already_held), (1, true));
        assert_eq!(shoot(b"eyes open", Verdict::Pass).await?.shot, Some(1));
        let step = desk.mint_step();
        portrait::accept(desk, &reviewer(), record, None, step.clone()).await?;
        portrait::accept(desk, &reviewer(), record, None, step).await?;
        portrait::take_back(desk, &reviewer(), record, desk.mint_step()).await?;
        assert_eq!(college.stage(record).await?, StageKind::Captured);
        Ok(())
    });
}

#[test]
fn what_seems_worn_on_the_head_is_decided_by_a_person_and_the_history_says_what() {
    const WARNED: &str = r#"[{"rule":"head_covering","value":0.9,"unit":"ratio","limit":
        {"kind":"at_most","warn":0.5,"fail":null},"verdict":"warn","clause":"二（四）",
        "detail":{"kind":"none"}}]"#;
    on_both(async |store| {
        let (college, session) = College::planned(store, Regime::List, 1).await?;
        let desk = &college.desk;
        let record = &college.people().await?[0].row.record.id;
        let typed = college.typed_code(record).await?;
        session::check_in(desk, &centre(Role::Crew), &session, &typed).await?;
        let crew = centre(Role::Crew);
        let frame = capture::attach(desk, &crew, &session, "A.JPG", b"scarf".to_vec()).await?.frame;
        college.judge_as(&frame, record, Verdict::Warn, WARNED).await?;
        let reviewer = || centre(Role::Processor);
        let silent = portrait::accept(desk, &reviewer(), record, None, desk.mint_step()).await;
        assert!(matches!(silent, Err(portrait::PortraitRefused::Headwear)));
        let headwear = Some(Headwear::Religious);
        portrait::accept(desk, &reviewer(), record, headwear, desk.mint_step()).await?;
        let page = roster::record_page(desk, &centre(Role::Planner), record).await?;
        assert_eq!(page.history.last().unwrap().detail, "宗教需要");
        Ok(())
    });
}

#[test]
fn the_one_answer_is_given_once_in_time_and_by_nobody_else() {
    on_both(async |store| {
        let (college, session) = College::planned(store, Regime::List, 2).await?;
        let desk = &college.desk;
        let people = college.people().await?;
        for (at, person) in people.iter().enumerate() {
            let record = &person.row.record.id;
            let typed = college.typed_code(record).await?;
            session::check_in(desk, &centre(Role::Crew), &session, &typed).await?;
            let bytes = vec![u8::try_from(at)?; 9];
            let crew = centre(Role::Crew);
            let frame = capture::attach(desk, &crew, &session, "A.JPG", bytes).await?.frame;
            college.judge(&frame, record, Verdict::Warn).await?;
            portrait::accept(desk, &centre(Role::Processor), record, None, desk.mint_step())
                .await?;
        }
        let first = graduate(&people[0].row.record.id);
        let early = registry::answer(desk, &first, Answer::Confirmed, "", desk.mint_step()).await;
        assert!(matches!(early, Err(registry::RegistryRefused::NotOpen)));
        delivery::pack(desk, &centre(Role::Processor), &college.school).await?;
        let opened =
            registry::open_image_check(desk, &centre(Role::Planner), &college.school, None).await?;
        assert_eq!(opened.opened, 2);
        let step = desk.mint_step();
        registry::answer(desk, &first, Answer::Confirmed, "", step.clone()).await?;
        // The thumb tapped twice: the same form, the same step.
        registry::answer(desk, &first, Answer::Confirmed, "", step).await?;
        let second_thought =
            registry::answer(desk, &first, Answer::Disputed, "不是我", desk.mint_step()).await;
        assert!(matches!(second_thought, Err(registry::RegistryRefused::Answered)));
        college.later(24 * 15);
        let other = graduate(&people[1].row.record.id);
        let late = registry::answer(desk, &other, Answer::Confirmed, "", desk.mint_step()).await;
        assert!(matches!(late, Err(registry::RegistryRefused::Over(_))));
        Ok(())
    });
}
