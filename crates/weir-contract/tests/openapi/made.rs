//! How the document is made.

use std::collections::{BTreeMap, BTreeSet};

use schemars::{
    SchemaGenerator,
    generate::{Contract, SchemaSettings},
};
use serde_json::{Map, Value, json};
use weir_contract::OPENAPI;

use crate::types;

/// What requests may say, and which types are answered.
const RULES: &str = include_str!("../../rules/weir.json");

const DESCRIPTION: &str = "The operations that Weir has besides those of Prefect's API. Times are instants with an \
offset, as in 2026-02-02T02:40:00Z; durations are seconds, as numbers. Each operation says in `x-role` which role an API \
key needs at least.";

/// Types of answers that are Prefect's.
const PREFECTS: [&str; 1] = ["StateType"];

/// The document.
pub fn document() -> Value {
    let rules: Value = serde_json::from_str(RULES).unwrap();
    let prefect: Value = serde_json::from_str(OPENAPI).unwrap();
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.definitions_path = "/components/schemas".into();
        settings.contract = Contract::Serialize;
        settings.meta_schema = None;
    });
    let mut making = Making {
        descriptions: &rules["descriptions"],
        prefect: &prefect["components"]["schemas"],
        types: settings.into_generator(),
        referred: BTreeSet::new(),
    };
    let mut paths: BTreeMap<String, Map<String, Value>> = BTreeMap::new();
    for operation in rules["operations"].as_array().unwrap() {
        let method = operation["method"].as_str().unwrap().to_lowercase();
        let path = paths.entry(place(operation["path"].as_str().unwrap())).or_default();
        assert!(path.insert(method, making.operation(operation)).is_none());
    }
    let action = making.family(&rules["actions"]);
    let trigger = making.family(&rules["triggers"]);
    let mut schemas = errors();
    schemas.insert("WeirAction".to_owned(), action);
    schemas.insert("WeirTrigger".to_owned(), trigger);
    making.add_prefects(&mut schemas);
    for (name, schema) in making.types.take_definitions(true) {
        if schemas.contains_key(&name) {
            assert!(PREFECTS.contains(&name.as_str()), "two schemas are named {name}");
        } else {
            schemas.insert(name, schema);
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Weir", "version": env!("CARGO_PKG_VERSION"), "description": DESCRIPTION },
        "servers": [{ "url": "/api" }],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": responses(),
            "securitySchemes": {
                "key": { "type": "http", "scheme": "bearer", "description": "An API key." },
                "basic": { "type": "http", "scheme": "basic", "description": "The auth string, or a key as the password." },
            },
        },
        "security": [{ "key": [] }, { "basic": [] }, {}],
    })
}

/// The place of an operation in the document: below `/api`, without convertors.
pub fn place(path: &str) -> String {
    path.strip_prefix("/api").unwrap_or(path).replace(":uuid}", "}")
}

struct Making<'a> {
    /// What parameters mean, by their names.
    descriptions: &'a Value,
    /// Prefect's schemas.
    prefect: &'a Value,
    types: SchemaGenerator,
    /// Prefect's schemas that are referred to.
    referred: BTreeSet<String>,
}

