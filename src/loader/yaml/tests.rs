//! Texts and the trees or faults that they give.

use std::fmt::Write;
use std::time::{Duration, Instant};

use super::compose::MAX_NODES;
use super::*;
use crate::loader::tree::{Segment, Tag, Value};
use crate::model::span::Span;

fn file(text: &str) -> Rc<SourceFile> {
    SourceFile::new("/c.yaml", text.to_owned())
}

/// A compact form of a value; tags in front.
fn show(node: &Node) -> String {
    let tag = match node.tag {
        None => "",
        Some(Tag::Reset) => "!reset ",
        Some(Tag::Override) => "!override ",
        Some(Tag::Broken) => "!broken ",
    };
    let value = match &node.value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => value.to_string(),
        Value::Float(value) => format!("{value:?}f"),
        Value::String(text) => format!("{text:?}"),
        Value::List(list) => format!("[{}]", list.iter().map(show).collect::<Vec<_>>().join(", ")),
        Value::Map(map) => {
            let pairs: Vec<_> = map.iter().map(|(key, entry)| format!("{key}: {}", show(&entry.value))).collect();
            format!("{{{}}}", pairs.join(", "))
        }
    };
    format!("{tag}{value}")
}

fn shown(text: &str) -> String {
    match parse(&file(text)) {
        Ok(documents) => documents.iter().map(show).collect::<Vec<_>>().join(" --- "),
        Err(faults) => panic!("{text}: {faults:#?}"),
    }
}

/// `message @ line:column`, one a line.
fn faults(text: &str) -> String {
    let faults = parse(&file(text)).expect_err(text);
    let at = |span: &Span| span.position().trim_start_matches("/c.yaml").to_owned();
    let lines: Vec<_> = faults
        .iter()
        .map(|fault| format!("{} @{}", fault.message, fault.span.as_ref().map_or(String::new(), at)))
        .collect();
    lines.join("\n")
}

#[test]
fn trees() {
    for (text, expected) in [
        ("", ""),
        ("# nothing\n", ""),
        ("a: 1\nb: [x, 'y', \"1\", ~]\n", "{a: 1, b: [\"x\", \"y\", \"1\", null]}"),
        ("%YAML 1.1\n---\na: yes\n...\n", "{a: \"yes\"}"),
        ("a: 1\n---\nb: 2\n", "{a: 1} --- {b: 2}"),
        ("a: |\n  x\n   y\nb: >-\n  z\n  w\n", "{a: \"x\\n y\\n\", b: \"z w\"}"),
        ("a:\n- 1\n- b:\nc: {}\n", "{a: [1, {b: null}], c: {}}"),
        ("? a\n: b\n", "{a: \"b\"}"),
        ("'1': a\n\"true\": b\n!!str 2: c\n", "{1: \"a\", true: \"b\", 2: \"c\"}"),
        (
            "a: !foo 5\nb: ! 5\nc: !!str 5\nd: !!float 5\ne: !!int '5'\nf: !!binary aGk=\n",
            "{a: \"5\", b: 5, c: \"5\", d: 5.0f, e: 5, f: \"hi\"}",
        ),
        (
            "a: !reset\nb: !override {x: 1}\nc: [!reset z]\nd: !override 5\n",
            "{a: !reset \"\", b: !override {x: 1}, c: [!reset \"z\"], d: !override \"5\"}",
        ),
        ("a: &x [1]\nb: *x\nc: {d: *x}\n", "{a: [1], b: [1], c: {d: [1]}}"),
        ("a: &k key\n*k : v\n", "{a: \"key\", key: \"v\"}"),
        ("a: &x 1\nb: &x 2\nc: *x\n", "{a: 1, b: 2, c: 2}"),
        (
            "x-d: 2001-12-14\nl: {x-d: 2001-12-14}\nlabels: {x-d: 2001-12-14}\n",
            "{x-d: \"2001-12-14T00:00:00Z\", l: {x-d: \"2001-12-14T00:00:00Z\"}, labels: {x-d: \"2001-12-14 00:00:00 +0000 UTC\"}}",
        ),
        ("a: '2001-12-14'\n", "{a: \"2001-12-14\"}"),
        ("{\"a\": {\"b\": \"\\u00fc\\n\\\"\"}}", "{a: {b: \"ü\\n\\\"\"}}"),
    ] {
        assert_eq!(shown(text), expected, "{text}");
    }
}

