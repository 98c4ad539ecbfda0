//! Automations.

use weir_types::{
    Patch, Timestamp,
    automations::{Action, Automation, AutomationCreate, AutomationUpdate, Source, Trigger},
    filters::AutomationFilter,
    ids::{AutomationId, TriggerId},
    sorting::AutomationSort,
};

use crate::{
    conn::{Conn, Dialect},
    error::Result,
    filters,
    lifecycle::{self, Action as Done, Subject},
    params,
    row::Row,
};

macro_rules! automation_columns {
    () => {
        "id, created, updated, name, description, enabled, tags, trigger, actions, actions_on_trigger,
         actions_on_resolve"
    };
}

fn automation(row: Row<'_>) -> Result<Automation> {
    let mut columns = row.columns();
    let (id, created, updated) = (columns.take()?, columns.take()?, columns.take()?);
    let (name, description) = (columns.take()?, columns.take()?);
    let (enabled, tags) = (columns.take()?, columns.take()?);
    let documents: [String; 4] = [columns.take()?, columns.take()?, columns.take()?, columns.take()?];
    let [trigger, actions, actions_on_trigger, actions_on_resolve] = &documents;
    Ok(Automation {
        name,
        description,
        enabled,
        tags,
        trigger: serde_json::from_str(trigger)?,
        actions: serde_json::from_str(actions)?,
        actions_on_trigger: serde_json::from_str(actions_on_trigger)?,
        actions_on_resolve: serde_json::from_str(actions_on_resolve)?,
        id,
        created,
        updated,
    })
}

/// A trigger as it is stored. Triggers get ids of their own, whatever the client sent.
fn stored_trigger(trigger: &Trigger) -> Result<String> {
    let mut trigger = trigger.clone();
    draw_ids(&mut trigger);
    Ok(serde_json::to_string(&trigger)?)
}

fn draw_ids(trigger: &mut Trigger) {
    set_ids(trigger, &TriggerId::generate);
}

fn set_ids(trigger: &mut Trigger, id: &impl Fn() -> TriggerId) {
    let (own, children) = match trigger {
        Trigger::Event(trigger) => (&mut trigger.id, None),
        Trigger::Metric(trigger) => (&mut trigger.id, None),
        Trigger::Compound(trigger) => (&mut trigger.id, Some(&mut trigger.triggers)),
        Trigger::Sequence(trigger) => (&mut trigger.id, Some(&mut trigger.triggers)),
    };
    *own = id();
    children.into_iter().flatten().for_each(|child| set_ids(child, id));
}

/// Whether two triggers are the same but for their ids.
fn are_alike(one: &Trigger, other: &Trigger) -> bool {
    let without_ids = |trigger: &Trigger| {
        let mut trigger = trigger.clone();
        set_ids(&mut trigger, &|| TriggerId(uuid::Uuid::nil()));
        trigger
    };
    without_ids(one) == without_ids(other)
}

/// Makes an automation.
pub async fn create(conn: &mut Conn, create: &AutomationCreate, now: Timestamp) -> Result<Automation> {
    let id = AutomationId::generate();
    let made = conn
        .first(
            concat!(
                "INSERT INTO automations (",
                automation_columns!(),
                ") VALUES ($1, $2, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING ",
                automation_columns!()
            ),
            &params![
                id,
                now,
                &create.name,
                &create.description,
                create.enabled,
                &create.tags,
                stored_trigger(&create.trigger)?,
                serde_json::to_string(&create.actions)?,
                serde_json::to_string(&create.actions_on_trigger)?,
                serde_json::to_string(&create.actions_on_resolve)?,
            ],
            automation,
        )
        .await?
        .ok_or(crate::StoreError::Conflict)?;
    relate_deployments(conn, id, &create.actions).await?;
    if let Some(owner) = &create.owner_resource {
        relate(conn, id, owner, true).await?;
    }
    record(conn, Done::Created, &made, now).await?;
    Ok(made)
}

async fn record(conn: &mut Conn, done: Done, automation: &Automation, now: Timestamp) -> Result<()> {
    let subject = Subject {
        kind: "automation",
        id: automation.id.into(),
        name: Some(&automation.name),
        payload: automation,
        related: Vec::new(),
    };
    lifecycle::record(conn, done, subject, now).await
}

/// Says which deployments the automation runs, as far as it names them.
async fn relate_deployments(conn: &mut Conn, id: AutomationId, actions: &[Action]) -> Result<()> {
    conn.execute(
        "DELETE FROM automation_related_resources WHERE automation_id = $1
         AND resource_id LIKE 'prefect.deployment.%' AND NOT automation_owned_by_resource",
        &params![id],
    )
    .await?;
    for action in actions {
        if let Action::RunDeployment { source: Source::Selected, deployment_id: Some(deployment), .. } =
            action
        {
            relate(conn, id, &format!("prefect.deployment.{deployment}"), false).await?;
        }
    }
    Ok(())
}

