//! API keys. A key's text is `weir_<id>_<secret>`: a prefix by which people and secret scanners know it, the id by which
//! its row is found, and 32 random bytes.
//!
//! What is kept of it is its SHA-256. A slow hash would protect nothing: it is for passwords, which can be guessed;
//! nobody guesses 256 random bits, however fast each guess is. And the hash is computed for every request.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::digest::{SHA256, digest};
use uuid::Uuid;
use weir_types::{
    Secret, TimeDelta, Timestamp,
    api_keys::{ApiKey, ApiKeyCreate, ApiKeyCreated},
    ids::ApiKeyId,
};

use crate::{conn::Conn, error::Result, params, row::Columns};

/// What every key begins with.
const PREFIX: &str = "weir_";

/// How much later a use must be than the last one that was noted.
pub const NOTE_USE_EVERY: TimeDelta = TimeDelta::from_secs(60);

macro_rules! api_key_columns {
    () => {
        "id, created, name, role, expires, revoked, last_used"
    };
}

fn api_key(columns: &mut Columns<'_>) -> Result<ApiKey> {
    Ok(ApiKey {
        id: columns.take()?,
        created: columns.take()?,
        name: columns.take()?,
        role: columns.take()?,
        expires: columns.take()?,
        revoked: columns.take()?,
        last_used: columns.take()?,
    })
}

/// What is kept of a key's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyHash([u8; 32]);

impl KeyHash {
    /// The hash of a key's text.
    pub fn of(text: &str) -> Self {
        let mut hash = [0; 32];
        hash.copy_from_slice(digest(&SHA256, text.as_bytes()).as_ref());
        Self(hash)
    }

    /// The bytes, to be compared in constant time.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    fn to_text(self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    pub(crate) fn from_text(text: &str) -> Option<Self> {
        URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok().map(Self)
    }
}

/// The id in a text that looks like a key.
pub fn id_of(text: &str) -> Option<ApiKeyId> {
    let (id, _) = text.strip_prefix(PREFIX)?.split_once('_')?;
    Uuid::try_parse(id).ok().map(ApiKeyId)
}

/// Makes a key; answers its text too, which is not kept. None when a key that is not revoked has the name.
pub async fn create(conn: &mut Conn, new: &ApiKeyCreate, now: Timestamp) -> Result<Option<ApiKeyCreated>> {
    let id = ApiKeyId::generate();
    let text = format!("{PREFIX}{}_{}", id.0.simple(), URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>()));
    let created = conn
        .first(
            concat!(
                "INSERT INTO api_keys (id, created, name, role, expires, hash) VALUES ($1, $2, $3, $4, $5, $6)
                 ON CONFLICT (name) WHERE revoked IS NULL DO NOTHING RETURNING ",
                api_key_columns!()
            ),
            &params![id, now, &new.name, new.role, new.expires, KeyHash::of(&text).to_text()],
            |row| api_key(&mut row.columns()),
        )
        .await?;
    Ok(created.map(|api_key| ApiKeyCreated { api_key, key: Secret::new(text) }))
}

/// All keys by name, those that are good no longer too.
pub async fn list(conn: &mut Conn) -> Result<Vec<ApiKey>> {
    let sql = concat!("SELECT ", api_key_columns!(), " FROM api_keys ORDER BY name, created");
    conn.all(sql, &[], |row| api_key(&mut row.columns())).await
}

/// All keys with their hashes.
pub async fn list_with_hashes(conn: &mut Conn) -> Result<Vec<(ApiKey, KeyHash)>> {
    let sql = concat!("SELECT hash, ", api_key_columns!(), " FROM api_keys");
    conn.all(sql, &[], |row| {
        let mut columns = row.columns();
        let hash = columns.take()?;
        Ok((api_key(&mut columns)?, hash))
    })
    .await
}

/// Revokes the key of this name; says whether there was one that was not revoked.
pub async fn revoke(conn: &mut Conn, name: &str, now: Timestamp) -> Result<bool> {
    let sql = "UPDATE api_keys SET revoked = $1 WHERE name = $2 AND revoked IS NULL";
    Ok(conn.execute(sql, &params![now, name]).await? > 0)
}

/// Revokes the key with this id; says whether there was one that was not revoked.
pub async fn revoke_by_id(conn: &mut Conn, id: ApiKeyId, now: Timestamp) -> Result<bool> {
    let sql = "UPDATE api_keys SET revoked = $1 WHERE id = $2 AND revoked IS NULL";
    Ok(conn.execute(sql, &params![now, id]).await? > 0)
}

/// Notes that a key was used, if that is to be noted.
pub async fn note_use(conn: &mut Conn, id: ApiKeyId, now: Timestamp) -> Result<()> {
    conn.execute(
        "UPDATE api_keys SET last_used = $1 WHERE id = $2 AND (last_used IS NULL OR last_used <= $3)",
        &params![now, id, now - NOTE_USE_EVERY],
    )
    .await?;
    Ok(())
}
