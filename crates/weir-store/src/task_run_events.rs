//! Task runs as their clients tell of them: by events. A task run and its states are recorded in the unit that stores
//! the events, so whoever knows that an event is stored can read the run.

use std::collections::{HashMap, HashSet};

use weir_types::{
    Json, JsonObject, TimeDelta, Timestamp,
    ids::{FlowRunId, StateId, TaskRunId},
    state::{StateDetails, StateType},
};

use crate::{
    bulk::Bulk,
    conn::{Conn, Dialect},
    error::Result,
    events::{self, NewEvent},
    param::Param,
    params,
    states::{self, stored_details},
};

/// Events that came in together, each with the task run that it tells of, if it tells of one.
#[derive(Debug, Default)]
pub struct IncomingEvents {
    events: Vec<NewEvent>,
    task_runs: Vec<Option<TaskRunEvent>>,
}

impl IncomingEvents {
    /// Adds an event.
    pub fn push(&mut self, event: NewEvent, task_run: Option<TaskRunEvent>) {
        self.events.push(event);
        self.task_runs.push(task_run);
    }

    /// How many events there are.
    pub fn len(&self) -> usize {
        self.events.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }
}

/// What one event tells of a task run: the state that it entered, and the run's fields as its client knows them.
/// A field that is none is left as it is stored.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskRunEvent {
    /// The run.
    pub id: TaskRunId,
    /// The flow run that it belongs to.
    pub flow_run_id: Option<FlowRunId>,
    /// The event says that the run had no state before, so the run is likely new.
    pub first: bool,
    /// The state's id, usually that of the event.
    pub state_id: StateId,
    /// The state's type.
    pub state_type: StateType,
    /// The state's name.
    pub state_name: String,
    /// When the run entered the state.
    pub state_timestamp: Timestamp,
    /// The state's message.
    pub state_message: Option<String>,
    /// The state's data; JSON null is none.
    pub state_data: Option<Json>,
    /// The state's details; the ids of the runs in it are those above.
    pub state_details: StateDetails,
    /// The run's name.
    pub name: Option<String>,
    /// Which task it executes.
    pub task_key: String,
    /// Tells apart the runs of one task in one flow run.
    pub dynamic_key: String,
    /// The key under which its result may be reused.
    pub cache_key: Option<String>,
    /// Until when its result may be reused.
    pub cache_expiration: Option<Timestamp>,
    /// The version of the task's code.
    pub task_version: Option<String>,
    /// How it is retried: a `TaskRunPolicy`.
    pub empirical_policy: Option<JsonObject>,
    /// Its tags.
    pub tags: Option<Vec<String>>,
    /// Its labels.
    pub labels: Option<JsonObject>,
    /// Where its arguments came from.
    pub task_inputs: Option<JsonObject>,
    /// How often it has entered a running state.
    pub run_count: Option<i64>,
    /// The run count of its flow run when it last ran.
    pub flow_run_run_count: Option<i64>,
    /// When it was first meant to start.
    pub expected_start_time: Option<Timestamp>,
    /// When it shall start, while it is scheduled.
    pub next_scheduled_start_time: Option<Timestamp>,
    /// When it first ran.
    pub start_time: Option<Timestamp>,
    /// When it ended.
    pub end_time: Option<Timestamp>,
    /// How long it has been in running states.
    pub total_run_time: Option<TimeDelta>,
}

/// Stores events and records the task runs that the new ones tell of; answers how many were new.
pub async fn store(conn: &mut Conn, incoming: &IncomingEvents, received: Timestamp) -> Result<usize> {
    let new = events::append_each(conn, &incoming.events, received).await?;
    let told: Vec<&TaskRunEvent> = incoming
        .task_runs
        .iter()
        .zip(&new)
        .filter_map(|(task_run, new)| task_run.as_ref().filter(|_| *new))
        .collect();
    if !told.is_empty() {
        record(conn, &told, received).await?;
    }
    Ok(new.into_iter().filter(|new| *new).count())
}

