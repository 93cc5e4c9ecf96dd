//! Splits the words of one level of a command line into flags and arguments, by the rules of docker's flag library.
//!
//! clap has other rules in eight places (booleans take `=value`, clusters, negative numbers, repeated flags, texts and
//! codes of errors, ...). So this module reads the words against clap's definitions, checks the values, and writes the
//! flags down in the one form that clap and docker understand alike; clap then only fills the structs.

use std::any::TypeId;
use std::fmt::Display;

use clap::{Arg, ArgAction, Command};

use super::error::UsageError;
use super::values::{Filter, boolean, integer};
use crate::model::bytes::Bytes;
use crate::model::suggest;

/// Whether flags may stand after arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    Mixed,
    FlagsFirst,
}

/// One level of a command line, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Level {
    pub(crate) flags: Vec<Given>,
    pub(crate) arguments: Vec<String>,
    pub(crate) help: bool,
    /// Words that still work but should not be used: to be printed as warnings.
    pub(crate) deprecated: Vec<String>,
    /// `-h` was used, which docker remarks on in its own way.
    pub(crate) short_help: bool,
    /// No flag can follow: `--` was seen, or an argument where flags come first.
    pub(crate) ended: bool,
}

/// A flag in the form for clap: `--name` or `--name=value`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Given {
    pub(crate) id: String,
    pub(crate) word: String,
}

/// Spellings that still work, with what to say about them.
const DEPRECATED: [(&str, &str); 2] =
    [("y", "--y is deprecated, please use --yes instead"), ("volume", "--volume is deprecated, please use --volumes")];

/// Reads the words of one level. `inherited` holds further flags, of the level above.
pub(crate) fn level(
    command: &Command,
    inherited: Option<&Command>,
    words: &[String],
    order: Order,
) -> Result<Level, UsageError> {
    let mut walk = Walk { command, inherited, level: Level::default() };
    let mut rest = words;
    while let Some((word, after)) = rest.split_first() {
        rest = after;
        if word == "--" {
            walk.level.ended = true;
            walk.level.arguments.extend_from_slice(rest);
            break;
        }
        if let Some(long) = word.strip_prefix("--") {
            rest = walk.long(long, rest)?;
        } else if let Some(cluster) = word.strip_prefix('-').filter(|cluster| !cluster.is_empty()) {
            rest = walk.cluster(cluster, rest)?;
        } else if order == Order::FlagsFirst {
            walk.level.ended = true;
            walk.level.arguments.push(word.clone());
            walk.level.arguments.extend_from_slice(rest);
            break;
        } else {
            walk.level.arguments.push(word.clone());
        }
    }
    Ok(walk.level)
}

/// The flag with this long name or alias.
pub(crate) fn find_long<'c>(command: &'c Command, inherited: Option<&'c Command>, name: &str) -> Option<&'c Arg> {
    candidates(command, inherited).find(|flag| {
        flag.get_long() == Some(name) || flag.get_all_aliases().is_some_and(|aliases| aliases.contains(&name))
    })
}

/// The flag with this letter.
pub(crate) fn find_short<'c>(command: &'c Command, inherited: Option<&'c Command>, letter: char) -> Option<&'c Arg> {
    candidates(command, inherited).find(|flag| flag.get_short() == Some(letter))
}

/// Whether a flag is a boolean, so that its value can only stand behind an equals sign.
pub(crate) fn is_boolean(flag: &Arg) -> bool {
    matches!(flag.get_action(), ArgAction::SetTrue) || flag.get_value_parser().type_id() == TypeId::of::<bool>()
}

fn candidates<'c>(command: &'c Command, inherited: Option<&'c Command>) -> impl Iterator<Item = &'c Arg> {
    let above = inherited.into_iter().flat_map(Command::get_arguments).filter(|flag| flag.is_global_set());
    command.get_arguments().chain(above)
}

struct Walk<'c> {
    command: &'c Command,
    inherited: Option<&'c Command>,
    level: Level,
}

