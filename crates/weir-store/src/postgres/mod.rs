//! PostgreSQL: pools of connections, each unit of work that writes in a transaction of its own, and LISTEN/NOTIFY so that
//! every replica hears of what another committed.

mod gather;
mod merged;
mod session;

use std::time::Duration;

use deadpool_postgres::{Hook, HookError, Manager, ManagerConfig, Object, Pool, RecyclingMethod};
use futures_util::future::BoxFuture;
use tokio::{sync::watch, task::JoinSet};
use tokio_postgres::{AsyncMessage, config::SslMode};

pub(crate) use self::{
    gather::{Gather, Gathered},
    session::Session,
};
use crate::{
    conn::{Appended, Conn},
    error::{Result, StoreError},
    wake::{Counts, Wakers},
};

/// How often a unit is tried again after a deadlock or a serialisation failure.
const ATTEMPTS: usize = 5;

/// Connections that one replica holds at most for units that write, and as many for those that only read.
const CONNECTIONS: usize = 12;

/// What connections for units that write are set to. Our statements are short: compiling them costs more than it saves.
/// And they find their rows by keys, so the same plan serves all values and goes by an index, while PostgreSQL believes of
/// a table that is new to it that reading all of it is cheaper, and plans anew for each list of keys.
const SETTINGS: &str = "SET jit = off; SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan";

/// Units that only read have no transaction, which would cost two ways to the server; their connections refuse writes.
const READ_ONLY: &str = "SET jit = off; SET default_transaction_read_only = on";

/// The channel on which replicas tell each other that a log has grown.
const CHANNEL: &str = "weir_log";

/// How often other replicas are told at most. Units do not notify by themselves: PostgreSQL lets only one transaction at a
/// time commit a `NOTIFY`, so no two units would share the write to the disk. When a replica ends before it has told,
/// the others find what was committed at their next look.
const TELL_EVERY: Duration = Duration::from_millis(20);

/// Connections to one database.
#[derive(Clone)]
pub(crate) struct Postgres {
    writers: Pool,
    readers: Pool,
    wakers: Wakers,
    /// What other replicas have to be told.
    untold: watch::Sender<Appended>,
}

impl Postgres {
    /// Sets up the pools; connections are made when they are needed.
    pub(crate) fn new(url: &str, wakers: Wakers) -> Result<Self> {
        // The parser's errors quote no part of the URL, so the password stays out of them.
        let config: tokio_postgres::Config =
            url.parse().map_err(|error: tokio_postgres::Error| StoreError::Url(error.to_string()))?;
        let (writers, readers) = (pool(config.clone(), SETTINGS)?, pool(config, READ_ONLY)?);
        Ok(Self { writers, readers, wakers, untold: watch::Sender::new(Appended::default()) })
    }

    /// A connection that may write, outside of any transaction.
    pub(crate) async fn connect(&self) -> Result<Conn> {
        connect(&self.writers).await
    }

    /// Runs a unit that only reads; each of its statements sees what was committed before it.
    pub(crate) async fn read<I, T, F>(&self, input: &I, work: &F) -> Result<T>
    where
        F: for<'c> Fn(&'c mut Conn, &'c I) -> BoxFuture<'c, Result<T>>,
    {
        let mut guard = Guard { conn: Some(connect(&self.readers).await?) };
        guard.run(input, work).await.map(|(result, _)| result)
    }

    /// Runs a unit in a transaction and commits it; on a deadlock it runs again.
    pub(crate) async fn transact<I, T, F>(&self, input: &I, work: &F) -> Result<T>
    where
        I: ?Sized,
        F: for<'c> Fn(&'c mut Conn, &'c I) -> BoxFuture<'c, Result<T>>,
    {
        let mut attempt = 1;
        let before = self.wakers.counts();
        loop {
            let mut conn = self.connect().await?;
            if let Some(session) = conn.session() {
                session.begin();
            }
            let mut guard = Guard { conn: Some(conn) };
            match guard.run(input, work).await {
                Err(error) if error.is_transient() && attempt < ATTEMPTS => attempt += 1,
                Err(error) => {
                    self.ended(before, Appended::default());
                    return Err(error);
                }
                Ok((result, appended)) => {
                    self.ended(before, appended);
                    return Ok(result);
                }
            }
        }
    }

