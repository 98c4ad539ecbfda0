//! Objectives of a deployment's own: by its tags, and by the SDK's agreements.

use std::collections::BTreeMap;

use weir_engine::slos::{RefusedTag, of_tags};
use weir_types::{
    Timestamp,
    ids::{DeploymentId, SloId},
    slos::{SlaApplied, SlasApplied, Slo, SloRefusal, SloSource, SloSpec},
};

use super::{
    declare::{self, Replaced},
    row::{self, slo_columns},
};
use crate::{
    conn::Conn,
    error::{Result, StoreError},
    params,
};

/// Makes the objectives of a deployment that its tags declare those that they declare now.
pub(crate) async fn declare_by_tags(
    conn: &mut Conn,
    deployment: DeploymentId,
    tags: &[String],
    now: Timestamp,
) -> Result<()> {
    let declared = of_tags(tags);
    for RefusedTag { tag, reason } in &declared.refused {
        tracing::warn!(%deployment, tag, reason, "a tag looks like an objective and is none");
    }
    apply(conn, SloSource::Tag, deployment, &declared.slos, now).await.map(drop)
}

/// Makes the agreements of a deployment those of a list; none if there is no such deployment.
pub async fn apply_agreements(
    conn: &mut Conn,
    deployment: DeploymentId,
    wanted: &[SloSpec],
    now: Timestamp,
) -> Result<Option<SlasApplied>> {
    let sql = format!("SELECT 1 FROM deployments WHERE id = $1{}", conn.dialect().for_update());
    if !conn.exists(&sql, &params![deployment]).await? {
        return Ok(None);
    }
    apply(conn, SloSource::Sla, deployment, wanted, now).await.map(Some)
}

/// Makes the objectives of a source and a deployment those of a list: those of the same name are changed, and those that
/// are not in it deleted. Of several of one name the last counts.
async fn apply(
    conn: &mut Conn,
    source: SloSource,
    deployment: DeploymentId,
    wanted: &[SloSpec],
    now: Timestamp,
) -> Result<SlasApplied> {
    let sql = concat!("SELECT ", slo_columns!(), " FROM slos WHERE deployment_id = $1 AND source = $2");
    let known = conn.all(sql, &params![deployment, source.as_str()], row::slo).await?;
    let mut known: BTreeMap<String, Slo> =
        known.into_iter().map(|slo| (slo.spec.name.clone(), slo)).collect();
    let wanted: BTreeMap<&str, &SloSpec> = wanted.iter().map(|spec| (spec.name.as_str(), spec)).collect();
    let mut applied = SlasApplied::default();
    for (name, spec) in wanted {
        match known.remove(name) {
            None => {
                let made = declare::create(conn, spec, source, Some(deployment), now).await?;
                applied.created.push(SlaApplied::of(made.ok_or(StoreError::Conflict)?));
            }
            Some(slo) => match declare::replace(conn, slo.id, spec, now).await? {
                Replaced::Done(slo) => applied.updated.push(SlaApplied::of(*slo)),
                Replaced::Unknown | Replaced::NameTaken => return Err(StoreError::Conflict),
            },
        }
    }
    for slo in known.into_values() {
        declare::delete(conn, slo.id, now).await?;
        applied.deleted.push(SlaApplied::of(slo));
    }
    Ok(applied)
}

/// Deletes the objectives of a deployment's own.
pub(crate) async fn delete_own(conn: &mut Conn, deployment: DeploymentId, now: Timestamp) -> Result<()> {
    let sql = "SELECT id FROM slos WHERE deployment_id = $1";
    let own: Vec<SloId> = conn.all(sql, &params![deployment], |row| row.get(0)).await?;
    for id in own {
        declare::delete(conn, id, now).await?;
    }
    Ok(())
}

/// The tags of deployments that look like objectives and are none.
pub async fn refused(conn: &mut Conn, limit: i64, offset: i64) -> Result<Vec<SloRefusal>> {
    let sql = "SELECT d.id, d.name, f.name, d.tags FROM deployments AS d JOIN flows AS f ON f.id = d.flow_id
               WHERE d.tags LIKE '%\"slo:%' ORDER BY f.name, d.name, d.id";
    let found = conn
        .all(sql, &[], |row| {
            let tags: Vec<String> = row.get(3)?;
            let (id, name, flow): (_, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let refused = of_tags(&tags).refused.into_iter().map(|RefusedTag { tag, reason }| SloRefusal {
                deployment_id: id,
                deployment_name: name.clone(),
                flow_name: flow.clone(),
                tag,
                reason,
            });
            Ok(refused.collect::<Vec<_>>())
        })
        .await?;
    let [offset, limit] = [offset, limit].map(|number| usize::try_from(number).unwrap_or_default());
    Ok(found.into_iter().flatten().skip(offset).take(limit).collect())
}
