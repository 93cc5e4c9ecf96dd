//! Secrets and configs: from where they come, whose they are, and where they must not be seen.

use std::collections::BTreeSet;
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::{env, io, thread};

use crate::SOON;
use crate::checks::{logged, nothing_left, running, untouched};
use crate::engine;
use crate::scenario::Scenario;

#[test]
fn secrets_of_every_source() {
    let scenario = Scenario::start(
        "secrets_of_every_source",
        "Secrets and configs from files, variables and the Compose file have the owner and mode that were asked for, in \
         read-only services and on far engines, too, before the first instruction; what changes is noticed, and nothing shows \
         the values.",
    );
    if scenario.peer_differs("it refuses read-only services, ignores owners of files, and does not notice changes") {
        return;
    }
    let far = forward();
    let up = |arguments: &[&str], far: &str, spoken: &str| {
        let mut step = scenario.step(&[&["up", "-d"], arguments].concat()).variable("SPOKEN", spoken);
        if !far.is_empty() {
            step = step.variable("DOCKER_HOST", far);
        }
        step.succeeds();
    };
    up(&[], "", "said aloud");
    arrived(&scenario, "said aloud", "as it is", "one");
    assert!(mounts(&scenario, "web", "bind").contains("/run/secrets/plain"), "the engine is here");
    scenario.eventually(logged("early", "said aloud"), SOON);
    scenario.step(&["stop"]).variable("SPOKEN", "said aloud").succeeds();
    scenario.step(&["start"]).variable("SPOKEN", "said aloud").succeeds();
    arrived(&scenario, "said aloud", "as it is", "one");

    let other = scenario.service("other");
    for (file, from, to) in [("plain.txt", "as it is", "another"), ("compose.yaml", "MARK-one", "MARK-two")] {
        let before = scenario.container("sealed", 1);
        scenario.edit(file, from, to);
        up(&[], "", "said aloud");
        let after = scenario.container("sealed", 1);
        assert_ne!(after.id, before.id, "{file} has changed");
        gone(&before);
        up(&[], "", "said aloud");
        scenario.check(untouched(&[after]));
    }
    up(&[], "", "whispered");
    arrived(&scenario, "whispered", "another", "two");
    scenario.check(untouched(&other));

    // An engine that is somewhere else has none of our files.
    up(&["--force-recreate"], &far, "whispered");
    assert!(mounts(&scenario, "web", "bind").is_empty());
    arrived(&scenario, "whispered", "another", "two");

    let output = scenario.step(&["run", "--rm", "early"]).variable("SPOKEN", "to one").succeeds();
    assert_eq!(output.stdout.trim(), "to one");
    let told = scenario.step(&["--dry-run", "up", "-d", "--force-recreate"]).variable("SPOKEN", "whispered");
    let told = told.may_warn("DRY-RUN").succeeds().to_string();
    let debug = scenario.through_docker(&["--debug"]);
    let debug = scenario.step_with(&debug, &["up", "-d", "--force-recreate"]).variable("SPOKEN", "whispered");
    let told = told + &debug.may_warn("level=debug").succeeds().to_string();
    assert!(!told.contains("whispered") && !told.contains("secret-token-file"), "{told}");
    let last = scenario.container("sealed", 1);
    scenario.step(&["down"]).variable("SPOKEN", "whispered").succeeds();
    gone(&last);
    scenario.check(nothing_left());

    let text = "in read-only service sealed: give it a target in a folder, which can be a volume";
    scenario.step(&["-f", "root.yaml", "up", "-d"]).fails(text);
    scenario.check(nothing_left());
}

/// Everything is in its place in both services, and in no place where it should not be.
fn arrived(scenario: &Scenario, spoken: &str, plain: &str, mark: &str) {
    for service in ["web", "sealed"] {
        scenario.check(running(service, 1));
        let cat = |path: &str| scenario.exec(service, &["test-service", "cat", path]);
        assert_eq!(cat("/run/secrets/plain"), plain);
        assert_eq!(cat("/run/secrets/owned/token"), "secret-token-file");
        assert_eq!(cat("/run/secrets/spoken"), spoken);
        assert_eq!(cat("/etc/app/inline.conf"), format!("mark = {mark}"));
        let container = scenario.container(service, 1);
        assert_eq!(owner(&container.id, "/run/secrets/owned/token"), (0o400, 1000, 1001));
        assert_eq!(owner(&container.id, "/run/secrets/spoken"), (0o440, 1000, 0));
        assert_eq!(owner(&container.id, "/etc/app/inline.conf"), (0o640, 7, 0));
        assert_eq!(owner(&container.id, "/etc/app/binary"), (0o444, 0, 0));
        let json = container.json.to_string();
        for value in [spoken, "secret-token-file", &format!("mark = {mark}")] {
            assert!(!json.contains(value), "{value} in {json}");
        }
    }
}

/// Mode, user and group of a file, from the archive that the engine makes of it.
fn owner(container: &str, path: &str) -> (u32, u32, u32) {
    let archive = engine::docker(&["cp", &format!("{container}:{path}"), "-"]).stdout;
    let number = |from: usize, to: usize| {
        u32::from_str_radix(archive[from..to].trim_matches(|c: char| !c.is_ascii_digit()), 8).expect("an octal number")
    };
    (number(100, 107) & 0o7777, number(108, 115), number(116, 123))
}

fn mounts(scenario: &Scenario, service: &str, kind: &str) -> BTreeSet<String> {
    let json = scenario.container(service, 1).json;
    let mounts = json["Mounts"].as_array().cloned().unwrap_or_default();
    let of_kind = mounts.iter().filter(|mount| mount["Type"] == kind);
    of_kind.filter_map(|mount| Some(mount["Destination"].as_str()?.to_owned())).collect()
}

/// The volumes of a container that is no more.
fn gone(container: &engine::Container) {
    let mounts = container.json["Mounts"].as_array().cloned().unwrap_or_default();
    let volumes: Vec<&str> = mounts.iter().filter_map(|mount| mount["Name"].as_str()).collect();
    assert!(!volumes.is_empty(), "a read-only service has volumes for its files");
    for volume in volumes {
        assert!(!engine::docker(&["volume", "inspect", volume]).succeeded(), "{volume} is still there");
    }
}

/// The engine of the tests, at an address of TCP.
fn forward() -> String {
    let host = env::var("DOCKER_HOST").unwrap_or_else(|_| "unix:///var/run/docker.sock".to_owned());
    let engine = host.strip_prefix("unix://").expect("the engine of the tests is behind a unix socket").to_owned();
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("its address");
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let engine = UnixStream::connect(&engine).expect("the engine");
            let (to, from) = (engine.try_clone().expect("a handle"), engine);
            let back = client.try_clone().expect("a handle");
            thread::spawn(move || {
                let _ = copy_all(&client, &to);
                let _ = to.shutdown(Shutdown::Write);
            });
            thread::spawn(move || {
                let _ = copy_all(&from, &back);
                let _ = TcpStream::shutdown(&back, Shutdown::Both);
            });
        }
    });
    format!("tcp://{address}")
}

fn copy_all(mut from: impl io::Read, mut to: impl io::Write) -> io::Result<u64> {
    io::copy(&mut from, &mut to)
}
