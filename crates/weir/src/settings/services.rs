//! Settings of what runs without being asked.

use std::{str::FromStr, time::Duration};

use weir_engine::zombies::Patience as Heartbeats;
use weir_services::{
    Loops, audit_retention, cancellation_cleanup, db_vacuum, event_retention, foreman, insights, late_runs,
    lease_repossession, metric_retention, pause_expirations, scheduler, zombies,
};
use weir_store::readiness::Patience as SilentFor;
use weir_types::TimeDelta;

use super::{Patience, Setting, Switch};

const AUDIT_RETENTION_DAYS: Setting = Setting { weir: "WEIR_AUDIT_RETENTION_DAYS", prefect: &[] };
const INSIGHTS_ENABLED: Setting = Setting { weir: "WEIR_INSIGHTS_ENABLED", prefect: &[] };
const LATE_RUNS_ENABLED: Setting = Setting {
    weir: "WEIR_LATE_RUNS_ENABLED",
    prefect: &["PREFECT_SERVER_SERVICES_LATE_RUNS_ENABLED", "PREFECT_API_SERVICES_LATE_RUNS_ENABLED"],
};
const LATE_RUNS_AFTER: Setting = Setting {
    weir: "WEIR_LATE_RUNS_AFTER_SECONDS",
    prefect: &[
        "PREFECT_SERVER_SERVICES_LATE_RUNS_AFTER_SECONDS",
        "PREFECT_API_SERVICES_LATE_RUNS_AFTER_SECONDS",
    ],
};
const LEASE_REPOSSESSION_ENABLED: Setting = Setting {
    weir: "WEIR_LEASE_REPOSSESSION_ENABLED",
    prefect: &["PREFECT_SERVER_SERVICES_REPOSSESSOR_ENABLED"],
};
const SCHEDULER_ENABLED: Setting = Setting {
    weir: "WEIR_SCHEDULER_ENABLED",
    prefect: &["PREFECT_SERVER_SERVICES_SCHEDULER_ENABLED", "PREFECT_API_SERVICES_SCHEDULER_ENABLED"],
};
const SCHEDULER_LOOP: Setting = Setting {
    weir: "WEIR_SCHEDULER_LOOP_SECONDS",
    prefect: &[
        "PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS",
        "PREFECT_API_SERVICES_SCHEDULER_LOOP_SECONDS",
    ],
};
const SCHEDULER_RECENT_LOOP: Setting = Setting {
    weir: "WEIR_SCHEDULER_RECENT_DEPLOYMENTS_LOOP_SECONDS",
    prefect: &["PREFECT_SERVER_SERVICES_SCHEDULER_RECENT_DEPLOYMENTS_LOOP_SECONDS"],
};
const SCHEDULER_DEPLOYMENTS: Setting = Setting {
    weir: "WEIR_SCHEDULER_DEPLOYMENT_BATCH_SIZE",
    prefect: &[
        "PREFECT_SERVER_SERVICES_SCHEDULER_DEPLOYMENT_BATCH_SIZE",
        "PREFECT_API_SERVICES_SCHEDULER_DEPLOYMENT_BATCH_SIZE",
    ],
};
const SCHEDULER_BATCH: Setting = Setting {
    weir: "WEIR_SCHEDULER_INSERT_BATCH_SIZE",
    prefect: &[
        "PREFECT_SERVER_SERVICES_SCHEDULER_INSERT_BATCH_SIZE",
        "PREFECT_API_SERVICES_SCHEDULER_INSERT_BATCH_SIZE",
    ],
};
const SCHEDULER_MIN_RUNS: Setting = Setting {
    weir: "WEIR_SCHEDULER_MIN_RUNS",
    prefect: &["PREFECT_SERVER_SERVICES_SCHEDULER_MIN_RUNS", "PREFECT_API_SERVICES_SCHEDULER_MIN_RUNS"],
};
const SCHEDULER_MAX_RUNS: Setting = Setting {
    weir: "WEIR_SCHEDULER_MAX_RUNS",
    prefect: &["PREFECT_SERVER_SERVICES_SCHEDULER_MAX_RUNS", "PREFECT_API_SERVICES_SCHEDULER_MAX_RUNS"],
};
const SCHEDULER_MIN_TIME: Setting = Setting {
    weir: "WEIR_SCHEDULER_MIN_SCHEDULED_TIME",
    prefect: &[
        "PREFECT_SERVER_SERVICES_SCHEDULER_MIN_SCHEDULED_TIME",
        "PREFECT_API_SERVICES_SCHEDULER_MIN_SCHEDULED_TIME",
    ],
};
const SCHEDULER_MAX_TIME: Setting = Setting {
    weir: "WEIR_SCHEDULER_MAX_SCHEDULED_TIME",
    prefect: &[
        "PREFECT_SERVER_SERVICES_SCHEDULER_MAX_SCHEDULED_TIME",
        "PREFECT_API_SERVICES_SCHEDULER_MAX_SCHEDULED_TIME",
    ],
};

