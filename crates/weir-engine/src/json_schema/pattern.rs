//! Regular expressions in schemas.

use fancy_regex::{Regex, RegexBuilder};

/// How many times a match may take back a step, so that a pattern cannot hold up the server.
const BACKTRACKING: usize = 100_000;

/// The pattern, if it is one.
pub(super) fn compiled(pattern: &str) -> Option<Regex> {
    RegexBuilder::new(pattern).backtrack_limit(BACKTRACKING).build().ok()
}

/// Whether the pattern is somewhere in the text. One that cannot be read or takes too long is not.
pub(super) fn found(pattern: &str, text: &str) -> bool {
    compiled(pattern).is_some_and(|pattern| pattern.is_match(text).unwrap_or(false))
}
