//! Of several replicas one pushes.

use std::time::Duration;

use tokio::{sync::watch, task::JoinSet};
use uuid::Uuid;
use weir_store::{Store, service_leases};
use weir_types::{Clock, TimeDelta, ids::new_uuid};

/// The lease's name.
const SERVICE: &str = "export";

/// How long it is held without being renewed: for so long nobody pushes after the holder has died.
const LENGTH: TimeDelta = TimeDelta::from_secs(15);

/// How often it is renewed, or asked for.
const RENEWAL: Duration = Duration::from_secs(5);

/// Whether this replica is the one that pushes. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Lease {
    held: watch::Receiver<Option<bool>>,
}

impl Lease {
    /// Asks for the lease, and keeps it as long as the tasks run.
    pub(crate) fn keep(tasks: &mut JoinSet<()>, store: Store, clock: Clock) -> Self {
        let (told, held) = watch::channel(None);
        tasks.spawn(async move {
            let holder = new_uuid();
            loop {
                told.send_replace(Some(hold(&store, &clock, holder).await));
                tokio::time::sleep(RENEWAL).await;
            }
        });
        Self { held }
    }

    /// Whether it is held; waits until that was asked once.
    pub(crate) async fn held(&self) -> bool {
        let mut held = self.held.clone();
        // The sender going away is the end of the server.
        let held = held.wait_for(Option::is_some).await;
        held.is_ok_and(|held| *held == Some(true))
    }
}

async fn hold(store: &Store, clock: &Clock, holder: Uuid) -> bool {
    let now = clock.now();
    let held = store
        .write((), move |conn, ()| Box::pin(service_leases::hold(conn, SERVICE, holder, LENGTH, now)))
        .await;
    held.unwrap_or_else(|error| {
        tracing::error!(%error, "the lease of the exports could not be asked for");
        false
    })
}
