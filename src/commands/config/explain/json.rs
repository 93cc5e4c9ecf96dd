//! An explanation as JSON, for scripts.

use std::path::Path;

use serde_json::{Value, json};

use super::text::alias_name;
use crate::loader::provenance::query::{
    Account, Explanation, Kind, Source, Superseded, Usage, VariableAccount, VariableNote,
};
use crate::loader::provenance::{Action, Origin, Use};
use crate::model::span::Span;

pub(super) fn of(explanation: &Explanation, working_dir: &Path) -> Value {
    let json = Json { working_dir };
    match explanation {
        Explanation::Values(accounts) => accounts.iter().map(|account| json.account(account)).collect(),
        Explanation::Variable(variable) => Value::Array(vec![json.variable(variable)]),
    }
}

struct Json<'a> {
    working_dir: &'a Path,
}

impl Json<'_> {
    fn account(&self, account: &Account) -> Value {
        let Account { path, value, is_secret, source, superseded, variables } = account;
        let mut object = json!({
            "path": path,
            "source": self.source(source),
            "superseded": superseded.iter().map(|loser| self.superseded(loser)).collect::<Value>(),
            "value": value.as_ref().filter(|_| !is_secret),
        });
        if value.is_none() {
            object["removed"] = true.into();
        }
        if *is_secret {
            object["hidden"] = true.into();
        }
        if !variables.is_empty() {
            object["variables"] = variables.iter().map(|note| self.note(note)).collect();
        }
        object
    }

    fn source(&self, source: &Source) -> Value {
        let mut object = self.place(source.span.as_ref());
        object["kind"] = kind(&source.kind).into();
        match &source.kind {
            Kind::Extends(service) => object["service"] = service.as_str().into(),
            Kind::File(number) => object["number"] = (*number).into(),
            Kind::Include
            | Kind::EnvFile
            | Kind::LabelFile
            | Kind::Variable(_)
            | Kind::Flag
            | Kind::Folder
            | Kind::Tool
            | Kind::Tag(_) => {}
        }
        if let Some(alias) = source.alias {
            object["via"] = alias_name(alias).into();
        }
        object
    }

    fn superseded(&self, loser: &Superseded) -> Value {
        let mut object = self.source(&loser.source);
        object["action"] = action(loser.action).into();
        if loser.is_secret {
            object["hidden"] = true.into();
        }
        object["value"] = if loser.is_secret { Value::Null } else { loser.value.clone() };
        object
    }

    fn note(&self, note: &VariableNote) -> Value {
        let assignment = note.assignment.as_ref();
        let mut object = self.place(assignment.and_then(|found| found.span.as_ref()));
        object["name"] = note.name.as_str().into();
        object["form"] = note.form.as_str().into();
        object["kind"] = assignment.map(|found| origin(found.origin)).into();
        object["value"] = assignment.filter(|_| !note.is_secret).map(|found| found.value.as_str()).into();
        object
    }

    fn variable(&self, variable: &VariableAccount) -> Value {
        let shown = |value: &str| (!variable.is_secret).then(|| value.to_owned());
        let mut values = variable.values.iter();
        let winner = values.next();
        let losers = values.map(|(source, value)| {
            let mut object = self.source(source);
            object["action"] = action(None).into();
            object["value"] = shown(value).into();
            object
        });
        let mut object = json!({
            "path": format!("${}", variable.name),
            "source": winner.map(|(source, _)| self.source(source)),
            "superseded": losers.collect::<Value>(),
            "uses": variable.uses.iter().map(|found| self.usage(found)).collect::<Value>(),
            "value": winner.and_then(|(_, value)| shown(value)),
        });
        if variable.is_secret {
            object["hidden"] = true.into();
        }
        object
    }

    fn usage(&self, Usage { of: Use { span, path, form, result, .. }, is_secret }: &Usage) -> Value {
        let mut object = self.place(span.as_ref());
        object["path"] = path.as_str().into();
        object["form"] = form.as_str().into();
        object["value"] = result.as_deref().filter(|_| !is_secret).into();
        object
    }

    fn place(&self, span: Option<&Span>) -> Value {
        let Some(span) = span else { return json!({"file": null, "line": null, "column": null}) };
        let (line, column) = span.file.line_column(span.start);
        let file = span.file.path.strip_prefix(self.working_dir).unwrap_or(&span.file.path);
        json!({"file": file.display().to_string(), "line": line, "column": column})
    }
}

fn kind(kind: &Kind) -> &'static str {
    match kind {
        Kind::File(1) => "file",
        Kind::File(_) => "override",
        Kind::Include => "include",
        Kind::Extends(_) => "extends",
        Kind::EnvFile => "env_file",
        Kind::LabelFile => "label_file",
        Kind::Variable(found) => origin(*found),
        Kind::Flag => "flag",
        Kind::Folder => "folder",
        Kind::Tool => "default",
        Kind::Tag(found) => action(Some(*found)),
    }
}

fn origin(origin: Origin) -> &'static str {
    match origin {
        Origin::Process => "process",
        Origin::GivenFile => "env-file-flag",
        Origin::DotEnv => "dotenv",
        Origin::Include => "include-env-file",
    }
}

fn action(action: Option<Action>) -> &'static str {
    match action {
        Some(Action::Replaced) => "replaced",
        Some(Action::SameEntry) => "same-entry",
        Some(Action::OwnKey) => "own-key",
        Some(Action::Reset) => "reset",
        Some(Action::Override) => "override-tag",
        Some(Action::Null) => "null-ignored",
        None => "outranked",
    }
}
