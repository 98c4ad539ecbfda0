//! The clock of a time zone.

use jiff::{
    civil::DateTime,
    tz::{AmbiguousOffset, TimeZone},
};
use weir_types::Timestamp;

use super::fault::Fault;

/// Which instant a clock means by a time that it shows twice, or skips.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Means {
    /// The first of two; and the skipped time by the clock as it is after the change, which is before it.
    Earlier,
    /// The second of two; and the skipped time by the clock as it was before the change, which is after it.
    Later,
}

/// The clock of a time zone.
#[derive(Clone, Debug)]
pub(super) struct Zone(TimeZone);

impl Zone {
    /// The zone of this name: UTC when none is given.
    pub(super) fn named(name: Option<&str>) -> Result<Self, Fault> {
        match name.filter(|name| !name.is_empty()) {
            None => Ok(Self(TimeZone::UTC)),
            Some(name) => TimeZone::get(name).map(Self).map_err(|_| Fault::UnknownZone(name.to_owned())),
        }
    }

    /// What the clock shows.
    pub(super) fn wall(&self, instant: Timestamp) -> DateTime {
        self.0.to_datetime(instant.to_jiff())
    }

    /// How many seconds the clock is ahead of UTC.
    pub(super) fn ahead(&self, instant: Timestamp) -> i32 {
        self.0.to_offset(instant.to_jiff()).seconds()
    }

    /// When the clock shows this.
    pub(super) fn instant(&self, wall: DateTime, means: Means) -> Result<Timestamp, Fault> {
        let offset = match (self.0.to_ambiguous_timestamp(wall).offset(), means) {
            (AmbiguousOffset::Unambiguous { offset }, _) => offset,
            (AmbiguousOffset::Gap { before, .. }, Means::Later)
            | (AmbiguousOffset::Fold { before, .. }, Means::Earlier) => before,
            (AmbiguousOffset::Gap { after, .. }, Means::Earlier)
            | (AmbiguousOffset::Fold { after, .. }, Means::Later) => after,
        };
        offset.to_timestamp(wall).map(Timestamp::from_jiff).map_err(|_| Fault::OutOfRange)
    }
}