/// The run's row takes the newest state of all that arrive together, and only if it is newer than the one it has, so
/// events may come in any order; the history takes every state.
async fn record(conn: &mut Conn, told: &[&TaskRunEvent], now: Timestamp) -> Result<()> {
    let mut newest: HashMap<TaskRunId, Newest<'_>> = HashMap::with_capacity(told.len());
    for event in told {
        newest
            .entry(event.id)
            .and_modify(|known| known.take(event))
            .or_insert(Newest { event, first: event.first });
    }
    // In the order of ids, so that replicas that write the same rows lock them in the same order.
    let mut newest: Vec<Newest<'_>> = newest.into_values().collect();
    newest.sort_unstable_by_key(|newest| newest.event.id);
    let (likely_new, likely_known): (Vec<_>, Vec<_>) = newest.iter().partition(|newest| newest.first);
    let mut left = insert(conn, &likely_new, now).await?;
    left.extend(update(conn, &likely_known, now).await?);
    let mut renamed = HashMap::new();
    for newest in left {
        if let Some(known) = settle(conn, newest, now).await? {
            renamed.insert(newest.id, known);
        }
    }
    append_states(conn, told, &renamed, now).await
}

struct Newest<'e> {
    event: &'e TaskRunEvent,
    first: bool,
}

impl<'e> Newest<'e> {
    fn take(&mut self, event: &'e TaskRunEvent) {
        self.first |= event.first;
        if age(event) >= age(self.event) {
            self.event = event;
        }
    }
}

/// By what one state is newer than another: clocks are coarse, so of two states of the same instant the one that lies
/// further on a run's way counts.
fn age(event: &TaskRunEvent) -> (Timestamp, i64) {
    (event.state_timestamp, progress(event.state_type))
}

/// How far on a run's way a state lies.
const fn progress(state_type: StateType) -> i64 {
    match state_type {
        StateType::Scheduled => 0,
        StateType::Pending => 1,
        StateType::Running => 2,
        StateType::Paused | StateType::Cancelling => 3,
        StateType::Completed | StateType::Failed | StateType::Crashed | StateType::Cancelled => 4,
    }
}

/// Whether the stored state is older than that of `$timestamp` and `$progress`, as [`age`] has it.
macro_rules! is_older {
    ($timestamp:literal, $progress:literal) => {
        concat!(
            "(state_timestamp < ",
            $timestamp,
            " OR (state_timestamp = ",
            $timestamp,
            " AND CASE state_type WHEN 'SCHEDULED' THEN 0 WHEN 'PENDING' THEN 1 WHEN 'RUNNING' THEN 2",
            " WHEN 'PAUSED' THEN 3 WHEN 'CANCELLING' THEN 3 ELSE 4 END <= ",
            $progress,
            "))"
        )
    };
}

/// The details as they are stored, under the run's id.
fn details(event: &TaskRunEvent, id: TaskRunId) -> Result<String> {
    let mut details = event.state_details.clone();
    details.task_run_id = Some(id);
    details.flow_run_id = event.flow_run_id;
    stored_details(&details)
}

static RUNS: Bulk<28> = Bulk::new(
    "task_runs",
    [
        ("id", "UUID"),
        ("created", "BIGINT"),
        ("updated", "BIGINT"),
        ("name", "TEXT"),
        ("flow_run_id", "UUID"),
        ("task_key", "TEXT"),
        ("dynamic_key", "TEXT"),
        ("cache_key", "TEXT"),
        ("cache_expiration", "BIGINT"),
        ("task_version", "TEXT"),
        ("empirical_policy", "TEXT"),
        ("tags", "TEXT"),
        ("labels", "TEXT"),
        ("task_inputs", "TEXT"),
        ("state_id", "UUID"),
        ("state_type", "TEXT"),
        ("state_name", "TEXT"),
        ("state_timestamp", "BIGINT"),
        ("state_message", "TEXT"),
        ("state_data", "TEXT"),
        ("state_details", "TEXT"),
        ("run_count", "BIGINT"),
        ("flow_run_run_count", "BIGINT"),
        ("expected_start_time", "BIGINT"),
        ("next_scheduled_start_time", "BIGINT"),
        ("start_time", "BIGINT"),
        ("end_time", "BIGINT"),
        ("total_run_time", "BIGINT"),
    ],
    "ON CONFLICT DO NOTHING",
)
.returning("id");

