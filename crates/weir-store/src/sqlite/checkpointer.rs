//! The checkpoint thread. It copies what was committed from the write-ahead log into the database while the writer goes
//! on; on the writer's own thread every request would wait for that, some ten milliseconds several times a second.
//!
//! The log starts again from its beginning only when all of it was copied, which a thread beside a busy writer never
//! achieves. So the writer copies the small rest itself when the log has grown long.

use std::{
    ffi::c_int,
    sync::mpsc::{SyncSender, sync_channel},
    thread::JoinHandle,
};

use rusqlite::{Connection, hooks::Wal};

use crate::error::Result;

/// After how many more pages of 4 KiB in the log they are copied.
const PAGES: c_int = 4000;

/// With how many pages the writer copies the rest.
const LONG: c_int = 4 * PAGES;

/// Starts the thread, which ends when `writer` is closed. Its own connection is `own`.
pub(super) fn start(writer: &mut Connection, own: Connection) -> Result<JoinHandle<()>> {
    // One wish is enough: it is for all that is in the log.
    let (wishes, inbox) = sync_channel::<()>(1);
    let thread = std::thread::Builder::new().name("weir-checkpoint".into()).spawn(move || {
        while inbox.recv().is_ok() {
            if let Err(error) = own.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())) {
                tracing::warn!(%error, "the write-ahead log could not be copied; it is tried again");
            }
        }
    })?;
    let mut wished = 0;
    writer.wal_hook(Some(move |wal: &mut Wal, pages: c_int| {
        wish(wal, pages, &mut wished, &wishes);
        Ok(())
    }))?;
    Ok(thread)
}

/// Sees to it, after a commit, that the log is copied; `wished` is how long it was when that was last wished for.
fn wish(wal: &mut Wal, pages: c_int, wished: &mut c_int, wishes: &SyncSender<()>) {
    if pages < *wished {
        *wished = 0;
    }
    if pages >= LONG {
        // Busy when the thread is just copying; the next commit comes by here again.
        if let Err(error) = wal.checkpoint() {
            tracing::debug!(%error, "the writer leaves the write-ahead log to the thread");
        }
    } else if pages - *wished >= PAGES {
        *wished = pages;
        if wishes.try_send(()).is_err() {
            tracing::trace!("the thread has not come to the last wish yet, which is for this log too");
        }
    }
}
