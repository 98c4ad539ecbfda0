//! Signs of life of running flow runs, which are events of the SDK's, and runs that give none any more.

use std::collections::HashSet;

use weir_engine::{
    Env, FlowRunRules,
    zombies::{self, Heartbeat, Patience},
};
use weir_types::{
    TimeDelta, Timestamp,
    ids::{FlowRunId, StateId},
    state::{State, StateType},
};

use super::set_state;
use crate::{conn::Conn, error::Result, params};

/// The event that a heart has beaten.
const HEARTBEAT: &str = "prefect.flow-run.heartbeat";

/// How many running runs are looked at.
const MOST: i64 = 10_000;

/// A run whose process is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zombie {
    /// The run.
    pub run: FlowRunId,
    /// The state that it was found in.
    pub state: StateId,
    /// Since when nothing was heard of it.
    pub silent_for: TimeDelta,
}

/// Which runs are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Search {
    /// How long they may be silent.
    pub patience: Patience,
    /// Since when we listen without a break.
    pub heard_since: Timestamp,
    /// How far back the last sign of life may lie.
    pub back: TimeDelta,
}

/// Running runs that have sent heartbeats since they run, and then none for too long.
pub async fn zombies(conn: &mut Conn, search: &Search, now: Timestamp) -> Result<Vec<Zombie>> {
    let quiet_since = now - search.patience.least();
    let running: Vec<(FlowRunId, StateId, Timestamp)> = conn
        .all(
            "SELECT id, state_id, state_timestamp FROM flow_runs
             WHERE state_type = 'RUNNING' AND state_timestamp < $1 ORDER BY expected_start_time LIMIT $2",
            &params![quiet_since, MOST],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
        .await?;
    if running.is_empty() {
        return Ok(Vec::new());
    }
    let quiet: HashSet<String> = conn
        .all(
            "SELECT resource_id FROM events WHERE event = $1 AND occurred >= $2
             GROUP BY resource_id HAVING MAX(occurred) < $3",
            &params![HEARTBEAT, quiet_since - search.back, quiet_since],
            |row| row.get(0),
        )
        .await?
        .into_iter()
        .collect();
    let mut found = Vec::new();
    for (run, state, since) in running {
        let resource = format!("prefect.flow-run.{run}");
        if !quiet.contains(&resource) {
            continue;
        }
        let beats = beats(conn, &resource, quiet_since - search.back, since).await?;
        let silent = zombies::silent_for(&beats, search.heard_since, now, &search.patience);
        found.extend(silent.map(|silent_for| Zombie { run, state, silent_for }));
    }
    Ok(found)
}

/// The heartbeats that came since the run was running, in the order in which they were sent.
async fn beats(
    conn: &mut Conn,
    resource: &str,
    sent_since: Timestamp,
    came_since: Timestamp,
) -> Result<Vec<Heartbeat>> {
    conn.all(
        "SELECT occurred, received FROM events
         WHERE event = $1 AND occurred >= $2 AND resource_id = $3 AND received >= $4 ORDER BY occurred",
        &params![HEARTBEAT, sent_since, resource, came_since],
        |row| Ok(Heartbeat { occurred: row.get(0)?, received: row.get(1)? }),
    )
    .await
}

/// Crashes those of the runs that are in the state still in which they were found; answers how many.
pub async fn crash_zombies(conn: &mut Conn, zombies: &[Zombie], env: &Env) -> Result<u64> {
    let sql =
        format!("SELECT 1 FROM flow_runs WHERE id = $1 AND state_id = $2{}", conn.dialect().for_update());
    let mut crashed = 0;
    for zombie in zombies {
        if !conn.exists(&sql, &params![zombie.run, zombie.state]).await? {
            continue;
        }
        let seconds = zombie.silent_for.as_micros() / 1_000_000;
        let state = State::new(StateType::Crashed, env.now).with_message(format!(
            "No heartbeat of the flow run came for {seconds} seconds: its process is gone, or cannot reach the server."
        ));
        set_state(conn, zombie.run, &state, FlowRunRules::Minimal, &env.renewed()).await?;
        crashed += 1;
    }
    Ok(crashed)
}
