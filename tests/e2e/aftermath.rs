//! What is told after something could not be brought up.

use crate::checks::{all_in_state, running};
use crate::scenario::Scenario;

#[test]
fn a_failed_up_tells_why() {
    let scenario = Scenario::start(
        "a_failed_up_tells_why",
        "A failed up ends with what failed, its last probe and lines, what runs and what does not, and the command to go on; \
         what containers say is no command for the terminal and no way for secrets to get out.",
    );
    if scenario.peer_differs("it tells the error alone") {
        return;
    }
    let [database, web, bystander] = ["database", "web", "bystander"].map(|name| scenario.container_name(name, 1));
    let last: Vec<String> = (11..=30).map(|number| format!("    line {number}")).collect();
    let words = format!("  its last words:\n{}\nrunning: ", last.join("\n"));
    let probe = format!("\n{database} is unhealthy\n  its last probe exited with code 1: ");
    for arguments in
        [&["up", "-d"][..], &["up"], &["up", "--no-color", "--attach", "web"], &["start", "web", "bystander"]]
    {
        let output = scenario.step(arguments).fails(&format!("container {database} is unhealthy"));
        for text in [&probe, &words, &format!("{bystander}, {database}\nnot running: {web}\nhint: ")] {
            assert!(output.stderr.contains(text.as_str()), "{text}\n{output}");
        }
        let again = format!("rcompose {}\n", arguments.join(" "));
        assert!(output.stderr.ends_with(&again), "{again}\n{output}");
        scenario.check(running("bystander", 1));
        scenario.check(all_in_state("web", "created", 1));
        scenario.step(&["stop", "-t", "0"]).succeeds();
        scenario.step(&["rm", "-f", "web"]).may_warn("Going to remove").succeeds();
        scenario.step(&["create"]).succeeds();
    }
    let output = scenario.step(&["--progress", "json", "up", "-d"]).fails("\"next\":\"docker");
    let objects: Vec<serde_json::Value> =
        output.stderr.lines().map(|line| serde_json::from_str(line).expect("only JSON")).collect();
    let culprit = objects.iter().find(|object| object["container"] == database.as_str()).expect("the culprit");
    assert_eq!((&culprit["log"][19], &culprit["probe"]["exit_code"]), (&"line 30".into(), &1.into()), "{output}");

    let job = scenario.container_name("job", 1);
    let step = scenario.step(&["up", "-d", "after-job"]).variable("PASSWORD", "hunter22");
    let output = step.fails(&format!("\n{job} exited with code 1\n"));
    assert!(output.stderr.contains("***") && !output.stderr.contains("hunter22"), "{output}");
    let step = scenario.step(&["up", "-d", "after-job"]).variable("PASSWORD", "hunter22").on_terminal();
    let output = step.in_background().ends_within(crate::SOON);
    assert!(output.stdout.contains(&format!("{job} exited with code 1")), "{output}");
    assert!(!output.stdout.contains("hunter22") && !output.stdout.contains("\u{1b}]0;"), "{output}");
}
