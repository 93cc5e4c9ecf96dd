//! Trees to model values.

use super::*;
use crate::model::duration::Duration;
use crate::model::mount::MountKind;
use crate::model::service::{Condition, Service};

fn node(value: serde_json::Value) -> Node {
    use serde_json::Value as Json;
    Node::synthetic(match value {
        Json::Null => Value::Null,
        Json::Bool(flag) => Value::Bool(flag),
        Json::Number(number) => match number.as_i64() {
            Some(integer) => Value::Int(integer),
            None => Value::Float(number.as_f64().expect("a number")),
        },
        Json::String(text) => Value::String(text),
        Json::Array(list) => Value::List(list.into_iter().map(node).collect()),
        Json::Object(map) => Value::Map(
            map.into_iter().map(|(key, value)| (key, Entry { key_span: None, value: node(value) })).collect(),
        ),
    })
}

fn service(value: serde_json::Value) -> Result<Service, String> {
    decode(&node(value), "services[a]").map_err(|diagnostic| diagnostic.message)
}

#[test]
fn a_service_of_every_shape() {
    let service = service(serde_json::json!({
        "image": "i", "command": "a 'b c'", "entrypoint": [], "environment": ["A=1", "B"], "labels": {"n": 1.5, "z": null},
        "scale": "3", "tty": "true", "stop_grace_period": "1m30s", "mem_limit": "1k", "cpus": "0.5", "dns": "1.1.1.1",
        "volumes": [{"type": "bind", "source": "/a", "target": "/b", "bind": {"create_host_path": true}}],
        "depends_on": {"db": {"condition": "service_healthy", "required": true}}, "networks": {"n": null},
        "ulimits": {"nofile": 5, "nproc": {"soft": 1, "hard": 2}}, "ports": [{"target": 80, "published": 8080}],
        "x-mine": {"deep": [1]}, "healthcheck": {"test": "true", "x-h": 1}, "deploy": null,
        "configs": [{"source": "c", "mode": "0440"}],
    }))
    .expect("a valid service");
    assert_eq!(service.command.0, Some(vec!["a".to_owned(), "b c".to_owned()]));
    assert_eq!(service.entrypoint.0, Some(vec![]));
    assert_eq!(service.environment.0.get("B"), Some(&None));
    assert_eq!(service.labels.0["n"], "1.5");
    assert_eq!((service.scale, service.tty, service.mem_limit.0), (Some(3), true, 1024));
    assert_eq!(service.stop_grace_period, Some(Duration(90_000_000_000)));
    assert_eq!(service.volumes[0].kind, MountKind::Bind);
    assert_eq!(service.depends_on["db"].condition, Condition::Healthy);
    assert_eq!(service.networks["n"], None);
    assert_eq!(service.ulimits.0["nproc"].hard, 2);
    assert_eq!(service.ports[0].published.0, "8080");
    assert_eq!(service.extensions["x-mine"], serde_json::json!({"deep": [1]}));
    let healthcheck = service.healthcheck.expect("a health check");
    assert_eq!(healthcheck.test, ["CMD-SHELL", "true"]);
    assert!(healthcheck.extensions.contains_key("x-h"));
    assert_eq!(service.configs[0].mode.expect("a mode").0, 0o440);
}

#[test]
fn errors_name_the_path() {
    let cases = [
        (serde_json::json!({"mem_limit": "5xb"}), "'services[a].mem_limit' invalid suffix: 'xb'"),
        (
            serde_json::json!({"healthcheck": {"interval": "soon"}}),
            "'services[a].healthcheck.interval' time: invalid duration \"soon\"",
        ),
        (
            serde_json::json!({"healthcheck": {"retries": -1}}),
            "'services[a].healthcheck.retries' cannot parse value as 'uint64': -1 overflows uint",
        ),
        (serde_json::json!({"command": "'a"}), "'services[a].command' invalid command line string"),
        (
            serde_json::json!({"ports": [{"target": "x"}]}),
            "'services[a].ports[0].target' expected type 'uint32', got unconvertible type 'string'",
        ),
    ];
    for (value, message) in cases {
        let text = service(value).expect_err(message);
        assert!(text.ends_with(message), "{text}");
    }
}
