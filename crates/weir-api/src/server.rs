//! Listens, serves, and stops when told to, after the requests under way are answered.

use tokio::net::TcpListener;

use crate::{app::App, routes::router};

/// Serves until `stop` completes.
///
/// # Errors
/// When the listener breaks.
pub async fn serve(
    listener: TcpListener,
    app: App,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    // Small answers must not wait for a full packet.
    let listener = axum::serve::ListenerExt::tap_io(listener, |stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "could not set TCP_NODELAY");
        }
    });
    axum::serve(listener, router(app)).with_graceful_shutdown(stop).await
}
