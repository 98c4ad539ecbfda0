//! The one handle on the database that everything above the store uses.

use std::{path::PathBuf, sync::Arc};

use futures_util::{FutureExt, future::BoxFuture};
use tokio::task::JoinSet;
use weir_types::orchestration::OrchestrationResult;

use crate::{
    conn::{Conn, Dialect},
    error::{Result, StoreError},
    flow_runs::{Created, Proposal, Wanted},
    logs::Lines,
    migrate,
    postgres::{Gather, Gathered, Postgres},
    sqlite::{Readers, SqliteFile, Unit, Writer},
    url::DatabaseUrl,
    wake::{Growth, Wakers},
};

/// Reader threads of the embedded database: as many as a small machine has cores; more were slower when measured.
const SQLITE_READERS: usize = 2;

/// The database, with its migrations applied. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    engine: Engine,
    wakers: Wakers,
}

enum Engine {
    Sqlite {
        writer: Writer,
        readers: Readers,
        file: SqliteFile,
        _folder: Option<tempfile::TempDir>,
    },
    Postgres {
        database: Postgres,
        wanted: Gather<Wanted>,
        proposals: Gather<Proposal>,
        lines: Gather<Lines>,
        _tasks: JoinSet<()>,
    },
}

impl Store {
    /// Opens the database that `url` names and brings its schema up to date.
    ///
    /// # Errors
    /// When the database cannot be reached, or was written by a newer Weir.
    pub async fn open(url: &DatabaseUrl) -> Result<Self> {
        let wakers = Wakers::new();
        let engine = match url {
            DatabaseUrl::SqliteMemory => {
                let folder = tempfile::tempdir()?;
                let path = folder.path().join("weir.db");
                open_sqlite(SqliteFile { path }, Some(folder), &wakers)?
            }
            DatabaseUrl::Sqlite(path) => open_sqlite(SqliteFile { path: path.clone() }, None, &wakers)?,
            DatabaseUrl::Postgres(url) => {
                let database = Postgres::new(url, wakers.clone())?;
                migrate::postgres(&mut database.connect().await?).await?;
                let tasks = database.keep_in_touch(url.clone());
                Engine::Postgres {
                    database,
                    wanted: Gather::new(),
                    proposals: Gather::new(),
                    lines: Gather::new(),
                    _tasks: tasks,
                }
            }
        };
        Ok(Self { inner: Arc::new(Inner { engine, wakers }) })
    }

    /// Runs a unit of work that may write; answers after its transaction is durable.
    ///
    /// `work` may be run more than once (after a deadlock, or after another unit of its group failed), each time from a
    /// clean state; so it must do nothing but work on the connection. What it needs comes in `input`.
    ///
    /// # Errors
    /// As `work` does, and then nothing of it is kept; or when the commit fails.
    pub async fn write<I, T, F>(&self, input: I, work: F) -> Result<T>
    where
        I: Send + Sync + 'static,
        T: Send + 'static,
        F: for<'c> Fn(&'c mut Conn, &'c I) -> BoxFuture<'c, Result<T>> + Send + Sync + 'static,
    {
        match &self.inner.engine {
            Engine::Sqlite { writer, .. } => {
                let (job, answer) = Unit::new(move |conn: &mut Conn| ready(work(conn, &input)));
                writer.send(Box::new(job));
                answer.await.unwrap_or(Err(StoreError::Stopped("the writer has ended")))
            }
            Engine::Postgres { database, .. } => database.transact(&input, &work).await,
        }
    }

    /// Runs a unit of work that only reads: on one snapshot with SQLite; with PostgreSQL each statement has its own.
    ///
    /// # Errors
    /// As `work` does.
    pub async fn read<I, T, F>(&self, input: I, work: F) -> Result<T>
    where
        I: Send + Sync + 'static,
        T: Send + 'static,
        F: for<'c> Fn(&'c mut Conn, &'c I) -> BoxFuture<'c, Result<T>> + Send + Sync + 'static,
    {
        match &self.inner.engine {
            Engine::Sqlite { readers, .. } => {
                let (job, answer) = Unit::new(move |conn: &mut Conn| ready(work(conn, &input)));
                readers.send(Box::new(job));
                answer.await.unwrap_or(Err(StoreError::Stopped("the readers have ended")))
            }
            Engine::Postgres { database, .. } => database.read(&input, &work).await,
        }
    }

    /// Makes a flow run; see [`create`](crate::flow_runs::create).
    ///
    /// # Errors
    /// As [`Store::write`].
    pub async fn create_flow_run(&self, wanted: Wanted) -> Result<Created> {
        match &self.inner.engine {
            Engine::Sqlite { .. } => self.write(wanted, |conn, wanted| Wanted::alone(conn, wanted)).await,
            Engine::Postgres { database, wanted: others, .. } => others.run(database, wanted).await,
        }
    }

    /// Proposes a state for a flow run; see [`set_state`](crate::flow_runs::set_state).
    ///
    /// # Errors
    /// As [`Store::write`].
    pub async fn set_flow_run_state(&self, proposal: Proposal) -> Result<Option<OrchestrationResult>> {
        match &self.inner.engine {
            Engine::Sqlite { .. } => {
                self.write(proposal, |conn, proposal| Proposal::alone(conn, proposal)).await
            }
            Engine::Postgres { database, proposals, .. } => proposals.run(database, proposal).await,
        }
    }

    /// Appends lines of log; see [`append`](crate::logs::append).
    ///
    /// # Errors
    /// As [`Store::write`].
    pub async fn append_logs(&self, lines: Lines) -> Result<()> {
        match &self.inner.engine {
            Engine::Sqlite { .. } => self.write(lines, |conn, lines| Lines::alone(conn, lines)).await,
            Engine::Postgres { database, lines: others, .. } => others.run(database, lines).await,
        }
    }

    /// Changes whenever the event log may have grown.
    pub fn event_growth(&self) -> Growth {
        self.inner.wakers.events()
    }

    /// Changes whenever log lines may have been added.
    pub fn log_growth(&self) -> Growth {
        self.inner.wakers.logs()
    }

    /// Where the key lies that seals the secrets of a SQLite database: beside its file. PostgreSQL has no such place.
    pub(crate) fn key_file(&self) -> Option<PathBuf> {
        match &self.inner.engine {
            Engine::Sqlite { file, .. } => {
                let mut name = file.path.clone().into_os_string();
                name.push(".key");
                Some(name.into())
            }
            Engine::Postgres { .. } => None,
        }
    }

    /// Which database this is.
    pub fn dialect(&self) -> Dialect {
        match &self.inner.engine {
            Engine::Sqlite { .. } => Dialect::Sqlite,
            Engine::Postgres { .. } => Dialect::Postgres,
        }
    }
}

fn open_sqlite(file: SqliteFile, folder: Option<tempfile::TempDir>, wakers: &Wakers) -> Result<Engine> {
    let mut conn = Conn::sqlite(file.open_writer()?);
    ready(migrate::sqlite(&mut conn))?;
    drop(conn);
    let writer = Writer::start(&file, wakers.clone())?;
    let readers = Readers::start(&file, SQLITE_READERS)?;
    Ok(Engine::Sqlite { writer, readers, file, _folder: folder })
}

/// Takes the result of a storage operation on SQLite, whose futures never wait.
pub(crate) fn ready<T>(operation: impl Future<Output = Result<T>>) -> Result<T> {
    operation
        .now_or_never()
        .unwrap_or(Err(StoreError::Stopped("a storage operation waited for something else")))
}
