//! Images that are not there and that nothing brings.

use std::collections::BTreeSet;

use super::finding::{Finding, NoImage, Place, Problem};
use super::{Part, Subject};
use crate::model::ids::ServiceName;
use crate::model::mount::MountKind;
use crate::model::naming;
use crate::model::service::Service;
use crate::plan::images::{Building, PullPolicy};
use crate::plan::operation::Operation;

pub(super) fn find(subject: &Subject<'_>) -> Vec<Finding> {
    let steps = subject.plan.steps.iter();
    let created: BTreeSet<&str> = steps
        .filter_map(|step| match &step.operation {
            Operation::CreateContainer(create) => Some(create.service.as_str()),
            _other => None,
        })
        .collect();
    let coming = coming(subject);
    let mut findings = Vec::new();
    for service in subject.services().filter(|service| created.contains(service.name.as_str())) {
        let own = naming::image_name(subject.project, service);
        if absent(subject, &coming, &own) {
            let key = if !service.pull_policy.is_empty() && subject.images.options.pull.is_none() {
                "pull_policy"
            } else if service.image.is_empty() {
                "build"
            } else {
                "image"
            };
            let why = why(subject, service);
            let problem = Problem::ImageMissing { service: service.name.clone(), image: own, why };
            findings.push(Finding::new(problem, Place::of_service(&service.name, &[key])));
        }
        for (index, hook) in service.pre_start.iter().enumerate() {
            if hook.image != service.image && absent(subject, &coming, &hook.image) {
                let (image, why) = (hook.image.clone(), why(subject, service));
                let problem = Problem::ImageMissing { service: service.name.clone(), image, why };
                let place = Place::of_service(&service.name, &["pre_start", &index.to_string(), "image"]);
                findings.push(Finding::new(problem, place));
            }
        }
        for (index, mount) in service.volumes.iter().enumerate() {
            let is_image = mount.kind == MountKind::Image && !mount.source.is_empty();
            let of_service = subject.project.services.contains_key(mount.source.as_str());
            if is_image && !of_service && absent(subject, &coming, &mount.source) {
                let (image, why) = (mount.source.clone(), why(subject, service));
                let problem = Problem::ImageMissing { service: service.name.clone(), image, why };
                let place = subject.place(service, Part::Mount(index));
                findings.push(Finding::new(problem, place));
            }
        }
    }
    findings
}

/// The images that are to be pulled or built.
fn coming(subject: &Subject<'_>) -> BTreeSet<String> {
    let plan = &subject.images.plan;
    let builds: BTreeSet<&ServiceName> = plan.builds.iter().collect();
    let built = subject.services().filter(|service| builds.contains(&service.name));
    let built = built.map(|service| naming::image_name(subject.project, service));
    plan.pulls.iter().map(|pull| pull.reference.clone()).chain(built).collect()
}

fn absent(subject: &Subject<'_>, coming: &BTreeSet<String>, image: &str) -> bool {
    !image.is_empty() && !subject.observed.images.contains_key(image) && !coming.contains(image)
}

fn why(subject: &Subject<'_>, service: &Service) -> NoImage {
    let options = &subject.images.options;
    if options.building == Building::Never && service.build.is_some() {
        return NoImage::NoBuild;
    }
    match options.pull {
        Some(PullPolicy::Never) => NoImage::PullNever,
        None if PullPolicy::parse(&service.pull_policy) == Some(PullPolicy::Never) => NoImage::PolicyNever,
        Some(_) | None => NoImage::NoWay,
    }
}
