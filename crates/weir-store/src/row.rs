//! Values on their way out of a statement.

use rusqlite::types::ValueRef;
use uuid::Uuid;
use weir_types::{
    Json, JsonObject, TimeDelta, Timestamp, api_keys::Role, deployments::DeploymentStatus,
    filters::WorkerStatus, ids, state::StateType, storage::Kept, work_pools::WorkPoolStatus,
    work_queues::WorkQueueStatus,
};

use crate::{
    api_keys::KeyHash,
    error::{Result, StoreError},
};

/// A result row of either database.
#[derive(Clone, Copy)]
pub enum Row<'r> {
    /// The row on which a SQLite statement stands.
    Sqlite(&'r rusqlite::Row<'r>),
    /// A row that PostgreSQL sent.
    Postgres(&'r tokio_postgres::Row),
}

impl<'r> Row<'r> {
    /// The value of one column, counted from zero.
    ///
    /// # Errors
    /// When the column holds something else.
    pub fn get<T: Column>(self, column: usize) -> Result<T> {
        match self {
            Self::Sqlite(row) => T::from_sqlite(row.get_ref(column)?),
            Self::Postgres(row) => T::from_postgres(row, column),
        }
        .ok_or_else(|| StoreError::Column { column, expected: std::any::type_name::<T>() })
    }

    /// Reads the columns one after the other, from `first` on.
    pub fn columns_from(self, first: usize) -> Columns<'r> {
        Columns { row: self, next: first }
    }

    /// Reads the columns one after the other.
    pub fn columns(self) -> Columns<'r> {
        self.columns_from(0)
    }
}

/// Reads a row's columns in the order of the statement's list.
pub struct Columns<'r> {
    row: Row<'r>,
    next: usize,
}

impl Columns<'_> {
    /// The next column.
    ///
    /// # Errors
    /// When the column holds something else.
    pub fn take<T: Column>(&mut self) -> Result<T> {
        let column = self.next;
        self.next += 1;
        self.row.get(column)
    }
}

/// A type that a column can hold. `None` says that the stored value is of another type.
pub trait Column: Sized {
    /// Reads SQLite's value.
    fn from_sqlite(value: ValueRef<'_>) -> Option<Self>;
    /// Reads PostgreSQL's value.
    fn from_postgres(row: &tokio_postgres::Row, column: usize) -> Option<Self>;
}

impl<T: Column> Column for Option<T> {
    fn from_sqlite(value: ValueRef<'_>) -> Option<Self> {
        match value {
            ValueRef::Null => Some(None),
            value => T::from_sqlite(value).map(Some),
        }
    }

    fn from_postgres(row: &tokio_postgres::Row, column: usize) -> Option<Self> {
        match row.try_get::<_, Option<Anything>>(column).ok()? {
            None => Some(None),
            Some(Anything) => T::from_postgres(row, column).map(Some),
        }
    }
}

/// Accepts every type, to ask only whether there is a value.
struct Anything;

impl tokio_postgres::types::FromSql<'_> for Anything {
    fn from_sql(
        _: &tokio_postgres::types::Type,
        _: &[u8],
    ) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Self)
    }

    fn accepts(_: &tokio_postgres::types::Type) -> bool {
        true
    }
}

impl Column for i64 {
    fn from_sqlite(value: ValueRef<'_>) -> Option<Self> {
        value.as_i64().ok()
    }

    fn from_postgres(row: &tokio_postgres::Row, column: usize) -> Option<Self> {
        row.try_get(column).ok().or_else(|| row.try_get::<_, i32>(column).ok().map(Self::from))
    }
}

impl Column for bool {
    fn from_sqlite(value: ValueRef<'_>) -> Option<Self> {
        value.as_i64().ok().map(|number| number != 0)
    }

    fn from_postgres(row: &tokio_postgres::Row, column: usize) -> Option<Self> {
        row.try_get(column).ok()
    }
}

impl Column for f64 {
    #[expect(clippy::cast_precision_loss, reason = "SQLite stores a whole double as an integer")]
    fn from_sqlite(value: ValueRef<'_>) -> Option<Self> {
        match value {
            ValueRef::Real(number) => Some(number),
            ValueRef::Integer(number) => Some(number as Self),
            _ => None,
        }
    }

    fn from_postgres(row: &tokio_postgres::Row, column: usize) -> Option<Self> {
        row.try_get(column).ok()
    }
}

impl Column for String {
    fn from_sqlite(value: ValueRef<'_>) -> Option<Self> {
        value.as_str().ok().map(str::to_owned)
    }

