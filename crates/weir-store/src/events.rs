//! The event log: appended to in the unit that causes the events, read by sequence number by whatever follows.

use std::collections::HashMap;

use weir_types::{Json, JsonObject, Timestamp, filters::EventFilter, ids::EventId};

use crate::{
    bulk::{self, Bulk},
    conn::{Conn, Dialect},
    error::Result,
    filters,
    param::Param,
    params, postgres,
    row::Row,
};

/// An event on its way into the log. Its JSON stays text: the log interprets only the ids of resources.
#[derive(Clone, Debug, PartialEq)]
pub struct NewEvent {
    /// Its id; an event whose id the log has already is dropped.
    pub id: EventId,
    /// When it happened, as its sender says.
    pub occurred: Timestamp,
    /// Its name, such as `prefect.flow-run.Completed`.
    pub event: String,
    /// The id of the resource that it is about.
    pub resource_id: String,
    /// That resource's labels.
    pub resource: JsonObject,
    /// Id and role of each related resource.
    pub related_ids: Vec<RelatedId>,
    /// The related resources' labels: a JSON array of objects.
    pub related: Json,
    /// Whatever else the sender tells.
    pub payload: JsonObject,
    /// The event that this one follows upon.
    pub follows: Option<EventId>,
}

/// Which resource an event is related to, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelatedId {
    /// The resource's id.
    pub resource_id: String,
    /// Its role, such as `flow` or `deployment`.
    pub role: String,
}

/// An event as it lies in the log.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredEvent {
    /// Where it lies.
    pub position: Position,
    /// Its id.
    pub id: EventId,
    /// When it happened.
    pub occurred: Timestamp,
    /// Its name.
    pub event: String,
    /// Its resource's labels.
    pub resource: JsonObject,
    /// The related resources' labels.
    pub related: Json,
    /// Whatever else the sender told.
    pub payload: JsonObject,
    /// When the server took it.
    pub received: Timestamp,
    /// The event that it follows upon.
    pub follows: Option<EventId>,
}

/// A place in a log. On PostgreSQL numbers are drawn before their transaction commits, so the order that readers can
/// rely on is that of transactions first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// PostgreSQL's transaction; always 0 on SQLite, where commits come in the order of numbers.
    pub xact: i64,
    /// The sequence number.
    pub seq: i64,
}

macro_rules! event_columns {
    () => {
        event_columns!("payload")
    };
    ($payload:literal) => {
        concat!("id, occurred, event, resource, related, ", $payload, ", received, follows")
    };
}

fn stored_event(row: Row<'_>) -> Result<StoredEvent> {
    let mut columns = row.columns();
    Ok(StoredEvent {
        position: Position { xact: columns.take()?, seq: columns.take()? },
        id: columns.take()?,
        occurred: columns.take()?,
        event: columns.take()?,
        resource: columns.take()?,
        related: columns.take()?,
        payload: columns.take()?,
        received: columns.take()?,
        follows: columns.take()?,
    })
}

/// Appends the server's own events in their order. Their readers are woken after the commit.
pub async fn append(conn: &mut Conn, events: &[NewEvent], received: Timestamp) -> Result<()> {
    match conn.dialect() {
        Dialect::Sqlite => append_each(conn, events, received).await.map(drop),
        Dialect::Postgres => {
            for events in events.chunks(APPENDED_AT_ONCE) {
                append_later(conn, events, received).await?;
            }
            conn.appended.events |= !events.is_empty();
            Ok(())
        }
    }
}

/// How many events go in one statement with the resources that they name. It joins them in the database, which is no
/// good for very many.
const APPENDED_AT_ONCE: usize = 64;

/// Appends events that came in, in their order; says of each whether it was new.
pub(crate) async fn append_each(
    conn: &mut Conn,
    events: &[NewEvent],
    received: Timestamp,
) -> Result<Vec<bool>> {
    let seqs = numbered(conn, events, received).await?;
    let mut named = Vec::with_capacity(events.len() * 4);
    for (event, seq) in events.iter().zip(&seqs) {
        if let Some(seq) = *seq {
            named.extend(event.named().map(|(id, role)| params![id, event.occurred, seq, role]));
        }
    }
    RESOURCES.insert(conn, named).await?;
    let new: Vec<bool> = seqs.iter().map(Option::is_some).collect();
    conn.appended.events |= new.contains(&true);
    Ok(new)
}

/// Writes the rows of events; answers the number of each in the log, if it was new.
async fn numbered(conn: &mut Conn, events: &[NewEvent], received: Timestamp) -> Result<Vec<Option<i64>>> {
    let rows: Vec<_> = events.iter().map(|event| row(event, received)).collect();
    if conn.dialect() == Dialect::Sqlite {
        let mut numbers = Vec::with_capacity(rows.len());
        for row in &rows {
            let is_new = EVENTS.insert_one(conn, row).await?;
            numbers.push(conn.last_row().filter(|_| is_new));
        }
        return Ok(numbers);
    }
    let inserted =
        EVENTS.insert_returning(conn, rows, |row| Ok((row.get::<EventId>(0)?, row.get::<i64>(1)?)));
    let mut numbers: HashMap<EventId, i64> = inserted.await?.into_iter().collect();
    // Of two with one id the first is new.
    Ok(events.iter().map(|event| numbers.remove(&event.id)).collect())
}

