//! Small things of Go's library whose exact results users see: quoted strings, booleans from text.

/// A string in quotes as Go's `%q` writes it.
pub(crate) fn quote(text: &str) -> String {
    use std::fmt::Write;
    let mut quoted = String::from('"');
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '\u{7}' => quoted.push_str("\\a"),
            '\u{8}' => quoted.push_str("\\b"),
            '\u{b}' => quoted.push_str("\\v"),
            '\u{c}' => quoted.push_str("\\f"),
            control if control.is_ascii_control() => {
                write!(quoted, "\\x{:02x}", u32::from(control)).expect("a string takes all text");
            }
            control if control.is_control() => {
                write!(quoted, "\\u{:04x}", u32::from(control)).expect("a string takes all text");
            }
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

/// The words that Go's `strconv.ParseBool` takes for a boolean.
pub(crate) fn parse_bool(text: &str) -> Option<bool> {
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_quoted_as_go_quotes_them() {
        assert_eq!(quote("a\"b\\c\n\t\u{1}ü"), "\"a\\\"b\\\\c\\n\\t\\x01ü\"");
    }

    #[test]
    fn booleans() {
        assert_eq!(["1", "True", "f", "yes", ""].map(parse_bool), [Some(true), Some(true), Some(false), None, None]);
    }
}
