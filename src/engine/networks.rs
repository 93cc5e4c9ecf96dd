//! Networks.

use std::collections::BTreeMap;

use bollard::models::{NetworkConnectRequest, NetworkCreateRequest};
use serde::Deserialize;

use super::answer::null_default;
use super::client::{Call, Client};
use super::query::Path;
use super::{ApiVersion, Result};
use crate::model::ids::{ContainerId, NetworkId};
use crate::model::observed::ObservedNetwork;

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Network {
    id: String,
    name: String,
    driver: String,
    created: String,
    internal: bool,
    #[serde(deserialize_with = "null_default")]
    labels: BTreeMap<String, String>,
}

impl From<Network> for ObservedNetwork {
    fn from(network: Network) -> Self {
        let Network { id, name, driver, created, internal, labels } = network;
        Self { id: NetworkId(id), name, driver, created, internal, labels }
    }
}

pub(super) async fn list(client: &Client, labels: &[String]) -> Result<Vec<ObservedNetwork>> {
    let path = Path::new(&["networks"]).with_filters(&[("label", labels)]);
    let list: Vec<Network> = client.json(Call::get(path)).await?;
    Ok(list.into_iter().map(ObservedNetwork::from).collect())
}

pub(super) async fn find(client: &Client, names: &[String]) -> Result<Vec<ObservedNetwork>> {
    let path = Path::new(&["networks"]).with_filters(&[("name", names)]);
    let list: Vec<Network> = client.json(Call::get(path)).await?;
    // The engine's filter takes names that only contain one of ours.
    Ok(list.into_iter().filter(|network| names.contains(&network.name)).map(ObservedNetwork::from).collect())
}

pub(super) async fn inspect(client: &Client, name: &str) -> Result<Option<ObservedNetwork>> {
    let found: Option<Network> = client.json_if_found(Call::get(Path::new(&["networks", name]))).await?;
    // The engine takes the beginning of an id for the id.
    Ok(found.filter(|network| network.name == name || network.id == name).map(ObservedNetwork::from))
}

pub(super) async fn create(client: &Client, body: NetworkCreateRequest) -> Result<NetworkId> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Answer {
        id: String,
    }
    let mut body = serde_json::to_value(body).expect("a network's body has a JSON form");
    if client.version() < ApiVersion(1, 44) {
        // Without it, old engines make a second network of the same name.
        body["CheckDuplicate"] = true.into();
    }
    let answer: Answer = client.json(Call::post(Path::new(&["networks", "create"])).with_json(&body)).await?;
    Ok(NetworkId(answer.id))
}

pub(super) async fn remove(client: &Client, id: &NetworkId) -> Result<()> {
    client.run(Call::delete(Path::new(&["networks", id.as_str()]))).await
}

pub(super) async fn connect(client: &Client, network: &str, body: &NetworkConnectRequest) -> Result<()> {
    client.run(Call::post(Path::new(&["networks", network, "connect"])).with_json(body)).await
}

pub(super) async fn disconnect(client: &Client, network: &str, container: &ContainerId) -> Result<()> {
    let body = serde_json::json!({ "Container": container.as_str(), "Force": true });
    client.run(Call::post(Path::new(&["networks", network, "disconnect"])).with_json(&body)).await
}