    fn from_postgres(row: &tokio_postgres::Row, column: usize) -> Option<Self> {
        row.try_get(column).ok()
    }
}

impl Column for Uuid {
    fn from_sqlite(value: ValueRef<'_>) -> Option<Self> {
        value.as_blob().ok().and_then(|bytes| Self::from_slice(bytes).ok())
    }

    fn from_postgres(row: &tokio_postgres::Row, column: usize) -> Option<Self> {
        row.try_get(column).ok()
    }
}

impl Column for Vec<u8> {
    fn from_sqlite(value: ValueRef<'_>) -> Option<Self> {
        value.as_blob().ok().map(<[u8]>::to_vec)
    }

    fn from_postgres(row: &tokio_postgres::Row, column: usize) -> Option<Self> {
        row.try_get(column).ok()
    }
}

macro_rules! columns_through {
    ($($target:ty, $stored:ty => |$value:ident| $read:expr;)+) => {$(
        impl Column for $target {
            fn from_sqlite(value: ValueRef<'_>) -> Option<Self> {
                <$stored as Column>::from_sqlite(value).and_then(|$value| $read)
            }

            fn from_postgres(row: &tokio_postgres::Row, column: usize) -> Option<Self> {
                <$stored as Column>::from_postgres(row, column).and_then(|$value| $read)
            }
        }
    )+};
}

columns_through! {
    Timestamp, i64 => |micros| Some(Timestamp::from_micros(micros));
    TimeDelta, i64 => |micros| Some(TimeDelta::from_micros(micros));
    u32, i64 => |number| Self::try_from(number).ok();
    i32, i64 => |number| Self::try_from(number).ok();
    Json, String => |text| Json::from_text(text).ok();
    JsonObject, Json => |json| JsonObject::new(json);
    Vec<String>, String => |text| serde_json::from_str(&text).ok();
    StateType, String => |text| StateType::from_wire(&text);
    Role, String => |text| Role::from_name(&text);
    Kept, String => |text| Kept::from_name(&text);
    WorkPoolStatus, String => |text| WorkPoolStatus::from_wire(&text);
    WorkQueueStatus, String => |text| WorkQueueStatus::from_wire(&text);
    DeploymentStatus, String => |text| DeploymentStatus::from_wire(&text);
    WorkerStatus, String => |text| WorkerStatus::from_wire(&text);
    ids::FlowId, Uuid => |id| Some(Self(id));
    ids::FlowRunId, Uuid => |id| Some(Self(id));
    ids::TaskRunId, Uuid => |id| Some(Self(id));
    ids::StateId, Uuid => |id| Some(Self(id));
    ids::DeploymentId, Uuid => |id| Some(Self(id));
    ids::DeploymentScheduleId, Uuid => |id| Some(Self(id));
    ids::DeploymentVersionId, Uuid => |id| Some(Self(id));
    ids::WorkPoolId, Uuid => |id| Some(Self(id));
    ids::WorkQueueId, Uuid => |id| Some(Self(id));
    ids::WorkerId, Uuid => |id| Some(Self(id));
    ids::LogId, Uuid => |id| Some(Self(id));
    ids::VariableId, Uuid => |id| Some(Self(id));
    ids::ArtifactId, Uuid => |id| Some(Self(id));
    ids::ArtifactCollectionId, Uuid => |id| Some(Self(id));
    ids::BlockTypeId, Uuid => |id| Some(Self(id));
    ids::BlockSchemaId, Uuid => |id| Some(Self(id));
    ids::BlockDocumentId, Uuid => |id| Some(Self(id));
    ids::FlowRunInputId, Uuid => |id| Some(Self(id));
    ids::ConcurrencyLimitId, Uuid => |id| Some(Self(id));
    ids::LeaseId, Uuid => |id| Some(Self(id));
    ids::EventId, Uuid => |id| Some(Self(id));
    ids::AutomationId, Uuid => |id| Some(Self(id));
    ids::TriggerId, Uuid => |id| Some(Self(id));
    ids::FiringId, Uuid => |id| Some(Self(id));
    ids::IncidentId, Uuid => |id| Some(Self(id));
    ids::SloId, Uuid => |id| Some(Self(id));
    ids::SavedSearchId, Uuid => |id| Some(Self(id));
    ids::ApiKeyId, Uuid => |id| Some(Self(id));
    ids::AuditEntryId, Uuid => |id| Some(Self(id));
    KeyHash, String => |text| Self::from_text(&text);
    ids::TransitionId, Uuid => |id| Some(Self(id));
}
