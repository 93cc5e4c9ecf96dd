//! Answers to docker's question what may stand at the end of an unfinished command line.
//!
//! docker runs the plugin with `__complete WORDS... LAST` and hands its standard output to the shell: a candidate a
//! line, with a description after a tab, then a directive. Names that are in files or in the engine come from outside.

mod suggest;

use clap::{Arg, ArgAction, Command};

use super::error::UsageError;
use super::forms::{Count, form};
use super::shared::GlobalArgs;
use super::walk::{self, Given, Level, Order};
use super::{invocation, tree};
pub(crate) use suggest::{Suggestion, suggestion};

/// Names that completion needs and that are not part of the command line. A failure is an empty list.
pub(crate) trait Names {
    /// All services of the project that these flags mean, those of active profiles first.
    async fn services(&self, global: &GlobalArgs) -> Vec<String>;
    /// All profiles of that project.
    async fn profiles(&self, global: &GlobalArgs) -> Vec<String>;
    /// All projects of the engine, also those that are stopped.
    async fn projects(&self) -> Vec<String>;
    /// All codes of findings, each with what it means.
    fn codes(&self) -> Vec<(String, String)>;
}

/// An answer to docker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) candidates: Vec<Candidate>,
    pub(crate) directive: Directive,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub(crate) value: String,
    pub(crate) description: Option<String>,
}

/// What the shell does besides offering the candidates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Directive {
    /// Offer files where there is no candidate.
    Default,
    NoFiles,
    /// The candidates are the endings of files to offer.
    FileEndings,
    Directories,
}

impl Directive {
    fn code(self) -> u8 {
        match self {
            Self::Default => 0,
            Self::NoFiles => 4,
            Self::FileEndings => 8,
            Self::Directories => 16,
        }
    }
}

impl Answer {
    /// The text for standard output.
    pub(crate) fn render(&self, descriptions: bool) -> String {
        let line = |candidate: &Candidate| match &candidate.description {
            Some(text) if descriptions => format!("{}\t{text}\n", candidate.value),
            _ => format!("{}\n", candidate.value),
        };
        let lines: String = self.candidates.iter().map(line).collect();
        format!("{lines}:{}\n", self.directive.code())
    }
}

/// Completes the last of the words after the plugin's name.
pub(crate) async fn answer(name: &str, words: &[String], names: &impl Names) -> Answer {
    let (last, before) = words.split_last().map_or(("", words), |(last, before)| (last.as_str(), before));
    let root = tree::plugin(name);
    let Ok(position) = Position::find(&root, before) else {
        return Answer { candidates: Vec::new(), directive: Directive::Default };
    };
    let global = invocation::global(&root, &position.of_root);
    let (prefix, mut answer) = if let Some(flag) = position.pending {
        (last, values(suggestion(&position.path, flag), &global, names).await)
    } else if let Some((flag, value)) = position.flag_with_value(&root, last) {
        (value, values(suggestion(&position.path, flag), &global, names).await)
    } else if last.starts_with('-') {
        (last, position.flags(&root))
    } else if position.is_group() {
        (last, position.commands())
    } else {
        (last, values(suggest::argument(&position.path), &global, names).await)
    };
    if answer.directive != Directive::FileEndings {
        answer.candidates.retain(|candidate| candidate.value.starts_with(prefix));
    }
    answer
}

async fn values(suggestion: Suggestion, global: &GlobalArgs, names: &impl Names) -> Answer {
    let (values, directive) = match suggestion {
        Suggestion::Codes => return codes(names),
        Suggestion::Nothing => (Vec::new(), Directive::NoFiles),
        Suggestion::Words(words) => (words.iter().map(|word| (*word).to_owned()).collect(), Directive::NoFiles),
        Suggestion::Services => (names.services(global).await, Directive::NoFiles),
        Suggestion::Numbers => {
            let services = names.services(global).await;
            (services.into_iter().map(|service| format!("{service}=")).collect(), Directive::NoFiles)
        }
        Suggestion::Profiles => (names.profiles(global).await, Directive::NoFiles),
        Suggestion::Projects => (names.projects().await, Directive::NoFiles),
        Suggestion::Files => (Vec::new(), Directive::Default),
        Suggestion::ComposeFiles => (vec!["yaml".to_owned(), "yml".to_owned()], Directive::FileEndings),
        Suggestion::Directories => (Vec::new(), Directive::Directories),
    };
    let candidates = values.into_iter().map(|value| Candidate { value, description: None }).collect();
    Answer { candidates, directive }
}

