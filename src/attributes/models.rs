//! `models`, at the top level and of a service.

use super::support::*;
use serde_json::{Value, json};

const TOP: &str = "models:\n  my-m: {model: ai/m, context_size: 1024, runtime_flags: [--a]}\n  n: {model: ai/n}\n";

#[test]
fn the_list_says_what_the_map_says() {
    for form in ["models: [my-m]", "models: {my-m: }", "models:\n  my-m: null"] {
        assert_eq!(service(form).with(TOP).attribute("models"), json!({"my-m": null}), "{form}");
    }
    let long = service("models: {my-m: {endpoint_var: E, model_var: M}}").with(TOP);
    assert_eq!(long.attribute("models"), json!({"my-m": {"endpoint_var": "E", "model_var": "M"}}));
    let top = json!({"my-m": {"model": "ai/m", "context_size": 1024, "runtime_flags": ["--a"]}});
    assert_eq!(long.at("/models"), top, "unused ones go");
}

#[test]
fn a_later_file_is_merged_by_name() {
    let over = |first: &str, second: &str| service(first).with(TOP).over(second).attribute("models");
    assert_eq!(over("models: [my-m]", "models: [n]"), json!({"my-m": null, "n": null}));
    let long = json!({"my-m": {"endpoint_var": "E"}});
    assert_eq!(over("models: [my-m]", "models: {my-m: {endpoint_var: E}}"), long);
    assert_eq!(over("models: {my-m: {endpoint_var: E}}", "models: [my-m]"), long);
    assert_eq!(over("models: [my-m, n]", "models: !override [n]"), json!({"n": null}));
    assert_eq!(over("models: [n]", "models: !reset []"), Value::Null);
    let top = service("models: [n]").with(TOP).over_file("over.yaml", "models: {n: {context_size: 5}}");
    assert_eq!(top.at("/models/n"), json!({"model": "ai/n", "context_size": 5}));
}

#[test]
fn config_reads_back() {
    service("models: {my-m: {endpoint_var: E}, n: }").with(TOP).reads_back();
}

#[test]
fn faults() {
    wrong(&[
        ("models: [zz]", "4:14 undefined-model service \"a\" refers to undefined model zz: invalid compose project"),
        ("models: zz", "4:13 wrong-type services.a.models must be a array"),
    ]);
    wrong_files(&[
        ("services: {}\nmodels:\n  m: {name: n}\n", "3:6 missing-key models.m missing property 'model'"),
        (
            "services: {}\nmodels:\n  m: {model: n, size: 1}\n",
            "3:17 unknown-key models.m additional properties 'size' not allowed",
        ),
        ("services: {}\nmodels:\n  m: {model: 5}\n", "3:14 wrong-type models.m.model must be a string"),
    ]);
}
