//! Values on their way into a statement.

use bytes::BytesMut;
use rusqlite::types::{ToSqlOutput, ValueRef};
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use uuid::Uuid;
use weir_types::{
    Json, JsonObject, TimeDelta, Timestamp, api_keys::Role, deployments::DeploymentStatus,
    filters::WorkerStatus, ids, state::StateType, storage::Kept, work_pools::WorkPoolStatus,
    work_queues::WorkQueueStatus,
};

/// One bound value. Both databases store instants and durations as 64-bit microseconds and JSON as text.
#[derive(Clone, Debug, PartialEq)]
pub enum Param<'a> {
    /// SQL null.
    Null,
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A double.
    Real(f64),
    /// Text.
    Text(&'a str),
    /// Text that the statement owns.
    Owned(String),
    /// An id.
    Uuid(Uuid),
    /// A column of values, for PostgreSQL alone.
    Array(Vec<Param<'a>>),
}

impl Param<'_> {
    /// PostgreSQL's type of the value; what it finds out by itself is unknown.
    pub(crate) const fn kind(&self) -> Type {
        match self {
            Self::Null | Self::Array(_) => Type::UNKNOWN,
            Self::Bool(_) => Type::BOOL,
            Self::Int(_) => Type::INT8,
            Self::Real(_) => Type::FLOAT8,
            Self::Text(_) | Self::Owned(_) => Type::TEXT,
            Self::Uuid(_) => Type::UUID,
        }
    }

    /// The same value, borrowed from nobody.
    pub(crate) fn into_owned(self) -> Param<'static> {
        match self {
            Self::Null => Param::Null,
            Self::Bool(value) => Param::Bool(value),
            Self::Int(value) => Param::Int(value),
            Self::Real(value) => Param::Real(value),
            Self::Text(value) => Param::Owned(value.to_owned()),
            Self::Owned(value) => Param::Owned(value),
            Self::Uuid(value) => Param::Uuid(value),
            Self::Array(values) => Param::Array(values.into_iter().map(Param::into_owned).collect()),
        }
    }
}

impl rusqlite::ToSql for Param<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Bool(value) => ValueRef::Integer(i64::from(*value)),
            Self::Int(value) => ValueRef::Integer(*value),
            Self::Real(value) => ValueRef::Real(*value),
            Self::Text(value) => ValueRef::Text(value.as_bytes()),
            Self::Owned(value) => ValueRef::Text(value.as_bytes()),
            Self::Uuid(value) => ValueRef::Blob(value.as_bytes()),
            Self::Array(_) => {
                return Err(rusqlite::Error::ToSqlConversionFailure("SQLite has no arrays".into()));
            }
        }))
    }
}

type Encoded = Result<IsNull, Box<dyn std::error::Error + Sync + Send>>;

#[expect(clippy::cast_precision_loss, reason = "narrow columns hold small numbers")]
fn encode_int(value: i64, ty: &Type, out: &mut BytesMut) -> Encoded {
    match *ty {
        Type::INT2 => i16::try_from(value)?.to_sql(ty, out),
        Type::INT4 => i32::try_from(value)?.to_sql(ty, out),
        Type::FLOAT8 => (value as f64).to_sql(ty, out),
        Type::FLOAT4 => (value as f32).to_sql(ty, out),
        Type::TEXT | Type::VARCHAR => value.to_string().to_sql(ty, out),
        _ => value.to_sql(&Type::INT8, out),
    }
}

