//! Declaring objectives, and reading them.

use uuid::Uuid;
use weir_types::{
    Timestamp,
    ids::{DeploymentId, SloId},
    slos::{Slo, SloKind, SloSource, SloSpec, SloState, SloStatus, SlosQuery},
};

use super::{
    row::{self, slo_columns},
    standing,
};
use crate::{
    conn::Conn,
    error::Result,
    filters::{Condition, Query},
    param::Param,
    params,
};

/// Declares an objective; none if there is one of the same name, source and deployment.
pub async fn create(
    conn: &mut Conn,
    spec: &SloSpec,
    source: SloSource,
    deployment: Option<DeploymentId>,
    now: Timestamp,
) -> Result<Option<Slo>> {
    let status = row::unknown(spec.kind);
    conn.first(
        concat!(
            "INSERT INTO slos (id, created, updated, source, deployment_id, name, kind, enabled, spec, revision, filled,
                 state, alert, status)
             VALUES ($1, $2, $2, $3, $4, $5, $6, $7, $8, 0, FALSE, $9, '', $10)
             ON CONFLICT DO NOTHING RETURNING ",
            slo_columns!()
        ),
        &params![
            SloId::generate(),
            now,
            source.as_str(),
            deployment,
            &spec.name,
            spec.kind.as_str(),
            spec.enabled,
            row::text(spec)?,
            status.state.as_str(),
            row::text(&status)?,
        ],
        row::slo,
    )
    .await
}

/// The objective with this id.
pub async fn read(conn: &mut Conn, id: SloId) -> Result<Option<Slo>> {
    let sql = concat!("SELECT ", slo_columns!(), " FROM slos WHERE id = $1");
    conn.first(sql, &params![id], row::slo).await
}

/// What became of a wish to declare an objective otherwise.
#[derive(Clone, Debug, PartialEq)]
pub enum Replaced {
    /// There is none with this id.
    Unknown,
    /// Another one has the name.
    NameTaken,
    /// It is as it was wished.
    Done(Box<Slo>),
}

/// Declares an objective otherwise. Where something else is looked at than before, its outcomes begin anew.
pub async fn replace(conn: &mut Conn, id: SloId, spec: &SloSpec, now: Timestamp) -> Result<Replaced> {
    let sql = format!(
        concat!("SELECT ", slo_columns!(), " FROM slos WHERE id = $1{}"),
        conn.dialect().for_update()
    );
    let Some(before) = conn.first(&sql, &params![id], row::slo).await? else { return Ok(Replaced::Unknown) };
    if before.spec == *spec {
        return Ok(Replaced::Done(Box::new(before)));
    }
    let taken = "SELECT 1 FROM slos AS other JOIN slos AS this ON other.source = this.source
                 AND COALESCE(other.deployment_id, other.id) = COALESCE(this.deployment_id, other.id)
                 WHERE this.id = $1 AND other.id <> $1 AND other.name = $2";
    if before.spec.name != spec.name && conn.exists(taken, &params![id, &spec.name]).await? {
        return Ok(Replaced::NameTaken);
    }
    let anew = looks_elsewhere(&before.spec, spec);
    if anew {
        conn.execute("DELETE FROM slo_outcomes WHERE slo_id = $1", &params![id]).await?;
        conn.execute("DELETE FROM slo_slots WHERE slo_id = $1", &params![id]).await?;
    }
    // What is not watched stands nowhere.
    let told = before.status;
    let status = if spec.enabled { told.clone() } else { row::unknown(spec.kind) };
    let replaced = conn
        .first(
            concat!(
                "UPDATE slos SET updated = $1, name = $2, kind = $3, enabled = $4, spec = $5,
                     revision = revision + CASE WHEN $6 THEN 1 ELSE 0 END,
                     filled = CASE WHEN $6 THEN FALSE ELSE filled END,
                     counted_from = CASE WHEN $6 THEN NULL ELSE counted_from END,
                     fill_end = CASE WHEN $6 THEN NULL ELSE fill_end END,
                     fill_id = CASE WHEN $6 THEN NULL ELSE fill_id END,
                     state = $7, alert = $8, status = $9
                 WHERE id = $10 RETURNING ",
                slo_columns!()
            ),
            &params![
                now,
                &spec.name,
                spec.kind.as_str(),
                spec.enabled,
                row::text(spec)?,
                anew,
                status.state.as_str(),
                row::alert(status.alert),
                row::text(&status)?,
                id,
            ],
            row::slo,
        )
        .await?;
    let Some(slo) = replaced else { return Ok(Replaced::Unknown) };
    // Whoever waits for the end of what was told must hear of it, though nobody looks any more.
    standing::tell(conn, (&slo).into(), &told, &slo.status, now).await?;
    Ok(Replaced::Done(Box::new(slo)))
}

/// Whether the outcomes of runs are others, or more are needed.
fn looks_elsewhere(before: &SloSpec, after: &SloSpec) -> bool {
    before.kind != after.kind
        || before.limit_seconds != after.limit_seconds
        || before.select != after.select
        || before.window_seconds < after.window_seconds
        || (after.enabled && !before.enabled)
}

/// Deletes an objective, with the events that tell that it is not broken any more; says whether it was there.
pub async fn delete(conn: &mut Conn, id: SloId, now: Timestamp) -> Result<bool> {
    let sql = format!(
        concat!("SELECT ", slo_columns!(), " FROM slos WHERE id = $1{}"),
        conn.dialect().for_update()
    );
    let Some(slo) = conn.first(&sql, &params![id], row::slo).await? else { return Ok(false) };
    let status = SloStatus { since: Some(now), ..row::unknown(slo.spec.kind) };
    standing::tell(conn, (&slo).into(), &slo.status, &status, now).await?;
    Ok(conn.execute("DELETE FROM slos WHERE id = $1", &params![id]).await? > 0)
}

/// The objectives that a query asks for, by their names.
pub async fn list(conn: &mut Conn, query: &SlosQuery, limit: i64) -> Result<Vec<Slo>> {
    let SlosQuery { state, kind, source, name, deployment_id, limit: _, offset } = query;
    let parts = [
        one_of("slos.state", state.as_ref(), SloState::as_str),
        one_of("slos.kind", kind.as_ref(), SloKind::as_str),
        one_of("slos.source", source.as_ref(), SloSource::as_str),
        name.as_ref().map(|name| Condition::test("slos.name = ?", name)),
        deployment_id.map(|id| Condition::test("slos.deployment_id = ?", Uuid::from(id))),
    ];
    Query::of("slos", Condition::all(parts.into_iter().flatten()))
        .order_by("slos.name, slos.id")
        .page(Some(limit), *offset)
        .all(conn, slo_columns!(), row::slo)
        .await
}

/// The column has the name of one of the values.
fn one_of<T: Copy>(
    column: &'static str,
    of: Option<&Vec<T>>,
    name: fn(T) -> &'static str,
) -> Option<Condition<'static>> {
    of.map(|values| Condition::one_of(column, values.iter().map(|one| Param::from(name(*one)))))
}
