//! The services, on real databases.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

mod alerts;
mod audit_retention;
mod automations;
mod cancellation_cleanup;
mod changes;
mod commands;
mod db_vacuum;
mod event_retention;
mod foreman;
mod insight_cells;
mod insight_news;
mod insights;
mod late_runs;
mod lease_repossession;
mod metric_retention;
mod notifications;
mod own_actions;
mod pause_expirations;
mod replay;
mod resolving;
mod rollups;
mod runs;
mod scheduler;
mod slos;
mod trigger_model;
mod triggers;
mod zombies;

use weir_services::{Loops, NotificationSettings, Settings};
use weir_store::{Store, seal::Seal};

/// Services that may send to this machine.
async fn settings(store: &Store) -> Settings {
    let notifications = NotificationSettings { allow_private: true, ..NotificationSettings::default() };
    Settings {
        seal: Seal::of(store, None).await.unwrap(),
        notifications,
        loops: Loops {
            lease_repossession: weir_services::lease_repossession::Settings { enabled: false },
            ..Loops::default()
        },
        ui_url: "http://weir".to_owned(),
    }
}
