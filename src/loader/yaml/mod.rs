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
use super::tree::{Map, Node, Tag, Value};
use super::walk::without_gone_items;
use crate::model::span::SourceFile;

/// The documents of a file, each a mapping, as far as they can be understood, and everything that is wrong with them.
/// There are none if the file has only blanks and comments. What is no YAML at all is an empty document that is marked.
/// Writes down which values of merge keys do not count.
pub(crate) fn read(file: &Rc<SourceFile>, recorder: &mut Recorder) -> (Vec<Node>, Vec<Diagnostic>) {
    let mut faults = Vec::new();
    let documents = match compose::documents(file) {
        Ok(documents) => documents,
        Err(fault) => return (vec![unread()], vec![fault]),
    };
    let trees: Vec<Node> = documents
        .into_iter()
        .map(|document| {
            let (mut tree, found) = construct::tree(file, &document, recorder);
            if !found.is_empty() {
                without_gone_items(&mut tree);
            }
            faults.extend(found);
            tree
        })
        .collect();
    (trees, faults)
}

/// Stands for a document that could not be read.
pub(crate) fn unread() -> Node {
    Node { tag: Some(Tag::Broken), ..Node::synthetic(Value::Map(Map::new())) }
}

/// The documents of a file without faults.
#[cfg(any(test, fuzzing))]
pub(crate) fn parse(file: &Rc<SourceFile>) -> Result<Vec<Node>, Vec<Diagnostic>> {
    let (documents, faults) = read(file, &mut Recorder::default());
    if faults.is_empty() { Ok(documents) } else { Err(faults) }
}
