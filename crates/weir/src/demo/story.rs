//! Tells what happens: which runs there are, and how each fares.

use serde_json::json;
use weir_types::{
    TimeDelta, Timestamp,
    state::StateType::{
        Cancelled, Cancelling, Completed, Crashed, Failed, Paused, Pending, Running, Scheduled,
    },
};

use super::{
    catalogue::{FLOWS, Flow, System},
    dice::Dice,
    plan::{Entered, Line, Plan, Run, Step, What},
};

/// How long before its time a schedule makes a run.
const LEAD: TimeDelta = TimeDelta::from_secs(6 * 3600);

/// How long after its time the server calls a run late.
const LATE_AFTER: f64 = 15.0;

/// The same instant, some seconds later.
pub(super) fn after(at: Timestamp, seconds: f64) -> Timestamp {
    at + TimeDelta::from_secs_f64(seconds)
}

/// Tells the days from `begin` to `now`, and what is scheduled by then. Equal seeds tell equal stories.
pub(crate) fn tell(seed: u64, begin: Timestamp, now: Timestamp) -> Plan {
    let mut story = Story { seed, begin, now, outages: outages(seed, begin, now), plan: Plan::default() };
    for flow in FLOWS {
        let until = if flow.times.is_schedule() { now + LEAD } else { now };
        for due in flow.times.within(begin, until, |day| Dice::of(seed, flow.name, day)) {
            story.run(flow, due, None);
        }
    }
    let Story { mut plan, .. } = story;
    // Whatever lies ahead has not happened yet; so what runs now is still running.
    plan.steps.retain(|step| step.at <= now);
    plan.steps.sort_by_key(|step| step.at);
    plan
}

/// When a system is down.
#[derive(Debug)]
struct Outage {
    system: System,
    from: Timestamp,
    to: Timestamp,
}

/// About one a week for each system, of some hours.
fn outages(seed: u64, begin: Timestamp, now: Timestamp) -> Vec<Outage> {
    let mut outages = Vec::new();
    for system in System::ALL {
        let mut dice = Dice::of(seed, system.complaint(), begin.as_micros());
        let mut from = after(begin, dice.between(0.5, 6.0) * 86_400.0);
        while from < now {
            let to = after(from, dice.between(1.5, 8.0) * 3600.0);
            outages.push(Outage { system, from, to });
            from = after(to, dice.between(3.0, 8.0) * 86_400.0);
        }
    }
    outages
}

pub(super) struct Story {
    seed: u64,
    begin: Timestamp,
    now: Timestamp,
    outages: Vec<Outage>,
    pub(super) plan: Plan,
}

/// What a try of a run comes to.
#[derive(Clone, Debug)]
pub(super) enum Fate {
    /// It goes well.
    Well,
    /// A task, by its number in the flow, fails with an error however often it is tried.
    Fails { task: usize, error: String },
    /// After a part of the time that it would take, the process dies.
    Crashes(f64),
    /// After such a part, somebody stops it.
    Stopped(f64),
}

/// How something ended.
#[derive(Clone, Debug)]
pub(super) struct Ended {
    pub(super) at: Timestamp,
    pub(super) error: Option<String>,
}

impl Story {
    pub(super) fn step(&mut self, at: Timestamp, what: What) {
        self.plan.steps.push(Step { at, what });
    }

    fn enter(&mut self, at: Timestamp, run: usize, state: Entered) {
        self.step(at, What::EnterRun(run, state));
    }

    pub(super) fn say(&mut self, at: Timestamp, run: usize, level: i64, text: String) {
        self.step(at, What::Say(Line { run, task_run: None, level, text }));
    }

    /// Tells a run of `flow` that is due at an instant, and its subflows; answers how it ended.
    pub(super) fn run(&mut self, flow: &'static Flow, due: Timestamp, parent: Option<usize>) -> Ended {
        let mut dice = Dice::of(self.seed, flow.name, due.as_micros() + 1);
        let run = self.plan.runs.len();
        self.plan.runs.push(Run {
            flow,
            name: weir_engine::names::run_name(dice.number()),
            parameters: parameters(flow, due, &mut dice),
            parent,
        });
        let start = self.begin_run(flow, run, due, &mut dice);
        self.tries(flow, run, start, &mut dice)
    }

