//! Concurrency limits by name (version 2). Those of tasks' tags are named `tag:…`, those of deployments
//! `deployment:…`.

mod slots;

use serde::Serialize;
use weir_types::{
    Patch, Timestamp,
    concurrency_limits::{
        ConcurrencyLimitV2, ConcurrencyLimitV2Create, ConcurrencyLimitV2Update, GlobalConcurrencyLimit,
    },
    ids::ConcurrencyLimitId,
};

pub(crate) use self::slots::{Slots, by_names, deny, give_back, lock, of_tags, slot_columns, slots, take};
use crate::{
    conn::Conn,
    error::{Result, StoreError},
    lifecycle::{self, Action, Subject},
    param::Param,
    params,
    row::Row,
    update::Update,
};

/// What the occupancy of a slot is taken to be before any was measured, in seconds.
pub(crate) const FIRST_OCCUPANCY: f64 = 2.0;

macro_rules! limit_columns {
    () => {
        "id, created, updated, active, name, \"limit\", active_slots, denied_slots, slot_decay_per_second, \
         avg_slot_occupancy_seconds"
    };
}

fn limit(row: Row<'_>) -> Result<ConcurrencyLimitV2> {
    let mut columns = row.columns();
    Ok(ConcurrencyLimitV2 {
        id: columns.take()?,
        created: columns.take()?,
        updated: columns.take()?,
        active: columns.take()?,
        name: columns.take()?,
        limit: columns.take()?,
        active_slots: columns.take()?,
        denied_slots: columns.take()?,
        slot_decay_per_second: columns.take()?,
        avg_slot_occupancy_seconds: columns.take()?,
    })
}

/// Which limit is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// The one with this id.
    Id(ConcurrencyLimitId),
    /// The one with this name.
    Name(String),
}

impl Key {
    /// What a path names: an id if it can be read as one, else a name.
    pub fn of(text: &str) -> Self {
        text.parse().map_or_else(|_| Self::Name(text.to_owned()), |id| Self::Id(ConcurrencyLimitId(id)))
    }

    fn column(&self) -> &'static str {
        match self {
            Self::Id(_) => "id",
            Self::Name(_) => "name",
        }
    }

    fn param(&self) -> Param<'_> {
        match self {
            Self::Id(id) => (*id).into(),
            Self::Name(name) => name.into(),
        }
    }
}

/// Makes the limit.
///
/// # Errors
/// A conflict when its name is taken.
pub async fn create(
    conn: &mut Conn,
    create: &ConcurrencyLimitV2Create,
    now: Timestamp,
) -> Result<ConcurrencyLimitV2> {
    let made = ConcurrencyLimitV2 {
        id: ConcurrencyLimitId::generate(),
        created: now,
        updated: now,
        active: create.active,
        name: create.name.as_str().to_owned(),
        limit: create.limit,
        active_slots: create.active_slots,
        denied_slots: create.denied_slots,
        slot_decay_per_second: create.slot_decay_per_second,
        avg_slot_occupancy_seconds: FIRST_OCCUPANCY,
    };
    insert(conn, &made).await?;
    Ok(made)
}

/// Adds the limit as it is.
pub(crate) async fn insert(conn: &mut Conn, limit: &ConcurrencyLimitV2) -> Result<()> {
    conn.execute(
        concat!(
            "INSERT INTO concurrency_limits_v2 (",
            limit_columns!(),
            ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
        ),
        &params![
            limit.id,
            limit.created,
            limit.updated,
            limit.active,
            &limit.name,
            limit.limit,
            limit.active_slots,
            limit.denied_slots,
            limit.slot_decay_per_second,
            limit.avg_slot_occupancy_seconds
        ],
    )
    .await?;
    record(conn, Action::Created, limit, limit.created).await
}

/// The limit as its row says.
pub(crate) async fn read_row(conn: &mut Conn, key: &Key) -> Result<Option<ConcurrencyLimitV2>> {
    let sql = format!(
        concat!("SELECT ", limit_columns!(), " FROM concurrency_limits_v2 WHERE {} = $1"),
        key.column()
    );
    conn.first(&sql, &[key.param()], limit).await
}

/// As [`read_row`], locked until the unit ends.
pub(crate) async fn lock_row(conn: &mut Conn, key: &Key) -> Result<Option<ConcurrencyLimitV2>> {
    let sql = format!(
        concat!("SELECT ", limit_columns!(), " FROM concurrency_limits_v2 WHERE {} = $1{}"),
        key.column(),
        conn.dialect().for_update()
    );
    conn.first(&sql, &[key.param()], limit).await
}

/// The limit with the slots that are taken at `now`.
pub async fn read(conn: &mut Conn, key: &Key, now: Timestamp) -> Result<Option<GlobalConcurrencyLimit>> {
    Ok(read_row(conn, key).await?.map(|limit| at(limit, now)))
}

