//! Task runs reported by events, until they can be read back.

use std::time::Instant;

use futures_util::future::try_join_all;

use super::{Bench, await_completed, create_flow_run, shortfall};
use crate::{
    events::{EventSocket, EventSource},
    load::{Failure, costed},
    report::{Case, Figure},
    server::{Kind, Server},
};

/// Flow runs that report at the same time, each over a websocket of its own.
const SOCKETS: usize = 4;

/// Three events for each task run over `/events/in`; then `POST /task_runs/count` until all are Completed.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
pub async fn run(bench: &mut Bench, server: &Server) {
    let scale = bench.scale.clone();
    let task_runs = match server.kind {
        Kind::Prefect => scale.task_runs[0],
        Kind::Weir => scale.task_runs[1],
    };
    let measure = async |case: &mut Case| {
        let mut flow_runs = Vec::new();
        let mut senders = Vec::new();
        for _ in 0..SOCKETS {
            let (flow, flow_run) = create_flow_run(server, "bench-events").await?;
            flow_runs.push(flow_run.clone());
            let source = EventSource { flow_run, flow };
            let events: Vec<String> = (0..task_runs / SOCKETS).flat_map(|_| source.task_run()).collect();
            senders.push((EventSocket::connect(server.address).await?, events));
        }
        let load = async {
            let begin = Instant::now();
            let send = async |(mut socket, events): (EventSocket, Vec<String>)| {
                for event in events {
                    socket.send(event).await?;
                }
                socket.confirm().await?;
                Ok::<_, Failure>(socket)
            };
            let open = try_join_all(senders.into_iter().map(send)).await?;
            let sent = Instant::now();
            let (readable, count) = await_completed(server, &flow_runs, task_runs, scale.readable).await?;
            drop(open);
            Ok((readable - begin, readable - sent, count))
        };
        let ((whole, lag, count), cost) = costed(server, scale.settle, load).await?;
        let events = (3 * count).max(1) as f64;
        case.set(Figure::Rate, events / whole.as_secs_f64());
        case.set(Figure::Lag, lag.as_secs_f64());
        case.set(Figure::Cpu, cost.cpu);
        case.set(Figure::CpuEach, cost.cpu * 1e3 / events);
        case.set(Figure::PeakMemory, cost.peak_mib);
        case.note = shortfall(count, task_runs, scale.readable);
        Ok(())
    };
    bench.record(server.kind, "events", "task-run event, until it can be read back", measure).await;
}
