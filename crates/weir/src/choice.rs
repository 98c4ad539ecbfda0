//! Options that take one of several words, as the wire has them.

use clap::builder::{PossibleValuesParser, TypedValueParser};

/// Takes one of these, by its name.
pub(crate) fn one_of<T: Copy + Send + Sync + 'static>(
    all: &'static [T],
    name: fn(T) -> &'static str,
) -> impl TypedValueParser<Value = T> {
    PossibleValuesParser::new(all.iter().map(move |one| name(*one))).try_map(move |given| {
        all.iter().copied().find(|one| name(*one) == given).ok_or("it is none of the possible values")
    })
}
