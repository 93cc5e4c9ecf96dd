//! A tree cut into the values that a person asks for: scalars, entries of lists, and lists that count as a whole.

use crate::loader::merge;
use crate::loader::tree::{Map, Node, Value};
use crate::model::span::Span;

/// One value, where the user sees it.
#[derive(Clone, Debug)]
pub(super) struct Unit<'a> {
    /// With indices, as `config` shows it; `KEY=VALUE` in a list is at `KEY`.
    pub(super) path: Vec<String>,
    /// Without indices, as steps have it.
    pub(super) keys: Vec<String>,
    /// The list that it is an entry of.
    pub(super) list: Option<&'a Node>,
    pub(super) node: &'a Node,
    pub(super) value: serde_json::Value,
    pub(super) key_span: Option<&'a Span>,
    /// No file has its key: it is a default, or part of a short form.
    pub(super) is_added: bool,
}

impl Unit<'_> {
    pub(super) fn shown_path(&self) -> String {
        self.path.join(".")
    }

    /// The path of the list that it is an entry of.
    pub(super) fn list_keys(&self) -> Option<&[String]> {
        let is_pair = self.path == self.keys;
        self.list.map(|_| if is_pair { &self.keys[..self.keys.len() - 1] } else { &self.keys })
    }

    /// Where it stands, with its key if it has one.
    pub(super) fn whole_span(&self) -> Option<Span> {
        let span = self.node.span.as_ref()?;
        match self.key_span {
            Some(key) if key.file == span.file && key.start < span.end => {
                Some(Span { start: key.start.min(span.start), ..span.clone() })
            }
            Some(_) | None => Some(span.clone()),
        }
    }
}

/// The values of a node that stands at a path of keys.
pub(super) fn of<'a>(node: &'a Node, path: &[String]) -> Vec<Unit<'a>> {
    let mut units = Vec::new();
    let at = Unit {
        path: path.to_vec(),
        keys: path.to_vec(),
        list: None,
        node,
        value: serde_json::Value::Null,
        key_span: None,
        is_added: false,
    };
    cut(at, &mut units);
    units
}

fn cut<'a>(at: Unit<'a>, units: &mut Vec<Unit<'a>>) {
    match &at.node.value {
        Value::Map(map) if !map.is_empty() => entries(&at, map, units),
        Value::List(list) if !list.is_empty() && !merge::is_whole(&at.keys) => items(&at, list, units),
        _ => units.push(Unit { value: at.node.to_json(), ..at }),
    }
}

fn entries<'a>(at: &Unit<'a>, map: &'a Map, units: &mut Vec<Unit<'a>>) {
    for (key, entry) in map {
        let [path, keys] = [&at.path, &at.keys].map(|path| joined(path, key));
        let is_added = entry.key_span.is_none();
        let unit = Unit { path, keys, node: &entry.value, key_span: entry.key_span.as_ref(), is_added, ..at.clone() };
        cut(unit, units);
    }
}

fn items<'a>(at: &Unit<'a>, list: &'a [Node], units: &mut Vec<Unit<'a>>) {
    for (index, node) in list.iter().enumerate() {
        let unit = Unit { node, list: Some(at.node), key_span: None, is_added: false, ..at.clone() };
        let pair = node.as_str().filter(|_| has_pairs(&at.keys));
        units.push(match pair {
            Some(text) => {
                let (name, value) = text.split_once('=').map_or((text, None), |(name, value)| (name, Some(value)));
                let [path, keys] = [&at.path, &at.keys].map(|path| joined(path, name));
                Unit { path, keys, value: value.into(), ..unit }
            }
            None => Unit { path: joined(&at.path, &index.to_string()), value: node.to_json(), ..unit },
        });
    }
}

fn joined(path: &[String], key: &str) -> Vec<String> {
    path.iter().cloned().chain([key.to_owned()]).collect()
}

/// Lists of `KEY=VALUE`, which `config` shows as mappings.
fn has_pairs(keys: &[String]) -> bool {
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    matches!(
        keys.as_slice(),
        ["services", _, "annotations" | "environment" | "labels" | "sysctls"]
            | ["services", _, "build", "args" | "labels"]
            | ["services", _, "deploy", "labels"]
            | ["configs" | "networks" | "secrets" | "volumes", _, "labels"]
    )
}
