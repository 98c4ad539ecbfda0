//! The old way to work queues: by id, or by name without a pool.

use weir_types::{
    Timestamp,
    filters::{
        FlowRunFilter, FlowRunState,
        parts::{AnyOrNot, AnyOrNull, Operator, Tags, TimeRange},
        queries::{RunFilters, WorkQueuesQuery},
    },
    flow_runs::FlowRun,
    ids::WorkQueueId,
    sorting::FlowRunSort,
    state::StateType,
    work_pools::{DEFAULT_AGENT_POOL, WorkPoolCreate},
    work_queues::{
        DEFAULT_QUEUE, QueueFilter, WorkQueue, WorkQueueCreate, WorkQueueHealthPolicy, WorkQueuePoll,
        WorkQueueStatusDetail, WorkQueueUpdate,
    },
};

use super::{
    create::{Created, insert},
    delete::{Deleted, remove},
    read::find,
    row::{live_runs, work_queue, work_queue_columns},
    update::{POLLED_LATELY, Updated, change},
};
use crate::{
    conn::Conn,
    error::Result,
    filters, flow_runs, params,
    work_pool_polls::Noted,
    work_pools::{self, Pool},
};

/// What makes a queue healthy.
const HEALTH: WorkQueueHealthPolicy =
    WorkQueueHealthPolicy { maximum_late_runs: 0, maximum_seconds_since_last_polled: 60 };

/// The columns of a queue; here also runs that are being cancelled take slots.
macro_rules! columns {
    () => {
        work_queue_columns!("'PENDING', 'RUNNING', 'CANCELLING'")
    };
}

/// Makes a queue in the pool of queues without a pool, which is made if it is not there.
pub async fn create_unpooled(conn: &mut Conn, create: &WorkQueueCreate, now: Timestamp) -> Result<Created> {
    let (pool, is_new) = if let Some(pool) = work_pools::find(conn, DEFAULT_AGENT_POOL).await? {
        (pool, false)
    } else {
        let made = work_pools::insert(conn, &WorkPoolCreate::default_agent_pool(), now).await?;
        (made.ok_or(crate::StoreError::Conflict)?, true)
    };
    let id = match pool.default_queue.filter(|_| is_new && create.name.as_str() == DEFAULT_QUEUE) {
        Some(queue) => queue,
        None => match insert(conn, &pool, create, now).await? {
            Some(id) => id,
            None => return Ok(Created::NameTaken),
        },
    };
    let made = read(conn, id).await?;
    made.map(|queue| Created::New(Box::new(queue))).ok_or(crate::StoreError::Conflict)
}

/// The queue with this id.
pub async fn read(conn: &mut Conn, id: WorkQueueId) -> Result<Option<WorkQueue>> {
    let sql = concat!(
        "SELECT ",
        columns!(),
        " FROM work_queues JOIN work_pools ON work_pools.id = work_queues.work_pool_id WHERE work_queues.id = $1"
    );
    let Some(mut found) = conn.first(sql, &params![id], work_queue).await? else { return Ok(None) };
    recount(conn, &mut found).await?;
    Ok(Some(found))
}

/// The queue of this name in the pool of queues without a pool. As long as there is no such pool, any queue of that
/// name will do.
pub async fn read_unpooled(conn: &mut Conn, name: &str) -> Result<Option<WorkQueue>> {
    let id = if let Some(pool) = work_pools::find(conn, DEFAULT_AGENT_POOL).await? {
        find(conn, &pool, name).await?
    } else {
        let sql = "SELECT id FROM work_queues WHERE name = $1 LIMIT 1";
        conn.first(sql, &params![name], |row| row.get(0)).await?
    };
    match id {
        Some(id) => read(conn, id).await,
        None => Ok(None),
    }
}

/// The queues of all pools that pass the filter, by name.
pub async fn list(conn: &mut Conn, query: &WorkQueuesQuery, limit: i64) -> Result<Vec<WorkQueue>> {
    let mut found = filters::work_queues::query(query.work_queues.as_ref())
        .join("JOIN work_pools ON work_pools.id = work_queues.work_pool_id")
        .order_by("work_queues.name")
        .page(Some(limit), query.offset)
        .all(conn, columns!(), work_queue)
        .await?;
    for queue in &mut found {
        recount(conn, queue).await?;
    }
    Ok(found)
}

/// Counts the slots of a queue that takes runs by tag or deployment, which no statement about the queue does.
async fn recount(conn: &mut Conn, queue: &mut WorkQueue) -> Result<()> {
    if queue.filter.is_some() && queue.concurrency_limit.is_some() {
        queue.active_slots = Some(flow_runs::count(conn, &taking_slots(queue)).await?);
    }
    Ok(())
}

/// Changes what the update names of a queue.
pub async fn update_unpooled(
    conn: &mut Conn,
    id: WorkQueueId,
    update: &WorkQueueUpdate,
    now: Timestamp,
) -> Result<Updated> {
    match pool_of(conn, id).await? {
        Some((pool, _)) => change(conn, &pool, id, update, false, now).await,
        None => Ok(Updated::UnknownQueue),
    }
}

