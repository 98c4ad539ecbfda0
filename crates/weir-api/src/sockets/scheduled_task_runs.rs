//! `/task_runs/subscriptions/scheduled`: hands background task runs to a task worker, one after the other. The worker
//! accepts each with `{"type": "ack"}`; a run that it does not accept goes to another worker.

use std::time::Duration;

use axum::{
    extract::{State, WebSocketUpgrade, ws::Message},
    response::Response,
};
use serde_json::{Map, Value};
use weir_store::{Result, task_runs};
use weir_types::task_runs::TaskRun;

use super::{
    accept::{self, Visit, code},
    live::Socket,
};
use crate::{app::App, routing::Need};

/// How long the waiting runs are left alone at most when nothing wakes the socket: another process may have made one.
const POLL: Duration = Duration::from_secs(1);

/// The route.
pub(crate) async fn scheduled_task_runs(
    State(app): State<App>,
    visit: Visit,
    upgrade: WebSocketUpgrade,
) -> Response {
    accept::upgrade(app, visit, Need::Operate, upgrade, serve).await
}

async fn serve(app: App, mut socket: Socket) {
    let Some(message) = accept::receive_object(&mut socket).await else { return };
    match subscription(&message) {
        Err(expected) => {
            let reason = format!("Protocol violation: expected {expected}");
            accept::close(&mut socket, code::TASK_PROTOCOL, &reason).await;
        }
        Ok((worker, task_keys)) => {
            let _connected = app.task_workers().connect(&worker, &task_keys);
            if let Err(error) = hand_out(&app, &mut socket, &task_keys).await {
                tracing::error!(%error, "a task worker was left alone");
            }
        }
    }
}

/// The worker and the tasks whose runs it executes, or what is wrong with its message.
fn subscription(message: &Map<String, Value>) -> Result<(String, Vec<String>), &'static str> {
    if message.get("type").and_then(Value::as_str) != Some("subscribe") {
        return Err("'subscribe' message");
    }
    let keys = message.get("keys").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let keys: Vec<String> = keys.iter().filter_map(Value::as_str).map(str::to_owned).collect();
    if keys.is_empty() {
        return Err("'keys' in subscribe message");
    }
    match message.get("client_id").and_then(Value::as_str) {
        None | Some("") => Err("'client_id' in subscribe message"),
        Some(worker) => Ok((worker.to_owned(), keys)),
    }
}

async fn hand_out(app: &App, socket: &mut Socket, task_keys: &[String]) -> Result<()> {
    let mut growth = app.task_queue().growth();
    loop {
        growth.mark_unchanged();
        let (keys, now) = (task_keys.to_vec(), app.now());
        let waiting =
            app.store().read(keys, move |conn, keys| Box::pin(task_runs::waiting(conn, keys, now))).await?;
        let Some(run) = app.task_queue().take(waiting) else {
            tokio::select! {
                () = accept::gone(socket) => return Ok(()),
                _ = tokio::time::timeout(POLL, growth.changed()) => continue,
            }
        };
        match offer(socket, &run).await {
            Reply::Accepted => {}
            Reply::Quit => {
                accept::close(socket, code::NORMAL, "").await;
                return Ok(());
            }
            Reply::Refused => {
                app.task_queue().give_back(run.id);
                return Ok(());
            }
        }
    }
}

/// What a worker says to a run.
enum Reply {
    Accepted,
    /// It took the run, and wants no more.
    Quit,
    /// It broke off, or said something else.
    Refused,
}

async fn offer(socket: &mut Socket, run: &TaskRun) -> Reply {
    let Ok(text) = serde_json::to_string(run) else { return Reply::Refused };
    if socket.send(Message::text(text)).await.is_err() {
        return Reply::Refused;
    }
    let reply = accept::receive_object(socket).await;
    match reply.as_ref().and_then(|reply| reply.get("type")).and_then(Value::as_str) {
        Some("ack") => Reply::Accepted,
        Some("quit") => Reply::Quit,
        _ => Reply::Refused,
    }
}
