//! What is found of an objective.

use std::ops::Range;

use uuid::Uuid;
use weir_engine::slos::{
    Course, Measure, Newest, Observed, Span, Successes, Sums, look_backs, slot_of, stale_spans,
};
use weir_types::{
    TimeDelta, Timestamp,
    ids::{DeploymentId, FlowId},
    slos::SloOffence,
};

use super::{forget::kept, metric, row::Watched};
use crate::{
    conn::Conn,
    error::Result,
    param::Param,
    params,
    row::{Columns, Row},
};

/// What there is to know of an objective at `now`.
pub async fn observe(conn: &mut Conn, slo: &Watched, now: Timestamp) -> Result<Observed> {
    let window = now - slo.objective.window;
    match &slo.objective.measure {
        Measure::Freshness(limit) => {
            let successes = successes(conn, slo, *limit, window, now).await?;
            Ok(by_time(slo, &successes, *limit, now))
        }
        Measure::Metric(bounds) => metric::observe(conn, slo, bounds, now).await,
        _ => Ok(Observed {
            newest: newest(conn, slo, window).await?,
            last_bad: last_bad(conn, slo, window).await?,
            ..counted(conn, slo, now).await?
        }),
    }
}

/// The beginnings of the window and of the look-backs of an objective.
pub(super) fn beginnings(slo: &Watched, now: Timestamp) -> (Timestamp, Vec<(TimeDelta, Timestamp)>) {
    let lengths = if slo.objective.target.is_some() { look_backs(slo.objective.window) } else { Vec::new() };
    let shorter = lengths.into_iter().map(|length| (length, slot_of(now - length))).collect();
    (slot_of(now - slo.objective.window), shorter)
}

/// Sums of two expressions over all rows, and over those from each beginning on: `column` tells when a row is, and the
/// beginnings are the parameters of these numbers.
pub(super) fn sums_since(column: &str, [good, bad]: [&str; 2], beginnings: Range<usize>) -> String {
    // PostgreSQL's sum of BIGINT is a numeric.
    let sum = |value: &str| format!("CAST(COALESCE(SUM({value}), 0) AS BIGINT)");
    let mut sums = vec![sum(good), sum(bad)];
    for nth in beginnings {
        let since = |value| sum(&format!("CASE WHEN {column} >= ${nth} THEN {value} ELSE 0 END"));
        sums.extend([since(good), since(bad)]);
    }
    sums.join(", ")
}

/// What [`sums_since`] has summed.
pub(super) fn read_sums(row: Row<'_>, shorter: &[(TimeDelta, Timestamp)]) -> Result<Observed> {
    #[expect(clippy::cast_precision_loss, reason = "no number of runs is that large")]
    fn take(columns: &mut Columns<'_>) -> Result<Sums> {
        let (good, bad): (i64, i64) = (columns.take()?, columns.take()?);
        Ok(Sums { good: good as f64, bad: bad as f64 })
    }
    let mut columns = row.columns();
    let window = take(&mut columns)?;
    let look_backs =
        shorter.iter().map(|(length, _)| Ok((*length, take(&mut columns)?))).collect::<Result<_>>()?;
    Ok(Observed { window, look_backs, ..Observed::default() })
}

async fn counted(conn: &mut Conn, slo: &Watched, now: Timestamp) -> Result<Observed> {
    let (window, shorter) = beginnings(slo, now);
    let count = shorter.len();
    let sql = format!(
        "SELECT {} FROM slo_slots WHERE slo_id = ${} AND slot >= ${}",
        sums_since("slot", ["good", "bad"], 1..count + 1),
        count + 1,
        count + 2
    );
    let mut values: Vec<Param<'_>> = shorter.iter().map(|(_, from)| Param::from(*from)).collect();
    values.extend(params![slo.id, window]);
    let found = conn.first(&sql, &values, |row| read_sums(row, &shorter)).await?;
    Ok(found.unwrap_or_default())
}

