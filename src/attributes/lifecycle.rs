//! How containers live: `restart`, `stop_signal`, `stop_grace_period`, `init`, `attach`, `scale`, `profiles` of a service.

use super::support::*;
use serde_json::{Value, json};

#[test]
fn canonical_values() {
    canonical([
        // The word `no` is text in YAML 1.2.
        ("restart: no", "restart", json!("no")),
        ("restart: on-failure:3", "restart", json!("on-failure:3")),
        ("stop_grace_period: 90s", "stop_grace_period", json!("1m30s")),
        ("stop_grace_period: 0s", "stop_grace_period", json!("0s")),
        ("stop_grace_period: 1500ms", "stop_grace_period", json!("1.5s")),
        // Unset is not false.
        ("init: false", "init", json!(false)),
        ("init: 'true'", "init", json!(true)),
        ("attach: false", "attach", json!(false)),
        ("tty: true", "attach", Value::Null),
        ("scale: '3'", "scale", json!(3)),
        ("scale: 0", "scale", json!(0)),
    ]);
}

#[test]
fn words_of_yaml_1_1_are_booleans_where_a_boolean_is_wanted() {
    let texts = service("init: yes");
    assert_eq!(texts.attribute("init"), json!(true));
    let said = "compose.yaml:4:11 old-boolean \"yes\" for boolean is not supported by YAML 1.2, please use `true`";
    assert_eq!(texts.warnings(), [said]);
    assert_eq!(service("init: OFF").attribute("init"), json!(false));
}

#[test]
fn services_with_profiles_wait_to_be_asked_for() {
    let texts = service("").with("  b: {image: x, profiles: [p, q]}\n  c: {image: x, profiles: [r]}\n");
    let active = |texts: Texts| texts.project().services.keys().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(active(texts.clone()), ["a"]);
    assert_eq!(active(texts.clone().asked(|request| request.profiles = vec!["q".to_owned()])), ["a", "b"]);
    assert_eq!(active(texts.clone().asked(|request| request.profiles = vec!["*".to_owned()])), ["a", "b", "c"]);
    assert_eq!(active(texts.clone().variable("COMPOSE_PROFILES", "p, r")), ["a", "b", "c"]);
    // A flag switches the variable off.
    let flag = texts.variable("COMPOSE_PROFILES", "p").asked(|request| request.profiles = vec!["r".to_owned()]);
    assert_eq!(active(flag), ["a", "c"]);
    let needed = service("depends_on: [b]").with("  b: {image: x, profiles: [p]}\n").faults();
    assert_eq!(
        needed,
        [
            "compose.yaml:4:18 undefined-service service \"a\" depends on undefined service \"b\": invalid compose project"
        ]
    );
}

#[test]
fn a_later_file_replaces() {
    merged([
        ("restart: always", "restart: no", "restart", json!("no")),
        ("restart: always", "restart: null", "restart", json!("always")),
        ("restart: always", "restart: !reset x", "restart", Value::Null),
        ("stop_grace_period: 5s", "stop_grace_period: 0s", "stop_grace_period", json!("0s")),
        ("scale: 2", "scale: 0", "scale", json!(0)),
        ("init: true", "init: false", "init", json!(false)),
        ("stop_signal: INT", "stop_signal: HUP", "stop_signal", json!("HUP")),
    ]);
    let profiles =
        service("profiles: [p, q]").over("profiles: [r, p]").asked(|request| request.profiles = vec!["p".to_owned()]);
    assert_eq!(profiles.attribute("profiles"), json!(["p", "q", "r"]));
}

#[test]
fn config_reads_back() {
    read_back(&[
        "restart: on-failure:3\nstop_signal: SIGINT\nstop_grace_period: 1m30.5s\ninit: false\nattach: false\nscale: 0",
    ]);
}

#[test]
fn faults() {
    wrong(&[
        ("restart: false", "4:14 wrong-type services.a.restart must be a string"),
        ("stop_grace_period: 10", "4:24 wrong-type services.a.stop_grace_period must be a string"),
        (
            "stop_grace_period: 10 s",
            "4:24 invalid-format 'services[a].stop_grace_period' time: unknown unit \" s\" in duration \"10 s\"",
        ),
        ("scale: -1", "4:12 wrong-value services.a.scale: must be greater than or equal to 0"),
        (
            "scale: ''",
            "4:12 wrong-type error while interpolating services.a.scale: failed to cast to expected type: strconv.Atoi: parsing \"\": invalid syntax",
        ),
        ("init: 5", "4:11 wrong-type services.a.init must be a boolean or string"),
        ("attach: x", "4:13 invalid-format 'services[a].attach' invalid boolean: x"),
    ]);
    refused(
        NEW,
        &[(
            "restart: foo",
            "service \"a\": unknown restart policy \"foo\"; use one of \"no\", \"always\", \"on-failure\" or \"unless-stopped\"",
        )],
    );
}

#[test]
fn the_request() {
    let policy = |name: &str, attempts: u32| json!({"Name": name, "MaximumRetryCount": attempts});
    sent([
        ("restart: no", "/HostConfig/RestartPolicy", policy("no", 0)),
        ("restart: on-failure:3", "/HostConfig/RestartPolicy", policy("on-failure", 3)),
        ("restart: on-failure:many", "/HostConfig/RestartPolicy", policy("on-failure", 0)),
        ("tty: true", "/HostConfig/RestartPolicy", Value::Null),
        ("stop_signal: SIGINT", "/StopSignal", json!("SIGINT")),
        ("stop_grace_period: 1500ms", "/StopTimeout", json!(1)),
        ("stop_grace_period: 0s", "/StopTimeout", json!(0)),
        ("init: false", "/HostConfig/Init", json!(false)),
        ("tty: true", "/HostConfig/Init", Value::Null),
    ]);
    let hash = |attributes: &str| crate::plan::hash::service(&service(attributes).project().services["a"]);
    assert_eq!(hash("scale: 3"), hash(""));
    assert_ne!(hash("attach: false"), hash(""));
}
