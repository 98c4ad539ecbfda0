//! Checks a whole request: dependencies, path, query, body, in FastAPI's order.

use std::borrow::Cow;

use serde::Deserialize;

use crate::Contract;
use crate::encoding;
use crate::error::ErrorDetail;
use crate::error::{ErrorBody, Failed, Findings, Refusal, RequestErrors, Step};
use crate::parse::{HALF, ParseError, Parsed, parse};
use crate::rule::{retry_fields, set};
use crate::schema::{Operation, Parameter};
use crate::tree::{Tree, write_str};

/// The field with the settings of retries.
const POLICY: &str = "empirical_policy";

/// The most that a page may hold, and the default of `limit`.
const PAGE_LIMIT: i64 = 200;

/// What the check of a body may cost (see [`Findings`]), beside what its length allows. A nested trigger of an automation
/// that does not say of what kind it is would double the work with each level.
const BUDGET: usize = 4_000_000;
/// What each byte of a body allows.
const BUDGET_FOR_BYTE: usize = 64;

/// The parts of a request that are checked.
#[derive(Debug, Clone, Copy, Default)]
pub struct RequestParts<'a> {
    /// Values of the path's parameters by name, percent-decoded.
    pub path: &'a [(&'a str, &'a str)],
    /// The query without `?`.
    pub query: &'a str,
    /// The header `Content-Type`.
    pub content_type: Option<&'a str>,
    /// The header `X-PREFECT-API-VERSION`.
    pub api_version: Option<&'a str>,
    /// The body.
    pub body: &'a [u8],
}

/// A request that fits, as JSON texts ready for typed deserialisers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Validated<'a> {
    /// The body: borrowed from the request as it was sent, or a new text when something was converted or nothing was
    /// sent (`null`). For operations with several body parameters an object with one key each; a parameter that was
    /// `null` has its default.
    pub body: Cow<'a, str>,
    /// Path and query parameters as one JSON object, with defaults.
    pub params: String,
}

impl Validated<'_> {
    /// The body as a typed value.
    ///
    /// # Errors
    /// When `T` does not accept what the contract accepts.
    pub fn read<'de, T: Deserialize<'de>>(&'de self) -> serde_json::Result<T> {
        serde_json::from_str(&self.body)
    }

    /// Path and query parameters as a typed value.
    ///
    /// # Errors
    /// When `T` does not accept what the contract accepts.
    pub fn read_params<'de, T: Deserialize<'de>>(&'de self) -> serde_json::Result<T> {
        serde_json::from_str(&self.params)
    }
}

/// The body as FastAPI holds it.
enum Body<'a> {
    /// Nothing was sent.
    Absent,
    /// JSON.
    Json(Tree<'a>),
    /// Not JSON by its content type: bytes, shown as text.
    Bytes(Tree<'a>),
}

impl<'a> Body<'a> {
    fn tree(&self) -> &Tree<'a> {
        match self {
            Body::Absent => &Tree::Null,
            Body::Json(tree) | Body::Bytes(tree) => tree,
        }
    }
}

