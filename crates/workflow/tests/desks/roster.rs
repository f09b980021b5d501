//! 名册: what an import says, lists, and leaves alone.

use std::fmt::Write as _;

use domain::{record::StageKind, roster::Cohort, school::Regime};
use expect_test::expect;
use testkit::{People, ROSTER_HEADER, roster_faults, roster_rows};
use workflow::{
    permission::{Role, Scope},
    roster::{self, ListFilter, NewSchool, Page, RosterRefused},
    testing,
};

use crate::college::{College, Failure, centre, on_both};

fn cohort() -> Cohort {
    Cohort::new(2027).expect("a year of graduation")
}

const FIRST_PAGE: Page = Page { number: 1, size: 50 };

/// One file with every fault once: each is said with its cell, and none stops the others.
#[test]
fn every_fault_of_a_file_is_found_at_its_cell() {
    on_both(async |store| {
        let college = College::listed(store, Regime::List, 2).await?;
        let people: Vec<_> = People::seeded(2).take(30).collect();
        let rows: Vec<_> =
            roster_faults(&people).into_iter().flat_map(|fault| fault.rows).collect();
        let book = testing::workbook(&ROSTER_HEADER, &rows);
        let (desk, school) = (&college.desk, &college.school);
        let preview =
            roster::preview_import(desk, &college.office(), school, cohort(), "f.xlsx", book)
                .await?;
        let mut found = String::new();
        for finding in &preview.findings {
            let fault = format!("{:?}", finding.fault);
            let fault = fault.split([' ', '(', '{']).next().unwrap_or_default().to_owned();
            let (cell, word) = (&finding.cell, finding.field.word());
            writeln!(found, "{cell:<4} {word} {fault} {:?}", finding.severity)?;
        }
        expect![[r"
            B2   姓名 Name Error
            D3   出生日期 BirthDateDiffers Error
            D4   出生日期 NotADate Error
            K5   身份证号 Identity Error
            C6   性别 SexDiffers Error
            E7   政治面貌 NotInList Error
            L9   籍贯 NativePlace Notice
            K10  身份证号 Destroyed Error
            K11  身份证号 Identity Error
            A12  学号 Missing Error
            B13  姓名 Missing Error
            P14  手机号 Phone Notice
            A15  学号 ListedAsAnother Error
            A16  学号 Doubled Error
            A17  学号 Doubled Error
            K17  身份证号 Doubled Error
            K18  身份证号 Doubled Error
        "]]
        .assert_eq(&found);
        assert_eq!(preview.rows, rows.len() as u64);
        assert_eq!(preview.ready + preview.left_out, preview.rows);
        // Nothing is listed before somebody says so.
        assert_eq!(college.people().await?.len(), 2);
        Ok(())
    });
}

#[test]
fn an_import_is_applied_once_and_again_finds_everybody_there() {
    on_both(async |store| {
        let college = College::listed(store, Regime::List, 0).await;
        assert!(college.is_err(), "an empty list has nobody to list");
        Ok(())
    });
    on_both(async |store| {
        let college = College::listed(store, Regime::List, 5).await?;
        let (desk, school) = (&college.desk, &college.school);
        let people: Vec<_> = People::seeded(1).take(7).collect();
        let book = testing::workbook(&ROSTER_HEADER, &roster_rows(&people));
        let office = || college.office();
        let preview =
            roster::preview_import(desk, &office(), school, cohort(), "f.xlsx", book).await?;
        assert_eq!((preview.rows, preview.already, preview.ready), (7, 5, 2));
        let applied = roster::apply_import(desk, &office(), &preview.id).await?;
        assert_eq!((applied.listed, applied.already, applied.left_out), (2, 5, 0));
        let again = roster::apply_import(desk, &office(), &preview.id).await;
        assert!(matches!(again, Err(RosterRefused::Applied)));
        assert_eq!(college.people().await?.len(), 7);
        Ok(())
    });
}

#[test]
fn a_listed_number_with_another_person_behind_it_is_said() {
    on_both(async |store| {
        let college = College::listed(store, Regime::List, 3).await?;
        let mut people: Vec<_> = People::seeded(1).take(2).collect();
        let mut strangers = People::seeded(9);
        let stranger = strangers.next().ok_or("people never end")?;
        people[0].identity_number = stranger.identity_number.clone();
        people[0].born_on = stranger.born_on;
        people[0].sex = stranger.sex;
        people[1].student_number = "2099000001".to_owned();
        let book = testing::workbook(&ROSTER_HEADER, &roster_rows(&people));
        let preview = roster::preview_import(
            &college.desk,
            &college.office(),
            &college.school,
            cohort(),
            "f.xlsx",
            book,
        )
        .await?;
        let said: Vec<String> = preview
            .findings
            .iter()
            .map(|finding| format!("{} {:?}", finding.field.word(), finding.fault))
            .collect();
        assert_eq!(said, ["学号 ListedAsAnother", "身份证号 ListedAsAnother"]);
        assert_eq!(preview.ready, 0);
        Ok(())
    });
}

/// 教学服〔2022〕10号: since 2023 a school may not hand its list to the centre.
#[test]
fn under_regime_code_the_centre_can_neither_take_a_list_nor_read_a_name() {
    on_both(async |store| {
        let college = College::listed(store, Regime::Code, 4).await?;
        let desk = &college.desk;
        let people: Vec<_> = People::seeded(3).take(1).collect();
        let book = testing::workbook(&ROSTER_HEADER, &roster_rows(&people));
        let planner = centre(Role::Planner);
        let refused =
            roster::preview_import(desk, &planner, &college.school, cohort(), "f.xlsx", book).await;
        assert!(matches!(refused, Err(RosterRefused::ListForbidden)));
        let all = ListFilter::default();
        let seen = roster::list(desk, &centre(Role::Planner), &all, FIRST_PAGE).await?;
        let own = roster::list(desk, &college.office(), &all, FIRST_PAGE).await?;
        for (seen, own) in seen.lines.iter().zip(&own.lines) {
            assert_ne!(seen.person.name, own.person.name);
            assert!(seen.person.name.contains('*'), "{}", seen.person.name);
            assert!(seen.person.identity.starts_with("**************"));
        }
        let record = college.people().await?[0].row.record.id.clone();
        let page = roster::record_page(desk, &centre(Role::Planner), &record).await?;
        assert_eq!(page.fields, []);
        Ok(())
    });
}

#[test]
fn a_school_does_not_find_another_schools_people() {
    on_both(async |store| {
        let college = College::listed(store, Regime::List, 2).await?;
        let desk = &college.desk;
        let new = |code: &str| NewSchool {
            code: code.to_owned(),
            name: "另一所学院".to_owned(),
            regime: Regime::List,
        };
        let other = roster::create_school(desk, &centre(Role::Planner), new("99002")).await?.id;
        let twice = roster::create_school(desk, &centre(Role::Planner), new("99002")).await;
        assert!(matches!(twice, Err(RosterRefused::SchoolExists)));
        let stranger = || testing::grant(Role::AcademicAffairs, Scope::School(other.clone()));
        let record = college.people().await?[0].row.record.id.clone();
        let looked = roster::record_page(desk, &stranger()?, &record).await;
        assert!(matches!(looked, Err(RosterRefused::NotFound)));
        let asked = ListFilter { school: Some(college.school.clone()), ..ListFilter::default() };
        let listed = roster::list(desk, &stranger()?, &asked, FIRST_PAGE).await;
        assert!(matches!(listed, Err(RosterRefused::NotFound)));
        let own = roster::list(desk, &stranger()?, &ListFilter::default(), FIRST_PAGE).await?;
        assert_eq!(own.total, 0);
        let signed = roster::proofread(
            desk,
            &testing::grant(Role::AcademicAffairs, Scope::School(other.clone()))?,
            &record,
            desk.mint_step(),
        )
        .await;
        assert!(matches!(signed, Err(RosterRefused::NotFound)));
        assert_eq!(college.stage(&record).await?, StageKind::Listed);
        Ok(())
    });
}

#[test]
fn people_are_found_by_number_or_whole_name_and_by_nothing_less() {
    on_both(async |store| {
        let college = College::listed(store, Regime::List, 12).await?;
        let person = college.people().await?[3].graduate.clone();
        let find = async |typed: &str| -> Result<Vec<String>, Failure> {
            let filter = ListFilter { search: Some(typed.to_owned()), ..ListFilter::default() };
            let found = roster::list(&college.desk, &college.office(), &filter, FIRST_PAGE).await?;
            Ok(found.lines.into_iter().map(|line| line.person.student_number).collect())
        };
        let number = person.student_number.to_string();
        assert_eq!(find(&number).await?, [number.as_str()]);
        assert_eq!(find(person.identity.reveal()).await?, [number.as_str()]);
        assert!(find(person.name.reveal()).await?.contains(&number));
        let family: String = person.name.reveal().chars().take(1).collect();
        assert!(!find(&family).await?.contains(&number));
        assert_eq!(find("？？").await?, [] as [&str; 0]);
        assert_eq!(find("").await?.len(), 12);
        Ok(())
    });
}

#[test]
fn an_office_sets_up_colleges_and_classes_before_its_list_comes() {
    on_both(async |store| {
        let college = College::listed(store, Regime::Code, 1).await?;
        let (desk, school) = (&college.desk, &college.school);
        let one = roster::create_college(desk, &college.office(), school, " 艺术学院 ").await?;
        let same = roster::create_college(desk, &college.office(), school, "艺术学院").await?;
        assert_eq!(one, same);
        let other = roster::create_college(desk, &college.office(), school, "音乐学院").await?;
        let office = || college.office();
        roster::create_class(desk, &office(), &one, cohort(), "油画2301").await?;
        let taken = roster::create_class(desk, &office(), &other, cohort(), "油画2301").await;
        assert!(matches!(taken, Err(RosterRefused::ClassElsewhere)));
        let unnamed = roster::create_class(desk, &office(), &one, cohort(), " ").await;
        assert!(matches!(unnamed, Err(RosterRefused::SchoolName)));
        Ok(())
    });
}
