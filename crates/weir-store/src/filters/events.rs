//! Filters of events.
//!
//! The table `event_resources` answers questions about ids and roles of resources, from its index. Other labels are
//! looked up in the event's own JSON.

use weir_types::{
    Timestamp,
    events::ResourceSpecification,
    filters::{
        EventAnyResourceFilter, EventFilter, EventNameFilter, EventOrder, EventRelatedFilter,
        EventResourceFilter,
    },
};

use super::{
    Condition, Query,
    condition::Select,
    parts::{none_of, one_of},
    text,
};
use crate::{conn::Dialect, events::Position, param::Param};

const ID: &str = "prefect.resource.id";
const ROLE: &str = "prefect.resource.role";

/// All events that pass the filter, whatever it says about an order and about distinct resources.
pub fn matching(filter: &EventFilter, now: Timestamp) -> Query<'_> {
    Query::of("events", condition(filter, now))
}

/// An event lies in the log no further than `end`. The time of the event leads to it.
pub fn up_to(end: Position, dialect: Dialect) -> Condition<'static> {
    match dialect {
        Dialect::Sqlite => Condition::test("+events.seq <= ?", end.seq),
        Dialect::Postgres => Condition::Sql(
            "(events.xact, events.seq) <= (CAST(CAST(? AS TEXT) AS xid8), ?)".into(),
            vec![end.xact.to_string().into(), end.seq.into()],
        ),
    }
}

/// The events that pass the filter and lie in the log after `from`, up to `to`, in the order of the log. They are few,
/// so their numbers and not their time lead to them.
pub fn arrived(
    filter: &EventFilter,
    now: Timestamp,
    (from, to): (Position, Position),
    dialect: Dialect,
) -> Query<'_> {
    let condition = condition(filter, now);
    match dialect {
        Dialect::Sqlite => {
            let place = Condition::Sql(
                "events.seq > ? AND events.seq <= ?".into(),
                vec![from.seq.into(), to.seq.into()],
            );
            Query::of("events NOT INDEXED", place).and(condition).order_by("events.seq")
        }
        Dialect::Postgres => {
            let after = Condition::Sql(
                "(events.xact, events.seq) > (CAST(CAST(? AS TEXT) AS xid8), ?)".into(),
                vec![from.xact.to_string().into(), from.seq.into()],
            );
            Query::of("events", after)
                .and(up_to(to, dialect))
                .and(condition)
                .order_by("events.xact, events.seq")
        }
    }
}

/// The events that pass the filter, in its order. Without bounds it looks at the time until `now`.
pub fn query(filter: &EventFilter, now: Timestamp) -> Query<'_> {
    let descending = filter.order == EventOrder::Desc;
    let order = if descending { "events.occurred DESC" } else { "events.occurred" };
    if filter.resource.as_ref().is_some_and(|resource| resource.distinct) {
        return matching(filter, now).first_of_each("events.resource_id", order).order_by(order);
    }
    let Some((lead, id)) = Lead::of(filter) else { return matching(filter, now).order_by(order) };
    let (since, until) = (filter.occurred.since(now), filter.occurred.until(now));
    let rest = Condition::all(others_than_time(filter, since, until, Some(lead)));
    Query::of("events", rest)
        .through(
            "(SELECT event_resources.event_seq, event_resources.occurred AS at FROM event_resources WHERE ",
            Condition::all([
                Condition::test("event_resources.resource_id = ?", id),
                Condition::test("event_resources.occurred >= ?", since),
                Condition::test("event_resources.occurred <= ?", until),
                Condition::sql(lead.roles()),
            ]),
            ") AS found JOIN events ON events.seq = found.event_seq",
        )
        .order_by(if descending { "found.at DESC" } else { "found.at" })
}

/// A part of the filter that asks for a single id of a resource and for nothing else: the index of resources then gives
/// the events in their order, however many there are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lead {
    Own,
    Related(usize),
    Any(usize),
}

