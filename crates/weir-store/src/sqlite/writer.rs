//! The writer thread. Units that wait are run in one transaction and all answered after its commit is durable, so they
//! share the fsync. While another thread waits for that fsync, the next units run already, in a transaction that is
//! committed when the disk is free again. A savepoint per unit would cost 40% of that gain; instead a group in which a
//! unit fails after writing is rolled back whole and its units run again one by one.

use std::{
    sync::mpsc::{Receiver, Sender, channel},
    thread::JoinHandle,
};

use super::{
    Job, Ran, SqliteFile, checkpointer,
    syncer::{self, Flushed, Log, Syncer},
};
use crate::{
    conn::Conn,
    error::{Result, StoreError},
    wake::Wakers,
};

/// With so many units a group is committed although more wait, once the disk is free.
const GROUP: usize = 256;

/// What reaches the thread.
pub(super) enum Message {
    /// A unit to run.
    Unit(Box<dyn Job>),
    /// The last group that was handed to the syncer is durable, or never will be.
    Synced(Flushed),
    /// What is queued is the last.
    Close,
}

/// The handle of the writer thread.
pub(crate) struct Writer {
    inbox: Sender<Message>,
    threads: Vec<JoinHandle<()>>,
}

impl Writer {
    /// Starts the thread, the one that makes its checkpoints and the one that waits for the disk.
    pub(crate) fn start(file: &SqliteFile, wakers: Wakers) -> Result<Self> {
        let mut connection = file.open_writer()?;
        let checkpoints = checkpointer::start(&mut connection, file.open_checkpointer()?)?;
        let log = Log::of(&connection)?;
        let mut writer = Self::with(connection, log, wakers)?;
        writer.threads.push(checkpoints);
        Ok(writer)
    }

    fn with(connection: rusqlite::Connection, log: Log, wakers: Wakers) -> Result<Self> {
        let (sender, inbox) = channel();
        let (syncer, syncs) = syncer::start(log, sender.clone(), wakers)?;
        let writer = std::thread::Builder::new().name("weir-writer".into()).spawn(move || {
            Serving { conn: Conn::sqlite(connection), group: Vec::new(), wrote: false, syncer }.serve(&inbox);
        })?;
        Ok(Self { inbox: sender, threads: vec![writer, syncs] })
    }

    /// Queues a unit.
    pub(crate) fn send(&self, job: Box<dyn Job>) {
        if let Err(returned) = self.inbox.send(Message::Unit(job))
            && let Message::Unit(job) = returned.0
        {
            job.answer(Some(StoreError::Stopped("the writer has ended")));
        }
    }
}

impl Drop for Writer {
    /// Lets the thread finish what is queued.
    fn drop(&mut self) {
        // It fails when the thread has ended, which is what is wanted.
        drop(self.inbox.send(Message::Close));
        for thread in self.threads.drain(..) {
            drop(thread.join());
        }
    }
}

/// The state of the thread.
struct Serving {
    conn: Conn,
    /// Units that ran in the open transaction; there is one if and only if this is not empty.
    group: Vec<Box<dyn Job>>,
    /// Whether one of them wrote.
    wrote: bool,
    syncer: Syncer,
}

impl Serving {
    fn serve(mut self, inbox: &Receiver<Message>) {
        let mut closing = false;
        while !(closing && self.group.is_empty() && !self.syncer.is_busy()) {
            let flushed = match self.next(inbox) {
                Some(Message::Unit(job)) => self.take(job),
                Some(Message::Synced(flushed)) => {
                    self.syncer.came_back();
                    flushed
                }
                Some(Message::Close) => {
                    closing = true;
                    Ok(())
                }
                None => self.commit(),
            };
            if let Err(error) = flushed {
                // The disk will not say a second time that it lost something.
                tracing::error!(%error, "the write-ahead log could not be made durable; nothing more is written");
                rollback(&mut self.conn);
                syncer::answer(self.group, &Err(error));
                return;
            }
        }
    }

    /// The next message; none when it is time to commit.
    fn next(&self, inbox: &Receiver<Message>) -> Option<Message> {
        if !self.may_commit() {
            return inbox.recv().ok();
        }
        if self.group.len() < GROUP { inbox.try_recv().ok() } else { None }
    }

    fn may_commit(&self) -> bool {
        !self.group.is_empty() && !self.syncer.is_busy()
    }

    /// Runs a unit in the group.
    fn take(&mut self, mut job: Box<dyn Job>) -> Flushed {
        if self.group.is_empty()
            && let Err(error) = control(&mut self.conn, "BEGIN IMMEDIATE")
        {
            job.answer(Some(error));
            return Ok(());
        }
        let ran = job.run(&mut self.conn);
        self.wrote |= self.conn.dirty;
        self.group.push(job);
        if ran == Ran::FailedDirty { self.separate() } else { Ok(()) }
    }

