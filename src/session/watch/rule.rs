//! What the `develop` sections of a project ask for.

use std::fmt;
use std::path::{Path, PathBuf};

use super::error::WatchError;
use crate::model::develop::Hook;
use crate::model::ids::ServiceName;
use crate::model::mount::MountKind;
use crate::model::project::Project;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    Rebuild,
    Restart,
    Sync,
    SyncExec,
    SyncRestart,
}

impl Action {
    /// The loader lets no other words pass.
    fn parse(word: &str) -> Option<Self> {
        match word {
            "rebuild" => Some(Self::Rebuild),
            "restart" => Some(Self::Restart),
            "sync" => Some(Self::Sync),
            "sync+exec" => Some(Self::SyncExec),
            "sync+restart" => Some(Self::SyncRestart),
            _ => None,
        }
    }

    pub(super) fn syncs(self) -> bool {
        matches!(self, Self::Sync | Self::SyncExec | Self::SyncRestart)
    }
}

/// Which paths below that of a rule count.
pub(crate) trait Filter {
    fn wants(&self, path: &Path) -> bool;
    /// Whether anything below the folder may be wanted.
    fn enters(&self, folder: &Path) -> bool;
}

pub(crate) struct Rule {
    pub(crate) service: ServiceName,
    pub(crate) action: Action,
    /// On this machine.
    pub(crate) path: PathBuf,
    /// In the containers.
    pub(crate) target: PathBuf,
    pub(crate) exec: Hook,
    pub(crate) initial_sync: bool,
    pub(crate) filter: Box<dyn Filter>,
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {:?} {} {}", self.service, self.action, self.path.display(), self.target.display())
    }
}

impl Rule {
    /// Where a path of this machine belongs in the containers; none: it does not count.
    pub(super) fn place(&self, path: &Path) -> Option<PathBuf> {
        let below = path.strip_prefix(&self.path).ok()?;
        if below == Path::new("") {
            return Some(self.target.clone());
        }
        self.filter.wants(path).then(|| self.target.join(below))
    }
}

/// The rules of the project's services, and warnings about those that are left out. `filter` knows ignore files.
pub(crate) fn rules<F>(project: &Project, mut filter: F) -> Result<(Vec<Rule>, Vec<String>), WatchError>
where
    F: FnMut(&ServiceName, &crate::model::develop::WatchRule) -> Result<Box<dyn Filter>, WatchError>,
{
    let (mut rules, mut warnings) = (Vec::new(), Vec::new());
    for (name, service) in &project.services {
        for written in service.develop.iter().flat_map(|develop| &develop.watch) {
            let Some(action) = Action::parse(&written.action) else { continue };
            if action == Action::Rebuild && service.build.is_none() {
                return Err(WatchError::NoBuild { service: name.to_string() });
            }
            let path = Path::new(&written.path);
            let mounted =
                service.volumes.iter().any(|mount| mount.kind == MountKind::Bind && path.starts_with(&mount.source));
            if action.syncs() && mounted {
                let path = &written.path;
                warnings
                    .push(format!("path '{path}' also declared by a bind mount volume, this path won't be monitored!"));
                continue;
            }
            rules.push(Rule {
                service: name.clone(),
                action,
                path: path.to_owned(),
                target: PathBuf::from(&written.target),
                exec: written.exec.clone(),
                initial_sync: written.initial_sync,
                filter: filter(name, written)?,
            });
        }
    }
    Ok((rules, warnings))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::develop::{Develop, WatchRule};
    use crate::model::mount::Mount;
    use crate::model::service::Service;

    struct All;

    impl Filter for All {
        fn wants(&self, _: &Path) -> bool {
            true
        }

        fn enters(&self, _: &Path) -> bool {
            true
        }
    }

    fn found(action: &str) -> Result<(Vec<Rule>, Vec<String>), WatchError> {
        let rule = WatchRule { path: "/src/a".to_owned(), action: action.to_owned(), ..WatchRule::default() };
        let service = Service {
            name: "s".into(),
            develop: Some(Develop { watch: vec![rule], ..Develop::default() }),
            volumes: vec![Mount { kind: MountKind::Bind, source: "/src".to_owned(), ..Mount::default() }],
            ..Service::default()
        };
        let project = Project { services: [("s".into(), service)].into_iter().collect(), ..Project::default() };
        rules(&project, |_, _| Ok(Box::new(All)))
    }

    #[test]
    fn what_is_mounted_needs_no_copy_and_what_is_not_built_no_rebuild() {
        for action in ["sync", "sync+restart", "sync+exec"] {
            let (rules, warnings) = found(action).unwrap();
            let text = "path '/src/a' also declared by a bind mount volume, this path won't be monitored!";
            assert!(rules.is_empty() && warnings == [text], "{action}");
        }
        let (rules, warnings) = found("restart").unwrap();
        assert!(warnings.is_empty() && format!("{rules:?}") == "[s: Restart /src/a ]");
        let error = found("rebuild").unwrap_err().to_string();
        assert_eq!(error, "can't watch service \"s\" with action rebuild without a build context");
    }
}
