//! What interpolation has to tell the user besides its result.

use crate::loader::code::Code;
use std::collections::BTreeMap;

use crate::loader::diagnostic::Diagnostic;
use crate::model::span::Span;

/// Collects over all files of a project, so that a variable is complained about once.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Notes {
    unset: BTreeMap<String, Vec<Span>>,
    order: Vec<String>,
    booleans: Vec<Diagnostic>,
}

impl Notes {
    pub(crate) fn unset(&mut self, name: &str, span: Option<Span>) {
        if !self.unset.contains_key(name) {
            self.order.push(name.to_owned());
        }
        self.unset.entry(name.to_owned()).or_default().extend(span);
    }

    pub(crate) fn boolean(&mut self, written: &str, meant: bool, span: Option<Span>) {
        let message = format!("\"{written}\" for boolean is not supported by YAML 1.2, please use `{meant}`");
        self.booleans.push(Diagnostic::warning(Code::OldBoolean, message, span));
    }

    /// One warning a variable, with all its places, in the order in which they were met; then the booleans.
    pub(crate) fn warnings(&self) -> Vec<Diagnostic> {
        let mut warnings: Vec<_> = self.order.iter().map(|name| unset_warning(name, &self.unset[name])).collect();
        let mut seen = std::collections::BTreeSet::new();
        for warning in &self.booleans {
            // A node that several aliases repeat is one place for the user.
            let place = warning.span.as_ref().map(|span| (&span.file.path, span.start));
            if seen.insert((place, &warning.message)) {
                warnings.push(warning.clone());
            }
        }
        warnings
    }
}

fn unset_warning(name: &str, places: &[Span]) -> Diagnostic {
    let mut distinct: Vec<&Span> = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for span in places {
        if seen.insert((&span.file.path, span.start, span.end)) {
            distinct.push(span);
        }
    }
    let mut distinct = distinct.into_iter().cloned();
    let message = format!("The \"{name}\" variable is not set. Defaulting to a blank string.");
    let mut warning = Diagnostic::warning(Code::UnsetVariable, message, distinct.next());
    warning.related = distinct.map(|span| (span, "also used here".to_owned())).collect();
    warning
}
