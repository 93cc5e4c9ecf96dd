//! The command line: from argv to typed arguments, help and usage errors. Decides nothing.
//!
//! [`parse`] sorts what docker or a user asks for. Definitions are clap's (`args`, `shared`), the parsing rules are
//! those of docker's flag library (`walk`), the numbers of arguments and usage lines are in `forms`.

pub(crate) mod args;
pub(crate) mod complete;
pub(crate) mod error;
mod forms;
#[cfg(test)]
mod generate;
pub(crate) mod help;
pub(crate) mod invocation;
pub(crate) mod plugin;
pub(crate) mod settings;
pub(crate) mod shared;
#[cfg(test)]
pub(crate) mod testing;
mod tree;
pub(crate) mod values;
mod walk;

use std::ffi::OsString;

use error::UsageError;
use invocation::{HelpRequest, Invocation, Reading};
use plugin::Call;

/// What a process is asked for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Request {
    /// What the plugin is; see [`plugin::metadata`].
    Metadata,
    /// Remarks after a command of docker's; there are none.
    Hooks,
    Help(HelpRequest),
    /// No command: a short help, and the state of the project that the flags say.
    Alone(Invocation),
    Complete {
        name: String,
        words: Vec<String>,
        descriptions: bool,
    },
    Run(Invocation),
}

/// Reads a command line, the program's name first.
pub(crate) fn parse(argv: &[OsString]) -> Result<Request, UsageError> {
    let name = plugin::name(argv.first().map(OsString::as_os_str));
    let words = argv.iter().enumerate().skip(1).map(|(position, word)| {
        let text = word.to_str().ok_or_else(|| UsageError::NotUtf8 { position, text: word.display().to_string() })?;
        Ok(text.to_owned())
    });
    let words = words.collect::<Result<Vec<_>, _>>()?;
    let (program, reading) = match plugin::call(&name, &words) {
        Call::Metadata => return Ok(Request::Metadata),
        Call::Hooks => return Ok(Request::Hooks),
        Call::Completion { words, descriptions } => return Ok(Request::Complete { name, words, descriptions }),
        Call::Plugin { docker, words } => ("docker".to_owned(), invocation::plugin(&name, &docker, &words)?),
        Call::Standalone { words } => (format!("docker-{name}"), invocation::standalone(&name, &words)?),
    };
    Ok(match reading {
        Reading::Help(request) => Request::Help(request),
        Reading::Alone(invocation) => Request::Alone(invocation),
        Reading::Run(invocation) => Request::Run(Invocation { typed: typed(&program, &words), ..invocation }),
    })
}

/// A command line for a shell.
fn typed(program: &str, words: &[String]) -> String {
    let words: Vec<String> = std::iter::once(program).chain(words.iter().map(String::as_str)).map(quoted).collect();
    words.join(" ")
}

fn quoted(word: &str) -> String {
    let harmless = |c: char| c.is_ascii_alphanumeric() || "-_./:=,@%+".contains(c);
    if !word.is_empty() && word.chars().all(harmless) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_can_be_typed_again() {
        let typed = |words: &[&str]| {
            let argv: Vec<OsString> = words.iter().map(OsString::from).collect();
            match parse(&argv) {
                Ok(Request::Run(invocation)) => invocation.typed,
                other => panic!("{other:?}"),
            }
        };
        let plugin = ["/x/docker-rcompose", "-c", "far", "rcompose", "-f", "a b.yaml", "up", "-d", "it's"];
        assert_eq!(typed(&plugin), r"docker -c far rcompose -f 'a b.yaml' up -d 'it'\''s'");
        assert_eq!(typed(&["/x/docker-rcompose", "up", "--scale", "web=2"]), "docker-rcompose up --scale web=2");
    }
}