/// Says that an automation has to do with a resource; an owned automation goes with its owner.
async fn relate(conn: &mut Conn, id: AutomationId, resource: &str, owned: bool) -> Result<()> {
    conn.execute(
        "INSERT INTO automation_related_resources (automation_id, resource_id, automation_owned_by_resource)
         VALUES ($1, $2, $3) ON CONFLICT (automation_id, resource_id) DO UPDATE SET automation_owned_by_resource =
         automation_related_resources.automation_owned_by_resource OR excluded.automation_owned_by_resource",
        &params![id, resource, owned],
    )
    .await?;
    Ok(())
}

/// The automation with this id.
pub async fn read(conn: &mut Conn, id: AutomationId) -> Result<Option<Automation>> {
    conn.first(
        concat!("SELECT ", automation_columns!(), " FROM automations WHERE id = $1"),
        &params![id],
        automation,
    )
    .await
}

/// The automations that pass a filter.
pub async fn list(
    conn: &mut Conn,
    filter: Option<&AutomationFilter>,
    sort: AutomationSort,
    limit: i64,
    offset: i64,
) -> Result<Vec<Automation>> {
    let query = filters::automations::query(filter).order_by(filters::automations::order(sort));
    query.page(Some(limit), offset).all(conn, automation_columns!(), automation).await
}

/// How many automations pass a filter.
pub async fn count(conn: &mut Conn, filter: Option<&AutomationFilter>) -> Result<i64> {
    filters::automations::query(filter).count(conn).await
}

/// The automations that are watched.
pub async fn enabled(conn: &mut Conn) -> Result<Vec<Automation>> {
    conn.all(
        concat!("SELECT ", automation_columns!(), " FROM automations WHERE enabled ORDER BY id"),
        &[],
        automation,
    )
    .await
}

/// The automation with this id if it is watched; it stays as it is until the unit ends.
pub async fn watched(conn: &mut Conn, id: AutomationId) -> Result<Option<Automation>> {
    // SQLite has one writer and needs no lock.
    let lock = match conn.dialect() {
        Dialect::Sqlite => "",
        Dialect::Postgres => " FOR SHARE",
    };
    let sql = format!(
        concat!("SELECT ", automation_columns!(), " FROM automations WHERE id = $1 AND enabled{}"),
        lock
    );
    conn.first(&sql, &params![id], automation).await
}

