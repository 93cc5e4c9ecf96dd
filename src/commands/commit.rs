//! `commit`: an image of the container of a service.

use super::context::Context;
use super::task;
use crate::cli::args::commit::CommitArgs;
use crate::engine::reference::{self, Reference};
use crate::engine::{CommitRequest, Engine};
use crate::error::{Error, Exit};
use crate::event::{Event, EventSink, Resource, Verb};

pub(crate) async fn run(context: &Context, args: &CommitArgs) -> Result<Exit, Error> {
    let request = request(args)?;
    let container = super::replica::running(context, &args.service, args.index).await?;
    let resource = || Resource::Container(container.name.clone());
    if context.global.dry_run {
        context.would(&format!("commit {}", container.name));
        return Ok(Exit::Success);
    }
    let engine = context.engine().await?;
    let progress = context.ui.progress("commit");
    let work =
        async { Ok::<_, Error>(context.interruptible(engine.commit_container(&container.id, &request)).await??) };
    let image = task::shown(&progress, Event::working(resource(), Verb::Commit), work).await?;
    progress.emit(Event::done(resource(), Verb::Commit).with_text(format!("Committed as {image}")));
    Ok(Exit::Success)
}

/// The name is checked before: some engines make the image first, and refuse to name it then.
fn request(args: &CommitArgs) -> Result<CommitRequest, Error> {
    let name = match args.reference.as_deref() {
        Some(text) if !text.is_empty() => Some(reference::checked(text).map_err(|error| Error::from_source(&error))?),
        Some(_) | None => None,
    };
    if name.as_ref().is_some_and(|name| name.digest.is_some()) {
        return Err(Error::failed("refusing to create a tag with a digest reference"));
    }
    Ok(CommitRequest {
        repository: name.as_ref().map(Reference::familiar_name).unwrap_or_default(),
        tag: name.and_then(|name| name.tag).unwrap_or_default(),
        author: args.author.clone().unwrap_or_default(),
        comment: args.message.clone().unwrap_or_default(),
        changes: args.change.clone(),
        pause: args.pause,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(reference: &str) -> Result<(String, String), String> {
        let args = CommitArgs {
            author: None,
            change: Vec::new(),
            index: 0,
            message: None,
            pause: true,
            service: "web".to_owned(),
            reference: Some(reference.to_owned()),
        };
        request(&args).map(|request| (request.repository, request.tag)).map_err(|error| error.to_string())
    }

    #[test]
    fn a_name_has_a_tag_and_no_digest() {
        let named = |repository: &str, tag: &str| Ok((repository.to_owned(), tag.to_owned()));
        assert_eq!(of("web"), named("web", "latest"));
        assert_eq!(of("reg:5000/team/web:2"), named("reg:5000/team/web", "2"));
        assert_eq!(of(""), named("", ""));
        let digest = format!("web@sha256:{}", "0".repeat(64));
        assert_eq!(of(&digest), Err("refusing to create a tag with a digest reference".to_owned()));
        assert_eq!(of("a b"), Err("invalid reference format".to_owned()));
    }
}
