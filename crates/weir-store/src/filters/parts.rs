//! The parts that filters of several entities share, each turned into a condition once.

use weir_types::{
    Timestamp,
    filters::{
        Like,
        parts::{
            AllTags, Any, AnyOrNot, AnyOrNull, Flag, KeyLike, NameLike, Operator, Tags, TimeRange,
            TimeRangeOrNull,
        },
    },
    ids,
    state::StateType,
};

use super::Condition;
use crate::param::Param;

/// A value that a filter compares a column with.
pub(super) trait Bind {
    /// The value as it is bound.
    fn bind(&self) -> Param<'_>;
}

impl Bind for String {
    fn bind(&self) -> Param<'_> {
        Param::Text(self)
    }
}

macro_rules! bind_ids {
    ($($id:ident),+ $(,)?) => {$(
        impl Bind for ids::$id {
            fn bind(&self) -> Param<'_> {
                Param::Uuid(self.0)
            }
        }
    )+};
}

bind_ids!(
    FlowId,
    FlowRunId,
    TaskRunId,
    DeploymentId,
    WorkPoolId,
    WorkQueueId,
    EventId,
    ArtifactId,
    VariableId,
    AutomationId,
    BlockTypeId,
    BlockSchemaId,
    BlockDocumentId,
);

/// The column has one of the values.
pub(super) fn one_of<'a, T: Bind>(column: &'static str, values: &'a [T]) -> Condition<'a> {
    Condition::one_of(column, values.iter().map(Bind::bind))
}

/// The column has a value, and none of these. An empty list asks nothing.
pub(super) fn none_of<'a, T: Bind>(column: &'static str, values: &'a [T]) -> Option<Condition<'a>> {
    let values: Vec<_> = values.iter().map(Bind::bind).collect();
    (!values.is_empty()).then_some(Condition::NoneOf(column, values))
}

/// Types of state are few and known: they stand in the text, in one order, so that the database sees which rows of a
/// partial index they are, and the texts stay few.
fn state_types(column: &str, operator: &str, types: &[StateType]) -> Condition<'static> {
    let list: Vec<_> = StateType::ALL.iter().filter(|known| types.contains(known)).collect();
    let text = match list.as_slice() {
        [] => return Condition::Never,
        [one] if operator == "IN" => format!("{column} = '{}'", one.as_str()),
        many => {
            let list: Vec<_> = many.iter().map(|known| format!("'{}'", known.as_str())).collect();
            format!("{column} {operator} ({})", list.join(", "))
        }
    };
    Condition::sql(text)
}

/// The state has one of the types.
pub(super) fn state_type_in(column: &str, types: &[StateType]) -> Condition<'static> {
    state_types(column, "IN", types)
}

/// There is a state, and it has none of the types, of which there is one at least.
pub(super) fn state_type_not_in(column: &str, types: &[StateType]) -> Condition<'static> {
    state_types(column, "NOT IN", types)
}

pub(super) fn any<'a, T: Bind>(column: &'static str, part: &'a Any<T>) -> Condition<'a> {
    Condition::join(Operator::And, [part.any_.as_deref().map(|values| one_of(column, values))])
}

pub(super) fn any_or_not<'a, T: Bind>(column: &'static str, part: &'a AnyOrNot<T>) -> Condition<'a> {
    Condition::join(
        Operator::And,
        [
            part.any_.as_deref().map(|values| one_of(column, values)),
            part.not_any_.as_deref().and_then(|values| none_of(column, values)),
        ],
    )
}

pub(super) fn any_or_null<'a, T: Bind>(column: &'static str, part: &'a AnyOrNull<T>) -> Condition<'a> {
    Condition::join(
        part.operator,
        [
            part.any_.as_deref().map(|values| one_of(column, values)),
            part.is_null_.map(|null| Condition::is_null(column, null)),
        ],
    )
}

/// The column has the text in it. An empty text asks nothing.
pub(super) fn contains(column: &'static str, text: Option<&str>) -> Option<Condition<'static>> {
    text.filter(|text| !text.is_empty()).map(|text| Condition::like(column, format!("%{text}%")))
}

pub(super) fn like<'a>(column: &'static str, part: &'a Like) -> Condition<'a> {
    Condition::join(Operator::And, [contains(column, part.like_.as_deref())])
}

pub(super) fn key_like<'a>(column: &'static str, part: &'a KeyLike) -> Condition<'a> {
    Condition::join(
        Operator::And,
        [
            part.any_.as_deref().map(|keys| one_of(column, keys)),
            contains(column, part.like_.as_deref()),
            part.exists_.map(|exists| Condition::is_null(column, !exists)),
        ],
    )
}

pub(super) fn name_like<'a>(column: &'static str, part: &'a NameLike) -> Condition<'a> {
    Condition::join(
        Operator::And,
        [part.any_.as_deref().map(|names| one_of(column, names)), contains(column, part.like_.as_deref())],
    )
}

pub(super) fn has_all<'a>(column: &'static str, tags: &'a [String]) -> Option<Condition<'a>> {
    (!tags.is_empty()).then_some(Condition::HasAll(column, tags))
}

fn has_any<'a>(column: &'static str, tags: &'a [String]) -> Condition<'a> {
    if tags.is_empty() { Condition::Never } else { Condition::HasAny(column, tags) }
}

fn no_tags(column: &'static str, none: bool) -> Condition<'static> {
    let operator = if none { "=" } else { "<>" };
    Condition::sql(format!("{column} {operator} '[]'"))
}

pub(super) fn tags<'a>(column: &'static str, part: &'a Tags) -> Condition<'a> {
    Condition::join(
        part.operator,
        [
            part.all_.as_deref().and_then(|tags| has_all(column, tags)),
            part.any_.as_deref().map(|tags| has_any(column, tags)),
            part.is_null_.map(|none| no_tags(column, none)),
        ],
    )
}

pub(super) fn all_tags<'a>(column: &'static str, part: &'a AllTags) -> Condition<'a> {
    Condition::join(
        part.operator,
        [
            part.all_.as_deref().and_then(|tags| has_all(column, tags)),
            part.is_null_.map(|none| no_tags(column, none)),
        ],
    )
}

fn before(expression: &str, time: Option<Timestamp>) -> Option<Condition<'static>> {
    time.map(|time| Condition::test(format!("{expression} <= ?"), time))
}

fn after(expression: &str, time: Option<Timestamp>) -> Option<Condition<'static>> {
    time.map(|time| Condition::test(format!("{expression} >= ?"), time))
}

pub(super) fn time_range(column: &'static str, part: &TimeRange) -> Condition<'static> {
    Condition::join(Operator::And, [before(column, part.before_), after(column, part.after_)])
}

/// `expression` is what the times are compared with, `column` what may be null.
pub(super) fn time_range_or_null(
    expression: &'static str,
    column: &'static str,
    part: &TimeRangeOrNull,
) -> Condition<'static> {
    Condition::join(
        Operator::And,
        [
            before(expression, part.before_),
            after(expression, part.after_),
            part.is_null_.map(|null| Condition::is_null(column, null)),
        ],
    )
}

pub(super) fn flag(column: &'static str, part: &Flag) -> Condition<'static> {
    let test =
        |stands: bool| Condition::sql(if stands { column.to_owned() } else { format!("NOT {column}") });
    Condition::join(Operator::And, [part.eq_.map(test)])
}
