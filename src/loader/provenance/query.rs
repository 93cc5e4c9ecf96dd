//! From what a person asks about to its account: a path, a service or a variable.

use std::collections::BTreeSet;

use super::account::Index;
pub(crate) use super::account::{Account, Kind, Source, Superseded, VariableNote};
use super::secrets::Secrets;
use super::units::Unit;
use super::{History, NameKind, NameSource, Use, files};
use crate::loader::source::{Disk, Files};
use crate::loader::tree::{Map, Node};
use crate::loader::{LoadError, Loaded, env_files};
use crate::model::service::Service;
use crate::model::span::Span;
use crate::model::suggest;

/// Stands for what must not be shown.
pub(crate) const HIDDEN: &str = "(not shown)";

/// The answer.
#[derive(Clone, Debug)]
pub(crate) enum Explanation {
    Values(Vec<Account>),
    Variable(VariableAccount),
}

/// What is known of a variable.
#[derive(Clone, Debug)]
pub(crate) struct VariableAccount {
    pub(crate) name: String,
    /// The value that counts comes first; none if nobody sets it.
    pub(crate) values: Vec<(Source, String)>,
    pub(crate) uses: Vec<Usage>,
    /// No value must be shown.
    pub(crate) is_secret: bool,
}

/// One use of a variable.
#[derive(Clone, Debug)]
pub(crate) struct Usage {
    /// Of a secret its form is only the name, because the rest may be what must not be shown.
    pub(crate) of: Use,
    pub(crate) is_secret: bool,
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum ExplainError {
    #[error("nothing is called {what:?} in this project")]
    Unknown { what: String, near: Option<String> },
    #[error(transparent)]
    Load(#[from] LoadError),
}

/// Explains a path (`services.web.ports`, short `web.ports`), a service or a variable of a project that was loaded with a
/// record.
pub(crate) fn explain(loaded: &Loaded, what: &str) -> Result<Explanation, ExplainError> {
    explain_from(loaded, what, &Disk)
}

pub(crate) fn explain_from(loaded: &Loaded, what: &str, files: &impl Files) -> Result<Explanation, ExplainError> {
    let nothing = History::default();
    let history = loaded.history.as_ref().unwrap_or(&nothing);
    let query = Query { loaded, history, index: Index::new(history), files };
    if let Some(name) = what.strip_prefix('$') {
        let name = name.strip_prefix('{').and_then(|name| name.strip_suffix('}')).unwrap_or(name);
        return query.variable(name).map(Explanation::Variable).ok_or_else(|| query.unknown(what));
    }
    // `ports[0]` is another way to write `ports.0`.
    let path = what.replace('[', ".").replace(']', "").replace("..", ".");
    for path in [path.clone(), format!("services.{path}")] {
        let accounts = query.values(&path)?;
        if !accounts.is_empty() {
            return Ok(Explanation::Values(accounts));
        }
    }
    query.variable(what).map(Explanation::Variable).ok_or_else(|| query.unknown(what))
}

struct Query<'l, F: Files> {
    loaded: &'l Loaded,
    history: &'l History,
    index: Index<'l>,
    files: &'l F,
}

impl<F: Files> Query<'_, F> {
    fn values(&self, what: &str) -> Result<Vec<Account>, LoadError> {
        if what == "name" {
            return Ok(self.name().into_iter().collect());
        }
        let Some(top) = self.loaded.tree.as_map() else { return Ok(Vec::new()) };
        let mut found = Vec::new();
        for section in self.sections(top).into_iter().filter(|section| begins(what, section)) {
            let node = top.get(section).map(|entry| &entry.value);
            let entries = node.and_then(Node::as_map);
            let mut names: Vec<&str> = entries.into_iter().flat_map(Map::keys).map(String::as_str).collect();
            let gone = self.index.names(section);
            names.extend(gone.into_iter().filter(|name| entries.is_none_or(|map| !map.contains_key(*name))));
            if names.is_empty() {
                found.extend(self.entry(node, &[section.to_owned()], what)?);
            }
            for name in names {
                let path = [section, name].map(str::to_owned);
                let shown = path.join(".");
                if begins(what, &shown) || begins(&shown, what) {
                    found.extend(self.entry(node.and_then(|node| node.get(name)), &path, what)?);
                }
            }
        }
        Ok(found)
    }