fn codes(names: &impl Names) -> Answer {
    let candidate = |(value, meaning)| Candidate { value, description: Some(meaning) };
    Answer { candidates: names.codes().into_iter().map(candidate).collect(), directive: Directive::NoFiles }
}

/// Where in the tree the unfinished word stands.
struct Position<'t> {
    command: &'t Command,
    path: String,
    /// The flags before the subcommand.
    of_root: Vec<Given>,
    /// The flags of the command itself.
    given: Vec<Given>,
    /// The unfinished word is the value of this flag.
    pending: Option<&'t Arg>,
    /// No flag can follow.
    ended: bool,
    arguments: usize,
}

impl<'t> Position<'t> {
    fn find(root: &'t Command, words: &[String]) -> Result<Self, UsageError> {
        let mut position = Self {
            command: root,
            path: String::new(),
            of_root: Vec::new(),
            given: Vec::new(),
            pending: None,
            ended: false,
            arguments: 0,
        };
        let mut rest = words.to_vec();
        loop {
            let form = form(&position.path).expect("every command has a form; a test of the tree checks it");
            let level = position.level(root, &rest, form.order)?;
            if position.path.is_empty() {
                position.of_root.clone_from(&level.flags);
            }
            position.given = level.flags;
            position.ended = level.ended;
            position.arguments = level.arguments.len();
            let Some((word, after)) = level.arguments.split_first().filter(|_| form.count == Count::Group) else {
                return Ok(position);
            };
            let below = position.command.find_subcommand(word);
            position.command = below.ok_or_else(|| UsageError::UnknownFlag(word.clone()))?;
            position.path = tree::join(&position.path, position.command.get_name());
            rest = after.to_vec();
        }
    }

    /// Reads a level; a flag at its end that lacks its value is noted.
    fn level(&mut self, root: &'t Command, words: &[String], order: Order) -> Result<Level, UsageError> {
        let above = Some(root).filter(|_| !self.path.is_empty());
        match walk::level(self.command, above, words, order) {
            Err(UsageError::MissingValue(spelling)) => {
                self.pending = match spelling.strip_prefix("--") {
                    Some(name) => walk::find_long(self.command, above, name),
                    None => spelling.chars().nth(1).and_then(|letter| walk::find_short(self.command, above, letter)),
                };
                walk::level(self.command, above, &words[..words.len() - 1], order)
            }
            other => other,
        }
    }

    fn is_group(&self) -> bool {
        self.command.has_subcommands()
    }

    /// The flag and the beginning of its value, if the word has the form `--flag=value`.
    fn flag_with_value<'w>(&self, root: &'t Command, word: &'w str) -> Option<(&'t Arg, &'w str)> {
        let (name, value) = word.strip_prefix("--")?.split_once('=').filter(|_| !self.ended)?;
        let above = Some(root).filter(|_| !self.path.is_empty());
        Some((walk::find_long(self.command, above, name)?, value))
    }

    /// The flags that can still be given.
    fn flags(&self, root: &Command) -> Answer {
        let above = root.get_arguments().filter(|flag| flag.is_global_set() && !self.path.is_empty());
        let own = self.command.get_arguments().filter(|flag| !flag.is_positional());
        let is_open = |flag: &&Arg| {
            let repeats = matches!(flag.get_action(), ArgAction::Append);
            !flag.is_hide_set() && (repeats || !self.given.iter().any(|given| flag.get_id() == given.id.as_str()))
        };
        let mut flags: Vec<_> = own.chain(above).filter(is_open).collect();
        flags.sort_by_key(|flag| flag.get_long());
        let spellings = flags.into_iter().flat_map(|flag| {
            let description = flag.get_help().map(ToString::to_string);
            let long = flag.get_long().map(|name| format!("--{name}"));
            let short = flag.get_short().map(|letter| format!("-{letter}"));
            let candidate = move |value| Candidate { value, description: description.clone() };
            long.into_iter().chain(short).map(candidate)
        });
        let candidates = if self.ended { Vec::new() } else { spellings.collect() };
        Answer { candidates, directive: Directive::NoFiles }
    }

    fn commands(&self) -> Answer {
        let visible = self.command.get_subcommands().filter(|below| !below.is_hide_set());
        let mut visible: Vec<_> = visible.collect();
        visible.sort_by_key(|below| below.get_name());
        let candidate = |below: &Command| Candidate {
            value: below.get_name().to_owned(),
            description: below.get_about().map(ToString::to_string),
        };
        Answer { candidates: visible.into_iter().map(candidate).collect(), directive: Directive::NoFiles }
    }
}

#[cfg(test)]
mod tests;
