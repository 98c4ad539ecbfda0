//! A review in Markdown.

use super::{
    review::Review,
    words::{self, COLUMNS, Part, Section},
};

/// Writes it.
pub(super) fn write(review: &Review) -> String {
    let mut text =
        format!("# {}\n\n{}\n\n## Success rates\n\n", words::title(review), words::summary(review));
    if review.flows.is_empty() {
        text.push_str("No runs ended.\n");
    } else {
        let below = COLUMNS.map(|column| if column == "flow" || column == "course" { "---" } else { "---:" });
        text.push_str(&row(&COLUMNS));
        text.push_str(&row(&below));
    }
    for group in &review.flows {
        text.push_str(&row(&words::row(group)));
    }
    if let Some(more) = words::more_of(review.left_out.flows, "flows") {
        text.push_str(&format!("\n{more}\n"));
    }
    for section in words::sections(review) {
        text.push_str(&list(&section));
    }
    text
}

fn list(section: &Section) -> String {
    let mut text = format!("\n## {}\n", section.title);
    for (position, item) in section.items.iter().enumerate() {
        let gap = if position == 0 { "\n" } else { "" };
        text.push_str(&format!("{gap}- {}\n", item.iter().map(part).collect::<String>()));
    }
    text.extend(section.notes.iter().map(|note| format!("\n{note}\n")));
    text
}

fn part(part: &Part) -> String {
    match part {
        Part::Text(text) => text.clone(),
        Part::Code(text) => format!("`{}`", text.replace('`', "'")),
    }
}

fn row(cells: &[impl AsRef<str>]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| cell.as_ref().replace('|', "\\|")).collect();
    format!("| {} |\n", cells.join(" | "))
}
