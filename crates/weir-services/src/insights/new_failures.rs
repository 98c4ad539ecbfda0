//! Failures that have not been seen before.

use serde_json::json;
use weir_insights::{
    failures::{self, Question, answer},
    span::Span,
};
use weir_store::{
    Result, Store, StoreError,
    insights::{Finding, FindingKind, Kind, failed_runs, tell},
};
use weir_types::{
    TimeDelta, Timestamp,
    filters::queries::RunFilters,
    insights::{FailureGroup, Period, TimeQuery},
};

use super::{TODAY, members};

/// How far back a failure counts as seen before.
const LOOKBACK: TimeDelta = TimeDelta::from_secs(30 * 86_400);

/// How many kinds of failures of a day are told of at most, the most frequent.
const MOST: usize = 200;

/// If something failed since `looked`: tells of the failures of the last day that are like none of the thirty days before.
///
/// # Errors
/// As the store says; what was told before stays so.
pub async fn look(store: &Store, looked: Timestamp, now: Timestamp) -> Result<()> {
    let time = Period { start: looked.max(now - TODAY), end: now };
    let has_failed = async |kind| {
        let find = store.read(RunFilters::default(), move |conn, filters| {
            Box::pin(failed_runs(conn, kind, filters, time, 1))
        });
        Ok::<_, StoreError>(!find.await?.is_empty())
    };
    if !has_failed(Kind::Flow).await? && !has_failed(Kind::Task).await? {
        return Ok(());
    }
    let day = TimeQuery { start: Some(now - TODAY), end: Some(now), ..TimeQuery::default() };
    // A day without intervals is a time that can be asked for.
    let Ok(span) = Span::of(&day, now) else { return Ok(()) };
    let question = Question {
        filters: RunFilters::default(),
        span,
        lookback: LOOKBACK,
        new: true,
        most: failures::MOST,
        limit: MOST,
    };
    let told = store.read(question, |conn, question| Box::pin(answer(conn, question))).await?;
    for finding in told.groups.iter().filter_map(finding) {
        store.write(finding, move |conn, finding| Box::pin(tell(conn, finding, now))).await?;
    }
    Ok(())
}

/// What is told of a group of failures that is new, where it has a flow.
fn finding(group: &FailureGroup) -> Option<Finding> {
    let flow_id = group.flow.id.as_deref()?.parse().ok()?;
    let name = group.flow.name.clone().unwrap_or_default();
    let tasks: Vec<&str> = group.tasks.iter().filter_map(|task| task.name.as_deref()).collect();
    Some(Finding {
        kind: FindingKind::NewFailure,
        flow_id,
        flow_run_id: group.example.flow_run_id,
        apart_by: Some(group.fingerprint.clone()),
        at: group.first_seen,
        apart: LOOKBACK,
        payload: members(json!({
            "fingerprint": group.fingerprint, "error_type": group.error_type, "error": group.error,
            "raised_in": group.raised_in, "count": group.count, "tasks": tasks, "first_seen": group.first_seen,
            "message": group.example.message,
            "summary": format!("{name} failed as it has not before: {}", group.error),
        })),
        flow_name: name,
    })
}
