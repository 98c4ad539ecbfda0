//! Changing deployments.

use std::collections::HashSet;

use weir_engine::parameters::{self, Mismatch, Variables};
use weir_types::{
    Json, JsonObject, Patch, Timestamp,
    deployment_schedules::{DeploymentSchedule, DeploymentScheduleCreate, DeploymentScheduleUpdate},
    deployments::DeploymentUpdate,
    ids::{DeploymentId, DeploymentScheduleId, WorkQueueId},
};

use super::{
    create::{self, given},
    events, limit,
    row::{self, Record, record_columns},
};
use crate::{
    conn::{Conn, Dialect},
    deployment_schedules,
    error::Result,
    flow_runs::{self, Planned},
    params, slos, variables,
};

/// Why a deployment is not changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotUpdated {
    /// There is no such deployment.
    UnknownDeployment,
    /// There is no work pool of this name.
    UnknownWorkPool(String),
    /// There is no such limit.
    UnknownLimit,
    /// It refers to a block that does not exist, a member is null that must not be, or a slug is taken.
    Refused,
    /// No queue can have this name.
    BadQueueName(String),
    /// The schedules cannot be told apart, or one lacks a rule; the text says which.
    Schedules(String),
    /// The parameters must fit a schema, and the deployment has none.
    NoSchema,
    /// A placeholder in the parameters stands for nothing.
    Placeholder(String),
    /// The parameters do not fit the schema.
    Mismatch(String),
    /// The schema of the parameters leads back to itself.
    CircularSchema,
    /// The job variables do not fit the base job template of the work pool.
    JobVariables(String),
}

/// Changes what the update names of a deployment.
pub async fn update(
    conn: &mut Conn,
    id: DeploymentId,
    update: &DeploymentUpdate,
    now: Timestamp,
) -> Result<Result<(), NotUpdated>> {
    let Some(before) = stored(conn, id).await? else { return Ok(Err(NotUpdated::UnknownDeployment)) };
    let present = deployment_schedules::of_deployment(conn, id).await?;
    let plan = match plan(&present, update.schedules.as_set().map_or(&[], Vec::as_slice)) {
        Ok(plan) => plan,
        Err(refused) => return Ok(Err(refused)),
    };
    if let Some(refused) = refusal(conn, update).await? {
        return Ok(Err(refused));
    }
    let parameters = match filled(conn, update).await? {
        Ok(parameters) => parameters,
        Err(refused) => return Ok(Err(refused)),
    };
    let mut record = before.clone();
    record.updated = now;
    lay_over(&mut record, update, parameters);
    if let Err(refused) = fits(&record) {
        return Ok(Err(refused));
    }
    match queue(conn, update, now).await? {
        Ok(Patch::Keep) => {}
        Ok(Patch::Set(queue)) => record.work_queue_id = queue,
        Err(refused) => return Ok(Err(refused)),
    }
    row::write(conn, &record).await?;
    slos::declare_by_tags(conn, id, &record.tags, now).await?;
    flow_runs::delete_planned(conn, id, Planned::BySchedulesAfter(now)).await?;
    carry_out(conn, id, &plan, update.schedules.as_set(), now).await?;
    if let Patch::Set(wanted) = update.concurrency_limit {
        record.concurrency_limit_id = limit::set(conn, id, record.concurrency_limit_id, wanted, now).await?;
    }
    if let Some(changes) = events::changes(&before, &record)? {
        events::announce(conn, "updated", &record, Some(changes), now).await?;
    }
    Ok(Ok(()))
}

async fn stored(conn: &mut Conn, id: DeploymentId) -> Result<Option<Record>> {
    let sql = match conn.dialect() {
        Dialect::Sqlite => concat!("SELECT ", record_columns!(), " FROM deployments WHERE id = $1"),
        Dialect::Postgres => {
            concat!("SELECT ", record_columns!(), " FROM deployments WHERE id = $1 FOR UPDATE")
        }
    };
    conn.first(sql, &params![id], |row| row::record(&mut row.columns())).await
}

