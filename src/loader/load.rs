//! The order of the steps, from files to one canonical tree.

use crate::loader::code::Code;
use std::collections::BTreeMap;
use std::path::{Path as FilePath, PathBuf};
use std::rc::Rc;

use super::diagnostic::Diagnostic;
use super::interpolate::{self, notes::Notes};
use super::merge::{self, unique};
use super::paths::Base;
use super::provenance::{Recorder, Role};
use super::request::{LoadOptions, Remotes};
use super::source::{Files, absolute, expand_home, is_remote};
use super::tree::{Map, Node, Value};
use super::validate::values;
use super::walk::without_gone_items;
use super::{canonical, defaults, extends, include, normalize, part, reset, schema, variables};
use crate::model::span::{SourceFile, Span};

/// One load, with all the files that it draws in.
pub(super) struct Session<'a, F: Files> {
    pub(super) files: &'a F,
    pub(super) options: LoadOptions,
    pub(super) remotes: Remotes,
    pub(super) home: Option<String>,
    pub(super) notes: Notes,
    pub(super) warnings: Vec<Diagnostic>,
    /// Everything that is wrong with the files. No step stops at it: what is wrong is taken out of the tree or marked
    /// there, so that later steps go on with the rest and find nothing that only follows from it.
    pub(super) faults: Vec<Diagnostic>,
    /// Whether variables may be set in an env file that could not be understood.
    pub(super) lacks_variables: bool,
    /// The files in the order in which they were read.
    pub(super) read: Vec<PathBuf>,
    pub(super) recorder: Recorder,
    /// How many projects were included so far.
    pub(super) included: usize,
    pub(super) contents: normalize::Contents,
}

/// Where a project stands: the main one, or an included one.
pub(super) struct Scope {
    /// Absolute.
    pub(super) folder: PathBuf,
    /// What its relative paths begin with in the result: the folder itself, or the way to it from the including project.
    pub(super) base: PathBuf,
    pub(super) variables: BTreeMap<String, String>,
    /// The files that led here, each with the place where it includes the next one.
    pub(super) trail: Vec<(PathBuf, Option<Span>)>,
    pub(super) is_included: bool,
}

/// How much is done with a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// Of a project.
    Full,
    /// Of a file whose services are only extended; the result is checked where they are used.
    Base,
}

/// A file with its documents.
pub(super) type Parsed = (Rc<SourceFile>, Vec<Node>);

