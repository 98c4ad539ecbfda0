//! How many names that users make up are counted apart: each is a series wherever metrics are read, and there series are
//! kept in memory. What is counted under its own name once stays so, so that no count ever becomes smaller.

use std::collections::BTreeSet;

use super::{ALL_TIME, RunKind, Series, UnfinishedRuns};
use crate::{conn::Conn, error::Result, params};

/// The most names of events that are neither Prefect's nor Weir's.
const EVENTS: i64 = 200;

/// The most names of states.
const STATES: usize = 100;

/// The name of all events beyond.
const OTHER: &str = "other";

/// States that the SDK and the server name themselves, beside those with the usual name of their type.
const KNOWN: [&str; 10] = [
    "AwaitingConcurrencySlot",
    "AwaitingRetry",
    "Cached",
    "Late",
    "Rerunning",
    "Resuming",
    "Retrying",
    "RolledBack",
    "Suspended",
    "TimedOut",
];

/// The name under which an event counts over all time.
pub(super) async fn event_name<'e>(conn: &mut Conn, event: &'e str) -> Result<&'e str> {
    if event.starts_with("prefect.") || event.starts_with("weir.") {
        return Ok(event);
    }
    let counted = conn
        .first(
            "SELECT count FROM event_rollups WHERE hour = $1 AND event = $2",
            &params![ALL_TIME, event],
            |row| row.get::<i64>(0),
        )
        .await?;
    if counted.is_some() {
        return Ok(event);
    }
    let names = conn
        .first(
            "SELECT COUNT(*) FROM event_rollups
             WHERE hour = $1 AND event NOT LIKE 'prefect.%' AND event NOT LIKE 'weir.%'",
            &params![ALL_TIME],
            |row| row.get::<i64>(0),
        )
        .await?;
    Ok(if names.unwrap_or(0) < EVENTS { event } else { OTHER })
}

/// The name under which a state counts over all time: that of its type in capitals, where there are too many.
pub(super) async fn state_name<'s>(conn: &mut Conn, kind: RunKind, series: &'s Series) -> Result<&'s str> {
    let name = series.state_name.as_str();
    if is_known(name, series.state_type.default_name()) {
        return Ok(name);
    }
    let names: BTreeSet<String> = conn
        .all(kind.state_names(), &params![ALL_TIME], |row| row.get::<String>(0))
        .await?
        .into_iter()
        .collect();
    let counted = names.contains(name) || names.len() < STATES;
    Ok(if counted { name } else { series.state_type.as_str() })
}

fn is_known(name: &str, of_type: &str) -> bool {
    name == of_type || KNOWN.contains(&name)
}

/// The same runs with at most so many names of states that users made up.
pub(super) fn bounded(mut runs: Vec<UnfinishedRuns>) -> Vec<UnfinishedRuns> {
    let own = |runs: &UnfinishedRuns| !is_known(&runs.state_name, runs.state_type.default_name());
    let names: BTreeSet<String> =
        runs.iter().filter(|runs| own(runs)).map(|runs| runs.state_name.clone()).collect();
    if let Some(first_left_out) = names.into_iter().nth(STATES) {
        for runs in runs.iter_mut().filter(|runs| own(runs) && runs.state_name >= first_left_out) {
            runs.state_type.as_str().clone_into(&mut runs.state_name);
        }
    }
    runs
}
