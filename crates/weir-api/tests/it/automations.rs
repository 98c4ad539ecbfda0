//! `/automations`.

use http::{Method, StatusCode};
use insta::assert_json_snapshot;
use serde_json::{Value, json};

use crate::api::{Api, numbered};

const BLOCK: &str = "00000000-0000-4000-8000-000000000001";

fn automation(name: &str) -> Value {
    json!({
        "name": name,
        "trigger": { "type": "event", "posture": "Reactive", "expect": ["prefect.flow-run.Failed"] },
        "actions": [{ "type": "send-notification", "block_document_id": BLOCK, "body": "{{ flow_run.name }}" }],
    })
}

#[tokio::test]
async fn an_automation_is_made_read_replaced_and_deleted() {
    let api = Api::new().await;
    let (status, made) = api.post("/automations/", automation("page")).await;
    assert_eq!(status, StatusCode::CREATED);
    assert_json_snapshot!(numbered(&made));
    let path = format!("/automations/{}", made["id"].as_str().unwrap());
    assert_eq!(api.get(&path).await, (StatusCode::OK, made.clone()));

    api.wait(60);
    let replaced = api.put(&path, automation("page at night")).await;
    assert_eq!(replaced, (StatusCode::NO_CONTENT, Value::Null));
    assert_eq!(api.patch(&path, json!({ "enabled": false })).await.0, StatusCode::NO_CONTENT);
    let (_, read) = api.get(&path).await;
    assert_eq!((&read["name"], &read["enabled"]), (&json!("page at night"), &json!(false)));
    assert_ne!(read["updated"], made["updated"]);

    assert_eq!(api.delete(&path).await.0, StatusCode::NO_CONTENT);
    let gone = (StatusCode::NOT_FOUND, json!({ "exception_message": "Automation not found" }));
    assert_eq!(api.get(&path).await, gone);
    assert_eq!(api.put(&path, automation("again")).await, gone);
    assert_eq!(api.patch(&path, json!({ "enabled": true })).await, gone);
    assert_eq!(api.delete(&path).await, gone);
}

#[tokio::test]
async fn what_an_update_leaves_out_stays_as_it_is() {
    let api = Api::new().await;
    let mut made = automation("first");
    made["description"] = json!("why");
    made["tags"] = json!(["a"]);
    made["enabled"] = json!(false);
    made["actions_on_resolve"] = json!([{}]);
    let path = format!("/automations/{}", api.make("/automations/", made).await);
    assert_eq!(api.put(&path, automation("second")).await.0, StatusCode::NO_CONTENT);
    assert_eq!(api.patch(&path, json!({})).await.0, StatusCode::NO_CONTENT);
    let (_, read) = api.get(&path).await;
    assert_eq!(read["name"], json!("second"));
    assert_eq!((&read["description"], &read["tags"]), (&json!("why"), &json!(["a"])));
    assert_eq!((&read["enabled"], &read["actions_on_trigger"]), (&json!(false), &json!([])));
    assert_eq!(read["actions_on_resolve"], json!([{ "type": "do-nothing" }]));
}

