//! A decoding error that collects its place on the way up.

use std::fmt;

use crate::loader::tree::{Node, Segment};
use crate::model::span::Span;

#[derive(Clone, Debug)]
pub(super) struct DecodeError {
    pub(super) message: String,
    /// Of the innermost node that has a place.
    pub(super) span: Option<Span>,
    /// Below the node that decoding began with: `.ports[0].target`.
    pub(super) path: String,
    /// The same, innermost first.
    pub(super) segments: Vec<Segment>,
}

impl DecodeError {
    pub(super) fn new(message: String) -> Self {
        Self { message, span: None, path: String::new(), segments: Vec::new() }
    }

    /// Sets the place, unless a node further in has set it.
    pub(super) fn at(mut self, node: &Node) -> Self {
        if self.span.is_none() {
            self.span.clone_from(&node.span);
        }
        self
    }

    pub(super) fn inside(mut self, shown: &str, segment: Segment) -> Self {
        self.path.insert_str(0, shown);
        self.segments.push(segment);
        self
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for DecodeError {}

impl serde::de::Error for DecodeError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(message.to_string())
    }
}
