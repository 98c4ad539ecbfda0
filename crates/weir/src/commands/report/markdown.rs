//! A review in Markdown.

use super::review::Review;
use crate::{
    commands::insights::{change, length, name, or_dash, percent},
    sparkline::sparkline,
};

/// Writes it.
pub(super) fn write(review: &Review) -> String {
    let date = |at: weir_types::Timestamp| at.to_jiff().strftime("%Y-%m-%d").to_string();
    let mut text = format!("# Runs from {} to {}\n\n", date(review.start), date(review.end));
    text.push_str(&summary(review));
    text.push_str("\n\n## Success rates\n\n");
    if review.flows.is_empty() {
        text.push_str("No runs ended.\n");
    } else {
        text.push_str("| flow | runs | success | before | p50 | p95 | p50 changed by | course |\n");
        text.push_str("| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |\n");
    }
    for group in &review.flows {
        let (now, before) = (&group.figures, group.previous.as_ref());
        let days: Vec<Option<f64>> = group.intervals.iter().map(|one| one.figures.success_rate).collect();
        text.push_str(&row(&[
            group.group.get("flow").map_or("-", name),
            &now.runs.to_string(),
            &or_dash(now.success_rate, percent),
            &or_dash(before.and_then(|before| before.success_rate), percent),
            &or_dash(now.duration.p50, length),
            &or_dash(now.duration.p95, length),
            &or_dash(group.change.and_then(|by| by.duration_p50), change),
            &sparkline(&days),
        ]));
    }
    more(&mut text, review.left_out.flows, "flows");
    text.push_str("\n## New failures\n\n");
    for group in &review.new_failures {
        let version = group.new_in_version.as_ref().map(|new| format!(", since version {}", new.version));
        text.push_str(&format!(
            "- {}: {} ({} times{})\n",
            name(&group.flow),
            code(&group.error),
            group.count,
            version.unwrap_or_default()
        ));
    }
    match &review.failures_unknown {
        Some(unknown) => text.push_str(&format!("{unknown}\n")),
        None => none_of(&mut text, review.new_failures.is_empty()),
    }
    more(&mut text, review.left_out.new_failures, "new failures");
    text.push_str("\n## Slower flows\n\n");
    for slower in &review.slower {
        text.push_str(&format!(
            "- {}: {} instead of {} since {}\n",
            name(&slower.flow),
            length(slower.change.after),
            length(slower.change.before),
            date(slower.change.at)
        ));
    }
    none_of(&mut text, review.slower.is_empty());
    more(&mut text, review.left_out.slower, "flows that were not looked at");
    text.push_str("\n## Most retried tasks\n\n");
    for retried in &review.retries {
        text.push_str(&format!(
            "- {} of {}: {} retries of {} runs, {} succeeded after it{}\n",
            retried.task.as_ref().map_or("-", name),
            name(&retried.flow),
            retried.retries,
            retried.retried,
            or_dash(retried.success_after_retry, percent),
            retried
                .errors
                .first()
                .map(|error| format!(", mostly for {}", code(&error.error)))
                .unwrap_or_default()
        ));
    }
    none_of(&mut text, review.retries.is_empty());
    more(&mut text, review.left_out.retries, "tasks");
    text
}

/// How many more of a list there are, in words; none if none are left out.
pub(super) fn more_of(count: usize, what: &str) -> Option<String> {
    (count > 0).then(|| format!("… and {count} more {what}"))
}

fn more(text: &mut String, count: usize, what: &str) {
    if let Some(more) = more_of(count, what) {
        text.push_str(&format!("\n{more}\n"));
    }
}

/// The time in a sentence.
pub(super) fn summary(review: &Review) -> String {
    let Some(all) = review.all.as_ref().filter(|all| all.figures.runs > 0) else {
        return "No runs ended.".to_owned();
    };
    let states = all.figures.states;
    let mut text = format!(
        "{} runs ended, {} of those that were not cancelled with success; {} failed, {} crashed.",
        all.figures.runs,
        or_dash(all.figures.success_rate, percent),
        states.failed,
        states.crashed
    );
    if let Some(before) = all.previous.as_ref().and_then(|before| before.success_rate) {
        text.push_str(&format!(" In the time before it was {}.", percent(before)));
    }
    text
}

fn none_of(text: &mut String, none: bool) {
    if none {
        text.push_str("None.\n");
    }
}

fn row(cells: &[&str]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
    format!("| {} |\n", cells.join(" | "))
}

/// A text that is shown as it is.
fn code(text: &str) -> String {
    format!("`{}`", text.replace('`', "'"))
}
