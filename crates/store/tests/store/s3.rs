//! The same pictures in S3 storage: a server in this process, with a folder behind it.

use std::path::Path;

use futures::TryStreamExt as _;
use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    server::conn::auto::Builder,
};
use s3s::{auth::SimpleAuth, service::S3ServiceBuilder};
use store::{PictureSettings, Store, StoreError, testing::sqlite_store};
use tokio::net::TcpListener;

/// Serves the folder's sub-folders as buckets; answers the endpoint.
async fn serve(folder: &Path) -> String {
    let mut builder = S3ServiceBuilder::new(s3s_fs::FileSystem::new(folder).unwrap());
    builder.set_auth(SimpleAuth::from_single("access", "secret"));
    let service = builder.build();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let service = service.clone();
            tokio::spawn(async move {
                let connection = Builder::new(TokioExecutor::new());
                // A client that hangs up is no concern of the test.
                let _ = connection.serve_connection(TokioIo::new(stream), service).await;
            });
        }
    });
    format!("http://{address}")
}

#[tokio::test]
async fn pictures_live_in_s3_storage_as_they_do_in_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let buckets = tempfile::tempdir().unwrap();
    std::fs::create_dir(buckets.path().join("pictures")).unwrap();
    let (_, mut settings) = sqlite_store(folder.path()).await.unwrap();
    settings.pictures = PictureSettings::S3 {
        endpoint: serve(buckets.path()).await,
        bucket: "pictures".to_owned(),
        region: "us-east-1".to_owned(),
        access_key: "access".to_owned(),
        secret_key: "secret".to_owned(),
        allow_http: true,
    };
    let store = Store::open(&settings).await.unwrap();
    let pictures = store.pictures();

    let id = pictures.put(b"a frame").await.unwrap();
    let object = buckets.path().join("pictures/cas").join(&id[..2]).join(&id);
    let sealed = std::fs::read(&object).unwrap();
    assert_eq!(pictures.put(b"a frame").await.unwrap(), id);
    assert_eq!(std::fs::read(&object).unwrap(), sealed, "never overwritten");
    assert_eq!(pictures.get(&id).await.unwrap(), b"a frame");
    assert_eq!(pictures.list().try_collect::<Vec<_>>().await.unwrap(), std::slice::from_ref(&id));
    assert!(store.health().await.unwrap().pictures_work);

    let mut broken = sealed;
    *broken.last_mut().unwrap() ^= 1;
    std::fs::write(&object, broken).unwrap();
    assert!(matches!(pictures.get(&id).await, Err(StoreError::Corrupt { .. })));
    let unknown = store::pictures::content_id(b"never stored");
    assert!(!pictures.exists(&unknown).await.unwrap());
    assert!(matches!(pictures.get(&unknown).await, Err(StoreError::Missing { .. })));
}
