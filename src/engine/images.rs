//! Images: lists, inspections and classic builds.

use std::collections::BTreeMap;

use futures_util::stream::{BoxStream, LocalBoxStream, StreamExt};
use serde::Deserialize;

use super::answer::{null_default, unix_seconds};
use super::client::{Call, Client, pieces};
use super::containers::Healthcheck;
use super::error::EngineError;
use super::lines;
use super::query::Path;
use super::reference::{Reference, may_be_id};
use super::{BuildProgress, BuildRequest, CommitRequest, Result};
use crate::model::ids::ContainerId;
use crate::model::observed::ObservedImage;

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Summary {
    id: String,
    #[serde(deserialize_with = "null_default")]
    repo_tags: Vec<String>,
    #[serde(deserialize_with = "null_default")]
    repo_digests: Vec<String>,
    size: i64,
    created: i64,
    #[serde(deserialize_with = "null_default")]
    labels: BTreeMap<String, String>,
}

impl From<&Summary> for ObservedImage {
    fn from(image: &Summary) -> Self {
        Self {
            id: image.id.clone(),
            tags: real_tags(&image.repo_tags),
            size: image.size,
            created: image.created,
            labels: image.labels.clone(),
            ..Self::default()
        }
    }
}

/// Old engines write `<none>:<none>` for none.
fn real_tags(tags: &[String]) -> Vec<String> {
    tags.iter().filter(|tag| !tag.starts_with("<none>")).cloned().collect()
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Inspection {
    id: String,
    #[serde(deserialize_with = "null_default")]
    repo_tags: Vec<String>,
    size: i64,
    #[serde(deserialize_with = "null_default")]
    created: String,
    #[serde(deserialize_with = "null_default")]
    config: Config,
    os: String,
    architecture: String,
    #[serde(deserialize_with = "null_default")]
    variant: String,
    #[serde(deserialize_with = "null_default")]
    metadata: Metadata,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Config {
    #[serde(deserialize_with = "null_default")]
    labels: BTreeMap<String, String>,
    #[serde(deserialize_with = "null_default")]
    volumes: BTreeMap<String, serde_json::Value>,
    #[serde(deserialize_with = "null_default")]
    exposed_ports: BTreeMap<String, serde_json::Value>,
    healthcheck: Option<Healthcheck>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Metadata {
    #[serde(deserialize_with = "null_default")]
    last_tag_time: String,
}

impl From<Inspection> for ObservedImage {
    fn from(image: Inspection) -> Self {
        let parts = [image.os, image.architecture, image.variant];
        let platform: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        Self {
            id: image.id,
            tags: real_tags(&image.repo_tags),
            size: image.size,
            created: unix_seconds(&image.created),
            labels: image.config.labels,
            detailed: true,
            volumes: image.config.volumes.into_keys().collect(),
            exposed_ports: image.config.exposed_ports.into_keys().collect(),
            healthcheck: image.config.healthcheck.is_some_and(|check| check.is_on()),
            platform: platform.join("/"),
            built: image.created,
            last_tag_time: image.metadata.last_tag_time,
        }
    }
}

/// By reference as asked for. One list, and an inspection of what only an inspection can find: the beginnings of ids.
pub(super) async fn find(client: &Client, references: &[String]) -> Result<BTreeMap<String, ObservedImage>> {
    // The engine narrows the list by tags; what has none must be looked for in the whole list.
    let tags: Option<Vec<String>> = references.iter().map(|text| Reference::parse(text).familiar_tag()).collect();
    let tags = tags.unwrap_or_default();
    let path = Path::new(&["images", "json"]).with_filters(&[("reference", &tags)]);
    let list: Vec<Summary> = client.json(Call::get(path)).await?;
    let mut found = BTreeMap::new();
    for text in references {
        match list.iter().find(|image| is_named(image, text)) {
            Some(image) => drop(found.insert(text.clone(), ObservedImage::from(image))),
            None if may_be_id(text) => {
                if let Some(image) = inspect(client, text).await? {
                    found.insert(text.clone(), image);
                }
            }
            None => {}
        }
    }
    Ok(found)
}

fn is_named(image: &Summary, text: &str) -> bool {
    let reference = Reference::parse(text);
    match (reference.familiar_tag(), reference.familiar_digest()) {
        (Some(tag), _) => image.repo_tags.contains(&tag),
        (None, Some(digest)) => image.repo_digests.contains(&digest),
        (None, None) => false,
    }
}

pub(super) async fn inspect(client: &Client, reference: &str) -> Result<Option<ObservedImage>> {
    let call = Call::get(Path::new(&["images", reference, "json"]));
    let found: Option<Inspection> = client.json_if_found(call).await?;
    Ok(found.map(ObservedImage::from))
}

pub(super) async fn remove(client: &Client, reference: &str) -> Result<()> {
    client.run(Call::delete(Path::new(&["images", reference]).with("noprune", "1"))).await
}

/// A line of the stream of a pull, a push or a build.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Message {
    #[serde(deserialize_with = "null_default")]
    pub(super) id: String,
    #[serde(deserialize_with = "null_default")]
    pub(super) status: String,
    #[serde(deserialize_with = "null_default")]
    stream: String,
    #[serde(rename = "progressDetail", deserialize_with = "null_default")]
    pub(super) progress: Detail,
    pub(super) error: Option<String>,
    aux: Option<serde_json::Value>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Detail {
    // Signed and possibly fractional in some engines' streams: whatever it is, a progress is no reason to fail.
    pub(super) current: f64,
    pub(super) total: f64,
}

/// What the registry says of an image.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Distribution {
    descriptor: Descriptor,
}

#[derive(Deserialize)]
struct Descriptor {
    digest: String,
}

pub(super) async fn registry_digest(client: &Client, reference: &str, registry_auth: &str) -> Result<String> {
    let path = Path::new(&["distribution", reference, "json"]);
    let call = Call::get(path).with_header("x-registry-auth", registry_auth)?;
    let distribution: Distribution = client.json(call).await?;
    Ok(distribution.descriptor.digest)
}

pub(super) async fn build(
    client: &Client,
    request: &BuildRequest,
    context: BoxStream<'static, std::io::Result<bytes::Bytes>>,
) -> Result<LocalBoxStream<'static, Result<BuildProgress>>> {
    let mut call = Call::post(build_path(request)).with_body(pieces(context), "application/x-tar");
    if let Some(config) = &request.registry_config {
        call = call.with_header("x-registry-config", config)?;
    }
    let (_, bytes) = client.stream(call).await?;
    let messages = lines::values::<Message>(bytes, "POST /build".to_owned());
    Ok(messages.filter_map(|message| std::future::ready(build_progress(message).transpose())).boxed_local())
}

/// Makes an image of a container; gives its id.
pub(super) async fn commit(client: &Client, id: &ContainerId, request: &CommitRequest) -> Result<String> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Answer {
        id: String,
    }
    // Without a body the engine takes the configuration of the container.
    let answer: Answer = client.json(Call::post(commit_path(id, request))).await?;
    Ok(answer.id)
}

