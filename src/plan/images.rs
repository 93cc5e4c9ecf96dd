//! Which images have to be pulled or built before containers can be made. Pure.

use std::collections::BTreeMap;

use super::error::PlanError;
use crate::model::duration::Duration;
use crate::model::ids::ServiceName;
use crate::model::naming;
use crate::model::observed::{Observed, ObservedImage};
use crate::model::project::Project;
use crate::model::service::Service;

/// What the command line says about images.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ImageOptions {
    /// `--pull`: instead of every service's own policy.
    pub(crate) pull: Option<PullPolicy>,
    /// Build whatever has a build section.
    pub(crate) build: bool,
    pub(crate) no_build: bool,
    /// Now, in Unix seconds, for policies that speak of an age.
    pub(crate) now: i64,
    /// `DOCKER_DEFAULT_PLATFORM`.
    pub(crate) default_platform: String,
}

/// `pull_policy` of a service.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum PullPolicy {
    Always,
    #[default]
    Missing,
    Never,
    Build,
    /// When the local copy is older than this many seconds.
    Older(i64),
}

/// What has to be done for one image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ImageStep {
    pub(crate) reference: String,
    /// The services that use it, in order; the first one is who builds it.
    pub(crate) services: Vec<ServiceName>,
    pub(crate) platform: String,
    pub(crate) action: ImageAction,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ImageAction {
    Pull,
    /// If that fails, build it.
    PullOrBuild,
    Build,
}

impl PullPolicy {
    fn of(service: &Service) -> Result<Self, PlanError> {
        let word = service.pull_policy.as_str();
        let unknown = || PlanError::PullPolicy { service: service.name.clone(), policy: word.to_owned() };
        match word {
            "" | "missing" | "if_not_present" | "refresh" => Ok(Self::Missing),
            "always" => Ok(Self::Always),
            "never" => Ok(Self::Never),
            "build" => Ok(Self::Build),
            "daily" => Ok(Self::Older(24 * 3600)),
            "weekly" => Ok(Self::Older(7 * 24 * 3600)),
            other => {
                let age = other.strip_prefix("every_").ok_or_else(unknown)?;
                let Duration(nanoseconds) = age.parse().map_err(|_| unknown())?;
                Ok(Self::Older(nanoseconds / 1_000_000_000))
            }
        }
    }
}

/// One step an image, in the order of the services.
///
/// An image that is missing and may be neither pulled nor built makes no step; see [`missing`].
pub(crate) fn images(
    project: &Project,
    observed: &Observed,
    options: &ImageOptions,
) -> Result<Vec<ImageStep>, PlanError> {
    let mut steps: BTreeMap<(String, String), ImageStep> = BTreeMap::new();
    let mut order = Vec::new();
    for service in project.services.values().filter(|service| service.provider.is_none()) {
        let reference = naming::image_name(project, service);
        let platform =
            if service.platform.is_empty() { options.default_platform.clone() } else { service.platform.clone() };
        let local = observed.images.get(&reference).filter(|image| fits(image, &platform));
        let Some(action) = action(service, local, options)? else { continue };
        let key = (reference.clone(), platform.clone());
        let step = steps.entry(key.clone()).or_insert_with(|| {
            order.push(key);
            ImageStep { reference, services: Vec::new(), platform, action }
        });
        // Whoever can build an image speaks for those who only use it.
        if service.build.is_some() && step.action == ImageAction::Pull {
            step.action = action;
            step.services.insert(0, service.name.clone());
        } else {
            step.services.push(service.name.clone());
        }
    }
    Ok(order.into_iter().filter_map(|key| steps.remove(&key)).collect())
}

/// Services that have no image here although nothing is going to be pulled or built for them, with the image's name.
pub(crate) fn missing(project: &Project, observed: &Observed) -> Vec<(ServiceName, String)> {
    let services = project.services.values().filter(|service| service.provider.is_none());
    services
        .map(|service| (service.name.clone(), naming::image_name(project, service)))
        .filter(|(_, reference)| !observed.images.contains_key(reference))
        .collect()
}

fn action(
    service: &Service,
    local: Option<&ObservedImage>,
    options: &ImageOptions,
) -> Result<Option<ImageAction>, PlanError> {
    let policy = match options.pull {
        Some(policy) => policy,
        None => PullPolicy::of(service)?,
    };
    let can_build = service.build.is_some() && !options.no_build;
    if can_build && (options.build || policy == PullPolicy::Build) {
        return Ok(Some(ImageAction::Build));
    }
    let wanted = match policy {
        PullPolicy::Always => true,
        PullPolicy::Missing => local.is_none(),
        PullPolicy::Older(seconds) => local.is_none_or(|image| is_older(image, seconds, options.now)),
        PullPolicy::Never | PullPolicy::Build => false,
    };
    Ok(match (wanted, can_build, local) {
        // An image that only a build makes has no name of its own to pull by.
        (true, true, _) if service.image.is_empty() => local.is_none().then_some(ImageAction::Build),
        (true, true, _) => Some(ImageAction::PullOrBuild),
        (true, false, _) if service.image.is_empty() => None,
        (true, false, _) => Some(ImageAction::Pull),
        (false, true, None) => Some(ImageAction::Build),
        (false, _, _) => None,
    })
}

