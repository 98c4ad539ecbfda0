//! Counts of events that the rollups have counted already, and of those that they have not.

use weir_store::{
    Store, event_counts,
    events::{self, NewEvent, Position},
    rollups::{self, HOUR},
};
use weir_types::{
    Json, JsonObject, Timestamp,
    events::{Countable, EventCountQuery},
    filters::EventFilter,
    ids::EventId,
};

/// 2026-02-02T02:40:00Z, a Monday.
const NOW: Timestamp = Timestamp::from_micros(1_770_000_000_000_000);
const MINUTE: i64 = HOUR / 60;

fn event(minutes: i64, name: &str) -> NewEvent {
    NewEvent {
        id: EventId::generate(),
        occurred: Timestamp::from_micros(NOW.as_micros() - minutes * MINUTE),
        event: name.to_owned(),
        resource_id: "r".to_owned(),
        resource: JsonObject::default(),
        related_ids: Vec::new(),
        related: Json::from_text("[]".to_owned()).unwrap(),
        payload: JsonObject::default(),
        follows: None,
    }
}

/// An event every seven minutes, from four days ago until an hour from now, with the names `a` and `b` in turn.
fn every_seven_minutes() -> Vec<NewEvent> {
    (-60..4 * 24 * 60)
        .step_by(7)
        .map(|minutes| event(minutes, if minutes % 2 == 0 { "a" } else { "b" }))
        .collect()
}

async fn append(store: &Store, new: Vec<NewEvent>) {
    store.write(new, |conn, new| Box::pin(events::append(conn, new, NOW))).await.unwrap();
}

/// Counts the first events of the log in the rollups, as their reader does.
async fn roll_up(store: &Store, count: u32) {
    store
        .write(count, |conn, count| {
            Box::pin(async move {
                let found = events::read_after(conn, Position::default(), *count).await?;
                for event in &found {
                    rollups::add_events(conn, rollups::hour_of(event.occurred), &event.event, 1).await?;
                }
                let last = found.last().unwrap().position;
                events::advance(conn, rollups::READER, Position::default(), last).await
            })
        })
        .await
        .unwrap();
}

fn filter(since: i64, until: i64, names: &str) -> EventFilter {
    let text = |micros| Timestamp::from_micros(micros).to_string();
    let (since, until) = (text(since), text(until));
    serde_json::from_str(&format!(
        r#"{{"occurred":{{"since":"{since}","until":"{until}"}},"event":{{"name":[{names}]}}}}"#
    ))
    .unwrap()
}

async fn count(store: &Store, filter: EventFilter) -> i64 {
    store.read(filter, |conn, filter| Box::pin(event_counts::count(conn, filter, NOW))).await.unwrap()
}

async fn by_time(store: &Store, filter: EventFilter, hours: i64) -> Vec<(i64, u64)> {
    let body = format!(r#"{{"filter":{{}},"time_unit":"hour","time_interval":{hours}}}"#);
    let query = EventCountQuery { filter, ..serde_json::from_str(&body).unwrap() };
    let counted = store
        .read(query, |conn, query| Box::pin(event_counts::count_by(conn, query, Countable::Time, NOW)))
        .await
        .unwrap();
    counted.unwrap().into_iter().map(|count| (count.start_time.as_micros(), count.count)).collect()
}

async fn an_event_counts_once_whether_rolled_up_or_not(store: Store) {
    let log = every_seven_minutes();
    append(&store, log.clone()).await;
    for rolled in [0, 400] {
        if rolled > 0 {
            roll_up(&store, rolled).await;
        }
        for names in ["", r#""a""#] {
            // Whole hours, and ends in both halves of an hour; past, present and future.
            for start in [-120, -95, -60, 0, 20, 55] {
                for end in [-24 * 60, -50, -20, 0, 25, 90] {
                    let since = NOW.as_micros() + (start - 2 * 24 * 60) * MINUTE;
                    let until = NOW.as_micros() + end * MINUTE;
                    let shown = format!("{rolled} rolled up, {start} {end} {names}");
                    let passes = |event: &&NewEvent| {
                        (since..=until).contains(&event.occurred.as_micros())
                            && (names.is_empty() || event.event == "a")
                    };
                    let expected = log.iter().filter(passes).count();
                    let found = count(&store, filter(since, until, names)).await;
                    assert_eq!(found, i64::try_from(expected).unwrap(), "{shown}");
                    for hours in [1, 5, 24] {
                        for (from, count) in by_time(&store, filter(since, until, names), hours).await {
                            let interval = from..from + hours * HOUR;
                            let inside = |event: &&NewEvent| interval.contains(&event.occurred.as_micros());
                            let expected = log.iter().filter(passes).filter(inside).count();
                            assert_eq!(count, expected as u64, "{shown}, {hours} hours from {from}");
                        }
                    }
                }
            }
        }
    }
}

async fn whole_hours_are_counted_in_the_rollups(store: Store) {
    append(&store, every_seven_minutes()).await;
    roll_up(&store, 10_000).await;
    let since = NOW.as_micros() - 48 * HOUR;
    let asked = |names| filter(since, NOW.as_micros(), names);
    let before = (count(&store, asked("")).await, by_time(&store, asked(""), 24).await);
    let hour = rollups::hour_of(NOW) - 2 * HOUR;
    store.write(hour, |conn, hour| Box::pin(rollups::add_events(conn, *hour, "c", 1000))).await.unwrap();
    let after = (count(&store, asked("")).await, by_time(&store, asked(""), 24).await);
    assert_eq!(after.0, before.0 + 1000);
    let sum = |counts: &[(i64, u64)]| counts.iter().map(|(_, count)| count).sum::<u64>();
    assert_eq!(sum(&after.1), sum(&before.1) + 1000);
    assert_eq!(count(&store, asked(r#""c""#)).await, 1000);
    assert_eq!(count(&store, asked(r#""d""#)).await, 0);
}

async fn the_beginning_of_time_is_counted_too(store: Store) {
    let long_ago = |micros| NewEvent { occurred: Timestamp::from_micros(micros), ..event(0, "a") };
    append(&store, vec![long_ago(-HOUR), long_ago(0), long_ago(HOUR - 1), long_ago(HOUR), event(0, "a")])
        .await;
    roll_up(&store, 100).await;
    for (since, expected) in [(-2 * HOUR, 5), (-HOUR + 1, 4), (0, 4), (1, 3), (HOUR, 2)] {
        assert_eq!(count(&store, filter(since, NOW.as_micros(), "")).await, expected, "since {since}");
    }
}

weir_testkit::on_both_databases!(
    an_event_counts_once_whether_rolled_up_or_not,
    whole_hours_are_counted_in_the_rollups,
    the_beginning_of_time_is_counted_too,
);
