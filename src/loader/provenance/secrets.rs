//! What must not be shown: the variables that secrets are made of, those made of such a variable, and the places in files
//! where one of them is used.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::{History, Use};
use crate::model::span::Span;

/// The variable that holds the name of the project.
const PROJECT_NAME: &str = "COMPOSE_PROJECT_NAME";

pub(super) struct Secrets<'h> {
    names: BTreeSet<&'h str>,
    values: BTreeSet<&'h str>,
    places: Places<'h>,
    /// Without those where a secret or config only names its variable.
    places_of_values: Places<'h>,
}

impl<'h> Secrets<'h> {
    pub(super) fn new(history: &'h History) -> Self {
        let names = names(history);
        let uses = || history.uses.iter().filter(|found| names.contains(found.name.as_str()));
        let places = Places::of(uses());
        let places_of_values = Places::of(uses().filter(|found| !is_only_named(found)));
        let assigned = names.iter().filter_map(|name| history.variables.get(*name)).flatten();
        let values = assigned.map(|found| found.value.as_str()).filter(|value| !value.is_empty()).collect();
        Self { names, values, places, places_of_values }
    }

    /// Whether the value of a variable must not be shown.
    pub(super) fn has(&self, variable: &str) -> bool {
        self.names.contains(variable)
    }

    /// The values of such variables in a text that may be made of them.
    pub(super) fn values_in(&self, text: &str) -> Vec<&'h str> {
        self.values.iter().copied().filter(|value| text.contains(value)).collect()
    }

    /// Whether what stands at a place uses such a variable, also within a word of another one.
    pub(super) fn is_at(&self, span: &Span) -> bool {
        self.places.overlap(span)
    }

    /// Whether the value at a path of keys must not be shown, given the places that it is made from.
    pub(super) fn is_value(&self, keys: &[String], mut spans: impl Iterator<Item = Span>) -> bool {
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        match keys.as_slice() {
            ["secrets", _, "content"] => true,
            // A service that has the variable by its own name mostly has it from the same place.
            ["services", _, "environment", name] | ["services", _, "build", "args", name] if self.has(name) => true,
            ["secrets" | "configs", _, "environment"] => spans.any(|span| self.places_of_values.overlap(&span)),
            _ => spans.any(|span| self.places.overlap(&span)),
        }
    }
}

/// What secrets are made of, and then what is made of that.
fn names(history: &History) -> BTreeSet<&str> {
    let in_secrets = |found: &&Use| found.path.starts_with("secrets.") && found.path.ends_with(".environment");
    let mut names: BTreeSet<&str> = history.uses.iter().filter(in_secrets).map(|found| found.name.as_str()).collect();
    let mut sources: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut products: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, assignments) in &history.variables {
        for source in assignments.iter().flat_map(|found| &found.variables) {
            sources.entry(name).or_default().push(source);
            products.entry(source).or_default().push(name);
        }
    }
    for found in history.uses.iter().filter(|found| found.path == "name") {
        products.entry(&found.name).or_default().push(PROJECT_NAME);
    }
    for edges in [sources, products] {
        let mut open: Vec<&str> = names.iter().copied().collect();
        while let Some(name) = open.pop() {
            open.extend(edges.get(name).into_iter().flatten().filter(|next| names.insert(next)));
        }
    }
    names
}

/// Whether the file gives the name of a variable there, so that its value does not take the place of anything.
fn is_only_named(found: &Use) -> bool {
    let is_named = found.path.starts_with("secrets.") || found.path.starts_with("configs.");
    is_named && found.path.ends_with(".environment") && found.form == found.name
}

/// Stretches of files, in order and without overlaps.
struct Places<'h>(BTreeMap<&'h Path, Vec<(usize, usize)>>);

impl<'h> Places<'h> {
    fn of(uses: impl Iterator<Item = &'h Use>) -> Self {
        let mut files: BTreeMap<&Path, Vec<(usize, usize)>> = BTreeMap::new();
        for span in uses.filter_map(|found| found.span.as_ref()) {
            files.entry(&span.file.path).or_default().push(stretch(span));
        }
        for stretches in files.values_mut() {
            stretches.sort_unstable();
            stretches.dedup_by(|next, kept| {
                let is_joined = next.0 <= kept.1;
                kept.1 = if is_joined { kept.1.max(next.1) } else { kept.1 };
                is_joined
            });
        }
        Self(files)
    }

    fn overlap(&self, span: &Span) -> bool {
        let (start, end) = stretch(span);
        self.0.get(span.file.path.as_path()).is_some_and(|stretches| {
            let next = stretches.partition_point(|(_, end)| *end <= start);
            stretches.get(next).is_some_and(|(start, _)| *start < end)
        })
    }
}

/// A place without length, such as that of a value left out, is one character long.
fn stretch(span: &Span) -> (usize, usize) {
    (span.start, span.end.max(span.start + 1))
}
