//! Shell completions and manual pages, generated from the definitions and checked in.
//!
//! `RCOMPOSE_UPDATE=1 cargo test --lib cli::generate` writes them anew; without the variable the test fails when one is
//! out of date, missing or left over. The generators are no part of the program.

mod examples;
mod manual;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, Command};
use clap_complete::Shell;

use super::complete::{Suggestion, suggestion};
use super::tree;

/// The program's file, and so the word that shells complete when it is called directly.
const PROGRAM: &str = "docker-rcompose";

type Files = BTreeMap<PathBuf, Vec<u8>>;

#[test]
fn generated_files_are_up_to_date() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files: Files = completions().into_iter().chain(manual::manual()).collect();
    #[expect(clippy::disallowed_methods, reason = "only the developer's test reads it")]
    if std::env::var_os("RCOMPOSE_UPDATE").is_some() {
        write(root, &files);
    }
    let stale: Vec<_> =
        files.iter().filter(|(path, text)| fs::read(root.join(path)).ok().as_ref() != Some(text)).collect();
    let stale: Vec<_> = stale.into_iter().map(|(path, _)| path).collect();
    let hint = "run RCOMPOSE_UPDATE=1 cargo test --lib cli::generate";
    assert!(stale.is_empty(), "out of date, {hint}: {stale:?}");
    let left_over: Vec<_> = present(root).into_iter().filter(|path| !files.contains_key(path)).collect();
    assert!(left_over.is_empty(), "left over, {hint}: {left_over:?}");
}

fn write(root: &Path, files: &Files) {
    for folder in ["completions", "man"] {
        let folder = root.join(folder);
        if folder.exists() {
            fs::remove_dir_all(&folder).unwrap();
        }
        fs::create_dir(&folder).unwrap();
    }
    for (path, text) in files {
        fs::write(root.join(path), text).unwrap();
    }
}

/// The files in the two folders, relative to the root.
fn present(root: &Path) -> Vec<PathBuf> {
    let entries = ["completions", "man"].into_iter().flat_map(|folder| fs::read_dir(root.join(folder)).unwrap());
    entries.map(|entry| entry.unwrap().path().strip_prefix(root).unwrap().to_owned()).collect()
}

fn completions() -> Files {
    let shells = [Shell::Bash, Shell::Elvish, Shell::Fish, Shell::PowerShell, Shell::Zsh];
    let script = |shell: Shell| {
        use clap_complete::Generator;
        let mut text = Vec::new();
        clap_complete::generate(shell, &mut documented(), PROGRAM, &mut text);
        (Path::new("completions").join(shell.file_name(PROGRAM)), text)
    };
    shells.into_iter().map(script).collect()
}

/// The tree as the generators need it: the program's own name, `--help`, and the words that flags accept.
fn documented() -> Command {
    document(tree::standalone("rcompose").name(PROGRAM).version(env!("CARGO_PKG_VERSION")), "")
}

fn document(command: Command, path: &str) -> Command {
    let help = Arg::new("help").long("help").help("Print help").action(ArgAction::Help);
    let own = path.to_owned();
    command.arg(help).mut_args(|argument| with_words(argument, &own).display_order(0)).mut_subcommands(|below| {
        let path = tree::join(path, below.get_name());
        document(below, &path)
    })
}

/// Lets the scripts offer the words that a flag accepts, other than yes and no.
fn with_words(argument: Arg, path: &str) -> Arg {
    let takes_text = argument.get_value_parser().type_id() == std::any::TypeId::of::<String>();
    if argument.is_positional() || !takes_text {
        return argument;
    }
    match suggestion(path, &argument) {
        // A template or a further word may stand there, too; scripts only offer.
        Suggestion::Words(words) => {
            let default = argument.get_default_values().to_vec();
            let words = argument.value_parser(PossibleValuesParser::new(words.iter().copied()));
            words.hide_possible_values(true).default_values(default)
        }
        _ => argument,
    }
}
