//! Messages for Slack and alerts for PagerDuty, as Weir's own actions send them.

use std::{num::NonZeroU32, time::Duration};

use serde_json::{Value, json};
use weir_services::Services;
use weir_store::{
    Store, automation_actions, automations,
    events::{self, NewEvent, RelatedId},
};
use weir_testkit::{HttpReceiver, Reply, Request};
use weir_types::{
    Clock, Json, JsonObject, TimeDelta, Timestamp,
    automations::{ActionRecord, ActionStatus, AutomationCreate},
    ids::EventId,
};

use crate::notifications::{end, relayed, save};

const NOW: Timestamp = Timestamp::from_micros(1_770_000_000_000_000);
const DEPLOYMENT: &str = "prefect.deployment.00000000-0000-4000-8000-00000000000d";

/// A run of the deployment has changed its state.
fn run(state: &str, name: &str) -> NewEvent {
    let id = "prefect.flow-run.00000000-0000-4000-8000-00000000000a";
    let resource = json!({ "prefect.resource.id": id, "prefect.resource.name": name });
    let related = [(DEPLOYMENT, "deployment"), ("prefect.flow.f", "flow")];
    let labels: Value = related
        .iter()
        .map(|(id, role)| json!({ "prefect.resource.id": id, "prefect.resource.role": role }))
        .collect();
    NewEvent {
        id: EventId::generate(),
        occurred: NOW,
        event: format!("prefect.flow-run.{state}"),
        resource_id: id.to_owned(),
        resource: JsonObject::new(Json::from(resource)).unwrap(),
        related_ids: related
            .map(|(id, role)| RelatedId { resource_id: id.to_owned(), role: role.to_owned() })
            .to_vec(),
        related: Json::from(labels),
        payload: JsonObject::default(),
        follows: None,
    }
}

async fn tell(store: &Store, events: Vec<NewEvent>) {
    let append = store.write(events, |conn, events| Box::pin(events::append(conn, events, NOW)));
    append.await.unwrap();
}

/// An automation that does this when runs fail.
async fn on_failure(store: &Store, actions: Value) {
    let create: AutomationCreate = serde_json::from_value(json!({
        "name": "dbt failures", "actions": actions,
        "trigger": { "type": "event", "posture": "Reactive", "expect": ["prefect.flow-run.Failed"] },
    }))
    .unwrap();
    store.write(create, |conn, create| Box::pin(automations::create(conn, create, NOW))).await.unwrap();
}

fn body(request: &Request) -> Value {
    serde_json::from_str(&request.body).unwrap()
}

async fn a_message_goes_to_the_webhook_of_its_name(store: Store) {
    let mut slack = HttpReceiver::start().await;
    save(&store, "slack-webhook", json!({ "url": format!("{}/services/T0/B0", slack.url()) })).await;
    on_failure(
        &store,
        json!([
            { "type": "send-slack-message", "webhook": "alerts",
              "message": "{{ event.resource['prefect.resource.name'] }} failed" },
            { "type": "send-slack-message", "message": "failed", "blocks": [
                { "type": "section", "text": { "type": "mrkdwn", "text": "*{{ automation.name }}*" } },
            ] },
            { "type": "send-slack-message", "webhook": "others", "message": "failed" },
        ]),
    )
    .await;
    let services = Services::start(&store, &Clock::fixed(NOW), relayed(&store, &slack).await);
    tell(&store, vec![run("Failed", "dbt-daily")]).await;
    let mut bodies = [body(&slack.next().await), body(&slack.next().await)];
    bodies.sort_by_key(|body| body.get("blocks").is_some());
    let blocks = json!([{ "type": "section", "text": { "type": "mrkdwn", "text": "*dbt failures*" } }]);
    assert_eq!(
        bodies,
        [json!({ "text": "dbt-daily failed" }), json!({ "text": "failed", "blocks": blocks })]
    );
    end(&store, 3).await;
    let mut reasons = Vec::new();
    for count in 1..=3 {
        reasons.extend(end(&store, count).await.payload.to_map().get("reason").cloned());
    }
    assert_eq!(reasons, [json!("There is no slack-webhook block of the name 'others'")]);
    drop(services);
}

