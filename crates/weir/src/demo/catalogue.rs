//! The flows of the demo: a small company's data platform, with what tends to go wrong in it.

use super::calendar::Times;

/// Something outside that flows lean on. When it is down, they fail in bursts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum System {
    /// The data warehouse.
    Warehouse,
    /// The payment provider's API.
    Payments,
    /// The machines with graphics cards.
    Machines,
}

impl System {
    pub(super) const ALL: [Self; 3] = [Self::Warehouse, Self::Payments, Self::Machines];

    /// What a task says that finds it down.
    pub(super) fn complaint(self) -> &'static str {
        match self {
            Self::Warehouse => "OperationalError: could not connect to server: Connection refused",
            Self::Payments => "HTTPStatusError: Server error '503 Service Unavailable' for url '/v1/charges'",
            Self::Machines => "OutOfMemoryError: CUDA out of memory. Tried to allocate 2.31 GiB",
        }
    }
}

/// A flow and its habits. Durations are medians in seconds, chances lie between 0 and 1.
#[derive(Debug)]
pub(super) struct Flow {
    pub(super) name: &'static str,
    pub(super) tags: &'static [&'static str],
    pub(super) times: Times,
    pub(super) leans_on: Option<System>,
    /// How many times as long it takes at the end of the month as at its start.
    pub(super) slower: f64,
    /// The chance that a run fails although nothing is down.
    pub(super) fails: f64,
    /// What it says then.
    pub(super) errors: &'static [&'static str],
    /// How often a failed run is tried again, and after how many seconds.
    pub(super) retries: i64,
    pub(super) retry_delay: i64,
    /// The chance that its process dies.
    pub(super) crashes: f64,
    /// The chance that somebody stops it.
    pub(super) cancelled: f64,
    /// The chance that it starts minutes late.
    pub(super) late: f64,
    /// After how many seconds it gives up.
    pub(super) timeout: Option<f64>,
    /// It waits for somebody's approval before its last task, for about this long.
    pub(super) approval: Option<f64>,
    pub(super) tasks: &'static [Task],
}

const FLOW: Flow = Flow {
    name: "",
    tags: &[],
    times: Times::Never,
    leans_on: None,
    slower: 1.0,
    fails: 0.01,
    errors: &["ValueError: unexpected empty result"],
    retries: 0,
    retry_delay: 0,
    crashes: 0.0,
    cancelled: 0.0,
    late: 0.02,
    timeout: None,
    approval: None,
    tasks: &[],
};

