//! What was retried, with what success, and for which errors.

use std::{
    collections::{BTreeMap, HashMap},
    sync::LazyLock,
};

use regex::Regex;
use uuid::Uuid;
use weir_store::{
    Conn, Result,
    insights::{Kind, RetryCounts, flow_names, lines_with, retried_runs, retry_counts},
};
use weir_types::{
    filters::queries::RunFilters,
    ids::FlowId,
    insights::{Named, Period, Retries, RetriesInsight, RetryError},
};

use super::fingerprint::Error;
use crate::{groups::task_name, sketch::float, span::Span};

/// Of how many retried runs the log is read at most, the last ones.
const MOST: i64 = 5_000;

/// How many errors are told of.
const ERRORS: usize = 3;

/// What is asked.
#[derive(Clone, Debug)]
pub struct Question {
    /// Which runs.
    pub filters: RunFilters,
    /// Of which time.
    pub span: Span,
    /// How many tasks and flows at most.
    pub limit: usize,
}

/// A task of a flow, or a flow.
type Of = (Option<FlowId>, Option<String>);

/// Answers the question.
///
/// # Errors
/// As the store says.
pub async fn answer(conn: &mut Conn, question: &Question) -> Result<RetriesInsight> {
    let period = question.span.period();
    let (tasks, tasks_left_out) = of_kind(conn, Kind::Task, question, period).await?;
    let (flows, flows_left_out) = of_kind(conn, Kind::Flow, question, period).await?;
    Ok(RetriesInsight { start: period.start, end: period.end, tasks, tasks_left_out, flows, flows_left_out })
}

async fn of_kind(
    conn: &mut Conn,
    kind: Kind,
    question: &Question,
    period: Period,
) -> Result<(Vec<Retries>, usize)> {
    let mut counts = retry_counts(conn, kind, &question.filters, period).await?;
    counts.sort_by(|a, b| (b.retries, &a.flow_id, &a.task_key).cmp(&(a.retries, &b.flow_id, &b.task_key)));
    let left_out = counts.len().saturating_sub(question.limit);
    counts.truncate(question.limit);
    let errors = errors(conn, kind, question, period).await?;
    let flows: Vec<FlowId> = counts.iter().filter_map(|counts| counts.flow_id).collect();
    let names = flow_names(conn, &flows).await?;
    let told = counts.into_iter().map(|counts| {
        let errors = errors.get(&(counts.flow_id, counts.task_key.clone()));
        told(counts, &names, errors)
    });
    Ok((told.collect(), left_out))
}

/// The errors for which runs were retried, as far as their logs tell, with how often.
async fn errors(
    conn: &mut Conn,
    kind: Kind,
    question: &Question,
    period: Period,
) -> Result<HashMap<Of, BTreeMap<Error, i64>>> {
    let retried = retried_runs(conn, kind, &question.filters, period, MOST).await?;
    let ids: Vec<Uuid> = retried.iter().map(|(id, ..)| *id).collect();
    let of: HashMap<Uuid, Of> = retried.into_iter().map(|(id, flow, task)| (id, (flow, task))).collect();
    let mut errors: HashMap<Of, BTreeMap<Error, i64>> = HashMap::new();
    let text = match kind {
        Kind::Task => "Task run failed with exception:",
        Kind::Flow => "Encountered exception during execution:",
    };
    for (run, line) in lines_with(conn, kind, &ids, text).await? {
        if let Some((of, error)) = of.get(&run).zip(error_of(&line)) {
            *errors.entry(of.clone()).or_default().entry(error).or_default() += 1;
        }
    }
    Ok(errors)
}

/// The error of which the SDK says in the log that a task run is tried again for it, or that it ended an attempt of a
/// flow run.
fn error_of(line: &str) -> Option<Error> {
    let found = OF_TASK.captures(line).or_else(|| OF_FLOW.captures(line))?;
    Error::of_repr(&found[1])
}

#[expect(clippy::expect_used, reason = "the patterns are constants, and a test reads them")]
fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern is written wrongly")
}

/// What the SDK writes when it tries a task again.
static OF_TASK: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?s)^Task run failed with exception: (.*) - Retry \d+/\d+ will start"));

/// What the SDK writes when an attempt of a flow run fails; a traceback follows.
static OF_FLOW: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^Encountered exception during execution: ([^\n]*)"));

fn told(
    counts: RetryCounts,
    names: &HashMap<FlowId, String>,
    errors: Option<&BTreeMap<Error, i64>>,
) -> Retries {
    let judged = counts.succeeded + counts.failed;
    let mut errors: Vec<RetryError> = errors
        .into_iter()
        .flatten()
        .map(|(error, count)| RetryError { error: error.told(), count: *count })
        .collect();
    errors.sort_by(|a, b| (b.count, &a.error).cmp(&(a.count, &b.error)));
    errors.truncate(ERRORS);
    Retries {
        flow: counts.flow_id.map_or_else(Named::default, |id| Named {
            id: Some(id.to_string()),
            name: names.get(&id).cloned(),
        }),
        task: counts.task_key.map(|key| Named { name: Some(task_name(&key).to_owned()), id: Some(key) }),
        runs: counts.runs,
        retried: counts.retried,
        retries: counts.retries,
        succeeded: counts.succeeded,
        success_after_retry: (judged > 0).then(|| float(counts.succeeded) / float(judged)),
        errors,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_of_a_retry_is_read_from_the_line_that_tells_of_it() {
        let line = "Task run failed with exception: ValueError('row 12 - bad') - Retry 1/3 will start 10 second(s) from now";
        let error = Error { kind: Some("ValueError".to_owned()), message: "row <n> - bad".to_owned() };
        assert_eq!(error_of(line), Some(error.clone()));
        let flow = "Encountered exception during execution: ValueError('row 7 - bad')\nTraceback (most recent call last):";
        assert_eq!(error_of(flow), Some(error));
        let last = "Task run failed with exception: ValueError('row 12') - Retries are exhausted";
        assert_eq!(error_of(last), None);
    }
}
