//! `extends`: a service that begins as a copy of another one, of the same document or of another file.

use crate::loader::code::Code;
use std::collections::BTreeMap;
use std::path::{Path as FilePath, PathBuf};

use super::diagnostic::Diagnostic;
use super::go::quote;
use super::load::{Faults, Mode, Scope, Session};
use super::merge;
use super::paths::relative;
use super::provenance::Role;
use super::reset::{self, Place};
use super::source::{Files, absolute, expand_home};
use super::tree::{Entry, Map, Node, Value};

/// Replaces every extending service of a document by the merged one.
pub(super) fn apply<F: Files>(
    session: &mut Session<'_, F>,
    scope: &Scope,
    file: &str,
    document: &mut Node,
    places: &[Place],
) -> Result<(), Faults> {
    let Some(services) = document.as_map_mut().and_then(|top| top.get_mut("services")) else { return Ok(()) };
    let Some(map) = services.value.as_map() else { return Ok(()) };
    if !map.values().any(|entry| entry.value.get("extends").is_some()) {
        return Ok(());
    }
    let names: Vec<String> = map.keys().cloned().collect();
    let own = Source::new(file.to_owned(), map.clone(), places.to_vec());
    let start = session.recorder.position();
    let mut extender = Extender { session, scope, sources: vec![own], files: BTreeMap::new(), start };
    let mut faults = Vec::new();
    for name in &names {
        match extender.resolve(0, name, &mut Vec::new()) {
            Ok(merged) => {
                if let Some(entry) = services.value.as_map_mut().and_then(|map| map.get_mut(name)) {
                    entry.value = merged;
                }
            }
            Err(found) => faults.extend(found.0),
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(Faults(faults)) }
}

/// Services that can be extended.
struct Source {
    /// How messages call the file.
    file: String,
    services: Map,
    merged: BTreeMap<String, Node>,
    /// Of the tags `!reset` and `!override`.
    places: Vec<Place>,
}

impl Source {
    fn new(file: String, services: Map, places: Vec<Place>) -> Self {
        Self { file, services, merged: BTreeMap::new(), places }
    }
}

struct Extender<'s, 'a, F: Files> {
    session: &'s mut Session<'a, F>,
    scope: &'s Scope,
    sources: Vec<Source>,
    /// Files that were read already.
    files: BTreeMap<PathBuf, usize>,
    /// Where the recorder stood.
    start: usize,
}

/// What a service says in `extends`.
struct Reference {
    service: String,
    file: Option<Node>,
    node: Node,
}

impl<F: Files> Extender<'_, '_, F> {
    fn resolve(&mut self, at: usize, name: &str, trail: &mut Vec<(String, String)>) -> Result<Node, Faults> {
        if let Some(merged) = self.sources[at].merged.get(name) {
            return Ok(merged.clone());
        }
        let service = self.sources[at].services[name].value.clone();
        let Some(reference) = reference(name, &service)? else { return Ok(service) };
        let file = self.sources[at].file.clone();
        let base_at = match &reference.file {
            Some(path) => self.open(name, path)?,
            None => at,
        };
        if !self.sources[base_at].services.contains_key(&reference.service) {
            return Err(not_found(name, &file, &reference, self.sources[base_at].services.keys()));
        }
        enter(trail, (file, name.to_owned()), &reference.node)?;
        let mut base = self.resolve(base_at, &reference.service, trail)?;
        trail.pop();
        let recorder = &mut self.session.recorder;
        recorder.link(name, (&reference.service, base.span.as_ref()), self.start);
        reset::apply_below(&mut base, &["services", name], &self.sources[at].places, recorder);
        let mut merged = merge::service(name, base, service, recorder)?;
        if let Some(map) = merged.as_map_mut() {
            map.shift_remove("extends");
        }
        self.sources[at].merged.insert(name.to_owned(), merged.clone());
        Ok(merged)
    }

    /// Reads a file of base services; its paths become paths from the project's folder.
    fn open(&mut self, name: &str, file: &Node) -> Result<usize, Faults> {
        let written = file.as_str().unwrap_or_default();
        let path = absolute(&self.scope.folder, &expand_home(written, self.session.home.as_ref()));
        if let Some(at) = self.files.get(&path) {
            return Ok(*at);
        }
        let source = self
            .session
            .files
            .read(&path)
            .map_err(|error| Faults::at(Code::UnreadableFile, error.to_string(), file))?;
        self.session.recorder.file(&source, Role::Base);
        let documents = super::yaml::parse_recorded(&source, &mut self.session.recorder).map_err(Faults)?;
        let mut model = Node::synthetic(Value::Map(Map::new()));
        for document in documents {
            model = self.session.document(self.scope, (&source, document), model, Mode::Base)?;
        }
        let folder = path.parent().unwrap_or(FilePath::new("/"));
        let base = relative(&self.scope.folder, folder);
        self.session.base(&base).resolve(&mut model);
        let shown = path.display();
        let no_services = || {
            let message = format!("cannot extend service {} in {shown}: no services section", quote(name));
            Faults::at(Code::UndefinedService, message, file)
        };
        let services = model.get("services").and_then(Node::as_map).cloned().ok_or_else(no_services)?;
        self.sources.push(Source::new(path.display().to_string(), services, Vec::new()));
        self.files.insert(path, self.sources.len() - 1);
        Ok(self.sources.len() - 1)
    }
}

fn reference(name: &str, service: &Node) -> Result<Option<Reference>, Faults> {
    let Some(extends) = service.get("extends") else { return Ok(None) };
    let (service, file) = match &extends.value {
        Value::String(service) => (service.clone(), None),
        Value::Map(map) => {
            let Some(service) = extends.get("service").and_then(Node::as_str) else {
                return Err(Faults::at(Code::MissingKey, format!("extends.{name}.service is required"), extends));
            };
            let file = map.get("file").map(|entry: &Entry| entry.value.clone()).filter(|file| !file.is_null());
            (service.to_owned(), file)
        }
        _ => (String::new(), None),
    };
    Ok(Some(Reference { service, file, node: extends.clone() }))
}

fn not_found<'k>(name: &str, file: &str, reference: &Reference, known: impl Iterator<Item = &'k String>) -> Faults {
    let place = reference.file.as_ref().and_then(Node::as_str).map(|file| format!(" in {file}")).unwrap_or_default();
    let message = format!(
        "cannot extend service {} in {file}: service {} not found{place}",
        quote(name),
        quote(&reference.service)
    );
    let node = reference.node.get("service").unwrap_or(&reference.node);
    let mut fault = Diagnostic::error(Code::UndefinedService, message, node.span.clone());
    fault.help = super::suggest::nearest(&reference.service, known.map(String::as_str))
        .map(|near| format!("did you mean `{near}`?"));
    Faults(vec![fault])
}

/// Notes a step of the chain; a step taken before closes a circle.
fn enter(trail: &mut Vec<(String, String)>, step: (String, String), node: &Node) -> Result<(), Faults> {
    if trail.contains(&step) {
        let lines: Vec<String> =
            trail.iter().chain([&step]).map(|(file, service)| format!("{service} in {file}")).collect();
        let message = format!("Circular reference:\n  {}", lines.join("\n  extends "));
        return Err(Faults::at(Code::ExtendsCycle, message, node));
    }
    trail.push(step);
    Ok(())
}
