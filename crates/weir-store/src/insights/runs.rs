//! Rows of runs, as insights see them.

use std::sync::{Mutex, PoisonError};

use uuid::Uuid;
use weir_types::{
    TimeDelta, Timestamp,
    filters::queries::RunFilters,
    ids::{DeploymentId, FlowId, WorkQueueId},
    insights::Period,
    state::StateType,
};

use crate::{
    conn::Conn,
    error::Result,
    filters::{Condition, Query, flow_runs, task_runs},
    row::Row,
};

/// A kind of runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Flow runs.
    Flow,
    /// Task runs.
    Task,
}

impl Kind {
    pub(crate) fn query(self, filters: &RunFilters) -> Query<'_> {
        match self {
            Self::Flow => flow_runs::query(filters),
            Self::Task => task_runs::query(filters),
        }
    }

    pub(crate) const fn table(self) -> &'static str {
        match self {
            Self::Flow => "flow_runs",
            Self::Task => "task_runs",
        }
    }
}

/// The types of states of runs that are over, in brackets.
pub(crate) const OVER: &str = "('COMPLETED', 'FAILED', 'CRASHED', 'CANCELLED')";

/// The runs that are not over. Written as the indexes of such runs are.
pub(crate) fn is_unfinished(table: &str) -> Condition<'static> {
    const UNFINISHED: [&str; 5] = ["SCHEDULED", "PENDING", "RUNNING", "PAUSED", "CANCELLING"];
    Condition::any(UNFINISHED.map(|state| Condition::sql(format!("{table}.state_type = '{state}'"))))
}

/// Which runs, by their times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// Those that ended in a time.
    Ended(Period),
    /// Those that were expected to start in a time, unless they ended without having run.
    Expected(Period),
    /// Those of them that have ended.
    ExpectedAndOver(Period),
    /// Those of them that have not.
    ExpectedAndUnfinished(Period),
    /// Those that have started and were not over before a time.
    Running(Period),
}

impl Which {
    pub(super) fn condition(self, table: &str) -> Condition<'static> {
        let column = |column: &str, test: &str, at| Condition::test(format!("{table}.{column} {test} ?"), at);
        match self {
            Self::Ended(period) => Condition::all([
                column("end_time", ">=", period.start),
                column("end_time", "<", period.end),
                Condition::sql(format!("{table}.state_type IN {OVER}")),
            ]),
            Self::Expected(period) => Condition::all([
                column("expected_start_time", ">=", period.start),
                column("expected_start_time", "<", period.end),
                Condition::sql(format!("({table}.run_count > 0 OR {table}.state_type NOT IN {OVER})")),
            ]),
            Self::ExpectedAndOver(period) => Condition::all([
                Self::Expected(period).condition(table),
                Condition::sql(format!("{table}.state_type IN {OVER}")),
            ]),
            Self::ExpectedAndUnfinished(period) => Condition::all([
                column("expected_start_time", ">=", period.start),
                column("expected_start_time", "<", period.end),
                is_unfinished(table),
            ]),
            Self::Running(period) => Condition::all([
                column("start_time", "<", period.end),
                Condition::any([column("end_time", ">=", period.start), is_unfinished(table)]),
            ]),
        }
    }
}

/// What is read of a run besides its state and its times.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// Its flow.
    pub flow: bool,
    /// Its deployment.
    pub deployment: bool,
    /// Its work queue.
    pub queue: bool,
    /// Its tags.
    pub tags: bool,
    /// The key of the task, of a task run.
    pub task: bool,
    /// The name of its state.
    pub state: bool,
}

/// What a run belongs to, and the state that it is in. What was not needed is not there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Belongings {
    /// Its flow.
    pub flow_id: Option<FlowId>,
    /// Its deployment.
    pub deployment_id: Option<DeploymentId>,
    /// The work queue that it came through.
    pub work_queue_id: Option<WorkQueueId>,
    /// Its tags.
    pub tags: Vec<String>,
    /// The key of the task, of a task run.
    pub task_key: Option<String>,
    /// The name of its state.
    pub state_name: Option<String>,
}