#[test]
fn merge_keys() {
    for (text, expected) in [
        ("x: &x {i: 1, u: 2}\ns:\n  <<: *x\n  u: 3\n", "{x: {i: 1, u: 2}, s: {u: 3, i: 1}}"),
        ("s:\n  <<: {i: 1}\n", "{s: {i: 1}}"),
        ("a: &a {p: 1}\nb: &b {p: 2, q: 3}\ns: {<<: [*a, *b]}\n", "{a: {p: 1}, b: {p: 2, q: 3}, s: {p: 1, q: 3}}"),
        ("a: &a {p: 1}\nb: &b {<<: *a, q: 2}\nc: {<<: *b}\n", "{a: {p: 1}, b: {q: 2, p: 1}, c: {q: 2, p: 1}}"),
        ("l: &l [{p: 1}, {q: 2}]\nc: {<<: *l}\n", "{l: [{p: 1}, {q: 2}], c: {p: 1, q: 2}}"),
        ("c: {\"<<\": {p: 1}}\n", "{c: {<<: {p: 1}}}"),
        ("a: &a !override {p: 1}\nc: {<<: *a, q: 2}\n", "{a: !override {p: 1}, c: !override {q: 2, p: 1}}"),
        ("a: &a {p: !reset 1}\nc: {<<: *a}\n", "{a: {p: !reset \"1\"}, c: {p: !reset \"1\"}}"),
        ("a: &a {p: 1}\nc: {<<: *a, p: !reset 2}\n", "{a: {p: 1}, c: {p: !override 1}}"),
    ] {
        assert_eq!(shown(text), expected, "{text}");
    }
}

#[test]
fn faults_with_their_places() {
    let parse_error = "failed to parse /c.yaml: ";
    for (text, expected) in [
        ("a: @x\n", "yaml: line 1: found character that cannot start any token @:1:4"),
        ("a:\n\tb: 1\n", "yaml: line 2: found character that cannot start any token @:2:1"),
        ("a: {b: [1,\n  2\n", "yaml: line 3: did not find expected ',' or ']' @:1:8"),
        ("é: 1\nü: {a: [1}\n", "yaml: line 2: did not find expected ',' or ']' @:2:10"),
        ("a\nb: 1\n", "yaml: line 2: mapping values are not allowed in this context @:2:2"),
        ("a: \"b\n", "yaml: line 2: found unexpected end of stream @:1:4"),
        ("a: *nope\n", "yaml: line 1: unknown anchor 'nope' referenced @:1:4"),
        ("a: x\u{0}y\n", "yaml: line 1: control characters are not allowed (value: 0) @:1:5"),
        ("a: 1\nb: 2\n\"a\": 3\n", "line 3: mapping key \"a\" already defined at line 1 @:3:1"),
        ("a: {<<: {b: 1}, <<: {c: 1}}\n", "line 1: mapping key \"<<\" already defined at line 1 @:1:17"),
        ("a: {<<: [x, {b: 1}]}\n", "yaml: line 1: map merge requires map or sequence of maps as the value @:1:10"),
        ("a: {<<: 1}\n", "yaml: line 1: map merge requires map or sequence of maps as the value @:1:9"),
        ("a: {[b]: 1}\n", "yaml: line 1: invalid map key: a list or a mapping cannot be a key @:1:5"),
        ("a: !!int x\n", "yaml: line 1: cannot decode !!str `x` as a !!int @:1:4"),
        ("x: &a\n  b: *a\n", "cycle detected: node at path x.b.b references node at path x.b @:2:6"),
    ] {
        assert_eq!(faults(text), format!("{parse_error}{expected}"), "{text}");
    }
    for (text, expected) in [
        ("1: x\n", "non-string key at top level: 1 @:1:1"),
        ("a: {b: [{true: x}]}\n", "non-string key in a.b[0]: true @:1:10"),
        ("a: {~: x, 1.50: y}\n", "non-string key in a: <nil> @:1:5\nnon-string key in a: 1.5 @:1:11"),
        (
            "a: [.inf, -.INF]\n",
            "validating /c.yaml: json: unsupported value: +Inf @:1:5\nvalidating /c.yaml: json: unsupported value: -Inf @:1:11",
        ),
        ("- a\n", "top-level object must be a mapping @:1:1"),
        ("hello\n", "top-level object must be a mapping @:1:1"),
        ("a: 1\n---\n", "top-level object must be a mapping @:3:1"),
    ] {
        assert_eq!(faults(text), expected, "{text}");
    }
}

#[test]
fn a_fault_in_an_anchor_is_said_once() {
    assert_eq!(faults("x: &x {1: a}\nb: *x\nc: *x\n"), "non-string key in x: 1 @:1:8");
}

