//! What all kinds of schedules have in common: which of the instants that they find count.

use std::collections::HashSet;

use jiff::civil::DateTime;
use weir_types::Timestamp;

use super::{Instants, fault::Fault};

/// How many instants are tried after the first one.
pub(super) const MOST_TRIES: usize = 1000;

/// An instant that a schedule has found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    /// What the clock of its zone shows.
    pub(super) wall: DateTime,
    /// When that is.
    pub(super) instant: Timestamp,
}

/// Where the instants end.
#[derive(Clone, Copy, Debug)]
pub(super) enum End {
    /// Nowhere.
    Open,
    /// When the clock shows more than this.
    Wall(DateTime),
    /// After this instant.
    Instant(Timestamp),
}

impl End {
    fn is_past(self, candidate: Candidate) -> bool {
        match self {
            Self::Open => false,
            Self::Wall(end) => candidate.wall > end,
            Self::Instant(end) => candidate.instant > end,
        }
    }
}

/// The candidates up to the end, each time of the clock once, `most` at most.
pub(super) fn chosen(
    candidates: impl Iterator<Item = Result<Candidate, Fault>> + 'static,
    most: usize,
    end: End,
) -> Instants {
    let mut seen = HashSet::new();
    let mut over = false;
    let chosen = candidates
        .take(MOST_TRIES + 2)
        .map_while(move |candidate| {
            if over {
                return None;
            }
            let candidate = match candidate {
                Ok(candidate) => candidate,
                Err(fault) => {
                    over = true;
                    return Some(Some(Err(fault)));
                }
            };
            if end.is_past(candidate) {
                return None;
            }
            let new = seen.insert(candidate.wall);
            over = seen.len() >= most;
            Some(new.then_some(Ok(candidate.instant)))
        })
        .flatten();
    Box::new(chosen)
}