impl Lead {
    fn of(filter: &EventFilter) -> Option<(Self, &str)> {
        let single = |ids: &'_ Option<Vec<String>>| ids.as_ref().is_some_and(|ids| ids.len() == 1);
        let own = filter.resource.as_ref().filter(|part| {
            single(&part.id)
                && filled(part.id_prefix.as_deref()).is_none()
                && labels(part.labels.as_ref()).is_none()
        });
        if let Some(id) = own.and_then(|part| part.id.as_ref()?.first()) {
            return Some((Self::Own, id));
        }
        let related = filter.related.iter().flat_map(|parts| &parts.0).enumerate().find(|(_, part)| {
            single(&part.id)
                && filled(part.role.as_deref()).is_none()
                && filled(part.resources_in_roles.as_deref()).is_none()
                && labels(part.labels.as_ref()).is_none()
        });
        if let Some((place, id)) = related.and_then(|(place, part)| Some((place, part.id.as_ref()?.first()?)))
        {
            return Some((Self::Related(place), id));
        }
        let any = filter.any_resource.iter().flat_map(|parts| &parts.0).enumerate().find(|(_, part)| {
            single(&part.id)
                && filled(part.id_prefix.as_deref()).is_none()
                && labels(part.labels.as_ref()).is_none()
        });
        any.and_then(|(place, part)| Some((Self::Any(place), part.id.as_ref()?.first()?.as_str())))
    }

    /// Which roles count, and of several only the first, so that each event is found once.
    const fn roles(self) -> &'static str {
        match self {
            Self::Own => "event_resources.role = ''",
            Self::Related(_) => {
                "event_resources.role <> '' AND NOT EXISTS (SELECT 1 FROM event_resources AS other \
                 WHERE other.resource_id = event_resources.resource_id \
                 AND other.occurred = event_resources.occurred AND other.event_seq = event_resources.event_seq \
                 AND other.role < event_resources.role AND other.role <> '')"
            }
            Self::Any(_) => {
                "NOT EXISTS (SELECT 1 FROM event_resources AS other \
                 WHERE other.resource_id = event_resources.resource_id \
                 AND other.occurred = event_resources.occurred AND other.event_seq = event_resources.event_seq \
                 AND other.role < event_resources.role)"
            }
        }
    }
}

fn condition(filter: &EventFilter, now: Timestamp) -> Condition<'_> {
    let (since, until) = (filter.occurred.since(now), filter.occurred.until(now));
    let mut parts =
        vec![Condition::test("events.occurred >= ?", since), Condition::test("events.occurred <= ?", until)];
    parts.extend(others_than_time(filter, since, until, None));
    Condition::all(parts)
}

/// All that the filter asks but for the time.
pub(super) fn besides_time(filter: &EventFilter, now: Timestamp) -> Condition<'_> {
    let (since, until) = (filter.occurred.since(now), filter.occurred.until(now));
    Condition::all(others_than_time(filter, since, until, None))
}

/// What the filter asks of the names of events, if it asks for nothing else but a time.
pub(super) fn names_alone(filter: &EventFilter) -> Option<Condition<'_>> {
    let EventFilter { occurred: _, event, resource, related, any_resource, id, text, order: _ } = filter;
    let others = resource.is_some() || related.is_some() || any_resource.is_some() || text.is_some();
    let asks = others || filled(id.id.as_deref()).is_some();
    (!asks).then(|| event.as_ref().map_or(Condition::Always, name))
}

