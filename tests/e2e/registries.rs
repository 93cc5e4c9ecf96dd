//! Images that come from a registry and go there.

use std::os::unix::fs::PermissionsExt;

use crate::checks::{nothing_left, running};
use crate::proxy::{Fault, Proxy};
use crate::registry::{PASSWORD, Registry, USER};
use crate::scenario::{Scenario, Step};

/// An image of the scenario's own in the registry, and here.
fn publish(scenario: &Scenario, registry: &Registry, name: &str) -> String {
    let image = image(scenario, registry, name);
    scenario.docker(&["tag", "rcompose-test/service", &image]);
    scenario.docker(&["push", "--quiet", &image]);
    image
}

fn image(scenario: &Scenario, registry: &Registry, name: &str) -> String {
    format!("{}/{}/{name}", registry.address(), scenario.project())
}

fn step<'a>(scenario: &'a Scenario, registry: &Registry, arguments: &[&str]) -> Step<'a> {
    let place = format!("{}/{}", registry.address(), scenario.project());
    scenario.step(arguments).variable("PLACE", &place)
}

fn id(image: &str) -> String {
    crate::engine::docker(&["image", "inspect", "--format", "{{.Id}}", image]).stdout.trim().to_owned()
}

#[test]
fn what_is_built_is_pushed() {
    let scenario = Scenario::start(
        "what_is_built_is_pushed",
        "Images that services build go to the registry under each of their names, what has none is skipped.",
    );
    let registry = Registry::start();
    let built = image(&scenario, &registry, "web:1");
    scenario.docker(&["tag", "rcompose-test/service", &built]);
    scenario.docker(&["tag", "rcompose-test/service", &image(&scenario, &registry, "web:also")]);
    let output = step(&scenario, &registry, &["push", "web", "plain", "nameless"])
        .variable("COMPOSE_PROGRESS", "plain")
        .warns("plain Skipped")
        .warns("nameless Skipped")
        .warns(&built)
        .may_warn(" ")
        .succeeds();
    if !scenario.peer_differs("it pushes twice what is named twice, and tells less of the end") {
        assert_eq!(output.stderr.matches(&format!("{built} Pushed")).count(), 1, "{output}");
    }
    let tags = registry.tags(&format!("{}/web", scenario.project()));
    assert!(tags.contains("\"1\"") && tags.contains("\"also\""), "{tags}");

    scenario.docker(&["tag", "rcompose-test/service", &image(&scenario, &registry, "back:1")]);
    step(&scenario, &registry, &["push", "-q", "--include-deps", "front"]).succeeds();
    let tags = registry.tags(&format!("{}/back", scenario.project()));
    assert!(tags.contains("\"1\""), "an image that is named twice and reached as a dependency: {tags}");
    step(&scenario, &registry, &["push", "--dry-run"]).may_warn("DRY-RUN").succeeds();
    step(&scenario, &registry, &["push", "nosuch"]).fails("no such service: nosuch");
}

#[test]
fn one_push_that_fails() {
    let scenario = Scenario::start(
        "one_push_that_fails",
        "An image that cannot be pushed leaves the others alone; each failure is told, unless failures do not matter.",
    );
    let registry = Registry::start();
    scenario.docker(&["tag", "rcompose-test/service", &image(&scenario, &registry, "there:1")]);
    let output = step(&scenario, &registry, &["push"]).fails("does not exist");
    if !scenario.peer_differs("one failure cancels the other pushes") {
        assert!(output.stderr.contains("gone:1") && output.stderr.contains("lost:1"), "{output}");
        let tags = registry.tags(&format!("{}/there", scenario.project()));
        assert!(tags.contains("\"1\""), "{tags}");
    }
    step(&scenario, &registry, &["push", "--ignore-push-failures"]).may_warn("does not exist").succeeds();
}

#[test]
fn one_pull_that_fails() {
    let scenario = Scenario::start(
        "one_pull_that_fails",
        "An image that is not to be had leaves the others alone; each failure is told, unless failures do not matter.",
    );
    let registry = Registry::start();
    let there = publish(&scenario, &registry, "there:1");
    scenario.docker(&["image", "rm", &there]);
    let output = step(&scenario, &registry, &["pull"]).fails("manifest unknown");
    if !scenario.peer_differs("one failure cancels the other pulls") {
        assert!(output.stderr.contains("gone:1") && output.stderr.contains("lost:1"), "{output}");
        assert_ne!(id(&there), "", "{output}");
        step(&scenario, &registry, &["up", "-d"]).fails("lost:1");
    }
    scenario.docker(&["image", "rm", "--force", &there]);
    step(&scenario, &registry, &["pull", "--ignore-pull-failures"]).may_warn("not found").succeeds();
    assert_ne!(id(&there), "");
    let output = step(&scenario, &registry, &["pull", "--ignore-buildable", "buildable"])
        .variable("COMPOSE_PROGRESS", "plain")
        .warns("Skipped")
        .warns("Image can be built")
        .succeeds();
    assert!(!output.stderr.contains("Pulling"), "{output}");
    let output = step(&scenario, &registry, &["pull", "buildable"]).fails("manifest unknown");
    if !scenario.peer_differs("it says how to build only where progress is shown, and takes any word for a policy") {
        assert!(output.stderr.contains("rcompose build buildable"), "{output}");
        step(&scenario, &registry, &["pull", "--policy", "sometimes"]).fails("invalid --policy option");
    }
}