/// Changes whenever the watched automations may have: their number, and when one was last changed.
pub async fn version(conn: &mut Conn) -> Result<(i64, i64)> {
    let version = conn
        .first("SELECT COUNT(*), COALESCE(MAX(updated), 0) FROM automations WHERE enabled", &[], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .await?;
    Ok(version.unwrap_or_default())
}

/// What an update has replaced.
#[derive(Clone, Debug, PartialEq)]
pub struct Replaced {
    /// The automation as it was.
    pub before: Automation,
    /// Whether its trigger is the same as before.
    pub keeps_trigger: bool,
}

/// Replaces an automation; what its old triggers had counted is forgotten. What lasts, that things are in a state or a
/// metric beyond its threshold, is forgotten only with another trigger. That the automation was triggered stays
/// written ([`crate::automation_alarms`]). Answers none if there is no such automation.
pub async fn update(
    conn: &mut Conn,
    id: AutomationId,
    update: &AutomationUpdate,
    now: Timestamp,
) -> Result<Option<Replaced>> {
    let sql = format!(
        concat!("SELECT ", automation_columns!(), " FROM automations WHERE id = $1{}"),
        conn.dialect().for_update()
    );
    let Some(before) = conn.first(&sql, &params![id], automation).await? else { return Ok(None) };
    let stored = |actions: &Patch<Vec<Action>>| actions.as_set().map(serde_json::to_string).transpose();
    let on_trigger = stored(&update.actions_on_trigger)?;
    let on_resolve = stored(&update.actions_on_resolve)?;
    let updated = conn
        .first(
            concat!(
                "UPDATE automations SET updated = $1, name = $2, description = COALESCE($3, description),
                 enabled = COALESCE($4, enabled), tags = COALESCE($5, tags), trigger = $6, actions = $7,
                 actions_on_trigger = COALESCE($8, actions_on_trigger),
                 actions_on_resolve = COALESCE($9, actions_on_resolve) WHERE id = $10 RETURNING ",
                automation_columns!()
            ),
            &params![
                now,
                &update.name,
                update.description.as_set(),
                update.enabled.as_set().copied(),
                update.tags.as_set(),
                stored_trigger(&update.trigger)?,
                serde_json::to_string(&update.actions)?,
                on_trigger,
                on_resolve,
                id,
            ],
            automation,
        )
        .await?;
    let Some(updated) = updated else { return Ok(None) };
    let keeps_trigger = are_alike(&before.trigger, &updated.trigger);
    if keeps_trigger {
        for (old, new) in before.trigger.all().into_iter().zip(updated.trigger.all()) {
            if lasts(new) {
                rename_counts(conn, id, (old.id(), new.id())).await?;
            }
        }
    }
    let kept: Vec<TriggerId> = updated.trigger.all().into_iter().map(Trigger::id).collect();
    forget_counts(conn, id, &kept).await?;
    relate_deployments(conn, id, &update.actions).await?;
    record(conn, Done::Updated, &updated, now).await?;
    Ok(Some(Replaced { before, keeps_trigger }))
}

/// Whether what a trigger has counted is how things are, rather than what has happened.
fn lasts(trigger: &Trigger) -> bool {
    match trigger {
        Trigger::Event(trigger) => trigger.threshold_duration.is_some(),
        Trigger::Metric(_) => true,
        Trigger::Compound(_) | Trigger::Sequence(_) => false,
    }
}

/// Lets a trigger have what another one has counted.
async fn rename_counts(conn: &mut Conn, id: AutomationId, (old, new): (TriggerId, TriggerId)) -> Result<()> {
    for table in ["automation_buckets", "automation_standings"] {
        let sql = format!("UPDATE {table} SET trigger_id = $1 WHERE automation_id = $2 AND trigger_id = $3");
        conn.execute(&sql, &params![new, id, old]).await?;
    }
    Ok(())
}

/// Forgets what triggers of the automation have counted, but for these.
async fn forget_counts(conn: &mut Conn, id: AutomationId, kept: &[TriggerId]) -> Result<()> {
    for table in ["automation_buckets", "automation_standings"] {
        let sql = format!("SELECT DISTINCT trigger_id FROM {table} WHERE automation_id = $1");
        let counted: Vec<TriggerId> = conn.all(&sql, &params![id], |row| row.get(0)).await?;
        let sql = format!("DELETE FROM {table} WHERE automation_id = $1 AND trigger_id = $2");
        for trigger in counted.into_iter().filter(|trigger| !kept.contains(trigger)) {
            conn.execute(&sql, &params![id, trigger]).await?;
        }
    }
    conn.execute("DELETE FROM automation_child_firings WHERE automation_id = $1", &params![id]).await?;
    Ok(())
}

/// Turns an automation on or off, or leaves it as it is. Says whether there is one.
pub async fn set_enabled(
    conn: &mut Conn,
    id: AutomationId,
    enabled: &Patch<bool>,
    now: Timestamp,
) -> Result<bool> {
    let updated = conn
        .first(
            concat!(
                "UPDATE automations SET updated = $1, enabled = COALESCE($2, enabled) WHERE id = $3 RETURNING ",
                automation_columns!()
            ),
            &params![now, enabled.as_set().copied(), id],
            automation,
        )
        .await?;
    let Some(updated) = updated else { return Ok(false) };
    record(conn, Done::Updated, &updated, now).await?;
    Ok(true)
}

/// Deletes an automation. Says whether there was one.
pub async fn delete(conn: &mut Conn, id: AutomationId, now: Timestamp) -> Result<bool> {
    let deleted = conn
        .first(
            concat!("DELETE FROM automations WHERE id = $1 RETURNING ", automation_columns!()),
            &params![id],
            automation,
        )
        .await?;
    let Some(deleted) = deleted else { return Ok(false) };
    record(conn, Done::Deleted, &deleted, now).await?;
    Ok(true)
}

/// The automations that have to do with a resource, by name.
pub async fn related_to(conn: &mut Conn, resource: &str) -> Result<Vec<Automation>> {
    conn.all(
        concat!(
            "SELECT ",
            automation_columns!(),
            " FROM automations WHERE id IN (
                 SELECT automation_id FROM automation_related_resources WHERE resource_id = $1
             ) ORDER BY name, id"
        ),
        &params![resource],
        automation,
    )
    .await
}

/// Deletes the automations that a resource owns. Those made after `now` by a clock that runs ahead stay.
pub async fn delete_owned_by(conn: &mut Conn, resource: &str, now: Timestamp) -> Result<()> {
    let deleted = conn
        .all(
            concat!(
                "DELETE FROM automations WHERE created <= $1 AND id IN (
                     SELECT automation_id FROM automation_related_resources
                     WHERE resource_id = $2 AND automation_owned_by_resource
                 ) RETURNING ",
                automation_columns!()
            ),
            &params![now, resource],
            automation,
        )
        .await?;
    for automation in &deleted {
        record(conn, Done::Deleted, automation, now).await?;
    }
    Ok(())
}
