//! A review as a message to Slack.

use serde_json::{Value, json};
use weir_insights::length;

use super::{
    review::Review,
    words::{self, Part, Section},
};
use crate::commands::insights::{change, or_dash, percent};

/// How many flows are told of: those with the worst success rates.
const FLOWS: usize = 10;

/// The longest text that Slack takes in a section.
const LONGEST: usize = 3000;

/// The body of the request.
pub(super) fn message(review: &Review) -> Value {
    let summary = words::summary(review);
    let mut blocks = vec![
        json!({ "type": "header", "text": { "type": "plain_text", "text": "Runs" } }),
        section(&escaped(&summary)),
        section(&list(&success_rates(review))),
    ];
    blocks.extend(words::sections(review).iter().map(|one| section(&list(one))));
    json!({ "text": summary, "blocks": blocks })
}

/// The flows as a list, since Slack has no tables: those with the worst success rates.
fn success_rates(review: &Review) -> Section {
    let mut flows: Vec<_> = review.flows.iter().collect();
    let rate = |rate: Option<f64>| rate.unwrap_or(1.0);
    flows.sort_by(|a, b| rate(a.figures.success_rate).total_cmp(&rate(b.figures.success_rate)));
    let left_out = review.left_out.flows + flows.len().saturating_sub(FLOWS);
    let items = flows.into_iter().take(FLOWS).map(|group| {
        let figures = &group.figures;
        let said = format!(
            ": {} of {}, p50 {} ({})",
            or_dash(figures.success_rate, percent),
            words::counted(figures.runs, ["run", "runs"]),
            or_dash(figures.duration.p50, length),
            or_dash(group.change.and_then(|by| by.duration_p50), change)
        );
        vec![Part::Name(words::flow(group).to_owned()), Part::Text(said)]
    });
    Section::new("Success rates", items, words::more_of(left_out, ["flow", "flows"]))
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
fn list(section: &Section) -> String {
    let mut text = format!("*{}*", section.title);
    text.extend(
        section.items.iter().map(|item| format!("\n• {}", item.iter().map(part).collect::<String>())),
    );
    text.extend(section.notes.iter().map(|note| format!("\n{}", escaped(note))));
    text
}

fn part(part: &Part) -> String {
    let (Part::Text(text) | Part::Name(text) | Part::Code(text)) = part;
    escaped(text)
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
