//! Which replica does what only one may do at a time.

use uuid::Uuid;
use weir_types::{TimeDelta, Timestamp};

use crate::{conn::Conn, error::Result, params};

/// Takes or keeps the lease of a service for `length` from `now` on. Answers false while another holds it.
pub async fn hold(
    conn: &mut Conn,
    service: &str,
    holder: Uuid,
    length: TimeDelta,
    now: Timestamp,
) -> Result<bool> {
    let held = conn
        .execute(
            "INSERT INTO service_leases (service, holder, expires) VALUES ($1, $2, $3)
             ON CONFLICT (service) DO UPDATE SET holder = excluded.holder, expires = excluded.expires
             WHERE service_leases.holder = excluded.holder OR service_leases.expires <= $4",
            &params![service, holder, now + length, now],
        )
        .await?;
    Ok(held > 0)
}

/// Gives the lease of a service back, if `holder` has it: whoever asks next is not kept waiting.
pub async fn release(conn: &mut Conn, service: &str, holder: Uuid) -> Result<()> {
    conn.execute("DELETE FROM service_leases WHERE service = $1 AND holder = $2", &params![service, holder])
        .await?;
    Ok(())
}
