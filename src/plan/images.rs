//! Which images must be pulled or built before containers can be made.

use std::collections::{BTreeMap, BTreeSet};

use super::error::PlanError;
use crate::model::ids::ServiceName;
use crate::model::naming;
use crate::model::observed::{Observed, ObservedImage};
use crate::model::project::Project;
use crate::model::service::Service;

/// When an image is fetched: `pull_policy` of a service, or `--pull` for all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum PullPolicy {
    #[default]
    Missing,
    Always,
    Never,
    Build,
    /// When its tag was set longer ago than this, in seconds.
    Older(i64),
}

impl PullPolicy {
    /// `None`: it is none.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        const DAY: i64 = 24 * 60 * 60;
        Some(match text {
            "" | "missing" | "if_not_present" | "refresh" => Self::Missing,
            "always" => Self::Always,
            "never" => Self::Never,
            "build" => Self::Build,
            "daily" => Self::Older(DAY),
            "weekly" => Self::Older(7 * DAY),
            text => Self::Older(seconds(text.strip_prefix("every_")?)?),
        })
    }
}

/// `1w2d3h4m5s`.
fn seconds(text: &str) -> Option<i64> {
    let mut total: i64 = 0;
    let mut number = String::new();
    for character in text.chars() {
        if character.is_ascii_digit() {
            number.push(character);
            continue;
        }
        let unit = match character {
            's' => 1,
            'm' => 60,
            'h' => 60 * 60,
            'd' => 24 * 60 * 60,
            'w' => 7 * 24 * 60 * 60,
            _ => return None,
        };
        total = total.checked_add(std::mem::take(&mut number).parse::<i64>().ok()?.checked_mul(unit)?)?;
    }
    (number.is_empty() && !text.is_empty()).then_some(total)
}

/// Whether images are built.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Building {
    /// Those that are not there.
    #[default]
    Missing,
    /// `--build`: all that can be.
    Always,
    /// `watch`: those of services with a `develop` section; others that are not there.
    Developed,
    /// `--no-build`.
    Never,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ImageOptions {
    /// `--pull`: instead of what the services say.
    pub(crate) pull: Option<PullPolicy>,
    pub(crate) building: Building,
    /// Unix time in seconds.
    pub(crate) now: i64,
    /// `DOCKER_DEFAULT_PLATFORM`: of services that say none.
    pub(crate) platform: String,
}

/// What is to be done about images; each reference comes once, with all services that use it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ImagePlan {
    pub(crate) pulls: Vec<Pull>,
    /// Services whose images are built, after the pulls, in the order of their names.
    pub(crate) builds: Vec<ServiceName>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Pull {
    pub(crate) reference: String,
    pub(crate) platform: String,
    pub(crate) services: Vec<ServiceName>,
    /// Services that build the image if the pull fails; a failure is a warning then.
    pub(crate) or_build: Vec<ServiceName>,
}

pub(crate) fn images(project: &Project, observed: &Observed, options: &ImageOptions) -> Result<ImagePlan, PlanError> {
    let mut pulls: BTreeMap<(String, String), Pull> = BTreeMap::new();
    let mut plan = ImagePlan::default();
    let own: BTreeSet<String> = project.services.values().map(|service| naming::image_name(project, service)).collect();
    for service in project.services.values().filter(|service| service.provider.is_none()) {
        let name = naming::image_name(project, service);
        let platform = platform(service, &options.platform);
        let present = observed.images.get(&name).filter(|image| fits(image, platform));
        let todo = todo(service, present, options)?;
        if todo.pull {
            let pull = pulls.entry((name.clone(), platform.to_owned())).or_default();
            pull.services.push(service.name.clone());
            if todo.build {
                pull.or_build.push(service.name.clone());
            }
        } else if todo.build {
            plan.builds.push(service.name.clone());
        }
        // What is a service's image is seen to there.
        for source in others(project, service).filter(|image| !own.contains(image)) {
            if !observed.images.contains_key(&source) && policy(service, options)? != PullPolicy::Never {
                let pull = pulls.entry((source, String::new())).or_default();
                pull.services.push(service.name.clone());
            }
        }
    }
    plan.pulls.extend(pulls.into_iter().map(|((reference, platform), pull)| Pull { reference, platform, ..pull }));
    Ok(plan)
}

/// The platform that a service asks for, or all of them.
pub(super) fn platform<'a>(service: &'a Service, default: &'a str) -> &'a str {
    if service.platform.is_empty() { default } else { &service.platform }
}

/// What a service needs beside its own image: those of its hooks and of mounts.
pub(super) fn others(project: &Project, service: &Service) -> impl Iterator<Item = String> {
    naming::mounted_images(project, service).chain(service.hook_images().map(str::to_owned))
}

struct Todo {
    pull: bool,
    build: bool,
}

fn todo(service: &Service, present: Option<&ObservedImage>, options: &ImageOptions) -> Result<Todo, PlanError> {
    let policy = policy(service, options)?;
    let buildable = service.build.is_some() && options.building != Building::Never;
    let asked = match options.building {
        Building::Always => true,
        Building::Developed => service.develop.is_some(),
        Building::Missing | Building::Never => false,
    };
    if buildable && (asked || policy == PullPolicy::Build) {
        return Ok(Todo { pull: false, build: true });
    }
    let stale = match policy {
        PullPolicy::Always => true,
        PullPolicy::Missing | PullPolicy::Build => present.is_none(),
        PullPolicy::Never => false,
        PullPolicy::Older(seconds) => present.is_none_or(|image| is_older(image, seconds, options.now)),
    };
    // Without a name of its own an image is in no registry.
    let pull = stale && !service.image.is_empty() && !(policy == PullPolicy::Build && service.build.is_some());
    Ok(Todo { pull, build: buildable && present.is_none() })
}