    fn sections<'s>(&'s self, top: &'s Map) -> BTreeSet<&'s str> {
        let gone = self.history.steps.iter().filter_map(|step| step.path.first());
        top.keys().chain(gone).map(String::as_str).collect()
    }

    /// What is asked for in one service, network or the like.
    fn entry(&self, node: Option<&Node>, path: &[String], what: &str) -> Result<Vec<Account>, LoadError> {
        let (mut accounts, units) = self.index.entry(node, path);
        if let [section, service] = path
            && section == "services"
            && let Some(recorded) = self.recorded(service, what)?
        {
            files::add(&mut accounts, service, recorded, &self.index.secrets);
        }
        let part = accounts.iter().zip(&units).find_map(|(account, unit)| part(account, unit, what));
        let mut asked: Vec<Account> = accounts.into_iter().filter(|account| begins(&account.path, what)).collect();
        if asked.is_empty() {
            asked.extend(part);
        }
        for account in &mut asked {
            self.mask(account);
        }
        Ok(asked)
    }

    /// A key may be made with a variable, too; then the file does not have it.
    fn mask(&self, account: &mut Account) {
        let Account { path, is_secret, source, superseded, .. } = account;
        if !*is_secret && !superseded.iter().any(|loser| loser.is_secret) {
            return;
        }
        let sources = || [&*source].into_iter().chain(superseded.iter().map(|loser| &loser.source));
        for value in self.index.secrets.values_in(path) {
            let mut spans = sources().filter_map(|source| source.span.as_ref());
            if !spans.any(|span| is_in_file(span, value)) {
                *path = path.replace(value, HIDDEN);
            }
        }
    }

    /// The files of a service, if they have to do with what is asked.
    fn recorded(&self, name: &str, what: &str) -> Result<Option<env_files::Recorded>, LoadError> {
        let project = &self.loaded.project;
        let service: Option<&Service> = project.services.get(name).or_else(|| project.disabled_services.get(name));
        let is_asked = |section: &str| {
            let path = format!("services.{name}.{section}");
            begins(what, &path) || begins(&path, what)
        };
        let Some(service) = service.filter(|_| is_asked("environment") || is_asked("labels")) else {
            return Ok(None);
        };
        if !self.loaded.options.resolve_env {
            return Ok(None);
        }
        let node = self.loaded.tree.get("services").and_then(|services| services.get(name));
        let recorded = env_files::recorded(service, node, &project.environment, self.files);
        recorded.map(Some).map_err(LoadError::Diagnostics)
    }

    /// The project's name is not merged like other values.
    fn name(&self) -> Option<Account> {
        let mut sources = self.history.names.iter();
        let winner = sources.next()?;
        let value = self.loaded.project.name.clone();
        let superseded = sources.map(|name| Superseded {
            source: name_source(name),
            action: None,
            value: name.value.clone().into(),
            is_secret: self.is_secret_name(name),
        });
        Some(Account {
            path: "name".to_owned(),
            value: Some(value.into()),
            is_secret: self.is_secret_name(winner),
            source: name_source(winner),
            superseded: superseded.collect(),
            variables: Vec::new(),
        })
    }

    fn is_secret_name(&self, name: &NameSource) -> bool {
        match name.kind {
            NameKind::Variable(_) => self.index.secrets.has("COMPOSE_PROJECT_NAME"),
            NameKind::Written => name.span.as_ref().is_some_and(|span| self.index.secrets.is_at(span)),
            NameKind::Flag | NameKind::Folder => false,
        }
    }

