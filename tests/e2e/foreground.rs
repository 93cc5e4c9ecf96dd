//! `up` without -d: logs, the end, and Ctrl-C.

use std::time::{Duration, Instant};

use crate::SOON;
use crate::checks::{all_in_state, nothing_left, running};
use crate::scenario::Scenario;

#[test]
fn up_ends_with_its_containers() {
    let scenario = Scenario::start(
        "up_ends_with_its_containers",
        "up shows the logs of all services with their names, misses no line, and ends when all containers have ended.",
    );
    let output = scenario.step(&["up"]).warns("complaint").succeeds();
    let separator = scenario.separator();
    let said: Vec<_> =
        output.lines().iter().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    for line in [
        format!("Attaching to one{separator}1, three{separator}1, two{separator}1"),
        format!("one{separator}1 | first"),
        format!("two{separator}1 | second"),
    ] {
        assert!(said.contains(&line), "{line}\n{output}");
    }
    assert!(output.stdout.contains(&format!("one{separator}1 exited with code 0")), "{output}");
    if !scenario.peer_differs("it clears the line before `exited`, and widens the prefix as names become known") {
        assert!(!output.stdout.contains('\u{1b}'), "no escapes on a pipe\n{output}");
        let widths: std::collections::BTreeSet<_> = output.lines().iter().filter_map(|line| line.find(" | ")).collect();
        assert_eq!(widths.len(), 1, "all prefixes have one width\n{output}");
    }
    scenario.step(&["down"]).succeeds();
    scenario.check(nothing_left());
}

#[test]
fn up_takes_its_code_from_a_container() {
    let scenario = Scenario::start(
        "up_takes_its_code_from_a_container",
        "--abort-on-container-exit stops the rest at the first end and returns its code, --exit-code-from that of a service.",
    );
    let output = scenario.step(&["up", "--abort-on-container-exit"]).fails("Aborting on container exit");
    assert_eq!(output.code(), Some(7), "{output}");
    scenario.check(all_in_state("web", "exited", 1));
    let output = scenario.step(&["up", "--exit-code-from", "web"]).fails("Aborting on container exit");
    assert_eq!(output.code(), Some(9), "{output}");
    if !scenario.peer_differs("attached up ends with 0 whatever its containers return") {
        let output = scenario.step(&["up", "job"]).fails("job_1 exited with code 7");
        assert_eq!(output.code(), Some(1), "{output}");
    }
    let output = scenario.step(&["up", "--exit-code-from", "job", "job"]).fails("Aborting on container exit");
    assert_eq!(output.code(), Some(7), "{output}");
    scenario.check(running("web", 1));
    scenario.step(&["stop"]).succeeds();
    let up = scenario.step(&["up", "web"]).in_background();
    up.says("web listening on 80", SOON);
    scenario.step(&["stop", "web"]).succeeds();
    let output = up.ends_within(SOON);
    assert_eq!(output.code(), Some(0), "what was stopped has not failed\n{output}");
    scenario.step(&["down"]).succeeds();
    scenario.check(nothing_left());
}

#[test]
fn ctrl_c_once() {
    let scenario = Scenario::start(
        "ctrl_c_once",
        "The first Ctrl-C stops the containers gracefully, up shows their last words, and ends with 130.",
    );
    let up = scenario.step(&["up"]).in_background();
    up.says("web listening on 80", SOON);
    scenario.check(running("web", 1));
    up.interrupt();
    if !scenario.peer_differs("it cuts the log at once when there is no menu") {
        up.says("| bye", SOON);
    }
    let output = up.ends_within(SOON);
    assert_eq!(output.code(), Some(130), "{output}");
    scenario.check(all_in_state("web", "exited", 1));
    assert_eq!(scenario.container("web", 1).exit_code, 0, "it obeyed TERM");
    scenario.step(&["up", "-d"]).succeeds();
    scenario.check(running("web", 1));
    scenario.step(&["down"]).succeeds();
    scenario.check(nothing_left());
}

