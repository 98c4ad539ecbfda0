//! Saved searches: they have no filter.

use super::{Condition, Query};

/// All saved searches, by name.
pub fn query() -> Query<'static> {
    Query::of("saved_searches", Condition::Always).order_by("saved_searches.name")
}
