//! From the canonical tree to the typed project.

use crate::loader::code::Code;
use std::collections::BTreeMap;

use serde::de::DeserializeOwned;

use super::decode::{decode, decode_mapping};
use super::diagnostic::Diagnostic;
use super::tree::{Node, Value};
use crate::model::ids::ServiceName;
use crate::model::project::Project;
use crate::model::service::Service;
use crate::model::shell;

/// Decodes every section; all faults at once.
pub(super) fn decode_project(tree: &Node) -> Result<Project, Vec<Diagnostic>> {
    let mut faults = Vec::new();
    let mut project = Project {
        name: tree.get("name").and_then(Node::as_str).unwrap_or_default().to_owned(),
        networks: section(tree, "networks", &mut faults),
        volumes: section(tree, "volumes", &mut faults),
        secrets: section(tree, "secrets", &mut faults),
        configs: section(tree, "configs", &mut faults),
        models: section(tree, "models", &mut faults),
        ..Project::default()
    };
    for (name, mut service) in section::<Service>(tree, "services", &mut faults) {
        let name = ServiceName(name);
        service.name = name.clone();
        project.services.insert(name, service);
    }
    for (key, entry) in tree.as_map().into_iter().flatten().filter(|(key, _)| key.starts_with("x-")) {
        match decode(&entry.value, key) {
            Ok(value) => {
                project.extensions.insert(key.clone(), value);
            }
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() { Ok(project) } else { Err(faults) }
}

fn section<T: DeserializeOwned + Default>(
    tree: &Node,
    section: &str,
    faults: &mut Vec<Diagnostic>,
) -> BTreeMap<String, T> {
    let mut decoded = BTreeMap::new();
    for (key, entry) in tree.get(section).and_then(Node::as_map).into_iter().flatten() {
        if entry.value.is_null() {
            decoded.insert(key.clone(), T::default());
            continue;
        }
        match decode_mapping(&entry.value, &format!("{section}[{key}]")) {
            Ok(value) => {
                decoded.insert(key.clone(), value);
            }
            Err(found) => faults.extend(found),
        }
    }
    decoded
}

/// Commands of which a part is thrown away, because it needs a shell that is not there.
pub(super) fn dropped_words(tree: &Node) -> Vec<Diagnostic> {
    let services = tree.get("services").and_then(Node::as_map).into_iter().flatten();
    services
        .flat_map(|(name, entry)| ["command", "entrypoint"].map(|key| (name, key, entry.value.get(key))))
        .filter_map(|(name, key, node)| {
            let node = node?;
            let Value::String(text) = &node.value else { return None };
            if !shell::split(text).is_ok_and(|words| words.cut) {
                return None;
            }
            let message = format!(
                "services.{name}.{key}: what follows an unquoted ; & | < or > is ignored, since no shell runs it"
            );
            let warning = Diagnostic::warning(Code::DroppedWords, message, node.span.clone());
            Some(
                warning
                    .with_help("quote the special character, or write [\"sh\", \"-c\", \"...\"] if a shell is meant"),
            )
        })
        .collect()
}
