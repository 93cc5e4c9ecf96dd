//! What the loader did with the values of several places: which one took the place of which, and where each came from.
//! Written down only when somebody asks (`config --explain`); otherwise nothing is kept and nothing is copied.

mod account;
mod document;
mod files;
pub(super) mod names;
pub(crate) mod query;
mod secrets;
mod units;

use std::collections::BTreeMap;
use std::rc::Rc;

use super::dotenv::Assigned;
use super::interpolate::template::Lookup;
use super::tree::{Node, Path, Segment};
use crate::model::span::{SourceFile, Span};

/// Stands for any item of a list.
pub(crate) const NO_INDEX: &str = "[]";

/// Everything that was written down, in the order in which it happened.
#[derive(Clone, Debug, Default)]
pub(crate) struct History {
    pub(crate) steps: Vec<Step>,
    pub(crate) links: Vec<Link>,
    pub(crate) aliases: Vec<Alias>,
    pub(crate) uses: Vec<Use>,
    /// Of a file that takes part more than once, all its roles.
    pub(crate) files: BTreeMap<std::path::PathBuf, Vec<Role>>,
    /// Every value of a variable, the one that counts first.
    pub(crate) variables: BTreeMap<String, Vec<Assignment>>,
    /// Every name that the project could have, the one that counts first.
    pub(crate) names: Vec<NameSource>,
}

/// A value that lost its place.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    /// Keys only: an entry of a list is known by its place in the file, because its index changes.
    pub(crate) path: Vec<String>,
    pub(crate) action: Action,
    /// Where that is written which counts instead, or the tag that removed the value.
    pub(crate) winner: Option<Span>,
    pub(crate) loser: Node,
}

/// Why a value does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    /// A later layer says something else at the same key.
    Replaced,
    /// An entry of a list that means the same as this one came later.
    SameEntry,
    /// The mapping has the key itself, beside the merge key that brings this one.
    OwnKey,
    /// `!reset`.
    Reset,
    /// `!override`.
    Override,
    /// It is null, which changes nothing here.
    Null,
}

/// `service` began as a copy of `base`.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    pub(crate) service: String,
    pub(crate) base: String,
    /// Where the base stands.
    pub(crate) base_span: Option<Span>,
    /// The steps that made the base what it was when it was copied.
    pub(crate) steps: std::ops::Range<usize>,
}

/// A place that repeats what is written at an anchor.
#[derive(Clone, Debug)]
pub(crate) struct Alias {
    pub(crate) path: Vec<String>,
    pub(crate) kind: AliasKind,
    /// What is repeated.
    pub(crate) target: Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AliasKind {
    Alias,
    MergeKey,
}

/// A variable in a value.
#[derive(Clone, Debug)]
pub(crate) struct Use {
    pub(crate) name: String,
    /// Of the value, with indices.
    pub(crate) path: String,
    pub(crate) span: Option<Span>,
    /// `${NAME:-word}`, as it is written.
    pub(crate) form: String,
    /// What became of it; nothing where the file leaves it to the environment and that has none.
    pub(crate) result: Option<String>,
}

/// What a file is to the project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// The n-th of its own files, from 1.
    Own(usize),
    Included,
    /// Only read for services that others extend.
    Base,
}

/// A value that a variable was given somewhere.
#[derive(Clone, Debug)]
pub(crate) struct Assignment {
    pub(crate) value: String,
    pub(crate) origin: Origin,
    pub(crate) span: Option<Span>,
    /// The variables that it is made with.
    pub(crate) variables: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The environment of the process.
    Process,
    /// A file of `--env-file` or `COMPOSE_ENV_FILES`.
    GivenFile,
    /// A `.env` that was found.
    DotEnv,
    /// An env file of an included project, which alone sees it.
    Include,
}

