//! What objectives know of flow runs.

use uuid::Uuid;
use weir_engine::slos::{RunFacts, Subject};
use weir_types::{Timestamp, ids::DeploymentId, ids::FlowRunId};

use crate::{
    conn::{Conn, Dialect},
    error::Result,
    param::Param,
    params,
    row::Row,
};

/// A run that never ran has the time of its end for a start: the count tells.
macro_rules! facts_of {
    ($($where:tt)+) => {
        concat!(
            "SELECT r.id, r.flow_id, COALESCE(f.name, ''), r.deployment_id, COALESCE(d.name, ''), r.tags,
                 COALESCE(p.name, ''), r.state_type, r.state_timestamp, r.expected_start_time,
                 CASE WHEN r.run_count > 0 THEN r.start_time END, r.end_time, r.total_run_time
             FROM flow_runs AS r LEFT JOIN flows AS f ON f.id = r.flow_id
             LEFT JOIN deployments AS d ON d.id = r.deployment_id
             LEFT JOIN work_queues AS q ON q.id = r.work_queue_id
             LEFT JOIN work_pools AS p ON p.id = q.work_pool_id
             WHERE r.state_timestamp IS NOT NULL AND ",
            $($where)+
        )
    };
}

fn run(row: Row<'_>) -> Result<RunFacts> {
    let mut columns = row.columns();
    Ok(RunFacts {
        id: columns.take()?,
        subject: Subject {
            flow_id: columns.take()?,
            flow_name: columns.take()?,
            deployment_id: columns.take()?,
            deployment_name: columns.take()?,
            tags: columns.take()?,
            work_pool: columns.take()?,
        },
        state: columns.take()?,
        state_since: columns.take()?,
        expected: columns.take()?,
        start: columns.take()?,
        end: columns.take()?,
        ran: columns.take()?,
    })
}

/// The runs with these ids that there are.
pub async fn facts(conn: &mut Conn, runs: &[FlowRunId]) -> Result<Vec<RunFacts>> {
    match conn.dialect() {
        Dialect::Sqlite => {
            let ids: Vec<[Param<'_>; 1]> = runs.iter().map(|id| params![*id]).collect();
            let found = conn.first_each(facts_of!("r.id = $1"), &ids, run).await?;
            Ok(found.into_iter().flatten().collect())
        }
        Dialect::Postgres => {
            let ids = [Param::Array(runs.iter().map(|id| Param::from(*id)).collect())];
            conn.all(facts_of!("r.id = ANY(CAST($1 AS UUID[]))"), &ids, run).await
        }
    }
}

/// A place among runs in the order of their ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The end of the last run before it.
    pub end: Timestamp,
    /// That run.
    pub id: Uuid,
}

/// The next runs that have ended, after a place, of a deployment or of all.
pub async fn ended(
    conn: &mut Conn,
    after: Place,
    deployment: Option<DeploymentId>,
    limit: i64,
) -> Result<Vec<RunFacts>> {
    match deployment {
        None => {
            let sql = facts_of!(
                "r.end_time >= $1 AND (r.end_time > $1 OR r.id > $2) ORDER BY r.end_time, r.id LIMIT $3"
            );
            conn.all(sql, &params![after.end, after.id, limit], run).await
        }
        Some(deployment) => {
            let sql = facts_of!(
                "r.deployment_id = $1 AND r.end_time >= $2 AND (r.end_time > $2 OR r.id > $3)
                 ORDER BY r.end_time, r.id LIMIT $4"
            );
            conn.all(sql, &params![deployment, after.end, after.id, limit], run).await
        }
    }
}

/// The next runs that have not ended and should have started by `now`, after a place in the order of when they should.
pub async fn unfinished(
    conn: &mut Conn,
    after: (Timestamp, Uuid),
    now: Timestamp,
    limit: i64,
) -> Result<Vec<RunFacts>> {
    let (expected, id) = after;
    let sql = facts_of!(
        "(r.state_type = 'SCHEDULED' OR r.state_type = 'PENDING' OR r.state_type = 'RUNNING'
          OR r.state_type = 'PAUSED' OR r.state_type = 'CANCELLING')
         AND r.expected_start_time <= $1 AND r.expected_start_time >= $2
         AND (r.expected_start_time > $2 OR r.id > $3)
         ORDER BY r.expected_start_time, r.id LIMIT $4"
    );
    conn.all(sql, &params![now, expected, id, limit], run).await
}
