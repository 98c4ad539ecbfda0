//! The embedded database: one writer thread that commits in groups, and a few reader threads.

mod checkpointer;
mod readers;
mod syncer;
mod writer;

use std::path::{Path, PathBuf};

use rusqlite::{OpenFlags, config::DbConfig};
use tokio::sync::oneshot;

pub(crate) use self::{readers::Readers, writer::Writer};
use crate::{
    conn::{Appended, Conn},
    error::{Result, StoreError},
};

/// What the threads run: a unit of work that keeps its own result and answers whoever asked.
pub(crate) trait Job: Send {
    /// Runs the unit. After a rollback of its group it is run again.
    fn run(&mut self, conn: &mut Conn) -> Ran;
    /// Sends the result, or `failure` in its place.
    fn answer(self: Box<Self>, failure: Option<StoreError>);
    /// What the unit appended to, once it is committed.
    fn appended(&self) -> Appended;
}

/// How a unit ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ran {
    /// Its writes, if any, may be committed.
    Well,
    /// It failed before it wrote anything.
    FailedClean,
    /// It failed after it wrote: its writes must be rolled back.
    FailedDirty,
}

/// A job made of a closure and the channel that waits for its result.
pub(crate) struct Unit<F, T> {
    work: F,
    result: Option<Result<T>>,
    appended: Appended,
    reply: oneshot::Sender<Result<T>>,
}

impl<F, T> Unit<F, T> {
    pub(crate) fn new(work: F) -> (Self, oneshot::Receiver<Result<T>>) {
        let (reply, answer) = oneshot::channel();
        (Self { work, result: None, appended: Appended::default(), reply }, answer)
    }
}

impl<F, T> Job for Unit<F, T>
where
    F: FnMut(&mut Conn) -> Result<T> + Send,
    T: Send,
{
    fn run(&mut self, conn: &mut Conn) -> Ran {
        conn.dirty = false;
        conn.appended = Appended::default();
        let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| (self.work)(conn)))
            // The unit's writes are rolled back, so nothing half-done can be seen through the unwind.
            .unwrap_or(Err(StoreError::Stopped("it panicked")));
        let ran = match (&result, conn.dirty) {
            (Ok(_), _) => Ran::Well,
            (Err(_), false) => Ran::FailedClean,
            (Err(_), true) => Ran::FailedDirty,
        };
        self.appended = if ran == Ran::Well { conn.appended } else { Appended::default() };
        self.result = Some(result);
        ran
    }

    fn answer(self: Box<Self>, failure: Option<StoreError>) {
        let result = match (failure, self.result) {
            (None, Some(result)) => result,
            (Some(failure), _) => Err(failure),
            (None, None) => Err(StoreError::Stopped("it never ran")),
        };
        // Whoever asked may have gone away; what is committed stays committed.
        drop(self.reply.send(result));
    }

    fn appended(&self) -> Appended {
        self.appended
    }
}

/// How an embedded database is opened.
#[derive(Clone, Debug)]
pub(crate) struct SqliteFile {
    pub(crate) path: PathBuf,
}

impl SqliteFile {
    /// Opens a connection that may write. WAL lets readers go on while it writes. `NORMAL` leaves it to the syncer to
    /// make commits durable before they are answered, and keeps the database whole whatever happens.
    pub(crate) fn open_writer(&self) -> Result<rusqlite::Connection> {
        if let Some(folder) = self.path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder)?;
        }
        let connection = open(&self.path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
        connection.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;
             PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -16384;",
        )?;
        Ok(connection)
    }

    /// Opens a connection that only copies from the write-ahead log into the database.
    pub(crate) fn open_checkpointer(&self) -> Result<rusqlite::Connection> {
        open(&self.path, OpenFlags::SQLITE_OPEN_READ_WRITE)
    }

    /// Opens a connection that only reads.
    pub(crate) fn open_reader(&self) -> Result<rusqlite::Connection> {
        let connection = open(&self.path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        connection
            .execute_batch("PRAGMA query_only = ON; PRAGMA cache_size = -8192; PRAGMA mmap_size = 0;")?;
        Ok(connection)
    }
}

fn open(path: &Path, mode: OpenFlags) -> Result<rusqlite::Connection> {
    let connection = rusqlite::Connection::open_with_flags(path, mode | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    // Only another process (a backup, a person with a shell) can hold the file; wait for it rather than fail.
    connection.busy_timeout(std::time::Duration::from_secs(30))?;
    // Else SQLite compares bound values with the conditions of partial indexes, and parses a statement again whenever
    // one of these values is bound: a seventh of all processor time when runs change state.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.execute_batch("PRAGMA temp_store = MEMORY;")?;
    Ok(connection)
}
