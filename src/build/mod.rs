//! Images: pulled from registries, or built from build sections by the engine's BuildKit or its classic builder.

pub(crate) mod bake;
mod classic;
pub(crate) mod context;
pub(crate) mod error;
mod inputs;
mod kit;
mod order;
mod passing;
pub(crate) mod patterns;
mod tail;
pub(crate) mod transfer;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::engine::Engine;
use crate::engine::credentials::Keyring;
use crate::event::{Event, EventSink, Resource, Status, Verb};
use crate::model::build::{Build, SshKey};
use crate::model::ids::ServiceName;
use crate::model::naming;
use crate::model::project::Project;
use crate::model::scalar::Text;
use crate::model::service::Service;
use error::BuildError;
pub(crate) use kit::Findings;
use kit::Kit;
use order::Order;

/// What the command line and the environment add to build sections.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct BuildOptions {
    /// `KEY=VALUE`, or `KEY` for the environment's value.
    pub(crate) args: Vec<String>,
    pub(crate) no_cache: bool,
    pub(crate) pull: bool,
    /// Bytes.
    pub(crate) memory: Option<i64>,
    /// Instead of the file's.
    pub(crate) ssh: Vec<SshKey>,
    pub(crate) sbom: Option<String>,
    pub(crate) provenance: Option<String>,
    pub(crate) builder: Choice,
    /// How many images at once at most; 0: all.
    pub(crate) limit: usize,
    /// Base64 of the credentials by registry, for the classic builder.
    pub(crate) registry_config: Option<String>,
    /// Proxy variables of docker's configuration: arguments where nothing else sets them.
    pub(crate) proxies: BTreeMap<String, String>,
}

/// Which of the engine's builders.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Choice {
    /// BuildKit where there is one.
    #[default]
    Best,
    Kit,
    Classic,
}

/// Where credentials and agents are looked for. Not `Debug`: the environment may hold secrets.
pub(crate) struct Machine {
    pub(crate) keyring: Arc<Keyring>,
    pub(crate) environment: BTreeMap<String, String>,
}

/// What is shown of a build.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Output {
    #[default]
    Nothing,
    /// All that the builder says, in lines.
    Lines,
    /// The same as the builder's own objects.
    Raw,
    /// The step that it is at.
    Steps,
}

/// Where the news of builds go.
pub(crate) struct Report<'a> {
    sink: &'a dyn EventSink,
    line: &'a dyn Fn(&str),
    output: Output,
    /// Whether lines have to say whose they are.
    several: bool,
    count: Cell<usize>,
}

impl<'a> Report<'a> {
    pub(crate) fn new(sink: &'a dyn EventSink, line: &'a dyn Fn(&str), output: Output) -> Self {
        Self { sink, line, output, several: false, count: Cell::new(0) }
    }

    fn event(&self, project: &Project, service: &Service, status: Status, detail: &str) {
        let resource = Resource::Image(naming::image_name(project, service));
        let event = Event::new(resource, Verb::Build, status).with_service(service.name.as_str());
        self.sink.emit(event.with_detail(detail));
    }
}

/// An image that is there now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Built {
    /// Its id.
    pub(crate) image: String,
    /// What the builder thinks of the Dockerfile.
    pub(crate) warnings: Vec<String>,
}

/// What has become of each service, in the order of their ends.
pub(crate) type Results = Vec<(ServiceName, Result<Built, BuildError>)>;

