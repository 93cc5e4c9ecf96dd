//! Help in docker's layout: usage, text, sorted options and commands, wrapped at the terminal's width.

use std::fmt::Write;

use clap::{Arg, Command};

use super::forms::form;
use super::invocation::HelpRequest;
use super::tree;
use super::walk::is_boolean;

/// Where a description moves to the next line, because too little room is left beside the names.
const LEAST_ROOM: usize = 24;
/// Columns for the name of a command, as in docker's help.
const COMMAND_WIDTH: usize = 11;

/// The help that was asked for, with no line longer than `width` where words allow it.
pub(crate) fn render(request: &HelpRequest, width: usize) -> String {
    let root = tree::plugin(&request.name);
    let command = tree::find(&root, &request.path).expect("a path comes from the tree");
    let full_name = tree::full_name(&request.name, &request.path);
    let form = form(&request.path).expect("every command has a form; a test of the tree checks it");
    let mut text = format!("Usage:  {}\n", form.usage_of(&full_name));
    if let Some(about) = command.get_about() {
        write!(text, "\n{}\n", wrap(&about.to_string(), width, 0)).expect("a string grows");
    }
    section(&mut text, "Options", &options(command, &root), width);
    let (groups, commands) = commands(command);
    section(&mut text, "Management Commands", &groups, width);
    section(&mut text, "Commands", &commands, width);
    if command.has_subcommands() {
        let closing = format!("Run '{full_name} COMMAND --help' for more information on a command.");
        write!(text, "\n{}\n", wrap(&closing, width, 0)).expect("a string grows");
    }
    text
}

/// The commands that people use most.
const COMMON: [&str; 8] = ["up", "down", "ps", "logs", "exec", "stop", "build", "config"];

/// A short help of the whole tool.
pub(crate) fn short(name: &str, width: usize) -> String {
    let root = tree::plugin(name);
    let full_name = tree::full_name(name, "");
    let about = root.get_about().map(ToString::to_string).unwrap_or_default();
    let mut text = format!("Usage:  {full_name} [OPTIONS] COMMAND\n\n{}\n", wrap(&about, width, 0));
    let common = COMMON.into_iter().filter_map(|name| root.find_subcommand(name)).map(named).collect::<Vec<_>>();
    section(&mut text, "Common Commands", &common, width);
    let closing = format!("Run '{full_name} --help' for all commands and options.");
    write!(text, "\n{}\n", wrap(&closing, width, 0)).expect("a string grows");
    text
}

/// A name, flag or command, and what it is for.
struct Entry {
    name: String,
    text: String,
}

fn options(command: &Command, root: &Command) -> Vec<Entry> {
    let inherited = root.get_arguments().filter(|flag| flag.is_global_set() && command.get_name() != root.get_name());
    let flags = command.get_arguments().filter(|flag| !flag.is_positional() && !flag.is_hide_set());
    let mut flags: Vec<_> = flags.chain(inherited).collect();
    flags.sort_by_key(|flag| flag.get_long());
    flags.into_iter().map(option).collect()
}

fn option(flag: &Arg) -> Entry {
    let short = flag.get_short().map_or_else(|| "    ".to_owned(), |letter| format!("-{letter}, "));
    let mut name = format!("{short}--{}", flag.get_long().unwrap_or_default());
    if !is_boolean(flag) {
        let kind = flag.get_value_names().and_then(<[_]>::first).map_or("string", |kind| kind.as_str());
        write!(name, " {kind}").expect("a string grows");
    }
    let mut text = flag.get_help().map(ToString::to_string).unwrap_or_default();
    let default = flag.get_default_values().first().map(|value| value.display().to_string());
    if let Some(default) = default.filter(|value| !["0", "false", ""].contains(&value.as_str())) {
        let is_text = !is_boolean(flag) && default.parse::<i64>().is_err();
        let default = if is_text { format!("{default:?}") } else { default };
        write!(text, " (default {default})").expect("a string grows");
    }
    Entry { name, text }
}

