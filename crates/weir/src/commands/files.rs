//! Files with automations or objectives: YAML or JSON. A file has one of them, a list, or an object with a member that is
//! such a list, as `prefect automation create --from-file` takes it.

use std::{
    fmt, fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, anyhow, bail};
use saphyr::{LoadableYamlNode as _, MarkedYaml, Scalar, YamlData};
use serde_json::{Map, Number, Value};

/// A place in a file, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Position {
    line: usize,
    column: usize,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// Where a value stands, and those in it.
#[derive(Clone, Debug)]
pub(super) struct Mark {
    at: Position,
    inner: Vec<(String, Mark)>,
}

impl Mark {
    /// The mark of a member or an item.
    pub(super) fn get(&self, step: &str) -> Option<&Self> {
        self.inner.iter().find(|(name, _)| name == step).map(|(_, mark)| mark)
    }
}

/// What files hold.
#[derive(Clone, Copy, Debug)]
pub(super) struct Form {
    /// What one of them is called.
    pub(super) one: &'static str,
    /// The member whose value is a list of them.
    pub(super) list: &'static str,
    /// What one of them has.
    pub(super) has: &'static str,
}

/// One of the things in a file.
#[derive(Clone, Debug)]
pub(super) struct Written {
    file: PathBuf,
    /// What is written.
    pub(super) value: Value,
    /// Where.
    pub(super) mark: Mark,
}

impl Written {
    /// The place of a mark as people write it: `file:line:column`.
    pub(super) fn place(&self, mark: &Mark) -> String {
        format!("{}:{}", self.file.display(), mark.at)
    }

    /// Its name, if it has one.
    pub(super) fn name(&self) -> &str {
        self.value["name"].as_str().unwrap_or_default()
    }
}

/// The things in a file, or in the files of a folder in the order of their names.
pub(super) fn read(form: Form, path: &Path) -> anyhow::Result<Vec<Written>> {
    let mut all = Vec::new();
    for file in files(path)? {
        let text = fs::read_to_string(&file).with_context(|| format!("failed to read {}", file.display()))?;
        all.extend(parse(form, &file, &text)?);
    }
    if all.is_empty() {
        bail!("there is no {} in {}", form.one, path.display());
    }
    Ok(all)
}

fn files(path: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let metadata = fs::metadata(path).with_context(|| format!("failed to read {}", path.display()))?;
    if !metadata.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let entries = fs::read_dir(path).with_context(|| format!("failed to read {}", path.display()))?;
    let mut files = entries.map(|entry| Ok(entry?.path())).collect::<anyhow::Result<Vec<_>>>()?;
    files.retain(|file| {
        file.extension()
            .is_some_and(|extension| ["yaml", "yml", "json"].iter().any(|known| extension == *known))
    });
    files.sort();
    Ok(files)
}

fn parse(form: Form, file: &Path, text: &str) -> anyhow::Result<Vec<Written>> {
    let at = |position: Position, what: &str| anyhow!("{}:{position}: {what}", file.display());
    let documents = MarkedYaml::load_from_str(text).map_err(|error| {
        let position = Position { line: error.marker().line(), column: error.marker().col() + 1 };
        at(position, error.info())
    })?;
    let mut all = Vec::new();
    for document in &documents {
        let (value, mark) =
            read_node(document, position(document)).map_err(|(place, what)| at(place, what))?;
        for (value, mark) in listed(form, value, mark) {
            if !value.is_object() {
                return Err(at(mark.at, &format!("an {} is an object with {}", form.one, form.has)));
            }
            all.push(Written { file: file.to_owned(), value, mark });
        }
    }
    Ok(all)
}

/// The things that a document holds.
fn listed(form: Form, value: Value, mark: Mark) -> Vec<(Value, Mark)> {
    match value {
        Value::Null => Vec::new(),
        Value::Array(items) => items.into_iter().zip(mark.inner.into_iter().map(|(_, mark)| mark)).collect(),
        Value::Object(mut members) if members.contains_key(form.list) => {
            let inner = mark.get(form.list).cloned().unwrap_or(mark);
            let value = members.remove(form.list).unwrap_or_default();
            if value.is_array() { listed(form, value, inner) } else { vec![(value, inner)] }
        }
        one => vec![(one, mark)],
    }
}

