"""The words that generated requests are made of. They are few, so that they meet again."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from tests.compat.generated.planned import INSTANT, OPEN, one_of

GOOD_NAMES = ("alpha", "beta", "gamma-1", "delta_2", "Ünï cödé", "with space", "prefect-epsilon", "x", "a" * 60)
NAMES = GOOD_NAMES * 2 + ("", "a/b")
TAGS = ("red", "green", "blue", "ü", "")
SLUGS = ("alpha", "beta", "secret", "json", "slack-webhook", "Bad Slug", "")
KEYS = ("a", "b", "prefect.resource.id", "ü", "")
FRAGMENTS = ("a", "al", "%", "_", "ALPHA", "ü", "", "\\", "a%t_")
STATE_NAMES = ("Scheduled", "Late", "Pending", "Running", "Completed", "Failed", "Cancelled", "AwaitingRetry", "Paused", "Suspended", "Mine")
VERSIONS = ("1", "2", "", "v-3")
RESOURCES = ("prefect.flow.1", "prefect.flow-run.1", "mine.thing", "mine.*", "", "ü")
EVENTS = ("mine.made", "mine.gone", "prefect.flow-run.Mine", "mine.*", "ü")
ROLES = ("flow", "tag", "mine")
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Mars/Olympus", "")
CRONS = ("0 0 * * *", "*/5 * * * *", "30 3 1 * *", "0 0 29 2 *", "@daily", "0 0 * * 1#1", "rubbish", "* * * * * *", "")
RULES = (
    "FREQ=DAILY",
    "FREQ=HOURLY;INTERVAL=6",
    "DTSTART:20240101T000000Z\nRRULE:FREQ=WEEKLY;BYDAY=MO,FR",
    "FREQ=DAILY;COUNT=3",
    "RRULE:FREQ=MONTHLY;BYMONTHDAY=31",
    "rubbish",
    "",
)
QUERIES = ("error", "-error", '"two words"', "a b", "", "error OR warning", "+must -not")
LOG_TEXTS = ("an error", "a warning\nin two lines", "", "ü")
CHECKSUMS = ("sha256:rubbish", "sha256:" + "0" * 64, "x")
ARTIFACT_KEYS = ("report", "table-1", "Bad Key", "", "x")
VARIABLE_NAMES = ("alpha", "beta_1", "gamma", "Bad-Name", "")
TEMPLATES = ("", "plain", "{{ event }}", "{{ event.resource | tojson }}", "{{ broken", "{% if %}")

# By field, or by schema and field.
TEXTS: dict[str, tuple[str, ...]] = {
    "name": NAMES,
    "tags": TAGS,
    "tag": TAGS,
    "names": NAMES + ("tag:red", "tag:green"),
    "state_name": STATE_NAMES,
    "StateCreate.name": STATE_NAMES,
    "ConcurrencyLimitCreate.tag": TAGS,
    "version": VERSIONS,
    "flow_version": VERSIONS,
    "task_version": VERSIONS,
    "slug": SLUGS,
    "replaces": SLUGS,
    "cron": CRONS,
    "rrule": RULES,
    "timezone": ZONES,
    "query": QUERIES,
    "message": LOG_TEXTS,
    "key": ARTIFACT_KEYS,
    "prefix": FRAGMENTS,
    "id_prefix": RESOURCES,
    "exclude_prefix": EVENTS,
    "EventNameFilter.prefix": EVENTS,
    "EventNameFilter.name": EVENTS,
    "exclude_name": EVENTS,
    "EventResourceFilter.id": RESOURCES,
    "EventRelatedFilter.id": RESOURCES,
    "EventAnyResourceFilter.id": RESOURCES,
    "role": ROLES,
    "resources_in_roles": RESOURCES + ROLES,
    "event": EVENTS,
    "expect": EVENTS,
    "after": EVENTS,
    "for_each": ("prefect.resource.id", "a"),
    "VariableCreate.name": VARIABLE_NAMES,
    "VariableUpdate.name": VARIABLE_NAMES,
    "capabilities": ("get-directory", "notify", "x"),
    "block_capabilities": ("get-directory", "notify", "x"),
    "type": ("process", "docker", "markdown", "table", "prefect-agent", "str"),
    "object": ("flow", "flow_run", "x"),
    "idempotency_key": ("k1", "k2", "k3"),
    "task_key": ("task-a", "task-b"),
    "dynamic_key": ("0", "1", "2", "3", "4"),
    "cache_key": ("c1", "c2"),
    "work_pool_name": NAMES,
    "work_queue_name": ("default", "alpha", "beta"),
    "work_queue_names": ("default", "alpha", "beta"),
    "pause_key": ("p1", "p2"),
    "logo_url": ("https://example.com/logo.png", "rubbish", ""),
    "documentation_url": ("https://example.com/docs", "rubbish", ""),
    "description": ("", "said", "ü"),
    "owner_resource": RESOURCES,
    "body": TEMPLATES,
    "subject": TEMPLATES,
    "payload": TEMPLATES,
    "Body_create_flow_run_input_flow_runs__id__input_post.value": ("1", '{"a": 1}', ""),
    "client": ("c1", "c2", ""),
    "page-token": ("rubbish", "", "eyJhIjogMX0="),
}
# Of path parameters.
PATH: dict[str, tuple[str, ...]] = {
    "tag": TAGS[:3],
    "slug": SLUGS,
    "key": ARTIFACT_KEYS,
    "checksum": CHECKSUMS,
    "view": ("aggregate-worker-metadata", "aggregate-flow-metadata", "aggregate-block-metadata", "x"),
    "countable": ("day", "time", "event", "resource", "x"),
    "resource_id": RESOURCES,
    "name": GOOD_NAMES + ("beta_1", "default"),
    "work_pool_name": GOOD_NAMES,
    "flow_name": GOOD_NAMES,
    "deployment_name": GOOD_NAMES,
    "block_document_name": GOOD_NAMES,
    "id_or_name": GOOD_NAMES,
}
WHOLE = {"limit": (0, 1, 2, 5, 20, 200, 201), "offset": (0, 0, 1, 5), "page": (1, 1, 2, 5), "level": (0, 10, 20, 30, 40), "max_runs": (1, 3, 10), "min_runs": (0, 1, 3)}
# Durations as numbers, in seconds.
SECONDS = {
    "history_interval_seconds": (3600, 86400, 60.5, 1, 0.5, -1),
    "min_time": (0, 60, 86400.5),
    "time_interval": (1, 0.5, 60, 0.01, 0),
    "lease_duration": (60, 300, 59, 86401),
    "occupancy_seconds": (0, 1.5, -1),
    "slot_decay_per_second": (0, 0, 0, 0.000001),
    "retry_delay_seconds": (0, 1.5, 60),
}
DURATIONS = ("PT1H", "PT30S", "P1D", 60, 3600.5, 0, -1, "rubbish", "01:00:00", "PT0S")
# Seconds before or after the start of the run. None is so near that an answer could depend on the moment.
OFFSETS = (-864000, -86400, -7200, -3600, 7200, 86400, 864000)
INSTANTS = ("2024-02-29T12:00:00Z", "2030-01-01T00:00:00+02:00", "2030-01-01T00:00:00", "2030-01-01", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "rubbish", "", 1700000000)

JSON: tuple[Any, ...] = (None, True, 1, -2.5, "text", "", [], [1, "a", None], {}, {"a": 1}, {"a": {"b": [1, {"c": None}]}})
WRONG: tuple[Any, ...] = (None, True, 0, -1, 2.5, "", "text", [], ["text"], [None], {}, {"colour": "red"}, 2**62, "5", "true", "\u0000")
SCHEMA = {"type": "object", "properties": {"a": {"type": "integer"}, "b": {"type": "string", "default": "x"}}, "required": ["a"]}
TEMPLATE = {"job_configuration": {"command": "{{ a }}", "env": "{{ b }}"}, "variables": {"type": "object", "properties": {"a": {"type": "string", "default": "x"}, "b": {"type": "object"}}}}
DICTIONARIES: tuple[Any, ...] = ({}, {"a": 1}, {"a": "1", "b": "x"}, {"b": {"c": [1, None]}})
# Of objects that the document does not describe any further.
OBJECTS: dict[str, tuple[Any, ...]] = {
    "parameters": DICTIONARIES,
    "job_variables": ({}, {}, {"a": "x"}, {"b": {}}, {"c": 1}),
    "context": DICTIONARIES,
    "run_input": DICTIONARIES,
    "data": DICTIONARIES + ([{"a": 1}], "text", None, 5),
    "parameter_openapi_schema": ({}, SCHEMA, SCHEMA | {"required": []}, {"type": "array"}, {"type": "rubbish"}),
    "base_job_template": ({}, {}, TEMPLATE, {"job_configuration": {}}, {"variables": {}}, TEMPLATE | {"variables": {}}),
    "fields": ({}, {"title": "A", "type": "object", "properties": {"a": {"type": "string"}}}, {"title": "B", "properties": {}, "secret_fields": ["a"]}),
    "BlockDocumentCreate.data": ({}, {"a": "secret"}, {"a": {"$ref": {"block_document_id": one_of("block_document", -1)}}}),
    "schema": ({}, SCHEMA, {"type": "array", "items": {"type": "integer"}}, {"type": "rubbish"}),
    "values": DICTIONARIES,
    "resource": ({"prefect.resource.id": "mine.thing"}, {"prefect.resource.id": "mine.thing", "a": "b"}, {}, {"a": "b"}),
    "RelatedResource.related": ({"prefect.resource.id": "mine.other", "prefect.resource.role": "mine"}, {"prefect.resource.id": "x"}),
    "Event.payload": DICTIONARIES,
    "labels": ({}, {"a": "b"}, {"a": 1, "b": True}, {"prefect.resource.id": "mine.thing"}, {"a": None}),
    "bundle_upload_step": DICTIONARIES,
    "bundle_execution_step": DICTIONARIES,
    "run_input_keyset": ({}, {"response": "x-response"}),
}


def quoted(text: str) -> str:
    """A text as a part of an address; what stands for an id or an instant stays as it is."""
    return text if OPEN.fullmatch(text) or INSTANT.fullmatch(text) else quote(text, safe="")
