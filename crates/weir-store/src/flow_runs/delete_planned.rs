//! Deleting runs that have not begun.

use weir_types::{Timestamp, ids::DeploymentId};

use crate::{conn::Conn, error::Result, param::Param, params};

/// Which runs of a deployment that have not begun.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Planned {
    /// All of them.
    All,
    /// Those that its schedules made.
    BySchedules,
    /// Those that its schedules made for later than this.
    BySchedulesAfter(Timestamp),
}

macro_rules! planned {
    ($($more:literal)?) => {
        concat!(
            "deployment_id = $1 AND state_type = 'SCHEDULED' AND state_name <> 'AwaitingConcurrencySlot' \
             AND run_count = 0",
            $($more)?
        )
    };
}

macro_rules! statements {
    ($which:expr) => {
        [
            concat!(
                "DELETE FROM flow_run_states WHERE flow_run_id IN (SELECT id FROM flow_runs WHERE ",
                $which,
                ")"
            ),
            concat!("DELETE FROM flow_runs WHERE ", $which),
        ]
    };
}

/// Deletes runs of a deployment that wait for their time and have never run. Those that wait for a slot have had
/// their time.
pub(crate) async fn delete_planned(conn: &mut Conn, deployment: DeploymentId, which: Planned) -> Result<()> {
    let (statements, params): (_, Vec<Param<'_>>) = match which {
        Planned::All => (statements!(planned!()), params![deployment].into()),
        Planned::BySchedules => (statements!(planned!(" AND auto_scheduled")), params![deployment].into()),
        Planned::BySchedulesAfter(after) => (
            statements!(planned!(" AND auto_scheduled AND next_scheduled_start_time > $2")),
            params![deployment, after].into(),
        ),
    };
    for statement in statements {
        conn.execute(statement, &params).await?;
    }
    Ok(())
}
