//! `attach`, `exec` and `run`: the user's streams, keys and signals, and what a process in a container makes of them.

use crate::SOON;
use crate::checks::{Check, running};
use crate::scenario::Scenario;

#[test]
fn attach_to_a_service() {
    let scenario = Scenario::start(
        "attach_to_a_service",
        "attach shows what a running container writes from now on, sends it what is typed and the signals that come, and \
         ends with its code.",
    );
    scenario.step(&["up", "-d"]).succeeds();
    scenario.check(running("web", 2));
    let attached = scenario.step(&["attach", "web"]).in_background();
    attached.says("line ", SOON);
    attached.interrupt();
    let output = attached.ends_within(SOON);
    assert!(output.stdout.contains("bye"), "the process gets the signal, and its last words are shown\n{output}");
    let ended = |scenario: &Scenario| match scenario.container("web", 1).state.as_str() {
        "exited" => Ok(()),
        state => Err(format!("it is {state}")),
    };
    scenario.eventually(Check::new("the container has ended", ended), SOON);
    if !scenario.peer_differs("it says 130 itself when a signal comes that was for the process") {
        assert_eq!(output.code(), Some(0), "{output}");
    }

    let attached = scenario.step(&["attach", "--index=2", "--no-stdin", "web"]).in_background();
    attached.says("line ", SOON);
    scenario.docker(&["kill", &scenario.container("web", 2).id]);
    assert_eq!(attached.ends_within(SOON).code(), Some(137));
    scenario.step(&["attach", "web"]).fails("service \"web\" is not running");
    scenario.step(&["attach", "--index", "2", "web"]).fails("service \"web\" is not running container #2");

    if scenario.peer_differs("it waits for the end of the container after a signal that was not for it") {
        return;
    }
    scenario.step(&["up", "-d"]).succeeds();
    let attached = scenario.step(&["attach", "--sig-proxy=false", "web"]).in_background();
    attached.says("line ", SOON);
    attached.interrupt();
    assert_eq!(attached.ends_within(SOON).code(), Some(130));
    scenario.check(running("web", 2));
    let text = "invalid detach keys \"ctrl-P\": \"ctrl-P\" is no key";
    scenario.step(&["attach", "--detach-keys", "ctrl-P", "web"]).fails(text);
    scenario.step(&["pause", "web"]).succeeds();
    scenario.step(&["attach", "web"]).fails("cannot attach to a paused container, unpause it first");
}