fn policy(service: &Service, options: &ImageOptions) -> Result<PullPolicy, PlanError> {
    match options.pull {
        Some(policy) => Ok(policy),
        None => PullPolicy::parse(&service.pull_policy).ok_or_else(|| PlanError::PullPolicy {
            service: service.name.clone(),
            policy: service.pull_policy.clone(),
        }),
    }
}

/// An image whose time we do not know counts as old.
fn is_older(image: &ObservedImage, seconds: i64, now: i64) -> bool {
    match image.last_tag_time.parse::<jiff::Timestamp>() {
        Ok(time) => time.as_second().saturating_add(seconds) < now,
        Err(_) => true,
    }
}

/// Whether a local image is for the platform; one without a variant fits all variants.
pub(super) fn fits(image: &ObservedImage, wanted: &str) -> bool {
    if wanted.is_empty() || image.platform.is_empty() {
        return true;
    }
    let mut have = image.platform.split('/');
    wanted.split('/').all(|part| have.next().is_none_or(|have| have.is_empty() || have == part))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::build::Build;

    const NOW: i64 = 1_700_000_000;

    fn text(plan: &ImagePlan) -> String {
        let pulls = plan.pulls.iter().map(|pull| {
            let or_build = if pull.or_build.is_empty() { "" } else { " or build" };
            format!("pull {}{or_build}", pull.reference)
        });
        let builds = plan.builds.iter().map(|service| format!("build {service}"));
        pulls.chain(builds).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn policies() {
        use Building::{Always, Developed, Missing, Never};
        let age = |hours: i64| jiff::Timestamp::from_second(NOW - hours * 3600).unwrap().to_string();
        // image, build section, policy, hours since the tag was set or none, flags, what is done
        let cases = [
            ("i", false, "", None, Missing, "pull i"),
            ("i", false, "", Some(1), Missing, ""),
            ("i", false, "always", Some(1), Missing, "pull i"),
            ("i", false, "never", None, Missing, ""),
            ("i", false, "refresh", Some(1), Missing, ""),
            ("i", false, "daily", Some(23), Missing, ""),
            ("i", false, "daily", Some(25), Missing, "pull i"),
            ("i", false, "every_1h30m", Some(1), Missing, ""),
            ("i", false, "every_1h30m", Some(2), Missing, "pull i"),
            ("i", true, "", None, Missing, "pull i or build"),
            ("i", true, "", None, Never, "pull i"),
            ("i", true, "", Some(1), Always, "build s"),
            ("i", true, "", Some(1), Developed, ""),
            ("i", true, "", None, Developed, "pull i or build"),
            ("i", true, "build", Some(1), Missing, "build s"),
            ("i", true, "never", None, Missing, "build s"),
            ("i", true, "always", Some(1), Missing, "pull i"),
            ("", true, "", None, Missing, "build s"),
            ("", true, "", Some(1), Missing, ""),
            ("", true, "always", Some(1), Missing, ""),
            ("", true, "", None, Never, ""),
            ("i", false, "", None, Always, "pull i"),
        ];
        for (image, build, policy, hours, building, expected) in cases {
            let service = Service {
                name: "s".into(),
                image: image.to_owned(),
                build: build.then(Build::default),
                pull_policy: policy.to_owned(),
                ..Service::default()
            };
            let mut project = Project { name: "p".to_owned(), ..Project::default() };
            let mut observed = Observed::default();
            if let Some(hours) = hours {
                let local = ObservedImage { last_tag_time: age(hours), ..ObservedImage::default() };
                observed.images.insert(naming::image_name(&project, &service), local);
            }
            project.services.insert("s".into(), service);
            let options = ImageOptions { building, now: NOW, ..ImageOptions::default() };
            let plan = images(&project, &observed, &options).unwrap();
            assert_eq!(text(&plan), expected, "{image} {build} {policy} {hours:?} {building:?}");
        }
    }

    #[test]
    fn one_pull_for_all_services_of_an_image_and_none_for_what_fits() {
        let mut project = Project::default();
        for (name, platform) in [("a", ""), ("b", ""), ("c", "linux/arm64"), ("d", "linux/amd64")] {
            let (image, platform) = ("i".to_owned(), platform.to_owned());
            project.services.insert(name.into(), Service { name: name.into(), image, platform, ..Service::default() });
        }
        let plan = images(&project, &Observed::default(), &ImageOptions::default()).unwrap();
        assert_eq!(plan.pulls.len(), 3);
        assert_eq!(plan.pulls[0].services, ["a".into(), "b".into()]);
        let mut observed = Observed::default();
        let local = ObservedImage { platform: "linux/amd64".to_owned(), ..ObservedImage::default() };
        observed.images.insert("i".to_owned(), local);
        let plan = images(&project, &observed, &ImageOptions::default()).unwrap();
        assert_eq!(plan.pulls.iter().map(|pull| &*pull.platform).collect::<Vec<_>>(), ["linux/arm64"]);
    }

    #[test]
    fn wrong_policies_are_refused() {
        for policy in ["sometimes", "every_", "every_5", "every_5y", "every_h"] {
            assert_eq!(PullPolicy::parse(policy), None, "{policy}");
        }
    }
}