    /// Wakes who reads the logs here, and has the other replicas told, when a transaction has ended: of what it appended,
    /// and of what others appended while it was open, which readers may not have seen because of it ([`log_horizon`]).
    fn ended(&self, before: Counts, appended: Appended) {
        let shown = before.until(self.wakers.counts());
        self.wakers.wake_again(shown);
        self.wakers.wake(appended);
        let (events, logs) = (appended.events || shown.events, appended.logs || shown.logs);
        if events || logs {
            self.untold.send_modify(|untold| {
                untold.events |= events;
                untold.logs |= logs;
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

fn pool(config: tokio_postgres::Config, settings: &'static str) -> Result<Pool> {
    let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
    let manager = if config.get_ssl_mode() == SslMode::Disable {
        Manager::from_config(config, tokio_postgres::NoTls, recycling)
    } else {
        Manager::from_config(config, tls()?, recycling)
    };
    Pool::builder(manager)
        .max_size(CONNECTIONS)
        .wait_timeout(Some(Duration::from_secs(30)))
        .create_timeout(Some(Duration::from_secs(10)))
        .post_create(Hook::async_fn(move |client, _| {
            Box::pin(async move { client.batch_execute(settings).await.map_err(HookError::Backend) })
        }))
        .runtime(deadpool_postgres::Runtime::Tokio1)
        .build()
        .map_err(|error| StoreError::Pool(error.to_string()))
}

async fn connect(pool: &Pool) -> Result<Conn> {
    match pool.get().await {
        Ok(client) => Ok(Conn::postgres(Session::new(client))),
        Err(deadpool_postgres::PoolError::Backend(error)) => Err(StoreError::Postgres(error)),
        Err(other) => Err(StoreError::Pool(other.to_string())),
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

/// Gives the connection back to the pool only when its unit is over; a request that is dropped half-way closes the
/// connection, so that PostgreSQL rolls back.
struct Guard {
    conn: Option<Conn>,
}

impl Guard {
    /// What the unit answers, and what it appended to.
    async fn run<I, T, F>(&mut self, input: &I, work: &F) -> Result<(T, Appended)>
    where
        I: ?Sized,
        F: for<'c> Fn(&'c mut Conn, &'c I) -> BoxFuture<'c, Result<T>>,
    {
        let conn = self.conn.as_mut().ok_or(StoreError::Stopped("its connection is gone"))?;
        let result = work(conn, input).await;
        let appended = conn.appended;
        if let Some(session) = conn.session() {
            match &result {
                Ok(_) => {
                    if let Err(error) = session.finish(true).await {
                        session.finish(false).await?;
                        drop(self.conn.take());
                        return Err(error);
                    }
                }
                Err(_) => session.finish(false).await?,
            }
        }
        drop(self.conn.take());
        result.map(|result| (result, appended))
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if let Some(session) = self.conn.take().and_then(Conn::into_session) {
            // Taken out of the pool and dropped: the connection closes.
            drop(Object::take(session.into_client()));
        }
    }
}

/// The transaction up to which (exclusive) the logs are complete: nothing can appear before it any more.
///
/// Sequence numbers are drawn before their transaction commits, so a reader that went by them alone would skip what
/// commits late. Whoever may still append has a transaction id, which `pg_stat_activity` shows of every session of this
/// database that our role may look at. When there are others, all transactions of the server count in their place
/// (`pg_snapshot_xmin`); a long one in any of its databases then holds up the readers here. The caller must read the log
/// in a later statement, with a newer snapshot than this one's.
pub(crate) async fn log_horizon(conn: &mut Conn) -> Result<i64> {
    let horizon = conn
        .first(
            "WITH now AS (
                 SELECT CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS TEXT) AS BIGINT) AS xmin,
                     CAST(CAST(pg_snapshot_xmax(pg_current_snapshot()) AS TEXT) AS BIGINT) AS xmax
             ),
             session AS (
                 SELECT CAST(CAST(backend_xid AS TEXT) AS BIGINT) AS xid,
                     pg_has_role('pg_read_all_stats', 'USAGE') OR pg_has_role(usesysid, 'USAGE') AS is_shown
                 FROM pg_stat_activity WHERE datname = current_database() AND usesysid IS NOT NULL
             ),
             -- Shown are 32 bits of a 64-bit number that is near the newest.
             open AS (
                 SELECT (now.xmax / 4294967296) * 4294967296 + session.xid AS xid, now.xmax
                 FROM session CROSS JOIN now WHERE session.xid IS NOT NULL
             )
             SELECT CASE WHEN (SELECT bool_and(is_shown) FROM session)
                 THEN LEAST(xmax, (SELECT MIN(CASE WHEN xid > xmax + 2147483648 THEN xid - 4294967296 ELSE xid END) FROM open))
                 ELSE xmin END
             FROM now",
            &[],
            |row| row.get::<i64>(0),
        )
        .await?;
    Ok(horizon.unwrap_or(0))
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
