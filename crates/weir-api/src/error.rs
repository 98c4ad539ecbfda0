//! The one place where errors become answers, in the shapes of Prefect's server.

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};
use weir_contract::ErrorBody;
use weir_store::{StoreError, job_variables};

use crate::answer::JSON;

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
    /// A route finds wrong what the contract lets through: 422 with a list of what is wrong.
    #[error("the request is not valid")]
    Invalid {
        /// One entry for each error: `type`, `loc`, `msg`, `input`.
        detail: Value,
        /// The body as it was understood.
        body: Value,
    },
    /// The request does not fit the contract.
    #[error("answered {}", .0.status)]
    Refused(ErrorBody),
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

impl From<ErrorBody> for ApiError {
    fn from(body: ErrorBody) -> Self {
        Self::Refused(body)
    }
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

    /// 422 with a sentence: `{"detail": …}`.
    pub fn unprocessable(detail: &str) -> Self {
        ErrorBody::detail(422, detail).into()
    }

    /// 409 for a reference to what does not exist.
    pub fn broken_reference() -> Self {
        ErrorBody::integrity_conflict().into()
    }

    fn body(self) -> ErrorBody {
        match self {
            Self::NotFound(detail) => ErrorBody::not_found(&detail),
            Self::BadRequest(detail) => ErrorBody::detail(400, &detail),
            Self::Conflict(detail) => ErrorBody::detail(409, &detail),
            Self::Forbidden(detail) => ErrorBody::detail(403, &detail),
            Self::Invalid { detail, body } => {
                let message = "Invalid request received.";
                let json =
                    json!({ "exception_message": message, "exception_detail": detail, "request_body": body });
                ErrorBody { status: 422, json: json.to_string() }
            }
            Self::Refused(body) => body,
            Self::NotServed(operation) => {
                ErrorBody::exception(501, &format!("{operation} is not served yet."))
            }
            Self::Other(status, body) => ErrorBody { status: status.as_u16(), json: body.to_string() },
            Self::Store(error) => store_body(&error),
        }
    }
}

/// What a client is told of job variables that do not fit: 404 for a block that is not there, or else 422. `failed` says
/// what could not be done.
pub(crate) fn job_variables_refused(refused: &job_variables::Refused, failed: &str) -> ApiError {
    match refused {
        job_variables::Refused::UnknownBlock => ApiError::NotFound(refused.told(failed)),
        _ => ApiError::unprocessable(&refused.told(failed)),
    }
}

/// What a client is told of a failure of the store. The error's text may name tables, which is for the operator.
fn store_body(error: &StoreError) -> ErrorBody {
    if error.is_unique_violation() || error.is_foreign_key_violation() {
        tracing::warn!(%error, "a request broke a rule of the database");
        return ErrorBody::integrity_conflict();
    }
    if error.is_unfit_text() {
        return ErrorBody::detail(
            400,
            "The database cannot hold a text of this request: it contains a NUL character.",
        );
    }
    tracing::error!(%error, "a request failed in the store");
    if error.is_unavailable() { ErrorBody::unavailable() } else { ErrorBody::internal() }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let ErrorBody { status, json } = self.body();
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, [(header::CONTENT_TYPE, JSON)], json).into_response()
    }
}

/// What a client is told when a route panicked.
pub(crate) fn panicked(cause: &(dyn std::any::Any + Send)) -> Response {
    let cause = cause.downcast_ref::<String>().map(String::as_str).or_else(|| cause.downcast_ref().copied());
    tracing::error!(cause, "a route panicked");
    ApiError::from(ErrorBody::internal()).into_response()
}
