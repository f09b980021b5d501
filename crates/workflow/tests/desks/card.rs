//! 机读卡: doubts decided by one person or by two, taken back, and listed.

use domain::{id::StepId, roster::Cohort, school::Regime};
use expect_test::expect;
use testkit::{clock::TestClock, ids::TestIds};
use workflow::{
    permission::{Grant, ReadCards, Role, Scope},
    roster::{
        self, RosterRefused,
        card::{
            self as desk, Ask, CardClass, CardDesk, CardFault, MarkCardCounts, MarkCardState,
            ReadCard, Throughput,
        },
    },
    testing,
};

use crate::college::{College, Failure, centre, on_both};

const CLEAR: [(&str, &str); 5] = [
    ("student_number", "77010001"),
    ("name", "53374585"),
    ("identity_number", "990101198503010014"),
    ("level", "本科"),
    ("category", "网络"),
];

/// Somebody else's numbers.
const OTHER: &[(&str, &str)] =
    &[("student_number", "77010002"), ("identity_number", "990101198503010022")];

fn with<'a>(number: u32, changes: &[(&'a str, &'a str)]) -> ReadCard {
    let mut texts: Vec<(&'a str, &'a str)> = CLEAR.to_vec();
    texts.retain(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    texts.extend(changes);
    testing::read_card(number, &texts)
}

fn class() -> CardClass {
    CardClass { college: "机械工程学院".to_owned(), class: "机电2401班".to_owned() }
}

/// A school without a list, so that the cards are the list; and the desk of its office.
struct Cards {
    college: College,
}

impl Cards {
    async fn kept(
        store: store::Store,
        two_people: bool,
        cards: Vec<ReadCard>,
    ) -> Result<Self, Failure> {
        let (clock, ids) = (TestClock::default(), TestIds::default());
        let wall = clock.clone();
        let (now, mint) = (move || wall.now(), move || ids.next_text());
        let desk = if two_people {
            testing::two_people_desk(store, now, mint)
        } else {
            testing::desk(store, now, mint, None)
        };
        let new = roster::NewSchool {
            code: "99001".to_owned(),
            name: "示范学院".to_owned(),
            regime: Regime::List,
        };
        let school = roster::create_school(&desk, &centre(Role::Planner), new).await?.id;
        let college = College { desk, clock, school };
        let office = college.office();
        let place = (&college.school, &class());
        desk::keep_cards(&college.desk, &office, place, "file-1", cards).await?;
        Ok(Self { college })
    }

    /// Somebody of the office, by a name of their own.
    fn person(&self, name: &str) -> Result<Grant<ReadCards>, Failure> {
        let scope = Scope::School(self.college.school.clone());
        let mut operator = testing::operator(Role::AcademicAffairs, scope);
        operator.id = name.into();
        Ok(operator.may()?)
    }

    async fn look(&self, grant: &Grant<ReadCards>) -> Result<CardDesk, Failure> {
        Ok(desk::desk(&self.college.desk, grant, &self.college.school).await?)
    }

    /// The subject this person is asked about.
    async fn asked(&self, grant: &Grant<ReadCards>) -> Result<Option<String>, Failure> {
        Ok(self.look(grant).await?.question.map(|asked| asked.doubt.subject))
    }

    async fn answer(&self, grant: &Grant<ReadCards>, answer: &str) -> Result<(), Failure> {
        let asked = self.look(grant).await?.question.ok_or("nothing is asked")?;
        let step = self.college.desk.mint_step();
        let about = (asked.doubt.subject.as_str(), answer);
        self.college.later(0);
        Ok(desk::decide(&self.college.desk, grant, &asked.card, step, about).await?)
    }

    async fn counts(&self) -> Result<(u64, u64, u64), Failure> {
        let counts = self.look(&self.person("a")?).await?.counts;
        let MarkCardCounts { waiting, accepted, rejected } = counts;
        Ok((waiting, accepted, rejected))
    }
}

