//! `/ui/schemas`.

use axum::extract::State;
use serde_json::Value;
use weir_engine::parameters;
use weir_store::variables;
use weir_types::ui::{SchemaValues, SchemaValuesTold};

use crate::{
    answer::Answer,
    app::App,
    error::{ApiError, ApiResult},
    extract::Body,
    routing::{Routes, query},
};

pub(super) fn routes() -> Routes {
    Routes::new().route("/ui/schemas/validate", query(validate))
}

/// Whether the values of a form fit its schema; where not, in the form's shape.
async fn validate(
    State(app): State<App>,
    Body(SchemaValues { schema, values }): Body<SchemaValues>,
) -> ApiResult<Answer<SchemaValuesTold>> {
    let known = if parameters::needs_variables(&values) {
        app.store().read((), |conn, ()| Box::pin(variables::values(conn))).await?
    } else {
        parameters::Variables::new()
    };
    let schema = Value::Object(schema.to_map());
    let told = parameters::tell(&values, schema, &known).map_err(|wrong| ApiError::unprocessable(&wrong))?;
    Ok(Answer(SchemaValuesTold { errors: told.errors, valid: told.valid }))
}
