//! The order of the steps, from files to one canonical tree.

use crate::loader::code::Code;
use std::collections::BTreeMap;
use std::path::{Path as FilePath, PathBuf};
use std::rc::Rc;

use super::diagnostic::Diagnostic;
use super::interpolate::{self, notes::Notes};
use super::merge::{self, unique};
use super::paths::Base;
use super::provenance::Recorder;
use super::request::LoadOptions;
use super::source::Files;
use super::tree::{Map, Node, Value};
use super::validate::values;
use super::{canonical, defaults, extends, include, normalize, reset, schema};
use crate::model::span::SourceFile;

/// Everything that is wrong, as far as the step that found it could see.
#[derive(Debug)]
pub(super) struct Faults(pub(super) Vec<Diagnostic>);

impl Faults {
    pub(super) fn at(code: Code, message: String, node: &Node) -> Self {
        Self(vec![Diagnostic::error(code, message, node.span.clone())])
    }

    /// Nothing, if nothing was found.
    fn check(found: Vec<Diagnostic>) -> Result<(), Self> {
        if found.is_empty() { Ok(()) } else { Err(Self(found)) }
    }
}

impl From<Box<Diagnostic>> for Faults {
    fn from(fault: Box<Diagnostic>) -> Self {
        Self(vec![*fault])
    }
}

/// One load, with all the files that it draws in.
pub(super) struct Session<'a, F: Files> {
    pub(super) files: &'a F,
    pub(super) options: LoadOptions,
    pub(super) home: Option<String>,
    pub(super) notes: Notes,
    pub(super) warnings: Vec<Diagnostic>,
    pub(super) recorder: Recorder,
}

/// Where a project stands: the main one, or an included one.
pub(super) struct Scope {
    /// Absolute.
    pub(super) folder: PathBuf,
    /// What its relative paths begin with in the result: the folder itself, or the way to it from the including project.
    pub(super) base: PathBuf,
    pub(super) variables: BTreeMap<String, String>,
    /// The files that led here.
    pub(super) trail: Vec<PathBuf>,
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
    /// Merges the documents of all files, then does what is done once for a project.
    pub(super) fn model(&mut self, scope: &Scope, sources: Vec<Parsed>) -> Result<Node, Faults> {
        let mut model = Node::synthetic(Value::Map(Map::new()));
        for (file, documents) in sources {
            for document in documents {
                model = self.document(scope, (&file, document), model, Mode::Full)?;
            }
        }
        defaults::set(&mut model);
        Faults::check(values::check(&mut model))?;
        if self.options.resolve_paths || scope.is_included {
            let without_source = self.base(&scope.base).resolve(&mut model);
            let fault = |path: &super::tree::Path| {
                let message = "invalid mount config for type \"bind\": field Source must not be empty";
                Diagnostic::error(Code::MissingKey, message, model.at(&path.0).and_then(|node| node.span.clone()))
            };
            Faults::check(without_source.iter().map(fault).collect())?;
        }
        if self.options.interpolate {
            normalize::look_up(&mut model, &scope.variables);
        }
        Ok(model)
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
    ) -> Result<Node, Faults> {
        let places = reset::take(&mut document);
        if self.options.interpolate {
            let lookup = |name: &str| scope.variables.get(name).cloned();
            self.recorder.document(&document, Some(&lookup));
            interpolate::document(&mut document, &lookup, &mut self.notes).map_err(Faults)?;
        } else {
            self.recorder.document(&document, None);
        }
        let shown = file.path.display().to_string();
        let include = match mode {
            Mode::Full => document.as_map_mut().and_then(|map| map.shift_remove("include")),
            Mode::Base => None,
        };
        if let Some(include) = include
            && let Some(mut imported) = include::load(self, scope, file, &include.value)?
        {
            reset::apply(&mut imported, &places, &mut self.recorder);
            document = merge::merge(imported, document, &mut self.recorder)?;
        }
        reset::apply(&mut model, &places, &mut self.recorder);
        if mode == Mode::Full {
            extends::apply(self, scope, &shown, &mut document, &places)?;
        }
        model = merge::merge(model, document, &mut self.recorder)?;
        unique::enforce(&mut model, &mut self.recorder).map_err(Faults)?;
        if mode == Mode::Full {
            Faults::check(schema::check(&model, &shown))?;
            self.drop_version(&mut model, &shown);
        }
        let findings = canonical::canonical(&mut model, !self.options.interpolate);
        self.warnings.extend(findings.warnings);
        Faults::check(findings.faults)?;
        unique::enforce(&mut model, &mut self.recorder).map_err(Faults)?;
        Ok(model)
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
