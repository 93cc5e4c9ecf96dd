//! The tags `!reset` and `!override`: what an earlier file said at these places does not count.

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
    for place in places {
        note(delete(model, &place.path.0), place, recorder);
    }
}

/// Deletes the places below `prefix` from a node that stands there.
pub(super) fn apply_below(node: &mut Node, prefix: &[&str], places: &[Place], recorder: &mut Recorder) {
    for place in places {
        let path = &place.path.0;
        let begins = path.len() > prefix.len()
            && path.iter().zip(prefix).all(|(segment, name)| matches!(segment, Segment::Key(key) if key == name));
        if begins {
            note(delete(node, &path[prefix.len()..]), place, recorder);
        }
    }
}

fn note(deleted: Option<Node>, place: &Place, recorder: &mut Recorder) {
    let Some(deleted) = deleted else { return };
    let action = match place.tag {
        Tag::Override => Action::Override,
        Tag::Reset | Tag::Broken => Action::Reset,
    };
    recorder.step_at(&place.path, action, place.span.as_ref(), deleted);
}

fn delete(node: &mut Node, place: &[Segment]) -> Option<Node> {
    let (Some((Segment::Key(first), rest)), Some(map)) = (place.split_first(), node.as_map_mut()) else { return None };
    if rest.is_empty() {
        return map.shift_remove(first).map(|entry| entry.value);
    }
    delete(&mut map.get_mut(first)?.value, rest)
}
