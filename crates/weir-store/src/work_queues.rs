//! Work queues.

use weir_types::{
    Timestamp,
    ids::WorkQueueId,
    names::Name,
    work_pools::{DEFAULT_AGENT_POOL, WorkPoolCreate},
    work_queues::{DEFAULT_QUEUE, QueueFilter, WorkQueue, WorkQueueCreate, WorkQueueStatus},
};

use crate::{
    conn::{Conn, Dialect},
    error::Result,
    events::{self, NewEvent},
    params,
    resource_events::{Happening, Resource},
    row::Row,
    work_pools::{self, Pool},
};

/// The columns that [`work_queue`] reads, of `work_queues JOIN work_pools`; `$states` are those whose runs take slots.
macro_rules! work_queue_columns {
    ($states:literal) => {
        concat!(
            "work_queues.id, work_queues.created, work_queues.updated, work_queues.name, work_queues.description, ",
            "work_queues.is_paused, work_queues.concurrency_limit, work_queues.priority, ",
            "work_queues.work_pool_id, work_queues.filter, work_queues.last_polled, work_pools.name, ",
            "work_queues.status, CASE WHEN work_queues.concurrency_limit IS NULL THEN NULL ELSE ",
            "(SELECT COUNT(*) FROM flow_runs AS r WHERE r.work_queue_id = work_queues.id AND ",
            $crate::work_queues::live_runs!(),
            " AND r.state_type IN (",
            $states,
            ")) END"
        )
    };
}

/// What a statement on `flow_runs AS r` must ask to use the index of queues.
macro_rules! live_runs {
    () => {
        "r.state_type IN ('SCHEDULED', 'PENDING', 'RUNNING', 'CANCELLING')"
    };
}
pub(crate) use live_runs;

fn work_queue(row: Row<'_>) -> Result<WorkQueue> {
    let mut columns = row.columns();
    Ok(WorkQueue {
        id: columns.take()?,
        created: columns.take()?,
        updated: columns.take()?,
        name: columns.take()?,
        description: columns.take()?,
        is_paused: columns.take()?,
        concurrency_limit: columns.take()?,
        priority: columns.take()?,
        work_pool_id: columns.take()?,
        filter: filter(columns.take::<Option<String>>()?.as_deref())?,
        last_polled: columns.take()?,
        work_pool_name: columns.take()?,
        status: columns.take()?,
        active_slots: columns.take()?,
    })
}

fn filter(text: Option<&str>) -> Result<Option<QueueFilter>> {
    Ok(text.map(serde_json::from_str).transpose()?)
}

/// What became of a wanted queue.
#[derive(Clone, Debug, PartialEq)]
pub enum Created {
    /// It was made.
    New(Box<WorkQueue>),
    /// The pool has a queue of this name.
    NameTaken,
    /// There is no such pool.
    UnknownPool,
}

/// Makes a queue in the pool of this name.
pub async fn create_in_pool(
    conn: &mut Conn,
    pool: &str,
    create: &WorkQueueCreate,
    now: Timestamp,
) -> Result<Created> {
    let Some(pool) = work_pools::find(conn, pool).await? else { return Ok(Created::UnknownPool) };
    if insert(conn, &pool, create, now).await?.is_none() {
        return Ok(Created::NameTaken);
    }
    let made = read_in_pool(conn, &pool.name, create.name.as_str()).await?;
    made.map(|queue| Created::New(Box::new(queue))).ok_or(crate::StoreError::Conflict)
}

/// A queue by its pool's name and its own.
pub async fn read_in_pool(conn: &mut Conn, pool: &str, name: &str) -> Result<Option<WorkQueue>> {
    conn.first(
        concat!(
            "SELECT ",
            work_queue_columns!("'PENDING', 'RUNNING'"),
            " FROM work_queues JOIN work_pools ON work_pools.id = work_queues.work_pool_id
              WHERE work_pools.name = $1 AND work_queues.name = $2"
        ),
        &params![pool, name],
        work_queue,
    )
    .await
}

