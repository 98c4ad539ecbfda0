//! The reader threads. Each has its own connection and takes the next waiting read.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, Sender, channel},
    },
    thread::JoinHandle,
};

use super::{Job, SqliteFile};
use crate::{
    conn::Conn,
    error::{Result, StoreError},
};

/// The handle of the reader threads.
pub(crate) struct Readers {
    jobs: Option<Sender<Box<dyn Job>>>,
    threads: Vec<JoinHandle<()>>,
}

impl Readers {
    /// Starts `count` threads.
    pub(crate) fn start(file: &SqliteFile, count: usize) -> Result<Self> {
        let (jobs, inbox) = channel::<Box<dyn Job>>();
        let inbox = Arc::new(Mutex::new(inbox));
        let mut threads = Vec::with_capacity(count);
        for number in 0..count {
            let connection = file.open_reader()?;
            let inbox = Arc::clone(&inbox);
            threads.push(
                std::thread::Builder::new()
                    .name(format!("weir-reader-{number}"))
                    .spawn(move || serve(&mut Conn::sqlite(connection), &inbox))?,
            );
        }
        Ok(Self { jobs: Some(jobs), threads })
    }

    /// Queues a read.
    pub(crate) fn send(&self, job: Box<dyn Job>) {
        match &self.jobs {
            Some(jobs) => {
                if let Err(returned) = jobs.send(job) {
                    returned.0.answer(Some(StoreError::Stopped("the readers have ended")));
                }
            }
            None => job.answer(Some(StoreError::Stopped("the store is closed"))),
        }
    }
}

impl Drop for Readers {
    fn drop(&mut self) {
        self.jobs = None;
        for thread in self.threads.drain(..) {
            drop(thread.join());
        }
    }
}

fn next(inbox: &Mutex<Receiver<Box<dyn Job>>>) -> Option<Box<dyn Job>> {
    // A reader that panicked while it waited leaves the channel as it was.
    inbox.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
}

fn serve(conn: &mut Conn, inbox: &Mutex<Receiver<Box<dyn Job>>>) {
    while let Some(mut job) = next(inbox) {
        // One snapshot for the whole unit, so that its statements agree with each other.
        if let Err(error) = crate::ready(conn.batch("BEGIN")) {
            job.answer(Some(error));
            continue;
        }
        job.run(conn);
        match crate::ready(conn.batch("COMMIT")) {
            Ok(()) => job.answer(None),
            Err(error) => job.answer(Some(error)),
        }
    }
}
