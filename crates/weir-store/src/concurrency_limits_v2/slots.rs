//! The slots of concurrency limits: how many are taken, and taking them and giving them back.

use weir_engine::{Env, TagLimit};
use weir_types::{TimeDelta, Timestamp, concurrency_limits::ConcurrencyLimitV2, ids::ConcurrencyLimitId};

use crate::{
    conn::{Conn, Dialect},
    error::Result,
    param::{self, Param},
    params,
    row::Row,
};

/// The longest that a client is told to wait for a slot of a limit that is no task tag's, in seconds.
const LONGEST_WAIT: f64 = 30.0;

/// What a limit's occupancy counts as at least, in seconds for each slot.
const SHORTEST_OCCUPANCY: f64 = 0.1;

/// The state of a limit's slots.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Slots {
    pub(crate) id: ConcurrencyLimitId,
    pub(crate) active: bool,
    pub(crate) limit: i64,
    taken: i64,
    denied: i64,
    decay_per_second: f64,
    occupancy: f64,
    updated: Timestamp,
    is_tag: bool,
}

/// The columns that [`slots`] reads, of `concurrency_limits_v2 AS l`.
macro_rules! slot_columns {
    () => {
        "l.id, l.active, l.\"limit\", l.active_slots, l.denied_slots, l.slot_decay_per_second, \
         l.avg_slot_occupancy_seconds, l.updated, l.name"
    };
}
pub(crate) use slot_columns;

/// Reads [`slot_columns`] from column `first` on.
pub(crate) fn slots(row: Row<'_>, first: usize) -> Result<Slots> {
    let mut columns = row.columns_from(first);
    Ok(Slots {
        id: columns.take()?,
        active: columns.take()?,
        limit: columns.take()?,
        taken: columns.take()?,
        denied: columns.take()?,
        decay_per_second: columns.take()?,
        occupancy: columns.take()?,
        updated: columns.take()?,
        is_tag: columns.take::<String>()?.starts_with("tag:"),
    })
}

impl Slots {
    /// Those of a limit that has been read.
    pub(super) fn of(limit: &ConcurrencyLimitV2) -> Self {
        Self {
            id: limit.id,
            active: limit.active,
            limit: limit.limit,
            taken: limit.active_slots,
            denied: limit.denied_slots,
            decay_per_second: limit.slot_decay_per_second,
            occupancy: limit.avg_slot_occupancy_seconds,
            updated: limit.updated,
            is_tag: limit.name.starts_with("tag:"),
        }
    }

    /// How many slots are taken at `now`: those of a rate limit come free by themselves.
    pub(crate) fn active_at(&self, now: Timestamp) -> i64 {
        decayed(self.taken, self.decay_per_second, now.since(self.updated))
    }

    /// How many refusals count at `now`: they are forgotten at the rate at which slots come free.
    pub(super) fn denied_at(&self, now: Timestamp, tag_wait: TimeDelta) -> i64 {
        let longest = if self.is_tag { tag_wait.as_secs_f64() } else { LONGEST_WAIT };
        let rate = if self.decay_per_second > 0.0 {
            self.decay_per_second
        } else {
            1.0 / self.occupancy.min(longest).max(SHORTEST_OCCUPANCY)
        };
        decayed(self.denied, rate, now.since(self.updated))
    }

    /// Whether slots of the limit come free by themselves.
    pub(crate) fn decays(&self) -> bool {
        self.decay_per_second != 0.0
    }

    /// How many slots are asked for and not to be had, for each that there is.
    #[expect(clippy::cast_precision_loss, reason = "slots are few")]
    pub(crate) fn pressure(&self, asked: i64) -> f64 {
        let blocking = asked.saturating_add(self.denied) as f64;
        if self.decay_per_second > 0.0 { blocking } else { blocking / self.limit as f64 }
    }

    /// After how many seconds, on average, `asked` slots are to be had.
    pub(crate) fn average_wait(&self, asked: i64, tag_wait: TimeDelta) -> f64 {
        if self.decays() {
            return self.pressure(asked) / self.decay_per_second;
        }
        let longest = if self.is_tag { tag_wait.as_secs_f64() } else { LONGEST_WAIT };
        (self.occupancy.min(longest) * self.pressure(asked)).min(longest)
    }

    /// The average occupancy with one more sample: a weighted average over twice as many samples as there are slots. A
    /// limit that has none any more keeps its average.
    #[expect(clippy::cast_precision_loss, reason = "slots are few")]
    fn occupancy_with(&self, sample: f64) -> f64 {
        if self.limit == 0 {
            return self.occupancy;
        }
        let samples = self.limit as f64 * 2.0;
        self.occupancy + sample / samples - self.occupancy / samples
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the cast saturates, and the result is bounded below")]
fn decayed(slots: i64, per_second: f64, elapsed: TimeDelta) -> i64 {
    let freed = (per_second * elapsed.as_secs_f64()).floor() as i64;
    slots.saturating_sub(freed).max(0)
}

/// The limits of these names, sorted by name, locked until the unit ends.
pub(crate) async fn by_names(conn: &mut Conn, names: &[String]) -> Result<Vec<(String, Slots)>> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        concat!(
            "SELECT ",
            slot_columns!(),
            " FROM concurrency_limits_v2 AS l WHERE l.name IN ({}) ORDER BY l.name{}"
        ),
        param::placeholders(1, names.len()),
        conn.dialect().for_update(),
    );
    let names: Vec<Param<'_>> = names.iter().map(Param::from).collect();
    conn.all(&sql, &names, |row| Ok((row.get(8)?, slots(row, 0)?))).await
}

