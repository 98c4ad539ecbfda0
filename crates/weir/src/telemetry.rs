//! The server's own log: text on standard error, or JSON lines with `WEIR_LOG_FORMAT=json`.

use anyhow::anyhow;
use tracing_subscriber::EnvFilter;

use crate::{
    output,
    settings::{self, LogFormat},
};

/// Starts logging as the settings say.
pub(crate) fn start() -> anyhow::Result<()> {
    let (name, levels) = settings::log_levels();
    let filter = EnvFilter::try_new(levels).map_err(|error| anyhow!("failed to read {name}: {error}"))?;
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match settings::log_format()? {
        LogFormat::Json => builder.json().init(),
        LogFormat::Text => builder.with_ansi(output::wants_colours(&std::io::stderr())).init(),
    }
    Ok(())
}
