//! Names of what a project makes on the engine.

use super::ids::ServiceName;
use super::mount::MountKind;
use super::project::{Project, Separator};
use super::service::Service;

/// The name of a service's container number `number`.
pub(crate) fn container_name(project: &Project, service: &Service, number: u32) -> String {
    if service.container_name.is_empty() {
        default_container_name(&project.name, &service.name, number, project.separator)
    } else {
        service.container_name.clone()
    }
}

/// `project_service_N`.
pub(crate) fn default_container_name(
    project: &str,
    service: &ServiceName,
    number: u32,
    separator: Separator,
) -> String {
    let separator = separator.as_str();
    format!("{project}{separator}{service}{separator}{number}")
}

/// `project_service_run_` and the first 12 digits of the slug; a `container_name` is not for one-off containers.
pub(crate) fn one_off_name(project: &Project, service: &ServiceName, slug: &str) -> String {
    let separator = project.separator.as_str();
    let short = slug.get(..12).unwrap_or(slug);
    format!("{}{separator}{service}{separator}run{separator}{short}", project.name)
}

/// The image of a service that is built and names none: `project-service`, as Docker Compose names it whatever the
/// separator of containers is, so that both share builds.
pub(crate) fn image_name(project: &Project, service: &Service) -> String {
    if service.image.is_empty() { format!("{}-{}", project.name, service.name) } else { service.image.clone() }
}

/// The image behind the source of an image mount: a service's, or the one that it names itself.
pub(crate) fn mounted_image(project: &Project, source: &str) -> String {
    let service = project.services.get(source).or_else(|| project.disabled_services.get(source));
    service.map_or_else(|| source.to_owned(), |service| image_name(project, service))
}

/// The images of a service's image mounts.
pub(crate) fn mounted_images(project: &Project, service: &Service) -> impl Iterator<Item = String> {
    let mounts = service.volumes.iter().filter(|mount| mount.kind == MountKind::Image && !mount.source.is_empty());
    mounts.map(|mount| mounted_image(project, &mount.source))
}

/// The name that a replacement carries until the old container is gone.
pub(crate) fn temporary_name(old_id: &super::ids::ContainerId, name: &str) -> String {
    format!("{}_{name}", old_id.short())
}

/// How a container is called in log prefixes: without the project where its name is the default pattern of either
/// separator, in full otherwise.
pub(crate) fn display_name<'a>(project: &str, service: &str, number: Option<u32>, name: &'a str) -> &'a str {
    let Some(rest) = name.strip_prefix(project) else { return name };
    let Some(number) = number else { return name };
    for separator in ["_", "-"] {
        if rest.strip_prefix(separator) == Some(&format!("{service}{separator}{number}")) {
            return &rest[1..];
        }
    }
    name
}

/// [`display_name`] where the number is known from the name only.
pub(crate) fn display_name_of<'a>(project: &str, service: &str, name: &'a str) -> &'a str {
    display_name(project, service, number(name), name)
}

/// The number at the end of a container's name.
pub(crate) fn number(name: &str) -> Option<u32> {
    name.rsplit(['_', '-']).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn display_names_lose_the_project_only_where_the_pattern_is_the_default() {
        assert_eq!(display_name("p", "web", Some(1), "p_web_1"), "web_1");
        assert_eq!(display_name("p", "web", Some(12), "p-web-12"), "web-12");
        assert_eq!(display_name("p", "web", Some(1), "p_custom"), "p_custom");
        assert_eq!(display_name("p", "web", Some(1), "other"), "other");
    }
}
