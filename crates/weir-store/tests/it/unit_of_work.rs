//! Units of work: durable when answered, undone when they fail, and no unit spoils its neighbours.

use futures_util::future::join_all;
use weir_store::{Conn, Result, Store, StoreError, params};

async fn put(conn: &mut Conn, key: &str, value: &str) -> Result<()> {
    conn.execute("INSERT INTO configuration (key, value) VALUES ($1, $2)", &params![key, value]).await?;
    Ok(())
}

async fn keys(store: &Store) -> Vec<String> {
    store
        .read((), |conn, ()| {
            Box::pin(conn.all("SELECT key FROM configuration ORDER BY key", &[], |row| row.get(0)))
        })
        .await
        .unwrap()
}

async fn a_failing_unit_is_undone_and_its_neighbours_are_kept(store: Store) {
    let units = (0..60_u32).map(|number| {
        store.write(number, |conn, number| {
            Box::pin(async move {
                put(conn, &format!("{number:02}"), "kept").await?;
                if number % 7 == 3 {
                    return Err(StoreError::Stopped("the test wants it to fail"));
                }
                Ok(*number)
            })
        })
    });
    let answers = join_all(units).await;
    let expected: Vec<String> =
        (0..60_u32).filter(|number| number % 7 != 3).map(|number| format!("{number:02}")).collect();
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), expected.len());
    assert_eq!(keys(&store).await, expected);
}

async fn what_was_answered_is_readable_at_once(store: Store) {
    for number in 0..20_u32 {
        store
            .write(number, |conn, number| Box::pin(async move { put(conn, &number.to_string(), "").await }))
            .await
            .unwrap();
        assert_eq!(keys(&store).await.len(), number as usize + 1);
    }
}

async fn a_unique_violation_is_recognised(store: Store) {
    let twice = || store.write((), |conn, ()| Box::pin(put(conn, "one", "value")));
    twice().await.unwrap();
    assert!(twice().await.unwrap_err().is_unique_violation());
}

async fn a_panicking_unit_harms_nobody(store: Store) {
    let broken = store.clone();
    let answer = tokio::spawn(async move {
        broken
            .write((), |conn, ()| {
                Box::pin(async move {
                    put(conn, "lost", "").await?;
                    panic!("the test wants it to panic");
                })
            })
            .await
    })
    .await;
    assert!(!matches!(answer, Ok(Ok(()))), "the panic must not be answered as a success");
    store.write((), |conn, ()| Box::pin(put(conn, "kept", ""))).await.unwrap();
    assert_eq!(keys(&store).await, ["kept"]);
}

async fn values_of_every_kind_come_back_as_they_went(store: Store) {
    use weir_types::{Json, TimeDelta, Timestamp, ids::FlowId};
    let id = FlowId::generate();
    let at = Timestamp::parse("1999-12-31T23:59:59.123456Z").unwrap();
    let row = store
        .write((id, at), |conn, (id, at)| {
            Box::pin(async move {
                let tags = vec!["a \"quoted\" tag".to_owned(), "tåg".to_owned()];
                let labels = Json::from_text("{\"b\": 1, \"a\": [1.50]}".to_owned())?;
                conn.execute(
                    "INSERT INTO flows (id, created, updated, name, tags, labels) VALUES ($1, $2, $2, $3, $4, $5)",
                    &params![*id, *at, "näme", &tags, &labels],
                )
                .await?;
                conn.first("SELECT id, created, name, tags, labels, updated - created FROM flows", &[], |row| {
                    let mut columns = row.columns();
                    Ok((
                        columns.take::<FlowId>()?,
                        columns.take::<Timestamp>()?,
                        columns.take::<String>()?,
                        columns.take::<Vec<String>>()?,
                        columns.take::<Json>()?,
                        columns.take::<Option<TimeDelta>>()?,
                    ))
                })
                .await
            })
        })
        .await
        .unwrap()
        .unwrap();
    assert_eq!((row.0, row.1, row.2.as_str()), (id, at, "näme"));
    assert_eq!(row.3, ["a \"quoted\" tag", "tåg"]);
    assert_eq!(row.4.as_str(), "{\"b\": 1, \"a\": [1.50]}");
    assert_eq!(row.5, Some(TimeDelta::ZERO));
}

weir_testkit::on_both_databases!(
    a_failing_unit_is_undone_and_its_neighbours_are_kept,
    what_was_answered_is_readable_at_once,
    a_unique_violation_is_recognised,
    a_panicking_unit_harms_nobody,
    values_of_every_kind_come_back_as_they_went,
);
