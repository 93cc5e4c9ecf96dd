//! Where a model was written, for whoever has findings about it after it was loaded.

use std::path::PathBuf;
use std::rc::Rc;

use super::diagnostic::Diagnostic;
use super::faults;
use super::tree::Node;
use super::validate::consistency::{self, Places};
use crate::loader::LoadError;
use crate::model::project::Project;
use crate::model::span::Span;

/// The places of a final model.
#[derive(Clone, Debug)]
pub(crate) struct Origins {
    tree: Rc<Node>,
    /// The files in the order in which they were read.
    read: Rc<[PathBuf]>,
}

impl Origins {
    pub(super) fn new(tree: Rc<Node>, read: &[PathBuf]) -> Self {
        Self { tree, read: read.into() }
    }

    /// Where the node below these keys and indices was written, or the nearest one above it that has a place.
    pub(crate) fn place(&self, path: &[&str]) -> Option<Span> {
        Places(&self.tree).find(path)
    }

    /// Refuses container names that services share; for what shows a project, or makes its containers.
    pub(crate) fn unique_names(&self, project: &Project) -> Result<(), LoadError> {
        let mut faults = consistency::names(project, &self.tree);
        self.sort(&mut faults);
        if faults.is_empty() { Ok(()) } else { Err(LoadError::Diagnostics(faults)) }
    }

    /// In the order in which everything that is wrong with files is told.
    pub(crate) fn sort(&self, findings: &mut [Diagnostic]) {
        faults::sort(findings, &self.read);
    }
}
