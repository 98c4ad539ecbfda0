//! Schedules that are due every so often.

use jiff::{SignedDuration, civil::DateTime};
use weir_types::{Timestamp, deployment_schedules::IntervalSchedule};

use super::{
    Instants,
    candidates::{Candidate, End, chosen},
    fault::Fault,
    zone::{Means, Zone},
};

const DAY_MICROS: i64 = 86_400_000_000;

pub(super) fn instants(
    schedule: &IntervalSchedule,
    most: usize,
    start: Timestamp,
    end: Option<Timestamp>,
) -> Result<Instants, Fault> {
    let zone = Zone::named(schedule.timezone.as_deref())?;
    let steps = Steps { interval: schedule.interval.as_micros(), zone };
    if steps.interval <= 0 {
        return Err(Fault::NoInterval);
    }
    let first = steps.first(schedule.anchor_date.unwrap_or(start), start)?;
    let end = end.map_or(End::Open, |end| End::Wall(steps.zone.wall(end)));
    let mut next = Some(Ok(first));
    let candidates = std::iter::from_fn(move || {
        let current = next.take()?;
        next = match &current {
            Ok(at) => Some(steps.after(*at)),
            Err(_) => None,
        };
        Some(current)
    });
    Ok(chosen(candidates, most, end))
}

/// The steps of an interval on the clock of a zone.
struct Steps {
    /// In microseconds.
    interval: i64,
    zone: Zone,
}

impl Steps {
    fn at(&self, instant: Timestamp) -> Candidate {
        Candidate { wall: self.zone.wall(instant), instant }
    }

    /// The first one from `start` on. From the anchor to there intervals are counted in hours that have passed; the
    /// clock counts only from there on.
    fn first(&self, anchor: Timestamp, start: Timestamp) -> Result<Candidate, Fault> {
        #[expect(clippy::cast_precision_loss, reason = "Prefect divides floats as well")]
        let passed = start.since(anchor).as_micros() as f64 / 1e6 / (self.interval as f64 / 1e6);
        #[expect(clippy::cast_possible_truncation, reason = "whole intervals, towards the anchor")]
        let whole = passed as i64;
        let instant = whole
            .checked_mul(self.interval)
            .and_then(|micros| anchor.as_micros().checked_add(micros))
            .ok_or(Fault::OutOfRange)?;
        let start = self.zone.wall(start);
        let mut at = self.at(Timestamp::from_micros(instant));
        while at.wall < start {
            at = self.after(at)?;
        }
        Ok(at)
    }

    /// The next one: by the clock when the interval has whole days.
    fn after(&self, at: Candidate) -> Result<Candidate, Fault> {
        if self.interval < DAY_MICROS {
            let micros = at.instant.as_micros().checked_add(self.interval).ok_or(Fault::OutOfRange)?;
            return in_range(Timestamp::from_micros(micros)).map(|instant| self.at(instant));
        }
        let step = SignedDuration::from_micros(self.interval);
        let wall: DateTime = at.wall.checked_add(step).map_err(|_| Fault::OutOfRange)?;
        self.zone.instant(wall, Means::Later).map(|instant| self.at(instant))
    }
}

/// The instant, if it can be written as a date.
fn in_range(instant: Timestamp) -> Result<Timestamp, Fault> {
    jiff::Timestamp::from_microsecond(instant.as_micros()).map(|_| instant).map_err(|_| Fault::OutOfRange)
}
