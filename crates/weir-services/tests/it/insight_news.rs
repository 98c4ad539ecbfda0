//! What is news of a flow: changes that take weeks to be seen, and the strange runs of a day among stranger ones.

use weir_services::insights::look;
use weir_store::Store;
use weir_types::state::StateType;

use crate::{
    insights::{ran, told},
    runs::NOW,
};

async fn a_flow_that_runs_once_a_day_is_told_of_too(store: Store) {
    for nth in 0..90 {
        let seconds = if nth < 75 { 60 } else { 120 } + nth % 5;
        ran(&store, 24 * (nth - 90) + 23, seconds, StateType::Completed).await;
    }
    for _ in 0..2 {
        look(&store, NOW).await.unwrap();
    }
    let events = told(&store).await;
    let names: Vec<_> = events.iter().map(|(event, _)| event.as_str()).collect();
    assert_eq!(names, ["weir.insight.duration-regression"]);
}

async fn the_strange_runs_of_today_are_told_whatever_was_before(store: Store) {
    // Every fifth run of the days before is stranger than the one of today.
    for nth in 0..200 {
        let seconds = if nth % 5 == 4 && nth < 170 { 6000 } else { 60 };
        ran(&store, nth - 260, seconds, StateType::Completed).await;
    }
    ran(&store, -1, 300, StateType::Completed).await;
    look(&store, NOW).await.unwrap();
    let events = told(&store).await;
    let strange = events.iter().filter(|(event, _)| event == "weir.insight.duration-anomaly").count();
    assert_eq!(strange, 1, "{events:?}");
}

weir_testkit::on_both_databases!(
    a_flow_that_runs_once_a_day_is_told_of_too,
    the_strange_runs_of_today_are_told_whatever_was_before,
);
