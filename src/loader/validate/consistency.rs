//! Whether the parts of a project fit together: what services refer to exists, nothing is said twice.
//!
//! Rules run on the typed project; the tree that it was decoded from knows the places to show.

use crate::loader::code::Code;
use std::collections::BTreeMap;

use super::{cycles, service};
use crate::loader::diagnostic::Diagnostic;
use crate::loader::go::quote;
use crate::loader::tree::{Node, Segment, Value};
use crate::model::project::Project;
use crate::model::service::Service;
use crate::model::span::Span;
use crate::model::suggest;

/// Everything that is wrong with the active services and the secrets.
pub(crate) fn check(project: &Project, tree: &Node) -> Vec<Diagnostic> {
    let places = Places(tree);
    let mut faults = Vec::new();
    for (name, service) in &project.services {
        let mut report = Report { service: name.as_str(), places: &places, faults: &mut faults };
        service::check(service, project, &mut report);
    }
    for (key, secret) in &project.secrets {
        let is_empty = !secret.external && secret.file.is_empty() && secret.environment.is_empty();
        if is_empty
            && !places.is_unsure(&["secrets", key, "file"])
            && !places.is_unsure(&["secrets", key, "environment"])
        {
            let message = format!("secret {} must declare either `file` or `environment`", quote(key));
            let span = places.find(&["secrets", key]);
            faults.push(invalid(Code::MissingKey, &message, span));
        }
    }
    faults.extend(cycles::find(project, &places));
    faults
}

/// Container names that two of the services have. Services that a command is not about do no harm.
pub(crate) fn names(project: &Project, tree: &Node) -> Vec<Diagnostic> {
    let places = Places(tree);
    let mut faults = Vec::new();
    let mut names = BTreeMap::new();
    for (name, service) in &project.services {
        let mut report = Report { service: name.as_str(), places: &places, faults: &mut faults };
        container_name(service, &mut names, &mut report);
    }
    faults
}

/// A fault in the words of Docker Compose, which end with its kind.
pub(super) fn invalid(code: Code, message: &str, span: Option<Span>) -> Diagnostic {
    Diagnostic::error(code, format!("{message}: invalid compose project"), span)
}

/// Where things were written.
pub(in crate::loader) struct Places<'a>(pub(in crate::loader) &'a Node);

impl Places<'_> {
    /// Whether something here, or around it, could not be understood or read, so that nothing can be said of it.
    pub(super) fn is_unsure(&self, path: &[&str]) -> bool {
        let mut node = self.0;
        for part in path {
            if node.is_broken() {
                return true;
            }
            let next = match &node.value {
                Value::List(list) => part.parse::<usize>().ok().and_then(|index| list.get(index)),
                _ => node.get(part),
            };
            let Some(next) = next else { return false };
            node = next;
        }
        node.is_broken()
    }

    /// Whether a section may declare a name, or does so in a way that could not be understood.
    fn may_declare(&self, section: &str, name: &str) -> bool {
        self.is_unsure(&[section]) || self.0.get(section).and_then(|node| node.get(name)).is_some_and(Node::is_gone)
    }

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
        let span = self.find(path);
        self.faults.push(invalid(code, message, span));
    }

    /// Two settings of the service that exclude each other.
    pub(super) fn conflict(&mut self, path: &[&str], other: &[&str], message: &str) {
        let fault = invalid(Code::Conflict, message, self.find(path));
        self.faults.push(fault.with_related(self.find(other), "the other one"));
    }

    pub(super) fn find(&self, path: &[&str]) -> Option<Span> {
        self.places.find(&[&["services", self.service], path].concat())
    }

    /// Whether something at this place of the service could not be understood.
    pub(super) fn is_unsure(&self, path: &[&str]) -> bool {
        self.places.is_unsure(&[&["services", self.service], path].concat())
    }

    /// Whether just this setting of the service could not be understood.
    pub(super) fn is_gone(&self, path: &[&str]) -> bool {
        let node = [&["services", self.service], path].concat().into_iter().try_fold(self.places.0, |node, part| {
            match part.parse::<usize>() {
                Ok(index) if node.as_list().is_some() => node.as_list()?.get(index),
                Ok(_) | Err(_) => node.get(part),
            }
        });
        node.is_some_and(Node::is_gone)
    }

    /// Whether a section may declare a name, or does so in a way that could not be understood.
    pub(super) fn may_declare(&self, section: &str, name: &str) -> bool {
        self.places.may_declare(section, name)
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
        let near = suggest::nearest_for(self.faults.len(), name, known.filter(|known| *known != name));
        fault.help = near.map(suggest::hint_at);
        self.faults.push(fault);
    }
}

fn container_name<'n>(service: &'n Service, names: &mut BTreeMap<&'n str, &'n str>, report: &mut Report<'_>) {
    let name = service.container_name.as_str();
    if name.is_empty() {
        return;
    }
    let Some(other) = names.insert(name, service.name.as_str()) else { return };
    let message =
        format!("services.{}: container name {} is already in use by service {other}", report.service, quote(name));
    let first = report.places.find(&["services", other, "container_name"]);
    let span = report.find(&["container_name"]);
    // Two services that have it from one place, by `extends` or an anchor.
    let help = "give one of them a `container_name` of its own, or none";
    let is_one_place = first == span;
    let fault = Diagnostic::error(Code::DuplicateContainerName, message, span)
        .with_related(first.filter(|_| !is_one_place), "also used here");
    report.faults.push(if is_one_place { fault.with_help(help) } else { fault });
}
