//! Writes the runs of the story into a server's own `SQLite` database, in bulk: through an API they would take hours.
//!
//! Flows, deployments and their work pool come through the API. Of the runs there are the rows of flow runs and task runs
//! as each server leaves them when they have ended; triggers of the database count them as always. Their former states,
//! events and lines of log are left out, since nothing that is measured reads those.

use anyhow::{Context as _, Result, ensure};
use rusqlite::{Connection, params_from_iter, types::Value};
use serde_json::json;
use uuid::Uuid;
use weir_types::{TimeDelta, Timestamp, ids::new_uuid};

use super::{
    alike,
    story::{DEPLOYMENTS, FLOWS, Run, Story, TASKS, Told},
};
use crate::{
    bodies::now,
    http::post,
    load::{Failure, Session, id_of},
    server::{Kind, Recipe, Server},
    workloads::create_flow,
};

/// The policy of runs that are not retried.
const POLICY: &str = r#"{"max_retries":0,"retry_delay_seconds":0.0,"retries":0,"retry_delay":0}"#;

/// What a run belongs to.
#[derive(Debug)]
struct Owners {
    flows: Vec<Uuid>,
    /// Of each flow.
    deployments: Vec<Vec<Uuid>>,
    queue: Uuid,
}

/// Makes a database with so many flow runs and five task runs for each.
pub async fn fill(recipe: &Recipe, runs: usize) -> Result<(), Failure> {
    let server = Server::start(recipe).await?;
    let owners = owners(&server).await?;
    if recipe.kind == Kind::Weir {
        alike::live(&server).await?;
    }
    server.stop().await?;
    write(recipe, &owners, runs)?;
    if recipe.kind == Kind::Weir {
        alike::check(recipe)?;
    }
    Ok(())
}

async fn owners(server: &Server) -> Result<Owners, Failure> {
    let mut session = Session::new(server);
    let parse = |id: &str| Uuid::parse_str(id).context("an id is no UUID");
    let pool = post("/work_pools/", &json!({ "name": "bench", "type": "process" }).to_string());
    let answer: serde_json::Value =
        serde_json::from_slice(session.call(&pool).await?).map_err(anyhow::Error::from)?;
    let queue = parse(answer["default_queue_id"].as_str().unwrap_or_default())?;
    let mut owners = Owners { flows: Vec::new(), deployments: Vec::new(), queue };
    for flow in 0..FLOWS {
        let flow = create_flow(server, &format!("bench-insights-{flow}")).await?;
        let mut of_flow = Vec::new();
        for deployment in 0..DEPLOYMENTS {
            let body =
                json!({ "name": format!("d{deployment}"), "flow_id": flow, "work_pool_name": "bench" });
            let made = session.call(&post("/deployments/", &body.to_string())).await?;
            of_flow.push(parse(id_of(made)?)?);
        }
        owners.flows.push(parse(&flow)?);
        owners.deployments.push(of_flow);
    }
    Ok(owners)
}

/// A value of a column.
#[derive(Clone, Debug)]
enum Field {
    Id(Option<Uuid>),
    At(Option<Timestamp>),
    Lasting(TimeDelta),
    Text(String),
    Count(i64),
    None,
}

impl Field {
    /// As the server writes it.
    fn value(self, server: Kind) -> Value {
        let prefect_time = |at: Timestamp| at.to_jiff().strftime("%Y-%m-%d %H:%M:%S.%6f").to_string();
        match (self, server) {
            (Self::Id(None) | Self::At(None) | Self::None, _) => Value::Null,
            (Self::Id(Some(id)), Kind::Weir) => Value::Blob(id.as_bytes().to_vec()),
            (Self::Id(Some(id)), Kind::Prefect) => Value::Text(id.to_string()),
            (Self::At(Some(at)), Kind::Weir) => Value::Integer(at.as_micros()),
            (Self::At(Some(at)), Kind::Prefect) => Value::Text(prefect_time(at)),
            (Self::Lasting(time), Kind::Weir) => Value::Integer(time.as_micros()),
            (Self::Lasting(time), Kind::Prefect) => {
                Value::Text(prefect_time(Timestamp::from_micros(time.as_micros())))
            }
            (Self::Text(text), _) => Value::Text(text),
            (Self::Count(count), _) => Value::Integer(count),
        }
    }
}

