//! Rules and dates together, less those that are left out.

use std::iter::Peekable;

use jiff::civil::DateTime;

use super::rule::Rule;
use crate::schedules::fault::Fault;

/// What recurs, and what is left out of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Set {
    pub(super) rules: Vec<Rule>,
    pub(super) dates: Vec<DateTime>,
    pub(super) but_rules: Vec<Rule>,
    pub(super) but_dates: Vec<DateTime>,
}

type Walls = Box<dyn Iterator<Item = Result<DateTime, Fault>>>;

impl Set {
    /// The rule, if it is all that there is.
    pub(super) fn only(&self) -> Option<&Rule> {
        match self.rules.as_slice() {
            [rule] if self.dates.is_empty() && self.but_rules.is_empty() && self.but_dates.is_empty() => {
                Some(rule)
            }
            _ => None,
        }
    }

    /// The occurrences on the clock in order. Those before `from` may be left out.
    pub(super) fn occurrences(self, from: DateTime) -> Walls {
        let mut but = Merged::new(self.but_rules, self.but_dates, from).peekable();
        let left_out = move |wall: DateTime| {
            while but.next_if(|one| one.as_ref().is_ok_and(|one| *one < wall)).is_some() {}
            but.peek().is_some_and(|one| *one == Ok(wall))
        };
        let mut left_out = left_out;
        let all = Merged::new(self.rules, self.dates, from);
        Box::new(all.filter(move |wall| !wall.as_ref().is_ok_and(|wall| left_out(*wall))))
    }
}

/// Occurrences of rules and dates in order, each once.
struct Merged {
    parts: Vec<Peekable<Walls>>,
    last: Option<DateTime>,
}

impl Merged {
    fn new(rules: Vec<Rule>, mut dates: Vec<DateTime>, from: DateTime) -> Self {
        dates.sort_unstable();
        let dates: Walls = Box::new(dates.into_iter().map(Ok));
        let rules = rules.into_iter().map(|rule| Box::new(rule.occurrences(from)) as Walls);
        Self { parts: rules.chain([dates]).map(Iterator::peekable).collect(), last: None }
    }
}

impl Iterator for Merged {
    type Item = Result<DateTime, Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            // A fault comes at once.
            let rank = |part: &mut Peekable<Walls>| match part.peek()? {
                Ok(wall) => Some((1, *wall)),
                Err(_) => Some((0, DateTime::MIN)),
            };
            let ranks = self.parts.iter_mut().enumerate().filter_map(|(at, part)| Some((rank(part)?, at)));
            let (_, at) = ranks.min()?;
            let next = self.parts[at].next()?;
            if next.as_ref().is_ok_and(|wall| self.last == Some(*wall)) {
                continue;
            }
            self.last = next.as_ref().ok().copied();
            return Some(next);
        }
    }
}
