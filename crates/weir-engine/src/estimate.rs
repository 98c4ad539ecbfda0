//! Estimates that depend on the present instant, made whenever a run is shown.

use weir_types::{TimeDelta, Timestamp, state::StateType};

/// How long the run has run so far: the time in `RUNNING` states that it left, and since it entered the present one.
pub fn run_time(
    state_type: Option<StateType>,
    state_timestamp: Option<Timestamp>,
    total_run_time: TimeDelta,
    now: Timestamp,
) -> TimeDelta {
    match (state_type, state_timestamp) {
        (Some(StateType::Running), Some(entered)) => total_run_time + now.since(entered),
        _ => total_run_time,
    }
}

/// How late the run started, or is by now if it has not started; zero for a run that was early or ended unstarted.
pub fn start_time_delta(
    state_type: Option<StateType>,
    start_time: Option<Timestamp>,
    expected_start_time: Option<Timestamp>,
    now: Timestamp,
) -> TimeDelta {
    let Some(expected) = expected_start_time else { return TimeDelta::ZERO };
    let ended = state_type.is_some_and(StateType::is_terminal);
    let by = match start_time {
        Some(started) => started,
        None if ended => return TimeDelta::ZERO,
        None => now,
    };
    by.since(expected).max(TimeDelta::ZERO)
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(seconds * 1_000_000)
    }

    #[test]
    fn a_running_run_has_run_until_now() {
        let run_time = |state| run_time(state, Some(at(100)), TimeDelta::from_secs(7), at(130));
        assert_eq!(run_time(Some(StateType::Running)), TimeDelta::from_secs(37));
        assert_eq!(run_time(Some(StateType::Paused)), TimeDelta::from_secs(7));
        assert_eq!(run_time(None), TimeDelta::from_secs(7));
    }

    #[test]
    fn lateness_is_never_negative_and_stops_at_the_end() {
        for (state, start, expected, late) in [
            (StateType::Running, Some(110), Some(100), 10),
            (StateType::Running, Some(90), Some(100), 0),
            (StateType::Scheduled, None, Some(100), 30),
            (StateType::Scheduled, None, Some(200), 0),
            (StateType::Cancelled, None, Some(100), 0),
            (StateType::Completed, Some(115), Some(100), 15),
            (StateType::Pending, None, None, 0),
        ] {
            assert_eq!(
                start_time_delta(Some(state), start.map(at), expected.map(at), at(130)),
                TimeDelta::from_secs(late),
                "{state:?} {start:?} {expected:?}"
            );
        }
    }
}
