//! Names for completion: what the shell cannot know by itself. Whatever goes wrong gives no names and no words.

use std::collections::{BTreeMap, BTreeSet};

use super::context::{config_dir, load_request};
use crate::cli::complete::Names;
use crate::cli::settings::Settings;
use crate::cli::shared::GlobalArgs;
use crate::engine::connect::{ConnectRequest, connect};
use crate::engine::{ContainerFilter, Engine};
use crate::loader;
use crate::loader::code::Code;
use crate::loader::request::{LoadOptions, LoadRequest};
use crate::model::labels;
use crate::model::project::Project;

/// Names from the files and the engine that the flags and the environment tell of.
pub(crate) struct Surroundings {
    pub(crate) environment: BTreeMap<String, String>,
}

impl Names for Surroundings {
    /// Active services first.
    async fn services(&self, global: &GlobalArgs) -> Vec<String> {
        let Some(project) = self.project(global) else { return Vec::new() };
        project.services.keys().chain(project.disabled_services.keys()).map(ToString::to_string).collect()
    }

    async fn profiles(&self, global: &GlobalArgs) -> Vec<String> {
        let Some(project) = self.project(global) else { return Vec::new() };
        let services = project.services.values().chain(project.disabled_services.values());
        services.flat_map(|service| service.profiles.iter().cloned()).collect::<BTreeSet<_>>().into_iter().collect()
    }

    fn codes(&self) -> Vec<(String, String)> {
        Code::ALL.iter().map(|code| (code.name().to_owned(), code.summary().to_owned())).collect()
    }

    async fn projects(&self) -> Vec<String> {
        let request = ConnectRequest::new(config_dir(None, &self.environment), &self.environment);
        let filter = ContainerFilter {
            all: true,
            labels: vec![labels::PROJECT.to_owned(), labels::CONFIG_HASH.to_owned()],
            ..ContainerFilter::default()
        };
        let Ok(engine) = connect(&request).await else { return Vec::new() };
        let containers = engine.list_containers(&filter).await.unwrap_or_default();
        let names: BTreeSet<&str> =
            containers.iter().filter_map(|container| container.label(labels::PROJECT)).collect();
        names.into_iter().map(str::to_owned).collect()
    }
}

impl Surroundings {
    fn project(&self, global: &GlobalArgs) -> Option<Project> {
        let settings = Settings::resolve(global, &self.environment, &self.environment).ok()?;
        let options = LoadOptions { check_consistency: false, ..LoadOptions::default() };
        let request = load_request(global, &settings, &self.environment, options);
        let request = LoadRequest { working_dir: super::working_dir(), ..request };
        loader::load(&request).ok().map(|loaded| loaded.project)
    }
}
