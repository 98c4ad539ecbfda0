//! What a review says, whatever it is written in.

use weir_insights::length;
use weir_types::{
    Timestamp,
    insights::{FailureGroup, Named, Retries, RunsGroup},
};

use super::review::{Review, SlowTask, Slower};
use crate::{
    commands::insights::{change, name, or_dash, percent},
    sparkline::sparkline,
};

/// What the cells of a flow's row are.
pub(super) const COLUMNS: [&str; 8] =
    ["flow", "runs", "success", "before", "p50", "p95", "p50 changed by", "course"];

/// What is said of a list of nothing.
const NONE: &str = "None.";

/// A list, and what is said below it.
pub(super) struct Section {
    pub(super) title: &'static str,
    pub(super) items: Vec<Vec<Part>>,
    pub(super) notes: Vec<String>,
}

impl Section {
    /// A list of these, and how many more there are.
    pub(super) fn new(
        title: &'static str,
        items: impl Iterator<Item = Vec<Part>>,
        more: Option<String>,
    ) -> Self {
        let items: Vec<_> = items.collect();
        let none = items.is_empty().then(|| NONE.to_owned());
        Self { title, items, notes: none.into_iter().chain(more).collect() }
    }
}

/// A part of a line.
pub(super) enum Part {
    /// Our words.
    Text(String),
    /// What somebody called something.
    Name(String),
    /// What a run said, to be shown as it is.
    Code(String),
}

impl Part {
    fn name(named: &Named) -> Self {
        Self::Name(name(named).to_owned())
    }
}

/// The time of a review as a title.
pub(super) fn title(review: &Review) -> String {
    format!("Runs from {} to {}", date(review.start), date(review.end))
}

/// The time in a sentence.
pub(super) fn summary(review: &Review) -> String {
    let Some(all) = review.all.as_ref().filter(|all| all.figures.runs > 0) else {
        return "No runs ended.".to_owned();
    };
    let states = all.figures.states;
    let mut text = format!(
        "{} ended, {} of those that were not cancelled with success; {} failed, {} crashed.",
        counted(all.figures.runs, ["run", "runs"]),
        or_dash(all.figures.success_rate, percent),
        states.failed,
        states.crashed
    );
    if let Some(before) = all.previous.as_ref().and_then(|before| before.success_rate) {
        text.push_str(&format!(" In the time before it was {}.", percent(before)));
    }
    text
}

/// The row of a flow, by [`COLUMNS`].
pub(super) fn row(group: &RunsGroup) -> [String; COLUMNS.len()] {
    let (now, before) = (&group.figures, group.previous.as_ref());
    let course: Vec<Option<f64>> = group.intervals.iter().map(|one| one.figures.success_rate).collect();
    [
        flow(group).to_owned(),
        now.runs.to_string(),
        or_dash(now.success_rate, percent),
        or_dash(before.and_then(|before| before.success_rate), percent),
        or_dash(now.duration.p50, length),
        or_dash(now.duration.p95, length),
        or_dash(group.change.and_then(|by| by.duration_p50), change),
        sparkline(&course),
    ]
}

/// The name of a group's flow.
pub(super) fn flow(group: &RunsGroup) -> &str {
    group.group.get("flow").map_or("-", name)
}

/// What follows upon the flows.
pub(super) fn sections(review: &Review) -> [Section; 4] {
    let left_out = review.left_out;
    let unlooked = |count| more_of(count, ["flow that was not looked at", "flows that were not looked at"]);
    let more = more_of(left_out.new_failures, ["new failure", "new failures"]);
    let mut failures = Section::new("New failures", review.new_failures.iter().map(new_failure), more);
    if let Some(unknown) = &review.failures_unknown {
        // That nothing is known of is not that there is nothing.
        failures.notes.retain(|note| note != NONE);
        failures.notes.insert(0, unknown.clone());
    }
    let slow_tasks = review.slow_tasks.iter().map(slow_task);
    let retries = review.retries.iter().map(retried);
    [
        failures,
        Section::new("Slow tasks", slow_tasks, unlooked(left_out.slow_tasks)),
        Section::new("Slower flows", review.slower.iter().map(slower), unlooked(left_out.slower)),
        Section::new("Most retried tasks", retries, more_of(left_out.retries, ["task", "tasks"])),
    ]
}

/// How many more of a list there are, in words; none if none are left out.
pub(super) fn more_of(count: usize, [one, many]: [&str; 2]) -> Option<String> {
    (count > 0).then(|| format!("… and {count} more {}", if count == 1 { one } else { many }))
}

/// A number of something: of one, or of many.
pub(super) fn counted(count: i64, [one, many]: [&str; 2]) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

fn new_failure(group: &FailureGroup) -> Vec<Part> {
    let times = counted(group.count, ["time", "times"]);
    let mut parts = vec![
        Part::name(&group.flow),
        Part::Text(": ".to_owned()),
        Part::Code(group.error.clone()),
        Part::Text(format!(" ({times}")),
    ];
    if let Some(new) = &group.new_in_version {
        parts.extend([Part::Text(", since version ".to_owned()), Part::Name(new.version.clone())]);
    }
    parts.push(Part::Text(")".to_owned()));
    parts
}

fn slow_task(slow: &SlowTask) -> Vec<Part> {
    let task = &slow.task;
    let before = task.previous_share.map(|before| format!(", {} in the time before", percent(before)));
    vec![
        Part::name(&task.task),
        Part::Text(" of ".to_owned()),
        Part::name(&slow.flow),
        Part::Text(format!(": {} of its time{}", percent(task.share), before.unwrap_or_default())),
    ]
}

fn slower(slower: &Slower) -> Vec<Part> {
    let change = &slower.change;
    let (after, before) = (length(change.after), length(change.before));
    let said = format!(": {after} instead of {before} since {}", date(change.at));
    vec![Part::name(&slower.flow), Part::Text(said)]
}

fn retried(retried: &Retries) -> Vec<Part> {
    let said = format!(
        ": {} of {}, {} succeeded after it",
        counted(retried.retries, ["retry", "retries"]),
        counted(retried.retried, ["run", "runs"]),
        or_dash(retried.success_after_retry, percent)
    );
    let task = retried.task.as_ref().map_or_else(|| Part::Text("-".to_owned()), Part::name);
    let mut parts = vec![task, Part::Text(" of ".to_owned()), Part::name(&retried.flow), Part::Text(said)];
    if let Some(most) = retried.errors.first() {
        parts.extend([Part::Text(", mostly for ".to_owned()), Part::Code(most.error.clone())]);
    }
    parts
}

fn date(at: Timestamp) -> String {
    at.to_jiff().strftime("%Y-%m-%d").to_string()
}
