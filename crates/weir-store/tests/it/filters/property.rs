//! Filters of flow runs against a plain reading of their rules, on rows and filters drawn at random.

use proptest::{
    collection::vec,
    option,
    prelude::*,
    sample::{select, subsequence},
    test_runner::{Config, TestCaseError, TestRunner},
};
use uuid::Uuid;
use weir_store::{Conn, Param, Result, Store, filters};
use weir_types::{
    Timestamp,
    filters::{
        FlowRunCreatedBy, FlowRunFilter, FlowRunState, ParentFlowRun,
        parts::{Any, AnyOrNot, AnyOrNull, NameLike, Operator, Tags, TimeRange, TimeRangeOrNull},
        queries::RunFilters,
    },
    ids::{DeploymentId, FlowRunId, TaskRunId},
    state::StateType,
};

use super::rows::{NewRow, id, insert, numbers, row};

const NAMES: [&str; 4] = ["ab", "AB", "a_b", "x"];
const TAGS: [&str; 4] = ["a", "b", ",", "a\"b"];
const QUEUES: [&str; 2] = ["default", "fast"];
const CREATORS: [&str; 2] = ["DEPLOYMENT", "AUTOMATION"];
const STATES: [(StateType, &str); 4] = [
    (StateType::Failed, "Failed"),
    (StateType::Scheduled, "Late"),
    (StateType::Scheduled, "Scheduled"),
    (StateType::Running, "Running"),
];

/// The times and numbers that rows have and filters ask for.
const FEW: std::ops::Range<i64> = 0..4;

