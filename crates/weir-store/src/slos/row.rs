//! An objective as it lies in its table.

use uuid::Uuid;
use weir_engine::slos::{BadObjective, Objective};
use weir_types::{
    Json, Timestamp,
    ids::{DeploymentId, SloId},
    slos::{Slo, SloAlert, SloKind, SloSource, SloSpec, SloStatus},
};

use super::runs::Place;
use crate::{
    error::{Result, StoreError},
    row::{Column, Columns, Row},
};

/// The columns that [`slo`] and [`watched`] read.
macro_rules! slo_columns {
    () => {
        "slos.id, slos.created, slos.updated, slos.source, slos.deployment_id, slos.spec, slos.status"
    };
}
pub(super) use slo_columns;

pub(super) fn slo(row: Row<'_>) -> Result<Slo> {
    read(&mut row.columns())
}

pub(super) fn read(columns: &mut Columns<'_>) -> Result<Slo> {
    Ok(Slo {
        id: columns.take()?,
        created: columns.take()?,
        updated: columns.take()?,
        source: columns.take()?,
        deployment_id: columns.take()?,
        spec: serde_json::from_str(columns.take::<Json>()?.as_str())?,
        status: serde_json::from_str(columns.take::<Json>()?.as_str())?,
    })
}

/// An objective that is watched.
#[derive(Clone, Debug, PartialEq)]
pub struct Watched {
    /// Its id.
    pub id: SloId,
    /// When it was declared.
    pub created: Timestamp,
    /// When it was last declared otherwise.
    pub updated: Timestamp,
    /// The deployment whose own it is.
    pub deployment_id: Option<DeploymentId>,
    /// What is promised, as it was declared.
    pub spec: SloSpec,
    /// The same, checked.
    pub objective: Objective,
    /// How it stood last.
    pub status: SloStatus,
    /// Which of its outcomes are meant.
    pub revision: i64,
    /// Whether the runs that were there before it have been counted.
    pub filled: bool,
    /// From when on runs are counted; none before the first of them is.
    pub counted_from: Option<Timestamp>,
    /// Up to where the runs that were there before it have been counted; none before the first of them, and when all have.
    pub place: Option<Place>,
}

/// The columns that [`watched`] reads besides.
macro_rules! watched_columns {
    () => {
        concat!(
            $crate::slos::row::slo_columns!(),
            ", slos.revision, slos.filled, slos.counted_from, slos.fill_end, slos.fill_id"
        )
    };
}
pub(super) use watched_columns;

/// An objective to watch; or why it cannot be, which only another release's check can say.
pub(super) fn watched(row: Row<'_>) -> Result<Result<Watched, (SloId, BadObjective)>> {
    let mut columns = row.columns();
    let Slo { id, created, updated, deployment_id, spec, status, .. } = read(&mut columns)?;
    let (revision, filled, counted_from) = (columns.take()?, columns.take()?, columns.take()?);
    let (end, last): (Option<Timestamp>, Option<Uuid>) = (columns.take()?, columns.take()?);
    let place = end.zip(last).map(|(end, id)| Place { end, id });
    Ok(match Objective::of(&spec) {
        Err(bad) => Err((id, bad)),
        Ok(objective) => Ok(Watched {
            id,
            created,
            updated,
            deployment_id,
            spec,
            objective,
            status,
            revision,
            filled,
            counted_from,
            place,
        }),
    })
}

impl Column for SloSource {
    fn from_sqlite(value: rusqlite::types::ValueRef<'_>) -> Option<Self> {
        value.as_str().ok().and_then(source)
    }

    fn from_postgres(row: &tokio_postgres::Row, column: usize) -> Option<Self> {
        source(row.try_get(column).ok()?)
    }
}

fn source(name: &str) -> Option<SloSource> {
    SloSource::ALL.into_iter().find(|source| source.as_str() == name)
}

/// The alert as it is kept: no text for none.
pub(super) fn alert(alert: Option<SloAlert>) -> &'static str {
    alert.map_or("", SloAlert::as_str)
}

/// A spec or a status as it is kept.
pub(super) fn text<T: serde::Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(StoreError::from)
}

/// How an objective stands of which nothing is known.
pub(super) fn unknown(kind: SloKind) -> SloStatus {
    SloStatus { unit: kind.unit(), ..SloStatus::default() }
}
