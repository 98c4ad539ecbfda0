//! The physical limit: the rows that weir wrote under a load, written once more by rusqlite alone.
//!
//! Schema and rows come from the database that weir left behind, so they are always those of the weir that was measured.
//! A new database gets the same pragmas as weir's, but each commit is durable before the next begins; and the statements
//! of as many operations as there were clients share a commit, since that is the best that a server can do for clients
//! that wait for their answers. What weir reads before it writes is read too.

use std::{
    collections::BTreeMap,
    path::Path,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result};
use rusqlite::{Connection, OpenFlags, Row, config::DbConfig, params_from_iter, types::Value};
use uuid::Uuid;

const PRAGMAS: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
    PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -16384;
    PRAGMA temp_store = MEMORY;";

/// At most so many statements are kept ready, to bound memory.
const STATEMENTS: usize = 200_000;

/// One statement with its parameters.
type Statement = (String, Vec<Value>);
/// What one request writes.
type Unit = Vec<Statement>;
/// The requests of one operation, each answered before the next is sent.
type Operation = Vec<Unit>;

/// What one operation writes, and how many at a time.
struct Load {
    case: &'static str,
    /// Operations whose units share a commit.
    together: usize,
    /// Units of the report in one operation.
    counts: f64,
    operations: Vec<Operation>,
}

/// Rates in units a second, by the name of the case, for every write load whose rows are in the database at `weir`.
///
/// # Errors
/// When the database is not readable or a statement does not fit its schema.
pub fn rates(weir: &Path, scratch: &Path, time: Duration) -> Result<BTreeMap<String, f64>> {
    let source = Connection::open_with_flags(weir, OpenFlags::SQLITE_OPEN_READ_ONLY)
        .context("failed to open the database of weir")?;
    prepare(&source)?;
    let mut rates = BTreeMap::new();
    for load in loads(&source)? {
        if !load.operations.is_empty() {
            let file = scratch.join("limit.db");
            let rate = replay(&source, &file, &load, time)
                .with_context(|| format!("failed to repeat the statements of {}", load.case))?;
            rates.insert(load.case.to_owned(), rate * load.counts);
        }
    }
    Ok(rates)
}

/// Makes the resources of an event findable by its number, for which weir has no index.
fn prepare(source: &Connection) -> Result<()> {
    source.execute_batch(
        "CREATE TEMP TABLE named AS SELECT * FROM event_resources; CREATE INDEX temp.named_seq ON named (event_seq);",
    )?;
    Ok(())
}

fn loads(source: &Connection) -> Result<Vec<Load>> {
    let mut loads = Vec::new();
    let creates = [("create, 1 client", 1), ("create, 8 clients", 8), ("create, 32 clients", 32)];
    for (case, together) in creates {
        let operations = runs(source, &FLOW_RUNS, "bench-create")?;
        loads.push(Load { case, together, counts: 1.0, operations });
    }
    let lifecycles = [("lifecycle, 1 client", 1), ("lifecycle, 8 clients", 8), ("lifecycle, 32 clients", 32)];
    for (case, together) in lifecycles {
        let operations = runs(source, &FLOW_RUNS, "bench-lifecycle")?;
        loads.push(Load { case, together, counts: 1.0, operations });
    }
    // Nobody waits for a single event, so as many share a commit as weir puts in one.
    let operations = runs(source, &TASK_RUNS, "bench-events")?;
    loads.push(Load { case: "events", together: 256, counts: 3.0, operations });
    for (case, together) in [("logs, 1 client", 1), ("logs, 8 clients", 8)] {
        loads.push(Load { case, together, counts: 200.0, operations: logs(source)? });
    }
    Ok(loads)
}

/// The tables of one kind of run.
struct Runs {
    table: &'static str,
    states: &'static str,
    run_id: &'static str,
    resource: &'static str,
    /// The newest runs of the flow of a name, at most so many.
    select: &'static str,
    limit: usize,
    /// What is read before a run is made; its parameter is the run's flow.
    read_first: Option<&'static str>,
    /// What is read before a run changes its state; its parameter is the run's id.
    read: Option<&'static str>,
    /// What else than the state is written, by the type of the state that is entered.
    books: &'static [(&'static str, &'static [&'static str])],
}

/// The columns of a run that hold its state.
const STATE: [&str; 8] = [
    "updated",
    "state_id",
    "state_type",
    "state_name",
    "state_timestamp",
    "state_message",
    "state_data",
    "state_details",
];

