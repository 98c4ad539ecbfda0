//! Schedules by a cron text.

mod expression;
mod field;
mod search;

use jiff::{SignedDuration, civil::DateTime};
use weir_types::{Timestamp, deployment_schedules::CronSchedule};

pub(super) use expression::{Bad, Expression};

use super::{
    Instants,
    candidates::{Candidate, End, chosen},
    fault::Fault,
    zone::{Means, Zone},
};

pub(super) fn instants(
    schedule: &CronSchedule,
    most: usize,
    start: Timestamp,
    end: Option<Timestamp>,
) -> Result<Instants, Fault> {
    let zone = Zone::named(schedule.timezone.as_deref())?;
    let text = schedule.cron.clone();
    let expression = Expression::parse(&text).map_err(|_| Fault::BadCron(text.clone()))?;
    let end = end.map_or(End::Open, |end| End::Wall(zone.wall(end)));
    let day_or = schedule.day_or;
    let mut current = Some(just_before(&zone, start));
    let candidates = std::iter::from_fn(move || {
        let next = search::next(&expression, current.take()?, day_or);
        current = next;
        let Some(wall) = next else { return Some(Err(Fault::Never(text.clone()))) };
        Some(
            zone.instant(wall, Means::Earlier).map(|instant| Candidate { wall: zone.wall(instant), instant }),
        )
    });
    Ok(chosen(candidates, most, end))
}

/// The whole second on the clock after which instants from `start` on are found.
fn just_before(zone: &Zone, start: Timestamp) -> DateTime {
    let micros = start.as_micros();
    let before = micros.div_euclid(1_000_000) - i64::from(micros.rem_euclid(1_000_000) == 0);
    let wall = zone.wall(Timestamp::from_micros(before.saturating_mul(1_000_000)));
    // The clock of a zone may have run ahead by parts of a second in the nineteenth century alone.
    wall.checked_sub(SignedDuration::from_nanos(i64::from(wall.subsec_nanosecond()))).unwrap_or(wall)
}
