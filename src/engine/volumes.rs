//! Volumes.

use std::collections::BTreeMap;

use bollard::models::VolumeCreateRequest;
use serde::Deserialize;

use super::Result;
use super::answer::null_default;
use super::client::{Call, Client};
use super::query::Path;
use crate::model::observed::ObservedVolume;

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Volume {
    name: String,
    driver: String,
    mountpoint: String,
    scope: String,
    #[serde(deserialize_with = "null_default")]
    labels: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Volumes {
    #[serde(default, deserialize_with = "null_default")]
    volumes: Vec<Volume>,
}

impl From<Volume> for ObservedVolume {
    fn from(volume: Volume) -> Self {
        let Volume { name, driver, mountpoint, scope, labels } = volume;
        Self { name, driver, mountpoint, scope, labels }
    }
}

pub(super) async fn list(client: &Client, labels: &[String]) -> Result<Vec<ObservedVolume>> {
    let path = Path::new(&["volumes"]).with_filters(&[("label", labels)]);
    let list: Volumes = client.json(Call::get(path)).await?;
    Ok(list.volumes.into_iter().map(ObservedVolume::from).collect())
}

pub(super) async fn find(client: &Client, names: &[String]) -> Result<Vec<ObservedVolume>> {
    let path = Path::new(&["volumes"]).with_filters(&[("name", names)]);
    let list: Volumes = client.json(Call::get(path)).await?;
    // The engine's filter takes names that only contain one of ours.
    Ok(list.volumes.into_iter().filter(|volume| names.contains(&volume.name)).map(ObservedVolume::from).collect())
}

pub(super) async fn inspect(client: &Client, name: &str) -> Result<Option<ObservedVolume>> {
    let found: Option<Volume> = client.json_if_found(Call::get(Path::new(&["volumes", name]))).await?;
    Ok(found.filter(|volume| volume.name == name).map(ObservedVolume::from))
}

pub(super) async fn create(client: &Client, body: &VolumeCreateRequest) -> Result<()> {
    client.run(Call::post(Path::new(&["volumes", "create"])).with_json(body)).await
}

pub(super) async fn remove(client: &Client, name: &str, force: bool) -> Result<()> {
    client.run(Call::delete(Path::new(&["volumes", name]).with_flag("force", force))).await
}
