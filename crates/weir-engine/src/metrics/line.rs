//! Metrics in lines of log.
//!
//! `METRIC: rows_extracted=1250 unit=rows table=orders`: after the mark stand pairs of a name and a value. A number is
//! the value of a metric. `unit` and all that is no number, or stands in quotes, is the unit or a label of the metrics
//! before it, back to the last one that has a unit or labels already. A statement ends with its line or where the next
//! mark stands. What is not written like that is reported, and what can be read beside it is read.

use std::{mem, sync::LazyLock};

use memchr::memmem::Finder;
use weir_types::metrics::MetricLabels;

use super::sample::{Sample, is_name};

const MARK: &str = "METRIC:";

static FINDER: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(MARK));

/// What of a malformed text is shown at most, in bytes.
const SHOWN: usize = 200;

/// What a message tells of metrics.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// The values, in their order.
    pub samples: Vec<Sample>,
    /// What could not be read.
    pub malformed: Vec<Malformed>,
}

/// What looks like a metric and is not written like one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malformed {
    /// The metric's name, where it can be told.
    pub name: Option<String>,
    /// The text, shortened.
    pub text: String,
    /// What is wrong with it.
    pub reason: String,
}

/// The metrics in a message. Where there is no mark this is a search for its bytes.
pub fn find(message: &str) -> Found {
    let mut found = Found::default();
    let mut from = 0;
    while let Some(at) = FINDER.find(&message.as_bytes()[from..]) {
        let (mark, begins) = (from + at, from + at + MARK.len());
        // The mark at the end of a longer word is none.
        let is_word = message[..mark].ends_with(|last: char| last.is_alphanumeric() || last == '_');
        from = if is_word { begins } else { Statement::read(message, begins, &mut found) };
    }
    found
}

/// What a text is as a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Number {
    /// A number.
    Finite(f64),
    /// Infinite, or what Python calls nan.
    NotFinite,
    /// None.
    None,
}

/// Reads a number as Python prints it, with `_` or `,` between thousands too.
pub(super) fn number(text: &str) -> Number {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if ["nan", "inf", "infinity"].iter().any(|name| digits.eq_ignore_ascii_case(name)) {
        return Number::NotFinite;
    }
    if !digits.starts_with(|first: char| first.is_ascii_digit() || first == '.') {
        return Number::None;
    }
    let whole = digits.split(['.', 'e', 'E']).next().unwrap_or_default();
    let separated = |separator: char| {
        let mut groups = whole.split(separator);
        let first = groups.next().unwrap_or_default();
        (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3)
    };
    let plain = match (whole.contains('_'), whole.contains(',')) {
        (false, false) => text.parse(),
        (true, false) if separated('_') => text.replacen('_', "", whole.len()).parse(),
        (false, true) if separated(',') => text.replacen(',', "", whole.len()).parse(),
        _ => return Number::None,
    };
    match plain {
        Ok(value) if f64::is_finite(value) => Number::Finite(value),
        Ok(_) => Number::NotFinite,
        Err(_) => Number::None,
    }
}

/// A statement as it is read: pairs from `at` on.
struct Statement<'m> {
    message: &'m str,
    at: usize,
    group: Group,
    /// Whether units and labels are passed over, since what they belong to could not be read.
    is_lost: bool,
}

/// Metrics that share a unit and labels.
#[derive(Default)]
struct Group {
    /// Where the first of them begins.
    from: usize,
    metrics: Vec<(String, f64)>,
    unit: Option<String>,
    labels: MetricLabels,
}

/// The value of a pair.
enum Value {
    Bare(String),
    Quoted(String),
}

impl Value {
    fn into_text(self) -> String {
        let (Self::Bare(text) | Self::Quoted(text)) = self;
        text
    }
}

/// What is wrong from a place on.
struct Wrong {
    from: usize,
    name: Option<String>,
    reason: String,
}

impl<'m> Statement<'m> {
    /// Reads the statement that begins at `begins`; answers where it ends.
    fn read(message: &'m str, begins: usize, found: &mut Found) -> usize {
        let mut statement = Self { message, at: begins, group: Group::default(), is_lost: false };
        let mut is_empty = true;
        while statement.reach_next_pair() {
            is_empty = false;
            if let Err(Wrong { from, name, reason }) = statement.pair(found) {
                found.malformed.push(malformed(&message[from..statement.at], name, reason));
            }
        }
        statement.finish_group(found);
        if is_empty {
            found.malformed.push(malformed(MARK, None, "no name=value follows".to_owned()));
        }
        statement.at
    }