/// All that the filter asks but for the time, and for the part that leads to the events.
fn others_than_time(
    filter: &EventFilter,
    since: Timestamp,
    until: Timestamp,
    lead: Option<Lead>,
) -> Vec<Condition<'_>> {
    // Destructured, so that a new part cannot be forgotten here.
    let EventFilter {
        occurred: _,
        event,
        resource: own,
        related: others,
        any_resource,
        id,
        text: search,
        order: _,
    } = filter;
    let mut parts = Vec::new();
    parts.extend(event.as_ref().map(name));
    parts.extend(own.as_ref().filter(|_| lead != Some(Lead::Own)).map(|part| resource(part, since, until)));
    for (place, part) in others.iter().flat_map(|parts| &parts.0).enumerate() {
        if lead != Some(Lead::Related(place)) {
            parts.push(related(part, since, until));
        }
    }
    for (place, part) in any_resource.iter().flat_map(|parts| &parts.0).enumerate() {
        if lead != Some(Lead::Any(place)) {
            parts.push(any(part, since, until));
        }
    }
    parts.extend(filled(id.id.as_deref()).map(|ids| one_of("events.id", ids)));
    if let Some(search) = search {
        const ALL: &str =
            "events.event || ' ' || events.resource || ' ' || events.related || ' ' || events.payload";
        parts.extend(text::parts(ALL, search).into_iter().flatten());
    }
    parts
}

/// The list, unless it is empty: an empty list asks nothing.
fn filled<T>(list: Option<&[T]>) -> Option<&[T]> {
    list.filter(|values| !values.is_empty())
}

fn name(filter: &EventNameFilter) -> Condition<'_> {
    let EventNameFilter { prefix, exclude_prefix, name, exclude_name } = filter;
    let excluded = |prefix: &String| like("events.event NOT LIKE ?", format!("{prefix}%"));
    let mut parts = Vec::new();
    parts.extend(prefixes("events.event", prefix.as_deref()));
    parts.extend(exclude_prefix.iter().flatten().map(excluded));
    parts.extend(filled(name.as_deref()).map(|names| one_of("events.event", names)));
    parts.extend(none_of("events.event", exclude_name.as_deref().unwrap_or_default()));
    Condition::all(parts)
}

/// The column starts with one of these, in which `%` and `_` are not taken by the letter.
fn prefixes(column: &'static str, prefixes: Option<&[String]>) -> Option<Condition<'static>> {
    let starts = |prefix: &String| like(&format!("{column} LIKE ?"), format!("{prefix}%"));
    filled(prefixes).map(|prefixes| Condition::any(prefixes.iter().map(starts)))
}

/// A pattern as the database reads it. SQLite refuses patterns of more than 50,000 bytes; no name is that long.
fn like(test: &str, pattern: String) -> Condition<'static> {
    const LONGEST: usize = 50_000;
    if pattern.len() <= LONGEST {
        Condition::test(test.to_owned(), pattern)
    } else if test.contains("NOT") {
        Condition::Always
    } else {
        Condition::Never
    }
}

/// A label's pattern: `*` stands for any text and `?` for any character; with a `!` before it, it must not fit.
/// Without any of them it is compared by the letter, so that an index finds it.
fn fits<'a>(column: &'static str, pattern: &'a str) -> Condition<'a> {
    if is_exact(pattern) {
        return Condition::OneOf(column, vec![Param::Text(pattern)]);
    }
    let (not, pattern) = match pattern.strip_prefix('!') {
        Some(pattern) => ("NOT ", pattern),
        None => ("", pattern),
    };
    let mut translated = String::with_capacity(pattern.len());
    for c in pattern.chars() {
        match c {
            '*' => translated.push('%'),
            '?' => translated.push('_'),
            '\\' | '%' | '_' => translated.extend(['\\', c]),
            c => translated.push(c),
        }
    }
    like(&format!("{column} {not}LIKE ? ESCAPE '\\'"), translated)
}

fn is_exact(pattern: &str) -> bool {
    !pattern.starts_with('!') && !pattern.contains(['*', '?'])
}

fn fits_one<'a>(column: &'static str, patterns: &'a [String]) -> Condition<'a> {
    Condition::any(patterns.iter().map(|pattern| fits(column, pattern)))
}

/// Where a resource is looked for.
#[derive(Clone, Copy)]
enum Place {
    /// In the index of resources: ids and roles alone.
    Index,
    /// In the event's own resource, whose role is empty.
    Own,
    /// In one of the event's related resources.
    Related,
}

