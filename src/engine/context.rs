//! Docker contexts: engines with a name, below `contexts/` of docker's configuration folder.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::tls::TlsFiles;
use crate::model::ids::hex;

/// The engine that a context names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ContextEndpoint {
    pub(crate) host: String,
    pub(crate) tls: Option<TlsFiles>,
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum ContextError {
    /// Docker Compose's text.
    #[error(
        "Failed to initialize: unable to resolve docker endpoint: context \"{name}\": context not found: open {path}: no such file or directory"
    )]
    NotFound { name: String, path: PathBuf },
    #[error("unable to read the context \"{name}\" from {path}")]
    Read { name: String, path: PathBuf, source: std::io::Error },
    #[error("unable to parse the context \"{name}\" in {path}")]
    Parse { name: String, path: PathBuf, source: serde_json::Error },
    #[error("context \"{name}\" has no docker endpoint")]
    NoEndpoint { name: String },
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Meta {
    #[serde(default)]
    endpoints: Endpoints,
}

#[derive(Default, Deserialize)]
struct Endpoints {
    docker: Option<Endpoint>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", default)]
#[derive(Default)]
struct Endpoint {
    host: String,
    #[serde(rename = "SkipTLSVerify")]
    skip_tls_verify: bool,
}

pub(crate) fn load(config_dir: &Path, name: &str) -> Result<ContextEndpoint, ContextError> {
    let hash = hex(&Sha256::digest(name));
    let path = config_dir.join("contexts/meta").join(&hash).join("meta.json");
    let name = || name.to_owned();
    let text = match std::fs::read(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(ContextError::NotFound { name: name(), path });
        }
        Err(source) => return Err(ContextError::Read { name: name(), path, source }),
    };
    let meta: Meta =
        serde_json::from_slice(&text).map_err(|source| ContextError::Parse { name: name(), path, source })?;
    let endpoint = meta.endpoints.docker.ok_or_else(|| ContextError::NoEndpoint { name: name() })?;
    let folder = config_dir.join("contexts/tls").join(&hash).join("docker");
    let file = |file: &str| Some(folder.join(file)).filter(|path| path.exists());
    let (ca, certificate, key) = (file("ca.pem"), file("cert.pem"), file("key.pem"));
    let secured = endpoint.skip_tls_verify || ca.is_some() || certificate.is_some() || key.is_some();
    let tls = secured.then_some(TlsFiles { ca, certificate, key, verify: !endpoint.skip_tls_verify });
    Ok(ContextEndpoint { host: endpoint.host, tls })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_context_is_found_by_the_hash_of_its_name_with_the_files_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let error = load(folder.path(), "far").unwrap_err().to_string();
        assert!(error.contains("context \"far\": context not found: open "), "{error}");
        // printf far | sha256sum
        let hash = "512eea46ceb3921dff4363c7069d89d4964d1d9fccaa0f411851a7aa60a5c868";
        assert!(error.contains(&format!("/contexts/meta/{hash}/meta.json: no such file")), "{error}");
        let meta = folder.path().join("contexts/meta").join(hash);
        let tls = folder.path().join("contexts/tls").join(hash).join("docker");
        std::fs::create_dir_all(&meta).unwrap();
        std::fs::write(
            meta.join("meta.json"),
            r#"{"Name":"far","Metadata":{},"Endpoints":{"docker":{"Host":"tcp://far:2376","SkipTLSVerify":false}}}"#,
        )
        .unwrap();
        let found = load(folder.path(), "far").unwrap();
        assert_eq!(found, ContextEndpoint { host: "tcp://far:2376".to_owned(), tls: None });
        std::fs::create_dir_all(&tls).unwrap();
        std::fs::write(tls.join("ca.pem"), "").unwrap();
        let found = load(folder.path(), "far").unwrap().tls.unwrap();
        assert!(found.verify && found.key.is_none() && found.ca.is_some());
    }

    #[test]
    fn a_context_without_an_engine_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = match load(folder.path(), "k8s").unwrap_err() {
            ContextError::NotFound { path, .. } => path,
            error => panic!("{error}"),
        };
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, r#"{"Name":"k8s","Endpoints":{}}"#).unwrap();
        assert!(matches!(load(folder.path(), "k8s"), Err(ContextError::NoEndpoint { .. })));
    }
}
