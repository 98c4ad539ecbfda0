//! What can go wrong between Weir and its database.

use std::sync::Arc;

/// A failure of the store. Texts are fragments that fit after "failed to …"; none carries a secret.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// PostgreSQL's URL cannot be read.
    #[error("understand the database URL: {0}")]
    Url(String),
    /// SQLite said no.
    #[error("run a statement on SQLite: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// PostgreSQL said no.
    #[error("talk to PostgreSQL: {}", postgres_text(.0))]
    Postgres(#[from] tokio_postgres::Error),
    /// No PostgreSQL connection could be had.
    #[error("get a PostgreSQL connection: {0}")]
    Pool(String),
    /// A stored value is not what its column holds.
    #[error("read column {column}: expected {expected}")]
    Column {
        /// The column's position in the statement's list.
        column: usize,
        /// What it should have held.
        expected: &'static str,
    },
    /// A write met a uniqueness rule that the operation did not expect.
    #[error("write a row that must be unique")]
    Conflict,
    /// A migration could not be applied.
    #[error("apply migration {name}: {source}")]
    Migration {
        /// The migration's name.
        name: &'static str,
        /// Why.
        source: Box<StoreError>,
    },
    /// The database was written by a newer Weir.
    #[error("open a database of schema version {found}: this program knows versions up to {known}")]
    TooNew {
        /// The version found.
        found: i64,
        /// The newest version that this program knows.
        known: i64,
    },
    /// The database was made by a Weir whose migration of this name was another one.
    #[error(
        "open a database that a development version of Weir has made: its migration {0} is not this program's; begin with a new database"
    )]
    OtherMigration(&'static str),
    /// The database is Prefect's own.
    #[error(
        "open a database that Prefect's own server keeps its tables in: Weir needs one of its own; name it by --database or WEIR_DATABASE_URL"
    )]
    Prefects,
    /// A file or thread of the store could not be had.
    #[error("open the store: {0}")]
    Io(#[from] std::io::Error),
    /// What was committed may be lost: the disk did not take it. Nothing more is written until the program starts again.
    #[error("make a commit durable: {0}")]
    NotDurable(Arc<std::io::Error>),
    /// The store has shut down, or a unit of work panicked.
    #[error("finish a unit of work: {0}")]
    Stopped(&'static str),
    /// A stored document cannot be read back.
    #[error("read a stored document: {0}")]
    Json(#[from] serde_json::Error),
    /// A secret could not be sealed or opened.
    #[error("open a sealed value: {0}")]
    Sealed(&'static str),
}

fn postgres_text(error: &tokio_postgres::Error) -> String {
    // The driver's own text is only "db error"; the server's message says what happened, and holds no values.
    match error.as_db_error() {
        Some(server) => format!("{} ({})", server.message(), server.code().code()),
        None => match std::error::Error::source(error) {
            Some(cause) => format!("{error}: {cause}"),
            None => error.to_string(),
        },
    }
}

impl StoreError {
    /// Whether a uniqueness or primary-key rule refused the write.
    pub fn is_unique_violation(&self) -> bool {
        match self {
            Self::Sqlite(rusqlite::Error::SqliteFailure(failure, _)) => matches!(
                failure.extended_code,
                rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE | rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY
            ),
            Self::Postgres(error) => error.code() == Some(&tokio_postgres::error::SqlState::UNIQUE_VIOLATION),
            Self::Conflict => true,
            _ => false,
        }
    }

    /// Whether a foreign key refused the write.
    pub fn is_foreign_key_violation(&self) -> bool {
        match self {
            Self::Sqlite(rusqlite::Error::SqliteFailure(failure, _)) => {
                failure.extended_code == rusqlite::ffi::SQLITE_CONSTRAINT_FOREIGNKEY
            }
            Self::Postgres(error) => {
                error.code() == Some(&tokio_postgres::error::SqlState::FOREIGN_KEY_VIOLATION)
            }
            _ => false,
        }
    }

    /// Whether a text of the statement is one that PostgreSQL cannot hold: it contains NUL.
    pub fn is_unfit_text(&self) -> bool {
        let unfit = &tokio_postgres::error::SqlState::CHARACTER_NOT_IN_REPERTOIRE;
        matches!(self, Self::Postgres(error) if error.code() == Some(unfit))
    }

    /// Whether the database could not be reached, so the client may try again.
    pub fn is_unavailable(&self) -> bool {
        match self {
            Self::Pool(_) | Self::Stopped(_) => true,
            Self::Postgres(error) => error.is_closed(),
            _ => false,
        }
    }

    /// Whether the same unit may well succeed when it is run again (deadlock, serialisation failure).
    pub(crate) fn is_transient(&self) -> bool {
        use tokio_postgres::error::SqlState;
        matches!(self, Self::Postgres(error) if matches!(
            error.code(),
            Some(&SqlState::T_R_SERIALIZATION_FAILURE | &SqlState::T_R_DEADLOCK_DETECTED)
        ))
    }
}

/// What every operation of the store answers.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;
