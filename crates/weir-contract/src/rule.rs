//! The rules that Prefect writes as code: which there are, and what each asks.
//!
//! Rules that need another part of the server are not asked here and let everything pass: JSON Schema checks of
//! deployment parameters, and the syntax of notification templates.

use std::borrow::Cow;

use serde_json::Value;
use weir_engine::parameters::{self, Mismatch};
use weir_engine::schedules;

use crate::check::length_error;
use crate::duration;
use crate::error::{Failed, Findings};
use crate::own::Given;
use crate::text_size;
use crate::tree::Tree;
use crate::{job_template, loops};

/// A rule in code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rule {
    /// Lets everything pass: the rule converts for the database, or belongs to another part of the server.
    Pass,
    /// `null` becomes `{}`.
    NullToEmpty,
    /// Anything that Python takes for false asks for a drawn name; it becomes `null`.
    RunName,
    /// `max_retries` and `retry_delay_seconds` fill their successors.
    RetryFields,
    /// A name of quotes and spaces only is empty.
    NotEmptyish,
    /// A variable's value has at most 5000 bytes as JSON.
    VariableValue,
    /// A block document has a name or is anonymous.
    BlockName,
    /// Fields of very old deployments are dropped.
    OldDeploymentFields,
    /// A deployment has parameters, if only empty ones; they fit its schema, if that is to be enforced.
    DeploymentParameters,
    /// Not both kinds of concurrency limit.
    OneConcurrencyLimit,
    /// `null` and `{}` become the schema of no parameters.
    ParameterSchema,
    /// A resource specification; its errors have no branch name.
    Match,
    /// One or many of these.
    MatchRelated,
    /// `within` is given and at least ten seconds for proactive triggers.
    ProactiveWithin,
    /// The payload of a webhook as text.
    PayloadText,
    /// Parameters of at most 524,288 bytes.
    ParameterSize,
    /// A cache key of at most 2000 characters.
    CacheKey,
    /// At most 50 retry delays.
    RetryDelays,
    /// Not below zero.
    Jitter,
    /// A cron text.
    CronText,
    /// The text of a recurrence rule.
    RruleText,
    /// A known IANA time zone.
    Timezone,
    /// More than no time.
    PositiveInterval,
    /// Not below no time.
    NotNegativeDelta,
    /// At most 50 runs of a schedule.
    MaxScheduledRuns,
    /// Lower-case letters, digits and dashes; with the name of the field.
    Dashes(Box<str>),
    /// Lower-case letters, digits, dashes and underscores; with the name of the field.
    DashesOrUnderscores(Box<str>),
    /// At most so many characters, in the words for lists.
    MaxLength(usize),
    /// A work pool's template has both of its parts.
    JobTemplate,
    /// Values of artifact metadata are cut after 500 characters.
    MetadataLength,
    /// An event's name of at most 1024 characters.
    EventName,
    /// At most 500 labels.
    LabelCount,
    /// The resource has an id.
    ResourceId,
    /// The related resource has a role.
    ResourceRole,
    /// At most 100 related resources.
    RelatedCount,
    /// At least one and at most all triggers.
    Require,
    /// The id of what is selected, and only then; with the field's name.
    SelectedId(&'static str),
    /// No automation that runs itself for ever.
    DeploymentLoops,
    /// Which of these members are given; one of Weir's own rules.
    Given(Given, Box<str>),
}

