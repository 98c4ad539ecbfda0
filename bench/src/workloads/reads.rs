//! Read queries over seeded runs, and the memory that they leave.

use serde_json::{Value, json};
use weir_types::TimeDelta;

use super::{Bench, seed, startup};
use crate::{
    bodies::now,
    http::{get, post},
    load::{Failure, Operation, Session, closed_loop, costed, figures},
    options::Workload,
    process::Memory,
    report::{Case, Figure},
    server::{Kind, Recipe, Server},
};

/// Seeds a database, starts a server on it, lets it idle, queries it; weir then again with many more runs.
///
/// # Errors
/// When a server does not start; whatever fails after that becomes the note of its case.
pub async fn run(bench: &mut Bench, recipe: &Recipe) -> anyhow::Result<()> {
    let (seeded, many) = (bench.scale.seeded_runs, bench.scale.many_runs);
    let reads = bench.options.wants(Workload::Reads);
    let graph = match seed::fill(recipe, 0..seeded).await {
        Ok(graph) => Some(graph),
        Err(failure) => {
            bench.record(recipe.kind, "seeding", "run", async |_| Err(failure)).await;
            None
        }
    };
    if bench.options.wants(Workload::Startup) {
        startup::starts(bench, recipe).await;
    }
    let server = Server::start(recipe).await?;
    if bench.options.wants(Workload::Startup) {
        startup::idle(bench, &server).await;
    }
    let Some(graph) = graph.filter(|_| reads) else { return server.stop().await };
    queries(bench, (&server, recipe), "", &graph).await;
    memory(bench, &server, "memory after the reads").await;
    server.stop().await?;
    if recipe.kind == Kind::Weir {
        match seed::fill(recipe, seeded..many).await {
            Ok(graph) => {
                let server = Server::start(recipe).await?;
                queries(bench, (&server, recipe), MANY, &graph).await;
                memory(bench, &server, &format!("memory after the reads{MANY}")).await;
                server.stop().await?;
            }
            Err(failure) => bench.record(recipe.kind, "seeding", "run", async |_| Err(failure)).await,
        }
    }
    Ok(())
}

/// Ends the names of the cases in which weir alone is measured, with more runs.
const MANY: &str = ", many runs";

struct Query {
    request: Vec<u8>,
}

impl Operation for Query {
    async fn run(&mut self, session: &mut Session) -> Result<(), Failure> {
        session.call(&self.request).await.map(|_| ())
    }
}

async fn queries(bench: &mut Bench, (server, recipe): (&Server, &Recipe), suffix: &str, graph: &str) {
    let scale = bench.scale.clone();
    // Prefect's server has no insights.
    let own = if server.kind == Kind::Weir { insights() } else { Vec::new() };
    for (query, request) in requests(graph).into_iter().chain(own) {
        let measure = async |case: &mut Case| {
            let mut session = Session::new(server);
            let size = session.call(&request).await?.len();
            let before = recipe.spent_in_postgres().await;
            let run = closed_loop(server, 1, scale.load / 3, |_| Query { request: request.clone() });
            let (load, cost) = costed(server, scale.settle, run).await?;
            figures(case, &load, cost, 1);
            if let (Some(before), Some(after)) = (before, recipe.spent_in_postgres().await) {
                let count = u32::try_from(load.operations).unwrap_or(u32::MAX).max(1);
                case.set(Figure::InPostgres, (after.saturating_sub(before) / count).as_secs_f64() * 1e3);
            }
            case.note = Some(format!("{size} bytes"));
            Ok(())
        };
        bench.record(server.kind, format!("read {query}{suffix}"), "request", measure).await;
    }
}

async fn memory(bench: &mut Bench, server: &Server, name: &str) {
    let measure = async |case: &mut Case| {
        case.set(Figure::Memory, server.memory(Memory::Resident));
        case.set(Figure::PeakMemory, server.memory(Memory::Peak));
        Ok(())
    };
    bench.record(server.kind, name, "server", measure).await;
}

/// Name and request of each query about what runs have done.
fn insights() -> Vec<(&'static str, Vec<u8>)> {
    let now = now();
    let asked = |days: i64, more: Value| {
        let mut question = json!({ "start": now - TimeDelta::from_secs(days * 86_400), "end": now });
        if let (Value::Object(question), Value::Object(more)) = (&mut question, more) {
            question.extend(more);
        }
        post("/insights/flow_runs", &question.to_string())
    };
    vec![
        ("insights by flow, 90 days", asked(90, json!({ "group_by": ["flow"], "compare": false }))),
        ("insights by day, 30 days", asked(30, json!({ "interval": "day", "compare": false }))),
        ("insights by flow and state, 7 days", asked(7, json!({ "group_by": ["flow", "state"] }))),
    ]
}

/// Name and request of each query; `graph` is the flow run with task runs.
fn requests(graph: &str) -> Vec<(&'static str, Vec<u8>)> {
    let now = now();
    let ago = |days: i64| (now - TimeDelta::from_secs(days * 86_400)).to_string();
    let of_a_flow = json!({"name": {"any_": ["bench-seed-3"]}});
    let failed = json!({"state": {"type": {"any_": ["FAILED"]}}});
    let page = |page: u32| json!({"limit": 40, "page": page, "sort": "EXPECTED_START_TIME_DESC"});
    let query = |path: &str, body: Value| post(path, &body.to_string());
    vec![
        ("filter 200", query("/flow_runs/filter", json!({"limit": 200, "sort": "EXPECTED_START_TIME_DESC"}))),
        (
            "filter 200 of a state and flow",
            query(
                "/flow_runs/filter",
                json!({"limit": 200, "sort": "START_TIME_DESC", "flows": of_a_flow, "flow_runs": failed}),
            ),
        ),
        ("count", query("/flow_runs/count", json!({"flow_runs": failed}))),
        ("paginate first page", query("/flow_runs/paginate", page(1))),
        ("paginate 50th page", query("/flow_runs/paginate", page(50))),
        (
            "history by day",
            query(
                "/flow_runs/history",
                json!({"history_start": ago(31), "history_end": now.to_string(),
                       "history_interval_seconds": 86_400}),
            ),
        ),
        (
            "history by hour",
            query(
                "/flow_runs/history",
                json!({"history_start": ago(7), "history_end": now.to_string(),
                       "history_interval_seconds": 3600}),
            ),
        ),
        (
            "history of a flow by hour",
            query(
                "/flow_runs/history",
                json!({"history_start": ago(3), "history_end": now.to_string(),
                       "history_interval_seconds": 3600, "flows": of_a_flow}),
            ),
        ),
        (
            "events count by day",
            query(
                "/events/count-by/day",
                json!({"filter": {"occurred": {"since": ago(7), "until": now.to_string()}}}),
            ),
        ),
        ("events filter 50", query("/events/filter", json!({"limit": 50}))),
        (
            "task runs filter 200",
            query("/task_runs/filter", json!({"limit": 200, "flow_runs": {"id": {"any_": [graph]}}})),
        ),
        ("graph", get(&format!("/flow_runs/{graph}/graph-v2"))),
    ]
}
