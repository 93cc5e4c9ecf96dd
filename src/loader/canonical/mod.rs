//! From the short forms of a file to the long ones: a table from places to transformations.

mod port;
pub(crate) mod volume;

use super::diagnostic::Diagnostic;
use super::merge::forms;
use super::tree::{Entry, Map, Node, Path, Tag, Value};
use super::walk::{each_mut, go_type, set_missing};
use crate::loader::code::Code;

/// Rewrites the node at a path in place.
type Transform = fn(&mut Node, &Path, &mut Findings);

const TABLE: [(&str, Transform); 25] = [
    ("services.*.build", |node, _, _| in_place(node, forms::build)),
    ("services.*.build.additional_contexts", key_values),
    ("services.*.build.provenance", text),
    ("services.*.build.sbom", text),
    ("services.*.build.secrets.*", file_reference),
    ("services.*.build.ssh", ssh),
    ("services.*.build.ulimits.*", ulimit),
    ("services.*.configs.*", file_reference),
    ("services.*.depends_on", |node, _, _| in_place(node, forms::dependencies)),
    ("services.*.devices.*", device),
    ("services.*.env_file", env_file),
    ("services.*.extends", extends),
    ("services.*.gpus", gpus),
    ("services.*.label_file", string_to_list),
    ("services.*.models", |node, _, _| in_place(node, forms::names)),
    ("services.*.networks", |node, _, _| in_place(node, forms::names)),
    ("services.*.ports", ports),
    ("services.*.secrets.*", file_reference),
    ("services.*.ulimits.*", ulimit),
    ("services.*.volumes.*", mount),
    ("configs.*", external),
    ("networks.*", external),
    ("secrets.*", external),
    ("volumes.*", external),
    ("services.*.dns", dns),
];

/// What the transformations found.
#[derive(Default)]
pub(crate) struct Findings {
    /// Short forms that do not parse stay as they are, since variables are still in them.
    pub(crate) tolerant: bool,
    pub(crate) faults: Vec<Diagnostic>,
    pub(crate) warnings: Vec<Diagnostic>,
    /// What ranges of ports grew to.
    ports: usize,
}

/// All ports of three protocols; a few short ranges could fill the memory.
const MAX_PORTS: usize = 3 * 65_536;

impl Findings {
    /// A finding; the value goes.
    fn fault(&mut self, code: Code, message: String, node: &mut Node) {
        self.faults.push(Diagnostic::error(code, message, node.span.clone()));
        node.take_out();
    }

    fn parse_fault(&mut self, message: String, node: &mut Node) {
        if !self.tolerant {
            self.fault(Code::InvalidFormat, message, node);
        }
    }
}

/// Rewrites all short forms; `tolerant` when variables are still in them.
pub(crate) fn canonical(root: &mut Node, tolerant: bool) -> Findings {
    let mut findings = Findings { tolerant, ..Findings::default() };
    for (pattern, transform) in TABLE {
        each_mut(root, pattern, &mut |path, node| transform(node, path, &mut findings));
    }
    findings
}

fn in_place(node: &mut Node, change: impl FnOnce(Node) -> Node) {
    let taken = std::mem::replace(node, Node::synthetic(Value::Null));
    *node = change(taken);
}

fn text(node: &mut Node, _: &Path, _: &mut Findings) {
    if let Value::Bool(flag) = node.value {
        node.value = Value::String(flag.to_string());
    }
}

/// The mapping that a list means; it stays a list where an item with variables in it does not parse.
fn in_long_form(node: &mut Node, map: Map, is_whole: bool, findings: &Findings) {
    if is_whole || !findings.tolerant {
        node.value = Value::Map(map);
        node.tag = if is_whole { node.tag } else { Some(Tag::Broken) };
    }
}

fn key_values(node: &mut Node, path: &Path, findings: &mut Findings) {
    let Value::List(list) = &mut node.value else { return };
    let mut map = Map::new();
    let mut is_whole = true;
    for item in list {
        match item.as_str().and_then(|text| text.split_once('=')) {
            Some((key, value)) => {
                let entry = Entry { key_span: item.span.clone(), value: Node::string(value, item) };
                map.insert(key.to_owned(), entry);
            }
            None => {
                let shown = item.as_str().unwrap_or_default();
                findings.parse_fault(format!("{path}: invalid value {shown}, expected key=value"), item);
                is_whole = false;
            }
        }
    }
    in_long_form(node, map, is_whole, findings);
}

fn ssh(node: &mut Node, _: &Path, findings: &mut Findings) {
    let Value::List(list) = &mut node.value else { return };
    let mut map = Map::new();
    let mut is_whole = true;
    for item in list {
        let text = item.as_str().unwrap_or_default();
        let (id, value) = match text.split_once('=') {
            Some((id, path)) => (id, Value::String(path.to_owned())),
            None if text == "default" => (text, Value::Null),
            None => {
                findings.parse_fault(format!("invalid ssh key {}", super::go::quote(text)), item);
                is_whole = false;
                continue;
            }
        };
        map.insert(id.to_owned(), Entry { key_span: item.span.clone(), value: Node::derived(value, item) });
    }
    in_long_form(node, map, is_whole, findings);
}

fn file_reference(node: &mut Node, _: &Path, _: &mut Findings) {
    if node.as_str().is_some() {
        let source = Node::derived(node.value.clone(), node);
        *node = Node::mapping([("source", source)], node);
    }
}

