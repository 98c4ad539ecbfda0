//! What is Weir's own in requests: kinds of actions and triggers that Prefect's server does not know, spellings of its
//! own kinds that it does not take, and operations that it does not have.
//!
//! They stand in `rules/weir.json`, in the language of the extracted rules: `fields` of a model in its form, a field's
//! node written in its place, or as `Model.field` where it is that of a model of Prefect's, or as `Model` where it is
//! such a model itself. A kind is chosen by its `type`, and by what `when` says if there is another of that type, before
//! Prefect's union is asked what fits best: its errors are its own alone, and those of Prefect's kinds stay as they are.

use std::{borrow::Cow, collections::HashMap};

use serde_json::{Value, json};

use crate::{
    check::Checked,
    error::Findings,
    schema::{Node, NodeId, Schema, read_node, read_operation},
    stock,
    tree::Tree,
};

pub(crate) const RULES: &str = include_str!("../rules/weir.json");

/// A union of Prefect's to which Weir adds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Family {
    /// What automations do.
    Action,
    /// When they do it.
    Trigger,
}

impl Family {
    const ALL: [(Self, &'static str); 2] = [(Self::Action, "actions"), (Self::Trigger, "triggers")];

    /// The family of a union, told by the name of its first choice.
    fn of_union(first: &str) -> Option<Self> {
        match first {
            "DoNothing" => Some(Self::Action),
            "EventTrigger" => Some(Self::Trigger),
            _ => None,
        }
    }
}

/// What tells kinds of one type apart.
#[derive(Debug)]
pub(crate) enum When {
    /// A member that is given.
    Given(Box<str>),
    /// A member with a field that has one of these values.
    OneOf { member: Box<str>, field: Box<str>, values: Vec<Box<str>> },
}

impl When {
    fn read(written: &Value) -> Option<Self> {
        if let Some(member) = written.as_str() {
            return Some(Self::Given(member.into()));
        }
        let text = |part: &str| written[part].as_str().map(Into::into);
        let values = written["values"].as_array()?.iter();
        Some(Self::OneOf {
            member: text("member")?,
            field: text("field")?,
            values: values.map(|value| value.as_str().map(Into::into)).collect::<Option<_>>()?,
        })
    }

    /// Whether it holds of an object, as it was sent.
    fn holds_of_tree(&self, object: &Tree<'_>) -> bool {
        match self {
            Self::Given(member) => object.get(member).is_some(),
            Self::OneOf { member, field, values } => {
                let value = object.get(member).and_then(|member| member.get(field));
                matches!(value, Some(Tree::Str(value)) if values.iter().any(|one| **one == **value))
            }
        }
    }

    /// Whether it holds of an object, as it is stored.
    fn holds_of(&self, object: &Value) -> bool {
        match self {
            Self::Given(member) => object.get(&**member).is_some_and(|value| !value.is_null()),
            Self::OneOf { member, field, values } => {
                let value = object[&**member][&**field].as_str();
                value.is_some_and(|value| values.iter().any(|one| **one == *value))
            }
        }
    }
}

/// A kind of Weir's own.
#[derive(Debug)]
pub(crate) struct Kind {
    /// Its `type`.
    tag: Box<str>,
    /// What it must have besides, where there is another kind of the same type.
    when: Option<When>,
    /// Its name in the way to an error.
    name: Box<str>,
    /// What it has to be.
    node: NodeId,
    /// The members that the stock client's models keep; none if they do not know the type.
    stock: Vec<Box<str>>,
}

impl Kind {
    /// Whether the stock client's models keep an object that has these members.
    pub(crate) fn is_stock<'k>(&self, mut members: impl Iterator<Item = &'k str>) -> bool {
        !self.stock.is_empty() && members.all(|member| self.stock.iter().any(|kept| **kept == *member))
    }
}

/// All kinds of Weir's own.
#[derive(Debug, Default)]
pub(crate) struct Kinds(HashMap<Family, Vec<Kind>>);

impl Kinds {
    /// The kind of an object with this `type`, as it was sent.
    pub(crate) fn of_tree(&self, family: Family, tag: &str, object: &Tree<'_>) -> Option<&Kind> {
        self.find(family, tag, |when| when.holds_of_tree(object))
    }

