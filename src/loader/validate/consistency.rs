//! Whether the parts of a project fit together: what services refer to exists, nothing is said twice.
//!
//! Rules run on the typed project; the tree that it was decoded from knows the places to show.

use crate::loader::code::Code;
use std::collections::BTreeMap;

use super::{cycles, service};
use crate::loader::diagnostic::Diagnostic;
use crate::loader::go::quote;
use crate::loader::suggest;
use crate::loader::tree::{Node, Segment, Value};
use crate::model::project::Project;
use crate::model::service::Service;
use crate::model::span::Span;

/// Everything that is wrong with the active services and the secrets.
pub(crate) fn check(project: &Project, tree: &Node) -> Vec<Diagnostic> {
    let places = Places(tree);
    let mut faults = Vec::new();
    let mut names = BTreeMap::new();
    for (name, service) in &project.services {
        let mut report = Report { service: name.as_str(), places: &places, faults: &mut faults };
        service::check(service, project, &mut report);
        report.container_name(service, &mut names);
    }
    for (key, secret) in &project.secrets {
        if !secret.external && secret.file.is_empty() && secret.environment.is_empty() {
            let message = format!("secret {} must declare either `file` or `environment`", quote(key));
            let span = places.find(&["secrets", key]);
            faults.push(invalid(Code::MissingKey, &message, span));
        }
    }
    faults.extend(cycles::find(project, &places));
    faults
}

/// A fault in the words of Docker Compose, which end with its kind.
pub(super) fn invalid(code: Code, message: &str, span: Option<Span>) -> Diagnostic {
    Diagnostic::error(code, format!("{message}: invalid compose project"), span)
}

/// Where things were written.
pub(in crate::loader) struct Places<'a>(pub(in crate::loader) &'a Node);

impl Places<'_> {
    /// The place of the node below these keys and indices, or of the nearest one above it that has a place. Keys are
    /// preferred to what stands behind them when that is more than a word.
    pub(in crate::loader) fn find(&self, path: &[&str]) -> Option<Span> {
        let mut node = self.0;
        let mut found = None;
        for part in path {
            let (span, next) = match &node.value {
                Value::Map(map) => match map.get(*part) {
                    Some(entry) => (key_or_value(entry), &entry.value),
                    None => break,
                },
                Value::List(list) => match part.parse::<usize>().ok().and_then(|index| list.get(index)) {
                    Some(item) => (item.span.clone(), item),
                    None => break,
                },
                _ => break,
            };
            found = span.or(found);
            node = next;
        }
        found
    }

    /// The place of the reference to `name` in a list or mapping of a service.
    pub(super) fn reference(&self, path: &[&str], name: &str) -> Option<Span> {
        let segments: Vec<Segment> = path.iter().map(|part| Segment::Key((*part).to_owned())).collect();
        let Some(node) = self.0.at(&segments) else { return self.find(path) };
        match &node.value {
            Value::Map(map) if map.contains_key(name) => self.find(&[path, &[name]].concat()),
            Value::List(list) => {
                let refers = |item: &&Node| {
                    item.as_str() == Some(name) || item.get("source").and_then(Node::as_str) == Some(name)
                };
                let item = list.iter().find(refers);
                item.and_then(|item| item.get("source").and_then(|source| source.span.clone()).or(item.span.clone()))
                    .or_else(|| self.find(path))
            }
            _ => self.find(path),
        }
    }
}

fn key_or_value(entry: &crate::loader::tree::Entry) -> Option<Span> {
    match entry.value.value {
        Value::Map(_) | Value::List(_) | Value::Null => entry.key_span.clone().or_else(|| entry.value.span.clone()),
        _ => entry.value.span.clone().or_else(|| entry.key_span.clone()),
    }
}

/// Collects the faults of one service.
pub(super) struct Report<'a> {
    pub(super) service: &'a str,
    pub(super) places: &'a Places<'a>,
    pub(super) faults: &'a mut Vec<Diagnostic>,
}

impl Report<'_> {
    /// A fault at a place of the service.
    pub(super) fn at(&mut self, code: Code, path: &[&str], message: &str) {
        let span = self.places.find(&[&["services", self.service], path].concat());
        self.faults.push(invalid(code, message, span));
    }

    /// A reference to something that does not exist.
    pub(super) fn undefined<'n>(
        &mut self,
        code: Code,
        (path, name): (&[&str], &str),
        message: &str,
        known: impl Iterator<Item = &'n str>,
    ) {
        let span = self.places.reference(&[&["services", self.service], path].concat(), name);
        let mut fault = invalid(code, message, span);
        fault.help =
            suggest::nearest(name, known.filter(|known| *known != name)).map(|near| format!("did you mean `{near}`?"));
        self.faults.push(fault);
    }

    fn container_name<'n>(&mut self, service: &'n Service, names: &mut BTreeMap<&'n str, &'n str>) {
        let name = service.container_name.as_str();
        if name.is_empty() {
            return;
        }
        if let Some(other) = names.insert(name, service.name.as_str()) {
            let message = format!(
                "services.{}: container name {} is already in use by service {other}",
                self.service,
                quote(name)
            );
            let first = self.places.find(&["services", other, "container_name"]);
            let span = self.places.find(&["services", self.service, "container_name"]);
            self.faults
                .push(invalid(Code::DuplicateContainerName, &message, span).with_related(first, "first used here"));
        }
    }
}
