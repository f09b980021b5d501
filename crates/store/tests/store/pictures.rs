//! Pictures: by content, sealed, never overwritten.

use std::{collections::BTreeMap, fs, path::PathBuf};

use domain::capture::FrameState;
use futures::TryStreamExt as _;
use store::{
    PictureSettings, Settings, Store, StoreError,
    capture::Frame,
    doctor::{PictureFault, PictureFaultKind},
    pictures::content_id,
    testing::{NOW_MS, sqlite_store},
};

use crate::world::{SESSION, planned, school};

const PICTURE: &[u8] = b"\xFF\xD8 not quite a JPEG, but bytes are bytes \xFF\xD9";

fn file_of(settings: &Settings, id: &str) -> PathBuf {
    let PictureSettings::Folder(folder) = &settings.pictures else { panic!("a folder") };
    folder.join("cas").join(&id[..2]).join(id)
}

async fn with_a_picture(test: impl AsyncFn(&Store, &Settings, String) -> Result<(), StoreError>) {
    let folder = tempfile::tempdir().unwrap();
    let (store, settings) = sqlite_store(folder.path()).await.unwrap();
    let id = store.pictures().put(PICTURE).await.unwrap();
    test(&store, &settings, id).await.unwrap();
}

#[tokio::test]
async fn a_picture_is_its_content_and_is_kept_once() {
    with_a_picture(async |store, settings, id| {
        assert_eq!(id, content_id(PICTURE));
        assert_eq!(store.pictures().get(&id).await?, PICTURE);
        assert!(store.pictures().exists(&id).await?);
        let before = fs::read(file_of(settings, &id)).unwrap();
        assert_eq!(store.pictures().put(PICTURE).await?, id);
        // A second seal would have another nonce: the file was left alone.
        assert_eq!(fs::read(file_of(settings, &id)).unwrap(), before);
        let ids: Vec<String> = store.pictures().list().try_collect().await?;
        assert_eq!(ids, [id]);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn the_file_shows_nothing_of_the_picture() {
    with_a_picture(async |_, settings, id| {
        let file = fs::read(file_of(settings, &id)).unwrap();
        assert!(!file.windows(8).any(|some| PICTURE.windows(8).any(|part| part == some)));
        // Magic, key id, version, nonce and tag around as many bytes as the picture has.
        assert_eq!(file.len(), 4 + 1 + "k1-00000000".len() + 1 + 12 + PICTURE.len() + 16);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_changed_file_is_damaged_wherever_it_is_changed() {
    with_a_picture(async |store, settings, id| {
        let path = file_of(settings, &id);
        let whole = fs::read(&path).unwrap();
        for at in 0..whole.len() {
            let mut broken = whole.clone();
            broken[at] ^= 0x10;
            fs::write(&path, &broken).unwrap();
            let answer = store.pictures().get(&id).await;
            let damaged =
                matches!(answer, Err(StoreError::Corrupt { .. } | StoreError::UnknownKey { .. }));
            assert!(damaged, "byte {at}");
            assert!(store.pictures().put(PICTURE).await.is_err(), "byte {at} is not kept");
        }
        for length in [0, 4, 5, 16, whole.len() - 1] {
            fs::write(&path, &whole[..length]).unwrap();
            let answer = store.pictures().get(&id).await;
            assert!(matches!(answer, Err(StoreError::Corrupt { .. })), "{length} bytes");
        }
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_picture_under_another_name_does_not_open() {
    with_a_picture(async |store, settings, id| {
        let other = store.pictures().put(b"another picture").await?;
        fs::copy(file_of(settings, &id), file_of(settings, &other)).unwrap();
        let answer = store.pictures().get(&other).await;
        assert!(matches!(answer, Err(StoreError::Corrupt { .. })));
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn what_is_not_there_is_missing_and_no_path_leads_out() {
    with_a_picture(async |store, _, _| {
        let unknown = content_id(b"never stored");
        for id in [unknown.as_str(), "../../keys.json", "", "ÿÿ", &"F".repeat(64)] {
            let answer = store.pictures().get(id).await;
            assert!(matches!(answer, Err(StoreError::Missing { .. })), "{id}");
        }
        assert!(!store.pictures().exists(&unknown).await?);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn the_doctor_names_missing_and_damaged_pictures() {
    with_a_picture(async |store, settings, whole| {
        planned(store, 0).await?;
        let damaged = store.pictures().put(b"one").await?;
        let missing = store.pictures().put(b"two").await?;
        let tx = store.write().await?;
        for id in [&whole, &damaged, &missing] {
            let frame = Frame {
                id: id.as_str().into(),
                session: Some(SESSION.into()),
                school: school().id,
                record: None,
                shot: None,
                state: FrameState::Unjoined,
                joined_by: None,
                bytes: 3,
                source_name: "DSC_0001.JPG".to_owned(),
                received_at_ms: NOW_MS,
                camera_at_ms: None,
            };
            tx.insert_frame(&frame).await?;
        }
        tx.commit().await?;
        assert_eq!(store.check_pictures("", usize::MAX).await?, []);

        fs::write(file_of(settings, &damaged), b"ZXP1 and then rubbish").unwrap();
        fs::remove_file(file_of(settings, &missing)).unwrap();
        let found = store.check_pictures("", usize::MAX).await?;
        let found: BTreeMap<_, _> =
            found.into_iter().map(|PictureFault { id, kind }| (id, kind)).collect();
        let expected = BTreeMap::from([
            (damaged, PictureFaultKind::Damaged),
            (missing, PictureFaultKind::Missing),
        ]);
        assert_eq!(found, expected);
        assert_eq!(store.check_pictures("g", usize::MAX).await?, [], "beyond every id");
        Ok(())
    })
    .await;
}
