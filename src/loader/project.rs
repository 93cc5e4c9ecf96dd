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

/// More than one engine can run; a limit because each takes thousands of bytes once it is decoded.
const MAX_ENTRIES: usize = 10_000;

/// Takes out sections that have too many entries, each with a finding.
pub(super) fn bound(tree: &mut Node, faults: &mut Vec<Diagnostic>) {
    for section in ["services", "networks", "volumes", "secrets", "configs", "models"] {
        let Some(entry) = tree.as_map_mut().and_then(|top| top.get_mut(section)) else { continue };
        if entry.value.as_map().is_some_and(|entries| entries.len() > MAX_ENTRIES) {
            let message = format!("the project has more than {MAX_ENTRIES} {section}");
            let span = entry.key_span.clone().or(entry.value.span.clone());
            faults.push(Diagnostic::error(Code::TooLarge, message, span));
            entry.value.take_out();
        }
    }
}

/// Decodes every section, as far as it can be understood; what cannot is taken out of the tree, each with a finding.
pub(super) fn decode_project(tree: &mut Node, faults: &mut Vec<Diagnostic>) -> Project {
    let mut project = Project {
        name: tree.get("name").and_then(Node::as_str).unwrap_or_default().to_owned(),
        networks: section(tree, "networks", faults),
        volumes: section(tree, "volumes", faults),
        secrets: section(tree, "secrets", faults),
        configs: section(tree, "configs", faults),
        models: section(tree, "models", faults),
        ..Project::default()
    };
    for (name, mut service) in section::<Service>(tree, "services", faults) {
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
    project
}

fn section<T: DeserializeOwned + Default>(
    tree: &mut Node,
    section: &str,
    faults: &mut Vec<Diagnostic>,
) -> BTreeMap<String, T> {
    let mut decoded = BTreeMap::new();
    let entries = tree.as_map_mut().and_then(|top| top.get_mut(section)).and_then(|entry| entry.value.as_map_mut());
    for (key, entry) in entries.into_iter().flatten().filter(|(_, entry)| !entry.value.is_gone()) {
        let value = if entry.value.is_null() {
            Some(T::default())
        } else {
            decode_mapping(&mut entry.value, &format!("{section}[{key}]"), faults)
        };
        decoded.extend(value.map(|value| (key.clone(), value)));
    }
    decoded
}

/// A service with a `deploy` has its number of containers at both places.
pub(super) fn copy_scale(project: &mut Project) {
    for service in project.services.values_mut() {
        if let (Some(scale), Some(deploy)) = (service.scale, &mut service.deploy) {
            deploy.replicas = Some(scale);
        }
    }
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
