//! Job variables against the base job templates of work pools, which may name block documents as defaults.

use serde_json::{Map, Value};
use weir_engine::parameters::{JobTemplate, Mismatch, Stage};
use weir_types::{
    JsonObject,
    automations::Action,
    deployments::DeploymentCreate,
    ids::{BlockDocumentId, DeploymentId},
    work_pools::DEFAULT_AGENT_POOL,
};

use crate::{block_documents, conn::Conn, error::Result, params, seal::Seal};

/// Why job variables are not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The template names a block document that is not there.
    UnknownBlock,
    /// What the template says of variables is no schema; the text says why.
    NoSchema(String),
    /// The template's schema leads back to itself.
    CircularSchema,
    /// They do not fit; the text says where.
    Mismatch(String),
}

impl Refused {
    /// What a client is told; mismatches with what failed before it.
    #[must_use]
    pub fn told(&self, failed: &str) -> String {
        match self {
            Self::UnknownBlock => "Block not found.".to_owned(),
            Self::CircularSchema => Mismatch::Circular.to_string(),
            Self::NoSchema(text) => text.clone(),
            Self::Mismatch(text) => format!("{failed}: {text}"),
        }
    }
}

impl From<Mismatch> for Refused {
    fn from(mismatch: Mismatch) -> Self {
        match mismatch {
            Mismatch::Schema(_) => Self::NoSchema(mismatch.to_string()),
            Mismatch::Circular => Self::CircularSchema,
            Mismatch::Whole(_) | Mismatch::Field { .. } => Self::Mismatch(mismatch.to_string()),
        }
    }
}

/// A base job template that is ready for checks: its blocks are there.
pub(crate) struct Prepared {
    template: JobTemplate,
    defaults: Map<String, Value>,
}

impl Prepared {
    /// Reads a template and the block documents that it names; none when it says nothing of variables.
    pub(crate) async fn of(
        conn: &mut Conn,
        seal: &Seal,
        template: &JsonObject,
    ) -> Result<Result<Option<Self>, Refused>> {
        let template = match JobTemplate::of(template) {
            Ok(Some(template)) => template,
            Ok(None) => return Ok(Ok(None)),
            Err(mismatch) => return Ok(Err(mismatch.into())),
        };
        let mut defaults = template.defaults();
        Ok(if resolve(conn, seal, &mut defaults).await? {
            Ok(Some(Self { template, defaults }))
        } else {
            Err(Refused::UnknownBlock)
        })
    }

    /// Checks job variables, of which the later override the earlier.
    pub(crate) fn check(&self, given: &[&JsonObject], stage: Stage) -> Result<(), Refused> {
        self.template.check(&self.defaults, given, stage).map_err(Refused::from)
    }
}

/// Checks job variables, of which the later override the earlier, against a template with its defaults.
pub async fn check(
    conn: &mut Conn,
    seal: &Seal,
    template: &JsonObject,
    given: &[&JsonObject],
    stage: Stage,
) -> Result<Result<(), Refused>> {
    let prepared = Prepared::of(conn, seal, template).await?;
    Ok(prepared.and_then(|prepared| prepared.map_or(Ok(()), |prepared| prepared.check(given, stage))))
}

/// Puts the data of block documents, without their secrets, in the places of references to them; says whether all of
/// the documents are there. A reference that names none is no default.
async fn resolve(conn: &mut Conn, seal: &Seal, defaults: &mut Map<String, Value>) -> Result<bool> {
    let mut named = Vec::new();
    let mut known = true;
    defaults.retain(|name, default| {
        let Some(reference) = default.get("$ref") else { return true };
        match reference.get("block_document_id") {
            None | Some(Value::Null) => false,
            Some(id) => {
                let id = id.as_str().and_then(|id| id.parse::<BlockDocumentId>().ok());
                known &= id.is_some();
                named.extend(id.map(|id| (name.clone(), id)));
                true
            }
        }
    });
    if !known {
        return Ok(false);
    }
    for (name, id) in named {
        let Some(document) = block_documents::read(conn, seal, id, false).await? else { return Ok(false) };
        defaults.insert(name, Value::Object(document.data.0.to_map()));
    }
    Ok(true)
}

/// Checks those of a deployment that is to be made. A work pool that is not there is another's matter.
pub async fn of_deployment(
    conn: &mut Conn,
    seal: &Seal,
    create: &DeploymentCreate,
) -> Result<Result<(), Refused>> {
    let pool = create.work_pool_name.as_deref().filter(|name| *name != DEFAULT_AGENT_POOL);
    let given = create.job_variables.as_set().filter(|given| !given.is_empty());
    let (Some(pool), Some(given)) = (pool, given) else { return Ok(Ok(())) };
    let sql = "SELECT base_job_template FROM work_pools WHERE name = $1";
    match conn.first(sql, &params![pool], |row| row.get::<JsonObject>(0)).await? {
        Some(template) => check(conn, seal, &template, &[given], Stage::Deployment).await,
        None => Ok(Ok(())),
    }
}

/// What stands against the actions of an automation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadActions {
    /// One runs a deployment that is not there.
    UnknownDeployment,
    /// The job variables of one or more are not taken.
    Refused(Refused),
}

/// Checks the job variables of the actions that run a deployment and have any. As on Prefect's server those of the
/// deployment itself do not count as given. `even_if_empty` says whether to look at variables that are there and empty.
pub async fn of_actions(
    conn: &mut Conn,
    seal: &Seal,
    actions: &[Action],
    even_if_empty: bool,
) -> Result<Result<(), BadActions>> {
    let mut mismatches = Vec::new();
    for action in actions {
        let Action::RunDeployment { deployment_id: Some(id), job_variables: Some(given), .. } = action else {
            continue;
        };
        if given.is_empty() && !even_if_empty {
            continue;
        }
        let Some((own, template)) = of_stored(conn, *id).await? else {
            return Ok(Err(BadActions::UnknownDeployment));
        };
        let Some(template) = template.filter(|_| !(own.is_empty() && given.is_empty())) else { continue };
        match check(conn, seal, &template, &[given], Stage::Run).await? {
            Ok(()) => {}
            Err(Refused::Mismatch(text)) => mismatches.push(text),
            Err(refused) => return Ok(Err(BadActions::Refused(refused))),
        }
    }
    Ok(if mismatches.is_empty() {
        Ok(())
    } else {
        Err(BadActions::Refused(Refused::Mismatch(mismatches.join(" "))))
    })
}

/// The job variables of a deployment, and the base job template of its work pool if it has one.
async fn of_stored(conn: &mut Conn, id: DeploymentId) -> Result<Option<(JsonObject, Option<JsonObject>)>> {
    let sql = "SELECT d.job_variables, p.base_job_template FROM deployments AS d
               LEFT JOIN work_queues AS q ON q.id = d.work_queue_id
               LEFT JOIN work_pools AS p ON p.id = q.work_pool_id WHERE d.id = $1";
    conn.first(sql, &params![id], |row| Ok((row.get(0)?, row.get(1)?))).await
}
