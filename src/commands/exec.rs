//! `exec`: a command in a running container of a service.

use super::context::Context;
use super::{attach, replica};
use crate::cli::args::exec::ExecArgs;
use crate::engine::{Engine, ExecRequest};
use crate::error::{Error, Exit};
use crate::session::conversation::LocalStreams;
use crate::session::exec::{ExecEnd, exec};

pub(crate) async fn run(context: &Context, args: &ExecArgs) -> Result<Exit, Error> {
    let container = replica::running(context, &args.service, args.index).await?;
    let facts = context.ui.options().facts;
    let tty = !args.no_tty.unwrap_or(!facts.stdout_is_terminal);
    let stdin = args.interactive && !args.detach;
    if tty && stdin && !facts.stdin_is_terminal {
        return Err(not_a_terminal(WITHOUT_TERMINAL));
    }
    let keys = attach::detach_keys(context, None)?;
    let request = ExecRequest {
        command: args.command.clone(),
        user: args.user.clone().unwrap_or_default(),
        working_dir: args.workdir.clone().unwrap_or_default(),
        environment: variables(context, &args.env),
        privileged: args.privileged,
        tty,
        attach_stdin: stdin,
        detach_keys: keys.text().to_owned(),
        attach_output: !args.detach,
    };
    if context.global.dry_run {
        // The arguments may be secret.
        let program = request.command.first().map_or("", String::as_str);
        context.would(&format!("exec {program} in {}", container.name));
        return Ok(Exit::Success);
    }
    let engine = context.engine().await?;
    if args.detach {
        let id = engine.create_exec(&container.id, &request).await?;
        engine.start_exec_detached(&id, tty).await?;
        return Ok(Exit::Success);
    }
    let mut local = LocalStreams::own(stdin, keys);
    match exec(engine, (&container.id, &request), &mut local, tty && stdin, &context.interrupts).await? {
        ExecEnd::Exited(code) => Ok(super::exit(code)),
        ExecEnd::Detached => Err(attach::detached()),
        ExecEnd::Interrupted => Err(Error::cancelled()),
    }
}

/// Docker's words: a terminal was asked for, and there is none to type on.
pub(super) fn not_a_terminal(hint: &str) -> Error {
    Error::failed("the input device is not a TTY").with_hint(hint)
}

/// What helps `exec` and `run`.
pub(super) const WITHOUT_TERMINAL: &str = "use -T, or -i=false if the command reads no input";

/// A key without a value takes that of the environment or of `.env`; one that is set nowhere is taken away.
fn variables(context: &Context, given: &[String]) -> Vec<String> {
    let with_value = |variable: &String| match context.project_environment.get(variable) {
        Some(value) if !variable.contains('=') => format!("{variable}={value}"),
        Some(_) | None => variable.clone(),
    };
    given.iter().map(with_value).collect()
}