/// Inserts runs; answers those that could not be because they, or others with their keys, are there.
async fn insert<'e>(conn: &mut Conn, runs: &[&Newest<'e>], now: Timestamp) -> Result<Vec<&'e TaskRunEvent>> {
    let rows = runs.iter().map(|newest| insert_row(newest.event, now)).collect::<Result<Vec<_>>>()?;
    if conn.dialect() == Dialect::Sqlite {
        return Ok(missed(runs, &RUNS.insert_each(conn, &rows).await?));
    }
    let inserted: HashSet<TaskRunId> =
        RUNS.insert_returning(conn, rows, |row| row.get(0)).await?.into_iter().collect();
    Ok(runs.iter().map(|newest| newest.event).filter(|event| !inserted.contains(&event.id)).collect())
}

/// The events of those runs that a write did not reach.
fn missed<'e>(runs: &[&Newest<'e>], reached: &[bool]) -> Vec<&'e TaskRunEvent> {
    runs.iter().zip(reached).filter(|(_, reached)| !**reached).map(|(newest, _)| newest.event).collect()
}

fn insert_row(event: &TaskRunEvent, now: Timestamp) -> Result<[Param<'_>; 28]> {
    let name = match &event.name {
        Some(name) => Param::Text(name),
        None => Param::Owned(format!("{}-{}", event.task_key, event.dynamic_key)),
    };
    Ok(params![
        event.id,
        now,
        now,
        name,
        event.flow_run_id,
        &event.task_key,
        &event.dynamic_key,
        &event.cache_key,
        event.cache_expiration,
        &event.task_version,
        event.empirical_policy.as_ref().map_or("{}", JsonObject::as_str),
        event.tags.as_ref().map_or(Param::Text("[]"), Param::from),
        &event.labels,
        event.task_inputs.as_ref().map_or("{}", JsonObject::as_str),
        event.state_id,
        event.state_type,
        &event.state_name,
        event.state_timestamp,
        &event.state_message,
        &event.state_data,
        details(event, event.id)?,
        event.run_count.unwrap_or(0),
        event.flow_run_run_count.unwrap_or(0),
        event.expected_start_time,
        event.next_scheduled_start_time,
        event.start_time,
        event.end_time,
        event.total_run_time.unwrap_or_default(),
    ])
}

