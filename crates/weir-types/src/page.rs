//! One page of a numbered list.

use serde::{Deserialize, Serialize};

/// What the `paginate` operations answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Page<T> {
    /// The rows of this page.
    pub results: Vec<T>,
    /// How many rows there are in all.
    pub count: u64,
    /// How many rows a page may hold.
    pub limit: u64,
    /// How many pages there are.
    pub pages: u64,
    /// Which page this is, from 1.
    pub page: u64,
}

impl<T> Page<T> {
    /// Page number `page` of `count` rows in pages of `limit`; a limit of 0 counts as no pages.
    pub fn new(results: Vec<T>, count: u64, limit: u64, page: u64) -> Self {
        let pages = if limit == 0 { 0 } else { count.div_ceil(limit) };
        Self { results, count, limit, pages, page }
    }

    /// The same page with each row changed by `change`.
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Page<U> {
        let Self { results, count, limit, pages, page } = self;
        Page { results: results.into_iter().map(change).collect(), count, limit, pages, page }
    }
}
