//! Checks a value against a node: containers, models and unions. Scalars are in `scalar.rs`, rules in code in `rule.rs`.
//!
//! A check answers `None` when the value is taken as it is, or the converted value. All errors are collected, in the
//! order in which Pydantic reports them.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::error::{Failed, Findings, Step, text_ctx};
use crate::rule::{self, Rule};
use crate::scalar;
use crate::schema::{MAX_FIELDS, Model, Node, NodeId, Schema};
use crate::tree::Tree;

/// `None`: keep the input; `Some`: take this instead.
pub(crate) type Checked<'a> = Result<Option<Tree<'a>>, Failed>;

/// The most checks inside each other, so that no input uses up the stack. A trigger in a trigger takes about six.
const MAX_DEPTH: usize = 300;

type Entries<'a> = [(Cow<'a, str>, Tree<'a>)];

impl Schema {
    /// Checks `input` against the node `id`.
    pub(crate) fn check<'a>(&self, id: NodeId, input: &Tree<'a>, found: &mut Findings) -> Checked<'a> {
        found.budget = if found.depth < MAX_DEPTH { found.budget.saturating_sub(1) } else { 0 };
        if found.budget == 0 {
            return Err(Failed);
        }
        found.depth += 1;
        let checked = self.check_here(id, input, found);
        found.depth -= 1;
        checked
    }

    fn check_here<'a>(&self, id: NodeId, input: &Tree<'a>, found: &mut Findings) -> Checked<'a> {
        match self.node(id) {
            Node::Any => {
                found.at_most(0);
                Ok(None)
            }
            Node::Same(inner) | Node::Root(inner) => self.check(*inner, input, found),
            Node::Nullable(inner) => {
                if *input == Tree::Null {
                    return Ok(None);
                }
                self.check(*inner, input, found)
            }
            Node::List { items, set, min, max } => self.list(*items, *set, (*min, *max), input, found),
            Node::Sequence(inner) => match input {
                Tree::List(_) => self.check(*inner, input, found),
                _ => sequence_error(input, found),
            },
            Node::Tuple(items) => self.tuple(items, input, found),
            Node::Dict { values } => self.dict(*values, input, found),
            Node::Union(choices) => self.union(choices, input, found),
            Node::Own { family, otherwise } => self.own(*family, *otherwise, input, found),
            Node::Model(model) => self.model(model, input, found),
            Node::Before(rule, inner) => self.before(rule, *inner, input, found),
            Node::After(rule, inner) => {
                let changed = self.check(*inner, input, found)?;
                let replaced = rule::after(rule, changed.as_ref().unwrap_or(input), input, found)?;
                Ok(replaced.or(changed))
            }
            scalar => scalar::check(scalar, input, found),
        }
    }

    fn before<'a>(&self, rule: &Rule, inner: NodeId, input: &Tree<'a>, found: &mut Findings) -> Checked<'a> {
        if *rule == Rule::RunName && !input.is_truthy() {
            let kept = matches!(input, Tree::Null | Tree::Str(_));
            return Ok((!kept).then_some(Tree::Null));
        }
        if matches!(rule, Rule::Match | Rule::MatchRelated)
            && let Node::Union(choices) = self.node(inner)
            && let Some((_, specification)) = choices.first()
        {
            // A specification is built before the union is asked, so its errors carry no branch name, nor an index.
            let items = match input {
                Tree::Dict(_) => std::slice::from_ref(input),
                Tree::List(items) if *rule == Rule::MatchRelated => items,
                _ => &[],
            };
            for item in items.iter().filter(|item| matches!(item, Tree::Dict(_))) {
                self.check(*specification, item, found)?;
            }
        }
        match rule::before(rule, input, found)? {
            None => self.check(inner, input, found),
            Some(replaced) => {
                let changed = self.check(inner, &replaced, found)?;
                Ok(Some(changed.unwrap_or(replaced)))
            }
        }
    }

    fn list<'a>(
        &self,
        items: NodeId,
        set: bool,
        (min, max): (Option<usize>, Option<usize>),
        input: &Tree<'a>,
        found: &mut Findings,
    ) -> Checked<'a> {
        let Tree::List(values) = input else {
            return if set {
                found.fail("set_type", "Input should be a valid set", input, None)
            } else {
                found.fail("list_type", "Input should be a valid list", input, None)
            };
        };
        if set {
            found.at_most(0);
        }
        if let Some(max) = max.filter(|max| values.len() > *max) {
            return length_error("List", "too_long", max, values.len(), input, found);
        }
        let changed = self.each(items, values, found)?;
        if let Some(min) = min.filter(|min| values.len() < *min) {
            return length_error("List", "too_short", min, values.len(), input, found);
        }
        if !set {
            return Ok(changed.map(Tree::List));
        }
        let now = changed.as_deref().unwrap_or(values);
        let mut seen = HashSet::with_capacity(now.len());
        let unique: Vec<&Tree<'a>> = now.iter().filter(|value| seen.insert(value.to_text())).collect();
        if unique.len() == now.len() {
            return Ok(changed.map(Tree::List));
        }
        Ok(Some(Tree::List(unique.into_iter().cloned().collect())))
    }

    /// Checks every item; the whole list again if one was converted.
    fn each<'a>(
        &self,
        node: NodeId,
        values: &[Tree<'a>],
        found: &mut Findings,
    ) -> Result<Option<Vec<Tree<'a>>>, Failed> {
        let mut changes = Vec::new();
        let mut failed = false;
        for (at, value) in values.iter().enumerate() {
            let from = found.details.len();
            match self.check(node, value, found) {
                Ok(None) => {}
                Ok(Some(changed)) => changes.push((at, changed)),
                Err(Failed) if found.quiet > 0 => return Err(Failed),
                Err(Failed) => {
                    failed = true;
                    found.step(from, &Step::Index(at));
                }
            }
        }
        if failed {
            return Err(Failed);
        }
        if changes.is_empty() {
            return Ok(None);
        }
        let mut changes = changes.into_iter().peekable();
        let merged =
            values.iter().enumerate().map(|(at, value)| match changes.next_if(|(place, _)| *place == at) {
                Some((_, changed)) => changed,
                None => value.clone(),
            });
        Ok(Some(merged.collect()))
    }

    fn tuple<'a>(&self, items: &[NodeId], input: &Tree<'a>, found: &mut Findings) -> Checked<'a> {
        let Tree::List(values) = input else {
            return found.fail("tuple_type", "Input should be a valid tuple", input, None);
        };
        found.at_most(0);
        let mut failed = false;
        for (at, node) in items.iter().enumerate() {
            let from = found.details.len();
            let outcome = match values.get(at) {
                Some(value) => self.check(*node, value, found).map(drop),
                None => found.fail("missing", "Field required", input, None),
            };
            if outcome.is_err() {
                failed = true;
                found.step(from, &Step::Index(at));
            }
        }
        if values.len() > items.len() {
            return length_error("Tuple", "too_long", items.len(), values.len(), input, found);
        }
        if failed { Err(Failed) } else { Ok(None) }
    }

    fn dict<'a>(&self, values: NodeId, input: &Tree<'a>, found: &mut Findings) -> Checked<'a> {
        let Tree::Dict(entries) = input else {
            return found.fail("dict_type", "Input should be a valid dictionary", input, None);
        };
        if matches!(self.node(values), Node::Any) {
            return Ok(None);
        }
        let mut changes = Vec::new();
        let mut failed = false;
        for (at, (key, value)) in entries.iter().enumerate() {
            let from = found.details.len();
            match self.check(values, value, found) {
                Ok(None) => {}
                Ok(Some(changed)) => changes.push((at, changed)),
                Err(Failed) if found.quiet > 0 => return Err(Failed),
                Err(Failed) => {
                    failed = true;
                    found.key(from, key);
                }
            }
        }
        if failed { Err(Failed) } else { Ok(merge(entries, changes)) }
    }

    fn model<'a>(&self, model: &Model, input: &Tree<'a>, found: &mut Findings) -> Checked<'a> {
        let Tree::Dict(entries) = input else {
            return found.fail(
                "model_attributes_type",
                "Input should be a valid dictionary or object to extract fields from",
                input,
                None,
            );
        };
        let mut slots = [None; MAX_FIELDS];
        let mut extras = false;
        let mut next = 0;
        for (at, (key, _)) in entries.iter().enumerate() {
            match model.place(key, next) {
                Some(place) => {
                    slots[place] = Some(at);
                    next = place + 1;
                }
                None => extras = true,
            }
        }
        if found.quiet > 0 {
            // What kind of thing it is decides quickly, before its insides are looked at.
            for (field, slot) in model.fields.iter().zip(slots) {
                if let (Some(at), Node::Choice { .. }) = (slot, self.node(field.node)) {
                    self.check(field.node, &entries[at].1, found)?;
                }
            }
        }
        let mut changes = Vec::new();
        let mut failed = false;
        let mut set = 0;
        for (field, slot) in model.fields.iter().zip(slots) {
            let from = found.details.len();
            let outcome = match slot {
                Some(at) => {
                    set += 1;
                    self.check(field.node, &entries[at].1, found)
                        .map(|changed| changes.extend(changed.map(|changed| (at, changed))))
                }
                None if field.required => found.fail("missing", "Field required", input, None),
                None => Ok(()),
            };
            if outcome.is_err() {
                if found.quiet > 0 {
                    return Err(Failed);
                }
                failed = true;
                found.key(from, &field.name);
            }
        }
        if extras && model.forbid_extra {
            failed = true;
            for (key, value) in entries.iter().filter(|(key, _)| !model.places.contains_key(&**key)) {
                let from = found.details.len();
                found.note("extra_forbidden", "Extra inputs are not permitted", value, None);
                found.key(from, key);
            }
        }
        if failed {
            return Err(Failed);
        }
        found.fields_set += set;
        found.at_most(0);
        Ok(merge(entries, changes))
    }

    /// The choice that fits best: the one that sets most fields, then the one that converts least, then the first.
    fn union<'a>(
        &self,
        choices: &[(Box<str>, NodeId)],
        input: &Tree<'a>,
        found: &mut Findings,
    ) -> Checked<'a> {
        let before = (found.exactness, found.fields_set);
        let mut best: Option<(Option<Tree<'a>>, u8, usize)> = None;
        found.quiet += 1;
        for (_, node) in choices {
            (found.exactness, found.fields_set) = (2, 0);
            let Ok(changed) = self.check(*node, input, found) else { continue };
            let (exactness, fields_set) = (found.exactness, found.fields_set);
            let better = best.as_ref().is_none_or(|(_, best_exactness, best_set)| {
                if *best_set == fields_set { *best_exactness < exactness } else { *best_set < fields_set }
            });
            if better {
                best = Some((changed, exactness, fields_set));
            }
            if exactness == 2 && fields_set == 0 {
                break;
            }
        }
        found.quiet -= 1;
        if let Some((changed, exactness, fields_set)) = best {
            found.exactness = before.0.min(exactness);
            found.fields_set = before.1 + fields_set;
            return Ok(changed);
        }
        if found.quiet == 0 {
            for (name, node) in choices {
                let from = found.details.len();
                // Every choice has failed above; this writes down why.
                let _failed = self.check(*node, input, found);
                found.key(from, name);
            }
        }
        Err(Failed)
    }
}

