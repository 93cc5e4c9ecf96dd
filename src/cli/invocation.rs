//! From the words of a command line to typed arguments.

use clap::{Command as Tree, FromArgMatches};

use super::args::Command;
use super::error::UsageError;
use super::forms::{Count, form};
use super::shared::{DockerFlags, GlobalArgs};
use super::tree;
use super::walk::{self, Given, Level, Order};
use crate::model::suggest;

/// Why clap cannot refuse anything.
const WALKED: &str = "the walk lets through only what the definitions accept";

/// A command to carry out.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Invocation {
    /// The name that docker knows the plugin by.
    pub(crate) name: String,
    pub(crate) docker: DockerFlags,
    pub(crate) global: GlobalArgs,
    pub(crate) command: Command,
    /// The whole command, to be typed again.
    pub(crate) typed: String,
    /// To be printed before anything else.
    pub(crate) warnings: Vec<String>,
}

/// The help of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct HelpRequest {
    pub(crate) name: String,
    /// The command below the tool's name: `up`, `bridge convert`, or nothing.
    pub(crate) path: String,
    /// Asked for by `-h`, which docker discourages.
    pub(crate) short: bool,
}

/// What a command line without a special purpose asks for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Reading {
    Help(HelpRequest),
    /// No command; the invocation is one of `ps`, for its flags.
    Alone(Invocation),
    Run(Invocation),
}

/// Reads the words after the plugin's name.
pub(crate) fn plugin(name: &str, docker: &Level, words: &[String]) -> Result<Reading, UsageError> {
    Reader::new(name, docker).read(&tree::plugin(name), words)
}

/// Reads the words of a direct call.
pub(crate) fn standalone(name: &str, words: &[String]) -> Result<Reading, UsageError> {
    let tree = tree::standalone(name);
    let words = version_as_command(&tree, words);
    let reading = Reader::new(name, &Level::default()).read(&tree, &words).map_err(in_quotes)?;
    // A direct call has always known `-h`, before the command.
    Ok(match reading {
        Reading::Help(request) if request.path.is_empty() => Reading::Help(HelpRequest { short: false, ..request }),
        other => other,
    })
}

/// A direct call may say `--version` or `-v` where docker's plugin has only the command.
fn version_as_command(tree: &Tree, words: &[String]) -> Vec<String> {
    let mut words = words.to_vec();
    let mut position = 0;
    while let Some(word) = words.get(position) {
        if word == "--version" || word == "-v" {
            "version".clone_into(&mut words[position]);
            break;
        }
        let next = &words[position..words.len().min(position + 2)];
        match walk::level(tree, None, &next[..1], Order::FlagsFirst) {
            Ok(level) if level.arguments.is_empty() && word != "--" => position += 1,
            Err(UsageError::MissingValue(_)) => position += 2,
            Ok(_) | Err(_) => break,
        }
    }
    words
}

/// In a direct call, docker's flags are looked at first, and this is how a missing value is worded there.
fn in_quotes(error: UsageError) -> UsageError {
    let docker = tree::docker();
    let is_dockers =
        |flag: &str| flag.strip_prefix("--").is_some_and(|name| walk::find_long(&docker, None, name).is_some());
    match error {
        UsageError::MissingValue(flag) if is_dockers(&flag) => UsageError::MissingValue(format!("'{flag}'")),
        UsageError::MissingValue(flag) if flag == "'H' in -H" => UsageError::MissingValue("'-H'".to_owned()),
        other => other,
    }
}

/// The flags before the subcommand alone, for a command line that is not finished.
pub(crate) fn global(tree: &Tree, flags: &[Given]) -> GlobalArgs {
    let words = std::iter::once(String::new()).chain(flags.iter().map(|given| given.word.clone()));
    let matches = tree.clone().try_get_matches_from(words).expect(WALKED);
    GlobalArgs::from_arg_matches(&matches).expect(WALKED)
}

/// Goes down the tree of commands, a level of flags and words at a time.
struct Reader<'n> {
    name: &'n str,
    /// The command that has been reached.
    path: String,
    /// What has been read, in the form for clap.
    words: Vec<String>,
    docker: Vec<Given>,
    help: bool,
    short_help: bool,
    warnings: Vec<String>,
}

