//! Workers' polls: which runs a pool gives out, and what a poll says of the pool's queues.

use weir_types::{
    TimeDelta, Timestamp,
    ids::{WorkPoolId, WorkQueueId},
    work_pools::{WorkPoolPoll, WorkerFlowRun},
    work_queues::WorkQueueStatus,
};

use crate::{
    conn::Conn,
    deployments,
    error::Result,
    events,
    flow_runs::{self, Window},
    params,
    row::Row,
    work_pools::Pool,
    work_queues::{self, live_runs},
};

/// A queue counts as polled lately for a minute, so the time of a poll need not be written more often than this.
const NOTE_AGAIN: TimeDelta = TimeDelta::from_secs(5);

/// What a poll is answered.
#[derive(Clone, Debug, PartialEq)]
pub enum Polled<R = Vec<WorkerFlowRun>> {
    /// The runs, and the queues whose poll shall be noted by [`note`].
    Runs(R, Option<Noted>),
    /// There is no such pool.
    UnknownPool,
    /// The pool has no queue of this name.
    UnknownQueue(String),
}

impl<R> Polled<R> {
    /// The same with something else for the runs.
    ///
    /// # Errors
    /// As `map` says.
    pub fn try_map<S, E>(self, map: impl FnOnce(R) -> Result<S, E>) -> Result<Polled<S>, E> {
        Ok(match self {
            Self::Runs(runs, noted) => Polled::Runs(map(runs)?, noted),
            Self::UnknownPool => Polled::UnknownPool,
            Self::UnknownQueue(name) => Polled::UnknownQueue(name),
        })
    }
}

/// Polled queues of which something has to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct Noted {
    pool: String,
    queues: Vec<WorkQueueId>,
}

impl Noted {
    /// One queue of a pool.
    pub(crate) fn of(pool: String, queue: WorkQueueId) -> Self {
        Self { pool, queues: vec![queue] }
    }
}

/// The runs that a pool gives out to a worker: those of the first queues in front, and in each queue those that shall
/// start first, as far as the limits of pool and queues leave room.
pub async fn poll(
    conn: &mut Conn,
    name: &str,
    poll: &WorkPoolPoll,
    limit: i64,
    now: Timestamp,
) -> Result<Polled> {
    let mut lanes = lanes(conn, name).await?;
    let Some(pool) = lanes.first().map(|lane| lane.pool) else { return Ok(Polled::UnknownPool) };
    // The pool's limit counts the runs of all its queues.
    let taken: i64 = lanes.iter().map(|lane| lane.taken).sum();
    if let Some(names) = poll.work_queue_names.as_deref().filter(|names| !names.is_empty()) {
        if let Some(unknown) = names.iter().find(|name| lanes.iter().all(|lane| lane.name != **name)) {
            return Ok(Polled::UnknownQueue(unknown.clone()));
        }
        lanes.retain(|lane| names.contains(&lane.name));
    }
    let noted = lanes
        .iter()
        .any(|lane| lane.needs_note(now))
        .then(|| Noted { pool: name.to_owned(), queues: lanes.iter().map(|lane| lane.id).collect() });
    let window = Window { from: poll.scheduled_after, until: poll.scheduled_before };
    let mut room = pool.room(taken).min(limit);
    let mut runs = Vec::new();
    for lane in &lanes {
        let wanted = lane.room().min(room);
        if wanted <= 0 {
            continue;
        }
        let found = flow_runs::queued(conn, lane.id, window, wanted, now).await?;
        room -= i64::try_from(found.len()).unwrap_or(room);
        let given = |flow_run| WorkerFlowRun { work_pool_id: pool.id, work_queue_id: lane.id, flow_run };
        runs.extend(found.into_iter().map(given));
    }
    Ok(Polled::Runs(runs, noted))
}

/// A queue of the polled pool.
struct Lane {
    pool: PolledPool,
    id: WorkQueueId,
    name: String,
    is_paused: bool,
    limit: Option<i64>,
    status: WorkQueueStatus,
    last_polled: Option<Timestamp>,
    /// How many of its runs take slots; counted only where a limit asks for it.
    taken: i64,
}

#[derive(Clone, Copy)]
struct PolledPool {
    id: WorkPoolId,
    is_paused: bool,
    limit: Option<i64>,
}

impl PolledPool {
    fn room(&self, taken: i64) -> i64 {
        if self.is_paused { 0 } else { self.limit.map_or(i64::MAX, |limit| limit - taken) }
    }
}

impl Lane {
    fn room(&self) -> i64 {
        if self.is_paused { 0 } else { self.limit.map_or(i64::MAX, |limit| limit - self.taken) }
    }

    fn needs_note(&self, now: Timestamp) -> bool {
        self.status == WorkQueueStatus::NotReady
            || self.last_polled.is_none_or(|polled| now.since(polled) >= NOTE_AGAIN)
    }
}

/// The queues of a pool, in the order in which they are served.
async fn lanes(conn: &mut Conn, name: &str) -> Result<Vec<Lane>> {
    conn.all(
        concat!(
            "SELECT p.id, p.is_paused, p.concurrency_limit, q.id, q.name, q.is_paused, q.concurrency_limit, q.status, \
             q.last_polled, CASE WHEN q.concurrency_limit IS NULL AND p.concurrency_limit IS NULL THEN 0 ELSE \
             (SELECT COUNT(*) FROM flow_runs AS r WHERE r.work_queue_id = q.id AND ",
            live_runs!(),
            " AND r.state_type IN ('PENDING', 'RUNNING')) END \
             FROM work_pools AS p JOIN work_queues AS q ON q.work_pool_id = p.id \
             WHERE p.name = $1 ORDER BY q.priority, q.id"
        ),
        &params![name],
        lane,
    )
    .await
}

fn lane(row: Row<'_>) -> Result<Lane> {
    let mut columns = row.columns();
    Ok(Lane {
        pool: PolledPool { id: columns.take()?, is_paused: columns.take()?, limit: columns.take()? },
        id: columns.take()?,
        name: columns.take()?,
        is_paused: columns.take()?,
        limit: columns.take()?,
        status: columns.take()?,
        last_polled: columns.take()?,
        taken: columns.take()?,
    })
}

/// Notes that the queues were polled: those that were not ready are now, and so are their deployments.
pub async fn note(conn: &mut Conn, noted: &Noted, now: Timestamp) -> Result<()> {
    let Some(pool) = crate::work_pools::find(conn, &noted.pool).await? else { return Ok(()) };
    for queue in &noted.queues {
        note_queue(conn, &pool, *queue, now).await?;
        deployments::note_poll(conn, *queue, now).await?;
    }
    Ok(())
}

async fn note_queue(conn: &mut Conn, pool: &Pool, queue: WorkQueueId, now: Timestamp) -> Result<()> {
    conn.execute("UPDATE work_queues SET last_polled = $1 WHERE id = $2", &params![now, queue]).await?;
    let ready = conn
        .first(
            "UPDATE work_queues SET status = 'READY' WHERE id = $1 AND status = 'NOT_READY' RETURNING name",
            &params![queue],
            |row| row.get::<String>(0),
        )
        .await?;
    if let Some(name) = ready {
        let event = work_queues::status_event(pool, queue, &name, WorkQueueStatus::Ready, now)?;
        events::append(conn, &[event], now).await?;
    }
    Ok(())
}
