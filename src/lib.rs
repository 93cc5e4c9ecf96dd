//! docker-rcompose: a Docker CLI plugin that runs applications of many containers from a Compose file.
//!
//! ARCHITECTURE.md says which module does what and who may import whom; `tests/tidy.rs` enforces it.

#[cfg(test)]
mod attributes;
mod build;
mod cli;
mod commands;
mod convert;
mod engine;
mod error;
mod event;
mod executor;
mod loader;
mod model;
mod plan;
mod remote;
mod session;
mod ui;

/// What the targets in `fuzz/` call.
#[cfg(fuzzing)]
#[doc(hidden)]
pub mod fuzzing {
    /// Whole loads.
    pub fn loader(input: &[u8]) {
        crate::loader::fuzzing::loader(input);
    }

    /// The grammars of templates and files of variables.
    pub fn interpolation(input: &[u8]) {
        crate::loader::fuzzing::interpolation(input);
    }
}

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{self, Write};

use cli::error::UsageError;
use cli::invocation::{HelpRequest, Invocation};
use cli::{Request, help, plugin};

/// Carries out a command line, the program's name first, and returns the exit code.
///
/// What needs no engine and no files (metadata, help, wrong command lines) is answered first, without a runtime.
pub fn run(argv: &[OsString]) -> u8 {
    match cli::parse(argv) {
        Ok(Request::Metadata) => written(write_to(io::stdout(), &plugin::metadata())),
        Ok(Request::Hooks) => 0,
        Ok(Request::Help(request)) => written(show_help(&request)),
        Ok(Request::Alone(invocation)) => written(show_overview(&invocation)),
        Ok(Request::Complete { name, words, descriptions }) => complete(&name, &words, descriptions),
        Ok(Request::Run(invocation)) => carry_out(invocation, environment()),
        Err(error) => {
            written(show_usage_error(&error));
            1
        }
    }
}

fn show_help(request: &HelpRequest) -> io::Result<()> {
    if request.short {
        write_to(io::stderr(), "Flag shorthand -h has been deprecated, use --help\n")?;
    }
    write_to(io::stdout(), &help::render(request, terminal_width(&environment())))
}

fn show_overview(invocation: &Invocation) -> io::Result<()> {
    let environment = environment();
    write_to(io::stdout(), &help::short(&invocation.name, terminal_width(&environment)))?;
    block_on(async {
        commands::overview::show(invocation, environment).await;
        0
    });
    Ok(())
}

/// A wrong command is answered by the help of the whole tool, too.
fn show_usage_error(error: &UsageError) -> io::Result<()> {
    if let UsageError::UnknownCommand { name, .. } = error {
        show_help(&HelpRequest { name: name.clone(), path: String::new(), short: false })?;
        write_to(io::stdout(), "\n")?;
    }
    write_to(io::stderr(), &error.report())
}

fn complete(name: &str, words: &[String], descriptions: bool) -> u8 {
    let unwanted = environment().get("DOCKER_CLI_DISABLE_COMPLETION_DESCRIPTION").cloned().unwrap_or_default();
    let descriptions = descriptions && !cli::values::boolean(&unwanted).unwrap_or(false);
    let names = commands::completion::Surroundings { environment: environment() };
    block_on(async {
        let answer = cli::complete::answer(name, words, &names).await;
        written(write_to(io::stdout(), &answer.render(descriptions)))
    })
}

fn carry_out(invocation: Invocation, environment: BTreeMap<String, String>) -> u8 {
    block_on(commands::dispatch(invocation, environment))
}

/// One thread is enough: the work is done by the engine.
fn block_on(work: impl Future<Output = u8>) -> u8 {
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            written(write_to(io::stderr(), &format!("cannot start the runtime: {error}\n")));
            return 1;
        }
    };
    let code = runtime.block_on(work);
    // A reader that waits for a key must not keep the process alive.
    runtime.shutdown_background();
    code
}

/// Values that are not UTF-8 can be used by nothing that reads a Compose file; they are left out.
#[expect(clippy::disallowed_methods, reason = "the one snapshot of the environment")]
fn environment() -> BTreeMap<String, String> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect()
}

/// `COLUMNS`, or what the terminal says, or 80.
fn terminal_width(environment: &BTreeMap<String, String>) -> usize {
    let columns = environment.get("COLUMNS").and_then(|columns| columns.parse().ok());
    let terminal = || console::Term::stdout().size_checked().map(|(_, columns)| usize::from(columns));
    columns.or_else(terminal).filter(|columns| *columns > 0).unwrap_or(80)
}

fn write_to(mut stream: impl Write, text: &str) -> io::Result<()> {
    stream.write_all(text.as_bytes())?;
    stream.flush()
}

/// A reader that went away has all that it wanted.
fn written(result: io::Result<()>) -> u8 {
    match result {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            // Where this cannot be written either, the code says it.
            drop(write_to(io::stderr(), &format!("the output cannot be written: {error}\n")));
            1
        }
        _ => 0,
    }
}
