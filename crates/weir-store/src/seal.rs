//! Keeps the data of block documents unreadable for whoever holds the database but not the key.

use std::{fmt, io, path::Path, sync::Arc};

use base64::{
    Engine,
    alphabet::{STANDARD, URL_SAFE},
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use uuid::Uuid;
use weir_types::Secret;

use crate::{
    Store, configuration,
    error::{Result, StoreError},
};

const KEY_LENGTH: usize = 32;

/// Where a server on PostgreSQL keeps the key that it drew, so that all its replicas have the same.
const STORED_KEY: &str = "encryption-key";

/// A text sealed with the key of this database, which shows at start whether the key is still the right one.
const PROOF: &str = "encryption-key-proof";
const PROOF_TEXT: &str = "weir";

const LENIENT: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
const BASE64: GeneralPurpose = GeneralPurpose::new(&STANDARD, LENIENT);
const BASE64_URL: GeneralPurpose = GeneralPurpose::new(&URL_SAFE, LENIENT);

/// Seals and opens texts by AES-256-GCM. Cheap to clone; it never prints its keys.
#[derive(Clone)]
pub struct Seal {
    keys: Arc<Keys>,
}

struct Keys {
    current: LessSafeKey,
    /// The key that Weir drew itself, which sealed texts from before the operator gave one.
    earlier: Option<LessSafeKey>,
}

impl fmt::Debug for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seal(…)")
    }
}

impl Seal {
    /// The seal of this database: with `given` (32 bytes in base64), or else with a key that Weir draws once. That key
    /// lies in a file of its own beside a SQLite database (`weir.db.key`), so that a copy of the database alone shows
    /// no secret, and in PostgreSQL itself, where every replica finds it. What it sealed can still be read when the
    /// operator gives a key later.
    ///
    /// # Errors
    /// When `given` is no key, when neither key is the one that this database was sealed with, or when the database or
    /// the key file cannot be read.
    pub async fn of(store: &Store, given: Option<&Secret>) -> Result<Self> {
        let drawn = drawn_key(store, given.is_none()).await?;
        let (key, earlier) = match (given, drawn) {
            (Some(given), drawn) => {
                let given = parse_key(given.expose())
                    .ok_or(StoreError::Sealed("the given encryption key is not 32 bytes in base64"))?;
                (given, drawn)
            }
            (None, Some(drawn)) => (drawn, None),
            (None, None) => return Err(StoreError::Sealed("there is no encryption key")),
        };
        let earlier = earlier.as_ref().map(sealing_key).transpose()?;
        let seal = Self { keys: Arc::new(Keys { current: sealing_key(&key)?, earlier }) };
        seal.prove(store).await?;
        Ok(seal)
    }

    /// Refuses a key that is not the database's, before anything is sealed with it.
    async fn prove(&self, store: &Store) -> Result<()> {
        let proof = self.close(PROOF_TEXT, Uuid::nil())?;
        let kept = store
            .write(proof.clone(), |conn, proof| Box::pin(configuration::read_or_write(conn, PROOF, proof)))
            .await?;
        if open_with(&self.keys.current, &kept, Uuid::nil()).is_some() {
            return Ok(());
        }
        self.open(&kept, Uuid::nil()).map_err(|_| {
            StoreError::Sealed(
                "its secrets were sealed with another encryption key than the one there is now",
            )
        })?;
        // The operator's key takes over from the one that Weir drew.
        store.write(proof, |conn, proof| Box::pin(configuration::write(conn, PROOF, proof))).await
    }

    /// Seals a text for its owner: another owner's row cannot be opened with it.
    ///
    /// # Errors
    /// When the text is too long for the cipher (64 GiB).
    pub fn close(&self, text: &str, owner: Uuid) -> Result<String> {
        let nonce: [u8; NONCE_LEN] = rand::random();
        let mut sealed = text.as_bytes().to_vec();
        self.keys
            .current
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(owner.as_bytes()),
                &mut sealed,
            )
            .map_err(|_| StoreError::Sealed("the text is too long to be sealed"))?;
        Ok(BASE64.encode([nonce.as_slice(), &sealed].concat()))
    }

    /// Opens what [`Seal::close`] sealed for this owner.
    ///
    /// # Errors
    /// When it was sealed with another key, for another owner, or was changed since.
    pub fn open(&self, sealed: &str, owner: Uuid) -> Result<String> {
        open_with(&self.keys.current, sealed, owner)
            .or_else(|| self.keys.earlier.as_ref().and_then(|key| open_with(key, sealed, owner)))
            .ok_or(StoreError::Sealed("it was sealed with another key or changed since"))
    }
}

