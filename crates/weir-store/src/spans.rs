//! What runs are told by as spans of a trace.

use weir_types::{
    Timestamp,
    ids::{DeploymentId, FlowRunId, TaskRunId},
};

use crate::{conn::Conn, error::Result, params};

/// A flow run as a span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlowRunSpan {
    /// Its name.
    pub name: String,
    /// The flow's name.
    pub flow: String,
    /// The deployment, if it has one.
    pub deployment_id: Option<DeploymentId>,
    /// The deployment's name.
    pub deployment: Option<String>,
    /// The name of its work queue.
    pub work_queue: Option<String>,
    /// Its tags.
    pub tags: Vec<String>,
    /// When it started first.
    pub start_time: Option<Timestamp>,
    /// How often it was started.
    pub run_count: i64,
    /// What the message of its state says now.
    pub message: Option<String>,
    /// The flow run that it is part of, if a task of another started it. That task run itself may only stand in for it, and
    /// then never ends by an event.
    pub parent: Option<FlowRunId>,
}

/// The flow run, if it is there still.
pub async fn flow_run(conn: &mut Conn, id: FlowRunId) -> Result<Option<FlowRunSpan>> {
    conn.first(
        "SELECT flow_runs.name, flows.name, flow_runs.deployment_id, deployments.name, flow_runs.work_queue_name,
             flow_runs.tags, flow_runs.start_time, flow_runs.run_count, flow_runs.state_message,
             task_runs.flow_run_id
         FROM flow_runs JOIN flows ON flows.id = flow_runs.flow_id
         LEFT JOIN deployments ON deployments.id = flow_runs.deployment_id
         LEFT JOIN task_runs ON task_runs.id = flow_runs.parent_task_run_id
         WHERE flow_runs.id = $1",
        &params![id],
        |row| {
            let mut columns = row.columns();
            Ok(FlowRunSpan {
                name: columns.take()?,
                flow: columns.take()?,
                deployment_id: columns.take()?,
                deployment: columns.take()?,
                work_queue: columns.take()?,
                tags: columns.take()?,
                start_time: columns.take()?,
                run_count: columns.take()?,
                message: columns.take()?,
                parent: columns.take()?,
            })
        },
    )
    .await
}

/// A task run as a span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskRunSpan {
    /// Its name.
    pub name: String,
    /// What tells the task from others.
    pub task_key: String,
    /// The flow run that it is part of, if it is part of one.
    pub flow_run_id: Option<FlowRunId>,
    /// Its tags.
    pub tags: Vec<String>,
    /// When it started first.
    pub start_time: Option<Timestamp>,
    /// How often it was started.
    pub run_count: i64,
    /// What the message of its state says now.
    pub message: Option<String>,
}

/// The task run, if it is there still.
pub async fn task_run(conn: &mut Conn, id: TaskRunId) -> Result<Option<TaskRunSpan>> {
    conn.first(
        "SELECT name, task_key, flow_run_id, tags, start_time, run_count, state_message
         FROM task_runs WHERE id = $1",
        &params![id],
        |row| {
            let mut columns = row.columns();
            Ok(TaskRunSpan {
                name: columns.take()?,
                task_key: columns.take()?,
                flow_run_id: columns.take()?,
                tags: columns.take()?,
                start_time: columns.take()?,
                run_count: columns.take()?,
                message: columns.take()?,
            })
        },
    )
    .await
}

/// How deep flow runs may lie in each other before we stop looking for the outermost: nobody nests so deep, and a circle,
/// which only bad data could make, ends.
const DEPTH: usize = 64;

/// The outermost flow run that a flow run is part of: itself, unless a task of another has started it.
pub async fn root(conn: &mut Conn, id: FlowRunId) -> Result<FlowRunId> {
    let mut root = id;
    for _ in 0..DEPTH {
        let above = conn
            .first(
                "SELECT task_runs.flow_run_id FROM flow_runs
                 JOIN task_runs ON task_runs.id = flow_runs.parent_task_run_id WHERE flow_runs.id = $1",
                &params![root],
                |row| row.get::<Option<FlowRunId>>(0),
            )
            .await?;
        match above.flatten() {
            Some(above) => root = above,
            None => break,
        }
    }
    Ok(root)
}
