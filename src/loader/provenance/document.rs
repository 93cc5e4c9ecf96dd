//! What can be seen in a document only before it is merged: aliases, and the variables in its values.

use std::borrow::Cow;
use std::ops::Range;

use super::{Alias, AliasKind, History, Use};
use crate::loader::interpolate::locate;
use crate::loader::interpolate::template::{self, Lookup, Piece};
use crate::loader::tree::{Node, Path, Segment, Value};
use crate::model::span::Span;

/// Adds what a document shows; without a lookup variables stay as they are.
pub(super) fn note(root: &Node, lookup: Option<Lookup<'_>>, history: &mut History) {
    let mut walk = Walk { lookup, history, path: Path::default() };
    walk.node(root);
}

struct Walk<'a> {
    lookup: Option<Lookup<'a>>,
    history: &'a mut History,
    path: Path,
}

impl Walk<'_> {
    fn node(&mut self, node: &Node) {
        match &node.value {
            Value::Map(map) => {
                for (key, entry) in map {
                    self.path.0.push(Segment::Key(key.clone()));
                    let is_merged = entry.key_span.as_ref().is_some_and(|key| is_outside(node, key));
                    self.child(node, &entry.value, if is_merged { AliasKind::MergeKey } else { AliasKind::Alias });
                    if entry.value.is_null() {
                        self.bare(key, &entry.value, entry.key_span.as_ref());
                    }
                    self.path.0.pop();
                }
            }
            Value::List(list) => {
                for (index, item) in list.iter().enumerate() {
                    self.path.0.push(Segment::Index(index));
                    self.child(node, item, AliasKind::Alias);
                    self.path.0.pop();
                }
            }
            Value::String(text) => self.text(text, node),
            Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) => {}
        }
    }

    fn child(&mut self, parent: &Node, child: &Node, kind: AliasKind) {
        if let Some(target) = child.span.as_ref().filter(|span| is_outside(parent, span)) {
            let path = super::keys(&self.path);
            self.history.aliases.push(Alias { path, kind, target: target.clone() });
        }
        self.node(child);
    }

    fn text(&mut self, text: &str, node: &Node) {
        if text.contains('$') {
            self.pieces(&Scalar::new(text, node.span.as_ref()), (text, 0), 0);
        }
        let keys: Vec<&str> = self.path.0.iter().filter_map(key).collect();
        match keys.as_slice() {
            ["services", _, "environment"] | ["services", _, "build", "args"] => {
                let text = self.filled(text);
                if !text.contains('=') {
                    self.bare(&text, node, None);
                }
            }
            ["secrets" | "configs", _, "environment"] => {
                let text = self.filled(text);
                self.used(&text, node.span.clone(), &text);
            }
            _ => {}
        }
    }

    /// A text with the values of its variables.
    fn filled<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let filled =
            self.lookup.filter(|_| text.contains('$')).map(|lookup| template::substitute(text, lookup, &mut |_, _| {}));
        filled.and_then(Result::ok).map_or(Cow::Borrowed(text), Cow::Owned)
    }

    /// The variables of a template, and of the words in them: `part` is a piece of the scalar, `at` its place there.
    fn pieces(&mut self, whole: &Scalar<'_>, (part, at): (&str, usize), depth: usize) {
        for piece in template::pieces(part) {
            let Piece::Variable(variable) = piece else { continue };
            let range = at + variable.at.start..at + variable.at.end;
            let form = &part[variable.at.clone()];
            let span = whole.place(range);
            let result = self.lookup.map_or_else(
                || Some(form.to_owned()),
                |lookup| template::substitute(form, lookup, &mut |_, _| {}).ok(),
            );
            let path = self.path.to_string();
            let found = Use { name: variable.name.to_owned(), path, span, form: form.to_owned(), result };
            self.history.uses.push(found);
            if let Some(operation) = variable.operation.filter(|_| depth < template::MAX_DEPTH) {
                self.pieces(whole, (operation.word, at + operation.word_at), depth + 1);
            }
        }
    }

    /// `KEY` without a value, which is the environment's.
    fn bare(&mut self, name: &str, node: &Node, key_span: Option<&Span>) {
        let keys: Vec<&str> = self.path.0.iter().filter_map(key).collect();
        if matches!(keys.as_slice(), ["services", _, "environment", ..] | ["services", _, "build", "args", ..]) {
            self.used(name, key_span.or(node.span.as_ref()).cloned(), name);
        }
    }

    fn used(&mut self, name: &str, span: Option<Span>, form: &str) {
        let result = self.lookup.and_then(|lookup| lookup(name));
        let path = self.path.to_string();
        self.history.uses.push(Use { name: name.to_owned(), path, span, form: form.to_owned(), result });
    }
}

/// A text with its place, which is looked for only once.
struct Scalar<'a> {
    text: &'a str,
    span: Option<&'a Span>,
    /// Where the text begins in the file, if it stands there as it is.
    start: Option<usize>,
}

impl<'a> Scalar<'a> {
    fn new(text: &'a str, span: Option<&'a Span>) -> Self {
        let start = span.and_then(|span| Some(span.start + span.file.text.get(span.start..span.end)?.find(text)?));
        Self { text, span, start }
    }

    fn place(&self, range: Range<usize>) -> Option<Span> {
        match (self.span, self.start) {
            (Some(span), Some(start)) => {
                Some(Span { file: span.file.clone(), start: start + range.start, end: start + range.end })
            }
            (span, _) => locate(span, self.text, range),
        }
    }
}

fn key(segment: &Segment) -> Option<&str> {
    match segment {
        Segment::Key(key) => Some(key),
        Segment::Index(_) => None,
    }
}

/// Whether a place is not within the node that it is part of, so that an alias leads to it.
fn is_outside(parent: &Node, span: &Span) -> bool {
    parent.span.as_ref().is_some_and(|parent| !contains(parent, span))
}

/// Whether one place is within another one.
pub(super) fn contains(outer: &Span, inner: &Span) -> bool {
    outer.file.path == inner.file.path && outer.start <= inner.start && inner.end <= outer.end
}
