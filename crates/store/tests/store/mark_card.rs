//! Cards and what was decided about them.

use domain::id::CardId;
use sea_orm::{ConnectionTrait as _, Database};
use store::{
    Store, StoreError,
    roster::{
        MarkCard, MarkCardAct, MarkCardAlike, MarkCardCounts, MarkCardLine, MarkCardNumbers,
        MarkCardState, MarkCardStep, Page, Throughput,
    },
    testing::{NOW_MS, on_both_databases, on_both_databases_with},
};

use crate::world::{listed, school};

pub fn card(id: &str, number: u32) -> MarkCard {
    MarkCard {
        line: MarkCardLine {
            id: id.into(),
            school: school().id,
            file: "file-1".to_owned(),
            number,
            state: MarkCardState::Waiting,
            added_at_ms: NOW_MS + i64::from(number),
        },
        picture: Some("0".repeat(64)),
        added_by: "desk-1".into(),
        reading: "欧阳".as_bytes().to_vec(),
    }
}

pub fn step(id: &str, card: &str, by: &str) -> MarkCardStep {
    MarkCardStep {
        id: id.into(),
        card: card.into(),
        school: school().id,
        act: MarkCardAct::Decide,
        subject: "student_number/1".to_owned(),
        undoes: None,
        by: by.into(),
        zone: "school".to_owned(),
        at_ms: NOW_MS,
        from: "?".to_owned(),
        to: "7".to_owned(),
    }
}

pub fn numbers(student_number: &str, identity_number: &str) -> MarkCardNumbers {
    let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    MarkCardNumbers { student_number: some(student_number), identity_number: some(identity_number) }
}

async fn two_cards(store: &Store) -> Result<(), StoreError> {
    listed(store, 1).await?;
    let tx = store.write().await?;
    tx.insert_mark_card(&card("c1", 1), &numbers("", "")).await?;
    tx.insert_mark_card(&card("c2", 2), &numbers("", "")).await?;
    tx.commit().await
}

#[test]
fn a_card_of_a_file_is_kept_once_and_counted_by_state() {
    on_both_databases(async |store| {
        two_cards(&store).await?;
        let tx = store.write().await?;
        let again = tx.insert_mark_card(&card("c3", 1), &numbers("", "")).await;
        assert!(matches!(again, Err(StoreError::Duplicate { what: "card of a file" })));
        tx.rollback().await?;
        let tx = store.write().await?;
        assert_eq!(tx.mark_card(&"c1".into()).await?, Some(card("c1", 1)));
        let (at, accepted) = ((&"c1".into(), &school().id), MarkCardState::Accepted);
        tx.settle_mark_card(at, accepted, &numbers("7701", "")).await?;
        let counts = tx.count_mark_cards(&school().id).await?;
        assert_eq!(counts, MarkCardCounts { waiting: 1, accepted: 1, rejected: 0 });
        let of_file = tx.mark_cards_of_file(&school().id, "file-1").await?;
        assert_eq!(of_file.iter().map(|line| line.number).collect::<Vec<_>>(), [1, 2]);
        let listed = tx.mark_cards(&school().id, Some(accepted), Page::ALL).await?;
        assert_eq!(listed.len(), 1);
        let nobody = (&"c9".into(), &school().id);
        let nobody = tx.settle_mark_card(nobody, accepted, &numbers("", "")).await;
        assert!(matches!(nobody, Err(StoreError::Missing { what: "mark card", .. })));
        Ok(())
    });
}

#[test]
fn accepted_cards_that_say_the_same_number_are_found() {
    const IDENTITY: &str = "990101198503010014";
    on_both_databases(async |store| {
        two_cards(&store).await?;
        let tx = store.write().await?;
        let (one, other) = (CardId::from("c1"), CardId::from("c2"));
        let alike = async |student: &str, identity: &str| {
            let numbers = numbers(student, identity);
            let alike = tx.mark_cards_alike(&school().id, &other, &numbers).await?;
            let told = |one: &MarkCardAlike| (one.same_student_number, one.same_identity_number);
            Ok::<_, StoreError>(alike.iter().map(told).collect::<Vec<_>>())
        };
        let said = numbers("7701", IDENTITY);
        tx.settle_mark_card((&one, &school().id), MarkCardState::Waiting, &said).await?;
        assert_eq!(alike("7701", "").await?, [], "what waits may still change");
        tx.settle_mark_card((&one, &school().id), MarkCardState::Accepted, &said).await?;
        assert_eq!(alike("7701", "").await?, [(true, false)]);
        assert_eq!(alike("7702", IDENTITY).await?, [(false, true)]);
        assert_eq!(alike("7701", IDENTITY).await?, [(true, true)]);
        assert_eq!(alike("7702", "").await?, []);
        assert_eq!(alike("", "").await?, [], "what says nothing is like nothing");
        let itself = tx.mark_cards_alike(&school().id, &one, &said).await?;
        assert_eq!(itself, [], "a card is not its own double");
        Ok(())
    });
}