static EVENTS: Bulk<9> = Bulk::new(
    "events",
    [
        ("id", "UUID"),
        ("occurred", "BIGINT"),
        ("event", "TEXT"),
        ("resource_id", "TEXT"),
        ("resource", "TEXT"),
        ("related", "TEXT"),
        ("payload", "TEXT"),
        ("received", "BIGINT"),
        ("follows", "UUID"),
    ],
    "ON CONFLICT (id) DO NOTHING",
)
.returning("id, seq");

static RESOURCES: Bulk<4> = Bulk::new(
    "event_resources",
    [("resource_id", "TEXT"), ("occurred", "BIGINT"), ("event_seq", "BIGINT"), ("role", "TEXT")],
    "ON CONFLICT DO NOTHING",
);

fn row(event: &NewEvent, received: Timestamp) -> [Param<'_>; 9] {
    params![
        event.id,
        event.occurred,
        &event.event,
        &event.resource_id,
        &event.resource,
        &event.related,
        &event.payload,
        received,
        event.follows,
    ]
}

impl NewEvent {
    /// The resources that it names, with their roles; its own has the role ''.
    fn named(&self) -> impl Iterator<Item = (&str, &str)> {
        let related = self.related_ids.iter().map(|one| (one.resource_id.as_str(), one.role.as_str()));
        std::iter::once((self.resource_id.as_str(), "")).chain(related)
    }
}

/// Appends events on PostgreSQL in one statement whose outcome nobody waits for.
async fn append_later(conn: &mut Conn, events: &[NewEvent], received: Timestamp) -> Result<()> {
    let mut values = bulk::transposed(events.iter().map(|event| row(event, received)).collect());
    let named = events.iter().flat_map(|event| event.named().map(|(id, role)| params![event.id, id, role]));
    values.extend(bulk::transposed(named.collect()));
    conn.write(
        "WITH appended AS (
             INSERT INTO events (id, occurred, event, resource_id, resource, related, payload, received, follows)
             SELECT * FROM unnest(CAST($1 AS UUID[]), CAST($2 AS BIGINT[]), CAST($3 AS TEXT[]), CAST($4 AS TEXT[]),
                 CAST($5 AS TEXT[]), CAST($6 AS TEXT[]), CAST($7 AS TEXT[]), CAST($8 AS BIGINT[]), CAST($9 AS UUID[]))
             ON CONFLICT (id) DO NOTHING RETURNING id, seq, occurred)
         INSERT INTO event_resources (resource_id, occurred, event_seq, role)
         SELECT named.resource, appended.occurred, appended.seq, named.role
         FROM unnest(CAST($10 AS UUID[]), CAST($11 AS TEXT[]), CAST($12 AS TEXT[])) AS named (event, resource, role)
         JOIN appended ON appended.id = named.event
         ON CONFLICT DO NOTHING",
        values,
    )
    .await
}

/// The event with this id.
pub async fn read(conn: &mut Conn, id: EventId) -> Result<Option<StoredEvent>> {
    let sql = match conn.dialect() {
        Dialect::Sqlite => concat!("SELECT 0, seq, ", event_columns!(), " FROM events WHERE id = $1"),
        Dialect::Postgres => concat!(
            "SELECT CAST(CAST(xact AS TEXT) AS BIGINT), seq, ",
            event_columns!(),
            " FROM events WHERE id = $1"
        ),
    };
    conn.first(sql, &params![id], stored_event).await
}

// The statements of `read_after` on SQLite and on PostgreSQL, with the columns that `stored_event` reads.
macro_rules! events_after {
    ($columns:expr) => {
        [
            concat!("SELECT 0, seq, ", $columns, " FROM events WHERE seq > $1 ORDER BY seq LIMIT $2"),
            concat!(
                "SELECT CAST(CAST(xact AS TEXT) AS BIGINT), seq, ",
                $columns,
                " FROM events WHERE (xact, seq) > (CAST(CAST($1 AS TEXT) AS xid8), $2) AND xact < CAST(CAST($3 AS TEXT) AS xid8)
                  ORDER BY xact, seq LIMIT $4"
            ),
        ]
    };
}

/// The events after `position`, in the order of the log, at most `limit`.
pub async fn read_after(conn: &mut Conn, position: Position, limit: u32) -> Result<Vec<StoredEvent>> {
    after(conn, position, limit, events_after!(event_columns!())).await
}

/// The same for those who look at no payload, which is most of an event: each is an empty object.
pub async fn read_after_without_payloads(
    conn: &mut Conn,
    position: Position,
    limit: u32,
) -> Result<Vec<StoredEvent>> {
    after(conn, position, limit, events_after!(event_columns!("'{}'"))).await
}

