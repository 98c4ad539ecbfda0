//! API keys.

use weir_store::{
    Store,
    api_keys::{self, KeyHash},
};
use weir_types::{
    Secret, TimeDelta, Timestamp,
    api_keys::{ApiKey, ApiKeyCreate, ApiKeyCreated, Role},
    ids::ApiKeyId,
};

use crate::blocks::NOW;

fn later(seconds: i64) -> Timestamp {
    NOW + TimeDelta::from_secs(seconds)
}

async fn create(store: &Store, name: &'static str, expires: Option<Timestamp>) -> Option<(ApiKey, Secret)> {
    let new = ApiKeyCreate { name: name.to_owned(), role: Role::Operator, expires };
    let made = store.write(new, |conn, new| Box::pin(api_keys::create(conn, new, NOW))).await.unwrap();
    made.map(|ApiKeyCreated { api_key, key }| (api_key, key))
}

async fn revoke(store: &Store, name: &'static str) -> bool {
    store.write((), move |conn, ()| Box::pin(api_keys::revoke(conn, name, later(9)))).await.unwrap()
}

async fn list(store: &Store) -> Vec<ApiKey> {
    store.read((), |conn, ()| Box::pin(api_keys::list(conn))).await.unwrap()
}

async fn note_use(store: &Store, id: ApiKeyId, seconds: i64) -> Option<Timestamp> {
    store.write((), move |conn, ()| Box::pin(api_keys::note_use(conn, id, later(seconds)))).await.unwrap();
    list(store).await.into_iter().find(|key| key.id == id).unwrap().last_used
}

async fn of_a_key_only_the_hash_is_kept(store: Store) {
    let (key, text) = create(&store, "ci", Some(later(60))).await.unwrap();
    let text = text.expose();
    assert!(text.starts_with("weir_"), "{text}");
    assert_eq!(api_keys::id_of(text), Some(key.id));
    assert_eq!(text.len(), "weir_".len() + 32 + "_".len() + 43, "32 random bytes: {text}");
    assert_eq!(
        (key.name.as_str(), key.role, key.created, key.expires),
        ("ci", Role::Operator, NOW, Some(later(60)))
    );
    assert_eq!((key.revoked, key.last_used), (None, None));
    assert_eq!(list(&store).await, std::slice::from_ref(&key));
    let with_hashes = store.read((), |conn, ()| Box::pin(api_keys::list_with_hashes(conn))).await.unwrap();
    assert_eq!(with_hashes, [(key, KeyHash::of(text))]);
    let (other, other_text) = create(&store, "other", None).await.unwrap();
    assert_ne!(KeyHash::of(other_text.expose()), KeyHash::of(text));
    assert_eq!(list(&store).await[1], other);
}

async fn a_name_is_free_again_when_its_key_is_revoked(store: Store) {
    let (first, _) = create(&store, "ci", None).await.unwrap();
    assert_eq!(create(&store, "ci", None).await, None);
    assert!(!revoke(&store, "other").await);
    assert!(revoke(&store, "ci").await);
    assert!(!revoke(&store, "ci").await, "once");
    let (second, _) = create(&store, "ci", None).await.unwrap();
    let revoked = ApiKey { revoked: Some(later(9)), ..first.clone() };
    assert_eq!(list(&store).await, [revoked.clone(), second.clone()]);
    let by_id = async |id| {
        store.write((), move |conn, ()| Box::pin(api_keys::revoke_by_id(conn, id, later(10)))).await.unwrap()
    };
    assert!(!by_id(first.id).await, "it was revoked before");
    assert!(by_id(second.id).await);
    assert_eq!(list(&store).await, [revoked, ApiKey { revoked: Some(later(10)), ..second }]);
}

async fn a_use_is_noted_once_a_minute(store: Store) {
    let (key, _) = create(&store, "ci", None).await.unwrap();
    for (seconds, noted) in [(10, 10), (20, 10), (69, 10), (70, 70), (30, 70), (500, 500)] {
        assert_eq!(note_use(&store, key.id, seconds).await, Some(later(noted)), "{seconds}");
    }
}

#[test]
fn what_looks_like_a_key_has_an_id() {
    let id = "0192f0c1a2b37c4d8e9f0a1b2c3d4e5f";
    assert!(api_keys::id_of(&format!("weir_{id}_secret")).is_some());
    for text in
        ["", "weir_", "weir__", "weir_x_y", &format!("weir_{id}"), &format!("pnu_{id}_secret"), "admin:pass"]
    {
        assert_eq!(api_keys::id_of(text), None, "{text}");
    }
}

#[test]
fn a_key_is_good_until_it_is_revoked_or_expires() {
    let key = |expires, revoked| ApiKey {
        id: ApiKeyId::generate(),
        created: NOW,
        name: "k".to_owned(),
        role: Role::Viewer,
        expires,
        revoked,
        last_used: None,
    };
    for (expires, revoked, until) in [
        (None, None, None),
        (Some(later(10)), None, Some(10)),
        (None, Some(NOW), Some(0)),
        (Some(NOW), None, Some(0)),
    ] {
        for seconds in [0, 9, 10, 1_000_000] {
            let good = until.is_none_or(|until| seconds < until);
            assert_eq!(
                key(expires, revoked).is_good(later(seconds)),
                good,
                "{expires:?} {revoked:?} {seconds}"
            );
        }
    }
}

weir_testkit::on_both_databases!(
    of_a_key_only_the_hash_is_kept,
    a_name_is_free_again_when_its_key_is_revoked,
    a_use_is_noted_once_a_minute,
);
