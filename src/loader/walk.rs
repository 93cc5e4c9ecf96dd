//! Ways through the tree: to every node that a pattern names, and small edits of mappings.

use super::tree::{Entry, Map, Node, Path, Segment, Tag, Value};

/// Calls `visit` for every node that the pattern names: keys joined by dots, `*` for any key or item.
pub(crate) fn each_mut(root: &mut Node, pattern: &str, visit: &mut dyn FnMut(&Path, &mut Node)) {
    let parts: Vec<&str> = pattern.split('.').collect();
    step(root, &parts, &mut Path::default(), visit);
}

fn step(node: &mut Node, pattern: &[&str], path: &mut Path, visit: &mut dyn FnMut(&Path, &mut Node)) {
    let Some((first, rest)) = pattern.split_first() else { return visit(path, node) };
    match &mut node.value {
        Value::Map(map) if *first == "*" => {
            for (key, entry) in map.iter_mut().filter(|(_, entry)| leads_on(&entry.value, rest)) {
                path.0.push(Segment::Key(key.clone()));
                step(&mut entry.value, rest, path, visit);
                path.0.pop();
            }
        }
        Value::Map(map) => {
            if let Some(entry) = map.get_mut(*first) {
                path.0.push(Segment::Key((*first).to_owned()));
                step(&mut entry.value, rest, path, visit);
                path.0.pop();
            }
        }
        Value::List(list) if *first == "*" => {
            for (index, item) in list.iter_mut().enumerate() {
                path.0.push(Segment::Index(index));
                step(item, rest, path, visit);
                path.0.pop();
            }
        }
        _ => {}
    }
}

/// Whether a node has what the pattern names next. Most services have few of the many keys that are looked for.
fn leads_on(node: &Node, pattern: &[&str]) -> bool {
    pattern.first().is_none_or(|next| *next == "*" || node.get(next).is_some())
}

/// Takes what is gone out of lists, where it would be an item of its own; such a list is marked as incomplete. In
/// mappings it stays: that the key was written counts.
pub(crate) fn without_gone_items(node: &mut Node) {
    match &mut node.value {
        Value::Map(map) => map.values_mut().for_each(|entry| without_gone_items(&mut entry.value)),
        Value::List(list) => {
            let before = list.len();
            list.retain(|item| !item.is_gone());
            list.iter_mut().for_each(without_gone_items);
            if list.len() < before {
                node.tag = Some(Tag::Broken);
            }
        }
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::String(_) => {}
    }
}

impl Path {
    /// With indices in brackets: `services.web.ports.[0]`.
    pub(crate) fn bracketed(&self) -> String {
        self.joined(|index| format!("[{index}]"))
    }

    /// Without the indices themselves: `services.web.ports.[]`.
    pub(crate) fn anonymous(&self) -> String {
        self.joined(|_| "[]".to_owned())
    }

    fn joined(&self, index: impl Fn(usize) -> String) -> String {
        let part = |segment: &Segment| match segment {
            Segment::Key(key) => key.clone(),
            Segment::Index(at) => index(*at),
        };
        self.0.iter().map(part).collect::<Vec<_>>().join(".")
    }
}

impl Node {
    pub(crate) fn string(text: impl Into<String>, from: &Self) -> Self {
        Self::derived(Value::String(text.into()), from)
    }

    pub(crate) fn mapping<'a>(entries: impl IntoIterator<Item = (&'a str, Self)>, from: &Self) -> Self {
        let map = entries.into_iter().map(|(key, value)| (key.to_owned(), Entry::of(value))).collect();
        Self::derived(Value::Map(map), from)
    }

    pub(crate) fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }
}

impl Entry {
    /// An entry whose key no file wrote.
    pub(crate) fn of(value: Node) -> Self {
        Self { key_span: None, value }
    }
}

/// Sets a key unless it is there.
pub(crate) fn set_missing(map: &mut Map, key: &str, value: impl FnOnce() -> Node) {
    if !map.contains_key(key) {
        map.insert(key.to_owned(), Entry::of(value()));
    }
}

/// The text that Docker Compose makes of a scalar where text is wanted.
pub(crate) fn scalar_text(value: &Value) -> Option<String> {
    match value {
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Int(number) => Some(number.to_string()),
        Value::Float(number) => Some(crate::model::float::to_text(*number)),
        Value::String(text) => Some(text.clone()),
        Value::Null | Value::List(_) | Value::Map(_) => None,
    }
}

/// How Go names the type of a value.
pub(crate) fn go_type(value: &Value) -> &'static str {
    match value {
        Value::Null => "<nil>",
        Value::Bool(_) => "bool",
        Value::Int(_) => "int",
        Value::Float(_) => "float64",
        Value::String(_) => "string",
        Value::List(_) => "[]interface {}",
        Value::Map(_) => "map[string]interface {}",
    }
}

impl Node {
    /// As JSON, keys in the order of the files.
    pub(crate) fn to_json(&self) -> serde_json::Value {
        use serde_json::Value as Json;
        match &self.value {
            Value::Null => Json::Null,
            Value::Bool(flag) => Json::Bool(*flag),
            Value::Int(number) => Json::from(*number),
            Value::Float(number) => Json::from(*number),
            Value::String(text) => Json::String(text.clone()),
            Value::List(list) => Json::Array(list.iter().map(Self::to_json).collect()),
            Value::Map(map) => {
                Json::Object(map.iter().map(|(key, entry)| (key.clone(), entry.value.to_json())).collect())
            }
        }
    }
}