/// What stands against the change, as far as it can be seen without writing.
async fn refusal(conn: &mut Conn, update: &DeploymentUpdate) -> Result<Option<NotUpdated>> {
    if matches!(update.parameters, Patch::Set(None))
        || matches!(update.enforce_parameter_schema, Patch::Set(None))
    {
        return Ok(Some(NotUpdated::Refused));
    }
    let pool = update.work_pool_name.as_set().and_then(|name| given(name.as_deref()));
    if let Some(pool) = pool {
        let sql = "SELECT base_job_template FROM work_pools WHERE name = $1";
        let Some(template) = conn.first(sql, &params![pool], |row| row.get::<JsonObject>(0)).await? else {
            return Ok(Some(NotUpdated::UnknownWorkPool(pool.to_owned())));
        };
        if let Some(Err(mismatch)) =
            update.job_variables.as_ref().map(|given| parameters::check_changed(&template, given))
        {
            return Ok(Some(NotUpdated::JobVariables(mismatch)));
        }
    }
    if let Patch::Set(Some(id)) = update.global_concurrency_limit_id {
        let sql = "SELECT 1 FROM concurrency_limits_v2 WHERE id = $1";
        if !conn.exists(sql, &params![id]).await? {
            return Ok(Some(NotUpdated::UnknownLimit));
        }
    }
    for block in [&update.storage_document_id, &update.infrastructure_document_id] {
        let Patch::Set(Some(id)) = block else { continue };
        let sql = "SELECT 1 FROM block_documents WHERE id = $1";
        if !conn.exists(sql, &params![*id]).await? {
            return Ok(Some(NotUpdated::Refused));
        }
    }
    Ok(None)
}

/// The parameters of the update with placeholders filled in.
async fn filled(
    conn: &mut Conn,
    update: &DeploymentUpdate,
) -> Result<Result<Option<JsonObject>, NotUpdated>> {
    let Patch::Set(Some(given)) = &update.parameters else { return Ok(Ok(None)) };
    if !given.as_str().contains("__prefect_kind") {
        return Ok(Ok(Some(given.clone())));
    }
    let known =
        if parameters::needs_variables(given) { variables::values(conn).await? } else { Variables::new() };
    Ok(match parameters::hydrate(given, &known) {
        Ok(filled) => Ok(JsonObject::new(filled.into())),
        Err(error) => Err(NotUpdated::Placeholder(error.to_string())),
    })
}

/// Whether the parameters fit the schema, where they must. What is missing may come with the run.
fn fits(record: &Record) -> Result<(), NotUpdated> {
    if !record.enforce_parameter_schema {
        return Ok(());
    }
    let Some(schema) = &record.parameter_openapi_schema else { return Err(NotUpdated::NoSchema) };
    if schema.is_empty() {
        return Ok(());
    }
    parameters::check_given(&record.parameters.to_map().into(), schema.to_map().into()).map_err(|mismatch| {
        match mismatch {
            Mismatch::Circular => NotUpdated::CircularSchema,
            mismatch => NotUpdated::Mismatch(mismatch.to_string()),
        }
    })
}

/// The queue that shall deliver the deployment's runs, if the update says anything of it.
async fn queue(
    conn: &mut Conn,
    update: &DeploymentUpdate,
    now: Timestamp,
) -> Result<Result<Patch<Option<WorkQueueId>>, NotUpdated>> {
    let pool = update.work_pool_name.as_set().and_then(|name| given(name.as_deref()));
    let queue = update.work_queue_name.as_set().and_then(|name| given(name.as_deref()));
    if pool.is_none() && matches!(update.work_pool_name, Patch::Set(None)) {
        return Ok(Ok(Patch::Set(None)));
    }
    if pool.is_none() && queue.is_none() {
        return Ok(Ok(Patch::Keep));
    }
    Ok(match create::place(conn, pool, queue, now).await? {
        Ok(queue) => Ok(Patch::Set(queue)),
        Err(create::Refused::UnknownWorkPool(name)) => Err(NotUpdated::UnknownWorkPool(name)),
        Err(create::Refused::BadQueueName(name)) => Err(NotUpdated::BadQueueName(name)),
        Err(_) => Err(NotUpdated::Refused),
    })
}

/// Lays what the update names over the record.
fn lay_over(record: &mut Record, update: &DeploymentUpdate, parameters: Option<JsonObject>) {
    macro_rules! lay {
        ($($member:ident),+ $(,)?) => {
            $(if let Patch::Set(value) = &update.$member {
                record.$member.clone_from(value);
            })+
        };
    }
    lay!(
        version,
        description,
        paused,
        concurrency_options,
        parameter_openapi_schema,
        tags,
        work_queue_name,
        path,
        entrypoint,
        storage_document_id,
        infrastructure_document_id,
    );
    if let Some(parameters) = parameters {
        record.parameters = parameters;
    }
    if let Some(variables) = &update.job_variables {
        record.job_variables.clone_from(variables);
    }
    if let Patch::Set(steps) = &update.pull_steps {
        record.pull_steps = steps.as_ref().and_then(|steps| Json::of(steps).ok());
    }
    if let Patch::Set(Some(enforce)) = update.enforce_parameter_schema {
        record.enforce_parameter_schema = enforce;
    }
    if let Patch::Set(limit) = update.global_concurrency_limit_id {
        record.concurrency_limit_id = limit;
    }
}

