//! Gives back the concurrency slots of leases that nobody renewed in time: their holders are gone.

use std::time::Duration;

use weir_engine::Env;
use weir_store::{Result, Store, concurrency_leases};
use weir_types::{Clock, Timestamp};

/// How long to wait at most before leases are looked at again. A new lease lasts longer than this, so none that is made
/// in between is found late.
const LONGEST: Duration = Duration::from_secs(15);

/// How long to wait at least: when a lease is due that another replica has in hand, this asks again.
const SHORTEST: Duration = Duration::from_millis(100);

/// How many leases end in one unit of work, so that requests come in between.
const BATCH: u32 = 50;

/// Whether slots are taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Whether slots of expired leases are given back at all.
    pub enabled: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { enabled: true }
    }
}

/// Watches for ever.
pub(crate) async fn watch(store: Store, clock: Clock, settings: Settings) {
    if !settings.enabled {
        return;
    }
    loop {
        let wait = match repossess_all(&store, clock.now()).await {
            Ok(next) => wait(next, clock.now()),
            Err(error) => {
                tracing::error!(%error, "slots of expired leases could not be given back; the next round tries again");
                LONGEST
            }
        };
        tokio::time::sleep(wait).await;
    }
}

/// How long until leases are looked at again: until the next one expires, but not too long.
fn wait(next_expiry: Option<Timestamp>, now: Timestamp) -> Duration {
    let until = next_expiry.map_or(i64::MAX, |next| next.since(now).as_micros());
    Duration::from_micros(until.max(0).unsigned_abs()).clamp(SHORTEST, LONGEST)
}

/// Ends every lease that has expired at `now`; answers when the next one will. On several replicas at once each lease
/// is ended by one of them.
///
/// # Errors
/// As the store says; what was given back before stays so.
pub async fn repossess_all(store: &Store, now: Timestamp) -> Result<Option<Timestamp>> {
    loop {
        // Looking does not occupy the writer.
        let next = store.read((), |conn, ()| Box::pin(concurrency_leases::next_expiry(conn))).await?;
        if next.is_none_or(|next| next > now) {
            return Ok(next);
        }
        let env = Env::of_service(now);
        let ended = store.write(env, |conn, env| Box::pin(concurrency_leases::repossess(conn, BATCH, env)));
        let ended = ended.await?;
        if ended > 0 {
            tracing::info!(leases = ended, "gave back the slots of leases that had expired");
        } else {
            // Another replica is at it.
            return Ok(next);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_loop_sleeps_until_the_next_expiry_but_not_too_long() {
        let now = Timestamp::from_micros(1_000_000);
        let after = |micros: i64| Some(Timestamp::from_micros(1_000_000 + micros));
        for (next, millis) in [
            (None, 15_000),
            (after(60_000_000), 15_000),
            (after(2_000_000), 2_000),
            (after(0), 100),
            (after(-5_000_000), 100),
        ] {
            assert_eq!(wait(next, now), Duration::from_millis(millis), "{next:?}");
        }
    }
}