#[test]
fn each_image_travels_once() {
    let scenario = Scenario::start(
        "each_image_travels_once",
        "However many services use an image, pull and up ask for it once; --include-deps reaches what a service needs.",
    );
    let registry = Registry::start();
    publish(&scenario, &registry, "one:1");
    publish(&scenario, &registry, "two:1");
    let proxy = Proxy::start(scenario.outside());
    let pulls = |arguments: &[&str]| {
        step(&scenario, &registry, arguments).variable("DOCKER_HOST", &proxy.host()).succeeds();
        let requests = proxy.take();
        let mut pulled: Vec<_> = requests.iter().filter(|line| line.contains("/images/create?")).collect();
        pulled.sort();
        let name = |line: &&String| if line.contains("two") { "two" } else { "one" };
        pulled.iter().map(name).collect::<Vec<_>>()
    };
    assert_eq!(pulls(&["pull"]), ["one", "two"]);
    assert_eq!(pulls(&["pull", "b", "c"]), ["one"]);
    assert_eq!(pulls(&["pull", "a", "b"]), ["one"]);
    assert_eq!(pulls(&["pull", "--include-deps", "a"]), ["one", "two"]);
    assert_eq!(pulls(&["pull", "--policy", "missing"]), [""; 0]);
    if !scenario.peer_differs("up pulls an image once for each service") {
        assert_eq!(pulls(&["up", "-d", "--pull", "always"]), ["one", "two"]);
        scenario.check(running("a", 1));
    }
    step(&scenario, &registry, &["down"]).succeeds();
    scenario.check(nothing_left());
}

#[test]
fn a_new_image_in_the_registry() {
    let scenario = Scenario::start(
        "a_new_image_in_the_registry",
        "Each policy decides whether up takes the image that is here or the newer one of the registry; pull takes the newer.",
    );
    let registry = Registry::start();
    let new = publish(&scenario, &registry, "moving:1");
    let new_id = id(&new);
    let outdate = || {
        scenario.docker(&["tag", "rcompose-test/other", &new]);
    };
    let run = |policy: &str, arguments: &[&str]| {
        outdate();
        step(&scenario, &registry, arguments).variable("POLICY", policy).succeeds();
        id(&new) == new_id
    };
    for (policy, is_new) in [
        ("always", true),
        ("missing", false),
        ("if_not_present", false),
        ("never", false),
        ("daily", false),
        ("weekly", false),
        ("every_12h", false),
        ("refresh", false),
    ] {
        if policy == "refresh" && scenario.peer_differs("an older one does not know the word") {
            continue;
        }
        assert_eq!(run(policy, &["up", "-d"]), is_new, "up with {policy}");
        let pulls = !matches!(policy, "missing" | "if_not_present" | "never");
        assert_eq!(run(policy, &["pull"]), pulls, "pull with {policy}");
    }
    assert!(run("never", &["up", "-d", "--pull", "always"]), "the flag wins");
    assert!(!run("always", &["up", "-d", "--pull", "missing"]), "the flag wins");
    assert!(run("missing", &["pull", "--policy", "always"]), "the flag wins");
    scenario.docker(&["image", "rm", "--force", &new]);
    step(&scenario, &registry, &["up", "-d", "--force-recreate"])
        .variable("POLICY", "weekly")
        .may_warn("Image")
        .succeeds();
    assert_eq!(id(&new), new_id, "what is missing is old enough");
    step(&scenario, &registry, &["down"]).variable("POLICY", "never").succeeds();
    scenario.check(nothing_left());
}

#[test]
fn pulls_that_break_are_tried_again() {
    let scenario = Scenario::start(
        "pulls_that_break_are_tried_again",
        "A pull whose connection breaks or whose registry is in trouble is tried again; a refusal is final.",
    );
    if scenario.peer_differs("it gives up at once") {
        return;
    }
    let registry = Registry::start();
    let there = publish(&scenario, &registry, "there:1");
    let proxy = Proxy::start(scenario.outside());
    let pull = || step(&scenario, &registry, &["pull"]).variable("DOCKER_HOST", &proxy.host());
    pull().succeeds();
    let is_pull = |line: &String| line.contains("/images/create?");
    let number = 1 + proxy.take().iter().position(is_pull).expect("a pull asks for the image");
    let asked = || proxy.take().iter().filter(|line| is_pull(line)).count();
    for fault in [Fault::NoAnswer, Fault::HalfAnswer, Fault::Refusal(502), Fault::Refusal(503)] {
        scenario.docker(&["image", "rm", "--force", &there]);
        proxy.arm(number, fault);
        pull().succeeds();
        assert_ne!(id(&there), "", "{fault:?}");
        assert_eq!((proxy.disarm().is_some(), asked()), (true, 2), "{fault:?}");
    }
    for status in [401, 403, 404] {
        proxy.arm(number, Fault::Refusal(status));
        pull().fails("injected fault");
        assert_eq!(asked(), 1, "{status}");
    }
}

