//! Deleting what no objective counts any more.

use weir_engine::slos::{Measure, Objective};
use weir_types::{TimeDelta, Timestamp};

use super::row::Watched;
use crate::{conn::Conn, error::Result, params};

/// How long slots are kept, for the history: as long as points of metrics are.
pub(super) const SLOTS_KEPT: TimeDelta = TimeDelta::from_secs(400 * 86_400);

/// How long outcomes are kept beyond what is counted: a run that is retried then is still known.
const SPARE: TimeDelta = TimeDelta::from_secs(30 * 86_400);

/// How long outcomes of an objective are kept. Before, nothing is known of it.
pub(super) fn kept(objective: &Objective) -> TimeDelta {
    let limit = match objective.measure {
        Measure::Freshness(limit) => limit,
        _ => TimeDelta::ZERO,
    };
    objective.window + limit + SPARE
}

/// Deletes outcomes and slots of an objective that are too old at `now`, some of them; says whether there may be more. The
/// last of the good and of the bad ones stay: since the last success time is stale.
pub async fn forget(conn: &mut Conn, slo: &Watched, now: Timestamp, most: u32) -> Result<bool> {
    let before = now - kept(&slo.objective);
    let mut gone = 0;
    for outcome in ["good", "bad"] {
        let sql = "DELETE FROM slo_outcomes WHERE slo_id = $1 AND run_id IN
                   (SELECT run_id FROM slo_outcomes WHERE slo_id = $1 AND outcome = $2 AND at < $3
                    AND at < (SELECT MAX(at) FROM slo_outcomes WHERE slo_id = $1 AND outcome = $2) LIMIT $4)";
        gone += conn.execute(sql, &params![slo.id, outcome, before, most]).await?;
    }
    let sql = "DELETE FROM slo_slots WHERE slo_id = $1 AND slot < $2";
    conn.execute(sql, &params![slo.id, now - SLOTS_KEPT]).await?;
    Ok(gone >= u64::from(most))
}