    /// From the making of a run to its first running state.
    fn begin_run(&mut self, flow: &Flow, run: usize, due: Timestamp, dice: &mut Dice) -> Timestamp {
        if !flow.times.is_schedule() {
            self.step(due, What::MakeRun(run, Entered::new(Pending)));
            return after(due, dice.between(0.3, 2.0));
        }
        let waiting = Entered::new(Scheduled).scheduled(due);
        self.step((due - LEAD).max(self.begin), What::MakeRun(run, waiting.clone()));
        let slow = self.is_down(flow, due) && dice.chance(0.5);
        let delay = if slow || dice.chance(flow.late) {
            dice.about(240.0, 0.8).max(LATE_AFTER + 5.0)
        } else {
            dice.between(1.5, 6.0)
        };
        if delay > LATE_AFTER {
            self.step(after(due, LATE_AFTER), What::MarkLate(run, waiting.named("Late")));
        }
        let start = after(due, delay);
        self.enter(after(start, -1.0), run, Entered::new(Pending));
        start
    }

    /// The tries of a run, until it went well or is given up.
    fn tries(&mut self, flow: &'static Flow, run: usize, start: Timestamp, dice: &mut Dice) -> Ended {
        let mut start = start;
        for nth in 1.. {
            self.enter(start, run, Entered::new(Running));
            let name = &self.plan.runs[run].name;
            let text = format!("Beginning flow run '{name}' for flow '{}'", flow.name);
            self.say(after(start, 0.002), run, 20, text);
            let fate = self.fate(flow, start, nth > 1, dice);
            let slowness = self.slowness(flow, start);
            let ended = self.attempt(flow, run, start, nth, slowness, &fate, dice);
            let Some(error) = &ended.error else { return ended };
            if !matches!(fate, Fate::Fails { .. }) || nth > flow.retries {
                return ended;
            }
            #[expect(clippy::cast_precision_loss, reason = "a delay of minutes")]
            let delay = flow.retry_delay as f64;
            tracing::trace!(run, error, "is tried again");
            start = after(ended.at, delay + dice.between(0.2, 2.0));
        }
        Ended { at: start, error: None }
    }

    fn fate(&self, flow: &Flow, start: Timestamp, again: bool, dice: &mut Dice) -> Fate {
        let task = usize::try_from(dice.number() % flow.tasks.len() as u64).unwrap_or(0);
        if self.is_down(flow, start) && dice.chance(0.85) {
            let complaint = flow.leans_on.map_or("", System::complaint);
            return Fate::Fails { task: heaviest(flow), error: complaint.to_owned() };
        }
        if dice.chance(flow.crashes) {
            return Fate::Crashes(dice.between(0.1, 0.9));
        }
        if dice.chance(flow.cancelled) {
            return Fate::Stopped(dice.between(0.1, 0.9));
        }
        // What failed for a reason of its own often fails again.
        if dice.chance(if again { 0.25 } else { flow.fails }) {
            return Fate::Fails { task, error: (*dice.one_of(flow.errors)).to_owned() };
        }
        Fate::Well
    }

    fn is_down(&self, flow: &Flow, at: Timestamp) -> bool {
        let down =
            |outage: &Outage| flow.leans_on == Some(outage.system) && (outage.from..outage.to).contains(&at);
        self.outages.iter().any(down)
    }

    /// How many times as long as usual things take: more from week to week, and at the turn of the month.
    fn slowness(&self, flow: &Flow, at: Timestamp) -> f64 {
        let part = at.since(self.begin).as_secs_f64() / self.now.since(self.begin).as_secs_f64();
        let day = at.to_jiff().to_zoned(jiff::tz::TimeZone::UTC).day();
        let turn = if flow.tags.contains(&"critical") && !(2..=29).contains(&day) { 1.5 } else { 1.0 };
        flow.slower.powf(part) * turn
    }

