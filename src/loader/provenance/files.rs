//! The layers below `environment` and `labels`: what the files of a service say.

use std::collections::{BTreeMap, BTreeSet};

use super::account::{Account, Kind, Source, Superseded};
use super::secrets::Secrets;
use crate::loader::dotenv::Assigned;
use crate::loader::env_files::Recorded;

/// Puts what the files say behind what the service says itself.
pub(super) fn add(accounts: &mut Vec<Account>, service: &str, recorded: Recorded, secrets: &Secrets<'_>) {
    let hidden = hidden(accounts, service, &recorded, secrets);
    let Recorded { environment, labels } = recorded;
    let before = accounts.len();
    let mut places: BTreeMap<String, usize> =
        accounts.iter().enumerate().map(|(at, account)| (account.path.clone(), at)).collect();
    for (section, kind, lines) in [("environment", Kind::EnvFile, environment), ("labels", Kind::LabelFile, labels)] {
        // Later lines win over earlier ones, of the same file and of others.
        for line in lines.into_iter().rev() {
            let path = format!("services.{service}.{section}.{}", line.name);
            let at = *places.entry(path.clone()).or_insert(accounts.len());
            let source = Source { kind: kind.clone(), span: Some(line.span), alias: None, is_appended: false };
            let is_secret = hidden.contains(&line.name);
            layer(accounts, (at, path), Superseded { source, action: None, value: line.value.into(), is_secret });
        }
    }
    accounts[before..].sort_by(|a, b| a.path.cmp(&b.path));
}

/// The names of lines that must not be shown. Such lines may use the service's own variables and those above.
fn hidden(accounts: &[Account], service: &str, recorded: &Recorded, secrets: &Secrets<'_>) -> BTreeSet<String> {
    let own = format!("services.{service}.environment.");
    let own = accounts.iter().filter(|account| account.is_secret).filter_map(|account| account.path.strip_prefix(&own));
    let mut hidden: BTreeSet<String> = own.map(str::to_owned).collect();
    for Assigned { name, variables, .. } in recorded.environment.iter().chain(&recorded.labels) {
        if variables.iter().chain([name]).any(|name| hidden.contains(name) || secrets.has(name)) {
            hidden.insert(name.clone());
        }
    }
    hidden
}

fn layer(accounts: &mut Vec<Account>, (at, path): (usize, String), found: Superseded) {
    match accounts.get_mut(at) {
        Some(Account { value: Some(_), superseded, .. }) => superseded.push(found),
        // A tag removed what the project's files said; this is a layer below them.
        Some(account) => {
            account.value = Some(found.value);
            account.source = found.source;
            account.is_secret = found.is_secret;
        }
        None => accounts.push(Account {
            path,
            value: Some(found.value),
            is_secret: found.is_secret,
            source: found.source,
            superseded: Vec::new(),
            variables: Vec::new(),
        }),
    }
}