const FLOW_RUNS: Runs = Runs {
    table: "flow_runs",
    states: "flow_run_states",
    run_id: "flow_run_id",
    resource: "prefect.flow-run.",
    select: "SELECT r.* FROM flow_runs r JOIN flows f ON f.id = r.flow_id WHERE f.name = ?1
             ORDER BY r.created DESC LIMIT ?2",
    limit: 10_000,
    read_first: Some("SELECT name, tags, labels FROM flows WHERE id = ?1"),
    read: Some(
        "SELECT r.deployment_id, r.parent_task_run_id, r.work_queue_id, r.infrastructure_pid, r.empirical_policy,
             r.run_count, r.start_time, r.end_time, r.total_run_time, r.expected_start_time,
             r.next_scheduled_start_time, r.name, r.tags, r.created_by, f.id, f.name, f.tags, r.state_id, r.state_type,
             r.state_name, r.state_timestamp, r.state_message, r.state_data, r.state_details, r.id
         FROM flow_runs AS r JOIN flows AS f ON f.id = r.flow_id WHERE r.id = ?1",
    ),
    books: &[
        ("PENDING", &["next_scheduled_start_time"]),
        ("RUNNING", &["run_count", "start_time"]),
        ("COMPLETED", &["total_run_time", "end_time"]),
    ],
};

const TASK_RUNS: Runs = Runs {
    table: "task_runs",
    states: "task_run_states",
    run_id: "task_run_id",
    resource: "prefect.task-run.",
    select:
        "SELECT r.* FROM task_runs r JOIN flow_runs o ON o.id = r.flow_run_id JOIN flows f ON f.id = o.flow_id
             WHERE f.name = ?1 ORDER BY r.created DESC LIMIT ?2",
    limit: 10_000,
    read_first: None,
    read: None,
    books: &[("RUNNING", TASK_BOOKS), ("COMPLETED", TASK_BOOKS)],
};

/// What an event of a task run may change of the run.
const TASK_BOOKS: &[&str] = &[
    "run_count",
    "flow_run_run_count",
    "next_scheduled_start_time",
    "start_time",
    "end_time",
    "total_run_time",
    "name",
    "tags",
    "labels",
    "task_inputs",
    "cache_key",
    "cache_expiration",
    "task_version",
    "empirical_policy",
];

/// A row with its columns' names.
#[derive(Clone)]
struct Record {
    columns: Vec<String>,
    values: Vec<Value>,
}

impl Record {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let columns: Vec<String> = row.as_ref().column_names().map(str::to_owned).collect();
        let values = (0..columns.len()).map(|at| row.get(at)).collect::<rusqlite::Result<_>>()?;
        Ok(Self { columns, values })
    }

    fn get(&self, column: &str) -> Result<&Value> {
        let at = self.columns.iter().position(|name| name == column);
        at.and_then(|at| self.values.get(at)).with_context(|| format!("no column {column}"))
    }

    fn insert(self, table: &str) -> Statement {
        let marks: Vec<String> = (1..=self.columns.len()).map(|number| format!("?{number}")).collect();
        let columns: Vec<String> = self.columns.iter().map(|name| format!("\"{name}\"")).collect();
        let insert = format!("INSERT INTO {table} ({}) VALUES ({})", columns.join(", "), marks.join(", "));
        (insert + conflict(table), self.values)
    }
}

/// What weir's statement does where the row is there already.
fn conflict(table: &str) -> &'static str {
    match table {
        "flow_runs" => " ON CONFLICT (flow_id, idempotency_key) WHERE idempotency_key IS NOT NULL DO NOTHING",
        "events" => " ON CONFLICT (id) DO NOTHING",
        "task_runs" | "event_resources" => " ON CONFLICT DO NOTHING",
        _ => "",
    }
}

