//! What the services that delete what was kept long enough have in common: what they are told to do, and the note of what
//! they did.

use std::time::Duration;

use weir_store::{Result, Store, retention_rounds};
use weir_types::{
    Clock, TimeDelta,
    storage::{Kept, Retention, Round},
};

use crate::{Loops, audit_retention, event_retention, metric_retention};

/// Notes that a round is over that deleted so many.
pub(crate) async fn note(store: &Store, clock: &Clock, what: Kept, deleted: u64) -> Result<()> {
    let round = Round { ended: clock.now(), deleted: i64::try_from(deleted).unwrap_or(i64::MAX) };
    store.write(round, move |conn, round| Box::pin(retention_rounds::note(conn, what, *round))).await
}

/// What is deleted and when, by the settings; of no round that was there.
pub fn in_force(loops: &Loops) -> Vec<Retention> {
    let Loops { audit_retention, db_vacuum, event_retention, metric_retention, .. } = loops;
    let vacuum = |enabled: bool, keep, every: Duration| enabled.then_some((keep, every));
    let often = Kept::ALL.map(|what| match what {
        Kept::FlowRuns => vacuum(db_vacuum.enabled, db_vacuum.keep, db_vacuum.every),
        Kept::Orphans => vacuum(db_vacuum.orphans, TimeDelta::ZERO, db_vacuum.orphans_every),
        Kept::Events => event_retention.keep.map(|keep| (keep, event_retention::EVERY)),
        Kept::MetricPoints => Some((metric_retention.keep, metric_retention::EVERY)),
        Kept::AuditLog => Some((audit_retention.keep, audit_retention::EVERY)),
    });
    let kept = Kept::ALL.into_iter().zip(often);
    kept.map(|(what, often)| Retention {
        what,
        keep_seconds: often.map(|(keep, _)| keep),
        every_seconds: often.map(|(_, every)| TimeDelta::from_secs_f64(every.as_secs_f64())),
        last_round: None,
    })
    .collect()
}
