//! How an application is kept in a registry: docker compose's own form, so that either tool reads what the other wrote.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub(crate) const PROJECT: &str = "application/vnd.docker.compose.project";
pub(crate) const COMPOSE_FILE: &str = "application/vnd.docker.compose.file+yaml";
pub(crate) const ENV_FILE: &str = "application/vnd.docker.compose.envfile";
/// Of registries that know no artifact types.
pub(crate) const OLD_CONFIG: &str = "application/vnd.docker.compose.config.empty.v1+json";
pub(crate) const EMPTY: &str = "application/vnd.oci.empty.v1+json";
pub(crate) const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
pub(crate) const INDEX: &str = "application/vnd.oci.image.index.v1+json";

/// Annotations of layers.
pub(crate) const FILE_NAME: &str = "com.docker.compose.file";
pub(crate) const ENV_FILE_NAME: &str = "com.docker.compose.envfile";
pub(crate) const IS_EXTENDED: &str = "com.docker.compose.extends";
pub(crate) const VERSION: &str = "com.docker.compose.version";

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Descriptor {
    pub(crate) media_type: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) artifact_type: String,
    pub(crate) digest: String,
    pub(crate) size: u64,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) annotations: BTreeMap<String, String>,
    /// What it points to, if that is small.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) data: String,
    #[serde(skip_serializing_if = "serde_json::Value::is_null")]
    pub(crate) platform: serde_json::Value,
}

/// A manifest or an index, as far as we read them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Document {
    pub(crate) schema_version: u32,
    pub(crate) media_type: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) artifact_type: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) config: Option<Descriptor>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) layers: Vec<Descriptor>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) manifests: Vec<Descriptor>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) subject: Option<Descriptor>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) annotations: BTreeMap<String, String>,
}

impl Document {
    /// Nothing: it is one. Otherwise what it is instead.
    pub(crate) fn is_no_project(&self) -> Option<String> {
        let config = self.config.as_ref().map(|config| config.media_type.as_str()).unwrap_or_default();
        match self.artifact_type.as_str() {
            PROJECT => None,
            "" if config == OLD_CONFIG => None,
            "" => Some(config.to_owned()),
            other => Some(other.to_owned()),
        }
    }
}

/// The files of an application, in the order of their layers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// Of the project itself; several are one after the other.
    Project {
        name: String,
        text: Vec<u8>,
    },
    Extended {
        name: String,
        text: Vec<u8>,
    },
    Environment {
        name: String,
        text: Vec<u8>,
    },
}

impl Part {
    /// By its layer; nothing for what we do not know.
    pub(crate) fn of(layer: &Descriptor, text: Vec<u8>) -> Option<Self> {
        let name = |key: &str| layer.annotations.get(key).cloned().unwrap_or_default();
        match layer.media_type.as_str() {
            COMPOSE_FILE if layer.annotations.contains_key(IS_EXTENDED) => {
                Some(Self::Extended { name: name(FILE_NAME), text })
            }
            COMPOSE_FILE => Some(Self::Project { name: name(FILE_NAME), text }),
            ENV_FILE => Some(Self::Environment { name: name(ENV_FILE_NAME), text }),
            _ => None,
        }
    }

    pub(crate) fn text(&self) -> &[u8] {
        match self {
            Self::Project { text, .. } | Self::Extended { text, .. } | Self::Environment { text, .. } => text,
        }
    }

    /// Its layer, once its bytes are there under this digest.
    pub(crate) fn layer(&self, digest: String) -> Descriptor {
        let (media_type, key, name) = match self {
            Self::Project { name, .. } | Self::Extended { name, .. } => (COMPOSE_FILE, FILE_NAME, name),
            Self::Environment { name, .. } => (ENV_FILE, ENV_FILE_NAME, name),
        };
        let mut annotations = BTreeMap::from([
            (key.to_owned(), name.clone()),
            (VERSION.to_owned(), env!("CARGO_PKG_VERSION").to_owned()),
        ]);
        if matches!(self, Self::Extended { .. }) {
            annotations.insert(IS_EXTENDED.to_owned(), "true".to_owned());
        }
        let size = self.text().len() as u64;
        Descriptor { media_type: media_type.to_owned(), digest, size, annotations, ..Descriptor::default() }
    }
}

/// The name of the file that all those of the project make together.
pub(crate) const MAIN: &str = "compose.yaml";

/// What is written where. A name that would lead elsewhere is handed back.
pub(crate) fn files(parts: &[Part]) -> Result<BTreeMap<String, Vec<u8>>, String> {
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for part in parts {
        match part {
            Part::Project { text, .. } => {
                let main = files.entry(MAIN.to_owned()).or_default();
                if !main.is_empty() {
                    main.extend_from_slice(b"\n---\n");
                }
                main.extend_from_slice(text);
            }
            Part::Extended { name, text } | Part::Environment { name, text } => {
                let is_plain = !name.is_empty() && !name.contains(['/', '\\', '\0']) && name != "." && name != "..";
                if !is_plain || name == MAIN {
                    return Err(name.clone());
                }
                files.insert(name.clone(), text.clone());
            }
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_the_project_become_one_and_the_others_keep_their_names() {
        let text = |text: &str| text.as_bytes().to_vec();
        let parts = [
            Part::Project { name: "a.yaml".to_owned(), text: text("a: 1\n") },
            Part::Extended { name: "12.yaml".to_owned(), text: text("b: 1\n") },
            Part::Project { name: "../b.yaml".to_owned(), text: text("c: 1\n") },
            Part::Environment { name: "34.env".to_owned(), text: text("X=1") },
        ];
        let files = files(&parts).unwrap();
        assert_eq!(files["compose.yaml"], b"a: 1\n\n---\nc: 1\n");
        assert_eq!(files.keys().collect::<Vec<_>>(), ["12.yaml", "34.env", "compose.yaml"]);
    }

    #[test]
    fn no_name_leads_out_of_the_folder_or_over_the_main_file() {
        for name in ["../x", "/etc/passwd", "a/b", "..", "", "a\\b", "compose.yaml"] {
            let part = Part::Environment { name: name.to_owned(), text: Vec::new() };
            assert_eq!(files(&[part]), Err(name.to_owned()), "{name}");
        }
    }

    #[test]
    fn a_layer_says_again_what_it_was_made_of() {
        for part in [
            Part::Project { name: "a.yaml".to_owned(), text: b"a".to_vec() },
            Part::Extended { name: "b.yaml".to_owned(), text: b"b".to_vec() },
            Part::Environment { name: "c.env".to_owned(), text: b"c".to_vec() },
        ] {
            let layer = part.layer("sha256:1".to_owned());
            assert_eq!(Part::of(&layer, part.text().to_vec()), Some(part));
        }
        assert_eq!(Part::of(&Descriptor::default(), Vec::new()), None);
    }

    #[test]
    fn projects_are_told_from_images() {
        let read = |text: &str| serde_json::from_str::<Document>(text).unwrap().is_no_project();
        assert_eq!(read(r#"{"artifactType":"application/vnd.docker.compose.project"}"#), None);
        assert_eq!(read(r#"{"config":{"mediaType":"application/vnd.docker.compose.config.empty.v1+json"}}"#), None);
        assert_eq!(read(r#"{"config":{"mediaType":"x"}}"#).as_deref(), Some("x"));
        assert_eq!(read(r#"{"artifactType":"y"}"#).as_deref(), Some("y"));
    }
}
