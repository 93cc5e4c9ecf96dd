//! The definitions of all commands as one clap tree.

use clap::{Arg, ArgAction, Args, Command, Subcommand};

use super::args;
use super::forms::form;
use super::shared::{DockerFlags, GlobalArgs};
use super::walk::is_boolean;

/// What the tool is, in one line.
pub(crate) const ABOUT: &str = "Define and run applications of several containers";

/// The tool as `docker NAME ...`.
pub(crate) fn plugin(name: &str) -> Command {
    let root = args::Command::augment_subcommands(GlobalArgs::augment_args(Command::new(name.to_owned())));
    // Last, because the documentation of those structs, which is for readers of the code, would become the text.
    finish(root.about(ABOUT), name, "")
}

/// docker's own level, of which only the flags matter.
pub(crate) fn docker() -> Command {
    settle(DockerFlags::augment_args(Command::new("docker")))
}

/// The tool called directly: docker's flags may stand among its own.
pub(crate) fn standalone(name: &str) -> Command {
    let docker = docker();
    plugin(name).args(docker.get_arguments().cloned())
}

/// `docker rcompose bridge convert` from the tool's name and a path below it.
pub(crate) fn full_name(name: &str, path: &str) -> String {
    format!("docker {name} {path}").trim_end().to_owned()
}

/// The path of a command below another one.
pub(crate) fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path} {name}") }
}

/// Gives a command and those below it their usage and the settings that docker's parsing rules need.
fn finish(command: Command, name: &str, path: &str) -> Command {
    let form = form(path).expect("every command has a form; a test of the tree checks it");
    settle(command).override_usage(form.usage_of(&full_name(name, path))).subcommand_required(false).mut_subcommands(
        |below| {
            let path = join(path, below.get_name());
            finish(below, name, &path)
        },
    )
}

fn settle(command: Command) -> Command {
    command
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .disable_version_flag(true)
        .args_override_self(true)
        .mut_args(|argument| if argument.is_positional() { argument } else { settle_flag(argument) })
}

/// Values are named by their type, as docker does; a boolean's value is optional and behind an equals sign.
fn settle_flag(flag: Arg) -> Arg {
    let explicit = flag.get_value_names().and_then(<[_]>::first).is_some_and(|name| !name.contains(char::is_uppercase));
    if explicit {
        return flag.allow_hyphen_values(true);
    }
    match (flag.get_action().clone(), is_boolean(&flag)) {
        (ArgAction::Set, true) => {
            let flag = flag.value_name("bool").num_args(0..=1).require_equals(true);
            flag.default_missing_value("true").hide_possible_values(true)
        }
        (_, true) => flag,
        (ArgAction::Append, false) => flag.value_name("stringArray").allow_hyphen_values(true),
        (_, false) => {
            let name = value_type(&flag);
            flag.value_name(name).allow_hyphen_values(true)
        }
    }
}

fn value_type(flag: &Arg) -> &'static str {
    use std::any::TypeId;
    let kind = flag.get_value_parser().type_id();
    if kind == TypeId::of::<i64>() {
        "int"
    } else if kind == TypeId::of::<crate::model::bytes::Bytes>() {
        "bytes"
    } else {
        "string"
    }
}

/// The command at a path of names or aliases.
pub(crate) fn find<'t>(root: &'t Command, path: &str) -> Option<&'t Command> {
    path.split_whitespace().try_fold(root, |command, word| command.find_subcommand(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn for_each(command: &Command, path: &str, check: &mut dyn FnMut(&Command, &str)) {
        check(command, path);
        for below in command.get_subcommands() {
            for_each(below, &join(path, below.get_name()), check);
        }
    }

    #[test]
    fn the_tree_is_sound() {
        plugin("rcompose").debug_assert();
        standalone("rcompose").debug_assert();
        docker().debug_assert();
    }

    #[test]
    fn every_flag_has_a_long_name_and_a_text() {
        for_each(&standalone("rcompose"), "", &mut |command, path| {
            assert!(form(path).is_some(), "{path}");
            assert!(command.get_about().is_some(), "{path}");
            for argument in command.get_arguments() {
                let text = argument.get_help().map(ToString::to_string).unwrap_or_default();
                assert!(!text.is_empty() && !text.ends_with('.') && !text.contains('\n'), "{path} {argument}: {text}");
                assert!(argument.is_positional() || argument.get_long().is_some(), "{path} {argument}");
            }
        });
    }

    #[test]
    fn finds_by_name_and_alias() {
        let root = plugin("rcompose");
        assert_eq!(find(&root, "bridge transformations ls").map(Command::get_name), Some("list"));
        assert_eq!(find(&root, "").map(Command::get_name), Some("rcompose"));
        assert!(find(&root, "bridge nosuch").is_none());
    }
}