fn merge<'a>(entries: &Entries<'a>, mut changes: Vec<(usize, Tree<'a>)>) -> Option<Tree<'a>> {
    if changes.is_empty() {
        return None;
    }
    changes.sort_unstable_by_key(|(at, _)| *at);
    let mut changes = changes.into_iter().peekable();
    let merged = entries.iter().enumerate().map(|(at, (key, value))| {
        let value = match changes.next_if(|(place, _)| *place == at) {
            Some((_, changed)) => changed,
            None => value.clone(),
        };
        (key.clone(), value)
    });
    Some(Tree::Dict(merged.collect()))
}

fn sequence_error<'a>(input: &Tree<'a>, found: &mut Findings) -> Checked<'a> {
    if let Tree::Str(_) = input {
        let name = if found.bytes { "bytes" } else { "str" };
        let msg = format!("'{name}' instances are not allowed as a Sequence value");
        return found.fail("sequence_str", msg, input, Some(text_ctx("type_name", name)));
    }
    let ctx = r#"{"class":"Sequence"}"#.to_owned();
    found.fail("is_instance_of", "Input should be an instance of Sequence", input, Some(ctx))
}

pub(crate) fn length_error<T>(
    what: &str,
    kind: &'static str,
    limit: usize,
    actual: usize,
    input: &Tree<'_>,
    found: &mut Findings,
) -> Result<T, Failed> {
    let (side, key) = if kind == "too_long" { ("most", "max_length") } else { ("least", "min_length") };
    let plural = if limit == 1 { "" } else { "s" };
    let ctx = format!(r#"{{"field_type":"{what}","{key}":{limit},"actual_length":{actual}}}"#);
    let msg = format!("{what} should have at {side} {limit} item{plural} after validation, not {actual}");
    found.fail(kind, msg, input, Some(ctx))
}
