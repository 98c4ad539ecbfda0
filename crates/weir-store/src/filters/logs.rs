//! Filters of log lines.

use weir_types::{
    filters::{LogFilter, LogLevel, LogTaskRun, parts::Operator},
    sorting::LogSort,
};

use super::{Condition, Query, parts, text};

/// The log lines that pass the filter.
pub fn query(filter: Option<&LogFilter>) -> Query<'_> {
    let of_a_run = filter.is_some_and(|filter| {
        let runs = filter.flow_run_id.as_ref().and_then(|runs| runs.any_.as_ref());
        filter.operator == Operator::And && runs.is_some()
    });
    let said = if of_a_run { Condition::Always } else { Condition::sql(SAID) };
    Query::of("logs", Condition::all([said, filter.map_or(Condition::Always, condition)]))
}

/// Leaves out the line that was emptied when its run was deleted, and stays because it is the newest. It is of no run.
const SAID: &str = "NOT (logs.timestamp = 0 AND logs.level = 0 AND logs.name = '' AND logs.message = '')";

fn condition(filter: &LogFilter) -> Condition<'_> {
    // Destructured, so that a new part cannot be forgotten here.
    let LogFilter { operator, level: at_level, timestamp, flow_run_id, task_run_id, text: search } = filter;
    let [include, exclude, required] = search
        .as_ref()
        .map_or([None, None, None], |search| text::parts("logs.message || ' ' || logs.name", search));
    Condition::join(
        *operator,
        [
            flow_run_id.as_ref().map(|part| parts::any("logs.flow_run_id", part)),
            task_run_id.as_ref().map(task_run),
            timestamp.as_ref().map(|part| parts::time_range("logs.timestamp", part)),
            at_level.as_ref().map(level),
            include,
            exclude,
            required,
        ],
    )
}

fn level(part: &LogLevel) -> Condition<'static> {
    Condition::join(
        Operator::And,
        [
            part.ge_.map(|level| Condition::test("logs.level >= ?", level)),
            part.le_.map(|level| Condition::test("logs.level <= ?", level)),
        ],
    )
}

fn task_run(part: &LogTaskRun) -> Condition<'_> {
    Condition::join(
        Operator::And,
        [
            part.any_.as_deref().map(|ids| parts::one_of("logs.task_run_id", ids)),
            part.is_null_.map(|null| Condition::is_null("logs.task_run_id", null)),
        ],
    )
}

/// The order by its name.
pub const fn order(sort: LogSort) -> &'static str {
    match sort {
        LogSort::TimestampAsc => "logs.timestamp",
        LogSort::TimestampDesc => "logs.timestamp DESC",
    }
}