impl<F: Files> Session<'_, F> {
    /// A finding at a node.
    pub(super) fn fault(&mut self, code: Code, message: impl Into<String>, node: &Node) {
        self.faults.push(Diagnostic::error(code, message, node.span.clone()));
    }

    /// The path of what a node names: on this machine, also of a file that is fetched from another one.
    pub(super) fn locate(&mut self, scope: &Scope, named: &Node) -> Option<PathBuf> {
        let written = named.as_str().unwrap_or_default();
        let path = absolute(&scope.folder, &expand_home(written, self.home.as_ref()));
        if !is_remote(written) || self.files.exists(&path) {
            return Some(path);
        }
        match self.remotes.fetch(written) {
            Ok(path) => Some(path),
            Err(problem) => {
                self.fault(Code::UnreadableFile, problem, named);
                None
            }
        }
    }

    /// The documents of a file that a node names; a marked one in place of what cannot be read.
    pub(super) fn parse(&mut self, path: &FilePath, named: &Node, role: Role) -> Option<Parsed> {
        match self.files.read(path) {
            Ok(file) => {
                self.read.push(path.to_owned());
                self.recorder.file(&file, role);
                let (documents, faults) = super::yaml::read(&file, &mut self.recorder);
                self.faults.extend(faults);
                Some((file, documents))
            }
            Err(error) => {
                let mut fault = error.diagnostic();
                fault.span = fault.span.or_else(|| named.span.clone());
                self.faults.push(fault);
                None
            }
        }
    }

    /// Merges the documents of all files, then does what is done once for a project.
    pub(super) fn model(&mut self, scope: &Scope, sources: Vec<Parsed>) -> Node {
        let mut model = Node::synthetic(Value::Map(Map::new()));
        for (file, documents) in sources {
            for document in documents {
                model = self.document(scope, (&file, document), model, Mode::Full);
            }
        }
        defaults::set(&mut model);
        self.faults.extend(values::check(&mut model));
        if self.options.resolve_paths || scope.is_included {
            for path in self.base(&scope.base).resolve(&mut model) {
                let message = "invalid mount config for type \"bind\": field Source must not be empty";
                let span = model.at(&path.0).and_then(|node| node.span.clone());
                self.faults.push(Diagnostic::error(Code::MissingKey, message, span));
            }
        }
        if self.options.interpolate {
            normalize::look_up(&mut model, &scope.variables);
            if scope.is_included {
                normalize::remember_contents(&mut model, &scope.variables, &mut self.contents);
            } else {
                normalize::set_contents(&mut model, &scope.variables, &self.contents);
            }
        }
        model
    }

    /// Where relative paths begin.
    pub(super) fn base<'s>(&'s self, folder: &'s FilePath) -> Base<'s, F> {
        Base { folder, home: self.home.as_ref(), files: self.files }
    }

    /// Merges one document over the model so far.
    pub(super) fn document(
        &mut self,
        scope: &Scope,
        (file, mut document): (&Rc<SourceFile>, Node),
        mut model: Node,
        mode: Mode,
    ) -> Node {
        let places = reset::take(&mut document);
        if self.lacks_variables {
            variables::take_out_unknown(&mut document, &scope.variables);
            without_gone_items(&mut document);
        }
        if self.options.interpolate {
            let lookup = |name: &str| scope.variables.get(name).cloned();
            self.recorder.document(&document, Some(&lookup));
            let found = interpolate::document(&mut document, &lookup, &mut self.notes);
            if !found.is_empty() {
                without_gone_items(&mut document);
            }
            self.faults.extend(found);
        } else {
            self.recorder.document(&document, None);
        }
        let shown = file.path.display().to_string();
        if mode == Mode::Full {
            document = include::apply(self, scope, file, document, &places);
        }
        reset::apply(&mut model, &places, &mut self.recorder);
        if mode == Mode::Full {
            extends::apply(self, scope, &shown, &mut document, &places);
        }
        let mut part = part::take(&mut model, &document);
        part.node = self.merged(part.node, document, &shown, mode);
        part.put_back(&mut model);
        model
    }

    /// Merges a document over the part of the model that it is about, and makes the outcome sound and canonical.
    fn merged(&mut self, base: Node, document: Node, shown: &str, mode: Mode) -> Node {
        let mut model = merge::merge(base, document, &mut self.recorder, &mut self.faults);
        self.faults.extend(unique::enforce(&mut model, &mut self.recorder));
        if mode == Mode::Full {
            self.faults.extend(schema::check(&mut model, shown));
            self.drop_version(&mut model, shown);
        }
        let findings = canonical::canonical(&mut model, !self.options.interpolate);
        if !findings.faults.is_empty() {
            without_gone_items(&mut model);
        }
        self.warnings.extend(findings.warnings);
        self.faults.extend(findings.faults);
        self.faults.extend(unique::enforce(&mut model, &mut self.recorder));
        model
    }

    fn drop_version(&mut self, model: &mut Node, file: &str) {
        let Some(version) = model.as_map_mut().and_then(|map| map.shift_remove("version")) else { return };
        let message = format!(
            "{file}: the attribute `version` is obsolete, it will be ignored, please remove it to avoid potential confusion"
        );
        let warning = Diagnostic::warning(Code::ObsoleteVersion, message, version.key_span);
        if !self.warnings.iter().any(|other| other.message == warning.message) {
            self.warnings.push(warning);
        }
    }
}