#[test]
fn registries_that_ask_who_one_is() {
    let scenario = Scenario::start(
        "registries_that_ask_who_one_is",
        "Credentials come from docker's configuration, its helpers or the environment, and are shown nowhere.",
    );
    let registry = Registry::start_with_password();
    let image = image(&scenario, &registry, "web:1");
    scenario.docker(&["tag", "rcompose-test/service", &image]);
    let folder = scenario.outside().join("docker");
    std::fs::create_dir_all(&folder).expect("a folder");
    let plugins = scenario.plugins();
    if let Some(plugins) = plugins {
        std::os::unix::fs::symlink(plugins, folder.join("cli-plugins")).expect("a link");
    }
    let configure = |text: String| std::fs::write(folder.join("config.json"), text).expect("a configuration");
    let folder_name = folder.to_string_lossy().into_owned();
    let path = format!("{folder_name}:{}", std::env::var("PATH").unwrap_or_default());
    let run = |command: &str| {
        step(&scenario, &registry, &[command]).variable("DOCKER_CONFIG", &folder_name).variable("PATH", &path)
    };
    let address = registry.address();
    let auth = base64(&format!("{USER}:{PASSWORD}"));

    configure("{}".to_owned());
    run("push").fails("no basic auth credentials");
    configure(format!(r#"{{"auths": {{"{address}": {{"auth": "{auth}"}}}}}}"#));
    run("push").succeeds();
    scenario.docker(&["image", "rm", &image]);
    let output = run("pull").variable("COMPOSE_PROGRESS", "plain").may_warn(" ").succeeds();
    assert!(!format!("{output}").contains(PASSWORD), "{output}");

    let helper = folder.join("docker-credential-ours");
    let script = format!(
        "#!/bin/sh\nread key\n[ \"$1\" = get ] && [ \"$key\" = {address} ] || {{ echo credentials not found in native keychain; exit 1; }}\n\
         echo '{{\"ServerURL\":\"{address}\",\"Username\":\"{USER}\",\"Secret\":\"{PASSWORD}\"}}'\n"
    );
    std::fs::write(&helper, script).expect("a helper");
    std::fs::set_permissions(&helper, std::fs::Permissions::from_mode(0o755)).expect("a program");
    configure(format!(r#"{{"credHelpers": {{"{address}": "ours"}}}}"#));
    run("push").succeeds();
    configure(r#"{"credsStore": "ours"}"#.to_owned());
    run("pull").succeeds();

    configure(format!(r#"{{"credsStore": "nowhere", "auths": {{"{address}": {{"auth": "{auth}"}}}}}}"#));
    let output = run("push").fails("docker-credential-nowhere");
    assert!(!format!("{output}").contains(PASSWORD) && !format!("{output}").contains(&auth), "{output}");
    if !scenario.peer_differs("an older one does not read the variable") {
        let given = format!(r#"{{"auths": {{"{address}": {{"auth": "{auth}"}}}}}}"#);
        run("push").variable("DOCKER_AUTH_CONFIG", &given).succeeds();
    }
}

#[test]
fn images_by_their_digest() {
    let scenario = Scenario::start(
        "images_by_their_digest",
        "config puts the digest that the registry has behind each image, or prints an override file that does.",
    );
    let registry = Registry::start();
    let image = publish(&scenario, &registry, "web:1");
    let digests = scenario.docker(&["image", "inspect", "--format", "{{join .RepoDigests \" \"}}", &image]);
    let (name, _) = image.rsplit_once(':').expect("a tag");
    let digest = digests.split(' ').find_map(|text| text.strip_prefix(&format!("{name}@"))).expect("a digest");
    let config = |arguments: &[&str]| step(&scenario, &registry, arguments).succeeds().stdout;
    let resolved = config(&["config", "--resolve-image-digests"]);
    assert!(resolved.contains(&format!("image: {image}@{digest}\n")), "{resolved}");
    let locked = config(&["config", "--lock-image-digests"]);
    assert!(locked.contains(&format!("image: {image}@{digest}\n")) && !locked.contains("tty"), "{locked}");
    let failing = step(&scenario, &registry, &["--profile", "gone", "config", "--resolve-image-digests"]);
    let output = failing.fails("manifest unknown");
    assert!(output.stdout.is_empty(), "{output}");
}

fn base64(text: &str) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let groups = text.as_bytes().chunks(3).map(|bytes| {
        let at = |index: usize| u32::from(bytes.get(index).copied().unwrap_or_default());
        let number = at(0) << 16 | at(1) << 8 | at(2);
        let letter = |index: u32| char::from(LETTERS[(number >> (18 - 6 * index) & 63) as usize]);
        (0..4).map(|index| if index as usize <= bytes.len() { letter(index) } else { '=' }).collect::<String>()
    });
    groups.collect()
}
