//! Variables.

use serde_json::{Value, json};
use weir_store::{Conn, Result, Store, variables};
use weir_types::{
    Timestamp, filters::VariableFilter, ids::VariableId, sorting::VariableSort, variables::Variable,
};

use crate::blocks::NOW;

const LATER: Timestamp = Timestamp::from_micros(NOW.as_micros() + 1);

async fn make(store: &Store, body: Value) -> Option<Variable> {
    let create = serde_json::from_value(body).unwrap();
    store.write(create, |conn, create| Box::pin(variables::create(conn, create, NOW))).await.unwrap()
}

async fn update(store: &Store, id: VariableId, body: Value) -> Result<bool> {
    let update = serde_json::from_value(body).unwrap();
    store.write(update, move |conn, update| Box::pin(variables::update(conn, id, update, LATER))).await
}

async fn names(store: &Store, filter: Value, sort: VariableSort) -> Vec<String> {
    let filter: VariableFilter = serde_json::from_value(filter).unwrap();
    let listed =
        store.read(filter, move |conn, filter| Box::pin(variables::list(conn, Some(filter), sort, 200, 0)));
    listed.await.unwrap().into_iter().map(|variable| variable.name).collect()
}

async fn a_variable_keeps_its_value_as_it_was_written(store: Store) {
    for (place, text) in
        [r#"{"b":1,"a":[1.0,2.50,-0.0,null]}"#, "18446744073709551615", "\"ü\""].iter().enumerate()
    {
        let body = format!(r#"{{"name":"v_{place}","value":{text}}}"#);
        let made = make(&store, serde_json::from_str(&body).unwrap()).await.unwrap();
        let name = made.name.clone();
        let read =
            store.read(name, |conn, name| Box::pin(variables::read_by_name(conn, name))).await.unwrap();
        assert_eq!(read, Some(made));
    }
}

async fn a_name_is_taken_once(store: Store) {
    let one = make(&store, json!({"name": "one", "value": 1})).await.unwrap();
    assert_eq!(make(&store, json!({"name": "one", "value": 2})).await, None);
    make(&store, json!({"name": "two", "value": 2})).await.unwrap();
    assert!(update(&store, one.id, json!({"name": "two"})).await.unwrap_err().is_unique_violation());
    assert!(update(&store, one.id, json!({"name": null})).await.unwrap_err().is_unique_violation());
    let nobody = VariableId::from(uuid::Uuid::nil());
    assert!(!update(&store, nobody, json!({"name": null, "tags": null})).await.unwrap());
    assert!(update(&store, one.id, json!({"value": null, "tags": ["t"]})).await.unwrap());
    let read = store.read(one.id, |conn, id| Box::pin(variables::read(conn, *id))).await.unwrap().unwrap();
    assert_eq!((read.name.as_str(), read.value.is_null(), read.tags), ("one", true, vec!["t".to_owned()]));
    assert_eq!((read.created, read.updated), (NOW, LATER));
}

async fn variables_are_listed_by_filter(store: Store) {
    for (name, tags) in [("one", json!(["a", "b"])), ("two", json!(["a"])), ("three", json!([]))] {
        make(&store, json!({"name": name, "value": 1, "tags": tags})).await.unwrap();
    }
    for (filter, expected) in [
        (json!({}), vec!["one", "three", "two"]),
        (json!({"name": {"like_": "T"}}), vec!["three", "two"]),
        (json!({"tags": {"all_": ["a"]}}), vec!["one", "two"]),
        (json!({"tags": {"is_null_": true}}), vec!["three"]),
        (json!({"name": {"any_": []}}), vec![]),
    ] {
        assert_eq!(names(&store, filter.clone(), VariableSort::NameAsc).await, expected, "{filter}");
    }
    assert_eq!(names(&store, json!({}), VariableSort::NameDesc).await, ["two", "three", "one"]);
    assert_eq!(store.read((), |conn, ()| Box::pin(variables::count(conn, None))).await.unwrap(), 3);
}

async fn event_names(conn: &mut Conn) -> Result<Vec<String>> {
    conn.all("SELECT event FROM events ORDER BY seq", &[], |row| row.get(0)).await
}

async fn what_is_done_to_a_variable_is_an_event(store: Store) {
    let made = make(&store, json!({"name": "one", "value": 1})).await.unwrap();
    update(&store, made.id, json!({"value": 2})).await.unwrap();
    let id = made.id;
    assert!(store.write((), move |conn, ()| Box::pin(variables::delete(conn, id, LATER))).await.unwrap());
    assert!(!store.write((), move |conn, ()| Box::pin(variables::delete(conn, id, LATER))).await.unwrap());
    let events = store.read((), |conn, ()| Box::pin(event_names(conn))).await.unwrap();
    assert_eq!(events, ["prefect.variable.created", "prefect.variable.updated", "prefect.variable.deleted"]);
}

weir_testkit::on_both_databases!(
    a_variable_keeps_its_value_as_it_was_written,
    a_name_is_taken_once,
    variables_are_listed_by_filter,
    what_is_done_to_a_variable_is_an_event,
);
