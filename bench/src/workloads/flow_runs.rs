//! Flow runs: created, and taken through their states.

use memchr::memmem;

use super::{Bench, create_flow};
use crate::{
    bodies::{flow_run, scheduled_flow_run, set_state},
    http::post,
    load::{Failure, Operation, Session, closed_loop, costed, figures, id_of},
    options::Scale,
    report::Case,
    server::Server,
};

/// Numbers of clients at a time.
const CLIENTS: [usize; 3] = [1, 8, 32];

struct Create {
    request: Vec<u8>,
}

impl Operation for Create {
    async fn run(&mut self, session: &mut Session) -> Result<(), Failure> {
        session.call(&self.request).await.map(|_| ())
    }
}

/// `POST /flow_runs/`.
pub async fn create(bench: &mut Bench, server: &Server) {
    let scale = bench.scale.clone();
    for clients in CLIENTS {
        let name = format!("create, {}", count(clients));
        let measure = async |case: &mut _| {
            let flow = create_flow(server, "bench-create").await?;
            let request = post("/flow_runs/", &flow_run(&flow));
            let run = closed_loop(server, clients, scale.load, |_| Create { request: request.clone() });
            let (load, cost) = costed(server, scale.settle, run).await?;
            figures(case, &load, cost, 1);
            Ok(())
        };
        bench.record(server.kind, name, "flow run", measure).await;
    }
}

struct Lifecycle {
    create: Vec<u8>,
}

impl Operation for Lifecycle {
    async fn run(&mut self, session: &mut Session) -> Result<(), Failure> {
        let id = id_of(session.call(&self.create).await?)?.to_owned();
        for (kind, name) in [("PENDING", "Pending"), ("RUNNING", "Running"), ("COMPLETED", "Completed")] {
            propose(session, &id, kind, name).await?;
        }
        Ok(())
    }
}

/// Proposes a state, which must be accepted.
pub async fn propose(session: &mut Session, flow_run: &str, kind: &str, name: &str) -> Result<(), Failure> {
    const ACCEPT: &[u8] = b"\"ACCEPT\"";
    let request = post(&format!("/flow_runs/{flow_run}/set_state"), &set_state(flow_run, kind, name));
    let answer = session.call(&request).await?;
    if memmem::find(answer, ACCEPT).is_some() {
        return Ok(());
    }
    Err(anyhow::anyhow!("{name} was not accepted: {}", String::from_utf8_lossy(answer)).into())
}

/// Create as Scheduled, then Pending, Running and Completed: four requests.
pub async fn lifecycle(bench: &mut Bench, server: &Server) {
    let scale = bench.scale.clone();
    for clients in CLIENTS {
        let name = format!("lifecycle, {}", count(clients));
        let measure = async |case: &mut Case| measure_lifecycle(server, &scale, clients, case).await;
        bench.record(server.kind, name, "flow run with four requests", measure).await;
    }
}

/// One load of them.
pub(super) async fn measure_lifecycle(
    server: &Server,
    scale: &Scale,
    clients: usize,
    case: &mut Case,
) -> Result<(), Failure> {
    let flow = create_flow(server, "bench-lifecycle").await?;
    let create = post("/flow_runs/", &scheduled_flow_run(&flow, None));
    let run = closed_loop(server, clients, scale.load, |_| Lifecycle { create: create.clone() });
    let (load, cost) = costed(server, scale.settle, run).await?;
    figures(case, &load, cost, 1);
    Ok(())
}

/// `1 client`, `8 clients`.
pub fn count(clients: usize) -> String {
    format!("{clients} client{}", if clients == 1 { "" } else { "s" })
}
