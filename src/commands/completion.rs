//! Names for completion: what the shell cannot know by itself. Whatever goes wrong gives no names and no words.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::context::{config_dir, load_request};
use crate::cli::complete::{Folder, Names, State};
use crate::cli::settings::Settings;
use crate::cli::shared::GlobalArgs;
use crate::engine::connect::{ConnectRequest, connect};
use crate::engine::docker::DockerEngine;
use crate::engine::{ContainerFilter, Engine};
use crate::loader;
use crate::loader::code::Code;
use crate::loader::request::{LoadOptions, LoadRequest};
use crate::model::labels;
use crate::model::observed::{ContainerState, ObservedContainer};
use crate::session::transfer::listing;

/// Longer than this nobody waits for a shell. An engine behind ssh takes a second.
const LONGEST: Duration = Duration::from_secs(2);

/// Names from the files and the engine that the flags and the environment tell of.
pub(crate) struct Surroundings {
    pub(crate) environment: BTreeMap<String, String>,
}

/// What a file tells, even one that has mistakes.
#[derive(Clone, Debug, Default)]
struct FileNames {
    /// Those of active profiles first.
    services: Vec<String>,
    profiles: BTreeSet<String>,
    ports: BTreeMap<String, BTreeSet<u32>>,
}

impl Names for Surroundings {
    async fn services(&self, global: &GlobalArgs, state: State) -> Vec<String> {
        let file = self.file(global).services;
        if state == State::Any && !file.is_empty() {
            return file;
        }
        match self.containers(global).await {
            Some((_, containers)) => in_state(&containers, state, &file),
            None => file,
        }
    }

    async fn profiles(&self, global: &GlobalArgs) -> Vec<String> {
        self.file(global).profiles.into_iter().collect()
    }

    async fn ports(&self, global: &GlobalArgs, service: &str) -> Vec<String> {
        let mut ports = self.file(global).ports.remove(service).unwrap_or_default();
        if ports.is_empty() {
            let containers = self.containers(global).await.map(|(_, containers)| containers).unwrap_or_default();
            let of_service = containers.iter().filter(|container| container.label(labels::SERVICE) == Some(service));
            ports.extend(of_service.flat_map(|container| &container.ports).map(|port| u32::from(port.private)));
        }
        ports.iter().map(ToString::to_string).collect()
    }

    async fn files(&self, global: &GlobalArgs, folder: Folder<'_>) -> Vec<String> {
        let work = async {
            let (engine, containers) = self.containers(global).await?;
            let is_meant = |container: &&ObservedContainer| {
                container.label(labels::SERVICE) == Some(folder.service)
                    && folder.number.is_none_or(|number| container.number() == Some(number))
            };
            let container = containers.iter().filter(is_meant).min_by_key(|container| container.number())?;
            Some(listing::entries(&engine, container, folder.path).await)
        };
        in_time(work).await.unwrap_or_default().into_iter().collect()
    }

    fn local_files(&self) -> Vec<String> {
        let entries = std::fs::read_dir(super::working_dir()).into_iter().flatten().flatten();
        let names = entries.filter_map(|entry| {
            let slash = if entry.path().is_dir() { "/" } else { "" };
            Some(format!("{}{slash}", entry.file_name().to_str()?))
        });
        names.collect::<BTreeSet<_>>().into_iter().collect()
    }

    async fn projects(&self) -> Vec<String> {
        let labels = vec![labels::PROJECT.to_owned(), labels::CONFIG_HASH.to_owned()];
        let filter = ContainerFilter { all: true, labels, ..ContainerFilter::default() };
        let Some((_, containers)) = self.list(&filter).await else { return Vec::new() };
        let names = containers.iter().filter_map(|container| container.label(labels::PROJECT));
        names.collect::<BTreeSet<_>>().into_iter().map(str::to_owned).collect()
    }

    fn variables(&self) -> Vec<String> {
        self.environment.keys().cloned().collect()
    }