impl Walk<'_> {
    fn unknown(&self, name: &str) -> UsageError {
        let flags = candidates(self.command, self.inherited).filter(|flag| !flag.is_hide_set());
        let name = name.to_owned();
        match suggest::nearest(&name, flags.filter_map(Arg::get_long)) {
            Some(near) => UsageError::MisspeltFlag { near: format!("--{near}"), name },
            None => UsageError::UnknownFlag(name),
        }
    }

    /// Takes `NAME` or `NAME=VALUE` and, if it needs one, a value from `rest`.
    fn long<'w>(&mut self, word: &str, rest: &'w [String]) -> Result<&'w [String], UsageError> {
        let (name, value) = match word.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (word, None),
        };
        if name.is_empty() || name.starts_with('-') {
            return Err(UsageError::BadFlagSyntax(format!("--{word}")));
        }
        let Some(flag) = find_long(self.command, self.inherited, name) else {
            if name != "help" {
                return Err(self.unknown(name));
            }
            self.help(value)?;
            return Ok(rest);
        };
        if let Some((_, text)) = DEPRECATED.iter().find(|(old, _)| *old == name && flag.get_long() != Some(old)) {
            self.deprecate(text);
        }
        if let Some(value) = value {
            self.set(flag, value)?;
        } else if is_boolean(flag) {
            self.set(flag, "true")?;
        } else {
            let (value, after) = rest.split_first().ok_or_else(|| UsageError::MissingValue(format!("--{name}")))?;
            self.set(flag, value)?;
            return Ok(after);
        }
        Ok(rest)
    }

    /// Takes the letters after one dash; the last of them may take its value from `rest`.
    fn cluster<'w>(&mut self, cluster: &str, rest: &'w [String]) -> Result<&'w [String], UsageError> {
        let mut letters = cluster;
        while let Some(letter) = letters.chars().next() {
            let after = &letters[letter.len_utf8()..];
            let explicit = after.strip_prefix('=').filter(|value| !value.is_empty());
            let Some(flag) = find_short(self.command, self.inherited, letter) else {
                if letter != 'h' {
                    return Err(UsageError::UnknownShorthand { letter, cluster: letters.to_owned() });
                }
                self.level.short_help = true;
                self.help(explicit)?;
                letters = if explicit.is_some() { "" } else { after };
                continue;
            };
            if let Some(value) = explicit {
                self.set(flag, value)?;
                return Ok(rest);
            }
            if is_boolean(flag) {
                self.set(flag, "true")?;
                letters = after;
                continue;
            }
            if !after.is_empty() {
                self.set(flag, after)?;
                return Ok(rest);
            }
            let missing = || UsageError::MissingValue(format!("'{letter}' in -{letters}"));
            let (value, after) = rest.split_first().ok_or_else(missing)?;
            self.set(flag, value)?;
            return Ok(after);
        }
        Ok(rest)
    }

    fn help(&mut self, value: Option<&str>) -> Result<(), UsageError> {
        let invalid = |value: &str, reason| UsageError::InvalidValue {
            value: value.to_owned(),
            flag: "--help".to_owned(),
            reason,
        };
        self.level.help = match value {
            Some(value) => boolean(value).map_err(|reason| invalid(value, reason))?,
            None => true,
        };
        Ok(())
    }

    fn deprecate(&mut self, text: &str) {
        if !self.level.deprecated.iter().any(|known| known == text) {
            self.level.deprecated.push(text.to_owned());
        }
    }

    /// Checks the value and writes the flag down.
    fn set(&mut self, flag: &Arg, value: &str) -> Result<(), UsageError> {
        let checked = check(flag, value).map_err(|reason| UsageError::InvalidValue {
            value: value.to_owned(),
            flag: spelled(flag),
            reason,
        })?;
        let id = flag.get_id().to_string();
        let name = long_name(flag);
        if !matches!(flag.get_action(), ArgAction::SetTrue) {
            self.level.flags.push(Given { id, word: format!("--{name}={checked}") });
            return Ok(());
        }
        // The last one counts, also when it says no.
        self.level.flags.retain(|given| given.id != id);
        if checked == "true" {
            self.level.flags.push(Given { id, word: format!("--{name}") });
        }
        Ok(())
    }
}

/// The value in the form that its type's own parser accepts, or what docker says about it.
fn check(flag: &Arg, value: &str) -> Result<String, String> {
    fn parsed<T: std::str::FromStr<Err: Display>>(value: &str) -> Result<String, String> {
        value.parse::<T>().map(|_| value.to_owned()).map_err(|error| error.to_string())
    }
    let kind = flag.get_value_parser().type_id();
    if is_boolean(flag) {
        boolean(value).map(|value| value.to_string())
    } else if kind == TypeId::of::<i64>() {
        integer(value).map(|value| value.to_string())
    } else if kind == TypeId::of::<Bytes>() {
        parsed::<Bytes>(value)
    } else if kind == TypeId::of::<Filter>() {
        parsed::<Filter>(value)
    } else {
        Ok(value.to_owned())
    }
}

/// `-f, --file` or `--file`.
fn spelled(flag: &Arg) -> String {
    let name = long_name(flag);
    flag.get_short().map_or_else(|| format!("--{name}"), |letter| format!("-{letter}, --{name}"))
}

fn long_name(flag: &Arg) -> &str {
    flag.get_long().expect("every flag has a long name; a test of the tree checks it")
}

#[cfg(test)]
mod tests;
