//! `cache_from` and `cache_to`: where the builder finds what other builds have done, and where it leaves it for them.

use std::collections::BTreeMap;
use std::path::PathBuf;

use bollard_buildkit_proto::moby::buildkit::v1::CacheOptionsEntry;

use super::content::Stores;
use super::layout;
use crate::build::error::BuildError;
use crate::model::build::Build;
use crate::model::project::Project;
use crate::model::service::Service;

#[derive(Default)]
pub(super) struct Caches {
    pub(super) imports: Vec<CacheOptionsEntry>,
    pub(super) exports: Vec<CacheOptionsEntry>,
    /// Folders that the builder may read and write.
    pub(super) stores: Stores,
    /// Folders whose index has to name what was exported, and the name.
    pub(super) named: Vec<(PathBuf, String)>,
    pub(super) warnings: Vec<String>,
}

impl Caches {
    pub(super) fn of(project: &Project, service: &Service, build: &Build) -> Result<Self, BuildError> {
        let mut caches = Self::default();
        for text in &build.cache_from {
            match caches.usable(project, service, "cache_from", text)? {
                Some(entry) if entry.r#type == "local" => caches.import_folder(project, service, text, entry)?,
                entry => caches.imports.extend(entry),
            }
        }
        for text in &build.cache_to {
            match caches.usable(project, service, "cache_to", text)? {
                Some(entry) if entry.r#type == "local" => caches.export_folder(project, service, text, entry)?,
                entry => caches.exports.extend(entry),
            }
        }
        Ok(caches)
    }

    /// `None`, with a warning: GitHub's cache outside of its jobs.
    fn usable(
        &mut self,
        project: &Project,
        service: &Service,
        key: &'static str,
        text: &str,
    ) -> Result<Option<CacheOptionsEntry>, BuildError> {
        let entry = parsed(project, service, key, text)?;
        if is_out_of_reach(&entry) {
            self.warnings.push(format!(
                "{key} of type gha is left out: this is no job of GitHub Actions, or the job does not show its token"
            ));
            return Ok(None);
        }
        Ok(Some(entry))
    }

    /// One that is not there yet is no error: the first build makes it.
    fn import_folder(
        &mut self,
        project: &Project,
        service: &Service,
        text: &str,
        mut entry: CacheOptionsEntry,
    ) -> Result<(), BuildError> {
        let folder = folder(project, &mut entry, "src").ok_or_else(|| bad(service, "cache_from", text))?;
        if !entry.attrs.contains_key("digest") {
            match layout::find(&folder, &name(&entry)) {
                Ok(digest) => drop(entry.attrs.insert("digest".to_owned(), digest)),
                Err(error) => {
                    self.warnings.push(format!("cache_from is left out: {}: {error}", folder.display()));
                    return Ok(());
                }
            }
        }
        self.stores.insert(format!("local:{}", folder.display()), folder);
        self.imports.push(entry);
        Ok(())
    }

    fn export_folder(
        &mut self,
        project: &Project,
        service: &Service,
        text: &str,
        mut entry: CacheOptionsEntry,
    ) -> Result<(), BuildError> {
        let folder = folder(project, &mut entry, "dest").ok_or_else(|| bad(service, "cache_to", text))?;
        self.stores.insert(format!("local:{}", folder.display()), folder.clone());
        self.named.push((folder, name(&entry)));
        self.exports.push(entry);
        Ok(())
    }
}

/// Whether something is exported that is not part of the image.
pub(super) fn exports_apart(project: &Project, service: &Service, build: &Build) -> bool {
    build.cache_to.iter().any(|text| match parsed(project, service, "cache_to", text) {
        Ok(entry) => entry.r#type != "inline" && !is_out_of_reach(&entry),
        Err(_) => true,
    })
}

