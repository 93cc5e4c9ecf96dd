//! From the words of a command line to typed arguments.

use clap::{Command as Tree, FromArgMatches};

use super::args::Command;
use super::error::UsageError;
use super::forms::{Count, form};
use super::shared::{DockerFlags, GlobalArgs};
use super::tree;
use super::walk::{self, Given, Level, Order};

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
#[expect(clippy::large_enum_variant, reason = "there is one value a process")]
pub(crate) enum Reading {
    Help(HelpRequest),
    Run(Invocation),
}

/// Reads the words after the plugin's name.
pub(crate) fn plugin(name: &str, docker: &Level, words: &[String]) -> Result<Reading, UsageError> {
    Reader::new(name, tree::plugin(name), docker.help).read(words, docker.flags.clone())
}

/// Reads the words of a direct call.
pub(crate) fn standalone(name: &str, words: &[String]) -> Result<Reading, UsageError> {
    let tree = tree::standalone(name);
    let words = version_as_command(&tree, words);
    let reading = Reader::new(name, tree, false).read(&words, Vec::new()).map_err(in_quotes)?;
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
    match error {
        UsageError::MissingValue(flag)
            if flag.strip_prefix("--").is_some_and(|name| walk::find_long(&docker, None, name).is_some()) =>
        {
            UsageError::MissingValue(format!("'{flag}'"))
        }
        other => other,
    }
}

/// The flags before the subcommand alone, for a command line that is not finished.
pub(crate) fn global(tree: &Tree, flags: &[Given]) -> GlobalArgs {
    let words = std::iter::once(String::new()).chain(flags.iter().map(|given| given.word.clone()));
    let matches = tree.clone().try_get_matches_from(words).expect(WALKED);
    GlobalArgs::from_arg_matches(&matches).expect(WALKED)
}

struct Reader<'n> {
    name: &'n str,
    tree: Tree,
    /// What has been read, in the form for clap.
    words: Vec<String>,
    path: String,
    help: bool,
    short_help: bool,
    warnings: Vec<String>,
}

impl<'n> Reader<'n> {
    fn new(name: &'n str, tree: Tree, help: bool) -> Self {
        Self { name, tree, words: Vec::new(), path: String::new(), help, short_help: false, warnings: Vec::new() }
    }

    fn read(mut self, words: &[String], mut docker: Vec<Given>) -> Result<Reading, UsageError> {
        let tree = std::mem::take(&mut self.tree);
        let docker_tree = tree::docker();
        let mut command = &tree;
        let mut rest = words.to_vec();
        loop {
            let form = form(&self.path).expect("every command has a form; a test of the tree checks it");
            let level = walk::level(command, Some(&tree).filter(|_| !self.path.is_empty()), &rest, form.order)?;
            self.help |= level.help;
            self.short_help |= level.short_help;
            self.warnings.extend(level.deprecated);
            let (of_docker, own) = level.flags.into_iter().partition::<Vec<_>, _>(|given| {
                self.path.is_empty() && docker_tree.get_arguments().any(|flag| flag.get_id() == given.id.as_str())
            });
            docker.extend(of_docker);
            self.words.extend(own.into_iter().map(|given| given.word));
            if form.count != Count::Group {
                if self.help {
                    return Ok(self.help());
                }
                form.check(&tree::full_name(self.name, &self.path), &level.arguments)?;
                self.arguments(command, level.arguments);
                return Ok(Reading::Run(self.finish(&tree, &docker)));
            }
            let Some((word, after)) = level.arguments.split_first() else {
                return Ok(self.help());
            };
            match command.find_subcommand(word) {
                Some(below) => {
                    self.path = tree::join(&self.path, below.get_name());
                    self.words.push(below.get_name().to_owned());
                    command = below;
                    rest = after.to_vec();
                }
                None if !self.path.is_empty() => {
                    // A group answers any other word by its help, but looks at all flags first.
                    walk::level(command, Some(&tree), &rest, Order::Mixed)?;
                    return Ok(self.help());
                }
                None if self.help => return Ok(self.help()),
                None => return Err(self.unknown(command, word)),
            }
        }
    }

    fn help(self) -> Reading {
        Reading::Help(HelpRequest { name: self.name.to_owned(), path: self.path, short: self.short_help })
    }

    fn unknown(&self, command: &Tree, word: &str) -> UsageError {
        let names = command.get_subcommands().filter(|below| !below.is_hide_set()).map(Tree::get_name);
        let near = |name: &&str| strsim::damerau_levenshtein(name, word) <= 2 && name.len() > 2;
        let suggestion = names.filter(near).min_by_key(|name| strsim::damerau_levenshtein(name, word));
        UsageError::UnknownCommand {
            name: self.name.to_owned(),
            word: word.to_owned(),
            suggestion: suggestion.map(str::to_owned),
        }
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

    fn finish(self, tree: &Tree, docker: &[Given]) -> Invocation {
        let words = std::iter::once(self.name.to_owned()).chain(self.words);
        let matches = tree.clone().try_get_matches_from(words).expect(WALKED);
        let docker_words = std::iter::once("docker".to_owned()).chain(docker.iter().map(|given| given.word.clone()));
        let docker = tree::docker().try_get_matches_from(docker_words).expect(WALKED);
        Invocation {
            name: self.name.to_owned(),
            docker: DockerFlags::from_arg_matches(&docker).expect(WALKED),
            global: GlobalArgs::from_arg_matches(&matches).expect(WALKED),
            command: Command::from_arg_matches(&matches).expect(WALKED),
            warnings: self.warnings,
        }
    }
}
