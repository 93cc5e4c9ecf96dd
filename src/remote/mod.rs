//! Files and applications of other machines: artifacts of registries, and git repositories. What was fetched is kept by its
//! digest or commit.

pub(crate) mod artifact;
mod challenge;
pub(crate) mod error;
mod git;
mod oci;
pub(crate) mod publish;
pub(crate) mod registry;
mod store;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use crate::engine::credentials::Keyring;
use error::RemoteError;
use git::Repository;
use registry::Trust;

const GIT: &str = "COMPOSE_EXPERIMENTAL_GIT_REMOTE";
const OCI: &str = "COMPOSE_EXPERIMENTAL_OCI_REMOTE";

/// Where remote files come from, and which of them were fetched so far.
pub(crate) struct Remotes {
    /// Docker's, with the credentials.
    pub(crate) config_dir: PathBuf,
    pub(crate) environment: BTreeMap<String, String>,
    /// `--insecure-registry`.
    pub(crate) insecure: Vec<String>,
    known: Mutex<BTreeMap<String, PathBuf>>,
    complaints: Mutex<Vec<String>>,
    interrupted: Mutex<bool>,
}

impl Remotes {
    pub(crate) fn new(config_dir: PathBuf, environment: BTreeMap<String, String>, insecure: Vec<String>) -> Self {
        Self {
            config_dir,
            environment,
            insecure,
            known: Mutex::default(),
            complaints: Mutex::default(),
            interrupted: Mutex::default(),
        }
    }

    pub(crate) fn trust(&self) -> Trust {
        let authorities = self.environment.get("SSL_CERT_FILE").filter(|file| !file.is_empty());
        Trust { insecure: self.insecure.clone(), authorities: authorities.map(PathBuf::from) }
    }

    /// The file on this machine that a reference stands for. In the middle of a load, which waits for it: the work is done
    /// by a thread and a runtime of its own, which an interruption ends.
    pub(crate) fn fetch(&self, reference: &str) -> Result<PathBuf, RemoteError> {
        if let Some(known) = lock(&self.known).get(reference) {
            return Ok(known.clone());
        }
        let file = std::thread::scope(|scope| {
            let work = scope.spawn(|| {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
                let runtime = runtime.map_err(|source| RemoteError::Cache { place: "memory".to_owned(), source })?;
                runtime.block_on(async {
                    tokio::select! {
                        file = self.look_up(reference) => file,
                        _ = tokio::signal::ctrl_c() => Err(RemoteError::Interrupted),
                    }
                })
            });
            work.join().unwrap_or(Err(RemoteError::Interrupted))
        });
        match &file {
            Ok(file) => drop(lock(&self.known).insert(reference.to_owned(), file.clone())),
            Err(RemoteError::Interrupted) => *lock(&self.interrupted) = true,
            Err(_) => {}
        }
        file
    }

    /// What was fetched, by reference.
    pub(crate) fn fetched(&self) -> BTreeMap<String, PathBuf> {
        lock(&self.known).clone()
    }

    pub(crate) fn was_interrupted(&self) -> bool {
        *lock(&self.interrupted)
    }

    /// What is wrong with credentials and was not said yet.
    pub(crate) fn complaints(&self) -> Vec<String> {
        std::mem::take(&mut lock(&self.complaints))
    }

    async fn look_up(&self, reference: &str) -> Result<PathBuf, RemoteError> {
        let cache = self.cache();
        if let Some(name) = reference.strip_prefix("oci://") {
            self.check_switch("oci", OCI)?;
            let keyring = Keyring::open(&self.config_dir, &self.environment);
            let file = oci::fetch(name, (&keyring, &self.trust(), &cache)).await;
            lock(&self.complaints).extend(keyring.complaints());
            return file;
        }
        let Some(repository) = Repository::parse(reference) else {
            return Err(RemoteError::Unknown { reference: reference.to_owned() });
        };
        self.check_switch("git", GIT)?;
        git::fetch(&repository, (&self.environment, &cache)).await
    }

    fn check_switch(&self, kind: &'static str, variable: &'static str) -> Result<(), RemoteError> {
        match self.environment.get(variable).map(|value| value.trim()) {
            None | Some("" | "1" | "t" | "T" | "true" | "TRUE" | "True") => Ok(()),
            Some("0" | "f" | "F" | "false" | "FALSE" | "False") => Err(RemoteError::Disabled { kind, variable }),
            Some(value) => Err(RemoteError::NotBoolean { variable, value: value.to_owned() }),
        }
    }

    fn cache(&self) -> PathBuf {
        let variable = |name: &str| self.environment.get(name).filter(|value| !value.is_empty());
        let base = match variable("XDG_CACHE_HOME") {
            Some(folder) => PathBuf::from(folder),
            None => PathBuf::from(variable("HOME").map_or("/tmp", String::as_str)).join(".cache"),
        };
        base.join("docker-rcompose")
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn remotes(variables: &[(&str, &str)]) -> Remotes {
        let environment = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Remotes::new(PathBuf::from("/nowhere"), environment, Vec::new())
    }

    #[test]
    fn what_is_switched_off_or_unknown_is_said() {
        let said = |variables, reference: &str| remotes(variables).fetch(reference).unwrap_err().to_string();
        let off = said(&[(GIT, "false")], "https://h/r.git");
        assert_eq!(off, "git remote resource is disabled by \"COMPOSE_EXPERIMENTAL_GIT_REMOTE\"");
        let off = said(&[(OCI, "0")], "oci://h/r");
        assert_eq!(off, "oci remote resource is disabled by \"COMPOSE_EXPERIMENTAL_OCI_REMOTE\"");
        assert!(said(&[(OCI, "maybe")], "oci://h/r").contains("expects boolean value"));
        assert!(said(&[], "https://h/compose.yaml").contains("neither an OCI artifact"));
    }

    #[test]
    fn the_cache_is_the_users() {
        assert_eq!(remotes(&[("HOME", "/h")]).cache(), PathBuf::from("/h/.cache/docker-rcompose"));
        let set = remotes(&[("HOME", "/h"), ("XDG_CACHE_HOME", "/c")]);
        assert_eq!(set.cache(), PathBuf::from("/c/docker-rcompose"));
    }
}