/// A name that the project could have.
#[derive(Clone, Debug)]
pub(crate) struct NameSource {
    pub(crate) value: String,
    pub(crate) kind: NameKind,
    pub(crate) span: Option<Span>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NameKind {
    Flag,
    Variable(Origin),
    Written,
    Folder,
}

/// The pen of the loader: writes into a history, if there is one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Recorder(Option<Box<History>>);

impl Recorder {
    pub(crate) fn new(record: bool) -> Self {
        Self(record.then(Box::default))
    }

    pub(crate) fn is_on(&self) -> bool {
        self.0.is_some()
    }

    pub(crate) fn finish(self) -> Option<History> {
        self.0.map(|history| *history)
    }

    /// A value lost its place at a path of keys.
    pub(crate) fn step(&mut self, path: &[String], action: Action, winner: Option<&Span>, loser: Node) {
        if let Some(history) = &mut self.0 {
            let path = path.iter().filter(|key| *key != NO_INDEX).cloned().collect();
            history.steps.push(Step { path, action, winner: winner.cloned(), loser });
        }
    }

    /// The same at a path with indices.
    pub(crate) fn step_at(&mut self, path: &Path, action: Action, winner: Option<&Span>, loser: Node) {
        if self.is_on() {
            self.step(&keys(path), action, winner, loser);
        }
    }

    pub(crate) fn file(&mut self, file: &SourceFile, role: Role) {
        if let Some(history) = &mut self.0 {
            let roles = history.files.entry(file.path.clone()).or_default();
            if !roles.contains(&role) {
                roles.push(role);
            }
        }
    }

    /// The next of the project's own files.
    pub(crate) fn own_file(&mut self, file: &Rc<SourceFile>) {
        let Some(history) = &self.0 else { return };
        let own = history.files.values().flatten().filter(|role| matches!(role, Role::Own(_))).count();
        self.file(file, Role::Own(own + 1));
    }

    /// How many steps there are, to say later which of them belong together.
    pub(crate) fn position(&self) -> usize {
        self.0.as_ref().map_or(0, |history| history.steps.len())
    }

    /// `service` is about to be merged over a copy of `base`; what made the base was recorded since `from`.
    pub(crate) fn link(&mut self, service: &str, base: (&str, Option<&Span>), from: usize) {
        if let Some(history) = &mut self.0 {
            let steps = from..history.steps.len();
            let (base, base_span) = (base.0.to_owned(), base.1.cloned());
            history.links.push(Link { service: service.to_owned(), base, base_span, steps });
        }
    }

    /// The environment of the process.
    pub(crate) fn process(&mut self, variables: &BTreeMap<String, String>) {
        let Some(history) = &mut self.0 else { return };
        for (name, value) in variables {
            let assignment =
                Assignment { value: value.clone(), origin: Origin::Process, span: None, variables: Vec::new() };
            history.variables.entry(name.clone()).or_default().push(assignment);
        }
    }

    /// The names that the project could have.
    pub(crate) fn names(&mut self, sources: impl FnOnce(&History) -> Vec<NameSource>) {
        if let Some(history) = &mut self.0 {
            history.names = sources(history);
        }
    }

    /// What env files set, in the order of reading: later lines win over earlier ones, and what is known already over all.
    pub(crate) fn variables(&mut self, origin: Origin, assigned: Vec<Assigned>) {
        let Some(history) = &mut self.0 else { return };
        for Assigned { name, value, span, variables } in assigned.into_iter().rev() {
            let assignment = Assignment { value, origin, span: Some(span), variables };
            history.variables.entry(name).or_default().push(assignment);
        }
    }

    /// What is in a document before anything is done with it.
    pub(crate) fn document(&mut self, root: &Node, lookup: Option<Lookup<'_>>) {
        if let Some(history) = &mut self.0 {
            document::note(root, lookup, history);
        }
    }
}

/// The keys of a path.
pub(crate) fn keys(path: &Path) -> Vec<String> {
    let key = |segment: &Segment| match segment {
        Segment::Key(key) => Some(key.clone()),
        Segment::Index(_) => None,
    };
    path.0.iter().filter_map(key).collect()
}

#[cfg(test)]
mod tests;