#[test]
fn the_next_card_is_the_oldest_that_somebody_has_not_finished_with() {
    on_both_databases(async |store| {
        two_cards(&store).await?;
        let tx = store.write().await?;
        let next = async |by: &str| {
            let card = tx.next_mark_card(&school().id, &by.into()).await?;
            Ok::<_, StoreError>(card.map(|card| card.line.id))
        };
        assert_eq!(next("a").await?, Some(CardId::from("c1")));
        tx.set_mark_card_looked(&"c1".into(), &"a".into(), true).await?;
        tx.set_mark_card_looked(&"c1".into(), &"a".into(), true).await?;
        assert_eq!(next("a").await?, Some("c2".into()));
        assert_eq!(next("b").await?, Some("c1".into()), "the second person still has it");
        tx.set_mark_card_looked(&"c1".into(), &"a".into(), false).await?;
        assert_eq!(next("a").await?, Some("c1".into()));
        Ok(())
    });
}

#[test]
fn a_step_sent_twice_is_one_and_can_be_taken_back_once() {
    on_both_databases(async |store| {
        two_cards(&store).await?;
        let tx = store.write().await?;
        assert!(tx.add_mark_card_step(&step("s1", "c1", "a")).await?);
        let later = MarkCardStep { at_ms: NOW_MS + 9, ..step("s1", "c1", "a") };
        assert!(!tx.add_mark_card_step(&later).await?);
        let other = MarkCardStep { to: "8".to_owned(), ..step("s1", "c1", "a") };
        let other = tx.add_mark_card_step(&other).await;
        assert!(matches!(other, Err(StoreError::Duplicate { what: "step id" })));
        tx.add_mark_card_step(&step("s2", "c1", "b")).await?;
        let done = tx.mark_card_throughput(&school().id, &"a".into(), NOW_MS).await?;
        assert_eq!(done, Throughput { cards: 1, answers: 1 });
        let last = tx.last_mark_card_step(&school().id, &"a".into()).await?;
        assert_eq!(last, Some(step("s1", "c1", "a")));
        let (act, undoes) = (MarkCardAct::TakeBack, Some("s1".into()));
        let back = MarkCardStep { act, undoes, ..step("s3", "c1", "a") };
        assert!(tx.add_mark_card_step(&back).await?);
        assert_eq!(tx.last_mark_card_step(&school().id, &"a".into()).await?, None);
        let ids = tx.mark_card_steps(&"c1".into()).await?;
        assert_eq!(ids.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["s1", "s2", "s3"]);
        let twice = tx.add_mark_card_step(&MarkCardStep { id: "s4".into(), ..back }).await;
        assert!(matches!(twice, Err(StoreError::Duplicate { what: "step taken back" })));
        Ok(())
    });
}

#[test]
fn the_database_refuses_to_change_what_was_decided() {
    on_both_databases_with(async |store, settings| {
        two_cards(&store).await?;
        let tx = store.write().await?;
        tx.add_mark_card_step(&step("s1", "c1", "a")).await?;
        tx.commit().await?;
        let db = Database::connect(&settings.database_url).await?;
        for sql in [
            "UPDATE mark_card_step SET actor_id = 'b'",
            "UPDATE mark_card_step SET subject = 'name'",
            "DELETE FROM mark_card_step",
        ] {
            assert!(db.execute_unprepared(sql).await.is_err(), "{sql}");
        }
        db.close().await?;
        let rotated = store.rotate_keys(NOW_MS).await?;
        assert_eq!(rotated.rows, 1 + 2 + 1, "one graduate, two cards, one step");
        let steps = store.read().await?.mark_card_steps(&"c1".into()).await?;
        assert_eq!(steps, [step("s1", "c1", "a")]);
        assert_eq!(store.read().await?.mark_card(&"c2".into()).await?, Some(card("c2", 2)));
        Ok(())
    });
}
