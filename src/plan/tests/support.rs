//! Makes projects and states for the tests of planners.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::model::ids::ServiceName;
use crate::model::network::Network;
use crate::model::observed::{Observed, ObservedImage};
use crate::model::project::Project;
use crate::model::secret::FileObject;
use crate::model::service::{Dependency, Service};
use crate::model::volume::Volume;
use crate::plan::operation::Plan;
use crate::plan::options::UpOptions;
use crate::plan::{check, references, simulate, up};

#[derive(Default, Deserialize)]
#[serde(default)]
struct File {
    services: BTreeMap<ServiceName, Service>,
    disabled: BTreeMap<ServiceName, Service>,
    networks: BTreeMap<String, Network>,
    volumes: BTreeMap<String, Volume>,
    secrets: BTreeMap<String, FileObject>,
}

/// The project `p`, normalised as the loader does it. Services under `disabled` are those that were not selected.
pub(in crate::plan) fn project(yaml: &str) -> Project {
    let mut file: File = serde_yaml::from_str(yaml).unwrap();
    file.networks.entry("default".to_owned()).or_default();
    for (key, network) in &mut file.networks {
        if network.name.is_empty() {
            network.name = format!("p_{key}");
        }
    }
    for (key, volume) in &mut file.volumes {
        if volume.name.is_empty() {
            volume.name = format!("p_{key}");
        }
    }
    for services in [&mut file.services, &mut file.disabled] {
        for (name, service) in services {
            normalise(name, service);
        }
    }
    Project {
        name: "p".to_owned(),
        working_dir: "/w".into(),
        compose_files: vec!["/w/compose.yaml".into()],
        services: file.services,
        disabled_services: file.disabled,
        networks: file.networks,
        volumes: file.volumes,
        secrets: file.secrets,
        ..Project::default()
    }
}

fn normalise(name: &ServiceName, service: &mut Service) {
    service.name = name.clone();
    if service.image.is_empty() && service.build.is_none() {
        "i".clone_into(&mut service.image);
    }
    if service.networks.is_empty() && service.network_mode.is_empty() {
        service.networks.insert("default".to_owned(), None);
    }
    let shared: Vec<ServiceName> = references::of(service).into_iter().map(|reference| reference.service).collect();
    let linked = service.links.iter().map(|link| link.split(':').next().unwrap().into());
    for other in shared.into_iter().chain(linked.collect::<Vec<_>>()) {
        let restart = !service.volumes_from.iter().any(|source| source.starts_with(other.as_str()));
        let dependency = Dependency { restart, required: true, ..Dependency::default() };
        service.depends_on.entry(other).or_insert(dependency);
    }
}

/// An engine with the image `i` and nothing else.
pub(in crate::plan) fn empty() -> Observed {
    let mut observed = Observed::default();
    image(&mut observed, "i", "sha256:1");
    observed
}

pub(in crate::plan) fn image(observed: &mut Observed, reference: &str, id: &str) {
    let image = ObservedImage { id: id.to_owned(), ..ObservedImage::default() };
    observed.images.insert(reference.to_owned(), image);
}

/// The plan of `up`, checked, and the state that it leaves, on which the same plan is empty.
pub(in crate::plan) fn up_then(project: &Project, observed: &Observed, options: &UpOptions) -> (Plan, Observed) {
    let plan = up(project, observed, options).unwrap();
    assert_eq!(check::check(&project.name, observed, &plan), [""; 0], "{}", plan.render());
    assert_eq!(up(project, observed, options).unwrap(), plan, "the same again");
    let after = simulate::apply(project, observed, &plan);
    let again = UpOptions {
        recreate: match options.recreate {
            crate::plan::options::Recreate::Force => crate::plan::options::Recreate::Diverged,
            other => other,
        },
        recreate_dependencies: crate::plan::options::Recreate::Diverged,
        ..options.clone()
    };
    let next = up(project, &after, &again).unwrap();
    assert_eq!(next.render(), "", "the plan after\n{}", plan.render());
    (plan, after)
}

pub(in crate::plan) fn up_text(project: &Project, observed: &Observed, options: &UpOptions) -> String {
    up_then(project, observed, options).0.render()
}

/// The state after `up` of a file on an empty engine.
pub(in crate::plan) fn running(yaml: &str) -> Observed {
    up_then(&project(yaml), &empty(), &UpOptions::default()).1
}

pub(in crate::plan) fn defaults() -> UpOptions {
    UpOptions::default()
}

/// Compares a plan's text, line by line, with an indented one.
#[track_caller]
pub(in crate::plan) fn assert_text(text: &str, expected: &str) {
    let lines =
        |text: &str| text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    assert!(lines(text) == lines(expected), "the plan is\n{text}\nand not\n{expected}");
}
