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

/// All texts at two widths: what changes in them is to be seen in a review.
#[test]
fn the_help_of_every_command() {
    for width in ["80", "120"] {
        let texts = all_commands().into_iter().map(|command| {
            let words: Vec<&str> = command.iter().map(String::as_str).chain(["--help"]).collect();
            Tool::plugin(&words).variable("COLUMNS", width).run()
        });
        let all = texts.collect::<Vec<_>>().join("\n----\n\n");
        insta::assert_snapshot!(format!("help_on_{width}_columns"), all);
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
fn without_a_command_a_short_help_is_printed_and_the_projects_state() {
    let short = Tool::plugin(&[]).run();
    assert!(short.contains("\nCommon Commands:\n  up ") && short.lines().count() < 20, "{short}");
    for words in [&["rcompose"][..], &["rcompose", "-v"]] {
        assert_eq!(Tool::direct(words).run(), short, "{words:?}");
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("compose.yaml");
    std::fs::write(&file, "name: shop\nservices: { web: { image: a }, db: { image: b } }\n").unwrap();
    let state = Tool::plugin(&[]).within(folder.path()).run();
    let lines = state.strip_prefix(&short).unwrap_or_else(|| panic!("{state}"));
    assert!(lines.starts_with("\nProject   shop, ") && lines.lines().count() == 4, "{lines}");
    assert!(lines.contains("\nState     2 services; no engine answers\n"), "{lines}");
    std::fs::write(&file, "services: [").unwrap();
    let broken = Tool::plugin(&[]).within(folder.path()).run();
    assert!(broken.ends_with("\nProject   cannot be read: docker rcompose config -q says why\n"), "{broken}");
}

#[test]
fn help_is_printed_where_it_is_asked_for() {
    let expected = Tool::plugin(&["--help"]).run();
    let forms: [&[&str]; 3] = [&["help", "rcompose"], &["--help", "rcompose"], &["-h"]];
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
