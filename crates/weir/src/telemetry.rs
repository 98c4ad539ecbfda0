//! The server's own log: text on standard error, or JSON lines with `WEIR_LOG_FORMAT=json`.

use tracing_subscriber::EnvFilter;

/// Starts logging at the levels of `WEIR_LOG` (`info` by default), in the syntax of `RUST_LOG`.
pub(crate) fn start() {
    let filter = EnvFilter::try_from_env("WEIR_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if std::env::var("WEIR_LOG_FORMAT").is_ok_and(|format| format == "json") {
        builder.json().init();
    } else {
        builder.init();
    }
}
