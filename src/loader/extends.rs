//! `extends`: a service that begins as a copy of another one, of the same document or of another file.

use crate::loader::code::Code;
use std::collections::BTreeMap;
use std::path::{Path as FilePath, PathBuf};

use super::diagnostic::Diagnostic;
use super::go::quote;
use super::load::{Mode, Scope, Session};
use super::merge;
use super::paths::relative;
use super::provenance::Role;
use super::reset::{self, Place};
use super::source::Files;
use super::tree::{Entry, Map, Node, Tag, Value};
use crate::model::span::Span;

/// Replaces every extending service of a document by the merged one. Where that fails, the service has what it says itself
/// and is marked as incomplete.
pub(super) fn apply<F: Files>(
    session: &mut Session<'_, F>,
    scope: &Scope,
    file: &str,
    document: &mut Node,
    places: &[Place],
) {
    let is_broken = document.is_broken();
    let Some(services) = document.as_map_mut().and_then(|top| top.get_mut("services")) else { return };
    let is_broken = is_broken || services.value.is_broken();
    if services.value.as_map().is_none() && !services.value.is_gone() {
        // Also in a later file, where null keeps what is there of everything else.
        let span = services.value.span.clone().filter(|span| span.start < span.end).or(services.key_span.clone());
        session.faults.push(Diagnostic::error(Code::WrongType, "services must be a mapping", span));
        services.value.take_out();
    }
    let Some(map) = services.value.as_map_mut() else { return };
    if !map.values().any(|entry| entry.value.get("extends").is_some()) {
        return;
    }
    let own = Source::new(file.to_owned(), map.clone(), places.to_vec(), is_broken);
    let start = session.recorder.position();
    let mut extender = Extender { session, scope, sources: vec![own], files: BTreeMap::new(), start };
    for (name, entry) in map {
        if entry.value.get("extends").is_some() {
            entry.value = extender.resolve(name);
        }
    }
}

/// Services that can be extended.
struct Source {
    /// How messages call the file.
    file: String,
    services: Map,
    /// Extending services that are done.
    merged: BTreeMap<String, Node>,
    /// Of the tags `!reset` and `!override`.
    places: Vec<Place>,
    /// Whether there may be services that could not be read.
    is_broken: bool,
}