const CANCELLATION_CLEANUP_ENABLED: Setting = Setting {
    weir: "WEIR_CANCELLATION_CLEANUP_ENABLED",
    prefect: &[
        "PREFECT_SERVER_SERVICES_CANCELLATION_CLEANUP_ENABLED",
        "PREFECT_API_SERVICES_CANCELLATION_CLEANUP_ENABLED",
    ],
};
const CANCELLATION_CLEANUP_LOOP: Setting = Setting {
    weir: "WEIR_CANCELLATION_CLEANUP_LOOP_SECONDS",
    prefect: &[
        "PREFECT_SERVER_SERVICES_CANCELLATION_CLEANUP_LOOP_SECONDS",
        "PREFECT_API_SERVICES_CANCELLATION_CLEANUP_LOOP_SECONDS",
    ],
};
const CANCELLATION_CLEANUP_TIMEOUT: Setting = Setting {
    weir: "WEIR_CANCELLATION_CLEANUP_CANCELLING_TIMEOUT_SECONDS",
    prefect: &["PREFECT_SERVER_SERVICES_CANCELLATION_CLEANUP_CANCELLING_TIMEOUT_SECONDS"],
};
const DB_VACUUM_ENABLED: Setting =
    Setting { weir: "WEIR_DB_VACUUM_ENABLED", prefect: &["PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED"] };
const DB_VACUUM_LOOP: Setting = Setting {
    weir: "WEIR_DB_VACUUM_LOOP_SECONDS",
    prefect: &["PREFECT_SERVER_SERVICES_DB_VACUUM_LOOP_SECONDS"],
};
const DB_VACUUM_ORPHANS_LOOP: Setting = Setting {
    weir: "WEIR_DB_VACUUM_ORPHAN_CLEANUP_LOOP_SECONDS",
    prefect: &["PREFECT_SERVER_SERVICES_DB_VACUUM_ORPHAN_CLEANUP_LOOP_SECONDS"],
};
const DB_VACUUM_KEEP: Setting = Setting {
    weir: "WEIR_DB_VACUUM_RETENTION_PERIOD",
    prefect: &["PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD"],
};
const DB_VACUUM_BATCH: Setting =
    Setting { weir: "WEIR_DB_VACUUM_BATCH_SIZE", prefect: &["PREFECT_SERVER_SERVICES_DB_VACUUM_BATCH_SIZE"] };
