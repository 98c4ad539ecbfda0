//! How an objective went.

use weir_engine::slos::{Course, Measure, Span, Tally};
use weir_types::Timestamp;

use super::{forget::SLOTS_KEPT, metric, observe, row::Watched};
use crate::{conn::Conn, error::Result, params};

/// What was good and bad by an objective in a time, and in the window before it, as far as it is known at `now`.
pub async fn course(conn: &mut Conn, slo: &Watched, (start, end): Span, now: Timestamp) -> Result<Course> {
    let (from, end) = (start - slo.objective.window, end.min(now));
    match &slo.objective.measure {
        Measure::Freshness(limit) => {
            let successes = observe::successes(conn, slo, *limit, from, end).await?;
            Ok(observe::timed(slo, &successes, *limit, (from, end), now))
        }
        Measure::Metric(bounds) => {
            let series = metric::series(conn, slo, bounds).await?;
            Ok(Course::of_slots(None, metric::slots(conn, &series, bounds, (from, end)).await?))
        }
        _ => {
            let sql = "SELECT slot, good, bad FROM slo_slots WHERE slo_id = $1 AND slot >= $2 AND slot < $3
                       ORDER BY slot";
            let slots = conn
                .all(sql, &params![slo.id, from, end], |row| {
                    Ok((row.get(0)?, Tally { good: row.get(1)?, bad: row.get(2)? }))
                })
                .await?;
            let since = slo.counted_from.filter(|_| slo.filled).unwrap_or(now);
            Ok(Course::of_slots(Some(since.max(now - SLOTS_KEPT)), slots))
        }
    }
}
