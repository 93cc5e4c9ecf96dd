//! The account of one value: where it is from, and what it took the place of.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::document::contains;
use super::secrets::Secrets;
use super::units::{self, Unit};
use super::{Action, Alias, AliasKind, Assignment, History, Link, Origin, Role, Step, Use};
use crate::loader::tree::{Node, Value};
use crate::model::span::Span;

/// What is known of one value.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    pub(crate) path: String,
    /// Nothing: it was removed.
    pub(crate) value: Option<serde_json::Value>,
    /// It must not be shown, such as the content of a secret and what has the same variable in it.
    pub(crate) is_secret: bool,
    pub(crate) source: Source,
    /// The one that would count next comes first.
    pub(crate) superseded: Vec<Superseded>,
    pub(crate) variables: Vec<VariableNote>,
}

/// Where a value is from.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    pub(crate) kind: Kind,
    pub(crate) span: Option<Span>,
    pub(crate) alias: Option<AliasKind>,
    /// It was added to a list that another place began.
    pub(crate) is_appended: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The n-th of the project's files.
    File(usize),
    Include,
    /// The service that was extended.
    Extends(String),
    /// `env_file` of the service.
    EnvFile,
    /// `label_file` of the service.
    LabelFile,
    /// A variable, with where that is from.
    Variable(Origin),
    /// A flag of the command line.
    Flag,
    /// The name of the project's folder.
    Folder,
    /// No file says it.
    Tool,
    /// The tag that removed the value.
    Tag(Action),
}

/// A value that does not count.
#[derive(Clone, Debug)]
pub(crate) struct Superseded {
    pub(crate) source: Source,
    /// Nothing: a layer of another kind has less to say than the one above it.
    pub(crate) action: Option<Action>,
    pub(crate) value: serde_json::Value,
    pub(crate) is_secret: bool,
}

/// A variable that a value is made with.
#[derive(Clone, Debug)]
pub(crate) struct VariableNote {
    pub(crate) name: String,
    /// As it is written; of a secret only the name, because the rest may be what must not be shown.
    pub(crate) form: String,
    pub(crate) assignment: Option<Assignment>,
    pub(crate) is_secret: bool,
}

/// The history by what is looked for.
pub(super) struct Index<'h> {
    history: &'h History,
    /// Steps of each section's entry: `("services", "web")`.
    steps: BTreeMap<(&'h str, &'h str), Vec<usize>>,
    links: BTreeMap<&'h str, Vec<&'h Link>>,
    aliases: BTreeMap<(&'h str, &'h str), Vec<&'h Alias>>,
    /// By file and start.
    uses: BTreeMap<(&'h Path, usize), Vec<&'h Use>>,
    pub(super) secrets: Secrets<'h>,
}

impl<'h> Index<'h> {
    pub(super) fn new(history: &'h History) -> Self {
        let mut steps: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (at, step) in history.steps.iter().enumerate() {
            steps.entry(entry_of(&step.path)).or_default().push(at);
        }
        let mut uses: BTreeMap<_, Vec<&Use>> = BTreeMap::new();
        for found in &history.uses {
            if let Some(span) = &found.span {
                uses.entry((span.file.path.as_path(), span.start)).or_default().push(found);
            }
        }
        let mut links: BTreeMap<_, Vec<&Link>> = BTreeMap::new();
        for link in &history.links {
            links.entry(link.service.as_str()).or_default().push(link);
        }
        let mut aliases: BTreeMap<_, Vec<&Alias>> = BTreeMap::new();
        for alias in &history.aliases {
            aliases.entry(entry_of(&alias.path)).or_default().push(alias);
        }
        Self { history, steps, links, aliases, uses, secrets: Secrets::new(history) }
    }

