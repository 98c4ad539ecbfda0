//! Reads requests. What does not fit the contract is answered as Prefect's server answers it.

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Request},
    http::request::Parts,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::{app::App, error::ApiError};

/// The largest body that is read.
pub const MAX_BODY: usize = 64 * 1024 * 1024;

/// A JSON body.
#[derive(Clone, Copy, Debug)]
pub struct Body<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Body<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &App) -> Result<Self, ApiError> {
        let bytes = Bytes::from_request(request, app).await.map_err(|error| {
            ApiError::Other(error.status(), json!({ "exception_message": error.body_text() }))
        })?;
        let deserializer = &mut serde_json::Deserializer::from_slice(&bytes);
        serde_path_to_error::deserialize(deserializer).map(Self).map_err(|error| {
            let detail = json!([{ "type": "value_error", "loc": ["body", error.path().to_string()], "msg": error.inner().to_string() }]);
            ApiError::Invalid { detail, body: serde_json::from_slice(&bytes).unwrap_or(Value::Null) }
        })
    }
}

/// A JSON body of a route that is asked very often: it is read straight into its type, and only what does not fit is
/// looked at more closely.
#[derive(Clone, Copy, Debug)]
pub struct HotBody<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for HotBody<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &App) -> Result<Self, ApiError> {
        Body::from_request(request, app).await.map(|Body(value)| Self(value))
    }
}

/// The parameters in the query.
#[derive(Clone, Copy, Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<App> for Query<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, ApiError> {
        serde_html_form::from_str(parts.uri.query().unwrap_or_default()).map(Self).map_err(|error| {
            ApiError::Invalid {
                detail: json!([{ "type": "value_error", "loc": ["query"], "msg": error.to_string() }]),
                body: Value::Null,
            }
        })
    }
}

/// The parameters in the path.
#[derive(Clone, Copy, Debug)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<App> for Path<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        match axum::extract::Path::<T>::from_request_parts(parts, app).await {
            Ok(axum::extract::Path(value)) => Ok(Self(value)),
            Err(error) => Err(ApiError::Invalid {
                detail: json!([{ "type": "value_error", "loc": ["path"], "msg": error.body_text() }]),
                body: Value::Null,
            }),
        }
    }
}
