-- The first schema. Instants and durations are microseconds in BIGINT, ids are 16 bytes, JSON is text, booleans are
-- booleans (0 and 1 on SQLite). A line that ends in "-- sqlite" or "-- postgresql" is for that database alone.
-- Rows that hang on a run (states, task runs, logs) are deleted by the statements that delete the run, not by foreign
-- keys: those would cost a look-up for every insert.

CREATE TABLE flows (
    id uuid NOT NULL PRIMARY KEY,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    name TEXT NOT NULL UNIQUE,
    tags TEXT NOT NULL,
    labels TEXT
);
CREATE INDEX flows_created ON flows (created);

CREATE TABLE work_pools (
    id uuid NOT NULL PRIMARY KEY,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    name TEXT NOT NULL UNIQUE,
    description TEXT,
    type TEXT NOT NULL,
    base_job_template TEXT NOT NULL,
    is_paused BOOLEAN NOT NULL,
    concurrency_limit BIGINT,
    default_queue_id uuid,
    status TEXT NOT NULL,
    last_transitioned_status_at BIGINT,
    last_status_event_id uuid,
    storage_configuration TEXT NOT NULL
);

CREATE TABLE work_queues (
    id uuid NOT NULL PRIMARY KEY,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    name TEXT NOT NULL,
    filter TEXT,
    description TEXT NOT NULL,
    is_paused BOOLEAN NOT NULL,
    concurrency_limit BIGINT,
    priority BIGINT NOT NULL,
    last_polled BIGINT,
    status TEXT NOT NULL,
    work_pool_id uuid NOT NULL REFERENCES work_pools (id) ON DELETE CASCADE,
    UNIQUE (work_pool_id, name)
);
CREATE INDEX work_queues_priority ON work_queues (work_pool_id, priority);

CREATE TABLE workers (
    id uuid NOT NULL PRIMARY KEY,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    name TEXT NOT NULL,
    work_pool_id uuid NOT NULL REFERENCES work_pools (id) ON DELETE CASCADE,
    last_heartbeat_time BIGINT NOT NULL,
    heartbeat_interval_seconds BIGINT,
    status TEXT NOT NULL,
    UNIQUE (work_pool_id, name)
);

-- Limits by name (v2). Those of task tags (v1) are named tag:…, and a deployment's own limit is one of these too.
CREATE TABLE concurrency_limits_v2 (
    id uuid NOT NULL PRIMARY KEY,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    name TEXT NOT NULL UNIQUE,
    active BOOLEAN NOT NULL,
    "limit" BIGINT NOT NULL,
    active_slots BIGINT NOT NULL,
    denied_slots BIGINT NOT NULL,
    slot_decay_per_second DOUBLE PRECISION NOT NULL,
    avg_slot_occupancy_seconds DOUBLE PRECISION NOT NULL
);

CREATE TABLE concurrency_leases (
    id uuid NOT NULL PRIMARY KEY,
    created BIGINT NOT NULL,
    expiration BIGINT NOT NULL,
    resource_ids TEXT NOT NULL,
    slots BIGINT NOT NULL,
    holder TEXT
);
CREATE INDEX concurrency_leases_expiration ON concurrency_leases (expiration);
CREATE INDEX concurrency_leases_holder ON concurrency_leases (holder) WHERE holder IS NOT NULL;

CREATE TABLE block_types (
    id uuid NOT NULL PRIMARY KEY,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    name TEXT NOT NULL,
    slug TEXT NOT NULL UNIQUE,
    logo_url TEXT,
    documentation_url TEXT,
    description TEXT,
    code_example TEXT,
    is_protected BOOLEAN NOT NULL
);

CREATE TABLE block_schemas (
    id uuid NOT NULL PRIMARY KEY,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    checksum TEXT NOT NULL,
    fields TEXT NOT NULL,
    capabilities TEXT NOT NULL,
    version TEXT NOT NULL,
    block_type_id uuid NOT NULL REFERENCES block_types (id) ON DELETE CASCADE,
    UNIQUE (checksum, version)
);
CREATE INDEX block_schemas_type ON block_schemas (block_type_id, created);

CREATE TABLE block_schema_references (
    id uuid NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    parent_block_schema_id uuid NOT NULL REFERENCES block_schemas (id) ON DELETE CASCADE,
    reference_block_schema_id uuid NOT NULL REFERENCES block_schemas (id) ON DELETE CASCADE
);
CREATE INDEX block_schema_references_parent ON block_schema_references (parent_block_schema_id);
CREATE INDEX block_schema_references_child ON block_schema_references (reference_block_schema_id);

-- data is sealed: it may hold secrets.
CREATE TABLE block_documents (
    id uuid NOT NULL PRIMARY KEY,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    name TEXT NOT NULL,
    data TEXT NOT NULL,
    is_anonymous BOOLEAN NOT NULL,
    block_type_name TEXT,
    block_type_id uuid NOT NULL REFERENCES block_types (id) ON DELETE CASCADE,
    block_schema_id uuid NOT NULL REFERENCES block_schemas (id) ON DELETE CASCADE,
    UNIQUE (block_type_id, name)
);
CREATE INDEX block_documents_type_name ON block_documents (block_type_name, name);
CREATE INDEX block_documents_schema ON block_documents (block_schema_id);

CREATE TABLE block_document_references (
    id uuid NOT NULL PRIMARY KEY,
    created BIGINT NOT NULL,
    name TEXT NOT NULL,
    parent_block_document_id uuid NOT NULL REFERENCES block_documents (id) ON DELETE CASCADE,
    reference_block_document_id uuid NOT NULL REFERENCES block_documents (id) ON DELETE CASCADE
);
CREATE INDEX block_document_references_parent ON block_document_references (parent_block_document_id);
CREATE INDEX block_document_references_child ON block_document_references (reference_block_document_id);

CREATE TABLE deployments (
    id uuid NOT NULL PRIMARY KEY,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    name TEXT NOT NULL,
    flow_id uuid NOT NULL REFERENCES flows (id) ON DELETE CASCADE,
    version TEXT,
    description TEXT,
    paused BOOLEAN NOT NULL,
    concurrency_limit_id uuid REFERENCES concurrency_limits_v2 (id) ON DELETE SET NULL,
    concurrency_options TEXT,
    job_variables TEXT NOT NULL,
    parameters TEXT NOT NULL,
    tags TEXT NOT NULL,
    labels TEXT NOT NULL,
    work_queue_name TEXT,
    work_queue_id uuid REFERENCES work_queues (id) ON DELETE SET NULL,
    last_polled BIGINT,
    status TEXT NOT NULL,
    parameter_openapi_schema TEXT,
    path TEXT,
    pull_steps TEXT,
    entrypoint TEXT,
    storage_document_id uuid REFERENCES block_documents (id) ON DELETE SET NULL,
    infrastructure_document_id uuid REFERENCES block_documents (id) ON DELETE SET NULL,
    created_by TEXT,
    updated_by TEXT,
    enforce_parameter_schema BOOLEAN NOT NULL,
    UNIQUE (flow_id, name)
);
CREATE INDEX deployments_work_queue ON deployments (work_queue_id);
CREATE INDEX deployments_name ON deployments (name);
CREATE INDEX deployments_created ON deployments (created);