const EVENTS_KEEP: Setting = Setting {
    weir: "WEIR_EVENTS_RETENTION_PERIOD",
    prefect: &["PREFECT_SERVER_EVENTS_RETENTION_PERIOD", "PREFECT_EVENTS_RETENTION_PERIOD"],
};
const FOREMAN_ENABLED: Setting = Setting {
    weir: "WEIR_FOREMAN_ENABLED",
    prefect: &["PREFECT_SERVER_SERVICES_FOREMAN_ENABLED", "PREFECT_API_SERVICES_FOREMAN_ENABLED"],
};
const FOREMAN_LOOP: Setting = Setting {
    weir: "WEIR_FOREMAN_LOOP_SECONDS",
    prefect: &["PREFECT_SERVER_SERVICES_FOREMAN_LOOP_SECONDS", "PREFECT_API_SERVICES_FOREMAN_LOOP_SECONDS"],
};
const FOREMAN_MULTIPLE: Setting = Setting {
    weir: "WEIR_FOREMAN_INACTIVITY_HEARTBEAT_MULTIPLE",
    prefect: &[
        "PREFECT_SERVER_SERVICES_FOREMAN_INACTIVITY_HEARTBEAT_MULTIPLE",
        "PREFECT_API_SERVICES_FOREMAN_INACTIVITY_HEARTBEAT_MULTIPLE",
    ],
};
const FOREMAN_FALLBACK: Setting = Setting {
    weir: "WEIR_FOREMAN_FALLBACK_HEARTBEAT_INTERVAL_SECONDS",
    prefect: &[
        "PREFECT_SERVER_SERVICES_FOREMAN_FALLBACK_HEARTBEAT_INTERVAL_SECONDS",
        "PREFECT_API_SERVICES_FOREMAN_FALLBACK_HEARTBEAT_INTERVAL_SECONDS",
    ],
};
const FOREMAN_DEPLOYMENT: Setting = Setting {
    weir: "WEIR_FOREMAN_DEPLOYMENT_LAST_POLLED_TIMEOUT_SECONDS",
    prefect: &[
        "PREFECT_SERVER_SERVICES_FOREMAN_DEPLOYMENT_LAST_POLLED_TIMEOUT_SECONDS",
        "PREFECT_API_SERVICES_FOREMAN_DEPLOYMENT_LAST_POLLED_TIMEOUT_SECONDS",
    ],
};
const FOREMAN_QUEUE: Setting = Setting {
    weir: "WEIR_FOREMAN_WORK_QUEUE_LAST_POLLED_TIMEOUT_SECONDS",
    prefect: &[
        "PREFECT_SERVER_SERVICES_FOREMAN_WORK_QUEUE_LAST_POLLED_TIMEOUT_SECONDS",
        "PREFECT_API_SERVICES_FOREMAN_WORK_QUEUE_LAST_POLLED_TIMEOUT_SECONDS",
    ],
};
const METRIC_RETENTION_DAYS: Setting = Setting { weir: "WEIR_METRICS_RETENTION_DAYS", prefect: &[] };
const PAUSE_EXPIRATIONS_ENABLED: Setting = Setting {
    weir: "WEIR_PAUSE_EXPIRATIONS_ENABLED",
    prefect: &[
        "PREFECT_SERVER_SERVICES_PAUSE_EXPIRATIONS_ENABLED",
        "PREFECT_API_SERVICES_PAUSE_EXPIRATIONS_ENABLED",
    ],
};
const PAUSE_EXPIRATIONS_LOOP: Setting = Setting {
    weir: "WEIR_PAUSE_EXPIRATIONS_LOOP_SECONDS",
    prefect: &[
        "PREFECT_SERVER_SERVICES_PAUSE_EXPIRATIONS_LOOP_SECONDS",
        "PREFECT_API_SERVICES_PAUSE_EXPIRATIONS_LOOP_SECONDS",
    ],
};
const ZOMBIES_ENABLED: Setting = Setting { weir: "WEIR_ZOMBIES_ENABLED", prefect: &[] };
const ZOMBIES_LOOP: Setting = Setting { weir: "WEIR_ZOMBIES_LOOP_SECONDS", prefect: &[] };
const ZOMBIES_INTERVAL: Setting = Setting {
    weir: "WEIR_ZOMBIES_HEARTBEAT_SECONDS",
    prefect: &["PREFECT_FLOWS_HEARTBEAT_FREQUENCY", "PREFECT_RUNNER_HEARTBEAT_FREQUENCY"],
};
const ZOMBIES_MISSED: Setting = Setting { weir: "WEIR_ZOMBIES_MISSED_HEARTBEATS", prefect: &[] };

