//! What commands print: lines on standard output, coloured where somebody looks at them.

use std::io::{self, Write as _};

use anstyle::{AnsiColor, Color, Style};
use clap::ColorChoice;
use serde::Serialize;
use weir_types::{Timestamp, state::StateType};

/// Standard output, and whether it takes colours.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Output {
    colours: bool,
}

impl Output {
    /// Colours as `choice` says; `auto` means on a terminal, unless `NO_COLOR` is set to something.
    pub(crate) fn new(choice: ColorChoice) -> Self {
        let colours = match choice {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => wants_colours(&io::stdout()),
        };
        Self { colours }
    }

    /// Prints a line. Unlike `println!` it does not panic when the reader has gone away.
    #[expect(clippy::unused_self, reason = "who prints has been given an output to print on")]
    pub(crate) fn line(self, text: impl std::fmt::Display) -> io::Result<()> {
        writeln!(io::stdout().lock(), "{text}")
    }

    /// Prints a value as indented JSON.
    pub(crate) fn json(self, value: &impl Serialize) -> anyhow::Result<()> {
        Ok(self.line(serde_json::to_string_pretty(value)?)?)
    }

    /// The text in `style`, if colours are wanted.
    pub(crate) fn paint(self, style: Style, text: impl std::fmt::Display) -> String {
        // A style that changes nothing would still write its codes.
        let colours = self.colours && style != Style::new();
        if colours { format!("{style}{text}{style:#}") } else { text.to_string() }
    }
}

/// Whether a stream is a terminal, and `NO_COLOR` is not set to something.
pub(crate) fn wants_colours(stream: &impl io::IsTerminal) -> bool {
    stream.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// The colour that people know a state by.
pub(crate) fn state_style(state_type: Option<StateType>) -> Style {
    let colour = match state_type {
        Some(StateType::Completed) => AnsiColor::Green,
        Some(StateType::Failed) => AnsiColor::Red,
        Some(StateType::Crashed) => AnsiColor::BrightRed,
        Some(StateType::Running) => AnsiColor::Blue,
        Some(StateType::Scheduled | StateType::Paused) => AnsiColor::Yellow,
        Some(StateType::Pending) | None => AnsiColor::BrightBlack,
        Some(StateType::Cancelled | StateType::Cancelling) => AnsiColor::Magenta,
    };
    Style::new().fg_color(Some(Color::Ansi(colour)))
}

/// The look of a log level.
pub(crate) fn level_style(level: i64) -> Style {
    match level {
        40.. => Style::new().fg_color(Some(Color::Ansi(AnsiColor::Red))),
        30..40 => Style::new().fg_color(Some(Color::Ansi(AnsiColor::Yellow))),
        20..30 => Style::new(),
        _ => Style::new().dimmed(),
    }
}

/// An instant in UTC, to the millisecond, always of the same width.
pub(crate) fn time(at: Timestamp) -> String {
    at.to_jiff().strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

/// Whether a command ended because nobody reads its output any more, as in `weir runs ls | head -1`.
pub(crate) fn is_unread(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
    })
}
