//! Runs that were paused and not resumed in time.

use weir_engine::{Env, FlowRunRules};
use weir_types::{
    Timestamp,
    ids::FlowRunId,
    state::{State, StateType},
};

use super::set_state;
use crate::{conn::Conn, error::Result, params, row::Row, states};

/// Paused runs whose time is over at `now`.
pub async fn expired_pauses(conn: &mut Conn, now: Timestamp) -> Result<Vec<FlowRunId>> {
    let sql =
        "SELECT id, state_details FROM flow_runs WHERE state_type = 'PAUSED' ORDER BY expected_start_time";
    let paused = conn.all(sql, &params![], |row| Ok((row.get::<FlowRunId>(0)?, timeout(row, 1)?))).await?;
    Ok(paused
        .into_iter()
        .filter(|(_, timeout)| timeout.is_some_and(|at| at < now))
        .map(|(id, _)| id)
        .collect())
}

/// Lets those of the runs fail that are paused still and whose time is over; answers how many.
pub async fn fail_expired_pauses(conn: &mut Conn, runs: &[FlowRunId], env: &Env) -> Result<u64> {
    let sql = format!(
        "SELECT state_details FROM flow_runs WHERE id = $1 AND state_type = 'PAUSED'{}",
        conn.dialect().for_update()
    );
    let mut failed = 0;
    for run in runs {
        let until = conn.first(&sql, &params![*run], |row| timeout(row, 0)).await?.flatten();
        if until.is_none_or(|until| until >= env.now) {
            continue;
        }
        let message = "The flow was paused and never resumed.";
        let state = State::new(StateType::Failed, env.now).with_message(message);
        set_state(conn, *run, &state, FlowRunRules::Minimal, &env.renewed()).await?;
        failed += 1;
    }
    Ok(failed)
}

fn timeout(row: Row<'_>, column: usize) -> Result<Option<Timestamp>> {
    let text: Option<String> = row.get(column)?;
    let details = text.as_deref().map(states::read_details).transpose()?;
    Ok(details.and_then(|details| details.pause_timeout))
}
