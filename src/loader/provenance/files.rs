//! The layers below `environment` and `labels`: what the files of a service say.

use std::collections::BTreeMap;

use super::account::{Account, Kind, Source, Superseded};
use crate::loader::dotenv::Assigned;
use crate::loader::env_files::Recorded;

/// Puts what the files say behind what the service says itself.
pub(super) fn add(accounts: &mut Vec<Account>, service: &str, recorded: Recorded) {
    let Recorded { environment, labels } = recorded;
    let before = accounts.len();
    let mut places: BTreeMap<String, usize> =
        accounts.iter().enumerate().map(|(at, account)| (account.path.clone(), at)).collect();
    for (section, kind, lines) in [("environment", Kind::EnvFile, environment), ("labels", Kind::LabelFile, labels)] {
        // Later lines win over earlier ones, of the same file and of others.
        for line in lines.into_iter().rev() {
            let path = format!("services.{service}.{section}.{}", line.name);
            let at = *places.entry(path.clone()).or_insert(accounts.len());
            layer(accounts, (at, path), &kind, line);
        }
    }
    accounts[before..].sort_by(|a, b| a.path.cmp(&b.path));
}

fn layer(accounts: &mut Vec<Account>, (at, path): (usize, String), kind: &Kind, line: Assigned) {
    let source = Source { kind: kind.clone(), span: Some(line.span), alias: None, is_appended: false };
    match accounts.get_mut(at) {
        Some(Account { value: Some(_), superseded, .. }) => {
            superseded.push(Superseded { source, action: None, value: line.value.into() });
        }
        // A tag removed what the project's files said; this is a layer below them.
        Some(account) => {
            account.value = Some(line.value.into());
            account.source = source;
        }
        None => accounts.push(Account {
            path,
            value: Some(line.value.into()),
            is_secret: false,
            source,
            superseded: Vec::new(),
            variables: Vec::new(),
        }),
    }
}
