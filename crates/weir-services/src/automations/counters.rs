//! What event triggers have counted, within one unit of work: each bucket is read once and written once, however many
//! events it counts.

use std::collections::HashMap;

use weir_engine::triggers::Bucket;
use weir_store::{
    Conn, Result,
    automation_buckets::{self, BucketKey, StoredBucket},
};
use weir_types::{Timestamp, ids::EventId};

/// The buckets that a unit has to do with.
#[derive(Debug, Default)]
pub(super) struct Counters {
    buckets: HashMap<BucketKey, Counter>,
}

/// A bucket, and whether the database has it so.
#[derive(Debug)]
struct Counter {
    is_stored: bool,
    is_changed: bool,
    held: Option<Held>,
}

/// An open bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Held {
    pub(super) bucket: Bucket,
    /// When it has to be looked at though no event comes.
    pub(super) due: Timestamp,
    /// The last event that had to do with it.
    pub(super) last_event: Option<EventId>,
}

impl Counters {
    /// The open bucket.
    pub(super) async fn get(&mut self, conn: &mut Conn, key: &BucketKey) -> Result<Option<Held>> {
        if let Some(counter) = self.buckets.get(key) {
            return Ok(counter.held);
        }
        let held = automation_buckets::read(conn, key).await?.map(Held::from);
        self.buckets.insert(key.clone(), Counter { is_stored: held.is_some(), is_changed: false, held });
        Ok(held)
    }

    /// Keeps a bucket that was got, or forgets it.
    pub(super) fn set(&mut self, key: &BucketKey, held: Option<Held>) {
        if let Some(counter) = self.buckets.get_mut(key) {
            counter.is_changed |= counter.held != held;
            counter.held = held;
        }
    }

    /// Writes what has changed. The automations must be there, and be kept there by the unit.
    pub(super) async fn save(self, conn: &mut Conn) -> Result<()> {
        for (key, counter) in self.buckets {
            match counter.held {
                Some(held) if counter.is_changed => {
                    automation_buckets::write(conn, &key, &StoredBucket::from(held)).await?;
                }
                None if counter.is_stored => automation_buckets::remove(conn, &key).await?,
                _ => {}
            }
        }
        Ok(())
    }
}

impl From<StoredBucket> for Held {
    fn from(stored: StoredBucket) -> Self {
        let StoredBucket { count, start, end, due, last_event } = stored;
        Self { bucket: Bucket { count, start, end }, due, last_event }
    }
}

impl From<Held> for StoredBucket {
    fn from(held: Held) -> Self {
        let Held { bucket: Bucket { count, start, end }, due, last_event } = held;
        Self { count, start, end, due, last_event }
    }
}
