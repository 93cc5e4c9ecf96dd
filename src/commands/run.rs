//! `run`: a command in a new container of a service, with the user's streams.

mod service;

use super::apply::Showing;
use super::context::Context;
use super::{attach, exec, feasible, models, outside, preflight, provide_images, provider, trust};
use crate::cli::args::run::RunArgs;
use crate::cli::settings;
use crate::cli::values::pull_policy;
use crate::engine::{ContainerFilter, Engine};
use crate::error::{Error, Exit};
use crate::executor::hook::{self, AfterStart};
use crate::model::ids::{self, ContainerId, ServiceName};
use crate::model::labels;
use crate::model::observed::Observed;
use crate::model::project::Project;
use crate::plan;
use crate::plan::OneOffRequest;
use crate::plan::operation::{OneOff, Operation, Plan, StepId};
use crate::plan::options::{Orphans, UpOptions};
use crate::session::conversation::LocalStreams;
use crate::session::error::SessionError;
use crate::session::oneoff::{self, OneOffEnd};

pub(crate) async fn run(context: &Context, args: &RunArgs) -> Result<Exit, Error> {
    args.validate()?;
    let wanted = std::slice::from_ref(&args.service);
    let (mut project, origins) = context.project_with_origins(wanted, !args.no_deps)?;
    trust::ask_or_warn(context).await?;
    outside::provide_api_socket(context, &mut project).await;
    outside::provide_files(context, &mut project).await?;
    let slug = ids::random();
    let (mut request, streams) = request(context, &project, args, &slug)?;
    let infeasible = feasible::check(context, &with_one_off(&project, &request), &origins).await?;
    if infeasible.is_empty() {
        models::provide(context, &mut project).await?;
        (request, _) = self::request(context, &project, args, &slug)?;
    }
    let changed = with_one_off(&project, &request);
    let mut observed = context.observe_closely(&changed).await?;
    let options = UpOptions { orphans: orphans(context, args)?, ..UpOptions::default() };
    let wanted = wanted_images(args)?;
    let images = provide_images::decide(context, &changed, &mut observed, &wanted).await?;
    // What cannot work is found before minutes are spent on images.
    let around = request.without_own(&project);
    let look = preflight::Request {
        project: &around,
        one_off: Some(&request.one_off.service),
        origins: &origins,
        observed: &observed,
        options: &options,
        images: &images,
    };
    let planned = |observed: &Observed| plan::run(&project, observed, &options, &request).map(|(plan, _)| plan);
    preflight::check(context, &look, infeasible, planned).await?;
    provide_images::provide(context, &changed, &mut observed, (&wanted, &images.plan)).await?;
    provider::provide(context, &mut project).await?;
    (request, _) = self::request(context, &project, args, &slug)?;
    let (plan, step) = plan::run(&project, &observed, &options, &request)?;
    let showing = Showing { title: "run", quiet: args.quiet, ..Showing::default() };
    let to_remove = args.rm.then_some(slug.as_str());
    let Some(id) = create(context, &project, (&plan, step), (showing, to_remove)).await? else {
        return Ok(Exit::Success);
    };
    let called = plan.steps.iter().find_map(|step| match &step.operation {
        Operation::CreateContainer(create) if create.one_off.is_some() => Some(create.name.as_str()),
        _other => None,
    });
    let hooks = AfterStart { hooks: &request.one_off.service.post_start, called: called.unwrap_or_default() };
    start(context, args, streams, (&id, hooks)).await
}

/// The container of `run`, as the files and the flags say it.
fn request(
    context: &Context,
    project: &Project,
    args: &RunArgs,
    slug: &str,
) -> Result<(OneOffRequest, Streams), Error> {
    let name = ServiceName::from(args.service.as_str());
    let own = project.services.get(&name).ok_or_else(|| Error::failed(format!("no such service: {name}")))?;
    let streams = Streams::of(context, args, own.tty, own.stdin_open)?;
    let mut service = service::changed(context, project, own, args)?;
    (service.tty, service.stdin_open) = (streams.tty, streams.stdin_open);
    let one_off =
        OneOff { service, use_aliases: args.use_aliases, interactive: streams.attached_stdin, auto_remove: args.rm };
    Ok((OneOffRequest { one_off, slug: slug.to_owned(), name: args.name.clone().unwrap_or_default() }, streams))
}

/// The project with the container's service in place of its own.
fn with_one_off(project: &Project, request: &OneOffRequest) -> Project {
    let mut changed = project.clone();
    let service = &request.one_off.service;
    changed.services.insert(service.name.clone(), service.clone());
    changed
}