impl ToSql for Param<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Encoded {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Bool(value) => value.to_sql(ty, out),
            Self::Int(value) => encode_int(*value, ty, out),
            Self::Real(value) => value.to_sql(ty, out),
            // PostgreSQL's text cannot hold NUL; the API refuses it before it comes here.
            Self::Text(value) => value.to_sql(ty, out),
            Self::Owned(value) => value.to_sql(ty, out),
            Self::Uuid(value) => value.to_sql(ty, out),
            Self::Array(values) => values.to_sql(ty, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

macro_rules! param_from {
    ($($from:ty => |$value:ident| $into:expr),+ $(,)?) => {$(
        impl From<$from> for Param<'_> {
            fn from($value: $from) -> Self {
                $into
            }
        }
    )+};
}

param_from! {
    bool => |value| Param::Bool(value),
    i64 => |value| Param::Int(value),
    i32 => |value| Param::Int(value.into()),
    u32 => |value| Param::Int(value.into()),
    f64 => |value| Param::Real(value),
    String => |value| Param::Owned(value),
    Uuid => |value| Param::Uuid(value),
    Timestamp => |value| Param::Int(value.as_micros()),
    TimeDelta => |value| Param::Int(value.as_micros()),
    StateType => |value| Param::Text(value.as_str()),
    Role => |value| Param::Text(value.as_str()),
    Kept => |value| Param::Text(value.as_str()),
    WorkPoolStatus => |value| Param::Text(value.as_str()),
    WorkQueueStatus => |value| Param::Text(value.as_str()),
    DeploymentStatus => |value| Param::Text(value.as_str()),
    WorkerStatus => |value| Param::Text(value.as_str()),
}

impl<'a> From<&'a str> for Param<'a> {
    fn from(value: &'a str) -> Self {
        Self::Text(value)
    }
}

impl<'a> From<&'a String> for Param<'a> {
    fn from(value: &'a String) -> Self {
        Self::Text(value)
    }
}

impl<'a> From<&'a Json> for Param<'a> {
    fn from(value: &'a Json) -> Self {
        Self::Text(value.as_str())
    }
}

impl<'a> From<&'a JsonObject> for Param<'a> {
    fn from(value: &'a JsonObject) -> Self {
        Self::Text(value.as_str())
    }
}

impl<'a, T: Into<Param<'a>>> From<Option<T>> for Param<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl<'a> From<&'a Option<String>> for Param<'a> {
    fn from(value: &'a Option<String>) -> Self {
        value.as_deref().map_or(Self::Null, Self::Text)
    }
}

impl<'a> From<&'a Option<Json>> for Param<'a> {
    fn from(value: &'a Option<Json>) -> Self {
        value.as_ref().map_or(Self::Null, Self::from)
    }
}

impl<'a> From<&'a Option<JsonObject>> for Param<'a> {
    fn from(value: &'a Option<JsonObject>) -> Self {
        value.as_ref().map_or(Self::Null, Self::from)
    }
}

/// A list of texts is stored as a JSON array.
impl From<&Vec<String>> for Param<'_> {
    fn from(value: &Vec<String>) -> Self {
        Self::Owned(Json::of(value).unwrap_or_default().as_str().to_owned())
    }
}

macro_rules! id_params {
    ($($id:ident),+ $(,)?) => {$(
        impl From<ids::$id> for Param<'_> {
            fn from(id: ids::$id) -> Self {
                Param::Uuid(id.0)
            }
        }
    )+};
}

id_params! {
    FlowId, FlowRunId, TaskRunId, StateId, DeploymentId, DeploymentScheduleId, DeploymentVersionId, WorkPoolId,
    WorkQueueId, WorkerId, LogId, VariableId, ArtifactId, ArtifactCollectionId, BlockTypeId, BlockSchemaId,
    BlockDocumentId, FlowRunInputId, ConcurrencyLimitId, LeaseId, EventId, AutomationId, TriggerId, FiringId,
    IncidentId, SavedSearchId, TransitionId, ApiKeyId, AuditEntryId,
    SloId,
}

/// Binds values in order: `params![id, name, &tags]`.
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { [$($crate::Param::from($value)),*] };
}

/// `$first, …`: as many placeholders as a list has values, for `IN (…)`.
pub(crate) fn placeholders(first: usize, count: usize) -> String {
    let mut list = String::new();
    for number in first..first + count {
        if number > first {
            list.push_str(", ");
        }
        list.push('$');
        list.push_str(&number.to_string());
    }
    list
}