impl Rule {
    /// The rule by the name (and argument) that the generator writes; `None` for an unknown one.
    pub(crate) fn named(value: &Value) -> Option<Self> {
        let argument = || value[1].as_str();
        Some(match value[0].as_str()? {
            "default_name_from_type"
            | "default_scheduled_start_time"
            | "default_anchor_date"
            | "normalize_schedule_rrule"
            | "validate_parameters"
            | "is_valid_template"
            | "validate_payload_templates" => Self::Pass,
            "cast_none_to_empty_dict" => Self::NullToEmpty,
            "set_name" => Self::RunName,
            "populate_deprecated_fields" => Self::RetryFields,
            "non_emptyish" => Self::NotEmptyish,
            "check_variable_value" => Self::VariableValue,
            "validate_name_is_present_if_not_anonymous" => Self::BlockName,
            "remove_old_fields" => Self::OldDeploymentFields,
            "_validate_parameters_conform_to_schema" => Self::DeploymentParameters,
            "_validate_concurrency_limits" => Self::OneConcurrencyLimit,
            "_normalize_parameter_schema" => Self::ParameterSchema,
            "coerce_match" => Self::Match,
            "coerce_match_related" => Self::MatchRelated,
            "enforce_minimum_within_for_proactive_triggers" => Self::ProactiveWithin,
            "ensure_payload_is_a_string" => Self::PayloadText,
            "validate_parameter_size_field" => Self::ParameterSize,
            "validate_cache_key" => Self::CacheKey,
            "validate_configured_retry_delays" => Self::RetryDelays,
            "validate_jitter_factor" => Self::Jitter,
            "valid_cron_string" => Self::CronText,
            "validate_rrule_str" => Self::RruleText,
            "validate_timezone" => Self::Timezone,
            "_validate_positive_interval" => Self::PositiveInterval,
            "_validate_non_negative_timedelta" => Self::NotNegativeDelta,
            "validate_max_scheduled_runs" => Self::MaxScheduledRuns,
            "raise_on_name_alphanumeric_dashes_only" => Self::Dashes(argument()?.into()),
            "raise_on_name_alphanumeric_dashes_underscores_only" => {
                Self::DashesOrUnderscores(argument()?.into())
            }
            "max_length_validator" => Self::MaxLength(argument()?.parse().ok()?),
            "validate_base_job_template" => Self::JobTemplate,
            "validate_max_metadata_length" => Self::MetadataLength,
            "_validate_event_name_length" => Self::EventName,
            "enforce_maximum_labels" => Self::LabelCount,
            "requires_resource_id" => Self::ResourceId,
            "requires_resource_role" => Self::ResourceRole,
            "enforce_maximum_related_resources" => Self::RelatedCount,
            "validate_require" => Self::Require,
            "selected_deployment_requires_id" => Self::SelectedId("deployment_id"),
            "selected_work_pool_requires_id" => Self::SelectedId("work_pool_id"),
            "selected_work_queue_requires_id" => Self::SelectedId("work_queue_id"),
            "selected_automation_requires_id" => Self::SelectedId("automation_id"),
            "prevent_run_deployment_loops" => Self::DeploymentLoops,
            name => Self::Given(Given::named(name)?, argument()?.into()),
        })
    }
}

const VARIABLE_BYTES: usize = 5000;
const PARAMETER_BYTES: usize = 524_288;
const OLD_DEPLOYMENT_FIELDS: [&str; 4] =
    ["worker_pool_queue_id", "worker_pool_name", "worker_pool_queue_name", "work_pool_queue_name"];

type Replaced<'a> = Result<Option<Tree<'a>>, Failed>;

