//! An explanation as plain lines: the value, then a line for each place that has to do with it.

use std::path::Path;

use crate::loader::diagnose::text::position;
use crate::loader::provenance::query::{
    Account, Explanation, HIDDEN, Kind, Source, Superseded, Usage, VariableAccount, VariableNote, unquoted,
};
use crate::loader::provenance::{Action, AliasKind, Assignment, Origin, Use};
use crate::model::span::Span;

/// Values are cut so that lines fit a terminal, but not to less than this.
const WIDTH: usize = 80;
const SHORTEST: usize = 24;

pub(super) fn of(explanation: &Explanation, working_dir: &Path) -> String {
    let text = Text { working_dir };
    match explanation {
        Explanation::Values(accounts) => {
            accounts.iter().map(|account| text.account(account)).collect::<Vec<_>>().join("\n")
        }
        Explanation::Variable(variable) => text.variable(variable),
    }
}

struct Text<'a> {
    working_dir: &'a Path,
}

impl Text<'_> {
    fn account(&self, account: &Account) -> String {
        let value = match &account.value {
            None => "(removed)".to_owned(),
            Some(_) if account.is_secret => HIDDEN.to_owned(),
            Some(serde_json::Value::Null) => "(no value)".to_owned(),
            Some(value) => flow(value),
        };
        let mut lines = vec![format!("{}  {}", account.path, cut(&value, account.path.chars().count() + 2))];
        let verb = match &account.source.kind {
            Kind::Tag(Action::Override) => "!override",
            Kind::Tag(Action::Reset) => "!reset",
            Kind::Tag(_) => "removed",
            Kind::Tool => "default",
            _ if account.source.is_appended => "appends",
            _ => "set",
        };
        let written = written(account).map(scalar).filter(|written| !value.ends_with(written.as_str()));
        lines.push(self.line(verb, &account.source, written.as_deref()));
        lines.extend(account.variables.iter().map(|note| self.note(note)));
        lines.extend(account.superseded.iter().map(|loser| self.superseded(loser)));
        lines.concat_lines()
    }

    /// `  replaces  compose.yaml:3:12  nginx:1  (merge key)`
    fn line(&self, verb: &str, source: &Source, text: Option<&str>) -> String {
        let (place, note) = self.source(source);
        let note = note.map(|note| format!("  {note}")).unwrap_or_default();
        let others = format!("  {verb:<9} {place}{note}").chars().count() + 2;
        let text = text.map(|text| format!("  {}", cut(text, others))).unwrap_or_default();
        format!("  {verb:<9} {place}{text}{note}")
    }

    /// The place, and what it is to the project where that does not go without saying.
    fn source(&self, source: &Source) -> (String, Option<String>) {
        let place = source.span.as_ref().map(|span| self.place(span));
        let mut notes: Vec<String> = Vec::new();
        let role = match &source.kind {
            Kind::File(number) if *number > 1 => Some(format!("file {number}")),
            Kind::File(_) | Kind::Tag(_) => None,
            Kind::Include => Some("include".to_owned()),
            Kind::Extends(service) => Some(format!("extends {service}")),
            Kind::EnvFile => Some("env_file".to_owned()),
            Kind::LabelFile => Some("label_file".to_owned()),
            Kind::Variable(origin) => Some(origin_name(*origin).to_owned()),
            Kind::Flag => Some("--project-name".to_owned()),
            Kind::Folder => Some("name of the project's folder".to_owned()),
            Kind::Tool => Some("no file says it".to_owned()),
        };
        notes.extend(role);
        notes.extend(source.alias.map(|kind| alias_name(kind).to_owned()));
        let note = notes.join(", ");
        match place {
            Some(place) => (place, (!note.is_empty()).then(|| format!("({note})"))),
            None => (note, None),
        }
    }

    fn place(&self, span: &Span) -> String {
        position(span, self.working_dir)
    }

    fn superseded(&self, loser: &Superseded) -> String {
        let verb = match loser.action {
            Some(Action::Replaced | Action::SameEntry | Action::OwnKey) => "replaces",
            Some(Action::Reset | Action::Override) => "removes",
            Some(Action::Null) => "ignores",
            None => "over",
        };
        let value = if loser.is_secret { HIDDEN.to_owned() } else { flow(&loser.value) };
        self.line(verb, &loser.source, Some(&value))
    }

    /// Where a variable in a value is from.
    fn note(&self, note: &VariableNote) -> String {
        let VariableNote { name, form, assignment, is_secret } = note;
        let found = match assignment {
            Some(Assignment { value, origin, span, .. }) => {
                let value = if *is_secret { HIDDEN.to_owned() } else { scalar(value) };
                let place = span.as_ref().map(|span| self.place(span) + "  ").unwrap_or_default();
                let origin = origin_name(*origin);
                let others = place.chars().count() + name.chars().count() + origin.len() + 17;
                format!("{place}{name}={}  ({origin})", cut(&value, others))
            }
            None if form == name => format!("{name} is not set"),
            None => format!("{name} is not set  {}", scalar(form)),
        };
        format!("  variable  {found}")
    }

    fn variable(&self, variable: &VariableAccount) -> String {
        let shown = |value: &str| if variable.is_secret { HIDDEN.to_owned() } else { scalar(value) };
        let value = variable.values.first().map_or_else(|| "(not set)".to_owned(), |(_, value)| shown(value));
        let mut lines = vec![format!("${}  {}", variable.name, cut(&value, variable.name.chars().count() + 3))];
        for (at, (source, value)) in variable.values.iter().enumerate() {
            let text = (at > 0).then(|| shown(value));
            lines.push(self.line(if at == 0 { "set" } else { "over" }, source, text.as_deref()));
        }
        lines.extend(variable.uses.iter().map(|found| self.usage(found)));
        lines.concat_lines()
    }

    fn usage(&self, Usage { of: Use { path, span, form, result, .. }, is_secret }: &Usage) -> String {
        let place = span.as_ref().map(|span| self.place(span) + "  ").unwrap_or_default();
        let result = match result {
            Some(_) if *is_secret => HIDDEN.to_owned(),
            Some(result) => format!("= {}", cut(&scalar(result), WIDTH - SHORTEST)),
            None => "has no value".to_owned(),
        };
        format!("  used      {place}{path}  {} {result}", scalar(form))
    }
}

