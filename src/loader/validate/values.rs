//! Rules about single values and small groups of keys, on the merged tree.

use crate::loader::code::Code;
use crate::loader::diagnostic::Diagnostic;
use crate::loader::tree::{Node, Path, Tag, Value};
use crate::loader::walk::each_mut;

type Check = fn(&Node, &Path) -> Option<Diagnostic>;

const TABLE: [(&str, Check); 7] = [
    ("volumes.*", external_volume),
    ("configs.*", |node, path| source(node, path, &["file", "environment", "content"])),
    ("secrets.*", |node, path| source(node, path, &["file", "environment"])),
    ("services.*.ports.*", host_ip),
    ("services.*.develop.watch.*.path", watched_path),
    ("services.*.deploy.resources.reservations.devices.*", device_request),
    ("services.*.gpus.*", device_request),
];

pub(crate) fn check(root: &mut Node) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for (pattern, check) in TABLE {
        each_mut(root, pattern, &mut |path, node| {
            let Some(fault) = check(node, path) else { return };
            faults.push(fault);
            // So that no later rule finds the same in other words.
            node.tag = Some(Tag::Broken);
        });
    }
    faults
}

fn is_external(node: &Node) -> bool {
    match node.get("external").map(|external| &external.value) {
        Some(Value::Bool(flag)) => *flag,
        Some(Value::String(text)) => text == "true",
        _ => false,
    }
}

/// An external volume is what it is: nothing about it can be set.
fn external_volume(node: &Node, path: &Path) -> Option<Diagnostic> {
    if !is_external(node) {
        return None;
    }
    let map = node.as_map()?;
    let (key, entry) =
        map.iter().find(|(key, _)| !matches!(key.as_str(), "name" | "external") && !key.starts_with("x-"))?;
    let message = format!("{path}: conflicting parameters \"external\" and \"{key}\" specified");
    let external = map.get("external").and_then(|external| external.key_span.clone());
    Some(Diagnostic::error(Code::Conflict, message, entry.key_span.clone()).with_related(external, "the other one"))
}

/// The content comes from one place.
fn source(node: &Node, path: &Path, keys: &[&str]) -> Option<Diagnostic> {
    let map = node.as_map()?;
    let written: Vec<_> = keys.iter().filter_map(|key| map.get(*key)).collect();
    match written.as_slice() {
        [] if map.contains_key("driver") || map.contains_key("external") || node.is_broken() => None,
        [] => {
            let message = format!("{path}: one of {} must be set", keys.join("|"));
            Some(Diagnostic::error(Code::MissingKey, message, node.span.clone()))
        }
        [_] => None,
        [first, second, ..] => {
            let message = format!("{path}: {} attributes are mutually exclusive", keys.join("|"));
            let conflict = Diagnostic::error(Code::Conflict, message, second.key_span.clone());
            Some(conflict.with_related(first.key_span.clone(), "the other one"))
        }
    }
}

fn host_ip(node: &Node, path: &Path) -> Option<Diagnostic> {
    let address = node.get("host_ip")?;
    let text = address.as_str()?;
    if text.is_empty() || text.parse::<std::net::IpAddr>().is_ok() {
        return None;
    }
    let message = format!("{}: invalid ip address: {text}", path.anonymous());
    Some(Diagnostic::error(Code::InvalidFormat, message, address.span.clone()))
}

fn watched_path(node: &Node, path: &Path) -> Option<Diagnostic> {
    let message = format!("{}: value can't be blank", path.anonymous());
    (node.as_str() == Some("")).then(|| Diagnostic::error(Code::WrongValue, message, node.span.clone()))
}

fn device_request(node: &Node, path: &Path) -> Option<Diagnostic> {
    let count = node.as_map()?.get("count")?;
    let ids = node.as_map()?.get("device_ids")?;
    let message = format!("{}: \"count\" and \"device_ids\" attributes are exclusive", path.anonymous());
    let conflict = Diagnostic::error(Code::Conflict, message, count.key_span.clone());
    Some(conflict.with_related(ids.key_span.clone(), "the other one"))
}