/// The commands below one: those that hold others, and the rest.
fn commands(command: &Command) -> (Vec<Entry>, Vec<Entry>) {
    let mut below: Vec<_> = command.get_subcommands().filter(|below| !below.is_hide_set()).collect();
    below.sort_by_key(|below| below.get_name());
    let (groups, commands): (Vec<_>, Vec<_>) = below.into_iter().partition(|below| below.has_subcommands());
    (groups.into_iter().map(named).collect(), commands.into_iter().map(named).collect())
}

fn named(command: &Command) -> Entry {
    Entry {
        name: format!("{:<COMMAND_WIDTH$}", command.get_name()),
        text: command.get_about().map(ToString::to_string).unwrap_or_default(),
    }
}

fn section(text: &mut String, title: &str, entries: &[Entry], width: usize) {
    let Some(longest) = entries.iter().map(|entry| entry.name.len()).max() else {
        return;
    };
    // Two columns before the name; docker puts one column more between flags than between commands.
    let gap = if title == "Options" { 3 } else { 1 };
    let indent = 2 + longest + gap;
    write!(text, "\n{title}:\n").expect("a string grows");
    for Entry { name, text: description } in entries {
        let line = if width.saturating_sub(indent) < LEAST_ROOM {
            let indent = 16.min(width / 4);
            format!("  {}\n{:indent$}{}", name.trim_end(), "", wrap(description, width, indent))
        } else {
            format!("  {name:<longest$}{:gap$}{}", "", wrap(description, width, indent))
        };
        writeln!(text, "{}", line.trim_end()).expect("a string grows");
    }
}

/// Breaks a text between words so that no line passes `width`, `indent` columns being taken on each line.
fn wrap(text: &str, width: usize, indent: usize) -> String {
    let mut result = String::new();
    let mut column = indent;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if column > indent && column + 1 + length > width {
            write!(result, "\n{:indent$}", "").expect("a string grows");
            column = indent;
        } else if column > indent {
            result.push(' ');
            column += 1;
        }
        result.push_str(word);
        column += length;
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    fn help(path: &str, width: usize) -> String {
        render(&HelpRequest { name: "rcompose".to_owned(), path: path.to_owned(), short: false }, width)
    }

    #[test]
    fn layout_of_a_command() {
        let expected = "\
Usage:  docker rcompose kill [OPTIONS] [SERVICE...]

Send a signal to running containers

Options:
      --diagnostics string   Form of what is wrong with the files:
                             text, json or sarif (default text)
      --dry-run              Show the steps and change nothing
      --remove-orphans       Include containers of services that
                             the file no longer has (default
                             $COMPOSE_REMOVE_ORPHANS)
  -s, --signal string        Signal to send (default \"SIGKILL\")
";
        assert_eq!(help("kill", 66), expected);
    }

    #[test]
    fn layout_of_the_whole() {
        let text = help("", 80);
        assert!(text.starts_with("Usage:  docker rcompose [OPTIONS] COMMAND\n\nDefine and run"), "{text}");
        assert!(text.contains("\nManagement Commands:\n  bridge      Convert"), "{text}");
        assert!(text.contains("\nCommands:\n  attach      Connect"), "{text}");
        assert!(
            text.ends_with("\nRun 'docker rcompose COMMAND --help' for more information on a command.\n"),
            "{text}"
        );
        for hidden in ["alpha", "--verbose", "--workdir", "--no-ansi", "--version"] {
            assert!(!text.contains(hidden), "{hidden}");
        }
    }

    #[test]
    fn names_lead_and_texts_follow_where_there_is_no_room() {
        let text = help("kill", 40);
        assert!(text.contains("  -s, --signal string\n          Signal to send (default\n"), "{text}");
        assert!(text.lines().skip(1).all(|line| line.len() <= 40), "{text}");
    }

    #[test]
    fn shown_defaults() {
        assert!(help("attach", 200).contains("process in the container (default true)\n"));
        assert!(help("logs", 200).contains("(default \"all\")"));
        assert!(!help("up", 200).contains("(default 0)"));
    }
}
