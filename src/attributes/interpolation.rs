//! Variables in values.

use super::support::*;
use serde_json::{Value, json};

fn value(text: &str) -> Texts {
    file(&format!("services: {{a: {{image: x, hostname: {}}}}}", json!(text)))
        .variable("EMPTY", "")
        .variable("NEST", "${SET}")
}

#[test]
fn the_grammar() {
    let table = [
        ("$SET ${SET}", "set set"),
        ("$SETx$SET-", "set-"),
        ("$$SET $$$SET $$$$SET", "$$SET $$set $$$$SET"),
        ("${SET:-d} ${EMPTY:-d} ${UNSET:-d}", "set d d"),
        ("${SET-d} ${EMPTY-d} ${UNSET-d}", "set  d"),
        ("${SET:+r} ${EMPTY:+r} ${UNSET:+r} ${EMPTY+r} ${UNSET+r}", "r   r "),
        ("${SET:?m} ${SET?m} ${EMPTY?m}", "set set "),
        ("${UNSET:-${SET}} ${UNSET:-${NONE:-${SET}}}", "set set"),
        ("${UNSET-a:-b}", "a:-b"),
        ("${UNSET:-{\"k\": {\"x\": 1}}} tail", "{\"k\": {\"x\": 1}} tail"),
        ("${UNSET:-a}}", "a}"),
        // Not special.
        ("a$", "a$$"),
        ("$1 $- $(cmd) `x`", "$$1 $$- $$(cmd) `x`"),
        ("\\$SET", "\\set"),
        // What a variable holds is not read again.
        ("$NEST", "$${SET}"),
    ];
    for (text, expected) in table {
        assert_eq!(value(text).attribute("hostname"), expected, "{text}");
    }
    // The words of what is not used are not read.
    assert_eq!(value("${SET:-${NONE:?must}}").attribute("hostname"), "set");
}

#[test]
fn only_values_have_variables_in_them() {
    let texts = file(
        "x-$SET: $SET\nservices:\n  a: # $SET\n    image: x\n    labels: {$SET: '$SET'}\n    command: [\"$SET\", \"b\"]\n    working_dir: |\n      $SET\n",
    );
    assert_eq!(texts.at("/x-$$SET"), "set");
    assert_eq!(texts.attribute("labels"), json!({"$$SET": "set"}));
    assert_eq!((texts.attribute("command"), texts.attribute("working_dir")), (json!(["set", "b"]), json!("set\n")));
}

#[test]
fn where_a_type_is_wanted_the_text_is_cast() {
    let texts = service("tty: $T\nscale: $N\ncpus: ${F:-0.5}\nports: [{target: $N}]\nenvironment: {A: $N}")
        .variable("T", "true")
        .variable("N", "3");
    let found = ["tty", "scale", "cpus"].map(|name| texts.attribute(name));
    assert_eq!(found, [json!(true), json!(3), json!(0.5)]);
    assert_eq!(texts.at("/services/a/ports/0/target"), 3);
    assert_eq!(texts.attribute("environment"), json!({"A": "3"}));
}

#[test]
fn unset_variables_are_warned_about() {
    let said = "The \"UNSET\" variable is not set. Defaulting to a blank string.";
    let warnings = value("$UNSET ${UNSET:+x} ${UNSET:-y}").warnings();
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert!(warnings[0].contains("unset-variable") && warnings[0].contains(said), "{warnings:?}");
    assert_eq!(value("${UNSET:-} ${UNSET-}").warnings(), Vec::<String>::new());
}

#[test]
fn variables_come_from_the_process_then_from_files() {
    let texts = value("$FROM").beside(".env", "FROM=dot\nCOMPOSE_PROJECT_NAME=named\n");
    assert_eq!((texts.attribute("hostname"), texts.at("/name")), (json!("dot"), json!("named")));
    assert_eq!(texts.clone().variable("FROM", "process").attribute("hostname"), "process");
    let given = texts
        .beside("e1", "FROM=1\n")
        .beside("e2", "FROM=2\n")
        .asked(|request| request.env_files = vec!["e1".to_owned(), "e2".to_owned()]);
    assert_eq!((given.attribute("hostname"), given.at("/name")), (json!("2"), json!("p")), "`.env` is not read then");
}

#[test]
fn config_reads_back() {
    value("$$a $$${SET} $1").reads_back();
}

#[test]
fn faults() {
    let escape = "You may need to escape any $ with another $.";
    for text in ["${}", "${1}", "${SET", "${SET }", "${ SET}", "${SET!}", "${SET:x}", "${SET/a/b}", "${#SET}"] {
        let expected = format!(
            "compose.yaml:1:37 invalid-interpolation invalid interpolation format for services.a.hostname.\n{escape}\n{text}"
        );
        let found = value(text).faults();
        assert_eq!(found.len(), 1, "{text}");
        let text_of = |line: &str| line.split_once(' ').map(|(_, rest)| rest.to_owned());
        assert_eq!(text_of(&found[0]), text_of(&expected), "{text}");
        assert!(found[0].starts_with("compose.yaml:1:"), "{found:?}");
    }
    for (text, missing) in [
        ("${UNSET:?say it}", "UNSET is missing a value: say it"),
        ("${UNSET?}", "UNSET is missing a value"),
        ("${EMPTY:?}", "EMPTY is missing a value"),
    ] {
        let found = value(text).faults();
        assert!(found[0].starts_with("compose.yaml:1:"), "{found:?}");
        assert!(
            found[0].ends_with(&format!(
                " missing-variable error while interpolating services.a.hostname: required variable {missing}"
            )),
            "{found:?}"
        );
    }
    // A fault of a value that a later file replaces stops the load all the same.
    let replaced = service("hostname: '${}'").over("hostname: h").faults();
    assert_eq!(replaced.len(), 1);
    assert_eq!(value("$UNSET").at("/services/a/hostname"), Value::Null);
}
