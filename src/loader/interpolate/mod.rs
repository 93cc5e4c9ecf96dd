//! Variables in a document: every string value (never a key) is a template, and some then become numbers or booleans.

mod cast;
pub(crate) mod notes;
pub(crate) mod template;

#[cfg(test)]
mod tests;

use crate::loader::code::Code;
use std::ops::Range;

use self::cast::Cast;
use self::notes::Notes;
use self::template::{Lookup, MAX_GROWTH, TemplateError};
use super::diagnostic::Diagnostic;
use super::tree::{Node, Tag, Value};
use crate::model::span::Span;

/// Interpolates a document in place. What fails is a finding, and the value goes.
pub(crate) fn document(root: &mut Node, lookup: Lookup<'_>, notes: &mut Notes) -> Vec<Diagnostic> {
    let mut walk = Walk { lookup, notes, faults: Vec::new(), grown: 0 };
    walk.node(root, &mut Vec::new());
    walk.faults
}

/// Interpolates one string that stands at `path`.
pub(crate) fn text(node: &Node, path: &str, lookup: Lookup<'_>, notes: &mut Notes) -> Result<String, Diagnostic> {
    let value = node.as_str().unwrap_or_default();
    let locator = Locator::new(node.span.as_ref(), value);
    let unset = &mut |name: &str, at| notes.unset(name, locator.place(at));
    template::substitute(value, lookup, unset)
        .map_err(|error| diagnostic(&error, path, value, locator.place(error.at())))
}

struct Walk<'a> {
    lookup: Lookup<'a>,
    notes: &'a mut Notes,
    faults: Vec<Diagnostic>,
    /// By how many bytes the document became longer.
    grown: usize,
}

impl Walk<'_> {
    fn node<'n>(&mut self, node: &'n mut Node, path: &mut Vec<&'n str>) {
        // What is reset is not looked at.
        if node.tag == Some(Tag::Reset) {
            return;
        }
        if matches!(node.value, Value::String(_)) {
            return self.string(node, path);
        }
        match &mut node.value {
            Value::Map(map) => {
                for (key, entry) in map.iter_mut() {
                    path.push(key);
                    self.node(&mut entry.value, path);
                    path.pop();
                }
            }
            Value::List(list) => {
                path.push("[]");
                for item in list {
                    self.node(item, path);
                }
                path.pop();
            }
            Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::String(_) => {}
        }
    }

    fn string(&mut self, node: &mut Node, path: &[&str]) {
        let cast = Cast::at(path);
        let Some(written) = node.as_str() else { return };
        let length = written.len();
        if (cast.is_none() && !written.contains('$')) || self.grown > MAX_GROWTH {
            return;
        }
        match text(node, &path.join("."), self.lookup, self.notes) {
            Err(fault) => {
                self.faults.push(fault);
                node.take_out();
            }
            Ok(result) => {
                self.grown += result.len().saturating_sub(length);
                if self.grown > MAX_GROWTH {
                    self.faults.push(too_long(&path.join("."), node.span.clone()));
                    return node.take_out();
                }
                self.cast(cast, result, node, path);
            }
        }
    }

    fn cast(&mut self, cast: Option<Cast>, text: String, node: &mut Node, path: &[&str]) {
        match cast.map(|cast| cast.apply(&text)) {
            None => node.value = Value::String(text),
            Some(Ok((value, odd))) => {
                if let (true, Value::Bool(meant)) = (odd, &value) {
                    self.notes.boolean(&text, *meant, node.span.clone());
                }
                node.value = value;
            }
            Some(Err(error)) => {
                let path = path.join(".");
                let message = format!("error while interpolating {path}: failed to cast to expected type: {error}");
                self.faults.push(Diagnostic::error(Code::WrongType, message, node.span.clone()));
                node.take_out();
            }
        }
    }
}

fn too_long(path: &str, span: Option<Span>) -> Diagnostic {
    let message = format!("error while interpolating {path}: the values of the variables exceed {MAX_GROWTH} bytes");
    Diagnostic::error(Code::InvalidInterpolation, message, span)
}

fn diagnostic(error: &TemplateError, path: &str, value: &str, span: Option<Span>) -> Diagnostic {
    match error {
        TemplateError::Invalid { .. } => {
            let message = format!(
                "invalid interpolation format for {path}.\nYou may need to escape any $ with another $.\n{value}"
            );
            Diagnostic::error(Code::InvalidInterpolation, message, span)
        }
        TemplateError::Required { name, message, .. } => {
            let colon = if message.is_empty() { "" } else { ": " };
            let text = format!(
                "error while interpolating {path}: required variable {name} is missing a value{colon}{message}"
            );
            Diagnostic::error(Code::MissingVariable, text, span)
                .with_help(format!("set {name} in the environment or in an env file"))
        }
        TemplateError::TooLong { .. } => too_long(path, span),
    }
}

/// The place in the file of a stretch of a scalar's value.
pub(crate) fn locate(scalar: Option<&Span>, value: &str, at: Range<usize>) -> Option<Span> {
    Locator::new(scalar, value).place(at)
}

/// Finds stretches of a scalar's value in its file. Quotes, escapes and block indentation move things, so the stretch is
/// searched for; where it cannot be found, the whole scalar is the place.
pub(crate) struct Locator<'a> {
    scalar: Option<&'a Span>,
    source: &'a str,
    value: &'a str,
    /// Where the value stands in the source as it is.
    verbatim: Option<usize>,
}

impl<'a> Locator<'a> {
    /// Every search goes through all of the scalar; in longer ones many of them take too long.
    const SEARCHED: usize = 2048;

    pub(crate) fn new(scalar: Option<&'a Span>, value: &'a str) -> Self {
        let source = scalar.and_then(|scalar| scalar.file.text.get(scalar.start..scalar.end)).unwrap_or_default();
        Self { scalar, source, value, verbatim: source.find(value) }
    }

    pub(crate) fn place(&self, at: Range<usize>) -> Option<Span> {
        let scalar = self.scalar?;
        let start = self.verbatim.map(|shift| shift + at.start).or_else(|| {
            let needle = self.value.get(at.clone()).filter(|_| self.source.len() <= Self::SEARCHED)?;
            let earlier = self.value[..at.start].matches(needle).count();
            self.source.match_indices(needle).nth(earlier).map(|(found, _)| found)
        });
        let Some(start) = start else { return Some(scalar.clone()) };
        let start = scalar.start + start;
        Some(Span { file: scalar.file.clone(), start, end: start + at.len() })
    }
}
