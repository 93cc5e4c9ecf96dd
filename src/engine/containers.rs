//! Containers: lists, inspections, and everything that is done to them.

use std::collections::BTreeMap;

use bollard::models::ContainerCreateBody;
use serde::Deserialize;

use super::answer::null_default;
use super::client::{Call, Client};
use super::error::EngineError;
use super::query::Path;
use super::{ContainerDetails, ContainerFilter, Created, ExitCode, Probe, Processes, Result, WaitUntil};
use crate::model::ids::{ContainerId, NetworkId};
use crate::model::observed::{
    ContainerState, Health, ObservedContainer, ObservedEndpoint, ObservedMount, ObservedPort,
};

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Summary {
    id: String,
    #[serde(deserialize_with = "null_default")]
    names: Vec<String>,
    image: String,
    #[serde(rename = "ImageID")]
    image_id: String,
    command: String,
    created: i64,
    #[serde(deserialize_with = "null_default")]
    ports: Vec<Port>,
    #[serde(deserialize_with = "null_default")]
    labels: BTreeMap<String, String>,
    state: String,
    status: String,
    #[serde(deserialize_with = "null_default")]
    host_config: HostConfig,
    #[serde(deserialize_with = "null_default")]
    network_settings: NetworkSettings,
    #[serde(deserialize_with = "null_default")]
    mounts: Vec<Mount>,
    size_rw: Option<i64>,
    size_root_fs: Option<i64>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Port {
    #[serde(rename = "IP")]
    ip: String,
    #[serde(rename = "PrivatePort")]
    private: u16,
    #[serde(rename = "PublicPort")]
    public: u16,
    #[serde(rename = "Type")]
    protocol: String,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct HostConfig {
    network_mode: String,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct NetworkSettings {
    #[serde(deserialize_with = "null_default")]
    networks: BTreeMap<String, Option<Endpoint>>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Endpoint {
    #[serde(rename = "NetworkID")]
    network_id: String,
    #[serde(rename = "IPAMConfig")]
    fixed: Option<FixedAddresses>,
    mac_address: String,
    /// Lists leave them out.
    #[serde(deserialize_with = "null_default")]
    aliases: Vec<String>,
    #[serde(rename = "IPAddress")]
    ip_address: String,
    #[serde(rename = "GlobalIPv6Address")]
    ipv6_address: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct FixedAddresses {
    #[serde(rename = "IPv4Address")]
    ipv4: String,
    #[serde(rename = "IPv6Address")]
    ipv6: String,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Mount {
    #[serde(rename = "Type")]
    kind: String,
    name: String,
    source: String,
    destination: String,
    driver: String,
    #[serde(rename = "RW")]
    read_write: bool,
}

impl Summary {
    fn into_observed(self) -> ObservedContainer {
        // Old links add names of the form /other/alias; the container's own has one slash.
        let own = self.names.iter().find(|name| name.matches('/').count() == 1).or(self.names.first());
        ObservedContainer {
            environment: None,
            started_at: None,
            id: ContainerId(self.id),
            name: own.map(|name| name.trim_start_matches('/').to_owned()).unwrap_or_default(),
            image: self.image,
            image_id: self.image_id,
            command: self.command,
            state: ContainerState::from_word(&self.state),
            status: self.status,
            created: self.created,
            labels: self.labels,
            networks: self.network_settings.networks.into_iter().map(endpoint).collect(),
            mounts: self.mounts.into_iter().map(mount).collect(),
            ports: self.ports.into_iter().map(port).collect(),
            network_mode: self.host_config.network_mode,
            size_rw: self.size_rw,
            size_root_fs: self.size_root_fs,
        }
    }
}

fn endpoint((network, endpoint): (String, Option<Endpoint>)) -> (String, ObservedEndpoint) {
    let endpoint = endpoint.unwrap_or_default();
    let FixedAddresses { ipv4, ipv6 } = endpoint.fixed.unwrap_or_default();
    let observed = ObservedEndpoint {
        network_id: NetworkId(endpoint.network_id),
        aliases: None,
        fixed_addresses: [ipv4, ipv6].into_iter().filter(|address| !address.is_empty()).collect(),
        mac_address: endpoint.mac_address,
        ip_address: endpoint.ip_address,
        ipv6_address: endpoint.ipv6_address,
    };
    (network, observed)
}

fn mount(mount: Mount) -> ObservedMount {
    let Mount { kind, name, source, destination, driver, read_write } = mount;
    ObservedMount { kind, name, source, destination, driver, read_write }
}

fn port(port: Port) -> ObservedPort {
    ObservedPort { ip: port.ip, private: port.private, public: port.public, protocol: port.protocol }
}

pub(super) async fn list(client: &Client, filter: &ContainerFilter) -> Result<Vec<ObservedContainer>> {
    let path = Path::new(&["containers", "json"])
        .with_flag("all", filter.all)
        .with_flag("size", filter.size)
        .with_filters(&[("label", &filter.labels), ("status", &filter.statuses)]);
    let list: Vec<Summary> = client.json(Call::get(path)).await?;
    Ok(list.into_iter().map(Summary::into_observed).collect())
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Inspection {
    id: String,
    name: String,
    #[serde(deserialize_with = "null_default")]
    state: State,
    #[serde(deserialize_with = "null_default")]
    config: Config,
    #[serde(deserialize_with = "null_default")]
    network_settings: NetworkSettings,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct State {
    status: String,
    exit_code: i64,
    error: String,
    started_at: String,
    finished_at: String,
    health: Option<HealthState>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct HealthState {
    status: String,
    #[serde(deserialize_with = "null_default")]
    log: Vec<ProbeLog>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct ProbeLog {
    exit_code: i64,
    output: String,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Config {
    tty: bool,
    open_stdin: bool,
    stdin_once: bool,
    #[serde(deserialize_with = "null_default")]
    labels: BTreeMap<String, String>,
    healthcheck: Option<Healthcheck>,
    env: Option<Vec<String>>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Healthcheck {
    #[serde(deserialize_with = "null_default")]
    test: Vec<String>,
}

impl Healthcheck {
    /// `NONE` turns off what an image below brought.
    pub(super) fn is_on(&self) -> bool {
        self.test.first().is_some_and(|word| word != "NONE")
    }
}

impl Inspection {
    fn into_details(self) -> ContainerDetails {
        let health = self.state.health.unwrap_or_default();
        ContainerDetails {
            id: ContainerId(self.id),
            name: self.name.trim_start_matches('/').to_owned(),
            tty: self.config.tty,
            stdin_open: self.config.open_stdin,
            stdin_once: self.config.stdin_once,
            state: ContainerState::from_word(&self.state.status),
            exit_code: self.state.exit_code,
            error: self.state.error,
            health: match health.status.as_str() {
                "starting" => Some(Health::Starting),
                "healthy" => Some(Health::Healthy),
                "unhealthy" => Some(Health::Unhealthy),
                _ => None,
            },
            last_probe: health
                .log
                .into_iter()
                .next_back()
                .map(|probe| Probe { exit_code: probe.exit_code, output: probe.output }),
            started_at: self.state.started_at,
            finished_at: self.state.finished_at,
            has_healthcheck: self.config.healthcheck.is_some_and(|check| check.is_on()),
            labels: self.config.labels,
            environment: self.config.env.unwrap_or_default(),
            aliases: self
                .network_settings
                .networks
                .into_iter()
                .map(|(network, endpoint)| (network, endpoint.unwrap_or_default().aliases))
                .collect(),
        }
    }
}

pub(super) async fn inspect(client: &Client, id: &ContainerId) -> Result<ContainerDetails> {
    let inspection: Inspection = client.json(Call::get(Path::new(&["containers", id.as_str(), "json"]))).await?;
    Ok(inspection.into_details())
}

pub(super) struct NewContainer<'a> {
    pub(super) name: &'a str,
    pub(super) platform: &'a str,
    pub(super) body: ContainerCreateBody,
    pub(super) mac_address: Option<&'a str>,
}

pub(super) async fn create(client: &Client, new: NewContainer<'_>) -> Result<Created> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Answer {
        id: String,
        #[serde(default, deserialize_with = "null_default")]
        warnings: Vec<String>,
    }
    let path = Path::new(&["containers", "create"]).with_text("name", new.name).with_text("platform", new.platform);
    let mut body = serde_json::to_value(new.body).expect("a container's body has a JSON form");
    if let Some(mac_address) = new.mac_address {
        body["MacAddress"] = mac_address.into();
    }
    let answer: Answer = client.json(Call::post(path).with_json(&body)).await?;
    Ok(Created { id: ContainerId(answer.id), warnings: answer.warnings })
}

/// A POST on a container that answers nothing: `start`, `pause`, `unpause`.
pub(super) async fn act(client: &Client, id: &ContainerId, action: &str) -> Result<()> {
    client.run(Call::post(Path::new(&["containers", id.as_str(), action]))).await
}

/// `stop` or `restart`, with the seconds until the engine kills.
pub(super) async fn act_within(client: &Client, id: &ContainerId, action: &str, timeout: Option<i64>) -> Result<()> {
    let path = Path::new(&["containers", id.as_str(), action]);
    let path = match timeout {
        Some(seconds) => path.with("t", &seconds.to_string()),
        None => path,
    };
    client.run(Call::post(path)).await
}

pub(super) async fn kill(client: &Client, id: &ContainerId, signal: &str) -> Result<()> {
    let path = Path::new(&["containers", id.as_str(), "kill"]).with_text("signal", signal);
    client.run(Call::post(path)).await
}

pub(super) async fn wait(client: &Client, id: &ContainerId, until: WaitUntil) -> Result<ExitCode> {
    let condition = match until {
        WaitUntil::NotRunning => "not-running",
        WaitUntil::NextExit => "next-exit",
        WaitUntil::Removed => "removed",
    };
    let path = Path::new(&["containers", id.as_str(), "wait"]).with("condition", condition);
    // The engine sends its headers when it has begun to wait, and the body at the end.
    let answer = client.begin(Call::post(path)).await?;
    Ok(Box::pin(async move { exit_code(answer.read().await?) }))
}

pub(super) async fn top(client: &Client, id: &ContainerId) -> Result<Processes> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Answer {
        #[serde(default, deserialize_with = "null_default")]
        titles: Vec<String>,
        #[serde(default, deserialize_with = "null_default")]
        processes: Vec<Vec<String>>,
    }
    let Answer { titles, processes } = client.json(Call::get(Path::new(&["containers", id.as_str(), "top"]))).await?;
    Ok(Processes { titles, rows: processes })
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Waited {
    status_code: i64,
    #[serde(default)]
    error: Option<WaitError>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct WaitError {
    #[serde(default)]
    message: String,
}

fn exit_code(waited: Waited) -> Result<i64> {
    match waited.error.filter(|error| !error.message.is_empty()) {
        Some(error) => Err(EngineError::Failed { message: format!("Error response from daemon: {}", error.message) }),
        None => Ok(waited.status_code),
    }
}

pub(super) async fn rename(client: &Client, id: &ContainerId, name: &str) -> Result<()> {
    client.run(Call::post(Path::new(&["containers", id.as_str(), "rename"]).with("name", name))).await
}

pub(super) async fn remove(client: &Client, id: &ContainerId, force: bool, volumes: bool) -> Result<()> {
    let path = Path::new(&["containers", id.as_str()]).with_flag("force", force).with_flag("v", volumes);
    client.run(Call::delete(path)).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_survives_words_nulls_and_fields_that_are_new() {
        let text = r#"[{"Id":"abc","Names":["/other/alias","/p_web_1"],"Image":"i","ImageID":"sha256:1","Command":"c",
            "Created":5,"Ports":[{"PrivatePort":80,"PublicPort":8080,"Type":"sctp9","IP":"::"},{"PrivatePort":81,"Type":"tcp"}],
            "Labels":null,"State":"levitating","Status":"Levitating","HostConfig":{"NetworkMode":"p_default"},
            "NetworkSettings":{"Networks":{"p_default":{"NetworkID":"n","Aliases":null,"IPAddress":"10.0.0.2"},"x":null}},
            "Mounts":[{"Type":"quantum","Destination":"/d","RW":true}],"Brand":"new"}, {"Id":"d"}]"#;
        let list: Vec<Summary> = serde_json::from_str(text).unwrap();
        let containers: Vec<ObservedContainer> = list.into_iter().map(Summary::into_observed).collect();
        let first = &containers[0];
        assert_eq!(first.name, "p_web_1");
        assert_eq!(first.state, ContainerState::Other("levitating".to_owned()));
        assert_eq!(first.networks["p_default"].ip_address, "10.0.0.2");
        assert_eq!((first.ports[0].public, first.ports[1].public), (8080, 0));
        assert_eq!((first.mounts[0].kind.as_str(), first.mounts[0].read_write), ("quantum", true));
        assert_eq!((first.size_rw, containers[1].name.as_str()), (None, ""));
    }

    #[test]
    fn an_inspection_tells_health_the_last_probe_and_whether_there_is_a_check() {
        let text = r#"{"Id":"a","Name":"/n","State":{"Status":"exited","ExitCode":3,"Error":"e","StartedAt":"t",
            "Health":{"Status":"unhealthy","Log":[{"Output":"first"},{"Output":"last","ExitCode":7}]}},
            "Config":{"Tty":true,"Labels":{"a":"b"},"Healthcheck":{"Test":["CMD","x"]}}}"#;
        let details = serde_json::from_str::<Inspection>(text).unwrap().into_details();
        assert_eq!((details.name.as_str(), details.exit_code, details.tty), ("n", 3, true));
        let last = Probe { exit_code: 7, output: "last".to_owned() };
        assert_eq!((details.health, details.last_probe), (Some(Health::Unhealthy), Some(last)));
        assert!(details.has_healthcheck);
        let off = r#"{"Config":{"Healthcheck":{"Test":["NONE"]}},"State":{"Health":null}}"#;
        let details = serde_json::from_str::<Inspection>(off).unwrap().into_details();
        assert_eq!((details.has_healthcheck, details.health), (false, None));
    }
}
