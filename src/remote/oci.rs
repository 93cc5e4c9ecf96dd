//! `oci://…`: an application in a registry, kept on this machine by its digest.

use std::path::{Path, PathBuf};

use super::artifact::{self, Document, MAIN, Part};
use super::error::{RegistryError, RemoteError};
use super::registry::{Registry, Trust};
use super::store;
use crate::engine::credentials::Keyring;
use crate::engine::reference::{Reference, checked};

/// Gives its main file. `reference` comes without `oci://`.
pub(super) async fn fetch(
    reference: &str,
    (keyring, trust, cache): (&Keyring, &Trust, &Path),
) -> Result<PathBuf, RemoteError> {
    let pull = |source| RemoteError::Pull { reference: reference.to_owned(), source };
    let parsed = checked(reference).map_err(|error| pull(error.into()))?;
    // What a digest names never changes.
    if let Some(digest) = &parsed.digest
        && let Some(file) = kept(cache, digest)
    {
        return Ok(file);
    }
    let registry = Registry::open(parsed, keyring.login(reference).await, trust, false).await.map_err(pull)?;
    let (document, digest) = project(&registry).await.map_err(pull)?;
    if let Some(file) = kept(cache, &digest) {
        return Ok(file);
    }
    if let Some(what) = document.is_no_project() {
        return Err(RemoteError::NotAProject { reference: reference.to_owned(), what });
    }
    let mut parts = Vec::new();
    for layer in &document.layers {
        let bytes = registry.blob(&layer.digest).await.map_err(pull)?;
        parts.extend(Part::of(layer, bytes.to_vec()));
    }
    let files =
        artifact::files(&parts).map_err(|name| RemoteError::UnsafeName { reference: reference.to_owned(), name })?;
    if !files.contains_key(MAIN) {
        return Err(RemoteError::NoFile { reference: reference.to_owned() });
    }
    let folder = store::place(cache, &digest);
    store::keep(&folder, |new| files.iter().try_for_each(|(name, text)| std::fs::write(new.join(name), text)))
        .map_err(|source| RemoteError::Cache { place: folder.display().to_string(), source })?;
    Ok(folder.join(MAIN))
}

fn kept(cache: &Path, digest: &str) -> Option<PathBuf> {
    let file = store::place(cache, digest).join(MAIN);
    file.is_file().then_some(file)
}

/// The manifest of the project, also if it comes in an index with images.
async fn project(registry: &Registry) -> Result<(Document, String), RegistryError> {
    let Reference { digest, tag, .. } = registry.reference().clone();
    let name = digest.or(tag).unwrap_or_default();
    let manifest = registry.manifest(&name).await?;
    let document = read(&manifest.bytes, &name)?;
    let inner = document.manifests.iter().find(|inner| inner.artifact_type == artifact::PROJECT);
    let Some(inner) = inner else { return Ok((document, manifest.digest)) };
    let manifest = registry.manifest(&inner.digest).await?;
    Ok((read(&manifest.bytes, &name)?, manifest.digest))
}

fn read(bytes: &[u8], name: &str) -> Result<Document, RegistryError> {
    serde_json::from_slice(bytes).map_err(|_| RegistryError::Unreadable { what: name.to_owned() })
}
