//! Opening a database.

use weir_store::{DatabaseUrl, Store, StoreError};
use weir_testkit::postgres_url;

/// What Prefect's server makes first in a new database.
const PREFECTS: &str = "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)";

#[tokio::test]
async fn prefects_sqlite_file_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("prefect.db");
    let prefect = rusqlite::Connection::open(&path).unwrap();
    prefect.execute_batch(PREFECTS).unwrap();
    let refused = Store::open(&DatabaseUrl::Sqlite(path)).await.err();
    assert!(matches!(refused, Some(StoreError::Prefects)), "{refused:?}");
    let tables = prefect.query_row("SELECT COUNT(*) FROM sqlite_master", [], |row| row.get::<_, i64>(0));
    assert_eq!(tables.unwrap(), 1);
}

#[tokio::test]
async fn prefects_postgres_database_is_left_alone() {
    let url = postgres_url().await;
    let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.unwrap();
    let driver = tokio::spawn(connection);
    client.batch_execute(PREFECTS).await.unwrap();
    let refused = Store::open(&url.parse().unwrap()).await.err();
    assert!(matches!(refused, Some(StoreError::Prefects)), "{refused:?}");
    let tables =
        client.query_one("SELECT COUNT(*) FROM pg_tables WHERE schemaname = 'public'", &[]).await.unwrap();
    assert_eq!(tables.get::<_, i64>(0), 1);
    drop(client);
    driver.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_database_of_other_migrations_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("weir.db");
    let url = DatabaseUrl::Sqlite(path.clone());
    drop(Store::open(&url).await.unwrap());
    drop(Store::open(&url).await.unwrap());
    let database = rusqlite::Connection::open(&path).unwrap();
    database.execute_batch("UPDATE weir_schema SET digest = 'that of another text'").unwrap();
    let refused = Store::open(&url).await.err();
    assert!(matches!(refused, Some(StoreError::OtherMigration("0001_initial"))), "{refused:?}");
    database.execute_batch("UPDATE weir_schema SET version = 1000").unwrap();
    let refused = Store::open(&url).await.err();
    assert!(matches!(refused, Some(StoreError::TooNew { found: 1000, .. })), "{refused:?}");
}