/// A row: its columns' names, the same in both schemas, with their values.
type Fields = Vec<(&'static str, Field)>;

/// What flow runs and task runs have in common.
fn common(run: &Run) -> Fields {
    let text = |text: &str| Field::Text(text.to_owned());
    vec![
        ("id", Field::Id(Some(run.id))),
        ("created", Field::At(Some(run.created))),
        ("updated", Field::At(Some(run.state.entered))),
        ("tags", Field::Text(run.tags.clone())),
        ("empirical_policy", text(POLICY)),
        ("state_id", Field::Id(Some(new_uuid()))),
        ("state_type", text(run.state.kind)),
        ("state_name", text(run.state.name)),
        ("state_timestamp", Field::At(Some(run.state.entered))),
        ("state_details", text("{}")),
        ("run_count", Field::Count(run.attempts)),
        ("expected_start_time", Field::At(Some(run.expected))),
        ("start_time", Field::At(run.start)),
        ("end_time", Field::At(run.end)),
        ("total_run_time", Field::Lasting(run.run_time())),
    ]
}

fn flow_run(told: &Told, owners: &Owners) -> Fields {
    let deployment = told.deployment.map(|nth| owners.deployments[told.flow][nth]);
    let text = |text: &str| Field::Text(text.to_owned());
    let is_scheduled = told.run.state.kind == "SCHEDULED";
    let mut fields = common(&told.run);
    fields.extend([
        ("name", Field::Text(format!("run-{:08x}", told.run.id.as_u128() >> 64 & 0xffff_ffff))),
        ("flow_id", Field::Id(Some(owners.flows[told.flow]))),
        ("deployment_id", Field::Id(deployment)),
        ("work_queue_id", Field::Id(deployment.map(|_| owners.queue))),
        ("work_queue_name", deployment.map_or(Field::None, |_| text("default"))),
        ("flow_version", text("1d1e113026071c2527b05a4fdb9db2c9")),
        ("parameters", text(r#"{"x":1}"#)),
        ("context", text("{}")),
        ("labels", text("{}")),
        ("job_variables", text("{}")),
        ("auto_scheduled", Field::Count(i64::from(deployment.is_some()))),
        ("next_scheduled_start_time", Field::At(is_scheduled.then_some(told.run.expected))),
    ]);
    fields
}

fn task_run(run: &Run, nth: usize, flow_run: Uuid) -> Fields {
    let text = |text: &str| Field::Text(text.to_owned());
    let mut fields = common(run);
    let name = TASKS[nth].split('-').next().unwrap_or_default();
    fields.extend([
        ("name", Field::Text(format!("{name}-{:03x}", run.id.as_u128() & 0xfff))),
        ("flow_run_id", Field::Id(Some(flow_run))),
        ("task_key", text(TASKS[nth])),
        ("dynamic_key", Field::Text(run.id.to_string())),
        ("task_inputs", text("{}")),
        ("state_message", text("")),
        ("labels", text("{}")),
        ("flow_run_run_count", Field::Count(run.attempts.min(1))),
    ]);
    fields
}

/// A table of a server into which rows are written.
struct Table {
    server: Kind,
    insert: String,
    /// Of the fields of a row, those that the table has.
    has: Vec<bool>,
}

impl Table {
    fn of(connection: &Connection, server: Kind, name: &str, example: &Fields) -> Result<Self> {
        let mut statement = connection.prepare("SELECT name FROM pragma_table_info(?1)")?;
        let columns: Vec<String> =
            statement.query_map([name], |row| row.get(0))?.collect::<Result<_, _>>()?;
        let has: Vec<bool> =
            example.iter().map(|(column, _)| columns.iter().any(|name| name == column)).collect();
        let named = example.iter().zip(&has).filter(|(_, has)| **has).map(|((column, _), _)| *column);
        let named: Vec<&str> = named.collect();
        let marks = vec!["?"; named.len()].join(", ");
        let insert = format!("INSERT INTO {name} ({}) VALUES ({marks})", named.join(", "));
        Ok(Self { server, insert, has })
    }

    fn write(&self, connection: &Connection, row: Fields) -> Result<()> {
        let values = row.into_iter().zip(&self.has).filter(|(_, has)| **has);
        let values = values.map(|((_, field), _)| field.value(self.server));
        connection.prepare_cached(&self.insert)?.execute(params_from_iter(values))?;
        Ok(())
    }
}

fn write(recipe: &Recipe, owners: &Owners, runs: usize) -> Result<()> {
    let tables = match recipe.kind {
        Kind::Prefect => ["flow_run", "task_run"],
        Kind::Weir => ["flow_runs", "task_runs"],
    };
    let connection = Connection::open(recipe.directory.join("server.db"))?;
    connection
        .execute_batch("PRAGMA foreign_keys = OFF; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -262144;")?;
    // Indexes are made when the rows are there, which is many times as fast.
    let indexes = "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN (?1, ?2)";
    let indexes: Vec<(String, String)> = connection
        .prepare(indexes)?
        .query_map(tables, |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    for (name, _) in &indexes {
        connection.execute_batch(&format!("DROP INDEX {name}"))?;
    }
    connection.execute_batch("BEGIN")?;
    let mut made: Option<[Table; 2]> = None;
    for told in Story::new(runs, now()) {
        let of_flow = flow_run(&told, owners);
        let [flow_runs, task_runs] = match &made {
            Some(tables) => tables,
            None => made.insert([
                Table::of(&connection, recipe.kind, tables[0], &of_flow)?,
                Table::of(&connection, recipe.kind, tables[1], &task_run(&told.run, 0, told.run.id))?,
            ]),
        };
        flow_runs.write(&connection, of_flow)?;
        for (nth, task) in told.tasks.iter().enumerate() {
            task_runs.write(&connection, task_run(task, nth, told.run.id))?;
        }
    }
    connection.execute_batch("COMMIT")?;
    for (_, sql) in &indexes {
        connection.execute_batch(sql)?;
    }
    let mode: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    ensure!(mode == "wal", "the database went to journal mode {mode}");
    Ok(())
}