impl Belongings {
    /// The same for each tag alone; one of none.
    pub fn by_tag(mut self) -> impl Iterator<Item = Self> {
        let tags = std::mem::take(&mut self.tags);
        let whole = tags.is_empty().then(|| self.clone());
        whole.into_iter().chain(tags.into_iter().map(move |tag| Self { tags: vec![tag], ..self.clone() }))
    }

    /// About how many bytes its texts take.
    pub fn size(&self) -> usize {
        let tags: usize = self.tags.iter().map(|tag| size_of::<String>() + tag.len()).sum();
        tags + self.task_key.as_ref().map_or(0, String::len) + self.state_name.as_ref().map_or(0, String::len)
    }
}

/// A run.
#[derive(Clone, Debug, PartialEq)]
pub struct InsightRun {
    /// Its id.
    pub id: Uuid,
    /// What it belongs to.
    pub belongings: Belongings,
    /// The type of its state.
    pub state_type: StateType,
    /// When it entered it.
    pub entered: Timestamp,
    /// When it was to start.
    pub expected: Option<Timestamp>,
    /// Whether it has run. A run that ends without having run starts when it ends, as Prefect has it.
    pub ran: bool,
    /// When it started first.
    pub start: Option<Timestamp>,
    /// When it ended.
    pub end: Option<Timestamp>,
    /// How long it ran, over all its attempts that are over.
    pub run_time: TimeDelta,
}

/// The columns that [`run`] reads. What a task run's flow run is of is looked up where it is needed alone.
fn columns(kind: Kind, needs: Needs) -> String {
    let table = kind.table();
    let of_flow_run = |needed: bool, column: &str| match (needed, kind) {
        (false, _) => "CAST(NULL AS UUID)".to_owned(),
        (true, Kind::Flow) => format!("flow_runs.{column}"),
        (true, Kind::Task) => {
            format!("(SELECT runs.{column} FROM flow_runs AS runs WHERE runs.id = task_runs.flow_run_id)")
        }
    };
    let tags = if needs.tags { format!("{table}.tags") } else { "CAST(NULL AS TEXT)".to_owned() };
    let task = if needs.task && kind == Kind::Task { "task_runs.task_key" } else { "CAST(NULL AS TEXT)" };
    let state = if needs.state { format!("{table}.state_name") } else { "CAST(NULL AS TEXT)".to_owned() };
    format!(
        "{table}.id, {}, {}, {}, {tags}, {task}, {state}, {table}.state_type, {table}.state_timestamp, \
         {table}.expected_start_time, {table}.run_count > 0, {table}.start_time, {table}.end_time, \
         {table}.total_run_time",
        of_flow_run(needs.flow, "flow_id"),
        of_flow_run(needs.deployment, "deployment_id"),
        of_flow_run(needs.queue, "work_queue_id"),
    )
}

fn run(row: Row<'_>) -> Result<InsightRun> {
    let mut columns = row.columns();
    Ok(InsightRun {
        id: columns.take()?,
        belongings: Belongings {
            flow_id: columns.take()?,
            deployment_id: columns.take()?,
            work_queue_id: columns.take()?,
            tags: columns.take::<Option<Vec<String>>>()?.unwrap_or_default(),
            task_key: columns.take()?,
            state_name: columns.take()?,
        },
        state_type: columns.take()?,
        entered: columns.take()?,
        expected: columns.take()?,
        ran: columns.take()?,
        start: columns.take()?,
        end: columns.take()?,
        run_time: columns.take()?,
    })
}

/// Shows each run that passes the filters to `see`, in no order. Runs without a state are none.
pub async fn visit(
    conn: &mut Conn,
    kind: Kind,
    filters: &RunFilters,
    which: Which,
    needs: Needs,
    see: &mut (impl FnMut(InsightRun) + Send),
) -> Result<()> {
    // A statement's rows are mapped by a function that changes nothing; so what sees them stands behind a lock.
    let see = Mutex::new(see);
    let found = kind.query(filters).and(which.condition(kind.table()));
    let columns = columns(kind, needs);
    let seen = found.all(conn, &columns, |row| {
        let run = run(row)?;
        (see.lock().unwrap_or_else(PoisonError::into_inner))(run);
        Ok(())
    });
    seen.await.map(drop)
}
