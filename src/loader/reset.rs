//! The tags `!reset` and `!override`: what an earlier file said at these places does not count.

use std::collections::BTreeSet;

use super::provenance::{Action, Recorder};
use super::tree::{Node, Path, Segment, Tag, Value};
use crate::model::span::Span;

/// Where a tag stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Place {
    path: Path,
    tag: Tag,
    span: Option<Span>,
}

/// Removes what is marked with `!reset`, and returns the places of both tags.
pub(super) fn take(root: &mut Node) -> Vec<Place> {
    let mut places = Vec::new();
    visit(root, &mut Path::default(), &mut places);
    places
}

fn visit(node: &mut Node, path: &mut Path, places: &mut Vec<Place>) {
    match &mut node.value {
        Value::Map(map) => {
            map.retain(|key, entry| {
                path.0.push(Segment::Key(key.clone()));
                let keep = one(&mut entry.value, path, places);
                path.0.pop();
                keep
            });
        }
        Value::List(list) => {
            let mut index = 0;
            list.retain_mut(|item| {
                path.0.push(Segment::Index(index));
                index += 1;
                let keep = one(item, path, places);
                path.0.pop();
                keep
            });
        }
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::String(_) => {}
    }
}

/// Whether the node stays.
fn one(node: &mut Node, path: &mut Path, places: &mut Vec<Place>) -> bool {
    let tag = node.tag.take_if(|tag| *tag != Tag::Broken);
    if let Some(tag) = tag.filter(|_| path.0.iter().all(|segment| matches!(segment, Segment::Key(_)))) {
        places.push(Place { path: path.clone(), tag, span: node.span.clone() });
    }
    if tag == Some(Tag::Reset) {
        return false;
    }
    visit(node, path, places);
    true
}

/// Deletes the places from an earlier model.
pub(super) fn apply(model: &mut Node, places: &[Place], recorder: &mut Recorder) {
    delete_all(model, 0, places.iter(), recorder);
}

/// Deletes the places below `prefix` from a node that stands there.
pub(super) fn apply_below(node: &mut Node, prefix: &[&str], places: &[Place], recorder: &mut Recorder) {
    let begins = |place: &&Place| {
        let path = &place.path.0;
        path.len() > prefix.len()
            && path.iter().zip(prefix).all(|(segment, name)| matches!(segment, Segment::Key(key) if key == name))
    };
    delete_all(node, prefix.len(), places.iter().filter(begins), recorder);
}

/// Deletes the places, of whose paths the first `skip` segments are not in the tree. Entries are marked first and removed
/// together, since each removal moves all that follow.
fn delete_all<'p>(node: &mut Node, skip: usize, places: impl Iterator<Item = &'p Place>, recorder: &mut Recorder) {
    let mut parents = BTreeSet::new();
    for place in places {
        let path = &place.path.0[skip..];
        if let (Some(deleted), [parent @ .., _]) = (mark(node, path), path) {
            note(deleted, place, recorder);
            parents.insert(parent);
        }
    }
    for parent in parents {
        if let Some(map) = at_mut(node, parent).and_then(Node::as_map_mut) {
            map.retain(|_, entry| entry.value.tag != Some(Tag::Reset));
        }
    }
}

fn note(deleted: Node, place: &Place, recorder: &mut Recorder) {
    let action = match place.tag {
        Tag::Override => Action::Override,
        Tag::Reset | Tag::Broken => Action::Reset,
    };
    recorder.step_at(&place.path, action, place.span.as_ref(), deleted);
}

/// Takes the value out; what stays in its place is removed later.
fn mark(node: &mut Node, place: &[Segment]) -> Option<Node> {
    let target = at_mut(node, place).filter(|node| node.tag != Some(Tag::Reset))?;
    let gone = Node { tag: Some(Tag::Reset), ..Node::synthetic(Value::Null) };
    Some(std::mem::replace(target, gone))
}

/// The node below these keys.
fn at_mut<'n>(node: &'n mut Node, place: &[Segment]) -> Option<&'n mut Node> {
    place.iter().try_fold(node, |node, segment| match segment {
        Segment::Key(key) => node.as_map_mut()?.get_mut(key).map(|entry| &mut entry.value),
        Segment::Index(_) => None,
    })
}
