//! A server on which a client has run something.

use serde_json::{Value, json};

use crate::support::Server;

/// A server with a flow and three runs of it.
pub struct World {
    pub server: Server,
    flow: Value,
}

impl World {
    pub fn new() -> Self {
        let server = Server::start();
        let flow = server.post("/flows/", &json!({ "name": "etl" }));
        Self { server, flow }
    }

    /// Makes a run and takes it through states, each a type and a message; answers its id.
    pub fn run(&self, name: &str, states: &[(&str, Option<&str>)]) -> String {
        let body = json!({
            "flow_id": self.flow["id"], "name": name, "parameters": { "day": "2026-11-20" }, "tags": ["critical"],
            "state": { "type": "PENDING" },
        });
        let run = self.server.post("/flow_runs/", &body);
        let id = run["id"].as_str().expect("an id").to_owned();
        for state in states {
            self.enter(&id, state.0, state.1);
        }
        id
    }

    pub fn enter(&self, run: &str, state_type: &str, message: Option<&str>) {
        let body = json!({ "state": { "type": state_type, "message": message } });
        let answer = self.server.post(&format!("/flow_runs/{run}/set_state"), &body);
        assert_eq!(answer["status"], "ACCEPT", "{answer}");
    }

    /// Tells of a task run that has completed.
    pub fn task_run(&self, run: &str, name: &str) {
        let id = uuid::Uuid::from_u128(7);
        let event = json!({
            "id": uuid::Uuid::from_u128(8), "occurred": "2026-11-20T10:00:05Z",
            "event": "prefect.task-run.Completed",
            "resource": {
                "prefect.resource.id": format!("prefect.task-run.{id}"), "prefect.resource.name": name,
                "prefect.state-name": "Completed", "prefect.state-type": "COMPLETED",
                "prefect.state-timestamp": "2026-11-20T10:00:05Z", "prefect.orchestration": "client",
            },
            "related": [{
                "prefect.resource.id": format!("prefect.flow-run.{run}"), "prefect.resource.role": "flow-run",
            }],
            "payload": {
                "intended": { "from": "RUNNING", "to": "COMPLETED" },
                "validated_state": { "type": "COMPLETED", "name": "Completed", "state_details": {} },
                "task_run": {
                    "name": name, "task_key": "load", "dynamic_key": "0", "empirical_policy": {}, "tags": [],
                    "task_inputs": {}, "run_count": 2, "flow_run_run_count": 1, "total_run_time": 3.25,
                    "start_time": "2026-11-20T10:00:01Z", "end_time": "2026-11-20T10:00:05Z",
                },
            },
        });
        self.server.post("/events", &json!([event]));
    }
}
