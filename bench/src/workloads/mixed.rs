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
    report::{Case, Figure},
    server::{Kind, Server},
};

const TASK_RUNS: usize = 10;
const LOG_LINES: usize = 5;
/// A rate is kept while the 99th percentile of all requests is below this, every run ends, and the task runs of the last
/// are readable at the end: nothing piles up.
const P99_LIMIT_MS: f64 = 250.0;
/// At most so long may a step go on after its last run was started.
const DRAIN: Duration = Duration::from_secs(5);
/// Before the first step, so that no step pays for a server's first requests.
const WARM_UP: Duration = Duration::from_secs(2);
/// After so many rates in a row that were not kept, no higher one is tried.
const MISSES: u32 = 2;
/// Runs a second, tried in this order.
const PREFECT_RATES: &[f64] = &[0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0];
const WEIR_RATES: &[f64] = &[50.0, 100.0, 200.0, 300.0, 400.0, 600.0, 800.0, 1000.0, 1200.0];

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
        step(server, &flow, rates[0].max(2.0), WARM_UP).await?;
        let mut missed = 0;
        for rate in rates.iter().step_by(scale.mixed_stride) {
            let step = step(server, &flow, *rate, scale.mixed_step);
            let (step, cost) = costed(server, scale.settle, step).await?;
            let found = step.describe();
            eprintln!("  {rate} runs/s: {found}");
            if !step.kept() {
                case.note = Some(format!("not kept: {rate} runs/s, {found}"));
                missed += 1;
                if missed == MISSES {
                    break;
                }
                continue;
            }
            missed = 0;
            keep(case, *rate, &step, cost);
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

struct Step {
    latencies: Latencies,
    /// Ids of the runs that were completed.
    flow_runs: Vec<String>,
    unfinished: usize,
    /// Task runs of the run that ended last, readable as Completed soon after the step.
    readable: usize,
}

impl Step {
    fn kept(&self) -> bool {
        self.unfinished == 0 && self.readable == TASK_RUNS && self.p99() <= P99_LIMIT_MS
    }

    fn describe(&self) -> String {
        let Self { unfinished, readable, .. } = self;
        let p99 = self.p99();
        format!(
            "p99 {p99:.1} ms, {unfinished} runs unfinished, {readable} of the last {TASK_RUNS} task runs readable"
        )
    }

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
    let readable = match flow_runs.last() {
        Some(last) => await_completed(server, std::slice::from_ref(last), TASK_RUNS, DRAIN).await?.1,
        None => 0,
    };
    Ok(Step { latencies: idle.latencies.take(), flow_runs, unfinished, readable })
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
    let request = post("/logs/", &logs(&id, LOG_LINES, None));
    session.call(&request).await?;
    lap(false);
    propose(&mut session, &id, "COMPLETED", "Completed").await?;
    lap(false);
    idle.sessions.borrow_mut().push((session, socket));
    Ok(id)
}