/// What a container of `run` is connected to.
#[derive(Clone, Copy)]
struct Streams {
    tty: bool,
    stdin_open: bool,
    attached_stdin: bool,
}

impl Streams {
    fn of(context: &Context, args: &RunArgs, tty: bool, stdin_open: bool) -> Result<Self, Error> {
        let asked = args.no_tty.map(|no_tty| !no_tty).or(args.tty);
        if args.detach {
            let stdin_open = args.interactive.unwrap_or(stdin_open);
            return Ok(Self { tty: asked.unwrap_or(tty), stdin_open, attached_stdin: false });
        }
        let facts = context.ui.options().facts;
        let stdin = args.interactive.unwrap_or(true);
        let says_nothing = asked.is_none() && args.interactive.is_none();
        let tty = asked.unwrap_or(facts.stdout_is_terminal && (facts.stdin_is_terminal || !says_nothing));
        if tty && stdin && !facts.stdin_is_terminal {
            return Err(exec::not_a_terminal(exec::WITHOUT_TERMINAL));
        }
        Ok(Self { tty, stdin_open: stdin, attached_stdin: stdin })
    }
}

fn wanted_images(args: &RunArgs) -> Result<provide_images::Wanted, Error> {
    Ok(provide_images::Wanted {
        pull: pull_policy(args.pull.as_deref())?,
        build: args.build,
        quiet_pull: args.quiet_pull || args.quiet,
        quiet_build: args.quiet_build || args.quiet,
        ..provide_images::Wanted::default()
    })
}

fn orphans(context: &Context, args: &RunArgs) -> Result<Orphans, Error> {
    let remove = settings::remove_orphans(args.remove_orphans.then_some(true), &context.project_environment);
    let ignore = settings::ignore_orphans(&context.project_environment);
    if remove && ignore {
        return Err(Error::failed("cannot combine COMPOSE_IGNORE_ORPHANS and --remove-orphans"));
    }
    Ok(Orphans::new(remove, ignore))
}

/// Carries the plan out; the container, unless this is a dry run. One that will never be started is taken away if it was
/// to be removed: it is found by its slug, since an interruption may have come before its id.
async fn create(
    context: &Context,
    project: &Project,
    (plan, step): (&Plan, StepId),
    (showing, to_remove): (Showing<'_>, Option<&str>),
) -> Result<Option<ContainerId>, Error> {
    let (outcome, result) = super::apply::carry_out(context, project, plan, showing).await?;
    if let (Err(_), Some(slug)) = (&result, to_remove) {
        let engine = context.engine().await?;
        let label = format!("{}={slug}", labels::SLUG);
        let filter = ContainerFilter { all: true, labels: vec![label], ..ContainerFilter::default() };
        // The failure itself is told.
        for container in engine.list_containers(&filter).await.unwrap_or_default() {
            drop(engine.remove_container(&container.id, true, true).await);
        }
    }
    result.map(|()| outcome.created.get(&step).cloned())
}

async fn start(
    context: &Context,
    args: &RunArgs,
    streams: Streams,
    (id, hooks): (&ContainerId, AfterStart<'_>),
) -> Result<Exit, Error> {
    let engine = context.engine().await?;
    if args.detach {
        let started = tokio::select! {
            result = engine.start_container(id) => result.map_err(|error| SessionError::Start(error).into()),
            () = context.interrupts.first() => Err(Error::cancelled()),
        };
        if let Err(error) = started {
            if args.rm {
                drop(engine.remove_container(id, true, true).await);
            }
            return Err(error);
        }
        context.ui.line(id.as_str());
        hook::after_start(engine, id, hooks).await.map_err(|error| Error::from_source(&error))?;
        return Ok(Exit::Success);
    }
    let request = oneoff::OneOffRequest {
        id,
        tty: streams.tty,
        stdin: streams.attached_stdin,
        raw: streams.tty && streams.attached_stdin,
        auto_remove: args.rm,
        hooks,
    };
    let mut local = LocalStreams::own(streams.attached_stdin, attach::detach_keys(context, None)?);
    match oneoff::run(engine, request, &mut local, &context.interrupts).await? {
        OneOffEnd::Exited(code) => Ok(super::exit(code)),
        OneOffEnd::Detached => Ok(Exit::Success),
        OneOffEnd::Interrupted => Err(Error::cancelled()),
    }
}
