//! Commands that look at what runs, once or for as long as one likes: top, wait, events, stats.

use std::sync::Arc;

use crate::SOON;
use crate::checks::{Check, all_in_state, nothing_left, running};
use crate::proxy::Proxy;
use crate::scenario::Scenario;

#[test]
fn processes_of_containers() {
    let scenario = Scenario::start(
        "processes_of_containers",
        "top lists the processes of what runs, one table for all or some services, and nothing where nothing runs.",
    );
    scenario.step(&["up", "-d"]).succeeds();
    let id = scenario.container("web", 2).id;
    let docker = scenario.docker(&["top", &id]);
    let docker: Vec<Vec<&str>> = docker.lines().map(|line| line.split_whitespace().collect()).collect();
    let top = scenario.step(&["top"]).succeeds();
    let rows: Vec<Vec<&str>> = top.lines().iter().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(rows[0], [&["SERVICE", "#"][..], &docker[0]].concat());
    assert_eq!(rows[0].last(), Some(&"CMD"));
    assert_eq!(rows.iter().skip(1).map(|row| row[..2].join(" ")).collect::<Vec<_>>(), ["idle 1", "web 1", "web 2"]);
    let pid = rows[0].iter().position(|title| *title == "PID").unwrap();
    assert_eq!(rows[3][pid], docker[1][pid - 2]);
    assert!(rows[1].ends_with(&["test-service", "idle"]), "{top}");

    assert_eq!(scenario.step(&["top", "idle"]).succeeds().lines().len(), 2);
    assert_eq!(scenario.step(&["-p", scenario.project(), "top", "web"]).succeeds().lines().len(), 3);
    scenario.step(&["stop", "idle"]).succeeds();
    assert_eq!(scenario.step(&["top", "idle"]).succeeds().stdout, "");
    if !scenario.peer_differs("it shows nothing for a name that the project does not have") {
        scenario.step(&["top", "nosuch"]).fails("no such service: nosuch");
    }
    scenario.step(&["down"]).succeeds();
    assert_eq!(scenario.step(&["top"]).succeeds().stdout, "");
    scenario.check(nothing_left());
}

/// A request of this kind has been sent to the engine.
fn asked(proxy: &Arc<Proxy>, word: &'static str) -> Check {
    let proxy = Arc::clone(proxy);
    Check::new(format!("the engine was asked for {word}"), move |_| {
        let requests = proxy.take();
        if requests.iter().any(|request| request.contains(word)) { Ok(()) } else { Err(requests.join(", ")) }
    })
}

#[test]
fn wait_for_the_end() {
    let scenario = Scenario::start(
        "wait_for_the_end",
        "wait prints the exit codes of services as their containers end, and ends with the last; what has ended counts.",
    );
    scenario.step(&["up", "-d"]).succeeds();
    scenario.eventually(all_in_state("job", "exited", 1), SOON);
    let said = |service: &str, code: i32| {
        format!("container \"{}\" exited with status code {code}\n", scenario.container(service, 1).id)
    };
    let proxy = Arc::new(Proxy::start(scenario.outside()));
    let wait = |arguments: &[&str]| {
        let wait =
            scenario.step(&[&["wait"], arguments].concat()).variable("DOCKER_HOST", &proxy.host()).in_background();
        scenario.eventually(asked(&proxy, "/wait"), SOON);
        wait
    };
    let peer = scenario.peer_differs("it knows running containers only");
    if !peer {
        let output = scenario.step(&["wait", "job"]).in_background().ends_within(SOON);
        assert_eq!((output.code(), &output.stdout), (Some(3), &said("job", 3)), "{output}");
        let without_file = scenario.step(&["-p", scenario.project(), "wait", "job"]).in_background();
        assert_eq!(without_file.ends_within(SOON).code(), Some(3));
        scenario.step(&["wait", "jbo"]).fails("no such service: jbo\nhint: did you mean `job`?");
    }
    let waiting = wait(if peer { &["web"] } else { &["web", "job"] });
    scenario.docker(&["kill", &scenario.container("web", 1).id]);
    let output = waiting.ends_within(SOON);
    let wanted = if peer { said("web", 137) } else { said("job", 3) + &said("web", 137) };
    assert_eq!((output.code(), output.stdout.as_str()), (Some(137), wanted.as_str()), "{output}");

    scenario.step(&["start", "web"]).succeeds();
    let waiting = wait(&["web"]);
    waiting.interrupt();
    assert_eq!(waiting.ends_within(SOON).code(), Some(130));
    scenario.check(running("web", 1));

    let waiting = wait(&["web", "--down-project"]);
    scenario.docker(&["stop", &scenario.container("web", 1).id]);
    let output = waiting.ends_within(SOON);
    assert_eq!(output.code(), Some(0), "{output}");
    scenario.check(nothing_left());
    scenario.step(&["wait", "web"]).fails("no containers for project");
}

