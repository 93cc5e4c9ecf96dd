//! Images from build sections: what the file asks for, what fails, and what must not leave the user's machine.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::time::Duration;

use crate::engine;
use crate::registry::{PASSWORD, Registry, USER};
use crate::scenario::Scenario;

const SOON: Duration = Duration::from_secs(30);

fn id(scenario: &Scenario, image: &str) -> Option<String> {
    let found = engine::docker(&["image", "inspect", "-f", "{{.Id}}", &format!("{}-{image}", scenario.project())]);
    found.succeeded().then(|| found.stdout.trim().to_owned())
}

/// What a program in the image prints; `None` if it fails.
fn runs(scenario: &Scenario, image: &str, command: &[&str]) -> Option<String> {
    let image = format!("{}-{image}", scenario.project());
    let found = engine::docker(&[&["run", "--rm", "--network", "none", &image, "test-service"], command].concat());
    found.succeeded().then(|| found.stdout.trim().to_owned())
}

/// The engine's, behind `1.`.
fn api_version(scenario: &Scenario) -> u32 {
    let version = scenario.docker(&["version", "-f", "{{.Server.APIVersion}}"]);
    version.split_once('.').and_then(|(_, minor)| minor.parse().ok()).expect("a version")
}

/// Docker 23.0 and newer.
fn knows_named_contexts(scenario: &Scenario) -> bool {
    api_version(scenario) >= 42
}