/// Builds the images of services, and of those whose images they are built from: side by side, unless one needs another.
pub(crate) async fn build(
    engine: &impl Engine,
    (project, services): (&Project, &[ServiceName]),
    options: &BuildOptions,
    machine: Machine,
    mut report: Report<'_>,
) -> Result<Results, BuildError> {
    let order = Order::of(project, services)?;
    report.several = order.len() > 1;
    let machine = Arc::new(machine);
    let kit = match options.builder {
        Choice::Classic => None,
        Choice::Kit => Some(Kit::connect(engine, &machine).await?.ok_or(BuildError::NoKit)?),
        Choice::Best => Kit::connect(engine, &machine).await?,
    };
    let one = async |name: &ServiceName| {
        let service = order::service(project, name).ok_or_else(|| no_section(name))?;
        report.event(project, service, Status::Working, "");
        let result = one(engine, (project, service), options, kit.as_ref(), &report).await;
        match &result {
            Ok(_) => report.event(project, service, Status::Done, ""),
            Err(error) => report.event(project, service, Status::Error, &first_line(error)),
        }
        result
    };
    let skipped = |name: &ServiceName, needed: &ServiceName| {
        if let Some(service) = order::service(project, name) {
            report.event(project, service, Status::Warning, &format!("Skipped: {needed} was not built"));
        }
    };
    Ok(order.run(options.limit, one, skipped).await)
}

/// What BuildKit says of the Dockerfiles of services, one after the other.
pub(crate) async fn check(
    engine: &impl Engine,
    (project, services): (&Project, &[ServiceName]),
    options: &BuildOptions,
    machine: Machine,
) -> Result<Vec<(ServiceName, Result<Findings, BuildError>)>, BuildError> {
    if options.builder == Choice::Classic {
        let service = services.first().map(ToString::to_string).unwrap_or_default();
        return Err(BuildError::Unsupported { service, feature: "checks" });
    }
    let kit = Kit::connect(engine, &Arc::new(machine)).await?.ok_or(BuildError::NoKit)?;
    let mut all = Vec::new();
    for name in services {
        let service = order::service(project, name).ok_or_else(|| no_section(name))?;
        let build = section(service, options)?;
        all.push((name.clone(), kit.check(engine, (project, service, &build), options).await));
    }
    Ok(all)
}

fn no_section(name: &ServiceName) -> BuildError {
    BuildError::NoSection { service: name.to_string() }
}

fn first_line(error: &BuildError) -> String {
    error.to_string().lines().next().unwrap_or_default().to_owned()
}

async fn one(
    engine: &impl Engine,
    (project, service): (&Project, &Service),
    options: &BuildOptions,
    kit: Option<&Kit>,
    report: &Report<'_>,
) -> Result<Built, BuildError> {
    let build = section(service, options)?;
    let classic = async || {
        let output = |line: &str| match report.output {
            Output::Lines => (report.line)(line),
            Output::Steps => report.event(project, service, Status::Working, line.trim()),
            Output::Nothing | Output::Raw => {}
        };
        let image = classic::build(engine, (project, service, &build), options, &output).await?;
        Ok(Built { image, warnings: Vec::new() })
    };
    let Some(kit) = kit else { return classic().await };
    if let Some(feature) = kit::too_old_for(engine.api_version(), &build) {
        // What the engine's BuildKit lacks, its classic builder may have.
        let is_local = build.context.starts_with('/');
        if options.builder == Choice::Best && is_local && classic::check(service, &build).is_ok() {
            return classic().await;
        }
        return Err(BuildError::TooOld { service: service.name.to_string(), feature });
    }
    if let Some(feature) = kit::needs_image_store(project, service, &build)
        && !engine.keeps_manifests().await.map_err(|source| BuildError::NoBuilder { source })?
    {
        return Err(BuildError::NeedsImageStore { service: service.name.to_string(), feature });
    }
    let mut made = kit.build(engine, (project, service, &build), options, report).await?;
    if options.memory.is_some() {
        made.warnings.push("the memory limit is left out: only the classic builder has one".to_owned());
    }
    Ok(made)
}

/// The file's section with what the command line puts in its place.
fn section(service: &Service, options: &BuildOptions) -> Result<Build, BuildError> {
    let mut build = service.build.clone().ok_or_else(|| no_section(&service.name))?;
    if !options.ssh.is_empty() {
        build.ssh.0.clone_from(&options.ssh);
    }
    for (given, own) in [(&options.sbom, &mut build.sbom), (&options.provenance, &mut build.provenance)] {
        if let Some(given) = given {
            *own = Text(given.clone());
        }
    }
    Ok(build)
}
