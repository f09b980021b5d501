//! Opening: what is missing is said with its cure.

use std::{fs, os::unix::fs::PermissionsExt as _};

use store::{
    Actor, KeyFileFault, PictureSettings, Settings, Store, StoreError,
    testing::{NOW_MS, on_both_databases_with},
};
use tempfile::TempDir;

fn fresh() -> (TempDir, Settings) {
    let folder = tempfile::tempdir().unwrap();
    let settings = Settings {
        database_url: format!("sqlite://{}", folder.path().join("store.db").display()),
        pictures: PictureSettings::Folder(folder.path().join("pictures")),
        key_file: folder.path().join("keys.json"),
    };
    (folder, settings)
}

async fn refusal(settings: &Settings) -> String {
    let refused = Store::open(settings).await.err().unwrap();
    assert_eq!(refused.actor(), Actor::Administrator);
    refused.to_string()
}

#[tokio::test]
async fn an_empty_machine_is_told_what_to_do() {
    let (_folder, settings) = fresh();
    assert!(refusal(&settings).await.contains("is not there: restore it, or create one"));
    Store::create_key_file(&settings.key_file, NOW_MS).unwrap();
    let said = refusal(&settings).await;
    assert!(said.contains("m0001_schools") && said.contains("run `migrate`"), "{said}");
    let applied = Store::migrate(&settings).await.unwrap();
    assert_eq!(applied.first().map(String::as_str), Some("m0001_schools"));
    assert!(Store::migrate(&settings).await.unwrap().is_empty(), "nothing is pending");
    let health = Store::open(&settings).await.unwrap().health().await.unwrap();
    assert!(health.pictures_work && health.pending.is_empty());
}

#[tokio::test]
async fn a_database_without_its_newest_migration_is_not_opened() {
    use sea_orm::{ConnectionTrait as _, Database};
    let (_folder, settings) = fresh();
    Store::create_key_file(&settings.key_file, NOW_MS).unwrap();
    Store::migrate(&settings).await.unwrap();
    let db = Database::connect(&settings.database_url).await.unwrap();
    let forget = "DELETE FROM seaql_migrations WHERE version = 'm0011_jobs'";
    db.execute_unprepared(forget).await.unwrap();
    db.close().await.unwrap();
    let refused = Store::open(&settings).await.err().unwrap();
    assert!(matches!(refused, StoreError::NotMigrated { pending } if pending == ["m0011_jobs"]));
}

#[test]
fn a_key_file_is_never_overwritten_shared_or_half_read() {
    let (_folder, settings) = fresh();
    let path = &settings.key_file;
    let fault = |result: Result<(), StoreError>| match result {
        Err(StoreError::KeyFile { fault, .. }) => fault,
        other => panic!("{other:?}"),
    };
    Store::create_key_file(path, NOW_MS).unwrap();
    assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600);
    let again = Store::create_key_file(path, NOW_MS);
    assert!(matches!(fault(again), KeyFileFault::Exists));

    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let open = || runtime.block_on(Store::open(&settings)).map(drop);
    fs::set_permissions(path, fs::Permissions::from_mode(0o640)).unwrap();
    assert!(matches!(fault(open()), KeyFileFault::Open));
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
    let whole = fs::read_to_string(path).unwrap();
    for broken in [
        &whole[..whole.len() / 2],
        "",
        "{}",
        &whole.replace("\"current\": \"k1", "\"current\": \"k9"),
    ] {
        fs::write(path, broken).unwrap();
        assert!(matches!(fault(open()), KeyFileFault::Form));
    }
}

#[test]
fn settings_and_errors_show_no_password() {
    let settings = Settings {
        database_url: "postgres://zx:hunter2@db.example/zx".to_owned(),
        pictures: PictureSettings::S3 {
            endpoint: "https://s3.example".to_owned(),
            bucket: "pictures".to_owned(),
            region: "cn-1".to_owned(),
            access_key: "AKIA".to_owned(),
            secret_key: "hunter3".to_owned(),
            allow_http: false,
        },
        key_file: "/etc/zhengxiang/keys.json".into(),
    };
    let shown = format!("{settings:?}");
    assert!(!shown.contains("hunter") && !shown.contains("AKIA"), "{shown}");
    assert!(shown.contains("db.example/zx"));
}

#[test]
fn a_read_sees_one_moment() {
    on_both_databases_with(async |store, _| {
        let reader = store.read().await?;
        assert_eq!(reader.schools().await?.len(), 0);
        let tx = store.write().await?;
        tx.insert_school(&crate::world::school()).await?;
        tx.commit().await?;
        assert_eq!(reader.schools().await?.len(), 0, "as it was when it began");
        drop(reader);
        assert_eq!(store.read().await?.schools().await?.len(), 1);
        Ok(())
    });
}