    /// The accounts of everything in one entry of a section, such as a service; removed values last.
    pub(super) fn entry<'n>(&self, node: Option<&'n Node>, path: &[String]) -> (Vec<Account>, Vec<Unit<'n>>) {
        let units = node.map(|node| units::of(node, path)).unwrap_or_default();
        let (section, name) = entry_of(path);
        let mut past = Past::new(self, section, name);
        past.environment = node.and_then(|node| node.get("environment")).and_then(|node| node.span.clone());
        let mut accounts: Vec<Account> = units.iter().map(|unit| past.account(unit)).collect();
        past.removed(&units, &mut accounts);
        (accounts, units)
    }

    /// The entries of a section that steps speak of; also of those that are gone.
    pub(super) fn names(&self, section: &str) -> BTreeSet<&'h str> {
        let above = self.steps.get(&(section, "")).into_iter().flatten();
        let gone = above.flat_map(|at| self.history.steps[*at].loser.as_map().into_iter().flat_map(|map| map.keys()));
        let named = self.steps.keys().filter(|(found, name)| *found == section && !name.is_empty());
        named.map(|(_, name)| *name).chain(gone.map(String::as_str)).collect()
    }

    /// Whether neither the words nor the result of a use must be shown.
    pub(super) fn is_secret(&self, found: &Use) -> bool {
        self.secrets.has(&found.name) || found.span.as_ref().is_some_and(|span| self.secrets.is_at(span))
    }

    fn uses_in<'s>(&'s self, span: &'s Span) -> impl Iterator<Item = &'h Use> + 's {
        let file = span.file.path.as_path();
        let end = span.end.max(span.start + 1);
        let from = self.uses.range((file, span.start)..);
        from.take_while(move |((path, start), _)| *path == file && *start < end).flat_map(|(_, found)| found).copied()
    }
}

fn entry_of(path: &[String]) -> (&str, &str) {
    (path.first().map_or("", String::as_str), path.get(1).map_or("", String::as_str))
}

/// The steps that made one entry of a section, also those that made the services which it extends.
struct Past<'i, 'h> {
    index: &'i Index<'h>,
    name: &'i str,
    /// Services that it began as a copy of, with where they stand.
    bases: Vec<(&'h str, Option<&'h Span>)>,
    /// By the file and the end of the winner.
    by_winner: BTreeMap<(&'h Path, usize), Vec<&'h Step>>,
    /// Those that removed a whole part.
    removals: Vec<&'h Step>,
    aliases: Vec<&'h Alias>,
    /// Of a secret or config: the variable that its content comes from.
    environment: Option<Span>,
}

impl<'i, 'h> Past<'i, 'h> {
    fn new(index: &'i Index<'h>, section: &'i str, name: &'i str) -> Self {
        let mut past = Past {
            index,
            name,
            bases: Vec::new(),
            by_winner: BTreeMap::new(),
            removals: Vec::new(),
            aliases: Vec::new(),
            environment: None,
        };
        let steps = |name| index.steps.get(&(section, name)).into_iter().flatten().copied();
        let mut all: Vec<usize> = steps(name).collect();
        // Steps above the entry, as when `services` is overridden, are everyone's.
        all.extend(index.steps.get(&(section, "")).into_iter().flatten());
        let mut open = vec![name];
        let mut seen = BTreeSet::from([name]);
        while let Some(name) = open.pop() {
            past.aliases.extend(index.aliases.get(&(section, name)).into_iter().flatten());
            let links = index.links.get(name).filter(|_| section == "services");
            for link in links.into_iter().flatten() {
                all.extend(steps(&link.base).filter(|at| link.steps.contains(at)));
                past.bases.push((&link.base, link.base_span.as_ref()));
                if seen.insert(&link.base) {
                    open.push(&link.base);
                }
            }
        }
        all.sort_unstable();
        all.dedup();
        for step in all.into_iter().rev().map(|at| &index.history.steps[at]) {
            if is_removal(step) {
                past.removals.push(step);
            } else if let Some(winner) = &step.winner {
                past.by_winner.entry((&winner.file.path, winner.end)).or_default().push(step);
            }
        }
        past
    }

    fn account(&self, unit: &Unit<'_>) -> Account {
        let superseded = self.losers(unit);
        let source = self.source(unit);
        let spans = spans(unit, &source);
        Account {
            path: unit.shown_path(),
            value: Some(unit.value.clone()),
            is_secret: self.index.secrets.is_value(&unit.keys, spans.iter().cloned()),
            source: Source { is_appended: superseded.is_empty() && self.is_appended(unit), ..source },
            superseded,
            variables: self.variables(&spans),
        }
    }

    /// What a node took the place of, and what that had taken the place of before; of an entry that is a mapping also
    /// what its own entries replaced.
    fn losers(&self, unit: &Unit<'_>) -> Vec<Superseded> {
        let mut used = Vec::new();
        self.collect(unit, (unit.node, &unit.keys), &mut used);
        used.into_iter().map(|step| self.superseded(unit, step)).collect()
    }

