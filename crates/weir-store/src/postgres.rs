//! PostgreSQL: a pool of connections, each unit of work in a transaction of its own, and LISTEN/NOTIFY so that every
//! replica hears of what another committed.

use std::time::Duration;

use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod};
use futures_util::future::BoxFuture;
use tokio::{sync::watch, task::JoinSet};
use tokio_postgres::{AsyncMessage, config::SslMode};

use crate::{
    conn::{Appended, Conn},
    error::{Result, StoreError},
    wake::Wakers,
};

/// How often a unit is tried again after a deadlock or a serialisation failure.
const ATTEMPTS: usize = 5;

/// Begins a unit that may write. While it is open it holds a shared lock, by which readers of the logs know that
/// something may still come (see [`log_horizon`]).
pub(crate) const BEGIN_WRITE: &str = "BEGIN; SELECT pg_advisory_xact_lock_shared(7411224)";

/// Begins a unit that only reads.
pub(crate) const BEGIN_READ: &str = "BEGIN READ ONLY";

/// The channel on which replicas tell each other that a log has grown.
const CHANNEL: &str = "weir_log";

/// How often other replicas are told at most. Units do not notify by themselves: PostgreSQL lets only one transaction at a
/// time commit a `NOTIFY`, so no two units would share the write to the disk. When a replica ends before it has told,
/// the others find what was committed at their next look.
const TELL_EVERY: Duration = Duration::from_millis(20);

/// A pool of connections to one database.
#[derive(Clone)]
pub(crate) struct Postgres {
    pool: Pool,
    wakers: Wakers,
    /// What other replicas have to be told.
    untold: watch::Sender<Appended>,
}

impl Postgres {
    /// Sets up the pool; connections are made when they are needed.
    pub(crate) fn new(url: &str, connections: usize, wakers: Wakers) -> Result<Self> {
        // The parser's errors quote no part of the URL, so the password stays out of them.
        let config: tokio_postgres::Config =
            url.parse().map_err(|error: tokio_postgres::Error| StoreError::Url(error.to_string()))?;
        let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let manager = if config.get_ssl_mode() == SslMode::Disable {
            Manager::from_config(config, tokio_postgres::NoTls, recycling)
        } else {
            Manager::from_config(config, tls()?, recycling)
        };
        let pool = Pool::builder(manager)
            .max_size(connections)
            .wait_timeout(Some(Duration::from_secs(30)))
            .create_timeout(Some(Duration::from_secs(10)))
            .runtime(deadpool_postgres::Runtime::Tokio1)
            .build()
            .map_err(|error| StoreError::Pool(error.to_string()))?;
        Ok(Self { pool, wakers, untold: watch::Sender::new(Appended::default()) })
    }

    pub(crate) async fn connect(&self) -> Result<Conn> {
        self.pool.get().await.map(Conn::postgres).map_err(|error| match error {
            deadpool_postgres::PoolError::Backend(error) => StoreError::Postgres(error),
            other => StoreError::Pool(other.to_string()),
        })
    }

    /// Runs a unit in a transaction and commits it; on a deadlock it runs again.
    pub(crate) async fn transact<I, T, F>(&self, begin: &str, input: &I, work: &F) -> Result<T>
    where
        F: for<'c> Fn(&'c mut Conn, &'c I) -> BoxFuture<'c, Result<T>>,
    {
        let mut attempt = 1;
        loop {
            let mut guard = Transaction { conn: Some(self.connect().await?) };
            match guard.run(begin, input, work).await {
                Err(error) if error.is_transient() && attempt < ATTEMPTS => attempt += 1,
                Err(error) => return Err(error),
                Ok((result, appended)) => {
                    self.committed(appended);
                    return Ok(result);
                }
            }
        }
    }

    /// Wakes who reads the logs here, and has the other replicas told.
    fn committed(&self, appended: Appended) {
        if appended.events || appended.logs {
            self.wakers.wake(appended);
            self.untold.send_modify(|untold| {
                untold.events |= appended.events;
                untold.logs |= appended.logs;
            });
        }
    }

    /// Tells other replicas of commits here and hears of theirs, until the tasks are dropped; connects again when a
    /// connection breaks.
    pub(crate) fn keep_in_touch(&self, url: String) -> JoinSet<()> {
        let mut tasks = JoinSet::new();
        let wakers = self.wakers.clone();
        tasks.spawn(async move {
            loop {
                if let Err(error) = listen_once(&url, &wakers).await {
                    tracing::warn!(%error, "lost the PostgreSQL notification connection");
                }
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        });
        tasks.spawn(self.clone().tell());
        tasks
    }

    async fn tell(self) {
        let mut news = self.untold.subscribe();
        while news.changed().await.is_ok() {
            let mut appended = Appended::default();
            self.untold.send_if_modified(|untold| {
                appended = std::mem::take(untold);
                false
            });
            if let Err(error) = self.notify(appended).await {
                tracing::warn!(%error, "could not tell other replicas of a commit; they will find it");
            }
            tokio::time::sleep(TELL_EVERY).await;
        }
    }

    async fn notify(&self, appended: Appended) -> Result<()> {
        let sql = match (appended.events, appended.logs) {
            (false, false) => return Ok(()),
            (true, false) => "NOTIFY weir_log, 'events'",
            (false, true) => "NOTIFY weir_log, 'logs'",
            (true, true) => "NOTIFY weir_log, 'both'",
        };
        self.connect().await?.batch(sql).await
    }
}

fn tls() -> Result<tokio_postgres_rustls::MakeRustlsConnect> {
    let mut roots = rustls::RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|_| StoreError::Stopped("no TLS versions in common with the provider"))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(tokio_postgres_rustls::MakeRustlsConnect::new(config))
}