fn is_older(image: &ObservedImage, seconds: i64, now: i64) -> bool {
    let tagged: Option<jiff::Timestamp> = image.last_tag_time.parse().ok();
    tagged.is_none_or(|tagged| tagged.as_second().saturating_add(seconds) < now)
}

/// Whether an image is for the platform asked for: `os[/architecture[/variant]]`.
fn fits(image: &ObservedImage, platform: &str) -> bool {
    // A list tells no platform; the engine refuses what does not fit.
    platform.is_empty()
        || image.platform.is_empty()
        || image.platform == platform
        || image.platform.starts_with(&format!("{platform}/"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::build::Build;

    fn service(image: &str, build: bool, policy: &str) -> Service {
        let build = build.then(Build::default);
        Service { image: image.to_owned(), build, pull_policy: policy.to_owned(), ..Service::default() }
    }

    fn plan(services: Vec<Service>, local: &[&str], options: &ImageOptions) -> String {
        let mut project = Project { name: "p".to_owned(), ..Project::default() };
        for (mut service, name) in services.into_iter().zip(["a", "b", "c"]) {
            service.name = name.into();
            project.services.insert(name.into(), service);
        }
        let image = ObservedImage { last_tag_time: "1970-01-01T00:01:40Z".to_owned(), ..ObservedImage::default() };
        let images = local.iter().map(|name| ((*name).to_owned(), image.clone())).collect();
        let observed = Observed { images, ..Observed::default() };
        match images_text(&project, &observed, options) {
            Ok(text) => text,
            Err(error) => error.to_string(),
        }
    }

    fn images_text(project: &Project, observed: &Observed, options: &ImageOptions) -> Result<String, PlanError> {
        let steps = super::images(project, observed, options)?;
        let line = |step: &ImageStep| {
            let services: Vec<&str> = step.services.iter().map(ServiceName::as_str).collect();
            format!("{:?} {} for {}", step.action, step.reference, services.join("+"))
        };
        Ok(steps.iter().map(line).collect::<Vec<_>>().join(", "))
    }

    #[test]
    fn policies() {
        let none = ImageOptions::default();
        let one = |image, build, policy, local: &[&str]| plan(vec![service(image, build, policy)], local, &none);
        assert_eq!(one("x", false, "", &[]), "Pull x for a");
        assert_eq!(one("x", false, "", &["x"]), "");
        assert_eq!(one("x", false, "always", &["x"]), "Pull x for a");
        assert_eq!(one("x", false, "never", &[]), "");
        assert_eq!(one("", true, "", &[]), "Build p-a for a");
        assert_eq!(one("", true, "", &["p-a"]), "");
        assert_eq!(one("x", true, "", &[]), "PullOrBuild x for a");
        assert_eq!(one("x", true, "never", &[]), "Build x for a");
        assert_eq!(one("x", true, "build", &["x"]), "Build x for a");
        assert_eq!(one("x", false, "sometimes", &[]), "service \"a\" has the pull policy \"sometimes\", which is none");
    }

    #[test]
    fn flags_and_ages() {
        let at = |now| ImageOptions { now, ..ImageOptions::default() };
        let daily = |now| plan(vec![service("x", false, "every_1m")], &["x"], &at(now));
        assert_eq!(daily(150), "");
        assert_eq!(daily(200), "Pull x for a");
        let build = ImageOptions { build: true, ..ImageOptions::default() };
        assert_eq!(plan(vec![service("x", true, "")], &["x"], &build), "Build x for a");
        let no_build = ImageOptions { no_build: true, ..ImageOptions::default() };
        assert_eq!(plan(vec![service("", true, "")], &[], &no_build), "");
        let never = ImageOptions { pull: Some(PullPolicy::Never), ..ImageOptions::default() };
        assert_eq!(plan(vec![service("x", false, "always")], &[], &never), "");
    }

    #[test]
    fn one_step_an_image_by_who_can_build_it() {
        let services = vec![service("x", false, ""), service("x", true, ""), service("x", false, "")];
        assert_eq!(plan(services, &[], &ImageOptions::default()), "PullOrBuild x for b+a+c");
    }
}
