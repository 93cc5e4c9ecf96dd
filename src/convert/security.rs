//! `security_opt`: checked, and with the content of seccomp profiles in place of their paths.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::error::Problem;
use crate::model::project::Project;
use crate::model::service::Service;

/// What became of the files that `security_opt` names, by the path as it is written.
pub(crate) type Profiles = BTreeMap<String, Result<String, String>>;

#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Security {
    pub(super) options: Vec<String>,
    /// `systempaths=unconfined`: nothing under `/proc` and `/sys` is masked or read-only.
    pub(super) unconfined_paths: bool,
}

/// The seccomp profiles that services name: as written, and where that is. The caller reads them.
pub(crate) fn profiles(project: &Project) -> BTreeMap<String, PathBuf> {
    let options = project.services.values().flat_map(|service| &service.security_opt);
    options
        .filter_map(|option| match split(option) {
            Some(("seccomp", path)) if !is_builtin(path) => Some((path.to_owned(), project.working_dir.join(path))),
            Some(_) | None => None,
        })
        .collect()
}

/// Whether every option is one, without the profiles' content.
pub(super) fn check(service: &Service) -> Result<(), Problem> {
    let wrong = service.security_opt.iter().find(|option| *option != "no-new-privileges" && split(option).is_none());
    wrong.map_or(Ok(()), |option| Err(Problem::SecurityOption(option.clone())))
}

pub(super) fn options(service: &Service, profiles: &Profiles) -> Result<Security, Problem> {
    check(service)?;
    let mut security = Security::default();
    for option in &service.security_opt {
        match split(option) {
            Some(("systempaths", "unconfined")) => security.unconfined_paths = true,
            Some(("seccomp", path)) if !is_builtin(path) => {
                security.options.push(format!("seccomp={}", profile(path, profiles)?));
            }
            Some(_) | None => security.options.push(option.clone()),
        }
    }
    Ok(security)
}

fn profile(path: &str, profiles: &Profiles) -> Result<String, Problem> {
    let failed = |reason: String| Problem::SeccompProfile { path: path.to_owned(), reason };
    let content = profiles.get(path).ok_or_else(|| failed("it was not read".to_owned()))?;
    let content = content.as_ref().map_err(|reason| failed(reason.clone()))?;
    let json: serde_json::Value = serde_json::from_str(content).map_err(|error| failed(error.to_string()))?;
    Ok(json.to_string())
}

fn is_builtin(profile: &str) -> bool {
    matches!(profile, "unconfined" | "builtin")
}

/// `key=value`, or `key:value` as it was written once.
fn split(option: &str) -> Option<(&str, &str)> {
    option.split_once('=').or_else(|| option.split_once(':')).filter(|(_, value)| !value.is_empty())
}
