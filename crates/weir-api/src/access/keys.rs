//! The API keys as this server knows them: all of them, read again every second beside the requests, so that a request
//! asks no database and a key that was made or revoked elsewhere is noticed soon.

use std::{
    collections::HashMap,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    time::Duration,
};

use subtle::ConstantTimeEq;
use tokio::sync::Mutex;
use weir_store::{
    Result,
    api_keys::{self, KeyHash, NOTE_USE_EVERY},
};
use weir_types::{
    TimeDelta, Timestamp,
    api_keys::{ApiKey, Role},
    ids::ApiKeyId,
};

use crate::app::App;

/// How often they are read again.
pub(super) const RENEWED_EVERY: Duration = Duration::from_secs(1);

/// How old what is known may be before a request waits until it is read again: for so long a key that was revoked may
/// still open the server.
const TOO_OLD: TimeDelta = TimeDelta::from_secs(2);

/// The keys as they were some moments ago.
#[derive(Debug)]
pub(crate) struct Known {
    at: Timestamp,
    keys: HashMap<ApiKeyId, Arc<Key>>,
}

impl Known {
    /// Whether there was never a key.
    pub(super) fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }
}

/// A key.
#[derive(Debug)]
pub(crate) struct Key {
    inner: ApiKey,
    hash: KeyHash,
    /// The last use that was noted, or is about to be.
    noted: AtomicI64,
}

impl Key {
    pub(crate) fn id(&self) -> ApiKeyId {
        self.inner.id
    }

    pub(crate) fn name(&self) -> &str {
        &self.inner.name
    }

    pub(crate) fn role(&self) -> Role {
        self.inner.role
    }

    /// Whether a use at `now` is to be noted; says so once.
    fn notes(&self, now: Timestamp) -> bool {
        let noted = self.noted.load(Ordering::Relaxed);
        now.since(Timestamp::from_micros(noted)) >= NOTE_USE_EVERY
            && self
                .noted
                .compare_exchange(noted, now.as_micros(), Ordering::Relaxed, Ordering::Relaxed)
                .is_ok()
    }
}

/// What this server knows of the keys.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    known: RwLock<Option<Arc<Known>>>,
    /// Held while they are read, so that one request reads for all that wait.
    reading: Mutex<()>,
    /// Whether they were asked for since they were read last: a server that nobody asks rests.
    asked: AtomicBool,
}

impl Keys {
    /// The keys as they were at most [`TOO_OLD`] ago.
    pub(super) async fn known(&self, app: &App) -> Result<Arc<Known>> {
        self.asked.store(true, Ordering::Relaxed);
        if let Some(known) = self.fresh(app) {
            return Ok(known);
        }
        let _one = self.reading.lock().await;
        match self.fresh(app) {
            Some(known) => Ok(known),
            None => self.read(app).await,
        }
    }

    /// The key whose text this is, if it is good now.
    pub(super) async fn recognise(&self, app: &App, text: &str) -> Result<Option<Arc<Key>>> {
        let Some(id) = api_keys::id_of(text) else { return Ok(None) };
        let key = self.find(app, id).await?;
        let same = |key: &Arc<Key>| bool::from(KeyHash::of(text).as_bytes().ct_eq(key.hash.as_bytes()));
        let Some(key) = key.filter(same) else { return Ok(None) };
        let now = app.now();
        if key.notes(now) {
            tokio::spawn(note_use(app.clone(), id, now));
        }
        Ok(Some(key))
    }

    /// The key with this id, if it is good now.
    pub(super) async fn find(&self, app: &App, id: ApiKeyId) -> Result<Option<Arc<Key>>> {
        let known = self.known(app).await?;
        Ok(known.keys.get(&id).filter(|key| key.inner.is_good(app.now())).cloned())
    }

    /// Has them read again before the next request is served: this server was told to change them itself.
    pub(crate) async fn forget(&self) {
        // What is being read now may be of before the change.
        let _one = self.reading.lock().await;
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn fresh(&self, app: &App) -> Option<Arc<Known>> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        // A clock that was set back says nothing of an age.
        known
            .as_ref()
            .filter(|known| (TimeDelta::ZERO..TOO_OLD).contains(&app.now().since(known.at)))
            .cloned()
    }

    async fn read(&self, app: &App) -> Result<Arc<Known>> {
        let at = app.now();
        let read = app.store().read((), |conn, ()| Box::pin(api_keys::list_with_hashes(conn))).await?;
        let mut kept = self.known.write().unwrap_or_else(PoisonError::into_inner);
        let before = kept.as_ref();
        let noted = |key: &ApiKey| {
            let here =
                before.and_then(|known| known.keys.get(&key.id)).map(|key| key.noted.load(Ordering::Relaxed));
            here.max(key.last_used.map(Timestamp::as_micros)).unwrap_or(i64::MIN)
        };
        let keys = read
            .into_iter()
            .map(|(key, hash)| (key.id, Arc::new(Key { noted: noted(&key).into(), inner: key, hash })))
            .collect();
        let known = Arc::new(Known { at, keys });
        *kept = Some(known.clone());
        Ok(known)
    }
}

/// Reads the keys again and again while requests come, so that these find them fresh. Never completes.
pub(crate) async fn renew(app: App) {
    let keys = app.keys();
    loop {
        tokio::time::sleep(RENEWED_EVERY).await;
        if !keys.asked.swap(false, Ordering::Relaxed) {
            continue;
        }
        let read = {
            let _one = keys.reading.lock().await;
            keys.read(&app).await
        };
        if let Err(error) = read {
            tracing::warn!(%error, "the API keys could not be read");
        }
    }
}

async fn note_use(app: App, id: ApiKeyId, now: Timestamp) {
    let noted = app.store().write((), move |conn, ()| Box::pin(api_keys::note_use(conn, id, now))).await;
    if let Err(error) = noted {
        tracing::warn!(%error, "the use of an API key could not be noted");
    }
}
