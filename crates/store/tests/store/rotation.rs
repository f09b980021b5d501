//! A new key: everything opens before, during and after.

use domain::session::{CodeKey, CollectionCode};
use store::{
    Store, StoreError,
    delivery::Package,
    registry::{Dispute, Erratum},
    roster::{Correction, Filter, Page},
    session::IssuedCode,
    testing::{NOW_MS, on_both_databases, on_both_databases_with},
};

use crate::world::{class, graduates, listed, record_id, school, taken};

const PEOPLE: usize = 230;

async fn one_of_each(store: &Store) -> Result<(), StoreError> {
    let tx = store.write().await?;
    let person = &graduates(1)[0];
    let change = Correction {
        step_id: "correct-0".into(),
        field: domain::roster::Field::Remark,
        old: String::new(),
        new: "转学".to_owned(),
        at_ms: NOW_MS,
    };
    tx.update_graduate(&record_id(0), person, &class(), &[change]).await?;
    let code = CollectionCode {
        key: CodeKey::from_random([7; 10]),
        masked_name: "张*".to_owned(),
        last_four: "0014".to_owned(),
    };
    let (record, school) = (record_id(0), school().id);
    tx.insert_code(&IssuedCode { record, school: school.clone(), code, external: None }).await?;
    let package = Package {
        id: "p1".into(),
        school,
        made_at_ms: NOW_MS,
        manifest: "{}".to_owned(),
        archive_hash: String::new(),
        counts: "{}".to_owned(),
        supersedes: None,
    };
    tx.insert_package(&package, &[]).await?;
    let (words, filed_at_ms) = ("照片不是我".to_owned(), NOW_MS);
    let dispute = Dispute {
        step_id: "d1".into(),
        record: record_id(0),
        words: words.clone(),
        filed_at_ms,
        answered: None,
    };
    tx.insert_dispute(&dispute).await?;
    let record = record_id(0);
    let erratum = Erratum { id: "e1".into(), record, words, filed_at_ms, answered: None };
    tx.insert_erratum(&erratum).await?;
    tx.commit().await
}

/// Reads everything sealed and says how much there was.
async fn read_all(store: &Store) -> Result<usize, StoreError> {
    let tx = store.read().await?;
    let people = tx.graduates(&Filter::of(school().id), Page::ALL).await?.len();
    let record = record_id(0);
    let code = usize::from(tx.code_of(&record).await?.is_some());
    Ok(people
        + code
        + tx.corrections(&record).await?.len()
        + tx.packages(&school().id).await?.len()
        + tx.disputes(&record).await?.len()
        + tx.errata(&record).await?.len())
}

#[test]
fn everything_stays_readable_and_the_old_key_can_go() {
    on_both_databases_with(async |store, settings| {
        listed(&store, PEOPLE).await?;
        one_of_each(&store).await?;
        let picture = store.pictures().put(b"a frame").await?;
        let first_key = store.vault().current_key();
        let other_node = Store::open(&settings).await?;

        let rotated = store.rotate_keys(NOW_MS).await?;
        assert_ne!(rotated.key_id, first_key);
        assert_eq!(rotated.rows, PEOPLE as u64 + 5);
        assert_eq!(store.reseal().await?.rows, 0, "nothing is left to do");
        assert_eq!(read_all(&store).await?, PEOPLE + 5);
        assert_eq!(read_all(&other_node).await?, PEOPLE + 5, "it reads the new key from the file");
        assert_eq!(store.pictures().get(&picture).await?, b"a frame");
        assert_eq!(store.retire_keys().await?, Vec::<String>::new(), "the picture needs it");

        let by_name = Filter { name: Some(graduates(1).remove(0).name), ..Filter::of(school().id) };
        assert!(store.read().await?.count_graduates(&by_name).await? >= 1);
        assert_eq!(store.verify_history(None).await?, []);
        other_node.close().await
    });
}

#[test]
fn what_a_slow_node_sealed_under_the_old_key_is_taken_along_later() {
    on_both_databases_with(async |store, settings| {
        listed(&store, 2).await?;
        let slow_node = Store::open(&settings).await?;
        let rotated = store.rotate_keys(NOW_MS).await?;
        let tx = slow_node.write().await?;
        let (id, steps) = (record_id(2), taken("list-2"));
        tx.list_graduate(&id, &class(), &graduates(3)[2], &steps).await?;
        tx.commit().await?;
        slow_node.close().await?;

        assert_eq!(store.retire_keys().await?, Vec::<String>::new(), "one row still needs it");
        let late = store.reseal().await?;
        assert_eq!((late.key_id, late.rows), (rotated.key_id, 1));
        assert_eq!(store.retire_keys().await?.len(), 1);
        assert_eq!(store.read().await?.graduate(&id).await?.unwrap().graduate, graduates(3)[2]);
        Ok(())
    });
}

#[test]
fn a_key_that_nothing_needs_goes() {
    on_both_databases(async |store| {
        listed(&store, 3).await?;
        let first_key = store.vault().current_key();
        store.rotate_keys(NOW_MS).await?;
        assert_eq!(store.retire_keys().await?, std::slice::from_ref(&first_key));
        assert_eq!(
            store.read().await?.graduates(&Filter::of(school().id), Page::ALL).await?.len(),
            3
        );
        let gone = store.vault().open(&first_key, "graduate", &[1; 40]);
        assert!(matches!(gone, Err(StoreError::UnknownKey { key_id }) if key_id == first_key));
        Ok(())
    });
}

#[test]
fn another_place_another_key_or_a_changed_byte_does_not_open() {
    on_both_databases_with(async |store, settings| {
        let vault = store.vault();
        let sealed = vault.seal("graduate|r1|s1", "李四".as_bytes())?;
        let open = |key: &str, place: &str, blob: &[u8]| vault.open(key, place, blob);
        let opened = open(&sealed.key_id, "graduate|r1|s1", &sealed.blob)?;
        assert_eq!(opened.as_slice(), "李四".as_bytes());
        for place in ["graduate|r2|s1", "graduate|r1|s2", ""] {
            let moved = open(&sealed.key_id, place, &sealed.blob);
            assert!(matches!(moved, Err(StoreError::Corrupt { .. })), "{place}");
        }
        for at in 0..sealed.blob.len() {
            let mut blob = sealed.blob.clone();
            blob[at] ^= 1;
            let changed = open(&sealed.key_id, "graduate|r1|s1", &blob);
            assert!(matches!(changed, Err(StoreError::Corrupt { .. })), "byte {at}");
        }
        // Another house's key of the same name.
        let file = std::fs::read_to_string(&settings.key_file).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let other = folder.path().join("keys.json");
        Store::create_key_file(&other, NOW_MS)?;
        let theirs = std::fs::read_to_string(&other).unwrap();
        let id =
            |text: &str| text.split('"').find(|part| part.starts_with("k1-")).unwrap().to_owned();
        std::fs::write(&settings.key_file, theirs.replace(&id(&theirs), &id(&file))).unwrap();
        let stranger = Store::open(&settings).await?;
        let foreign = stranger.vault().open(&sealed.key_id, "graduate|r1|s1", &sealed.blob);
        assert!(matches!(foreign, Err(StoreError::Corrupt { .. })));
        stranger.close().await
    });
}
