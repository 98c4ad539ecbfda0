//! Whether somebody fetches a deployment's runs, and whether its schedules make any.

use weir_types::{
    Timestamp,
    deployments::DeploymentStatus,
    ids::{DeploymentId, WorkQueueId},
};

use super::{
    events,
    row::{self, record_columns},
};
use crate::{
    conn::Conn,
    error::Result,
    flow_runs::{self, Planned},
    params,
};

/// Notes that a queue was polled: its deployments are ready.
pub(crate) async fn note_poll(conn: &mut Conn, queue: WorkQueueId, now: Timestamp) -> Result<()> {
    let woken = conn
        .all(
            concat!(
                "UPDATE deployments SET status = 'READY' WHERE work_queue_id = $1 AND status = 'NOT_READY' RETURNING ",
                record_columns!()
            ),
            &params![queue],
            |row| row::record(&mut row.columns()),
        )
        .await?;
    conn.execute("UPDATE deployments SET last_polled = $1 WHERE work_queue_id = $2", &params![now, queue])
        .await?;
    for record in &woken {
        events::announce(conn, DeploymentStatus::Ready.in_events(), record, None, now).await?;
    }
    Ok(())
}

/// Lets the schedules of a deployment make runs, or stops them; says whether there is such a deployment. The runs that
/// they have made for later go when they are stopped.
pub async fn set_paused(conn: &mut Conn, id: DeploymentId, paused: bool, now: Timestamp) -> Result<bool> {
    let touched = conn
        .execute("UPDATE deployments SET paused = $1, updated = $2 WHERE id = $3", &params![paused, now, id])
        .await?;
    if paused && touched > 0 {
        flow_runs::delete_planned(conn, id, Planned::BySchedules).await?;
    }
    Ok(touched > 0)
}

macro_rules! unpolled {
    () => {
        "deployments.status = 'READY' AND deployments.last_polled < $1 AND NOT EXISTS (
             SELECT 1 FROM work_queues AS q WHERE q.id = deployments.work_queue_id AND q.last_polled >= $1)"
    };
}

/// Whether there are deployments for [`mark_not_ready`].
pub(crate) async fn anyone_unpolled(conn: &mut Conn, before: Timestamp) -> Result<bool> {
    let sql = concat!("SELECT 1 FROM deployments WHERE ", unpolled!(), " LIMIT 1");
    conn.exists(sql, &params![before]).await
}

/// Marks deployments that nobody has polled since `before`, nor their queues; answers how many. When they were last
/// changed stays, since their schedules have not.
pub(crate) async fn mark_not_ready(conn: &mut Conn, before: Timestamp, now: Timestamp) -> Result<usize> {
    let sql = concat!(
        "UPDATE deployments SET status = 'NOT_READY' WHERE ",
        unpolled!(),
        " RETURNING ",
        record_columns!()
    );
    let marked = conn.all(sql, &params![before], |row| row::record(&mut row.columns())).await?;
    for record in &marked {
        events::announce(conn, DeploymentStatus::NotReady.in_events(), record, None, now).await?;
    }
    Ok(marked.len())
}
