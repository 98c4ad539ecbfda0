//! Settings: a flag, else Weir's environment variable, else Prefect's variable of the same meaning, else a default.

use std::{path::PathBuf, str::FromStr};

use anyhow::{Context as _, anyhow};
use weir_api::Secret;
use weir_store::DatabaseUrl;

/// One setting that Prefect has too: where its value may come from.
struct Alias {
    /// Weir's variable; `clap` reads it where the setting has a flag.
    weir: &'static str,
    /// Prefect's variables, the first that is set counts.
    prefect: &'static [&'static str],
}

const DATABASE: Alias = Alias {
    weir: "WEIR_DATABASE_URL",
    prefect: &["PREFECT_SERVER_DATABASE_CONNECTION_URL", "PREFECT_API_DATABASE_CONNECTION_URL"],
};
const HOST: Alias = Alias { weir: "WEIR_HOST", prefect: &["PREFECT_SERVER_API_HOST"] };
const PORT: Alias = Alias { weir: "WEIR_PORT", prefect: &["PREFECT_SERVER_API_PORT"] };
const AUTH_STRING: Alias = Alias { weir: "WEIR_AUTH_STRING", prefect: &["PREFECT_SERVER_API_AUTH_STRING"] };
const API_URL: Alias = Alias { weir: "WEIR_API_URL", prefect: &["PREFECT_API_URL"] };
const CLIENT_AUTH_STRING: Alias =
    Alias { weir: "WEIR_CLIENT_AUTH_STRING", prefect: &["PREFECT_API_AUTH_STRING"] };
const API_KEY: Alias = Alias { weir: "WEIR_API_KEY", prefect: &["PREFECT_API_KEY"] };

impl Alias {
    /// The variable that is set, by name, with its text. An empty variable counts as not set, as it does for Prefect.
    fn find(&self) -> Option<(&'static str, String)> {
        std::iter::once(self.weir).chain(self.prefect.iter().copied()).find_map(|name| {
            std::env::var(name).ok().filter(|text| !text.is_empty()).map(|text| (name, text))
        })
    }

    /// The flag's value, or the variable's.
    fn or_env<T>(&self, flag: Option<T>) -> anyhow::Result<Option<T>>
    where
        T: FromStr,
        T::Err: std::fmt::Display,
    {
        if flag.is_some() {
            return Ok(flag);
        }
        self.find()
            // The text itself may be a secret, so the error names only the variable.
            .map(|(name, text)| text.parse().map_err(|error| anyhow!("{name}: {error}")))
            .transpose()
    }
}

/// The database to open: by default a SQLite file in Weir's folder.
pub(crate) fn database(flag: Option<DatabaseUrl>) -> anyhow::Result<DatabaseUrl> {
    match DATABASE.or_env(flag)? {
        Some(url) => Ok(url),
        None => Ok(DatabaseUrl::Sqlite(home()?.join("weir.db"))),
    }
}

/// The address to listen on.
pub(crate) fn host(flag: Option<String>) -> anyhow::Result<String> {
    Ok(HOST.or_env(flag)?.unwrap_or_else(|| "127.0.0.1".to_owned()))
}

/// The port to listen on.
pub(crate) fn port(flag: Option<u16>) -> anyhow::Result<u16> {
    Ok(PORT.or_env(flag)?.unwrap_or(4200))
}

/// The `user:password` that requests must bring.
pub(crate) fn auth_string() -> Option<Secret> {
    AUTH_STRING.find().map(|(_, text)| Secret::new(text))
}

/// Where the commands that ask a server find it.
pub(crate) fn api_url(flag: Option<String>) -> anyhow::Result<String> {
    Ok(API_URL.or_env(flag)?.unwrap_or_else(|| "http://127.0.0.1:4200/api".to_owned()))
}

/// What the commands that ask a server show it: an API key, or `user:password`.
pub(crate) enum Credentials {
    /// Nothing.
    None,
    /// Sent as a bearer token.
    Key(String),
    /// Sent by HTTP's basic scheme.
    Basic(String),
}

pub(crate) fn credentials() -> Credentials {
    if let Some((_, key)) = API_KEY.find() {
        return Credentials::Key(key);
    }
    CLIENT_AUTH_STRING.find().map_or(Credentials::None, |(_, text)| Credentials::Basic(text))
}

/// `$WEIR_HOME`, or `.weir` in the user's folder.
fn home() -> anyhow::Result<PathBuf> {
    if let Some(home) = std::env::var_os("WEIR_HOME") {
        return Ok(home.into());
    }
    let home =
        std::env::home_dir().context("failed to find a home folder: set WEIR_HOME or WEIR_DATABASE_URL")?;
    Ok(home.join(".weir"))
}