trait Lines {
    fn concat_lines(&self) -> String;
}

impl Lines for Vec<String> {
    fn concat_lines(&self) -> String {
        self.iter().flat_map(|line| [line.trim_end(), "\n"]).collect()
    }
}

pub(super) fn origin_name(origin: Origin) -> &'static str {
    match origin {
        Origin::Process => "environment of the process",
        Origin::GivenFile => "--env-file",
        Origin::DotEnv => ".env",
        Origin::Include => "env_file of an include",
    }
}

pub(super) fn alias_name(kind: AliasKind) -> &'static str {
    match kind {
        AliasKind::Alias => "anchor",
        AliasKind::MergeKey => "merge key",
    }
}

/// The text of a value in its file, if it is short and says something else than the value: variables, a short form.
fn written(account: &Account) -> Option<&str> {
    let span = account.source.span.as_ref()?;
    let text = unquoted(span.file.text.get(span.start..span.end)?);
    let is_short = !text.is_empty() && !text.contains('\n') && !text.starts_with(['{', '[']);
    let is_value = account.value.as_ref().is_none_or(|value| match value {
        serde_json::Value::String(value) => text.ends_with(value.as_str()) && !text.contains('$'),
        serde_json::Value::Bool(_) | serde_json::Value::Number(_) | serde_json::Value::Null => {
            text.ends_with(&value.to_string())
        }
        serde_json::Value::Array(_) | serde_json::Value::Object(_) => false,
    });
    let is_file = matches!(account.source.kind, Kind::File(_) | Kind::Include | Kind::Extends(_));
    (is_short && !account.is_secret && !is_value && is_file).then_some(text)
}

/// A value on one line, as YAML would have it.
fn flow(value: &serde_json::Value) -> String {
    use serde_json::Value;
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::String(text) => scalar(text),
        Value::Array(list) => format!("[{}]", list.iter().map(flow).collect::<Vec<_>>().join(", ")),
        Value::Object(map) => {
            let entries = map.iter().map(|(key, value)| format!("{key}: {}", flow(value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
    }
}

/// Plain, unless it is empty or has characters that do not show.
fn scalar(text: &str) -> String {
    let is_plain = !text.is_empty() && text.trim() == text && !text.contains(char::is_control);
    if is_plain { text.to_owned() } else { format!("{text:?}") }
}

/// What fits on a line beside so many other characters.
fn cut(text: &str, others: usize) -> String {
    let room = WIDTH.saturating_sub(others).max(SHORTEST);
    if text.chars().count() <= room {
        return text.to_owned();
    }
    text.chars().take(room - 1).chain(['…']).collect()
}
