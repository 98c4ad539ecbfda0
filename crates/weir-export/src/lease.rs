//! Of several replicas one pushes.

use std::time::Duration;

use tokio::{sync::watch, task::JoinSet, time::Instant};
use uuid::Uuid;
use weir_store::{Store, service_leases};
use weir_types::{Clock, TimeDelta, ids::new_uuid};

/// The lease's name.
const SERVICE: &str = "export";

/// How long it is held without being renewed: for so long nobody pushes after the holder has died.
const LENGTH: Duration = Duration::from_secs(15);

/// How often it is renewed, or asked for.
const RENEWAL: Duration = Duration::from_secs(5);

/// Whether this replica is the one that pushes. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Lease {
    holder: Uuid,
    standing: watch::Receiver<Standing>,
}

/// What is known of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    /// It was not asked for yet.
    Unknown,
    /// Another replica holds it.
    Elsewhere,
    /// It is held until then, by our own time: whoever cannot reach the database learns of nobody who takes it over.
    Held { until: Instant },
}

impl Standing {
    fn is_held(self, now: Instant) -> bool {
        matches!(self, Self::Held { until } if now < until)
    }
}

impl Lease {
    /// Asks for the lease, and keeps it as long as the tasks run.
    pub(crate) fn keep(tasks: &mut JoinSet<()>, store: Store, clock: Clock) -> Self {
        let (told, standing) = watch::channel(Standing::Unknown);
        let holder = new_uuid();
        tasks.spawn(async move {
            loop {
                let asked = Instant::now();
                let held = hold(&store, &clock, holder).await;
                told.send_replace(if held {
                    Standing::Held { until: asked + LENGTH }
                } else {
                    Standing::Elsewhere
                });
                tokio::time::sleep(RENEWAL).await;
            }
        });
        Self { holder, standing }
    }

    /// Whether it is held; waits until that was asked once.
    pub(crate) async fn held(&self) -> bool {
        let mut standing = self.standing.clone();
        // The sender going away is the end of the server.
        let known = standing.wait_for(|standing| *standing != Standing::Unknown).await;
        known.is_ok_and(|standing| standing.is_held(Instant::now()))
    }

    /// Gives it to whoever asks next. Nobody may keep it any more.
    pub(crate) async fn release(&self, store: &Store) {
        let holder = self.holder;
        let released =
            store.write((), move |conn, ()| Box::pin(service_leases::release(conn, SERVICE, holder))).await;
        if let Err(error) = released {
            tracing::warn!(%error, "the lease of the exports could not be given back");
        }
    }
}

async fn hold(store: &Store, clock: &Clock, holder: Uuid) -> bool {
    let (now, length) = (clock.now(), TimeDelta::from_secs_f64(LENGTH.as_secs_f64()));
    let held = store
        .write((), move |conn, ()| Box::pin(service_leases::hold(conn, SERVICE, holder, length, now)))
        .await;
    held.unwrap_or_else(|error| {
        tracing::error!(%error, "the lease of the exports could not be asked for");
        false
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lease_that_cannot_be_renewed_runs_out() {
        let now = Instant::now();
        let held = Standing::Held { until: now + LENGTH };
        assert!(held.is_held(now) && held.is_held(now + LENGTH - Duration::from_millis(1)));
        assert!(!held.is_held(now + LENGTH));
        assert!(!Standing::Elsewhere.is_held(now) && !Standing::Unknown.is_held(now));
    }
}