impl<'n> Reader<'n> {
    /// `docker` is what docker's own level said, if there was one.
    fn new(name: &'n str, docker: &Level) -> Self {
        Self {
            name,
            path: String::new(),
            words: Vec::new(),
            docker: docker.flags.clone(),
            help: docker.help,
            short_help: false,
            warnings: Vec::new(),
        }
    }

    fn read(mut self, tree: &Tree, words: &[String]) -> Result<Reading, UsageError> {
        let mut command = tree;
        let mut rest = words.to_vec();
        loop {
            let form = form(&self.path).expect("every command has a form; a test of the tree checks it");
            let level = walk::level(command, self.above(tree), &rest, form.order)?;
            let arguments = self.take(level);
            if form.count != Count::Group {
                if self.help {
                    return Ok(self.help());
                }
                form.check(&tree::full_name(self.name, &self.path), &arguments)?;
                self.arguments(command, arguments);
                return Ok(Reading::Run(self.finish(tree)));
            }
            let Some((word, after)) = arguments.split_first() else {
                if self.help || !self.path.is_empty() {
                    return Ok(self.help());
                }
                self.words.push("ps".to_owned());
                return Ok(Reading::Alone(self.finish(tree)));
            };
            let Some(below) = command.find_subcommand(word) else {
                return self.no_command(tree, command, word, &rest);
            };
            self.path = tree::join(&self.path, below.get_name());
            self.words.push(below.get_name().to_owned());
            command = below;
            rest = after.to_vec();
        }
    }

    /// Where flags for all levels are defined.
    fn above<'t>(&self, tree: &'t Tree) -> Option<&'t Tree> {
        Some(tree).filter(|_| !self.path.is_empty())
    }

    /// Notes the flags of a level and returns its arguments. In a direct call, docker's flags stand among the first.
    fn take(&mut self, level: Level) -> Vec<String> {
        self.help |= level.help;
        self.short_help |= level.short_help;
        self.warnings.extend(level.deprecated);
        let docker = tree::docker();
        let is_dockers = |given: &Given| docker.get_arguments().any(|flag| flag.get_id() == given.id.as_str());
        for given in level.flags {
            if self.path.is_empty() && is_dockers(&given) {
                self.docker.push(given);
            } else {
                self.words.push(given.word);
            }
        }
        level.arguments
    }

    /// A group answers a word that is no command by its help, but looks at all flags first.
    fn no_command(self, tree: &Tree, command: &Tree, word: &str, words: &[String]) -> Result<Reading, UsageError> {
        if !self.path.is_empty() {
            walk::level(command, Some(tree), words, Order::Mixed)?;
        } else if !self.help {
            return Err(self.unknown(command, word));
        }
        Ok(self.help())
    }

    fn help(self) -> Reading {
        Reading::Help(HelpRequest { name: self.name.to_owned(), path: self.path, short: self.short_help })
    }

    fn unknown(&self, command: &Tree, word: &str) -> UsageError {
        let names = command.get_subcommands().filter(|below| !below.is_hide_set()).map(Tree::get_name);
        let suggestion = suggest::nearest(word, names).map(str::to_owned);
        UsageError::UnknownCommand { name: self.name.to_owned(), word: word.to_owned(), suggestion }
    }

    /// Adds the arguments; those beyond what the command knows are dropped, as docker compose does.
    fn arguments(&mut self, command: &Tree, mut arguments: Vec<String>) {
        let takes_more = |argument: &clap::Arg| matches!(argument.get_action(), clap::ArgAction::Append);
        if !command.get_positionals().any(takes_more) {
            arguments.truncate(command.get_positionals().count());
        }
        self.words.push("--".to_owned());
        self.words.extend(arguments);
    }

    fn finish(self, tree: &Tree) -> Invocation {
        let words = std::iter::once(self.name.to_owned()).chain(self.words);
        let matches = tree.clone().try_get_matches_from(words).expect(WALKED);
        let docker_words = std::iter::once("docker".to_owned()).chain(self.docker.into_iter().map(|given| given.word));
        let docker = tree::docker().try_get_matches_from(docker_words).expect(WALKED);
        Invocation {
            name: self.name.to_owned(),
            docker: DockerFlags::from_arg_matches(&docker).expect(WALKED),
            global: GlobalArgs::from_arg_matches(&matches).expect(WALKED),
            command: Command::from_arg_matches(&matches).expect(WALKED),
            typed: String::new(),
            warnings: self.warnings,
        }
    }
}

#[cfg(test)]
mod tests;