/// A task of a flow.
#[derive(Debug)]
pub(super) struct Task {
    pub(super) name: &'static str,
    /// The tasks of the flow, by number, whose results it takes.
    pub(super) after: &'static [usize],
    pub(super) seconds: f64,
    /// How many copies are mapped over parts of the input.
    pub(super) copies: usize,
    pub(super) retries: i64,
    pub(super) retry_delay: f64,
    /// The chance that one attempt fails, where it may be tried again.
    pub(super) stumbles: f64,
    /// The chance that its result is taken from the cache.
    pub(super) cached: f64,
    /// The flow that it calls, in place of doing something itself.
    pub(super) calls: Option<&'static str>,
    /// A number that it logs, and its usual value.
    pub(super) metric: Option<(&'static str, f64)>,
    /// The key of an artifact that it leaves.
    pub(super) artifact: Option<&'static str>,
}

const TASK: Task = Task {
    name: "",
    after: &[],
    seconds: 1.0,
    copies: 1,
    retries: 0,
    retry_delay: 0.0,
    stumbles: 0.0,
    cached: 0.0,
    calls: None,
    metric: None,
    artifact: None,
};

/// Every flow; a flow that another calls has no times of its own.
pub(super) const FLOWS: &[Flow] = &[
    Flow {
        name: "stream-ingest",
        tags: &["ingest", "team:platform"],
        times: Times::Every { minutes: 30, offset: 5 },
        fails: 0.012,
        errors: &["TimeoutError: no batch within 300 seconds"],
        crashes: 0.004,
        tasks: &[
            Task { name: "poll-queue", seconds: 35.0, retries: 2, retry_delay: 10.0, stumbles: 0.03, ..TASK },
            Task {
                name: "write-batch",
                after: &[0],
                seconds: 3_000.0,
                metric: Some(("events_written", 48_000.0)),
                ..TASK
            },
        ],
        ..FLOW
    },
    Flow {
        name: "hourly-sync",
        tags: &["crm", "team:sales"],
        times: Times::Every { minutes: 60, offset: 0 },
        leans_on: Some(System::Payments),
        fails: 0.03,
        errors: &["KeyError: 'customer_id'", "HTTPStatusError: Client error '429 Too Many Requests'"],
        retries: 1,
        retry_delay: 60,
        late: 0.04,
        tasks: &[
            Task {
                name: "fetch-charges",
                seconds: 14.0,
                retries: 3,
                retry_delay: 10.0,
                stumbles: 0.08,
                ..TASK
            },
            Task {
                name: "fetch-refunds",
                seconds: 6.0,
                retries: 3,
                retry_delay: 10.0,
                stumbles: 0.05,
                ..TASK
            },
            Task {
                name: "upsert-customers",
                after: &[0, 1],
                seconds: 22.0,
                metric: Some(("rows_upserted", 1_250.0)),
                ..TASK
            },
        ],
        ..FLOW
    },
    Flow {
        name: "etl-orders",
        tags: &["etl", "critical", "team:data"],
        times: Times::Every { minutes: 120, offset: 20 },
        leans_on: Some(System::Warehouse),
        slower: 1.6,
        fails: 0.02,
        errors: &[
            "SchemaError: column 'discount' has type TEXT, expected NUMERIC",
            "IntegrityError: duplicate key in orders",
        ],
        retries: 2,
        retry_delay: 120,
        late: 0.05,
        tasks: &[
            Task {
                name: "extract-orders",
                seconds: 40.0,
                retries: 2,
                retry_delay: 15.0,
                stumbles: 0.06,
                metric: Some(("rows_extracted", 12_500.0)),
                ..TASK
            },
            Task { name: "extract-products", seconds: 12.0, cached: 0.7, ..TASK },
            Task { name: "transform", after: &[0, 1], seconds: 55.0, copies: 4, ..TASK },
            Task { name: "validate", after: &[2], seconds: 9.0, ..TASK },
            Task {
                name: "load-warehouse",
                after: &[3],
                seconds: 75.0,
                retries: 1,
                retry_delay: 30.0,
                stumbles: 0.04,
                metric: Some(("rows_loaded", 12_300.0)),
                ..TASK
            },
        ],
        ..FLOW
    },
    Flow {
        name: "build-models",
        tags: &["dbt", "critical", "team:data"],
        times: Times::Daily { hour: 2, minute: 0 },
        leans_on: Some(System::Warehouse),
        slower: 1.3,
        fails: 0.05,
        errors: &[
            "DbtTestFailed: unique_orders_order_id: got 3 results, expected 0",
            "CompilationError: model 'fct_orders' depends on a node that was not found",
        ],
        retries: 1,
        retry_delay: 300,
        tasks: &[
            Task { name: "dbt-deps", seconds: 18.0, cached: 0.8, ..TASK },
            Task { name: "stg-orders", after: &[0], seconds: 60.0, ..TASK },
            Task { name: "stg-customers", after: &[0], seconds: 45.0, ..TASK },
            Task { name: "stg-payments", after: &[0], seconds: 50.0, ..TASK },
            Task { name: "int-orders-enriched", after: &[1, 2], seconds: 150.0, ..TASK },
            Task {
                name: "fct-orders",
                after: &[4, 3],
                seconds: 540.0,
                metric: Some(("rows_built", 4_200_000.0)),
                ..TASK
            },
            Task { name: "dim-customers", after: &[2], seconds: 120.0, ..TASK },
            Task {
                name: "dbt-test",
                artifact: Some("dbt-test-results"),
                after: &[5, 6],
                seconds: 6.0,
                copies: 8,
                ..TASK
            },
        ],
        ..FLOW
    },
    Flow {
        name: "nightly-report",
        tags: &["report", "team:finance"],
        times: Times::Daily { hour: 4, minute: 30 },
        fails: 0.03,
        errors: &["TemplateError: 'margin' is undefined"],
        retries: 1,
        retry_delay: 180,
        late: 0.1,
        tasks: &[
            Task { name: "collect-figures", seconds: 80.0, ..TASK },
            Task { name: "render-charts", after: &[0], calls: Some("render-charts"), ..TASK },
            Task {
                name: "write-report",
                artifact: Some("nightly-report"),
                after: &[1],
                seconds: 20.0,
                ..TASK
            },
            Task {
                name: "send-mail",
                after: &[2],
                seconds: 3.0,
                retries: 3,
                retry_delay: 30.0,
                stumbles: 0.2,
                ..TASK
            },
        ],
        ..FLOW
    },
    Flow {
        name: "render-charts",
        tags: &["report"],
        fails: 0.0,
        tasks: &[Task { name: "render", seconds: 7.0, copies: 6, cached: 0.15, ..TASK }],
        ..FLOW
    },
    Flow {
        name: "train-churn-model",
        tags: &["ml", "gpu", "team:science"],
        times: Times::Daily { hour: 6, minute: 0 },
        leans_on: Some(System::Machines),
        slower: 2.1,
        fails: 0.06,
        errors: &["ValueError: loss is NaN at epoch 7"],
        crashes: 0.05,
        timeout: Some(10_800.0),
        tasks: &[
            Task {
                name: "load-features",
                seconds: 240.0,
                retries: 1,
                retry_delay: 60.0,
                stumbles: 0.1,
                metric: Some(("features_loaded", 86_000.0)),
                ..TASK
            },
            Task { name: "split", after: &[0], seconds: 15.0, ..TASK },
            Task {
                name: "train",
                after: &[1],
                seconds: 4_300.0,
                metric: Some(("validation_auc", 0.87)),
                ..TASK
            },
            Task {
                name: "evaluate",
                artifact: Some("churn-model-metrics"),
                after: &[2],
                seconds: 160.0,
                ..TASK
            },
        ],
        ..FLOW
    },
    Flow {
        name: "promote-model",
        tags: &["ml", "team:science"],
        times: Times::Weekly { weekday: 3, hour: 9, minute: 0 },
        fails: 0.0,
        approval: Some(9_000.0),
        tasks: &[
            Task { name: "compare-with-live", artifact: Some("model-comparison"), seconds: 65.0, ..TASK },
            Task { name: "switch-over", after: &[0], seconds: 12.0, ..TASK },
        ],
        ..FLOW
    },
    Flow {
        name: "data-quality",
        tags: &["quality", "team:data"],
        times: Times::Every { minutes: 360, offset: 45 },
        leans_on: Some(System::Warehouse),
        fails: 0.06,
        errors: &["ExpectationFailed: 4.1% of 'email' are null, at most 2% allowed"],
        tasks: &[
            Task {
                name: "check-table",
                seconds: 11.0,
                copies: 9,
                metric: Some(("rows_checked", 250_000.0)),
                ..TASK
            },
            Task { name: "summarise", artifact: Some("data-quality"), after: &[0], seconds: 2.0, ..TASK },
        ],
        ..FLOW
    },
    Flow {
        name: "invoice-export",
        tags: &["finance", "critical", "team:finance"],
        times: Times::Weekdays { hour: 18, minute: 0 },
        leans_on: Some(System::Payments),
        fails: 0.03,
        errors: &["SFTPError: permission denied: /outgoing/invoices.csv"],
        retries: 3,
        retry_delay: 300,
        tasks: &[
            Task { name: "collect-invoices", seconds: 25.0, metric: Some(("invoices", 310.0)), ..TASK },
            Task {
                name: "upload",
                after: &[0],
                seconds: 9.0,
                retries: 2,
                retry_delay: 20.0,
                stumbles: 0.1,
                ..TASK
            },
        ],
        ..FLOW
    },
    Flow {
        name: "backfill",
        tags: &["etl", "ad-hoc", "team:data"],
        times: Times::ByHand { a_day: 2.5 },
        leans_on: Some(System::Warehouse),
        fails: 0.12,
        errors: &["ValueError: partition 2024-02-30 does not exist"],
        crashes: 0.04,
        cancelled: 0.18,
        late: 0.0,
        tasks: &[
            Task { name: "list-partitions", seconds: 4.0, ..TASK },
            Task {
                name: "copy-partition",
                after: &[0],
                seconds: 260.0,
                copies: 7,
                retries: 1,
                retry_delay: 20.0,
                stumbles: 0.05,
                ..TASK
            },
            Task {
                name: "reconcile",
                after: &[1],
                seconds: 30.0,
                metric: Some(("rows_copied", 900_000.0)),
                ..TASK
            },
        ],
        ..FLOW
    },
];

/// Variables that the flows read: the name, the value as JSON, the tags.
pub(super) const VARIABLES: &[(&str, &str, &[&str])] = &[
    ("warehouse_schema", r#""analytics""#, &["data"]),
    ("churn_threshold", "0.62", &["ml"]),
    ("report_recipients", r#"["finance@example.com", "board@example.com"]"#, &["report"]),
    ("etl_batch_size", "5000", &["etl"]),
];
