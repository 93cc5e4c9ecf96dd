//! What `push` hands to registries.

use std::collections::BTreeMap;

use crate::model::ids::ServiceName;
use crate::model::project::Project;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PushPlan {
    /// Each name once, with the first service that gives it to its image.
    pub(crate) pushes: BTreeMap<String, ServiceName>,
    /// They build nothing, or nothing that has a name of its own.
    pub(crate) skipped: Vec<ServiceName>,
}

/// What is built here and has a name: the image under that, and under the further names of its build section.
pub(crate) fn pushes(project: &Project) -> PushPlan {
    let mut plan = PushPlan::default();
    for service in project.services.values() {
        match &service.build {
            Some(build) if !service.image.is_empty() => {
                for tag in std::iter::once(&service.image).chain(build.tags.iter()) {
                    plan.pushes.entry(tag.clone()).or_insert_with(|| service.name.clone());
                }
            }
            Some(_) | None => plan.skipped.push(service.name.clone()),
        }
    }
    plan
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::build::Build;
    use crate::model::service::Service;

    #[test]
    fn what_is_built_and_named_is_pushed_once_under_each_name() {
        let tags = vec!["r/a:also".to_owned(), "r/a:1".to_owned()];
        let build = || Some(Build { tags: tags.clone(), ..Build::default() });
        let cases = [("a", "r/a:1", build()), ("b", "r/a:1", build()), ("c", "r/c:1", None), ("d", "", build())];
        let service = |(name, image, build): (&str, &str, Option<Build>)| {
            (name.into(), Service { name: name.into(), image: image.to_owned(), build, ..Service::default() })
        };
        let project = Project { services: cases.map(service).into_iter().collect(), ..Project::default() };
        let plan = pushes(&project);
        let expected = [("r/a:1".to_owned(), "a".into()), ("r/a:also".to_owned(), "a".into())];
        assert_eq!(plan.pushes, expected.into());
        assert_eq!(plan.skipped, ["c".into(), "d".into()]);
    }
}