    fn collect(&self, unit: &Unit<'_>, (node, keys): (&Node, &[String]), used: &mut Vec<&'h Step>) {
        if let Some(span) = &node.span {
            self.chain(unit, (span, keys), used);
        }
        for (key, entry) in node.as_map().into_iter().flatten() {
            let keys: Vec<String> = keys.iter().cloned().chain([key.clone()]).collect();
            self.collect(unit, (&entry.value, &keys), used);
        }
    }

    fn chain(&self, unit: &Unit<'_>, (span, keys): (&Span, &[String]), used: &mut Vec<&'h Step>) {
        let candidates = self.by_winner.get(&(span.file.path.as_path(), span.end));
        let is_mine = |step: &&&Step| match step.action {
            Action::SameEntry => unit.list_keys().is_some_and(|list| self.is_same(&step.path, list)),
            Action::Replaced | Action::OwnKey | Action::Null | Action::Reset | Action::Override => {
                self.is_same(&step.path, keys)
            }
        };
        let mut steps: Vec<&Step> = candidates.into_iter().flatten().filter(is_mine).copied().collect();
        // What stands beside the winner comes before what stands in an earlier file.
        steps.sort_by_key(|step| match step.action {
            Action::Null => 0,
            Action::OwnKey => 1,
            Action::Replaced | Action::SameEntry | Action::Reset | Action::Override => 2,
        });
        for step in steps {
            if used.iter().any(|known| std::ptr::eq(*known, step)) {
                continue;
            }
            used.push(step);
            if let Some(span) = &step.loser.span {
                self.chain(unit, (span, keys), used);
            }
        }
    }

    /// Whether a step speaks of a path, be it as the path of a service that was extended.
    fn is_same(&self, step: &[String], keys: &[String]) -> bool {
        step.len() == keys.len() && self.own_path(step).is_some_and(|path| path == keys)
    }

    /// The path of a step as it would be in this entry.
    fn own_path(&self, step: &[String]) -> Option<Vec<String>> {
        let Some(name) = step.get(1) else { return Some(step.to_vec()) };
        let is_known = name == self.name || self.bases.iter().any(|(base, _)| base == name);
        is_known.then(|| {
            let mut path = step.to_vec();
            self.name.clone_into(&mut path[1]);
            path
        })
    }

    fn superseded(&self, unit: &Unit<'_>, step: &Step) -> Superseded {
        let name = unit.keys.last().map_or("", String::as_str);
        let value = match step.loser.as_str().and_then(|text| text.split_once('=')) {
            Some((key, value)) if unit.path == unit.keys && key == name => value.into(),
            Some(_) | None => step.loser.to_json(),
        };
        self.loser(unit, &step.loser, step.action, value)
    }

    fn loser(&self, unit: &Unit<'_>, node: &Node, action: Action, value: serde_json::Value) -> Superseded {
        let mut source = self.origin(node.span.as_ref(), &unit.keys);
        if action == Action::OwnKey {
            source.alias.get_or_insert(AliasKind::MergeKey);
        }
        let is_secret = self.index.secrets.is_value(&unit.keys, spans_of(node).into_iter());
        Superseded { source, action: Some(action), value, is_secret }
    }

