//! Questions: on a terminal, on a pipe with and without an answer, and with --yes.

use crate::SOON;
use crate::checks::{absent, running};
use crate::scenario::Scenario;

#[test]
fn questions_before_data_is_lost() {
    let scenario = Scenario::start(
        "questions_before_data_is_lost",
        "Before a volume is made anew and before containers are removed the user is asked; without an answer nothing is lost, \
         and that is said.",
    );
    let mark =
        || scenario.docker(&["volume", "inspect", "-f", "{{.Labels.mark}}", &format!("{}_data", scenario.project())]);
    scenario.step(&["up", "-d"]).succeeds();
    scenario.edit("compose.yaml", "mark: one", "mark: two");
    let question = format!("Volume \"{}_data\" exists but doesn't match", scenario.project());
    let peer = scenario.peer_differs("it does not say what no answer means, and has no --yes for scale and rm");
    for arguments in [&["up", "-d"][..], &["create"], &["scale", "web=1"]] {
        let step = scenario.step(arguments).may_warn("no answer on standard input: the old volume stays as it is");
        let output = step.succeeds();
        assert!(output.stdout.contains(&question), "{output}");
        assert!(peer || output.stderr.contains("no answer on standard input"), "{output}");
        scenario.step(arguments).input("n\n").succeeds();
        assert_eq!(mark(), "one");
        scenario.check(running("web", 1));
    }
    let output = scenario.step(&["up", "-d"]).input("y\n").succeeds();
    assert!(output.stdout.contains(&question), "{output}");
    assert_eq!(mark(), "two");

    for (arguments, new) in
        [(&["up", "-d", "--yes"][..], "3"), (&["create", "-y"], "4"), (&["scale", "-y", "web=1"], "5")]
    {
        if peer && arguments[0] == "scale" {
            continue;
        }
        let old = mark();
        scenario.edit("compose.yaml", &format!("mark: {old}"), &format!("mark: \"{new}\""));
        scenario.edit("compose.yaml", &format!("mark: \"{new}\""), &format!("mark: {new}x"));
        let output = scenario.step(arguments).succeeds();
        assert!(!output.stdout.contains(&question), "{output}");
        assert_eq!(mark(), format!("{new}x"));
    }
    if peer {
        return;
    }
    scenario.step(&["up", "-d"]).succeeds();
    scenario.edit("compose.yaml", "mark: 5x", "mark: last");
    let typed = |arguments: &[&str], keys: &str| {
        let output = scenario.step(arguments).on_terminal().input(keys).in_background().ends_within(SOON);
        (output.code(), output.stdout)
    };
    let interrupted = |arguments: &[&str], question: &str| {
        let asking = scenario.step(arguments).silent_input().in_background();
        asking.says(question, SOON);
        asking.interrupt();
        let output = asking.ends_within(SOON);
        assert_eq!(output.code(), Some(130), "{output}");
    };
    interrupted(&["up", "-d"], &question);
    let (code, said) = typed(&["up", "-d"], "no\n");
    assert!(code == Some(0) && said.contains(&format!("? {question}")) && said.contains("(y/N)"), "{code:?} {said}");
    assert_eq!(mark(), "5x");
    let (code, said) = typed(&["up", "-d"], "yes\n");
    assert_eq!((code, mark().as_str()), (Some(0), "last"), "{said}");

    scenario.step(&["stop", "-t", "1"]).succeeds();
    scenario.step(&["rm"]).warns("no answer on standard input: nothing is removed").succeeds();
    scenario.step(&["rm"]).input("yes\n").succeeds();
    interrupted(&["rm"], "Going to remove");
    let (code, said) = typed(&["rm"], "n\n");
    assert!(code == Some(0) && said.contains("? Going to remove"), "{code:?} {said}");
    assert_eq!(scenario.service("web").len(), 1);
    let (code, said) = typed(&["rm"], "y\n");
    assert_eq!(code, Some(0), "{said}");
    scenario.check(absent("web"));
    for arguments in [&["rm", "--yes"][..], &["rm", "-f"]] {
        scenario.step(&["create"]).succeeds();
        scenario.step(arguments).succeeds();
        scenario.check(absent("web"));
    }
}