CREATE TABLE deployment_schedules (
    id uuid NOT NULL PRIMARY KEY,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    deployment_id uuid NOT NULL REFERENCES deployments (id) ON DELETE CASCADE,
    schedule TEXT NOT NULL,
    active BOOLEAN NOT NULL,
    max_scheduled_runs BIGINT,
    parameters TEXT NOT NULL,
    slug TEXT
);
CREATE UNIQUE INDEX deployment_schedules_deployment ON deployment_schedules (deployment_id, slug);

-- The state_* columns repeat the newest state, so that lists of runs need no join.
CREATE TABLE flow_runs (
    id uuid NOT NULL PRIMARY KEY,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    name TEXT NOT NULL,
    flow_id uuid NOT NULL REFERENCES flows (id),
    deployment_id uuid,
    deployment_version TEXT,
    work_queue_id uuid,
    work_queue_name TEXT,
    flow_version TEXT,
    parameters TEXT NOT NULL,
    idempotency_key TEXT,
    context TEXT NOT NULL,
    empirical_policy TEXT NOT NULL,
    tags TEXT NOT NULL,
    labels TEXT NOT NULL,
    parent_task_run_id uuid,
    auto_scheduled BOOLEAN NOT NULL,
    infrastructure_document_id uuid,
    infrastructure_pid TEXT,
    job_variables TEXT,
    created_by TEXT,
    state_id uuid,
    state_type TEXT,
    state_name TEXT,
    state_timestamp BIGINT,
    state_message TEXT,
    state_data TEXT,
    state_details TEXT,
    run_count BIGINT NOT NULL,
    expected_start_time BIGINT,
    next_scheduled_start_time BIGINT,
    start_time BIGINT,
    end_time BIGINT,
    total_run_time BIGINT NOT NULL
);
CREATE UNIQUE INDEX flow_runs_idempotency ON flow_runs (flow_id, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX flow_runs_flow ON flow_runs (flow_id, expected_start_time, state_type);
CREATE INDEX flow_runs_deployment ON flow_runs (deployment_id, expected_start_time) WHERE deployment_id IS NOT NULL;
-- Lists of runs walk one of the next two in their order; what they are filtered by most stands in it, so that rows that
-- do not pass are never fetched. PostgreSQL searches an index by nothing but comparisons, so tags would be of no use in
-- it there; and it refuses rows whose entry in an index is longer than 2,704 bytes, which tags may be. Names are made at
-- random: with SQLite an index of their own was a third of all pages that a new run wrote.
CREATE INDEX flow_runs_expected ON flow_runs (expected_start_time, state_type, state_name, flow_id, deployment_id, tags, name); -- sqlite
CREATE INDEX flow_runs_expected ON flow_runs (expected_start_time, state_type, state_name, flow_id, deployment_id); -- postgresql
CREATE INDEX flow_runs_start ON flow_runs (COALESCE(start_time, expected_start_time), state_type, state_name, flow_id, deployment_id, tags, name); -- sqlite
CREATE INDEX flow_runs_start ON flow_runs (COALESCE(start_time, expected_start_time), state_type, state_name, flow_id, deployment_id); -- postgresql
CREATE INDEX flow_runs_end ON flow_runs (end_time) WHERE end_time IS NOT NULL;
CREATE INDEX flow_runs_next ON flow_runs (next_scheduled_start_time, state_type, state_name) WHERE next_scheduled_start_time IS NOT NULL;
-- Written with OR, since SQLite sees only of a single term that it implies the condition.
CREATE INDEX flow_runs_unfinished ON flow_runs (state_type, expected_start_time) WHERE state_type = 'SCHEDULED' OR state_type = 'PENDING' OR state_type = 'RUNNING' OR state_type = 'PAUSED' OR state_type = 'CANCELLING';
-- The history of all runs counts and sums in it alone; a run comes into it when it ends.
CREATE INDEX flow_runs_finished ON flow_runs (state_type, state_name, expected_start_time, start_time, total_run_time) WHERE state_type = 'COMPLETED' OR state_type = 'FAILED' OR state_type = 'CANCELLED' OR state_type = 'CRASHED';
CREATE INDEX flow_runs_name ON flow_runs (name); -- postgresql
CREATE INDEX flow_runs_parent ON flow_runs (parent_task_run_id) WHERE parent_task_run_id IS NOT NULL;
-- Workers fetch from it by time, and slots are counted in it by state. SQLite uses it only where a statement repeats its
-- list of states.
CREATE INDEX flow_runs_queue ON flow_runs (work_queue_id, state_type, next_scheduled_start_time) WHERE state_type IN ('SCHEDULED', 'PENDING', 'RUNNING', 'CANCELLING') AND work_queue_id IS NOT NULL;

-- Counts and histories read nothing but an index where vacuum has been since the last change of a page, and three to four
-- times slower where not; by default it comes when a fifth of the rows have changed.
ALTER TABLE flow_runs SET (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05); -- postgresql

CREATE TABLE flow_run_states (
    id uuid NOT NULL PRIMARY KEY,
    flow_run_id uuid NOT NULL,
    created BIGINT NOT NULL,
    type TEXT NOT NULL,
    name TEXT NOT NULL,
    timestamp BIGINT NOT NULL,
    message TEXT,
    data TEXT,
    state_details TEXT NOT NULL
);
CREATE INDEX flow_run_states_run ON flow_run_states (flow_run_id, timestamp);

CREATE TABLE task_runs (
    id uuid NOT NULL PRIMARY KEY,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    name TEXT NOT NULL,
    flow_run_id uuid,
    task_key TEXT NOT NULL,
    dynamic_key TEXT NOT NULL,
    cache_key TEXT,
    cache_expiration BIGINT,
    task_version TEXT,
    empirical_policy TEXT NOT NULL,
    tags TEXT NOT NULL,
    labels TEXT,
    task_inputs TEXT NOT NULL,
    state_id uuid,
    state_type TEXT,
    state_name TEXT,
    state_timestamp BIGINT,
    state_message TEXT,
    state_data TEXT,
    state_details TEXT,
    run_count BIGINT NOT NULL,
    flow_run_run_count BIGINT NOT NULL,
    expected_start_time BIGINT,
    next_scheduled_start_time BIGINT,
    start_time BIGINT,
    end_time BIGINT,
    total_run_time BIGINT NOT NULL
);
CREATE UNIQUE INDEX task_runs_keys ON task_runs (flow_run_id, task_key, dynamic_key) WHERE flow_run_id IS NOT NULL;
CREATE INDEX task_runs_alone ON task_runs (task_key, dynamic_key) WHERE flow_run_id IS NULL;
CREATE INDEX task_runs_expected ON task_runs (expected_start_time, state_type);
CREATE INDEX task_runs_end ON task_runs (end_time) WHERE end_time IS NOT NULL;
CREATE INDEX task_runs_unfinished ON task_runs (state_type, expected_start_time) WHERE state_type = 'SCHEDULED' OR state_type = 'PENDING' OR state_type = 'RUNNING' OR state_type = 'PAUSED' OR state_type = 'CANCELLING';

CREATE TABLE task_run_states (
    id uuid NOT NULL PRIMARY KEY,
    task_run_id uuid NOT NULL,
    created BIGINT NOT NULL,
    type TEXT NOT NULL,
    name TEXT NOT NULL,
    timestamp BIGINT NOT NULL,
    message TEXT,
    data TEXT,
    state_details TEXT NOT NULL
);
CREATE INDEX task_run_states_run ON task_run_states (task_run_id, timestamp);

CREATE TABLE task_run_state_cache (
    cache_key TEXT NOT NULL,
    created BIGINT NOT NULL,
    cache_expiration BIGINT,
    task_run_state_id uuid NOT NULL
);
CREATE INDEX task_run_state_cache_key ON task_run_state_cache (cache_key, created);

CREATE TABLE flow_run_inputs (
    id uuid NOT NULL PRIMARY KEY,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    flow_run_id uuid NOT NULL REFERENCES flow_runs (id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    sender TEXT,
    UNIQUE (flow_run_id, key)
);

-- Lines of log, in the order of their arrival; on PostgreSQL numbers become visible out of order, so the transaction comes
-- first. The newest line is never deleted, so that a sequence number is never given twice.
CREATE TABLE logs (
    seq INTEGER PRIMARY KEY, -- sqlite
    seq BIGINT GENERATED BY DEFAULT AS IDENTITY, -- postgresql
    xact xid8 NOT NULL DEFAULT pg_current_xact_id(), -- postgresql
    id uuid NOT NULL,
    created BIGINT NOT NULL,
    name TEXT NOT NULL,
    level BIGINT NOT NULL,
    message TEXT NOT NULL,
    timestamp BIGINT NOT NULL,
    flow_run_id uuid,
    task_run_id uuid -- sqlite
    task_run_id uuid, -- postgresql
    PRIMARY KEY (xact, seq) -- postgresql
);
CREATE INDEX logs_flow_run ON logs (flow_run_id, timestamp) WHERE flow_run_id IS NOT NULL;
CREATE INDEX logs_task_run ON logs (task_run_id, timestamp) WHERE task_run_id IS NOT NULL;
CREATE INDEX logs_timestamp ON logs (timestamp);

-- The event log: also the outbox that triggers, rollups and streams read by sequence number. On PostgreSQL numbers
-- become visible out of order, so readers go by the transaction as well. The newest event is never deleted. Names are
-- compared byte by byte, so that an index finds those that start alike.
CREATE TABLE events (
    seq INTEGER PRIMARY KEY, -- sqlite
    seq BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, -- postgresql
    xact xid8 NOT NULL DEFAULT pg_current_xact_id(), -- postgresql
    id uuid NOT NULL UNIQUE,
    occurred BIGINT NOT NULL,
    event TEXT NOT NULL, -- sqlite
    event TEXT COLLATE "C" NOT NULL, -- postgresql
    resource_id TEXT NOT NULL,
    resource TEXT NOT NULL,
    related TEXT NOT NULL,
    payload TEXT NOT NULL,
    received BIGINT NOT NULL,
    follows uuid
);
CREATE INDEX events_occurred ON events (occurred, event);
CREATE INDEX events_event ON events (event, occurred);
CREATE INDEX events_arrival ON events (xact, seq); -- postgresql

-- One row for each resource that an event names, itself and related ones.
CREATE TABLE event_resources (
    resource_id TEXT NOT NULL,
    occurred BIGINT NOT NULL,
    event_seq BIGINT NOT NULL,
    role TEXT NOT NULL,
    PRIMARY KEY (resource_id, occurred, event_seq, role)
) WITHOUT ROWID; -- sqlite
); -- postgresql

-- How far each reader of a log has come.
CREATE TABLE log_cursors (
    reader TEXT NOT NULL PRIMARY KEY,
    xact BIGINT NOT NULL,
    seq BIGINT NOT NULL
);

CREATE TABLE variables (
    id uuid NOT NULL PRIMARY KEY,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    name TEXT NOT NULL UNIQUE,
    value TEXT NOT NULL,
    tags TEXT NOT NULL
);

CREATE TABLE artifacts (
    id uuid NOT NULL PRIMARY KEY,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    key TEXT,
    type TEXT,
    description TEXT,
    data TEXT,
    metadata TEXT,
    flow_run_id uuid,
    task_run_id uuid
);
CREATE INDEX artifacts_key ON artifacts (key, created);
CREATE INDEX artifacts_flow_run ON artifacts (flow_run_id) WHERE flow_run_id IS NOT NULL;
CREATE INDEX artifacts_task_run ON artifacts (task_run_id) WHERE task_run_id IS NOT NULL;
CREATE INDEX artifacts_updated ON artifacts (updated);

-- The newest artifact of each key.
CREATE TABLE artifact_collections (
    id uuid NOT NULL PRIMARY KEY,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    key TEXT NOT NULL UNIQUE,
    latest_id uuid NOT NULL,
    type TEXT,
    description TEXT,
    data TEXT,
    metadata TEXT,
    flow_run_id uuid,
    task_run_id uuid
);
CREATE INDEX artifact_collections_updated ON artifact_collections (updated);

CREATE TABLE saved_searches (
    id uuid NOT NULL PRIMARY KEY,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    name TEXT NOT NULL UNIQUE,
    filters TEXT NOT NULL
);

CREATE TABLE csrf_tokens (
    client TEXT NOT NULL PRIMARY KEY,
    id uuid NOT NULL,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    token TEXT NOT NULL,
    expiration BIGINT NOT NULL
);

-- Who may use the API. A key's text is not kept, only the SHA-256 of it. A key that was revoked stays, so that the server
-- does not open again, and another may then have its name.
CREATE TABLE api_keys (
    id uuid NOT NULL PRIMARY KEY,
    created BIGINT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    hash TEXT NOT NULL,
    expires BIGINT,
    revoked BIGINT,
    last_used BIGINT
);
CREATE UNIQUE INDEX api_keys_name ON api_keys (name) WHERE revoked IS NULL;

-- Requests that change something, asked with an API key.
CREATE TABLE audit_log (
    id uuid NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    key_id uuid NOT NULL,
    key_name TEXT NOT NULL,
    method TEXT NOT NULL,
    route TEXT NOT NULL,
    path TEXT NOT NULL,
    status BIGINT NOT NULL,
    request_id TEXT
);
CREATE INDEX audit_log_at ON audit_log (at, id);

-- Settings of the server that must outlive it, such as the key that seals blocks.
CREATE TABLE configuration (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE automations (
    id uuid NOT NULL PRIMARY KEY,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    enabled BOOLEAN NOT NULL,
    tags TEXT NOT NULL,
    trigger TEXT NOT NULL,
    actions TEXT NOT NULL,
    actions_on_trigger TEXT NOT NULL,
    actions_on_resolve TEXT NOT NULL
);

-- Resources whose life an automation shares: it is deleted with those that own it.
CREATE TABLE automation_related_resources (
    automation_id uuid NOT NULL REFERENCES automations (id) ON DELETE CASCADE,
    resource_id TEXT NOT NULL,
    automation_owned_by_resource BOOLEAN NOT NULL,
    PRIMARY KEY (automation_id, resource_id)
);
CREATE INDEX automation_related_resources_resource ON automation_related_resources (resource_id);

-- What an event trigger has counted so far for one bucketing key (a JSON list of label values). It is due when it has
-- to be looked at though no event comes.
CREATE TABLE automation_buckets (
    automation_id uuid NOT NULL REFERENCES automations (id) ON DELETE CASCADE,
    trigger_id uuid NOT NULL,
    bucketing_key TEXT NOT NULL,
    count BIGINT NOT NULL,
    started BIGINT NOT NULL,
    ends BIGINT NOT NULL,
    due BIGINT NOT NULL,
    last_event uuid,
    PRIMARY KEY (automation_id, trigger_id, bucketing_key)
);
CREATE INDEX automation_buckets_due ON automation_buckets (due);

-- Firings of triggers that stand in compound and sequence triggers: the last one of each, until the outer one fires.
CREATE TABLE automation_child_firings (
    automation_id uuid NOT NULL REFERENCES automations (id) ON DELETE CASCADE,
    parent_trigger_id uuid NOT NULL,
    child_trigger_id uuid NOT NULL,
    firing_id uuid NOT NULL,
    fired BIGINT NOT NULL,
    firing TEXT NOT NULL,
    PRIMARY KEY (automation_id, parent_trigger_id, child_trigger_id)
);

-- Automations that have been triggered and may be resolved, each for values of its trigger's for_each labels: the event
-- that told so first, and how many of the expected events have come since it last fired.
CREATE TABLE automation_alarms (
    automation_id uuid NOT NULL REFERENCES automations (id) ON DELETE CASCADE,
    bucketing_key TEXT NOT NULL,
    triggered_event uuid NOT NULL,
    triggered BIGINT NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (automation_id, bucketing_key)
);

-- Metric triggers that are triggered, or whose number has begun to say the opposite of what they are.
CREATE TABLE automation_standings (
    automation_id uuid NOT NULL REFERENCES automations (id) ON DELETE CASCADE,
    trigger_id uuid NOT NULL,
    bucketing_key TEXT NOT NULL,
    is_triggered BOOLEAN NOT NULL,
    changing_since BIGINT,
    PRIMARY KEY (automation_id, trigger_id, bucketing_key)
);

-- Events that triggers have not seen yet, though the log has them: they wait for one that they follow upon.
CREATE TABLE automation_held_events (
    event_id uuid NOT NULL PRIMARY KEY,
    leader uuid NOT NULL,
    occurred BIGINT NOT NULL,
    received BIGINT NOT NULL
);
CREATE INDEX automation_held_events_received ON automation_held_events (received);

-- The queue of actions to perform. Written with the cursor of the reader that consumed the event, so each firing is
-- there exactly once; id is the idempotency key of the action's effect.
CREATE TABLE automation_actions (
    id uuid NOT NULL PRIMARY KEY,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    automation_id uuid NOT NULL,
    automation_name TEXT NOT NULL,
    firing TEXT NOT NULL,
    action TEXT NOT NULL,
    action_index BIGINT NOT NULL,
    status TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    -- From when on it is tried: later than when it was put in, if its turn came later.
    begun BIGINT NOT NULL,
    due BIGINT NOT NULL,
    claimed_until BIGINT,
    outcome TEXT,
    -- What its receiver answered last, and how many of several receivers need nothing more.
    response TEXT,
    reached BIGINT NOT NULL,
    -- What its templates became in the last attempt.
    rendered TEXT
);
CREATE INDEX automation_actions_due ON automation_actions (due) WHERE status = 'pending';
CREATE INDEX automation_actions_automation ON automation_actions (automation_id, id);
CREATE INDEX automation_actions_failed ON automation_actions (id) WHERE status = 'failed';

-- What automations declared, for people to acknowledge and resolve.
CREATE TABLE incidents (
    id uuid NOT NULL PRIMARY KEY,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    severity TEXT NOT NULL,
    status TEXT NOT NULL,
    automation_id uuid NOT NULL,
    automation_name TEXT NOT NULL,
    subject TEXT NOT NULL,
    occurrences BIGINT NOT NULL,
    acknowledged BIGINT,
    acknowledged_by TEXT,
    resolved BIGINT,
    resolved_by TEXT
);
CREATE UNIQUE INDEX incidents_unresolved ON incidents (automation_id, subject) WHERE status <> 'resolved';

-- How often automations have had flow runs retried.
CREATE TABLE automation_retries (
    flow_run_id uuid NOT NULL REFERENCES flow_runs (id) ON DELETE CASCADE,
    automation_id uuid NOT NULL,
    retries BIGINT NOT NULL,
    PRIMARY KEY (flow_run_id, automation_id)
);

-- Actions that are undone when their subject (a deployment or a flow, or what else the event was about) recovers.
CREATE TABLE automation_recoveries (
    subject TEXT NOT NULL,
    automation_id uuid NOT NULL,
    action_index BIGINT NOT NULL,
    key TEXT NOT NULL,
    automation_name TEXT NOT NULL,
    action TEXT NOT NULL,
    firing TEXT NOT NULL,
    PRIMARY KEY (subject, automation_id, action_index, key)
);

-- What the limits of work pools were before automations changed them, until they are put back.
CREATE TABLE work_pool_scalings (
    work_pool_id uuid NOT NULL REFERENCES work_pools (id) ON DELETE CASCADE,
    automation_id uuid NOT NULL,
    limit_before BIGINT,
    scaled_to BIGINT NOT NULL,
    PRIMARY KEY (work_pool_id, automation_id)
);

-- Counts by flow, deployment and hour, fed from the event log; they can be rebuilt from it. Hour 0 is all time; ids
-- are nil where there is none.
CREATE TABLE flow_run_rollups (
    hour BIGINT NOT NULL,
    flow_id uuid NOT NULL,
    deployment_id uuid NOT NULL,
    state_name TEXT NOT NULL,
    state_type TEXT NOT NULL,
    transitions BIGINT NOT NULL,
    duration_sum BIGINT NOT NULL,
    duration_buckets TEXT NOT NULL,
    PRIMARY KEY (hour, flow_id, deployment_id, state_name, state_type)
);

CREATE TABLE task_run_rollups (
    hour BIGINT NOT NULL,
    flow_id uuid NOT NULL,
    deployment_id uuid NOT NULL,
    state_name TEXT NOT NULL,
    state_type TEXT NOT NULL,
    transitions BIGINT NOT NULL,
    duration_sum BIGINT NOT NULL,
    duration_buckets TEXT NOT NULL,
    PRIMARY KEY (hour, flow_id, deployment_id, state_name, state_type)
);

-- How often runs changed that were counted in an hour which had been over for half an hour: by the hour in which they
-- ended, and of those that have ended by the hour in which they were expected; task runs also when their flow run comes to
-- belong to something else. What is kept of such an hour in memory is right as long as its number is the same. It is not
-- deleted with the runs.
CREATE TABLE insight_changes (
    counted_by TEXT NOT NULL,
    hour BIGINT NOT NULL,
    changes BIGINT NOT NULL,
    PRIMARY KEY (counted_by, hour)
);

CREATE TRIGGER flow_runs_made AFTER INSERT ON flow_runs WHEN NEW.end_time IS NOT NULL BEGIN -- sqlite
    INSERT INTO insight_changes SELECT 'end', NEW.end_time / 3600000000 * 3600000000, 1 WHERE NEW.end_time / 3600000000 * 3600 < unixepoch() - 5400 ON CONFLICT DO UPDATE SET changes = changes + 1; -- sqlite
    INSERT INTO insight_changes SELECT 'expected', NEW.expected_start_time / 3600000000 * 3600000000, 1 WHERE NEW.expected_start_time / 3600000000 * 3600 < unixepoch() - 5400 ON CONFLICT DO UPDATE SET changes = changes + 1; -- sqlite
END; -- sqlite
CREATE TRIGGER flow_runs_changed AFTER UPDATE OF flow_id, deployment_id, work_queue_id, tags, state_type, state_name, run_count, expected_start_time, start_time, end_time, total_run_time ON flow_runs WHEN OLD.end_time IS NOT NULL OR NEW.end_time IS NOT NULL BEGIN -- sqlite
    INSERT INTO insight_changes SELECT 'end', OLD.end_time / 3600000000 * 3600000000, 1 WHERE OLD.end_time / 3600000000 * 3600 < unixepoch() - 5400 ON CONFLICT DO UPDATE SET changes = changes + 1; -- sqlite
    INSERT INTO insight_changes SELECT 'end', NEW.end_time / 3600000000 * 3600000000, 1 WHERE NEW.end_time / 3600000000 * 3600 < unixepoch() - 5400 ON CONFLICT DO UPDATE SET changes = changes + 1; -- sqlite
    INSERT INTO insight_changes SELECT 'expected', OLD.expected_start_time / 3600000000 * 3600000000, 1 WHERE OLD.expected_start_time / 3600000000 * 3600 < unixepoch() - 5400 ON CONFLICT DO UPDATE SET changes = changes + 1; -- sqlite
    INSERT INTO insight_changes SELECT 'expected', NEW.expected_start_time / 3600000000 * 3600000000, 1 WHERE NEW.expected_start_time / 3600000000 * 3600 < unixepoch() - 5400 ON CONFLICT DO UPDATE SET changes = changes + 1; -- sqlite
END; -- sqlite
CREATE TRIGGER flow_runs_deleted AFTER DELETE ON flow_runs WHEN OLD.end_time IS NOT NULL BEGIN -- sqlite
    INSERT INTO insight_changes SELECT 'end', OLD.end_time / 3600000000 * 3600000000, 1 WHERE OLD.end_time / 3600000000 * 3600 < unixepoch() - 5400 ON CONFLICT DO UPDATE SET changes = changes + 1; -- sqlite
    INSERT INTO insight_changes SELECT 'expected', OLD.expected_start_time / 3600000000 * 3600000000, 1 WHERE OLD.expected_start_time / 3600000000 * 3600 < unixepoch() - 5400 ON CONFLICT DO UPDATE SET changes = changes + 1; -- sqlite
END; -- sqlite
CREATE TRIGGER task_runs_made AFTER INSERT ON task_runs WHEN NEW.end_time IS NOT NULL BEGIN -- sqlite
    INSERT INTO insight_changes SELECT 'task end', NEW.end_time / 3600000000 * 3600000000, 1 WHERE NEW.end_time / 3600000000 * 3600 < unixepoch() - 5400 ON CONFLICT DO UPDATE SET changes = changes + 1; -- sqlite
    INSERT INTO insight_changes SELECT 'task expected', NEW.expected_start_time / 3600000000 * 3600000000, 1 WHERE NEW.expected_start_time / 3600000000 * 3600 < unixepoch() - 5400 ON CONFLICT DO UPDATE SET changes = changes + 1; -- sqlite
END; -- sqlite
CREATE TRIGGER task_runs_changed AFTER UPDATE OF flow_run_id, task_key, tags, state_type, state_name, run_count, expected_start_time, start_time, end_time, total_run_time ON task_runs WHEN OLD.end_time IS NOT NULL OR NEW.end_time IS NOT NULL BEGIN -- sqlite
    INSERT INTO insight_changes SELECT 'task end', OLD.end_time / 3600000000 * 3600000000, 1 WHERE OLD.end_time / 3600000000 * 3600 < unixepoch() - 5400 ON CONFLICT DO UPDATE SET changes = changes + 1; -- sqlite
    INSERT INTO insight_changes SELECT 'task end', NEW.end_time / 3600000000 * 3600000000, 1 WHERE NEW.end_time / 3600000000 * 3600 < unixepoch() - 5400 ON CONFLICT DO UPDATE SET changes = changes + 1; -- sqlite
    INSERT INTO insight_changes SELECT 'task expected', OLD.expected_start_time / 3600000000 * 3600000000, 1 WHERE OLD.expected_start_time / 3600000000 * 3600 < unixepoch() - 5400 ON CONFLICT DO UPDATE SET changes = changes + 1; -- sqlite
    INSERT INTO insight_changes SELECT 'task expected', NEW.expected_start_time / 3600000000 * 3600000000, 1 WHERE NEW.expected_start_time / 3600000000 * 3600 < unixepoch() - 5400 ON CONFLICT DO UPDATE SET changes = changes + 1; -- sqlite
END; -- sqlite
CREATE TRIGGER task_runs_deleted AFTER DELETE ON task_runs WHEN OLD.end_time IS NOT NULL BEGIN -- sqlite
    INSERT INTO insight_changes SELECT 'task end', OLD.end_time / 3600000000 * 3600000000, 1 WHERE OLD.end_time / 3600000000 * 3600 < unixepoch() - 5400 ON CONFLICT DO UPDATE SET changes = changes + 1; -- sqlite
    INSERT INTO insight_changes SELECT 'task expected', OLD.expected_start_time / 3600000000 * 3600000000, 1 WHERE OLD.expected_start_time / 3600000000 * 3600 < unixepoch() - 5400 ON CONFLICT DO UPDATE SET changes = changes + 1; -- sqlite
END; -- sqlite
CREATE TRIGGER flow_runs_moved AFTER UPDATE OF flow_id, deployment_id, work_queue_id ON flow_runs WHEN OLD.flow_id <> NEW.flow_id OR OLD.deployment_id IS NOT NEW.deployment_id OR OLD.work_queue_id IS NOT NEW.work_queue_id BEGIN -- sqlite
    INSERT INTO insight_changes SELECT DISTINCT 'task end', end_time / 3600000000 * 3600000000, 1 FROM task_runs WHERE flow_run_id = NEW.id AND end_time IS NOT NULL AND end_time / 3600000000 * 3600 < unixepoch() - 5400 ON CONFLICT DO UPDATE SET changes = changes + 1; -- sqlite
    INSERT INTO insight_changes SELECT DISTINCT 'task expected', expected_start_time / 3600000000 * 3600000000, 1 FROM task_runs WHERE flow_run_id = NEW.id AND end_time IS NOT NULL AND expected_start_time / 3600000000 * 3600 < unixepoch() - 5400 ON CONFLICT DO UPDATE SET changes = changes + 1; -- sqlite
END; -- sqlite
CREATE FUNCTION count_insight_changes() RETURNS trigger LANGUAGE plpgsql AS $$ -- postgresql
DECLARE -- postgresql
    settled BIGINT := CAST(EXTRACT(EPOCH FROM clock_timestamp()) AS BIGINT) - 5400; -- postgresql
    prefix TEXT := CASE TG_TABLE_NAME WHEN 'task_runs' THEN 'task ' ELSE '' END; -- postgresql
BEGIN -- postgresql
    INSERT INTO insight_changes AS kept (counted_by, hour, changes) -- postgresql
    SELECT DISTINCT prefix || counted_by, nth * 3600000000, 1 -- postgresql
    FROM (VALUES ('end', OLD.end_time / 3600000000), ('end', NEW.end_time / 3600000000), -- postgresql
        ('expected', OLD.expected_start_time / 3600000000), ('expected', NEW.expected_start_time / 3600000000) -- postgresql
    ) AS touched (counted_by, nth) -- postgresql
    WHERE nth * 3600 < settled ORDER BY 1, 2 -- postgresql
    ON CONFLICT (counted_by, hour) DO UPDATE SET changes = kept.changes + 1; -- postgresql
    RETURN NULL; -- postgresql
END $$; -- postgresql
CREATE FUNCTION count_moved_task_runs() RETURNS trigger LANGUAGE plpgsql AS $$ -- postgresql
DECLARE -- postgresql
    settled BIGINT := CAST(EXTRACT(EPOCH FROM clock_timestamp()) AS BIGINT) - 5400; -- postgresql
BEGIN -- postgresql
    INSERT INTO insight_changes AS kept (counted_by, hour, changes) -- postgresql
    SELECT DISTINCT counted_by, nth * 3600000000, 1 -- postgresql
    FROM task_runs, LATERAL (VALUES ('task end', end_time / 3600000000), ('task expected', expected_start_time / 3600000000) -- postgresql
    ) AS touched (counted_by, nth) -- postgresql
    WHERE flow_run_id = NEW.id AND end_time IS NOT NULL AND nth * 3600 < settled ORDER BY 1, 2 -- postgresql
    ON CONFLICT (counted_by, hour) DO UPDATE SET changes = kept.changes + 1; -- postgresql
    RETURN NULL; -- postgresql
END $$; -- postgresql
CREATE TRIGGER flow_runs_made AFTER INSERT ON flow_runs FOR EACH ROW WHEN (NEW.end_time IS NOT NULL) EXECUTE FUNCTION count_insight_changes(); -- postgresql
CREATE TRIGGER flow_runs_changed AFTER UPDATE OF flow_id, deployment_id, work_queue_id, tags, state_type, state_name, run_count, expected_start_time, start_time, end_time, total_run_time ON flow_runs FOR EACH ROW WHEN (OLD.end_time IS NOT NULL OR NEW.end_time IS NOT NULL) EXECUTE FUNCTION count_insight_changes(); -- postgresql
CREATE TRIGGER flow_runs_deleted AFTER DELETE ON flow_runs FOR EACH ROW WHEN (OLD.end_time IS NOT NULL) EXECUTE FUNCTION count_insight_changes(); -- postgresql
CREATE TRIGGER task_runs_made AFTER INSERT ON task_runs FOR EACH ROW WHEN (NEW.end_time IS NOT NULL) EXECUTE FUNCTION count_insight_changes(); -- postgresql
CREATE TRIGGER task_runs_changed AFTER UPDATE OF flow_run_id, task_key, tags, state_type, state_name, run_count, expected_start_time, start_time, end_time, total_run_time ON task_runs FOR EACH ROW WHEN (OLD.end_time IS NOT NULL OR NEW.end_time IS NOT NULL) EXECUTE FUNCTION count_insight_changes(); -- postgresql
CREATE TRIGGER task_runs_deleted AFTER DELETE ON task_runs FOR EACH ROW WHEN (OLD.end_time IS NOT NULL) EXECUTE FUNCTION count_insight_changes(); -- postgresql
CREATE TRIGGER flow_runs_moved AFTER UPDATE OF flow_id, deployment_id, work_queue_id ON flow_runs FOR EACH ROW WHEN (OLD.flow_id <> NEW.flow_id OR OLD.deployment_id IS DISTINCT FROM NEW.deployment_id OR OLD.work_queue_id IS DISTINCT FROM NEW.work_queue_id) EXECUTE FUNCTION count_moved_task_runs(); -- postgresql

-- What was found out about flows and runs, and told of in an event: the last of each kind about each of them.
CREATE TABLE insight_findings (
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    happened BIGINT NOT NULL,
    told BIGINT NOT NULL,
    PRIMARY KEY (kind, subject)
);
CREATE INDEX insight_findings_happened ON insight_findings (happened);

-- Whole hours of events are counted in it instead of in the log: an hour's row must tell what lies in the log, so whoever
-- deletes events of an hour must take them away here.
CREATE TABLE event_rollups (
    hour BIGINT NOT NULL,
    event TEXT NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (hour, event)
);

-- The names of flows and deployments that were deleted: what was counted of them goes on under these.
CREATE TABLE gone_names (
    id uuid NOT NULL PRIMARY KEY,
    name TEXT NOT NULL
);
CREATE TRIGGER flows_gone AFTER DELETE ON flows BEGIN -- sqlite
    INSERT INTO gone_names (id, name) VALUES (OLD.id, OLD.name) ON CONFLICT DO UPDATE SET name = excluded.name; -- sqlite
END; -- sqlite
CREATE TRIGGER deployments_gone AFTER DELETE ON deployments BEGIN -- sqlite
    INSERT INTO gone_names (id, name) VALUES (OLD.id, OLD.name) ON CONFLICT DO UPDATE SET name = excluded.name; -- sqlite
END; -- sqlite
CREATE FUNCTION keep_gone_name() RETURNS trigger LANGUAGE plpgsql AS $$ -- postgresql
BEGIN -- postgresql
    INSERT INTO gone_names (id, name) VALUES (OLD.id, OLD.name) ON CONFLICT (id) DO UPDATE SET name = excluded.name; -- postgresql
    RETURN NULL; -- postgresql
END $$; -- postgresql
CREATE TRIGGER flows_gone AFTER DELETE ON flows FOR EACH ROW EXECUTE FUNCTION keep_gone_name(); -- postgresql
CREATE TRIGGER deployments_gone AFTER DELETE ON deployments FOR EACH ROW EXECUTE FUNCTION keep_gone_name(); -- postgresql

-- Series of custom metrics. Flow and deployment are nil where there is none; labels is a JSON object with its names in
-- order. The last point and the number of all points stand here, so that lists read no points; the number orders the
-- points of a series.
CREATE TABLE metric_series (
    id INTEGER PRIMARY KEY, -- sqlite
    id BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, -- postgresql
    name TEXT NOT NULL,
    flow_id uuid NOT NULL,
    deployment_id uuid NOT NULL,
    unit TEXT NOT NULL,
    labels TEXT NOT NULL,
    created BIGINT NOT NULL,
    count BIGINT NOT NULL,
    last_timestamp BIGINT NOT NULL,
    last_value DOUBLE PRECISION NOT NULL,
    UNIQUE (name, flow_id, deployment_id, unit, labels)
);
CREATE INDEX metric_series_last ON metric_series (last_timestamp);

CREATE TABLE metric_points (
    series_id BIGINT NOT NULL,
    timestamp BIGINT NOT NULL,
    nth BIGINT NOT NULL,
    value DOUBLE PRECISION NOT NULL,
    flow_run_id uuid,
    task_run_id uuid,
    PRIMARY KEY (series_id, timestamp, nth)
) WITHOUT ROWID; -- sqlite
); -- postgresql
CREATE INDEX metric_points_flow_run ON metric_points (flow_run_id, series_id) WHERE flow_run_id IS NOT NULL;

-- Points that were not stored: how many were alike, and the last of them.
CREATE TABLE metric_refusals (
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    flow_id uuid NOT NULL,
    deployment_id uuid NOT NULL,
    count BIGINT NOT NULL,
    first_seen BIGINT NOT NULL,
    last_seen BIGINT NOT NULL,
    reason TEXT NOT NULL,
    text TEXT NOT NULL,
    flow_run_id uuid,
    task_run_id uuid,
    PRIMARY KEY (kind, name, flow_id, deployment_id)
);
CREATE INDEX metric_refusals_seen ON metric_refusals (last_seen);

-- Service level objectives, and how they stand. Those of a deployment's own go with it. With each change of what is looked
-- at the revision grows and the outcomes begin anew; they are filled in from the runs that there are.
CREATE TABLE slos (
    id uuid NOT NULL PRIMARY KEY,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    source TEXT NOT NULL,
    deployment_id uuid REFERENCES deployments (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    enabled BOOLEAN NOT NULL,
    spec TEXT NOT NULL,
    revision BIGINT NOT NULL,
    filled BOOLEAN NOT NULL,
    counted_from BIGINT,
    fill_end BIGINT,
    fill_id uuid,
    state TEXT NOT NULL,
    alert TEXT NOT NULL,
    status TEXT NOT NULL
);
CREATE UNIQUE INDEX slos_name ON slos (source, name) WHERE deployment_id IS NULL;
CREATE UNIQUE INDEX slos_deployment ON slos (deployment_id, source, name) WHERE deployment_id IS NOT NULL;

-- What each run is by each objective: good, bad, or open, which is bad from its instant on unless something happens to the
-- run before. The deployment is nil where there is none.
CREATE TABLE slo_outcomes (
    slo_id uuid NOT NULL REFERENCES slos (id) ON DELETE CASCADE,
    run_id uuid NOT NULL,
    at BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    flow_id uuid NOT NULL,
    deployment_id uuid NOT NULL,
    PRIMARY KEY (slo_id, run_id)
) WITHOUT ROWID; -- sqlite
); -- postgresql
CREATE INDEX slo_outcomes_at ON slo_outcomes (slo_id, outcome, at);
CREATE INDEX slo_outcomes_subject ON slo_outcomes (slo_id, flow_id, deployment_id, at);

-- The same by the minute, so that no window is counted run by run.
CREATE TABLE slo_slots (
    slo_id uuid NOT NULL REFERENCES slos (id) ON DELETE CASCADE,
    slot BIGINT NOT NULL,
    good BIGINT NOT NULL,
    bad BIGINT NOT NULL,
    PRIMARY KEY (slo_id, slot)
) WITHOUT ROWID; -- sqlite
); -- postgresql

