//! `config.json` of docker's configuration folder, as far as it concerns engines and registries.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ConfigFile {
    /// By registry. Not `Debug`, and never logged: they hold passwords.
    #[serde(deserialize_with = "super::answer::null_default")]
    pub(crate) auths: BTreeMap<String, AuthEntry>,
    #[serde(rename = "credsStore", deserialize_with = "super::answer::null_default")]
    pub(crate) credentials_store: String,
    #[serde(rename = "credHelpers", deserialize_with = "super::answer::null_default")]
    pub(crate) credential_helpers: BTreeMap<String, String>,
    #[serde(rename = "currentContext", deserialize_with = "super::answer::null_default")]
    pub(crate) current_context: String,
    #[serde(rename = "HttpHeaders", deserialize_with = "super::answer::null_default")]
    pub(crate) http_headers: BTreeMap<String, String>,
}

#[derive(Clone, Default, Deserialize, Serialize)]
#[serde(default)]
pub(crate) struct AuthEntry {
    /// Base64 of `user:password`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) auth: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) username: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) password: String,
    #[serde(rename = "identitytoken", skip_serializing_if = "String::is_empty")]
    pub(crate) identity_token: String,
    #[serde(rename = "registrytoken", skip_serializing_if = "String::is_empty")]
    pub(crate) registry_token: String,
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum ConfigFileError {
    #[error("unable to read docker's configuration {path}")]
    Read { path: PathBuf, source: std::io::Error },
    #[error("unable to parse docker's configuration {path}")]
    Parse { path: PathBuf, source: serde_json::Error },
}

impl ConfigFile {
    /// A folder without the file is one with nothing configured.
    pub(crate) fn read(folder: &Path) -> Result<Self, ConfigFileError> {
        let path = folder.join("config.json");
        let text = match std::fs::read(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(source) => return Err(ConfigFileError::Read { path, source }),
        };
        if text.iter().all(u8::is_ascii_whitespace) {
            return Ok(Self::default());
        }
        serde_json::from_slice(&text).map_err(|source| ConfigFileError::Parse { path, source })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_or_empty_file_is_an_empty_configuration_and_a_broken_one_an_error() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(ConfigFile::read(folder.path()).unwrap().current_context, "");
        std::fs::write(folder.path().join("config.json"), "\n").unwrap();
        assert_eq!(ConfigFile::read(folder.path()).unwrap().current_context, "");
        std::fs::write(folder.path().join("config.json"), r#"{"currentContext": "x", "auths": null, "new": 1}"#)
            .unwrap();
        assert_eq!(ConfigFile::read(folder.path()).unwrap().current_context, "x");
        std::fs::write(folder.path().join("config.json"), "{").unwrap();
        let Err(error) = ConfigFile::read(folder.path()) else { panic!("a broken file was accepted") };
        assert!(error.to_string().contains("config.json"), "{error}");
    }
}
