//! The compact form of the request rules: a table of nodes that refer to each other by index, and the operations.

use std::collections::HashMap;

use regex::Regex;
use serde_json::Value;

use crate::own::{self, Family, Kinds};
use crate::rule::Rule;
use crate::tree::Tree;

/// The place of a node in the table.
pub type NodeId = u16;

/// What an input has to be.
#[derive(Debug)]
pub enum Node {
    /// Anything.
    Any,
    /// The same as another node (the name of a recursive definition).
    Same(NodeId),
    /// Text.
    Str(Box<StrRule>),
    /// A whole number.
    Int { strict: bool, limits: Limits },
    /// A number.
    Float { strict: bool, limits: Limits },
    /// True or false.
    Bool { strict: bool },
    /// A UUID.
    Uuid,
    /// Bytes, sent as text.
    Bytes,
    /// An instant, read by Pydantic alone.
    Datetime,
    /// An instant, read by Pydantic and, if it fails, by pendulum.
    Timestamp,
    /// A length of time.
    TimeDelta { limits: Limits },
    /// One of several texts.
    Choice { kind: &'static str, members: Vec<Box<str>>, expected: Box<str> },
    /// `null` or another node.
    Nullable(NodeId),
    /// An array; `kind` is `list` or `set`.
    List { items: NodeId, set: bool, min: Option<usize>, max: Option<usize> },
    /// An array that Python asks to be a sequence; wrong types have a message of their own.
    Sequence(NodeId),
    /// An array of fixed length.
    Tuple(Vec<NodeId>),
    /// An object with free keys.
    Dict { values: NodeId },
    /// The first that fits best of several nodes; each with the name that errors carry.
    Union(Vec<(Box<str>, NodeId)>),
    /// One of Weir's own kinds, else another node.
    Own { family: Family, otherwise: NodeId },
    /// A model whose content is another node.
    Root(NodeId),
    /// An object with known fields.
    Model(Box<Model>),
    /// A rule that sees the input first.
    Before(Rule, NodeId),
    /// A rule that sees the result.
    After(Rule, NodeId),
}

/// Limits of text.
#[derive(Debug, Default)]
pub struct StrRule {
    /// Fewest characters.
    pub min: Option<usize>,
    /// Most characters.
    pub max: Option<usize>,
    /// A pattern that must be found, and its text.
    pub pattern: Option<(Box<str>, Regex)>,
}

/// Limits of a number.
#[derive(Debug, Default, Clone, Copy)]
pub struct Limits {
    /// Greater than or equal to.
    pub ge: Option<f64>,
    /// Greater than.
    pub gt: Option<f64>,
    /// Less than or equal to.
    pub le: Option<f64>,
    /// Less than.
    pub lt: Option<f64>,
}

/// An object with known fields.
#[derive(Debug)]
pub struct Model {
    /// The fields in the order in which errors are reported.
    pub fields: Vec<Field>,
    /// The place of each field by its name on the wire.
    pub places: HashMap<Box<str>, u16>,
    /// Unknown fields are errors.
    pub forbid_extra: bool,
}

/// The most fields that a model has.
pub const MAX_FIELDS: usize = 32;

impl Model {
    /// The place of a field, which is asked first at `likely`: clients send fields mostly in the model's order.
    pub fn place(&self, name: &str, likely: usize) -> Option<usize> {
        if self.fields.get(likely).is_some_and(|field| *field.name == *name) {
            return Some(likely);
        }
        self.places.get(name).copied().map(usize::from)
    }
}

/// A field of a model.
#[derive(Debug)]
pub struct Field {
    /// The name on the wire.
    pub name: Box<str>,
    /// Its absence is an error.
    pub required: bool,
    /// What it has to be.
    pub node: NodeId,
}

/// One parameter of an operation: in the path, in the query, or in the body.
#[derive(Debug)]
pub struct Parameter {
    /// The name on the wire.
    pub name: Box<str>,
    /// What it has to be.
    pub node: NodeId,
    /// Its absence, or `null` in a body, is an error.
    pub required: bool,
    /// The value when it is absent.
    pub default: Option<Tree<'static>>,
    /// It may be given several times.
    pub many: bool,
    /// It is the page limit that a dependency checks before everything else.
    pub is_limit: bool,
}

/// What one operation takes.
#[derive(Debug)]
pub struct Operation {
    /// `GET`, `POST`, …
    pub method: Box<str>,
    /// The path below the server's root with convertors, as `/api/flows/{id:uuid}`.
    pub path: Box<str>,
    /// Parameters in the path.
    pub path_params: Vec<Parameter>,
    /// Parameters in the query.
    pub query_params: Vec<Parameter>,
    /// Parameters in the body.
    pub body: Vec<Parameter>,
    /// The body is an object with one key for each body parameter.
    pub embed: bool,
    /// It reads the header `X-PREFECT-API-VERSION`.
    pub asks_version: bool,
}

/// All rules.
#[derive(Debug)]
pub struct Schema {
    /// The nodes.
    pub nodes: Vec<Node>,
    /// Kinds of actions and triggers that Weir adds.
    pub own: Kinds,
    /// The operations in routing order.
    pub operations: Vec<Operation>,
    /// The places of the operations of each path, written as `/path/{name}`.
    pub by_template: HashMap<Box<str>, Vec<usize>>,
}

/// The path as the router of the API crate writes it: convertors left out.
pub fn template(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for (at, part) in path.split('{').enumerate() {
        if at == 0 {
            out.push_str(part);
            continue;
        }
        let (inside, after) = part.split_once('}').unwrap_or((part, ""));
        out.push('{');
        out.push_str(inside.split(':').next().unwrap_or(inside));
        out.push('}');
        out.push_str(after);
    }
    out
}

impl Schema {
    /// Reads the rules from their JSON text; `None` when the text is not in the form that the generator writes.
    pub fn read(text: &str) -> Option<Self> {
        let tree: Value = serde_json::from_str(text).ok()?;
        let written = tree["nodes"].as_array()?;
        let nodes = written.iter().map(read_node).collect::<Option<Vec<_>>>()?;
        let operations: Vec<Operation> =
            tree["operations"].as_array()?.iter().map(read_operation).collect::<Option<_>>()?;
        let mut schema = Self { nodes, own: Kinds::default(), operations, by_template: HashMap::new() };
        schema.add_own(own::RULES, written)?;
        for (at, operation) in schema.operations.iter().enumerate() {
            schema.by_template.entry(template(&operation.path).into()).or_default().push(at);
        }
        Some(schema)
    }