fn records(source: &Connection, sql: &str, parameters: &[Value]) -> Result<Vec<Record>> {
    let mut statement = source.prepare_cached(sql)?;
    let rows = statement.query_map(params_from_iter(parameters), Record::read)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// One operation for each run: its row with the first state and event; then, for each further state, the run read, the
/// state and the event written and the run's columns updated.
fn runs(source: &Connection, kind: &Runs, flow: &str) -> Result<Vec<Operation>> {
    let limit = i64::try_from(kind.limit)?;
    let found = records(source, kind.select, &[Value::from(flow.to_owned()), Value::from(limit)])?;
    let mut operations: Vec<Operation> = Vec::new();
    let mut statements = 0;
    for run in found.into_iter().rev() {
        let operation = states_of(source, kind, &run)?;
        statements += operation.iter().map(Vec::len).sum::<usize>();
        operations.push(operation);
        if statements > STATEMENTS {
            break;
        }
    }
    Ok(operations)
}

fn states_of(source: &Connection, kind: &Runs, run: &Record) -> Result<Operation> {
    let id = run.get("id")?.clone();
    let Value::Blob(bytes) = &id else { anyhow::bail!("an id is not a blob") };
    let resource = format!("{}{}", kind.resource, Uuid::from_slice(bytes)?);
    let states = format!("SELECT * FROM {} WHERE {} = ?1 ORDER BY timestamp", kind.states, kind.run_id);
    let states = records(source, &states, std::slice::from_ref(&id))?;
    let mut events = events(source, resource)?.into_iter();
    let mut operation = Operation::new();
    for (at, state) in states.into_iter().enumerate() {
        let mut unit = Unit::new();
        if at == 0 {
            let flow = kind
                .read_first
                .map(|sql| Ok::<_, anyhow::Error>((sql.to_owned(), vec![run.get("flow_id")?.clone()])));
            unit.extend(flow.transpose()?);
            unit.push(run.clone().insert(kind.table));
        } else {
            unit.extend(kind.read.map(|sql| (sql.to_owned(), vec![id.clone()])));
            unit.push(update(kind, run, state.get("type")?)?);
        }
        unit.push(state.insert(kind.states));
        unit.extend(events.next().unwrap_or_default());
        operation.push(unit);
    }
    Ok(operation)
}

/// The update of the columns that a new state changes.
fn update(kind: &Runs, run: &Record, state_type: &Value) -> Result<Statement> {
    let books = kind.books.iter().find(|(entered, _)| *state_type == Value::from((*entered).to_owned()));
    let books = books.map_or(&[] as &[&str], |(_, columns)| columns);
    let changed = || STATE.iter().chain(books);
    let values = changed().chain(&["id"]).map(|column| run.get(column).cloned()).collect::<Result<_>>()?;
    let sets: Vec<String> =
        (1..).zip(changed()).map(|(number, name)| format!("{name} = ?{number}")).collect();
    let id = sets.len() + 1;
    Ok((format!("UPDATE {} SET {} WHERE id = ?{id}", kind.table, sets.join(", ")), values))
}

/// The rows of each event about a resource: the event and the resources that it names.
fn events(source: &Connection, resource: String) -> Result<Vec<Unit>> {
    let found = records(
        source,
        "SELECT e.* FROM event_resources x JOIN events e ON e.seq = x.event_seq
         WHERE x.resource_id = ?1 AND x.role = '' ORDER BY e.seq",
        &[Value::from(resource)],
    )?;
    let mut units = Vec::new();
    for event in found {
        let seq = std::slice::from_ref(event.get("seq")?);
        let named = records(source, "SELECT * FROM named WHERE event_seq = ?1", seq)?;
        let mut unit = vec![event.insert("events")];
        unit.extend(named.into_iter().map(|row| row.insert("event_resources")));
        units.push(unit);
    }
    Ok(units)
}

/// One operation for each 200 lines.
fn logs(source: &Connection) -> Result<Vec<Operation>> {
    let limit = i64::try_from(STATEMENTS / 2)?;
    let lines = records(source, "SELECT * FROM logs ORDER BY seq LIMIT ?1", &[Value::from(limit)])?;
    let mut operations = Vec::new();
    let mut unit = Unit::new();
    for line in lines {
        unit.push(line.insert("logs"));
        if unit.len() == 200 {
            operations.push(vec![std::mem::take(&mut unit)]);
        }
    }
    Ok(operations)
}

/// Runs the operations on a new database with the schema of `source`, for at most `time`; operations a second.
fn replay(source: &Connection, file: &Path, load: &Load, time: Duration) -> Result<f64> {
    for suffix in ["", "-wal", "-shm"] {
        let mut name = file.as_os_str().to_owned();
        name.push(suffix);
        if Path::new(&name).exists() {
            std::fs::remove_file(&name)?;
        }
    }
    let mut target = Connection::open(file)?;
    target.execute_batch(PRAGMAS)?;
    // As weir's; without it SQLite parses statements on tables with partial indexes again and again.
    target.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    target.set_prepared_statement_cache_capacity(64);
    let schema = records(source, "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid", &[])?;
    for object in schema {
        if let Value::Text(sql) = object.get("sql")? {
            target.execute_batch(sql)?;
        }
    }
    // What the rows refer to is there before the load.
    for flow in records(source, "SELECT * FROM flows", &[])? {
        let (sql, values) = flow.insert("flows");
        target.execute(&sql, params_from_iter(values))?;
    }
    let begin = Instant::now();
    let mut done = 0_u32;
    for together in load.operations.chunks(load.together) {
        let steps = together.iter().map(Vec::len).max().unwrap_or(0);
        for step in 0..steps {
            let transaction = target.transaction()?;
            for (sql, values) in together.iter().filter_map(|operation| operation.get(step)).flatten() {
                let mut statement = transaction.prepare_cached(sql)?;
                let mut rows = statement.query(params_from_iter(values))?;
                while rows.next()?.is_some() {}
            }
            transaction.commit()?;
        }
        done += u32::try_from(together.len())?;
        if begin.elapsed() > time {
            break;
        }
    }
    Ok(f64::from(done) / begin.elapsed().as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIGRATION: &str = include_str!("../../crates/weir-store/migrations/0001_initial.sql");

    /// A database as weir leaves it: ten runs of one flow with two states each, and 400 lines of log.
    fn database(file: &Path) {
        let connection = Connection::open(file).unwrap();
        let schema: Vec<&str> = MIGRATION.lines().filter(|line| !line.ends_with("-- postgresql")).collect();
        connection.execute_batch(&schema.join("\n")).unwrap();
        connection.execute_batch("BEGIN").unwrap();
        let flow = weir_types::ids::new_uuid();
        connection
            .execute(
                "INSERT INTO flows (id, created, updated, name, tags) VALUES (?1, 0, 0, 'bench-create', '[]')",
                [flow.as_bytes().as_slice()],
            )
            .unwrap();
        for number in 0..10 {
            let run = weir_types::ids::new_uuid();
            connection
                .execute(
                    "INSERT INTO flow_runs (id, created, updated, name, flow_id, parameters, context, empirical_policy,
                     tags, labels, auto_scheduled, job_variables, run_count, total_run_time)
                     VALUES (?1, ?2, 0, 'a', ?3, '{}', '{}', '{}', '[]', '{}', 0, '{}', 0, 0)",
                    (run.as_bytes().as_slice(), number, flow.as_bytes().as_slice()),
                )
                .unwrap();
            for timestamp in [1, 2] {
                let id = weir_types::ids::new_uuid();
                connection
                    .execute(
                        "INSERT INTO flow_run_states (id, flow_run_id, created, type, name, timestamp, state_details)
                         VALUES (?1, ?2, 0, 'PENDING', 'Pending', ?3, '{}')",
                        (id.as_bytes().as_slice(), run.as_bytes().as_slice(), timestamp),
                    )
                    .unwrap();
                connection
                    .execute(
                        "INSERT INTO events (id, occurred, event, resource_id, resource, related, payload, received)
                         VALUES (?1, 0, 'e', 'r', '{}', '[]', '{}', 0)",
                        [id.as_bytes().as_slice()],
                    )
                    .unwrap();
                connection
                    .execute(
                        "INSERT INTO event_resources VALUES ('prefect.flow-run.' || ?1, 0, ?2, '')",
                        (run.to_string(), connection.last_insert_rowid()),
                    )
                    .unwrap();
            }
        }
        for _ in 0..400 {
            connection
                .execute(
                    "INSERT INTO logs (id, created, name, level, message, timestamp) VALUES (x'00', 0, 'a', 20, 'm', 0)",
                    [],
                )
                .unwrap();
        }
        connection.execute_batch("COMMIT").unwrap();
    }

    #[test]
    fn what_weir_wrote_is_written_again() {
        let directory = tempfile::tempdir().unwrap();
        let weir = directory.path().join("weir.db");
        database(&weir);
        let source = Connection::open(&weir).unwrap();
        prepare(&source).unwrap();
        let creates = loads(&source).unwrap().remove(1);
        assert_eq!((creates.case, creates.operations.len()), ("create, 8 clients", 10));
        let file = directory.path().join("limit.db");
        assert!(replay(&source, &file, &creates, Duration::from_secs(5)).unwrap() > 0.0);
        let copy = Connection::open(&file).unwrap();
        for (table, rows) in
            [("flow_runs", 10), ("flow_run_states", 20), ("events", 20), ("event_resources", 20)]
        {
            let count = |connection: &Connection| {
                connection
                    .query_row(&format!("SELECT COUNT(*) FROM {table}"), [], |row| row.get::<_, i64>(0))
                    .unwrap()
            };
            assert_eq!((count(&source), count(&copy)), (rows, rows), "{table}");
        }
    }

    #[test]
    fn loads_without_rows_have_no_rate() {
        let directory = tempfile::tempdir().unwrap();
        let weir = directory.path().join("weir.db");
        database(&weir);
        let found = rates(&weir, directory.path(), Duration::from_secs(5)).unwrap();
        let names: Vec<&str> = found.keys().map(String::as_str).collect();
        let expected = [
            "create, 1 client",
            "create, 32 clients",
            "create, 8 clients",
            "logs, 1 client",
            "logs, 8 clients",
        ];
        assert_eq!(names, expected);
        assert!(found.values().all(|rate| *rate > 0.0));
    }
}
