//! `up` on what somebody has broken from outside, or what a tool that was interrupted has left: it is whole again, and what
//! was whole is left alone.

use std::time::Instant;

use crate::SOON;
use crate::checks::{Check, logged, nothing_left, resolves, running, untouched};
use crate::engine;
use crate::networks::subnet;
use crate::scenario::Scenario;
use crate::tool::Tool;

const GET: [&str; 3] = ["test-service", "get", "http://127.0.0.1:8080/env/TITLE"];

#[test]
fn paused_containers_go_on() {
    let scenario = Scenario::start(
        "paused_containers_go_on",
        "Paused containers go on, those that others wait for first, and are not made anew.",
    );
    scenario.step(&["up", "-d"]).succeeds();
    let before = scenario.containers();
    scenario.step(&["pause"]).succeeds();
    if scenario.peer_differs("it tries to start paused containers, which the engine refuses") {
        return;
    }
    let told = scenario.step(&["--progress", "plain", "up", "-d"]).may_warn("").succeeds();
    assert!(told.stderr.contains("Unpausing (paused)"), "{told}");
    scenario.check(running("base", 1));
    scenario.check(running("web", 1));
    scenario.check(untouched(&before));
    scenario.step(&["down"]).succeeds();
    scenario.check(nothing_left());
}

/// What the container of a service has on its only network, or on the network `inner`.
fn on_network(scenario: &Scenario, service: &str, what: &str) -> String {
    let network = format!("{}_inner", scenario.project());
    let format = format!("{{{{(index .NetworkSettings.Networks \"{network}\").{what}}}}}");
    scenario.docker(&["inspect", "-f", &format, &scenario.container(service, 1).id])
}

#[test]
fn a_container_off_its_network() {
    let scenario = Scenario::start(
        "a_container_off_its_network",
        "A container that was taken off a network, or put back without its address, is connected as the file says; only \
         one with a MAC address is made anew for that.",
    );
    if scenario.peer_differs_below(44, "it gives no MAC addresses there") {
        return;
    }
    let up =
        || scenario.step(&["--progress", "plain", "up", "-d"]).variable("SUBNET", &subnet()).may_warn("").succeeds();
    up();
    let (network, before) = (format!("{}_inner", scenario.project()), scenario.containers());
    let is_whole = || {
        scenario.check(resolves("front", "entrance", "web"));
        scenario.check(resolves("front", "rock", "fixed"));
        assert_eq!(on_network(&scenario, "web", "IPAddress"), format!("{}.9", subnet()));
        assert_eq!(on_network(&scenario, "fixed", "MacAddress"), "02:42:0a:d5:07:34");
    };
    is_whole();
    let [web, fixed] = ["web", "fixed"].map(|service| scenario.container(service, 1).id);
    scenario.docker(&["network", "disconnect", &network, &web]);
    scenario.docker(&["network", "disconnect", &network, &fixed]);
    let told = up();
    is_whole();
    if !scenario.peer_differs("it recreates the container") {
        assert!(told.stderr.contains("Connecting (not on network inner)"), "{told}");
        let others: Vec<_> = before.into_iter().filter(|container| container.id != fixed).collect();
        scenario.check(untouched(&others));
        scenario.docker(&["network", "disconnect", &network, &web]);
        scenario.docker(&["network", "connect", &network, &web]);
        let told = up();
        assert!(told.stderr.contains("(without its address on network inner)"), "{told}");
        is_whole();
        scenario.check(untouched(&others));
    }
    let whole = scenario.containers();
    up();
    scenario.check(untouched(&whole));
    scenario.step(&["down"]).variable("SUBNET", &subnet()).succeeds();
    scenario.check(nothing_left());
}

