//! Events about work pools.

use weir_types::{Timestamp, work_pools::StorageConfiguration};

use super::row::Pool;
use crate::{
    conn::Conn,
    error::Result,
    events,
    resource_events::{Happening, Resource},
};

/// Tells that the pool was made or deleted.
pub(super) async fn announce(
    conn: &mut Conn,
    pool: &Pool,
    storage: &StorageConfiguration,
    what: &str,
    now: Timestamp,
) -> Result<()> {
    let queue = pool.default_queue.map(|id| (format!("prefect.work-queue.{id}"), "default-queue"));
    let storage = storage.default_result_storage_block_id;
    let storage = storage.map(|id| (format!("prefect.block-document.{id}"), "result-storage"));
    let related = [queue, storage]
        .into_iter()
        .flatten()
        .map(|(id, role)| Resource { id, name: None, pool_type: None, role: Some(role) })
        .collect();
    let happening = Happening::new(format!("prefect.work-pool.{what}"), pool.related(), related);
    events::append(conn, &[happening.event(now)?], now).await?;
    Ok(())
}
