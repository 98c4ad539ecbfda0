//! Filters of variables.

use weir_types::{filters::VariableFilter, sorting::VariableSort};

use super::{Condition, Query, parts};

/// The variables that pass the filter.
pub fn query(filter: Option<&VariableFilter>) -> Query<'_> {
    Query::of("variables", filter.map_or(Condition::Always, condition))
}

fn condition(filter: &VariableFilter) -> Condition<'_> {
    // Destructured, so that a new part cannot be forgotten here.
    let VariableFilter { operator, id, name, tags } = filter;
    Condition::join(
        *operator,
        [
            id.as_ref().map(|part| parts::any("variables.id", part)),
            name.as_ref().map(|part| parts::name_like("variables.name", part)),
            tags.as_ref().map(|part| parts::all_tags("variables.tags", part)),
        ],
    )
}

/// The order by its name.
pub const fn order(sort: VariableSort) -> &'static str {
    match sort {
        VariableSort::CreatedDesc => "variables.created DESC",
        VariableSort::UpdatedDesc => "variables.updated DESC",
        VariableSort::NameDesc => "variables.name DESC",
        VariableSort::NameAsc => "variables.name",
    }
}
