//! Polls of runners, which fetch the runs of deployments without a work pool.

use weir_types::{
    TimeDelta, Timestamp,
    deployments::DeploymentStatus,
    filters::{
        DeploymentFilter, FlowRunFilter, FlowRunState,
        parts::{AnyOrNot, TimeRange},
        queries::{DeploymentsPoll, RunFilters},
    },
    flow_runs::FlowRun,
    ids::DeploymentId,
    sorting::FlowRunSort,
    state::StateType,
};

use super::{
    events,
    row::{self, record_columns},
};
use crate::{conn::Conn, error::Result, flow_runs, param::Param, params};

/// A deployment counts as polled lately for a minute, so the time of a poll need not be written more often than this.
const NOTE_AGAIN: TimeDelta = TimeDelta::from_secs(5);

/// The scheduled runs of the deployments, those that shall start first in front, and the deployments whose poll shall
/// be noted by [`note_runner`].
pub async fn poll(
    conn: &mut Conn,
    poll: &DeploymentsPoll,
    limit: i64,
    now: Timestamp,
) -> Result<(Vec<FlowRun>, Vec<DeploymentId>)> {
    let filters = RunFilters {
        deployments: Some(DeploymentFilter {
            id: Some(AnyOrNot::of(poll.deployment_ids.iter().copied())),
            ..DeploymentFilter::default()
        }),
        flow_runs: Some(FlowRunFilter {
            next_scheduled_start_time: Some(TimeRange {
                before_: poll.scheduled_before,
                ..TimeRange::default()
            }),
            state: Some(FlowRunState {
                state_type: Some(AnyOrNot::of([StateType::Scheduled])),
                ..FlowRunState::default()
            }),
            ..FlowRunFilter::default()
        }),
        ..RunFilters::default()
    };
    let runs = flow_runs::list(conn, &filters, FlowRunSort::NextScheduledStartTimeAsc, limit, 0, now).await?;
    let rows: Vec<[Param<'_>; 1]> = poll.deployment_ids.iter().map(|id| params![*id]).collect();
    let mut stale = Vec::new();
    for row in rows {
        let sql = "SELECT id, status, last_polled FROM deployments WHERE id = $1";
        let found = conn.first(sql, &row, |row| {
            let polled: Option<Timestamp> = row.get(2)?;
            let lately = polled.is_some_and(|polled| now.since(polled) < NOTE_AGAIN);
            Ok((
                row.get::<DeploymentId>(0)?,
                lately && row.get::<DeploymentStatus>(1)? == DeploymentStatus::Ready,
            ))
        });
        stale.extend(found.await?.filter(|(_, fresh)| !fresh).map(|(id, _)| id));
    }
    Ok((runs, stale))
}

/// Notes that a runner has polled the deployments: they are ready.
pub async fn note_runner(conn: &mut Conn, ids: &[DeploymentId], now: Timestamp) -> Result<()> {
    for id in ids {
        let woken = conn
            .first(
                concat!(
                    "UPDATE deployments SET status = 'READY' WHERE id = $1 AND status = 'NOT_READY' RETURNING ",
                    record_columns!()
                ),
                &params![*id],
                |row| row::record(&mut row.columns()),
            )
            .await?;
        conn.execute("UPDATE deployments SET last_polled = $1 WHERE id = $2", &params![now, *id]).await?;
        if let Some(record) = woken {
            events::announce(conn, DeploymentStatus::Ready.in_events(), &record, None, now).await?;
        }
    }
    Ok(())
}