/// A length of time: seconds, or as in ISO 8601.
struct Length(TimeDelta);

impl FromStr for Length {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let written = || serde_json::from_value(serde_json::Value::from(text)).ok();
        let length = text.parse().ok().map(TimeDelta::from_secs_f64).or_else(written);
        length
            .filter(|length| *length >= TimeDelta::ZERO)
            .map(Self)
            .ok_or("expected seconds, or a length of time as in P1DT12H")
    }
}

/// What the vacuum deletes, in Prefect's words. Who wishes flow runs away does so with what comes of them later.
struct Vacuumed {
    flow_runs: bool,
    orphans: bool,
}

impl FromStr for Vacuumed {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Ok(Switch(flow_runs)) = text.parse() {
            return Ok(Self { flow_runs, orphans: flow_runs });
        }
        let kinds: Vec<&str> = text.split(',').map(str::trim).filter(|kind| !kind.is_empty()).collect();
        if kinds.iter().any(|kind| !matches!(*kind, "events" | "flow_runs" | "orphans")) {
            return Err(
                "expected true, false, or some of events, flow_runs, orphans with commas between them",
            );
        }
        let flow_runs = kinds.contains(&"flow_runs");
        Ok(Self { flow_runs, orphans: flow_runs || kinds.contains(&"orphans") })
    }
}

impl Setting {
    fn on(&self, default: bool) -> anyhow::Result<bool> {
        Ok(self.or_env::<Switch>(None)?.map_or(default, |Switch(on)| on))
    }

    fn every(&self, default: Duration) -> anyhow::Result<Duration> {
        Ok(self.or_env::<Patience>(None)?.map_or(default, |Patience(time)| time))
    }

    pub(super) fn length(&self, default: TimeDelta) -> anyhow::Result<TimeDelta> {
        Ok(self.or_env::<Length>(None)?.map_or(default, |Length(length)| length))
    }

    fn days(&self, default: TimeDelta) -> anyhow::Result<TimeDelta> {
        let days = self.or_env::<std::num::NonZeroU16>(None)?;
        Ok(days.map_or(default, |days| TimeDelta::from_secs(i64::from(days.get()) * 86_400)))
    }

    fn number<T: FromStr<Err = std::num::ParseIntError>>(&self, default: T) -> anyhow::Result<T> {
        Ok(self.or_env::<T>(None)?.unwrap_or(default))
    }
}

/// When the services do what.
pub(crate) fn services() -> anyhow::Result<Loops> {
    Ok(Loops {
        audit_retention: audit_retention()?,
        cancellation_cleanup: cancellation_cleanup()?,
        db_vacuum: db_vacuum()?,
        event_retention: event_retention::Settings {
            keep: EVENTS_KEEP.or_env::<Length>(None)?.map(|Length(keep)| keep),
        },
        foreman: foreman()?,
        insights: insights::Settings { enabled: INSIGHTS_ENABLED.on(insights::Settings::default().enabled)? },
        late_runs: late_runs()?,
        lease_repossession: lease_repossession::Settings {
            enabled: LEASE_REPOSSESSION_ENABLED.on(lease_repossession::Settings::default().enabled)?,
        },
        metric_retention: metric_retention()?,
        pause_expirations: pause_expirations()?,
        scheduler: scheduler()?,
        zombies: zombies()?,
    })
}

fn audit_retention() -> anyhow::Result<audit_retention::Settings> {
    Ok(audit_retention::Settings {
        keep: AUDIT_RETENTION_DAYS.days(audit_retention::Settings::default().keep)?,
    })
}

fn metric_retention() -> anyhow::Result<metric_retention::Settings> {
    Ok(metric_retention::Settings {
        keep: METRIC_RETENTION_DAYS.days(metric_retention::Settings::default().keep)?,
    })
}

