//! Images by the digest that their registry has for them now.

use futures_util::future::join_all;

use super::context::Context;
use crate::engine::Engine;
use crate::engine::reference::Reference;
use crate::error::{Error, chain};
use crate::model::project::Project;
use crate::model::service::Service;

/// Puts the digest behind every image that has none. All failures are told.
pub(super) async fn pin(context: &Context, project: &mut Project) -> Result<(), Error> {
    let engine = context.engine().await?;
    let open = project.services.values_mut().filter(|service| !service.image.is_empty() && !is_pinned(&service.image));
    let looks = open.map(|service| async move {
        let auth = context.keyring().registry_auth(&service.image).await;
        let digest = engine.registry_digest(&service.image, &auth).await.map_err(|error| {
            format!(
                "service {:?}: the digest of {} cannot be had: {}",
                service.name.as_str(),
                service.image,
                chain(&error)
            )
        })?;
        service.image = Reference::parse(&service.image).pinned(&digest);
        Ok::<(), String>(())
    });
    let failures: Vec<String> = join_all(looks).await.into_iter().filter_map(Result::err).collect();
    context.say_complaints();
    if failures.is_empty() { Ok(()) } else { Err(Error::all(failures)) }
}

fn is_pinned(image: &str) -> bool {
    Reference::parse(image).digest.is_some()
}

/// An override file that says nothing but which images.
pub(super) fn only_images(project: &Project) -> Project {
    let services = project.services.iter().filter(|(_, service)| !service.image.is_empty());
    let bare = |service: &Service| Service { image: service.image.clone(), ..Service::default() };
    Project { services: services.map(|(name, service)| (name.clone(), bare(service))).collect(), ..Project::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pinned_image_is_named_in_full() {
        assert_eq!(Reference::parse("nginx").pinned("sha256:a"), "docker.io/library/nginx:latest@sha256:a");
        assert_eq!(Reference::parse("h:5000/x/y:1").pinned("sha256:a"), "h:5000/x/y:1@sha256:a");
        assert!(is_pinned("nginx@sha256:a") && !is_pinned("nginx:1"));
    }

    #[test]
    fn the_override_file_has_images_only() {
        let service = Service { image: "a@sha256:b".to_owned(), tty: true, ..Service::default() };
        let project =
            Project { name: "p".to_owned(), services: [("web".into(), service)].into(), ..Project::default() };
        assert_eq!(crate::loader::render::yaml(&only_images(&project)), "services:\n  web:\n    image: a@sha256:b\n");
    }
}