impl Contract {
    /// Checks a request for `operation`.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] with all errors in FastAPI's order, or [`Refusal::Plain`] for an unreadable body or a
    /// page limit out of range.
    pub fn validate<'a>(
        &self,
        operation: &Operation,
        request: RequestParts<'a>,
    ) -> Result<Validated<'a>, Refusal> {
        if operation.body.is_empty() {
            check_version(operation, request)?;
            let params = self
                .parameters(operation, request, Vec::new())
                .map_err(|errors| refuse(errors, &Tree::Null))?;
            return Ok(Validated { body: Cow::Owned("null".to_owned()), params });
        }
        let Read { text, body, plain, halved } = read_body(request)?;
        check_version(operation, request)?;
        let mut found = Findings::new(usize::MAX);
        let mut changes = Vec::new();
        let (first, own) =
            operation.body.split_at(operation.body.iter().take_while(|field| field.is_limit).count());
        for limit in first {
            // A number of any size is compared before its type would refuse the largest.
            check_limit(limit, &changes, body.tree()).map_err(Refusal::Plain)?;
            self.body_field(operation, limit, &body, &mut found, &mut changes);
            if found.details.is_empty() {
                check_limit(limit, &changes, body.tree()).map_err(Refusal::Plain)?;
            }
        }
        let params = self.parameters(operation, request, found.finish());
        let (params, mut errors) = match params {
            Ok(params) => (params, Vec::new()),
            Err(errors) => (String::new(), errors),
        };
        let mut found = Findings::new(BUDGET + request.body.len().saturating_mul(BUDGET_FOR_BYTE));
        for field in own {
            self.body_field(operation, field, &body, &mut found, &mut changes);
        }
        if found.budget == 0 {
            return Err(Refusal::Plain(ErrorBody::unreadable_body()));
        }
        errors.extend(found.finish());
        if !errors.is_empty() {
            let refusal = refuse(errors, body.tree());
            return Err(if halved { Refusal::Plain(ErrorBody::unreadable_body()) } else { refusal });
        }
        let body = normalised(operation, text, &body, changes, plain);
        if halved && body.contains(HALF) {
            return Err(Refusal::Plain(ErrorBody::unreadable_body()));
        }
        Ok(Validated { body, params })
    }

    /// Checks one body parameter; a converted value is put on `changes`.
    fn body_field<'a>(
        &self,
        operation: &Operation,
        field: &Parameter,
        body: &Body<'a>,
        found: &mut Findings,
        changes: &mut Vec<(String, Tree<'a>)>,
    ) {
        let value = match body {
            Body::Json(tree @ Tree::Dict(_)) if operation.embed => tree.get(&field.name),
            Body::Json(Tree::Null) | Body::Absent => None,
            Body::Json(_) if operation.embed => {
                // FastAPI asks a list or a number for its keys and takes every parameter for missing.
                found.note("missing", "Field required", &Tree::Null, None);
                let from = found.details.len() - 1;
                found.key(from, &field.name);
                found.key(from, "body");
                return;
            }
            Body::Bytes(_) if operation.embed => None,
            Body::Json(tree) | Body::Bytes(tree) => Some(tree),
        };
        let from = found.details.len();
        let outcome = match value.filter(|value| **value != Tree::Null) {
            Some(value) => {
                found.bytes = matches!(body, Body::Bytes(_));
                self.schema.check(field.node, value, found)
            }
            None if field.required => found.fail("missing", "Field required", &Tree::Null, None),
            None => Ok(field.default.clone().filter(|_| value.is_some())),
        };
        match outcome {
            Ok(Some(changed)) => changes.push((field.name.to_string(), changed)),
            Ok(None) => {}
            Err(Failed) => {
                if operation.embed {
                    found.key(from, &field.name);
                }
                found.key(from, "body");
            }
        }
    }

    /// Checks the path and the query; `errors` are those that came before.
    fn parameters(
        &self,
        operation: &Operation,
        request: RequestParts<'_>,
        mut errors: Vec<ErrorDetail>,
    ) -> Result<String, Vec<ErrorDetail>> {
        let mut out = String::from("{");
        for field in &operation.path_params {
            let sent = request.path.iter().find(|(name, _)| *name == &*field.name).map(|(_, value)| *value);
            let sent: Vec<Cow<'_, str>> = sent.into_iter().map(Cow::Borrowed).collect();
            self.parameter("path", field, sent, &mut out, &mut errors);
        }
        for field in &operation.query_params {
            let sent = query_values(request.query, &field.name);
            self.parameter("query", field, sent, &mut out, &mut errors);
        }
        out.push('}');
        if errors.is_empty() { Ok(out) } else { Err(errors) }
    }

    fn parameter(
        &self,
        place: &str,
        field: &Parameter,
        mut sent: Vec<Cow<'_, str>>,
        out: &mut String,
        errors: &mut Vec<ErrorDetail>,
    ) {
        let mut found = Findings::new(usize::MAX);
        let input = if field.many && !sent.is_empty() {
            Some(Tree::List(sent.into_iter().map(Tree::Str).collect()))
        } else {
            sent.pop().map(Tree::Str)
        };
        let outcome = match &input {
            Some(input) => self.schema.check(field.node, input, &mut found),
            None if field.required => found.fail("missing", "Field required", &Tree::Null, None),
            None => Ok(Some(field.default.clone().unwrap_or(Tree::Null))),
        };
        let Ok(changed) = outcome else {
            found.key(0, &field.name);
            found.key(0, place);
            errors.extend(found.finish());
            return;
        };
        if out.len() > 1 {
            out.push(',');
        }
        write_str(&field.name, out);
        out.push(':');
        changed.or(input).unwrap_or(Tree::Null).write(out);
    }
}

