//! Profiles: which families of metrics are made of the facts, under what names and with what labels.

mod custom;
mod history;
mod native;
mod prometheus_prefect_exporter;
mod slos;

use std::{collections::BTreeSet, str::FromStr};

use weir_types::TimeDelta;

use crate::{
    facts::{RunFacts, Wanted},
    labels::LabelChoice,
    model::Snapshot,
};

/// One set of names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Profile {
    /// Weir's own.
    Native,
    /// Those of the package `prometheus-prefect-exporter`.
    PrometheusPrefectExporter,
    /// Those of exporters that poll Prefect's run history.
    History,
}

impl Profile {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Native, Self::PrometheusPrefectExporter, Self::History];

    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Native => "native",
            Self::PrometheusPrefectExporter => "prometheus-prefect-exporter",
            Self::History => "history",
        }
    }
}

/// The profiles that were chosen: at least one, and none that name a metric alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profiles(BTreeSet<Profile>);

impl Default for Profiles {
    fn default() -> Self {
        Self(BTreeSet::from([Profile::Native]))
    }
}

/// Why a choice of profiles is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadProfiles {
    /// There is none of the name.
    #[error("{0:?} is no profile: expected native, prometheus-prefect-exporter or history")]
    Unknown(String),
    /// Both name a metric `prefect_flow_runs_total`.
    #[error("prometheus-prefect-exporter and history exclude each other: both have prefect_flow_runs_total")]
    Clash,
}

impl FromStr for Profiles {
    type Err = BadProfiles;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let profile = |name: &str| {
            let found = Profile::ALL.into_iter().find(|profile| profile.as_str() == name);
            found.ok_or_else(|| BadProfiles::Unknown(name.to_owned()))
        };
        let chosen: BTreeSet<Profile> =
            text.split(',').map(|name| profile(name.trim())).collect::<Result<_, _>>()?;
        if chosen.contains(&Profile::PrometheusPrefectExporter) && chosen.contains(&Profile::History) {
            return Err(BadProfiles::Clash);
        }
        Ok(Self(chosen))
    }
}

/// What the operator chooses of the metrics.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The names.
    pub profiles: Profiles,
    /// The labels of the metrics of runs; none for those that the profile has by default.
    pub labels: Option<LabelChoice>,
    /// How many series of custom metrics are told at most.
    pub series: u32,
    /// How far back [`Profile::History`] looks.
    pub window: TimeDelta,
    /// How long ago a run may have started that [`Profile::PrometheusPrefectExporter`] tells by its name.
    pub recent: TimeDelta,
}

impl Default for Choice {
    fn default() -> Self {
        Self {
            profiles: Profiles::default(),
            labels: None,
            series: 1000,
            window: TimeDelta::from_secs(24 * 3600),
            recent: TimeDelta::from_secs(5 * 60),
        }
    }
}

impl Choice {
    fn has(&self, profile: Profile) -> bool {
        self.profiles.0.contains(&profile)
    }

    /// What a source must tell.
    pub fn wanted(&self) -> Wanted {
        let inventory = self.has(Profile::PrometheusPrefectExporter);
        Wanted {
            series: self.series,
            window: (inventory || self.has(Profile::History)).then_some(self.window),
            recent: inventory.then_some(self.recent),
        }
    }
}

/// The metrics that facts make.
pub fn snapshot(facts: &RunFacts, choice: &Choice) -> Snapshot {
    let mut families = Vec::new();
    if choice.has(Profile::Native) {
        families.extend(native::families(facts, &choice.labels.clone().unwrap_or_default()));
    }
    if let (true, Some(inventory)) = (choice.has(Profile::PrometheusPrefectExporter), &facts.inventory) {
        families.extend(prometheus_prefect_exporter::families(facts, inventory));
    }
    if let (true, Some(window)) = (choice.has(Profile::History), &facts.window) {
        families.extend(history::families(window, choice.labels.as_ref()));
    }
    families.extend(facts.custom.iter().flat_map(custom::families));
    families.extend(facts.slos.iter().flat_map(slos::families));
    Snapshot { taken: facts.taken, since: facts.since, families }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_names_profiles() {
        assert_eq!("native".parse(), Ok(Profiles::default()));
        let both = Profiles(BTreeSet::from([Profile::Native, Profile::History]));
        assert_eq!("history, native".parse(), Ok(both));
        assert_eq!("".parse::<Profiles>(), Err(BadProfiles::Unknown(String::new())));
        assert_eq!("prometheus-prefect-exporter,history".parse::<Profiles>(), Err(BadProfiles::Clash));
    }

    #[test]
    fn the_error_names_every_profile() {
        let error = BadProfiles::Unknown(String::new()).to_string();
        assert!(Profile::ALL.iter().all(|profile| error.contains(profile.as_str())), "{error}");
    }
}
