//! Help of every command, in all its forms and widths.

use crate::tool::Tool;

/// The names under a heading of a help text.
fn listed(help: &str, heading: &str) -> Vec<String> {
    let lines = help.lines().skip_while(|line| *line != heading).skip(1);
    let entries = lines.take_while(|line| !line.is_empty()).filter(|line| !line.starts_with("    "));
    entries.filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect()
}

/// Every visible command, as words.
fn all_commands() -> Vec<Vec<String>> {
    let mut found = vec![Vec::new()];
    let mut next = 0;
    while next < found.len() {
        let words: Vec<&str> = found[next].iter().map(String::as_str).collect();
        let help = Tool::plugin(&[&words[..], &["--help"]].concat()).run();
        let below = ["Management Commands:", "Commands:"].into_iter().flat_map(|heading| listed(&help, heading));
        let below: Vec<Vec<String>> = below.map(|name| [found[next].clone(), vec![name]].concat()).collect();
        found.extend(below);
        next += 1;
    }
    found
}

#[test]
fn every_command_has_help_that_fits_the_width() {
    let commands = all_commands();
    assert!(commands.len() >= 38, "{commands:?}");
    for width in [80, 120] {
        for command in &commands {
            let words: Vec<&str> = command.iter().map(String::as_str).chain(["--help"]).collect();
            let help = Tool::plugin(&words).variable("COLUMNS", &width.to_string()).run();
            let usage = format!("Usage:  docker rcompose {}", command.join(" "));
            assert!(help.starts_with(usage.trim_end()), "{help}");
            assert!(help.contains("\nOptions:\n") && help.contains("--dry-run "), "{help}");
            assert!(help.lines().all(|line| line.chars().count() <= width && line.trim_end() == line), "{help}");
        }
    }
}

#[test]
fn options_are_sorted() {
    for command in ["up", "run", "ps", "build"] {
        let help = Tool::plugin(&[command, "--help"]).run();
        let names: Vec<&str> = help.split_whitespace().filter(|word| word.starts_with("--")).collect();
        let flags: Vec<String> = listed(&help, "Options:").into_iter().filter(|word| word.starts_with("--")).collect();
        assert!(flags.is_sorted(), "{flags:?}");
        assert!(names.contains(&"--dry-run"), "{names:?}");
    }
}

#[test]
fn all_forms_of_asking_give_the_same_text() {
    let expected = Tool::plugin(&["up", "--help"]).run();
    let forms: [&[&str]; 5] = [
        &["help", "rcompose", "up"],
        &["--help", "rcompose", "up"],
        &["rcompose", "--help", "up"],
        &["rcompose", "up", "web", "-d", "--help"],
        &["up", "--help"],
    ];
    for words in forms {
        assert_eq!(Tool::direct(words).run(), expected, "{words:?}");
    }
    let note = "Flag shorthand -h has been deprecated, use --help\n";
    assert_eq!(Tool::plugin(&["up", "-h"]).stderr(note).run(), expected);
}

#[test]
fn without_a_command_the_help_is_printed() {
    let expected = Tool::plugin(&["--help"]).run();
    let forms: [&[&str]; 6] =
        [&[], &["rcompose"], &["help", "rcompose"], &["--help", "rcompose"], &["rcompose", "-v"], &["-h"]];
    for words in forms {
        assert_eq!(Tool::direct(words).run(), expected, "{words:?}");
    }
    assert!(Tool::plugin(&["bridge"]).run().starts_with("Usage:  docker rcompose bridge [OPTIONS] COMMAND\n"));
}

#[test]
fn a_command_of_the_container_is_not_read() {
    // What follows the service is not the tool's; that there is no engine shows that the words were accepted.
    for words in [&["exec", "web", "ls", "--help"][..], &["run", "web", "ls", "--nosuch"]] {
        let output = Tool::plugin(words).code(1).stderr_containing("").run();
        assert!(!output.contains("Usage:"), "{output}");
    }
}
