//! What runs have done, asked over a million of them: Prefect's histories on both servers, and weir's insights.

mod alike;
mod fill;
mod story;

use std::time::Instant;

use serde_json::{Value, json};
use weir_types::TimeDelta;

use super::Bench;
use crate::{
    bodies::now,
    http::post,
    load::{Failure, Operation, Session, closed_loop, costed, figures},
    process::Memory,
    report::{Case, Figure},
    server::{Kind, Recipe, Server},
};

/// A question that is asked again and again, each time about the time up to then, as a dashboard does.
#[derive(Clone, Debug)]
struct Question {
    name: &'static str,
    path: &'static str,
    /// How many days it is about.
    days: i64,
    /// What is asked besides.
    more: Value,
}

impl Question {
    fn request(&self) -> Vec<u8> {
        let (end, names) = (now(), self.names());
        let mut body = json!({ names[0]: end - TimeDelta::from_secs(self.days * DAY), names[1]: end });
        if let (Value::Object(body), Value::Object(more)) = (&mut body, &self.more) {
            body.extend(more.clone());
        }
        post(self.path, &body.to_string())
    }

    /// What the ends of the time are called.
    fn names(&self) -> [&'static str; 2] {
        if self.is_prefects() { ["history_start", "history_end"] } else { ["start", "end"] }
    }

    /// Whether Prefect's server can be asked it.
    fn is_prefects(&self) -> bool {
        self.path.ends_with("/history")
    }
}

impl Operation for Question {
    async fn run(&mut self, session: &mut Session) -> Result<(), Failure> {
        session.call(&self.request()).await.map(|_| ())
    }
}

/// Seeds a database, starts the server on it and asks.
///
/// # Errors
/// When a server does not start; whatever fails after that becomes the note of its case.
pub async fn run(bench: &mut Bench, recipe: &Recipe) -> anyhow::Result<()> {
    let runs = bench.scale.insight_runs;
    let seeding = Instant::now();
    if let Err(failure) = fill::fill(recipe, runs).await {
        bench.record(recipe.kind, "seeding for insights", "run", async |_| Err(failure)).await;
        return Ok(());
    }
    eprintln!("{}: {runs} runs seeded ({:.0} s)", recipe.kind.name(), seeding.elapsed().as_secs_f64());
    let server = Server::start(recipe).await?;
    let questions = questions();
    for question in questions.iter().filter(|question| recipe.kind == Kind::Weir || question.is_prefects()) {
        ask(bench, &server, question).await;
    }
    let measure = async |case: &mut Case| {
        case.set(Figure::Memory, server.memory(Memory::Resident));
        Ok(())
    };
    bench.record(recipe.kind, "memory after the insights", "server", measure).await;
    server.stop().await?;
    // It is gigabytes.
    std::fs::remove_dir_all(&recipe.directory)?;
    Ok(())
}

async fn ask(bench: &mut Bench, server: &Server, question: &Question) {
    let scale = bench.scale.clone();
    let measure = async |case: &mut Case| {
        let begin = Instant::now();
        let size = Session::new(server).call(&question.request()).await?.len();
        case.set(Figure::First, begin.elapsed().as_secs_f64() * 1e3);
        let run = closed_loop(server, 1, scale.load, |_| question.clone());
        let (load, cost) = costed(server, scale.settle, run).await?;
        figures(case, &load, cost, 1);
        case.note = Some(format!("{} answers of {size} bytes", load.operations));
        Ok(())
    };
    bench.record(server.kind, question.name, "request", measure).await;
}

/// Seconds of a day.
const DAY: i64 = 86_400;

fn questions() -> Vec<Question> {
    let question = |name, path, days, more| Question { name, path, days, more };
    let history = |name, path, days, interval: i64| {
        question(name, path, days, json!({ "history_interval_seconds": interval }))
    };
    let insight = |name, days, more| question(name, "/insights/flow_runs", days, more);
    let of_tasks = |name, days, more| question(name, "/insights/task_runs", days, more);
    vec![
        history("flow-run history, 7 days hourly", "/flow_runs/history", 7, 3600),
        history("flow-run history, 30 days daily", "/flow_runs/history", 30, DAY),
        history("task-run history, 7 days hourly", "/task_runs/history", 7, 3600),
        history("task-run history, 30 days daily", "/task_runs/history", 30, DAY),
        insight("insights, 7 days hourly", 7, json!({ "interval": "hour", "compare": false })),
        insight("insights, 7 days by 3,600 s", 7, json!({ "interval_seconds": 3600, "compare": false })),
        insight("insights, 30 days daily", 30, json!({ "interval": "day", "compare": false })),
        insight(
            "success and durations by flow, 90 days",
            90,
            json!({ "group_by": ["flow"], "compare": false }),
        ),
        insight(
            "success and durations by flow, 45 days and those before",
            45,
            json!({ "group_by": ["flow"] }),
        ),
        insight(
            "success and durations by deployment and state, 90 days",
            90,
            json!({ "group_by": ["deployment", "state"], "compare": false }),
        ),
        insight(
            "success and durations by tag, 90 days",
            90,
            json!({ "group_by": ["tag"], "compare": false }),
        ),
        insight(
            "success and durations of a tag, 7 days",
            7,
            json!({ "flow_runs": { "tags": { "all_": ["team:3"] } }, "compare": false }),
        ),
        of_tasks("task runs by flow, 90 days", 90, json!({ "group_by": ["flow"], "compare": false })),
        of_tasks(
            "task runs by task, 30 days daily",
            30,
            json!({ "group_by": ["task"], "interval": "day", "compare": false }),
        ),
    ]
}
