//! `build` of a service.

use super::support::*;
use serde_json::{Value, json};

fn build(settings: &Value) -> Value {
    let mut all = json!({"context": "/p", "dockerfile": "Dockerfile"});
    let map = all.as_object_mut().unwrap();
    map.extend(settings.as_object().unwrap().clone());
    all
}

#[test]
fn the_short_form_is_the_context() {
    let forms =
        ["build: ctx", "build: ./ctx/", "build: {context: ctx}", "build: {context: ./ctx, dockerfile: Dockerfile}"];
    same("build", &forms, &json!({"context": "/p/ctx", "dockerfile": "Dockerfile"}));
    same("build", &["build: {}", "build: .", "build: {context: .}"], &build(&json!({})));
}

#[test]
fn lists_and_maps() {
    let args = build(&json!({"args": {"A": "1", "SET": "set"}}));
    // An argument without a value that is not set either is left out.
    same("build", &["build: {args: {A: 1, SET: , UNSET: }}", "build: {args: [A=1, SET, UNSET]}"], &args);
    let labels = build(&json!({"labels": {"a": "1", "b": ""}}));
    same("build", &["build: {labels: {a: 1, b: }}", "build: {labels: [a=1, b]}"], &labels);
    let contexts = build(&json!({"additional_contexts": {"a": "/p/b", "i": "docker-image://i"}}));
    let forms = [
        "build: {additional_contexts: {a: b, i: 'docker-image://i'}}",
        "build: {additional_contexts: [a=b, 'i=docker-image://i']}",
    ];
    same("build", &forms, &contexts);
    let ssh = build(&json!({"ssh": ["default", "k: /p/key"]}));
    same("build", &["build: {ssh: [default, k=key]}", "build: {ssh: {default: , k: ./key}}"], &ssh);
    let hosts = build(&json!({"extra_hosts": ["h=1.1.1.1", "h=2.2.2.2"]}));
    let forms = ["build: {extra_hosts: ['h=2.2.2.2', 'h:1.1.1.1']}", "build: {extra_hosts: {h: [1.1.1.1, 2.2.2.2]}}"];
    same("build", &forms, &hosts);
    let filter = build(&json!({"no_cache_filter": ["s"]}));
    same("build", &["build: {no_cache_filter: s}", "build: {no_cache_filter: [s]}"], &filter);
}

#[test]
fn canonical_values() {
    let table = [
        ("context: https://github.com/a/b.git", json!({"context": "https://github.com/a/b.git"})),
        ("context: ~/src", json!({"context": "/home/u/src"})),
        ("dockerfile: ../D", json!({"dockerfile": "../D"})),
        ("provenance: true, sbom: false", json!({"provenance": "true", "sbom": "false"})),
        ("provenance: mode=max", json!({"provenance": "mode=max"})),
        ("shm_size: 1m", json!({"shm_size": "1048576"})),
        ("shm_size: 1024", json!({"shm_size": "1024"})),
        (
            "ulimits: {nofile: {soft: 1, hard: 2}, nproc: 3}",
            json!({"ulimits": {"nofile": {"soft": 1, "hard": 2}, "nproc": 3}}),
        ),
        ("secrets: [s, {source: s, target: t}]", json!({"secrets": [{"source": "s"}, {"source": "s", "target": "t"}]})),
        ("no_cache: 'true', pull: true, privileged: true", json!({"no_cache": true, "pull": true, "privileged": true})),
    ];
    for (settings, expected) in table {
        let texts = service(&format!("build: {{{settings}}}")).with("secrets: {s: {file: f}}\n");
        assert_eq!(texts.attribute("build"), build(&expected), "{settings}");
    }
    let inline = service("build: {dockerfile_inline: FROM x}").attribute("build");
    assert_eq!(inline, json!({"context": "/p", "dockerfile_inline": "FROM x"}));
}

#[test]
fn a_later_file_is_merged_key_by_key() {
    merged([
        (
            "build: ctx",
            "build: {target: t}",
            "build",
            json!({"context": "/p/ctx", "dockerfile": "Dockerfile", "target": "t"}),
        ),
        (
            "build: {context: ctx, target: t}",
            "build: other",
            "build",
            json!({"context": "/p/other", "dockerfile": "Dockerfile", "target": "t"}),
        ),
        // The default of the context comes after the merge.
        ("build: ctx", "build: {}", "build", json!({"context": "/p/ctx", "dockerfile": "Dockerfile"})),
        ("build: {args: [A=1, B=2]}", "build: {args: {B: 3}}", "build", build(&json!({"args": {"A": "1", "B": "3"}}))),
        ("build: {labels: [A=1]}", "build: {labels: {A: 3}}", "build", build(&json!({"labels": {"A": "3"}}))),
        (
            "build: {cache_from: [a]}",
            "build: {cache_from: [b, a]}",
            "build",
            build(&json!({"cache_from": ["a", "b", "a"]})),
        ),
        ("build: {tags: [a, b]}", "build: {tags: [c, a]}", "build", build(&json!({"tags": ["a", "b", "c"]}))),
        (
            "build: {extra_hosts: [h=1]}",
            "build: {extra_hosts: [h=2, h=1]}",
            "build",
            build(&json!({"extra_hosts": ["h=1", "h=2"]})),
        ),
        ("build: {ulimits: {n: 1}}", "build: {ulimits: {m: 2}}", "build", build(&json!({"ulimits": {"m": 2, "n": 1}}))),
        ("build: {target: t, network: n}", "build: {target: !reset x}", "build", build(&json!({"network": "n"}))),
        ("build: {target: t}", "build: !override {network: n}", "build", build(&json!({"network": "n"}))),
        ("build: ctx", "build: !reset x", "build", Value::Null),
    ]);
}

