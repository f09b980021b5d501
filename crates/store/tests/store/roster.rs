//! Graduates go in whole, come out whole, and are found.

use domain::{
    id::ClassId,
    record::{StageKind, Step},
    roster::{Cohort, Field, StudentNumber},
};
use store::{
    StoreError,
    roster::{Correction, Filter, ImportState, Listing, Page, RosterImport},
    school::{Class, College},
    testing::{NOW_MS, on_both_databases},
};

use crate::world::{class, graduates, listed, planned, record_id, school, step, taken};

#[test]
fn a_graduate_comes_out_as_it_went_in() {
    on_both_databases(async |store| {
        listed(&store, 3).await?;
        let tx = store.read().await?;
        for (at, graduate) in graduates(3).into_iter().enumerate() {
            let found = tx.graduate(&record_id(at)).await?.unwrap();
            assert_eq!(found.graduate, graduate);
            assert_eq!((&found.row.class, &found.row.school), (&class().id, &school().id));
        }
        assert_eq!(tx.graduate(&"record-9".into()).await?, None);
        Ok(())
    });
}

#[test]
fn everybody_is_found_by_what_a_desk_knows() {
    on_both_databases(async |store| {
        let records = planned(&store, 30).await?;
        let people = graduates(30);
        let tx = store.write().await?;
        step(&tx, &records[4], &Step::CheckIn { shot: shot(1) }, "c").await?;
        tx.commit().await?;

        let all = Filter::of(school().id);
        let by = |change: fn(&mut Filter, &domain::roster::Graduate)| {
            let mut filter = all.clone();
            change(&mut filter, &people[4]);
            filter
        };
        let tx = store.read().await?;
        for filter in [
            by(|filter, person| filter.student_number = Some(person.student_number.clone())),
            by(|filter, person| filter.name = Some(person.name.clone())),
            by(|filter, person| filter.identity = Some(person.identity)),
            by(|filter, _| filter.stage_kind = Some(StageKind::CheckedIn)),
        ] {
            let found = tx.graduates(&filter, Page::ALL).await?;
            assert_eq!(found.len(), 1, "{filter:?}");
            assert_eq!(found[0].graduate, people[4]);
        }
        let elsewhere = Filter { identity: Some(people[4].identity), ..Filter::of("s-2".into()) };
        assert_eq!(tx.count_graduates(&elsewhere).await?, 0);
        let other_class = Filter { class: Some(ClassId::from("class-2")), ..all.clone() };
        assert_eq!(tx.count_graduates(&other_class).await?, 0);
        Ok(())
    });
}

#[test]
fn pages_follow_the_student_numbers() {
    on_both_databases(async |store| {
        listed(&store, 25).await?;
        let tx = store.read().await?;
        let mut filter = Filter::of(school().id);
        filter.cohort = Cohort::new(2027);
        assert_eq!(tx.count_graduates(&filter).await?, 25);
        let mut seen: Vec<StudentNumber> = Vec::new();
        for offset in [0, 10, 20] {
            let page = tx.graduates(&filter, Page { offset, limit: 10 }).await?;
            seen.extend(page.into_iter().map(|one| one.graduate.student_number));
        }
        let mut sorted: Vec<_> =
            graduates(25).into_iter().map(|person| person.student_number).collect();
        sorted.sort();
        assert_eq!(seen, sorted);
        Ok(())
    });
}

#[test]
fn many_are_listed_at_once_and_again() {
    on_both_databases(async |store| {
        listed(&store, 2).await?;
        let people = graduates(60);
        let ids: Vec<_> = (0..60).map(record_id).collect();
        let steps: Vec<_> = (0..60).map(|at| taken(&format!("list-{at}"))).collect();
        let class = class();
        let listings: Vec<_> = (0..60)
            .map(|at| Listing {
                record: &ids[at],
                class: &class,
                graduate: &people[at],
                taken: &steps[at],
            })
            .collect();
        let tx = store.write().await?;
        assert_eq!(tx.list_graduates(&listings).await?, 58);
        assert_eq!(tx.list_graduates(&listings).await?, 0);
        tx.commit().await?;
        assert_eq!(store.verify_history(None).await?, []);
        let tx = store.read().await?;
        assert_eq!(tx.count_graduates(&Filter::of(school().id)).await?, 60);
        Ok(())
    });
}

