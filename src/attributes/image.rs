//! `image`, `platform`, `pull_policy` of a service.

use super::support::*;
use serde_json::{Value, json};

fn image(text: &str) -> Texts {
    file(&format!("services:\n  a:\n    image: {text}\n"))
}

#[test]
fn canonical_values() {
    for (written, expected) in [
        ("x:1.0", "x:1.0"),
        ("'1'", "1"),
        ("r.org:5000/a/b@sha256:ab", "r.org:5000/a/b@sha256:ab"),
        ("x:${SET}", "x:set"),
    ] {
        assert_eq!(image(written).attribute("image"), expected, "{written}");
    }
    canonical([
        ("platform: linux/arm64/v8", "platform", json!("linux/arm64/v8")),
        ("pull_policy: if_not_present", "pull_policy", json!("missing")),
        ("pull_policy: every_1d12h", "pull_policy", json!("every_1d12h")),
        ("pull_policy: daily", "pull_policy", json!("daily")),
        // The pattern is looked for anywhere in the text.
        ("pull_policy: alwaysx", "pull_policy", json!("alwaysx")),
        ("pull_refresh_after: 1h", "pull_refresh_after", Value::Null),
    ]);
}

#[test]
fn a_later_file_replaces() {
    merged([
        ("platform: a/b", "image: y", "image", json!("y")),
        ("platform: a/b", "image: null", "image", json!("x")),
        ("platform: a/b", "platform: c/d", "platform", json!("c/d")),
        ("pull_policy: always", "pull_policy: never", "pull_policy", json!("never")),
        ("pull_policy: always", "pull_policy: !reset x", "pull_policy", Value::Null),
        ("build: .", "image: !reset x", "image", Value::Null),
    ]);
}

#[test]
fn config_reads_back() {
    read_back(&["platform: linux/amd64\npull_policy: weekly", "pull_policy: if_not_present"]);
    image("'x:$$y'").reads_back();
}

#[test]
fn faults() {
    wrong_files(&[
        ("services: {a: {image: }}", "1:16 wrong-type services.a.image must be a string"),
        ("services: {a: {image: 1.0}}", "1:23 wrong-type services.a.image must be a string"),
        (
            "services: {a: {}}",
            "1:12 missing-key service \"a\" has neither an image nor a build context specified: invalid compose project",
        ),
        (
            "services: {a: {image: ''}}",
            "1:12 missing-key service \"a\" has neither an image nor a build context specified: invalid compose project",
        ),
        ("services: {a: {image: x, platform: 5}}", "1:36 wrong-type services.a.platform must be a string"),
    ]);
    wrong(&[(
        "pull_policy: sometimes",
        "4:18 invalid-format services.a.pull_policy 'sometimes' does not match pattern 'always|never|build|if_not_present|missing|refresh|daily|weekly|every_([0-9]+[wdhms])+'",
    )]);
}

#[test]
fn the_request() {
    let body = |attributes: &str| service(attributes).request(NEW).unwrap();
    assert_eq!(body("platform: linux/arm64").platform, "linux/arm64");
    assert_eq!(body("").platform, "");
    sent([("platform: linux/arm64", "/Image", json!("x")), ("build: .", "/Image", json!("x"))]);
}