/// The id of a pool's queue of this name.
pub(crate) async fn find(conn: &mut Conn, pool: &Pool, name: &str) -> Result<Option<WorkQueueId>> {
    conn.first(
        "SELECT id FROM work_queues WHERE work_pool_id = $1 AND name = $2",
        &params![pool.id, name],
        |row| row.get(0),
    )
    .await
}

/// Makes a queue in a pool; none when the pool has one of that name.
pub(crate) async fn insert(
    conn: &mut Conn,
    pool: &Pool,
    create: &WorkQueueCreate,
    now: Timestamp,
) -> Result<Option<WorkQueueId>> {
    let ranks = ranks(conn, pool).await?;
    let priority = create.priority.unwrap_or_else(|| first_free(&ranks));
    let filter = create.filter.as_ref().map(serde_json::to_string).transpose()?;
    let made = conn
        .first(
            "INSERT INTO work_queues (id, created, updated, name, filter, description, is_paused, concurrency_limit,
                 priority, status, work_pool_id)
             VALUES ($1, $2, $2, $3, $4, $5, $6, $7, $8, $9, $10)
             ON CONFLICT (work_pool_id, name) DO NOTHING RETURNING id",
            &params![
                WorkQueueId::generate(),
                now,
                create.name.as_str(),
                filter,
                create.description.as_deref().unwrap_or_default(),
                create.is_paused,
                create.concurrency_limit,
                priority,
                WorkQueueStatus::NotReady,
                pool.id,
            ],
            |row| row.get::<WorkQueueId>(0),
        )
        .await?;
    let Some(id) = made else { return Ok(None) };
    rerank(conn, &ranks, Some((id, priority)), now).await?;
    let event = happening(pool, id, create.name.as_str(), "created").event(now)?;
    events::append(conn, &[event], now).await?;
    Ok(Some(id))
}

/// That something happened to a queue.
fn happening<'a>(pool: &'a Pool, id: WorkQueueId, name: &'a str, what: &str) -> Happening<'a> {
    let resource = Resource {
        id: format!("prefect.work-queue.{id}"),
        name: Some(name),
        pool_type: None,
        role: Some("work-queue"),
    };
    Happening::new(format!("prefect.work-queue.{what}"), resource, vec![pool.related()])
}

/// The event that tells that a queue has this status now.
pub(crate) fn status_event(
    pool: &Pool,
    id: WorkQueueId,
    name: &str,
    status: WorkQueueStatus,
    now: Timestamp,
) -> Result<NewEvent> {
    happening(pool, id, name, status.in_events()).event(now)
}

/// The pool's queue of this name, which is made if there is none.
pub(crate) async fn ensure(conn: &mut Conn, pool: &Pool, name: &Name, now: Timestamp) -> Result<WorkQueueId> {
    if let Some(id) = find(conn, pool, name.as_str()).await? {
        return Ok(id);
    }
    let made = insert(conn, pool, &WorkQueueCreate::named(name.clone()), now).await?;
    made.ok_or(crate::StoreError::Conflict)
}

/// The queue of this name in the pool of queues without a pool, both of which are made if they are not there. As long
/// as there is no such pool, any queue of that name will do.
pub(crate) async fn ensure_without_pool(conn: &mut Conn, name: &Name, now: Timestamp) -> Result<WorkQueueId> {
    let pool = match work_pools::find(conn, DEFAULT_AGENT_POOL).await? {
        Some(pool) => pool,
        None => {
            let sql = "SELECT id FROM work_queues WHERE name = $1 LIMIT 1";
            if let Some(id) = conn.first(sql, &params![name.as_str()], |row| row.get(0)).await? {
                return Ok(id);
            }
            let made = work_pools::insert(conn, &WorkPoolCreate::default_agent_pool(), now).await?;
            made.ok_or(crate::StoreError::Conflict)?
        }
    };
    if let Some(id) = find(conn, &pool, name.as_str()).await? {
        return Ok(id);
    }
    let create = WorkQueueCreate { priority: Some(1), ..WorkQueueCreate::named(name.clone()) };
    insert(conn, &pool, &create, now).await?.ok_or(crate::StoreError::Conflict)
}

