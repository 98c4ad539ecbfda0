//! What services that go round by the clock have in common.

use std::{future::Future, time::Duration};

use weir_store::Result;

/// How many runs are changed in one unit of work, so that requests come in between.
pub(crate) const BATCH: usize = 50;

/// How many runs are looked for in one round.
pub(crate) const MOST: i64 = 1000;

/// Makes a round again and again, with a rest in between. A round that fails is tried again by the next.
pub(crate) async fn every<F, R>(rest: Duration, service: &'static str, mut round: F)
where
    F: FnMut() -> R + Send,
    R: Future<Output = Result<()>> + Send,
{
    loop {
        tokio::time::sleep(rest).await;
        if let Err(error) = round().await {
            tracing::error!(%error, service, "a round failed; the next one tries again");
        }
    }
}
