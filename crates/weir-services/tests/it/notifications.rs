//! Notifications arrive as their vendors document it, whatever block they go through, and once.

use std::time::Duration;

use serde_json::{Value, json};
use weir_services::{Services, Settings};
use weir_store::{
    Store, automation_actions, automations,
    block_documents::{self, Creation},
    block_schemas, block_types,
    events::{self, NewEvent, Position, StoredEvent},
    seal::Seal,
    system_blocks,
};
use weir_testkit::{HttpReceiver, Reply, Request, SmtpReceiver};
use weir_types::{
    Clock, Json, JsonObject, TimeDelta, Timestamp,
    automations::{ActionRecord, ActionStatus, AutomationCreate, FiringState},
    ids::{BlockDocumentId, EventId},
};

use crate::settings;

const NOW: Timestamp = Timestamp::from_micros(1_770_000_000_000_000);

/// Saves a block with the data that the stock SDK stores, under the schema that every server has.
pub(crate) async fn save(store: &Store, slug: &'static str, data: Value) -> BlockDocumentId {
    system_blocks::install(store, NOW).await.unwrap();
    let seal = Seal::of(store, None).await.unwrap();
    let made = store.write((seal, data), move |conn, (seal, data)| {
        Box::pin(async move {
            let kind = block_types::read_by_slug(conn, slug).await?.unwrap();
            let filter = serde_json::from_value(json!({ "block_type_id": { "any_": [kind.id] } })).unwrap();
            let schema = block_schemas::list(conn, Some(&filter), 1, 0).await?.remove(0);
            let create = json!({
                "name": "alerts", "data": data, "block_type_id": kind.id, "block_schema_id": schema.id,
            });
            let create = serde_json::from_value(create).unwrap();
            block_documents::create(conn, seal, &create, NOW).await
        })
    });
    match made.await.unwrap() {
        Creation::Created(document) => document.id,
        _ => panic!("{slug} was not made"),
    }
}

/// Makes an automation that notifies through this block, and lets it fire.
async fn fire(store: &Store, block: BlockDocumentId) {
    let action = json!({
        "type": "send-notification", "block_document_id": block, "subject": "etl failed", "body": "the disk\nis full",
    });
    let create: AutomationCreate = serde_json::from_value(json!({
        "name": "rule", "actions": [action],
        "trigger": { "type": "event", "posture": "Reactive", "expect": [format!("fire.{block}")] },
    }))
    .unwrap();
    store.write(create, |conn, create| Box::pin(automations::create(conn, create, NOW))).await.unwrap();
    let resource = json!({ "prefect.resource.id": "thing.1" });
    let event = NewEvent {
        id: EventId::generate(),
        occurred: NOW,
        event: format!("fire.{block}"),
        resource_id: "thing.1".to_owned(),
        resource: JsonObject::new(Json::from(resource)).unwrap(),
        related_ids: Vec::new(),
        related: Json::from(json!([])),
        payload: JsonObject::default(),
        follows: None,
    };
    let append =
        store.write(event, |conn, event| Box::pin(events::append(conn, std::slice::from_ref(event), NOW)));
    append.await.unwrap();
}

/// The event that tells how an action ended, as soon as there are `count` of them.
pub(crate) async fn end(store: &Store, count: usize) -> StoredEvent {
    let mut growth = store.event_growth();
    let seen = async {
        loop {
            growth.mark_unchanged();
            let all =
                store.read((), |conn, ()| Box::pin(events::read_after(conn, Position::default(), 10_000)));
            let ends = ["prefect.automation.action.executed", "prefect.automation.action.failed"];
            let mut told: Vec<_> =
                all.await.unwrap().into_iter().filter(|event| ends.contains(&event.event.as_str())).collect();
            if told.len() >= count {
                return told.remove(count - 1);
            }
            growth.changed().await.unwrap();
        }
    };
    tokio::time::timeout(Duration::from_secs(30), seen).await.unwrap()
}

