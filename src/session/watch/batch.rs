//! From changed paths to what is to be done about them, each thing once. Pure.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::rule::{Action, Rule};
use super::sync::Copies;
use crate::model::ids::ServiceName;

#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Batch {
    pub(super) rebuild: BTreeSet<ServiceName>,
    pub(super) sync: BTreeMap<ServiceName, Copies>,
    pub(super) restart: BTreeSet<ServiceName>,
    /// Positions of the rules whose commands are run.
    pub(super) exec: BTreeSet<usize>,
}

pub(super) fn batch(rules: &[Rule], changed: &BTreeSet<PathBuf>) -> Batch {
    let mut batch = Batch::default();
    for (index, rule) in rules.iter().enumerate() {
        for path in changed {
            let Some(target) = rule.place(path) else { continue };
            let service = rule.service.clone();
            if rule.action.syncs() {
                batch.sync.entry(service.clone()).or_default().insert(target, path.clone());
            }
            match rule.action {
                Action::Rebuild => {
                    batch.rebuild.insert(service);
                }
                Action::Restart | Action::SyncRestart => {
                    batch.restart.insert(service);
                }
                Action::SyncExec => {
                    batch.exec.insert(index);
                }
                Action::Sync => {}
            }
        }
    }
    // What is made anew starts anew.
    batch.restart.retain(|service| !batch.rebuild.contains(service));
    batch
}

/// `["a" "b"]`, as scripts know it.
pub(crate) fn list(services: &BTreeSet<ServiceName>) -> String {
    let names: Vec<String> = services.iter().map(|name| format!("{:?}", name.as_str())).collect();
    format!("[{}]", names.join(" "))
}
