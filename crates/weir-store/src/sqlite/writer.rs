//! The writer thread. Units that wait are run in one transaction and all answered after its commit, so they share
//! the fsync. A savepoint per unit would cost 40% of that gain; instead a group in which a unit fails after writing is
//! rolled back whole and its units run again one by one.

use std::{
    sync::mpsc::{Receiver, Sender, TryRecvError, channel},
    thread::JoinHandle,
};

use super::{Job, Ran, SqliteFile, checkpointer};
use crate::{
    conn::{Appended, Conn},
    error::{Result, StoreError},
    wake::Wakers,
};

/// The most units that share one commit.
const GROUP: usize = 256;

/// The handle of the writer thread.
pub(crate) struct Writer {
    jobs: Option<Sender<Box<dyn Job>>>,
    threads: Vec<JoinHandle<()>>,
}

impl Writer {
    /// Starts the thread, and the one that makes its checkpoints.
    pub(crate) fn start(file: &SqliteFile, wakers: Wakers) -> Result<Self> {
        let (jobs, inbox) = channel();
        let mut connection = file.open_writer()?;
        let checkpoints = checkpointer::start(&mut connection, file.open_checkpointer()?)?;
        let writer = std::thread::Builder::new().name("weir-writer".into()).spawn(move || {
            serve(&mut Conn::sqlite(connection), &inbox, &wakers);
        })?;
        Ok(Self { jobs: Some(jobs), threads: vec![writer, checkpoints] })
    }

    /// Queues a unit.
    pub(crate) fn send(&self, job: Box<dyn Job>) {
        match &self.jobs {
            Some(jobs) => {
                if let Err(returned) = jobs.send(job) {
                    returned.0.answer(Some(StoreError::Stopped("the writer has ended")));
                }
            }
            None => job.answer(Some(StoreError::Stopped("the store is closed"))),
        }
    }
}

impl Drop for Writer {
    /// Lets the thread finish what is queued.
    fn drop(&mut self) {
        self.jobs = None;
        for thread in self.threads.drain(..) {
            drop(thread.join());
        }
    }
}

fn serve(conn: &mut Conn, inbox: &Receiver<Box<dyn Job>>, wakers: &Wakers) {
    while let Ok(first) = inbox.recv() {
        let mut group = vec![first];
        match run_group(conn, &mut group, inbox) {
            Ok(()) => finish(group, wakers),
            Err(Trouble::Unit) => {
                for job in group {
                    run_alone(conn, job, wakers);
                }
            }
            Err(Trouble::Commit(error)) => {
                let text = error.to_string();
                tracing::error!(error = %text, "a group commit failed; its units run again one by one");
                for job in group {
                    run_alone(conn, job, wakers);
                }
            }
        }
    }
}

enum Trouble {
    /// A unit failed after it wrote; the group is rolled back.
    Unit,
    /// The transaction itself failed; the group is rolled back.
    Commit(StoreError),
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        Self::Commit(error)
    }
}

/// Runs the first unit and all that wait behind it, then commits.
fn run_group(
    conn: &mut Conn,
    group: &mut Vec<Box<dyn Job>>,
    inbox: &Receiver<Box<dyn Job>>,
) -> Result<(), Trouble> {
    control(conn, "BEGIN IMMEDIATE")?;
    let mut at = 0;
    let outcome = loop {
        if at == group.len() {
            match inbox.try_recv() {
                Ok(job) if group.len() < GROUP => group.push(job),
                Ok(job) => {
                    // Full: this one is run too, and the group closes.
                    group.push(job);
                    if group[at].run(conn) == Ran::FailedDirty {
                        break Err(Trouble::Unit);
                    }
                    break Ok(());
                }
                Err(TryRecvError::Empty | TryRecvError::Disconnected) => break Ok(()),
            }
        }
        if group[at].run(conn) == Ran::FailedDirty {
            break Err(Trouble::Unit);
        }
        at += 1;
    };
    match outcome {
        Ok(()) => control(conn, "COMMIT").map_err(|error| {
            rollback(conn);
            Trouble::Commit(error)
        }),
        Err(trouble) => {
            rollback(conn);
            Err(trouble)
        }
    }
}

fn run_alone(conn: &mut Conn, mut job: Box<dyn Job>, wakers: &Wakers) {
    if let Err(error) = control(conn, "BEGIN IMMEDIATE") {
        job.answer(Some(error));
        return;
    }
    if job.run(conn) == Ran::Well {
        match control(conn, "COMMIT") {
            Ok(()) => finish(vec![job], wakers),
            Err(error) => {
                rollback(conn);
                job.answer(Some(error));
            }
        }
    } else {
        rollback(conn);
        job.answer(None);
    }
}

/// Answers the units of a committed transaction and wakes the readers of what they appended to.
fn finish(group: Vec<Box<dyn Job>>, wakers: &Wakers) {
    let appended = group.iter().fold(Appended::default(), |all, job| Appended {
        events: all.events || job.appended().events,
        logs: all.logs || job.appended().logs,
    });
    for job in group {
        job.answer(None);
    }
    wakers.wake(appended);
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
