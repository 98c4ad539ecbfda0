//! Hours by their minutes, for intervals of a history that begin at any instant.
//!
//! Whoever looks at "the last seven days by the hour" at 13:27:12 asks for intervals in which no hour of the clock lies
//! whole. All but the minutes in which they meet comes from what is kept of the minutes.

use std::{collections::BTreeMap, ops::Range};

use weir_store::history::Counted;
use weir_types::{TimeDelta, Timestamp, history::HistoryResponseState, insights::Period, state::StateType};

use super::{HOUR, hour_of};

/// Of how many minutes an hour is made.
const MINUTES: usize = 60;

const MINUTE: i64 = HOUR / 60;

/// How long the intervals of a history are at least that is told by minutes: of shorter ones too little is left.
pub(crate) const SHORTEST: TimeDelta = TimeDelta::from_secs(300);

/// How long a minute is.
pub(super) const EACH: TimeDelta = TimeDelta::from_secs(60);

/// What a history tells of the minutes of an hour.
#[derive(Debug)]
pub(crate) struct Minutes(Vec<Told>);

/// The runs in one state.
#[derive(Debug)]
struct Told {
    state_type: StateType,
    state_name: String,
    /// What all minutes before the nth come to, so that any minutes in a row are a difference.
    before: Box<[Sum; MINUTES + 1]>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    runs: i64,
    /// In microseconds, as what follows.
    run_time: i64,
    lateness: i64,
}

impl Minutes {
    /// Of what was counted in each minute.
    pub(super) fn of(counted: Vec<Counted>) -> Self {
        let mut states: Vec<Told> = Vec::new();
        for (minute, told) in counted {
            let same =
                |state: &Told| (state.state_type, &state.state_name) == (told.state_type, &told.state_name);
            let place = states.iter().position(same);
            let place = place.unwrap_or_else(|| {
                states.push(Told {
                    state_type: told.state_type,
                    state_name: told.state_name,
                    before: Box::new([Sum::default(); MINUTES + 1]),
                });
                states.len() - 1
            });
            let after = usize::try_from(minute).unwrap_or_default() + 1;
            for sum in states[place].before.iter_mut().skip(after) {
                sum.runs += told.count_runs;
                sum.run_time += told.sum_estimated_run_time.as_micros();
                sum.lateness += told.sum_estimated_lateness.as_micros();
            }
        }
        Self(states)
    }

    /// What some minutes in a row come to, by state; minutes are counted from 0 to 59.
    fn sum(&self, minutes: &Range<u8>) -> impl Iterator<Item = HistoryResponseState> {
        self.0.iter().filter_map(|state| {
            let before = |minute: u8| state.before.get(usize::from(minute));
            let (from, to) = (before(minutes.start)?, before(minutes.end)?);
            let counted = HistoryResponseState {
                state_type: state.state_type,
                state_name: state.state_name.clone(),
                count_runs: to.runs - from.runs,
                sum_estimated_run_time: TimeDelta::from_micros(to.run_time - from.run_time),
                sum_estimated_lateness: TimeDelta::from_micros(to.lateness - from.lateness),
            };
            (counted.count_runs > 0).then_some(counted)
        })
    }

    /// About how many bytes it takes.
    pub(super) fn size(&self) -> usize {
        self.0.len() * (size_of::<Told>() + size_of::<[Sum; MINUTES + 1]>() + 16)
    }
}

fn nth_minute(hour: Timestamp, nth: i64) -> Timestamp {
    Timestamp::from_micros(hour.as_micros() + nth * MINUTE)
}

/// What is left of a history beside whole hours.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Rest {
    /// Of which hours which minutes are asked for.
    minutes: BTreeMap<Timestamp, Vec<Range<u8>>>,
    /// What is to be read from rows: times that do not touch.
    pub rows: Vec<Period>,
}

impl Rest {
    /// Cuts periods that follow one another into whole minutes of hours that are over at `settled`, and the rest.
    pub fn of(periods: &[Period], settled: Timestamp) -> Self {
        let mut rest = Self::default();
        for period in periods {
            rest.cut(*period, hour_of(settled));
        }
        rest
    }

    /// The hours of which minutes are asked for.
    pub fn hours(&self) -> Vec<Period> {
        self.minutes
            .keys()
            .map(|hour| Period { start: *hour, end: Timestamp::from_micros(hour.as_micros() + HOUR) })
            .collect()
    }

    /// What was asked for of an hour: where minutes in a row begin, and what they come to.
    pub fn of_hour(
        &self,
        hour: Timestamp,
        told: &Minutes,
    ) -> impl Iterator<Item = (Timestamp, HistoryResponseState)> {
        let asked = self.minutes.get(&hour).into_iter().flatten();
        asked.flat_map(move |range| {
            let start = nth_minute(hour, i64::from(range.start));
            told.sum(range).map(move |state| (start, state))
        })
    }

    fn cut(&mut self, Period { start, end }: Period, settled: Timestamp) {
        let mut at = start;
        while at < end {
            let hour = hour_of(at);
            let next = Timestamp::from_micros(hour.as_micros() + HOUR);
            if next > settled || hour.as_micros() < 0 {
                self.rows(Period { start: at, end });
                return;
            }
            self.cut_hour(hour, Period { start: at, end: end.min(next) });
            at = next;
        }
    }

