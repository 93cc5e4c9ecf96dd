//! Golden tests of the request bodies, attribute by attribute.

mod body;
mod golden;
mod hooks;
mod places;
mod problems;
mod storage;

use std::collections::BTreeMap;
use std::io::Read;

use serde_json::{Value, json};

use crate::convert::container::{ContainerBody, ContainerFacts, OneOff, Outside, body};
use crate::convert::endpoint::{LinkTargets, connect_body};
use crate::convert::error::ConvertError;
use crate::convert::{api_socket, files, network, security, volume, warnings};
use crate::model::api_version::ApiVersion;
use crate::model::ids::{ContainerId, ServiceName};
use crate::model::network::Network;
use crate::model::project::Project;
use crate::model::secret::FileObject;
use crate::model::service::Service;
use crate::model::volume::Volume;

const NEW: ApiVersion = ApiVersion(1, 51);
const OLD: ApiVersion = ApiVersion(1, 41);

/// A project `p` with the one service `web`, the networks back, default and front, and the volume data.
fn project(service: Value) -> Project {
    let mut service: Service = serde_json::from_value(service).unwrap();
    service.name = "web".into();
    if service.image.is_empty() {
        service.image = "busybox".to_owned();
    }
    let network = |key: &str| (key.to_owned(), Network { name: format!("p_{key}"), ..Network::default() });
    Project {
        name: "p".to_owned(),
        working_dir: "/w".into(),
        services: BTreeMap::from([("web".into(), service)]),
        networks: ["back", "default", "front"].map(network).into(),
        volumes: BTreeMap::from([("data".to_owned(), Volume { name: "p_data".to_owned(), ..Volume::default() })]),
        ..Project::default()
    }
}

/// Owned values behind [`ContainerFacts`].
#[derive(Default)]
struct Given {
    labels: BTreeMap<String, String>,
    inherited: BTreeMap<String, String>,
    owners: BTreeMap<ServiceName, ContainerId>,
    link_targets: LinkTargets,
    one_off: Option<OneOff>,
    outside: Outside,
}

impl Given {
    fn facts(&self) -> ContainerFacts<'_> {
        ContainerFacts {
            name: "p_web_1",
            number: Some(1),
            labels: &self.labels,
            inherited: &self.inherited,
            owners: &self.owners,
            link_targets: &self.link_targets,
            one_off: self.one_off,
            outside: &self.outside,
        }
    }

    fn body(&self, project: &Project, version: ApiVersion) -> Result<ContainerBody, String> {
        let service = &project.services["web"];
        body(project, service, &self.facts(), version).map_err(|error| error.to_string())
    }
}

fn check(project: &Project, version: ApiVersion) -> Vec<ConvertError> {
    crate::convert::check::check(project, version, &Outside::default())
}

fn created(service: Value) -> Value {
    serde_json::to_value(Given::default().body(&project(service), NEW).unwrap().create).unwrap()
}

fn failure(service: Value, version: ApiVersion) -> String {
    Given::default().body(&project(service), version).unwrap_err()
}

fn compare<const N: usize>(table: [(Value, &str, Value); N]) {
    for (service, pointer, expected) in table {
        let body = created(service.clone());
        assert_eq!(body.pointer(pointer).unwrap_or(&Value::Null), &expected, "{service} at {pointer}");
    }
}