-- One row for each background service: which replica runs it, until when.
CREATE TABLE service_leases (
    service TEXT NOT NULL PRIMARY KEY,
    holder uuid NOT NULL,
    expires BIGINT NOT NULL
);

-- The last round of each service that deletes what was kept long enough.
CREATE TABLE retention_rounds (
    what TEXT NOT NULL PRIMARY KEY,
    ended BIGINT NOT NULL,
    deleted BIGINT NOT NULL
);

-- What was told last to receivers of metrics that add up what they are sent, as JSON; `choice` is which metrics they get.
CREATE TABLE export_totals (
    destination TEXT NOT NULL PRIMARY KEY,
    choice TEXT NOT NULL,
    taken BIGINT NOT NULL,
    totals TEXT NOT NULL
);

-- What people may ask in SQL of their own: told of in docs/sql.md. Names and meanings of columns stay; new ones come last.
CREATE VIEW report_flow_runs AS SELECT
    lower(substr(hex(runs.id), 1, 8) || '-' || substr(hex(runs.id), 9, 4) || '-' || substr(hex(runs.id), 13, 4) || '-' || substr(hex(runs.id), 17, 4) || '-' || substr(hex(runs.id), 21)) AS id, -- sqlite
    runs.id AS id, -- postgresql
    runs.name,
    flows.name AS flow_name,
    deployments.name AS deployment_name,
    runs.deployment_version,
    work_pools.name AS work_pool_name,
    runs.work_queue_name,
    runs.tags,
    runs.state_name AS state,
    runs.state_type,
    runs.state_message,
    runs.run_count,
    strftime('%Y-%m-%d %H:%M:%f', runs.created / 1000000.0, 'unixepoch') AS created, -- sqlite
    to_timestamp(runs.created / 1000000.0) AS created, -- postgresql
    strftime('%Y-%m-%d %H:%M:%f', runs.expected_start_time / 1000000.0, 'unixepoch') AS expected_start_time, -- sqlite
    to_timestamp(runs.expected_start_time / 1000000.0) AS expected_start_time, -- postgresql
    strftime('%Y-%m-%d %H:%M:%f', runs.start_time / 1000000.0, 'unixepoch') AS start_time, -- sqlite
    to_timestamp(runs.start_time / 1000000.0) AS start_time, -- postgresql
    strftime('%Y-%m-%d %H:%M:%f', runs.end_time / 1000000.0, 'unixepoch') AS end_time, -- sqlite
    to_timestamp(runs.end_time / 1000000.0) AS end_time, -- postgresql
    CAST(runs.total_run_time AS DOUBLE PRECISION) / 1000000 AS run_time_seconds,
    CAST(CASE WHEN runs.run_count > 0 AND runs.start_time > runs.expected_start_time
        THEN runs.start_time - runs.expected_start_time ELSE 0 END AS DOUBLE PRECISION) / 1000000 AS lateness_seconds