/// Locks these limits until the unit ends, in the order of their names as every unit does, so that units do not wait for
/// each other in a circle.
pub(crate) async fn lock(conn: &mut Conn, ids: &[ConcurrencyLimitId]) -> Result<()> {
    if conn.dialect() == Dialect::Sqlite || ids.is_empty() {
        return Ok(());
    }
    let sql = format!(
        "SELECT 1 FROM concurrency_limits_v2 WHERE id IN ({}) ORDER BY name FOR UPDATE",
        param::placeholders(1, ids.len())
    );
    let ids: Vec<Param<'_>> = ids.iter().map(|id| Param::from(*id)).collect();
    conn.all(&sql, &ids, |_| Ok(())).await?;
    Ok(())
}

/// The limits of task tags, which are named `tag:…`, sorted by tag, locked until the unit ends.
pub(crate) async fn of_tags(conn: &mut Conn, tags: &[String], now: Timestamp) -> Result<Vec<TagLimit>> {
    let names: Vec<String> = tags.iter().map(|tag| format!("tag:{tag}")).collect();
    let limits = by_names(conn, &names).await?;
    Ok(limits
        .into_iter()
        .map(|(name, slots)| TagLimit {
            id: slots.id,
            tag: name.strip_prefix("tag:").unwrap_or(&name).to_owned(),
            active: slots.active,
            limit: slots.limit,
            active_slots: slots.active_at(now),
            avg_slot_occupancy_seconds: slots.occupancy,
        })
        .collect())
}

/// Takes `count` slots of the limit. The caller knows that they are free.
pub(crate) async fn take(conn: &mut Conn, id: ConcurrencyLimitId, count: i64, env: &Env) -> Result<()> {
    change(conn, id, Change { taken: count, ..Change::default() }, env).await
}

/// Gives `count` slots of the limit back, which were held for `occupancy` seconds if that is known. A limit that is
/// switched off is left as it is.
pub(crate) async fn give_back(
    conn: &mut Conn,
    id: ConcurrencyLimitId,
    count: i64,
    occupancy: Option<f64>,
    env: &Env,
) -> Result<()> {
    let per_slot =
        occupancy.filter(|seconds| *seconds != 0.0).map(|seconds| occupancy_per_slot(seconds, count));
    change(conn, id, Change { taken: -count, occupancy: per_slot, ..Change::default() }, env).await
}

/// Notes that `count` slots of the limit were asked for in vain.
pub(crate) async fn deny(conn: &mut Conn, id: ConcurrencyLimitId, count: i64, env: &Env) -> Result<()> {
    change(conn, id, Change { denied: count, ..Change::default() }, env).await
}

#[expect(clippy::cast_precision_loss, reason = "slots are few")]
fn occupancy_per_slot(seconds: f64, slots: i64) -> f64 {
    (seconds / slots.max(1) as f64).max(SHORTEST_OCCUPANCY)
}

/// What happens to the slots of a limit.
#[derive(Clone, Copy, Default)]
struct Change {
    taken: i64,
    denied: i64,
    /// For how many seconds each slot was held.
    occupancy: Option<f64>,
}

async fn change(conn: &mut Conn, id: ConcurrencyLimitId, by: Change, env: &Env) -> Result<()> {
    let sql = match conn.dialect() {
        Dialect::Sqlite => {
            concat!("SELECT ", slot_columns!(), " FROM concurrency_limits_v2 AS l WHERE l.id = $1")
        }
        Dialect::Postgres => {
            concat!("SELECT ", slot_columns!(), " FROM concurrency_limits_v2 AS l WHERE l.id = $1 FOR UPDATE")
        }
    };
    let found = conn.first(sql, &params![id], |row| slots(row, 0)).await?;
    let Some(limit) = found.filter(|limit| limit.active) else { return Ok(()) };
    // A change moves `updated`, from which on slots come free, so both counts are brought up to now.
    let active = limit.active_at(env.now).saturating_add(by.taken).max(0);
    let denied = limit.denied_at(env.now, env.settings.tag_slot_wait).saturating_add(by.denied);
    let occupancy = by.occupancy.map_or(limit.occupancy, |sample| limit.occupancy_with(sample));
    conn.execute(
        "UPDATE concurrency_limits_v2 SET updated = $1, active_slots = $2, denied_slots = $3,
         avg_slot_occupancy_seconds = $4 WHERE id = $5",
        &params![env.now, active, denied, occupancy, id],
    )
    .await?;
    Ok(())
}
