//! The way through a schema: which keywords look into which parts of a value.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::{
    Fault, Formats, Instance, Step, Undecided, assertions,
    fault::At,
    pattern,
    python::{repr, text_repr},
    reference, unevaluated,
};

/// How deep schemas may lie in each other; references count.
const DEPTH: usize = 150;
/// How many schemas one check may enter.
const WORK: usize = 200_000;

type Faults = Vec<Fault>;

/// One check.
pub(super) struct Walk<'a> {
    root: &'a Value,
    formats: Formats,
    depth: usize,
    work: usize,
}

impl<'a> Walk<'a> {
    pub(super) const fn new(root: &'a Value, formats: Formats) -> Self {
        Self { root, formats, depth: 0, work: 0 }
    }

    /// Every mismatch of `instance`, in the order of the schema's keywords.
    pub(super) fn faults(&mut self, instance: &Instance, schema: &'a Value) -> Result<Faults, Undecided> {
        let members = match schema {
            Value::Bool(false) => {
                let message = format!("False schema does not allow {}", instance.repr());
                return Ok(vec![fault("", message, instance, None)]);
            }
            Value::Object(members) => members,
            _ => return Ok(Vec::new()),
        };
        self.work += 1;
        if self.depth >= DEPTH || self.work >= WORK {
            return Err(Undecided::Circular);
        }
        self.depth += 1;
        let faults = self.object(instance, members);
        self.depth -= 1;
        faults
    }

    fn object(&mut self, instance: &Instance, schema: &'a Map<String, Value>) -> Result<Faults, Undecided> {
        let mut faults = Vec::new();
        for (keyword, wanted) in schema {
            for mut fault in self.keyword(keyword, wanted, instance, schema)? {
                if fault.keyword == NEW {
                    fault.keyword.clone_from(keyword);
                }
                faults.push(fault);
            }
        }
        if let Instance::Broken(why) = instance {
            let mut broken = fault("(broken)", why.message.clone(), instance, Some(schema));
            broken.at = At::Broken;
            faults.push(broken);
        }
        Ok(faults)
    }

    fn keyword(
        &mut self,
        keyword: &str,
        wanted: &'a Value,
        instance: &Instance,
        schema: &'a Map<String, Value>,
    ) -> Result<Faults, Undecided> {
        match keyword {
            "$ref" | "$dynamicRef" => {
                let Some(reference) = wanted.as_str() else { return Ok(Vec::new()) };
                let root = self.root;
                self.faults(instance, reference::resolve(root, reference)?)
            }
            "allOf" => self.each(wanted, instance),
            "anyOf" => self.any_of(wanted, instance, schema),
            "oneOf" => self.one_of(wanted, instance, schema),
            "not" => {
                if !self.fits(instance, wanted)? {
                    return Ok(Vec::new());
                }
                let message = format!("{} should not be valid under {}", instance.repr(), repr(wanted));
                Ok(vec![fault(NEW, message, instance, Some(schema))])
            }
            "if" => {
                let next = if self.fits(instance, wanted)? { "then" } else { "else" };
                schema.get(next).map_or(Ok(Vec::new()), |next| self.faults(instance, next))
            }
            "format" if self.formats == Formats::Ignored => Ok(Vec::new()),
            "unevaluatedItems" => unevaluated::items(self, instance, schema),
            "unevaluatedProperties" => unevaluated::properties(self, wanted, instance, schema),
            _ => match instance {
                Instance::Object(_) => self.of_object(keyword, wanted, instance, schema),
                Instance::List(_) => self.of_list(keyword, wanted, instance, schema),
                _ => Ok(told(assertions::check(keyword, wanted, instance), instance, schema)),
            },
        }
    }

