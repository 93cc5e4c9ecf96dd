//! JSON as Go writes it: the config hash is taken of these very bytes, and `config --format json` prints them.

use std::fmt::Write;

use serde::Serialize;
use serde_json::Value;

use super::float;

/// The key under which the model's structs serialise their `x-*` keys.
pub(crate) const EXTENSIONS: &str = "#extensions";

/// A model value as JSON, keys in the order of the structs.
pub(crate) fn to_value<T: Serialize>(value: &T) -> Value {
    serde_json::to_value(value).expect("the model has string keys only, so it always has a JSON form")
}

/// Removes the `x-*` keys at every level.
pub(crate) fn without_extensions(mut value: Value) -> Value {
    remove_extensions(&mut value);
    value
}

fn remove_extensions(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.shift_remove(EXTENSIONS);
            map.values_mut().for_each(remove_extensions);
        }
        Value::Array(list) => list.iter_mut().for_each(remove_extensions),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Without any blanks.
pub(crate) fn compact(value: &Value) -> String {
    let mut out = String::new();
    write_value(&mut out, value, None);
    out
}

/// Indented by two blanks a level, without a final newline.
pub(crate) fn pretty(value: &Value) -> String {
    let mut out = String::new();
    write_value(&mut out, value, Some(0));
    out
}

fn write_value(out: &mut String, value: &Value, indent: Option<usize>) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(flag) => out.push_str(if *flag { "true" } else { "false" }),
        Value::Number(number) => match number.as_f64() {
            Some(float) if number.is_f64() => out.push_str(&float::to_json(float)),
            _ => out.push_str(&number.to_string()),
        },
        Value::String(text) => write_string(out, text),
        Value::Array(list) => write_items(out, ('[', ']'), list, indent, write_value),
        Value::Object(map) => write_items(out, ('{', '}'), map, indent, |out, (key, value), indent| {
            write_string(out, key);
            out.push_str(if indent.is_some() { ": " } else { ":" });
            write_value(out, value, indent);
        }),
    }
}

fn write_items<T>(
    out: &mut String,
    (open, close): (char, char),
    items: impl IntoIterator<Item = T>,
    indent: Option<usize>,
    write_item: impl Fn(&mut String, T, Option<usize>),
) {
    let inner = indent.map(|level| level + 1);
    let mut empty = true;
    out.push(open);
    for item in items {
        if !empty {
            out.push(',');
        }
        empty = false;
        line_break(out, inner);
        write_item(out, item, inner);
    }
    if !empty {
        line_break(out, indent);
    }
    out.push(close);
}

fn line_break(out: &mut String, indent: Option<usize>) {
    if let Some(level) = indent {
        out.push('\n');
        out.extend(std::iter::repeat_n("  ", level));
    }
}

/// Go escapes what could end a script element, and the two line separators that JavaScript does not allow.
fn write_string(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' | '\0'..='\u{1f}' => {
                write!(out, "\\u{:04x}", u32::from(character)).expect("writing to a String cannot fail");
            }
            _ => out.push(character),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn escapes_as_go_does() {
        assert_eq!(
            compact(&json!({"a<b": "x & \"y\"\n\u{1}é\u{2028}"})),
            r#"{"a\u003cb":"x \u0026 \"y\"\n\u0001é\u2028"}"#
        );
        assert_eq!(compact(&json!([1, 0.5, 1.0, 1e21, null, true, {}, []])), "[1,0.5,1,1e+21,null,true,{},[]]");
    }

    #[test]
    fn pretty_keeps_empty_containers_on_one_line() {
        assert_eq!(
            pretty(&json!({"a": {}, "b": [1, {"c": []}]})),
            "{\n  \"a\": {},\n  \"b\": [\n    1,\n    {\n      \"c\": []\n    }\n  ]\n}"
        );
    }

    #[test]
    fn extensions_go_at_every_level() {
        let value = json!({"a": {EXTENSIONS: {"x-b": 1}, "c": [{EXTENSIONS: 2}]}, EXTENSIONS: {}});
        assert_eq!(without_extensions(value), json!({"a": {"c": [{}]}}));
    }
}
