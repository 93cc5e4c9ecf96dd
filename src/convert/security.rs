//! `security_opt`: checked, and with the content of seccomp profiles in place of their paths.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::error::Problem;
use super::report::Report;
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

pub(super) fn options(service: &Service, profiles: &Profiles, report: &mut Report) -> Security {
    let mut security = Security::default();
    for (index, option) in service.security_opt.iter().enumerate() {
        let option = match split(option) {
            Some(("systempaths", "unconfined")) => {
                security.unconfined_paths = true;
                continue;
            }
            Some(("seccomp", path)) if !is_builtin(path) => {
                profile(path, profiles).map(|content| format!("seccomp={content}"))
            }
            None if option != "no-new-privileges" => Err(Problem::SecurityOption(option.clone())),
            Some(_) | None => Ok(option.clone()),
        };
        security.options.extend(report.take(&["security_opt", &index.to_string()], option));
    }
    security
}

/// As docker's client spells them: in capitals, with the kernel's prefix, each once and in order.
pub(super) fn capabilities(names: &[String]) -> Option<Vec<String>> {
    let spell = |name: &String| {
        let name = name.to_ascii_uppercase();
        if name == "ALL" || name.starts_with("CAP_") { name } else { format!("CAP_{name}") }
    };
    let spelled: BTreeSet<String> = names.iter().map(spell).collect();
    (!spelled.is_empty()).then(|| spelled.into_iter().collect())
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
