//! Which database to open, from a URL in Weir's or in Prefect's spelling.

use std::path::PathBuf;

use crate::error::{Result, StoreError};

/// A parsed database URL. `Debug` and `Display` never show a password.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// A SQLite file.
    Sqlite(PathBuf),
    /// A SQLite database that lives as long as the process.
    SqliteMemory,
    /// A PostgreSQL database.
    Postgres(String),
}

impl std::str::FromStr for DatabaseUrl {
    type Err = StoreError;

    /// Reads `sqlite:///relative.db`, `sqlite:////absolute.db`, `sqlite://:memory:`, `postgresql://…`, and Prefect's
    /// spellings with a driver (`sqlite+aiosqlite://`, `postgresql+asyncpg://`).
    fn from_str(url: &str) -> Result<Self> {
        let (scheme, rest) = url.split_once("://").ok_or_else(|| {
            StoreError::Url("expected sqlite:///path or postgresql://host/database".to_owned())
        })?;
        match scheme.split('+').next().unwrap_or_default() {
            "sqlite" => {
                let path = rest.strip_prefix('/').unwrap_or(rest);
                let path = path.split('?').next().unwrap_or_default();
                Ok(match path {
                    "" | ":memory:" => Self::SqliteMemory,
                    path => Self::Sqlite(PathBuf::from(path)),
                })
            }
            "postgresql" | "postgres" => Ok(Self::Postgres(format!("postgresql://{rest}"))),
            other => Err(StoreError::Url(format!("{other} is not a database that Weir speaks"))),
        }
    }
}

impl std::fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:///{}", path.display()),
            Self::SqliteMemory => f.write_str("sqlite://:memory:"),
            Self::Postgres(url) => {
                let address = url.rsplit_once('@').map_or(url.as_str(), |(_, address)| address);
                let address = address.strip_prefix("postgresql://").unwrap_or(address);
                write!(f, "postgresql://{}", address.split('?').next().unwrap_or_default())
            }
        }
    }
}

impl std::fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}
