//! Commands on work pools and work queues.

use weir_store::{Conn, work_pool_scalings, work_pools, work_queues};
use weir_types::{
    Patch,
    automations::{ScaleWorkPool, Source},
    ids::{WorkPoolId, WorkQueueId},
    work_pools::WorkPoolUpdate,
    work_queues::WorkQueueUpdate,
};

use super::{super::Done, Circumstances, Performed, failed, found};

pub(super) async fn pause_queue(
    conn: &mut Conn,
    given: &Circumstances<'_>,
    source: Source,
    selected: Option<WorkQueueId>,
    paused: bool,
) -> Performed {
    let id = given.target(source, selected, "work-queue")?;
    let update = WorkQueueUpdate { is_paused: Patch::Set(paused), ..WorkQueueUpdate::default() };
    let updated = work_queues::update_unpooled(conn, id, &update, given.now).await?;
    Ok(given.answered("work-queue", &id, found(updated == work_queues::Updated::Done, 204)))
}

/// The work pool that an action is about, and its name.
async fn target(
    conn: &mut Conn,
    given: &Circumstances<'_>,
    (source, id, name): (Source, Option<WorkPoolId>, &Option<String>),
) -> Performed<(WorkPoolId, String)> {
    if let Some(name) = name {
        return match work_pools::read(conn, name).await? {
            Some(pool) => Ok((pool.id, name.clone())),
            None => failed(format!("There is no work pool of the name '{name}'")),
        };
    }
    let id: WorkPoolId = given.target(source, id, "work-pool")?;
    match work_pools::name_of(conn, id).await? {
        Some(name) => Ok((id, name)),
        None => failed(format!("Work pool {id} not found")),
    }
}

pub(super) async fn pause_pool(
    conn: &mut Conn,
    given: &Circumstances<'_>,
    pool: (Source, Option<WorkPoolId>, &Option<String>),
    paused: bool,
) -> Performed {
    let (id, name) = target(conn, given, pool).await?;
    let update = WorkPoolUpdate { is_paused: Patch::Set(Some(paused)), ..WorkPoolUpdate::default() };
    work_pools::update(conn, &name, &update, given.now).await?;
    Ok(given.answered("work-pool", &id, 204).named(&name))
}

/// Changes a pool's limit or, when the trigger no longer holds, puts it back.
pub(super) async fn scale_pool(
    conn: &mut Conn,
    given: &Circumstances<'_>,
    action: &ScaleWorkPool,
) -> Performed {
    let (id, name) = target(conn, given, (action.source, action.work_pool_id, &action.work_pool)).await?;
    let automation = given.queued.automation_id;
    let before = work_pool_scalings::limit(conn, id).await?;
    let done = given.answered("work-pool", &id, 204).named(&name);
    let limit = if given.firing.is_resolved() {
        match work_pool_scalings::take_back(conn, id, automation, before).await? {
            Some(limit) => limit,
            // Nothing was changed, or somebody has changed it since.
            None => return Ok(told(done, before, before)),
        }
    } else {
        let limit = scaled(action, before).map_or_else(failed, Ok)?;
        if action.restore {
            work_pool_scalings::remember(conn, id, automation, before, limit).await?;
        }
        Some(limit)
    };
    let update = WorkPoolUpdate { concurrency_limit: Patch::Set(limit), ..WorkPoolUpdate::default() };
    work_pools::update(conn, &name, &update, given.now).await?;
    Ok(told(done, before, limit))
}

fn told(mut done: Done, before: Option<i64>, limit: Option<i64>) -> Done {
    done.details.insert("concurrency_limit".to_owned(), limit.into());
    done.details.insert("concurrency_limit_before".to_owned(), before.into());
    done
}

/// The limit that an action sets, or why it sets none.
fn scaled(action: &ScaleWorkPool, before: Option<i64>) -> Result<i64, &'static str> {
    if let Some(target) = action.target_concurrency {
        return Ok(target);
    }
    let before = before.ok_or("The work pool has no concurrency limit, so there is nothing to step from")?;
    let stepped = before.saturating_add(action.step.unwrap_or_default()).max(action.minimum.unwrap_or(0));
    Ok(action.maximum.map_or(stepped, |maximum| stepped.min(maximum)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pool_is_scaled_to_a_number_or_by_a_step() {
        let scaled = |text: &str, before| scaled(&serde_json::from_str(text).unwrap(), before).ok();
        assert_eq!(scaled(r#"{"target_concurrency":10}"#, None), Some(10));
        assert_eq!(scaled(r#"{"step":5}"#, None), None);
        assert_eq!(scaled(r#"{"step":5}"#, Some(3)), Some(8));
        assert_eq!(scaled(r#"{"step":5,"maximum":6}"#, Some(3)), Some(6));
        assert_eq!(scaled(r#"{"step":-5}"#, Some(3)), Some(0));
        assert_eq!(scaled(r#"{"step":-5,"minimum":1}"#, Some(3)), Some(1));
    }
}
