//! The forms in which two sides can be merged.

use std::collections::BTreeSet;

use crate::loader::tree::{Entry, Map, Node, Value};
use crate::loader::walk::{scalar_text, set_missing};

/// Both sides as lists of `KEY=VALUE`, one after the other.
pub(super) fn sequence(base: Node, over: Node) -> Node {
    let mut whole = Node::derived(Value::Null, &base).broken_as(&base).broken_as(&over);
    let mut list = items(base);
    list.extend(items(over));
    whole.value = Value::List(list);
    whole
}

/// As [`sequence`], but what is there already is not added again.
pub(super) fn hosts(base: Node, over: Node) -> Node {
    let mut whole = Node::derived(Value::Null, &base).broken_as(&base).broken_as(&over);
    let mut list = items(base);
    let known: BTreeSet<String> = list.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect();
    for item in items(over) {
        // What is no text stays, for the schema to complain about.
        if item.as_str().is_none_or(|text| !known.contains(text)) {
            list.push(item);
        }
    }
    whole.value = Value::List(list);
    whole
}

fn items(node: Node) -> Vec<Node> {
    let whole = Node { value: Value::Null, span: node.span.clone(), tag: None, plain: node.plain };
    match node.value {
        Value::List(list) => list,
        Value::Map(map) => {
            let mut entries: Vec<(String, Entry)> = map.into_iter().collect();
            entries.sort_by(|(a, _), (b, _)| a.cmp(b));
            let mut list: Vec<Node> = entries.into_iter().flat_map(|(key, entry)| pairs(&key, entry)).collect();
            list.sort_by(|a, b| a.as_str().cmp(&b.as_str()));
            list
        }
        Value::Null => Vec::new(),
        scalar => vec![Node { value: scalar, ..whole }],
    }
}

/// `KEY=VALUE`, for every value of a list.
fn pairs(key: &str, entry: Entry) -> Vec<Node> {
    let pair = |node: &Node| {
        let text = scalar_text(&node.value).map_or_else(|| key.to_owned(), |value| format!("{key}={value}"));
        let mut item = Node::string(text, node);
        // The key is where the user would look; it is there even if there is no value.
        if let (Some(key), Some(value)) = (&entry.key_span, &item.span)
            && key.file == value.file
            && key.start < value.end
        {
            item.span = Some(crate::model::span::Span { end: value.end, ..key.clone() });
        }
        item
    };
    match &entry.value.value {
        _ if entry.value.is_gone() => Vec::new(),
        Value::List(list) => list.iter().map(pair).collect(),
        // Not a value for a pair: the schema will say so.
        Value::Map(_) => vec![entry.value],
        _ => vec![pair(&entry.value)],
    }
}

pub(super) fn same_driver(base: &Node, over: &Node) -> bool {
    match (base.get("driver"), over.get("driver")) {
        (Some(base), Some(over)) => base.value == over.value,
        _ => true,
    }
}

/// A text is the context.
pub(in crate::loader) fn build(node: Node) -> Node {
    match &node.value {
        Value::String(_) => {
            let whole = Node::derived(Value::Null, &node);
            Node::mapping([("context", node)], &whole)
        }
        _ => node,
    }
}

/// A list of names becomes a mapping whose entries wait for the start.
pub(in crate::loader) fn dependencies(node: Node) -> Node {
    let node = named(node, |item| {
        let condition = Node::string("service_started", item);
        let required = Node::derived(Value::Bool(true), item);
        Node::mapping([("condition", condition), ("required", required)], item)
    });
    with_required(node)
}

/// Dependencies are required unless the file says otherwise.
pub(in crate::loader) fn with_required(mut node: Node) -> Node {
    for entry in node.as_map_mut().into_iter().flat_map(Map::values_mut) {
        if let Some(settings) = entry.value.as_map_mut() {
            set_missing(settings, "required", || Node::synthetic(Value::Bool(true)));
        }
    }
    node
}

/// A list of names becomes a mapping whose entries have no settings.
pub(in crate::loader) fn names(node: Node) -> Node {
    named(node, |item| Node::derived(Value::Null, item))
}

fn named(node: Node, settings: impl Fn(&Node) -> Node) -> Node {
    let Value::List(list) = &node.value else { return node };
    // Something that is no name stays for the schema to complain about.
    if !list.iter().all(|item| item.as_str().is_some()) {
        return node;
    }
    let entry = |item: &Node| {
        let name = item.as_str().unwrap_or_default().to_owned();
        (name, Entry { key_span: item.span.clone(), value: settings(item) })
    };
    let map: Map = list.iter().map(entry).collect();
    Node::derived(Value::Map(map), &node).broken_as(&node)
}
