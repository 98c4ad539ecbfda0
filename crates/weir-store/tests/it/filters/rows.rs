//! Rows for filters to choose from. Columns that a test does not name get a default.

use uuid::Uuid;
use weir_store::{Conn, Param, Result, filters::Query};

/// A row on its way into a table. Its id is made of a small number, so that tests can name it.
pub(super) struct NewRow {
    table: &'static str,
    columns: Vec<(&'static str, Param<'static>)>,
}

/// The id that stands for a small number.
pub(super) const fn id(number: u128) -> Uuid {
    Uuid::from_u128(0x1000_0000_0000_0000_0000_0000_0000_0000 + number)
}

/// The number that an id stands for.
fn number(id: Uuid) -> u128 {
    id.as_u128() & 0xFFFF
}

/// A row of `table` whose id stands for `number`.
pub(super) fn row(table: &'static str, number: u128) -> NewRow {
    let mut columns: Vec<(&'static str, Param<'static>)> =
        vec![("id", Param::Uuid(id(number))), ("created", Param::Int(0))];
    if table != "logs" {
        columns.push(("updated", Param::Int(0)));
    }
    columns.extend(defaults(table).iter().cloned());
    NewRow { table, columns }
}

fn defaults(table: &str) -> Vec<(&'static str, Param<'static>)> {
    let text = |names: &[&'static str], value: &'static str| {
        names.iter().map(|name| (*name, Param::Text(value))).collect::<Vec<_>>()
    };
    let mut columns = Vec::new();
    match table {
        "flows" => columns.extend(text(&["tags"], "[]")),
        "flow_runs" => {
            columns.extend(text(
                &["name", "parameters", "context", "empirical_policy", "labels", "job_variables"],
                "{}",
            ));
            columns.extend(text(&["tags"], "[]"));
            columns.push(("flow_id", Param::Uuid(id(1))));
            columns.push(("auto_scheduled", Param::Bool(false)));
            columns.extend([("run_count", Param::Int(0)), ("total_run_time", Param::Int(0))]);
        }
        "task_runs" => {
            columns.extend(text(&["name", "task_key", "empirical_policy", "labels", "task_inputs"], "{}"));
            columns.extend(text(&["tags"], "[]"));
            columns.push(("dynamic_key", Param::Owned(Uuid::from_u128(columns.len() as u128).to_string())));
            columns.extend([
                ("run_count", Param::Int(0)),
                ("flow_run_run_count", Param::Int(0)),
                ("total_run_time", Param::Int(0)),
            ]);
        }
        "deployments" => {
            columns.extend(text(&["name", "job_variables", "parameters", "labels", "status"], "{}"));
            columns.extend(text(&["tags"], "[]"));
            columns.push(("flow_id", Param::Uuid(id(1))));
            columns.push(("paused", Param::Bool(false)));
            columns.push(("enforce_parameter_schema", Param::Bool(false)));
        }
        "work_pools" => {
            columns.extend(text(&["type", "base_job_template", "status", "storage_configuration"], "{}"));
            columns.push(("is_paused", Param::Bool(false)));
        }
        "work_queues" => {
            columns.extend(text(&["description", "status"], ""));
            columns.push(("is_paused", Param::Bool(false)));
            columns.push(("priority", Param::Int(1)));
        }
        "variables" => columns.extend(text(&["value", "tags"], "[]")),
        "automations" => {
            columns.extend(text(
                &["description", "tags", "trigger", "actions", "actions_on_trigger", "actions_on_resolve"],
                "[]",
            ));
            columns.push(("enabled", Param::Bool(true)));
        }
        "block_types" => columns.push(("is_protected", Param::Bool(false))),
        "block_schemas" => columns.extend(text(&["fields", "capabilities", "version"], "[]")),
        "block_documents" => columns.extend(text(&["data"], "{}")),
        _ => {}
    }
    columns
}

impl NewRow {
    /// With this value in a column.
    pub(super) fn set(mut self, column: &'static str, value: impl Into<Param<'static>>) -> Self {
        let value = value.into();
        match self.columns.iter_mut().find(|(name, _)| *name == column) {
            Some(found) => found.1 = value,
            None => self.columns.push((column, value)),
        }
        self
    }

    /// With the id that stands for a small number in a column.
    pub(super) fn link(self, column: &'static str, number: u128) -> Self {
        self.set(column, id(number))
    }

    /// With these tags.
    pub(super) fn tags(self, tags: &[&str]) -> Self {
        let tags: Vec<String> = tags.iter().map(|tag| (*tag).to_owned()).collect();
        self.set("tags", &tags)
    }

    /// In a state.
    pub(super) fn state(self, state_type: &'static str, name: &'static str) -> Self {
        self.set("state_type", state_type).set("state_name", name)
    }
}

/// Inserts rows in their order.
pub(super) async fn insert(conn: &mut Conn, rows: &[NewRow]) -> Result<()> {
    for row in rows {
        let names: Vec<_> = row.columns.iter().map(|(name, _)| *name).collect();
        let places: Vec<_> = (1..=names.len()).map(|number| format!("${number}")).collect();
        let sql = format!("INSERT INTO {} ({}) VALUES ({})", row.table, names.join(", "), places.join(", "));
        let values: Vec<_> = row.columns.iter().map(|(_, value)| value.clone()).collect();
        conn.execute(&sql, &values).await?;
    }
    Ok(())
}

/// The numbers of the rows that a query finds.
pub(super) async fn numbers(conn: &mut Conn, query: &Query<'_>) -> Result<Vec<u128>> {
    let ids = query.all(conn, "id", |row| row.get::<Uuid>(0)).await?;
    let count = query.count(conn).await?;
    if query == &query.clone().page(None, 0) {
        assert_eq!(usize::try_from(count).unwrap(), ids.len());
    }
    Ok(ids.into_iter().map(number).collect())
}