fn check_version(operation: &Operation, request: RequestParts<'_>) -> Result<(), Refusal> {
    if operation.asks_version {
        Contract::check_api_version(request.api_version).map_err(Refusal::Plain)?;
    }
    Ok(())
}

fn refuse(details: Vec<ErrorDetail>, body: &Tree<'_>) -> Refusal {
    // Prefect fills in this part of the body in its place, so that it also shows it filled in.
    let policy = body.get(POLICY).and_then(retry_fields);
    let request_body = match (policy, body) {
        (Some(policy), Tree::Dict(entries)) => {
            let mut entries = entries.clone();
            set(&mut entries, POLICY, policy);
            Tree::Dict(entries).to_text()
        }
        _ => body.to_text(),
    };
    Refusal::Invalid(RequestErrors { details, request_body })
}

/// A body that was read.
struct Read<'a> {
    text: &'a str,
    body: Body<'a>,
    /// The text reads the same for an ordinary JSON reader.
    plain: bool,
    /// Half a surrogate pair is in it, which may stand only in what nobody looks at.
    halved: bool,
}

impl<'a> Read<'a> {
    /// A body whose text is not to be used.
    fn without_text(body: Body<'a>, halved: bool) -> Self {
        Self { text: "null", body, plain: false, halved }
    }
}

