//! Keeps a block's secrets out of what is told of a receiver's answer.

use std::collections::BTreeSet;

use serde_json::{Map, Value};
use weir_engine::blocks::{hide_secrets, secret_fields};

use super::{message::cut, undelivered::Answer};

/// What stands for a secret.
const HIDDEN: &str = "********";

/// The shortest part of a secret that is looked for by itself: shorter ones are words that occur anywhere.
const SHORTEST_PART: usize = 8;

/// The most of an answer's body that is told, in characters.
const EXCERPT: usize = 1000;

/// The secret texts of a block.
#[derive(Clone)]
pub(crate) struct Secrets(Vec<String>);

impl Secrets {
    /// Those of a block whose schema has these fields.
    pub(crate) fn of(data: &Map<String, Value>, fields: &Map<String, Value>) -> Self {
        let mut hidden = data.clone();
        hide_secrets(&mut hidden, &secret_fields(fields));
        let (mut all, mut open) = (BTreeSet::new(), BTreeSet::new());
        data.values().for_each(|value| collect(value, &mut all));
        hidden.values().for_each(|value| collect(value, &mut open));
        let whole: Vec<&str> = all.difference(&open).copied().filter(|text| !text.is_empty()).collect();
        // A webhook's path is its password, and a receiver may echo only that.
        let parts = whole.iter().flat_map(|text| text.split(['/', '?', '&', '=', ':', '@', '#']));
        let parts = parts.filter(|part| part.len() >= SHORTEST_PART);
        let mut texts: Vec<String> = whole.iter().copied().chain(parts).map(str::to_owned).collect();
        texts.sort_by_key(|text| std::cmp::Reverse(text.len()));
        texts.dedup();
        Self(texts)
    }

    /// What the action's event and the list of actions tell of an answer.
    pub(crate) fn told(&self, answer: &Answer) -> Map<String, Value> {
        let body = self.0.iter().fold(answer.body.clone(), |body, secret| body.replace(secret, HIDDEN));
        Map::from_iter([
            ("status_code".to_owned(), answer.status.into()),
            ("response_body".to_owned(), cut(&body, EXCERPT).into()),
        ])
    }
}

fn collect<'v>(value: &'v Value, texts: &mut BTreeSet<&'v str>) {
    match value {
        Value::String(text) => drop(texts.insert(text)),
        Value::Array(items) => items.iter().for_each(|item| collect(item, texts)),
        Value::Object(members) => members.values().for_each(|member| collect(member, texts)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_answer_is_told_without_what_the_block_keeps_secret() {
        let data = json!({
            "url": "https://hooks.example.com/services/T0000000/s3cretpassw0rd", "name": "alerts",
            "secrets": { "token": "abc" },
        });
        let fields = json!({ "secret_fields": ["url", "secrets.*"] });
        let secrets = Secrets::of(data.as_object().unwrap(), fields.as_object().unwrap());
        let body = "alerts: no /services/T0000000/s3cretpassw0rd, no abc".to_owned();
        let told = secrets.told(&Answer { status: 404, body });
        let expected = "alerts: no /********/********/********, no ********";
        assert_eq!(Value::Object(told), json!({ "status_code": 404, "response_body": expected }));
    }
}