    /// The kind of an object with this `type`, as it is stored.
    pub(crate) fn of(&self, family: Family, tag: &str, object: &Value) -> Option<&Kind> {
        self.find(family, tag, |when| when.holds_of(object))
    }

    fn find(&self, family: Family, tag: &str, holds: impl Fn(&When) -> bool) -> Option<&Kind> {
        self.0.get(&family)?.iter().find(|kind| *kind.tag == *tag && kind.when.as_ref().is_none_or(&holds))
    }
}

impl Schema {
    /// Adds Weir's own kinds; `prefect` are the nodes that were read from Prefect's rules, as they are written.
    pub(crate) fn add_own(&mut self, rules: &str, prefect: &[Value]) -> Option<()> {
        let rules: Value = serde_json::from_str(rules).ok()?;
        for (family, key) in Family::ALL {
            let kinds = rules[key].as_array()?.iter().map(|kind| self.read_kind(kind, prefect));
            let kinds = kinds.collect::<Option<_>>()?;
            self.own.0.insert(family, kinds);
        }
        for operation in rules["operations"].as_array()? {
            let mut operation = operation.clone();
            for part in ["path_params", "query_params", "body"] {
                for field in operation.get_mut(part).and_then(Value::as_array_mut).into_iter().flatten() {
                    field["node"] = self.place(field["node"].take(), prefect)?.into();
                }
            }
            self.operations.push(read_operation(&operation)?);
        }
        for at in 0..self.nodes.len() {
            let Node::Union(choices) = &self.nodes[at] else { continue };
            let Some(family) = choices.first().and_then(|(name, _)| Family::of_union(name)) else { continue };
            let otherwise = NodeId::try_from(self.nodes.len()).ok()?;
            let union = std::mem::replace(&mut self.nodes[at], Node::Own { family, otherwise });
            self.nodes.push(union);
        }
        Some(())
    }

    fn read_kind(&mut self, kind: &Value, prefect: &[Value]) -> Option<Kind> {
        let text = |member: &str| kind[member].as_str().map(Into::into);
        let tag: Box<str> = text("type")?;
        let mut fields = vec![json!(["type", 1, ["literal", [&*tag]]])];
        fields.extend(kind["fields"].as_array()?.iter().cloned());
        let mut node = json!(["model", kind["name"], "forbid", fields]);
        for rule in kind["rules"].as_array().into_iter().flatten() {
            node = json!(["after", rule, node]);
        }
        let stock = kind["stock"].as_array().into_iter().flatten();
        Some(Kind {
            when: match &kind["when"] {
                Value::Null => None,
                written => Some(When::read(written)?),
            },
            name: text("name")?,
            node: self.place(node, prefect)?,
            stock: stock.map(|member| member.as_str().map(Into::into)).collect::<Option<_>>()?,
            tag,
        })
    }

    /// Puts a node, and those that are written in it, into the table.
    fn place(&mut self, mut node: Value, prefect: &[Value]) -> Option<NodeId> {
        if let Some((model, field)) = node.as_str().and_then(|path| path.split_once('.')) {
            let model = prefect.iter().find(|node| node[0] == "model" && node[1] == model)?;
            let field = model[3].as_array()?.iter().find(|written| written[0] == field)?;
            return NodeId::try_from(field[2].as_u64()?).ok();
        }
        if let Some(model) = node.as_str() {
            let place = prefect.iter().position(|node| node[0] == "model" && node[1] == model)?;
            return NodeId::try_from(place).ok();
        }
        let inner: Vec<&mut Value> = match node[0].as_str()? {
            "nullable" | "list" | "set" | "sequence" | "root" => vec![node.get_mut(1)?],
            "dict" => node.as_array_mut()?.iter_mut().skip(1).take(2).collect(),
            "before" | "after" => vec![node.get_mut(2)?],
            "model" => {
                let fields = node.get_mut(3)?.as_array_mut()?.iter_mut();
                fields.map(|field| field.get_mut(2)).collect::<Option<_>>()?
            }
            _ => Vec::new(),
        };
        for written in inner {
            *written = self.place(written.take(), prefect)?.into();
        }
        let id = NodeId::try_from(self.nodes.len()).ok()?;
        self.nodes.push(read_node(&node)?);
        Some(id)
    }

