//! Job variables: what a run's infrastructure is made of. They must fit the schema in the base job template of the run's
//! work pool, whose defaults count as given.

use serde_json::{Map, Value};
use weir_types::JsonObject;

use super::{
    Mismatch,
    modern::{Defaults, drop_required, modernise},
    schema::fit,
};
use crate::json_schema::{Formats, Instance, Undecided, check_schema, faults, text_repr};

/// What must hold of job variables, the later the more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The defaults of a work pool must fit.
    Pool,
    /// What a deployment gives must fit; more may come with the run.
    Deployment,
    /// A run has all that it needs.
    Run,
}

/// What a base job template says of job variables.
#[derive(Debug, Clone, PartialEq)]
pub struct JobTemplate {
    schema: Value,
}

impl JobTemplate {
    /// Reads a base job template; none when it says nothing of variables.
    ///
    /// # Errors
    /// [`Mismatch::Schema`] when what it says is no schema.
    pub fn of(template: &JsonObject) -> Result<Option<Self>, Mismatch> {
        let Some(schema) = variables(template) else { return Ok(None) };
        check_schema(&schema).map_err(Mismatch::Schema)?;
        Ok(Some(Self { schema }))
    }

    /// The defaults as they are written: in the places of blocks are references to them.
    #[must_use]
    pub fn defaults(&self) -> Map<String, Value> {
        let properties = self.schema.get("properties").and_then(Value::as_object);
        let default =
            |(name, fields): (&String, &Value)| Some((name.clone(), fields.get("default")?.clone()));
        properties.into_iter().flatten().filter_map(default).collect()
    }

    /// Checks job variables, of which the later override the earlier. `defaults` are those of the template with blocks
    /// in the places of references to them.
    ///
    /// # Errors
    /// The most telling of the mismatches.
    pub fn check(
        &self,
        defaults: &Map<String, Value>,
        given: &[&JsonObject],
        stage: Stage,
    ) -> Result<(), Mismatch> {
        let mut schema = self.schema.clone();
        let mut values = match stage {
            Stage::Pool => defaults.clone(),
            Stage::Deployment | Stage::Run => fitting(defaults, &schema)?,
        };
        let spoilt = values.len() < defaults.len();
        for one in given {
            values.extend(one.to_map());
        }
        modernise(&mut schema, Defaults::OrNull);
        // A default that does not fit is no reason to refuse a run that may work all the same.
        if stage != Stage::Run || spoilt {
            drop_required(&mut schema);
        }
        fit(&Value::Object(values), &schema)
    }
}

/// Checks the job variables that a deployment is to have instead of its own, against a base job template without its
/// defaults.
///
/// # Errors
/// The first mismatch, as Python prints it.
pub fn check_changed(template: &JsonObject, given: &JsonObject) -> Result<(), String> {
    let Some(mut schema) = variables(template) else { return Ok(()) };
    modernise(&mut schema, Defaults::Typed);
    drop_required(&mut schema);
    let given = Instance::from(&Value::Object(given.to_map()));
    match faults(&given, &schema, Formats::Checked) {
        Ok(faults) => faults
            .first()
            .map_or(Ok(()), |fault| Err(format!("<ValidationError: {}>", text_repr(&fault.message)))),
        Err(Undecided::Unresolvable(what)) => {
            let text = format!("Validation failed. Failure reason: {what}");
            Err(format!("ValidationError({})", text_repr(&text)))
        }
        Err(endless @ Undecided::Circular) => Err(endless.to_string()),
    }
}

fn variables(template: &JsonObject) -> Option<Value> {
    let schema = template.to_map().shift_remove("variables")?;
    let empty = match &schema {
        Value::Null => true,
        Value::Bool(given) => !given,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
    };
    (!empty).then_some(schema)
}

