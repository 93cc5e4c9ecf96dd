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

/// A folder with a file of so many services.
fn project(services: usize) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let service = |number: usize| {
        let before = number.saturating_sub(1);
        format!("  s{number}: {{image: x, ports: [\"{}:80\"], depends_on: [s{before}]}}\n", 8000 + number)
    };
    let services: String = (1..services).map(service).collect();
    std::fs::write(folder.path().join("compose.yaml"), format!("services:\n  s0: {{image: x}}\n{services}")).unwrap();
    folder
}

#[test]
fn a_large_file_needs_no_engine_and_little_time() {
    let folder = project(200);
    let fastest = (0..5).map(|_| {
        let begin = std::time::Instant::now();
        let answer = Tool::direct(&["__complete", "rcompose", "up", ""]).within(folder.path()).run();
        assert_eq!(answer.lines().count(), 201, "{answer}");
        begin.elapsed()
    });
    // A released binary needs 30 ms; this one is not optimized, and the machine is busy.
    let fastest = fastest.min().unwrap();
    assert!(fastest.as_millis() < 500, "{fastest:?}");
}

#[test]
fn where_no_engine_answers_all_services_may_run() {
    let folder = project(2);
    let complete =
        |words: &[&str]| Tool::direct(&[&["__complete", "rcompose"], words].concat()).within(folder.path()).run();
    for command in ["exec", "stop", "start", "rm", "unpause"] {
        assert_eq!(complete(&[command, ""]), "s0\ns1\n:4\n", "{command}");
    }
    assert_eq!(complete(&["cp", ""]), "s0:\ns1:\ncompose.yaml\n:6\n");
    assert_eq!(complete(&["cp", "s0:/etc/"]), ":4\n");
    assert_eq!(complete(&["port", "s1", ""]), "80\n:4\n");
}
