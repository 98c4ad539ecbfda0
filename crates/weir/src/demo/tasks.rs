//! How the tasks of a try fare.

use serde_json::json;
use weir_types::{
    TimeDelta, Timestamp,
    state::StateType::{Completed, Failed, Pending, Running, Scheduled},
};

use super::{
    catalogue::{FLOWS, Flow, Task},
    dice::Dice,
    plan::{Artifact, Books, Entered, Line, TaskEntered, TaskRun, What},
    story::{Ended, Fate, Story, after},
};

/// A task run and how it ended.
struct Done {
    task_run: usize,
    ended: Ended,
}

/// A task run under way.
struct Doing<'f> {
    task_run: usize,
    run: usize,
    task: &'static Task,
    at: Timestamp,
    from: Option<(weir_types::state::StateType, &'static str)>,
    books: Books,
    slowness: f64,
    /// What it fails with, however often it is tried.
    error: Option<&'f str>,
}

impl Story {
    /// Tells one try of a run.
    #[expect(clippy::too_many_arguments, reason = "all that a try depends on")]
    pub(super) fn attempt(
        &mut self,
        flow: &'static Flow,
        run: usize,
        started: Timestamp,
        nth: i64,
        slowness: f64,
        fate: &Fate,
        dice: &mut Dice,
    ) -> Ended {
        let first = self.plan.task_runs.len();
        let mut done: Vec<Vec<Done>> = Vec::new();
        for (number, task) in flow.tasks.iter().enumerate() {
            let upstream = task.after.iter().flat_map(|number| &done[*number]);
            let mut begin = upstream.clone().map(|done| done.ended.at).fold(started, Timestamp::max);
            let takes: Vec<usize> = upstream.clone().map(|done| done.task_run).collect();
            let broken = upstream.clone().find(|done| done.ended.error.is_some()).map(|done| done.task_run);
            if let Some(usual) = flow.approval.filter(|_| number + 1 == flow.tasks.len()) {
                begin = self.wait_for_approval(run, begin, usual, dice);
            }
            let mut copies = Vec::with_capacity(task.copies);
            for copy in 0..task.copies {
                let error = match fate {
                    Fate::Fails { task, error } if *task == number && copy == 0 => Some(error.as_str()),
                    _ => None,
                };
                let task_run = self.plan.task_runs.len();
                let key = format!("{:08x}", dice.number() & 0xffff_ffff);
                self.plan.task_runs.push(TaskRun {
                    run,
                    task,
                    name: format!("{}-{}", task.name, &key[..3]),
                    dynamic_key: key,
                    takes: takes.clone(),
                });
                let at = after(begin, dice.between(0.02, 0.3));
                let books = Books { expected: Some(at), flow_run_count: nth, ..Books::default() };
                let doing = Doing { task_run, run, task, at, from: None, books, slowness, error };
                let ended = self.task(doing, broken, dice);
                copies.push(Done { task_run, ended });
            }
            done.push(copies);
        }
        let all = done.iter().flatten();
        let at = all.clone().map(|done| done.ended.at).fold(started, Timestamp::max);
        let error = all.clone().find_map(|done| done.ended.error.clone());
        self.finish(run, Ended { at, error }, started, first, fate)
    }

    /// Tells a task run; one that a task run before it has `broken` never starts.
    fn task(&mut self, mut doing: Doing<'_>, broken: Option<usize>, dice: &mut Dice) -> Ended {
        let called = doing.task.calls.and_then(|name| FLOWS.iter().find(|flow| flow.name == name));
        if let (Some(flow), None) = (called, broken) {
            self.step(doing.at, What::MakeTaskRun(doing.task_run));
            return self.run(flow, after(doing.at, 0.02), Some(doing.task_run));
        }
        self.enter_task(&mut doing, Entered::new(Pending));
        if let Some(broken) = broken {
            let upstream = &self.plan.task_runs[broken].name;
            let message = format!("Upstream task run '{upstream}' did not reach a 'COMPLETED' state.");
            doing.at = after(doing.at, 0.01);
            self.enter_task(&mut doing, Entered::new(Pending).named("NotReady").saying(message.as_str()));
            return Ended { at: doing.at, error: Some(message) };
        }
        doing.at = after(doing.at, dice.between(0.02, 0.4));
        if doing.error.is_none() && dice.chance(doing.task.cached) {
            doing.books.ended = Some(doing.at);
            self.enter_task(&mut doing, Entered::new(Completed).named("Cached"));
            self.say_in(&doing, 20, "Finished in state Cached(type=COMPLETED)".to_owned());
            return Ended { at: doing.at, error: None };
        }
        self.work(doing, dice)
    }

