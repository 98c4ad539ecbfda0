//! A review in Markdown, with the tables that GitHub added to it.

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
        text.push_str(&row(&words::row(group).map(|cell| escaped(&cell))));
    }
    if let Some(more) = words::more_of(review.left_out.flows, ["flow", "flows"]) {
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
        let line: String = item.iter().map(part).collect();
        text.push_str(&format!("{gap}- {}\n", begun(&line)));
    }
    text.extend(section.notes.iter().map(|note| format!("\n{note}\n")));
    text
}

fn part(part: &Part) -> String {
    match part {
        Part::Text(text) => text.clone(),
        Part::Name(text) => escaped(text),
        Part::Code(text) => code(text),
    }
}

fn row(cells: &[impl AsRef<str>]) -> String {
    let cells: Vec<&str> = cells.iter().map(AsRef::as_ref).collect();
    format!("| {} |\n", cells.join(" | "))
}

/// A text in one line, of which nothing is markup. An underscore within a word is none, and names are full of them.
fn escaped(text: &str) -> String {
    let text = one_line(text);
    let mut escaped = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let mut is_after_letter = false;
    while let Some(char) = chars.next() {
        let is_in_word = is_after_letter && chars.peek().is_some_and(|next| next.is_alphanumeric());
        let is_markup = matches!(char, '\\' | '`' | '*' | '[' | '<' | '&' | '|' | '~');
        if is_markup || (char == '_' && !is_in_word) {
            escaped.push('\\');
        }
        escaped.push(char);
        is_after_letter = char.is_alphanumeric();
    }
    escaped
}

/// A line that begins no heading, quotation or list of its own.
fn begun(line: &str) -> String {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = line.split_at(digits);
    let is_marker = match rest.as_bytes() {
        [b'-' | b'+' | b'#' | b'>', ..] => digits == 0,
        [b'.' | b')', after @ ..] => digits > 0 && matches!(after, [] | [b' ', ..]),
        _ => false,
    };
    if is_marker { format!("{number}\\{rest}") } else { line.to_owned() }
}

/// A text in one line as code, between more backticks in a row than it has itself.
fn code(text: &str) -> String {
    let text = one_line(text);
    let most = text.split(|char| char != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(most + 1);
    let blank = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{blank}{text}{blank}{fence}")
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser, Tag};

    use super::*;

    /// What a reader of Markdown finds in the table's cells and the list's items; what is neither words nor code is named.
    fn read(text: &str) -> Vec<String> {
        let mut found = Vec::new();
        for event in Parser::new_ext(text, Options::all() - Options::ENABLE_SMART_PUNCTUATION) {
            match event {
                Event::Start(Tag::TableCell | Tag::Item) => found.push(String::new()),
                Event::Start(Tag::Table(_) | Tag::TableHead | Tag::TableRow | Tag::List(None))
                | Event::End(_) => {}
                Event::Text(text) => found.last_mut().unwrap().push_str(&text),
                Event::Code(code) => found.last_mut().unwrap().push_str(&format!("code {code}")),
                other => found.push(format!("{other:?}")),
            }
        }
        found
    }

    proptest! {
        #[test]
        fn what_is_named_reads_as_it_was_named(
            name in "[-+#>1.)a_é*`\\\\|<&~\\[\\]!:= \n]{1,12}", error in "[a`|<* \n]{1,12}",
        ) {
            let (named, said) = (one_line(&name), one_line(&error));
            prop_assume!(!said.is_empty());
            let table = [row(&["flow", "runs"]), row(&["---", "---"]), row(&[escaped(&name), escaped("2")])].concat();
            prop_assert_eq!(read(&table), ["flow", "runs", &named, "2"]);
            let parts = [Part::Name(name), Part::Text(": ".to_owned()), Part::Code(error)];
            let item = parts.iter().map(part).collect::<String>();
            prop_assert_eq!(read(&format!("- {}\n", begun(&item))), [format!("{named}: code {said}")]);
        }
    }
}