fn commit_path(id: &ContainerId, request: &CommitRequest) -> Path {
    let path = Path::new(&["commit"])
        .with("container", id.as_str())
        .with_text("repo", &request.repository)
        .with_text("tag", &request.tag)
        .with_text("comment", &request.comment)
        .with_text("author", &request.author);
    let path = request.changes.iter().fold(path, |path, change| path.with("changes", change));
    // Said always: what is left out means yes in some versions.
    path.with("pause", if request.pause { "1" } else { "0" })
}

fn build_progress(message: Result<Message>) -> Result<Option<BuildProgress>> {
    #[derive(Deserialize)]
    struct Aux {
        #[serde(rename = "ID")]
        id: String,
    }
    let message = message?;
    if let Some(message) = message.error {
        return Err(EngineError::Failed { message });
    }
    if let Some(Aux { id }) = message.aux.and_then(|aux| serde_json::from_value(aux).ok()) {
        return Ok(Some(BuildProgress::Image(id)));
    }
    if !message.stream.is_empty() {
        return Ok(Some(BuildProgress::Output(message.stream)));
    }
    // A base image is being pulled. Its moving bars would be a line each.
    let tells = !message.status.is_empty() && message.progress.total <= 0.0;
    let separator = if message.id.is_empty() { "" } else { ": " };
    Ok(tells.then(|| BuildProgress::Output(format!("{}{separator}{}\n", message.id, message.status))))
}

fn build_path(request: &BuildRequest) -> Path {
    let json = |value: serde_json::Result<String>| value.expect("maps and lists of strings have a JSON form");
    let mut path = Path::new(&["build"]);
    for tag in &request.tags {
        path = path.with("t", tag);
    }
    path = path
        .with_text("dockerfile", &request.dockerfile)
        .with_text("target", &request.target)
        .with_text("networkmode", &request.network)
        .with_text("platform", &request.platform)
        .with_flag("nocache", request.no_cache)
        .with_flag("pull", request.pull)
        .with_flag("rm", true)
        .with_flag("forcerm", true);
    if !request.args.is_empty() {
        path = path.with("buildargs", &json(serde_json::to_string(&request.args)));
    }
    if !request.labels.is_empty() {
        path = path.with("labels", &json(serde_json::to_string(&request.labels)));
    }
    if !request.cache_from.is_empty() {
        path = path.with("cachefrom", &json(serde_json::to_string(&request.cache_from)));
    }
    if !request.extra_hosts.is_empty() {
        path = path.with("extrahosts", &request.extra_hosts.join(","));
    }
    if !request.ulimits.is_empty() {
        let limit =
            |(name, soft, hard): &(String, i64, i64)| serde_json::json!({ "Name": name, "Soft": soft, "Hard": hard });
        let limits: Vec<_> = request.ulimits.iter().map(limit).collect();
        path = path.with("ulimits", &json(serde_json::to_string(&limits)));
    }
    if let Some(size) = request.shm_size {
        path = path.with("shmsize", &size.to_string());
    }
    if let Some(memory) = request.memory {
        path = path.with("memory", &memory.to_string());
    }
    path
}

#[cfg(test)]
#[path = "images_tests.rs"]
mod tests;