    fn of_object(
        &mut self,
        keyword: &str,
        wanted: &'a Value,
        instance: &Instance,
        schema: &'a Map<String, Value>,
    ) -> Result<Faults, Undecided> {
        let Instance::Object(members) = instance else { return Ok(Vec::new()) };
        let mut faults = Vec::new();
        match (keyword, wanted) {
            ("properties", Value::Object(properties)) => {
                for (name, wanted) in properties {
                    if let Some(member) = members.get(name) {
                        faults.extend(below(&Step::Member(name.clone()), self.faults(member, wanted)?));
                    }
                }
            }
            ("patternProperties", Value::Object(patterns)) => {
                for (pattern, wanted) in patterns {
                    for (name, member) in members {
                        if pattern::found(pattern, name) {
                            faults.extend(below(&Step::Member(name.clone()), self.faults(member, wanted)?));
                        }
                    }
                }
            }
            ("additionalProperties", Value::Object(_)) => {
                for name in assertions::additional(members, schema) {
                    faults.extend(below(&Step::Member(name.clone()), self.faults(&members[name], wanted)?));
                }
            }
            ("additionalProperties", Value::Bool(false)) => {
                return Ok(told(assertions::no_more(members, schema), instance, schema));
            }
            ("propertyNames", _) => {
                for name in members.keys() {
                    faults.extend(self.faults(&Instance::Text(name.clone()), wanted)?);
                }
            }
            ("dependentSchemas", Value::Object(dependents)) => {
                for (_, wanted) in dependents.iter().filter(|(name, _)| members.contains_key(*name)) {
                    faults.extend(self.faults(instance, wanted)?);
                }
            }
            ("required", Value::Array(names)) => {
                for name in names.iter().filter_map(Value::as_str).filter(|name| !members.contains_key(*name))
                {
                    let message = format!("{} is a required property", text_repr(name));
                    faults.push(fault(NEW, message, instance, Some(schema)));
                }
            }
            ("dependentRequired", Value::Object(dependents)) => {
                for message in assertions::dependents(members, dependents) {
                    faults.push(fault(NEW, message, instance, Some(schema)));
                }
            }
            _ => return Ok(told(assertions::check(keyword, wanted, instance), instance, schema)),
        }
        Ok(faults)
    }

    fn of_list(
        &mut self,
        keyword: &str,
        wanted: &'a Value,
        instance: &Instance,
        schema: &'a Map<String, Value>,
    ) -> Result<Faults, Undecided> {
        let Instance::List(items) = instance else { return Ok(Vec::new()) };
        let before = schema.get("prefixItems").and_then(Value::as_array).map_or(0, Vec::len);
        let wanted_of: Vec<(usize, &'a Value)> = match (keyword, wanted) {
            ("items", Value::Bool(false)) => {
                return Ok(told(assertions::no_more_items(items, before), instance, schema));
            }
            ("items", _) => (before..items.len()).map(|place| (place, wanted)).collect(),
            ("prefixItems", Value::Array(schemas)) => schemas.iter().enumerate().take(items.len()).collect(),
            ("contains", _) => return self.contains(wanted, items, instance, schema),
            _ => return Ok(told(assertions::check(keyword, wanted, instance), instance, schema)),
        };
        let mut faults = Vec::new();
        for (place, wanted) in wanted_of {
            faults.extend(below(&Step::Item(place), self.faults(&items[place], wanted)?));
        }
        Ok(faults)
    }

    fn contains(
        &mut self,
        wanted: &'a Value,
        items: &[Instance],
        instance: &Instance,
        schema: &Map<String, Value>,
    ) -> Result<Faults, Undecided> {
        let bound = |name: &str| schema.get(name).and_then(Value::as_u64);
        let mut found = 0;
        for item in items {
            found += u64::from(self.fits(item, wanted)?);
        }
        let least = bound("minContains").unwrap_or(1);
        let (keyword, message) = match bound("maxContains") {
            Some(most) if found > most => {
                ("maxContains", format!("Too many items match the given schema (expected at most {most})"))
            }
            _ if found >= least => return Ok(Vec::new()),
            _ if found == 0 => {
                (NEW, format!("{} does not contain items matching the given schema", instance.repr()))
            }
            _ => (
                "minContains",
                format!(
                    "Too few items match the given schema (expected at least {least} but only {found} matched)"
                ),
            ),
        };
        Ok(vec![fault(keyword, message, instance, Some(schema))])
    }

