//! When the schedules of deployments are due, to the instant as Prefect's server has it.
//!
//! Days on which clocks change follow Prefect even where it is odd: an hour that a clock repeats counts once for cron
//! and recurrence rules, and what falls into an hour that a clock skips is an hour early for them.

mod candidates;
mod cron;
mod fault;
mod interval;
mod plan;
mod rrule;
mod zone;

use weir_types::{Timestamp, deployment_schedules::Schedule};

pub use fault::Fault;
pub use plan::{Horizon, idempotency_key, maker, planned};

/// The instants of a schedule, in the order in which Prefect finds them. That is the order of time but for the days on
/// which clocks change.
pub type Instants = Box<dyn Iterator<Item = Result<Timestamp, Fault>>>;

/// The instants of the schedule from `start` on, until `end` if there is one, and `most` at most (by default 1,000 up to
/// an end, and 1 without one).
///
/// # Errors
/// When the schedule is not a good one. An instant may be an error too: the schedule then has no more.
pub fn instants(
    schedule: &Schedule,
    most: Option<usize>,
    start: Timestamp,
    end: Option<Timestamp>,
) -> Result<Instants, Fault> {
    let most = most.unwrap_or(if end.is_some() { candidates::MOST_TRIES } else { 1 });
    match schedule {
        Schedule::Interval(schedule) => interval::instants(schedule, most, start, end),
        Schedule::Cron(schedule) => cron::instants(schedule, most, start, end),
        Schedule::Rrule(schedule) => rrule::instants(schedule, most, start, end),
    }
}

/// Says what is wrong with a cron text.
///
/// # Errors
/// In Prefect's words.
pub fn check_cron(text: &str) -> Result<(), String> {
    match cron::Expression::parse(text) {
        Ok(_) => Ok(()),
        Err(cron::Bad::Random) => {
            Err(format!("Random and Hashed expressions are unsupported, received: \"{text}\""))
        }
        Err(cron::Bad::Syntax) => Err(format!("Invalid cron string: \"{text}\"")),
    }
}

/// The longest text of a recurrence rule, in characters.
const LONGEST_RRULE: usize = 6500;

/// Says what is wrong with the text of a recurrence rule.
///
/// # Errors
/// In Prefect's words.
pub fn check_rrule(text: &str) -> Result<(), String> {
    if let Err(reason) = rrule::check(text) {
        return Err(format!("Invalid RRule string \"{text}\": {reason}"));
    }
    let length = text.chars().count();
    if length > LONGEST_RRULE {
        let start: String = text.chars().take(40).collect();
        return Err(format!(
            "Invalid RRule string \"{start}...\"\nMax length is {LONGEST_RRULE}, got {length}"
        ));
    }
    Ok(())
}

/// The schedule as it is kept: with what depends on the present filled in.
#[must_use]
pub fn anchored(mut schedule: Schedule, now: Timestamp) -> Schedule {
    match &mut schedule {
        Schedule::Interval(interval) => {
            interval.anchor_date.get_or_insert(now);
            interval.timezone.get_or_insert_with(|| "UTC".to_owned());
        }
        Schedule::Cron(_) => {}
        Schedule::Rrule(rule) => rule.rrule = rrule::anchored(&rule.rrule, rule.timezone.as_deref(), now),
    }
    schedule
}
