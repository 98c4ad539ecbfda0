//! What failures have in common.
//!
//! A failure is told by the type of its exception, its message without what varies (ids, numbers, times, addresses,
//! temporary paths), and the innermost function of the user's own code in the traceback. Line numbers are left out, so a
//! change elsewhere in the file does not make it another one. What the SDK writes around the exception is left out as well,
//! so that a task's failure and that of the flow which it brings down are alike.

use std::sync::LazyLock;

use regex::Regex;
use uuid::Uuid;

/// How much of a message, without what varies, failures are told apart by, in characters.
const LONGEST: usize = 500;

/// How much of a message is looked at, in characters. What varies is as long as it is, so this is far more.
const READ: usize = 10_000;

/// A failure without what varies.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Error {
    /// The type of the exception, where one is told.
    pub kind: Option<String>,
    /// The message.
    pub message: String,
}

impl Error {
    /// Reads an error from the message of a state.
    pub fn of_message(message: &str) -> Self {
        let message = AROUND.replace(message.trim(), "");
        let (kind, message) = match TYPED.captures(&message) {
            Some(found) => {
                (Some(found[1].to_owned()), found.get(2).map_or("", |rest| rest.as_str()).to_owned())
            }
            None => (None, message.into_owned()),
        };
        Self { kind, message: normalised(&message) }
    }

    /// Reads an error as Python's `repr` writes an exception, such as `ValueError('no rows')`.
    pub fn of_repr(text: &str) -> Option<Self> {
        let found = REPR.captures(text.trim())?;
        let message = found[2].trim();
        let quoted = |quote: char| message.strip_prefix(quote)?.strip_suffix(quote);
        let message = quoted('\'').or_else(|| quoted('"')).unwrap_or(message);
        Some(Self { kind: Some(found[1].to_owned()), message: normalised(message) })
    }

    /// In words.
    pub fn told(&self) -> String {
        match &self.kind {
            Some(kind) if self.message.is_empty() => kind.clone(),
            Some(kind) => format!("{kind}: {}", self.message),
            None => self.message.clone(),
        }
    }
}

/// What an error and the place where it was raised have as a name, the same at all times.
pub fn fingerprint(error: &Error, raised_in: Option<&str>) -> String {
    let parts = [error.kind.as_deref().unwrap_or(""), &error.message, raised_in.unwrap_or("")];
    let id = Uuid::new_v5(&Uuid::NAMESPACE_OID, parts.join("\n").as_bytes());
    id.simple().to_string().chars().take(16).collect()
}

/// The innermost function of the user's own code in a traceback, with its file; none if there is no traceback.
pub fn raised_in(log: &str) -> Option<String> {
    // An exception that was raised from another comes last.
    let traceback =
        log.rsplit("Traceback (most recent call last)").next().filter(|last| last.len() < log.len())?;
    let frames = FRAME.captures_iter(traceback);
    let own = frames.filter(|frame| !LIBRARY.is_match(&frame[1])).last()?;
    let file = own[1].rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
    Some(format!("{file}: {}", &own[2]))
}

/// A message without what varies.
fn normalised(message: &str) -> String {
    let mut message = shortened(message, READ).split_whitespace().collect::<Vec<_>>().join(" ");
    for (varies, instead) in VARIES.iter() {
        message = varies.replace_all(&message, *instead).into_owned();
    }
    shortened(&message, LONGEST).to_owned()
}

/// The first characters of a text, at most so many.
fn shortened(text: &str, most: usize) -> &str {
    text.char_indices().nth(most).map_or(text, |(end, _)| &text[..end])
}

#[expect(clippy::expect_used, reason = "the patterns are constants, and a test reads them")]
fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern is written wrongly")
}

/// What the SDK writes before an exception.
static AROUND: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(Flow|Task) run encountered an exception:?\s*"));

/// The type of an exception and its message.
static TYPED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?s)^((?:[A-Za-z_]\w*\.)*[A-Z]\w*)(?::\s*(.*)|\s*)$"));

/// An exception as Python's `repr` writes it.
static REPR: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?s)^([A-Za-z_][\w.]*)\((.*?),?\)$"));

/// A line of a traceback: the file and the function.
static FRAME: LazyLock<Regex> = LazyLock::new(|| pattern(r#"File "([^"]+)", line \d+, in (\S+)"#));

/// Where code lies that is not the user's own.
static LIBRARY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(site-packages|dist-packages)[/\\]|[/\\]lib[/\\]python[\d.]+[/\\]|[/\\]src[/\\]prefect[/\\]|^<")
});

