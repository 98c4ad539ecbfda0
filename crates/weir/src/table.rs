//! Tables whose columns align whatever is coloured: widths are those of the texts, and the colour is put around them.

use anstyle::Style;
use unicode_width::UnicodeWidthStr;

use crate::output::Output;

/// One field of a table.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    text: String,
    style: Style,
    right: bool,
}

impl Cell {
    /// A text, set to the left.
    pub(crate) fn new(text: impl std::fmt::Display) -> Self {
        Self { text: text.to_string(), style: Style::new(), right: false }
    }

    /// A number, set to the right.
    pub(crate) fn number(text: impl std::fmt::Display) -> Self {
        Self { right: true, ..Self::new(text) }
    }

    /// The same in colour.
    pub(crate) fn styled(self, style: Style) -> Self {
        Self { style, ..self }
    }
}

/// The lines of a table with a header, columns two spaces apart, without spaces at the ends of lines.
pub(crate) fn lines<const N: usize>(output: Output, header: [&str; N], rows: &[[Cell; N]]) -> Vec<String> {
    let mut widths = header.map(UnicodeWidthStr::width);
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.text.width());
        }
    }
    let mut headings = header.map(|text| Cell::new(text).styled(Style::new().bold()));
    if let Some(row) = rows.first() {
        for (heading, cell) in headings.iter_mut().zip(row) {
            heading.right = cell.right;
        }
    }
    std::iter::once(&headings).chain(rows).map(|row| line(output, &widths, row)).collect()
}

fn line(output: Output, widths: &[usize], row: &[Cell]) -> String {
    let mut line = String::new();
    let mut gap = 0;
    for (width, cell) in widths.iter().zip(row) {
        let padding = width.saturating_sub(cell.text.width());
        let (before, after) = if cell.right { (padding, 0) } else { (0, padding) };
        if cell.text.is_empty() {
            gap += width + 2;
            continue;
        }
        line.extend(std::iter::repeat_n(' ', gap + before));
        line.push_str(&output.paint(cell.style, &cell.text));
        gap = after + 2;
    }
    line
}

#[cfg(test)]
mod tests {
    use anstyle::AnsiColor;
    use clap::ColorChoice;

    use super::*;

    fn rows() -> [[Cell; 3]; 3] {
        let red = AnsiColor::Red.on_default();
        [
            [Cell::new("zürich"), Cell::new("Failed").styled(red), Cell::number("1.5")],
            [Cell::new("日本"), Cell::new("AwaitingRetry").styled(red), Cell::number("1234.0")],
            [Cell::new(""), Cell::new("Late"), Cell::number("")],
        ]
    }

    #[test]
    fn columns_align() {
        let lines = lines(Output::new(ColorChoice::Never), ["FLOW", "STATE", "SECONDS"], &rows());
        insta::assert_snapshot!(lines.join("\n"), @r"
        FLOW    STATE          SECONDS
        zürich  Failed             1.5
        日本    AwaitingRetry   1234.0
                Late
        ");
    }

    #[test]
    fn colours_change_no_column() {
        let header = ["FLOW", "STATE", "SECONDS"];
        let plain = lines(Output::new(ColorChoice::Never), header, &rows());
        let coloured = lines(Output::new(ColorChoice::Always), header, &rows());
        assert!(coloured[1].contains("\u{1b}[31mFailed\u{1b}[0m"), "{:?}", coloured[1]);
        let code = regex::Regex::new("\u{1b}\\[[0-9;]*m").expect("a good expression");
        let stripped: Vec<_> = coloured.iter().map(|line| code.replace_all(line, "").into_owned()).collect();
        assert_eq!(stripped, plain);
    }
}