/// What the newest run of each flow and deployment says that there still are.
async fn newest(conn: &mut Conn, slo: &Watched, since: Timestamp) -> Result<Newest> {
    let is_bad =
        "SELECT 1 FROM slo_outcomes AS bad WHERE bad.slo_id = $1 AND bad.outcome = 'bad' AND bad.at >= $2
                  AND NOT EXISTS (
                      SELECT 1 FROM slo_outcomes AS later WHERE later.slo_id = bad.slo_id
                      AND later.flow_id = bad.flow_id AND later.deployment_id = bad.deployment_id
                      AND later.at > bad.at AND later.outcome = 'good')
                  AND (bad.flow_id = $3 OR EXISTS (SELECT 1 FROM flows WHERE id = bad.flow_id))
                  AND (bad.deployment_id = $3 OR EXISTS (SELECT 1 FROM deployments WHERE id = bad.deployment_id))
                  ORDER BY bad.at DESC LIMIT 1";
    if conn.exists(is_bad, &params![slo.id, since, Uuid::nil()]).await? {
        return Ok(Newest::Bad);
    }
    let is_good = "SELECT 1 FROM slo_outcomes WHERE slo_id = $1 AND outcome = 'good' AND at >= $2 LIMIT 1";
    let is_good = conn.exists(is_good, &params![slo.id, since]).await?;
    Ok(if is_good { Newest::Good } else { Newest::None })
}

async fn last_bad(conn: &mut Conn, slo: &Watched, since: Timestamp) -> Result<Option<SloOffence>> {
    let sql = "SELECT at, run_id, flow_id, deployment_id FROM slo_outcomes
               WHERE slo_id = $1 AND outcome = 'bad' AND at >= $2 ORDER BY at DESC LIMIT 1";
    conn.first(sql, &params![slo.id, since], |row| {
        let mut columns = row.columns();
        let (at, run) = (columns.take()?, columns.take()?);
        let (flow, deployment): (Uuid, Uuid) = (columns.take()?, columns.take()?);
        Ok(SloOffence {
            at,
            flow_run_id: Some(run),
            flow_id: (!flow.is_nil()).then_some(FlowId(flow)),
            deployment_id: (!deployment.is_nil()).then_some(DeploymentId(deployment)),
            value: None,
        })
    })
    .await
}

/// The successes until `now` that say what is stale from `since` on: among them the last one before.
pub(super) async fn successes(
    conn: &mut Conn,
    slo: &Watched,
    limit: TimeDelta,
    since: Timestamp,
    now: Timestamp,
) -> Result<Successes> {
    let before = "SELECT MAX(at) FROM slo_outcomes WHERE slo_id = $1 AND outcome = 'good' AND at < $2";
    let before: Option<Timestamp> =
        conn.first(before, &params![slo.id, since], |row| row.get(0)).await?.flatten();
    let since = before.unwrap_or(since);
    let bounds = conn
        .first(
            "SELECT MIN(at), MAX(at) FROM slo_outcomes
             WHERE slo_id = $1 AND outcome = 'good' AND at >= $2 AND at <= $3",
            &params![slo.id, since, now],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .await?;
    let gaps = conn
        .all(
            "SELECT earlier, at FROM (
                 SELECT at, LAG(at) OVER (ORDER BY at) AS earlier FROM slo_outcomes
                 WHERE slo_id = $1 AND outcome = 'good' AND at >= $2 AND at <= $3
             ) AS pairs WHERE at - earlier > $4 ORDER BY at",
            &params![slo.id, since, now, limit],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .await?;
    let bounds = bounds.and_then(|(first, last): (Option<Timestamp>, Option<Timestamp>)| first.zip(last));
    Ok(Successes { bounds, gaps })
}

/// What is stale of a time. It counts from when the objective was declared on, or from the first success if that was
/// before; and no longer than successes are kept, or were counted.
pub(super) fn timed(
    slo: &Watched,
    successes: &Successes,
    limit: TimeDelta,
    (from, until): Span,
    now: Timestamp,
) -> Course {
    let counted = slo.counted_from.unwrap_or(slo.created);
    let begin = slo.created.max(counted).max(now - kept(&slo.objective));
    let known = successes.bounds.map_or(begin, |(first, _)| first.min(begin));
    let stale = stale_spans(successes, begin, limit, until);
    Course::Timed { counted: (from.max(known), until), stale }
}

fn by_time(slo: &Watched, successes: &Successes, limit: TimeDelta, now: Timestamp) -> Observed {
    let window = slo.objective.window;
    let course = timed(slo, successes, limit, (now - window, now), now);
    let (_, shorter) = beginnings(slo, now);
    let last = successes.bounds.map_or(slo.created, |(_, last)| last);
    let stale_since = last + limit;
    let is_stale = stale_since < now;
    Observed {
        window: course.sums((now - window, now)),
        look_backs: shorter
            .into_iter()
            .map(|(length, _)| (length, course.sums((now - length, now))))
            .collect(),
        newest: if is_stale { Newest::Bad } else { Newest::Good },
        last_bad: is_stale.then_some(SloOffence {
            at: stale_since,
            flow_run_id: None,
            flow_id: None,
            deployment_id: slo.deployment_id,
            value: None,
        }),
    }
}
