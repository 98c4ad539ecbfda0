//! The parameters that an automation gives to the runs of a deployment.

use weir_engine::parameters::{self, HydrationError, Variables};
use weir_store::{Conn, Result, variables};
use weir_types::JsonObject;

use super::{commands::Circumstances, context::context};

/// The parameters with their templates filled in.
pub(super) async fn rendered(
    conn: &mut Conn,
    given: &Circumstances<'_>,
    parameters: Option<&JsonObject>,
) -> Result<std::result::Result<serde_json::Value, HydrationError>> {
    let nothing = JsonObject::default();
    let wanted = parameters.unwrap_or(&nothing);
    let known =
        if parameters::needs_variables(wanted) { variables::values(conn).await? } else { Variables::new() };
    let templates = [wanted.as_str().to_owned()];
    let context = context(conn, given.firing, &templates, given.now).await?;
    Ok(parameters::render(wanted, &known, &context, given.ui_url))
}