/// Deletes a queue.
pub async fn delete_unpooled(conn: &mut Conn, id: WorkQueueId, now: Timestamp) -> Result<Deleted> {
    let Some((pool, name)) = pool_of(conn, id).await? else { return Ok(Deleted::UnknownQueue) };
    if pool.default_queue == Some(id) {
        return Ok(Deleted::IsDefault);
    }
    remove(conn, &pool, id, &name, now).await?;
    Ok(Deleted::Done)
}

async fn pool_of(conn: &mut Conn, id: WorkQueueId) -> Result<Option<(Pool, String)>> {
    let sql = "SELECT q.name, p.id, p.name, p.type, p.default_queue_id FROM work_queues AS q
               JOIN work_pools AS p ON p.id = q.work_pool_id WHERE q.id = $1";
    conn.first(sql, &params![id], |row| {
        let mut columns = row.columns();
        let name = columns.take()?;
        Ok((work_pools::pool(&mut columns)?, name))
    })
    .await
}

/// The runs of a queue as the old API sees them: those that name it, in whatever pool, or those that its filter takes.
fn runs_of(queue: &WorkQueue, states: &[StateType]) -> FlowRunFilter {
    let state =
        FlowRunState { state_type: Some(AnyOrNot::of(states.iter().copied())), ..FlowRunState::default() };
    let mut filter = FlowRunFilter { state: Some(state), ..FlowRunFilter::default() };
    match &queue.filter {
        None => {
            filter.work_queue_name =
                Some(AnyOrNull { any_: Some(vec![queue.name.clone()]), ..AnyOrNull::default() });
        }
        Some(QueueFilter { tags, deployment_ids }) => {
            filter.tags = Some(Tags { all_: tags.clone(), ..Tags::default() });
            filter.deployment_id = Some(AnyOrNull {
                operator: Operator::And,
                any_: deployment_ids.clone(),
                is_null_: Some(false),
            });
        }
    }
    filter
}

fn taking_slots(queue: &WorkQueue) -> RunFilters {
    let all = [StateType::Pending, StateType::Running, StateType::Cancelling];
    let states = if queue.filter.is_some() { &all[..2] } else { &all[..] };
    RunFilters { flow_runs: Some(runs_of(queue, states)), ..RunFilters::default() }
}

/// What a poll is answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Polled {
    /// The runs, those that shall start first in front.
    pub runs: Vec<FlowRun>,
    /// The queue, whose poll shall be noted by [`crate::work_pool_polls::note`].
    pub noted: Noted,
}

/// The runs that wait in a queue, as far as its limit leaves room. None when there is no such queue.
pub async fn poll_unpooled(
    conn: &mut Conn,
    id: WorkQueueId,
    poll: &WorkQueuePoll,
    limit: i64,
    now: Timestamp,
) -> Result<Option<Polled>> {
    let Some(queue) = read(conn, id).await? else { return Ok(None) };
    let noted = Noted::of(queue.work_pool_name.clone().unwrap_or_default(), id);
    let room = match queue.concurrency_limit {
        _ if queue.is_paused => 0,
        None => limit,
        Some(most) => limit.min(most - flow_runs::count(conn, &taking_slots(&queue)).await?),
    };
    if room <= 0 {
        return Ok(Some(Polled { runs: Vec::new(), noted }));
    }
    let mut filter = runs_of(&queue, &[StateType::Scheduled]);
    filter.next_scheduled_start_time =
        Some(TimeRange { before_: poll.scheduled_before, ..TimeRange::default() });
    let filters = RunFilters { flow_runs: Some(filter), ..RunFilters::default() };
    let sort = FlowRunSort::NextScheduledStartTimeAsc;
    let mut runs = flow_runs::list(conn, &filters, sort, room, 0, now).await?;
    for run in &mut runs {
        // Agents know queues alone.
        (run.work_pool_id, run.work_pool_name) = (None, None);
    }
    Ok(Some(Polled { runs, noted }))
}

/// Whether a queue is healthy. None when there is no such queue.
pub async fn status(
    conn: &mut Conn,
    id: WorkQueueId,
    now: Timestamp,
) -> Result<Option<WorkQueueStatusDetail>> {
    let Some(queue) = read(conn, id).await? else { return Ok(None) };
    let late = conn
        .first(
            concat!(
                "SELECT COUNT(*) FROM flow_runs AS r WHERE r.work_queue_id = $1 AND ",
                live_runs!(),
                " AND r.state_name = 'Late'"
            ),
            &params![id],
            |row| row.get::<i64>(0),
        )
        .await?
        .unwrap_or(0);
    let polled = queue.last_polled.is_some_and(|polled| now.since(polled) <= POLLED_LATELY);
    Ok(Some(WorkQueueStatusDetail {
        healthy: polled && late <= HEALTH.maximum_late_runs,
        late_runs_count: late,
        last_polled: queue.last_polled,
        health_check_policy: HEALTH,
    }))
}