fn late_runs() -> anyhow::Result<late_runs::Settings> {
    let default = late_runs::Settings::default();
    Ok(late_runs::Settings {
        enabled: LATE_RUNS_ENABLED.on(default.enabled)?,
        after: LATE_RUNS_AFTER.length(default.after)?,
    })
}

fn scheduler() -> anyhow::Result<scheduler::Settings> {
    let default = scheduler::Settings::default();
    Ok(scheduler::Settings {
        enabled: SCHEDULER_ENABLED.on(default.enabled)?,
        every: SCHEDULER_LOOP.every(default.every)?,
        recent_every: SCHEDULER_RECENT_LOOP.every(default.recent_every)?,
        deployments: SCHEDULER_DEPLOYMENTS.number(default.deployments)?,
        batch: SCHEDULER_BATCH.number(default.batch)?,
        least_runs: SCHEDULER_MIN_RUNS.number(default.least_runs)?,
        most_runs: SCHEDULER_MAX_RUNS.number(default.most_runs)?,
        least_time: SCHEDULER_MIN_TIME.length(default.least_time)?,
        most_time: SCHEDULER_MAX_TIME.length(default.most_time)?,
    })
}

fn foreman() -> anyhow::Result<foreman::Settings> {
    let foreman::Settings { enabled, every, patience } = foreman::Settings::default();
    Ok(foreman::Settings {
        enabled: FOREMAN_ENABLED.on(enabled)?,
        every: FOREMAN_LOOP.every(every)?,
        patience: SilentFor {
            worker_heartbeats: FOREMAN_MULTIPLE.number(patience.worker_heartbeats)?,
            worker_interval: FOREMAN_FALLBACK.number(patience.worker_interval)?,
            deployment: FOREMAN_DEPLOYMENT.length(patience.deployment)?,
            queue: FOREMAN_QUEUE.length(patience.queue)?,
        },
    })
}

fn pause_expirations() -> anyhow::Result<pause_expirations::Settings> {
    let default = pause_expirations::Settings::default();
    Ok(pause_expirations::Settings {
        enabled: PAUSE_EXPIRATIONS_ENABLED.on(default.enabled)?,
        every: PAUSE_EXPIRATIONS_LOOP.every(default.every)?,
    })
}

fn cancellation_cleanup() -> anyhow::Result<cancellation_cleanup::Settings> {
    let default = cancellation_cleanup::Settings::default();
    Ok(cancellation_cleanup::Settings {
        enabled: CANCELLATION_CLEANUP_ENABLED.on(default.enabled)?,
        every: CANCELLATION_CLEANUP_LOOP.every(default.every)?,
        cancelling: CANCELLATION_CLEANUP_TIMEOUT.length(default.cancelling)?,
    })
}

fn zombies() -> anyhow::Result<zombies::Settings> {
    let zombies::Settings { enabled, every, patience } = zombies::Settings::default();
    Ok(zombies::Settings {
        enabled: ZOMBIES_ENABLED.on(enabled)?,
        every: ZOMBIES_LOOP.every(every)?,
        patience: Heartbeats {
            interval: ZOMBIES_INTERVAL.length(patience.interval)?,
            missed: ZOMBIES_MISSED.number(patience.missed)?,
        },
    })
}

fn db_vacuum() -> anyhow::Result<db_vacuum::Settings> {
    let default = db_vacuum::Settings::default();
    let default_kinds = Vacuumed { flow_runs: default.enabled, orphans: default.orphans };
    let vacuumed = DB_VACUUM_ENABLED.or_env::<Vacuumed>(None)?.unwrap_or(default_kinds);
    Ok(db_vacuum::Settings {
        enabled: vacuumed.flow_runs,
        every: DB_VACUUM_LOOP.every(default.every)?,
        keep: DB_VACUUM_KEEP.length(default.keep)?,
        batch: DB_VACUUM_BATCH.number(default.batch)?,
        orphans: vacuumed.orphans,
        orphans_every: DB_VACUUM_ORPHANS_LOOP.every(default.orphans_every)?,
    })
}
