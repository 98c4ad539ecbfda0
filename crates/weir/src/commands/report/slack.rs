//! A review as a message to Slack.

use serde_json::{Value, json};

use super::{markdown, review::Review};
use crate::commands::insights::{change, length, name, or_dash, percent};

/// How many flows are told of: those with the worst success rates.
const FLOWS: usize = 10;

/// The longest text that Slack takes in a section.
const LONGEST: usize = 3000;

/// The body of the request.
pub(super) fn message(review: &Review) -> Value {
    let summary = markdown::summary(review);
    let mut flows: Vec<_> = review.flows.iter().collect();
    let rate = |rate: Option<f64>| rate.unwrap_or(1.0);
    flows.sort_by(|a, b| rate(a.figures.success_rate).total_cmp(&rate(b.figures.success_rate)));
    let flows = flows.into_iter().take(FLOWS).map(|group| {
        let figures = &group.figures;
        format!(
            "{}: {} of {} runs, p50 {} ({})",
            escaped(group.group.get("flow").map_or("-", name)),
            or_dash(figures.success_rate, percent),
            figures.runs,
            or_dash(figures.duration.p50, length),
            or_dash(group.change.and_then(|by| by.duration_p50), change)
        )
    });
    let failures = review.new_failures.iter().map(|group| {
        format!("{}: {} ({} times)", escaped(name(&group.flow)), escaped(&group.error), group.count)
    });
    let slower = review.slower.iter().map(|slower| {
        let (before, after) = (length(slower.change.before), length(slower.change.after));
        format!("{}: {after} instead of {before}", escaped(name(&slower.flow)))
    });
    let retries = review.retries.iter().map(|retried| {
        let task = retried.task.as_ref().map_or("-", name);
        format!("{} of {}: {} retries", escaped(task), escaped(name(&retried.flow)), retried.retries)
    });
    let blocks = json!([
        { "type": "header", "text": { "type": "plain_text", "text": "Runs" } },
        section(&escaped(&summary)),
        section(&list("Success rates", flows)),
        section(&list("New failures", failures)),
        section(&list("Slower flows", slower)),
        section(&list("Most retried tasks", retries)),
    ]);
    json!({ "text": summary, "blocks": blocks })
}

fn section(text: &str) -> Value {
    let text: String = text.chars().take(LONGEST).collect();
    json!({ "type": "section", "text": { "type": "mrkdwn", "text": text } })
}

fn list(title: &str, items: impl Iterator<Item = String>) -> String {
    let items: Vec<String> = items.map(|item| format!("\n• {item}")).collect();
    if items.is_empty() { format!("*{title}*\nNone.") } else { format!("*{title}*{}", items.concat()) }
}

/// A text as Slack shows it.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