/// The limits by name, a page of them, with the slots that are taken at `now`.
pub async fn list(
    conn: &mut Conn,
    most: i64,
    offset: i64,
    now: Timestamp,
) -> Result<Vec<GlobalConcurrencyLimit>> {
    let sql =
        concat!("SELECT ", limit_columns!(), " FROM concurrency_limits_v2 ORDER BY name LIMIT $1 OFFSET $2");
    let found = conn.all(sql, &params![most, offset], limit).await?;
    Ok(found.into_iter().map(|limit| at(limit, now)).collect())
}

/// The limits of tags by name, a page of them.
pub(crate) async fn of_all_tags(conn: &mut Conn, most: i64, offset: i64) -> Result<Vec<ConcurrencyLimitV2>> {
    conn.all(
        concat!(
            "SELECT ",
            limit_columns!(),
            " FROM concurrency_limits_v2 WHERE substr(name, 1, 4) = 'tag:' ORDER BY name LIMIT $1 OFFSET $2"
        ),
        &params![most, offset],
        limit,
    )
    .await
}

/// Sets the slots of the limit that are taken to none.
pub(crate) async fn free(conn: &mut Conn, id: ConcurrencyLimitId, now: Timestamp) -> Result<()> {
    let mut update = Update::new("concurrency_limits_v2", now);
    update.set("active_slots", 0_i64);
    update.run(conn, id).await?;
    Ok(())
}

/// The limit as it is read: its slots come free by themselves if it has a rate.
fn at(limit: ConcurrencyLimitV2, now: Timestamp) -> GlobalConcurrencyLimit {
    let active_slots = Slots::of(&limit).active_at(now);
    let ConcurrencyLimitV2 { id, created, updated, active, name, limit, slot_decay_per_second, .. } = limit;
    GlobalConcurrencyLimit { id, created, updated, active, name, limit, active_slots, slot_decay_per_second }
}

/// Changes what the update names; says whether there is such a limit. Slots that came free by themselves stay free.
///
/// # Errors
/// A conflict when the new name is taken, or when anything is set to null.
pub async fn update(
    conn: &mut Conn,
    key: &Key,
    update: &ConcurrencyLimitV2Update,
    env: &weir_engine::Env,
) -> Result<bool> {
    let Some(mut limit) = lock_row(conn, key).await? else { return Ok(false) };
    let slots = Slots::of(&limit);
    limit.active_slots = slots.active_at(env.now);
    limit.denied_slots = slots.denied_at(env.now, env.settings.tag_slot_wait);
    limit.updated = env.now;
    set(&mut limit.active, &update.active)?;
    set(&mut limit.limit, &update.limit)?;
    set(&mut limit.active_slots, &update.active_slots)?;
    set(&mut limit.denied_slots, &update.denied_slots)?;
    set(&mut limit.slot_decay_per_second, &update.slot_decay_per_second)?;
    match &update.name {
        Patch::Keep => {}
        Patch::Set(Some(name)) => name.as_str().clone_into(&mut limit.name),
        Patch::Set(None) => return Err(StoreError::Conflict),
    }
    write(conn, &limit).await?;
    Ok(true)
}

fn set<T: Copy>(field: &mut T, change: &Patch<Option<T>>) -> Result<()> {
    match change {
        Patch::Keep => {}
        Patch::Set(Some(value)) => *field = *value,
        Patch::Set(None) => return Err(StoreError::Conflict),
    }
    Ok(())
}

/// Writes the limit's row anew and tells of it.
pub(crate) async fn write(conn: &mut Conn, limit: &ConcurrencyLimitV2) -> Result<()> {
    let mut update = Update::new("concurrency_limits_v2", limit.updated);
    update.set("active", limit.active);
    update.set("name", &limit.name);
    update.set("\"limit\"", limit.limit);
    update.set("active_slots", limit.active_slots);
    update.set("denied_slots", limit.denied_slots);
    update.set("slot_decay_per_second", limit.slot_decay_per_second);
    update.run(conn, limit.id).await?;
    record(conn, Action::Updated, limit, limit.updated).await
}

/// Deletes the limit; says whether there was one.
pub async fn delete(conn: &mut Conn, key: &Key, now: Timestamp) -> Result<bool> {
    let sql = format!(
        concat!("DELETE FROM concurrency_limits_v2 WHERE {} = $1 RETURNING ", limit_columns!()),
        key.column()
    );
    let gone = conn.first(&sql, &[key.param()], limit).await?;
    if let Some(gone) = &gone {
        record(conn, Action::Deleted, gone, now).await?;
    }
    Ok(gone.is_some())
}

#[derive(Serialize)]
struct LimitPayload<'l> {
    name: &'l str,
    limit: i64,
    active: bool,
    slot_decay_per_second: f64,
}

async fn record(conn: &mut Conn, action: Action, limit: &ConcurrencyLimitV2, now: Timestamp) -> Result<()> {
    let subject = Subject {
        kind: "concurrency-limit",
        id: limit.id.0,
        name: Some(&limit.name),
        payload: LimitPayload {
            name: &limit.name,
            limit: limit.limit,
            active: limit.active,
            slot_decay_per_second: limit.slot_decay_per_second,
        },
        related: Vec::new(),
    };
    lifecycle::record(conn, action, subject, now).await
}