/// The queue that each pool has from its beginning.
pub(crate) async fn insert_default(conn: &mut Conn, pool: &Pool, now: Timestamp) -> Result<WorkQueueId> {
    let name = Name::new(DEFAULT_QUEUE).map_err(|_| crate::StoreError::Conflict)?;
    let create = WorkQueueCreate {
        description: Some("The work pool's default queue.".to_owned()),
        ..WorkQueueCreate::named(name)
    };
    insert(conn, pool, &create, now).await?.ok_or(crate::StoreError::Conflict)
}

type Rank = (WorkQueueId, i64);

/// The priorities of a pool's queues in their order. The pool is locked until the unit ends, so that they stay unique.
async fn ranks(conn: &mut Conn, pool: &Pool) -> Result<Vec<Rank>> {
    if conn.dialect() == Dialect::Postgres {
        conn.execute("SELECT 1 FROM work_pools WHERE id = $1 FOR UPDATE", &params![pool.id]).await?;
    }
    conn.all(
        "SELECT id, priority FROM work_queues WHERE work_pool_id = $1 ORDER BY priority, id",
        &params![pool.id],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
    .await
}

/// The first priority that no queue has.
fn first_free(ranks: &[Rank]) -> i64 {
    let mut free = 1;
    for (_, priority) in ranks {
        if *priority != free {
            break;
        }
        free += 1;
    }
    free
}

/// Makes the priorities of a pool's queues unique again after one queue has got one, or one queue is gone: those that
/// are in the way move on by as little as possible.
async fn rerank(conn: &mut Conn, ranks: &[Rank], given: Option<Rank>, now: Timestamp) -> Result<()> {
    let moved: Vec<_> =
        moves(ranks, given).into_iter().map(|(id, priority)| params![now, priority, id]).collect();
    conn.execute_each("UPDATE work_queues SET updated = $1, priority = $2 WHERE id = $3", &moved).await?;
    Ok(())
}

/// The queues whose priority must change, with the new one.
fn moves(ranks: &[Rank], given: Option<Rank>) -> Vec<Rank> {
    let mut order: Vec<Rank> =
        ranks.iter().copied().filter(|(id, _)| given.is_none_or(|(given, _)| *id != given)).collect();
    if let Some((id, priority)) = given {
        let place = order.iter().position(|(_, other)| *other >= priority).unwrap_or(order.len());
        order.insert(place, (id, priority));
    }
    let mut moved = Vec::new();
    let mut last = 0;
    for (id, priority) in order {
        if priority > last {
            last = priority;
        } else {
            last += 1;
            moved.push((id, last));
        }
    }
    moved
}

#[cfg(test)]
mod tests {
    use super::*;

    fn queue(number: u128) -> WorkQueueId {
        WorkQueueId(uuid::Uuid::from_u128(number))
    }

    fn ranks(priorities: &[i64]) -> Vec<Rank> {
        (0..).zip(priorities).map(|(number, priority)| (queue(number), *priority)).collect()
    }

    #[test]
    fn a_queue_gets_the_first_priority_that_is_free() {
        for (taken, free) in [(&[][..], 1), (&[1, 2][..], 3), (&[2, 3][..], 1), (&[1, 4][..], 2)] {
            assert_eq!(first_free(&ranks(taken)), free, "{taken:?}");
        }
    }

    #[test]
    fn queues_that_are_in_the_way_move_as_little_as_they_can() {
        let given = |priority| Some((queue(9), priority));
        assert_eq!(moves(&ranks(&[1, 2, 3]), given(2)), [(queue(1), 3), (queue(2), 4)]);
        assert_eq!(moves(&ranks(&[1, 3, 5]), given(3)), [(queue(1), 4)]);
        assert_eq!(moves(&ranks(&[1, 2]), given(7)), []);
        assert_eq!(moves(&ranks(&[1, 1, 1]), None), [(queue(1), 2), (queue(2), 3)]);
        // A queue that moves by itself is taken out of its old place first.
        assert_eq!(moves(&ranks(&[1, 2, 3]), Some((queue(2), 1))), [(queue(0), 2), (queue(1), 3)]);
    }
}
