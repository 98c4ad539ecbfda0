//! `/weir/automations/test`: what an automation would have done with the events that are stored. Prefect's server has
//! nothing like it.

use axum::extract::State;
use weir_services::automations::replay;
use weir_types::automations::{AutomationTest, Replay};

use crate::{
    answer::Answer,
    app::App,
    error::{ApiError, ApiResult},
    extract::Body,
    routing::{Need, Routes, query},
};

pub(super) fn routes() -> Routes {
    // What an automation would do is for those who may make one.
    Routes::new().route("/weir/automations/test", query(test).needing(Need::Operate))
}

async fn test(State(app): State<App>, Body(test): Body<AutomationTest>) -> ApiResult<Answer<Replay>> {
    let AutomationTest { automation, since } = test;
    let now = app.now();
    let replayed = replay(app.store(), app.seal(), &automation, (since, now)).await?;
    replayed.map(Answer).ok_or_else(|| {
        let sentence = "A metric trigger looks at runs, not at events: it cannot be tested on them";
        ApiError::BadRequest(sentence.to_owned())
    })
}
