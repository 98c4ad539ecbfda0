//! The thread that makes commits durable. It flushes the write-ahead log to the disk, in place of SQLite's own fsync in
//! `COMMIT`, so that the writer goes on meanwhile; units are answered after it.
//!
//! The order in the log is that of the commits, so a flush covers all commits before it: what a unit has read is durable
//! when the unit's own answer goes out.

use std::{
    ffi::OsString,
    fs::{File, OpenOptions},
    io,
    sync::{
        Arc,
        mpsc::{Sender, channel},
    },
    thread::JoinHandle,
};

use super::{Job, writer::Message};
use crate::{
    conn::Appended,
    error::{Result, StoreError},
    wake::Wakers,
};

/// Units of one commit.
type Group = Vec<Box<dyn Job>>;

/// Whether a commit is durable.
pub(super) type Flushed = std::result::Result<(), Arc<io::Error>>;

/// The file that the commits are appended to.
#[derive(Clone)]
pub(super) struct Log(Arc<File>);

impl Log {
    /// The write-ahead log of a database in use; it stays the same file until its last connection is closed.
    pub(super) fn of(connection: &rusqlite::Connection) -> Result<Self> {
        let mut path = OsString::from(connection.path().unwrap_or_default());
        path.push("-wal");
        Ok(Self::at(OpenOptions::new().read(true).write(true).open(path)?))
    }

    pub(super) fn at(file: File) -> Self {
        Self(Arc::new(file))
    }

    fn flush(&self) -> Flushed {
        self.0.sync_data().map_err(Arc::new)
    }
}

/// The writer's handle of the thread.
pub(super) struct Syncer {
    log: Log,
    wakers: Wakers,
    groups: Sender<Group>,
    is_busy: bool,
}

/// Starts the thread, which ends when its handle is dropped. It tells `writer` of every group that it has flushed.
pub(super) fn start(log: Log, writer: Sender<Message>, wakers: Wakers) -> Result<(Syncer, JoinHandle<()>)> {
    let (groups, inbox) = channel::<Group>();
    let syncer = Syncer { log: log.clone(), wakers: wakers.clone(), groups, is_busy: false };
    let thread = std::thread::Builder::new().name("weir-syncer".into()).spawn(move || {
        for group in inbox {
            let flushed = log.flush();
            // The writer first: it may commit the next group while the answers of this one go out. When it has ended,
            // there is none to commit.
            drop(writer.send(Message::Synced(flushed.clone())));
            finish(group, &flushed, &wakers);
        }
    })?;
    Ok((syncer, thread))
}

impl Syncer {
    /// Whether a group was handed over that has not come back.
    pub(super) fn is_busy(&self) -> bool {
        self.is_busy
    }

    /// Takes note that the group has come back.
    pub(super) fn came_back(&mut self) {
        self.is_busy = false;
    }

    /// Hands a group over that was committed.
    pub(super) fn send(&mut self, group: Group) -> Flushed {
        self.is_busy = true;
        self.groups.send(group).map_err(|returned| {
            let error = Arc::new(io::Error::other("the syncer has ended"));
            answer(returned.0, &Err(error.clone()));
            error
        })
    }

    /// Flushes and answers a group on the caller's own thread: a change of threads takes longer than it would save a lone
    /// unit.
    pub(super) fn sync(&self, group: Group) -> Flushed {
        let flushed = self.log.flush();
        finish(group, &flushed, &self.wakers);
        flushed
    }
}

/// Answers the units of a commit and, if it is durable, wakes the readers of what they appended to.
fn finish(group: Group, flushed: &Flushed, wakers: &Wakers) {
    let appended = group.iter().fold(Appended::default(), |all, job| Appended {
        events: all.events || job.appended().events,
        logs: all.logs || job.appended().logs,
    });
    answer(group, flushed);
    if flushed.is_ok() {
        wakers.wake(appended);
    }
}

/// Answers units: with their own results, or with why these are not durable.
pub(super) fn answer(group: impl IntoIterator<Item = Box<dyn Job>>, flushed: &Flushed) {
    for job in group {
        job.answer(flushed.clone().err().map(StoreError::NotDurable));
    }
}
