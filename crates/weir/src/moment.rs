//! Instants and times as people name them on the command line.

use std::str::FromStr;

use weir_types::{TimeDelta, Timestamp};

/// An instant, as people name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moment {
    /// This one.
    At(Timestamp),
    /// So long ago.
    Ago(TimeDelta),
}

impl Moment {
    /// The instant, seen from `now`.
    pub(crate) fn before(self, now: Timestamp) -> Timestamp {
        match self {
            Self::At(at) => at,
            Self::Ago(ago) => now - ago,
        }
    }
}

/// Reads an instant.
pub(crate) fn moment(text: &str) -> Result<Moment, &'static str> {
    if let Ok(Lifetime(ago)) = text.parse() {
        return Ok(Moment::Ago(ago));
    }
    Timestamp::parse(text)
        .map(Moment::At)
        .map_err(|_| "expected a date, a date and time, or a time ago as in 7d")
}

/// A time such as 90d.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Lifetime(pub(crate) TimeDelta);

impl FromStr for Lifetime {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const EXPECTED: &str = "expected a number and s, m, h, d or w, as in 90d";
        let unit = match text.chars().last() {
            Some('s') => 1,
            Some('m') => 60,
            Some('h') => 3600,
            Some('d') => 86_400,
            Some('w') => 7 * 86_400,
            _ => return Err(EXPECTED),
        };
        let number: u32 = text[..text.len() - 1].parse().map_err(|_| EXPECTED)?;
        // A hundred years, so that the end is a date.
        let seconds = i64::from(number) * unit;
        if (1..=36_500 * 86_400).contains(&seconds) {
            Ok(Self(TimeDelta::from_secs(seconds)))
        } else {
            Err(EXPECTED)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lifetimes_are_read() {
        for (text, seconds) in
            [("1s", 1), ("30m", 1800), ("12h", 43_200), ("90d", 7_776_000), ("52w", 31_449_600)]
        {
            assert_eq!(text.parse(), Ok(Lifetime(TimeDelta::from_secs(seconds))), "{text}");
        }
        for text in ["", "d", "90", "0d", "-1d", "1.5h", "36501d", "99999999999w", "1 d", "1é"] {
            assert!(text.parse::<Lifetime>().is_err(), "{text}");
        }
    }

    #[test]
    fn moments_are_read() {
        assert_eq!(moment("7d"), Ok(Moment::Ago(TimeDelta::from_secs(604_800))));
        let at = Timestamp::from_micros(1_770_000_000_000_000);
        assert_eq!(moment("2026-02-02T02:40:00Z"), Ok(Moment::At(at)));
        assert!(moment("yesterday").is_err());
    }
}
