//! Commands on flow runs.

use weir_engine::{Env, FlowRunRules};
use weir_store::{Conn, automation_retries, flow_runs};
use weir_types::{
    TimeDelta,
    automations::{Action, RetryFlowRun},
    ids::FlowRunId,
    orchestration::{OrchestrationResult, SetStateStatus},
    state::{State, StateType},
};

use super::{super::Done, Circumstances, Performed, found};

/// How long a run that an automation suspends waits to be resumed.
const SUSPENDED_FOR: TimeDelta = TimeDelta::from_secs(3600);

/// The state that the action proposes, and by which rules.
fn proposed(given: &Circumstances<'_>) -> (State, FlowRunRules) {
    match &given.queued.action {
        Action::ChangeFlowRunState { name, state, message, force } => {
            let mut proposed = State::new(*state, given.now);
            if let Some(name) = name {
                proposed = proposed.named(name);
            }
            let message = message.clone().filter(|message| !message.is_empty());
            let message = message.unwrap_or_else(|| given.message("State changed"));
            (proposed.with_message(message), FlowRunRules::choose(*force))
        }
        Action::SuspendFlowRun {} => {
            let mut suspended = State::new(StateType::Paused, given.now).named("Suspended");
            suspended.state_details.pause_timeout = Some(given.now + SUSPENDED_FOR);
            (suspended.with_message(given.message("Suspended")), FlowRunRules::choose(false))
        }
        _ => {
            let cancelling = State::new(StateType::Cancelling, given.now);
            (cancelling.with_message(given.message("Cancelled")), FlowRunRules::choose(false))
        }
    }
}

pub(super) async fn change_state(conn: &mut Conn, given: &Circumstances<'_>) -> Performed {
    let id = given.flow_run()?;
    let (state, rules) = proposed(given);
    let result = flow_runs::set_state(conn, id, &state, rules, &Env::of_service(given.now)).await?;
    Ok(orchestrated(given, id, result, "Failed to set state"))
}

pub(super) async fn resume(conn: &mut Conn, given: &Circumstances<'_>) -> Performed {
    let id = given.flow_run()?;
    let result = flow_runs::resume(conn, id, None, &Env::of_service(given.now)).await?;
    Ok(orchestrated(given, id, result, "Failed to resume flow run"))
}

fn orchestrated(
    given: &Circumstances<'_>,
    id: FlowRunId,
    result: Option<OrchestrationResult>,
    failure: &str,
) -> Done {
    let Some(result) = result else { return given.answered("flow-run", &id, 404) };
    if result.status == SetStateStatus::Accept {
        return given.answered("flow-run", &id, 201);
    }
    let reason = result.details.reason().unwrap_or_default().to_owned();
    given.answered("flow-run", &id, 200).because(format!("{failure}: {reason}"))
}

pub(super) async fn delete(conn: &mut Conn, given: &Circumstances<'_>) -> Performed {
    let id = given.flow_run()?;
    let deleted = flow_runs::delete(conn, &[id], &Env::of_service(given.now)).await?;
    Ok(given.answered("flow-run", &id, found(!deleted.is_empty(), 204)))
}

/// Schedules a run again that has ended without success. Of several actions that retry one failure the first does it:
/// the others find the run waiting.
pub(super) async fn retry(conn: &mut Conn, given: &Circumstances<'_>, action: &RetryFlowRun) -> Performed {
    let id = given.flow_run()?;
    let automation = given.queued.automation_id;
    let Some(ended) = automation_retries::look(conn, id, automation).await? else {
        return Ok(given.answered("flow-run", &id, 404));
    };
    let done = Circumstances::about("flow-run", &id);
    if !matches!(ended.state_type, Some(StateType::Failed | StateType::Crashed | StateType::Cancelled)) {
        let state = ended.state_name.unwrap_or_default();
        return Ok(done.because(format!("The flow run is not retried, because it is {state}")));
    }
    if !ended.is_deployed {
        let reason = "The flow run cannot be retried, because it has no deployment: only runs of deployments are \
                      started by workers";
        return Ok(done.because(reason));
    }
    let number = ended.retries + 1;
    let most = action.max_retries;
    if number > most {
        return Ok(
            done.because(format!("The flow run has been retried as often as it may: {most} of {most}"))
        );
    }
    let mut awaiting = State::new(StateType::Scheduled, given.now).named("AwaitingRetry");
    let starts = given.now + action.delay(number, chance(given));
    awaiting.state_details.scheduled_time = Some(starts);
    let awaiting = awaiting.with_message(given.message(&format!("Retry {number} of {most}")));
    let env = Env::of_service(given.now);
    let result = flow_runs::set_state(conn, id, &awaiting, FlowRunRules::choose(false), &env).await?;
    let mut done = orchestrated(given, id, result, "Failed to retry flow run");
    if done.reason.is_none() {
        automation_retries::count(conn, id, automation).await?;
        done.details.insert("retry".to_owned(), number.into());
        done.details.insert("scheduled_time".to_owned(), starts.to_string().into());
    }
    Ok(done)
}

/// A number from 0 to 1 that is another for each action, and the same when it is performed again.
fn chance(given: &Circumstances<'_>) -> f64 {
    let [.., high, low] = given.queued.id.into_bytes();
    f64::from(u16::from_be_bytes([high, low])) / f64::from(u16::MAX)
}