#[test]
fn spans_are_the_text_of_the_value() {
    let text = "ü: 1\na:\n  b: [x,  {c: 'd e'} ]\n  f: |\n    one\n    two\n\n  # comment\n  g: plain text # c\n  h: \"q\\\"\"\n  i:\n  j:\n  - k\n  - l: m\n\nz: end\n";
    let document = parse(&file(text)).unwrap().remove(0);
    let slice = |path: &str| {
        let segments: Vec<_> = path
            .split('.')
            .map(|part| part.parse().map_or_else(|_| Segment::Key(part.to_owned()), Segment::Index))
            .collect();
        let span = document.at(&segments).unwrap().span.clone().unwrap();
        text[span.start..span.end].to_owned()
    };
    for (path, expected) in [
        ("ü", "1"),
        ("a.b", "[x,  {c: 'd e'} ]"),
        ("a.b.0", "x"),
        ("a.b.1", "{c: 'd e'}"),
        ("a.b.1.c", "'d e'"),
        ("a.f", "|\n    one\n    two"),
        ("a.g", "plain text"),
        ("a.h", "\"q\\\"\""),
        ("a.i", ""),
        ("a.j", "- k\n  - l: m"),
        ("a.j.1", "l: m"),
        ("z", "end"),
    ] {
        assert_eq!(slice(path), expected, "{path}");
    }
    let a = slice("a");
    assert!(a.starts_with("b: [x") && a.ends_with("l: m"), "{a}");
    let key = &document.as_map().unwrap()["z"].key_span.clone().unwrap();
    assert_eq!(&text[key.start..key.end], "z");
}

#[test]
fn what_an_alias_repeats_keeps_the_place_of_the_anchor() {
    let document = parse(&file("x: &x\n  u: root\ns:\n  <<: *x\n")).unwrap().remove(0);
    let entry = &document.get("s").unwrap().as_map().unwrap()["u"];
    assert_eq!(entry.key_span.as_ref().unwrap().position(), "/c.yaml:2:3");
    assert_eq!(entry.value.span.as_ref().unwrap().position(), "/c.yaml:2:6");
}

/// Generous, for slow machines; what is not linear takes minutes.
const SOON: Duration = Duration::from_secs(20);

#[test]
fn alias_bombs_are_refused_in_time() {
    let mut nested = String::from("x0: &x0 [a, a, a, a, a, a, a, a, a, a]\n");
    for level in 1..10 {
        let aliases = vec![format!("*x{}", level - 1); 10].join(", ");
        writeln!(nested, "x{level}: &x{level} [{aliases}]").unwrap();
    }
    let flat = format!("a: &a [{}]\nb: [{}]\n", "x, ".repeat(3000), "*a, ".repeat(3000));
    let long = format!("a: &a {}\nb: [{}]\n", "x".repeat(100_000), "*a, ".repeat(50_000));
    let start = Instant::now();
    for bomb in [nested, flat, long] {
        assert!(faults(&bomb).starts_with("compose file exceeds maximum node visit limit (100000) @"));
    }
    assert!(start.elapsed() < SOON);
}

#[test]
fn large_files_and_long_lines_take_linear_time() {
    let start = Instant::now();
    let mut text = String::from("services:\n");
    for number in 0..20_000 {
        writeln!(text, "  s{number}:\n    image: ü\n    environment: {{A: 1, B: x}}").unwrap();
    }
    assert_eq!(parse(&file(&text)).unwrap()[0].get("services").unwrap().as_map().unwrap().len(), 20_000);
    let line = format!("a: [{}]\n", "é, ".repeat(100_000));
    assert_eq!(parse(&file(&line)).unwrap()[0].get("a").unwrap().as_list().unwrap().len(), 100_000);
    assert!(start.elapsed() < SOON);
}

#[test]
fn more_values_than_anybody_writes_are_refused() {
    let many = format!("a: [{}]\n", "1,".repeat(MAX_NODES));
    assert_eq!(faults(&many), "failed to parse /c.yaml: yaml: line 1: the file has more than 500000 values @:1:999999");
    let documents = "---\na: 1\n".repeat(10_001);
    assert!(faults(&documents).contains("line 20001: the file has more than 10000 documents"));
    let wrong = (0..20_000).map(|number| format!("{number}: x\n")).collect::<Vec<_>>().concat();
    assert_eq!(faults(&wrong).lines().count(), 10_000);
    let repeated = format!("a: &a [{}]\nb: *a\n", "1,".repeat(MAX_NODES / 2));
    assert!(faults(&repeated).starts_with("compose file exceeds maximum node visit limit (100000) @"));
    let almost = format!("a: [{}]\n", "1,".repeat(MAX_NODES - 3));
    assert_eq!(parse(&file(&almost)).unwrap()[0].get("a").unwrap().as_list().unwrap().len(), MAX_NODES - 3);
}

#[test]
fn deep_nesting_is_refused() {
    for text in [format!("a: {}", "[".repeat(10_000)), format!("a: {}1{}", "{b: ".repeat(300), "}".repeat(300))] {
        assert!(faults(&text).contains("exceeded max depth of 200"), "{text}");
    }
    let mut chained = String::from("x0: &x0 [a]\n");
    for level in 1..400 {
        writeln!(chained, "x{level}: &x{level} [*x{}]", level - 1).unwrap();
    }
    assert!(faults(&chained).contains("exceeded max depth of 200"));
}
