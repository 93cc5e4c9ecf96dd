//! What `pull` asks registries for.

use std::collections::{BTreeMap, BTreeSet};

use super::error::PlanError;
use super::images::{Pull, PullPolicy, fits, others, platform};
use crate::model::ids::ServiceName;
use crate::model::observed::Observed;
use crate::model::project::Project;
use crate::model::service::Service;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PullOptions {
    /// `--policy`: instead of what the services say.
    pub(crate) policy: Option<PullPolicy>,
    /// `--ignore-buildable`.
    pub(crate) ignore_buildable: bool,
    /// `DOCKER_DEFAULT_PLATFORM`.
    pub(crate) platform: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PullPlan {
    /// Each reference once. `or_build` has those that can be built instead.
    pub(crate) pulls: Vec<Pull>,
    pub(crate) skipped: Vec<(ServiceName, Skip)>,
}

/// Why nothing is pulled for a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Skip {
    NoImage,
    /// By its policy.
    Policy(String),
    Present(String),
    Buildable(String),
}

impl Skip {
    /// The image that it is about.
    pub(crate) fn image(&self) -> Option<&str> {
        match self {
            Self::NoImage => None,
            Self::Policy(image) | Self::Present(image) | Self::Buildable(image) => Some(image),
        }
    }

    /// Scripts know these from docker compose.
    pub(crate) fn reason(&self) -> &'static str {
        match self {
            Self::NoImage => "No image to be pulled",
            Self::Policy(_) => "",
            Self::Present(_) => "Image is already present locally",
            Self::Buildable(_) => "Image can be built",
        }
    }
}

/// Unlike `up`, which wants images to be there, `pull` wants them to be new: only the policies that say so leave one alone.
pub(crate) fn pulls(project: &Project, observed: &Observed, options: &PullOptions) -> Result<PullPlan, PlanError> {
    let mut pulls: BTreeMap<(String, String), Pull> = BTreeMap::new();
    let mut plan = PullPlan::default();
    let own: BTreeSet<&String> = project.services.values().map(|service| &service.image).collect();
    for service in project.services.values() {
        match skip(service, observed, options)? {
            Some(skip) => plan.skipped.push((service.name.clone(), skip)),
            None => {
                let key = (service.image.clone(), platform(service, &options.platform).to_owned());
                let pull = pulls.entry(key).or_default();
                pull.services.push(service.name.clone());
                pull.or_build.extend(service.build.is_some().then(|| service.name.clone()));
            }
        }
        if service.provider.is_none() && policy(service, options)? != PullPolicy::Never {
            for image in others(project, service).filter(|image| !own.contains(image)) {
                pulls.entry((image, String::new())).or_default().services.push(service.name.clone());
            }
        }
    }
    plan.pulls.extend(pulls.into_iter().map(|((reference, platform), pull)| Pull { reference, platform, ..pull }));
    Ok(plan)
}

fn skip(service: &Service, observed: &Observed, options: &PullOptions) -> Result<Option<Skip>, PlanError> {
    let image = service.image.clone();
    if image.is_empty() || service.provider.is_some() {
        return Ok(Some(Skip::NoImage));
    }
    let here = || {
        let image = observed.images.get(&image)?;
        fits(image, platform(service, &options.platform)).then_some(())
    };
    Ok(match policy(service, options)? {
        PullPolicy::Never | PullPolicy::Build => Some(Skip::Policy(image)),
        PullPolicy::Missing if !is_moving(&image) && here().is_some() => Some(Skip::Present(image)),
        PullPolicy::Missing | PullPolicy::Always | PullPolicy::Older(_) => {
            (options.ignore_buildable && service.build.is_some()).then_some(Skip::Buildable(image))
        }
    })
}

/// Who says nothing, or when an image is old, wants a new one from `pull`.
fn policy(service: &Service, options: &PullOptions) -> Result<PullPolicy, PlanError> {
    if let Some(policy) = options.policy {
        return Ok(policy);
    }
    match service.pull_policy.as_str() {
        "" | "refresh" => Ok(PullPolicy::Always),
        word => PullPolicy::parse(word)
            .ok_or_else(|| PlanError::PullPolicy { service: service.name.clone(), policy: word.to_owned() }),
    }
}

/// The tag that means the newest. That it is here says little.
fn is_moving(image: &str) -> bool {
    let name = image.rsplit('/').next().unwrap_or_default();
    !name.contains('@') && (name.ends_with(":latest") || !name.contains(':'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::build::Build;
    use crate::model::observed::ObservedImage;

    fn service(name: &str, image: &str, policy: &str, builds: bool) -> Service {
        Service {
            name: name.into(),
            image: image.to_owned(),
            pull_policy: policy.to_owned(),
            build: builds.then(Build::default),
            ..Service::default()
        }
    }

    fn text(services: Vec<Service>, here: &[&str], options: &PullOptions) -> String {
        let services = services.into_iter().map(|service| (service.name.clone(), service)).collect();
        let project = Project { services, ..Project::default() };
        let image = |name: &&str| {
            let platform = "linux/amd64".to_owned();
            ((*name).to_owned(), ObservedImage { platform, ..ObservedImage::default() })
        };
        let observed = Observed { images: here.iter().map(image).collect(), ..Observed::default() };
        let plan = pulls(&project, &observed, options).unwrap();
        let pulls = plan.pulls.iter().map(|pull| {
            let services: Vec<_> = pull.services.iter().map(ToString::to_string).collect();
            format!("{}{} for {}", pull.reference, pull.platform, services.join("+"))
        });
        let skipped = plan.skipped.iter().map(|(service, skip)| format!("not {service} {}", skip.reason()));
        pulls.chain(skipped).map(|line| line.trim_end().to_owned()).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn policies() {
        let cases = [
            ("i:1", "", "i:1 for s"),
            ("i:1", "always", "i:1 for s"),
            ("i:1", "daily", "i:1 for s"),
            ("i:1", "every_5m", "i:1 for s"),
            ("i:1", "refresh", "i:1 for s"),
            ("i:1", "missing", "not s Image is already present locally"),
            ("i:1", "if_not_present", "not s Image is already present locally"),
            ("j:1", "missing", "j:1 for s"),
            ("i", "missing", "i for s"),
            ("i:1", "never", "not s"),
            ("i:1", "build", "not s"),
            ("", "", "not s No image to be pulled"),
        ];
        for (image, policy, expected) in cases {
            let services = vec![service("s", image, policy, false)];
            assert_eq!(text(services, &["i:1", "i"], &PullOptions::default()), expected, "{image} {policy}");
        }
    }

    #[test]
    fn flags() {
        let all = || vec![service("a", "i:1", "never", false), service("b", "j:1", "", true)];
        let with = |policy, ignore_buildable| {
            text(all(), &["i:1"], &PullOptions { policy, ignore_buildable, platform: String::new() })
        };
        assert_eq!(with(Some(PullPolicy::Always), false), "i:1 for a, j:1 for b");
        assert_eq!(
            with(Some(PullPolicy::Missing), true),
            "not a Image is already present locally, not b Image can be built"
        );
    }

    #[test]
    fn an_image_travels_once_and_only_if_its_platform_is_not_here() {
        let two = || vec![service("a", "i:1", "missing", false), service("b", "i:1", "missing", false)];
        assert_eq!(text(two(), &[], &PullOptions::default()), "i:1 for a+b");
        let arm = PullOptions { platform: "linux/arm64".to_owned(), ..PullOptions::default() };
        assert_eq!(text(two(), &["i:1"], &arm), "i:1linux/arm64 for a+b");
    }
}
