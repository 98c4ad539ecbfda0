//! Saved searches, and the tokens of clients.

use serde_json::json;
use weir_store::{Store, csrf_tokens, saved_searches};
use weir_types::TimeDelta;

use crate::blocks::NOW;

async fn a_search_is_saved_under_its_name(store: Store) {
    let put = |value: i64| {
        let filter = json!({"object": "o", "property": "p", "type": "t", "operation": "=", "value": value});
        let create = serde_json::from_value(json!({"name": "s", "filters": [filter]})).unwrap();
        store.write(create, |conn, create| Box::pin(saved_searches::put(conn, create, NOW)))
    };
    let (first, new) = put(1).await.unwrap();
    assert!(new);
    let (second, new) = put(2).await.unwrap();
    assert_eq!((second.id, new, second.filters[0].value.as_str()), (first.id, false, "2"));
    let listed = store.read((), |conn, ()| Box::pin(saved_searches::list(conn, 200, 0))).await.unwrap();
    assert_eq!(listed, [second]);
    let id = first.id;
    assert!(store.write((), move |conn, ()| Box::pin(saved_searches::delete(conn, id))).await.unwrap());
    assert_eq!(store.read((), move |conn, ()| Box::pin(saved_searches::read(conn, id))).await.unwrap(), None);
}

async fn a_client_has_one_token_for_an_hour(store: Store) {
    let issue = || store.write((), |conn, ()| Box::pin(csrf_tokens::issue(conn, "me", NOW)));
    let read = |seconds| {
        let then = NOW + TimeDelta::from_secs(seconds);
        store.read((), move |conn, ()| Box::pin(csrf_tokens::read(conn, "me", then)))
    };
    let (first, second) = (issue().await.unwrap(), issue().await.unwrap());
    assert_eq!(first.id, second.id);
    assert_ne!(first.token, second.token);
    assert_eq!(read(3599).await.unwrap(), Some(second));
    assert_eq!(read(3600).await.unwrap(), None);
}

weir_testkit::on_both_databases!(a_search_is_saved_under_its_name, a_client_has_one_token_for_an_hour);
