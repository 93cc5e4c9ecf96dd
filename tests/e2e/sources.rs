//! What images are built from that is not in a folder of this machine, and what of a build is kept beside the image.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::engine;
use crate::proxy::Proxy;
use crate::scenario::{Scenario, Step};
use crate::site::Site;

const SOON: Duration = Duration::from_secs(30);

fn file_in(scenario: &Scenario, image: &str) -> String {
    let image = format!("{}-{image}", scenario.project());
    scenario.docker(&["run", "--rm", "--network", "none", &image, "test-service", "cat", "/data/file"])
}

fn is_there(scenario: &Scenario, image: &str) -> bool {
    engine::docker(&["image", "inspect", &format!("{}-{image}", scenario.project())]).succeeded()
}

fn has_image_store(scenario: &Scenario) -> bool {
    scenario.docker(&["info", "-f", "{{.DriverStatus}}"]).contains("io.containerd.snapshotter")
}

fn run(folder: &Path, program: &str, arguments: &[&str]) {
    let run = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .envs([("GIT_AUTHOR_NAME", "t"), ("GIT_AUTHOR_EMAIL", "t@t.test")])
        .envs([("GIT_COMMITTER_NAME", "t"), ("GIT_COMMITTER_EMAIL", "t@t.test")])
        .output()
        .expect("the program runs");
    assert!(run.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&run.stderr));
}

#[test]
fn contexts_from_elsewhere() {
    let scenario = Scenario::start(
        "contexts_from_elsewhere",
        "A context is a git repository or an archive at an address; the Dockerfile comes from there or from the file.",
    );
    let served = scenario.outside().join("served");
    fs::create_dir(&served).expect("a folder");
    let source = scenario.work().join("source");
    run(&source, "git", &["init", "--quiet", "--initial-branch=main"]);
    run(&source, "git", &["add", "--all"]);
    run(&source, "git", &["commit", "--quiet", "--message=first"]);
    let bare = served.join("app.git").display().to_string();
    run(&source, "git", &["clone", "--quiet", "--bare", ".", &bare]);
    run(Path::new(&bare), "git", &["update-server-info"]);
    let archive = served.join("app.tar.gz").display().to_string();
    run(&source, "tar", &["czf", &archive, "Dockerfile", "file"]);
    let site = Site::start(served);
    let build = |service: &str| scenario.step(&["build", service]).variable("SITE", site.address());
    build("git").succeeds();
    assert_eq!(file_in(&scenario, "git"), "at the top");
    build("inline").succeeds();
    assert_eq!(file_in(&scenario, "inline"), "at the top");
    if !scenario.peer_differs("it looks for the Dockerfile of an archive on this machine") {
        build("tar").succeeds();
        assert_eq!(file_in(&scenario, "tar"), "at the top");
    }
    let knows_folders = scenario.docker(&["version", "-f", "{{.Server.APIVersion}}"]) != "1.41";
    if knows_folders {
        build("folder").succeeds();
        assert_eq!(file_in(&scenario, "folder"), "in the folder");
    } else if !scenario.peer_differs("it tells the builder's own words") {
        build("folder").fails("too old for a folder of a git repository: Docker 23.0 or newer has it");
    }
    build("branch").fails("nosuch");
    build("nothing").fails("404");
    assert!(!["branch", "nothing"].iter().any(|image| is_there(&scenario, image)));
}

#[test]
fn keys_for_builds() {
    let scenario =
        Scenario::start("keys_for_builds", "A build uses the ssh keys that are named, whoever may read them.");
    let key = scenario.outside().join("key");
    let locked = scenario.outside().join("locked");
    for (path, passphrase) in [(&key, ""), (&locked, "secret")] {
        let path = path.display().to_string();
        run(scenario.outside(), "ssh-keygen", &["-q", "-t", "ed25519", "-N", passphrase, "-f", &path]);
    }
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).expect("permissions");
    let build = |path: &Path| scenario.step(&["build", "--no-cache"]).variable("KEY", &path.display().to_string());
    build(&key).succeeds();
    assert!(is_there(&scenario, "web"));
    build(&locked).fails("passphrase");
    build(&scenario.work().join("compose.yaml")).fails("key");
    build(&scenario.outside().join("nosuch")).fails("nosuch");
}

#[test]
fn an_engine_that_goes_away_in_a_build() {
    let scenario = Scenario::start(
        "an_engine_that_goes_away_in_a_build",
        "A build whose engine goes away ends with an error, without an image, and leaves what runs alone.",
    );
    scenario.step(&["up", "-d", "running"]).succeeds();
    let before = scenario.container("running", 1);
    let proxy = Proxy::start(scenario.outside());
    let build = scenario.step(&["--progress", "plain", "build", "web"]).variable("DOCKER_HOST", &proxy.host());
    let build = build.in_background();
    build.says("it is at work", SOON);
    proxy.cut();
    let output = build.ends_within(SOON);
    assert_eq!(output.code(), Some(1), "{output}");
    if !scenario.peer_differs("it says it otherwise") {
        assert!(output.stderr.contains("the connection to the engine's builder broke"), "{output}");
    }
    assert!(!is_there(&scenario, "web"));
    assert_eq!(before.started_at, scenario.container("running", 1).started_at);
    scenario.step(&["down", "-t", "0"]).succeeds();
}

#[test]
fn what_needs_the_image_store() {
    let scenario = Scenario::start(
        "what_needs_the_image_store",
        "Caches in folders, OCI layouts, attestations and several platforms work where the engine can keep them; elsewhere \
         they are refused.",
    );
    let build = |service: &'static str| -> Step<'_> { scenario.step(&["build", service]) };
    // A cache that is not there yet is no reason to fail, on any engine.
    build("reading").may_warn("cache_from is left out").succeeds();
    build("jobs").may_warn("type gha is left out").succeeds();
    if !has_image_store(&scenario) {
        if scenario.peer_differs("it says it otherwise") {
            return;
        }
        for (service, feature) in [
            ("writing", "cache_to other than type=inline"),
            ("attested", "provenance"),
            ("several", "more than one platform"),
        ] {
            build(service).fails(&format!("{feature} needs an engine with the containerd image store"));
            assert!(!is_there(&scenario, service), "{service}");
        }
        build("layout").fails(if scenario.docker(&["version", "-f", "{{.Server.APIVersion}}"]) == "1.41" {
            "too old for additional_contexts"
        } else {
            "an additional context from an OCI layout needs an engine with the containerd image store"
        });
        return;
    }
    build("writing").succeeds();
    let cache = scenario.work().join("cache");
    let index = fs::read_to_string(cache.join("index.json")).expect("an index");
    assert!(index.contains(r#""org.opencontainers.image.ref.name":"latest""#), "{index}");
    assert_eq!(fs::read_dir(cache.join("ingest")).expect("a folder").count(), 0);
    build("reading").succeeds();
    let folder = scenario.work().join("layout");
    let archive = scenario.outside().join("image.tar").display().to_string();
    scenario.docker(&["save", "--output", &archive, "rcompose-test/service"]);
    run(&folder, "tar", &["xf", &archive]);
    build("layout").succeeds();
    assert_eq!(file_in(&scenario, "layout"), "file");
    build("attested").succeeds();
    build("several").succeeds();
}