    /// The node at `id`.
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[usize::from(id)]
    }
}

fn boxed(value: &Value) -> Option<Box<str>> {
    value.as_str().map(Into::into)
}

fn index(value: &Value) -> Option<NodeId> {
    value.as_u64().and_then(|index| NodeId::try_from(index).ok())
}

fn size(value: &Value) -> Option<usize> {
    value.as_u64().and_then(|size| usize::try_from(size).ok())
}

pub(crate) fn read_node(value: &Value) -> Option<Node> {
    let limits = Limits {
        ge: value[1]["ge"].as_f64(),
        gt: value[1]["gt"].as_f64(),
        le: value[1]["le"].as_f64(),
        lt: value[1]["lt"].as_f64(),
    };
    let strict = value[1]["strict"].as_bool().unwrap_or(false);
    let first = || index(&value[1]);
    Some(match value[0].as_str()? {
        "any" => Node::Any,
        "same" => Node::Same(first()?),
        "str" => Node::Str(Box::new(read_str(&value[1])?)),
        "int" => Node::Int { strict, limits },
        "float" => Node::Float { strict, limits },
        "bool" => Node::Bool { strict },
        "uuid" => Node::Uuid,
        "bytes" => Node::Bytes,
        "datetime" => Node::Datetime,
        "timestamp" => Node::Timestamp,
        "timedelta" => Node::TimeDelta { limits },
        "enum" => read_choice("enum", value)?,
        "literal" => read_choice("literal_error", value)?,
        "nullable" => Node::Nullable(first()?),
        kind @ ("list" | "set") => Node::List {
            items: first()?,
            set: kind == "set",
            min: size(&value[2]["min_length"]),
            max: size(&value[2]["max_length"]),
        },
        "sequence" => Node::Sequence(first()?),
        "tuple" => Node::Tuple(value[1].as_array()?.iter().map(index).collect::<Option<_>>()?),
        "dict" => Node::Dict { values: index(&value[2])? },
        "union" => Node::Union(
            value[1]
                .as_array()?
                .iter()
                .map(|choice| Some((boxed(&choice[0])?, index(&choice[1])?)))
                .collect::<Option<_>>()?,
        ),
        "root" => Node::Root(first()?),
        "model" => Node::Model(Box::new(read_model(value)?)),
        "before" => Node::Before(Rule::named(&value[1])?, index(&value[2])?),
        "after" => Node::After(Rule::named(&value[1])?, index(&value[2])?),
        _ => return None,
    })
}