#[tokio::test]
async fn an_automation_goes_with_its_owner() {
    let api = Api::new().await;
    let mut owned = automation("owned");
    owned["owner_resource"] = json!("prefect.deployment.x");
    let id = api.make("/automations/", owned).await;
    api.make("/automations/", automation("free")).await;
    let (_, related) = api.get("/automations/related-to/prefect.deployment.x").await;
    assert_eq!(related.as_array().unwrap().len(), 1);
    assert_eq!(related[0]["id"], json!(id));
    let deleted = api.delete("/automations/owned-by/prefect.deployment.x").await;
    assert_eq!(deleted, (StatusCode::ACCEPTED, Value::Null));
    assert_eq!(api.get(&format!("/automations/{id}")).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn automations_are_found_by_name_and_tag_in_an_order() {
    let api = Api::new().await;
    for (name, tags) in [("b", json!(["x"])), ("a", json!(["x", "y"])), ("c", json!([]))] {
        let mut wanted = automation(name);
        wanted["tags"] = tags;
        api.make("/automations/", wanted).await;
    }
    for (query, expected) in [
        (json!({}), vec!["a", "b", "c"]),
        (json!({ "sort": "NAME_DESC", "limit": 2 }), vec!["c", "b"]),
        (json!({ "offset": 2 }), vec!["c"]),
        (json!({ "automations": { "name": { "any_": ["b", "c"] } } }), vec!["b", "c"]),
        (json!({ "automations": { "tags": { "all_": ["x"] } } }), vec!["a", "b"]),
    ] {
        let (status, found) = api.post("/automations/filter", query.clone()).await;
        assert_eq!(status, StatusCode::OK);
        let names: Vec<&str> =
            found.as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
        assert_eq!(names, expected, "{query}");
    }
    let tagged = json!({ "automations": { "tags": { "all_": ["x"] } } });
    assert_eq!(api.post("/automations/count", tagged).await, (StatusCode::OK, json!(2)));
}

#[tokio::test]
async fn a_template_that_cannot_be_read_is_refused() {
    let api = Api::new().await;
    let mut broken = automation("broken");
    broken["actions"][0]["body"] = json!("{{ flow_run.name");
    let (status, answer) = api.post("/automations/", broken.clone()).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let wrong = &answer["exception_detail"][0];
    assert_eq!(wrong["loc"], json!(["body", "actions", 0, "SendNotification", "body"]));
    assert!(wrong["msg"].as_str().unwrap().starts_with("Value error, 'body' is not a valid template: "));
    broken["actions"] =
        json!([{ "type": "run-deployment", "source": "inferred", "parameters": { "a": "{{ x" } }]);
    let (status, answer) = api.post("/automations/", broken).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let wrong = &answer["exception_detail"][0];
    assert_eq!(wrong["loc"], json!(["body", "actions", 0, "RunDeployment", "parameters"]));
    assert!(
        wrong["msg"].as_str().unwrap().starts_with("Value error, Invalid parameters: \na: Invalid jinja: ")
    );
}

#[tokio::test]
async fn an_automation_that_would_feed_itself_cannot_be_enabled() {
    let api = Api::new().await;
    let endless = |enabled: bool| {
        json!({
            "name": "endless", "enabled": enabled,
            "trigger": { "type": "event", "posture": "Reactive", "expect": ["prefect.flow-run.Running"] },
            "actions": [{ "type": "run-deployment", "source": "inferred" }],
        })
    };
    assert_eq!(api.post("/automations/", endless(true)).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    let path = format!("/automations/{}", api.make("/automations/", endless(false)).await);
    let (status, answer) = api.patch(&path, json!({ "enabled": true })).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let sentence = answer["exception_detail"][0]["msg"].as_str().unwrap();
    assert!(sentence.starts_with("Value error, Running an inferred deployment"), "{answer}");
    assert_eq!(api.get(&path).await.1["enabled"], json!(false));
    assert_eq!(api.patch(&path, json!({ "enabled": false })).await.0, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn every_kind_of_trigger_is_kept_as_it_is() {
    let api = Api::new().await;
    let inner = json!({ "type": "event", "posture": "Reactive", "expect": ["a"] });
    let absent = json!({ "type": "event", "posture": "Proactive", "within": 60 });
    let sequence = json!({ "type": "sequence", "triggers": [inner, absent], "within": 60 });
    let compound =
        json!({ "type": "compound", "triggers": [inner, sequence], "require": "all", "within": null });
    for trigger in [absent, sequence, compound] {
        let mut wanted = automation("any");
        wanted["trigger"] = trigger;
        let (status, made) = api.post("/automations/", wanted.clone()).await;
        assert_eq!(status, StatusCode::CREATED);
        assert_json_snapshot!(numbered(&made["trigger"]));
        let path = format!("/automations/{}", made["id"].as_str().unwrap());
        assert_eq!(api.get(&path).await, (StatusCode::OK, made));
        assert_eq!(api.put(&path, wanted).await.0, StatusCode::NO_CONTENT);
    }
}

/// An automation with actions that Prefect's server does not have.
fn own() -> Value {
    let mut own = automation("retry");
    own["actions"] = json!([
        { "type": "retry-flow-run", "max_retries": 3, "retry_delay_seconds": 300 },
        { "type": "do-nothing" },
        { "type": "pause-deployment", "deployment_name": "lightdash-refresh" },
    ]);
    own["actions_on_resolve"] = json!([{ "type": "emit-event", "event": "recovered" }]);
    own
}

#[tokio::test]
async fn actions_of_our_own_are_kept_as_they_are() {
    let api = Api::new().await;
    let (status, made) = api.post("/automations/", own()).await;
    assert_eq!(status, StatusCode::CREATED);
    assert_json_snapshot!(json!([made["actions"], made["actions_on_resolve"]]));
    let mut wrong = own();
    wrong["actions_on_resolve"][0]["payload"] = json!({ "rows": ["{{ event"] });
    let (status, answer) = api.post("/automations/", wrong).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let found = &answer["exception_detail"][0];
    assert_eq!(found["loc"], json!(["body", "actions_on_resolve", 0, "EmitEvent", "payload"]));
}

#[tokio::test]
async fn triggers_of_our_own_are_kept_and_survive_a_stock_client() {
    let api = Api::new().await;
    let stock = [("user-agent", "prefect/3.8.8 (API 0.8.4)")];
    let metric = json!({ "name": "successes", "operator": "<", "threshold": 0.9 });
    for trigger in [
        json!({ "expect": ["prefect.flow-run.Running"], "posture": "proactive", "threshold_duration_seconds": 60 }),
        json!({ "posture": "Metric", "metric": metric }),
    ] {
        let create = json!({ "name": "ours", "trigger": trigger, "actions": [{ "type": "do-nothing" }] });
        let path = format!("/automations/{}", api.make("/automations/", create).await);
        let (_, whole) = api.get(&path).await;
        let (_, shown) = api.ask_with(Method::GET, &path, None, &stock).await;
        let update = json!({ "name": "renamed", "trigger": shown["trigger"], "actions": shown["actions"] });
        let updated = api.ask_with(Method::PUT, &path, Some(update), &stock).await;
        assert_eq!(updated, (StatusCode::NO_CONTENT, Value::Null));
        let (_, read) = api.get(&path).await;
        let (mut before, mut after) = (whole["trigger"].clone(), read["trigger"].clone());
        for trigger in [&mut before, &mut after] {
            // Each version of a trigger has an id of its own.
            assert!(trigger["id"].take().is_string());
        }
        assert_eq!(after, before);
        assert_eq!(read["name"], json!("renamed"));
    }
}

#[tokio::test]
async fn a_stock_client_reads_and_writes_actions_of_our_own() {
    let api = Api::new().await;
    let stock = [("user-agent", "prefect/3.8.8 (API 0.8.4)")];
    let path = format!("/automations/{}", api.make("/automations/", own()).await);
    let (_, whole) = api.get(&path).await;
    let (_, shown) = api.ask_with(Method::GET, &path, None, &stock).await;
    assert_json_snapshot!(json!([shown["actions"], shown["actions_on_resolve"]]));
    let (_, list) = api.ask_with(Method::POST, "/automations/filter", Some(json!({})), &stock).await;
    assert_eq!(list, json!([shown]));

    // What it writes back is what it was, in whatever place.
    let mut update = json!({ "name": "retry, renamed" });
    for member in
        ["description", "enabled", "tags", "trigger", "actions", "actions_on_trigger", "actions_on_resolve"]
    {
        update[member] = shown[member].clone();
    }
    update["actions"].as_array_mut().unwrap().reverse();
    let updated = api.ask_with(Method::PUT, &path, Some(update), &stock).await;
    assert_eq!(updated, (StatusCode::NO_CONTENT, Value::Null));
    let (_, read) = api.get(&path).await;
    assert_eq!(read["name"], json!("retry, renamed"));
    assert_eq!(read["actions_on_resolve"], whole["actions_on_resolve"]);
    for (place, action) in whole["actions"].as_array().unwrap().iter().rev().enumerate() {
        assert_eq!(read["actions"][place], *action);
    }
}
