//! `command` and `entrypoint` of a service, and how a line becomes words.

use super::support::*;
use serde_json::{Value, json};

#[test]
fn the_line_says_what_the_list_says() {
    for name in ["command", "entrypoint"] {
        let forms = [" a 'b c' \"d e\" f\\ g", " [a, b c, d e, f g]", "\n- a\n- b c\n- d e\n- f g"]
            .map(|form| format!("{name}:{form}"));
        same(name, &forms.each_ref().map(String::as_str), &json!(["a", "b c", "d e", "f g"]));
        let cleared = [format!("{name}: []"), format!("{name}: ''")];
        same(name, &cleared.each_ref().map(String::as_str), &json!([]));
        same(name, &[&format!("{name}:"), &format!("{name}: null"), "tty: false"], &Value::Null);
    }
}

#[test]
fn lines_are_split_as_a_shell_does_it_but_nothing_is_run() {
    let table = [
        (r#"a "b \" c" 'd \ e'"#, json!(["a", "b \" c", "d \\ e"])),
        (r#"a \n "\t""#, json!(["a", "\n", "\t"])),
        ("a ''  b", json!(["a", "", "b"])),
        ("echo $$(date) `date +%s`", json!(["echo", "$$(date)", "`date +%s`"])),
        // What follows an operator is thrown away, with the number before `>`.
        ("a | b", json!(["a"])),
        ("a && b", json!(["a"])),
        ("x 2>&1", json!(["x"])),
        ("a 'b;c' d\\;e", json!(["a", "b;c", "d;e"])),
        ("a\nb\tc", json!(["a", "b", "c"])),
    ];
    for (line, expected) in table {
        let texts = service(&format!("command: {}", json!(line)));
        assert_eq!(texts.attribute("command"), expected, "{line}");
    }
}

#[test]
fn words_behind_an_operator_are_warned_about() {
    let lost = service("entrypoint: a | b").warnings();
    assert_eq!(lost.len(), 1);
    assert!(lost[0].starts_with("compose.yaml:4:17 dropped-words "), "{}", lost[0]);
    assert_eq!(service("command: 'sh -c \"a | b\"'").warnings(), Vec::<String>::new());
}

#[test]
fn a_later_file_replaces_and_null_goes_back_to_the_image() {
    merged([
        ("command: [a, b]", "command: c", "command", json!(["c"])),
        ("command: [a, b]", "command: null", "command", Value::Null),
        ("command: [a, b]", "command: []", "command", json!([])),
        ("command: [a, b]", "tty: true", "command", json!(["a", "b"])),
        ("entrypoint: [a, b]", "entrypoint:", "entrypoint", Value::Null),
        ("entrypoint: a", "entrypoint: [b]", "entrypoint", json!(["b"])),
        ("entrypoint: a", "entrypoint: !reset b", "entrypoint", Value::Null),
        ("command: a", "command: !override [b]", "command", json!(["b"])),
    ]);
}

#[test]
fn config_reads_back() {
    read_back(&["command: ['$$a', ' b', 'yes', '1', '']\nentrypoint: []", "entrypoint: sh -c 'a; $$B'\ncommand: ''"]);
}

#[test]
fn faults() {
    let line = "4:14 invalid-format 'services[a].command' invalid command line string";
    wrong(&[
        ("command: [a, 1]", "4:18 wrong-type services.a.command.1 must be a string"),
        ("command: {a: b}", "4:14 wrong-type services.a.command must be a null"),
        ("entrypoint: 5", "4:17 wrong-type services.a.entrypoint must be a null"),
        ("command: 'a \"b'", line),
        ("command: \"a 'b\"", line),
        ("command: 'a \\'", line),
        ("command: a (b)", line),
    ]);
}

#[test]
fn the_request() {
    sent([
        ("command: a b", "/Cmd", json!(["a", "b"])),
        ("command: ''", "/Cmd", json!([])),
        ("command:", "/Cmd", Value::Null),
        ("entrypoint: [a, b c]", "/Entrypoint", json!(["a", "b c"])),
        ("entrypoint: []", "/Entrypoint", json!([])),
        ("tty: true", "/Entrypoint", Value::Null),
        // The escape is for the file only.
        ("command: [\"$$HOME\"]", "/Cmd", json!(["$HOME"])),
    ]);
}
