//! A review as a page of HTML that needs nothing else.

use super::{
    review::Review,
    words::{self, COLUMNS, Part, Section},
};

const HEAD: &str = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Runs</title>\n\
<style>body { font-family: sans-serif; margin: 2em; } table { border-collapse: collapse; } \
th, td { padding: 0.3em 0.8em; text-align: right; border-bottom: 1px solid #ccc; } \
th:first-child, td:first-child { text-align: left; }</style>\n</head>\n<body>\n";

/// Writes it.
pub(super) fn write(review: &Review) -> String {
    let mut page = HEAD.to_owned();
    page.push_str(&format!("<h1>{}</h1>\n", words::title(review)));
    page.push_str(&paragraph(&words::summary(review)));
    page.push_str("<h2>Success rates</h2>\n<table>\n");
    page.push_str(&row("th", &COLUMNS));
    for group in &review.flows {
        page.push_str(&row("td", &words::row(group)));
    }
    page.push_str("</table>\n");
    page.extend(words::more_of(review.left_out.flows, ["flow", "flows"]).map(|more| paragraph(&more)));
    page.extend(words::sections(review).iter().map(list));
    page.push_str("</body>\n</html>\n");
    page
}

fn row(tag: &str, cells: &[impl AsRef<str>]) -> String {
    let cells: Vec<String> =
        cells.iter().map(|cell| format!("<{tag}>{}</{tag}>", escaped(cell.as_ref()))).collect();
    format!("<tr>{}</tr>\n", cells.concat())
}

fn list(section: &Section) -> String {
    let mut text = format!("<h2>{}</h2>\n", section.title);
    if !section.items.is_empty() {
        let item = |parts: &Vec<Part>| format!("<li>{}</li>\n", parts.iter().map(part).collect::<String>());
        let items: Vec<String> = section.items.iter().map(item).collect();
        text.push_str(&format!("<ul>\n{}</ul>\n", items.concat()));
    }
    text.extend(section.notes.iter().map(|note| paragraph(note)));
    text
}

fn part(part: &Part) -> String {
    match part {
        Part::Text(text) | Part::Name(text) => escaped(text),
        Part::Code(text) => format!("<code>{}</code>", escaped(text)),
    }
}

fn paragraph(text: &str) -> String {
    format!("<p>{}</p>\n", escaped(text))
}

/// A text as HTML shows it.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
