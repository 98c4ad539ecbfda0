//! In what order the events of the API are read so that none is missed, in as few requests as can be. Pure: it says what
//! to ask next.
//!
//! Events become visible a while after they happened: servers write them in batches, and task runs send theirs when they
//! can. So the last while (the overlap) is asked for again each time. That costs no more than one request while nothing
//! is new: an answer says how many events there are in all, and how many of them are known is known. Pages come newest
//! first and are read until as many new events have come as there must be, and, should the server have lost events, until
//! the oldest of a page is known. While several pages are read events may come into sight between them and move others
//! from page to page, so one more request then asks whether all are known.

use weir_types::{TimeDelta, Timestamp};

/// How many new events are read in one go; then what was read can be forgotten up to the overlap.
const SLICE: usize = 5_000;

/// Slices of time are not cut shorter.
const SHORTEST: TimeDelta = TimeDelta::from_secs(1);

/// How often it is asked at most whether all events of a slice are known.
const AGAIN: u32 = 3;

/// Clocks of those who send events may be ahead.
const AHEAD: TimeDelta = TimeDelta::from_secs(86_400);

/// What to ask next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The first page of the events up to here (inclusive), from [`Catchup::floor`] on.
    First(Timestamp),
    /// The page that follows upon the last.
    Next,
    /// Nothing more up to here: all events up to this time are counted that were visible. Then the next slice, if this
    /// was not the last.
    Done(Timestamp),
}

/// What a page brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// How many events there are in all, as the server says.
    pub total: usize,
    /// How many of this page were not known.
    pub new: usize,
    /// Whether the oldest of this page was known, or there was none.
    pub oldest_known: bool,
    /// Whether another page follows.
    pub more: bool,
}

/// One way through the events of the API.
#[derive(Clone, Debug)]
pub struct Catchup {
    floor: Timestamp,
    now: Timestamp,
    /// All that was visible up to here is counted.
    done: Timestamp,
    until: Timestamp,
    /// How many new events there must be; none before the first page.
    expected: Option<usize>,
    found: usize,
    /// How many pages were read since the first.
    pages: u32,
    again: u32,
}

impl Catchup {
    /// Begins at `floor`; `now` is the server's time.
    pub fn new(floor: Timestamp, now: Timestamp) -> Self {
        Self { floor, now, done: floor, until: now + AHEAD, expected: None, found: 0, pages: 0, again: 0 }
    }

    /// From where on events are asked for.
    pub fn floor(&self) -> Timestamp {
        self.floor
    }

    /// What to ask first.
    pub fn begin(&self) -> Step {
        Step::First(self.until)
    }

    /// What to ask after a page. `known` is how many events were known between the floor and the end of the slice
    /// when its first page was asked for.
    pub fn page(&mut self, page: Page, known: usize) -> Step {
        self.found += page.new;
        self.pages += 1;
        let expected = match self.expected {
            Some(expected) => expected,
            None => page.total.saturating_sub(known),
        };
        if self.expected.is_none()
            && expected > SLICE
            && let Some(middle) = self.middle()
        {
            self.until = middle;
            (self.found, self.pages) = (0, 0);
            return Step::First(middle);
        }
        self.expected = Some(expected);
        if page.more && (self.found < expected || !page.oldest_known) {
            return Step::Next;
        }
        if (self.found < expected || self.pages > 1) && self.again < AGAIN {
            self.again += 1;
            (self.expected, self.found, self.pages) = (None, 0, 0);
            return Step::First(self.until);
        }
        Step::Done(self.until)
    }

    /// After [`Step::Done`]: what to ask for the next slice, which begins at `floor`; none when that was the last.
    pub fn go_on(&mut self, floor: Timestamp) -> Option<Step> {
        let last = self.now + AHEAD;
        if self.until >= last {
            return None;
        }
        *self = Self {
            floor,
            now: self.now,
            done: self.until,
            until: last,
            expected: None,
            found: 0,
            pages: 0,
            again: 0,
        };
        Some(Step::First(last))
    }

