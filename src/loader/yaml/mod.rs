//! YAML text to positioned trees. What is a number, a duplicate key, a merge or a fault is decided as Docker Compose's
//! YAML library decides it.

mod compose;
mod construct;
mod events;

#[cfg(test)]
mod tests;

use std::rc::Rc;

use super::diagnostic::Diagnostic;
use super::provenance::Recorder;
use super::tree::Node;
use crate::model::span::SourceFile;

/// As [`parse_recorded`], for those who only want the documents.
#[cfg(test)]
pub(crate) fn parse(file: &Rc<SourceFile>) -> Result<Vec<Node>, Vec<Diagnostic>> {
    parse_recorded(file, &mut Recorder::default())
}

/// The documents of a file, each a mapping; none if the file has only blanks and comments. On failure everything that is
/// wrong with the first faulty document. Writes down which values of merge keys do not count.
pub(crate) fn parse_recorded(file: &Rc<SourceFile>, recorder: &mut Recorder) -> Result<Vec<Node>, Vec<Diagnostic>> {
    let documents = compose::documents(file).map_err(|fault| vec![fault])?;
    documents.iter().map(|document| construct::tree(file, document, recorder)).collect()
}
