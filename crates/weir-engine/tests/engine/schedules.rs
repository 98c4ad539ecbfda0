//! When schedules are due, against what Prefect's own code says (`tests/compat/record_schedules.py`), and by properties.

use std::collections::HashMap;

use proptest::prelude::*;
use serde_json::Value;
use weir_engine::schedules::{Fault, anchored, check_cron, check_rrule, instants};
use weir_types::{TimeDelta, Timestamp, deployment_schedules::Schedule};

const RECORDED: &str = include_str!("../golden/schedules.json");

fn recorded() -> HashMap<String, Vec<Vec<Value>>> {
    serde_json::from_str(RECORDED).unwrap()
}

fn micros(value: &Value) -> Timestamp {
    Timestamp::from_micros(value.as_i64().unwrap())
}

#[test]
fn every_recorded_instant_is_found() {
    let cases = &recorded()["instants"];
    assert!(cases.len() > 1500, "{}", cases.len());
    let mut wrong = Vec::new();
    for case in cases {
        let schedule: Schedule = serde_json::from_value(case[0].clone()).unwrap();
        let (start, end) = (micros(&case[1]), case[2].as_i64().map(Timestamp::from_micros));
        let most = usize::try_from(case[3].as_u64().unwrap()).unwrap();
        let wanted: Option<Vec<Timestamp>> =
            case[4].as_array().map(|found| found.iter().map(micros).collect());
        let found: Result<Vec<_>, Fault> =
            instants(&schedule, Some(most), start, end).and_then(Iterator::collect);
        if found.as_ref().ok() != wanted.as_ref() {
            wrong.push(format!(
                "{} from {start} to {end:?}, {most}: {found:?} rather than {wanted:?}",
                case[0]
            ));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn bad_texts_are_told_in_the_words_of_prefect() {
    let recorded = recorded();
    for (kind, check) in [("crons", check_cron as fn(&str) -> Result<(), String>), ("rrules", check_rrule)] {
        for case in &recorded[kind] {
            let text = case[0].as_str().unwrap();
            assert_eq!(check(text).err().as_deref(), case[1].as_str(), "{text:?}");
        }
    }
}

/// A schedule in a zone, by words that always make a good one.
fn schedule() -> impl Strategy<Value = Schedule> {
    let zone = prop::sample::select(vec!["UTC", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"]);
    let cron = (0..60, 0..24, 1..29, prop::bool::ANY).prop_map(|(minute, hour, day, often)| {
        if often {
            format!("\"cron\":\"*/7 {hour} * * *\"")
        } else {
            format!("\"cron\":\"{minute} {hour} {day} * 1\"")
        }
    });
    let interval = (1i64..1_000_000, -1_000_000i64..1_000_000).prop_map(|(seconds, anchor)| {
        let anchor = Timestamp::from_micros((1_774_000_000 + anchor) * 1_000_000);
        format!("\"interval\":{seconds},\"anchor_date\":\"{anchor}\"")
    });
    let frequency = prop::sample::select(vec!["MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"]);
    let rule = (frequency, 1..50, prop::option::of(0..24)).prop_map(|(frequency, every, hour)| {
        let hour = hour.filter(|_| every % 2 == 1).map(|hour| format!(";BYHOUR={hour}")).unwrap_or_default();
        // An even number of hours may never meet an odd hour.
        let every = if hour.is_empty() { every } else { 1 };
        format!("\"rrule\":\"DTSTART:20260110T013000 RRULE:FREQ={frequency};INTERVAL={every}{hour}\"")
    });
    let text = prop_oneof![cron, interval, rule];
    (text, zone).prop_map(|(text, zone)| {
        serde_json::from_str(&format!("{{{text},\"timezone\":\"{zone}\"}}")).unwrap()
    })
}

/// How much a clock is set at most.
const CHANGE: TimeDelta = TimeDelta::from_secs(3_600);

proptest! {
    #[test]
    fn instants_rise_and_stay_within_their_bounds(
        schedule in schedule(),
        start in 1_770_000_000_000_000i64..1_800_000_000_000_000,
        span in 0i64..20_000_000,
        most in 1usize..40,
    ) {
        let start = Timestamp::from_micros(start);
        let end = start + TimeDelta::from_secs(span);
        let found: Vec<_> =
            instants(&schedule, Some(most), start, Some(end)).unwrap().map(Result::unwrap).collect();
        prop_assert!(found.len() <= most);
        prop_assert!(found.is_sorted_by(|one, next| one < next), "{found:?}");
        prop_assert!(found.iter().all(|one| *one >= start - CHANGE && *one <= end + CHANGE), "{found:?}");
    }

    /// What is found later is what was found before.
    #[test]
    fn instants_do_not_depend_on_when_they_are_looked_for(
        schedule in schedule(),
        start in 1_770_000_000_000_000i64..1_800_000_000_000_000,
    ) {
        // Intervals of days keep to the clock only from where they are looked for, as Prefect's do.
        prop_assume!(!matches!(schedule, Schedule::Interval(_)));
        let start = Timestamp::from_micros(start);
        let all: Vec<_> = instants(&schedule, Some(12), start, None).unwrap().map(Result::unwrap).collect();
        prop_assume!(all.len() == 12);
        let later: Vec<_> =
            instants(&schedule, Some(8), all[4], None).unwrap().map(Result::unwrap).collect();
        let known: Vec<_> = later.iter().filter(|one| **one >= all[4] && **one <= all[11]).collect();
        prop_assert!(known.iter().all(|one| all.contains(one)), "{all:?} {later:?}");
    }

    #[test]
    fn no_text_is_too_odd(text in "[-0-9*/,#?lLrhA-Z@ ]{0,20}", rule in "(FREQ|BYDAY|RRULE:|=|;|,|DAILY|-?[0-9]{1,3}|MO| |UNTIL){0,12}") {
        let start = Timestamp::from_micros(1_780_000_000_000_000);
        for (text, kind, good) in [(&text, "cron", check_cron(&text).is_ok()), (&rule, "rrule", check_rrule(&rule).is_ok())] {
            let schedule: Schedule = serde_json::from_value(serde_json::json!({kind: text})).unwrap();
            prop_assert_eq!(instants(&schedule, Some(3), start, None).is_ok(), good, "{}", text);
        }
    }
}

#[test]
fn a_rule_is_kept_with_a_start() {
    let now = Timestamp::parse("2026-11-21T15:00:07Z").unwrap();
    for (text, zone, kept) in [
        ("FREQ=DAILY", "UTC", "DTSTART:20200101T000000\nFREQ=DAILY"),
        ("FREQ=MINUTELY;INTERVAL=7", "UTC", "DTSTART:20261121T145500\nFREQ=MINUTELY;INTERVAL=7"),
        ("FREQ=MINUTELY;INTERVAL=7", "America/New_York", "DTSTART:20261121T095400\nFREQ=MINUTELY;INTERVAL=7"),
        ("FREQ=SECONDLY;INTERVAL=5", "UTC", "DTSTART:20261121T150005\nFREQ=SECONDLY;INTERVAL=5"),
        ("FREQ=MINUTELY;COUNT=5", "UTC", "DTSTART:20200101T000000\nFREQ=MINUTELY;COUNT=5"),
        ("DTSTART:20260101\nFREQ=DAILY", "UTC", "DTSTART:20260101\nFREQ=DAILY"),
        ("FREQ=DAILY;UNTIL=20270101T000000Z", "UTC", "FREQ=DAILY;UNTIL=20270101T000000Z"),
        (
            "RRULE:FREQ=MINUTELY RDATE:20270101",
            "UTC",
            "DTSTART:20200101T000000\nRRULE:FREQ=MINUTELY RDATE:20270101",
        ),
        ("rubbish", "UTC", "rubbish"),
    ] {
        let schedule: Schedule =
            serde_json::from_value(serde_json::json!({"rrule": text, "timezone": zone})).unwrap();
        let Schedule::Rrule(schedule) = anchored(schedule, now) else { panic!("a rule stays a rule") };
        assert_eq!(schedule.rrule, kept);
    }
}
