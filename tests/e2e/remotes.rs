//! Projects of other machines: artifacts of a registry, and git repositories.

use std::path::Path;
use std::process::Command;

use crate::checks::{nothing_left, running};
use crate::registry::{AUTHORITY, PASSWORD, Registry, USER};
use crate::scenario::{Scenario, Step};
use crate::tool::Tool;

fn place(scenario: &Scenario, registry: &Registry) -> String {
    format!("{}/{}", registry.address(), scenario.project())
}

/// Publishes an image that the projects here use, and gives its name.
fn publish_image(scenario: &Scenario, registry: &Registry) {
    let image = format!("{}/web:1", place(scenario, registry));
    scenario.docker(&["tag", "rcompose-test/service", &image]);
    scenario.docker(&["push", "--quiet", &image]);
}

fn surroundings<'a>(step: Step<'a>, scenario: &Scenario, registry: &Registry) -> Step<'a> {
    step.variable("PLACE", &place(scenario, registry))
        .variable("SSL_CERT_FILE", AUTHORITY)
        .variable("XDG_CACHE_HOME", &scenario.outside().join("cache").to_string_lossy())
        .may_warn("fetch failed")
}

fn step<'a>(scenario: &'a Scenario, registry: &Registry, arguments: &[&str]) -> Step<'a> {
    surroundings(scenario.step(arguments), scenario, registry)
}

#[test]
fn an_application_in_a_registry() {
    let scenario = Scenario::start(
        "an_application_in_a_registry",
        "A published application with its override, extended and env files is run from its reference alone.",
    );
    let registry = Registry::start_with_tls();
    publish_image(&scenario, &registry);
    let app = format!("{}/app:1", place(&scenario, &registry));
    let files = ["-f", "compose.yaml", "-f", "more.yaml"];
    step(&scenario, &registry, &[&files[..], &["publish", "-y", "--with-env", &app]].concat()).succeeds();
    for name in ["compose.yaml", "more.yaml", "base/base.yaml", "web.env"] {
        std::fs::remove_file(scenario.work().join(name)).expect("the files are not needed any more");
    }
    let remote = format!("oci://{app}");
    let config = step(&scenario, &registry, &["-f", &remote, "config", "--format", "json"]).succeeds().stdout;
    let config: serde_json::Value = serde_json::from_str(&config).expect("JSON");
    assert_eq!(config["name"], scenario.project());
    let web = &config["services"]["web"];
    assert_eq!((&web["environment"]["FROM_FILE"], &web["labels"]["more"]), (&"yes".into(), &"yes".into()));
    assert_eq!(config["services"]["other"]["labels"]["base"], "yes");

    if !scenario.peer_differs("it goes on without an answer where there is no terminal") {
        step(&scenario, &registry, &["-f", &remote, "create"]).input("n\n").fails("operation cancelled by user");
        scenario.check(nothing_left());
    }
    step(&scenario, &registry, &["-f", &remote, "up", "-d", "-y"]).succeeds();
    scenario.check(running("web", 1));
    step(&scenario, &registry, &["-f", &remote, "down"]).succeeds();
    scenario.check(nothing_left());
}

#[test]
fn either_tool_reads_what_the_other_published() {
    let scenario = Scenario::start(
        "either_tool_reads_what_the_other_published",
        "docker compose reads what this tool published, and the other way round, with digests and images too.",
    );
    if scenario.peer_differs("this is about both") {
        return;
    }
    let registry = Registry::start_with_tls();
    publish_image(&scenario, &registry);
    let peer = Tool::peer();
    let by = |tool: Option<&Tool>, arguments: &[&str]| {
        let step = tool.map_or_else(|| scenario.step(arguments), |tool| scenario.step_with(tool, arguments));
        surroundings(step, &scenario, &registry).succeeds().stdout
    };
    for (number, flags) in
        [&[][..], &["--resolve-image-digests"], &["--app"], &["--oci-version", "1.0"]].iter().enumerate()
    {
        let image = format!("{}/web:1", place(&scenario, &registry));
        for (writer, reader) in [(None, Some(&peer)), (Some(&peer), None)] {
            let name = format!("{}/app{number}-{}:1", place(&scenario, &registry), writer.is_some());
            by(writer, &[&["publish", "-y", "--with-env"][..], flags, &[&name]].concat());
            let read = by(reader, &["-f", &format!("oci://{name}"), "config"]);
            assert!(read.contains("FROM_FILE: \"yes\""), "{flags:?}: {read}");
            let is_pinned = read.contains(&format!("image: {image}@sha256:"));
            assert_eq!(is_pinned, matches!(flags[..], ["--resolve-image-digests" | "--app"]), "{flags:?}: {read}");
        }
    }
}

