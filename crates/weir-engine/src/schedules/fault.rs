//! Why a schedule has no instants.

/// Why a schedule has no instants, or no more of them.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// There is no such time zone.
    #[error("there is no time zone {0:?}")]
    UnknownZone(String),
    /// The cron text is none.
    #[error("{0:?} is not a cron text")]
    BadCron(String),
    /// The recurrence rule is none.
    #[error("bad recurrence rule: {0}")]
    BadRule(String),
    /// No instant was found in half a century.
    #[error("the cron text {0:?} names no date within 50 years")]
    Never(String),
    /// The interval is not longer than nothing.
    #[error("the interval is not longer than nothing")]
    NoInterval,
    /// The rule has to be followed too long from its start.
    #[error("too many occurrences lie between the start of the rule and now")]
    TooMany,
    /// An instant is too far away to be written down.
    #[error("an instant is out of the range of dates")]
    OutOfRange,
}
