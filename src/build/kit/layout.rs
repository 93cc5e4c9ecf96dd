//! The index of an OCI layout: which blob has which name.

use std::fs;
use std::io;
use std::path::Path;

use serde_json::{Value, json};

use super::session::fresh_id;

const NAME: &str = "org.opencontainers.image.ref.name";

/// The digest of what has this name, or of the only thing that is there.
pub(super) fn find(folder: &Path, name: &str) -> io::Result<String> {
    let index = read(folder)?;
    let all = index["manifests"].as_array().map(Vec::as_slice).unwrap_or_default();
    let found = all.iter().find(|entry| entry["annotations"][NAME] == name);
    let only = || if let [only] = all { Some(only) } else { None };
    let digest = found.or_else(only).and_then(|entry| entry["digest"].as_str());
    let missing = || io::Error::new(io::ErrorKind::NotFound, format!("it has nothing with the name {name}"));
    digest.map(str::to_owned).ok_or_else(missing)
}

/// Gives a name to a blob. `descriptor` is the builder's: type, digest and size.
pub(super) fn put(folder: &Path, name: &str, descriptor: &str) -> io::Result<()> {
    let mut entry: Value = serde_json::from_str(descriptor)?;
    entry["annotations"][NAME] = name.into();
    let mut index = read(folder).unwrap_or_else(
        |_| json!({"schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json", "manifests": []}),
    );
    let Some(all) = index["manifests"].as_array_mut() else {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "its index.json is no index"));
    };
    all.retain(|other| other["annotations"][NAME] != name);
    all.push(entry);
    write(folder, "oci-layout", r#"{"imageLayoutVersion":"1.0.0"}"#)?;
    write(folder, "index.json", &index.to_string())
}

fn read(folder: &Path) -> io::Result<Value> {
    Ok(serde_json::from_str(&fs::read_to_string(folder.join("index.json"))?)?)
}

/// Whoever reads it meanwhile gets the old one or the new one.
fn write(folder: &Path, file: &str, text: &str) -> io::Result<()> {
    let new = folder.join(format!("{file}.{}", fresh_id()));
    fs::write(&new, text)?;
    fs::rename(&new, folder.join(file)).inspect_err(|_| drop(fs::remove_file(&new)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_to_blobs() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        assert_eq!(find(root, "latest").map_err(|error| error.kind()), Err(io::ErrorKind::NotFound));
        put(root, "a", r#"{"digest": "sha256:1", "size": 1}"#).expect("an index");
        assert_eq!(find(root, "latest").ok().as_deref(), Some("sha256:1"), "the only one");
        put(root, "b", r#"{"digest": "sha256:2", "size": 1}"#).expect("an index");
        put(root, "a", r#"{"digest": "sha256:3", "size": 1}"#).expect("an index");
        assert_eq!(
            ["a", "b"].map(|name| find(root, name).ok()),
            ["sha256:3", "sha256:2"].map(|it| Some(it.to_owned()))
        );
        assert!(find(root, "latest").is_err());
        assert_eq!(fs::read_dir(root).expect("a folder").count(), 2);
    }
}