#[test]
fn remote_files_are_kept_and_can_be_refused() {
    let scenario = Scenario::start(
        "remote_files_are_kept_and_can_be_refused",
        "Files and includes and extended services come from a registry, are kept by digest, and can be switched off.",
    );
    if scenario.peer_differs("it asks the registry also for what it has, and says other things") {
        return;
    }
    let registry = Registry::start();
    publish_image(&scenario, &registry);
    let app = format!("{}/app:1", place(&scenario, &registry));
    step(&scenario, &registry, &["publish", "-y", &app]).succeeds();
    let config = |file: &str| step(&scenario, &registry, &["-f", file, "config"]);
    for file in ["include.yaml", "extends.yaml"] {
        let read = config(file).succeeds().stdout;
        assert!(read.contains("published: \"yes\""), "{file}: {read}");
    }
    let remote = format!("oci://{app}");
    config(&remote).variable("COMPOSE_EXPERIMENTAL_OCI_REMOTE", "false").fails("disabled by");
    config(&remote).variable("COMPOSE_EXPERIMENTAL_OCI_REMOTE", "perhaps").fails("expects boolean value");
    config(&format!("oci://{}/web:1", place(&scenario, &registry))).fails("is not a compose project OCI artifact");
    config(&format!("oci://{}/nothing:1", place(&scenario, &registry))).fails("not found");
    config("missing.yaml").fails("missing.yaml:1:");
    let asked = step(&scenario, &registry, &["-f", "include.yaml", "up", "-d"]).fails("operation cancelled by user");
    assert!(asked.stdout.contains(&remote) && asked.stdout.contains("set to: PLACE\n"), "{asked}");
    scenario.check(nothing_left());

    let answer =
        registry.request("HEAD", &format!("/v2/{}/app/manifests/1", scenario.project()), ACCEPT).expect("an answer");
    let digest = answer.lines().find_map(|line| line.strip_prefix("Docker-Content-Digest: ")).expect("a digest");
    let pinned = format!("oci://{}/app@{}", place(&scenario, &registry), digest.trim());
    config(&pinned).succeeds();
    let gone = place(&scenario, &registry);
    drop(registry);
    let cache = scenario.outside().join("cache");
    let offline = scenario.step(&["-f", &pinned, "config"]).variable("PLACE", &gone);
    offline.variable("XDG_CACHE_HOME", &cache.to_string_lossy()).succeeds();
    scenario.step(&["-f", &remote, "config"]).fails("failed to pull OCI resource");
}

const ACCEPT: &str = "Accept: application/vnd.oci.image.manifest.v1+json\r\n";

#[test]
fn what_is_not_published() {
    let scenario = Scenario::start(
        "what_is_not_published",
        "What others could not run or should not see is refused or asked about, and then nothing is in the registry.",
    );
    let registry = Registry::start();
    let app = format!("{}/app:1", place(&scenario, &registry));
    let publish = |file: &str, flags: &[&str]| {
        step(&scenario, &registry, &[&["-f", file, "publish"][..], flags, &[&app]].concat())
    };
    publish("build.yaml", &["-y"]).fails("only contains a build section");
    publish("include.yaml", &["-y"]).fails("cannot publish compose file with local includes");
    publish("env.yaml", &[]).fails("--with-env");
    if !scenario.peer_differs("-y is an answer to that for it") {
        publish("env.yaml", &["-y"]).fails("--with-env");
    }
    if !scenario
        .peer_differs("it asks before it looks at the version, ends with 0 when the user says no, and wants TLS")
    {
        publish("doubtful.yaml", &["--oci-version", "3"]).fails("version");
        let output = publish("doubtful.yaml", &[]).input("n\n").fails("");
        assert_eq!(output.code(), Some(130), "{output}");
        let said = format!("{}{}", output.stdout, output.stderr);
        assert!(said.contains("bind mount") && !said.contains("hunter2"), "{said}");
        let output = publish("doubtful.yaml", &[]).input("y\nn\n").fails("");
        let said = format!("{}{}", output.stdout, output.stderr);
        assert!(said.contains("web: DB_PASSWORD") && !said.contains("hunter2"), "{said}");
    }
    let tags = registry.tags(&format!("{}/app", scenario.project()));
    assert!(!tags.contains("\"1\""), "{tags}");
    if !scenario.peer_differs("it wants TLS") {
        publish("doubtful.yaml", &["--dry-run", "-y"]).may_warn("DRY-RUN").succeeds();
        publish("doubtful.yaml", &[]).input("y\ny\n").succeeds();
        let tags = registry.tags(&format!("{}/app", scenario.project()));
        assert!(tags.contains("\"1\""), "{tags}");
    }
}

