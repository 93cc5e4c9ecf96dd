//! Puts an application into a registry.

use std::collections::BTreeMap;

use bytes::Bytes;

use super::artifact::{self, Descriptor, Document, Part};
use super::error::RegistryError;
use super::registry::{Manifest, Registry, digest_of};

/// The form of the manifest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Form {
    /// With an artifact type, and without where the registry does not take that.
    #[default]
    Best,
    /// OCI 1.1.
    Artifact,
    /// OCI 1.0.
    Config,
}

/// Gives what points to it.
pub(crate) async fn put(
    registry: &Registry,
    parts: &[Part],
    form: Form,
    created: &str,
) -> Result<Descriptor, RegistryError> {
    let mut layers = Vec::new();
    for part in parts {
        let digest = registry.put_blob(&Bytes::copy_from_slice(part.text())).await?;
        layers.push(part.layer(digest));
    }
    let empty = Bytes::from_static(b"{}");
    registry.put_blob(&empty).await?;
    let tag = registry.reference().tag.clone().unwrap_or_default();
    let first = manifest(&layers, form != Form::Config, created);
    let sent = match registry.put_manifest(&tag, &first).await {
        // Who one is has nothing to do with the form.
        Err(error)
            if form == Form::Best
                && error
                    .status()
                    .is_some_and(|status| (400..500).contains(&status) && !matches!(status, 401 | 403)) =>
        {
            let old = manifest(&layers, false, created);
            registry.put_manifest(&tag, &old).await?;
            old
        }
        result => {
            result?;
            first
        }
    };
    let (digest, size) = (sent.digest, sent.bytes.len() as u64);
    let artifact_type = artifact::PROJECT.to_owned();
    Ok(Descriptor { media_type: sent.media_type, artifact_type, digest, size, ..Descriptor::default() })
}

fn manifest(layers: &[Descriptor], is_artifact: bool, created: &str) -> Manifest {
    let config = Descriptor {
        media_type: if is_artifact { artifact::EMPTY } else { artifact::OLD_CONFIG }.to_owned(),
        digest: digest_of(b"{}"),
        size: 2,
        data: "e30=".to_owned(),
        ..Descriptor::default()
    };
    document(&Document {
        media_type: artifact::MANIFEST.to_owned(),
        artifact_type: if is_artifact { artifact::PROJECT.to_owned() } else { String::new() },
        config: Some(config),
        layers: layers.to_vec(),
        annotations: BTreeMap::from([("org.opencontainers.image.created".to_owned(), created.to_owned())]),
        ..Document::default()
    })
}

fn document(document: &Document) -> Manifest {
    let document = Document { schema_version: 2, ..document.clone() };
    let bytes = Bytes::from(serde_json::to_vec(&document).expect("a manifest has a JSON form"));
    Manifest { media_type: document.media_type, digest: digest_of(&bytes), bytes }
}

/// Copies an image into the repository, all its platforms.
pub(crate) async fn copy_image(from: &Registry, to: &Registry) -> Result<Descriptor, RegistryError> {
    let reference = from.reference();
    let name = reference.digest.clone().or(reference.tag.clone()).unwrap_or_default();
    let top = from.manifest(&name).await?;
    let unreadable = || RegistryError::Unreadable { what: format!("{}/{}:{name}", reference.domain, reference.path) };
    let read = |manifest: &Manifest| serde_json::from_slice::<Document>(&manifest.bytes).map_err(|_| unreadable());
    let index = read(&top)?;
    for inner in &index.manifests {
        let manifest = from.manifest(&inner.digest).await?;
        copy_manifest(from, to, &manifest, &read(&manifest)?).await?;
    }
    copy_manifest(from, to, &top, &index).await?;
    let size = top.bytes.len() as u64;
    Ok(Descriptor { media_type: top.media_type, digest: top.digest, size, ..Descriptor::default() })
}

async fn copy_manifest(
    from: &Registry,
    to: &Registry,
    manifest: &Manifest,
    document: &Document,
) -> Result<(), RegistryError> {
    for blob in document.config.iter().chain(&document.layers) {
        to.copy_blob(from, &blob.digest).await?;
    }
    to.put_manifest(&manifest.digest, manifest).await
}

/// Ties images to the application: an index that is found as its referrer.
pub(crate) async fn put_index(
    registry: &Registry,
    project: Descriptor,
    images: Vec<Descriptor>,
) -> Result<(), RegistryError> {
    let version = (artifact::VERSION.to_owned(), env!("CARGO_PKG_VERSION").to_owned());
    let index = document(&Document {
        media_type: artifact::INDEX.to_owned(),
        artifact_type: artifact::PROJECT.to_owned(),
        manifests: images,
        subject: Some(project),
        annotations: BTreeMap::from([version]),
        ..Document::default()
    });
    registry.put_manifest(&index.digest.clone(), &index).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_says_what_it_is_in_both_forms() {
        let part = Part::Project { name: "compose.yaml".to_owned(), text: b"a".to_vec() };
        let layers = [part.layer(digest_of(b"a"))];
        let read = |is_artifact| -> Document {
            let manifest = manifest(&layers, is_artifact, "2026-01-01T00:00:00Z");
            assert_eq!(manifest.digest, digest_of(&manifest.bytes));
            serde_json::from_slice(&manifest.bytes).unwrap()
        };
        for document in [read(true), read(false)] {
            assert_eq!((document.is_no_project(), document.schema_version), (None, 2));
            assert_eq!(document.layers, layers);
        }
        assert_eq!(digest_of(b"{}"), "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
    }
}
