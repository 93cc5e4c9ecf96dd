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

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::session::watch::tests::rule;

    #[test]
    fn each_thing_once_and_what_is_made_anew_is_not_restarted() {
        let rules = [
            rule("a", Action::Sync, Path::new("/src")),
            rule("a", Action::SyncRestart, Path::new("/src/conf")),
            rule("b", Action::Rebuild, Path::new("/src/Makefile")),
            rule("b", Action::Restart, Path::new("/src")),
            rule("c", Action::SyncExec, Path::new("/src/Makefile")),
        ];
        let changed = |paths: &[&str]| batch(&rules, &paths.iter().map(PathBuf::from).collect());
        let services = |names: &[&str]| names.iter().map(|name| ServiceName::from(*name)).collect::<BTreeSet<_>>();

        let one = changed(&["/src/x", "/src/conf/y", "/srcs/z"]);
        let copies =
            |pairs: &[(&str, &str)]| pairs.iter().map(|(to, from)| (to.into(), from.into())).collect::<Copies>();
        let expected = copies(&[("/app/conf/y", "/src/conf/y"), ("/app/x", "/src/x"), ("/app/y", "/src/conf/y")]);
        assert_eq!(one.sync, [("a".into(), expected)].into());
        assert_eq!((one.restart, one.rebuild), (services(&["a", "b"]), services(&[])));

        let two = changed(&["/src/Makefile"]);
        assert_eq!((two.restart, two.rebuild, two.exec), (services(&[]), services(&["b"]), [4].into()));
        assert_eq!(
            two.sync[&ServiceName::from("c")],
            copies(&[("/app", "/src/Makefile")]),
            "a rule of one file: the target is the file's own name"
        );
        assert_eq!(changed(&["/src/ignored.tmp", "/elsewhere"]), Batch::default());
        assert_eq!(list(&services(&["a", "b"])), "[\"a\" \"b\"]");
    }
}
