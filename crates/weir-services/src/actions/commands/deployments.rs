//! Commands on deployments.

use serde_json::json;
use weir_engine::Env;
use weir_store::{
    Conn,
    deployments::{self, NotCreated},
    flow_runs::Created,
    job_variables,
};
use weir_types::{
    automations::{Action, Source},
    flow_runs::{CreatedBy, DeploymentFlowRunCreate},
    ids::DeploymentId,
};

use super::{super::parameters, Circumstances, Performed, Stopped, failed, found};

/// The deployment that an action is about.
async fn target(
    conn: &mut Conn,
    given: &Circumstances<'_>,
    (source, id, name): (Source, Option<DeploymentId>, &Option<String>),
) -> Performed<DeploymentId> {
    let Some(name) = name else { return given.target(source, id, "deployment") };
    match deployments::named(conn, name).await?.as_slice() {
        [] => failed(format!("There is no deployment of the name '{name}'")),
        [only] => Ok(*only),
        _ => failed(format!(
            "Several deployments have the name '{name}': name the flow too, as in 'flow/{name}'"
        )),
    }
}

pub(super) async fn pause(
    conn: &mut Conn,
    given: &Circumstances<'_>,
    deployment: (Source, Option<DeploymentId>, &Option<String>),
    paused: bool,
) -> Performed {
    let id = target(conn, given, deployment).await?;
    let is_there = deployments::set_paused(conn, id, paused, given.now).await?;
    Ok(given.answered("deployment", &id, found(is_there, 200)))
}

pub(super) async fn run(conn: &mut Conn, given: &Circumstances<'_>) -> Performed {
    let Action::RunDeployment {
        source,
        deployment_id,
        deployment_name,
        parameters,
        job_variables,
        schedule_after,
    } = &given.queued.action
    else {
        return failed("This action runs no deployment");
    };
    let id = target(conn, given, (*source, *deployment_id, deployment_name)).await?;
    let parameters = parameters::rendered(conn, given, parameters.as_ref()).await?.map_err(|error| {
        let reason = format!("Unable to create flow run from deployment: {error}");
        Stopped::Failed(Box::new(Circumstances::about("deployment", &id).because(reason)))
    })?;
    let queued = given.queued;
    let create: DeploymentFlowRunCreate = serde_json::from_value(json!({
        "state": {
            "type": "SCHEDULED",
            "state_details": { "scheduled_time": given.now + *schedule_after },
        },
        "parameters": parameters,
        "idempotency_key": format!(
            "automation {}, action {}, invocation {}", queued.automation_id, queued.action_index, queued.id
        ),
        "job_variables": job_variables,
    }))?;
    let created_by = CreatedBy {
        id: Some(queued.automation_id.into()),
        kind: Some("AUTOMATION".to_owned()),
        display_value: Some(queued.automation_name.clone()),
    };
    let env = Env::of_service(given.now);
    let created =
        deployments::create_flow_run(conn, given.seal, id, &create, Some(&created_by), &env).await?;
    Ok(match created {
        Ok(Created::New(run) | Created::Existing(run)) => {
            let mut done = given.answered("deployment", &id, 201);
            done.related.push(json!({
                "prefect.resource.id": format!("prefect.flow-run.{}", run.id),
                "prefect.resource.role": "flow-run",
                "prefect.resource.name": run.name,
            }));
            done
        }
        Ok(Created::BrokenReference | Created::UnknownWorkPool | Created::UnknownWorkQueue) => {
            given.answered("deployment", &id, 404)
        }
        Err(refused) => {
            let (status, why) = refusal(&refused);
            let done = given.answered("deployment", &id, status);
            match why {
                Some(why) => done.because(format!("Validation error occurred for 'run-deployment' - {why}")),
                None => done,
            }
        }
    })
}

/// The status that the API gives for a refusal, and for some of them why.
fn refusal(refused: &NotCreated) -> (u16, Option<String>) {
    const FAILED: &str = "Error creating flow run";
    match refused {
        NotCreated::UnknownDeployment | NotCreated::JobVariables(job_variables::Refused::UnknownBlock) => {
            (404, None)
        }
        NotCreated::NoWorkPool(_) | NotCreated::BadQueueName(_) | NotCreated::Placeholder(_) => (400, None),
        NotCreated::CircularSchema => (422, None),
        NotCreated::NoSchema => (409, Some("The deployment has no parameter schema".to_owned())),
        NotCreated::Mismatch(why) => (409, Some(format!("{FAILED}: {why}"))),
        NotCreated::JobVariables(refused) => (422, Some(refused.told(FAILED))),
    }
}