impl Source {
    fn new(file: String, services: Map, places: Vec<Place>, is_broken: bool) -> Self {
        Self { file, services, merged: BTreeMap::new(), places, is_broken }
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

/// A service on the way to the one that extends nothing.
struct Step {
    at: usize,
    name: String,
    service: Node,
    place: Option<Span>,
    /// The name of the service that it extends.
    base: Option<String>,
}

impl<F: Files> Extender<'_, '_, F> {
    /// Follows the chain from a service of the document to its end, then merges on the way back.
    fn resolve(&mut self, name: &str) -> Node {
        let mut chain: Vec<Step> = Vec::new();
        let mut next = Some((0, name.to_owned()));
        let mut base = None;
        // A file may be read a second time as one that is extended, so that its name counts.
        let mut met: BTreeMap<(String, String), usize> = BTreeMap::new();
        while let Some((at, name)) = next {
            if let Some(merged) = self.sources[at].merged.get(&name) {
                base = Some(merged.clone());
                break;
            }
            if let Some(first) = met.insert((self.sources[at].file.clone(), name.clone()), chain.len()) {
                self.cycle(&chain, first);
                break;
            }
            let service = self.sources[at].services[&name].value.clone();
            let Some(extends) = service.get("extends").cloned() else {
                base = Some(service);
                break;
            };
            next = self.target(at, &name, &extends);
            let base = next.as_ref().map(|(_, base)| base.clone());
            chain.push(Step { at, name, service, place: extends.span, base });
        }
        for step in chain.into_iter().rev() {
            base = Some(self.merge(base, step));
        }
        base.expect("the chain begins with the service itself")
    }

    fn merge(&mut self, base: Option<Node>, step: Step) -> Node {
        let Step { at, name, mut service, base: base_name, .. } = step;
        let source = &mut self.sources[at];
        if let Some(map) = service.as_map_mut() {
            map.shift_remove("extends");
        }
        let merged = match (base, base_name) {
            (Some(mut base), Some(base_name)) => {
                let Session { recorder, faults, .. } = &mut *self.session;
                recorder.link(&name, (&base_name, base.span.as_ref()), self.start);
                reset::apply_below(&mut base, &["services", &name], &source.places, recorder);
                merge::service(&name, (base, service), recorder, faults)
            }
            (None, _) | (_, None) => Node { tag: Some(Tag::Broken), ..service },
        };
        source.merged.insert(name, merged.clone());
        merged
    }

    /// Where the service stands that is extended; nothing if there is none, of which the user knows by then.
    fn target(&mut self, at: usize, name: &str, extends: &Node) -> Option<(usize, String)> {
        let reference = self.reference(name, extends)?;
        let target = match &reference.file {
            Some(path) => self.open(name, path)?,
            None => at,
        };
        let source = &self.sources[target];
        if source.services.contains_key(&reference.service) {
            return Some((target, reference.service));
        }
        if !source.is_broken {
            let known = source.services.keys().filter(|known| target != at || *known != name);
            self.session.faults.push(not_found(name, &self.sources[at].file, &reference, known));
        }
        None
    }

    fn reference(&mut self, name: &str, extends: &Node) -> Option<Reference> {
        let (service, file) = match &extends.value {
            _ if extends.is_gone() => return None,
            Value::String(service) => (service.clone(), None),
            Value::Map(map) => {
                let text = |entry: &Entry| entry.value.as_str().map(str::to_owned);
                let Some(service) = map.get("service").and_then(text) else {
                    let is_gone = map.get("service").is_some_and(|entry| entry.value.is_gone());
                    if !is_gone {
                        let message = format!("extends.{name}.service is required");
                        self.session.fault(Code::MissingKey, message, extends);
                    }
                    return None;
                };
                let file = map.get("file").map(|entry: &Entry| entry.value.clone());
                if file.as_ref().is_some_and(Node::is_gone) {
                    return None;
                }
                (service, file.filter(|file| !file.is_null()))
            }
            Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::List(_) => (String::new(), None),
        };
        Some(Reference { service, file, node: extends.clone() })
    }

    /// Reads a file of base services; its paths become paths from the project's folder.
    fn open(&mut self, name: &str, file: &Node) -> Option<usize> {
        let path = self.session.locate(self.scope, file)?;
        if let Some(at) = self.files.get(&path) {
            return Some(*at);
        }
        let (source, documents) = self.session.parse(&path, file, Role::Base)?;
        let mut model = Node::synthetic(Value::Map(Map::new()));
        for document in documents {
            model = self.session.document(self.scope, (&source, document), model, Mode::Base);
        }
        let folder = path.parent().unwrap_or(FilePath::new("/"));
        let base = relative(&self.scope.folder, folder);
        self.session.base(&base).resolve(&mut model);
        let is_broken = model.is_broken() || model.get("services").is_some_and(Node::is_broken);
        let shown = path.display().to_string();
        let services = model.get("services").and_then(Node::as_map).cloned();
        if services.is_none() && !is_broken {
            let message = format!("cannot extend service {} in {shown}: no services section", quote(name));
            self.session.fault(Code::UndefinedService, message, file);
            return None;
        }
        self.sources.push(Source::new(shown, services.unwrap_or_default(), Vec::new(), is_broken));
        self.files.insert(path, self.sources.len() - 1);
        Some(self.sources.len() - 1)
    }

    /// A service that leads back to one before it.
    fn cycle(&mut self, chain: &[Step], first: usize) {
        let (begin, others) = chain[first..].split_first().expect("the service is part of the chain");
        let shown = |step: &Step| format!("{} in {}", step.name, self.sources[step.at].file);
        let lines: Vec<String> = chain.iter().chain([begin]).map(shown).collect();
        let message = format!("Circular reference:\n  {}", lines.join("\n  extends "));
        let mut fault = Diagnostic::error(Code::ExtendsCycle, message, begin.place.clone());
        for step in others {
            fault = fault.with_related(step.place.clone(), &format!("`{}` extends the next one here", step.name));
        }
        self.session.faults.push(fault);
    }
}

fn not_found<'k>(name: &str, file: &str, reference: &Reference, known: impl Iterator<Item = &'k String>) -> Diagnostic {
    let place = reference.file.as_ref().and_then(Node::as_str).map(|file| format!(" in {file}")).unwrap_or_default();
    let message = format!(
        "cannot extend service {} in {file}: service {} not found{place}",
        quote(name),
        quote(&reference.service)
    );
    let node = reference.node.get("service").unwrap_or(&reference.node);
    let mut fault = Diagnostic::error(Code::UndefinedService, message, node.span.clone());
    fault.help = crate::model::suggest::hint(&reference.service, known.map(String::as_str));
    fault
}
