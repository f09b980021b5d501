//! What lies on the disk tells nobody who the people are.

use std::{fs, path::Path};

use domain::session::{CodeKey, CollectionCode};
use store::{
    registry::Dispute,
    roster::MarkCardStep,
    session::IssuedCode,
    testing::{NOW_MS, sqlite_store},
};

use crate::{
    mark_card::{card, numbers, step},
    world::{graduates, planned, record_id, school},
};

const WORDS: &str = "照片里的人不是我本人";

fn bytes_of(folder: &Path) -> Vec<u8> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            all.extend(fs::read(path).unwrap());
        }
    }
    all
}

fn holds(all: &[u8], text: &str) -> bool {
    all.windows(text.len()).any(|part| part == text.as_bytes())
}

#[tokio::test]
async fn no_name_number_or_phone_stands_in_the_database_file() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = sqlite_store(folder.path()).await.unwrap();
    planned(&store, 20).await.unwrap();
    let key = CodeKey::from_random([0x5A; 10]);
    let tx = store.write().await.unwrap();
    let code =
        CollectionCode { key, masked_name: "欧**明".to_owned(), last_four: "002X".to_owned() };
    let external = Some((school().code, "PLATFORM-TOKEN".to_owned()));
    let issued = IssuedCode { record: record_id(0), school: school().id, code, external };
    tx.insert_code(&issued).await.unwrap();
    let dispute = Dispute {
        step_id: "d1".into(),
        record: record_id(0),
        words: WORDS.to_owned(),
        filed_at_ms: NOW_MS,
        answered: None,
    };
    tx.insert_dispute(&dispute).await.unwrap();
    tx.add_attempt("192.0.2.77", NOW_MS).await.unwrap();
    let said = numbers("CARD-7701", "990101198503010014");
    tx.insert_mark_card(&card("c1", 1), &said).await.unwrap();
    let (from, to) = ("皇甫".to_owned(), "拓跋".to_owned());
    tx.add_mark_card_step(&MarkCardStep { from, to, ..step("m1", "c1", "desk-1") }).await.unwrap();
    tx.commit().await.unwrap();

    // With the journal beside it, before and after it is written back.
    let mut all = bytes_of(folder.path());
    store.close().await.unwrap();
    all.extend(bytes_of(folder.path()));
    for graduate in graduates(20) {
        let phone = graduate.phone.unwrap();
        let exam = graduate.exam_number.unwrap();
        for secret in
            [graduate.name.reveal(), graduate.identity.reveal(), phone.reveal(), exam.as_str()]
        {
            assert!(!holds(&all, secret), "{secret}");
        }
        assert!(holds(&all, graduate.student_number.as_str()), "the search finds what is there");
    }
    let typed = ["欧阳", "皇甫", "拓跋", "CARD-7701", "990101198503010014"];
    for secret in
        [key.as_str(), "欧**明", "PLATFORM-TOKEN", WORDS, "192.0.2.77"].iter().chain(&typed)
    {
        assert!(!holds(&all, secret), "{secret}");
    }
}