async fn after(
    conn: &mut Conn,
    position: Position,
    limit: u32,
    [sqlite, postgres]: [&'static str; 2],
) -> Result<Vec<StoredEvent>> {
    match conn.dialect() {
        Dialect::Sqlite => conn.all(sqlite, &params![position.seq, limit], stored_event).await,
        Dialect::Postgres => {
            let horizon = postgres::log_horizon(conn).await?;
            let params = params![position.xact.to_string(), position.seq, horizon.to_string(), limit];
            conn.all(postgres, &params, stored_event).await
        }
    }
}

/// The events that pass a filter, a page of them in the filter's order. Without bounds it looks at the time until `now`.
pub async fn list(
    conn: &mut Conn,
    filter: &EventFilter,
    limit: i64,
    offset: i64,
    now: Timestamp,
) -> Result<Vec<StoredEvent>> {
    let columns = positioned_columns(conn.dialect());
    filters::events::query(filter, now).page(Some(limit), offset).all(conn, columns, stored_event).await
}

/// The same of the events up to `end` alone, so that pages agree while events come in.
pub async fn list_until(
    conn: &mut Conn,
    filter: &EventFilter,
    end: Position,
    (limit, offset): (i64, i64),
    now: Timestamp,
) -> Result<Vec<StoredEvent>> {
    let columns = positioned_columns(conn.dialect());
    filters::events::query(filter, now)
        .and(filters::events::up_to(end, conn.dialect()))
        .page(Some(limit), offset)
        .all(conn, columns, stored_event)
        .await
}

/// The events that pass a filter and were appended after `from`, up to `to`, in the order of the log, at most `limit`.
pub async fn arrived(
    conn: &mut Conn,
    filter: &EventFilter,
    (from, to): (Position, Position),
    limit: i64,
    now: Timestamp,
) -> Result<Vec<StoredEvent>> {
    let columns = positioned_columns(conn.dialect());
    filters::events::arrived(filter, now, (from, to), conn.dialect())
        .page(Some(limit), 0)
        .all(conn, columns, stored_event)
        .await
}

/// The columns that [`stored_event`] reads.
const fn positioned_columns(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Sqlite => concat!("0, seq, ", event_columns!()),
        Dialect::Postgres => concat!("CAST(CAST(xact AS TEXT) AS BIGINT), seq, ", event_columns!()),
    }
}

/// The end of the log: a reader that starts here sees only what comes.
pub async fn end(conn: &mut Conn) -> Result<Position> {
    end_of(conn, "events").await
}

/// The end of the log that is kept in `table`.
pub(crate) async fn end_of(conn: &mut Conn, table: &'static str) -> Result<Position> {
    let found = match conn.dialect() {
        Dialect::Sqlite => {
            let sql = format!("SELECT 0, MAX(seq) FROM {table} HAVING MAX(seq) IS NOT NULL");
            conn.first(&sql, &[], position).await?
        }
        Dialect::Postgres => {
            let horizon = postgres::log_horizon(conn).await?;
            let sql = format!(
                "SELECT CAST(CAST(xact AS TEXT) AS BIGINT), seq FROM {table}
                 WHERE xact < CAST(CAST($1 AS TEXT) AS xid8) ORDER BY xact DESC, seq DESC LIMIT 1"
            );
            conn.first(&sql, &params![horizon.to_string()], position).await?
        }
    };
    Ok(found.unwrap_or_default())
}

fn position(row: Row<'_>) -> Result<Position> {
    Ok(Position { xact: row.get(0)?, seq: row.get(1)? })
}

/// How far the reader called `reader` has come; the start of the log when it is new.
pub async fn cursor(conn: &mut Conn, reader: &str) -> Result<Position> {
    let row =
        conn.first("SELECT xact, seq FROM log_cursors WHERE reader = $1", &params![reader], position).await?;
    Ok(row.unwrap_or_default())
}

/// Has a new reader begin at `at`, also where the log is empty yet. One that has begun stays where it is.
pub async fn begin(conn: &mut Conn, reader: &str, at: Position) -> Result<()> {
    conn.execute(
        "INSERT INTO log_cursors (reader, xact, seq) VALUES ($1, $2, $3) ON CONFLICT (reader) DO NOTHING",
        &params![reader, at.xact, at.seq],
    )
    .await?;
    Ok(())
}

/// Moves a reader on from `from` to `to`, in the unit that does what the events between ask for. Answers false, and
/// moves nothing, when the reader is no longer at `from`: another replica has done the work.
pub async fn advance(conn: &mut Conn, reader: &str, from: Position, to: Position) -> Result<bool> {
    if from == Position::default() {
        let begun = conn
            .execute(
                "INSERT INTO log_cursors (reader, xact, seq) VALUES ($1, $2, $3) ON CONFLICT (reader) DO UPDATE
                 SET xact = excluded.xact, seq = excluded.seq WHERE log_cursors.xact = 0 AND log_cursors.seq = 0",
                &params![reader, to.xact, to.seq],
            )
            .await?;
        return Ok(begun > 0);
    }
    let moved = conn
        .execute(
            "UPDATE log_cursors SET xact = $1, seq = $2 WHERE reader = $3 AND xact = $4 AND seq = $5",
            &params![to.xact, to.seq, reader, from.xact, from.seq],
        )
        .await?;
    Ok(moved > 0)
}
