//! What event triggers have counted, within one unit of work: each bucket is read once and written once, however many
//! events it counts.

use std::collections::HashMap;

use weir_store::{
    Conn, Result,
    automation_buckets::{self, BucketKey, StoredBucket},
};

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
    held: Option<StoredBucket>,
}

impl Counters {
    /// The open bucket.
    pub(super) async fn get(&mut self, conn: &mut Conn, key: &BucketKey) -> Result<Option<StoredBucket>> {
        if let Some(counter) = self.buckets.get(key) {
            return Ok(counter.held);
        }
        let held = automation_buckets::read(conn, key).await?;
        self.buckets.insert(key.clone(), Counter { is_stored: held.is_some(), is_changed: false, held });
        Ok(held)
    }

    /// Takes over a bucket that the unit has read already.
    pub(super) fn hold(&mut self, key: BucketKey, held: StoredBucket) {
        self.buckets.insert(key, Counter { is_stored: true, is_changed: false, held: Some(held) });
    }

    /// Keeps a bucket that was got, or forgets it.
    pub(super) fn set(&mut self, key: &BucketKey, held: Option<StoredBucket>) {
        if let Some(counter) = self.buckets.get_mut(key) {
            counter.is_changed |= counter.held != held;
            counter.held = held;
        }
    }

    /// Writes what has changed. The automations must be there, and be kept there by the unit.
    pub(super) async fn save(&mut self, conn: &mut Conn) -> Result<()> {
        for (key, counter) in self.buckets.drain() {
            match counter.held {
                Some(held) if counter.is_changed => {
                    automation_buckets::write(conn, &key, &held).await?;
                }
                None if counter.is_stored => automation_buckets::remove(conn, &key).await?,
                _ => {}
            }
        }
        Ok(())
    }
}