#[test]
fn ctrl_c_twice() {
    let scenario = Scenario::start("ctrl_c_twice", "The second Ctrl-C kills what does not stop.");
    let up = scenario.step(&["up"]).in_background();
    up.says("stubborn listening on 80", SOON);
    up.interrupt();
    std::thread::sleep(Duration::from_millis(700)); // what a person needs to lose patience; nothing to wait for shows up
    let begin = Instant::now();
    if scenario.peer_differs("it ignores the second Ctrl-C without a menu and waits for the whole grace period") {
        drop(up);
        scenario.step(&["kill"]).succeeds();
    } else {
        up.interrupt();
        let output = up.ends_within(SOON);
        assert!(begin.elapsed() < Duration::from_secs(8), "it did not wait for the grace period of 15 s");
        assert_eq!(output.code(), Some(130), "{output}");
        scenario.check(all_in_state("web", "exited", 1));
        assert_eq!(scenario.container("web", 1).exit_code, 137);
    }
    scenario.step(&["down", "-t", "0"]).succeeds();
    scenario.check(nothing_left());
}

#[test]
fn ctrl_c_in_the_middle_of_up() {
    let scenario = Scenario::start(
        "ctrl_c_in_the_middle_of_up",
        "Ctrl-C while up waits for a health check leaves a state from which up and down go on.",
    );
    let up = scenario.step(&["up", "-d"]).in_background();
    scenario.eventually(running("slow", 1), SOON);
    scenario.eventually(all_in_state("web", "created", 1), SOON);
    up.interrupt();
    let output = up.ends_within(SOON);
    assert_eq!(output.code(), Some(130), "{output}");
    scenario.check(all_in_state("web", "created", 1));
    scenario.step(&["up", "-d"]).variable("HEALTHY_AFTER", "0").succeeds();
    scenario.check(running("web", 1));
    scenario.step(&["down"]).succeeds();
    scenario.check(nothing_left());
}

#[test]
fn logs_follow_new_containers() {
    let scenario = Scenario::start(
        "logs_follow_new_containers",
        "logs -f shows what is there, what comes, and goes on over a restart.",
    );
    scenario.step(&["up", "-d"]).succeeds();
    scenario.eventually(crate::checks::logged("web", "line 5"), SOON);
    let output = scenario.step(&["logs", "--no-log-prefix", "--tail", "2", "web"]).succeeds();
    assert_eq!(output.lines(), ["line 4", "line 5"]);
    let logs = scenario.step(&["logs", "-f", "--tail", "1"]).in_background();
    logs.says("line 5", SOON);
    scenario.docker(&["restart", "-t", "5", &scenario.container("web", 1).id]);
    if !scenario.peer_differs("2.40 may end at the restart") {
        logs.says("line 3", SOON);
        logs.interrupt();
        assert_eq!(logs.ends_within(SOON).code(), Some(130));
    }
    scenario.step(&["down"]).succeeds();
    scenario.check(nothing_left());
}

/// How often each of `line 1` to `line N` stands in the output of this container.
fn times(output: &str, name: &str, lines: usize) -> Vec<usize> {
    let of_name: Vec<_> = output.lines().filter(|line| line.starts_with(&format!("{name} "))).collect();
    let count = |number| of_name.iter().filter(|line| line.ends_with(&format!("| line {number}"))).count();
    (1..=lines).map(count).collect()
}