impl Place {
    fn id<'a>(self, test: impl FnOnce(&'static str) -> Condition<'a>) -> Condition<'a> {
        match self {
            Self::Index => test("event_resources.resource_id"),
            Self::Own => test("events.resource_id"),
            Self::Related => self.label(ID, test("label.value")),
        }
    }

    fn role<'a>(self, test: impl FnOnce(&'static str) -> Condition<'a>) -> Condition<'a> {
        match self {
            Self::Index => test("event_resources.role"),
            Self::Own => test("''"),
            Self::Related => self.label(ROLE, test("label.value")),
        }
    }

    /// The resource has the label, and the test holds for `label.value`.
    fn label<'a>(self, label: &'a str, test: Condition<'a>) -> Condition<'a> {
        const OWN: Select = Select {
            sqlite: "EXISTS (SELECT 1 FROM json_each(events.resource) AS label",
            postgres: "EXISTS (SELECT 1 FROM json_each_text(CAST(events.resource AS json)) AS label",
        };
        const RELATED: Select = Select {
            sqlite: "EXISTS (SELECT 1 FROM json_each(related.value) AS label",
            postgres: "EXISTS (SELECT 1 FROM json_each_text(related.value) AS label",
        };
        let select = if matches!(self, Self::Related) { RELATED } else { OWN };
        Condition::nested(select, Condition::all([Condition::test("label.key = ?", label), test]))
    }
}

/// What a filter asks of a single resource.
#[derive(Default)]
struct Asked<'a> {
    ids: Option<&'a [String]>,
    id_prefixes: Option<&'a [String]>,
    roles: Option<&'a [String]>,
    pairs: Option<&'a [(String, String)]>,
    labels: Option<&'a ResourceSpecification>,
    /// A role must not be empty.
    has_role: bool,
}

impl<'a> Asked<'a> {
    fn asks_nothing(&self) -> bool {
        let Self { ids, id_prefixes, roles, pairs, labels, has_role: _ } = self;
        ids.is_none() && id_prefixes.is_none() && roles.is_none() && pairs.is_none() && labels.is_none()
    }

    /// The labels that the index of resources does not know.
    fn other_labels(&self) -> impl Iterator<Item = (&'a str, &'a [String])> {
        let labels = self.labels.map_or(&[][..], |labels| labels.0.as_slice());
        let labels = labels.iter().map(|(label, patterns)| (label.as_str(), patterns.as_slice()));
        labels.filter(|(label, _)| !matches!(*label, ID | ROLE))
    }

