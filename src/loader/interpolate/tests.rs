//! Documents before and after interpolation.

use super::*;
use crate::loader::tree::Segment;
use crate::loader::yaml;
use crate::model::span::SourceFile;

fn lookup(name: &str) -> Option<String> {
    match name {
        "X" => Some("ex".to_owned()),
        "N" => Some("3".to_owned()),
        "YES" => Some("yes".to_owned()),
        _ => None,
    }
}

fn interpolated(text: &str) -> (Node, Vec<String>, Vec<String>) {
    let mut node = yaml::parse(&SourceFile::new("/f", text.to_owned())).expect("valid YAML").remove(0);
    let mut notes = Notes::default();
    let faults = document(&mut node, &lookup, &mut notes);
    let line = |diagnostic: &Diagnostic| {
        let places = diagnostic.span.iter().chain(diagnostic.related.iter().map(|(span, _)| span));
        let places: Vec<_> = places.map(|span| span.position().replace("/f:", "")).collect();
        format!("{} @{}", diagnostic.message.replace('\n', "|"), places.join(" "))
    };
    (node, faults.iter().map(line).collect(), notes.warnings().iter().map(line).collect())
}

fn value(node: &Node, path: &str) -> Value {
    let path: Vec<_> = path
        .split('.')
        .map(|part| part.parse().map_or_else(|_| Segment::Key(part.to_owned()), Segment::Index))
        .collect();
    node.at(&path).expect("the path exists").value.clone()
}

#[test]
fn values_are_replaced_and_cast_and_keys_stay() {
    let text = "services:\n  $X:\n    image: i:$X\n    scale: ${N}\n    tty: $YES\n    cpus: '0.5'\n    \
                ports:\n    - target: $N\n    command: [\"a\\t$X\", $$X]\n    labels: {n: $N}\n";
    let (node, faults, warnings) = interpolated(text);
    assert!(faults.is_empty(), "{faults:?}");
    for (path, expected) in [
        ("image", Value::String("i:ex".to_owned())),
        ("scale", Value::Int(3)),
        ("tty", Value::Bool(true)),
        ("cpus", Value::Float(0.5)),
        ("ports.0.target", Value::Int(3)),
        ("command.0", Value::String("a\tex".to_owned())),
        ("command.1", Value::String("$X".to_owned())),
        ("labels.n", Value::String("3".to_owned())),
    ] {
        assert_eq!(value(&node, &format!("services.$X.{path}")), expected, "{path}");
    }
    assert_eq!(warnings, ["\"yes\" for boolean is not supported by YAML 1.2, please use `true` @5:10"]);
}

#[test]
fn what_is_reset_is_left_alone() {
    let (_, faults, warnings) = interpolated("services:\n  a:\n    scale: !reset null\n    labels: !reset {a: $U}\n");
    assert!(faults.is_empty() && warnings.is_empty(), "{faults:?} {warnings:?}");
}

#[test]
fn an_unset_variable_is_one_warning_with_all_its_places() {
    let text = "x-a: &a $U1 and ${U1}\nx-b: *a\nx-c: \"\\t${U1}\"\nx-d: |\n  one\n  $U2\n";
    let (_, _, warnings) = interpolated(text);
    assert_eq!(
        warnings,
        [
            "The \"U1\" variable is not set. Defaulting to a blank string. @1:9 1:17 3:9",
            "The \"U2\" variable is not set. Defaulting to a blank string. @6:3",
        ]
    );
}

#[test]
fn all_faults_are_found_with_their_places() {
    let text = "services:\n  a:\n    image: x ${} y\n    scale: x\n    command:\n    - b ${U?}\n";
    let (_, faults, _) = interpolated(text);
    assert_eq!(
        faults,
        [
            "invalid interpolation format for services.a.image.|You may need to escape any $ with another $.|x ${} y @3:14",
            "error while interpolating services.a.scale: failed to cast to expected type: strconv.Atoi: parsing \"x\": \
             invalid syntax @4:12",
            "error while interpolating services.a.command.[]: required variable U is missing a value @6:9",
        ]
    );
}