FROM flow_runs AS runs
JOIN flows ON flows.id = runs.flow_id
LEFT JOIN deployments ON deployments.id = runs.deployment_id
LEFT JOIN work_queues ON work_queues.id = runs.work_queue_id
LEFT JOIN work_pools ON work_pools.id = work_queues.work_pool_id;

CREATE VIEW report_task_runs AS SELECT
    lower(substr(hex(tasks.id), 1, 8) || '-' || substr(hex(tasks.id), 9, 4) || '-' || substr(hex(tasks.id), 13, 4) || '-' || substr(hex(tasks.id), 17, 4) || '-' || substr(hex(tasks.id), 21)) AS id, -- sqlite
    tasks.id AS id, -- postgresql
    tasks.name,
    tasks.task_key,
    CASE WHEN tasks.flow_run_id IS NOT NULL THEN lower(substr(hex(tasks.flow_run_id), 1, 8) || '-' || substr(hex(tasks.flow_run_id), 9, 4) || '-' || substr(hex(tasks.flow_run_id), 13, 4) || '-' || substr(hex(tasks.flow_run_id), 17, 4) || '-' || substr(hex(tasks.flow_run_id), 21)) END AS flow_run_id, -- sqlite
    tasks.flow_run_id AS flow_run_id, -- postgresql
    runs.name AS flow_run_name,
    flows.name AS flow_name,
    tasks.tags,
    tasks.state_name AS state,
    tasks.state_type,
    tasks.state_message,
    tasks.run_count,
    strftime('%Y-%m-%d %H:%M:%f', tasks.created / 1000000.0, 'unixepoch') AS created, -- sqlite
    to_timestamp(tasks.created / 1000000.0) AS created, -- postgresql
    strftime('%Y-%m-%d %H:%M:%f', tasks.expected_start_time / 1000000.0, 'unixepoch') AS expected_start_time, -- sqlite
    to_timestamp(tasks.expected_start_time / 1000000.0) AS expected_start_time, -- postgresql
    strftime('%Y-%m-%d %H:%M:%f', tasks.start_time / 1000000.0, 'unixepoch') AS start_time, -- sqlite
    to_timestamp(tasks.start_time / 1000000.0) AS start_time, -- postgresql
    strftime('%Y-%m-%d %H:%M:%f', tasks.end_time / 1000000.0, 'unixepoch') AS end_time, -- sqlite
    to_timestamp(tasks.end_time / 1000000.0) AS end_time, -- postgresql
    CAST(tasks.total_run_time AS DOUBLE PRECISION) / 1000000 AS run_time_seconds
