//! Credentials for registries: `DOCKER_AUTH_CONFIG`, docker's configuration, and the helpers that it names.
//!
//! Values go into request headers and nowhere else: not into messages, logs or arguments of programs.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Stdio;
use std::sync::{Mutex as PlainMutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use serde::{Deserialize, Serialize};
use tokio::io::AsyncWriteExt;
use tokio::process::Command;
use tokio::sync::Mutex;

use super::config_file::{AuthEntry, ConfigFile};
use super::reference::{HUB, Reference};

/// What docker calls the default registry in its configuration.
const HUB_KEY: &str = "https://index.docker.io/v1/";

#[derive(Clone, Default, PartialEq, Eq, Serialize)]
struct Credentials {
    #[serde(skip_serializing_if = "String::is_empty")]
    username: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    password: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    serveraddress: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    identitytoken: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    registrytoken: String,
}

impl Credentials {
    /// As docker's configuration has it.
    fn into_entry(self) -> AuthEntry {
        let Self { username, password, identitytoken, registrytoken, serveraddress: _ } = self;
        let auth = if username.is_empty() { username } else { STANDARD.encode(format!("{username}:{password}")) };
        AuthEntry { auth, identity_token: identitytoken, registry_token: registrytoken, ..AuthEntry::default() }
    }
}

/// The user's credentials. Each helper is asked once for each registry.
///
/// Whatever is not to be had is left to the registry to complain about, as docker does: a public image needs nothing.
pub(crate) struct Keyring {
    /// From `DOCKER_AUTH_CONFIG`, which goes first.
    given: BTreeMap<String, AuthEntry>,
    config: ConfigFile,
    environment: BTreeMap<String, String>,
    known: Mutex<BTreeMap<String, Option<Credentials>>>,
    complaints: PlainMutex<BTreeMap<String, Said>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Said {
    NotYet,
    Already,
}

/// Who one is to a registry.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Login {
    Password {
        user: String,
        password: String,
    },
    /// To be exchanged for one that opens a repository.
    IdentityToken(String),
    /// Opens it as it is.
    RegistryToken(String),
}

impl Keyring {
    pub(crate) fn open(config_dir: &Path, environment: &BTreeMap<String, String>) -> Self {
        let mut complaints = BTreeMap::new();
        let given = match environment.get("DOCKER_AUTH_CONFIG").filter(|text| !text.trim().is_empty()) {
            None => ConfigFile::default(),
            // Not why: that might quote it.
            Some(text) => serde_json::from_str(text).unwrap_or_else(|_| {
                complaints
                    .insert("DOCKER_AUTH_CONFIG is not read: it is no JSON with `auths`".to_owned(), Said::NotYet);
                ConfigFile::default()
            }),
        };
        // A broken file has stopped the connection already.
        let config = ConfigFile::read(config_dir).unwrap_or_default();
        let environment = environment.clone();
        Self { given: given.auths, config, environment, known: Mutex::default(), complaints: complaints.into() }
    }

    /// The value of `X-Registry-Auth` for an image.
    pub(crate) async fn registry_auth(&self, reference: &str) -> String {
        encode(&self.get(&key_of(reference)).await.unwrap_or_default())
    }

    /// For what asks the registry of an image itself.
    pub(crate) async fn login(&self, reference: &str) -> Option<Login> {
        self.login_by_key(&key_of(reference)).await
    }

    /// The same by the registry's host, as BuildKit asks for it.
    pub(crate) async fn login_at(&self, host: &str) -> Option<Login> {
        self.login_by_key(if host_of(host) == host_of(HUB_KEY) { HUB_KEY } else { host }).await
    }

    async fn login_by_key(&self, key: &str) -> Option<Login> {
        let Credentials { username, password, identitytoken, registrytoken, serveraddress: _ } = self.get(key).await?;
        Some(if !registrytoken.is_empty() {
            Login::RegistryToken(registrytoken)
        } else if !identitytoken.is_empty() {
            Login::IdentityToken(identitytoken)
        } else {
            Login::Password { user: username, password }
        })
    }

    /// The value of `X-Registry-Config` for a build: all that is known, since any registry may hold a base image. `None`
    /// when nothing is.
    pub(crate) async fn registry_config(&self) -> Option<String> {
        let all = self.all().await;
        (!all.is_empty()).then(|| encode(&all))
    }

    /// A `config.json` that holds all credentials themselves, so that it works where the user's helpers are not.
    pub(crate) async fn standalone_config(&self) -> String {
        let all = self.all().await.into_iter();
        let auths: BTreeMap<_, _> = all.map(|(key, credentials)| (key, credentials.into_entry())).collect();
        serde_json::json!({ "auths": auths }).to_string()
    }

    /// What the user should know and was not told yet.
    pub(crate) fn complaints(&self) -> Vec<String> {
        let mut complaints = self.complaints.lock().unwrap_or_else(PoisonError::into_inner);
        let new = complaints.iter_mut().filter(|(_, said)| **said == Said::NotYet);
        new.map(|(complaint, said)| {
            *said = Said::Already;
            complaint.clone()
        })
        .collect()
    }

    fn complain(&self, complaint: String) {
        let mut complaints = self.complaints.lock().unwrap_or_else(PoisonError::into_inner);
        complaints.entry(complaint).or_insert(Said::NotYet);
    }

    fn helper(&self, key: &str) -> Option<&str> {
        let own = self.config.credential_helpers.get(key);
        Some(own.unwrap_or(&self.config.credentials_store).as_str()).filter(|helper| !helper.is_empty())
    }

    async fn get(&self, key: &str) -> Option<Credentials> {
        // Held while a helper works: whoever wants the same waits for its answer instead of asking again.
        let mut known = self.known.lock().await;
        if let Some(credentials) = known.get(key) {
            return credentials.clone();
        }
        let credentials = self.look_up(key).await;
        known.insert(key.to_owned(), credentials.clone());
        credentials
    }

    async fn look_up(&self, key: &str) -> Option<Credentials> {
        if let Some(entry) = find(&self.given, key) {
            return from_entry(entry, key);
        }
        if let Some(helper) = self.helper(key) {
            return self.ask(helper, key).await;
        }
        from_entry(find(&self.config.auths, key)?, key)
    }

    async fn all(&self) -> BTreeMap<String, Credentials> {
        let mut all = BTreeMap::new();
        for key in self.keys().await {
            if let Some(credentials) = self.get(&key).await {
                all.insert(key, credentials);
            }
        }
        all
    }

    async fn keys(&self) -> BTreeSet<String> {
        let mut keys: BTreeSet<String> =
            self.given.keys().chain(self.config.credential_helpers.keys()).cloned().collect();
        if self.config.credentials_store.is_empty() {
            keys.extend(self.config.auths.keys().cloned());
        } else if let Some(answer) = self.call(&self.config.credentials_store, "list", "").await {
            // The address with the user's name.
            let list: BTreeMap<String, String> = serde_json::from_slice(&answer).unwrap_or_default();
            keys.extend(list.into_keys());
        }
        keys
    }

    async fn ask(&self, helper: &str, key: &str) -> Option<Credentials> {
        #[derive(Deserialize)]
        #[serde(rename_all = "PascalCase")]
        struct Answer {
            username: String,
            secret: String,
        }
        let answer = self.call(helper, "get", key).await?;
        let Ok(answer) = serde_json::from_slice::<Answer>(&answer) else {
            self.complain(format!("the answer of docker-credential-{helper} for {key} cannot be read"));
            return None;
        };
        let serveraddress = key.to_owned();
        Some(if answer.username == "<token>" {
            Credentials { identitytoken: answer.secret, serveraddress, ..Credentials::default() }
        } else {
            Credentials { username: answer.username, password: answer.secret, serveraddress, ..Credentials::default() }
        })
    }

    /// Runs `docker-credential-NAME`; the key goes in by standard input, the answer comes out by standard output. What it
    /// says on standard error, such as that a key wants to be touched, the user sees.
    async fn call(&self, helper: &str, action: &str, key: &str) -> Option<Vec<u8>> {
        let program = format!("docker-credential-{helper}");
        let output = match self.output(&program, action, key).await {
            Ok(output) => output,
            Err(error) => {
                let why = match error.kind() {
                    std::io::ErrorKind::NotFound => "is not on the PATH".to_owned(),
                    _ => format!("cannot be run ({error})"),
                };
                self.complain(format!("{program}, which docker's configuration names for credentials, {why}"));
                return None;
            }
        };
        if output.status.success() {
            return Some(output.stdout);
        }
        // That a registry is not known to it is an answer. Anything else is not shown: it might hold what is secret.
        let text = String::from_utf8_lossy(&output.stdout);
        let is_answer = ["credentials not found", "no credentials"].iter().any(|words| text.contains(words));
        if !is_answer {
            self.complain(format!("{program} {action} failed ({})", output.status));
        }
        None
    }

    async fn output(&self, program: &str, action: &str, key: &str) -> std::io::Result<std::process::Output> {
        if program.contains('/') {
            return Err(std::io::ErrorKind::NotFound.into());
        }
        let mut process = Command::new(program)
            .arg(action)
            .env_clear()
            .envs(&self.environment)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .kill_on_drop(true)
            .spawn()?;
        if let Some(mut stdin) = process.stdin.take() {
            // A helper that does not read must not stop us.
            stdin.write_all(key.as_bytes()).await.ok();
        }
        process.wait_with_output().await
    }
}

fn encode(value: &impl Serialize) -> String {
    URL_SAFE.encode(serde_json::to_vec(value).expect("credentials have a JSON form"))
}

/// What an image's registry is called in docker's configuration.
fn key_of(reference: &str) -> String {
    match Reference::parse(reference).domain {
        domain if domain == HUB => HUB_KEY.to_owned(),
        domain => domain,
    }
}

/// By the key itself, else by the host that a key means: old entries are URLs.
fn find<'a>(entries: &'a BTreeMap<String, AuthEntry>, key: &str) -> Option<&'a AuthEntry> {
    entries.get(key).or_else(|| {
        let same_host = entries.iter().find(|(other, _)| host_of(other) == host_of(key));
        same_host.map(|(_, entry)| entry)
    })
}

fn host_of(key: &str) -> &str {
    let rest = key.strip_prefix("https://").or_else(|| key.strip_prefix("http://")).unwrap_or(key);
    let host = rest.split('/').next().unwrap_or_default();
    if matches!(host, "docker.io" | "registry-1.docker.io") { "index.docker.io" } else { host }
}

fn from_entry(entry: &AuthEntry, key: &str) -> Option<Credentials> {
    let mut credentials = Credentials {
        username: entry.username.clone(),
        password: entry.password.clone(),
        serveraddress: key.to_owned(),
        identitytoken: entry.identity_token.clone(),
        registrytoken: entry.registry_token.clone(),
    };
    if !entry.auth.is_empty() {
        let decoded = String::from_utf8(STANDARD.decode(&entry.auth).ok()?).ok()?;
        let (username, password) = decoded.split_once(':')?;
        username.clone_into(&mut credentials.username);
        password.trim_end_matches('\0').clone_into(&mut credentials.password);
    }
    let empty =
        credentials.username.is_empty() && credentials.identitytoken.is_empty() && credentials.registrytoken.is_empty();
    (!empty).then_some(credentials)
}

#[cfg(test)]
#[path = "credentials_tests.rs"]
mod tests;
