//! Which database to open, from a URL in Weir's or in Prefect's spelling.

use std::path::PathBuf;

/// Why a text names no database that Weir speaks; it quotes no password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadDatabaseUrl {
    /// It has no scheme.
    #[error("expected sqlite:///path or postgresql://user:password@host/database")]
    NoScheme,
    /// Its scheme is another database's.
    #[error("{0} is not a database that Weir speaks")]
    Unknown(String),
}

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
    type Err = BadDatabaseUrl;

    /// Reads `sqlite:///relative.db`, `sqlite:////absolute.db`, `sqlite://:memory:`, `postgresql://…`, and Prefect's
    /// spellings with a driver (`sqlite+aiosqlite://`, `postgresql+asyncpg://`).
    fn from_str(url: &str) -> Result<Self, BadDatabaseUrl> {
        let (scheme, rest) = url.split_once("://").ok_or(BadDatabaseUrl::NoScheme)?;
        match scheme.split('+').next().unwrap_or_default() {
            "sqlite" => {
                let path = rest.strip_prefix('/').unwrap_or(rest);
                let path = path.split('?').next().unwrap_or_default();
                Ok(match path {
                    "" | ":memory:" => Self::SqliteMemory,
                    path => Self::Sqlite(PathBuf::from(path)),
                })
            }
            "postgresql" | "postgres" => Ok(Self::Postgres(format!("postgresql://{}", options(rest)))),
            other => Err(BadDatabaseUrl::Unknown(other.to_owned())),
        }
    }
}

/// asyncpg calls `ssl` what everybody else calls `sslmode`.
fn options(rest: &str) -> String {
    let Some((address, options)) = rest.split_once('?') else { return rest.to_owned() };
    let options = options.split('&').map(|option| {
        option.strip_prefix("ssl=").map_or_else(|| option.to_owned(), |mode| format!("sslmode={mode}"))
    });
    format!("{address}?{}", options.collect::<Vec<_>>().join("&"))
}

/// Host, port and name: what stands neither before the `@` nor among the options.
fn address(url: &str) -> &str {
    let rest = url.strip_prefix("postgresql://").unwrap_or(url);
    let (head, options) = rest.split_once('?').unwrap_or((rest, ""));
    match head.rsplit_once('@') {
        Some((_, address)) => address,
        // The question mark may stand in a password.
        None if options.contains('@') => "…",
        None => head,
    }
}

impl std::fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:///{}", path.display()),
            Self::SqliteMemory => f.write_str("sqlite://:memory:"),
            Self::Postgres(url) => write!(f, "postgresql://{}", address(url)),
        }
    }
}

impl std::fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_are_read() {
        let sqlite = |path: &str| DatabaseUrl::Sqlite(PathBuf::from(path));
        let postgres = |url: &str| DatabaseUrl::Postgres(url.to_owned());
        for (text, url) in [
            ("sqlite:///weir.db", sqlite("weir.db")),
            ("sqlite:////var/lib/weir.db", sqlite("/var/lib/weir.db")),
            ("sqlite+aiosqlite:////root/weir.db", sqlite("/root/weir.db")),
            ("sqlite+aiosqlite:///weir.db?timeout=5", sqlite("weir.db")),
            ("sqlite://", DatabaseUrl::SqliteMemory),
            ("sqlite+aiosqlite:///:memory:", DatabaseUrl::SqliteMemory),
            ("postgres://host/weir", postgres("postgresql://host/weir")),
            ("postgresql+asyncpg://u:p@host:1/weir", postgres("postgresql://u:p@host:1/weir")),
            (
                "postgresql+asyncpg://u:p@host/weir?ssl=require&application_name=a",
                postgres("postgresql://u:p@host/weir?sslmode=require&application_name=a"),
            ),
        ] {
            assert_eq!(text.parse::<DatabaseUrl>().expect("a good URL"), url, "{text}");
        }
        for bad in ["", "weir.db", "mysql://host/weir", "://"] {
            assert!(bad.parse::<DatabaseUrl>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_password_is_never_shown() {
        for (text, shown) in [
            ("postgresql://weir:p@ss@host/weir?password=p@ss", "postgresql://host/weir"),
            ("postgresql://weir:p?ss@host/weir", "postgresql://…"),
            ("postgresql://host/weir?password=pass", "postgresql://host/weir"),
        ] {
            let url: DatabaseUrl = text.parse().expect("a good URL");
            assert_eq!(format!("{url} {url:?}"), format!("{shown} {shown}"));
        }
    }
}
