//! Job variables are held against the base job template of the work pool.

use http::StatusCode;
use serde_json::{Value, json};

use crate::api::Api;

const UNKNOWN: &str = "00000000-0000-4000-8000-000000000001";
const NO_NUMBER: &str =
    "Validation failed for field 'cpus'. Failure reason: 'two' is not valid under any of the given schemas";
const NO_IMAGE: &str = "Validation failed. Failure reason: 'image' is a required property";

/// Runs need an image and may have processors.
fn template() -> Value {
    json!({
        "job_configuration": { "image": "{{ image }}", "cpus": "{{ cpus }}" },
        "variables": {
            "properties": { "image": { "type": "string" }, "cpus": { "type": "integer", "default": 1 } },
            "required": ["image"],
        },
    })
}

fn refused(sentence: &str) -> (StatusCode, Value) {
    (StatusCode::UNPROCESSABLE_ENTITY, json!({ "detail": sentence }))
}

/// A server with a work pool and a deployment on it, which has these job variables.
async fn with_deployment(job_variables: Value) -> (Api, String, String) {
    let api = Api::new().await;
    api.make("/work_pools/", json!({ "name": "p", "type": "docker", "base_job_template": template() })).await;
    let flow = api.flow("f").await;
    let deployment =
        json!({ "name": "d", "flow_id": flow, "work_pool_name": "p", "job_variables": job_variables });
    let deployment = api.make("/deployments/", deployment).await;
    (api, flow, deployment)
}

#[tokio::test]
async fn the_defaults_of_a_pool_must_fit() {
    let api = Api::new().await;
    let pool = |default: Value| {
        let mut template = template();
        template["variables"]["properties"]["cpus"]["default"] = default;
        json!({ "name": "p", "type": "docker", "base_job_template": template })
    };
    let sentence = format!("Validation failed for work pool's job variable defaults: {NO_NUMBER}");
    assert_eq!(api.post("/work_pools/", pool(json!("two"))).await, refused(&sentence));
    let block = json!({ "$ref": { "block_document_id": UNKNOWN } });
    let no_block = (StatusCode::NOT_FOUND, json!({ "detail": "Block not found." }));
    assert_eq!(api.post("/work_pools/", pool(block)).await, no_block);
    let mut no_schema = pool(json!(1));
    no_schema["base_job_template"]["variables"]["properties"]["cpus"]["type"] = json!("number of cores");
    let (status, answer) = api.post("/work_pools/", no_schema).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer["detail"].as_str().unwrap().starts_with("Invalid schema: 'number of cores' is not"));
    assert_eq!(api.post("/work_pools/", pool(json!(2))).await.0, StatusCode::CREATED);
}