#[test]
fn names_that_docker_compose_lost() {
    let scenario = Scenario::start(
        "names_that_docker_compose_lost",
        "Containers that docker compose put on a network made anew get back the names that it lost.",
    );
    let peer = Tool::peer();
    scenario.step_with(&peer, &["up", "-d"]).succeeds();
    let made = Instant::now();
    // The engine's lists tell times in whole seconds, and by those the network must be younger than the containers.
    let second = move |_: &Scenario| if made.elapsed().as_secs() > 0 { Ok(()) } else { Err("not yet".to_owned()) };
    scenario.eventually(Check::new("the containers are a second old", second), SOON);
    scenario.edit("compose.yaml", "mark: one", "mark: two");
    scenario.step_with(&peer, &["up", "-d"]).succeeds();
    let ids = || scenario.containers().into_iter().map(|container| container.id).collect::<Vec<_>>();
    let before = ids();
    scenario.step(&["up", "-d"]).succeeds();
    if !scenario.peer_differs("it does not look") {
        scenario.check(resolves("front", "entrance", "web"));
        scenario.check(resolves("web", "front", "front"));
        assert_eq!(ids(), before, "they were connected anew, not made anew");
    }
    let whole = scenario.containers();
    scenario.step(&["up", "-d"]).succeeds();
    scenario.check(untouched(&whole));
    scenario.step(&["down"]).succeeds();
    scenario.check(nothing_left());
}

#[test]
fn namespaces_follow_their_owner() {
    let scenario = Scenario::start(
        "namespaces_follow_their_owner",
        "A service in the network of another is started again when that one was, whoever did it.",
    );
    let reaches = || {
        scenario.eventually(logged("owner", "listening on 8080"), SOON);
        assert_eq!(scenario.exec("guest", &GET), "the owner");
    };
    scenario.step(&["up", "-d"]).succeeds();
    reaches();
    let (owner, guest) = (scenario.container("owner", 1), scenario.container("guest", 1));
    if scenario.peer_differs("it does not look whether what they share is still there") {
        return;
    }
    scenario.docker(&["restart", "-t", "5", &owner.id]);
    let restarted = scenario.container("owner", 1);
    let told = scenario.step(&["--progress", "plain", "up", "-d"]).may_warn("").succeeds();
    assert!(told.stderr.contains("Stopping (lost what it shares with owner)"), "{told}");
    reaches();
    scenario.check(untouched(&[restarted]));
    assert_eq!(scenario.container("guest", 1).id, guest.id, "it was started again, not made anew");
    let whole = scenario.containers();
    scenario.step(&["up", "-d"]).succeeds();
    scenario.check(untouched(&whole));

    scenario.docker(&["stop", "-t", "5", &owner.id]);
    scenario.step(&["up", "-d", "owner"]).succeeds();
    reaches();
    scenario.docker(&["rm", "-f", &owner.id]);
    scenario.step(&["up", "-d", "owner"]).succeeds();
    reaches();
    scenario.check(running("guest", 1));
    scenario.step(&["down"]).succeeds();
    scenario.check(nothing_left());
}

#[test]
fn a_half_finished_replacement() {
    let scenario = Scenario::start(
        "a_half_finished_replacement",
        "What an interrupted replacement has left is finished or taken back: one container, with its data.",
    );
    scenario.step(&["up", "-d"]).succeeds();
    scenario.exec("web", &["test-service", "write", "/data/file", "kept"]);
    let before = scenario.container("web", 1);
    let temporary = format!("{}_{}", &before.id[..12], before.name);

    // The replacement was made, and the original is still there.
    let labels: Vec<String> = before.labels.iter().map(|(key, value)| format!("--label={key}={value}")).collect();
    let volume = before.mounted_at("/data").expect("the image has a volume");
    let mount = format!("--mount=type=volume,source={volume},target=/data");
    let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
    let create = [&["create", "--name", &temporary, &mount], &labels[..], &["rcompose-test/volume"]].concat();
    scenario.docker(&create);
    scenario.step(&["up", "-d"]).succeeds();
    scenario.check(running("web", 1));
    if !scenario.peer_differs("it counts the leftover as a replica and may keep it") {
        scenario.check(untouched(std::slice::from_ref(&before)));
        assert_eq!(scenario.exec("web", &["test-service", "cat", "/data/file"]), "kept");

        // The original is gone, and the replacement still has its temporary name.
        let temporary = format!("0123456789ab_{}", before.name);
        scenario.docker(&["rename", &before.id, &temporary]);
        scenario.docker(&["stop", "-t", "5", &before.id]);
        let told = scenario.step(&["--progress", "plain", "up", "-d"]).may_warn("").succeeds();
        assert!(told.stderr.contains("Renaming (leftover of a replacement)"), "{told}");
        let now = scenario.container("web", 1);
        assert_eq!((&now.id, &now.name), (&before.id, &before.name));
        assert_eq!(scenario.exec("web", &["test-service", "cat", "/data/file"]), "kept");
    }
    scenario.check(running("web", 1));
    scenario.step(&["down", "-v"]).succeeds();
    scenario.check(nothing_left());
    engine::remove(&["volume", "rm"], &[volume]);
}

