//! Task runs reported by events, until they can be read back.

use std::time::{Duration, Instant};

use futures_util::future::try_join_all;

use super::{Bench, await_completed, create_flow_run, shortfall};
use crate::{
    events::{EventSocket, EventSource},
    load::{Cost, Failure, costed},
    options::Scale,
    report::{Case, Figure},
    server::{Kind, Server},
};

/// Flow runs that report at the same time, each over a websocket of its own.
const SOCKETS: usize = 4;

/// Three events for each task run over `/events/in`; then `POST /task_runs/count` until all are Completed.
pub async fn run(bench: &mut Bench, server: &Server) {
    let scale = bench.scale.clone();
    let measure = async |case: &mut Case| measure(server, &scale, case).await;
    bench.record(server.kind, "events", "task-run event, until it can be read back", measure).await;
}

/// One load of them.
pub(super) async fn measure(server: &Server, scale: &Scale, case: &mut Case) -> Result<(), Failure> {
    let task_runs = match server.kind {
        Kind::Prefect => scale.task_runs[0],
        Kind::Weir => scale.task_runs[1],
    };
    let reports = Reports::prepare(server, "bench-events", task_runs).await?;
    let load = async {
        let begin = Instant::now();
        let sent = reports.send().await?;
        let (readable, count) = sent.await_readable(server, task_runs, scale.readable).await?;
        Ok(Pace { whole: readable - begin, lag: readable - sent.at, count })
    };
    let (pace, cost) = costed(server, scale.settle, load).await?;
    pace.tell(case, &cost);
    case.note = shortfall(pace.count, task_runs, scale.readable);
    Ok(())
}

/// Task runs that are to be reported over some sockets at the same time.
pub(super) struct Reports {
    flow_runs: Vec<String>,
    senders: Vec<(EventSocket, Vec<String>)>,
}

impl Reports {
    /// Makes the flow runs and writes the events.
    pub(super) async fn prepare(server: &Server, flow: &str, task_runs: usize) -> Result<Self, Failure> {
        let mut reports = Self { flow_runs: Vec::new(), senders: Vec::new() };
        for _ in 0..SOCKETS {
            let (flow, flow_run) = create_flow_run(server, flow).await?;
            reports.flow_runs.push(flow_run.clone());
            let source = EventSource { flow_run, flow };
            let events = (0..task_runs / SOCKETS).flat_map(|_| source.task_run()).collect();
            reports.senders.push((EventSocket::connect(server.address).await?, events));
        }
        Ok(reports)
    }

    /// Sends all; the server has confirmed them then.
    pub(super) async fn send(self) -> Result<Sent, Failure> {
        let send = async |(mut socket, events): (EventSocket, Vec<String>)| {
            for event in events {
                socket.send(event).await?;
            }
            socket.confirm().await?;
            Ok::<_, Failure>(socket)
        };
        let sockets = try_join_all(self.senders.into_iter().map(send)).await?;
        Ok(Sent { flow_runs: self.flow_runs, sockets, at: Instant::now() })
    }
}

/// Task runs that were reported; the sockets stay open.
pub(super) struct Sent {
    flow_runs: Vec<String>,
    pub(super) sockets: Vec<EventSocket>,
    pub(super) at: Instant,
}

impl Sent {
    /// Waits until `task_runs` of them are read as Completed: when that was, and how many there were.
    pub(super) async fn await_readable(
        &self,
        server: &Server,
        task_runs: usize,
        limit: Duration,
    ) -> Result<(Instant, usize), Failure> {
        await_completed(server, &self.flow_runs, task_runs, limit).await
    }
}

/// How fast task runs became readable.
pub(super) struct Pace {
    pub(super) whole: Duration,
    pub(super) lag: Duration,
    pub(super) count: usize,
}

impl Pace {
    /// Puts the figures down; there are three events for a task run.
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    pub(super) fn tell(&self, case: &mut Case, cost: &Cost) {
        let events = (3 * self.count).max(1) as f64;
        case.set(Figure::Rate, events / self.whole.as_secs_f64());
        case.set(Figure::Lag, self.lag.as_secs_f64());
        case.set(Figure::Cpu, cost.cpu);
        case.set(Figure::CpuEach, cost.cpu * 1e3 / events);
        case.set(Figure::PeakMemory, cost.peak_mib);
    }
}
