//! What tests need: throw-away databases, and receivers of what is sent out. A dev-dependency only; it panics where a test should fail.
#![expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a broken test environment must fail the test, loudly"
)]

mod http_receiver;
mod postgres;
mod smtp_receiver;

pub use http_receiver::{HttpReceiver, Reply, Request};
pub use postgres::postgres_url;
pub use smtp_receiver::{Letter, SmtpReceiver};
use weir_store::{DatabaseUrl, Store};

/// A fresh, migrated SQLite database that goes with the store.
pub async fn sqlite_store() -> Store {
    Store::open(&DatabaseUrl::SqliteMemory).await.expect("a temporary SQLite database opens")
}

/// A fresh, migrated database on the tests' own PostgreSQL.
pub async fn postgres_store() -> Store {
    let url = postgres_url().await.parse().expect("the test server's URL is understood");
    Store::open(&url).await.expect("a new PostgreSQL database opens")
}

/// Instantiates storage tests for both databases: `async fn name(store: Store)` becomes `sqlite::name` and
/// `postgres::name`.
#[macro_export]
macro_rules! on_both_databases {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name($crate::sqlite_store().await).await;
            })+
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name($crate::postgres_store().await).await;
            })+
        }
    };
}