    /// Checks an object of a family to which Weir adds.
    pub(crate) fn own<'a>(
        &self,
        family: Family,
        otherwise: NodeId,
        input: &Tree<'a>,
        found: &mut Findings,
    ) -> Checked<'a> {
        if let Some(restored) = stock::restored(self, family, input, found)? {
            let changed = self.own_kind(family, otherwise, &restored, found)?;
            return Ok(Some(changed.unwrap_or(restored)));
        }
        if let Some(typed) = with_type(family, input) {
            let changed = self.own_kind(family, otherwise, &typed, found)?;
            return Ok(Some(changed.unwrap_or(typed)));
        }
        self.own_kind(family, otherwise, input, found)
    }

    fn own_kind<'a>(
        &self,
        family: Family,
        otherwise: NodeId,
        input: &Tree<'a>,
        found: &mut Findings,
    ) -> Checked<'a> {
        let tag = if let Some(Tree::Str(tag)) = input.get("type") { tag } else { "" };
        let Some(kind) = self.own.of_tree(family, tag, input) else {
            return self.check(otherwise, input, found);
        };
        let from = found.details.len();
        let checked = self.check(kind.node, input, found);
        if checked.is_err() {
            found.key(from, &kind.name);
        }
        checked
    }
}

/// A trigger whose type is left out, with the type that its members tell, if they are Weir's own.
fn with_type<'a>(family: Family, input: &Tree<'a>) -> Option<Tree<'a>> {
    let Tree::Dict(entries) = input else { return None };
    if family != Family::Trigger || input.get("type").is_some() {
        return None;
    }
    let durations = ["threshold_duration", "threshold_duration_seconds"];
    let tag = if input.get("metric").is_some() {
        "metric"
    } else if durations.iter().any(|member| input.get(member).is_some()) {
        "event"
    } else {
        return None;
    };
    let mut entries = entries.clone();
    entries.push((Cow::Borrowed("type"), Tree::Str(Cow::Borrowed(tag))));
    Some(Tree::Dict(entries))
}

/// A rule on which of several members of an object are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Given {
    /// One at most.
    AtMostOne,
    /// One.
    ExactlyOne,
    /// One or more.
    AtLeastOne,
    /// One for an object that is selected, none for one that is inferred.
    SelectedOne,
    /// The others only with the first.
    OnlyWith,
}

impl Given {
    /// The rule by its name in `rules/weir.json`.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "at_most_one" => Self::AtMostOne,
            "exactly_one" => Self::ExactlyOne,
            "at_least_one" => Self::AtLeastOne,
            "selected_one" => Self::SelectedOne,
            "only_with" => Self::OnlyWith,
            _ => return None,
        })
    }

    /// What it objects to; `members` are named with spaces between them.
    pub(crate) fn objection(self, members: &str, value: &Tree<'_>) -> Option<String> {
        let is_given = |member: &&str| value.get(member).is_some_and(|value| *value != Tree::Null);
        let given: Vec<&str> = members.split(' ').filter(is_given).collect();
        let any = members.replace(' ', " or ");
        let together = || format!("{} cannot be given together", given.join(" and "));
        match self {
            Self::SelectedOne if matches!(value.get("source"), Some(Tree::Str(source)) if source == "inferred") => {
                given.first().map(|member| format!("{member} is not allowed"))
            }
            Self::ExactlyOne | Self::AtLeastOne | Self::SelectedOne if given.is_empty() => {
                Some(format!("{any} is required"))
            }
            Self::AtMostOne | Self::ExactlyOne | Self::SelectedOne if given.len() > 1 => Some(together()),
            Self::OnlyWith => {
                let first = members.split(' ').next().unwrap_or_default();
                let without = given.first().filter(|member| **member != first)?;
                Some(format!("{without} is only allowed with {first}"))
            }
            _ => None,
        }
    }
}