async fn records(store: &Store) -> Vec<ActionRecord> {
    let list = store.read((), |conn, ()| Box::pin(automation_actions::list(conn, None, None, None, 10)));
    list.await.unwrap()
}

/// Settings that send what is for vendors to this receiver.
pub(crate) async fn relayed(store: &Store, receiver: &HttpReceiver) -> Settings {
    let mut settings = settings(store).await;
    settings.notifications.relay = Some(receiver.url());
    settings
}

/// What of a request is documented: the method and the path, the credentials, and the body.
fn shown(request: &Request) -> (String, Option<&str>, Value) {
    let body = match request.headers.get("content-type").map(String::as_str) {
        Some(kind) if kind.starts_with("application/json") => serde_json::from_str(&request.body).unwrap(),
        _ => Value::from(request.body.as_str()),
    };
    let authorization = request.headers.get("authorization").map(String::as_str);
    (format!("{} {}", request.method, request.path), authorization, body)
}

/// A request that is expected: the method and the path, the credentials, and the body.
type Expected = (&'static str, Option<&'static str>, Value);

/// The message as channels without a field for the subject have it.
const WHOLE: &str = "etl failed\nthe disk\nis full";

fn adaptive_card() -> Value {
    json!({
        "type": "message",
        "attachments": [{
            "contentType": "application/vnd.microsoft.card.adaptive",
            "contentUrl": null,
            "content": {
                "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
                "type": "AdaptiveCard",
                "version": "1.4",
                "body": [
                    {
                        "type": "TextBlock", "text": "etl failed", "style": "heading", "weight": "Bolder", "size": "Large",
                        "wrap": true,
                    },
                    { "type": "TextBlock", "text": "the disk\nis full", "wrap": true },
                ],
                "msteams": { "width": "full" },
            },
        }],
    })
}