/// What varies, and what stands instead; what comes first is part of what comes later.
static VARIES: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
    [
        (r"(?i)\b[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\b", "<id>"),
        (r"(?i)\b0x[0-9a-f]+\b", "<address>"),
        (
            r"\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?\b",
            "<time>",
        ),
        (r"/tmp/[^\s'\x22,;:)]+", "<path>"),
        (r"\b[0-9a-f]*\d[0-9a-f]*[a-f][0-9a-f]*\d[0-9a-f]{4,}\b", "<hex>"),
        (r"\d+(?:[.,_]\d+)*", "<n>"),
    ]
    .into_iter()
    .map(|(varies, instead)| (pattern(varies), instead))
    .collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    fn error(kind: &str, message: &str) -> Error {
        let kind = (!kind.is_empty()).then(|| kind.to_owned());
        Error { kind, message: message.to_owned() }
    }

    #[test]
    fn messages_lose_what_varies() {
        for (message, kind, left) in [
            ("Flow run encountered an exception: ValueError: bad row 123", "ValueError", "bad row <n>"),
            ("Task run encountered an exception ValueError: bad row 7", "ValueError", "bad row <n>"),
            ("1/3 states failed.", "", "<n>/<n> states failed."),
            ("KeyError", "KeyError", ""),
            (
                "requests.exceptions.ConnectTimeout: <Conn object at 0x7f3a> to 10.0.0.1:5432 timed out after 1.5s",
                "requests.exceptions.ConnectTimeout",
                "<Conn object at <address>> to <n>:<n> timed out after <n>s",
            ),
            (
                "OSError: /tmp/tmpab_x9/rows.csv of run 0192f0c1-a2b3-7c4d-8e9f-0a1b2c3d4e5f at 2026-02-02T02:40:00Z",
                "OSError",
                "<path> of run <id> at <time>",
            ),
            (
                "Flow run infrastructure exited with non-zero status code 137.",
                "",
                "Flow run infrastructure exited with non-zero status code <n>.",
            ),
            ("ValueError: one\n  two", "ValueError", "one two"),
            ("", "", ""),
        ] {
            assert_eq!(Error::of_message(message), error(kind, left), "{message}");
        }
    }

    #[test]
    fn long_messages_are_alike_however_long_is_what_varies() {
        let long =
            |row: &str| Error::of_message(&format!("ValueError: row {row} is bad: {}", "ä ".repeat(4000)));
        assert_eq!(long("9"), long("10"));
        assert_eq!(long("10").message.chars().count(), LONGEST);
    }

    #[test]
    fn an_exception_is_read_as_python_prints_it() {
        for (text, kind, message) in [
            ("ValueError('bad row 12')", "ValueError", "bad row <n>"),
            ("KeyError(\"it's gone\",)", "KeyError", "it's gone"),
            ("TimeoutError()", "TimeoutError", ""),
        ] {
            assert_eq!(Error::of_repr(text), Some(error(kind, message)));
        }
        assert_eq!(Error::of_repr("no exception"), None);
    }

    const LOG: &str = r#"Encountered exception during execution: ValueError('bad row 1')
Traceback (most recent call last):
  File "/venv/lib/python3.12/site-packages/prefect/flow_engine.py", line 782, in run_context
    yield self
  File "/app/flows/pipeline.py", line 14, in pipeline
    load(1)
  File "/app/flows/load.py", line 8, in load
    raise ValueError(f"bad row {row}")
  File "/venv/lib/python3.12/site-packages/requests/api.py", line 10, in get
    pass
ValueError: bad row 1
"#;

    #[test]
    fn the_place_is_the_innermost_of_the_users_own() {
        assert_eq!(raised_in(LOG), Some("load.py: load".to_owned()));
        assert_eq!(raised_in("Encountered exception during execution"), None);
        let library = "Traceback (most recent call last):\n  File \"/usr/lib/python3.12/json/decoder.py\", line 1, in decode";
        assert_eq!(raised_in(library), None);
    }

    #[test]
    fn a_fingerprint_is_the_same_at_all_times() {
        let of = |message: &str| fingerprint(&Error::of_message(message), Some("load.py: load"));
        assert_eq!(
            of("ValueError: bad row 1"),
            of("Task run encountered an exception ValueError: bad row 22")
        );
        assert_ne!(of("ValueError: bad row 1"), of("ValueError: no row 1"));
        assert_eq!(of("ValueError: bad row 1"), "dd2eda15226259aa");
    }
}
