//! Events that triggers have not seen yet, though the log has them: they wait for one that they follow upon.

use weir_types::{Timestamp, ids::EventId};

use crate::{
    conn::{Conn, Dialect},
    error::Result,
    events::Position,
    params,
};

/// An event that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeldEvent {
    /// The event.
    pub id: EventId,
    /// The event that it waits for.
    pub leader: EventId,
    /// When it happened, as its sender says.
    pub occurred: Timestamp,
    /// When the server took it.
    pub received: Timestamp,
}

/// Keeps an event waiting; one that waits already may go on to wait for another one.
pub async fn hold(conn: &mut Conn, held: &HeldEvent) -> Result<()> {
    conn.execute(
        "INSERT INTO automation_held_events (event_id, leader, occurred, received) VALUES ($1, $2, $3, $4)
         ON CONFLICT (event_id) DO UPDATE SET leader = excluded.leader",
        &params![held.id, held.leader, held.occurred, held.received],
    )
    .await?;
    Ok(())
}

/// All that wait, in the order in which they happened.
pub async fn list(conn: &mut Conn) -> Result<Vec<HeldEvent>> {
    conn.all(
        "SELECT event_id, leader, occurred, received FROM automation_held_events ORDER BY occurred, event_id",
        &[],
        |row| {
            let mut columns = row.columns();
            Ok(HeldEvent {
                id: columns.take()?,
                leader: columns.take()?,
                occurred: columns.take()?,
                received: columns.take()?,
            })
        },
    )
    .await
}

/// Lets an event go. Answers false when it does not wait any more.
pub async fn release(conn: &mut Conn, id: EventId) -> Result<bool> {
    let released =
        conn.execute("DELETE FROM automation_held_events WHERE event_id = $1", &params![id]).await?;
    Ok(released > 0)
}

/// When the one was taken that waits the longest.
pub async fn oldest(conn: &mut Conn) -> Result<Option<Timestamp>> {
    let sql = "SELECT MIN(received) FROM automation_held_events";
    Ok(conn.first(sql, &[], |row| row.get(0)).await?.flatten())
}

/// Those that were taken until `received`, in the order in which they happened.
pub async fn waiting_since(conn: &mut Conn, received: Timestamp) -> Result<Vec<EventId>> {
    conn.all(
        "SELECT event_id FROM automation_held_events WHERE received <= $1 ORDER BY occurred, event_id",
        &params![received],
        |row| row.get(0),
    )
    .await
}

/// Where an event lies in the log, and what it follows upon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// Its place.
    pub position: Position,
    /// When the server took it.
    pub received: Timestamp,
    /// The event that it follows upon.
    pub follows: Option<EventId>,
}

/// What of an event tells its place in the order of causes, if the log has it.
pub async fn link(conn: &mut Conn, id: EventId) -> Result<Option<Link>> {
    let sql = match conn.dialect() {
        Dialect::Sqlite => "SELECT 0, seq, received, follows FROM events WHERE id = $1",
        Dialect::Postgres => {
            "SELECT CAST(CAST(xact AS TEXT) AS BIGINT), seq, received, follows FROM events WHERE id = $1"
        }
    };
    conn.first(sql, &params![id], |row| {
        let mut columns = row.columns();
        let position = Position { xact: columns.take()?, seq: columns.take()? };
        Ok(Link { position, received: columns.take()?, follows: columns.take()? })
    })
    .await
}