    fn each(&mut self, schemas: &'a Value, instance: &Instance) -> Result<Faults, Undecided> {
        let mut faults = Vec::new();
        for schema in schemas.as_array().into_iter().flatten() {
            faults.extend(self.faults(instance, schema)?);
        }
        Ok(faults)
    }

    fn any_of(
        &mut self,
        choices: &'a Value,
        instance: &Instance,
        schema: &Map<String, Value>,
    ) -> Result<Faults, Undecided> {
        let mut reasons = Vec::new();
        for choice in choices.as_array().into_iter().flatten() {
            let faults = self.faults(instance, choice)?;
            if faults.is_empty() {
                return Ok(faults);
            }
            reasons.extend(faults);
        }
        Ok(vec![no_choice(reasons, instance, schema)])
    }

    fn one_of(
        &mut self,
        choices: &'a Value,
        instance: &Instance,
        schema: &Map<String, Value>,
    ) -> Result<Faults, Undecided> {
        let mut reasons = Vec::new();
        let mut choices = choices.as_array().into_iter().flatten();
        let first = loop {
            let Some(choice) = choices.next() else { return Ok(vec![no_choice(reasons, instance, schema)]) };
            let faults = self.faults(instance, choice)?;
            if faults.is_empty() {
                break choice;
            }
            reasons.extend(faults);
        };
        let mut more = Vec::new();
        for choice in choices {
            if self.fits(instance, choice)? {
                more.push(repr(choice));
            }
        }
        if more.is_empty() {
            return Ok(Vec::new());
        }
        more.push(repr(first));
        let message = format!("{} is valid under each of {}", instance.repr(), more.join(", "));
        Ok(vec![fault(NEW, message, instance, Some(schema))])
    }

    pub(super) fn fits(&mut self, instance: &Instance, schema: &'a Value) -> Result<bool, Undecided> {
        self.faults(instance, schema).map(|faults| faults.is_empty())
    }

    pub(super) fn resolve(&self, reference: &str) -> Result<&'a Value, Undecided> {
        reference::resolve(self.root, reference)
    }
}

/// Stands for the keyword under which the fault is found.
pub(super) const NEW: &str = "(new)";

pub(super) fn fault(
    keyword: &str,
    message: String,
    instance: &Instance,
    schema: Option<&Map<String, Value>>,
) -> Fault {
    let of_type = match schema.and_then(|schema| schema.get("type")) {
        Some(Value::String(kind)) => instance.is(kind).unwrap_or(false),
        Some(Value::Array(kinds)) => {
            kinds.iter().filter_map(Value::as_str).any(|kind| instance.is(kind).unwrap_or(false))
        }
        _ => false,
    };
    let at = match instance {
        Instance::Open => At::Open,
        _ => At::Value,
    };
    Fault { path: Vec::new(), message, keyword: keyword.to_owned(), at, of_type, context: Vec::new() }
}

fn no_choice(reasons: Faults, instance: &Instance, schema: &Map<String, Value>) -> Fault {
    let message = format!("{} is not valid under any of the given schemas", instance.repr());
    let mut fault = fault(NEW, message, instance, Some(schema));
    fault.context = reasons;
    fault
}

fn told(message: Option<Cow<'_, str>>, instance: &Instance, schema: &Map<String, Value>) -> Faults {
    message.map(|message| fault(NEW, message.into_owned(), instance, Some(schema))).into_iter().collect()
}

/// Faults of a part, seen from the whole.
fn below(step: &Step, mut faults: Faults) -> Faults {
    for fault in &mut faults {
        fault.path.insert(0, step.clone());
    }
    faults
}