async fn a_page_is_resolved_when_a_run_of_the_deployment_completes(store: Store) {
    let mut pagerduty = HttpReceiver::start().await;
    save(&store, "pager-duty-webhook", json!({ "integration_key": "R0UT1NGK3Y", "api_key": "unused" })).await;
    on_failure(&store, json!([{ "type": "send-pagerduty-alert", "severity": "high" }])).await;
    let services = Services::start(&store, &Clock::system(), relayed(&store, &pagerduty).await);
    // The recovery comes before the alert could be sent, and is told after it all the same.
    pagerduty.reply(Reply::new(429, "slow down"));
    tell(&store, vec![run("Completed", "before"), run("Failed", "dbt-daily"), run("Completed", "again")])
        .await;
    let refused = pagerduty.next().await;
    let (opened, resolved) = (pagerduty.next().await, pagerduty.next().await);
    assert_eq!((&refused.body, opened.path.as_str()), (&opened.body, "/events.pagerduty.com/v2/enqueue"));
    let (opened, resolved) = (body(&opened), body(&resolved));
    assert_eq!(opened["event_action"], "trigger");
    assert_eq!(opened["routing_key"], "R0UT1NGK3Y");
    assert!(opened["dedup_key"].as_str().unwrap().ends_with(DEPLOYMENT), "{opened}");
    let told = &opened["payload"];
    assert_eq!(
        (&told["summary"], &told["severity"], &told["source"]),
        (
            &json!("dbt failures: prefect.flow-run.Failed of dbt-daily"),
            &json!("critical"),
            &json!("dbt-daily")
        )
    );
    let resolving = json!({
        "routing_key": "R0UT1NGK3Y", "event_action": "resolve", "dedup_key": opened["dedup_key"],
    });
    assert_eq!(resolved, resolving);
    end(&store, 2).await;
    // Once it is resolved, another completion tells nothing; another failure opens it again.
    tell(&store, vec![run("Completed", "once more"), run("Failed", "dbt-daily")]).await;
    assert_eq!(body(&pagerduty.next().await)["event_action"], "trigger");
    drop(services);
}

/// The only action that waits for its turn, as soon as there is one.
async fn put_off(store: &Store) -> ActionRecord {
    let seen = async {
        loop {
            let waiting = store.read((), |conn, ()| {
                Box::pin(automation_actions::list(conn, None, Some(ActionStatus::Pending), None, 10))
            });
            let mut waiting = waiting.await.unwrap();
            if let [ActionRecord { reason: Some(_), .. }] = waiting[..] {
                return waiting.remove(0);
            }
            // Nothing tells of it.
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), seen).await.unwrap()
}

async fn messages_beyond_the_limit_wait_their_turn(store: Store) {
    let mut slack = HttpReceiver::start().await;
    save(&store, "slack-webhook", json!({ "url": format!("{}/services/T0/B0", slack.url()) })).await;
    let message = "{{ event.resource['prefect.resource.name'] }} failed";
    on_failure(&store, json!([{ "type": "send-slack-message", "message": message }])).await;
    let clock = Clock::fixed(NOW);
    let mut settings = relayed(&store, &slack).await;
    settings.notifications.per_minute = NonZeroU32::new(2);
    let services = Services::start(&store, &clock, settings);
    tell(&store, ["one", "two", "three"].map(|name| run("Failed", name)).to_vec()).await;
    let mut told = vec![body(&slack.next().await), body(&slack.next().await)];
    let record = put_off(&store).await;
    assert_eq!((record.attempts, record.next_attempt), (0, Some(NOW + TimeDelta::from_secs(30))));
    assert_eq!(record.reason.as_deref(), Some("The automation sends as many messages as it may"));
    clock.advance(TimeDelta::from_secs(30));
    // Whatever happens wakes who waits.
    tell(&store, vec![run("Running", "four")]).await;
    told.push(body(&slack.next().await));
    told.sort_by_key(|body| body["text"].as_str().map(str::to_owned));
    let texts = ["one failed", "three failed", "two failed"].map(|text| json!({ "text": text }));
    assert_eq!(told, texts, "none is lost");
    end(&store, 3).await;
    drop(services);
}

weir_testkit::on_both_databases!(
    a_message_goes_to_the_webhook_of_its_name,
    a_page_is_resolved_when_a_run_of_the_deployment_completes,
    messages_beyond_the_limit_wait_their_turn
);