/// The defaults that fit the schema.
fn fitting(defaults: &Map<String, Value>, schema: &Value) -> Result<Map<String, Value>, Mismatch> {
    if defaults.is_empty() {
        return Ok(Map::new());
    }
    let mut lax = schema.clone();
    drop_required(&mut lax);
    let mut kept = Map::new();
    for (name, value) in defaults {
        let one = Value::Object(Map::from_iter([(name.clone(), value.clone())]));
        if faults(&Instance::from(&one), &lax, Formats::Checked)?.is_empty() {
            kept.insert(name.clone(), value.clone());
        }
    }
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn template(schema: &Value) -> JsonObject {
        serde_json::from_value(json!({ "job_configuration": {}, "variables": schema })).unwrap()
    }

    fn object(value: &Value) -> JsonObject {
        serde_json::from_value(value.clone()).unwrap()
    }

    fn told(schema: &Value, given: &[Value], stage: Stage) -> String {
        let given: Vec<JsonObject> = given.iter().map(object).collect();
        let given: Vec<&JsonObject> = given.iter().collect();
        let checked = JobTemplate::of(&template(schema)).and_then(|template| {
            template.map_or(Ok(()), |template| template.check(&template.defaults(), &given, stage))
        });
        checked.map_or_else(|mismatch| mismatch.to_string(), |()| "fits".to_owned())
    }

    #[test]
    fn the_later_the_more_must_hold() {
        let schema = json!({
            "properties": { "image": { "type": "string" }, "cpus": { "type": "integer", "default": 1 } },
            "required": ["image", "cpus"],
        });
        let bad_default = json!({
            "properties": { "image": { "type": "string" }, "cpus": { "type": "integer", "default": "one" } },
            "required": ["image"],
        });
        let missing = "Validation failed. Failure reason: 'image' is a required property";
        let no_number = "Validation failed for field 'cpus'. Failure reason: 'one' is not of type 'integer'";
        // A member that need not be given may be null, so two choices are left.
        let neither = "Validation failed for field 'cpus'. Failure reason: 'one' is not valid under any of the given schemas";
        for (schema, given, stage, expected) in [
            (&schema, vec![], Stage::Pool, "fits"),
            (&bad_default, vec![], Stage::Pool, neither),
            (&schema, vec![json!({ "cpus": 2 })], Stage::Deployment, "fits"),
            (&schema, vec![json!({ "cpus": "one" })], Stage::Deployment, no_number),
            (&schema, vec![json!({ "cpus": 2 })], Stage::Run, missing),
            (&schema, vec![json!({ "cpus": "one" }), json!({ "cpus": 2, "image": "x" })], Stage::Run, "fits"),
            (&bad_default, vec![json!({})], Stage::Run, "fits"),
            (&bad_default, vec![json!({ "cpus": "one" })], Stage::Run, neither),
            (&json!({}), vec![json!({ "any": 1 })], Stage::Run, "fits"),
        ] {
            assert_eq!(told(schema, &given, stage), expected, "{given:?} {stage:?}");
        }
    }

    #[test]
    fn a_member_with_a_default_may_be_null_unless_it_must_be_given() {
        let properties = json!({ "image": { "type": "string", "default": "x" } });
        let null = [json!({ "image": null })];
        let free = json!({ "properties": properties });
        assert_eq!(told(&free, &null, Stage::Run), "fits");
        let bound = json!({ "properties": properties, "required": ["image"] });
        let no_text = "Validation failed for field 'image'. Failure reason: None is not of type 'string'";
        assert_eq!(told(&bound, &null, Stage::Run), no_text);
    }

    #[test]
    fn a_template_whose_schema_is_none_is_refused() {
        let schema = json!({ "properties": { "image": { "type": "text" } } });
        let told = told(&schema, &[], Stage::Pool);
        assert!(told.starts_with("Invalid schema: 'text' is not valid under any of"), "{told}");
    }

    #[test]
    fn what_a_deployment_is_to_have_instead_is_checked_without_defaults() {
        let schema = json!({
            "properties": { "image": { "type": "string" }, "cpus": { "type": "integer", "default": "one" } },
            "required": ["image"],
        });
        for (given, expected) in [
            (json!({}), Ok(())),
            (json!({ "image": null }), Err("<ValidationError: \"None is not of type 'string'\">")),
            (json!({ "cpus": null }), Err("<ValidationError: \"None is not of type 'integer'\">")),
            (json!({ "cpus": 1, "image": "x" }), Ok(())),
        ] {
            let checked = check_changed(&template(&schema), &object(&given));
            assert_eq!(checked, expected.map_err(str::to_owned), "{given}");
        }
    }
}