/// Task run 1 belongs to flow run 101, task run 2 to none.
#[derive(Clone, Debug)]
struct Run {
    number: u128,
    name: &'static str,
    tags: Vec<&'static str>,
    deployment: Option<i64>,
    queue: Option<&'static str>,
    state: Option<(StateType, &'static str)>,
    version: Option<i64>,
    times: [Option<i64>; 4],
    parent: Option<i64>,
    key: bool,
    creator: Option<(i64, &'static str)>,
}

fn few_id(few: i64) -> Uuid {
    id(u128::try_from(few).unwrap())
}

fn runs() -> impl Strategy<Value = Vec<Run>> {
    let run = (
        (select(&NAMES), subsequence(&TAGS, 0..=4), option::of(FEW), option::of(select(&QUEUES))),
        (option::of(select(&STATES)), option::of(FEW), proptest::array::uniform4(option::of(FEW))),
        (option::of(1..3_i64), any::<bool>(), option::of((FEW, select(&CREATORS)))),
    );
    vec(run, 1..8).prop_map(|runs| {
        let number = |(place, run): (usize, _)| {
            let ((name, tags, deployment, queue), (state, version, times), (parent, key, creator)) = run;
            Run {
                number: 101 + place as u128,
                name,
                tags,
                deployment,
                queue,
                state,
                version,
                times,
                parent,
                key,
                creator,
            }
        };
        runs.into_iter().enumerate().map(number).collect()
    })
}

fn texts(values: &'static [&'static str]) -> impl Strategy<Value = Vec<String>> {
    subsequence(values, 0..=values.len())
        .prop_map(|texts| texts.iter().map(|text| (*text).to_owned()).collect())
}

fn few_ids<T: From<Uuid> + std::fmt::Debug>() -> impl Strategy<Value = Vec<T>> {
    vec(FEW.prop_map(|few| T::from(few_id(few))), 0..3)
}

fn operator() -> impl Strategy<Value = Operator> {
    select(&[Operator::And, Operator::Or])
}

fn time() -> impl Strategy<Value = Timestamp> {
    FEW.prop_map(Timestamp::from_micros)
}

fn time_range() -> impl Strategy<Value = TimeRange> {
    (option::of(time()), option::of(time())).prop_map(|(before_, after_)| TimeRange { before_, after_ })
}

fn time_range_or_null() -> impl Strategy<Value = TimeRangeOrNull> {
    (time_range(), option::of(any::<bool>()))
        .prop_map(|(TimeRange { before_, after_ }, is_null_)| TimeRangeOrNull { before_, after_, is_null_ })
}

fn any_or_null<T: std::fmt::Debug>(
    values: impl Strategy<Value = Vec<T>>,
) -> impl Strategy<Value = AnyOrNull<T>> {
    (operator(), option::of(values), option::of(any::<bool>()))
        .prop_map(|(operator, any_, is_null_)| AnyOrNull { operator, any_, is_null_ })
}

fn any_or_not<T: std::fmt::Debug>(
    values: impl Strategy<Value = Vec<T>> + Clone,
) -> impl Strategy<Value = AnyOrNot<T>> {
    (option::of(values.clone()), option::of(values)).prop_map(|(any_, not_any_)| AnyOrNot { any_, not_any_ })
}

/// Most parts are missing, so that some rows pass.
fn part<T: std::fmt::Debug>(values: impl Strategy<Value = T>) -> impl Strategy<Value = Option<T>> {
    option::weighted(0.2, values)
}

fn state() -> impl Strategy<Value = FlowRunState> {
    let types = subsequence(&[StateType::Failed, StateType::Scheduled, StateType::Running], 0..=3).boxed();
    let names = texts(&["Failed", "Late", "Running"]).boxed();
    (operator(), option::of(any_or_not(types)), option::of(any_or_not(names)))
        .prop_map(|(operator, state_type, name)| FlowRunState { operator, state_type, name })
}

fn tags() -> impl Strategy<Value = Tags> {
    (operator(), option::of(texts(&TAGS)), option::of(texts(&TAGS)), option::of(any::<bool>()))
        .prop_map(|(operator, all_, any_, is_null_)| Tags { operator, all_, any_, is_null_ })
}

fn name() -> impl Strategy<Value = NameLike> {
    let like = select(&["", "A", "a_", "x", "%"]).prop_map(str::to_owned);
    (option::of(texts(&NAMES)), option::of(like)).prop_map(|(any_, like_)| NameLike { any_, like_ })
}

fn created_by() -> impl Strategy<Value = FlowRunCreatedBy> {
    (operator(), option::of(few_ids()), option::of(texts(&CREATORS)), option::of(any::<bool>()))
        .prop_map(|(operator, id_, type_, is_null_)| FlowRunCreatedBy { operator, id_, type_, is_null_ })
}

fn filter() -> impl Strategy<Value = FlowRunFilter> {
    let run_ids = vec((99..105_u128).prop_map(|number| FlowRunId(id(number))), 0..4).boxed();
    let keys = texts(&["k101", "k102", "k103"]).boxed();
    let versions = vec(FEW.prop_map(|few| few.to_string()), 0..3);
    let parents = vec((100..103_u128).prop_map(|number| FlowRunId(id(number))), 0..3);
    let parent =
        (operator(), option::of(parents)).prop_map(|(operator, any_)| ParentFlowRun { operator, any_ });
    (
        (operator(), part(any_or_not(run_ids)), part(name()), part(tags()), part(state())),
        (
            part(any_or_null(few_ids::<DeploymentId>())),
            part(any_or_null(texts(&QUEUES))),
            part(option::of(versions).prop_map(|any_| Any { any_ })),
            part(time_range_or_null()),
            part(time_range_or_null()),
            part(time_range()),
            part(time_range()),
        ),
        (part(parent), part(any_or_null(few_ids::<TaskRunId>())), part(any_or_not(keys)), part(created_by())),
    )
        .prop_map(|((operator, id, name, tags, state), second, third)| {
            let (deployment_id, work_queue_name, flow_version, start_time, end_time, expected, next) = second;
            let (parent_flow_run_id, parent_task_run_id, idempotency_key, created_by) = third;
            FlowRunFilter {
                operator,
                id,
                name,
                tags,
                deployment_id,
                work_queue_name,
                state,
                flow_version,
                start_time,
                end_time,
                expected_start_time: expected,
                next_scheduled_start_time: next,
                parent_flow_run_id,
                parent_task_run_id,
                idempotency_key,
                created_by,
            }
        })
}

/// The parts that there are, joined; of none, true.
fn join(operator: Operator, parts: &[Option<bool>]) -> bool {
    let mut parts = parts.iter().flatten().peekable();
    match operator {
        Operator::And => parts.all(|part| *part),
        Operator::Or => parts.peek().is_none() || parts.any(|part| *part),
    }
}

fn in_list<T: PartialEq>(value: Option<&T>, list: Option<&Vec<T>>) -> Option<bool> {
    list.map(|list| value.is_some_and(|value| list.contains(value)))
}

fn not_in_list<T: PartialEq>(value: Option<&T>, list: Option<&Vec<T>>) -> Option<bool> {
    list.filter(|list| !list.is_empty()).map(|list| value.is_some_and(|value| !list.contains(value)))
}

fn check_any_or_not<T: PartialEq>(value: Option<&T>, part: &AnyOrNot<T>) -> bool {
    join(Operator::And, &[in_list(value, part.any_.as_ref()), not_in_list(value, part.not_any_.as_ref())])
}

fn check_any_or_null<T: PartialEq>(value: Option<&T>, part: &AnyOrNull<T>) -> bool {
    join(
        part.operator,
        &[in_list(value, part.any_.as_ref()), part.is_null_.map(|null| value.is_none() == null)],
    )
}

fn check_time(value: Option<i64>, before: Option<Timestamp>, after: Option<Timestamp>) -> bool {
    let holds = |bound: Option<Timestamp>, test: fn(&i64, &i64) -> bool| {
        bound.is_none_or(|bound| value.is_some_and(|value| test(&value, &bound.as_micros())))
    };
    holds(before, i64::le) && holds(after, i64::ge)
}

fn check_state(run: &Run, part: &FlowRunState) -> bool {
    fn list<T: PartialEq>(value: Option<&T>, part: &AnyOrNot<T>) -> Option<bool> {
        let not_any = part.not_any_.as_ref().filter(|list| !list.is_empty());
        match (&part.any_, not_any) {
            (Some(_), Some(_)) => None,
            (any, not_any) => in_list(value, any.as_ref()).or_else(|| not_in_list(value, not_any)),
        }
    }
    let state_type = run.state.map(|(state_type, _)| state_type);
    let name = run.state.map(|(_, name)| name.to_owned());
    join(
        part.operator,
        &[
            part.state_type.as_ref().and_then(|part| list(state_type.as_ref(), part)),
            part.name.as_ref().and_then(|part| list(name.as_ref(), part)),
        ],
    )
}

fn check_tags(run: &Run, part: &Tags) -> bool {
    let has = |tag: &String| run.tags.contains(&tag.as_str());
    join(
        part.operator,
        &[
            part.all_.as_ref().filter(|tags| !tags.is_empty()).map(|tags| tags.iter().all(has)),
            part.any_.as_ref().map(|tags| tags.iter().any(has)),
            part.is_null_.map(|none| run.tags.is_empty() == none),
        ],
    )
}

/// Whether a text matches a `LIKE` pattern of ASCII letters, whatever the case.
fn like(text: &[u8], pattern: &[u8]) -> bool {
    match pattern.split_first() {
        None => text.is_empty(),
        Some((b'%', rest)) => (0..=text.len()).any(|skipped| like(&text[skipped..], rest)),
        Some((b'_', rest)) => text.split_first().is_some_and(|(_, text)| like(text, rest)),
        Some((letter, rest)) => text
            .split_first()
            .is_some_and(|(first, text)| first.eq_ignore_ascii_case(letter) && like(text, rest)),
    }
}

fn check_name(run: &Run, part: &NameLike) -> bool {
    let contains = part.like_.as_ref().filter(|text| !text.is_empty());
    join(
        Operator::And,
        &[
            in_list(Some(&run.name.to_owned()), part.any_.as_ref()),
            contains.map(|text| like(run.name.as_bytes(), format!("%{text}%").as_bytes())),
        ],
    )
}

fn check_created_by(run: &Run, part: &FlowRunCreatedBy) -> bool {
    let creator = run.creator.map(|(few, _)| few_id(few));
    let kind = run.creator.map(|(_, kind)| kind.to_owned());
    join(
        part.operator,
        &[
            in_list(creator.as_ref(), part.id_.as_ref()),
            in_list(kind.as_ref(), part.type_.as_ref()),
            part.is_null_.map(|null| run.creator.is_none() == null),
        ],
    )
}

fn passes(run: &Run, filter: &FlowRunFilter) -> bool {
    let [start, end, expected, next] = run.times;
    let range = |value, part: &TimeRangeOrNull, column: Option<i64>| {
        check_time(value, part.before_, part.after_)
            && part.is_null_.is_none_or(|null| column.is_none() == null)
    };
    let parent_task = run.parent.map(|few| TaskRunId(few_id(few)));
    let parent_run = (run.parent == Some(1)).then(|| FlowRunId(id(101)));
    let key = run.key.then(|| format!("k{}", run.number));
    let queue = run.queue.map(str::to_owned);
    let deployment = run.deployment.map(|few| DeploymentId(few_id(few)));
    let version = run.version.map(|few| few.to_string());
    join(
        filter.operator,
        &[
            filter.id.as_ref().map(|part| check_any_or_not(Some(&FlowRunId(id(run.number))), part)),
            filter.name.as_ref().map(|part| check_name(run, part)),
            filter.tags.as_ref().map(|part| check_tags(run, part)),
            filter.state.as_ref().map(|part| check_state(run, part)),
            filter.deployment_id.as_ref().map(|part| check_any_or_null(deployment.as_ref(), part)),
            filter.work_queue_name.as_ref().map(|part| check_any_or_null(queue.as_ref(), part)),
            filter
                .flow_version
                .as_ref()
                .map(|part| in_list(version.as_ref(), part.any_.as_ref()) != Some(false)),
            filter.start_time.as_ref().map(|part| range(start.or(expected), part, start)),
            filter.end_time.as_ref().map(|part| range(end, part, end)),
            filter.expected_start_time.as_ref().map(|part| check_time(expected, part.before_, part.after_)),
            filter.next_scheduled_start_time.as_ref().map(|part| check_time(next, part.before_, part.after_)),
            filter
                .parent_flow_run_id
                .as_ref()
                .map(|part| in_list(parent_run.as_ref(), part.any_.as_ref()) != Some(false)),
            filter.parent_task_run_id.as_ref().map(|part| check_any_or_null(parent_task.as_ref(), part)),
            filter.idempotency_key.as_ref().map(|part| check_any_or_not(key.as_ref(), part)),
            filter.created_by.as_ref().map(|part| check_created_by(run, part)),
        ],
    )
}

fn stored(run: &Run) -> NewRow {
    let [start, end, expected, next] = run.times;
    let creator = |(few, kind): (i64, &str)| {
        Param::Owned(format!(r#"{{"id":"{}","type":"{kind}","display_value":null}}"#, few_id(few)))
    };
    let text = |text: Option<&'static str>| text.map_or(Param::Null, Param::Text);
    let few = |few: Option<i64>| few.map_or(Param::Null, |few| Param::Uuid(few_id(few)));
    row("flow_runs", run.number)
        .set("name", run.name)
        .tags(&run.tags)
        .set("deployment_id", few(run.deployment))
        .set("work_queue_name", text(run.queue))
        .set("state_type", run.state.map(|(state_type, _)| state_type))
        .set("state_name", text(run.state.map(|(_, name)| name)))
        .set("flow_version", run.version.map(|few| few.to_string()))
        .set("start_time", start)
        .set("end_time", end)
        .set("expected_start_time", expected)
        .set("next_scheduled_start_time", next)
        .set("parent_task_run_id", few(run.parent))
        .set("idempotency_key", run.key.then(|| format!("k{}", run.number)))
        .set("created_by", run.creator.map_or(Param::Null, creator))
}

async fn replace(conn: &mut Conn, runs: &[Run]) -> Result<()> {
    conn.execute("DELETE FROM flow_runs", &[]).await?;
    let rows: Vec<_> = runs.iter().map(stored).collect();
    insert(conn, &rows).await
}

async fn filters_agree_with_their_rules(store: Store) {
    let world = vec![
        row("flows", 1).set("name", "etl"),
        row("task_runs", 1).link("flow_run_id", 101),
        row("task_runs", 2),
    ];
    store.write(world, |conn, rows| Box::pin(insert(conn, rows))).await.unwrap();
    let agree = |(runs, filter): (Vec<Run>, FlowRunFilter)| {
        let expected: Vec<_> = runs.iter().filter(|run| passes(run, &filter)).map(|run| run.number).collect();
        let filters = RunFilters { flow_runs: Some(filter), ..RunFilters::default() };
        let find = async {
            store.write(runs, |conn, runs| Box::pin(replace(conn, runs))).await?;
            store
                .read(filters, |conn, filters| {
                    Box::pin(async move {
                        let query = filters::flow_runs::query(filters).order_by("flow_runs.id");
                        numbers(conn, &query).await
                    })
                })
                .await
        };
        let found = tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(find));
        let found = found.map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(found, expected);
        Ok(())
    };
    let config = Config { cases: 192, failure_persistence: None, ..Config::default() };
    TestRunner::new(config).run(&(runs(), filter()), agree).unwrap();
}

weir_testkit::on_both_databases!(filters_agree_with_their_rules);