    /// The tries of a task run.
    fn work(&mut self, mut doing: Doing<'_>, dice: &mut Dice) -> Ended {
        for nth in 0..=doing.task.retries {
            doing.books.run_count += 1;
            doing.books.started.get_or_insert(doing.at);
            self.enter_task(
                &mut doing,
                Entered::new(Running).named(if nth == 0 { "Running" } else { "Retrying" }),
            );
            let seconds = dice.about(doing.task.seconds * doing.slowness, 0.16);
            let stumbles = nth < doing.task.retries && dice.chance(doing.task.stumbles);
            let error = match doing.error {
                Some(error) => error,
                None if stumbles => "TimeoutError: timed out while waiting for a response",
                None => {
                    self.pass_time(&mut doing, seconds);
                    return self.complete(doing, dice);
                }
            };
            self.pass_time(&mut doing, seconds * dice.between(0.05, 0.8));
            if nth == doing.task.retries {
                return self.fail(doing, error);
            }
            let text = format!(
                "Task run failed with exception: {error} - Retry {}/{} will start {} second(s) from now",
                nth + 1,
                doing.task.retries,
                doing.task.retry_delay
            );
            self.say_in(&doing, 20, text);
            let again = after(doing.at, doing.task.retry_delay);
            self.enter_task(&mut doing, Entered::new(Scheduled).named("AwaitingRetry").scheduled(again));
            doing.at = after(again, 0.01);
        }
        Ended { at: doing.at, error: None }
    }

    fn pass_time(&self, doing: &mut Doing<'_>, seconds: f64) {
        doing.at = after(doing.at, seconds);
        doing.books.total = doing.books.total + TimeDelta::from_secs_f64(seconds);
        debug_assert!(doing.task_run < self.plan.task_runs.len());
    }

    fn complete(&mut self, mut doing: Doing<'_>, dice: &mut Dice) -> Ended {
        if let Some((name, usual)) = doing.task.metric {
            let value = dice.about(usual, 0.12);
            let text = if usual < 1.0 { format!("{:.3}", value.min(0.99)) } else { format!("{value:.0}") };
            self.say_in(&doing, 20, format!("METRIC: {name}={text}"));
        }
        if dice.chance(0.03) {
            self.say_in(&doing, 30, "Slow response, the server asked to wait 2 seconds".to_owned());
        }
        if let Some(key) = doing.task.artifact {
            let artifact = artifact(&doing, key, dice);
            self.step(doing.at, What::Leave(artifact));
        }
        self.say_in(&doing, 20, "Finished in state Completed()".to_owned());
        doing.books.ended = Some(doing.at);
        self.enter_task(&mut doing, Entered::new(Completed));
        Ended { at: doing.at, error: None }
    }

    fn fail(&mut self, mut doing: Doing<'_>, error: &str) -> Ended {
        let tries = if doing.task.retries > 0 { " - Retries are exhausted" } else { "" };
        self.say_in(&doing, 40, format!("Task run failed with exception: {error}{tries}"));
        doing.books.ended = Some(doing.at);
        let message = format!("Task run encountered an exception {error}");
        self.enter_task(&mut doing, Entered::new(Failed).saying(message));
        Ended { at: doing.at, error: Some(error.to_owned()) }
    }

    fn enter_task(&mut self, doing: &mut Doing<'_>, state: Entered) {
        let from = doing.from.replace((state.state_type, state.name));
        let entered = TaskEntered { state, from, books: doing.books };
        self.step(doing.at, What::EnterTask(doing.task_run, entered));
    }

    fn say_in(&mut self, doing: &Doing<'_>, level: i64, text: String) {
        let line = Line { run: doing.run, task_run: Some(doing.task_run), level, text };
        self.step(doing.at, What::Say(line));
    }

    /// Takes back what would have happened after `at` to the task runs from the `first` on, and puts those that had
    /// begun into `state`. The flows that are cut call no others.
    pub(super) fn cut(&mut self, at: Timestamp, first: usize, state: &Entered) {
        let task_run_of = |what: &What| match what {
            What::EnterTask(task_run, _) | What::Say(Line { task_run: Some(task_run), .. }) => {
                Some(*task_run)
            }
            What::Leave(artifact) => Some(artifact.task_run),
            _ => None,
        };
        self.plan
            .steps
            .retain(|step| step.at <= at || task_run_of(&step.what).is_none_or(|task_run| task_run < first));
        let mut last: Vec<Option<TaskEntered>> = vec![None; self.plan.task_runs.len() - first];
        for step in &self.plan.steps {
            if let What::EnterTask(task_run, entered) = &step.what
                && *task_run >= first
            {
                last[task_run - first] = Some(entered.clone());
            }
        }
        for (nth, entered) in last.into_iter().enumerate() {
            let Some(TaskEntered { state: before, mut books, .. }) = entered else { continue };
            if !before.state_type.is_terminal() && before.state_type == Running {
                books.ended = Some(at);
                let from = Some((before.state_type, before.name));
                self.step(
                    at,
                    What::EnterTask(first + nth, TaskEntered { state: state.clone(), from, books }),
                );
            }
        }
    }
}

/// What a task run leaves: a report in Markdown, or a table of checks.
fn artifact(doing: &Doing<'_>, key: &'static str, dice: &mut Dice) -> Artifact {
    let day = doing.at.to_jiff().to_zoned(jiff::tz::TimeZone::UTC).date();
    let description = format!("As of {day}");
    if key.contains("report") {
        let data = format!("# Report of {day}\n\nRevenue: **{:.0} EUR**\n", dice.about(182_000.0, 0.1));
        return Artifact { task_run: doing.task_run, key, kind: "markdown", description, data };
    }
    let value = |dice: &mut Dice| (dice.between(0.8, 1.0) * 1000.0).round() / 1000.0;
    let rows =
        ["accuracy", "coverage", "freshness"].map(|check| json!({ "check": check, "value": value(dice) }));
    Artifact { task_run: doing.task_run, key, kind: "table", description, data: json!(rows).to_string() }
}
