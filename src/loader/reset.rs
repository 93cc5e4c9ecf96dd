//! The tags `!reset` and `!override`: what an earlier file said at these places does not count.

use super::tree::{Node, Path, Segment, Tag, Value};

/// Removes what is marked with `!reset`, and returns the places of both tags.
pub(super) fn take(root: &mut Node) -> Vec<Path> {
    let mut places = Vec::new();
    visit(root, &mut Path::default(), &mut places);
    places
}

fn visit(node: &mut Node, path: &mut Path, places: &mut Vec<Path>) {
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
fn one(node: &mut Node, path: &mut Path, places: &mut Vec<Path>) -> bool {
    let tag = node.tag.take();
    if tag.is_some() && path.0.iter().all(|segment| matches!(segment, Segment::Key(_))) {
        places.push(path.clone());
    }
    if tag == Some(Tag::Reset) {
        return false;
    }
    visit(node, path, places);
    true
}

/// Deletes the places from an earlier model.
pub(super) fn apply(model: &mut Node, places: &[Path]) {
    for place in places {
        delete(model, &place.0);
    }
}

/// Deletes the places below `prefix` from a node that stands there.
pub(super) fn apply_below(node: &mut Node, prefix: &[&str], places: &[Path]) {
    for place in places {
        let begins = place.0.len() > prefix.len()
            && place.0.iter().zip(prefix).all(|(segment, name)| matches!(segment, Segment::Key(key) if key == name));
        if begins {
            delete(node, &place.0[prefix.len()..]);
        }
    }
}

fn delete(node: &mut Node, place: &[Segment]) {
    let (Some((Segment::Key(first), rest)), Some(map)) = (place.split_first(), node.as_map_mut()) else { return };
    if rest.is_empty() {
        map.shift_remove(first);
    } else if let Some(entry) = map.get_mut(first) {
        delete(&mut entry.value, rest);
    }
}
