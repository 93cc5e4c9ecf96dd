//! Hooks, services of providers, and models.

use crate::SOON;
use crate::checks::{all_in_state, nothing_left, running};
use crate::scenario::Scenario;

/// What a hook left behind in the volume, and takes it away.
fn left(scenario: &Scenario, file: &str) -> String {
    let text = scenario.exec("web", &["test-service", "cat", file]);
    let id = scenario.container("web", 1).id;
    scenario.docker(&["exec", "--user", "root", &id, "test-service", "write", file, "gone"]);
    text
}

#[test]
fn hooks_run_around_start_and_stop() {
    let scenario = Scenario::start(
        "hooks_run_around_start_and_stop",
        "post_start runs after every start and pre_stop before every stop, as the user and in the folder that they name.",
    );
    scenario.step(&["up", "-d"]).succeeds();
    assert_eq!(left(&scenario, "/data/relative"), "started $0");
    scenario.step(&["up", "-d"]).succeeds();
    assert_eq!(left(&scenario, "/data/relative"), "gone", "nothing was started");

    scenario.step(&["restart"]).succeeds();
    assert_eq!(left(&scenario, "/data/prepared"), "yes");
    assert_eq!(left(&scenario, "/data/relative"), "started $0");

    scenario.step(&["stop"]).succeeds();
    scenario.check(all_in_state("web", "exited", 1));
    scenario.step(&["start"]).succeeds();
    assert_eq!(left(&scenario, "/data/prepared"), "yes");
    assert_eq!(left(&scenario, "/data/relative"), "started $0");

    let old = scenario.container("web", 1).id;
    scenario.step(&["up", "-d"]).variable("WORD", "there").succeeds();
    assert_ne!(scenario.container("web", 1).id, old);
    assert_eq!(left(&scenario, "/data/relative"), "started $0");
    if !scenario.peer_differs("it runs no pre_stop hooks in containers that it replaces") {
        assert_eq!(left(&scenario, "/data/prepared"), "yes");
    }

    scenario.step(&["up", "-d", "--scale", "web=2"]).variable("WORD", "there").succeeds();
    left(&scenario, "/data/prepared");
    scenario.step(&["up", "-d"]).variable("WORD", "there").succeeds();
    scenario.check(running("web", 1));
    assert_eq!(left(&scenario, "/data/prepared"), "yes", "the second one was prepared for its end");

    scenario.step(&["down", "-v"]).succeeds();
    scenario.check(nothing_left());
}

#[test]
fn a_hook_that_fails() {
    let scenario = Scenario::start(
        "a_hook_that_fails",
        "A post_start hook that fails fails the command and leaves its container running; a failed pre_stop hook stops nothing.",
    );
    let output = scenario.step(&["up", "-d"]).variable("START", "4").fails("hook exited with status 4");
    assert_eq!(output.code(), Some(1), "{output}");
    scenario.check(running("web", 1));
    scenario.check(all_in_state("after", "created", 1));

    scenario.step(&["up", "-d"]).succeeds();
    scenario.check(running("after", 1));
    let output = scenario.step(&["stop", "web"]).variable("STOP", "3").fails("hook exited with status 3");
    assert_eq!(output.code(), Some(1), "{output}");
    scenario.check(running("web", 1));
    scenario.step(&["stop", "web"]).succeeds();
    scenario.check(all_in_state("web", "exited", 1));
    scenario.step(&["down"]).succeeds();
    scenario.check(nothing_left());
}

#[test]
fn hooks_in_the_foreground() {
    let scenario = Scenario::start(
        "hooks_in_the_foreground",
        "In the foreground the output of hooks is shown with their container's name, and Ctrl-C runs pre_stop hooks.",
    );
    let separator = scenario.separator();
    let up = scenario.step(&["up"]).in_background();
    up.says("it begins", SOON);
    let shown = up.output();
    let said = |output: &str, line: &str| output.lines().any(|found| found.split_whitespace().eq(line.split(' ')));
    let differs =
        scenario.peer_differs("2.x gives the lines of hooks no name of their own, and cuts the log on Ctrl-C");
    if !differs {
        assert!(said(&shown, &format!("web{separator}1 -> | it begins")), "{shown}");
    }
    up.interrupt();
    let output = up.ends_within(SOON);
    assert_eq!(output.code(), Some(130), "{output}");
    if !differs {
        assert!(said(&output.stdout, &format!("web{separator}1 -> | it ends")), "{output}");
    }
    scenario.check(all_in_state("web", "exited", 1));
    scenario.step(&["down"]).succeeds();
    scenario.check(nothing_left());
}