/// `[{"Type": …, "Attrs": {…}}]`, as the front end reads them.
pub(super) fn for_front_end(imports: &[CacheOptionsEntry]) -> String {
    let one = |entry: &CacheOptionsEntry| {
        let attributes: BTreeMap<_, _> = entry.attrs.iter().collect();
        serde_json::json!({ "Type": entry.r#type, "Attrs": attributes })
    };
    serde_json::Value::from(imports.iter().map(one).collect::<Vec<_>>()).to_string()
}

/// Makes a path of the project's folder absolute; the entry then has it, too.
fn folder(project: &Project, entry: &mut CacheOptionsEntry, key: &str) -> Option<PathBuf> {
    let path = entry.attrs.get_mut(key).filter(|path| !path.is_empty())?;
    let folder: PathBuf = project.working_dir.join(&*path).components().collect();
    *path = folder.display().to_string();
    Some(folder)
}

fn name(entry: &CacheOptionsEntry) -> String {
    entry.attrs.get("tag").cloned().unwrap_or_else(|| "latest".to_owned())
}

/// GitHub's cache is there only for a job that has address and token of it.
fn is_out_of_reach(entry: &CacheOptionsEntry) -> bool {
    let has = |key: &str| entry.attrs.get(key).is_some_and(|value| !value.is_empty());
    entry.r#type == "gha" && !(has("token") && (has("url") || has("url_v2")))
}

fn bad(service: &Service, key: &'static str, text: &str) -> BuildError {
    BuildError::CacheEntry { service: service.name.to_string(), key, text: text.to_owned() }
}

fn parsed(
    project: &Project,
    service: &Service,
    key: &'static str,
    text: &str,
) -> Result<CacheOptionsEntry, BuildError> {
    let mut entry = entry(text).ok_or_else(|| bad(service, key, text))?;
    if entry.r#type == "gha" {
        let second = project
            .environment
            .get("ACTIONS_CACHE_SERVICE_V2")
            .is_some_and(|value| matches!(value.to_lowercase().as_str(), "1" | "t" | "true"));
        let variables =
            [("token", "ACTIONS_RUNTIME_TOKEN"), ("url", "ACTIONS_CACHE_URL"), ("url_v2", "ACTIONS_RESULTS_URL")];
        for (key, variable) in variables {
            let wanted = key != "url_v2" || second || entry.attrs.get("version").is_some_and(|version| version == "2");
            if let Some(value) = project.environment.get(variable).filter(|_| wanted) {
                entry.attrs.entry(key.to_owned()).or_insert_with(|| value.clone());
            }
        }
    }
    Ok(entry)
}

/// `registry/image`, or `type=…,key=value`.
fn entry(text: &str) -> Option<CacheOptionsEntry> {
    if !text.contains('=') {
        let attrs = [("ref".to_owned(), text.to_owned())].into();
        return (!text.is_empty()).then(|| CacheOptionsEntry { r#type: "registry".to_owned(), attrs });
    }
    let mut pairs: BTreeMap<String, String> = text
        .split(',')
        .map(|pair| pair.split_once('=').map(|(key, value)| (key.trim().to_lowercase(), value.to_owned())))
        .collect::<Option<_>>()?;
    let kind = pairs.remove("type")?;
    Some(CacheOptionsEntry { r#type: kind, attrs: pairs.into_iter().collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caches(project: &Project, from: &[&str], to: &[&str]) -> Result<Caches, BuildError> {
        let owned = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect();
        let build = Build { cache_from: owned(from), cache_to: owned(to), ..Build::default() };
        Caches::of(project, &Service::default(), &build)
    }

    #[test]
    fn folders_are_offered_by_their_whole_paths() {
        let folder = tempfile::tempdir().expect("a folder");
        let project = Project { working_dir: folder.path().to_owned(), ..Project::default() };
        let texts = (["type=local,src=./cache"], ["type=local,dest=./cache,tag=t"]);
        let first = caches(&project, &texts.0, &texts.1).expect("caches");
        assert!(first.imports.is_empty() && first.warnings[0].starts_with("cache_from is left out: "));
        let path = folder.path().join("cache");
        assert_eq!(first.exports[0].attrs["dest"], path.display().to_string());
        assert_eq!(first.named, [(path.clone(), "t".to_owned())]);
        std::fs::create_dir(&path).expect("a folder");
        layout::put(&path, "t", r#"{"digest": "sha256:1"}"#).expect("an index");
        let second = caches(&project, &texts.0, &[]).expect("caches");
        assert_eq!(second.imports[0].attrs["digest"], "sha256:1");
        assert_eq!(second.stores[&format!("local:{}", path.display())], path);
        assert!(caches(&project, &["type=local"], &[]).is_err() && caches(&project, &[], &["dest=x"]).is_err());
    }

    #[test]
    fn the_cache_of_github_is_for_its_jobs() {
        let mut project = Project::default();
        let outside = caches(&project, &["type=gha"], &["type=gha,mode=max"]).expect("caches");
        assert!(outside.imports.is_empty() && outside.exports.is_empty() && outside.warnings.len() == 2);
        for (key, value) in
            [("ACTIONS_RUNTIME_TOKEN", "t"), ("ACTIONS_RESULTS_URL", "u"), ("ACTIONS_CACHE_SERVICE_V2", "True")]
        {
            project.environment.insert(key.to_owned(), value.to_owned());
        }
        let inside = caches(&project, &[], &["type=gha,mode=max"]).expect("caches");
        let attributes: BTreeMap<_, _> = inside.exports[0].attrs.clone().into_iter().collect();
        let expected = [("mode", "max"), ("token", "t"), ("url_v2", "u")];
        assert_eq!(attributes, expected.map(|(key, value)| (key.to_owned(), value.to_owned())).into());
    }
}