    /// The middle of the slice, if it can be cut. What is ahead of the server's time is little, and cut off first.
    fn middle(&self) -> Option<Timestamp> {
        if self.until > self.now {
            return (self.now > self.done).then_some(self.now);
        }
        let half = TimeDelta::from_micros(self.until.since(self.done).as_micros() / 2);
        (half >= SHORTEST).then(|| self.done + half)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::prefect::{
        event::RunEvent,
        tally::{
            Tally,
            tests::{event, true_counts},
        },
    };

    const SECOND: i64 = 1_000_000;
    const OVERLAP: i64 = 20 * SECOND;
    const PER_PAGE: usize = 5;

    /// An event, and how long after it happened it is visible.
    #[derive(Clone, Debug)]
    struct Recorded {
        event: RunEvent,
        visible: Timestamp,
    }

    /// A server whose events come into sight by and by, also between two pages.
    struct Server {
        history: Vec<Recorded>,
        now: Timestamp,
        /// How far its time moves with each request.
        pace: TimeDelta,
        requests: usize,
    }

    impl Server {
        fn page(&mut self, since: Timestamp, until: Timestamp, offset: usize) -> (usize, Vec<RunEvent>) {
            self.requests += 1;
            self.now = self.now + self.pace;
            let mut visible: Vec<&RunEvent> = self
                .history
                .iter()
                .filter(|one| one.visible <= self.now && (since..=until).contains(&one.event.occurred))
                .map(|one| &one.event)
                .collect();
            visible.sort_by_key(|event| (std::cmp::Reverse(event.occurred), event.id));
            let page = visible.iter().skip(offset).take(PER_PAGE).map(|event| (*event).clone()).collect();
            (visible.len(), page)
        }
    }

    /// Reads as the exporter does, up to `budget` requests: then the connection breaks.
    fn refresh(server: &mut Server, tally: &mut Tally, mut budget: usize) {
        let now = server.now;
        let mut catchup = Catchup::new(tally.floor(), now);
        let mut step = Some(catchup.begin());
        let (mut waiting, mut known): (Vec<RunEvent>, usize) = (Vec::new(), 0);
        let (mut until, mut total, mut offset) = (now, 0, 0);
        while let Some(current) = step {
            if !matches!(current, Step::Done(_)) {
                if budget == 0 {
                    return;
                }
                budget -= 1;
            }
            let page = match current {
                Step::First(slice) => {
                    until = slice;
                    known = tally.seen_until(slice)
                        + waiting.iter().filter(|event| event.occurred <= slice).count();
                    let (all, page) = server.page(catchup.floor(), until, 0);
                    (total, offset) = (all, 0);
                    page
                }
                Step::Next => server.page(catchup.floor(), until, offset).1,
                Step::Done(slice) => {
                    waiting.drain(..).for_each(|event| tally.take(&event, event.change.as_ref()));
                    tally.forget_before(slice.min(now) - TimeDelta::from_micros(OVERLAP));
                    step = catchup.go_on(tally.floor());
                    continue;
                }
            };
            offset += PER_PAGE;
            // Like Prefect's server: what follows goes by the total of the first page.
            let mut told = Page { total, new: 0, oldest_known: true, more: offset < total };
            for event in page {
                let new = tally.is_new(&event) && waiting.iter().all(|waiting| waiting.id != event.id);
                told.oldest_known = !new;
                if new {
                    told.new += 1;
                    waiting.push(event);
                }
            }
            step = Some(catchup.page(told, known));
        }
    }

    /// Events that come into sight within the overlap, less what a refresh may take.
    fn history() -> impl Strategy<Value = Vec<Recorded>> {
        let one = (0..60_i64, 0..10_i64);
        prop::collection::vec(one, 1..120).prop_map(|times| {
            let recorded = |(number, (at, delay)): (u64, (i64, i64))| Recorded {
                event: event(number, at * SECOND),
                visible: Timestamp::from_micros((at + delay) * SECOND),
            };
            (0..).zip(times).map(recorded).collect()
        })
    }

    proptest! {
        /// Whenever it refreshes, wherever it is interrupted, and whether it goes on from memory or after a restart from
        /// what it remembered: in the end the counts are those of the true history.
        #[test]
        fn the_counts_are_those_of_the_true_history(
            history in history(),
            refreshes in prop::collection::vec((0..9_i64, prop::option::weighted(0.3, 0..6_usize), any::<bool>()), 0..20),
            pace in 0..200_000_i64,
        ) {
            let events: Vec<RunEvent> = history.iter().map(|one| one.event.clone()).collect();
            let start = Timestamp::from_micros(0);
            let mut server =
                Server { history, now: start, pace: TimeDelta::from_micros(pace), requests: 0 };
            let mut tally = Tally::new(start);
            let mut remembered = tally.clone();
            for (pause, budget, restart) in refreshes {
                server.now = server.now + TimeDelta::from_secs(pause);
                refresh(&mut server, &mut tally, budget.unwrap_or(usize::MAX));
                if budget.is_none() {
                    remembered = tally.clone();
                }
                if restart {
                    tally = remembered.clone();
                }
            }
            server.now = server.now.max(Timestamp::from_micros(100 * SECOND));
            refresh(&mut server, &mut tally, usize::MAX);
            prop_assert_eq!(tally.counts(), &true_counts(&events));
        }
    }

    #[test]
    fn nothing_new_costs_one_request_and_a_little_few() {
        let recorded = |number: u64| {
            let event = event(number, i64::try_from(number).unwrap() * SECOND / 100);
            Recorded { visible: event.occurred, event }
        };
        let history: Vec<Recorded> = (0..1_000).map(recorded).collect();
        let mut server =
            Server { history, now: Timestamp::from_micros(0), pace: TimeDelta::ZERO, requests: 0 };
        let mut tally = Tally::new(Timestamp::from_micros(0));
        let mut requests = |now: i64| {
            (server.now, server.requests) = (Timestamp::from_micros(now), 0);
            refresh(&mut server, &mut tally, usize::MAX);
            server.requests
        };
        // 500 events, then none, then three, then a page and a half.
        assert_eq!(requests(5 * SECOND - 1), 500 / PER_PAGE + 1);
        assert_eq!(requests(5 * SECOND - 1), 1);
        assert_eq!(requests(5 * SECOND + 20_000), 1);
        assert_eq!(requests(5 * SECOND + 90_000), 3);
    }

    #[test]
    fn much_is_read_in_slices() {
        let now = Timestamp::from_micros(1_000 * SECOND);
        let mut catchup = Catchup::new(Timestamp::from_micros(0), now);
        let much = Page { total: SLICE + 1, new: 0, oldest_known: false, more: true };
        let little = Page { total: 3, new: 3, oldest_known: false, more: false };
        assert_eq!(catchup.begin(), Step::First(now + AHEAD));
        assert_eq!(catchup.page(much, 0), Step::First(now));
        let middle = Timestamp::from_micros(500 * SECOND);
        assert_eq!(catchup.page(much, 0), Step::First(middle));
        assert_eq!(catchup.page(little, 0), Step::Done(middle));
        assert_eq!(catchup.go_on(Timestamp::from_micros(0)), Some(Step::First(now + AHEAD)));
        assert_eq!(catchup.page(much, 0), Step::First(now));
        // What was done already is not read again, also if it may still be asked for.
        let later = Timestamp::from_micros(750 * SECOND);
        assert_eq!(catchup.page(much, 0), Step::First(later));
        assert_eq!(catchup.page(little, 0), Step::Done(later));
    }
}