fn device(node: &mut Node, _: &Path, findings: &mut Findings) {
    let Some(written) = node.as_str() else { return };
    let parts: Vec<&str> = written.split(':').collect();
    let (source, target, permissions) = match parts.as_slice() {
        [source] => (*source, *source, "rwm"),
        [source, target] => (*source, *target, "rwm"),
        [source, target, permissions] => (*source, *target, *permissions),
        _ => {
            let message = format!("confusing device mapping, please use long syntax: {written}");
            return findings.parse_fault(message, node);
        }
    };
    let target = if target.is_empty() { source } else { target };
    let string = |text: &str| Node::string(text, node);
    let long = [("source", string(source)), ("target", string(target)), ("permissions", string(permissions))];
    *node = Node::mapping(long, node);
}

fn env_file(node: &mut Node, _: &Path, _: &mut Findings) {
    let entry = |node: &Node| {
        let path = Node::derived(node.value.clone(), node);
        Node::mapping([("path", path), ("required", Node::derived(Value::Bool(true), node))], node)
    };
    match &mut node.value {
        Value::String(_) => node.value = Value::List(vec![entry(node)]),
        Value::List(list) => {
            for item in list {
                if let Some(map) = item.as_map_mut() {
                    set_missing(map, "required", || Node::synthetic(Value::Bool(true)));
                } else if item.as_str().is_some() {
                    *item = entry(item);
                }
            }
        }
        _ => {}
    }
}

fn string_to_list(node: &mut Node, _: &Path, _: &mut Findings) {
    if node.as_str().is_some() {
        node.value = Value::List(vec![Node::derived(node.value.clone(), node)]);
    }
}

fn extends(node: &mut Node, _: &Path, _: &mut Findings) {
    if node.as_str().is_some() {
        let service = Node::derived(node.value.clone(), node);
        *node = Node::mapping([("service", service)], node);
    }
}

fn gpus(node: &mut Node, _: &Path, _: &mut Findings) {
    if node.as_str() == Some("all") {
        let count = Node::string("all", node);
        node.value = Value::List(vec![Node::mapping([("count", count)], node)]);
    }
}

/// Nothing is rewritten. A number in quotes became one while variables were filled in, where that is done at all.
fn ulimit(node: &mut Node, path: &Path, findings: &mut Findings) {
    match &node.value {
        Value::Int(_) | Value::Map(_) => {}
        Value::String(_) if findings.tolerant => {}
        _ if node.is_gone() => {}
        // The last word is Docker Compose's.
        other => {
            let message = format!("{path}: invalid type {} for external", go_type(other));
            findings.fault(Code::WrongType, message, node);
        }
    }
}

fn ports(node: &mut Node, path: &Path, findings: &mut Findings) {
    let Value::List(list) = &mut node.value else { return };
    let mut ports = Vec::with_capacity(list.len());
    let faults_before = findings.faults.len();
    for item in list.iter_mut() {
        let text = match &item.value {
            Value::Int(number) => number.to_string(),
            Value::String(text) => text.clone(),
            Value::Map(_) => {
                ports.push(item.clone());
                continue;
            }
            other => {
                let message = format!("{path}: invalid type {} for port", go_type(other));
                findings.fault(Code::WrongType, message, item);
                continue;
            }
        };
        match port::long(item, &text) {
            Ok(long) => {
                findings.ports += long.len();
                if findings.ports > MAX_PORTS {
                    findings.fault(
                        Code::InvalidFormat,
                        format!("{path}: more than {MAX_PORTS} ports are published"),
                        item,
                    );
                    break;
                }
                ports.extend(long);
            }
            // One port with a variable leaves the whole list as it is.
            Err(_) if findings.tolerant => return,
            Err(error) => findings.fault(Code::InvalidFormat, error.to_string(), item),
        }
    }
    *list = ports;
    if findings.faults.len() > faults_before {
        node.tag = Some(Tag::Broken);
    }
}

fn mount(node: &mut Node, _: &Path, findings: &mut Findings) {
    let Some(written) = node.as_str() else { return };
    match volume::long(node, written) {
        Ok(long) => *node = long,
        Err(error) => {
            let message = error.to_string();
            findings.parse_fault(message, node);
        }
    }
}

/// The old form `external: {name}`.
fn external(node: &mut Node, path: &Path, findings: &mut Findings) {
    let span = node.span.clone();
    let Some(resource) = node.as_map_mut() else { return };
    let Some(old) = resource.get("external").map(|entry| entry.value.clone()) else { return };
    let Some(settings) = old.as_map() else { return };
    resource.insert("external".to_owned(), Entry::of(Node::derived(Value::Bool(true), &old)));
    let Some(name) = settings.get("name").map(|entry| entry.value.clone()) else { return };
    let message = format!("{path}: external.name is deprecated. Please set name and external: true");
    findings.warnings.push(Diagnostic::warning(Code::Deprecated, message, name.span.clone().or(span)));
    match resource.get("name") {
        Some(entry) if entry.value.value != name.value => {
            let message = format!("{path}: name and external.name conflict; only use name");
            let conflict = Diagnostic::error(Code::Conflict, message, entry.value.span.clone());
            findings.faults.push(conflict.with_related(name.span, "the other one"));
        }
        Some(_) => {}
        None => {
            resource.insert("name".to_owned(), Entry::of(name));
        }
    }
}

fn dns(node: &mut Node, path: &Path, findings: &mut Findings) {
    string_to_list(node, path, findings);
    if let Value::List(list) = &mut node.value {
        list.retain(|item| item.as_str() != Some(""));
    }
}
