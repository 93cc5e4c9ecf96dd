//! `run` and `exec`: what each flag changes in the engine's view, exit codes, and what is left behind.

use crate::SOON;
use crate::checks::{Check, absent, all_in_state, nothing_left, running};
use crate::engine::{self, Container};
use crate::scenario::Scenario;

/// No container of `run` is left, running or not.
fn no_one_off() -> Check {
    Check::new("no container of `run` is left", |scenario| {
        let left: Vec<_> = one_offs(scenario).into_iter().map(|container| container.name).collect();
        if left.is_empty() { Ok(()) } else { Err(format!("{left:?} are there")) }
    })
}

fn one_offs(scenario: &Scenario) -> Vec<Container> {
    scenario.containers().into_iter().filter(|container| container.label("oneoff") == "True").collect()
}

#[test]
fn flags_of_run() {
    let scenario =
        Scenario::start("flags_of_run", "What the flags of run say is what the engine has of its container.");
    let name = format!("{}-job", scenario.project());
    let detached = |flags: &[&str], command: &[&str]| {
        let words = [&["run", "-d", "--no-deps", "--name", &name], flags, &["job"], command].concat();
        let id = scenario.step(&words).succeeds().stdout.trim().to_owned();
        let container = one_offs(&scenario).pop().expect("the container of run");
        assert_eq!((&container.id, &container.name, container.number), (&id, &name, None), "-d prints the whole id");
        scenario.docker(&["rm", "--force", "--volumes", &id]);
        container.json
    };

    let plain = detached(&[], &[]);
    assert_eq!(plain["Config"]["Cmd"], serde_json::json!(["test-service", "idle", "own", "command"]));
    assert_eq!(plain["HostConfig"]["CapDrop"], serde_json::json!(["CAP_CHOWN"]));
    assert_eq!(plain["HostConfig"]["AutoRemove"], false);
    assert!(plain["HostConfig"]["PortBindings"].as_object().is_none_or(serde_json::Map::is_empty), "{plain}");
    assert_eq!(plain["Config"]["Labels"]["com.docker.compose.oneoff"], "True");
    scenario.check(absent("web"));

    let flags = ["--cap-add=NET_ADMIN", "--cap-drop=KILL", "--entrypoint=test-service idle", "-l", "a=b", "--rm"];
    let json = detached(&flags, &["words"]);
    assert_eq!(json["HostConfig"]["CapAdd"], serde_json::json!(["CAP_NET_ADMIN"]));
    assert_eq!(json["HostConfig"]["CapDrop"], serde_json::json!(["CAP_CHOWN", "CAP_KILL"]));
    assert_eq!(json["Config"]["Entrypoint"], serde_json::json!(["test-service", "idle"]));
    assert_eq!(json["Config"]["Cmd"], serde_json::json!(["words"]));
    assert_eq!(json["Config"]["Labels"]["a"], "b");
    assert_eq!(json["HostConfig"]["AutoRemove"], true);

    let work = scenario.work();
    let bind = format!("{}:/bound:ro", work.to_str().expect("UTF-8"));
    let json = detached(&["-u", "12:34", "-w", "/bound", "-v", &bind], &[]);
    assert_eq!((&json["Config"]["User"], &json["Config"]["WorkingDir"]), (&"12:34".into(), &"/bound".into()));
    assert_eq!((&json["Mounts"][0]["Destination"], &json["Mounts"][0]["RW"]), (&"/bound".into(), &false.into()));
    if !scenario.peer_differs("it wants a terminal for -t, also where it connects none") {
        assert_eq!(detached(&["-t"], &[])["Config"]["Tty"], true);
    }

    let json = detached(&["-P"], &[]);
    assert_eq!(json["HostConfig"]["PortBindings"]["80/tcp"][0]["HostIp"], "127.0.0.1");
    let json = detached(&["-p", "127.0.0.1::81"], &[]);
    assert!(json["HostConfig"]["PortBindings"]["80/tcp"].is_null(), "only those of the flag");
    assert_eq!(json["HostConfig"]["PortBindings"]["81/tcp"][0]["HostIp"], "127.0.0.1");
    scenario.check(no_one_off());
}

