//! `publish`: the application as an artifact in a registry, in docker compose's own form.

mod bundle;
mod doubts;

use std::collections::BTreeSet;

use super::context::Context;
use super::provide_images::carry;
use super::{digests, task};
use crate::build::transfer::{Direction, Transfer};
use crate::cli::args::publish::PublishArgs;
use crate::engine::reference::{Reference, checked};
use crate::error::{Error, Exit};
use crate::event::{Event, EventSink, Resource, Verb};
use crate::loader;
use crate::loader::render;
use crate::loader::request::{LoadOptions, LoadRequest};
use crate::model::project::Project;
use crate::plan::push::pushes;
use crate::remote::artifact::Part;
use crate::remote::error::RegistryError;
use crate::remote::publish::{Form, copy_image, put, put_index};
use crate::remote::registry::{Registry, Trust};
use bundle::Bundle;

pub(crate) async fn run(context: &Context, args: &PublishArgs) -> Result<Exit, Error> {
    let target = target(&args.repository)?;
    let form = form(args.oci_version.as_deref())?;
    let project = whole_project(context)?;
    refuse_unnamed(&project)?;
    let mut bundle = Bundle::of(&project)?;
    doubts::settle(context, &project, &bundle, args).await?;
    if context.global.dry_run {
        context.would(&format!("publish {}", args.repository));
        return Ok(Exit::Success);
    }
    let progress = context.ui.progress("publish");
    push_images(context, &project, &progress).await?;
    if args.resolve_image_digests || args.app {
        let mut pinned = project.clone();
        digests::pin(context, &mut pinned).await?;
        let text = render::yaml(&digests::only_images(&pinned)).into_bytes();
        bundle.parts.push(Part::Project { name: "image-digests.yaml".to_owned(), text });
    }
    let begun = Event::working(Resource::Tag(args.repository.clone()), Verb::Publish);
    let done = Event::done(Resource::Tag(args.repository.clone()), Verb::Publish);
    let work = async {
        let sending = Box::pin(send(context, (args, target), (&project, &bundle.parts), form));
        let outcome = context.interruptible(sending).await?;
        outcome.map_err(|error| Error::from_source(&error))
    };
    task::shown(&progress, begun, work).await?;
    progress.emit(done);
    progress.finish();
    Ok(Exit::Success)
}

fn target(repository: &str) -> Result<Reference, Error> {
    let target = checked(repository).map_err(|error| Error::failed(format!("{repository}: {error}")))?;
    if target.digest.is_some() {
        return Err(Error::failed(format!("{repository}: an application is published under a tag, not a digest")));
    }
    Ok(target)
}

fn form(version: Option<&str>) -> Result<Form, Error> {
    match version {
        None | Some("") => Ok(Form::Best),
        Some("1.0") => Ok(Form::Config),
        Some("1.1") => Ok(Form::Artifact),
        Some(other) => Err(Error::failed(format!("unsupported OCI version {other:?}: use 1.0 or 1.1"))),
    }
}

/// With the services of all profiles: who runs it chooses.
fn whole_project(context: &Context) -> Result<Project, Error> {
    let options = LoadOptions { keep_unused: true, strict: context.settings.strict, ..LoadOptions::default() };
    let request = LoadRequest { profiles: vec!["*".to_owned()], ..context.load_request(options)? };
    let loaded = loader::load(&request)?;
    context.say(&loaded.warnings);
    let (project, warnings) = loaded.into_project(&[], false)?;
    context.say(&warnings);
    Ok(project)
}

/// What is only built has nothing that others could run.
fn refuse_unnamed(project: &Project) -> Result<(), Error> {
    let unnamed = project.services.values().filter(|service| service.image.is_empty() && service.build.is_some());
    let names: Vec<String> = unnamed.map(|service| format!("- {:?}", service.name.as_str())).collect();
    if names.is_empty() {
        return Ok(());
    }
    let names = names.join("\n");
    Err(Error::failed(format!(
        "your Compose stack cannot be published as it only contains a build section for service(s):\n{names}"
    )))
}

/// One that cannot be pushed may be in its registry already.
async fn push_images(context: &Context, project: &Project, progress: &dyn EventSink) -> Result<(), Error> {
    let transfers = pushes(project).pushes.into_iter().map(|(reference, service)| Transfer {
        direction: Direction::Push,
        reference,
        service: service.to_string(),
        lenient: true,
        ..Transfer::default()
    });
    carry(context, transfers.collect(), false, progress).await.map(drop)
}

async fn send(
    context: &Context,
    (args, target): (&PublishArgs, Reference),
    (project, parts): (&Project, &[Part]),
    form: Form,
) -> Result<(), RegistryError> {
    let mut trust = context.remotes().trust();
    if args.insecure_registry {
        trust.insecure.push(target.domain.clone());
    }
    let registry = open(context, target, &trust, true).await?;
    let created = jiff::Timestamp::from_second(jiff::Timestamp::now().as_second()).unwrap_or_default();
    let sent = put(&registry, parts, form, &created.to_string()).await?;
    if args.app {
        let images: BTreeSet<&str> =
            project.services.values().map(|service| service.image.as_str()).filter(|image| !image.is_empty()).collect();
        let mut copied = Vec::new();
        for image in images {
            let from = open(context, checked(image)?, &trust, false).await?;
            copied.push(copy_image(&from, &registry).await?);
        }
        put_index(&registry, sent, copied).await?;
    }
    Ok(())
}

async fn open(context: &Context, reference: Reference, trust: &Trust, writes: bool) -> Result<Registry, RegistryError> {
    let name = format!("{}/{}", reference.domain, reference.path);
    let login = context.keyring().login(&name).await;
    context.say_complaints();
    Registry::open(reference, login, trust, writes).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::build::Build;
    use crate::model::service::Service;

    #[test]
    fn a_place_has_a_tag_and_a_version_is_one_that_there_is() {
        assert_eq!(target("reg:5000/a").unwrap().tag.as_deref(), Some("latest"));
        let digest = format!("a@sha256:{}", "0".repeat(64));
        assert!(target(&digest).is_err() && target("A b").is_err());
        assert_eq!((form(None).unwrap(), form(Some("1.0")).unwrap()), (Form::Best, Form::Config));
        assert!(form(Some("2")).unwrap_err().to_string().contains("unsupported OCI version"));
    }

    #[test]
    fn what_is_only_built_cannot_be_published() {
        let service = Service { name: "a".into(), build: Some(Build::default()), ..Service::default() };
        let project = Project { services: [("a".into(), service)].into(), ..Project::default() };
        assert!(refuse_unnamed(&project).unwrap_err().to_string().ends_with("service(s):\n- \"a\""));
        assert!(refuse_unnamed(&Project::default()).is_ok());
    }
}
