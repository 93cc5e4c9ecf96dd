//! Where in the tree of commands an unfinished word stands, and what the tree itself offers there.

use clap::{Arg, ArgAction, Command};

use super::super::error::UsageError;
use super::super::forms::{Count, form};
use super::super::tree;
use super::super::walk::{self, Given, Level, Order};
use super::{Answer, Candidate, Directive};

/// Where in the tree the unfinished word stands.
pub(super) struct Position<'t> {
    command: &'t Command,
    pub(super) path: String,
    /// The flags before the subcommand.
    pub(super) of_root: Vec<Given>,
    /// The flags of the command itself.
    given: Vec<Given>,
    /// The unfinished word is the value of this flag.
    pub(super) pending: Option<&'t Arg>,
    /// No flag can follow.
    pub(super) ended: bool,
    /// The words before it that are no flags.
    pub(super) arguments: Vec<String>,
}

impl<'t> Position<'t> {
    pub(super) fn find(root: &'t Command, words: &[String]) -> Result<Self, UsageError> {
        let mut position = Self {
            command: root,
            path: String::new(),
            of_root: Vec::new(),
            given: Vec::new(),
            pending: None,
            ended: false,
            arguments: Vec::new(),
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
            position.arguments = level.arguments;
            let arguments = position.arguments.clone();
            let Some((word, after)) = arguments.split_first().filter(|_| form.count == Count::Group) else {
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

    pub(super) fn is_group(&self) -> bool {
        self.command.has_subcommands()
    }

    /// The flag and the beginning of its value, if the word has the form `--flag=value` or `-f=value`.
    pub(super) fn flag_with_value<'w>(&self, root: &'t Command, word: &'w str) -> Option<(&'t Arg, &'w str)> {
        let (name, value) = word.split_once('=').filter(|_| !self.ended)?;
        let above = Some(root).filter(|_| !self.path.is_empty());
        let flag = match name.strip_prefix("--") {
            Some(name) => walk::find_long(self.command, above, name)?,
            None => {
                let mut letters = name.strip_prefix('-')?.chars();
                let flag = walk::find_short(self.command, above, letters.next()?)?;
                letters.next().is_none().then_some(flag)?
            }
        };
        Some((flag, value))
    }

    /// The number that a flag of the command was given.
    pub(super) fn number(&self, flag: &str) -> Option<u32> {
        let given = self.given.iter().rfind(|given| given.id == flag)?;
        given.word.split_once('=')?.1.parse().ok().filter(|number| *number > 0)
    }

    /// The flags that can still be given.
    pub(super) fn flags(&self, root: &Command) -> Answer {
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

    pub(super) fn commands(&self) -> Answer {
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