#[test]
fn hooks_of_one_off_containers() {
    let scenario = Scenario::start("hooks_of_one_off_containers", "post_start hooks run in containers of `run`, too.");
    if scenario.peer_differs("2.x runs no hooks in containers of `run`") {
        return;
    }
    let wait = ["test-service", "exit", "0", "2"];
    scenario.step(&[&["run", "--rm", "-T", "web"], &wait[..]].concat()).succeeds();
    let look = ["run", "--rm", "-T", "web", "test-service", "cat", "/data/hooked"];
    let output = scenario.step(&look).succeeds();
    assert_eq!(output.stdout.trim(), "yes");
    let step = scenario.step(&[&["run", "--rm", "-T", "web"], &wait[..]].concat());
    let output = step.variable("CODE", "5").fails("post_start hook exited with status 5");
    assert_eq!(output.code(), Some(1), "{output}");
    let step = scenario.step(&["run", "-d", "web", "test-service", "idle"]);
    step.variable("CODE", "6").fails("post_start hook exited with status 6");
    scenario.step(&["down", "-v", "--remove-orphans"]).succeeds();
    scenario.check(nothing_left());
}

#[test]
fn work_before_the_first_start() {
    let scenario = Scenario::start(
        "work_before_the_first_start",
        "pre_start runs once in containers of its own when dependencies are there, and keeps what fails for inspection.",
    );
    if scenario.peer_differs("2.x does not know pre_start") {
        return;
    }
    let output =
        scenario.step(&["up", "-d"]).variable("CODE", "5").fails("service \"web\" pre_start[2] exited with code 5");
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(output.stderr.contains("retained for inspection"), "{output}");
    let hooks = || {
        let all = scenario.containers().into_iter();
        all.filter(|container| container.label("hook") == "pre_start").collect::<Vec<_>>()
    };
    let kept = hooks();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].exit_code, 5);
    assert!(output.stderr.contains(&kept[0].id[..12]), "{output}");
    let replicas = scenario.service("web").into_iter().filter(|container| container.number.is_some());
    assert!(replicas.clone().count() == 2 && replicas.into_iter().all(|replica| replica.state == "created"));

    scenario.step(&["up", "-d"]).succeeds();
    scenario.check(running("web", 2));
    assert_eq!(hooks().len(), 0, "what failed is gone");
    assert_eq!(scenario.exec("web", &["test-service", "cat", "/data/prepared"]), "yes");

    scenario.docker(&["exec", &scenario.container("web", 1).id, "test-service", "write", "/data/prepared", "no"]);
    scenario.step(&["up", "-d", "--scale", "web=3"]).succeeds();
    assert_eq!(scenario.exec("web", &["test-service", "cat", "/data/prepared"]), "no", "the service runs already");
    scenario.step(&["stop", "web"]).succeeds();
    scenario.step(&["start", "web"]).succeeds();
    assert_eq!(scenario.exec("web", &["test-service", "cat", "/data/prepared"]), "yes");

    scenario.step(&["stop", "web"]).succeeds();
    scenario.step(&["start", "web"]).variable("CODE", "5").fails("pre_start[2] exited with code 5");
    scenario.step(&["down", "-v"]).succeeds();
    scenario.check(nothing_left());
}

