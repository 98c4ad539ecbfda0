//! What happens in the demo, step by step. Nothing here touches a database or a clock.

use weir_types::{TimeDelta, Timestamp, state::StateType};

use super::catalogue::{Flow, Task};

/// Everything that happens up to now, in the order of time.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub(super) runs: Vec<Run>,
    pub(super) task_runs: Vec<TaskRun>,
    pub(super) steps: Vec<Step>,
}

/// A flow run. Steps name it by its place in the plan.
#[derive(Debug)]
pub(super) struct Run {
    pub(super) flow: &'static Flow,
    pub(super) name: String,
    /// A JSON object.
    pub(super) parameters: String,
    /// For a subflow, the task run that stands for it in its parent.
    pub(super) parent: Option<usize>,
}

/// A task run. Steps name it by its place in the plan.
#[derive(Debug)]
pub(super) struct TaskRun {
    pub(super) run: usize,
    pub(super) task: &'static Task,
    pub(super) name: String,
    pub(super) dynamic_key: String,
    /// The task runs whose results it takes.
    pub(super) takes: Vec<usize>,
}

/// One thing that happens.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) at: Timestamp,
    pub(super) what: What,
}

#[derive(Debug)]
pub(super) enum What {
    /// A flow run is made, in its first state.
    MakeRun(usize, Entered),
    /// A flow run shall enter a state.
    EnterRun(usize, Entered),
    /// The server finds that a flow run is late.
    MarkLate(usize, Entered),
    /// The task run that stands for a subflow is made. The server then keeps its states.
    MakeTaskRun(usize),
    /// A task run enters a state.
    EnterTask(usize, TaskEntered),
    /// A run logs a line.
    Say(Line),
    /// A task run leaves an artifact.
    Leave(Artifact),
}

/// A state.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entered {
    pub(super) state_type: StateType,
    pub(super) name: &'static str,
    pub(super) message: Option<String>,
    /// When a scheduled run shall start.
    pub(super) scheduled: Option<Timestamp>,
    /// When a pause gives up.
    pub(super) pause_timeout: Option<Timestamp>,
}

impl Entered {
    pub(super) fn new(state_type: StateType) -> Self {
        Self {
            state_type,
            name: state_type.default_name(),
            message: None,
            scheduled: None,
            pause_timeout: None,
        }
    }

    pub(super) fn named(self, name: &'static str) -> Self {
        Self { name, ..self }
    }

    pub(super) fn saying(self, message: impl Into<String>) -> Self {
        Self { message: Some(message.into()), ..self }
    }

    pub(super) fn scheduled(self, at: Timestamp) -> Self {
        Self { scheduled: Some(at), ..self }
    }
}

/// A state of a task run, and the run's bookkeeping as its client keeps it.
#[derive(Clone, Debug)]
pub(super) struct TaskEntered {
    pub(super) state: Entered,
    /// The state before.
    pub(super) from: Option<(StateType, &'static str)>,
    pub(super) books: Books,
}

/// What the client of a task run keeps.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Books {
    pub(super) expected: Option<Timestamp>,
    pub(super) started: Option<Timestamp>,
    pub(super) ended: Option<Timestamp>,
    pub(super) run_count: i64,
    pub(super) flow_run_count: i64,
    pub(super) total: TimeDelta,
}

/// A line of log.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) run: usize,
    pub(super) task_run: Option<usize>,
    pub(super) level: i64,
    pub(super) text: String,
}

/// An artifact.
#[derive(Debug)]
pub(super) struct Artifact {
    pub(super) task_run: usize,
    pub(super) key: &'static str,
    pub(super) kind: &'static str,
    pub(super) description: String,
    /// A text: Markdown, or a table as JSON.
    pub(super) data: String,
}
