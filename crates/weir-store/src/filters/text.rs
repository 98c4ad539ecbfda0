//! Search in text.

use weir_types::filters::TextQuery;

use super::Condition;

/// What a search asks of an expression: that one of the words occurs, that none of the excluded ones does, that all of
/// the required ones do. Each is a part of its own.
pub(super) fn parts(expression: &'static str, query: &TextQuery) -> [Option<Condition<'static>>; 3] {
    let terms = query.terms();
    let has = |has: bool| move |term: String| Condition::HasText(expression, term, has);
    let some = |terms: &Vec<String>| !terms.is_empty();
    [
        Some(terms.include).filter(some).map(|terms| Condition::any(terms.into_iter().map(has(true)))),
        Some(terms.exclude).filter(some).map(|terms| Condition::all(terms.into_iter().map(has(false)))),
        Some(terms.required).filter(some).map(|terms| Condition::all(terms.into_iter().map(has(true)))),
    ]
}
