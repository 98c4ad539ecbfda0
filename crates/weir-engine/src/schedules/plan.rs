//! Which runs a schedule makes ahead of their time.

use weir_types::{
    TimeDelta, Timestamp,
    deployment_schedules::{DeploymentSchedule, Schedule},
    ids::DeploymentId,
};

use super::{Fault, instants, zone::Zone};

/// How far ahead runs are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Horizon {
    /// No run is planned for before this.
    pub start: Timestamp,
    /// No run is planned for after this.
    pub end: Timestamp,
    /// Runs are planned at least until so long after the start.
    pub least_time: TimeDelta,
    /// So many runs are planned at least.
    pub least_runs: usize,
    /// So many runs are planned at most.
    pub most_runs: usize,
}

/// When the runs of a schedule shall be: as few as there may be within the horizon. A schedule that finds no more after
/// some has those. The fault is what kept it from finding more.
pub fn planned(schedule: &DeploymentSchedule, horizon: &Horizon) -> (Vec<Timestamp>, Option<Fault>) {
    let own = schedule.max_scheduled_runs.and_then(|most| usize::try_from(most).ok());
    let most = own.map_or(horizon.most_runs, |own| own.min(horizon.most_runs));
    let found = match instants(&schedule.schedule, Some(most), horizon.start, Some(horizon.end)) {
        Ok(found) => found,
        Err(fault) => return (Vec::new(), Some(fault)),
    };
    let mut times = Vec::new();
    for time in found {
        match time {
            Ok(time) => times.push(time),
            Err(fault) => return (times, Some(fault)),
        }
        let last = times.last().copied().unwrap_or(horizon.start);
        if times.len() >= horizon.least_runs && last >= horizon.start + horizon.least_time {
            break;
        }
    }
    (times, None)
}

/// The key that lets a schedule make the run of a time once.
pub fn idempotency_key(deployment: DeploymentId, schedule: &DeploymentSchedule, time: Timestamp) -> String {
    let name = match &schedule.schedule {
        Schedule::Interval(schedule) => &schedule.timezone,
        Schedule::Cron(schedule) => &schedule.timezone,
        Schedule::Rrule(schedule) => &schedule.timezone,
    };
    format!("scheduled {deployment} {} {}", schedule.id, local(name.as_deref(), time))
}

/// The time by the clock of a zone, with its distance from UTC.
fn local(zone: Option<&str>, time: Timestamp) -> String {
    let Ok(zone) = Zone::named(zone).or_else(|_| Zone::named(None)) else { return time.to_string() };
    let wall = zone.wall(time);
    let format = if wall.subsec_nanosecond() == 0 { "%Y-%m-%d %H:%M:%S" } else { "%Y-%m-%d %H:%M:%S%.6f" };
    let ahead = zone.ahead(time);
    let (sign, minutes) = (if ahead < 0 { '-' } else { '+' }, ahead.abs() / 60);
    format!("{}{sign}{:02}:{:02}", wall.strftime(format), minutes / 60, minutes % 60)
}

/// What a schedule is called as the maker of a run: its slug, or its kind.
pub fn maker(schedule: &DeploymentSchedule) -> String {
    let kind = match &schedule.schedule {
        Schedule::Interval(_) => "IntervalSchedule",
        Schedule::Cron(_) => "CronSchedule",
        Schedule::Rrule(_) => "RRuleSchedule",
    };
    schedule.slug.clone().filter(|slug| !slug.is_empty()).unwrap_or_else(|| kind.to_owned())
}
