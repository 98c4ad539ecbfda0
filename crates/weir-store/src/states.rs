//! How states are stored: a row of history each, and the newest one repeated in the run's own row.

use serde::{Serialize, Serializer, ser::SerializeMap};
use uuid::Uuid;
use weir_engine::Bookkeeping;
use weir_types::{
    Json, Timestamp,
    ids::StateId,
    state::{State, StateDetails, StateType},
};

use crate::{
    bulk::Bulk,
    error::Result,
    param::Param,
    params,
    row::{Columns, Row},
    update::Update,
};

/// The details of a state as they are stored: only what differs from the default, since most of the eighteen members
/// are null in most states. Reading fills the rest in.
pub(crate) fn stored_details(details: &StateDetails) -> Result<String> {
    Ok(serde_json::to_string(&Sparse(details))?)
}

struct Sparse<'a>(&'a StateDetails);

impl Serialize for Sparse<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let default = StateDetails::default();
        let mut map = serializer.serialize_map(None)?;
        macro_rules! members {
            ($($name:ident),+ $(,)?) => {{
                // Destructured, so that a new member cannot be forgotten here.
                let StateDetails { $($name),+ } = self.0;
                $(if *$name != default.$name {
                    map.serialize_entry(stringify!($name), $name)?;
                })+
            }};
        }
        members!(
            flow_run_id,
            task_run_id,
            child_flow_run_id,
            scheduled_time,
            cache_key,
            cache_expiration,
            deferred,
            untrackable_result,
            pause_timeout,
            pause_reschedule,
            pause_key,
            run_input_keyset,
            refresh_cache,
            retriable,
            transition_id,
            task_parameters_id,
            traceparent,
            deployment_concurrency_lease_id,
        );
        map.end()
    }
}

/// Reads what [`stored_details`] wrote.
pub(crate) fn read_details(text: &str) -> Result<StateDetails> {
    if text == "{}" {
        return Ok(StateDetails::default());
    }
    Ok(serde_json::from_str(text)?)
}

/// The columns of a state in a run's row, in the order in which [`current_state`] reads them; `$table` is the name of
/// the run's table in the statement.
macro_rules! current_state_columns {
    ($table:literal) => {
        concat!(
            $table,
            ".state_id, ",
            $table,
            ".state_type, ",
            $table,
            ".state_name, ",
            $table,
            ".state_timestamp, ",
            $table,
            ".state_message, ",
            $table,
            ".state_data, ",
            $table,
            ".state_details"
        )
    };
}
pub(crate) use current_state_columns;

/// Reads the state in a run's row; none when the run has not got one yet.
pub(crate) fn current_state(columns: &mut Columns<'_>) -> Result<Option<State>> {
    let id: Option<StateId> = columns.take()?;
    let state_type: Option<StateType> = columns.take()?;
    let name: Option<String> = columns.take()?;
    let timestamp = columns.take()?;
    let message = columns.take()?;
    let data: Option<Json> = columns.take()?;
    let details: Option<String> = columns.take()?;
    let (Some(id), Some(state_type), Some(name), Some(timestamp)) = (id, state_type, name, timestamp) else {
        return Ok(None);
    };
    let state_details = details.as_deref().map(read_details).transpose()?.unwrap_or_default();
    Ok(Some(State {
        id,
        state_type,
        name,
        timestamp,
        message,
        data: data.unwrap_or_default(),
        state_details,
    }))
}

/// What is kept of a state's data: a result that was not persisted is told to whoever asked and then forgotten, and
/// JSON null is stored as SQL null.
pub(crate) fn stored_data(data: &Json) -> Option<&Json> {
    weir_engine::result::is_kept(data).then_some(data)
}

/// A table of history: a row for each state that a run entered. `owner` is the column that holds the run's id.
pub(crate) const fn history(table: &'static str, owner: &'static str, conflict: &'static str) -> Bulk<9> {
    let columns = [
        ("id", "UUID"),
        (owner, "UUID"),
        ("created", "BIGINT"),
        ("type", "TEXT"),
        ("name", "TEXT"),
        ("timestamp", "BIGINT"),
        ("message", "TEXT"),
        ("data", "TEXT"),
        ("state_details", "TEXT"),
    ];
    Bulk::new(table, columns, conflict)
}

/// The row of a table of [`history`] for a state that the run entered.
pub(crate) fn entry(run: Uuid, state: &State, now: Timestamp) -> Result<[Param<'_>; 9]> {
    Ok(params![
        state.id,
        run,
        now,
        state.state_type,
        &state.name,
        state.timestamp,
        &state.message,
        stored_data(&state.data),
        stored_details(&state.state_details)?,
    ])
}

/// The columns of a row of history, which [`past_state`] reads.
macro_rules! past_state_columns {
    () => {
        "id, type, name, timestamp, message, data, state_details"
    };
}
pub(crate) use past_state_columns;

/// Reads a row of history.
pub(crate) fn past_state(row: Row<'_>) -> Result<State> {
    let mut columns = row.columns();
    Ok(State {
        id: columns.take()?,
        state_type: columns.take()?,
        name: columns.take()?,
        timestamp: columns.take()?,
        message: columns.take()?,
        data: columns.take::<Option<_>>()?.unwrap_or_default(),
        state_details: read_details(&columns.take::<String>()?)?,
    })
}

/// Sets the columns of a run that goes from `before` to `entered`.
pub(crate) fn enter<'a>(update: &mut Update<'a>, before: Option<&State>, entered: &'a State) -> Result<()> {
    update.set("state_id", entered.id);
    let before = before.map(|before| before.state_type);
    update.set_if(before != Some(entered.state_type), "state_type", entered.state_type);
    update.set("state_name", entered.name.as_str());
    update.set("state_timestamp", entered.timestamp);
    update.set("state_message", &entered.message);
    update.set("state_data", stored_data(&entered.data));
    update.set("state_details", stored_details(&entered.state_details)?);
    Ok(())
}

/// Sets what changed of a run's counts and times.
pub(crate) fn keep_books(update: &mut Update<'_>, old: &Bookkeeping, new: &Bookkeeping) {
    update.set_if(old.run_count != new.run_count, "run_count", new.run_count);
    update.set_if(old.total_run_time != new.total_run_time, "total_run_time", new.total_run_time);
    update.set_if(old.start_time != new.start_time, "start_time", new.start_time);
    update.set_if(old.end_time != new.end_time, "end_time", new.end_time);
    update.set_if(
        old.expected_start_time != new.expected_start_time,
        "expected_start_time",
        new.expected_start_time,
    );
    update.set_if(
        old.next_scheduled_start_time != new.next_scheduled_start_time,
        "next_scheduled_start_time",
        new.next_scheduled_start_time,
    );
}
