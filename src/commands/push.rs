//! `push`: the images that services build, under all their names.

use super::context::Context;
use super::provide_images::carry;
use crate::build::transfer::{Direction, Transfer};
use crate::cli::args::push::PushArgs;
use crate::engine::reference;
use crate::error::{Error, Exit, chain};
use crate::event::{Event, EventSink, Resource, Status, Verb};
use crate::plan::push::{PushPlan, pushes};

pub(crate) async fn run(context: &Context, args: &PushArgs) -> Result<Exit, Error> {
    let project = context.project(&args.services, args.include_deps)?;
    let plan = pushes(&project);
    check(&plan)?;
    if context.global.dry_run {
        plan.pushes.keys().for_each(|tag| context.would(&format!("push {tag}")));
        return Ok(Exit::Success);
    }
    let progress = context.ui.progress("push");
    for service in &plan.skipped {
        let resource = Resource::Service(service.to_string());
        progress.emit(Event::new(resource, Verb::Push, Status::Done).with_text("Skipped"));
    }
    let failures = carry_all(context, plan, (args.ignore_push_failures, args.quiet), &progress).await?;
    progress.finish();
    if failures.is_empty() || args.ignore_push_failures { Ok(Exit::Success) } else { Err(Error::all(failures)) }
}

/// Pushes all; gives what went wrong.
pub(super) async fn carry_all(
    context: &Context,
    plan: PushPlan,
    (lenient, quiet): (bool, bool),
    sink: &dyn EventSink,
) -> Result<Vec<String>, Error> {
    let transfers = plan.pushes.into_iter().map(|(reference, service)| Transfer {
        direction: Direction::Push,
        reference,
        service: service.to_string(),
        lenient,
        ..Transfer::default()
    });
    let failures = carry(context, transfers.collect(), quiet, sink).await?;
    Ok(failures.iter().map(|((reference, _), error)| format!("{reference}: {}", chain(error))).collect())
}

/// All names are looked at before the first is pushed.
pub(super) fn check(plan: &PushPlan) -> Result<(), Error> {
    for (tag, service) in &plan.pushes {
        let wrong = match reference::checked(tag) {
            Ok(reference) if reference.digest.is_some() => "cannot push a digest reference".to_owned(),
            Ok(_) => continue,
            Err(error) => error.to_string(),
        };
        return Err(Error::failed(format!("service {:?}: {tag}: {wrong}", service.as_str())));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_cannot_be_pushed_are_refused_with_their_service() {
        let said = |tag: &str| {
            let plan = PushPlan { pushes: [(tag.to_owned(), "web".into())].into(), ..PushPlan::default() };
            check(&plan).map_err(|error| error.to_string())
        };
        assert_eq!(said("reg:5000/a:1"), Ok(()));
        assert_eq!(said("a b"), Err("service \"web\": a b: invalid reference format".to_owned()));
        let digest = format!("a@sha256:{}", "0".repeat(64));
        assert!(said(&digest).unwrap_err().ends_with("cannot push a digest reference"));
    }
}
