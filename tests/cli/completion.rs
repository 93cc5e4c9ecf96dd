//! What docker gets to know about the end of an unfinished command line.

use crate::tool::Tool;

/// docker's way to ask; without descriptions it calls the plugin no differently.
fn complete(words: &[&str]) -> String {
    Tool::direct(&[&["__complete", "rcompose"], words].concat()).run()
}

#[test]
fn commands_with_their_texts() {
    assert_eq!(complete(&["u"]), "unpause\tLet paused containers go on\nup\tCreate and start containers\n:4\n");
    let all = complete(&[""]);
    assert!(all.contains("\nbridge\t") && !all.contains("alpha"), "{all}");
}

#[test]
fn flags_and_values() {
    assert_eq!(complete(&["stop", "--time"]), "--timeout\tSeconds to wait before a container is killed\n:4\n");
    assert_eq!(complete(&["--progress", ""]), "auto\ntty\nplain\njson\nquiet\n:4\n");
    assert_eq!(complete(&["--file", ""]), "yaml\nyml\n:8\n");
    assert_eq!(complete(&["--project-directory", ""]), ":16\n");
    assert_eq!(complete(&["up", "--nosuch", ""]), ":0\n");
}

#[test]
fn without_descriptions() {
    assert_eq!(Tool::direct(&["__completeNoDesc", "rcompose", "unp"]).run(), "unpause\n:4\n");
    assert_eq!(Tool::direct(&["__completeNoDesc", "unp"]).run(), "unpause\n:4\n");
    let disabled = Tool::direct(&["__complete", "rcompose", "unp"]);
    assert_eq!(disabled.variable("DOCKER_CLI_DISABLE_COMPLETION_DESCRIPTION", "1").run(), "unpause\n:4\n");
}

#[test]
fn names_that_cannot_be_found_out_are_no_failure() {
    assert_eq!(complete(&["up", ""]), ":4\n");
    assert_eq!(complete(&["-p", ""]), ":4\n");
}