fn position(node: &MarkedYaml<'_>) -> Position {
    Position { line: node.span.start.line(), column: node.span.start.col() + 1 }
}

/// The value of a node, and where it and those in it stand; members stand where their names do.
fn read_node(node: &MarkedYaml<'_>, at: Position) -> Result<(Value, Mark), (Position, &'static str)> {
    let mut inner = Vec::new();
    let value = match &node.data {
        YamlData::Value(scalar) => read_scalar(scalar),
        YamlData::Representation(text, ..) => Value::from(text.as_ref()),
        YamlData::Tagged(_, tagged) => return read_node(tagged, at),
        YamlData::Sequence(items) => {
            let mut values = Vec::new();
            for (place, item) in items.iter().enumerate() {
                let (value, mark) = read_node(item, position(item))?;
                values.push(value);
                inner.push((place.to_string(), mark));
            }
            Value::Array(values)
        }
        YamlData::Mapping(members) => {
            let mut values = Map::new();
            for (key, member) in members {
                let at = position(key);
                let (Value::String(name), _) = read_node(key, at)? else {
                    return Err((at, "the name of a member must be a text"));
                };
                let (value, mark) = read_node(member, at)?;
                values.insert(name.clone(), value);
                inner.push((name, mark));
            }
            Value::Object(values)
        }
        YamlData::Alias(_) | YamlData::BadValue => return Err((at, "this cannot be read")),
    };
    Ok((value, Mark { at, inner }))
}

fn read_scalar(scalar: &Scalar<'_>) -> Value {
    match scalar {
        Scalar::Null => Value::Null,
        Scalar::Boolean(flag) => Value::Bool(*flag),
        Scalar::Integer(number) => Value::from(*number),
        Scalar::FloatingPoint(number) => Number::from_f64(number.0).map_or(Value::Null, Value::Number),
        Scalar::String(text) => Value::from(text.as_ref()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const FORM: Form = Form { one: "automation", list: "automations", has: "a name, a trigger and actions" };

    fn parsed(text: &str) -> Vec<Written> {
        parse(FORM, Path::new("a.yaml"), text).expect("it can be read")
    }

    #[test]
    fn one_a_list_and_an_object_with_a_list_are_the_same() {
        let one = json!({ "name": "a", "actions": [{ "type": "do-nothing" }] });
        for text in [
            "name: a\nactions:\n  - type: do-nothing\n",
            "- {name: a, actions: [{type: do-nothing}]}",
            "automations:\n- name: a\n  actions:\n  - type: do-nothing",
            "{\"automations\": [{\"name\": \"a\",\t\"actions\": [{\"type\": \"do-nothing\"}]}]}",
        ] {
            let written = parsed(text);
            assert_eq!(written.iter().map(|one| &one.value).collect::<Vec<_>>(), [&one], "{text}");
        }
        assert_eq!(parsed("name: a\n---\nname: b\n").len(), 2);
        assert_eq!(parsed("# nothing\n").len(), 0);
    }

    #[test]
    fn places_are_told() {
        let [written] =
            <[Written; 1]>::try_from(parsed("automations:\n- name: a\n  trigger:\n    within: x\n"))
                .expect("one");
        let trigger = written.mark.get("trigger").expect("a trigger");
        assert_eq!(written.place(trigger), "a.yaml:3:3");
        assert_eq!(written.place(trigger.get("within").expect("a member")), "a.yaml:4:5");
        for (text, complaint) in [
            ("name: [a\n", "a.yaml:"),
            ("- a\n", "a.yaml:1:3: an automation is an object"),
            ("1: a\n", "a.yaml:1:1: the name"),
        ] {
            let error = parse(FORM, Path::new("a.yaml"), text).expect_err(text).to_string();
            assert!(error.starts_with(complaint), "{error}");
        }
    }
}