#[tokio::test]
async fn what_a_deployment_gives_must_fit_and_more_may_come_later() {
    let (api, flow, deployment) = with_deployment(json!({ "cpus": 2 })).await;
    let wrong =
        json!({ "name": "e", "flow_id": flow, "work_pool_name": "p", "job_variables": { "cpus": "two" } });
    let sentence = format!("Error creating deployment: {NO_NUMBER}");
    assert_eq!(api.post("/deployments/", wrong).await, refused(&sentence));

    let path = format!("/deployments/{deployment}");
    let wrong = json!({ "work_pool_name": "p", "job_variables": { "cpus": "two" } });
    let detail = "Error creating deployment: <ValidationError: \"'two' is not of type 'integer'\">";
    assert_eq!(api.patch(&path, wrong).await, (StatusCode::CONFLICT, json!({ "detail": detail })));
    assert_eq!(api.get(&path).await.1["job_variables"], json!({ "cpus": 2 }));
    // Unless the pool is named, nothing is held against it.
    let change = json!({ "job_variables": { "cpus": "two" } });
    assert_eq!(api.patch(&path, change).await.0, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn a_run_has_all_that_it_needs() {
    let (api, _, deployment) = with_deployment(json!({})).await;
    let path = format!("/deployments/{deployment}/create_flow_run");
    let refusal = |reason: &str| refused(&format!("Error creating flow run: {reason}"));
    assert_eq!(api.post(&path, json!({})).await, refusal(NO_IMAGE));
    let wrong = json!({ "job_variables": { "image": "x", "cpus": "two" } });
    assert_eq!(api.post(&path, wrong.clone()).await, refusal(NO_NUMBER));
    let right = json!({ "job_variables": { "image": "x" } });
    let (status, answer) = api.post(&format!("{path}/bulk"), json!([right, wrong])).await;
    assert_eq!(status, StatusCode::OK);
    let results: Vec<&Value> =
        answer["results"].as_array().unwrap().iter().map(|one| &one["status"]).collect();
    assert_eq!(results, ["CREATED", "FAILED"]);
    assert_eq!(answer["results"][1]["error"], json!(format!("Error creating flow run: {NO_NUMBER}")));

    let run = api.make(&path, right).await;
    let path = format!("/flow_runs/{run}");
    let refusal = |reason: &str| refused(&format!("Error updating flow run: {reason}"));
    assert_eq!(api.patch(&path, json!({ "job_variables": { "cpus": 1 } })).await, refusal(NO_IMAGE));
    let change = json!({ "job_variables": { "image": "y", "cpus": 4 } });
    assert_eq!(api.patch(&path, change.clone()).await.0, StatusCode::NO_CONTENT);
    assert_eq!(api.get(&path).await.1["job_variables"], change["job_variables"]);
}

#[tokio::test]
async fn a_default_may_be_a_block() {
    let api = Api::new().await;
    let kind = api.make("/block_types/", json!({ "name": "Images", "slug": "images" })).await;
    let fields =
        json!({ "title": "Images", "type": "object", "properties": { "name": { "type": "string" } } });
    let schema = json!({ "fields": fields, "block_type_id": kind });
    let schema = api.make("/block_schemas/", schema).await;
    let document =
        json!({ "name": "mine", "data": { "name": "x" }, "block_type_id": kind, "block_schema_id": schema });
    let document = api.make("/block_documents/", document).await;
    let mut template = template();
    template["variables"]["properties"]["image"] = json!({
        "type": "object", "properties": { "name": { "type": "string" } }, "required": ["name"],
        "default": { "$ref": { "block_document_id": document } },
    });
    api.make("/work_pools/", json!({ "name": "p", "type": "docker", "base_job_template": template })).await;
    let flow = api.flow("f").await;
    let deployment =
        api.make("/deployments/", json!({ "name": "d", "flow_id": flow, "work_pool_name": "p" })).await;
    let path = format!("/deployments/{deployment}/create_flow_run");
    assert_eq!(api.post(&path, json!({})).await.0, StatusCode::CREATED);
    let (_, answer) = api.post(&path, json!({ "job_variables": { "image": "y" } })).await;
    assert!(answer["detail"].as_str().unwrap().contains("'y' is not of type 'object'"), "{answer}");
    api.delete(&format!("/block_documents/{document}")).await;
    let no_block = (StatusCode::NOT_FOUND, json!({ "detail": "Block not found." }));
    assert_eq!(api.post(&path, json!({})).await, no_block);
}

#[tokio::test]
async fn an_action_that_runs_a_deployment_has_all_that_it_needs() {
    let (api, _, deployment) = with_deployment(json!({})).await;
    let automation = |deployment: &str, job_variables: Value| {
        json!({
            "name": "a", "trigger": { "type": "event", "posture": "Reactive" },
            "actions": [{
                "type": "run-deployment", "deployment_id": deployment, "job_variables": job_variables,
            }],
        })
    };
    let no_deployment = (StatusCode::NOT_FOUND, json!({ "detail": "Deployment not found." }));
    assert_eq!(api.post("/automations/", automation(UNKNOWN, json!({ "image": "x" }))).await, no_deployment);
    assert_eq!(api.post("/automations/", automation(UNKNOWN, json!({}))).await.0, StatusCode::CREATED);
    let sentence = format!("Error creating automation: {NO_IMAGE}");
    let wrong = automation(&deployment, json!({ "cpus": 2 }));
    assert_eq!(api.post("/automations/", wrong.clone()).await, refused(&sentence));
    let path = format!(
        "/automations/{}",
        api.make("/automations/", automation(&deployment, json!({ "image": "x" }))).await
    );
    assert_eq!(api.put(&path, wrong).await, refused(&sentence));
    assert_eq!(api.put(&path, automation(UNKNOWN, json!({}))).await, no_deployment);
}