#[test]
fn config_reads_back() {
    read_back(&[
        "build: {context: c, args: [A=$$x, SET], labels: [a], additional_contexts: [a=b], ssh: [default], provenance: true}",
        "build: {dockerfile_inline: \"FROM x\\nRUN y\\n\", cache_from: [a], tags: ['t:1'], platforms: [linux/amd64], x-a: 1}",
        "build: {extra_hosts: ['h:::1'], shm_size: 1g, ulimits: {n: {soft: 0, hard: 1}}, no_cache_filter: s, target: t}",
    ]);
}

#[test]
fn faults() {
    wrong(&[
        ("build:", "4:5 wrong-type services.a.build must be a string"),
        ("build: {contxt: .}", "4:13 unknown-key services.a.build additional properties 'contxt' not allowed"),
        (
            "build: {dockerfile: D, dockerfile_inline: FROM x}",
            "4:47 conflict service \"a\" declares mutualy exclusive dockerfile and dockerfile_inline: invalid compose project",
        ),
        ("build: {ssh: [foo]}", "4:19 invalid-format invalid ssh key \"foo\""),
        ("build: {ssh: foo}", "4:18 wrong-type services.a.build.ssh must be a mapping"),
        (
            "build: {additional_contexts: [a]}",
            "4:35 invalid-format services.a.build.additional_contexts: invalid value a, expected key=value",
        ),
        (
            "build: {additional_contexts: {a: 'service:b'}}",
            "4:38 undefined-service service \"a\" declares unknown service \"b\" as additional contexts a: invalid compose project",
        ),
        (
            "build: {secrets: [s9]}",
            "4:23 undefined-secret service \"a\" refers to undefined build secret s9: invalid compose project",
        ),
        (
            "platform: linux/arm64\nbuild: {platforms: [linux/amd64]}",
            "5:13 conflict service.build.platforms MUST include service.platform \"linux/arm64\": invalid compose project",
        ),
        (
            "build: {args: ['D =1']}",
            "4:19 invalid-format 'services[a].build.args' environment variable D  is declared with a trailing space",
        ),
        ("build: {shm_size: 1xb}", "4:23 invalid-format 'services[a].build.shm_size' invalid suffix: 'xb'"),
    ]);
    let text = "services: {a: {build: {additional_contexts: [x=service:b]}}, b: {image: x}}";
    assert_eq!(
        file(text).faults(),
        [
            "compose.yaml:1:46 undefined-service service \"a\" declares non-buildable service \"b\" as additional contexts x: invalid compose project"
        ]
    );
}

#[test]
fn the_request_names_the_image_and_how_it_was_built_is_not_in_the_hash() {
    let built = file("services: {a: {build: .}}");
    assert_eq!(built.sent("/Image"), json!("p-a"));
    assert_eq!(built.at("/services/a/image"), Value::Null, "it is not in `config`");
    let hash = |texts: Texts| crate::plan::hash::service(&texts.project().services["a"]);
    assert_eq!(hash(service("build: .")), hash(service("build: {target: t, args: [A=1]}")));
    assert_eq!(hash(service("build: .")), hash(service("pull_policy: build")));
}

#[test]
fn an_empty_context_stays_empty() {
    for form in ["build: ''", "build: {context: ''}", "build: $UNSET"] {
        assert_eq!(service(form).attribute("build"), json!({"dockerfile": "Dockerfile"}), "{form}");
    }
}

#[test]
fn limits_of_a_build_are_merged_and_are_no_texts() {
    let written = service("build: {ulimits: {n: {soft: 1, hard: 2}}}");
    let merged = written.clone().over("build: {ulimits: {n: {soft: 3}}}").at("/services/a/build/ulimits");
    assert_eq!(merged, json!({"n": {"soft": 3, "hard": 2}}));
    let unlike = written.over("build: {ulimits: {n: 3}}").faults();
    assert_eq!(unlike, ["over.yaml:3:26 cannot-override cannot override services.a.build.ulimits.n"]);
    wrong(&[(
        "build: {ulimits: {n: '3'}}",
        "4:26 wrong-type services.a.build.ulimits.n: invalid type string for external",
    )]);
}

#[test]
fn hosts_of_a_later_file_are_told_apart_from_those_of_the_earlier_one_only() {
    let known = service("build: {extra_hosts: ['h:1']}").over("build: {extra_hosts: ['h:1', 'h:2']}");
    assert_eq!(known.at("/services/a/build/extra_hosts"), json!(["h=1", "h=2"]));
    let twice = service("build: {extra_hosts: ['h:1']}").over("build: {extra_hosts: ['h:2', 'h:2']}").faults();
    assert_eq!(twice.len(), 1);
    assert!(twice[0].contains(" services.a.build.extra_hosts "), "{twice:?}");
}
