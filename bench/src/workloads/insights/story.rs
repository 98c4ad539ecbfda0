//! What the seeded runs are: three months of a company's runs, drawn from one seed, the same for both servers.

use rand::{RngExt as _, SeedableRng as _, rngs::Xoshiro256PlusPlus};
use uuid::Uuid;
use weir_types::{TimeDelta, Timestamp, ids::new_uuid};

/// How many flows there are.
pub const FLOWS: usize = 50;

/// How many deployments each flow has.
pub const DEPLOYMENTS: usize = 3;

/// The keys of the tasks of each run, as the SDK makes them.
pub const TASKS: [&str; 5] =
    ["extract-1f0a93be", "clean-0be1f0a9", "join-77e1f0a9", "load-00e1f0a9", "report-3be1f0a9"];

/// How far back they go, in seconds.
const PAST: i64 = 90 * 86_400;

/// How far ahead runs are scheduled, in seconds.
const AHEAD: i64 = 3600;

/// How a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct State {
    /// The type of its state.
    pub kind: &'static str,
    /// The name of its state.
    pub name: &'static str,
    /// When it entered it.
    pub entered: Timestamp,
}

const fn state(kind: &'static str, name: &'static str, entered: Timestamp) -> State {
    State { kind, name, entered }
}

/// What flow runs and task runs have in common.
#[derive(Clone, Debug)]
pub struct Run {
    /// Its id.
    pub id: Uuid,
    /// How it stands.
    pub state: State,
    /// Its tags, as JSON.
    pub tags: String,
    /// How often it ran.
    pub attempts: i64,
    /// When it was made.
    pub created: Timestamp,
    /// When it was to start.
    pub expected: Timestamp,
    /// When it started.
    pub start: Option<Timestamp>,
    /// When it ended.
    pub end: Option<Timestamp>,
}

impl Run {
    /// How long it ran.
    pub fn run_time(&self) -> TimeDelta {
        match (self.start, self.end) {
            (Some(start), Some(end)) => end.since(start),
            _ => TimeDelta::ZERO,
        }
    }
}

/// A flow run with its task runs, which lie in the order of [`TASKS`].
#[derive(Clone, Debug)]
pub struct Told {
    /// The flow run.
    pub run: Run,
    /// The number of its flow.
    pub flow: usize,
    /// The number of its flow's deployment; none for a run that somebody started by hand.
    pub deployment: Option<usize>,
    /// Those that have started.
    pub tasks: Vec<Run>,
}

/// Tells one run after the other, in the order in which they were expected.
#[derive(Debug)]
pub struct Story {
    dice: Xoshiro256PlusPlus,
    now: Timestamp,
    runs: usize,
    told: usize,
}

impl Story {
    /// The story of so many runs up to `now`.
    pub fn new(runs: usize, now: Timestamp) -> Self {
        Self { dice: Xoshiro256PlusPlus::seed_from_u64(3), now, runs, told: 0 }
    }

    /// About as often as a part `share` of all times.
    fn happens(&mut self, share: f64) -> bool {
        self.dice.random_bool(share)
    }

    /// Seconds around `typical`: of a logarithmic normal distribution, nearly.
    fn seconds(&mut self, typical: f64, spread: f64) -> TimeDelta {
        let normal: f64 = (0..12).map(|_| self.dice.random::<f64>()).sum::<f64>() - 6.0;
        TimeDelta::from_secs_f64(typical * (spread * normal).exp())
    }

    /// When the next run is expected: they lie evenly, but for some seconds.
    fn expected(&mut self) -> Timestamp {
        let share = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        let span = (PAST + AHEAD) * 1000;
        let at = span / share(self.runs) * share(self.told) + self.dice.random_range(0..60_000);
        self.now - TimeDelta::from_secs(PAST) + TimeDelta::from_micros(at * 1000)
    }

    /// Of a run that has started: how it has ended, or that it has not.
    fn outcome(&mut self, end: Timestamp) -> State {
        match self.dice.random_range(0..1000) {
            _ if end > self.now => state("RUNNING", "Running", end),
            0..50 => state("FAILED", "Failed", end),
            50..60 => state("CRASHED", "Crashed", end),
            60..75 => state("CANCELLED", "Cancelled", end),
            75..100 => state("COMPLETED", "Cached", end),
            _ => state("COMPLETED", "Completed", end),
        }
    }