/// The usual update leaves alone the columns that make up a run's keys, and those that seldom change: each indexed
/// column that a statement names is written in its index again, changed or not.
const UPDATE: &str = concat!("UPDATE task_runs SET updated = $1, state_id = $2, state_type = $3, state_name = $4,
        state_timestamp = $5, state_message = $6, state_data = $7, state_details = $8,
        run_count = COALESCE($9, run_count), flow_run_run_count = COALESCE($10, flow_run_run_count),
        next_scheduled_start_time = COALESCE($11, next_scheduled_start_time),
        start_time = COALESCE($12, start_time), end_time = COALESCE($13, end_time),
        total_run_time = COALESCE($14, total_run_time), name = COALESCE($15, name), tags = COALESCE($16, tags),
        labels = COALESCE($17, labels), task_inputs = COALESCE($18, task_inputs),
        cache_key = COALESCE($19, cache_key), cache_expiration = COALESCE($20, cache_expiration),
        task_version = COALESCE($21, task_version), empirical_policy = COALESCE($22, empirical_policy)
    WHERE id = $23 AND task_key = $24 AND dynamic_key = $25 AND flow_run_id IS NOT DISTINCT FROM $26
        AND expected_start_time IS NOT DISTINCT FROM COALESCE($27, expected_start_time) AND ", is_older!("$5", "$28"));

/// Updates runs; answers those that the usual update does not fit.
async fn update<'e>(conn: &mut Conn, runs: &[&Newest<'e>], now: Timestamp) -> Result<Vec<&'e TaskRunEvent>> {
    let rows: Vec<[Param<'_>; 28]> = runs
        .iter()
        .map(|newest| {
            let event = newest.event;
            Ok(params![
                now,
                event.state_id,
                event.state_type,
                &event.state_name,
                event.state_timestamp,
                &event.state_message,
                &event.state_data,
                details(event, event.id)?,
                event.run_count,
                event.flow_run_run_count,
                event.next_scheduled_start_time,
                event.start_time,
                event.end_time,
                event.total_run_time,
                &event.name,
                event.tags.as_ref(),
                &event.labels,
                &event.task_inputs,
                &event.cache_key,
                event.cache_expiration,
                &event.task_version,
                &event.empirical_policy,
                event.id,
                &event.task_key,
                &event.dynamic_key,
                event.flow_run_id,
                event.expected_start_time,
                progress(event.state_type),
            ])
        })
        .collect::<Result<_>>()?;
    let reached: Vec<bool> = conn.execute_each(UPDATE, &rows).await?.iter().map(|rows| *rows > 0).collect();
    Ok(missed(runs, &reached))
}

/// The cases that are seldom: the run is known although its event says it is new, or the other way round; another run
/// has its keys; its row is newer than the event. Answers the id of the run that stands for it, if it is another.
async fn settle(conn: &mut Conn, event: &TaskRunEvent, now: Timestamp) -> Result<Option<TaskRunId>> {
    if insert(conn, &[&Newest { event, first: true }], now).await?.is_empty() {
        return Ok(None);
    }
    // A run with the same keys comes before one with the same id, as with Prefect.
    let known = conn
        .first(
            "SELECT id FROM task_runs WHERE id = $1 OR (flow_run_id = $2 AND task_key = $3 AND dynamic_key = $4)
             ORDER BY CASE WHEN flow_run_id = $2 AND task_key = $3 AND dynamic_key = $4 THEN 0 ELSE 1 END LIMIT 1",
            &params![event.id, event.flow_run_id, &event.task_key, &event.dynamic_key],
            |row| row.get::<TaskRunId>(0),
        )
        .await?
        .unwrap_or(event.id);
    let canonical = TaskRunEvent { id: known, ..event.clone() };
    conn.execute(
        concat!(
            "UPDATE task_runs SET flow_run_id = $1, task_key = $2, dynamic_key = $3,
                 expected_start_time = COALESCE($4, expected_start_time) WHERE id = $5 AND ",
            is_older!("$6", "$7")
        ),
        &params![
            event.flow_run_id,
            &event.task_key,
            &event.dynamic_key,
            event.expected_start_time,
            known,
            event.state_timestamp,
            progress(event.state_type),
        ],
    )
    .await?;
    update(conn, &[&Newest { event: &canonical, first: false }], now).await?;
    Ok((known != event.id).then_some(known))
}

async fn append_states(
    conn: &mut Conn,
    told: &[&TaskRunEvent],
    renamed: &HashMap<TaskRunId, TaskRunId>,
    now: Timestamp,
) -> Result<()> {
    let rows = told
        .iter()
        .map(|event| {
            let task_run_id = *renamed.get(&event.id).unwrap_or(&event.id);
            Ok(params![
                event.state_id,
                task_run_id,
                now,
                event.state_type,
                &event.state_name,
                event.state_timestamp,
                &event.state_message,
                &event.state_data,
                details(event, task_run_id)?,
            ])
        })
        .collect::<Result<_>>()?;
    STATES.insert(conn, rows).await
}

/// Of states that are told twice the first counts.
static STATES: Bulk<9> = states::history("task_run_states", "task_run_id", "ON CONFLICT (id) DO NOTHING");
