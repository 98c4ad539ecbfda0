//! Filters of automations.

use weir_types::{
    filters::{
        AutomationFilter,
        parts::{Operator, Tags},
    },
    sorting::AutomationSort,
};

use super::{Condition, Query, parts};

/// The automations that pass the filter.
pub fn query(filter: Option<&AutomationFilter>) -> Query<'_> {
    Query::of("automations", filter.map_or(Condition::Always, condition))
}

fn condition(filter: &AutomationFilter) -> Condition<'_> {
    // Destructured, so that a new part cannot be forgotten here.
    let AutomationFilter { operator, id, name, created, tags: with_tags } = filter;
    let before = created.as_ref().map(|part| {
        let test = part.before_.map(|time| Condition::test("automations.created <= ?", time));
        Condition::join(Operator::And, [test])
    });
    Condition::join(
        *operator,
        [
            id.as_ref().map(|part| parts::any("automations.id", part)),
            name.as_ref().map(|part| parts::any("automations.name", part)),
            before,
            with_tags.as_ref().map(tags),
        ],
    )
}

/// Unlike elsewhere, an empty list of tags that must all be there is a part: one that every automation passes.
fn tags(part: &Tags) -> Condition<'_> {
    let all_of_none = part.all_.as_ref().is_some_and(Vec::is_empty);
    if all_of_none && part.operator == Operator::Or {
        return Condition::Always;
    }
    parts::tags("automations.tags", part)
}

/// The order by its name.
pub const fn order(sort: AutomationSort) -> &'static str {
    match sort {
        AutomationSort::CreatedDesc => "automations.created DESC",
        AutomationSort::UpdatedDesc => "automations.updated DESC",
        AutomationSort::NameAsc => "automations.name",
        AutomationSort::NameDesc => "automations.name DESC",
    }
}