#[test]
fn logs_lose_and_double_nothing() {
    let scenario = Scenario::start(
        "logs_lose_and_double_nothing",
        "logs shows every line once: the last one that has no newline, and while it follows those before and after a \
         restart, a recreation and a change of scale.",
    );
    scenario.step(&["up", "-d"]).succeeds();
    if !scenario.peer_differs("it drops a last line without newline") {
        scenario.eventually(all_in_state("partial", "exited", 1), SOON);
        let output = scenario.step(&["logs", "--no-log-prefix", "partial"]).succeeds();
        assert_eq!(output.stdout, "one\nlast words\n");
    }
    if scenario.peer_differs("2.40 may end at the restart") {
        return;
    }
    let logs = scenario.step(&["logs", "-f", "web"]).in_background();
    logs.says("line 20", SOON);
    scenario.docker(&["restart", "-t", "5", &scenario.container("web", 1).id]);
    logs.says("line 40", SOON);
    scenario.step(&["up", "-d", "--force-recreate", "web"]).succeeds();
    scenario.step(&["up", "-d", "--scale", "web=2"]).succeeds();
    let name = format!("web{}1", scenario.separator());
    let second = format!("web{}2", scenario.separator());
    logs.says(&format!("{second}  | line 40"), SOON);
    scenario.step(&["stop"]).succeeds();
    let output = logs.ends_within(SOON);
    assert_eq!(output.code(), Some(0), "{output}");
    // What the first two runs had not said when they were stopped is not missing.
    let first = times(&output.stdout, &name, 40);
    let mut runs = Vec::new();
    for id in scenario.service("web").iter().map(|container| &container.id) {
        runs.push(scenario.docker(&["logs", id]).matches("line 1\n").count());
    }
    assert_eq!(runs, [1, 1], "one run each since the recreation");
    assert!(first.iter().all(|count| (1..=3).contains(count)) && first[0] == 3, "{first:?}\n{output}");
    assert!(first.windows(2).all(|pair| pair[0] >= pair[1]), "{first:?}\n{output}");
    assert_eq!(times(&output.stdout, &second, 40), vec![1; 40], "{output}");
    scenario.step(&["down"]).succeeds();
}

#[test]
fn the_menu_of_up() {
    let scenario = Scenario::start(
        "the_menu_of_up",
        "On a terminal the last row tells the keys: d leaves everything running, w watches files, Ctrl-C stops and ends with 0, \
         twice it kills and ends with 130. The row is drawn once, however many lines are shown.",
    );
    if scenario.peer_differs("it draws the menu again with every line, and 2.40 does not know d") {
        return;
    }
    let up = |words: &[&str]| scenario.step(&[&["up"], words].concat()).on_terminal().silent_input().in_background();
    let mut first = up(&[]);
    first.says("w Enable Watch   d Detach   h Help", SOON);
    first.says("line 300", SOON);
    assert_eq!(first.output().matches("d Detach").count(), 1, "{}", first.output());
    first.types("w");
    first.says("Watch enabled", SOON);
    first.says("w Disable Watch   d Detach", SOON);
    first.types("w");
    first.says("Watch disabled", SOON);
    first.types("h");
    first.says("Ctrl-C: stop, twice: kill", SOON);
    first.types("d");
    let output = first.ends_within(SOON);
    assert_eq!(output.code(), Some(0), "{output}");
    assert!(output.stdout.contains("\u{1b}[1;23r") && output.stdout.contains("\u{1b}[r"), "{output}");
    scenario.check(running("web", 1));

    let mut once = up(&["web"]);
    once.says("d Detach", SOON);
    once.types("\u{3}");
    once.says("Gracefully Stopping", SOON);
    let output = once.ends_within(SOON);
    assert_eq!(output.code(), Some(0), "{output}");
    scenario.check(all_in_state("web", "exited", 1));

    let mut twice = up(&["stubborn"]);
    twice.says("d Detach", SOON);
    twice.types("\u{3}");
    twice.says("Gracefully Stopping", SOON);
    twice.types("\u{3}");
    let output = twice.ends_within(Duration::from_secs(10));
    assert_eq!(output.code(), Some(130), "{output}");
    assert_eq!(scenario.container("stubborn", 1).exit_code, 137);

    for words in [&["--menu=false", "web"][..], &["web"]] {
        let step = scenario.step(&[&["up"], words].concat()).on_terminal().silent_input();
        let mut off = step.variable("COMPOSE_MENU", "false").in_background();
        off.says("line 300", SOON);
        off.types("\u{3}");
        let output = off.ends_within(SOON);
        assert!(output.code() == Some(130) && !output.stdout.contains("Detach"), "{output}");
    }
    let pipe = scenario.step(&["up", "--menu", "web"]).silent_input().in_background();
    pipe.says("line 300", SOON);
    pipe.interrupt();
    let output = pipe.ends_within(SOON);
    assert!(output.code() == Some(130) && !output.stdout.contains("Detach"), "{output}");
    scenario.step(&["down", "-t", "1"]).succeeds();
    scenario.check(nothing_left());
}