    fn ids_and_roles(&self, place: Place) -> Vec<Condition<'a>> {
        let mut parts = Vec::new();
        parts.extend(self.ids.map(|ids| place.id(|column| one_of(column, ids))));
        parts.extend(
            self.id_prefixes
                .map(|list| place.id(|column| prefixes(column, Some(list)).unwrap_or(Condition::Always))),
        );
        parts.extend(self.roles.map(|roles| place.role(|column| one_of(column, roles))));
        parts.extend(self.pairs.map(|pairs| {
            Condition::any(pairs.iter().map(|(id, role)| {
                Condition::all([
                    place.id(|column| Condition::OneOf(column, vec![Param::from(id)])),
                    place.role(|column| Condition::OneOf(column, vec![Param::from(role)])),
                ])
            }))
        }));
        let known = |label| filled(self.labels.and_then(|labels| labels.get(label)));
        parts.extend(known(ID).map(|patterns| place.id(|column| fits_one(column, patterns))));
        parts.extend(known(ROLE).map(|roles| place.role(|column| one_of(column, roles))));
        if self.has_role {
            parts.push(place.role(|column| Condition::sql(format!("{column} <> ''"))));
        }
        parts
    }

    /// All that is asked, of a resource in the event's JSON.
    fn in_json(&self, place: Place) -> Condition<'a> {
        let mut parts = self.ids_and_roles(place);
        // A label without patterns fits nothing.
        parts.extend(self.other_labels().map(|(label, patterns)| match filled(Some(patterns)) {
            Some(patterns) => place.label(label, fits_one("label.value", patterns)),
            None => Condition::Never,
        }));
        Condition::all(parts)
    }

    /// What is asked of the event: that it has such a resource. The time in which it occurred bounds the search.
    fn of_event(&self, since: Timestamp, until: Timestamp) -> Condition<'a> {
        const RELATED: Select = Select {
            sqlite: "EXISTS (SELECT 1 FROM json_each(events.related) AS related",
            postgres: "EXISTS (SELECT 1 FROM json_array_elements(CAST(events.related AS json)) AS related",
        };
        if self.asks_nothing() {
            return Condition::Always;
        }
        let named = self.names_ids();
        let known = named.then(|| {
            let mut parts = self.ids_and_roles(Place::Index);
            parts.push(Condition::test("event_resources.occurred >= ?", since));
            parts.push(Condition::test("event_resources.occurred <= ?", until));
            Condition::nested(
                "events.seq IN (SELECT event_resources.event_seq FROM event_resources",
                Condition::all(parts),
            )
        });
        let in_json = (!named || self.other_labels().next().is_some()).then(|| {
            let related = Condition::nested(RELATED, self.in_json(Place::Related));
            Condition::any([self.in_json(Place::Own), related])
        });
        Condition::all(known.into_iter().chain(in_json))
    }

    /// Whether whole ids are asked for, which the index of resources finds.
    fn names_ids(&self) -> bool {
        let patterns = filled(self.labels.and_then(|labels| labels.get(ID)));
        self.ids.is_some()
            || self.pairs.is_some()
            || patterns.is_some_and(|patterns| patterns.iter().all(|pattern| is_exact(pattern)))
    }
}

fn labels(labels: Option<&ResourceSpecification>) -> Option<&ResourceSpecification> {
    labels.filter(|labels| !labels.is_empty())
}

/// The event's own resource. Its labels are not looked up by role: it has none.
fn resource(filter: &EventResourceFilter, since: Timestamp, until: Timestamp) -> Condition<'_> {
    let EventResourceFilter { id, id_prefix, labels: asked, distinct: _ } = filter;
    let known = Asked {
        ids: filled(id.as_deref()),
        id_prefixes: filled(id_prefix.as_deref()),
        labels: labels(asked.as_ref()),
        ..Asked::default()
    };
    if known.labels.is_some_and(|labels| labels.get(ROLE).is_some()) {
        return Condition::Never;
    }
    // The index of resources gives the events of an id; of anything else, the event's own columns are as good.
    let indexed = known.ids.map(|ids| {
        Condition::nested(
            "events.seq IN (SELECT event_resources.event_seq FROM event_resources WHERE event_resources.role = ''",
            Condition::all([
                one_of("event_resources.resource_id", ids),
                Condition::test("event_resources.occurred >= ?", since),
                Condition::test("event_resources.occurred <= ?", until),
            ]),
        )
    });
    let rest = Asked { ids: None, ..known };
    Condition::all(indexed.into_iter().chain([rest.in_json(Place::Own)]))
}

fn related(filter: &EventRelatedFilter, since: Timestamp, until: Timestamp) -> Condition<'_> {
    let EventRelatedFilter { id, role, resources_in_roles, labels: asked } = filter;
    let roles = filled(role.as_deref());
    let asked = Asked {
        ids: filled(id.as_deref()),
        roles,
        pairs: filled(resources_in_roles.as_deref()),
        labels: labels(asked.as_ref()),
        has_role: roles.is_none(),
        ..Asked::default()
    };
    asked.of_event(since, until)
}

fn any(filter: &EventAnyResourceFilter, since: Timestamp, until: Timestamp) -> Condition<'_> {
    let EventAnyResourceFilter { id, id_prefix, labels: asked } = filter;
    let asked = Asked {
        ids: filled(id.as_deref()),
        id_prefixes: filled(id_prefix.as_deref()),
        labels: labels(asked.as_ref()),
        ..Asked::default()
    };
    asked.of_event(since, until)
}