    fn variable(&self, name: &str) -> Option<VariableAccount> {
        let values: Vec<(Source, String)> = if name == "COMPOSE_PROJECT_NAME" {
            let names = self.history.names.iter().enumerate();
            let value = |at: usize, written: &str| {
                if at == 0 { self.loaded.project.name.clone() } else { written.to_owned() }
            };
            names.map(|(at, name)| (name_source(name), value(at, &name.value))).collect()
        } else {
            let assignments = self.history.variables.get(name).into_iter().flatten();
            assignments
                .map(|found| (plain(Kind::Variable(found.origin), found.span.as_ref()), found.value.clone()))
                .collect()
        };
        let uses = self.history.uses.iter().filter(|found| found.name == name);
        let uses: Vec<Usage> = uses.map(|found| self.usage(found)).collect();
        if values.is_empty() && uses.is_empty() {
            return None;
        }
        Some(VariableAccount { name: name.to_owned(), values, uses, is_secret: self.index.secrets.has(name) })
    }

    fn usage(&self, found: &Use) -> Usage {
        let is_secret = self.index.is_secret(found);
        let form = if is_secret { &found.name } else { &found.form };
        Usage { of: Use { form: form.clone(), ..found.clone() }, is_secret }
    }

    fn unknown(&self, what: &str) -> ExplainError {
        let mut names: BTreeSet<String> = BTreeSet::new();
        if what.starts_with('$') {
            let known = self.history.variables.keys().chain(self.history.uses.iter().map(|found| &found.name));
            names.extend(known.map(|name| format!("${name}")));
        } else {
            let used = self.history.uses.iter().map(|found| &found.name);
            names.extend(self.history.variables.keys().chain(used).cloned());
            paths((&self.loaded.tree, &self.index.secrets), &mut Vec::new(), &mut names);
        }
        let near = suggest::nearest(what, names.iter().map(String::as_str)).map(str::to_owned);
        ExplainError::Unknown { what: what.to_owned(), near }
    }
}

/// All paths of keys, but for keys that are made with what must not be shown; those of services also in their short form.
fn paths((node, secrets): (&Node, &Secrets<'_>), path: &mut Vec<String>, names: &mut BTreeSet<String>) {
    for (key, entry) in node.as_map().into_iter().flatten() {
        if !secrets.values_in(key).is_empty() && !entry.key_span.as_ref().is_some_and(|span| is_in_file(span, key)) {
            continue;
        }
        path.push(key.clone());
        names.insert(path.join("."));
        if path.len() > 1 && path[0] == "services" {
            names.insert(path[1..].join("."));
        }
        paths((&entry.value, secrets), path, names);
        path.pop();
    }
}

fn is_in_file(span: &Span, text: &str) -> bool {
    span.file.text.contains(text)
}

/// A scalar as it is written, without the quotes around it.
pub(crate) fn unquoted(text: &str) -> &str {
    let within = |quote| text.strip_prefix(quote)?.strip_suffix(quote);
    within('"').or_else(|| within('\'')).unwrap_or(text)
}

/// Whether a path is another one or lies below it.
fn begins(path: &str, start: &str) -> bool {
    path.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// A part of a value that is no scalar, or an entry of a list as it is written.
fn part(whole: &Account, unit: &Unit<'_>, what: &str) -> Option<Account> {
    if let Some((list, written)) = unit.list_keys().zip(unit.node.span.as_ref()) {
        let text = unquoted(written.file.text.get(written.start..written.end)?);
        if what == format!("{}.{text}", list.join(".")) {
            return Some(whole.clone());
        }
    }
    let rest = what.strip_prefix(&whole.path)?.strip_prefix('.')?;
    let node = rest.split('.').try_fold(unit.node, |node, key| match key.parse::<usize>() {
        Ok(index) if node.as_list().is_some() => node.as_list()?.get(index),
        Ok(_) | Err(_) => node.get(key),
    })?;
    let span = node.span.clone().or_else(|| whole.source.span.clone());
    let source = Source { span, ..whole.source.clone() };
    Some(Account { path: what.to_owned(), value: Some(node.to_json()), source, ..whole.clone() })
}

fn plain(kind: Kind, span: Option<&Span>) -> Source {
    Source { kind, span: span.cloned(), alias: None, is_appended: false }
}

fn name_source(name: &NameSource) -> Source {
    let kind = match name.kind {
        NameKind::Flag => Kind::Flag,
        NameKind::Variable(origin) => Kind::Variable(origin),
        NameKind::Written => Kind::File(1),
        NameKind::Folder => Kind::Folder,
    };
    plain(kind, name.span.as_ref())
}
