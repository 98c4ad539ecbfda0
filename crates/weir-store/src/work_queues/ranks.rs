//! The priorities of a pool's queues: unique, and 1 comes first.

use weir_types::{
    Timestamp,
    ids::{WorkPoolId, WorkQueueId},
};

use crate::{
    conn::{Conn, Dialect},
    error::Result,
    params,
};

pub(super) type Rank = (WorkQueueId, i64);

/// The priorities of a pool's queues in their order. The pool is locked until the unit ends, so that they stay unique.
pub(super) async fn ranks(conn: &mut Conn, pool: WorkPoolId) -> Result<Vec<Rank>> {
    if conn.dialect() == Dialect::Postgres {
        conn.execute("SELECT 1 FROM work_pools WHERE id = $1 FOR UPDATE", &params![pool]).await?;
    }
    conn.all(
        "SELECT id, priority FROM work_queues WHERE work_pool_id = $1 ORDER BY priority, id",
        &params![pool],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
    .await
}

/// The first priority that no queue has.
pub(super) fn first_free(ranks: &[Rank]) -> i64 {
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
pub(super) async fn rerank(
    conn: &mut Conn,
    ranks: &[Rank],
    given: Option<Rank>,
    now: Timestamp,
) -> Result<()> {
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
