//! The one place where errors become answers, in the shapes of Prefect's server.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};
use weir_store::StoreError;

use crate::answer::Answer;

/// What a route answers when it cannot answer what was asked.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// There is no such thing: 404 `{"detail": …}`.
    #[error("{0}")]
    NotFound(String),
    /// The request is understood and refused: 400 `{"detail": …}`.
    #[error("{0}")]
    BadRequest(String),
    /// It would break a rule of uniqueness: 409 `{"detail": …}`.
    #[error("{0}")]
    Conflict(String),
    /// It must not be done: 403 `{"detail": …}`.
    #[error("{0}")]
    Forbidden(String),
    /// The request does not fit the contract: 422 with a list of what is wrong.
    #[error("the request is not valid")]
    Invalid {
        /// One entry for each error: `type`, `loc`, `msg`, `input`.
        detail: Value,
        /// The body as it was understood.
        body: Value,
    },
    /// The contract has this operation, and Weir does not serve it yet: 501.
    #[error("{0} is not served yet")]
    NotServed(String),
    /// An answer of another status whose body is already in the wire's shape.
    #[error("answered {0}")]
    Other(StatusCode, Value),
    /// The database failed: 500, or 503 when it cannot be reached.
    #[error("failed to {0}")]
    Store(#[from] StoreError),
}

/// What routes return.
pub type ApiResult<T> = Result<T, ApiError>;

impl ApiError {
    /// 404 with Prefect's sentence for an unknown `what`: "Flow run not found".
    pub fn not_found(what: &str) -> Self {
        Self::NotFound(format!("{what} not found"))
    }

    /// 404 in the shape that orchestration answers for an unknown run.
    pub fn object_not_found(message: &str) -> Self {
        Self::Other(StatusCode::NOT_FOUND, json!({ "exception_message": message }))
    }

    /// 409 for a reference to what does not exist.
    pub fn broken_reference() -> Self {
        Self::Conflict(
            "Data integrity conflict. This usually means a unique or foreign key constraint was violated. \
             See server logs for details."
                .to_owned(),
        )
    }

    fn parts(self) -> (StatusCode, Value) {
        match self {
            Self::NotFound(detail) => (StatusCode::NOT_FOUND, json!({ "detail": detail })),
            Self::BadRequest(detail) => (StatusCode::BAD_REQUEST, json!({ "detail": detail })),
            Self::Conflict(detail) => (StatusCode::CONFLICT, json!({ "detail": detail })),
            Self::Forbidden(detail) => (StatusCode::FORBIDDEN, json!({ "detail": detail })),
            Self::Invalid { detail, body } => (
                StatusCode::UNPROCESSABLE_ENTITY,
                json!({
                    "exception_message": "Invalid request received.",
                    "exception_detail": detail,
                    "request_body": body,
                }),
            ),
            Self::NotServed(operation) => (
                StatusCode::NOT_IMPLEMENTED,
                json!({ "exception_message": format!("{operation} is not served yet.") }),
            ),
            Self::Other(status, body) => (status, body),
            Self::Store(error) => {
                // The text may name tables, which is for the operator and not for the client.
                tracing::error!(%error, "a request failed in the store");
                (StatusCode::INTERNAL_SERVER_ERROR, json!({ "exception_message": "Internal Server Error" }))
            }
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let (status, body) = self.parts();
        (status, Answer(body)).into_response()
    }
}