/// Gives the connection back to the pool only when its transaction is over; a request that is dropped half-way closes
/// the connection, so that PostgreSQL rolls back.
struct Transaction {
    conn: Option<Conn>,
}

impl Transaction {
    /// What the unit answers, and what it appended to.
    async fn run<I, T, F>(&mut self, begin: &str, input: &I, work: &F) -> Result<(T, Appended)>
    where
        F: for<'c> Fn(&'c mut Conn, &'c I) -> BoxFuture<'c, Result<T>>,
    {
        let conn = self.conn.as_mut().ok_or(StoreError::Stopped("its connection is gone"))?;
        conn.batch(begin).await?;
        let result = work(conn, input).await;
        conn.batch(if result.is_ok() { "COMMIT" } else { "ROLLBACK" }).await?;
        let appended = conn.appended;
        drop(self.conn.take());
        result.map(|result| (result, appended))
    }
}

/// The transaction up to which (exclusive) the logs are complete: nothing can appear before it any more.
///
/// Sequence numbers are drawn before their transaction commits, so a reader that went by them alone would skip what
/// commits late. Every unit that may write holds a shared advisory lock, taken before it has a transaction id; so
/// whoever may still append stands in `pg_locks` of this database. (`pg_snapshot_xmin` would be simpler, but a long
/// transaction in any other database of the server would then hold up every reader here.) The caller must read the log
/// in a later statement, with a newer snapshot than this one's.
pub(crate) async fn log_horizon(conn: &mut Conn) -> Result<i64> {
    let horizon = conn
        .first(
            "WITH top AS (SELECT CAST(CAST(pg_snapshot_xmax(pg_current_snapshot()) AS TEXT) AS BIGINT) AS xmax),
             open AS (
                 SELECT CAST(CAST(own.transactionid AS TEXT) AS BIGINT) AS xid
                 FROM pg_locks AS shared JOIN pg_locks AS own ON own.pid = shared.pid
                 WHERE shared.locktype = 'advisory' AND shared.classid = 0 AND shared.objid = 7411224
                     AND shared.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                     AND own.locktype = 'transactionid' AND own.mode = 'ExclusiveLock' AND own.granted
             ),
             -- pg_locks shows 32 bits of a 64-bit number that is not beyond the newest.
             wide AS (
                 SELECT (top.xmax / 4294967296) * 4294967296 + open.xid AS xid, top.xmax FROM open CROSS JOIN top
             )
             SELECT LEAST((SELECT xmax FROM top),
                 (SELECT MIN(CASE WHEN xid > xmax THEN xid - 4294967296 ELSE xid END) FROM wide))",
            &[],
            |row| row.get::<i64>(0),
        )
        .await?;
    Ok(horizon.unwrap_or(0))
}

impl Drop for Transaction {
    fn drop(&mut self) {
        if let Some(client) = self.conn.take().and_then(Conn::into_postgres) {
            // Taken out of the pool and dropped: the connection closes.
            drop(deadpool_postgres::Object::take(client));
        }
    }
}

async fn listen_once(url: &str, wakers: &Wakers) -> Result<()> {
    let config: tokio_postgres::Config = url.parse()?;
    if config.get_ssl_mode() == SslMode::Disable {
        let (client, connection) = config.connect(tokio_postgres::NoTls).await?;
        follow(client, connection, wakers).await
    } else {
        let (client, connection) = config.connect(tls()?).await?;
        follow(client, connection, wakers).await
    }
}

async fn follow<S, T>(
    client: tokio_postgres::Client,
    mut connection: tokio_postgres::Connection<S, T>,
    wakers: &Wakers,
) -> Result<()>
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin,
    T: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin,
{
    let mut messages = futures_util::stream::poll_fn(move |context| connection.poll_message(context));
    let listen = format!("LISTEN {CHANNEL}");
    let subscribe = client.batch_execute(&listen);
    tokio::pin!(subscribe);
    let mut subscribed = false;
    loop {
        tokio::select! {
            result = &mut subscribe, if !subscribed => {
                result?;
                subscribed = true;
                // What was committed before this is found by sequence number.
                wakers.wake(Appended { events: true, logs: true });
            }
            message = futures_util::StreamExt::next(&mut messages) => match message {
                Some(Ok(AsyncMessage::Notification(note))) => wakers.wake(Appended {
                    events: note.payload() != "logs",
                    logs: note.payload() != "events",
                }),
                Some(Ok(_)) => {}
                Some(Err(error)) => return Err(error.into()),
                None => return Ok(()),
            }
        }
    }
}