/// The body as FastAPI reads it.
fn read_body(request: RequestParts<'_>) -> Result<Read<'_>, Refusal> {
    if request.body.is_empty() {
        return Ok(Read::without_text(Body::Absent, false));
    }
    let unreadable = || Refusal::Plain(ErrorBody::unreadable_body());
    // Prefect takes a body without a content type for JSON.
    if !request.content_type.is_none_or(is_json) {
        let text = match String::from_utf8_lossy(request.body) {
            Cow::Borrowed(text) => Tree::Str(Cow::Borrowed(text)),
            Cow::Owned(text) => Tree::Str(Cow::Owned(text)),
        };
        return Ok(Read::without_text(Body::Bytes(text), false));
    }
    let text = match encoding::decode(request.body).ok_or_else(unreadable)? {
        Cow::Borrowed(text) => text,
        Cow::Owned(text) => {
            let parsed = parse(&text).map_err(|error| unparsed(&text, error))?;
            return Ok(Read::without_text(Body::Json(parsed.tree.into_static()), parsed.halved));
        }
    };
    let parsed = parse(text).map_err(|error| unparsed(text, error))?;
    let Parsed { tree, plain, halved } = parsed;
    Ok(Read { text, body: Body::Json(tree), plain, halved })
}

fn unparsed(text: &str, error: ParseError) -> Refusal {
    match error {
        ParseError::Unreadable => Refusal::Plain(ErrorBody::unreadable_body()),
        ParseError::Syntax { message, position } => {
            let detail = ErrorDetail {
                kind: "json_invalid",
                loc: vec![Step::Key(Cow::Borrowed("body")), Step::Index(position)],
                msg: Cow::Borrowed("JSON decode error"),
                input: "{}".to_owned(),
                ctx: Some(crate::error::text_ctx("error", message)),
            };
            refuse(vec![detail], &Tree::Str(Cow::Borrowed(text)))
        }
    }
}

/// `application/json` or `application/….+json`, parameters aside.
fn is_json(content_type: &str) -> bool {
    let kind = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    kind.strip_prefix("application/").is_some_and(|subtype| subtype == "json" || subtype.ends_with("+json"))
}

/// The page limit is checked by a dependency that refuses at once, with a sentence.
fn check_limit(field: &Parameter, changes: &[(String, Tree<'_>)], body: &Tree<'_>) -> Result<(), ErrorBody> {
    let changed = changes.iter().find(|(name, _)| *name == *field.name).map(|(_, value)| value);
    let Some(Tree::Int(digits)) = changed.or_else(|| body.get(&field.name)) else { return Ok(()) };
    let beyond = if digits.starts_with('-') { i64::MIN } else { i64::MAX };
    let limit: i64 = digits.parse().unwrap_or(beyond);
    if limit < 0 {
        return Err(ErrorBody::detail(422, "Invalid limit: must be greater than or equal to 0."));
    }
    if limit > PAGE_LIMIT {
        let sentence = format!("Invalid limit: must be less than or equal to {PAGE_LIMIT}.");
        return Err(ErrorBody::detail(422, &sentence));
    }
    Ok(())
}

fn normalised<'a>(
    operation: &Operation,
    text: &'a str,
    body: &Body<'a>,
    mut changes: Vec<(String, Tree<'a>)>,
    plain: bool,
) -> Cow<'a, str> {
    if !operation.embed {
        return match changes.pop() {
            Some((_, changed)) => Cow::Owned(changed.to_text()),
            None if plain => Cow::Borrowed(text),
            None => Cow::Owned(body.tree().to_text()),
        };
    }
    let Body::Json(Tree::Dict(entries)) = body else { return Cow::Owned("{}".to_owned()) };
    if changes.is_empty() && plain {
        return Cow::Borrowed(text);
    }
    let mut out = String::from("{");
    // What the operation does not know is left out.
    for (key, value) in
        entries.iter().filter(|(key, _)| operation.body.iter().any(|field| *field.name == **key))
    {
        if out.len() > 1 {
            out.push(',');
        }
        write_str(key, &mut out);
        out.push(':');
        changes.iter().find(|(name, _)| name == key).map_or(value, |(_, changed)| changed).write(&mut out);
    }
    out.push('}');
    Cow::Owned(out)
}

/// All values of `name` in a query, decoded.
fn query_values<'q>(query: &'q str, name: &str) -> Vec<Cow<'q, str>> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    let split = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    split
        .filter(|(key, _)| percent_decode(key, true) == name)
        .map(|(_, value)| percent_decode(value, true))
        .collect()
}

/// Text of a URL; in a query `+` is a space.
pub(crate) fn percent_decode(text: &str, plus: bool) -> Cow<'_, str> {
    let encoded = text.contains('%') || (plus && text.contains('+'));
    if !encoded {
        return Cow::Borrowed(text);
    }
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = bytes.get(at + 1..at + 3).filter(|hex| hex.iter().all(u8::is_ascii_hexdigit));
        let hex = hex.and_then(|hex| std::str::from_utf8(hex).ok());
        match (bytes[at], hex.and_then(|hex| u8::from_str_radix(hex, 16).ok())) {
            (b'%', Some(byte)) => {
                out.push(byte);
                at += 3;
                continue;
            }
            (b'+', _) if plus => out.push(b' '),
            (byte, _) => out.push(byte),
        }
        at += 1;
    }
    Cow::Owned(String::from_utf8_lossy(&out).into_owned())
}
