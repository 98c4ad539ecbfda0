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
    let flows_left_out = review.left_out.flows + flows.len().saturating_sub(FLOWS);
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
        let since = slower.change.at.to_jiff().strftime("%Y-%m-%d");
        format!("{}: {after} instead of {before} since {since}", escaped(name(&slower.flow)))
    });
    let retries = review.retries.iter().map(|retried| {
        let task = retried.task.as_ref().map_or("-", name);
        format!("{} of {}: {} retries", escaped(task), escaped(name(&retried.flow)), retried.retries)
    });
    let left_out = review.left_out;
    let unknown = review.failures_unknown.as_ref().map(|unknown| escaped(unknown));
    let failures_left_out = markdown::more_of(left_out.new_failures, "new failures");
    let blocks = json!([
        { "type": "header", "text": { "type": "plain_text", "text": "Runs" } },
        section(&escaped(&summary)),
        section(&list("Success rates", flows, markdown::more_of(flows_left_out, "flows"))),
        section(&list("New failures", failures, unknown.into_iter().chain(failures_left_out))),
        section(&list("Slower flows", slower, markdown::more_of(left_out.slower, "flows that were not looked at"))),
        section(&list("Most retried tasks", retries, markdown::more_of(left_out.retries, "tasks"))),
    ]);
    json!({ "text": summary, "blocks": blocks })
}

fn section(text: &str) -> Value {
    let text = shortened(text);
    json!({ "type": "section", "text": { "type": "mrkdwn", "text": text } })
}

/// As much of an escaped text as a section takes, and no part of what stands for a character.
fn shortened(text: &str) -> &str {
    let Some((end, _)) = text.char_indices().nth(LONGEST) else { return text };
    let text = &text[..end];
    match text.rfind('&') {
        Some(begin) if !text[begin..].contains(';') => &text[..begin],
        _ => text,
    }
}

/// A list with what is said below it.
fn list(title: &str, items: impl Iterator<Item = String>, notes: impl IntoIterator<Item = String>) -> String {
    let mut text = format!("*{title}*");
    text.extend(items.map(|item| format!("\n• {item}")));
    if !text.contains('\n') {
        text.push_str("\nNone.");
    }
    text.extend(notes.into_iter().map(|note| format!("\n{note}")));
    text
}

/// A text as Slack shows it.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_character_is_cut_in_two() {
        let text = |blanks: usize| format!("{}&amp; and so on", " ".repeat(blanks));
        for (blanks, length) in
            [(10, 25), (2990, 3000), (2995, 3000), (2996, 2996), (2999, 2999), (3000, 3000)]
        {
            assert_eq!(shortened(&text(blanks)).len(), length, "{blanks}");
        }
    }
}