#[test]
fn variables_and_streams_of_run() {
    let scenario = Scenario::start(
        "variables_and_streams_of_run",
        "run gives its process variables, standard input and a terminal as its flags say, and passes on what it writes.",
    );
    let said = |flags: &[&str], command: &[&str], input: &str| {
        let words = [&["run", "--rm", "--no-deps"], flags, &["job", "test-service"], command].concat();
        scenario.step(&words).input(input).variable("TAKEN", "taken").succeeds().stdout
    };
    let variables = ["--env-from-file", "job.env", "-e", "OTHER=flag", "-e", "TAKEN", "-e", "OWN"];
    let environment = said(&variables, &["env"], "");
    for line in ["OWN=variables", "OTHER=flag", "TAKEN=taken"] {
        assert!(environment.lines().any(|own| own == line), "{line} is not in {environment}");
    }
    assert_eq!(said(&[], &["copy"], "typed\n"), "typed\n");
    assert_eq!(said(&["-i=false", "-T"], &["copy"], "typed\n"), "");

    let has_terminal = |flags: &[&str]| {
        let words = [&["run", "--no-deps"], flags, &["job", "test-service", "say", "x"]].concat();
        let output = scenario.step(&words).on_terminal().in_background().ends_within(SOON);
        assert_eq!(output.code(), Some(0), "{output}");
        let container = one_offs(&scenario).pop().expect("one without --rm stays");
        scenario.docker(&["rm", &container.id]);
        container.json["Config"]["Tty"].as_bool()
    };
    assert_eq!((has_terminal(&[]), has_terminal(&["-T"])), (Some(true), Some(false)));
    let refused = ["run", "--rm", "--no-deps", "-t", "job", "test-service", "say", "x"];
    if !scenario.peer_differs("it takes standard input for what it is not") {
        scenario.step(&refused).fails("the input device is not a TTY");
    }
    scenario.check(no_one_off());
}

#[test]
fn images_and_neighbours_of_run() {
    let scenario = Scenario::start(
        "images_and_neighbours_of_run",
        "run builds and pulls as its flags say, brings up what its service needs, and removes what the file has lost.",
    );
    let page = ["run", "--rm", "--no-deps", "--quiet-build", "job", "test-service", "cat", "/page"];
    assert_eq!(scenario.step(&page).succeeds().stdout, "first\n", "what is missing is built");
    std::fs::write(scenario.work().join("page"), "second\n").expect("a file");
    assert_eq!(scenario.step(&page).succeeds().stdout, "first\n", "what is there is used");
    let build = [&page[..1], &["--build"], &page[1..]].concat();
    assert_eq!(scenario.step(&build).succeeds().stdout, "second\n");

    // No registry has it, and none is asked for what is here.
    let missing = format!("{}-missing", scenario.project());
    let pull =
        |policy| ["run", "--rm", "--no-deps", "--quiet-pull", "--pull", policy, "web", "test-service", "say", "x"];
    scenario.edit(
        "compose.yaml",
        "image: rcompose-test/service\n    command",
        &format!("image: {missing}\n    command"),
    );
    scenario.step(&pull("never")).fails(&missing);
    scenario.step(&pull("always")).fails("");
    scenario.step(&pull("nonsense")).fails("invalid --pull option \"nonsense\"");
    scenario.edit("compose.yaml", &missing, "rcompose-test/service");
    scenario.step(&pull("missing")).succeeds();
    scenario.check(no_one_off());

    scenario.step(&["-f", "compose.yaml", "-f", "orphan.yaml", "up", "-d", "old"]).succeeds();
    let quiet = ["run", "--rm", "-q", "--remove-orphans", "--use-aliases", "job", "test-service", "resolve", "job"];
    let output = scenario.step(&quiet).variable("COMPOSE_PROGRESS", "plain").succeeds();
    assert_eq!(output.lines().len(), 1, "the container has its service's name\n{output}");
    scenario.check(absent("old"));
    scenario.check(running("web", 1));
    let alone = ["run", "--rm", "job", "test-service", "resolve", "job"];
    scenario.step(&alone).fails("no address is known for `job`");
    scenario.step(&["down", "-v"]).succeeds();
    scenario.check(nothing_left());
}

#[test]
fn exit_codes_of_processes() {
    let scenario = Scenario::start(
        "exit_codes_of_processes",
        "run and exec end with the code of the process, with 127 and 126 where there is none, as docker does; --rm leaves \
         nothing behind.",
    );
    scenario.step(&["up", "-d"]).succeeds();
    let run = |command: &[&str]| {
        let words = [&["run", "--rm", "-T", "web"], command].concat();
        scenario.step(&words).in_background().ends_within(SOON).code()
    };
    assert_eq!(run(&["test-service", "exit", "7"]), Some(7));
    if !scenario.peer_differs("it ends with 1") {
        assert_eq!(run(&["nosuchcommand"]), Some(127));
        assert_eq!(run(&["/nosuch/command"]), Some(127));
        assert_eq!(run(&["/etc/hostname"]), Some(126));
        let detached = scenario.step(&["run", "--rm", "-d", "web", "nosuchcommand"]).fails("executable file not found");
        assert_eq!(detached.code(), Some(127), "{detached}");
        scenario.step(&["run", "--rm", "-T", "-u", "nosuchuser", "web"]).fails("nosuchuser");
    }
    scenario.check(no_one_off());

    let name = format!("{}-killed", scenario.project());
    let killed = scenario.step(&["run", "--rm", "-T", "--name", &name, "web"]).in_background();
    let up = |scenario: &Scenario| one_offs(scenario).iter().any(|container| container.state == "running");
    let runs = || Check::new("it runs", move |scenario| up(scenario).then_some(()).ok_or_else(String::new));
    scenario.eventually(runs(), SOON);
    scenario.docker(&["kill", &name]);
    assert_eq!(killed.ends_within(SOON).code(), Some(137));
    let ended = scenario.step(&["run", "--rm", "-T", "web"]).in_background();
    scenario.eventually(runs(), SOON);
    if !scenario.peer_differs("a signal to docker alone does not reach it") {
        ended.signal("TERM");
        assert_eq!(ended.ends_within(SOON).code(), Some(0), "the process gets the signal and obeys");
    }

    let web = scenario.container("web", 1);
    for command in [&["test-service", "exit", "7"][..], &["nosuchcommand"], &["/nosuch/command"], &["/etc/hostname"]] {
        let words = [&["exec", "-T", "web"], command].concat();
        let ours = scenario.step(&words).in_background().ends_within(SOON);
        let docker = engine::docker(&[&["exec", &web.id], command].concat());
        assert_eq!((ours.code(), &ours.stdout), (docker.code(), &docker.stdout), "{command:?}\n{ours}");
    }
    scenario.step(&["exec", "-d", "web", "nosuchcommand"]).fails("executable file not found");
}