/// What becomes of the schedules.
#[derive(Debug, PartialEq)]
enum Plan {
    /// They make room for those of the update.
    Replace,
    /// Those that are known by slug are changed, the others are made.
    Merge(Vec<(DeploymentScheduleId, DeploymentScheduleUpdate)>, Vec<DeploymentScheduleCreate>),
}

fn plan(present: &[DeploymentSchedule], wanted: &[DeploymentScheduleUpdate]) -> Result<Plan, NotUpdated> {
    let refuse = |sentence: String| Err(NotUpdated::Schedules(sentence));
    if present.is_empty() || present.iter().any(|schedule| schedule.slug.is_none()) {
        let slugs = wanted.iter().filter(|one| one.schedule.is_some()).map(|one| one.slug.as_deref());
        return if unique(slugs.flatten()) { Ok(Plan::Replace) } else { Err(NotUpdated::Refused) };
    }
    if wanted.iter().any(|schedule| schedule.slug.is_none()) {
        return refuse(
            "Please provide a slug for each schedule in your request to ensure schedules are updated correctly."
                .to_owned(),
        );
    }
    let known = |slug: &str| present.iter().find(|schedule| schedule.slug.as_deref() == Some(slug));
    let replaced: Vec<&str> =
        wanted.iter().filter_map(|one| create::given(one.replaces.as_deref())).collect();
    if let Some((_, twice)) = replaced.iter().enumerate().find(|(at, slug)| replaced[..*at].contains(slug)) {
        return refuse(format!("Multiple schedules have 'replaces' targeting the same slug: {twice}"));
    }
    let (mut changed, mut made) = (Vec::new(), Vec::new());
    for schedule in wanted {
        let slug = schedule.slug.as_deref().unwrap_or_default();
        let replaces = create::given(schedule.replaces.as_deref());
        if let Some(old) = replaces
            && known(slug).is_some()
            && !replaced.contains(&slug)
        {
            return refuse(format!(
                "Cannot rename schedule from '{old}' to '{slug}': a schedule with slug '{slug}' already exists."
            ));
        }
        match (known(replaces.unwrap_or(slug)), schedule.to_create()) {
            (Some(present), _) => changed.push((present.id, schedule.clone())),
            (None, Some(create)) => made.push(create),
            (None, None) => {
                return refuse(
                    "Unable to create new deployment schedules without a schedule configuration.".to_owned(),
                );
            }
        }
    }
    let kept = present.iter().map(|schedule| {
        let change = changed.iter().rev().find(|(id, _)| *id == schedule.id);
        change.map_or(schedule.slug.as_deref(), |(_, update)| update.slug.as_deref())
    });
    if !unique(kept.chain(made.iter().map(|schedule| schedule.slug.as_deref())).flatten()) {
        return Err(NotUpdated::Refused);
    }
    Ok(Plan::Merge(changed, made))
}

fn unique<'a>(slugs: impl Iterator<Item = &'a str>) -> bool {
    let mut seen = HashSet::new();
    slugs.into_iter().all(|slug| seen.insert(slug))
}

async fn carry_out(
    conn: &mut Conn,
    id: DeploymentId,
    plan: &Plan,
    wanted: Option<&Vec<DeploymentScheduleUpdate>>,
    now: Timestamp,
) -> Result<()> {
    let Some(wanted) = wanted else { return Ok(()) };
    match plan {
        Plan::Replace => {
            let schedules: Vec<_> = wanted.iter().filter_map(DeploymentScheduleUpdate::to_create).collect();
            deployment_schedules::replace(conn, id, &schedules, now).await
        }
        Plan::Merge(changed, made) => {
            // Slugs that move are set free first, so that they can change places.
            for (schedule, _) in changed.iter().filter(|(_, update)| update.replaces.is_some()) {
                let sql = "UPDATE deployment_schedules SET slug = NULL WHERE id = $1";
                conn.execute(sql, &params![*schedule]).await?;
            }
            for (schedule, update) in changed {
                if deployment_schedules::update(conn, id, *schedule, update, now).await? != Some(true) {
                    return Err(crate::StoreError::Conflict);
                }
            }
            match deployment_schedules::create(conn, id, made, now).await? {
                Some(_) => Ok(()),
                None => Err(crate::StoreError::Conflict),
            }
        }
    }
}