    fn codes(&self) -> Vec<(String, String)> {
        Code::ALL.iter().map(|code| (code.name().to_owned(), code.summary().to_owned())).collect()
    }
}

/// None: it took too long, or did not work.
async fn in_time<T>(work: impl Future<Output = Option<T>>) -> Option<T> {
    tokio::time::timeout(LONGEST, work).await.ok().flatten()
}

/// The services of these containers, in the order of the file; then those that it no longer has.
fn in_state(containers: &[ObservedContainer], state: State, file: &[String]) -> Vec<String> {
    let fits = |container: &&ObservedContainer| {
        let is = |states: &[ContainerState]| states.contains(&container.state);
        match state {
            State::Any | State::Created => true,
            State::Running => is(&[ContainerState::Running]),
            State::Alive => is(&[ContainerState::Running, ContainerState::Paused, ContainerState::Restarting]),
            State::Paused => is(&[ContainerState::Paused]),
            State::Stopped => is(&[ContainerState::Created, ContainerState::Exited, ContainerState::Dead]),
        }
    };
    let services: BTreeSet<&str> =
        containers.iter().filter(fits).filter_map(|container| container.label(labels::SERVICE)).collect();
    let of_file = file.iter().map(String::as_str).filter(|name| services.contains(name));
    let others = services.iter().copied().filter(|name| !file.iter().any(|known| known == name));
    of_file.chain(others).map(str::to_owned).collect()
}

impl Surroundings {
    fn request(&self, global: &GlobalArgs, options: LoadOptions) -> Option<LoadRequest> {
        let settings = Settings::resolve(global, &self.environment, &self.environment).ok()?;
        let request = load_request(global, &settings, &self.environment, options);
        Some(LoadRequest { working_dir: super::working_dir(), ..request })
    }

    fn file(&self, global: &GlobalArgs) -> FileNames {
        let whole = LoadOptions { check_consistency: false, resolve_env: false, ..LoadOptions::default() };
        let Some(request) = self.request(global, whole) else { return FileNames::default() };
        if let Ok(loaded) = loader::load(&request) {
            let project = loaded.project;
            let services = || project.services.iter().chain(&project.disabled_services);
            return FileNames {
                services: services().map(|(name, _)| name.to_string()).collect(),
                profiles: services().flat_map(|(_, service)| service.profiles.iter().cloned()).collect(),
                ports: services()
                    .map(|(name, service)| (name.to_string(), service.ports.iter().map(|port| port.target).collect()))
                    .collect(),
            };
        }
        // A file that is being written, or lacks a variable, still has names.
        let mut names = FileNames::default();
        for (service, profiles) in loader::written_services(&request) {
            names.profiles.extend(profiles);
            if !names.services.contains(&service) {
                names.services.push(service);
            }
        }
        names
    }

    /// The containers of the project but for one-off ones, and the engine that has them.
    async fn containers(&self, global: &GlobalArgs) -> Option<(DockerEngine, Vec<ObservedContainer>)> {
        let (engine, mut containers) = self.list(&ContainerFilter::of_project(&self.project_name(global)?)).await?;
        containers.retain(|container| !container.is_one_off());
        Some((engine, containers))
    }

    fn project_name(&self, global: &GlobalArgs) -> Option<String> {
        let variable = self.environment.get("COMPOSE_PROJECT_NAME");
        match global.project_name.as_ref().or(variable).filter(|name| !name.is_empty()) {
            Some(name) => Some(name.to_lowercase()),
            None => loader::project_name(&self.request(global, LoadOptions::default())?).ok(),
        }
    }

    async fn list(&self, filter: &ContainerFilter) -> Option<(DockerEngine, Vec<ObservedContainer>)> {
        in_time(async {
            let request = ConnectRequest::new(config_dir(None, &self.environment), &self.environment);
            let engine = connect(&request).await.ok()?;
            let containers = engine.list_containers(filter).await.ok()?;
            Some((engine, containers))
        })
        .await
    }
}
