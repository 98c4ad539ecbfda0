//! What runs are by an objective: counted once each, as they are at last.

use uuid::Uuid;
use weir_engine::slos::{Judged, Ledger, Outcome, RunFacts};
use weir_types::{Timestamp, ids::FlowRunId, slos::SloOffence};

use super::{events, row::Watched, runs::Place};
use crate::{
    bulk::Bulk,
    conn::Conn,
    error::Result,
    params,
    row::{Column, Row},
};

static OUTCOMES: Bulk<6> = Bulk::new(
    "slo_outcomes",
    [
        ("slo_id", "UUID"),
        ("run_id", "UUID"),
        ("at", "BIGINT"),
        ("outcome", "TEXT"),
        ("flow_id", "UUID"),
        ("deployment_id", "UUID"),
    ],
    "ON CONFLICT (slo_id, run_id) DO UPDATE SET at = excluded.at, outcome = excluded.outcome",
);

static SLOTS: Bulk<4> = Bulk::new(
    "slo_slots",
    [("slo_id", "UUID"), ("slot", "BIGINT"), ("good", "BIGINT"), ("bad", "BIGINT")],
    "ON CONFLICT (slo_id, slot) DO UPDATE SET good = slo_slots.good + excluded.good, bad = slo_slots.bad + excluded.bad",
);

const NAMES: [(Outcome, &str); 3] = [(Outcome::Good, "good"), (Outcome::Bad, "bad"), (Outcome::Open, "open")];

fn name(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Good => "good",
        Outcome::Bad => "bad",
        Outcome::Open => "open",
    }
}

fn outcome(name: &str) -> Option<Outcome> {
    NAMES.into_iter().find(|(_, known)| *known == name).map(|(outcome, _)| outcome)
}

impl Column for Outcome {
    fn from_sqlite(value: rusqlite::types::ValueRef<'_>) -> Option<Self> {
        value.as_str().ok().and_then(outcome)
    }

    fn from_postgres(row: &tokio_postgres::Row, column: usize) -> Option<Self> {
        outcome(row.try_get(column).ok()?)
    }
}

/// A run and what it is by an objective; none if it does not count.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The run.
    pub run: FlowRunId,
    /// What is known of it; none if it is gone.
    pub facts: Option<RunFacts>,
    /// What it is.
    pub judged: Option<Judged>,
}

/// What to do of a run that has an outcome already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// The new one replaces it, and is told of if it is bad: something has happened to the run.
    Replace,
    /// It stays: what comes is an old reading of the run.
    Keep,
}

/// Counts runs by an objective, each once. Nothing is done if the objective is another by now: its outcomes begin anew
/// then, and these runs with them.
pub async fn put(
    conn: &mut Conn,
    slo: &Watched,
    entries: &[Entry],
    known: Known,
    now: Timestamp,
) -> Result<()> {
    if entries.is_empty() || !lock(conn, slo).await? {
        return Ok(());
    }
    let keys: Vec<_> = entries.iter().map(|entry| params![slo.id, entry.run]).collect();
    let before = conn
        .first_each("SELECT at, outcome FROM slo_outcomes WHERE slo_id = $1 AND run_id = $2", &keys, judged)
        .await?;
    let (mut ledger, mut rows, mut gone) = (Ledger::default(), Vec::new(), Vec::new());
    for (entry, before) in entries.iter().zip(before) {
        if before == entry.judged || (before.is_some() && known == Known::Keep) {
            continue;
        }
        ledger.replace(before, entry.judged);
        let (Some(judged), Some(facts)) = (entry.judged, &entry.facts) else {
            gone.push(params![slo.id, entry.run]);
            continue;
        };
        let subject = &facts.subject;
        rows.push(params![
            slo.id,
            entry.run,
            judged.at,
            name(judged.outcome),
            subject.flow_id.map_or(Uuid::nil(), Uuid::from),
            subject.deployment_id.map_or(Uuid::nil(), Uuid::from),
        ]);
        let is_new = judged.outcome == Outcome::Bad && before.is_none_or(|one| one.outcome != Outcome::Bad);
        if is_new && known == Known::Replace && slo.objective.target.is_none() {
            let offence = SloOffence {
                at: judged.at,
                flow_run_id: Some(facts.id),
                flow_id: subject.flow_id,
                deployment_id: subject.deployment_id,
                value: None,
            };
            events::violated(conn, slo.into(), offence, &subject.tags, now).await?;
        }
    }
    OUTCOMES.insert(conn, rows).await?;
    conn.execute_each("DELETE FROM slo_outcomes WHERE slo_id = $1 AND run_id = $2", &gone).await?;
    let slots = ledger.changes().map(|(slot, tally)| params![slo.id, slot, tally.good, tally.bad]).collect();
    SLOTS.insert(conn, slots).await
}

/// Whether the objective is still the same, which it then stays until the unit ends.
async fn lock(conn: &mut Conn, slo: &Watched) -> Result<bool> {
    let lock = conn.dialect().for_update();
    let sql = format!("SELECT 1 FROM slos WHERE id = $1 AND revision = $2 AND enabled{lock}");
    conn.exists(&sql, &params![slo.id, slo.revision]).await
}

fn judged(row: Row<'_>) -> Result<Judged> {
    Ok(Judged { at: row.get(0)?, outcome: row.get(1)? })
}

/// Runs whose outcomes by an objective were open until `now`: they are bad, unless they tell otherwise now. None if the
/// objective is another by now.
pub async fn due(conn: &mut Conn, slo: &Watched, now: Timestamp, limit: i64) -> Result<Vec<FlowRunId>> {
    let sql = "SELECT run_id FROM slo_outcomes WHERE slo_id = $1 AND outcome = 'open' AND at <= $2
               AND EXISTS (SELECT 1 FROM slos WHERE id = $1 AND revision = $3 AND enabled)
               ORDER BY at LIMIT $4";
    conn.all(sql, &params![slo.id, now, slo.revision, limit], |row| row.get(0)).await
}

/// Writes down from when on the runs that were there before an objective are counted, and up to where they have been:
/// none if all have.
pub async fn counted(conn: &mut Conn, slo: &Watched, from: Timestamp, up_to: Option<Place>) -> Result<()> {
    let sql = "UPDATE slos SET filled = $1, counted_from = $2, fill_end = $3, fill_id = $4
               WHERE id = $5 AND revision = $6";
    let (end, id) = up_to.map(|place| (place.end, place.id)).unzip();
    conn.execute(sql, &params![up_to.is_none(), from, end, id, slo.id, slo.revision]).await.map(drop)
}