#[test]
fn events_of_a_project() {
    let scenario = Scenario::start(
        "events_of_a_project",
        "events tells what happens to the containers of the project, from and up to a time, as text or JSON.",
    );
    scenario.step(&["up", "-d"]).succeeds();
    scenario.step(&["run", "--rm", "idle", "test-service", "say", "hello"]).succeeds();
    let id = scenario.container("web", 1).id;
    let events = scenario.step(&["events", "--json", "--since", "5m", "web"]).in_background();
    events.says("\"action\":\"start\"", SOON);
    scenario.step(&["kill", "-s", "USR1", "web"]).succeeds();
    scenario.step(&["stop"]).succeeds();
    events.says("\"action\":\"stop\"", SOON);
    events.interrupt();
    let output = events.ends_within(SOON);
    assert_eq!(output.code(), Some(130), "{output}");
    let lines = output.json_lines();
    let keys: Vec<&String> = lines[0].as_object().unwrap().keys().collect();
    assert_eq!(keys, ["action", "attributes", "id", "service", "time", "type"]);
    for event in &lines {
        assert_eq!(
            (&event["service"], &event["type"], &event["id"]),
            (&"web".into(), &"container".into(), &(*id).into())
        );
        let attributes = event["attributes"].as_object().unwrap();
        assert!(attributes.keys().all(|key| !key.starts_with("com.docker.compose.")), "{event}");
        assert_eq!(attributes["name"], scenario.container_name("web", 1));
    }
    let actions: Vec<&str> = lines.iter().filter_map(|event| event["action"].as_str()).collect();
    let places: Vec<Option<usize>> =
        ["create", "start", "kill", "die"].map(|action| actions.iter().position(|own| *own == action)).into();
    assert!(places.is_sorted() && places[0].is_some(), "{actions:?}");

    if !scenario
        .peer_differs("it ends with the error EOF when the time has come, and waits for services that do not exist")
    {
        let past = ["-p", scenario.project(), "events", "--since", "5m", "--until", "0s"];
        let text = scenario.step(&past).succeeds();
        // Both services, no one-off container, each event followed by an empty line.
        assert!(text.stdout.contains(&format!("container start {id} (")), "{text}");
        assert!(text.stdout.contains(&scenario.container_name("idle", 1)) && !text.stdout.contains("_run_"), "{text}");
        assert!(text.lines().iter().skip(1).step_by(2).all(|line| line.is_empty()), "{text}");
        scenario.step(&["events", "nosuch"]).fails("no such service: nosuch");
        scenario.step(&["events", "--since", "yesterday"]).fails("failed to parse value as time or duration");
    }
    scenario.step(&["down"]).succeeds();
    scenario.check(nothing_left());
}

#[test]
fn what_containers_use() {
    let scenario = Scenario::start(
        "what_containers_use",
        "stats tells what containers use, once or for as long as one likes, while containers come and go.",
    );
    scenario.step(&["up", "-d"]).succeeds();
    scenario.step(&["stop", "idle"]).succeeds();
    let id = scenario.container("web", 1).id;
    let docker = |format: &str| scenario.docker(&["stats", "--no-stream", "--format", format, &id]);
    let once = scenario.step(&["stats", "--no-stream", "--no-trunc", "--format", "json"]).succeeds().json_lines();
    assert_eq!(once.len(), 1);
    for (field, expected) in
        [("Name", scenario.container_name("web", 1)), ("ID", id.clone()), ("Container", id.clone())]
    {
        assert_eq!(once[0][field], expected);
    }
    let limit = |text: &str| text.split(" / ").nth(1).map(str::to_owned);
    assert_eq!(limit(once[0]["MemUsage"].as_str().unwrap()), limit(&docker("{{.MemUsage}}")));
    assert_eq!(once[0]["PIDs"], docker("{{.PIDs}}"));

    let table = scenario.step(&["stats", "--no-stream", "-a"]).succeeds();
    let lines = table.lines();
    assert_eq!(
        lines[0].split("  ").map(str::trim).filter(|title| !title.is_empty()).collect::<Vec<_>>(),
        ["CONTAINER ID", "NAME", "CPU %", "MEM USAGE / LIMIT", "MEM %", "NET I/O", "BLOCK I/O", "PIDS",]
    );
    let idle = lines.iter().find(|line| line.contains(&scenario.container_name("idle", 1))).unwrap();
    assert!(lines.len() == 3 && idle.contains("0.00%") && idle.contains("0B / 0B"), "{table}");
    let template = ["stats", "--no-stream", "--format", "{{.Name}}", "web"];
    assert_eq!(scenario.step(&template).succeeds().stdout.trim(), scenario.container_name("web", 1));
    scenario.step(&["stats", "--no-stream", "--format", "{{.Nope}}"]).fails("can't evaluate field Nope");

    // Off a terminal there is nothing but data.
    let stats = scenario.step(&["stats", "--format", "{{.Name}} uses {{.CPUPerc}}"]).in_background();
    stats.says(&format!("{} uses 0.", scenario.container_name("web", 1)), SOON);
    scenario.step(&["start", "idle"]).succeeds();
    stats.says(&format!("{} uses 0.", scenario.container_name("idle", 1)), SOON);
    stats.interrupt();
    let output = stats.ends_within(SOON);
    assert_eq!(output.code(), Some(130), "{output}");
    if !scenario.peer_differs("it clears the screen in pipes too, and shows nothing for unknown names") {
        assert!(!output.stdout.contains('\x1b'), "{output}");
        scenario.step(&["stats", "--no-stream", "nosuch"]).fails("no such service: nosuch");
        scenario.step(&["stats", "nosuch"]).fails("no such service: nosuch");
    }
    scenario.step(&["down"]).succeeds();
    scenario.check(nothing_left());
}