    /// Cuts a part of an hour that is over.
    fn cut_hour(&mut self, hour: Timestamp, part: Period) {
        let first = (part.start.since(hour).as_micros() + MINUTE - 1) / MINUTE;
        let last = part.end.since(hour).as_micros() / MINUTE;
        if first >= last {
            return self.rows(part);
        }
        self.rows(Period { start: part.start, end: nth_minute(hour, first) });
        let (Ok(from), Ok(to)) = (u8::try_from(first), u8::try_from(last)) else { return };
        self.minutes.entry(hour).or_default().push(from..to);
        self.rows(Period { start: nth_minute(hour, last), end: part.end });
    }

    /// What follows the last of them becomes one with it.
    fn rows(&mut self, part: Period) {
        match self.rows.last_mut() {
            Some(last) if last.end == part.start => last.end = part.end,
            _ if part.start < part.end => self.rows.push(part),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::iter;

    use proptest::prelude::*;

    use super::*;

    fn at(hours: i64, seconds: i64) -> Timestamp {
        Timestamp::from_micros(hours * HOUR + seconds * 1_000_000)
    }

    fn period(start: Timestamp, end: Timestamp) -> Period {
        Period { start, end }
    }

    #[test]
    fn a_time_is_cut_into_minutes_of_hours_and_rows() {
        let (start, middle, end) = (at(10, 1632), at(11, 1632), at(12, 1632));
        let rest = Rest::of(&[period(start, middle), period(middle, end)], at(12, 1700));
        let minutes = [(at(10, 0), iter::once(28..60).collect()), (at(11, 0), vec![0..27, 28..60])];
        assert_eq!(rest.minutes, BTreeMap::from(minutes));
        let rows = [period(start, at(10, 1680)), period(at(11, 1620), at(11, 1680)), period(at(12, 0), end)];
        assert_eq!(rest.rows, rows);
    }

    #[test]
    fn times_before_the_epoch_and_within_a_minute_are_read_from_rows() {
        for part in [period(at(-2, 0), at(1, 0)), period(at(5, 61), at(5, 62)), period(at(5, 59), at(5, 61))]
        {
            let rest = Rest::of(&[part], at(100, 0));
            assert_eq!(rest, Rest { minutes: BTreeMap::new(), rows: vec![part] });
        }
    }

    proptest! {
        #[test]
        fn each_second_is_asked_for_once(
            start in 0_i64..20_000, width in 300_i64..9_000, intervals in 1_usize..8, settled in 0_i64..60_000,
        ) {
            let bounds: Vec<i64> = (start..).step_by(usize::try_from(width).unwrap()).take(intervals + 1).collect();
            let periods: Vec<Period> = bounds.windows(2).map(|ends| period(at(0, ends[0]), at(0, ends[1]))).collect();
            let rest = Rest::of(&periods, at(0, settled));
            let mut asked: Vec<(i64, i64)> = rest
                .rows
                .iter()
                .map(|rows| (rows.start.as_micros() / 1_000_000, rows.end.as_micros() / 1_000_000))
                .collect();
            for (hour, minutes) in &rest.minutes {
                let hour = hour.as_micros() / 1_000_000;
                prop_assert!(hour + 3_600 <= settled);
                for minutes in minutes {
                    let second = |minute: u8| hour + 60 * i64::from(minute);
                    let (from, to) = (second(minutes.start), second(minutes.end));
                    prop_assert!((from - start) / width == (to - 1 - start) / width, "they are of one interval");
                    asked.push((from, to));
                }
            }
            asked.sort_unstable();
            prop_assert_eq!((asked[0].0, asked[asked.len() - 1].1), (start, bounds[intervals]));
            prop_assert!(asked.windows(2).all(|pair| pair[0].1 == pair[1].0));
        }

        #[test]
        fn minutes_in_a_row_come_to_the_sum_of_each(
            counted in proptest::collection::vec((0_i64..60, 0_usize..3, 1_i64..9), 0..40), from in 0_u8..60, width in 0_u8..60,
        ) {
            let range = from..(from + width).min(60);
            let state = |runs: i64, name: usize| HistoryResponseState {
                state_type: StateType::Completed,
                state_name: name.to_string(),
                count_runs: runs,
                sum_estimated_run_time: TimeDelta::from_secs(3 * runs),
                sum_estimated_lateness: TimeDelta::from_secs(runs),
            };
            let told = counted.iter().map(|(minute, name, runs)| (*minute, state(*runs, *name))).collect();
            let minutes = Minutes::of(told);
            for name in 0..3 {
                let runs: i64 = counted
                    .iter()
                    .filter(|(minute, of, _)| *of == name && range.contains(&u8::try_from(*minute).unwrap()))
                    .map(|(.., runs)| runs)
                    .sum();
                let found = minutes.sum(&range).find(|found| found.state_name == name.to_string());
                prop_assert_eq!(found, (runs > 0).then(|| state(runs, name)));
            }
        }
    }
}