#[test]
fn one_person_decides_column_after_column_and_the_history_shows_each() {
    on_both(async |store| {
        let doubtful = with(2, &[("identity_number", "99010119850301?01?"), ("name", "53370000")]);
        let cards = Cards::kept(store, false, vec![with(1, OTHER), doubtful]).await?;
        assert_eq!(cards.counts().await?, (1, 1, 0));
        let a = cards.person("a")?;
        let mut asked = Vec::new();
        for answer in ["张喆", "0", "4"] {
            asked.extend(cards.asked(&a).await?);
            cards.answer(&a, answer).await?;
        }
        assert_eq!(asked, ["name", "identity_number/15", "identity_number/18"]);
        assert_eq!(cards.counts().await?, (0, 2, 0));
        let look = cards.look(&a).await?;
        assert_eq!((look.question, look.hour), (None, Throughput { cards: 1, answers: 3 }));

        let desk_ = &cards.college.desk;
        let list = desk::card_list(desk_, &a, None, (None, 1)).await?;
        let line = list.lines.iter().find(|line| line.number == 2).ok_or("no such card")?;
        let page = desk::card_page(desk_, &a, &line.card).await?;
        let told: Vec<String> = page
            .history
            .iter()
            .map(|step| format!("{:?} {:?} {:?}", step.field, step.column, step.answer))
            .collect();
        expect![[r#"
            Some("name") None Some(("张〓", "张喆"))
            Some("identity_number") Some(15) Some(("?", "0"))
            Some("identity_number") Some(18) Some(("?", "4"))"#]]
        .assert_eq(&told.join("\n"));
        assert!(page.fields.iter().any(|field| field.text == "张喆" && !field.is_open));
        Ok(())
    });
}

#[test]
fn a_step_sent_twice_is_one_and_an_answer_out_of_turn_is_refused() {
    on_both(async |store| {
        let doubtful = with(1, &[("identity_number", "99010119850301?014")]);
        let cards = Cards::kept(store, false, vec![doubtful]).await?;
        let (a, desk_) = (cards.person("a")?, &cards.college.desk);
        let asked = cards.look(&a).await?.question.ok_or("nothing is asked")?;
        let Ask::Choose(choices) = &asked.doubt.ask else { return Err("not a column".into()) };
        assert_eq!(choices.len(), 11, "ten digits and the blank");
        let decide = async |step: &str, subject: &str, answer: &str| {
            let step = StepId::from(step);
            desk::decide(desk_, &a, &asked.card, step, (subject, answer)).await
        };
        let subject = asked.doubt.subject.as_str();
        let wrong = decide("s0", subject, "X").await;
        assert!(matches!(wrong, Err(RosterRefused::CardAnswer)), "only the last place has an X");
        let other = decide("s0", "name/1", "3").await;
        assert!(matches!(other, Err(RosterRefused::CardDecided)));
        decide("s1", subject, "0").await?;
        decide("s1", subject, "0").await?;
        let late = decide("s2", subject, "1").await;
        assert!(matches!(late, Err(RosterRefused::CardDecided)));
        let page = desk::card_page(desk_, &a, &asked.card).await?;
        assert_eq!((page.history.len(), page.line.state), (1, MarkCardState::Accepted));
        Ok(())
    });
}

#[test]
fn the_last_answer_is_taken_back_and_its_card_comes_again() {
    on_both(async |store| {
        let doubtful = with(1, &[("identity_number", "99010119850301?014")]);
        let cards = Cards::kept(store, false, vec![doubtful]).await?;
        let (a, college) = (cards.person("a")?, &cards.college);
        cards.answer(&a, "0").await?;
        assert_eq!(cards.counts().await?, (0, 1, 0));
        let back = StepId::from("back");
        desk::take_back(&college.desk, &a, &college.school, back.clone()).await?;
        assert_eq!(cards.counts().await?, (1, 0, 0));
        // Tapped twice, it is not the answer before that goes too.
        desk::take_back(&college.desk, &a, &college.school, back).await?;
        assert_eq!(cards.asked(&a).await?.as_deref(), Some("identity_number/15"));
        let nothing = desk::take_back(&college.desk, &a, &college.school, "b2".into()).await;
        assert!(matches!(nothing, Err(RosterRefused::NothingToTakeBack)));
        let asked = cards.look(&a).await?.question.ok_or("nothing is asked")?;
        let fault = CardFault::Unreadable;
        desk::reject(&college.desk, &a, &asked.card, "r1".into(), fault).await?;
        assert_eq!(cards.counts().await?, (0, 0, 1));
        desk::take_back(&college.desk, &a, &college.school, "b3".into()).await?;
        assert_eq!(cards.counts().await?, (1, 0, 0));
        Ok(())
    });
}

#[test]
fn two_people_decide_blind_and_a_third_look_settles_what_they_disagree_on() {
    on_both(async |store| {
        let doubtful =
            with(1, &[("student_number", "7701?001"), ("identity_number", "99010119850301?014")]);
        let cards = Cards::kept(store, true, vec![doubtful]).await?;
        let (a, b, c) = (cards.person("a")?, cards.person("b")?, cards.person("c")?);
        cards.answer(&a, "0").await?;
        cards.answer(&a, "0").await?;
        assert_eq!(cards.asked(&a).await?, None, "the first person is through");
        assert_eq!(cards.counts().await?, (1, 0, 0), "one person is not enough");
        let seen = cards.look(&b).await?.question.ok_or("nothing is asked")?;
        assert_eq!((seen.doubt.subject.as_str(), seen.left), ("student_number/5", 2));
        let page = desk::card_page(&cards.college.desk, &b, &seen.card).await?;
        assert!(page.history.iter().all(|step| step.answer.is_none()), "still covered");
        cards.answer(&b, "8").await?;
        cards.answer(&b, "0").await?;
        assert_eq!((cards.asked(&a).await?, cards.asked(&b).await?), (None, None));
        assert_eq!(cards.asked(&c).await?.as_deref(), Some("student_number/5"));
        cards.answer(&c, "0").await?;
        assert_eq!(cards.counts().await?, (0, 1, 0));
        let page = desk::card_page(&cards.college.desk, &b, &seen.card).await?;
        let number = page.fields.iter().find(|field| field.field == "student_number");
        assert_eq!(number.map(|field| field.text.as_str()), Some("77010001"));
        Ok(())
    });
}

#[test]
fn accepted_cards_become_an_import_like_any_workbook() {
    on_both(async |store| {
        let unread = with(2, &[("identity_number", "99010119850301?01X")]);
        let cards = Cards::kept(store, false, vec![with(1, &[]), unread]).await?;
        let (college, a) = (&cards.college, cards.person("a")?);
        let cohort = Cohort::new(2027).ok_or("no cohort")?;
        let grants = (&a, &college.office());
        let preview = desk::import_cards(&college.desk, grants, &college.school, cohort).await?;
        assert_eq!((preview.rows, preview.ready, preview.left_out), (1, 1, 0));
        roster::apply_import(&college.desk, &college.office(), &preview.id).await?;
        let people = college.people().await?;
        let graduate = &people[0].graduate;
        assert_eq!((graduate.name.reveal(), graduate.class.as_str()), ("张王", "机电2401班"));
        assert_eq!(graduate.remark.as_deref(), Some("机读卡：网络"));
        let again = desk::import_cards(&college.desk, grants, &college.school, cohort).await?;
        assert_eq!((again.ready, again.already), (0, 1));
        Ok(())
    });
}

#[test]
fn the_roster_settles_a_doubt_or_asks_about_a_stranger() {
    on_both(async |store| {
        let college = College::listed(store, Regime::List, 3).await?;
        let known = college.people().await?.remove(0).graduate;
        let (number, identity) = (known.student_number.to_string(), known.identity.reveal());
        let doubtful = format!("{}?", &identity[..17]);
        let numbers = [("student_number", number.as_str()), ("identity_number", identity)];
        let cards = vec![
            // A third field that two others name is the roster's, whatever was pencilled.
            with(1, &[numbers[0], numbers[1], ("name", "0000")]),
            with(2, &[("student_number", "99999999")]),
            with(3, &[numbers[0], ("identity_number", doubtful.as_str()), ("name", "0000")]),
        ];
        let (office, place) = (college.office(), (&college.school, &class()));
        let added = desk::keep_cards(&college.desk, &office, place, "file-1", cards).await?;
        assert_eq!((added.accepted, added.waiting), (0, 3));
        let again = desk::keep_cards(&college.desk, &office, place, "file-1", Vec::new()).await?;
        assert!(again.already && again.waiting == 3, "the same file is the same cards");
        let look = desk::desk(&college.desk, &office, &college.school).await?;
        let asked = look.question.ok_or("nothing is asked")?;
        let Ask::Name { choices, .. } = &asked.doubt.ask else { return Err("no name".into()) };
        assert_eq!(choices[0].value, known.name.reveal());
        desk::decide(
            &college.desk,
            &office,
            &asked.card,
            "s1".into(),
            ("name", known.name.reveal()),
        )
        .await?;
        let look = desk::desk(&college.desk, &office, &college.school).await?;
        let asked = look.question.ok_or("nothing is asked")?;
        assert_eq!((asked.doubt.subject.as_str(), asked.doubt.why), ("roster", "not_on_roster"));
        let about = (asked.doubt.subject.as_str(), "new");
        desk::decide(&college.desk, &office, &asked.card, "s2".into(), about).await?;
        let counts = desk::desk(&college.desk, &office, &college.school).await?.counts;
        assert_eq!((counts.waiting, counts.accepted), (1, 2));
        Ok(())
    });
}

#[test]
fn a_card_with_the_number_of_an_accepted_one_is_asked_about_and_the_double_is_listed() {
    on_both(async |store| {
        let again = [with(1, &[]), with(2, &[("name", "53370000")]), with(3, OTHER)];
        let cards = Cards::kept(store, false, again.to_vec()).await?;
        assert_eq!(cards.counts().await?, (1, 2, 0));
        let (a, desk_) = (cards.person("a")?, &cards.college.desk);
        let asked = cards.look(&a).await?.question.ok_or("nothing is asked")?;
        let Ask::Duplicate(alike) = &asked.doubt.ask else { return Err("no double".into()) };
        assert_eq!((alike.len(), alike[0].number), (1, 1));
        assert_eq!(alike[0].fields, ["student_number", "identity_number"]);
        desk::reject(desk_, &a, &asked.card, "r1".into(), CardFault::Duplicate).await?;
        let rejected = Some(MarkCardState::Rejected);
        let list = desk::card_list(desk_, &a, None, (rejected, 1)).await?;
        let told: Vec<_> =
            list.lines.iter().map(|line| (line.number, line.fault.clone())).collect();
        assert_eq!(told, [(2, Some("duplicate".to_owned()))]);
        // Second thoughts: two graduates, one of whom wrote the other's number.
        desk::take_back(desk_, &a, &cards.college.school, "b1".into()).await?;
        cards.answer(&a, "keep").await?;
        assert_eq!(cards.asked(&a).await?.as_deref(), Some("name"));
        cards.answer(&a, "张喆").await?;
        assert_eq!(cards.counts().await?, (0, 3, 0));
        Ok(())
    });
}

#[test]
fn a_card_that_a_later_roster_settles_leaves_the_desk_by_itself() {
    on_both(async |store| {
        let doubtful = with(1, &[("identity_number", "99010119850301?014")]);
        let other = with(2, &[("student_number", "7701?002"), OTHER[1]]);
        let cards = Cards::kept(store, false, vec![doubtful, other]).await?;
        let (college, a) = (&cards.college, cards.person("a")?);
        assert_eq!(cards.asked(&a).await?.as_deref(), Some("identity_number/15"));
        let header = ["学号", "姓名", "性别", "出生日期", "身份证号", "学院", "班级"];
        let row = ["77010001", "张王", "男", "19850301", CLEAR[2].1, "机械工程学院", "一班"];
        let book = testing::workbook(&header, &[row.map(String::from).to_vec()]);
        let cohort = Cohort::new(2027).ok_or("no cohort")?;
        let (desk_, office) = (&college.desk, college.office());
        let preview =
            roster::preview_import(desk_, &office, &college.school, cohort, "a.xlsx", book).await?;
        roster::apply_import(desk_, &office, &preview.id).await?;
        let look = cards.look(&a).await?;
        let asked = look.question.ok_or("nothing is asked")?;
        assert_eq!((asked.number, asked.doubt.subject.as_str()), (2, "student_number/5"));
        let MarkCardCounts { waiting, accepted, .. } = look.counts;
        assert_eq!((waiting, accepted), (1, 1));
        Ok(())
    });
}

#[test]
fn under_regime_code_no_card_comes_to_the_centre() {
    on_both(async |store| {
        let college = College::listed(store, Regime::Code, 2).await?;
        let (desk_, school) = (&college.desk, &college.school);
        let planner = centre::<ReadCards>(Role::Planner);
        let cards = vec![with(1, &[])];
        let place = (school, &class());
        let refused = desk::keep_cards(desk_, &planner, place, "file-1", cards.clone()).await;
        assert!(matches!(refused, Err(RosterRefused::ListForbidden)));
        let bytes = b"no card".to_vec();
        let refused = desk::add_cards(desk_, &planner, place, "a.jpg", bytes).await;
        assert!(matches!(refused, Err(RosterRefused::ListForbidden)));
        // The school itself reads its own cards, and still nothing of it is for the centre.
        desk::keep_cards(desk_, &college.office(), place, "file-1", cards).await?;
        let own = desk::card_list(desk_, &college.office(), Some(school), (None, 1)).await?;
        let card = own.lines.first().ok_or("no card")?.card.clone();
        for refused in [
            desk::card_list(desk_, &planner, Some(school), (None, 1)).await.map(drop),
            desk::card_page(desk_, &planner, &card).await.map(drop),
            desk::card_picture(desk_, &planner, &card).await.map(drop),
            desk::card_strip(desk_, &planner, &card, ("name", 1)).await.map(drop),
            desk::desk(desk_, &planner, school).await.map(drop),
            desk::decide(desk_, &planner, &card, "s".into(), ("name", "x")).await,
            desk::reject(desk_, &planner, &card, "s".into(), CardFault::Foreign).await,
            desk::take_back(desk_, &planner, school, "s".into()).await,
        ] {
            assert!(matches!(refused, Err(RosterRefused::ListForbidden)), "{refused:?}");
        }
        assert!(desk::card_list(desk_, &planner, None, (None, 1)).await?.school.is_none());
        Ok(())
    });
}

#[test]
fn a_file_without_a_card_and_a_class_without_a_name_are_told() {
    on_both(async |store| {
        let cards = Cards::kept(store, false, Vec::new()).await?;
        let (college, office) = (&cards.college, cards.college.office());
        let place = (&college.school, &class());
        let added =
            desk::add_cards(&college.desk, &office, place, "a.gif", b"GIF89a".to_vec()).await?;
        assert_eq!((added.rejected, added.faults), (1, vec!["not_read"]));
        let list = desk::card_list(&college.desk, &office, None, (None, 1)).await?;
        let line = list.lines.first().ok_or("the file is not listed")?;
        assert_eq!((line.file_name.as_str(), line.fault.as_deref()), ("a.gif", Some("not_read")));
        let nameless = CardClass { class: " ".to_owned(), ..class() };
        let place = (&college.school, &nameless);
        let refused = desk::keep_cards(&college.desk, &office, place, "f", Vec::new()).await;
        assert!(matches!(refused, Err(RosterRefused::CardClass)));
        Ok(())
    });
}