#[test]
fn a_container_renamed_by_hand() {
    let scenario = Scenario::start(
        "a_container_renamed_by_hand",
        "A container that somebody renamed is found by its labels: it is kept, not doubled, and replaced when it differs.",
    );
    scenario.step(&["up", "-d"]).succeeds();
    let before = scenario.container("web", 1);
    scenario.docker(&["rename", &before.id, &format!("{}-foreign", scenario.project())]);
    scenario.step(&["up", "-d"]).succeeds();
    scenario.check(running("web", 1));
    scenario.check(untouched(std::slice::from_ref(&before)));
    scenario.edit("compose.yaml", "MARK: one", "MARK: two");
    scenario.step(&["up", "-d"]).succeeds();
    scenario.check(running("web", 1));
    let now = scenario.container("web", 1);
    assert_ne!(now.id, before.id);
    assert_eq!(now.name, before.name);
    scenario.step(&["down"]).succeeds();
    scenario.check(nothing_left());
}

#[test]
fn scale_down_keeps_what_is_best() {
    let scenario = Scenario::start(
        "scale_down_keeps_what_is_best",
        "A scale down takes what does not run first, then what is out of date, then the highest numbers.",
    );
    scenario.step(&["up", "-d"]).succeeds();
    let [first, second, third] = [1, 2, 3].map(|number| scenario.container("web", number));
    scenario.docker(&["stop", "-t", "5", &first.id]);
    scenario.step(&["up", "-d", "--scale", "web=2"]).succeeds();
    scenario.check(running("web", 2));
    if scenario.peer_differs("it takes the highest number, and starts what was stopped") {
        return;
    }
    scenario.check(untouched(&[second.clone(), third]));

    scenario.edit("compose.yaml", "MARK: one", "MARK: two");
    scenario.step(&["up", "-d", "--scale", "web=3", "--no-recreate"]).succeeds();
    let fresh = scenario.container("web", 4);
    scenario.step(&["up", "-d", "--scale", "web=1"]).succeeds();
    scenario.check(running("web", 1));
    scenario.check(untouched(&[fresh]));
    scenario.step(&["up", "-d", "--scale", "web=2"]).succeeds();
    let [kept, more] = [4, 5].map(|number| scenario.container("web", number));
    scenario.step(&["up", "-d", "--scale", "web=1"]).succeeds();
    scenario.check(untouched(&[kept]));
    assert!(scenario.service("web").iter().all(|web| web.id != more.id));
    scenario.step(&["down"]).succeeds();
    scenario.check(nothing_left());
}

#[test]
fn a_restart_loop() {
    let scenario = Scenario::start(
        "a_restart_loop",
        "A container that the engine starts again and again is left to it, until the file changes; one that was never \
         started is started.",
    );
    scenario.step(&["up", "-d", "web"]).succeeds();
    scenario.step(&["up", "--no-start"]).succeeds();
    let before = scenario.container("web", 1);
    scenario.step(&["up", "-d"]).succeeds();
    assert_eq!(scenario.container("web", 1).id, before.id);
    scenario.check(running("never", 1));
    scenario.edit("compose.yaml", "test-service exit 3", "test-service idle");
    scenario.step(&["up", "-d"]).succeeds();
    scenario.check(running("web", 1));
    assert_ne!(scenario.container("web", 1).id, before.id);
    scenario.step(&["down"]).succeeds();
    scenario.check(nothing_left());
}