fn open_with(key: &LessSafeKey, sealed: &str, owner: Uuid) -> Option<String> {
    let mut bytes = BASE64.decode(sealed).ok()?;
    let (nonce, sealed) = bytes.split_at_mut_checked(NONCE_LEN)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
    let opened = key.open_in_place(nonce, Aad::from(owner.as_bytes()), sealed).ok()?;
    std::str::from_utf8(opened).ok().map(str::to_owned)
}

type KeyBytes = [u8; KEY_LENGTH];

fn sealing_key(bytes: &KeyBytes) -> Result<LessSafeKey> {
    UnboundKey::new(&AES_256_GCM, bytes)
        .map(LessSafeKey::new)
        .map_err(|_| StoreError::Sealed("the encryption key is not 32 bytes"))
}

/// Reads a key in either alphabet of base64; Prefect's keys are 32 bytes too.
fn parse_key(text: &str) -> Option<KeyBytes> {
    let text = text.trim();
    BASE64_URL.decode(text).or_else(|_| BASE64.decode(text)).ok()?.try_into().ok()
}

/// The key that Weir drew for this database; draws one when there is none and it is `needed`.
async fn drawn_key(store: &Store, needed: bool) -> Result<Option<KeyBytes>> {
    let fresh = BASE64_URL.encode(rand::random::<KeyBytes>());
    let kept = match (store.key_file(), needed) {
        (Some(file), true) => Some(read_or_create(&file, &fresh)?),
        (Some(file), false) => match std::fs::read_to_string(&file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            read => Some(read?),
        },
        (None, true) => Some(
            store
                .write(fresh, |conn, fresh| Box::pin(configuration::read_or_write(conn, STORED_KEY, fresh)))
                .await?,
        ),
        (None, false) => store.read((), |conn, ()| Box::pin(configuration::read(conn, STORED_KEY))).await?,
    };
    kept.map(|text| parse_key(&text).ok_or(StoreError::Sealed("the stored encryption key is damaged")))
        .transpose()
}

/// Reads the key file, or makes it so that only its owner can read it and never half a key.
fn read_or_create(path: &Path, fresh: &str) -> Result<String> {
    match std::fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        read => return Ok(read?),
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // A temporary file is made with mode 0600.
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    io::Write::write_all(&mut file, fresh.as_bytes())?;
    file.as_file().sync_all()?;
    match file.persist_noclobber(path) {
        Ok(_) => Ok(fresh.to_owned()),
        // Another process was faster.
        Err(failed) if failed.error.kind() == io::ErrorKind::AlreadyExists => {
            Ok(std::fs::read_to_string(path)?)
        }
        Err(failed) => Err(failed.error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fresh() -> Seal {
        Seal { keys: Arc::new(Keys { current: sealing_key(&rand::random()).unwrap(), earlier: None }) }
    }

    #[test]
    fn only_the_same_key_and_owner_open_an_unchanged_text() {
        let (seal, owner) = (fresh(), weir_types::ids::new_uuid());
        let sealed = seal.close("hunter2", owner).unwrap();
        assert!(!sealed.contains("hunter2"));
        assert_ne!(sealed, seal.close("hunter2", owner).unwrap(), "the same text never looks the same");
        assert_eq!(seal.open(&sealed, owner).unwrap(), "hunter2");
        assert!(seal.open(&sealed, weir_types::ids::new_uuid()).is_err(), "another owner");
        assert!(fresh().open(&sealed, owner).is_err(), "another key");
        let mut changed = BASE64.decode(&sealed).unwrap();
        *changed.last_mut().unwrap() ^= 1;
        assert!(seal.open(&BASE64.encode(changed), owner).is_err(), "a changed text");
        for nonsense in ["", "?", "AAAA"] {
            assert!(seal.open(nonsense, owner).is_err(), "{nonsense}");
        }
    }

    #[test]
    fn keys_are_32_bytes_in_base64() {
        assert!(parse_key("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=").is_some());
        assert!(parse_key("__79_Pv6-fj39vX08_Lx8O_u7ezr6uno5-bl5OPi4eA=").is_some(), "Fernet's alphabet");
        assert!(parse_key("secret").is_none());
        assert!(parse_key("AAECAw==").is_none());
    }
}
