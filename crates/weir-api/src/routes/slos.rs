//! `/slos`: service level objectives. Prefect's server has nothing like it.

use axum::{extract::State, http::StatusCode, response::IntoResponse};
use weir_engine::slos::{BadObjective, History, Objective, status};
use weir_store::slos::{self, Replaced, Watched};
use weir_types::{
    TimeDelta, Timestamp,
    ids::SloId,
    slos::{
        Slo, SloHistoryQuery, SloInterval, SloRefusal, SloRefusalsQuery, SloSource, SloSpec, SloStatus,
        SlosQuery,
    },
};

use crate::{
    answer::Answer,
    app::App,
    error::{ApiError, ApiResult},
    extract::{Body, Path},
    paging,
    routing::{Routes, get, post, query},
};

/// How long the intervals of a history are, unless it says so.
const DAY: TimeDelta = TimeDelta::from_secs(86_400);

/// How many intervals are told of at most.
const MOST_INTERVALS: i64 = 1000;

pub(super) fn routes() -> Routes {
    Routes::new()
        .route("/slos/", post(create))
        .route("/slos/filter", query(filter))
        .route("/slos/refused/filter", query(filter_refused))
        .route("/slos/{id}", get(read).put(replace).delete(delete))
        .route("/slos/{id}/status", get(read_status))
        .route("/slos/{id}/history", query(history))
}

async fn create(State(app): State<App>, Body(spec): Body<SloSpec>) -> ApiResult<impl IntoResponse> {
    Objective::of(&spec).map_err(bad)?;
    let now = app.now();
    let made = app
        .store()
        .write(spec, move |conn, spec| Box::pin(slos::create(conn, spec, SloSource::Api, None, now)))
        .await?;
    Ok((StatusCode::CREATED, Answer(made.ok_or_else(name_taken)?)))
}

async fn filter(State(app): State<App>, Body(query): Body<SlosQuery>) -> ApiResult<Answer<Vec<Slo>>> {
    let limit = paging::limit(query.limit)?;
    let found = app.store().read(query, move |conn, query| Box::pin(slos::list(conn, query, limit)));
    Ok(Answer(found.await?))
}

async fn filter_refused(
    State(app): State<App>,
    Body(query): Body<SloRefusalsQuery>,
) -> ApiResult<Answer<Vec<SloRefusal>>> {
    let (limit, offset) = (paging::limit(query.limit)?, query.offset);
    let found = app.store().read((), move |conn, ()| Box::pin(slos::refused(conn, limit, offset)));
    Ok(Answer(found.await?))
}

async fn read(State(app): State<App>, Path(id): Path<SloId>) -> ApiResult<Answer<Slo>> {
    Ok(Answer(stored(&app, id).await?))
}

async fn stored(app: &App, id: SloId) -> ApiResult<Slo> {
    let found = app.store().read(id, |conn, id| Box::pin(slos::read(conn, *id))).await?;
    found.ok_or_else(not_found)
}

async fn replace(
    State(app): State<App>,
    Path(id): Path<SloId>,
    Body(spec): Body<SloSpec>,
) -> ApiResult<Answer<Slo>> {
    Objective::of(&spec).map_err(bad)?;
    let before = stored(&app, id).await?;
    if before.source != SloSource::Api {
        return Err(declared_elsewhere(before.source));
    }
    let now = app.now();
    let replaced =
        app.store().write(spec, move |conn, spec| Box::pin(slos::replace(conn, id, spec, now))).await?;
    match replaced {
        Replaced::Done(slo) => Ok(Answer(*slo)),
        Replaced::Unknown => Err(not_found()),
        Replaced::NameTaken => Err(name_taken()),
    }
}

/// Deletes an objective; one of a tag would come back with the next deployment.
async fn delete(State(app): State<App>, Path(id): Path<SloId>) -> ApiResult<StatusCode> {
    let before = stored(&app, id).await?;
    if before.source == SloSource::Tag {
        return Err(declared_elsewhere(before.source));
    }
    let now = app.now();
    if app.store().write(id, move |conn, id| Box::pin(slos::delete(conn, *id, now))).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(not_found())
    }
}

/// How the objective stands at this moment.
async fn read_status(State(app): State<App>, Path(id): Path<SloId>) -> ApiResult<Answer<SloStatus>> {
    let now = app.now();
    let found = app
        .store()
        .read(id, move |conn, id| {
            Box::pin(async move {
                let Some(slo) = slos::one(conn, *id).await? else { return Ok(None) };
                let observed = slos::observe(conn, &slo, now).await?;
                Ok(Some((slo, observed)))
            })
        })
        .await?;
    let (slo, observed) = found.ok_or_else(not_found)?;
    if !slo.spec.enabled {
        return Ok(Answer(slo.status));
    }
    Ok(Answer(as_of(&slo, status(&slo.objective, &observed), now)))
}

/// A status that was just found. Since when it is so stands in what is kept.
fn as_of(slo: &Watched, found: SloStatus, now: Timestamp) -> SloStatus {
    let since = if found.state == slo.status.state { slo.status.since } else { Some(now) };
    SloStatus { since, evaluated: Some(now), ..found }
}

async fn history(
    State(app): State<App>,
    Path(id): Path<SloId>,
    Body(query): Body<SloHistoryQuery>,
) -> ApiResult<Answer<Vec<SloInterval>>> {
    let slo = app.store().read(id, |conn, id| Box::pin(slos::one(conn, *id))).await?.ok_or_else(not_found)?;
    let now = app.now();
    let end = query.end.unwrap_or(now);
    let asked = History {
        start: query.start.unwrap_or(end - slo.objective.window),
        end,
        interval: query.interval_seconds.unwrap_or(DAY),
    };
    if asked.start > asked.end {
        return Err(ApiError::unprocessable("end must not be before start"));
    }
    if asked.count() > MOST_INTERVALS {
        let told =
            format!("the time has more than {MOST_INTERVALS} intervals: interval_seconds must be longer");
        return Err(ApiError::unprocessable(&told));
    }
    let told = app.store().read(slo, move |conn, slo| {
        Box::pin(async move {
            let course = slos::course(conn, slo, (asked.start, asked.end), now).await?;
            Ok(asked.told(&slo.objective, &course))
        })
    });
    Ok(Answer(told.await?))
}

fn bad(objective: BadObjective) -> ApiError {
    ApiError::unprocessable(&objective.to_string())
}

fn not_found() -> ApiError {
    ApiError::not_found("SLO")
}

fn name_taken() -> ApiError {
    ApiError::Conflict("There is an SLO of this name already".to_owned())
}

fn declared_elsewhere(source: SloSource) -> ApiError {
    ApiError::Conflict(match source {
        SloSource::Tag => "The SLO is declared by a tag of its deployment: change the tag".to_owned(),
        SloSource::Sla => "The SLO is an agreement of its deployment: deploy it with another one".to_owned(),
        SloSource::Api => "The SLO is declared by the API".to_owned(),
    })
}