#[test]
fn a_service_of_a_provider() {
    let scenario = Scenario::start(
        "a_service_of_a_provider",
        "A provider brings its service up before its dependents, gives them variables, and is told of the end.",
    );
    let notes = scenario.outside().join("notes");
    let path = format!("{}:{}", scenario.work().display(), std::env::var("PATH").unwrap());
    let step =
        |words: &[&str]| scenario.step(words).variable("PATH", &path).variable("NOTES", &notes.display().to_string());
    let take_notes = || {
        let text = std::fs::read_to_string(&notes).unwrap_or_default();
        let _ = std::fs::remove_file(&notes);
        text
    };
    let call =
        |what: &str, options: &str| format!("compose --project-name={} {what}{options} db\n", scenario.project());
    let up = call("up", " --size=2 --tag=a --tag=b");
    let differs = scenario.peer_differs("the order of its options is random, and 2.x knows no stop");

    step(&["up", "-d"]).variable("FAULT", "told").fails("no money left");
    step(&["up", "-d"]).variable("FAULT", "code").fails("failed to create service provider: exit status 3");
    scenario.check(crate::checks::absent("web"));
    take_notes();
    if !differs {
        step(&["--dry-run", "up", "-d"]).may_warn("DRY-RUN").may_warn("dry run").succeeds();
        assert_eq!(take_notes(), "");
    }

    step(&["up", "-d"]).succeeds();
    scenario.check(running("web", 1));
    let told = take_notes();
    assert!(differs || told == up, "{told}");
    assert_eq!(scenario.exec("web", &["test-service", "env", "DB_URL"]), "cloud://one");
    let other = scenario.exec("other", &["test-service", "env"]);
    assert!(!other.contains("DB_URL"), "it does not depend on it: {other}");

    let before = scenario.containers();
    step(&["up", "-d"]).succeeds();
    scenario.check(crate::checks::untouched(&before));
    step(&["up", "-d"]).variable("URL", "cloud://two").succeeds();
    assert_eq!(scenario.exec("web", &["test-service", "env", "DB_URL"]), "cloud://two", "the container is another one");
    take_notes();

    step(&["stop"]).succeeds();
    let told = take_notes();
    assert!(differs || told == call("stop", ""), "{told}");
    step(&["down"]).succeeds();
    assert_eq!(take_notes(), call("down", ""));
    scenario.check(nothing_left());

    scenario.step(&["up", "-d"]).fails("executable file not found in $PATH");
    if !scenario.peer_differs("it has made the network by then") {
        scenario.check(nothing_left());
    }
}

#[test]
fn models_of_services() {
    let scenario = Scenario::start(
        "models_of_services",
        "Models are pulled and configured by docker's plugin, services hear of them, and without the plugin nothing begins.",
    );
    if scenario.peer_differs("its folder of plugins is not the scenario's") {
        return;
    }
    scenario.step(&["up", "-d"]).fails("'models' support requires Docker Model plugin");
    scenario.check(nothing_left());

    let (config, notes) = (scenario.outside().join("docker-config"), scenario.outside().join("notes"));
    let plugins = config.join("cli-plugins");
    std::fs::create_dir_all(&plugins).unwrap();
    std::fs::copy(scenario.work().join("docker-model"), plugins.join("docker-model")).unwrap();
    let step = |words: &[&str]| {
        let step = scenario.step(words).variable("DOCKER_CONFIG", &config.display().to_string());
        step.variable("NOTES", &notes.display().to_string())
    };
    step(&["up", "-d"]).succeeds();
    let called = std::fs::read_to_string(&notes).unwrap();
    let expected =
        ["pull ai/small", "configure --context-size 4096 ai/small -- --top 1", "configure ai/there"].join("\n");
    assert_eq!(called.trim(), expected);
    let variables = scenario.exec("web", &["test-service", "env"]);
    for line in [
        "SMALL_ONE_MODEL=ai/small",
        "SMALL_ONE_URL=http://models.local/engines/v1/",
        "WHICH=ai/there",
        "WHERE=http://models.local/engines/v1/",
    ] {
        assert!(variables.lines().any(|found| found == line), "{line} is not in\n{variables}");
    }
    let before = scenario.containers();
    step(&["up", "-d"]).succeeds();
    scenario.check(crate::checks::untouched(&before));
    step(&["down"]).succeeds();
    scenario.check(nothing_left());
}
