//! The bounds of lists and histories.

use axum::http::StatusCode;
use serde_json::json;

use weir_store::history::Span;
use weir_types::{TimeDelta, Timestamp};

use crate::error::ApiError;

/// How many rows a list has when none is asked for, and at most.
pub(crate) const MOST: i64 = 200;

/// A limit that is negative or too high: 422.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BadLimit {
    #[error("Invalid limit: must be greater than or equal to 0.")]
    Negative,
    #[error("Invalid limit: must be less than or equal to {MOST}.")]
    TooHigh,
}

impl From<BadLimit> for ApiError {
    fn from(bad: BadLimit) -> Self {
        Self::Other(StatusCode::UNPROCESSABLE_ENTITY, json!({ "detail": bad.to_string() }))
    }
}

/// How many rows a list may have, of which `asked` was asked for.
pub(crate) const fn limit(asked: Option<i64>) -> Result<i64, BadLimit> {
    match asked {
        None => Ok(MOST),
        Some(i64::MIN..0) => Err(BadLimit::Negative),
        Some(limit @ 0..=MOST) => Ok(limit),
        Some(_) => Err(BadLimit::TooHigh),
    }
}

/// What is asked for to have the page behind this one: the last row's key. None when this page is not full.
pub(crate) fn next<T, K>(page: &[T], limit: i64, key: impl Fn(&T) -> K) -> Option<K> {
    let is_full = i64::try_from(page.len()).is_ok_and(|count| count == limit);
    page.last().filter(|_| is_full).map(key)
}

/// Where page number `page`, from 1, of pages of `limit` rows begins.
pub(crate) const fn offset(page: i64, limit: i64) -> i64 {
    page.saturating_sub(1).saturating_mul(limit)
}

/// A history of intervals that are too short: 422.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("History interval must not be less than 1 second.")]
pub(crate) struct ShortInterval;

impl From<ShortInterval> for ApiError {
    fn from(short: ShortInterval) -> Self {
        Self::Other(StatusCode::UNPROCESSABLE_ENTITY, json!({ "detail": short.to_string() }))
    }
}

/// The time that a history covers.
pub(crate) fn span(start: Timestamp, end: Timestamp, interval: TimeDelta) -> Result<Span, ShortInterval> {
    if interval < TimeDelta::from_secs(1) { Err(ShortInterval) } else { Ok(Span { start, end, interval }) }
}
