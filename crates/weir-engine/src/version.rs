//! Versions that clients state, where a rule depends on them.

/// A version of Prefect as its client states it: `3.8.8`, `3.0.0rc20`, `3.4.11.dev1+g0a1b2c`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientVersion {
    text: String,
    release: (u64, u64, u64),
    prerelease: bool,
}

impl ClientVersion {
    /// Reads a version. None when it does not start with three numbers.
    pub fn parse(text: &str) -> Option<Self> {
        let end = text.find(|c: char| c != '.' && !c.is_ascii_digit()).unwrap_or(text.len());
        let (numbers, suffix) = text.split_at(end);
        let mut parts = numbers.trim_end_matches('.').split('.');
        let mut next = || parts.next()?.parse::<u64>().ok();
        let release = (next()?, next()?, next()?);
        let prerelease = ["a", "b", "rc", "dev"].iter().any(|mark| suffix.starts_with(mark));
        Some(Self { text: text.to_owned(), release, prerelease })
    }

    /// Reads the version out of a `User-Agent` of Prefect's client: `prefect/3.8.8 (API 0.8.4)`.
    pub fn from_user_agent(user_agent: &str) -> Option<Self> {
        let (version, api) = user_agent.strip_prefix("prefect/")?.split_once(" (API ")?;
        let api = api.strip_suffix(')')?;
        if api.is_empty() || api.contains(char::is_whitespace) {
            return None;
        }
        Self::parse(version)
    }

    /// Whether the client renews the leases of its deployment's slots (since 3.4.11).
    pub fn renews_leases(&self) -> bool {
        const FIRST: (u64, u64, u64) = (3, 4, 11);
        self.release > FIRST || self.release == FIRST && !self.prerelease
    }

    /// Whether the client is one of those workers that take their deployments' slots themselves.
    pub fn takes_deployment_slots(&self) -> bool {
        matches!(self.text.as_str(), "3.0.0rc20" | "3.0.0" | "3.0.1" | "3.0.2" | "3.0.3")
    }
}

/// A version of the API: `0.8.4`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ApiVersion(pub u64, pub u64, pub u64);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_who_renews_leases_and_who_takes_slots() {
        for (text, renews, takes) in [
            ("3.8.8", true, false),
            ("3.4.11", true, false),
            ("3.4.11+local", true, false),
            ("3.4.11.dev1", false, false),
            ("3.4.11rc1", false, false),
            ("3.4.10", false, false),
            ("3.10.0", true, false),
            ("3.0.0rc20", false, true),
            ("3.0.0", false, true),
            ("3.0.3", false, true),
            ("3.0.4", false, false),
        ] {
            let version = ClientVersion::parse(text).unwrap();
            assert_eq!(
                (version.renews_leases(), version.takes_deployment_slots()),
                (renews, takes),
                "{text}"
            );
        }
        assert_eq!(ClientVersion::parse("three"), None);
    }

    #[test]
    fn finds_the_version_in_a_user_agent() {
        assert_eq!(
            ClientVersion::from_user_agent("prefect/3.8.8 (API 0.8.4)"),
            ClientVersion::parse("3.8.8")
        );
        for other in ["curl/8.5.0", "prefect/3.8.8", "prefect/3.8.8 (API )", "prefect/x (API 0.8.4)", ""] {
            assert_eq!(ClientVersion::from_user_agent(other), None, "{other}");
        }
    }
}
