//! One value of a metric, and how it is written.

use std::fmt;

use weir_types::metrics::MetricLabels;

use super::line::{Number, number};

/// One value of a metric. Its `Display` is the line that is read back as the same.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// The metric's name.
    pub name: String,
    /// The value: a finite number.
    pub value: f64,
    /// What is counted or measured; empty if that is not said.
    pub unit: String,
    /// What tells it apart from others of the same name.
    pub labels: MetricLabels,
}

/// Whether a text can name a metric or a label: letters of ASCII, digits, `_`, `.`, `-` and `/`, of which a letter or
/// `_` comes first.
pub fn is_name(text: &str) -> bool {
    let is_first = |first: char| first.is_ascii_alphabetic() || first == '_';
    text.starts_with(is_first)
        && text.chars().all(|next| next.is_ascii_alphanumeric() || "_.-/".contains(next))
}

impl fmt::Display for Sample {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "METRIC: {}=", self.name)?;
        // Whole numbers as people write them; the other form has an exponent where it would grow long.
        if self.value.fract() == 0.0 && self.value.abs() < 1e15 {
            write!(f, "{}", self.value)?;
        } else {
            write!(f, "{:?}", self.value)?;
        }
        if !self.unit.is_empty() {
            write!(f, " unit={}", Text(&self.unit))?;
        }
        for (name, value) in &self.labels {
            write!(f, " {name}={}", Text(value))?;
        }
        Ok(())
    }
}

/// A unit or a label's value, in quotes where it must be.
struct Text<'t>(&'t str);

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(text) = self;
        let is_plain = !text.is_empty()
            && !text.contains(|next: char| next.is_whitespace() || "\"'\\".contains(next))
            && !text.ends_with([',', ';'])
            && number(text) == Number::None;
        if is_plain {
            return f.write_str(text);
        }
        f.write_str("\"")?;
        for next in text.chars() {
            match next {
                '"' | '\\' => write!(f, "\\{next}")?,
                '\n' => f.write_str("\\n")?,
                '\r' => f.write_str("\\r")?,
                next => write!(f, "{next}")?,
            }
        }
        f.write_str("\"")
    }
}
