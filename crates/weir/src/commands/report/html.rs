//! A review as a page of HTML that needs nothing else.

use super::{markdown, review::Review};
use crate::{
    commands::insights::{change, length, name, or_dash, percent},
    sparkline::sparkline,
};

const HEAD: &str = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Runs</title>\n\
<style>body { font-family: sans-serif; margin: 2em; } table { border-collapse: collapse; } \
th, td { padding: 0.3em 0.8em; text-align: right; border-bottom: 1px solid #ccc; } \
th:first-child, td:first-child { text-align: left; }</style>\n</head>\n<body>\n";

/// Writes it.
pub(super) fn write(review: &Review) -> String {
    let date = |at: weir_types::Timestamp| at.to_jiff().strftime("%Y-%m-%d").to_string();
    let mut page = HEAD.to_owned();
    page.push_str(&format!("<h1>Runs from {} to {}</h1>\n", date(review.start), date(review.end)));
    page.push_str(&format!(
        "<p>{}</p>\n<h2>Success rates</h2>\n<table>\n",
        escaped(&markdown::summary(review))
    ));
    page.push_str(
        "<tr><th>flow</th><th>runs</th><th>success</th><th>p50</th><th>p95</th><th>p50 changed by</th><th>course</th></tr>\n",
    );
    for group in &review.flows {
        let days: Vec<Option<f64>> = group.intervals.iter().map(|one| one.figures.success_rate).collect();
        let cells = [
            group.group.get("flow").map_or("-", name).to_owned(),
            group.figures.runs.to_string(),
            or_dash(group.figures.success_rate, percent),
            or_dash(group.figures.duration.p50, length),
            or_dash(group.figures.duration.p95, length),
            or_dash(group.change.and_then(|by| by.duration_p50), change),
            sparkline(&days),
        ];
        let cells: Vec<String> = cells.iter().map(|cell| format!("<td>{}</td>", escaped(cell))).collect();
        page.push_str(&format!("<tr>{}</tr>\n", cells.concat()));
    }
    page.push_str("</table>\n");
    let left_out = review.left_out;
    more(&mut page, left_out.flows, "flows");
    let failures = review.new_failures.iter().map(|group| {
        format!(
            "{}: <code>{}</code> ({} times)",
            escaped(name(&group.flow)),
            escaped(&group.error),
            group.count
        )
    });
    list(&mut page, "New failures", failures);
    if let Some(unknown) = &review.failures_unknown {
        page.push_str(&format!("<p>{}</p>\n", escaped(unknown)));
    }
    more(&mut page, left_out.new_failures, "new failures");
    let slower = review.slower.iter().map(|slower| {
        let (before, after) = (length(slower.change.before), length(slower.change.after));
        format!(
            "{}: {after} instead of {before} since {}",
            escaped(name(&slower.flow)),
            date(slower.change.at)
        )
    });
    list(&mut page, "Slower flows", slower);
    more(&mut page, left_out.slower, "flows that were not looked at");
    let retries = review.retries.iter().map(|retried| {
        let task = retried.task.as_ref().map_or("-", name);
        let succeeded = or_dash(retried.success_after_retry, percent);
        format!(
            "{} of {}: {} retries, {succeeded} succeeded after it",
            escaped(task),
            escaped(name(&retried.flow)),
            retried.retries
        )
    });
    list(&mut page, "Most retried tasks", retries);
    more(&mut page, left_out.retries, "tasks");
    page.push_str("</body>\n</html>\n");
    page
}

fn list(page: &mut String, title: &str, items: impl Iterator<Item = String>) {
    let items: Vec<String> = items.map(|item| format!("<li>{item}</li>\n")).collect();
    page.push_str(&format!("<h2>{title}</h2>\n"));
    if items.is_empty() {
        page.push_str("<p>None.</p>\n");
    } else {
        page.push_str(&format!("<ul>\n{}</ul>\n", items.concat()));
    }
}

fn more(page: &mut String, count: usize, what: &str) {
    if let Some(more) = markdown::more_of(count, what) {
        page.push_str(&format!("<p>{more}</p>\n"));
    }
}

/// A text as HTML shows it.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
