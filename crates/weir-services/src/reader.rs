//! Readers of the event log. A reader looks at the next events, prepares its work without holding the writer, and then
//! does the work and moves its cursor in one unit; so each event counts exactly once, whatever crashes, and of several
//! replicas one wins and the others find the cursor moved.

use std::{sync::Arc, time::Duration};

use futures_util::future::BoxFuture;
use weir_store::{
    Conn, Dialect, Result, Store, StoreError,
    events::{self, Position, StoredEvent},
};
use weir_types::Timestamp;

/// The most events that are taken at once.
const BATCH: usize = 1000;

/// How long a reader lets events gather when it has come near the end of the log: a busy log is then read in a few
/// batches instead of one for each commit, which would cost the requests a tenth of the processor.
pub(crate) const GATHER: Duration = Duration::from_millis(20);

/// From so many events at once on a log counts as busy. Of a quieter one a reader looks at the events sooner: whatever an
/// automation does waits for it.
const BUSY: usize = 100;

/// How long a loop that growth of the log wakes sleeps at most when nothing does: another process may have appended. On
/// SQLite that is only somebody at the command line, and each look costs an idle server something.
pub(crate) fn patience(store: &Store) -> Duration {
    match store.dialect() {
        Dialect::Sqlite => Duration::from_secs(30),
        Dialect::Postgres => Duration::from_secs(5),
    }
}

/// How long to wait for what is due then, if anything is; at most `longest`.
pub(crate) fn wait_until(due: Option<Timestamp>, now: Timestamp, longest: Duration) -> Duration {
    due.map_or(longest, |due| {
        Duration::from_secs_f64(due.since(now).as_secs_f64().clamp(0.0, longest.as_secs_f64()))
    })
}

/// How long a reader waits after a failure.
const PAUSE: Duration = Duration::from_secs(1);

/// What a reader does with events.
pub(crate) trait Reader: Send + Sync + 'static {
    /// Its name in the table of cursors.
    const NAME: &'static str;
    /// Whether it looks at the payloads of events; they are empty for it otherwise.
    const PAYLOADS: bool;
    /// What it has prepared.
    type Work: Send + Sync + 'static;

    /// Prepares the work for some events; may read what else it needs.
    fn prepare<'c>(
        &'c self,
        conn: &'c mut Conn,
        events: &'c [StoredEvent],
    ) -> BoxFuture<'c, Result<Self::Work>>;

    /// Does the work, in the unit that moves the cursor.
    fn apply<'c>(&'c self, conn: &'c mut Conn, work: &'c Self::Work) -> BoxFuture<'c, Result<()>>;

    /// What is to be done once the work is committed.
    fn applied(&self, _work: &Self::Work) {}
}

/// Follows the log for ever.
pub(crate) async fn follow<R: Reader>(store: Store, reader: R) {
    let reader = Arc::new(reader);
    let mut growth = store.event_growth();
    loop {
        growth.mark_unchanged();
        match step(&store, &reader).await {
            Ok(Step::Took(BATCH..)) => {}
            Ok(Step::Took(BUSY..)) => tokio::time::sleep(GATHER).await,
            Ok(Step::Took(_)) => tokio::time::sleep(GATHER / 4).await,
            Ok(Step::AtEnd) => {
                // A timeout only means that nothing woke the reader; it looks again all the same.
                drop(tokio::time::timeout(patience(&store), growth.changed()).await);
            }
            Err(error) => {
                tracing::error!(reader = R::NAME, %error, "a reader of the event log failed; it tries again");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

/// How a step ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// It took so many events. If they are as many as it takes at once, there are probably more.
    Took(usize),
    /// The reader has come to the end.
    AtEnd,
}

/// Takes the next events, if there are any.
pub(crate) async fn step<R: Reader>(store: &Store, reader: &Arc<R>) -> Result<Step, StoreError> {
    let Some(batch) =
        store.read(Arc::clone(reader), |conn, reader| Box::pin(next(conn, reader.as_ref()))).await?
    else {
        return Ok(Step::AtEnd);
    };
    let batch = Arc::new(batch);
    store
        .write((Arc::clone(reader), Arc::clone(&batch)), |conn, (reader, batch)| {
            Box::pin(async move {
                if events::advance(conn, R::NAME, batch.from, batch.to).await? {
                    reader.apply(conn, &batch.work).await?;
                }
                Ok(())
            })
        })
        .await?;
    reader.applied(&batch.work);
    Ok(Step::Took(batch.count))
}

struct Batch<W> {
    from: Position,
    to: Position,
    count: usize,
    work: W,
}

async fn next<R: Reader>(conn: &mut Conn, reader: &R) -> Result<Option<Batch<R::Work>>> {
    let from = events::cursor(conn, R::NAME).await?;
    let most = u32::try_from(BATCH).unwrap_or(u32::MAX);
    let found = if R::PAYLOADS {
        events::read_after(conn, from, most).await?
    } else {
        events::read_after_without_payloads(conn, from, most).await?
    };
    let Some(last) = found.last() else { return Ok(None) };
    let (to, count) = (last.position, found.len());
    Ok(Some(Batch { from, to, count, work: reader.prepare(conn, &found).await? }))
}