    /// Commits the group. Its units are answered when it is durable: at once if there is one alone, else by the syncer.
    fn commit(&mut self) -> Flushed {
        if let Err(error) = control(&mut self.conn, "COMMIT") {
            let text = error.to_string();
            tracing::error!(error = %text, "a group commit failed; its units run again one by one");
            return self.separate();
        }
        let group = std::mem::take(&mut self.group);
        if !std::mem::take(&mut self.wrote) {
            syncer::answer(group, &Ok(()));
            return Ok(());
        }
        if group.len() == 1 { self.syncer.sync(group) } else { self.syncer.send(group) }
    }

    /// Rolls the group back and runs its units again, each in a transaction of its own.
    fn separate(&mut self) -> Flushed {
        rollback(&mut self.conn);
        self.wrote = false;
        let mut group = std::mem::take(&mut self.group).into_iter();
        let flushed = group.by_ref().try_for_each(|job| self.run_alone(job));
        syncer::answer(group, &flushed);
        flushed
    }

    fn run_alone(&mut self, mut job: Box<dyn Job>) -> Flushed {
        if let Err(error) = control(&mut self.conn, "BEGIN IMMEDIATE") {
            job.answer(Some(error));
            return Ok(());
        }
        if job.run(&mut self.conn) != Ran::Well {
            rollback(&mut self.conn);
            job.answer(None);
            return Ok(());
        }
        if let Err(error) = control(&mut self.conn, "COMMIT") {
            rollback(&mut self.conn);
            job.answer(Some(error));
            return Ok(());
        }
        self.syncer.sync(vec![job])
    }
}

fn control(conn: &mut Conn, sql: &str) -> Result<()> {
    crate::ready(conn.batch(sql))
}

fn rollback(conn: &mut Conn) {
    // When the failure was so bad that SQLite rolled back by itself there is nothing left to undo.
    if let Err(error) = control(conn, "ROLLBACK") {
        tracing::debug!(%error, "nothing to roll back");
    }
}

#[cfg(test)]
mod tests {
    use std::fs::OpenOptions;

    use futures_util::future::join_all;

    use super::*;
    use crate::sqlite::Unit;

    fn writer(log: impl FnOnce(&rusqlite::Connection) -> Log) -> (tempfile::TempDir, Writer) {
        let folder = tempfile::tempdir().unwrap();
        let connection = SqliteFile { path: folder.path().join("weir.db") }.open_writer().unwrap();
        connection.execute_batch("CREATE TABLE numbers (number BIGINT PRIMARY KEY)").unwrap();
        let log = log(&connection);
        (folder, Writer::with(connection, log, Wakers::new()).unwrap())
    }

    async fn insert(writer: &Writer, numbers: std::ops::Range<i64>) -> Vec<Result<u64>> {
        let answers = numbers.map(|number| {
            let (job, answer) = Unit::new(move |conn: &mut Conn| {
                crate::ready(conn.execute("INSERT INTO numbers VALUES ($1)", &crate::params![number]))
            });
            writer.send(Box::new(job));
            async { answer.await.unwrap_or(Err(StoreError::Stopped("the writer has ended"))) }
        });
        join_all(answers.collect::<Vec<_>>()).await
    }

    #[tokio::test]
    async fn units_are_answered_whether_alone_or_in_groups() {
        let (folder, writer) = writer(|connection| Log::of(connection).unwrap());
        for range in [0..1, 1..600, 600..602] {
            assert!(insert(&writer, range).await.iter().all(|answer| matches!(answer, Ok(1))));
        }
        assert_eq!(insert(&writer, 0..3).await.iter().filter(|answer| answer.is_ok()).count(), 0);
        drop(writer);
        let connection = rusqlite::Connection::open(folder.path().join("weir.db")).unwrap();
        let count: i64 = connection.query_row("SELECT COUNT(*) FROM numbers", [], |row| row.get(0)).unwrap();
        assert_eq!(count, 602);
    }

    /// The null device takes no flush, as a broken disk does not.
    #[tokio::test]
    async fn nothing_is_acknowledged_that_the_disk_did_not_take() {
        for together in [1, 50] {
            let null = OpenOptions::new().write(true).open("/dev/null").unwrap();
            let (_folder, writer) = writer(|_| Log::at(null));
            for _ in 0..2 {
                let answers = insert(&writer, 0..together).await;
                assert!(answers.iter().all(Result::is_err), "{answers:?}");
            }
        }
    }
}
