//! How objectives stand: written down with what follows from a change, once.

use weir_engine::slos::Measure;
use weir_types::{
    TimeDelta, Timestamp,
    ids::SloId,
    slos::{Slo, SloState, SloStatus, SloUnit},
};

use super::{
    events::{self, Promise},
    metric,
    row::{self, Watched, slo_columns, watched_columns},
};
use crate::{conn::Conn, error::Result, params};

/// How long a standing is good for that has not changed but for the time that went by.
const FRESH: TimeDelta = TimeDelta::from_secs(60);

/// The objectives that are watched.
pub async fn watched(conn: &mut Conn) -> Result<Vec<Watched>> {
    let sql = concat!("SELECT ", watched_columns!(), " FROM slos WHERE slos.enabled ORDER BY slos.id");
    let found = conn.all(sql, &[], row::watched).await?;
    let watched = found.into_iter().filter_map(|one| {
        one.inspect_err(|(id, bad)| tracing::error!(%id, %bad, "an objective cannot be watched")).ok()
    });
    Ok(watched.collect())
}

/// An objective with the names of the deployment whose own it is, and of that one's flow; both are empty of others.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedSlo {
    /// The objective, as it stood when it was last looked at.
    pub slo: Slo,
    /// The flow's name.
    pub flow: String,
    /// The deployment's name.
    pub deployment: String,
}

/// How the objectives stand that are watched, those first that were declared first.
pub async fn standings(conn: &mut Conn, limit: i64) -> Result<Vec<NamedSlo>> {
    let sql = concat!(
        "SELECT COALESCE(flows.name, ''), COALESCE(deployments.name, ''), ",
        slo_columns!(),
        " FROM slos LEFT JOIN deployments ON deployments.id = slos.deployment_id
          LEFT JOIN flows ON flows.id = deployments.flow_id
          WHERE slos.enabled ORDER BY slos.created, slos.id LIMIT $1"
    );
    conn.all(sql, &params![limit], |row| {
        let mut columns = row.columns();
        let (flow, deployment) = (columns.take()?, columns.take()?);
        Ok(NamedSlo { slo: row::read(&mut columns)?, flow, deployment })
    })
    .await
}

/// How many objectives are watched.
pub async fn watched_total(conn: &mut Conn) -> Result<i64> {
    Ok(conn.first("SELECT COUNT(*) FROM slos WHERE enabled", &[], |row| row.get(0)).await?.unwrap_or(0))
}

/// An objective, watched or not; none if there is none, or it makes no sense.
pub async fn one(conn: &mut Conn, id: SloId) -> Result<Option<Watched>> {
    let sql = concat!("SELECT ", watched_columns!(), " FROM slos WHERE slos.id = $1");
    Ok(conn.first(sql, &params![id], row::watched).await?.and_then(std::result::Result::ok))
}

/// Whether what was found of an objective is more than what is written down. Time goes by without cease: what is counted
/// in seconds is written down now and then.
pub fn differs(slo: &Watched, found: &SloStatus, now: Timestamp) -> bool {
    let told = |status: &SloStatus| (status.state, status.alert);
    let counted = |status: &SloStatus| (status.good, status.bad, status.last_bad);
    let known = &slo.status;
    told(known) != told(found)
        || (found.unit != SloUnit::Seconds && counted(known) != counted(found))
        || known.evaluated.is_none_or(|evaluated| now.since(evaluated) >= FRESH)
}

/// Writes down how an objective stands since `now`, with the events that tell of a change. Nothing is done if somebody
/// has written it or declared it otherwise since it was read: of several replicas one tells.
pub async fn stand(conn: &mut Conn, slo: &Watched, found: &SloStatus, now: Timestamp) -> Result<bool> {
    let sql = format!(
        concat!("SELECT ", watched_columns!(), " FROM slos WHERE slos.id = $1 AND slos.enabled{}"),
        conn.dialect().for_update()
    );
    let present = conn.first(&sql, &params![slo.id], row::watched).await?.and_then(std::result::Result::ok);
    let is_same = |present: &Watched| {
        (present.revision, present.updated, &present.status) == (slo.revision, slo.updated, &slo.status)
    };
    if !present.is_some_and(|present| is_same(&present)) {
        return Ok(false);
    }
    let before = &slo.status;
    let since = if before.state == found.state { before.since.or(Some(now)) } else { Some(now) };
    let status = SloStatus { since, evaluated: Some(now), ..found.clone() };
    conn.execute(
        "UPDATE slos SET state = $1, alert = $2, status = $3 WHERE id = $4",
        &params![status.state.as_str(), row::alert(status.alert), row::text(&status)?, slo.id],
    )
    .await?;
    if let (Measure::Metric(bounds), None) = (&slo.objective.measure, slo.objective.target) {
        for (offence, tags) in metric::newly_bad(conn, slo, bounds, now).await? {
            events::violated(conn, slo.into(), offence, &tags, now).await?;
        }
    }
    tell(conn, slo.into(), before, &status, now).await?;
    Ok(true)
}

/// Appends the events that tell of a change of how an objective stands.
pub(super) async fn tell(
    conn: &mut Conn,
    slo: Promise<'_>,
    before: &SloStatus,
    after: &SloStatus,
    now: Timestamp,
) -> Result<()> {
    for what in tells(before, after) {
        events::stands(conn, slo, what, after, now).await?;
    }
    Ok(())
}

/// The ends of the names of the events that tell of a change.
fn tells(before: &SloStatus, after: &SloStatus) -> Vec<&'static str> {
    let breached = |status: &SloStatus| status.state == SloState::Breached;
    let mut told = Vec::new();
    match (before.alert, after.alert) {
        (earlier, Some(alert)) if earlier < Some(alert) => told.push("budget-burning"),
        (Some(_), None) => told.push("budget-steady"),
        _ => {}
    }
    match (breached(before), breached(after)) {
        (false, true) => told.push("breached"),
        (true, false) => told.push("recovered"),
        _ => {}
    }
    told
}

#[cfg(test)]
mod tests {
    use weir_types::slos::SloAlert::{self, Fast, Medium, Slow};
    use weir_types::slos::SloState::{Breached, Met, Unknown};

    use super::*;

    fn status(state: SloState, alert: Option<SloAlert>) -> SloStatus {
        SloStatus { state, alert, ..SloStatus::default() }
    }

    #[test]
    fn changes_are_told() {
        for (before, after, told) in [
            ((Unknown, None), (Met, None), vec![]),
            ((Unknown, None), (Breached, None), vec!["breached"]),
            ((Met, None), (Breached, Some(Fast)), vec!["budget-burning", "breached"]),
            ((Breached, None), (Breached, None), vec![]),
            ((Breached, None), (Met, None), vec!["recovered"]),
            ((Breached, Some(Slow)), (Unknown, None), vec!["budget-steady", "recovered"]),
            ((Met, Some(Slow)), (Met, Some(Fast)), vec!["budget-burning"]),
            ((Met, Some(Fast)), (Met, Some(Medium)), vec![]),
            ((Met, Some(Medium)), (Met, None), vec!["budget-steady"]),
        ] {
            assert_eq!(tells(&status(before.0, before.1), &status(after.0, after.1)), told, "{before:?}");
        }
    }
}