/// A rule that sees the input before its type is checked: `Some` replaces the input.
pub(crate) fn before<'a>(rule: &Rule, input: &Tree<'a>, found: &mut Findings) -> Replaced<'a> {
    match rule {
        Rule::NullToEmpty if *input == Tree::Null => return Ok(Some(Tree::Dict(Vec::new()))),
        Rule::RetryFields => return Ok(retry_fields(input)),
        Rule::NotEmptyish => {
            if let Tree::Str(text) = input
                && text.trim_matches(['\'', ' ', '"']).is_empty()
            {
                return found.value_error("name cannot be an empty string", input);
            }
        }
        Rule::VariableValue if !text_size::is_writable(input) => {
            return found.value_error("Variable value must be serializable to JSON", input);
        }
        Rule::VariableValue if *input != Tree::Null && text_size::utf8(input) > VARIABLE_BYTES => {
            let sentence = format!("Variable value must be less than {VARIABLE_BYTES} characters");
            return found.value_error(&sentence, input);
        }
        Rule::BlockName => {
            let truthy = |key: &str| input.get(key).is_some_and(Tree::is_truthy);
            if matches!(input, Tree::Dict(_)) && !truthy("is_anonymous") && !truthy("name") {
                return found.value_error("Names must be provided for block documents.", input);
            }
        }
        Rule::OldDeploymentFields => return Ok(without(input, &OLD_DEPLOYMENT_FIELDS)),
        Rule::DeploymentParameters => {
            if input.get("enforce_parameter_schema").is_some_and(Tree::is_truthy)
                && let Err(sentence) = fitting_parameters(input)
            {
                return found.value_error(&sentence, input);
            }
            if let Tree::Dict(entries) = input
                && input.get("parameters").is_none()
            {
                let mut entries = entries.clone();
                entries.push((Cow::Borrowed("parameters"), Tree::Dict(Vec::new())));
                return Ok(Some(Tree::Dict(entries)));
            }
        }
        Rule::OneConcurrencyLimit => {
            let truthy = |key: &str| input.get(key).is_some_and(Tree::is_truthy);
            if truthy("concurrency_limit") && truthy("global_concurrency_limit_id") {
                let sentence =
                    "A deployment cannot have both a concurrency limit and a global concurrency limit.";
                return found.value_error(sentence, input);
            }
        }
        Rule::ParameterSchema if matches!(input, Tree::Null) || *input == Tree::Dict(Vec::new()) => {
            let kind = (Cow::Borrowed("type"), Tree::Str(Cow::Borrowed("object")));
            let properties = (Cow::Borrowed("properties"), Tree::Dict(Vec::new()));
            return Ok(Some(Tree::Dict(vec![kind, properties])));
        }
        Rule::ProactiveWithin => return proactive_within(input, found),
        Rule::PayloadText if !matches!(input, Tree::Null | Tree::Str(_)) => {
            let text = input.to_text();
            let pretty =
                serde_json::from_str::<Value>(&text).and_then(|value| serde_json::to_string_pretty(&value));
            return Ok(Some(Tree::Str(Cow::Owned(pretty.unwrap_or(text)))));
        }
        _ => {}
    }
    Ok(None)
}

/// Whether the parameters of a new deployment fit the schema that comes with them, if one does.
fn fitting_parameters(input: &Tree<'_>) -> Result<(), String> {
    let value = |key| input.get(key).filter(|given| **given != Tree::Null).map(Tree::to_value);
    let Some(schema) = value("parameter_openapi_schema") else { return Ok(()) };
    let parameters = match input.get("parameters") {
        None => Some(Value::Object(serde_json::Map::new())),
        Some(_) => value("parameters"),
    };
    parameters::check_new(parameters.as_ref(), &schema).map_err(|mismatch| match mismatch {
        Mismatch::Schema(what) => {
            format!("The provided schema is not a valid json schema. Schema error: {what}")
        }
        other => other.to_string(),
    })
}

/// Retry settings with their old names under the new ones too.
pub(crate) fn retry_fields<'a>(input: &Tree<'a>) -> Option<Tree<'a>> {
    let Tree::Dict(entries) = input else { return None };
    let mut changed = None;
    for (new, old) in [("retries", "max_retries"), ("retry_delay", "retry_delay_seconds")] {
        let unset = !input.get(new).is_some_and(Tree::is_truthy);
        let Some(value) = input.get(old).filter(|value| unset && value.as_f64() != Some(0.0)) else {
            continue;
        };
        set(changed.get_or_insert_with(|| entries.clone()), new, value.clone());
    }
    changed.map(Tree::Dict)
}

/// Sets the value under a key.
pub(crate) fn set<'a>(entries: &mut Vec<(Cow<'a, str>, Tree<'a>)>, key: &'static str, value: Tree<'a>) {
    match entries.iter_mut().find(|(name, _)| name == key) {
        Some((_, old)) => *old = value,
        None => entries.push((Cow::Borrowed(key), value)),
    }
}

fn without<'a>(input: &Tree<'a>, keys: &[&str]) -> Option<Tree<'a>> {
    let Tree::Dict(entries) = input else { return None };
    if !keys.iter().any(|key| input.get(key).is_some()) {
        return None;
    }
    Some(Tree::Dict(entries.iter().filter(|(name, _)| !keys.contains(&&**name)).cloned().collect()))
}

