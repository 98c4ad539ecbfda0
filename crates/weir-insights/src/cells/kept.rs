//! The memory in which figures of hours and days are kept.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use super::{Cell, Topic};

/// About how many bytes are kept at most. What was not asked for longest is forgotten when there are more.
const MOST: usize = 64 << 20;

/// How many topics are kept at most.
const MOST_TOPICS: usize = 200;

/// The number under which a topic is kept.
pub(super) type TopicId = u64;

/// Which time of which topic: where it starts and how long it is, in microseconds.
pub(super) type Place = (TopicId, i64, i64);

#[derive(Debug)]
struct Shelf {
    cell: Arc<Cell>,
    /// The last question for which it was used.
    used: u64,
}

/// What is kept.
#[derive(Debug, Default)]
pub(super) struct Kept {
    topics: Vec<(TopicId, Topic)>,
    cells: HashMap<Place, Shelf>,
    size: usize,
    /// How many questions there have been.
    questions: u64,
}

impl Kept {
    /// The number of a topic, at the beginning of a question.
    pub fn begin(&mut self, topic: &Topic) -> TopicId {
        self.questions += 1;
        if let Some((id, _)) = self.topics.iter().find(|(_, kept)| kept == topic) {
            return *id;
        }
        if self.topics.len() >= MOST_TOPICS {
            self.forget_half();
        }
        self.topics.push((self.questions, topic.clone()));
        self.questions
    }

    /// What is kept of a place, if so many changes had been counted there.
    pub fn find(&mut self, place: Place, changes: i64) -> Option<Arc<Cell>> {
        let shelf = self.cells.get_mut(&place).filter(|shelf| shelf.cell.changes == changes)?;
        shelf.used = self.questions;
        Some(Arc::clone(&shelf.cell))
    }

    /// Keeps it.
    pub fn keep(&mut self, place: Place, cell: Arc<Cell>) {
        if self.size + cell.size() > MOST {
            self.forget_half();
        }
        self.size += cell.size();
        if let Some(before) = self.cells.insert(place, Shelf { cell, used: self.questions }) {
            self.size -= before.cell.size();
        }
    }

    /// Forgets the half that was not used for longest, and the topics of which nothing is left.
    fn forget_half(&mut self) {
        let mut by_use: Vec<(u64, Place)> =
            self.cells.iter().map(|(place, kept)| (kept.used, *place)).collect();
        by_use.sort_unstable();
        let wanted = self.size / 2;
        for (_, place) in by_use {
            if self.size <= wanted {
                break;
            }
            self.size -= self.cells.remove(&place).map_or(0, |kept| kept.cell.size());
        }
        let left: HashSet<TopicId> = self.cells.keys().map(|(topic, ..)| *topic).collect();
        self.topics.retain(|(id, _)| left.contains(id));
    }
}

#[cfg(test)]
mod tests {
    use weir_store::insights::{Belongings, Kind, Needs};
    use weir_types::filters::queries::RunFilters;

    use super::*;
    use crate::{
        cells::{Figures, Measure},
        runs::Tally,
    };

    fn topic(flow: bool) -> Topic {
        let needs = Needs { flow, ..Needs::default() };
        Topic { kind: Kind::Flow, measure: Measure::Ended, needs, filters: RunFilters::default() }
    }

    fn cell(changes: i64, size: usize) -> Arc<Cell> {
        let tallies = vec![(Belongings::default(), Tally::default()); size / Cell::EACH];
        Arc::new(Cell { changes, figures: Figures::Runs(tallies) })
    }

    #[test]
    fn what_has_changed_is_not_found() {
        let mut kept = Kept::default();
        let topic = kept.begin(&topic(true));
        kept.keep((topic, 0, 1), cell(3, 1000));
        assert!(kept.find((topic, 0, 1), 3).is_some());
        assert!(kept.find((topic, 0, 1), 4).is_none());
        assert!(kept.find((topic, 1, 1), 3).is_none());
    }

    #[test]
    fn what_was_not_used_for_longest_is_forgotten_when_there_is_too_much() {
        let mut kept = Kept::default();
        let (old, new) = (kept.begin(&topic(false)), kept.begin(&topic(true)));
        assert_ne!(old, new);
        for place in 0..3 {
            kept.keep((old, place, 1), cell(0, MOST / 8));
            kept.keep((new, place, 1), cell(0, MOST / 8));
        }
        assert_eq!(kept.begin(&topic(true)), new);
        for place in 0..3 {
            assert!(kept.find((new, place, 1), 0).is_some());
        }
        for place in 3..6 {
            kept.keep((new, place, 1), cell(0, MOST / 8));
        }
        assert!(kept.size <= MOST, "{} bytes", kept.size);
        assert!((3..6).all(|place| kept.find((new, place, 1), 0).is_some()));
        assert!((0..3).all(|place| kept.find((old, place, 1), 0).is_none()));
        assert_ne!(kept.begin(&topic(false)), old, "nothing is left of that topic");
    }
}
