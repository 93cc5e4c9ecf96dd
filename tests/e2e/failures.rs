//! The engine says no, or the file is wrong: an exit code, the cause, and nothing left half done.

use std::net::TcpListener;

use crate::checks::{absent, nothing_left, running, untouched};
use crate::scenario::Scenario;

#[test]
fn a_port_in_use() {
    let scenario = Scenario::start(
        "a_port_in_use",
        "A port that is taken is named; when it is free again, up goes on from there.",
    );
    let holder = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = holder.local_addr().unwrap().port().to_string();
    scenario.step(&["up", "-d"]).variable("HOST_PORT", &port).fails(&port);
    assert!(scenario.service("web").iter().all(|container| container.state != "running"));
    drop(holder);
    scenario.step(&["up", "-d"]).variable("HOST_PORT", &port).succeeds();
    scenario.check(running("web", 1));
    assert_eq!(scenario.container("web", 1).host_port(80), port.parse().ok());
    scenario.step(&["down"]).variable("HOST_PORT", &port).succeeds();
    scenario.check(nothing_left());
}

#[test]
fn a_missing_image() {
    let scenario = Scenario::start(
        "a_missing_image",
        "An image that is not there and may not be pulled stops up before anything is made.",
    );
    scenario.step(&["up", "-d"]).fails("rcompose-test/nosuch:1");
    scenario.check(absent("web"));
    if !scenario
        .peer_differs("it learns of the missing image when it makes the container, beside those of other services")
    {
        scenario.check(absent("other"));
    }
    scenario.step(&["down"]).succeeds();
    scenario.check(nothing_left());
}

#[test]
fn a_program_that_is_not_in_the_image() {
    let scenario = Scenario::start(
        "a_program_that_is_not_in_the_image",
        "A command that the image does not have is named in the error; down cleans up.",
    );
    scenario.step(&["up", "-d"]).fails("nosuchprogram");
    scenario.step(&["down"]).succeeds();
    scenario.check(nothing_left());
}

#[test]
fn wrong_files_touch_nothing() {
    let scenario = Scenario::start(
        "wrong_files_touch_nothing",
        "While the file is wrong, nothing that runs is touched, whatever the command.",
    );
    scenario.step(&["up", "-d"]).succeeds();
    let before = scenario.containers();
    scenario.step(&["-f", "unknown-key.yaml", "up", "-d"]).fails("comand");
    scenario.step(&["-f", "undefined-network.yaml", "up", "-d"]).fails("undefined network");
    scenario.step(&["-f", "cycle.yaml", "up", "-d"]).fails("cycle");
    scenario.step(&["-f", "required.yaml", "up", "-d"]).fails("say which tag");
    scenario.step(&["-f", "nowhere.yaml", "up", "-d"]).fails("nowhere.yaml");
    scenario.step(&["up", "-d", "nosuch"]).fails("no such service: nosuch");
    scenario.check(untouched(&before));
    scenario.step(&["down"]).succeeds();
    scenario.check(nothing_left());
}

#[test]
fn an_engine_that_is_not_there() {
    let scenario = Scenario::start(
        "an_engine_that_is_not_there",
        "Without an engine the error names its address; what needs no engine works.",
    );
    let nowhere = format!("unix://{}/no.sock", scenario.work().display());
    scenario.step(&["ps"]).variable("DOCKER_HOST", &nowhere).fails("no.sock");
    scenario.step(&["up", "-d"]).variable("DOCKER_HOST", &nowhere).fails("no.sock");
    scenario.step(&["up", "-d"]).variable("DOCKER_HOST", "tcp://127.0.0.1:1").fails("127.0.0.1:1");
    scenario.step(&["config", "-q"]).variable("DOCKER_HOST", &nowhere).succeeds();
}
