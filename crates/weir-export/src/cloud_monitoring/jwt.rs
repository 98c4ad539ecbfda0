//! What a service account shows for a token: a JSON Web Token (RFC 7519) that is signed by RSA with SHA-256.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::{
    rand::SystemRandom,
    signature::{RSA_PKCS1_SHA256, RsaKeyPair},
};
use rustls::pki_types::{PrivatePkcs8KeyDer, pem::PemObject as _};
use serde_json::{Value, json};

/// Why there is no such token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadKey {
    /// It is not PKCS#8 in PEM.
    #[error("the service account's private key is not PKCS#8 in PEM")]
    Unreadable,
    /// It is no key of RSA that can sign.
    #[error("the service account's private key cannot sign")]
    Unusable,
}

/// The key pair in a PEM text.
pub(super) fn key_pair(pem: &str) -> Result<RsaKeyPair, BadKey> {
    let der = PrivatePkcs8KeyDer::from_pem_slice(pem.as_bytes()).map_err(|_| BadKey::Unreadable)?;
    RsaKeyPair::from_pkcs8(der.secret_pkcs8_der()).map_err(|_| BadKey::Unusable)
}

/// A signed token with these claims.
pub(super) fn signed(key: &RsaKeyPair, claims: &Value) -> Result<String, BadKey> {
    let part = |json: &Value| URL_SAFE_NO_PAD.encode(json.to_string());
    let text = format!("{}.{}", part(&json!({ "alg": "RS256", "typ": "JWT" })), part(claims));
    let mut signature = vec![0; key.public().modulus_len()];
    key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text.as_bytes(), &mut signature)
        .map_err(|_| BadKey::Unusable)?;
    Ok(format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature)))
}