fn proactive_within<'a>(input: &Tree<'a>, found: &mut Findings) -> Replaced<'a> {
    const LEAST: f64 = 10.0;
    let Tree::Dict(entries) = input else { return Ok(None) };
    let within = input.get("within");
    if within == Some(&Tree::Null) {
        return found.value_error("`within` should be a valid timedelta", input);
    }
    if !matches!(input.get("posture"), Some(Tree::Str(posture)) if posture == "Proactive") {
        return Ok(None);
    }
    let seconds = match within {
        None => Some(0.0),
        Some(Tree::Str(text)) => duration::parse(text).ok(),
        Some(other) => other.as_f64(),
    };
    match seconds {
        Some(0.0) => {
            let mut entries = entries.clone();
            set(&mut entries, "within", Tree::Float(LEAST));
            Ok(Some(Tree::Dict(entries)))
        }
        Some(seconds) if seconds < LEAST => found.value_error(
            "`within` for Proactive triggers must be greater than or equal to 10 seconds",
            input,
        ),
        _ => Ok(None),
    }
}

fn chars(value: &Tree<'_>) -> usize {
    if let Tree::Str(text) = value { text.chars().count() } else { 0 }
}

fn bad_text(value: &Tree<'_>, check: fn(&str) -> Result<(), String>) -> Option<Cow<'static, str>> {
    let Tree::Str(text) = value else { return None };
    check(text).err().map(Cow::Owned)
}

/// What a rule objects to, in the words of the wire.
fn objection(rule: &Rule, value: &Tree<'_>) -> Option<Cow<'static, str>> {
    let says = |broken: bool, sentence: &'static str| broken.then_some(Cow::Borrowed(sentence));
    let label = |key: &str| value.get(key).is_some_and(Tree::is_truthy);
    match rule {
        Rule::ParameterSize => {
            let size = text_size::ascii(value);
            (size > PARAMETER_BYTES).then(|| {
                Cow::Owned(format!(
                    "Flow run parameters must be less than {} bytes when serialized (got {} bytes).",
                    thousands(PARAMETER_BYTES),
                    thousands(size)
                ))
            })
        }
        Rule::CacheKey => {
            says(chars(value) > 2000, "Cache key exceeded maximum allowed length of 2000 characters.")
        }
        Rule::RetryDelays => says(
            matches!(value, Tree::List(delays) if delays.len() > 50),
            "Can not configure more than 50 retry delays per task.",
        ),
        Rule::Jitter => {
            says(value.as_f64().is_some_and(|factor| factor < 0.0), "`retry_jitter_factor` must be >= 0.")
        }
        Rule::CronText => bad_text(value, schedules::check_cron),
        Rule::RruleText => bad_text(value, schedules::check_rrule),
        Rule::Timezone => bad_timezone(value),
        Rule::PositiveInterval => {
            says(value.as_f64().is_some_and(|seconds| seconds <= 0.0), "interval must be positive")
        }
        Rule::NotNegativeDelta => {
            says(value.as_f64().is_some_and(|seconds| seconds < 0.0), "schedule_after must be non-negative")
        }
        Rule::MaxScheduledRuns => says(
            value.as_f64().is_some_and(|runs| runs > 50.0),
            "`max_scheduled_runs` must be less than or equal to 50.",
        ),
        Rule::Dashes(field) => bad_characters(value, "-").then(|| {
            Cow::Owned(format!("{field} must only contain lowercase letters, numbers, and dashes."))
        }),
        Rule::DashesOrUnderscores(field) => bad_characters(value, "-_").then(|| {
            Cow::Owned(format!(
                "{field} must only contain lowercase letters, numbers, and dashes or underscores."
            ))
        }),
        Rule::JobTemplate => job_template::objection(value),
        Rule::EventName => says(chars(value) > 1024, "Event name must be at most 1024 characters"),
        Rule::LabelCount => says(
            matches!(value, Tree::Dict(labels) if labels.len() > 500),
            "The maximum number of labels per resource is 500",
        ),
        Rule::ResourceId => match value.get("prefect.resource.id") {
            None => Some(Cow::Borrowed("Resources must include the prefect.resource.id label")),
            Some(id) => says(!id.is_truthy(), "The prefect.resource.id label must be non-empty"),
        },
        Rule::ResourceRole => match value.get("prefect.resource.role") {
            None => Some(Cow::Borrowed("Related Resources must include the prefect.resource.role label")),
            Some(role) => says(!role.is_truthy(), "The prefect.resource.role label must be non-empty"),
        },
        Rule::RelatedCount => says(
            matches!(value, Tree::List(related) if related.len() > 100),
            "The maximum number of related resources is 100",
        ),
        Rule::Require => bad_require(value),
        Rule::SelectedId(field) => {
            let selected = value
                .get("source")
                .is_none_or(|source| matches!(source, Tree::Str(text) if text == "selected"));
            let has_id = label(field);
            let word = if has_id { "not allowed" } else { "required" };
            (selected != has_id).then(|| Cow::Owned(format!("{field} is {word}")))
        }
        Rule::Given(given, members) => given.objection(members, value).map(Cow::Owned),
        Rule::DeploymentLoops => loops::objection(value).map(Cow::Borrowed),
        _ => None,
    }
}

/// A rule that sees the converted value; `input` is what was sent in its place. `Some` replaces the value.
pub(crate) fn after<'a>(
    rule: &Rule,
    value: &Tree<'a>,
    input: &Tree<'a>,
    found: &mut Findings,
) -> Replaced<'a> {
    if let Some(sentence) = objection(rule, value) {
        return found.value_error(&sentence, input);
    }
    match rule {
        Rule::MaxLength(max) if chars(value) > *max => {
            length_error("Value", "too_long", *max, chars(value), input, found)
        }
        Rule::MetadataLength => Ok(cut_metadata(value)),
        _ => Ok(None),
    }
}