#[test]
fn a_correction_keeps_both_values_and_moves_the_class() {
    on_both_databases(async |store| {
        listed(&store, 2).await?;
        let mut people = graduates(3);
        let mut corrected = people.remove(0);
        let old = std::mem::replace(&mut corrected.name, people.remove(1).name);
        let other = College { id: "college-2".into(), name: "护理学院".into(), ..college() };
        let class = Class {
            id: "class-2".into(),
            college: other.id.clone(),
            name: "护理2401班".to_owned(),
            ..class()
        };
        (corrected.college, corrected.class) = (other.name.clone(), class.name.clone());
        let change = Correction {
            step_id: "correct-0".into(),
            field: Field::Name,
            old: old.reveal().to_owned(),
            new: corrected.name.reveal().to_owned(),
            at_ms: NOW_MS,
        };
        let tx = store.write().await?;
        tx.college_named(&other).await?;
        tx.class_named(&class).await?;
        let before = tx.record(&record_id(0)).await?.unwrap();
        let correct = Step::Correct { fields: vec![Field::Name, Field::Class] };
        tx.advance(&before.record, &correct, &taken("correct-0")).await?;
        let changes = std::slice::from_ref(&change);
        tx.update_graduate(&record_id(0), &corrected, &class, changes).await?;
        tx.commit().await?;

        let tx = store.read().await?;
        assert_eq!(tx.graduate(&record_id(0)).await?.unwrap().graduate, corrected);
        assert_eq!(tx.corrections(&record_id(0)).await?, [change]);
        let by_old_name = Filter { name: Some(old), ..Filter::of(school().id) };
        assert_eq!(tx.count_graduates(&by_old_name).await?, 0);
        assert_eq!(store.verify_history(None).await?, []);
        Ok(())
    });
}

#[test]
fn an_import_waits_is_settled_once_and_leaves_no_rows_behind() {
    on_both_databases(async |store| {
        listed(&store, 0).await?;
        let import = RosterImport {
            id: "import-1".into(),
            school: school().id,
            cohort: Cohort::new(2027).unwrap(),
            state: ImportState::Preview,
            file_name: "名单.xlsx".to_owned(),
            created_by: "desk-1".into(),
            created_at_ms: NOW_MS,
            settled_at_ms: None,
            rows: "张三,990101200001010015".as_bytes().to_vec(),
        };
        let tx = store.write().await?;
        tx.insert_import(&import).await?;
        assert_eq!(tx.import(&import.id).await?, Some(import.clone()));
        assert!(tx.settle_import(&import.id, ImportState::Confirmed, NOW_MS + 1).await?);
        assert!(!tx.settle_import(&import.id, ImportState::Discarded, NOW_MS + 2).await?);
        tx.commit().await?;

        let settled = store.read().await?.imports(&school().id, 10).await?.remove(0);
        assert_eq!(settled.state, ImportState::Confirmed);
        assert_eq!((settled.settled_at_ms, settled.rows.len()), (Some(NOW_MS + 1), 0));
        Ok(())
    });
}

#[test]
fn schools_colleges_and_classes_have_one_name() {
    on_both_databases(async |store| {
        listed(&store, 0).await?;
        let tx = store.write().await?;
        let again = tx.class_named(&Class { id: "class-9".into(), ..class() }).await?;
        assert_eq!(again, class(), "the one that is there");
        let moved = Class { college: "college-2".into(), ..class() };
        let moved = tx.class_named(&moved).await;
        assert!(matches!(moved, Err(StoreError::Duplicate { what: "class name" })));
        assert_eq!(tx.classes_of(&school().id, Cohort::new(2027)).await?, [class()]);
        assert_eq!(tx.classes_of(&school().id, Cohort::new(2026)).await?, []);
        assert_eq!(tx.school_by_code(&school().code).await?, Some(school()));
        let twin = store::school::School { id: "school-2".into(), ..school() };
        let twin = tx.insert_school(&twin).await;
        assert!(matches!(twin, Err(StoreError::Duplicate { what: "school code" })));
        Ok(())
    });
}

fn college() -> College {
    crate::world::college()
}

fn shot(number: u32) -> domain::session::ShotNumber {
    domain::session::ShotNumber::new(number).unwrap()
}
