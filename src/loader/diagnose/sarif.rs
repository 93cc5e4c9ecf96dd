//! Diagnostics as SARIF 2.1.0, which services that show the findings of CI read.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Component, Path};

use serde_json::{Map, Value, json};

use super::Region;
use crate::loader::code::Code;
use crate::loader::diagnostic::Diagnostic;
use crate::loader::page;
use crate::model::json::pretty;
use crate::model::span::Span;

/// What relative addresses are relative to.
const BASE: &str = "%SRCROOT%";

/// One run with all of them, and a rule for each code among them. Files below the folder, which is where CI stands, have
/// addresses relative to it. Ends with a newline.
pub(crate) fn render(diagnostics: &[Diagnostic], working_dir: &Path) -> String {
    let codes: BTreeSet<Code> = diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    let codes: Vec<Code> = codes.into_iter().collect();
    let results: Vec<Value> = diagnostics.iter().map(|diagnostic| result(diagnostic, &codes, working_dir)).collect();
    let document = json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "docker-rcompose",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": codes.iter().copied().map(rule).collect::<Vec<_>>(),
            }},
            "originalUriBaseIds": {BASE: {"uri": file_uri(working_dir, true)}},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    pretty(&document) + "\n"
}

fn rule(code: Code) -> Value {
    json!({
        "id": code.name(),
        "shortDescription": {"text": code.summary()},
        "help": {"text": page::text(code), "markdown": code.page()},
    })
}

fn result(diagnostic: &Diagnostic, codes: &[Code], working_dir: &Path) -> Value {
    // The readers of the format show nothing but the message; what to do belongs to it.
    let help = diagnostic.help.as_ref().map(|help| format!("\n{help}")).unwrap_or_default();
    let related: Vec<Value> = diagnostic
        .related
        .iter()
        .map(|(span, role)| {
            let mut place = location(span, working_dir);
            place.insert("message".to_owned(), json!({"text": role}));
            Value::Object(place)
        })
        .collect();
    json!({
        "ruleId": diagnostic.code.name(),
        "ruleIndex": codes.binary_search(&diagnostic.code).expect("the codes are those of the findings, sorted"),
        "level": diagnostic.severity.word(),
        "message": {"text": format!("{}{help}", diagnostic.message)},
        "locations": diagnostic.span.iter().map(|span| location(span, working_dir)).collect::<Vec<_>>(),
        "relatedLocations": related,
    })
}

fn location(span: &Span, working_dir: &Path) -> Map<String, Value> {
    let region = Region::of(span);
    let region = json!({
        "startLine": region.start.0,
        "startColumn": region.start.1,
        "endLine": region.end.0,
        "endColumn": region.end.1,
    });
    let path = span.file.path.as_path();
    let artifact = match path.strip_prefix(working_dir) {
        Ok(below) => json!({"uri": encoded(below), "uriBaseId": BASE}),
        Err(_) if path.is_absolute() => json!({"uri": file_uri(path, false)}),
        // Standard input.
        Err(_) => json!({"uri": encoded(path)}),
    };
    let place = json!({"artifactLocation": artifact, "region": region});
    [("physicalLocation".to_owned(), place)].into_iter().collect()
}

fn file_uri(path: &Path, is_folder: bool) -> String {
    let path = encoded(path);
    let slash = if is_folder && !path.is_empty() { "/" } else { "" };
    format!("file:///{path}{slash}")
}

/// The path without its root, with what has a meaning in addresses written as `%XX`.
fn encoded(path: &Path) -> String {
    let parts = path.components().filter(|part| !matches!(part, Component::RootDir | Component::Prefix(_)));
    let parts: Vec<String> = parts.map(|part| encoded_part(&part.as_os_str().to_string_lossy())).collect();
    parts.join("/")
}

fn encoded_part(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~@+,=".contains(&byte) {
            out.push(char::from(byte));
        } else {
            write!(out, "%{byte:02X}").expect("a string grows");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::span::SourceFile;

    fn span(path: &str, start: usize, end: usize) -> Span {
        Span { file: SourceFile::new(path, "é: 1\nb: 2\n".to_owned()), start, end }
    }

    #[test]
    fn results_name_their_rules_and_places() {
        let found = [
            Diagnostic::error(Code::WrongType, "one", Some(span("/p/a b/ü.yaml", 4, 5)))
                .with_related(Some(span("/q/b.yaml", 6, 7)), "first")
                .with_help("quote it"),
            Diagnostic::warning(Code::ObsoleteVersion, "two", Some(span("-", 0, 2))),
            Diagnostic::error(Code::WrongType, "three", None),
        ];
        let value: Value = serde_json::from_str(&render(&found, Path::new("/p"))).unwrap();
        let run = &value["runs"][0];
        let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
        let ids: Vec<&str> = rules.iter().map(|rule| rule["id"].as_str().unwrap()).collect();
        assert_eq!(ids, ["obsolete-version", "wrong-type"]);
        assert_eq!(run["originalUriBaseIds"]["%SRCROOT%"]["uri"], "file:///p/");
        let expected = json!([
            {
                "ruleId": "wrong-type", "ruleIndex": 1, "level": "error", "message": {"text": "one\nquote it"},
                "locations": [{"physicalLocation": {
                    "artifactLocation": {"uri": "a%20b/%C3%BC.yaml", "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": 1, "startColumn": 4, "endLine": 1, "endColumn": 5},
                }}],
                "relatedLocations": [{
                    "physicalLocation": {
                        "artifactLocation": {"uri": "file:///q/b.yaml"},
                        "region": {"startLine": 2, "startColumn": 1, "endLine": 2, "endColumn": 2},
                    },
                    "message": {"text": "first"},
                }],
            },
            {
                "ruleId": "obsolete-version", "ruleIndex": 0, "level": "warning", "message": {"text": "two"},
                "locations": [{"physicalLocation": {
                    "artifactLocation": {"uri": "-"},
                    "region": {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 2},
                }}],
                "relatedLocations": [],
            },
            {
                "ruleId": "wrong-type", "ruleIndex": 1, "level": "error", "message": {"text": "three"},
                "locations": [], "relatedLocations": [],
            },
        ]);
        assert_eq!(run["results"], expected);
    }
}