    fn rest(&self) -> &'m str {
        &self.message[self.at..]
    }

    fn take_while(&mut self, passes: impl Fn(char) -> bool) -> &'m str {
        let rest = self.rest();
        let taken = &rest[..rest.len() - rest.trim_start_matches(passes).len()];
        self.at += taken.len();
        taken
    }

    /// Goes to where a pair begins; not if the statement ends before.
    fn reach_next_pair(&mut self) -> bool {
        self.take_while(|next| next != '\n' && (next.is_whitespace() || next == ',' || next == ';'));
        let rest = self.rest();
        !(rest.is_empty() || rest.starts_with('\n') || rest.starts_with(MARK))
    }

    /// Goes to the end of the line, or to the next mark in it: what stands before cannot be read.
    fn give_up(&mut self) {
        let line = self.rest().split('\n').next().unwrap_or_default();
        self.at += FINDER.find(line.as_bytes()).unwrap_or(line.len());
    }

    fn pair(&mut self, found: &mut Found) -> Result<(), Wrong> {
        let from = self.at;
        let key = self.take_while(|next| next != '=' && !next.is_whitespace());
        let is_spaced = !self.take_while(|next| next == ' ').is_empty();
        if !self.rest().starts_with('=') {
            if self.is_lost {
                // The rest of a value that could not be read.
                return Ok(());
            }
            self.give_up();
            return Err(Wrong { from, name: None, reason: format!("{} is no name=value", quoted(key)) });
        }
        self.at += 1;
        if is_spaced {
            self.take_while(|next| next == ' ');
        }
        let Some(value) = self.value() else {
            self.give_up();
            return Err(self.lose(from, format!("the value of {key} has no quote at its end")));
        };
        let number = match &value {
            Value::Bare(text) if key != "unit" => number(text),
            _ => Number::None,
        };
        let wrong = match &value {
            _ if !is_name(key) => format!(
                "{} is no name: names have letters of ASCII, digits, _ . - and /, and begin with a letter or _",
                quoted(key)
            ),
            Value::Bare(text) if text.is_empty() => format!("{key} has no value"),
            Value::Bare(text) if number == Number::NotFinite => {
                format!("the value of {key}, {text}, is not a finite number")
            }
            _ => {
                return match number {
                    Number::Finite(number) => {
                        self.metric(from, key, number, found);
                        Ok(())
                    }
                    _ => self.describe(from, key, value.into_text()),
                };
            }
        };
        // A metric that cannot be read takes none with it that can.
        if number == Number::None {
            return Err(self.lose(from, wrong));
        }
        if self.group.is_described() {
            self.finish_group(found);
        }
        self.is_lost = self.group.metrics.is_empty();
        Err(Wrong { from, name: is_name(key).then(|| key.to_owned()), reason: wrong })
    }

    /// The value that stands here; none if it has no end.
    fn value(&mut self) -> Option<Value> {
        let Some(quote) = self.rest().chars().next().filter(|first| "\"'".contains(*first)) else {
            let text = self.take_while(|next| !next.is_whitespace());
            return Some(Value::Bare(text.trim_end_matches([',', ';']).to_owned()));
        };
        let mut text = String::new();
        let mut rest = self.rest().char_indices().skip(1);
        while let Some((at, next)) = rest.next() {
            match next {
                '\n' => break,
                '\\' => match rest.next()?.1 {
                    'n' => text.push('\n'),
                    'r' => text.push('\r'),
                    next => text.push(next),
                },
                next if next == quote => {
                    self.at += at + next.len_utf8();
                    return Some(Value::Quoted(text));
                }
                next => text.push(next),
            }
        }
        None
    }

    fn metric(&mut self, from: usize, name: &str, value: f64, found: &mut Found) {
        if self.group.is_described() {
            self.finish_group(found);
        }
        if self.group.metrics.is_empty() {
            self.group.from = from;
        }
        self.is_lost = false;
        self.group.metrics.push((name.to_owned(), value));
    }

    /// Takes a unit or a label.
    fn describe(&mut self, from: usize, key: &str, text: String) -> Result<(), Wrong> {
        if self.is_lost {
            return Ok(());
        }
        let Some((metric, _)) = self.group.metrics.first() else {
            let wrong = if key == "unit" {
                Wrong { from, name: None, reason: "a unit stands behind its metric".to_owned() }
            } else {
                let reason = format!("the value of {key}, {}, is not a number", quoted(&text));
                Wrong { from, name: Some(key.to_owned()), reason }
            };
            self.is_lost = true;
            return Err(wrong);
        };
        let twice = format!("{metric} has two values of {key}");
        let before = if key == "unit" {
            self.group.unit.replace(text)
        } else {
            self.group.labels.insert(key.to_owned(), text)
        };
        if before.is_some() { Err(self.lose(from, twice)) } else { Ok(()) }
    }

    /// Gives up the metrics of the group: it is not clear what they are.
    fn lose(&mut self, from: usize, reason: String) -> Wrong {
        let group = mem::take(&mut self.group);
        self.is_lost = true;
        match group.metrics.into_iter().next() {
            Some((name, _)) => Wrong { from: group.from, name: Some(name), reason },
            None => Wrong { from, name: None, reason },
        }
    }

    fn finish_group(&mut self, found: &mut Found) {
        let group = mem::take(&mut self.group);
        let unit = group.unit.unwrap_or_default();
        found.samples.extend(group.metrics.into_iter().map(|(name, value)| Sample {
            name,
            value,
            unit: unit.clone(),
            labels: group.labels.clone(),
        }));
    }
}