fn read_str(limits: &Value) -> Option<StrRule> {
    let pattern = match limits["pattern"].as_str() {
        Some(text) => Some((text.into(), Regex::new(text).ok()?)),
        None => None,
    };
    Some(StrRule { min: size(&limits["min_length"]), max: size(&limits["max_length"]), pattern })
}

/// The names that the message shows are the members in quotes, or a list of their own.
fn read_choice(kind: &'static str, node: &Value) -> Option<Node> {
    let members: Vec<Box<str>> = node[1].as_array()?.iter().map(boxed).collect::<Option<_>>()?;
    let shown: Vec<String> = match node[2].as_array() {
        Some(shown) => shown.iter().filter_map(Value::as_str).map(ToOwned::to_owned).collect(),
        None => members.iter().map(|member| format!("'{member}'")).collect(),
    };
    let expected = match shown.as_slice() {
        [] => return None,
        [only] => only.clone(),
        [most @ .., last] => format!("{} or {last}", most.join(", ")),
    };
    Some(Node::Choice { kind, members, expected: expected.into() })
}

fn read_model(value: &Value) -> Option<Model> {
    let mut fields = Vec::new();
    for field in value[3].as_array()? {
        fields.push(Field { name: boxed(&field[0])?, required: field[1] == 1, node: index(&field[2])? });
    }
    if fields.len() > MAX_FIELDS {
        return None;
    }
    let places = fields
        .iter()
        .enumerate()
        .map(|(at, field)| Some((field.name.clone(), u16::try_from(at).ok()?)))
        .collect::<Option<_>>()?;
    Some(Model { fields, places, forbid_extra: value[2] == "forbid" })
}

pub(crate) fn read_operation(value: &Value) -> Option<Operation> {
    let parameters = |key: &str| -> Option<Vec<Parameter>> {
        value[key].as_array().map_or(Some(Vec::new()), |list| list.iter().map(read_parameter).collect())
    };
    let path = boxed(&value["path"])?;
    Some(Operation {
        method: boxed(&value["method"])?,
        // Prefect adds these two beside its routers, and the check of the version with the routers.
        asks_version: !matches!(&*path, "/api/health" | "/api/version"),
        path,
        path_params: parameters("path_params")?,
        query_params: parameters("query_params")?,
        body: parameters("body")?,
        embed: value["embed"] == true,
    })
}

fn read_parameter(value: &Value) -> Option<Parameter> {
    let default = value.get("default").map(|default| {
        let text = default.to_string();
        crate::parse::parse(&text).map(|parsed| parsed.tree.into_static())
    });
    let name = boxed(&value["name"])?;
    Some(Parameter {
        is_limit: value["dependency"] == true && &*name == "limit",
        name,
        node: index(&value["node"])?,
        required: value["required"] == true,
        default: default.transpose().ok()?,
        many: value["many"] == true,
    })
}
