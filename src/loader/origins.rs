//! Where a model was written, for whoever has findings about it after it was loaded.

use std::path::PathBuf;
use std::rc::Rc;

use super::diagnostic::Diagnostic;
use super::faults;
use super::tree::Node;
use super::validate::consistency::Places;
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

    /// In the order in which everything that is wrong with files is told.
    pub(crate) fn sort(&self, findings: &mut [Diagnostic]) {
        faults::sort(findings, &self.read);
    }
}
