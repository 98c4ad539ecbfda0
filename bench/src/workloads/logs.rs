//! Batches of log lines, as the SDK's handler sends them.

use super::{Bench, create_flow_run, flow_runs::count};
use crate::{
    bodies,
    http::post,
    load::{Failure, Operation, Session, closed_loop, costed, figures},
    server::{Kind, Server},
};

const LINES: usize = 200;
/// Of so many lines one tells a metric, where any does.
const METRICS: usize = 20;

struct Batch {
    request: Vec<u8>,
}

impl Operation for Batch {
    async fn run(&mut self, session: &mut Session) -> Result<(), Failure> {
        session.call(&self.request).await.map(|_| ())
    }
}

/// `POST /logs/` with 200 lines; on weir then again with the values of a metric in some of them.
pub async fn run(bench: &mut Bench, server: &Server) {
    let with_metrics = (server.kind == Kind::Weir).then_some(("logs with metrics", Some(METRICS)));
    for (name, metrics) in [("logs", None)].into_iter().chain(with_metrics) {
        for clients in [1, 8] {
            let scale = bench.scale.clone();
            let measure = async |case: &mut _| {
                let (_, flow_run) = create_flow_run(server, "bench-logs").await?;
                let request = post("/logs/", &bodies::logs(&flow_run, LINES, metrics));
                let run = closed_loop(server, clients, scale.load, |_| Batch { request: request.clone() });
                let (load, cost) = costed(server, scale.settle, run).await?;
                figures(case, &load, cost, LINES as u64);
                Ok(())
            };
            bench.record(server.kind, format!("{name}, {}", count(clients)), "log line", measure).await;
        }
    }
}
