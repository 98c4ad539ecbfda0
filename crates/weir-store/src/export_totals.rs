//! What was told last to receivers of metrics that add up what they are sent.

use weir_types::Timestamp;

use crate::{conn::Conn, error::Result, params};

/// The counts of the last snapshot that a receiver was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportTotals {
    /// Which metrics they are, with which labels. Counts of other metrics say nothing about these.
    pub choice: String,
    /// When the receiver was told.
    pub taken: Timestamp,
    /// The counts, as whoever exports writes them.
    pub totals: String,
}

/// Those of a receiver, if it was ever told any.
pub async fn read(conn: &mut Conn, destination: &str) -> Result<Option<ExportTotals>> {
    conn.first(
        "SELECT choice, taken, totals FROM export_totals WHERE destination = $1",
        &params![destination],
        |row| Ok(ExportTotals { choice: row.get(0)?, taken: row.get(1)?, totals: row.get(2)? }),
    )
    .await
}

/// Keeps those of a receiver.
pub async fn write(conn: &mut Conn, destination: &str, told: &ExportTotals) -> Result<()> {
    conn.execute(
        "INSERT INTO export_totals (destination, choice, taken, totals) VALUES ($1, $2, $3, $4)
         ON CONFLICT (destination) DO UPDATE SET
             choice = excluded.choice, taken = excluded.taken, totals = excluded.totals",
        &params![destination, &told.choice, told.taken, &told.totals],
    )
    .await?;
    Ok(())
}