FROM task_runs AS tasks
LEFT JOIN flow_runs AS runs ON runs.id = tasks.flow_run_id
LEFT JOIN flows ON flows.id = runs.flow_id;

CREATE VIEW report_metric_points AS SELECT
    series.name,
    points.value,
    NULLIF(series.unit, '') AS unit,
    series.labels,
    flows.name AS flow_name,
    deployments.name AS deployment_name,
    strftime('%Y-%m-%d %H:%M:%f', points.timestamp / 1000000.0, 'unixepoch') AS timestamp, -- sqlite
    to_timestamp(points.timestamp / 1000000.0) AS timestamp, -- postgresql
    CASE WHEN points.flow_run_id IS NOT NULL THEN lower(substr(hex(points.flow_run_id), 1, 8) || '-' || substr(hex(points.flow_run_id), 9, 4) || '-' || substr(hex(points.flow_run_id), 13, 4) || '-' || substr(hex(points.flow_run_id), 17, 4) || '-' || substr(hex(points.flow_run_id), 21)) END AS flow_run_id, -- sqlite
    points.flow_run_id AS flow_run_id, -- postgresql
    CASE WHEN points.task_run_id IS NOT NULL THEN lower(substr(hex(points.task_run_id), 1, 8) || '-' || substr(hex(points.task_run_id), 9, 4) || '-' || substr(hex(points.task_run_id), 13, 4) || '-' || substr(hex(points.task_run_id), 17, 4) || '-' || substr(hex(points.task_run_id), 21)) END AS task_run_id -- sqlite
    points.task_run_id AS task_run_id -- postgresql
FROM metric_points AS points
JOIN metric_series AS series ON series.id = points.series_id
LEFT JOIN flows ON flows.id = series.flow_id
LEFT JOIN deployments ON deployments.id = series.deployment_id;
