//! When what was kept long enough was last deleted.

use weir_types::storage::{Kept, Round};

use crate::{conn::Conn, error::Result, params};

/// Notes that a round is over that deleted so many.
pub async fn note(conn: &mut Conn, what: Kept, round: Round) -> Result<()> {
    conn.execute(
        "INSERT INTO retention_rounds (what, ended, deleted) VALUES ($1, $2, $3)
         ON CONFLICT (what) DO UPDATE SET ended = excluded.ended, deleted = excluded.deleted",
        &params![what, round.ended, round.deleted],
    )
    .await?;
    Ok(())
}

/// The last round of each that had one.
pub async fn list(conn: &mut Conn) -> Result<Vec<(Kept, Round)>> {
    conn.all("SELECT what, ended, deleted FROM retention_rounds", &[], |row| {
        Ok((row.get(0)?, Round { ended: row.get(1)?, deleted: row.get(2)? }))
    })
    .await
}