    fn tasks(&mut self, of: &Run, until: Timestamp, length: TimeDelta) -> Vec<Run> {
        let mut tasks = Vec::with_capacity(TASKS.len());
        let Some(mut at) = of.start else { return tasks };
        for nth in 0..TASKS.len() {
            let start = at + self.seconds(0.05, 0.5);
            let share = 0.1 + 0.1 * f64::from(u8::try_from(nth).unwrap_or(u8::MAX));
            let end = (start + self.seconds(length.as_secs_f64() * share * 0.8, 0.3)).min(until);
            if start >= until || start > self.now {
                break;
            }
            let fails = nth + 1 == TASKS.len() && of.state.kind == "FAILED";
            let state = match end {
                _ if end > self.now => state("RUNNING", "Running", start),
                _ if fails => state("FAILED", "Failed", end),
                _ => state("COMPLETED", "Completed", end),
            };
            tasks.push(Run {
                id: new_uuid(),
                state,
                tags: (if nth == 3 { r#"["warehouse"]"# } else { "[]" }).to_owned(),
                attempts: 1 + i64::from(self.happens(0.03)),
                created: at,
                expected: at,
                start: Some(start),
                end: (state.kind != "RUNNING").then_some(end),
            });
            at = end;
        }
        tasks
    }
}

impl Iterator for Story {
    type Item = Told;

    fn next(&mut self) -> Option<Told> {
        if self.told == self.runs {
            return None;
        }
        let expected = self.expected();
        self.told += 1;
        let flow = self.dice.random_range(0..FLOWS);
        let deployment = self.happens(0.95).then(|| self.dice.random_range(0..DEPLOYMENTS));
        // From seconds to half an hour, by the flow.
        let typical = 5.0 * 1.12_f64.powi(i32::try_from(flow).unwrap_or(0));
        let start = expected + self.seconds(3.0, 1.0);
        let length = self.seconds(typical, 0.4);
        let end = start + length;
        let environment = if self.happens(0.8) { "production" } else { "staging" };
        let mut run = Run {
            id: new_uuid(),
            state: self.outcome(end),
            tags: format!(r#"["team:{}","{environment}"]"#, flow % 7),
            attempts: 1 + i64::from(self.happens(0.05)),
            created: expected - TimeDelta::from_secs(60),
            expected,
            start: Some(start),
            end: (end <= self.now).then_some(end),
        };
        let never_ran = run.end.is_some() && self.happens(0.005);
        if expected > self.now {
            run.state = state("SCHEDULED", "Scheduled", run.created);
        } else if start > self.now {
            run.state = state("PENDING", "Pending", expected);
        } else if never_ran {
            // A run that ends without having run starts when it ends, as Prefect has it.
            run.state = state("CANCELLED", "Cancelled", start);
            (run.attempts, run.end) = (0, Some(start));
        } else if run.end.is_none() {
            run.state.entered = start;
        }
        if start > self.now {
            (run.attempts, run.start, run.end) = (0, None, None);
        }
        let tasks = if run.attempts == 0 { Vec::new() } else { self.tasks(&run, end, length) };
        Some(Told { run, flow, deployment, tasks })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_story_is_one_that_runs_could_have_lived() {
        let now = Timestamp::parse("2026-06-01T12:00:00Z").unwrap();
        let runs: Vec<Told> = Story::new(40_000, now).collect();
        let of = |kind: &str| runs.iter().filter(|told| told.run.state.kind == kind).count();
        assert!(["SCHEDULED", "RUNNING", "FAILED", "CRASHED", "CANCELLED"].iter().all(|kind| of(kind) > 0));
        assert!(of("COMPLETED") > 35_000, "{} completed", of("COMPLETED"));
        for Told { run, tasks, .. } in &runs {
            assert!(run.start.is_none_or(|start| run.expected <= start && start <= now), "{run:?}");
            assert!(run.end.is_none_or(|end| run.start <= Some(end) && end <= now), "{run:?}");
            let last = tasks.iter().filter_map(|task| task.end).max();
            assert!(last.is_none_or(|last| run.end.is_none_or(|end| last <= end)), "{run:?}");
        }
        let tasks: usize = runs.iter().map(|told| told.tasks.len()).sum();
        assert!(tasks > 4 * runs.len(), "{tasks} task runs");
    }
}
