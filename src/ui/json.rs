//! JSON as Go's encoder writes it: `<`, `>` and `&` as escapes, so that scripts compare equal.

use serde::Serialize;

/// One line of JSON.
pub(crate) fn to_line(value: &impl Serialize) -> String {
    let text = serde_json::to_string(value).expect("plain data with text keys always serialises");
    escape(&text)
}

/// These characters stand only inside strings, so the whole text can be searched.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => escaped.push_str("\\u003c"),
            '>' => escaped.push_str("\\u003e"),
            '&' => escaped.push_str("\\u0026"),
            '\u{2028}' => escaped.push_str("\\u2028"),
            '\u{2029}' => escaped.push_str("\\u2029"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_as_go_does() {
        assert_eq!(to_line(&"0.0.0.0:80->80/tcp & <b>"), r#""0.0.0.0:80-\u003e80/tcp \u0026 \u003cb\u003e""#);
        assert_eq!(to_line(&vec![1, 2]), "[1,2]");
    }
}
