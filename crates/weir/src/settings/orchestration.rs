//! Settings that the rules of orchestration read.

use super::Setting;

const DEPLOYMENT_LEASE: Setting = Setting {
    weir: "WEIR_DEPLOYMENT_LEASE_SECONDS",
    prefect: &["PREFECT_SERVER_CONCURRENCY_INITIAL_DEPLOYMENT_LEASE_DURATION"],
};
const DEPLOYMENT_SLOT_WAIT: Setting = Setting {
    weir: "WEIR_DEPLOYMENT_SLOT_WAIT_SECONDS",
    prefect: &[
        "PREFECT_SERVER_DEPLOYMENTS_CONCURRENCY_SLOT_WAIT_SECONDS",
        "PREFECT_DEPLOYMENT_CONCURRENCY_SLOT_WAIT_SECONDS",
    ],
};
const TAG_SLOT_WAIT: Setting = Setting {
    weir: "WEIR_TAG_SLOT_WAIT_SECONDS",
    prefect: &[
        "PREFECT_SERVER_TASKS_TAG_CONCURRENCY_SLOT_WAIT_SECONDS",
        "PREFECT_TASK_RUN_TAG_CONCURRENCY_SLOT_WAIT_SECONDS",
    ],
};

/// How long runs wait for slots, and keep them.
pub(crate) fn orchestration() -> anyhow::Result<weir_engine::Settings> {
    let default = weir_engine::Settings::default();
    Ok(weir_engine::Settings {
        deployment_lease: DEPLOYMENT_LEASE.length(default.deployment_lease)?,
        deployment_slot_wait: DEPLOYMENT_SLOT_WAIT.length(default.deployment_slot_wait)?,
        tag_slot_wait: TAG_SLOT_WAIT.length(default.tag_slot_wait)?,
        ..default
    })
}
