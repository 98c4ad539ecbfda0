//! How often runs have changed that were counted in an hour which was over, as triggers of the tables count.

use std::collections::BTreeMap;

use weir_types::insights::Period;

use super::runs::Kind;
use crate::{conn::Conn, error::Result, params};

/// By which of its times a run is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CountedBy {
    /// When it ended.
    End,
    /// When it was expected to start.
    Expected,
}

/// What the triggers call it.
const fn name(kind: Kind, by: CountedBy) -> &'static str {
    match (kind, by) {
        (Kind::Flow, CountedBy::End) => "end",
        (Kind::Flow, CountedBy::Expected) => "expected",
        (Kind::Task, CountedBy::End) => "task end",
        (Kind::Task, CountedBy::Expected) => "task expected",
    }
}

/// The hours of a time in which runs have changed, as microseconds since the epoch at their start, with how often.
pub async fn changes(
    conn: &mut Conn,
    kind: Kind,
    by: CountedBy,
    period: Period,
) -> Result<BTreeMap<i64, i64>> {
    let found = conn
        .all(
            "SELECT hour, changes FROM insight_changes WHERE counted_by = $1 AND hour >= $2 AND hour < $3",
            &params![name(kind, by), period.start, period.end],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .await?;
    Ok(found.into_iter().collect())
}