    /// Adds what steps removed as a whole: to the accounts of what is there again, or as accounts of their own.
    fn removed(&self, units: &[Unit<'_>], accounts: &mut Vec<Account>) {
        let mut places: BTreeMap<String, usize> =
            units.iter().enumerate().map(|(at, unit)| (unit.shown_path(), at)).collect();
        for step in &self.removals {
            let Some(path) = self.own_path(&step.path) else { continue };
            let source =
                Source { kind: Kind::Tag(step.action), span: step.winner.clone(), alias: None, is_appended: false };
            for unit in units::of(&step.loser, &path) {
                if unit.keys.get(1).is_none_or(|name| name != self.name) {
                    continue;
                }
                // An entry of a list has no place of its own any more.
                let is_entry = unit.list.is_some() && unit.path != unit.keys;
                let shown = if is_entry { unit.keys.join(".") } else { unit.shown_path() };
                let at = *places.entry(shown.clone()).or_insert_with(|| {
                    accounts.push(Account {
                        path: shown,
                        value: None,
                        is_secret: false,
                        source: source.clone(),
                        superseded: Vec::new(),
                        variables: Vec::new(),
                    });
                    accounts.len() - 1
                });
                let superseded = &mut accounts[at].superseded;
                superseded.push(self.loser(&unit, unit.node, step.action, unit.value.clone()));
                superseded.extend(self.losers(&unit));
            }
        }
    }

    fn source(&self, unit: &Unit<'_>) -> Source {
        if let (Some(span), [_, _, key]) = (&self.environment, unit.keys.as_slice())
            && key == "content"
            && unit.key_span.is_none()
        {
            return self.origin(Some(span), &unit.keys);
        }
        let is_default = unit.is_added && unit.node.span.as_ref().is_some_and(is_mapping);
        let span = unit.node.span.as_ref().filter(|_| !is_default);
        self.origin(span, &unit.keys)
    }

    /// What a place is to the project, for a value at this path.
    fn origin(&self, span: Option<&Span>, keys: &[String]) -> Source {
        let Some(span) = span else {
            return Source { kind: Kind::Tool, span: None, alias: None, is_appended: false };
        };
        let within = |outer: Option<&Span>| outer.is_some_and(|outer| contains(outer, span));
        let base = self.bases.iter().find(|(_, base)| within(*base)).or_else(|| {
            let roles = self.index.history.files.get(&span.file.path);
            self.bases.last().filter(|_| roles.is_some_and(|roles| !roles.iter().any(|role| *role != Role::Base)))
        });
        let kind = match (base, self.index.history.files.get(&span.file.path).and_then(|roles| roles.first())) {
            (Some((base, _)), _) => Kind::Extends((*base).to_owned()),
            (None, Some(Role::Own(number))) => Kind::File(*number),
            (None, Some(Role::Included)) => Kind::Include,
            (None, Some(Role::Base) | None) => Kind::Tool,
        };
        let alias = self.aliases.iter().rev().find(|alias| {
            contains(&alias.target, span)
                && keys.len() >= alias.path.len()
                && self.is_same(&alias.path, &keys[..alias.path.len()])
        });
        Source { kind, span: Some(span.clone()), alias: alias.map(|alias| alias.kind), is_appended: false }
    }

    fn is_appended(&self, unit: &Unit<'_>) -> bool {
        let (Some(list), Some(span)) = (unit.list.and_then(|list| list.span.as_ref()), &unit.node.span) else {
            return false;
        };
        unit.path != unit.keys && !contains(list, span) && self.origin(Some(span), &unit.keys).alias.is_none()
    }

    fn variables(&self, spans: &[Span]) -> Vec<VariableNote> {
        let mut notes: Vec<VariableNote> = Vec::new();
        for found in spans.iter().flat_map(|span| self.index.uses_in(span)) {
            let is_secret = self.index.secrets.has(&found.name);
            let form = if self.index.is_secret(found) { &found.name } else { &found.form };
            if notes.iter().any(|note| note.form == *form) {
                continue;
            }
            let assignment = self.index.history.variables.get(&found.name).and_then(|all| all.first()).cloned();
            notes.push(VariableNote { name: found.name.clone(), form: form.clone(), assignment, is_secret });
        }
        notes
    }
}

/// The places that a value is made from.
fn spans(unit: &Unit<'_>, source: &Source) -> Vec<Span> {
    match &source.span {
        None => Vec::new(),
        Some(span) if source.span != unit.node.span => vec![span.clone()],
        Some(_) => unit.whole_span().into_iter().chain(spans_of(unit.node)).collect(),
    }
}

/// The places of a node: its own, and those of parts that an alias or another file brought.
fn spans_of(node: &Node) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut open = vec![node];
    while let Some(node) = open.pop() {
        if let Some(span) = &node.span
            && !spans.iter().any(|known| contains(known, span))
        {
            spans.push(span.clone());
        }
        match &node.value {
            Value::Map(map) => open.extend(map.values().map(|entry| &entry.value)),
            Value::List(list) => open.extend(list),
            Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::String(_) => {}
        }
    }
    spans
}

/// Whether a step took away a part with values of its own, which the winner does not stand for one by one.
fn is_removal(step: &Step) -> bool {
    match step.action {
        Action::Reset | Action::Override => true,
        Action::Null | Action::SameEntry => false,
        Action::Replaced | Action::OwnKey => match &step.loser.value {
            Value::Map(map) => !map.is_empty(),
            Value::List(list) => !list.is_empty() && !crate::loader::merge::is_whole(&step.path),
            Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::String(_) => false,
        },
    }
}

/// Whether a mapping stands there, so that a scalar which claims the place was added to it.
fn is_mapping(span: &Span) -> bool {
    let text = span.file.text.get(span.start..span.end).unwrap_or_default().trim();
    text.starts_with('{') || text.contains(": ") || text.contains(":\n") || text.ends_with(':')
}