/// The data of each block as the stock SDK stores it, and the requests that its vendor documents.
fn channels(url: &str, port: u16) -> Vec<(&'static str, Value, Vec<Expected>)> {
    let slack = json!({ "text": "*etl failed*\nthe disk\nis full" });
    vec![
        (
            "slack-webhook",
            json!({ "notify_type": "info", "url": format!("{url}/services/T/B/s3cret"), "allow_private_urls": true }),
            vec![("POST /services/T/B/s3cret", None, slack.clone())],
        ),
        (
            "slack-webhook",
            json!({ "notify_type": "info", "url": "slack://xoxb-1-ab/#general/@joe", "allow_private_urls": true }),
            vec![
                (
                    "POST /slack.com/api/chat.postMessage",
                    Some("Bearer xoxb-1-ab"),
                    json!({ "channel": "#general", "text": slack["text"] }),
                ),
                (
                    "POST /slack.com/api/chat.postMessage",
                    Some("Bearer xoxb-1-ab"),
                    json!({ "channel": "@joe", "text": slack["text"] }),
                ),
            ],
        ),
        (
            "slack-credentials",
            json!({ "token": "xoxb-1-ab", "channel": "C123" }),
            vec![(
                "POST /slack.com/api/chat.postMessage",
                Some("Bearer xoxb-1-ab"),
                json!({ "channel": "C123", "text": slack["text"] }),
            )],
        ),
        (
            "ms-teams-webhook",
            json!({
                "notify_type": "info", "url": format!("{url}/workflows/wf/triggers/manual/paths/invoke?sig=s-1"),
                "allow_private_urls": true, "include_image": true, "wrap": true,
            }),
            vec![("POST /workflows/wf/triggers/manual/paths/invoke?sig=s-1", None, adaptive_card())],
        ),
        (
            "twilio-sms",
            json!({
                "notify_type": "info", "account_sid": "AC12", "auth_token": "t0ken", "from_phone_number": "18001234567",
                "to_phone_numbers": ["18004242424", "18004242425"],
            }),
            ["%2B18004242424", "%2B18004242425"]
                .map(|to| {
                    (
                        "POST /api.twilio.com/2010-04-01/Accounts/AC12/Messages.json",
                        Some("Basic QUMxMjp0MGtlbg=="),
                        json!(format!("Body=etl+failed%0Athe+disk%0Ais+full&From=%2B18001234567&To={to}")),
                    )
                })
                .to_vec(),
        ),
        (
            "mattermost-webhook",
            json!({
                "notify_type": "info", "hostname": "127.0.0.1", "secure": false, "token": "tok3n", "botname": "weir",
                "channels": ["a", "#b"], "include_image": false, "path": "/sub/", "port": port,
            }),
            ["a", "b"]
                .map(|channel| {
                    let body = json!({ "text": WHOLE, "channel": channel, "username": "weir" });
                    ("POST /sub/hooks/tok3n", None, body)
                })
                .to_vec(),
        ),
        (
            "discord-webhook",
            json!({
                "notify_type": "info", "webhook_id": "123", "webhook_token": "Ab-c", "botname": null, "tts": false,
                "include_image": false, "avatar": false, "avatar_url": null,
            }),
            vec![(
                "POST /discord.com/api/webhooks/123/Ab-c",
                None,
                json!({ "content": WHOLE, "tts": false }),
            )],
        ),
        (
            "sendgrid-email",
            json!({
                "notify_type": "info", "api_key": "SG.k3y", "sender_email": "weir@example.com",
                "to_emails": ["a@example.com", "b@example.com"],
            }),
            vec![(
                "POST /api.sendgrid.com/v3/mail/send",
                Some("Bearer SG.k3y"),
                json!({
                    "personalizations": [{ "to": [{ "email": "a@example.com" }] }, { "to": [{ "email": "b@example.com" }] }],
                    "from": { "email": "weir@example.com" },
                    "subject": "etl failed",
                    "content": [{ "type": "text/plain", "value": "the disk\nis full" }],
                }),
            )],
        ),
        (
            "custom-webhook",
            json!({
                "name": "hook", "url": format!("{url}/{{{{name}}}}"), "method": "PUT", "params": { "q": "{{subject}}" },
                "json_data": { "lines": ["{{body}}"], "token": "{{token}}" }, "form_data": null,
                "headers": { "Authorization": "Bearer {{token}}" }, "cookies": null, "timeout": 10.0,
                "allow_private_urls": true, "secrets": { "token": "s3cret" },
            }),
            vec![(
                "PUT /hook?q=etl+failed",
                Some("Bearer s3cret"),
                json!({ "lines": ["the disk\nis full"], "token": "s3cret" }),
            )],
        ),
        (
            "slack-webhook",
            json!({ "notify_type": "info", "url": format!("json://127.0.0.1:{port}/in"), "allow_private_urls": true }),
            vec![(
                "POST /in",
                None,
                json!({
                    "version": "1.0", "title": "etl failed", "message": "the disk\nis full", "attachments": [], "type": "info",
                }),
            )],
        ),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_block_sends_what_its_vendor_documents() {
    let mut receiver = HttpReceiver::start().await;
    for (slug, data, expected) in channels(&receiver.url(), receiver.port()) {
        let store = weir_testkit::sqlite_store().await;
        let services = Services::start(&store, &Clock::fixed(NOW), relayed(&store, &receiver).await);
        for _ in &expected {
            receiver.reply(Reply::new(200, r#"{"ok":true}"#));
        }
        fire(&store, save(&store, slug, data).await).await;
        let mut keys = Vec::new();
        for wanted in &expected {
            let request = receiver.next().await;
            let (line, authorization, body) = shown(&request);
            assert_eq!((line.as_str(), authorization, &body), (wanted.0, wanted.1, &wanted.2), "{slug}");
            keys.push(request.headers["idempotency-key"].clone());
        }
        let told = end(&store, 1).await;
        assert_eq!(told.event, "prefect.automation.action.executed", "{slug}: {:?}", told.payload);
        drop(services);
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), expected.len(), "{slug}: each receiver has a key of its own");
        assert!(receiver.is_quiet(), "{slug}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn alerts_of_opsgenie_and_pagerduty_are_named_after_their_message() {
    let mut receiver = HttpReceiver::start().await;
    let store = weir_testkit::sqlite_store().await;
    let services = Services::start(&store, &Clock::fixed(NOW), relayed(&store, &receiver).await);
    let opsgenie = json!({
        "notify_type": "info", "apikey": "k3y", "target_user": ["joe@example.com"], "target_team": ["ops"],
        "target_schedule": null, "target_escalation": null, "region_name": "eu", "batch": true, "tags": ["etl"],
        "priority": 1, "alias": null, "entity": "warehouse", "details": { "k": "v" },
    });
    fire(&store, save(&store, "opsgenie-webhook", opsgenie).await).await;
    let request = receiver.next().await;
    let (line, authorization, body) = shown(&request);
    assert_eq!((line.as_str(), authorization), ("POST /api.eu.opsgenie.com/v2/alerts", Some("GenieKey k3y")));
    let alert = json!({
        "message": "etl failed", "alias": request.headers["idempotency-key"], "description": "the disk\nis full",
        "details": { "k": "v", "type": "info" }, "priority": "P1", "source": "Weir", "tags": ["etl"],
        "entity": "warehouse",
        "responders": [
            { "type": "user", "username": "joe@example.com" }, { "type": "team", "name": "ops" },
        ],
    });
    assert_eq!(body, alert);
    let pagerduty = json!({
        "notify_type": "failure", "integration_key": "r0ute", "api_key": "unused", "source": "Prefect",
        "component": "Notification", "group": null, "class_id": null, "region_name": "us", "clickable_url": null,
        "include_image": true, "custom_details": null,
    });
    fire(&store, save(&store, "pager-duty-webhook", pagerduty).await).await;
    let request = receiver.next().await;
    let (line, _, body) = shown(&request);
    assert_eq!(line, "POST /events.pagerduty.com/v2/enqueue");
    assert_eq!((&body["routing_key"], &body["event_action"]), (&json!("r0ute"), &json!("trigger")));
    assert_eq!(body["dedup_key"], json!(request.headers["idempotency-key"]));
    assert_eq!(body["payload"]["severity"], "critical");
    drop(services);
}

async fn mails_go_to_each_recipient_once_though_one_must_wait(store: Store) {
    let mut server = SmtpReceiver::start().await;
    let services = Services::start(&store, &Clock::system(), settings(&store).await);
    server.refuse("b@example.com", "451 Try later");
    let data = json!({
        "username": "weir", "password": "s3cret", "smtp_server": "127.0.0.1", "smtp_type": 25, "smtp_port": server.port(),
        "email_from": "weir@example.com", "email_to": ["a@example.com", "b@example.com", "c@example.com"],
    });
    fire(&store, save(&store, "email-server-credentials", data).await).await;
    for recipient in ["a@example.com", "b@example.com", "c@example.com"] {
        let letter = server.next().await;
        assert_eq!((letter.from.as_str(), letter.to.as_str()), ("weir@example.com", recipient));
        assert_eq!(letter.login.as_deref(), Some("PLAIN AHdlaXIAczNjcmV0"));
        for line in ["Subject: etl failed", "From: weir@example.com", &format!("To: {recipient}"), "is full"]
        {
            assert!(letter.text.lines().any(|found| found == line), "{line} is not in {}", letter.text);
        }
    }
    assert_eq!(end(&store, 1).await.event, "prefect.automation.action.executed");
    drop(services);
    let [record] = <[ActionRecord; 1]>::try_from(records(&store).await).unwrap();
    let rendered = record.rendered.map(|rendered| Value::Object(rendered.to_map()));
    assert_eq!(rendered, Some(json!({ "subject": "etl failed", "body": "the disk\nis full" })));
    let event = record.firing.event.unwrap();
    assert_eq!(
        (event.occurred, event.resource.to_map()["prefect.resource.id"].clone()),
        (NOW, json!("thing.1"))
    );
    assert_eq!(record.firing.state, Some(FiringState::Triggered));
    assert_eq!((record.status, record.attempts, record.reason), (ActionStatus::Executed, 2, None));
}

async fn what_is_refused_for_good_fails_at_once_and_tells_the_answer_without_secrets(store: Store) {
    let mut receiver = HttpReceiver::start().await;
    let services = Services::start(&store, &Clock::fixed(NOW), relayed(&store, &receiver).await);
    receiver.reply(Reply::new(403, "no /services/T0000000/s3cretpassw0rd here"));
    let data = json!({ "url": format!("{}/services/T0000000/s3cretpassw0rd", receiver.url()) });
    fire(&store, save(&store, "slack-webhook", data).await).await;
    receiver.next().await;
    let told = end(&store, 1).await;
    let payload = told.payload.to_map();
    assert_eq!(told.event, "prefect.automation.action.failed");
    let response = json!({ "status_code": 403, "response_body": "no /********/********/******** here" });
    assert_eq!(payload["reason"], "The receiver answered 403 Forbidden");
    assert_eq!(
        (&payload["status_code"], &payload["response_body"]),
        (&response["status_code"], &response["response_body"])
    );
    drop(services);
    let [record] = <[ActionRecord; 1]>::try_from(records(&store).await).unwrap();
    assert_eq!((record.status, record.attempts, record.next_attempt), (ActionStatus::Failed, 1, None));
    assert_eq!(record.response.map(|response| Value::Object(response.to_map())), Some(response));
}

async fn what_cannot_be_delivered_in_time_fails_with_the_last_answer(store: Store) {
    let mut receiver = HttpReceiver::start().await;
    let mut settings = relayed(&store, &receiver).await;
    settings.notifications.keep_trying = TimeDelta::from_secs(2);
    let services = Services::start(&store, &Clock::system(), settings);
    for _ in 0..9 {
        receiver.reply(Reply { headers: "Retry-After: 1\r\n".to_owned(), ..Reply::new(429, "slowly") });
    }
    let data = json!({ "url": format!("{}/services/T/B/s3cret", receiver.url()) });
    fire(&store, save(&store, "slack-webhook", data).await).await;
    let first = receiver.next().await;
    assert_eq!(receiver.next().await.headers["idempotency-key"], first.headers["idempotency-key"]);
    let told = end(&store, 1).await;
    assert_eq!(told.event, "prefect.automation.action.failed");
    assert_eq!(told.payload.to_map()["status_code"], 429);
    drop(services);
    let [record] = <[ActionRecord; 1]>::try_from(records(&store).await).unwrap();
    assert_eq!(record.reason.as_deref(), Some("The receiver answered 429 Too Many Requests"));
    assert!(record.attempts >= 2, "{record:?}");
}

async fn blocks_that_cannot_notify_say_so(store: Store) {
    let receiver = HttpReceiver::start().await;
    let services = Services::start(&store, &Clock::fixed(NOW), relayed(&store, &receiver).await);
    for (count, slug, data, reason) in [
        (1, "secret", json!({ "value": "x" }), "The referenced block was not a notification block"),
        (
            2,
            "discord-webhook",
            json!({ "webhook_id": "1" }),
            "The notification block was invalid: it has no webhook_token",
        ),
        (3, "slack-credentials", json!({ "token": "xoxb-1" }), "The block names no channel: "),
        (4, "slack-webhook", json!({ "url": "pigeon://coop" }), "Weir knows no URLs of the kind pigeon://"),
    ] {
        fire(&store, save(&store, slug, data).await).await;
        let told = end(&store, count).await;
        let payload = told.payload.to_map();
        assert!(payload["reason"].as_str().unwrap().starts_with(reason), "{slug}: {payload:?}");
    }
    drop(services);
    assert!(receiver.is_quiet());
}

weir_testkit::on_both_databases!(
    blocks_that_cannot_notify_say_so,
    mails_go_to_each_recipient_once_though_one_must_wait,
    what_cannot_be_delivered_in_time_fails_with_the_last_answer,
    what_is_refused_for_good_fails_at_once_and_tells_the_answer_without_secrets
);