fn bad_require(value: &Tree<'_>) -> Option<Cow<'static, str>> {
    let Some(Tree::Int(digits)) = value.get("require") else { return None };
    let require: i64 = digits.parse().ok()?;
    if require < 1 {
        return Some(Cow::Borrowed("require must be at least 1"));
    }
    let Some(Tree::List(triggers)) = value.get("triggers") else { return None };
    (usize::try_from(require).is_ok_and(|require| require > triggers.len()))
        .then_some(Cow::Borrowed("require must be less than or equal to the number of triggers"))
}

fn bad_characters(value: &Tree<'_>, punctuation: &str) -> bool {
    let Tree::Str(text) = value else { return false };
    // Python's `$` also matches before a newline at the end.
    let text = text.strip_suffix('\n').unwrap_or(text);
    !text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || punctuation.contains(c))
}

fn bad_timezone(schedule: &Tree<'_>) -> Option<Cow<'static, str>> {
    let Some(Tree::Str(name)) = schedule.get("timezone") else { return None };
    let known =
        name.is_empty() || jiff::tz::db().get(name).is_ok_and(|zone| zone.iana_name() == Some(&**name));
    (!known).then(|| {
        Cow::Owned(format!(
            "Invalid timezone: \"{name}\" (specify in IANA tzdata format, for example, America/New_York)"
        ))
    })
}

fn cut_metadata<'a>(metadata: &Tree<'a>) -> Option<Tree<'a>> {
    const MOST: usize = 500;
    let Tree::Dict(entries) = metadata else { return None };
    if entries.iter().all(|(_, value)| chars(value) <= MOST) {
        return None;
    }
    let cut = |value: &Tree<'a>| match value {
        Tree::Str(text) if text.chars().count() > MOST => {
            Tree::Str(Cow::Owned(text.chars().take(MOST).chain("...".chars()).collect()))
        }
        other => other.clone(),
    };
    Some(Tree::Dict(entries.iter().map(|(key, value)| (key.clone(), cut(value))).collect()))
}

fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