#[test]
fn builds_by_the_file() {
    let scenario = Scenario::start(
        "builds_by_the_file",
        "A build gets its Dockerfile, target, arguments, labels, tags and secrets, and nothing that is ignored.",
    );
    let build = |arguments: &[&str]| {
        let words = [&["--progress", "plain", "build"], arguments].concat();
        scenario.step(&words).variable("SECRET_WORD", "the-other-secret").variable("WORD", "from outside").may_warn("")
    };
    let output = build(&[]).succeeds();
    assert!(output.stdout.contains("COPY . /data/all/"), "{output}");
    let image = format!("{}-named", scenario.project());
    let config = scenario.docker(&["image", "inspect", "-f", "{{json .Config}}", &image]);
    for text in ["GREETING=from the file", "WORD=from outside", r#""team":"blue""#, r#"compose.service":"web""#] {
        assert!(config.contains(text), "{text} is missing in {config}");
    }
    assert_eq!(id(&scenario, "named"), id(&scenario, "also"));
    assert_eq!(runs(&scenario, "named", &["cat", "/data/all/kept"]).as_deref(), Some("kept"));
    assert_eq!(runs(&scenario, "named", &["cat", "/data/all/ignored"]), None);
    assert_eq!(runs(&scenario, "inline", &["cat", "/data/inline"]).as_deref(), Some("kept"));
    let history = scenario.docker(&["history", "--no-trunc", &image]);
    assert!(!history.contains("-secret"), "{history}");
    let first = (id(&scenario, "named"), id(&scenario, "inline"));
    let again = build(&[]).succeeds();
    assert_eq!(first, (id(&scenario, "named"), id(&scenario, "inline")), "{again}");
    assert!(again.stdout.contains("CACHED"), "{again}");

    let quiet = build(&["-q", "--no-cache", "--build-arg", "GREETING=from the flag", "web"]).succeeds();
    assert!(quiet.stdout.is_empty(), "{quiet}");
    assert_eq!(runs(&scenario, "named", &["env", "GREETING"]).as_deref(), Some("from the flag"));
    let raw = scenario.step(&["--progress", "json", "build", "--no-cache", "inline"]).may_warn("").succeeds();
    let line = raw.stdout.lines().next().expect("a line");
    let object: serde_json::Value = serde_json::from_str(line).expect("an object");
    assert!(object["vertexes"][0]["digest"].as_str().is_some_and(|digest| digest.starts_with("sha256:")), "{raw}");
    assert!(!raw.stdout.contains(r#""cached":true,"name":"[2/2]"#), "{raw}");
    scenario.step(&["up", "-d", "inline"]).succeeds();
    let used = scenario.container("inline", 1);
    assert_eq!(used.json["Image"].as_str().map(str::to_owned), id(&scenario, "inline"));
    scenario.step(&["down", "-t", "0"]).succeeds();
}

#[test]
fn named_contexts() {
    let scenario = Scenario::start(
        "named_contexts",
        "Images are built from folders, images and other services' images, which are built before; circles are told.",
    );
    if knows_named_contexts(&scenario) {
        scenario.step(&["build", "web"]).succeeds();
        for (path, text) in [("/data/base", "base"), ("/data/more", "more")] {
            assert_eq!(runs(&scenario, "web", &["cat", path]).as_deref(), Some(text));
        }
        assert!(runs(&scenario, "web", &["cat", "/data/passwd"]).is_some_and(|text| text.contains("root")));
        fs::write(scenario.work().join("app/file"), "changed").expect("a file");
        scenario.step(&["build", "web"]).succeeds();
        assert_eq!(runs(&scenario, "web", &["cat", "/data/base"]).as_deref(), Some("changed"));
    } else {
        let said = "too old for additional_contexts: Docker 23.0 or newer has it";
        let passes_on = scenario.peer_differs("it passes on the words of the engine's front end");
        scenario.step(&["build", "web"]).fails(if passes_on { "frontend.contexts" } else { said });
        assert_eq!(id(&scenario, "web"), None);
    }
    if !scenario.peer_differs("it leaves circles to buildx") {
        scenario.step(&["build", "circle"]).fails("builds need each other: circle -> square -> circle");
        scenario.step(&["--profile", "circle", "build"]).fails("builds need each other");
    }
}

#[test]
fn builds_that_fail() {
    let scenario = Scenario::start(
        "builds_that_fail",
        "A failed build tells its step and its last output, stops what needs it, and lets the rest finish.",
    );
    let at_once = scenario.peer_differs_below(42, "its contexts of services end the build at once");
    let failed = scenario.step(&["build"]).fails(if at_once { "frontend.contexts" } else { "exit code: 7" });
    if !scenario.peer_differs("it gives up everything, and says it otherwise") {
        for text in ["service \"broken\": failed to build at [2/2] RUN", "ending with 7", "service \"user\": "] {
            assert!(failed.stderr.contains(text), "{text}: {failed}");
        }
        assert!(id(&scenario, "fine").is_some());
        scenario.step(&["build", "target"]).fails("service \"target\": failed to build: ");
        scenario.step(&["build", "syntax"]).fails("unknown instruction: NOSUCH");
        scenario.step(&["build", "nowhere"]).fails("nowhere");
        scenario.step(&["build", "nofile"]).fails("failed to read dockerfile: open ");
        scenario.step(&["build", "secret"]).fails("build secret \"unset\": the variable NOT_SET_ANYWHERE is not set");
    }
    for image in ["broken", "user", "target", "syntax", "secret"] {
        assert_eq!(id(&scenario, image), None, "{image}");
    }
    scenario.step(&["up", "-d", "broken"]).fails("exit code: 7");
    assert!(scenario.containers().is_empty());
}

#[test]
fn the_classic_builder() {
    let scenario = Scenario::start(
        "the_classic_builder",
        "DOCKER_BUILDKIT=0 builds by the classic builder, which refuses what it cannot do.",
    );
    if scenario.peer_differs("its classic builder looks for a file in place of dockerfile_inline") {
        return;
    }
    let classic = |words: &[&str]| scenario.step(words).variable("DOCKER_BUILDKIT", "0").may_warn("");
    let output = classic(&["--progress", "plain", "build"]).succeeds();
    assert!(output.stdout.contains("Step 1/"), "{output}");
    assert_eq!(runs(&scenario, "plain", &["cat", "/data/file"]).as_deref(), Some("file"));
    let refusal = "the classic builder doesn't support secrets, set DOCKER_BUILDKIT=1 to use BuildKit";
    classic(&["build", "secret"]).fails(refusal);
    scenario.step(&["build", "limits"]).variable("DOCKER_BUILDKIT", "maybe").fails("expects boolean value");
    // What an old BuildKit lacks is built by the classic builder, unless BuildKit is asked for.
    scenario.step(&["build", "limits"]).succeeds();
    if !knows_named_contexts(&scenario) {
        let asked = scenario.step(&["build", "limits"]).variable("DOCKER_BUILDKIT", "1");
        asked.fails("too old for shm_size: Docker 23.0 or newer has it");
    }
}

#[test]
fn links_stay_inside() {
    let scenario = Scenario::start("links_stay_inside", "No link in a context leads to a file outside of it.");
    fs::write(scenario.work().join("outside"), "a file outside").expect("a file");
    symlink("../outside", scenario.work().join("app/out")).expect("a link");
    symlink("..", scenario.work().join("app/up")).expect("a link");
    scenario.step(&["build", "folder"]).succeeds();
    assert_eq!(runs(&scenario, "folder", &["cat", "/data/all/inside"]).as_deref(), Some("inside"));
    assert_eq!(runs(&scenario, "folder", &["cat", "/data/all/out"]), None, "the link came without its target");
    scenario.step(&["build", "file"]).fails("not found");
    scenario.step(&["build", "deep"]).fails("not found");
    assert_eq!((id(&scenario, "file"), id(&scenario, "deep")), (None, None));
}

#[test]
fn ctrl_c_in_a_build() {
    let scenario = Scenario::start("ctrl_c_in_a_build", "Ctrl-C ends a build at once, and no image is left.");
    let build = scenario.step(&["--progress", "plain", "build"]).in_background();
    build.says("it is at work", SOON);
    build.interrupt();
    assert_eq!(build.ends_within(SOON).code(), Some(130));
    assert_eq!(id(&scenario, "web"), None);
}

#[test]
fn agents_for_builds() {
    let scenario = Scenario::start("agents_for_builds", "A build uses the ssh agents that it is given, and no others.");
    let socket = scenario.outside().join("agent");
    let agent = UnixListener::bind(&socket).expect("a socket");
    let path = socket.to_string_lossy().into_owned();
    scenario.step(&["build"]).variable("SSH_AUTH_SOCK", &path).succeeds();
    let text = if scenario.peer_differs("it says it otherwise") { "ssh" } else { "SSH_AUTH_SOCK is not set" };
    scenario.step(&["build", "--no-cache"]).variable("SSH_AUTH_SOCK", "").fails(text);
    scenario.step(&["build", "--no-cache", "without"]).variable("SSH_AUTH_SOCK", &path).fails("ssh");
    scenario.step(&["build", "--ssh", &format!("default={path}"), "without"]).succeeds();
    scenario.step(&["build", "--ssh", "nosuch", "without"]).fails("invalid ssh key \"nosuch\"");
    drop(agent);
}

#[test]
fn flags_of_builds() {
    let scenario = Scenario::start(
        "flags_of_builds",
        "Builds are pushed, printed, checked and handed to other builders as their flags say; secrets stay out of it.",
    );
    let registry = Registry::start();
    let build = |flags: &[&str]| {
        let step = scenario.step(&[&["build"], flags].concat());
        step.variable("REGISTRY", registry.address()).variable("BUILD_TOKEN", "the-token").may_warn("")
    };
    let printed = build(&["--print"]).succeeds();
    let definition: serde_json::Value = serde_json::from_str(&printed.stdout).expect("a definition");
    assert_eq!(definition["target"]["web"]["secret"], serde_json::json!(["id=token,type=env,env=BUILD_TOKEN"]));
    assert!(!printed.stdout.contains("the-token") && id(&scenario, "warned").is_none(), "{printed}");

    build(&["--push", "web"]).succeeds();
    let tags = registry.tags(&format!("{}/web", scenario.project()));
    assert!(tags.contains(r#"["1"]"#), "{tags}");

    if api_version(&scenario) >= 46 {
        assert!(build(&["--check", "web"]).succeeds().stdout.contains("Check complete, no warnings found."));
        let found = build(&["--check", "warned"]).fails("");
        assert!(found.stdout.contains("MaintainerDeprecated"), "{found}");
        if !scenario.peer_differs("it shows it on standard output") {
            build(&["--check", "wrong"]).fails("unknown instruction: NOSUCH");
            build(&["warned"]).warns("MaintainerDeprecated").succeeds();
        }
    } else if !scenario.peer_differs("it says it otherwise") {
        build(&["--check", "warned"]).fails("Docker 27.0 or newer does");
    }

    if scenario.peer_differs("it has its own buildx") {
        return;
    }
    let folder = scenario.outside().join("docker");
    let plugin = folder.join("cli-plugins/docker-buildx");
    fs::create_dir_all(plugin.parent().expect("a folder")).expect("a folder");
    fs::write(&plugin, "#!/bin/sh\nprintf '%s ' \"$@\" >\"$SEEN/arguments\"\ncat >\"$SEEN/definition\"\nexit $CODE\n")
        .expect("a file");
    fs::set_permissions(&plugin, fs::Permissions::from_mode(0o755)).expect("permissions");
    let folder = folder.display().to_string();
    let other = |code: &str| {
        let step = build(&["--builder", "other", "web"]).variable("CODE", code);
        step.variable("DOCKER_CONFIG", &folder).variable("SEEN", &folder)
    };
    other("0").succeeds();
    let seen = |name: &str| fs::read_to_string(format!("{folder}/{name}")).expect("a file");
    let arguments = seen("arguments");
    assert!(arguments.starts_with("bake --file - --progress quiet --builder other --allow fs.read="), "{arguments}");
    assert!(seen("definition").contains(r#""labels""#) && !seen("definition").contains("the-token"));
    other("3").fails("builder \"other\": buildx failed");
}

#[test]
fn builds_on_demand() {
    let scenario = Scenario::start(
        "builds_on_demand",
        "up and create build what is missing, with --build also what is there, and with --no-build nothing.",
    );
    let holds = |text: &str| {
        let output = scenario.step(&["exec", "-T", "web", "test-service", "cat", "/data/file"]).succeeds();
        assert_eq!(output.stdout.trim(), text);
    };
    let change = |text: &str| fs::write(scenario.work().join("app/file"), text).expect("a file");
    scenario.step(&["up", "-d", "--no-build"]).fails("");
    assert_eq!((id(&scenario, "web"), scenario.containers().len()), (None, 0));
    scenario.step(&["up", "-d"]).may_warn("").succeeds();
    holds("first");
    let first = scenario.container("web", 1).id;
    change("second");
    for flags in [&["up", "-d"][..], &["up", "-d", "--no-build"]] {
        scenario.step(flags).succeeds();
        assert_eq!(scenario.container("web", 1).id, first, "{flags:?} has nothing to do");
    }
    let quiet = scenario.step(&["--progress", "plain", "up", "-d", "--build", "--quiet-build"]).may_warn("").succeeds();
    holds("second");
    assert!(!format!("{quiet}").contains("COPY"), "{quiet}");
    change("third");
    scenario.step(&["create", "--build"]).may_warn("").succeeds();
    scenario.step(&["start"]).succeeds();
    holds("third");
    scenario.step(&["down", "--rmi", "local"]).succeeds();
    assert_eq!(id(&scenario, "web"), None);
}

#[test]
fn private_base_images() {
    let scenario = Scenario::start(
        "private_base_images",
        "A base image comes from a registry that asks who one is, with the user's credentials, which nobody sees.",
    );
    let registry = Registry::start_with_password();
    let folder = scenario.outside().join("docker");
    fs::create_dir_all(&folder).expect("a folder");
    let entry = format!(r#""username": "{USER}", "password": "{PASSWORD}""#);
    let known = format!(r#"{{"auths": {{"{}": {{{entry}}}}}}}"#, registry.address());
    let configure = |text: &str| fs::write(folder.join("config.json"), text).expect("a configuration");
    if let Some(plugins) = scenario.plugins() {
        symlink(plugins, folder.join("cli-plugins")).expect("a link");
    }
    let name = folder.to_string_lossy().into_owned();
    let build = |flags: &[&str]| {
        let step = scenario.step(&[&["--progress", "plain", "build"], flags].concat());
        step.variable("REGISTRY", registry.address()).variable("DOCKER_CONFIG", &name).may_warn("")
    };
    configure(&known);
    build(&["--push", "base"]).succeeds();
    scenario.docker(&["image", "rm", &format!("{}/{}/base:1", registry.address(), scenario.project())]);
    configure("{}");
    let unnamed = scenario.peer_differs_below(42, "it names the image among the steps only");
    build(&["web"]).fails(if unnamed { "401 Unauthorized" } else { "base:1" });
    assert_eq!(id(&scenario, "web"), None);
    configure(&known);
    let output = build(&["web"]).succeeds();
    assert!(id(&scenario, "web").is_some() && !format!("{output}").contains(PASSWORD), "{output}");
}
