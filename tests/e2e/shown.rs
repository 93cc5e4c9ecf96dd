//! What flags leave of the output: of `logs`, of the attached `up`, of `ps` and of `port`.

use crate::SOON;
use crate::checks::{all_in_state, logged, nothing_left};
use crate::scenario::Scenario;

#[test]
fn flags_of_logs() {
    let scenario = Scenario::start(
        "flags_of_logs",
        "logs shows one replica with --index, what is between --since and --until, the engine's times with -t, and no \
         colours or names where they are not wanted.",
    );
    scenario.step(&["up", "-d"]).succeeds();
    scenario.eventually(all_in_state("web", "running", 2), SOON);
    for number in [1, 2] {
        let id = scenario.container("web", number).id;
        scenario.eventually(logged("web", "line 6"), SOON);
        let all = ["logs", "--index", &number.to_string(), "-t", "--no-log-prefix", "web"];
        let output = scenario.step(&all).succeeds();
        assert_eq!(output.stdout.trim_end(), scenario.docker(&["logs", "-t", &id]), "{output}");
    }
    let stamped = scenario.step(&["logs", "-t", "--no-log-prefix", "--index=1", "web"]).succeeds();
    let stamps: Vec<&str> = stamped.lines().iter().filter_map(|line| line.split(' ').next()).collect();
    let part = |words: &[&str]| {
        let words = [&["logs", "--no-log-prefix", "--index=1"], words, &["web"]].concat();
        scenario.step(&words).succeeds().lines().join(",")
    };
    assert_eq!(part(&["--since", stamps[3]]), "line 4,line 5,line 6");
    assert_eq!(part(&["--until", stamps[1]]), "line 1,line 2");
    assert_eq!(part(&["--since", stamps[1], "--until", stamps[2]]), "line 2,line 3");
    assert_eq!(part(&["--since", "1h", "--tail", "1"]), "line 6");
    assert_eq!(part(&["--until", "1h"]), "");
    scenario.step(&["logs", "--since", "soon", "web"]).fails("soon");

    let coloured = scenario.step(&["--ansi=always", "logs", "web"]).succeeds();
    let plain = scenario.step(&["--ansi=always", "logs", "--no-color", "web"]).succeeds();
    assert!(coloured.stdout.contains('\u{1b}') && !plain.stdout.contains('\u{1b}'), "{coloured}\n{plain}");
    let second = format!("web{}2", scenario.separator());
    assert!(plain.lines().iter().any(|line| line.starts_with(&second) && line.ends_with("| line 6")), "{plain}");
    scenario.step(&["logs", "--index", "9", "web"]).fails("service \"web\" is not running container #9");
    scenario.step(&["logs", "--index", "1"]).fails("--index requires one service to be selected");
    scenario.step(&["down", "-t", "1"]).succeeds();
    scenario.check(nothing_left());
}

#[test]
fn what_up_shows() {
    let scenario = Scenario::start(
        "what_up_shows",
        "--attach, --no-attach and --attach-dependencies choose whose output up shows, --timestamps, --no-log-prefix and \
         --no-color how.",
    );
    let said = |words: &[&str]| {
        let output = scenario.step(&[&["up"], words].concat()).may_warn("Container").succeeds();
        let mut said: Vec<_> = output.lines().iter().filter_map(|line| line.split_once("| from ")).collect();
        said.sort_unstable();
        said.into_iter().map(|(_, who)| who.to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(said(&["web"]), ["web"]);
    assert_eq!(said(&["--attach-dependencies", "web"]), ["the base", "web"]);
    assert_eq!(said(&["--attach", "other", "--attach", "web"]), ["other", "web"]);
    assert_eq!(said(&["--no-attach", "web"]), ["the base", "other"]);
    scenario.step(&["up", "--attach", "web", "--attach-dependencies"]).fails("cannot combine --attach and");

    let output = scenario.step(&["--ansi=always", "up", "--no-color", "--no-log-prefix", "--timestamps", "other"]);
    let output = output.may_warn("Container").succeeds();
    let line = output.lines().into_iter().find(|line| line.ends_with(" from other")).expect("the line");
    let stamp = line.split(' ').next().expect("the time");
    assert!(stamp.len() >= 30 && stamp.starts_with("20") && stamp.contains('T'), "{output}");
    scenario.step(&["down", "-t", "1"]).succeeds();
    scenario.check(nothing_left());
}

#[test]
fn up_stops_at_a_failure() {
    let scenario = Scenario::start(
        "up_stops_at_a_failure",
        "up --abort-on-container-failure lets containers end well, and stops all at the first that does not.",
    );
    let output = scenario.step(&["up", "--abort-on-container-failure", "-t", "1"]).fails("Aborting on container exit");
    assert_eq!(output.code(), Some(4), "{output}");
    for service in ["good", "bad", "web"] {
        scenario.check(all_in_state(service, "exited", 1));
    }
    let output = scenario.step(&["up", "--abort-on-container-failure", "good"]).succeeds();
    assert!(output.stdout.contains("exited with code 0"), "{output}");
    scenario.step(&["down", "-t", "1"]).succeeds();
    scenario.check(nothing_left());
}

#[test]
fn flags_of_ps_and_port() {
    let scenario = Scenario::start(
        "flags_of_ps_and_port",
        "ps lists what is in a state, with and without what the file has lost; port answers for a protocol and a replica.",
    );
    scenario.step(&["up", "-d"]).succeeds();
    scenario.eventually(all_in_state("job", "exited", 1), SOON);
    scenario.step(&["pause", "idle"]).succeeds();
    let names = |words: &[&str]| {
        let output = scenario.step(&[words, &["--format", "{{.Service}}"]].concat()).succeeds();
        let mut names: Vec<_> = output.lines().iter().map(ToString::to_string).collect();
        names.sort();
        names.join(" ")
    };
    assert_eq!(names(&["ps"]), "idle web web");
    assert_eq!(names(&["ps", "--status", "exited"]), "job");
    assert_eq!(names(&["ps", "--status", "exited", "--status=paused"]), "idle job");
    assert_eq!(names(&["ps", "--filter", "status=running"]), "web web");
    let later = ["-f", "later.yaml", "ps", "-a"];
    assert_eq!(names(&later), "idle job web web");
    assert_eq!(names(&[&later[..], &["--orphans=false"]].concat()), "web web");
    if !scenario.peer_differs("it lists nothing for a state that there is not") {
        scenario.step(&["ps", "--status", "gone"]).fails("status=gone");
    }

    for (flags, number, port) in
        [(&[][..], 1, "80/tcp"), (&["--index", "2"], 2, "80/tcp"), (&["--protocol", "udp", "--index=2"], 2, "53/udp")]
    {
        let private = port.split_once('/').expect("a protocol").0;
        let output = scenario.step(&[&["port"], flags, &["web", private]].concat()).succeeds();
        let container = scenario.container("web", number);
        assert_eq!(output.stdout.trim_end(), scenario.docker(&["port", &container.id, port]), "{port}");
    }
    scenario.step(&["port", "web", "53"]).fails("no port 53/tcp for container");
    scenario.step(&["port", "--index", "9", "web", "80"]).fails("service \"web\" is not running container #9");
    scenario.step(&["unpause", "idle"]).succeeds();
    scenario.step(&["down", "-t", "1"]).succeeds();
    scenario.check(nothing_left());
}
