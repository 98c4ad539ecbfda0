//! What routes take from a request. The contract was checked before (`contract.rs`), so this only makes types of it.

use axum::{extract::FromRequestParts, http::request::Parts};
use serde::de::DeserializeOwned;
use weir_contract::{ErrorBody, ErrorDetail, RequestErrors, Step};

use crate::{app::App, contract::Checked, error::ApiError};

/// A JSON body.
#[derive(Clone, Copy, Debug)]
pub struct Body<T>(pub T);

/// The parameters in the query, with their defaults, as a structure of named fields.
#[derive(Clone, Copy, Debug)]
pub struct Query<T>(pub T);

/// The parameters in the path.
#[derive(Clone, Copy, Debug)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<App> for Body<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, ApiError> {
        let Some(checked) = parts.extensions.get::<Checked>() else { return Err(unchecked(parts)) };
        serde_json::from_slice(&checked.body).map(Self).map_err(|_| misfit::<T>("body", parts, &checked.body))
    }
}

impl<T: DeserializeOwned> FromRequestParts<App> for Query<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, ApiError> {
        let Some(checked) = parts.extensions.get::<Checked>() else { return Err(unchecked(parts)) };
        let params = checked.params.as_bytes();
        serde_json::from_slice(params).map(Self).map_err(|_| misfit::<T>("query", parts, params))
    }
}

impl<T: DeserializeOwned + Send> FromRequestParts<App> for Path<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        match axum::extract::Path::<T>::from_request_parts(parts, app).await {
            Ok(axum::extract::Path(value)) => Ok(Self(value)),
            Err(error) => {
                tracing::error!(%error, uri = %parts.uri, "the type of a path does not take what the contract takes");
                Err(ErrorBody::no_route().into())
            }
        }
    }
}

/// A route outside the contract asks for a part of the request that only the contract's routes have.
fn unchecked(parts: &Parts) -> ApiError {
    tracing::error!(uri = %parts.uri, "a route below /api is not in the contract");
    ErrorBody::internal().into()
}

/// The contract takes a value that the route's type cannot hold, such as a whole number beyond 64 bits.
fn misfit<T: DeserializeOwned>(place: &'static str, parts: &Parts, text: &[u8]) -> ApiError {
    let deserializer = &mut serde_json::Deserializer::from_slice(text);
    let (mut loc, msg) = match serde_path_to_error::deserialize::<_, T>(deserializer) {
        Ok(_) => (Vec::new(), "Value error, trailing characters".to_owned()),
        Err(error) => {
            let path = error.path().iter().map(step).collect();
            (path, format!("Value error, {}", error.into_inner()))
        }
    };
    tracing::warn!(uri = %parts.uri, error = msg, "a request that fits the contract does not fit its type");
    loc.insert(0, Step::Key(place.into()));
    let input = "null".to_owned();
    let detail = ErrorDetail { kind: "value_error", loc, msg: msg.into(), input, ctx: None };
    let request_body =
        if place == "body" { String::from_utf8_lossy(text).into_owned() } else { "null".to_owned() };
    ErrorBody::invalid(&RequestErrors { details: vec![detail], request_body }).into()
}

fn step(segment: &serde_path_to_error::Segment) -> Step {
    match segment {
        serde_path_to_error::Segment::Seq { index } => Step::Index(*index),
        other => Step::Key(other.to_string().into()),
    }
}