    /// Ends a try: with its tasks, or where its fate cuts it off.
    pub(super) fn finish(
        &mut self,
        run: usize,
        tasks: Ended,
        started: Timestamp,
        first: usize,
        fate: &Fate,
    ) -> Ended {
        let flow = self.plan.runs[run].flow;
        let length = tasks.at.since(started).as_secs_f64();
        match *fate {
            Fate::Crashes(part) => self.crash(run, after(started, part * length), first),
            Fate::Stopped(part) => self.stop(run, after(started, part * length), first),
            _ => match flow.timeout.filter(|timeout| length > *timeout) {
                Some(timeout) => self.time_out(run, started, timeout, first),
                None => self.settle(run, tasks),
            },
        }
    }

    fn settle(&mut self, run: usize, ended: Ended) -> Ended {
        let at = after(ended.at, 0.05);
        match &ended.error {
            None => {
                self.say(at, run, 20, "Finished in state Completed()".to_owned());
                self.enter(at, run, Entered::new(Completed));
            }
            Some(error) => {
                let file = self.plan.runs[run].flow.name.replace('-', "_");
                let text = format!(
                    "Encountered exception during execution: {error}\nTraceback (most recent call last):\n  \
                     File \"flows/{file}.py\", line 41, in {file}\n    future.result()\n{error}"
                );
                self.say(at, run, 40, text);
                let message = format!("Flow run encountered an exception: {error}");
                self.say(at, run, 40, format!("Finished in state Failed('{message}')"));
                self.enter(at, run, Entered::new(Failed).saying(message));
            }
        }
        Ended { at, ..ended }
    }

    fn crash(&mut self, run: usize, at: Timestamp, first: usize) -> Ended {
        let message = "Flow run infrastructure exited with non-zero status code 137.";
        self.cut(
            at,
            first,
            &Entered::new(Crashed).saying("Execution was aborted by the loss of its process."),
        );
        self.enter(at, run, Entered::new(Crashed).saying(message));
        Ended { at, error: Some(message.to_owned()) }
    }

    fn stop(&mut self, run: usize, at: Timestamp, first: usize) -> Ended {
        let message = "Cancelled by a user.";
        self.cut(at, first, &Entered::new(Cancelled).saying(message));
        self.enter(at, run, Entered::new(Cancelling));
        self.say(after(at, 0.5), run, 30, "Flow run is being cancelled".to_owned());
        self.enter(after(at, 4.0), run, Entered::new(Cancelled).saying(message));
        Ended { at: after(at, 4.0), error: Some(message.to_owned()) }
    }

    fn time_out(&mut self, run: usize, started: Timestamp, timeout: f64, first: usize) -> Ended {
        let at = after(started, timeout);
        let message = format!("Flow run exceeded timeout of {timeout:.1} second(s)");
        self.cut(
            at,
            first,
            &Entered::new(Crashed).saying("Execution was cancelled by the timeout of its flow."),
        );
        self.say(at, run, 40, message.clone());
        self.enter(at, run, Entered::new(Failed).named("TimedOut").saying(message.clone()));
        Ended { at, error: Some(message) }
    }

    /// Waits for somebody's approval; answers when it came.
    pub(super) fn wait_for_approval(
        &mut self,
        run: usize,
        at: Timestamp,
        usual: f64,
        dice: &mut Dice,
    ) -> Timestamp {
        let pause = Entered { pause_timeout: Some(after(at, 7.0 * 86_400.0)), ..Entered::new(Paused) };
        self.say(at, run, 20, "Waiting for approval".to_owned());
        self.enter(after(at, 0.01), run, pause);
        let approved = after(at, dice.about(usual, 0.5));
        self.enter(approved, run, Entered::new(Running));
        approved
    }
}

/// The task that takes longest, which leans most on what is outside.
fn heaviest(flow: &Flow) -> usize {
    let seconds = |number: &usize| flow.tasks[*number].seconds;
    (0..flow.tasks.len()).max_by(|a, b| seconds(a).total_cmp(&seconds(b))).unwrap_or(0)
}

/// The parameters of a run, as a JSON object.
fn parameters(flow: &Flow, due: Timestamp, dice: &mut Dice) -> String {
    let date = due.to_jiff().to_zoned(jiff::tz::TimeZone::UTC).date();
    if flow.times.is_schedule() {
        return json!({ "date": date.to_string() }).to_string();
    }
    let table = dice.one_of(&["orders", "customers", "payments", "sessions"]);
    json!({ "table": table, "until": date.to_string() }).to_string()
}
