//! Colours on a terminal, plain text elsewhere.

use std::io::IsTerminal as _;

use anstyle::{AnsiColor, Color, Style};
use weir_types::state::StateType;

/// Whether standard output is a terminal that wants colours.
pub(crate) fn wanted() -> bool {
    std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// The text in the colour that people know the state by.
pub(crate) fn state(state_type: Option<StateType>, text: &str) -> String {
    if !wanted() {
        return text.to_owned();
    }
    let colour = match state_type {
        Some(StateType::Completed) => AnsiColor::Green,
        Some(StateType::Failed) => AnsiColor::Red,
        Some(StateType::Crashed) => AnsiColor::BrightRed,
        Some(StateType::Running) => AnsiColor::Blue,
        Some(StateType::Scheduled | StateType::Paused) => AnsiColor::Yellow,
        Some(StateType::Pending) | None => AnsiColor::BrightBlack,
        Some(StateType::Cancelled | StateType::Cancelling) => AnsiColor::Magenta,
    };
    styled(Style::new().fg_color(Some(Color::Ansi(colour))), text)
}

/// The text in the colour of a log level.
pub(crate) fn level(level: i64, text: &str) -> String {
    let style = match level {
        40.. => Style::new().fg_color(Some(Color::Ansi(AnsiColor::Red))),
        30..40 => Style::new().fg_color(Some(Color::Ansi(AnsiColor::Yellow))),
        20..30 => Style::new(),
        _ => Style::new().dimmed(),
    };
    if wanted() { styled(style, text) } else { text.to_owned() }
}

fn styled(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}
