//! The seal of a database: which key it takes, and that nothing secret lies in the database.

use std::path::Path;

use serde_json::json;
use weir_store::{DatabaseUrl, Store, seal::Seal};
use weir_types::Secret;

use crate::blocks::{data, kind, new_document, new_schema, update};

const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const OTHER_KEY: &str = "__79_Pv6-fj39vX08_Lx8O_u7ezr6uno5-bl5OPi4eA=";

fn key(text: &str) -> Secret {
    Secret::new(text.to_owned())
}

async fn every_handle_on_a_database_has_the_same_key(store: Store) {
    let (one, two) = (Seal::of(&store, None).await.unwrap(), Seal::of(&store, None).await.unwrap());
    let owner = weir_types::ids::new_uuid();
    assert_eq!(two.open(&one.close("text", owner).unwrap(), owner).unwrap(), "text");
}

async fn an_operators_key_reads_what_was_sealed_before_it_came(store: Store) {
    let before = Seal::of(&store, None).await.unwrap();
    let owner = weir_types::ids::new_uuid();
    let sealed = before.close("old", owner).unwrap();
    let given = Seal::of(&store, Some(&key(KEY))).await.unwrap();
    assert_eq!(given.open(&sealed, owner).unwrap(), "old");
    assert!(before.open(&given.close("new", owner).unwrap(), owner).is_err(), "new texts need the new key");
}

async fn a_key_that_is_not_the_databases_is_refused_at_start(store: Store) {
    let nonsense = Seal::of(&store, Some(&key("secret"))).await.unwrap_err().to_string();
    assert!(!nonsense.contains("secret"), "{nonsense}");
    Seal::of(&store, Some(&key(KEY))).await.unwrap();
    for wrong in [Some(key(OTHER_KEY)), None] {
        let error = Seal::of(&store, wrong.as_ref()).await.unwrap_err().to_string();
        assert_eq!(
            error,
            "open a sealed value: its secrets were sealed with another encryption key than the one there is now"
        );
    }
    Seal::of(&store, Some(&key(KEY))).await.unwrap();
}

weir_testkit::on_both_databases!(
    every_handle_on_a_database_has_the_same_key,
    an_operators_key_reads_what_was_sealed_before_it_came,
    a_key_that_is_not_the_databases_is_refused_at_start,
);

fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| (path.display().to_string(), std::fs::read(&path).unwrap())).collect()
}

fn holds(haystack: &[u8], needle: &str) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle.as_bytes())
}

#[tokio::test]
async fn no_secret_lies_in_a_database_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("weir.db");
    let store = Store::open(&DatabaseUrl::Sqlite(path.clone())).await.unwrap();
    let seal = Seal::of(&store, None).await.unwrap();
    let fields = json!({"title": "S", "secret_fields": ["password", "headers.*"]});
    let schema = new_schema(&store, &kind(&store, "s").await, fields).await;
    let body = json!({"name": "one", "data": {"user": "visible-user", "password": "first-secret", "headers": {"auth": "second-secret"}}});
    let id = new_document(&store, &seal, &schema, body).await.id;
    update(&store, &seal, id, json!({"data": {"password": "third-secret"}})).await;
    assert_eq!(data(&store, &seal, id, true).await["password"], "third-secret");

    let files = files(folder.path());
    let names: Vec<_> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert!(names.iter().any(|name| name.ends_with("weir.db-wal")), "{names:?}");
    assert!(names.iter().any(|name| name.ends_with("weir.db.key")), "{names:?}");
    assert!(files.iter().any(|(_, bytes)| holds(bytes, "visible-user")), "events tell what is not secret");
    for secret in ["first-secret", "second-secret", "third-secret"] {
        for (name, bytes) in &files {
            assert!(!holds(bytes, secret), "{secret} lies in {name}");
        }
    }
}

#[cfg(unix)]
#[tokio::test]
async fn only_its_owner_can_read_the_key_file() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("weir.db");
    let store = Store::open(&DatabaseUrl::Sqlite(path)).await.unwrap();
    Seal::of(&store, None).await.unwrap();
    let mode = std::fs::metadata(folder.path().join("weir.db.key")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}
