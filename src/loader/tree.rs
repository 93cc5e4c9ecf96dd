//! The positioned tree: YAML values that know where they were written. Every step of the loader works on it.

use indexmap::IndexMap;

use crate::model::span::Span;

/// A value with its place. A value that no file wrote (a default) has no span.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Node {
    pub(crate) value: Value,
    pub(crate) span: Option<Span>,
    /// `!reset` or `!override`, or that something is wrong in here.
    pub(crate) tag: Option<Tag>,
    /// A plain scalar, as opposed to a quoted one or a block; only plain text may be a number.
    pub(crate) plain: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tag {
    Reset,
    Override,
    /// What stands here is not all that the user wrote: something was wrong with it, was reported and was taken out.
    Broken,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    Int(i64),
    /// Also integers beyond 64 bits, as the Go loader reads them.
    Float(f64),
    String(String),
    List(Vec<Node>),
    Map(Map),
}

/// Keys in the order of the file.
pub(crate) type Map = IndexMap<String, Entry>;

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry {
    pub(crate) key_span: Option<Span>,
    pub(crate) value: Node,
}

/// A place in the tree: keys and indices from the top, `services.web.ports.0`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Path(pub(crate) Vec<Segment>);

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Segment {
    Key(String),
    Index(usize),
}

impl std::fmt::Display for Path {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (position, segment) in self.0.iter().enumerate() {
            if position > 0 {
                f.write_str(".")?;
            }
            match segment {
                Segment::Key(key) => f.write_str(key)?,
                Segment::Index(index) => write!(f, "{index}")?,
            }
        }
        Ok(())
    }
}

impl Path {
    pub(crate) fn index(&self, index: usize) -> Self {
        let mut segments = self.0.clone();
        segments.push(Segment::Index(index));
        Self(segments)
    }
}

impl Node {
    /// A value that no file wrote.
    pub(crate) fn synthetic(value: Value) -> Self {
        Self { value, span: None, tag: None, plain: false }
    }

    /// A value made out of another one, which lends its place.
    pub(crate) fn derived(value: Value, from: &Self) -> Self {
        Self { value, span: from.span.clone(), tag: None, plain: false }
    }

    pub(crate) fn is_broken(&self) -> bool {
        self.tag == Some(Tag::Broken)
    }

    /// Whether nothing is left of what the user wrote.
    pub(crate) fn is_gone(&self) -> bool {
        self.is_broken() && matches!(self.value, Value::Null)
    }

    /// Takes the value out, because a finding says what is wrong with it: later steps must not find more.
    pub(crate) fn take_out(&mut self) {
        self.value = Value::Null;
        self.tag = Some(Tag::Broken);
    }

    /// Marks what stands here as incomplete if another value, which becomes part of it, is.
    pub(crate) fn broken_as(mut self, other: &Self) -> Self {
        if other.is_broken() {
            self.tag = Some(Tag::Broken);
        }
        self
    }

    pub(crate) fn as_map(&self) -> Option<&Map> {
        match &self.value {
            Value::Map(map) => Some(map),
            _ => None,
        }
    }

    pub(crate) fn as_map_mut(&mut self) -> Option<&mut Map> {
        match &mut self.value {
            Value::Map(map) => Some(map),
            _ => None,
        }
    }

    pub(crate) fn as_list(&self) -> Option<&[Node]> {
        match &self.value {
            Value::List(list) => Some(list),
            _ => None,
        }
    }

    pub(crate) fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        self.as_map()?.get(key).map(|entry| &entry.value)
    }

    /// The node at a path, if there is one.
    pub(crate) fn at(&self, path: &[Segment]) -> Option<&Node> {
        path.iter().try_fold(self, |node, segment| match segment {
            Segment::Key(key) => node.get(key),
            Segment::Index(index) => node.as_list()?.get(*index),
        })
    }

    /// The node at a path, to be changed.
    pub(crate) fn at_mut(&mut self, path: &[Segment]) -> Option<&mut Node> {
        path.iter().try_fold(self, |node, segment| match (segment, &mut node.value) {
            (Segment::Key(key), Value::Map(map)) => map.get_mut(key).map(|entry| &mut entry.value),
            (Segment::Index(index), Value::List(list)) => list.get_mut(*index),
            _ => None,
        })
    }
}
