//! `attach`: the terminal connected to a running container of a service.

use super::context::Context;
use super::{exec, replica};
use crate::cli::args::attach::AttachArgs;
use crate::engine::{ContainerDetails, Engine};
use crate::error::{Error, Exit};
use crate::model::observed::ContainerState;
use crate::session::conversation::LocalStreams;
use crate::session::detach::DetachKeys;
use crate::session::join::{JoinEnd, JoinRequest, join};

pub(crate) async fn run(context: &Context, args: &AttachArgs) -> Result<Exit, Error> {
    let keys = detach_keys(context, args.detach_keys.as_deref())?;
    let container = replica::running(context, &args.service, args.index).await?;
    let engine = context.engine().await?;
    let details = engine.inspect_container(&container.id).await?;
    check(&details)?;
    let facts = context.ui.options().facts;
    if details.tty && !args.no_stdin && !facts.stdin_is_terminal {
        return Err(exec::not_a_terminal("use --no-stdin to see the output only"));
    }
    if context.global.dry_run {
        context.would(&format!("attach to {}", container.name));
        return Ok(Exit::Success);
    }
    let stdin = !args.no_stdin && details.stdin_open;
    let request = JoinRequest {
        id: &container.id,
        tty: details.tty,
        stdin,
        proxy: args.sig_proxy && !details.tty,
        sized: details.tty && facts.stdout_is_terminal,
    };
    let mut local = LocalStreams { input_ends: details.stdin_once, ..LocalStreams::own(stdin, keys) };
    match join(engine, request, &mut local, &context.interrupts).await? {
        JoinEnd::Exited(code) => Ok(super::exit(code)),
        JoinEnd::Detached => Err(detached()),
        JoinEnd::Interrupted => Err(Error::cancelled()),
    }
}

/// It may have changed since it was listed.
fn check(details: &ContainerDetails) -> Result<(), Error> {
    let refused = |what: &str| Err(Error::failed(format!("cannot attach to a {what}")));
    match details.state {
        ContainerState::Running => Ok(()),
        ContainerState::Paused => refused("paused container, unpause it first"),
        ContainerState::Restarting => refused("restarting container, wait until it is running"),
        ContainerState::Created
        | ContainerState::Exited
        | ContainerState::Removing
        | ContainerState::Dead
        | ContainerState::Other(_) => refused("stopped container, start it first"),
    }
}

/// The keys of the flag, else those of docker's configuration, else docker's own.
pub(super) fn detach_keys(context: &Context, given: Option<&str>) -> Result<DetachKeys, Error> {
    let configured = || context.docker_config()["detachKeys"].as_str().unwrap_or_default().to_owned();
    let text = given.filter(|keys| !keys.is_empty()).map_or_else(configured, str::to_owned);
    DetachKeys::parse(&text).map_err(|error| Error::from_source(&error))
}

/// Docker's words for a process that goes on without its user.
pub(super) fn detached() -> Error {
    Error::failed("read escape sequence")
}
