//! One file a subcommand: arguments to options, calls, exit code. The only place where all parts meet.

mod aftermath;
mod apply;
mod attach;
mod bring_up;
mod build;
mod builds;
mod buildx;
mod commit;
pub(crate) mod completion;
mod config;
mod context;
mod cp;
mod create;
mod digests;
mod down;
mod events;
mod exec;
mod explain;
mod export;
mod feasible;
mod findings;
mod foreground;
mod graph;
mod images;
mod kill;
mod logs;
mod ls;
mod menu;
mod models;
mod named;
mod outside;
pub(crate) mod overview;
mod pause;
mod port;
mod preflight;
mod provide_images;
mod provider;
mod ps;
mod publish;
mod pull;
mod push;
mod replica;
mod restart;
mod rm;
mod run;
mod scale;
mod start;
mod stats;
mod stop;
mod task;
mod top;
mod trust;
mod up;
mod version;
mod volumes;
mod wait;
mod watch;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use tokio::sync::OnceCell;

use crate::cli::args::Command;
use crate::cli::args::alpha::{AlphaArgs, AlphaCommand};
use crate::cli::invocation::Invocation;
use crate::cli::settings::Settings;
use crate::error::{Error, Exit, Kind};
use crate::loader;
use crate::loader::request::LoadRequest;
use crate::model::ids::ServiceName;
use crate::model::project::Project;
use crate::session::signals::Interrupts;
use crate::ui::Ui;
use crate::ui::options::{Facts, LogLevel, UiOptions, UiRequest};
use context::Context;
use findings::Findings;

/// Carries a command out; gives the exit code.
pub(crate) async fn dispatch(invocation: Invocation, environment: BTreeMap<String, String>) -> u8 {
    let (mut context, usage) = context(&invocation, environment, working_dir());
    for warning in invocation.warnings.iter().chain(&context.settings.warnings) {
        context.ui.warn(warning);
    }
    let result = match usage {
        Some(error) => Err(error),
        None => match Interrupts::listen(context.variable("DOCKER_CLI_PLUGIN_SOCKET")) {
            Ok(interrupts) => {
                context.interrupts = interrupts;
                carry_out(&context, &invocation).await
            }
            Err(error) => Err(error.into()),
        },
    };
    // What has been cut must not pass for the whole.
    let result = match context.ui.take_stdout_failure() {
        Some(error) => result.and_then(|_| Err(Error::failed(format!("the output cannot be written: {error}")))),
        None => result,
    };
    match result {
        Ok(exit) => exit.code(),
        Err(error) => {
            report(&context, &error, &invocation);
            error.exit_code()
        }
    }
}

/// The context, and what is wrong with flags and variables: that is reported in the form that they still ask for.
fn context(
    invocation: &Invocation,
    environment: BTreeMap<String, String>,
    working_dir: PathBuf,
) -> (Context, Option<Error>) {
    let Invocation { docker, global, .. } = invocation;
    let mut error = docker.validate().err().map(Error::from);
    let mut fail = |new: Error| {
        error.get_or_insert(new);
    };
    // The version and the pages are told whatever the project's files look like.
    let (project_environment, known_env_files) = match &invocation.command {
        Command::Version(_) | Command::Explain(_) => (environment.clone(), Vec::new()),
        _ => loader::project_variables(variables_request(invocation, &environment, &working_dir)).unwrap_or_else(|e| {
            fail(e.into());
            (environment.clone(), Vec::new())
        }),
    };
    let settings = Settings::resolve(global, &environment, &project_environment).unwrap_or_else(|e| {
        fail(e.into());
        Settings::default()
    });
    let request = UiRequest {
        facts: Facts::collect(),
        environment: &project_environment,
        ansi: global.ansi.as_deref(),
        progress: global.progress.as_deref(),
        log_level: log_level(invocation),
    };
    let options = UiOptions::resolve(&request).unwrap_or_else(|e| {
        fail(Error::from_source(&e));
        UiOptions::plain()
    });
    let context = Context {
        docker: docker.clone(),
        global: global.clone(),
        findings: Findings::new(settings.diagnostics, &invocation.command),
        settings,
        environment,
        project_environment,
        known_env_files,
        working_dir,
        ui: Ui::new(options),
        interrupts: Interrupts::never(),
        engine: OnceCell::new(),
        keyring: std::cell::OnceCell::new(),
        remotes: std::cell::OnceCell::new(),
    };
    (context, error)
}

/// What decides which `.env` counts, before anything else is known.
fn variables_request(
    invocation: &Invocation,
    environment: &BTreeMap<String, String>,
    working_dir: &Path,
) -> LoadRequest {
    LoadRequest {
        files: invocation.global.file.clone(),
        working_dir: working_dir.to_owned(),
        project_directory: invocation.global.project_directory.as_ref().map(PathBuf::from),
        env_files: invocation.global.env_file.clone(),
        environment: environment.clone(),
        ..LoadRequest::default()
    }
}