#[test]
fn an_application_behind_a_password() {
    let scenario = Scenario::start(
        "an_application_behind_a_password",
        "Publishing and reading use docker's credentials, which are shown nowhere.",
    );
    if scenario.peer_differs("it wants TLS") {
        return;
    }
    let registry = Registry::start_with_password();
    let app = format!("{}/app:1", place(&scenario, &registry));
    let remote = format!("oci://{app}");
    let login =
        format!(r#"{{"auths": {{"{}": {{"username": "{USER}", "password": "{PASSWORD}"}}}}}}"#, registry.address());
    let run =
        |arguments: &[&str], login: &str| step(&scenario, &registry, arguments).variable("DOCKER_AUTH_CONFIG", login);
    run(&["publish", "-y", &app], "").fails("401");
    run(&["publish", "-y", &app], &login).succeeds();
    run(&["-f", &remote, "config"], "").fails("401");
    let output = run(&["-f", &remote, "config"], &login).succeeds();
    assert!(output.stdout.contains("published") && !format!("{output}").contains(PASSWORD), "{output}");
}

#[test]
fn a_project_in_a_git_repository() {
    let scenario = Scenario::start(
        "a_project_in_a_git_repository",
        "Files, includes and extended services come from a repository by the user's own git, kept by commit.",
    );
    let repository = scenario.outside().join("repository");
    std::fs::rename(scenario.work().join("repository"), &repository).expect("the repository's files");
    std::os::unix::fs::symlink("/etc/hostname", repository.join("outside")).expect("a link");
    let git = |arguments: &[&str]| git(&repository, arguments);
    git(&["init", "--quiet", "--initial-branch=main"]);
    git(&["add", "--all"]);
    git(&["commit", "--quiet", "--message=first"]);
    git(&["tag", "v1"]);
    // Nobody but the user's git knows where this address leads.
    let known = format!("[url \"{}/\"]\n\tinsteadOf = https://git.test/app.git\n", repository.display());
    std::fs::write(scenario.outside().join("home/.gitconfig"), known).expect("git's configuration");
    let cache = scenario.outside().join("cache").to_string_lossy().into_owned();
    let config = |file: &str| scenario.step(&["-f", file, "config"]).variable("XDG_CACHE_HOME", &cache);
    for file in ["https://git.test/app.git", "https://git.test/app.git#main:sub", "include.yaml", "extends.yaml"] {
        let read = config(file).succeeds().stdout;
        assert!(read.contains("first: \"yes\""), "{file}: {read}");
    }
    std::fs::write(repository.join("compose.yaml"), "services: {web: {image: i, labels: {second: \"yes\"}}}\n")
        .expect("a file");
    git(&["commit", "--quiet", "--all", "--message=second"]);
    assert!(config("https://git.test/app.git").succeeds().stdout.contains("second"));
    assert!(config("https://git.test/app.git#v1").succeeds().stdout.contains("first"));
    config("https://git.test/app.git#nosuch").fails("does not contain ref");
    config("https://git.test/app.git#main:nosuch").fails("nosuch");
    config("https://git.test/app.git").variable("COMPOSE_EXPERIMENTAL_GIT_REMOTE", "false").fails("disabled by");
    if scenario.peer_differs("it follows a link out of the repository, and asks for what it has") {
        return;
    }
    config("https://git.test/app.git#main:outside").fails("leads out of the repository");
    let commit = git(&["rev-parse", "HEAD"]);
    let pinned = format!("https://git.test/app.git#{}", commit.trim());
    config(&pinned).succeeds();
    std::fs::remove_dir_all(&repository).expect("the repository goes away");
    config(&pinned).succeeds();
    config("https://git.test/app.git").fails("git ls-remote");
}

fn git(folder: &Path, arguments: &[&str]) -> String {
    let run = Command::new("git")
        .args(["-c", "user.name=tester", "-c", "user.email=tester@example.org"])
        .args(arguments)
        .current_dir(folder)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .output()
        .expect("git runs");
    assert!(run.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8_lossy(&run.stdout).into_owned()
}
