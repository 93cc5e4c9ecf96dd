//! Diagnostics as JSON, for editors and scripts: an array with an object for each finding.

use serde_json::{Map, Value, json};

use super::Region;
use crate::loader::diagnostic::Diagnostic;
use crate::model::json::pretty;
use crate::model::span::Span;

/// All of them; the keys are always the same, and `null` where there is nothing to say. Ends with a newline.
pub(crate) fn render(diagnostics: &[Diagnostic]) -> String {
    pretty(&diagnostics.iter().map(one).collect()) + "\n"
}

fn one(diagnostic: &Diagnostic) -> Value {
    let mut object = Map::new();
    object.insert("code".to_owned(), diagnostic.code.name().into());
    object.insert("severity".to_owned(), diagnostic.severity.word().into());
    object.insert("message".to_owned(), diagnostic.message.as_str().into());
    object.extend(place(diagnostic.span.as_ref()));
    let related = diagnostic.related.iter().map(|(span, role)| {
        let mut object = place(Some(span));
        object.insert("message".to_owned(), role.as_str().into());
        Value::Object(object)
    });
    object.insert("related".to_owned(), related.collect());
    object.insert("help".to_owned(), json!(diagnostic.help));
    Value::Object(object)
}

/// Paths are whole, so that it does not matter where the reader stands.
fn place(span: Option<&Span>) -> Map<String, Value> {
    let region = span.map(Region::of);
    let values = [
        ("file", json!(span.map(|span| span.file.path.to_string_lossy()))),
        ("line", json!(region.map(|region| region.start.0))),
        ("column", json!(region.map(|region| region.start.1))),
        ("endLine", json!(region.map(|region| region.end.0))),
        ("endColumn", json!(region.map(|region| region.end.1))),
    ];
    values.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loader::code::Code;
    use crate::model::span::SourceFile;

    #[test]
    fn every_key_is_there() {
        let file = SourceFile::new("/p/a.yaml", "é: [1,\n  2]  \n".to_owned());
        let span = |start, end| Some(Span { file: file.clone(), start, end });
        let found = [
            Diagnostic::error(Code::WrongType, "one \"thing\"", span(4, 15))
                .with_related(span(0, 2), "its key")
                .with_help("do"),
            Diagnostic::warning(Code::SeveralFiles, "other", None),
        ];
        let value: Value = serde_json::from_str(&render(&found)).unwrap();
        let expected = json!([
            {
                "code": "wrong-type", "severity": "error", "message": "one \"thing\"", "file": "/p/a.yaml",
                "line": 1, "column": 4, "endLine": 2, "endColumn": 5,
                "related": [{
                    "file": "/p/a.yaml", "line": 1, "column": 1, "endLine": 1, "endColumn": 2, "message": "its key",
                }],
                "help": "do",
            },
            {
                "code": "several-files", "severity": "warning", "message": "other", "file": null,
                "line": null, "column": null, "endLine": null, "endColumn": null, "related": [], "help": null,
            },
        ]);
        assert_eq!(value, expected);
        assert_eq!(render(&[]).trim_end(), "[]");
    }
}
