//! What the exporter remembers over a restart, in a file that is replaced as a whole.

use std::{
    fs::{File, TryLockError},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use uuid::Uuid;
use weir_types::Timestamp;

use super::{
    scope::Scope,
    tally::{Count, Key, Names, Tally},
};

/// The form of the file; another one is refused.
const VERSION: u32 = 1;

/// Why there is nothing to go on from.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// The file cannot be read or written.
    #[error("failed to {deed} {path}: {cause}")]
    Io {
        /// What failed.
        deed: &'static str,
        /// The file.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// The file is not one of an exporter's, or of another version's.
    #[error("{path} holds no state of this version of the exporter: {cause}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        cause: String,
    },
    /// The file counts other runs.
    #[error("{path} counts other runs ({what} differ): name another file, or remove this one to count anew")]
    Other {
        /// The file.
        path: PathBuf,
        /// What differs.
        what: &'static str,
    },
    /// Another exporter uses the file.
    #[error("another exporter uses {0}")]
    InUse(PathBuf),
}

#[derive(Deserialize)]
struct Version {
    version: u32,
}

#[derive(Serialize, Deserialize)]
struct Saved {
    version: u32,
    api: String,
    scope: Scope,
    since: Timestamp,
    floor: Timestamp,
    /// Microseconds since the epoch, and ids.
    seen: Vec<(i64, Uuid)>,
    counts: Vec<(Key, Count)>,
    names: Names,
}

/// The file, which is ours as long as this lives.
#[derive(Debug)]
pub(super) struct StateFile {
    path: PathBuf,
    api: String,
    scope: Scope,
    _lock: File,
}

impl StateFile {
    /// Takes the file for what counts `scope` at `api`.
    pub(super) fn open(path: &Path, api: &str, scope: &Scope) -> Result<Self, StateError> {
        let path = path.to_path_buf();
        let lock = beside(&path, ".lock");
        let held =
            File::create(&lock).map_err(|cause| StateError::Io { deed: "create", path: lock, cause })?;
        match held.try_lock() {
            Ok(()) => Ok(Self { path, api: api.to_owned(), scope: scope.clone(), _lock: held }),
            Err(TryLockError::WouldBlock) => Err(StateError::InUse(path)),
            Err(TryLockError::Error(cause)) => Err(StateError::Io { deed: "lock", path, cause }),
        }
    }

    /// What it holds; none when there is no such file yet.
    pub(super) fn read(&self) -> Result<Option<(Tally, Names)>, StateError> {
        let text = match std::fs::read(&self.path) {
            Ok(text) => text,
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(cause) => return Err(StateError::Io { deed: "read", path: self.path.clone(), cause }),
        };
        let unreadable = |cause: String| StateError::Unreadable { path: self.path.clone(), cause };
        let Version { version } =
            serde_json::from_slice(&text).map_err(|error| unreadable(error.to_string()))?;
        if version != VERSION {
            return Err(unreadable(format!("it is of version {version}, not {VERSION}")));
        }
        let saved: Saved = serde_json::from_slice(&text).map_err(|error| unreadable(error.to_string()))?;
        let other = |what| StateError::Other { path: self.path.clone(), what };
        if saved.api != self.api {
            return Err(other("the APIs"));
        }
        if saved.scope != self.scope {
            return Err(other("the filters"));
        }
        let seen = saved.seen.into_iter().map(|(micros, id)| (Timestamp::from_micros(micros), id));
        Ok(Some((Tally::remembered(saved.since, saved.floor, seen, saved.counts), saved.names)))
    }

    /// Replaces what it holds. Whoever is stopped meanwhile leaves the old or the new content, nothing between.
    pub(super) fn write(&self, tally: &Tally, names: &Names) -> Result<(), StateError> {
        let saved = Saved {
            version: VERSION,
            api: self.api.clone(),
            scope: self.scope.clone(),
            since: tally.since(),
            floor: tally.floor(),
            seen: tally.seen().iter().map(|(at, id)| (at.as_micros(), *id)).collect(),
            counts: tally.counts().iter().map(|(key, count)| (key.clone(), count.clone())).collect(),
            names: names.clone(),
        };
        self.replace(&saved).map_err(|cause| StateError::Io { deed: "write", path: self.path.clone(), cause })
    }

    fn replace(&self, saved: &Saved) -> io::Result<()> {
        let new = beside(&self.path, ".new");
        let mut file = File::create(&new)?;
        file.write_all(&serde_json::to_vec(saved)?)?;
        file.sync_all()?;
        std::fs::rename(&new, &self.path)
    }
}

/// The path with something behind it.
fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally() -> Tally {
        let at = Timestamp::from_micros;
        Tally::remembered(at(5), at(7), [(at(8), Uuid::from_u128(1)), (at(9), Uuid::max())], [])
    }

    #[test]
    fn what_was_written_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state.json");
        let file = StateFile::open(&path, "http://api", &Scope::all()).unwrap();
        assert_eq!(file.read().unwrap(), None);
        file.write(&tally(), &Names::default()).unwrap();
        file.write(&tally(), &Names::default()).unwrap();
        assert_eq!(file.read().unwrap(), Some((tally(), Names::default())));
    }

    #[test]
    fn only_one_uses_it_and_only_for_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state.json");
        let file = StateFile::open(&path, "http://api", &Scope::all()).unwrap();
        file.write(&tally(), &Names::default()).unwrap();
        let taken = StateFile::open(&path, "http://api", &Scope::all());
        assert!(matches!(taken, Err(StateError::InUse(_))));
        drop(file);
        let read = |api, scope: &Scope| StateFile::open(&path, api, scope).unwrap().read();
        assert!(matches!(
            read("http://other", &Scope::all()),
            Err(StateError::Other { what: "the APIs", .. })
        ));
        assert!(matches!(
            read("http://api", &Scope::default()),
            Err(StateError::Other { what: "the filters", .. })
        ));
        std::fs::write(&path, "{\"version\": 9}").unwrap();
        assert!(matches!(read("http://api", &Scope::all()), Err(StateError::Unreadable { .. })));
        std::fs::write(&path, "{").unwrap();
        assert!(matches!(read("http://api", &Scope::all()), Err(StateError::Unreadable { .. })));
    }
}
