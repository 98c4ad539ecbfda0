//! Whole runs at a steady rate: each is a flow run taken through its states, ten task runs by events, and five log lines.

use std::{
    cell::RefCell,
    rc::Rc,
    time::{Duration, Instant},
};

use tokio::{
    task::{JoinSet, LocalSet},
    time::{sleep_until, timeout},
};

use super::{Bench, await_completed, create_flow, flow_runs::propose};
use crate::{
    bodies::{logs, scheduled_flow_run},
    events::{EventSocket, EventSource},
    http::post,
    load::{Cost, Failure, Latencies, Session, costed, id_of},
    options::Scale,
    report::{Case, Figure},
    server::{Kind, Server},
};

const TASK_RUNS: usize = 10;
const LOG_LINES: usize = 5;
/// A rate counts as kept while the 99th percentile of all its requests is below this.
const P99_LIMIT_MS: f64 = 250.0;
/// At most so long may a step go on after its last run was started.
const DRAIN: Duration = Duration::from_secs(5);
/// Runs a second, tried in this order until one is not kept.
const PREFECT_RATES: &[f64] = &[0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0];
const WEIR_RATES: &[f64] = &[50.0, 100.0, 200.0, 300.0, 400.0, 600.0, 800.0];

/// Clients that are not in use now; a run takes one, or makes one when all are busy.
#[derive(Clone)]
struct Idle {
    sessions: Rc<RefCell<Vec<(Session, EventSocket)>>>,
    latencies: Rc<RefCell<Latencies>>,
}

/// Climbs the ladder of rates and reports the highest that was kept.
pub async fn run(bench: &mut Bench, server: &Server) {
    let scale = bench.scale.clone();
    let rates = match server.kind {
        Kind::Prefect => PREFECT_RATES,
        Kind::Weir => WEIR_RATES,
    };
    let measure = async |case: &mut Case| {
        let flow = create_flow(server, "bench-mixed").await?;
        for rate in rates {
            let step = step(server, &flow, *rate, scale.mixed_step);
            let (step, cost) = costed(server, scale.settle, step).await?;
            eprintln!("  {rate} runs/s: p99 {:.1} ms, {} unfinished", step.p99(), step.unfinished);
            if step.unfinished > 0 || step.p99() > P99_LIMIT_MS {
                case.note = Some(format!(
                    "{rate} runs/s: p99 {:.0} ms and {} unfinished runs, over the limit of {P99_LIMIT_MS} ms",
                    step.p99(),
                    step.unfinished
                ));
                break;
            }
            keep(case, *rate, &step, cost);
            readable(server, case, &step, &scale).await?;
        }
        Ok(())
    };
    bench.record(server.kind, "mixed", "run with 10 task runs and 5 log lines", measure).await;
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn keep(case: &mut Case, rate: f64, step: &Step, cost: Cost) {
    case.set(Figure::Rate, rate);
    case.set(Figure::P50, step.latencies.percentile(0.5));
    case.set(Figure::P99, step.p99());
    case.set(Figure::CpuEach, cost.cpu * 1e3 / step.flow_runs.len().max(1) as f64);
    case.set(Figure::PeakMemory, cost.peak_mib);
}

/// After the step, how long until the task runs of its last flow run are all readable.
async fn readable(server: &Server, case: &mut Case, step: &Step, scale: &Scale) -> Result<(), Failure> {
    let Some(last) = step.flow_runs.last() else { return Ok(()) };
    let last = std::slice::from_ref(last);
    let (_, count) = await_completed(server, last, TASK_RUNS, scale.readable).await?;
    if count < TASK_RUNS {
        case.note = Some(format!("only {count} of {TASK_RUNS} task runs of the last run became readable"));
    }
    Ok(())
}

struct Step {
    latencies: Latencies,
    /// Ids of the runs that were completed.
    flow_runs: Vec<String>,
    unfinished: usize,
}

impl Step {
    fn p99(&self) -> f64 {
        self.latencies.percentile(0.99)
    }
}

/// Starts a run at every tick, whether or not the earlier ones have ended (an open loop).
async fn step(server: &Server, flow: &str, rate: f64, time: Duration) -> Result<Step, Failure> {
    let idle = Idle { sessions: Rc::default(), latencies: Rc::default() };
    let create: Rc<[u8]> = post("/flow_runs/", &scheduled_flow_run(flow, None)).into();
    let flow: Rc<str> = flow.into();
    let outcome = LocalSet::new()
        .run_until(async {
            let mut runs = JoinSet::new();
            let begin = Instant::now();
            let mut started = 0_u32;
            while begin.elapsed() < time {
                let due = begin + Duration::from_secs_f64(f64::from(started) / rate);
                sleep_until(due.into()).await;
                let client = connect(server, &idle).await?;
                let run = one_run(idle.clone(), client, create.clone(), flow.clone(), due);
                runs.spawn_local(run);
                started += 1;
            }
            let deadline = Instant::now() + DRAIN;
            let mut flow_runs = Vec::new();
            while let Ok(Some(run)) =
                timeout(deadline.saturating_duration_since(Instant::now()), runs.join_next()).await
            {
                flow_runs.push(run.map_err(anyhow::Error::from)??);
            }
            Ok::<_, Failure>((flow_runs, runs.len()))
        })
        .await?;
    let (flow_runs, unfinished) = outcome;
    let latencies = idle.latencies.take();
    Ok(Step { latencies, flow_runs, unfinished })
}

async fn connect(server: &Server, idle: &Idle) -> Result<(Session, EventSocket), Failure> {
    let taken = idle.sessions.borrow_mut().pop();
    match taken {
        Some(client) => Ok(client),
        None => Ok((Session::new(server), EventSocket::connect(server.address).await?)),
    }
}

/// One run; the time of its first request counts from when it was due.
async fn one_run(
    idle: Idle,
    (mut session, mut socket): (Session, EventSocket),
    create: Rc<[u8]>,
    flow: Rc<str>,
    due: Instant,
) -> Result<String, Failure> {
    let lap = {
        let mut last = due;
        let latencies = idle.latencies.clone();
        move |restart: bool| {
            let now = Instant::now();
            if !restart {
                latencies.borrow_mut().push(now - last);
            }
            last = now;
        }
    };
    let mut lap = lap;
    let id = id_of(session.call(&create).await?)?.to_owned();
    lap(false);
    for (kind, name) in [("PENDING", "Pending"), ("RUNNING", "Running")] {
        propose(&mut session, &id, kind, name).await?;
        lap(false);
    }
    let source = EventSource { flow_run: id.clone(), flow: flow.as_ref().to_owned() };
    for event in (0..TASK_RUNS).flat_map(|_| source.task_run()) {
        socket.send(event).await?;
    }
    lap(true);
    socket.confirm().await?;
    lap(false);
    let request = post("/logs/", &logs(&id, LOG_LINES));
    session.call(&request).await?;
    lap(false);
    propose(&mut session, &id, "COMPLETED", "Completed").await?;
    lap(false);
    idle.sessions.borrow_mut().push((session, socket));
    Ok(id)
}