#[test]
fn flags_of_exec() {
    let scenario = Scenario::start(
        "flags_of_exec",
        "exec runs a process in the replica, as the user, in the folder and with the variables that its flags say.",
    );
    scenario.step(&["up", "-d"]).succeeds();
    let exec = |flags: &[&str], command: &[&str]| {
        let words = [&["exec"], flags, &["web", "test-service"], command].concat();
        scenario.step(&words).variable("TAKEN", "taken").succeeds().stdout
    };
    assert_eq!(exec(&["-T"], &["hostname"]).trim(), &scenario.container("web", 1).id[..12]);
    assert_eq!(exec(&["-T", "--index=2"], &["hostname"]).trim(), &scenario.container("web", 2).id[..12]);
    let environment = exec(&["-T", "-e", "GIVEN=a=b", "-e", "TAKEN"], &["env"]);
    for line in ["OWN=file", "GIVEN=a=b", "TAKEN=taken"] {
        assert!(environment.lines().any(|own| own == line), "{line} is not in {environment}");
    }
    exec(&["-T", "-w", "/tmp"], &["write", "here", "text"]);
    assert_eq!(exec(&["-T"], &["cat", "/tmp/here"]), "text");
    let status = exec(&["-T", "-u", "12:34"], &["cat", "/proc/self/status"]);
    let field = |status: &str, name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
        line.split_whitespace().next().unwrap_or_default().to_owned()
    };
    assert_eq!((field(&status, "Uid:").as_str(), field(&status, "Gid:").as_str()), ("12", "34"));
    let all = ["exec", "-T", "--privileged", "web", "test-service", "cat", "/proc/self/status"];
    let all = scenario.step(&all).in_background().ends_within(SOON).stdout;
    let more = field(&all, "CapEff:") > field(&status, "CapEff:");
    // Where the engine itself has not all rights, it cannot give them.
    assert!(more || all.contains("unable to apply caps"), "{all}");

    assert_eq!(exec(&["-d"], &["write", "/tmp/detached", "yes"]), "", "nothing is printed");
    let id = scenario.container("web", 1).id;
    let written = Check::new("the detached process has written its file", move |_| {
        let output = engine::docker(&["exec", &id, "test-service", "cat", "/tmp/detached"]);
        if output.stdout == "yes" { Ok(()) } else { Err(output.stderr) }
    });
    scenario.eventually(written, SOON);
    let copied = |flags: &[&str]| {
        let words = [&["exec", "-T"], flags, &["web", "test-service", "copy"]].concat();
        scenario.step(&words).input("typed\n").succeeds().stdout
    };
    assert_eq!((copied(&[]).as_str(), copied(&["-i=false"]).as_str()), ("typed\n", ""));
    scenario.step(&["exec", "--index=3", "web", "true"]).fails("service \"web\" is not running container #3");
}

#[test]
fn a_terminal_that_closes() {
    let scenario = Scenario::start(
        "a_terminal_that_closes",
        "When the terminal of run goes away, a container that was to be removed is; others get the signal and go on.",
    );
    if scenario.peer_differs("docker ends at once, and the container goes on") {
        return;
    }
    let name = format!("{}-kept", scenario.project());
    for flags in [&["--rm"][..], &["--rm", "-T", "-i=false"], &["--name", &name]] {
        let words = [&["run"], flags, &["tty"]].concat();
        let open = scenario.step(&words).on_terminal().in_background();
        scenario.eventually(
            Check::new("it runs", |scenario| {
                one_offs(scenario).iter().any(|one| one.state == "running").then_some(()).ok_or_else(String::new)
            }),
            SOON,
        );
        // The program that holds the other end of the terminal.
        open.signal("KILL");
        if flags.contains(&"--rm") {
            scenario.eventually(no_one_off(), SOON);
        }
    }
    scenario.check(all_in_state("tty", "running", 1));
}