async fn carry_out(context: &Context, invocation: &Invocation) -> Result<Exit, Error> {
    match &invocation.command {
        Command::Attach(args) => attach::run(context, args).await,
        Command::Build(args) => build::run(context, args).await,
        Command::Commit(args) => commit::run(context, args).await,
        Command::Config(args) => config::run(context, args).await,
        Command::Cp(args) => cp::run(context, args).await,
        Command::Create(args) => create::run(context, args).await,
        Command::Down(args) => down::run(context, args).await,
        Command::Events(args) => events::run(context, args).await,
        Command::Exec(args) => exec::run(context, args).await,
        Command::Explain(args) => explain::run(context, args),
        Command::Export(args) => export::run(context, args).await,
        Command::Graph(args) => graph::run(context, args).await,
        Command::Images(args) => images::run(context, args).await,
        Command::Kill(args) => kill::run(context, args).await,
        Command::Logs(args) => logs::run(context, args).await,
        Command::Ls(args) => ls::run(context, args).await,
        Command::Pause(args) => pause::pause(context, args).await,
        Command::Port(args) => port::run(context, args).await,
        Command::Ps(args) => ps::run(context, args).await,
        Command::Pull(args) => pull::run(context, args).await,
        Command::Restart(args) => restart::run(context, args).await,
        Command::Rm(args) => rm::run(context, args).await,
        Command::Run(args) => run::run(context, args).await,
        Command::Scale(args) => scale::run(context, args).await,
        Command::Start(args) => start::run(context, args).await,
        Command::Stats(args) => stats::run(context, args).await,
        Command::Stop(args) => stop::run(context, args).await,
        Command::Top(args) => top::run(context, args).await,
        Command::Unpause(args) => pause::unpause(context, args).await,
        Command::Up(args) => up::run(context, args).await,
        Command::Version(args) => Ok(version::run(context, args)),
        Command::Volumes(args) => volumes::run(context, args).await,
        Command::Wait(args) => wait::run(context, args).await,
        Command::Alpha(AlphaArgs { command: AlphaCommand::Viz(args) }) => graph::viz_of(context, args),
        Command::Bridge(_) => Err(unavailable(invocation, "bridge")),
        Command::Publish(args) | Command::Alpha(AlphaArgs { command: AlphaCommand::Publish(args) }) => {
            publish::run(context, args).await
        }
        Command::Alpha(_) => Err(unavailable(invocation, "alpha")),
        Command::Push(args) => push::run(context, args).await,
        Command::Watch(args) => watch::run(context, args).await,
    }
}

fn unavailable(invocation: &Invocation, command: &str) -> Error {
    let version = env!("CARGO_PKG_VERSION");
    Error::failed(format!("docker {} {command} is not part of version {version} yet", invocation.name))
}

fn report(context: &Context, error: &Error, invocation: &Invocation) {
    let tool = &format!("docker {}", invocation.name);
    match &error.kind {
        Kind::BrokenPipe => {}
        // An empty line, as scripts know it from docker compose.
        Kind::Cancelled => context.ui.error(""),
        Kind::Diagnostics(errors) => context.findings.fail(errors, tool, &context.ui, &context.working_dir),
        Kind::Failed | Kind::NotStarted(_) => error.messages.iter().for_each(|message| context.ui.error(message)),
    }
    if let Some(aftermath) = &error.aftermath {
        context.ui.aftermath(aftermath, &invocation.typed);
    }
    for hint in &error.hints {
        context.ui.status(&format!("hint: {hint}"));
    }
}

fn log_level(invocation: &Invocation) -> LogLevel {
    if invocation.docker.debug || invocation.global.verbose {
        return LogLevel::Debug;
    }
    invocation.docker.log_level.as_deref().map_or(LogLevel::Info, LogLevel::from_word)
}

#[expect(clippy::disallowed_methods, reason = "the one place that asks where the user stands")]
fn working_dir() -> PathBuf {
    std::env::current_dir().unwrap_or_else(|_| PathBuf::from("/"))
}

/// Ends what takes its time when the user interrupts, and quietly when nobody reads any more.
async fn interruptible(context: &Context, work: impl Future<Output = Result<Exit, Error>>) -> Result<Exit, Error> {
    tokio::select! {
        result = work => result,
        () = context.interrupts.first() => Err(Error::cancelled()),
        () = context.ui.stdout_closed() => Ok(Exit::Success),
    }
}

/// A container's exit code as ours.
fn exit(code: i64) -> Exit {
    Exit::Code(u8::try_from(code & 0xff).unwrap_or(1))
}

fn service_names(names: &[String]) -> BTreeSet<ServiceName> {
    names.iter().map(|name| name.as_str().into()).collect()
}

/// Names of services that the project has, switched on or not.
fn known_services(project: &Project, names: &[String]) -> Result<BTreeSet<ServiceName>, Error> {
    let names = service_names(names);
    let known =
        |name: &ServiceName| project.services.contains_key(name) || project.disabled_services.contains_key(name);
    match names.iter().find(|name| !known(name)) {
        Some(name) => Err(named::not_in(project, name.as_str())),
        None => Ok(names),
    }
}