impl Making<'_> {
    fn operation(&mut self, operation: &Value) -> Value {
        let path = operation["path"].as_str().unwrap();
        let text =
            |member: &str| operation[member].as_str().unwrap_or_else(|| panic!("{path} has no {member}"));
        let family = path.split('/').nth(2).unwrap();
        let words: Vec<_> =
            path.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let name = format!("{}_{}", text("method").to_lowercase(), words[1..].join("_").replace("_uuid", ""));
        let parameters: Vec<Value> = [("path_params", "path"), ("query_params", "query")]
            .into_iter()
            .flat_map(|(part, place)| list(&operation[part]).iter().map(move |parameter| (parameter, place)))
            .map(|(parameter, place)| {
                let (name, schema) = (&parameter["name"], self.parameter(parameter));
                let description = &self.descriptions[name.as_str().unwrap()];
                let required = parameter["required"] == true;
                json!({ "name": name, "in": place, "required": required, "description": description, "schema": schema })
            })
            .collect();
        let body = list(&operation["body"]);
        let mut made = json!({
            "operationId": name,
            "tags": [family],
            "summary": text("summary"),
            "x-role": text("role"),
            "responses": self.answers(operation, !parameters.is_empty() || !body.is_empty()),
        });
        if !parameters.is_empty() {
            made["parameters"] = parameters.into();
        }
        if !body.is_empty() {
            let required = body.iter().any(|parameter| parameter["required"] == true);
            let schema = self.body(body, operation["embed"] == true);
            made["requestBody"] =
                json!({ "required": required, "content": { "application/json": { "schema": schema } } });
        }
        made
    }

    fn body(&mut self, parameters: &[Value], embed: bool) -> Value {
        if !embed {
            return self.described(&parameters[0]);
        }
        let required: Vec<&Value> =
            parameters.iter().filter(|one| one["required"] == true).map(|one| &one["name"]).collect();
        let properties: Map<String, Value> = parameters
            .iter()
            .map(|one| (one["name"].as_str().unwrap().to_owned(), self.described(one)))
            .collect();
        object(&properties, &required, false)
    }

    fn described(&mut self, parameter: &Value) -> Value {
        let mut schema = self.parameter(parameter);
        let name = parameter["name"].as_str().unwrap();
        schema["description"] = self.descriptions[name].clone();
        assert!(schema["description"].is_string(), "{name} has no description");
        schema
    }

    fn parameter(&mut self, parameter: &Value) -> Value {
        let mut schema = self.schema(&parameter["node"]);
        if parameter["dependency"] == true {
            schema["minimum"] = 0.into();
            schema["maximum"] = 200.into();
            schema["default"] = 200.into();
        }
        if let Some(default) = parameter.get("default") {
            schema["default"] = default.clone();
        }
        schema
    }

    fn answers(&mut self, operation: &Value, may_be_invalid: bool) -> Value {
        let status = operation["status"].as_u64().unwrap_or(200);
        let good = match operation["answer"].as_str() {
            None => json!({ "description": "It is done." }),
            Some(name) => {
                let schema = self.answer(name);
                json!({ "description": "The answer.", "content": { "application/json": { "schema": schema } } })
            }
        };
        let mut answers = Map::from_iter([(status.to_string(), good)]);
        for (status, name) in [("401", "Unauthorized"), ("403", "Forbidden"), ("422", "Invalid")] {
            if status != "422" || may_be_invalid {
                answers
                    .insert(status.to_owned(), json!({ "$ref": format!("#/components/responses/{name}") }));
            }
        }
        for (status, error) in operation["errors"].as_object().into_iter().flatten() {
            let answer = match error["answer"].as_str() {
                None => json!({ "description": error, "content": content("Refusal") }),
                Some(name) => {
                    let mut schema = either();
                    schema["anyOf"].as_array_mut().unwrap().push(self.answer(name));
                    let content = json!({ "application/json": { "schema": schema } });
                    json!({ "description": error["description"], "content": content })
                }
            };
            answers.insert(status.clone(), answer);
        }
        answers.into()
    }

    /// The schema of what is answered: a type, or with `[]` a list of it.
    fn answer(&mut self, name: &str) -> Value {
        if let Some(item) = name.strip_suffix("[]") {
            return json!({ "type": "array", "items": self.answer(item) });
        }
        if name == "any" {
            return json!({});
        }
        types::schema(&mut self.types, name)
            .unwrap_or_else(|| panic!("{name} is not among the types of answers"))
    }

    /// What the contract's rule takes.
    fn schema(&mut self, node: &Value) -> Value {
        if let Some(name) = node.as_str() {
            return self.of_prefect(name);
        }
        let limits = &node[node.as_array().unwrap().len() - 1];
        let limited = |kind: &str, names: &[(&str, &str)]| {
            let mut schema = json!({ "type": kind });
            for (rule, keyword) in names {
                if let Some(limit) = limits.get(rule) {
                    schema[keyword] = limit.clone();
                }
            }
            schema
        };
        let numbers =
            [("ge", "minimum"), ("gt", "exclusiveMinimum"), ("le", "maximum"), ("lt", "exclusiveMaximum")];
        let lengths = [("min_length", "minLength"), ("max_length", "maxLength"), ("pattern", "pattern")];
        let items = [("min_length", "minItems"), ("max_length", "maxItems")];
        let kind = node[0].as_str().unwrap();
        match kind {
            "any" => json!({}),
            "str" => limited("string", &lengths),
            "int" => limited("integer", &numbers),
            "float" => limited("number", &numbers),
            "timedelta" => {
                let mut schema = limited("number", &numbers);
                schema["format"] = "time-delta".into();
                schema
            }
            "bool" => json!({ "type": "boolean" }),
            "uuid" => json!({ "type": "string", "format": "uuid" }),
            "datetime" => json!({ "type": "string", "format": "date-time" }),
            "enum" | "literal" => json!({ "type": "string", "enum": node[1] }),
            "nullable" => json!({ "anyOf": [self.schema(&node[1]), { "type": "null" }] }),
            "list" | "set" => {
                let mut schema = limited("array", &items);
                schema["items"] = self.schema(&node[1]);
                schema["uniqueItems"] = (kind == "set").into();
                schema
            }
            "dict" => json!({ "type": "object", "additionalProperties": self.schema(&node[2]) }),
            "after" => self.schema(&node[2]),
            "model" => {
                let mut model = self.model(&node[3], node[2] == "forbid");
                model["title"] = node[1].clone();
                model
            }
            other => panic!("{other} cannot be told yet"),
        }
    }

    fn model(&mut self, fields: &Value, closed: bool) -> Value {
        let fields = list(fields);
        let required: Vec<&Value> =
            fields.iter().filter(|field| field[1] == 1).map(|field| &field[0]).collect();
        let properties: Map<String, Value> = fields
            .iter()
            .map(|field| (field[0].as_str().unwrap().to_owned(), self.schema(&field[2])))
            .collect();
        object(&properties, &required, closed)
    }

    /// Kinds that Weir adds to one of Prefect's unions.
    fn family(&mut self, kinds: &Value) -> Value {
        let kinds: Vec<Value> = list(kinds)
            .iter()
            .map(|kind| {
                let mut schema = self.model(&kind["fields"], true);
                schema["title"] = kind["name"].clone();
                schema["properties"]["type"] = json!({ "type": "string", "const": kind["type"] });
                schema["required"].as_array_mut().unwrap().insert(0, "type".into());
                schema
            })
            .collect();
        json!({ "anyOf": kinds })
    }

    /// A schema of Prefect's by name, or as `Model.field` that of a field.
    fn of_prefect(&mut self, name: &str) -> Value {
        // What Prefect takes otherwise than it shows it has two schemas.
        let in_requests = |name: &str| {
            let input = format!("{name}-Input");
            if self.prefect[&input].is_null() { name.to_owned() } else { input }
        };
        let Some((model, field)) = name.split_once('.') else {
            let name = in_requests(name);
            let reference = json!({ "$ref": format!("#/components/schemas/{name}") });
            self.referred.insert(name);
            return reference;
        };
        let schema = self.prefect[&in_requests(model)]["properties"][field].clone();
        assert!(schema.is_object(), "Prefect has no {name}");
        self.note_references(&schema);
        schema
    }

    fn note_references(&mut self, schema: &Value) {
        match schema {
            Value::Array(values) => values.iter().for_each(|value| self.note_references(value)),
            Value::Object(members) => {
                for (name, value) in members {
                    match value.as_str().and_then(|value| value.strip_prefix("#/components/schemas/")) {
                        Some(referred) if name == "$ref" => {
                            self.referred.insert(referred.to_owned());
                        }
                        _ => self.note_references(value),
                    }
                }
            }
            _ => {}
        }
    }

    /// Adds the schemas of Prefect's that are referred to, and those that they refer to.
    fn add_prefects(&mut self, schemas: &mut Map<String, Value>) {
        while let Some(name) = self.referred.pop_first() {
            if schemas.contains_key(&name) {
                continue;
            }
            let schema = self.prefect[&name].clone();
            assert!(schema.is_object(), "Prefect has no {name}");
            self.note_references(&schema);
            schemas.insert(name, schema);
        }
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn object(properties: &Map<String, Value>, required: &[&Value], closed: bool) -> Value {
    let mut schema = json!({ "type": "object", "properties": properties, "required": required });
    if closed {
        schema["additionalProperties"] = false.into();
    }
    schema
}

fn content(schema: &str) -> Value {
    json!({ "application/json": { "schema": { "$ref": format!("#/components/schemas/{schema}") } } })
}

/// The shapes of refusals.
fn errors() -> Map<String, Value> {
    let text = || json!({ "type": "string" });
    let refusal = json!({
        "type": "object", "description": "Why not, in a sentence.", "properties": { "detail": text() }, "required": ["detail"]
    });
    let exception = json!({
        "type": "object", "properties": { "exception_message": text() }, "required": ["exception_message"]
    });
    let fault = json!({
        "type": "object",
        "properties": {
            "type": text(),
            "loc": {
                "type": "array",
                "description": "The way to what is wrong, from `body`, `query` or `path`.",
                "items": { "type": ["string", "integer"] },
            },
            "msg": { "type": "string", "description": "What is wrong with it." },
            "input": { "description": "What was sent." },
            "ctx": { "type": "object" },
        },
        "required": ["type", "loc", "msg", "input"],
    });
    let invalid = json!({
        "type": "object",
        "description": "Everything that is wrong with the request.",
        "properties": {
            "exception_message": text(),
            "exception_detail": { "type": "array", "items": { "$ref": "#/components/schemas/Fault" } },
            "request_body": { "description": "The body as it was understood." },
        },
        "required": ["exception_message", "exception_detail", "request_body"],
    });
    [("Refusal", refusal), ("Exception", exception), ("Fault", fault), ("InvalidRequest", invalid)]
        .into_iter()
        .map(|(name, schema)| (name.to_owned(), schema))
        .collect()
}

/// What is wrong, one by one or in a sentence.
fn either() -> Value {
    let refer = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    json!({ "anyOf": [refer("InvalidRequest"), refer("Refusal")] })
}

/// The refusals that many operations share.
fn responses() -> Value {
    json!({
        "Unauthorized": { "description": "No credentials were shown, or wrong ones.", "content": content("Exception") },
        "Forbidden": { "description": "The role of the key may not do this.", "content": content("Refusal") },
        "Invalid": {
            "description": "The request is not as it should be.",
            "content": { "application/json": { "schema": either() } },
        },
    })
}
