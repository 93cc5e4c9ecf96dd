//! `attach`, `exec` and `run`: the user's streams, keys and signals, and what a process in a container makes of them.

use crate::SOON;
use crate::checks::running;
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
    if !scenario.peer_differs("a signal to docker alone does not reach it") {
        let attached = scenario.step(&["attach", "web"]).in_background();
        attached.says("line ", SOON);
        attached.interrupt();
        let output = attached.ends_within(SOON);
        assert!(output.stdout.contains("bye"), "the process gets the signal, and its last words are shown\n{output}");
        assert_eq!(output.code(), Some(0), "{output}");
        assert_eq!(scenario.container("web", 1).state, "exited");
    }

    let attached = scenario.step(&["attach", "--index=2", "--no-stdin", "web"]).in_background();
    attached.says("line ", SOON);
    scenario.docker(&["kill", &scenario.container("web", 2).id]);
    assert_eq!(attached.ends_within(SOON).code(), Some(137));
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
    scenario.step(&["attach", "nosuch"]).fails("service \"nosuch\" is not running");
    scenario.step(&["pause", "web"]).succeeds();
    scenario.step(&["attach", "web"]).fails("cannot attach to a paused container, unpause it first");
}

#[test]
fn keys_that_detach() {
    let scenario = Scenario::start(
        "keys_that_detach",
        "On a terminal the keys of --detach-keys, or those of docker's configuration, leave the process alone; all others \
         reach it.",
    );
    scenario.step(&["up", "-d", "tty"]).succeeds();
    let typed = |words: &[&str], keys: &str| {
        let output = scenario.step(words).on_terminal().input(keys).in_background().ends_within(SOON);
        (output.code(), output.stdout)
    };
    let (code, said) = typed(&["attach", "--detach-keys=x,y", "tty"], "one\nxy");
    assert!(code == Some(1) && said.contains("read escape sequence"), "{code:?} {said}");
    scenario.check(running("tty", 1));
    let (code, said) = typed(&["exec", "tty", "test-service", "exit", "5"], "");
    assert_eq!(code, Some(5), "{said}");
    if scenario.peer_differs("it has a configuration folder of its own here") {
        return;
    }
    let configuration = scenario.outside().join("home/.docker");
    std::fs::create_dir_all(&configuration).expect("a folder");
    std::fs::write(configuration.join("config.json"), r#"{"detachKeys": "x,ctrl-a"}"#).expect("a file");
    let (code, said) = typed(&["attach", "tty"], "twox\u{1}");
    assert!(code == Some(1) && said.contains("read escape sequence"), "{code:?} {said}");
    let (code, said) = typed(&["exec", "tty", "test-service", "copy"], "threex\u{1}");
    assert!(code == Some(1) && said.contains("read escape sequence"), "{code:?} {said}");
    let name = format!("{}-one", scenario.project());
    let (code, said) = typed(&["run", "--name", &name, "tty"], "fourx\u{1}");
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(scenario.docker(&["inspect", "-f", "{{.State.Running}}", &name]), "true");
}