impl Group {
    fn is_described(&self) -> bool {
        self.unit.is_some() || !self.labels.is_empty()
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", shortened(text))
}

fn malformed(text: &str, name: Option<String>, reason: String) -> Malformed {
    Malformed { name, text: shortened(text.trim_end()), reason }
}

/// The text, or its beginning if it is long.
pub fn shortened(text: &str) -> String {
    let end = text.floor_char_boundary(SHOWN);
    let rest = if end < text.len() { "…" } else { "" };
    format!("{}{rest}", &text[..end])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Samples as they are printed, and reasons.
    fn read(message: &str) -> (Vec<String>, Vec<String>) {
        let Found { samples, malformed } = find(message);
        let told = malformed.into_iter().map(|one| {
            let name = one.name.map(|name| format!("{name}: ")).unwrap_or_default();
            format!("{name}{} [{}]", one.reason, one.text)
        });
        let printed = samples.iter().map(|one| one.to_string().replacen("METRIC: ", "", 1));
        (printed.collect(), told.collect())
    }

    #[test]
    fn metrics_are_read() {
        for (message, expected) in [
            ("Extracted 1250 rows from API", vec![]),
            ("METRIC: rows_extracted=1250", vec!["rows_extracted=1250"]),
            (
                "METRIC: rows_extracted=1250 unit=rows table=orders",
                vec!["rows_extracted=1250 unit=rows table=orders"],
            ),
            ("METRIC:rows=1", vec!["rows=1"]),
            ("done. METRIC: rows = 1", vec!["rows=1"]),
            // What describes metrics belongs to all of them that stand before it, back to the last that are described.
            ("METRIC: rows=1 bytes=2 table=t", vec!["rows=1 table=t", "bytes=2 table=t"]),
            ("METRIC: rows=1 unit=rows bytes=2 unit=B", vec!["rows=1 unit=rows", "bytes=2 unit=B"]),
            ("METRIC: a=1, b=2; c=3,", vec!["a=1", "b=2", "c=3"]),
            ("METRIC: a=1 METRIC: b=2 t=x METRIC: c=3", vec!["a=1", "b=2 t=x", "c=3"]),
            ("METRIC: a=1\nsome words\nMETRIC: b=2\n", vec!["a=1", "b=2"]),
            // A label whose value is a number, or has blanks in it, stands in quotes.
            (
                r#"METRIC: a=1 year="2026" who='Ada "A." L' day=2026-11-22"#,
                vec![r#"a=1 day=2026-11-22 who="Ada \"A.\" L" year="2026""#],
            ),
            (r#"METRIC: a=1 t="METRIC: b=2""#, vec![r#"a=1 t="METRIC: b=2""#]),
            // Numbers as Python prints them.
            (
                "METRIC: a=-1.5 b=1e-05 c=+2 d=.5 e=1e16 f=3.",
                vec!["a=-1.5", "b=1e-5", "c=2", "d=0.5", "e=1e16", "f=3"],
            ),
            ("METRIC: a=1,250,000 b=1_250 c=12,345.5", vec!["a=1250000", "b=1250", "c=12345.5"]),
            ("METRIC: cpu=93.5 unit=% host=db-1", vec!["cpu=93.5 unit=% host=db-1"]),
            // No mark.
            ("XMETRIC: a=1", vec![]),
            ("metric: a=1", vec![]),
        ] {
            assert_eq!(
                read(message),
                (expected.into_iter().map(str::to_owned).collect(), vec![]),
                "{message}"
            );
        }
    }

    #[test]
    fn what_is_malformed_is_told_and_the_rest_is_read() {
        for (message, expected, told) in [
            ("filter by METRIC:", vec![], vec!["no name=value follows [METRIC:]"]),
            ("by METRIC: prefix", vec![], vec![r#""prefix" is no name=value [prefix]"#]),
            ("METRIC: a=1 into the lake", vec!["a=1"], vec![r#""into" is no name=value [into the lake]"#]),
            ("METRIC: a=one t=x", vec![], vec![r#"a: the value of a, "one", is not a number [a=one]"#]),
            (
                "METRIC: a=None b=2",
                vec!["b=2"],
                vec![r#"a: the value of a, "None", is not a number [a=None]"#],
            ),
            (
                "METRIC: a=none at all b=2",
                vec!["b=2"],
                vec![r#"a: the value of a, "none", is not a number [a=none]"#],
            ),
            ("METRIC: a=nan", vec![], vec!["a: the value of a, nan, is not a finite number [a=nan]"]),
            (
                "METRIC: a=1 b=-inf t=x",
                vec!["a=1 t=x"],
                vec!["b: the value of b, -inf, is not a finite number [b=-inf]"],
            ),
            (
                "METRIC: a=1e999 t=x",
                vec![],
                vec!["a: the value of a, 1e999, is not a finite number [a=1e999]"],
            ),
            ("METRIC: a= b=2", vec!["b=2"], vec!["a has no value [a=]"]),
            (
                "METRIC: =5",
                vec![],
                vec![
                    r#""" is no name: names have letters of ASCII, digits, _ . - and /, and begin with a letter or _ [=5]"#,
                ],
            ),
            (
                "METRIC: größe=5 b=2",
                vec!["b=2"],
                vec![
                    r#""größe" is no name: names have letters of ASCII, digits, _ . - and /, and begin with a letter or _ [größe=5]"#,
                ],
            ),
            ("METRIC: a=1 t=x t=y b=2", vec!["b=2"], vec!["a: a has two values of t [a=1 t=x t=y]"]),
            ("METRIC: a=1 unit=s unit=m", vec![], vec!["a: a has two values of unit [a=1 unit=s unit=m]"]),
            ("METRIC: unit=5 a=1", vec!["a=1"], vec!["a unit stands behind its metric [unit=5]"]),
            (
                "METRIC: a=1 t=\"x\nMETRIC: b=2",
                vec!["b=2"],
                vec!["a: the value of t has no quote at its end [a=1 t=\"x]"],
            ),
            ("METRIC: a=1,b=2", vec![], vec![r#"a: the value of a, "1,b=2", is not a number [a=1,b=2]"#]),
            ("METRIC: a=12,50", vec![], vec![r#"a: the value of a, "12,50", is not a number [a=12,50]"#]),
            ("METRIC: {\"a\": 1}", vec![], vec![r#""{"a":" is no name=value [{"a": 1}]"#]),
        ] {
            let expected: Vec<String> = expected.into_iter().map(str::to_owned).collect();
            let told: Vec<String> = told.into_iter().map(str::to_owned).collect();
            assert_eq!(read(message), (expected, told), "{message}");
        }
    }

    #[test]
    fn what_is_shown_is_short() {
        let Found { malformed, .. } = find(&format!("METRIC: {}", "ä".repeat(5000)));
        assert!(malformed[0].text.len() <= SHOWN + 3 && malformed[0].reason.len() < 2 * SHOWN);
    }

    fn name() -> impl Strategy<Value = String> {
        "[A-Za-z_][A-Za-z0-9_./-]{0,8}".prop_filter("the unit is told apart", |name| name != "unit")
    }

    fn sample() -> impl Strategy<Value = Sample> {
        let text =
            prop_oneof!["[a-z0-9.,;='\"\\\\ %ä-]{0,6}", any::<String>(), Just("METRIC: x=1".to_owned())];
        let value = prop_oneof![any::<f64>(), (-1_000_000..1_000_000_i32).prop_map(f64::from)]
            .prop_filter("only finite values are taken", |value| value.is_finite());
        let labels = prop::collection::btree_map(name(), text.clone(), 0..4);
        (name(), value, text, labels).prop_map(|(name, value, unit, labels)| Sample {
            name,
            value,
            unit,
            labels,
        })
    }

    proptest! {
        #[test]
        fn any_message_can_be_read(message in any::<String>(), pairs in "(METRIC:|[a-z]{1,3}=|[0-9.,e_+-]{0,4}|[\"' \n\\\\=;])*") {
            for text in [message.clone(), pairs.clone(), format!("METRIC:{message}"), format!("{message}METRIC: {pairs}")] {
                let Found { samples, .. } = find(&text);
                prop_assert!(samples.iter().all(|one| one.value.is_finite() && is_name(&one.name)));
            }
        }

        #[test]
        fn what_is_printed_is_read_back(samples in prop::collection::vec(sample(), 1..4), end in prop_oneof!["\n", " "]) {
            let message: Vec<String> = samples.iter().map(Sample::to_string).collect();
            prop_assert_eq!(find(&message.join(&end)), Found { samples, malformed: Vec::new() });
        }
    }
}
