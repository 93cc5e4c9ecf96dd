//! Command lines for tests of this module and of the commands.

use std::ffi::OsString;

use super::args::Command;
use super::error::UsageError;
use super::invocation::Invocation;
use super::{Request, parse};

/// Reads `docker-rcompose WORDS`.
pub(crate) fn request(words: &[&str]) -> Result<Request, UsageError> {
    let argv: Vec<OsString> = std::iter::once("docker-rcompose").chain(words.iter().copied()).map(Into::into).collect();
    parse(&argv)
}

/// Reads `docker rcompose WORDS`, which must be a command to carry out.
pub(crate) fn invocation(words: &[&str]) -> Invocation {
    match request(&[&["rcompose"], words].concat()) {
        Ok(Request::Run(invocation)) => invocation,
        other => panic!("{words:?} is no command to carry out: {other:?}"),
    }
}

pub(crate) fn command(words: &[&str]) -> Command {
    invocation(words).command
}
