//! YAML in the layout and with the quoting of Docker Compose's output.
//!
//! No emitter at hand does: ours quotes what any YAML reader might take for another type (`yes`, `22:22`, `1_000`).

use std::fmt::Write;

use serde_json::Value;

use crate::model::float;

/// A document, with a final newline. Keys are written in the order in which they come.
pub(crate) fn document(value: &Value) -> String {
    let mut out = String::new();
    match value {
        Value::Object(map) if !map.is_empty() => write_map(&mut out, map, 0),
        Value::Array(list) if !list.is_empty() => write_list(&mut out, list, 0),
        other => {
            out.push_str(&inline(other, 0, 0));
            out.push('\n');
        }
    }
    out
}

fn write_map(out: &mut String, map: &serde_json::Map<String, Value>, level: usize) {
    for (position, (key, value)) in map.iter().enumerate() {
        // The first key of a list item stands behind its dash.
        if position > 0 || !is_behind_indicator(out) {
            indent(out, level);
        }
        if is_simple_key(key) {
            out.push_str(&scalar(key, level, None));
            out.push(':');
            write_nested(out, value, level);
        } else {
            out.push_str("? ");
            let text = scalar(key, level + 1, Some(column(out)));
            out.push_str(&text);
            out.push('\n');
            indent(out, level);
            out.push_str(": ");
            write_item(out, value, level);
        }
    }
}

/// What has more than one line, or is very long, is no key for other readers unless it is marked as one.
fn is_simple_key(key: &str) -> bool {
    key.len() <= 128 && !key.contains(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}'])
}

fn is_behind_indicator(out: &str) -> bool {
    out.ends_with("- ") || out.ends_with(": ")
}

fn write_nested(out: &mut String, value: &Value, level: usize) {
    match value {
        Value::Object(map) if !map.is_empty() => {
            out.push('\n');
            write_map(out, map, level + 1);
        }
        Value::Array(list) if !list.is_empty() => {
            out.push('\n');
            write_list(out, list, level + 1);
        }
        other => {
            out.push(' ');
            let text = inline(other, level + 1, column(out));
            out.push_str(&text);
            out.push('\n');
        }
    }
}

fn write_list(out: &mut String, list: &[Value], level: usize) {
    for (position, item) in list.iter().enumerate() {
        if position > 0 || !is_behind_indicator(out) {
            indent(out, level);
        }
        out.push_str("- ");
        write_item(out, item, level);
    }
}

/// On the line of its dash, or of the colon of a key that is marked as one.
fn write_item(out: &mut String, item: &Value, level: usize) {
    match item {
        Value::Object(map) if !map.is_empty() => write_map(out, map, level + 1),
        Value::Array(list) if !list.is_empty() => write_list(out, list, level + 1),
        other => {
            let text = inline(other, level + 1, column(out));
            out.push_str(&text);
            out.push('\n');
        }
    }
}

fn indent(out: &mut String, level: usize) {
    out.extend(std::iter::repeat_n("  ", level));
}

/// How many characters the last line has.
fn column(out: &str) -> usize {
    out.rsplit('\n').next().map_or(0, |line| line.chars().count())
}

/// What stands behind its key; block texts and long ones take more lines, `level` being theirs.
fn inline(value: &Value, level: usize, column: usize) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => match number.as_f64() {
            Some(float) if number.is_f64() => float::to_text(float),
            _ => number.to_string(),
        },
        Value::String(text) => scalar(text, level, Some(column)),
        Value::Array(_) => "[]".to_owned(),
        Value::Object(_) => "{}".to_owned(),
    }
}

/// A text, plain if it can be, otherwise quoted or as a block. It may take several lines if its column is given.
fn scalar(text: &str, level: usize, column: Option<usize>) -> String {
    if text.contains('\n') && is_block_text(text) {
        return block(text, level);
    }
    let style = if reads_as_another_type(text) || text.chars().any(needs_escape) {
        Style::Double
    } else if is_plain(text) {
        Style::Plain
    } else {
        Style::Single
    };
    let quote = match style {
        Style::Plain => "",
        Style::Single => "'",
        Style::Double => "\"",
    };
    format!("{quote}{}{quote}", broken(text, style, level, column.map(|column| column + quote.len())))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    Plain,
    Single,
    Double,
}

/// From this column on a blank may become a line break.
const WIDTH: usize = 80;

/// The text with its escapes, broken at blanks where a line is full.
fn broken(text: &str, style: Style, level: usize, column: Option<usize>) -> String {
    let mut out = String::new();
    let mut column = column;
    let mut after_blank = false;
    let mut characters = text.chars().enumerate().peekable();
    while let Some((position, character)) = characters.next() {
        let next = characters.peek().map(|(_, next)| *next);
        let is_full = character == ' ' && !after_blank && column.is_some_and(|column| column > WIDTH);
        let is_inside = style == Style::Plain || (position > 0 && next.is_some());
        after_blank = character == ' ';
        if is_full && is_inside && (style == Style::Double || next != Some(' ')) {
            out.push('\n');
            indent(&mut out, level);
            column = Some(2 * level);
            // A blank at the start of a line would be lost.
            if next == Some(' ') {
                out.push('\\');
            }
            continue;
        }
        let start = out.len();
        match style {
            Style::Single if character == '\'' => out.push_str("''"),
            Style::Plain | Style::Single => out.push(character),
            Style::Double => escape(&mut out, character),
        }
        column = column.map(|column| column + out[start..].chars().count());
    }
    out
}

fn needs_escape(character: char) -> bool {
    character.is_control() || matches!(character, '\u{feff}' | '\u{2028}' | '\u{2029}' | '\u{fffe}' | '\u{ffff}')
}

/// Block texts hold printable lines whose last blank is not before a line break.
fn is_block_text(text: &str) -> bool {
    !text.contains(" \n") && !text.chars().any(|c| c != '\n' && needs_escape(c)) && !text.trim_matches('\n').is_empty()
}

fn block(text: &str, level: usize) -> String {
    let hint = if text.starts_with([' ', '\n']) { "2" } else { "" };
    let chomping = if !text.ends_with('\n') {
        "-"
    } else if text.ends_with("\n\n") {
        "+"
    } else {
        ""
    };
    let mut out = format!("|{hint}{chomping}");
    for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
        out.push('\n');
        if !line.is_empty() {
            indent(&mut out, level.max(1));
            out.push_str(line);
        }
    }
    out
}

fn escape(out: &mut String, character: char) {
    match character {
        '"' => out.push_str("\\\""),
        '\\' => out.push_str("\\\\"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        '\0' => out.push_str("\\0"),
        '\u{7}' => out.push_str("\\a"),
        '\u{8}' => out.push_str("\\b"),
        '\u{b}' => out.push_str("\\v"),
        '\u{c}' => out.push_str("\\f"),
        '\u{1b}' => out.push_str("\\e"),
        '\u{85}' => out.push_str("\\N"),
        '\u{2028}' => out.push_str("\\L"),
        '\u{2029}' => out.push_str("\\P"),
        '\u{feff}' => out.push_str("\\uFEFF"),
        other if needs_escape(other) && u32::from(other) < 0x100 => {
            write!(out, "\\x{:02X}", u32::from(other)).expect("writing to a String cannot fail");
        }
        other if needs_escape(other) => {
            write!(out, "\\u{:04X}", u32::from(other)).expect("writing to a String cannot fail");
        }
        other => out.push(other),
    }
}

/// Whether a reader, of YAML 1.1 too, would take the plain text for something else than a string.
fn reads_as_another_type(text: &str) -> bool {
    const WORDS: [&str; 25] = [
        "", "~", "null", "Null", "NULL", "true", "True", "TRUE", "false", "False", "FALSE", "yes", "Yes", "YES", "on",
        "On", "ON", "no", "No", "NO", "off", "Off", "OFF", "<<", ".nan",
    ];
    WORDS.contains(&text)
        || matches!(text.trim_start_matches(['+', '-']), ".inf" | ".Inf" | ".INF")
        || matches!(text, ".NaN" | ".NAN")
        || is_number(text)
        || is_base_sixty(text)
        || is_date(text)
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let bare: String = digits.chars().filter(|c| *c != '_').collect();
    let all = |text: &str, valid: fn(char) -> bool| !text.is_empty() && text.chars().all(valid);
    if let Some(prefix) = bare.get(..2) {
        let rest = &bare[2..];
        match prefix {
            "0x" | "0X" => return all(rest, |c| c.is_ascii_hexdigit()),
            "0o" | "0O" => return all(rest, |c| c.is_digit(8)),
            "0b" | "0B" => return all(rest, |c| c.is_digit(2)),
            _ => {}
        }
    }
    if !bare.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return false;
    }
    let (mantissa, exponent) = bare.split_once(['e', 'E']).map_or((bare.as_str(), None), |(m, e)| (m, Some(e)));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let is_digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    let has_digits = !whole.is_empty() || !fraction.is_empty();
    let exponent_fits =
        exponent.is_none_or(|text| all(text.strip_prefix(['+', '-']).unwrap_or(text), |c| c.is_ascii_digit()));
    has_digits && is_digits(whole) && is_digits(fraction) && exponent_fits
}

/// `12:30`, `1:2:3`, `190:20:30.15`: numbers to the base 60 in YAML 1.1.
fn is_base_sixty(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let mut parts = digits.split(':');
    let first = parts.next().unwrap_or_default();
    let rest: Vec<&str> = parts.collect();
    let minute = |part: &str| {
        (1..=2).contains(&part.len())
            && part.chars().all(|c| c.is_ascii_digit())
            && (part.len() == 1 || part.as_bytes()[0] < b'6')
    };
    let last_fits = rest.last().is_some_and(|last| match last.split_once('.') {
        Some((whole, fraction)) => minute(whole) && fraction.chars().all(|c| c.is_ascii_digit() || c == '_'),
        None => minute(last),
    });
    first.starts_with(|c: char| c.is_ascii_digit())
        && first.chars().all(|c| c.is_ascii_digit() || c == '_')
        && last_fits
        && rest[..rest.len() - 1].iter().all(|part| minute(part))
}

/// `2001-12-14`, alone or before a time of day.
fn is_date(text: &str) -> bool {
    let (date, time) = match text.find(['T', 't', ' ']) {
        Some(at) => (&text[..at], Some(text[at + 1..].trim_start())),
        None => (text, None),
    };
    let parts: Vec<&str> = date.split('-').collect();
    let [year, month, day] = parts[..] else { return false };
    let number = |part: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&part.len()) && part.chars().all(|c| c.is_ascii_digit())
    };
    let is_day = number(year, 4..=4) && number(month, 1..=2) && number(day, 1..=2);
    let is_time = |time: &str| {
        let clock = time.split(['.', 'Z', '+', '-', ' ']).next().unwrap_or_default();
        clock.split(':').count() == 3 && clock.split(':').all(|part| number(part, 1..=2))
    };
    is_day && time.is_none_or(is_time)
}

/// Whether YAML allows the text without quotes, as a key too.
fn is_plain(text: &str) -> bool {
    let mut characters = text.chars();
    let Some(first) = characters.next() else { return false };
    let second = characters.next();
    let separated = second.is_none_or(|c| c == ' ');
    let starts_well = match first {
        '-' | '?' | ':' => !separated,
        '#' | '*' | '&' | '!' | '%' | '@' | '`' | '\'' | '"' | '[' | ']' | '{' | '}' | ',' | '>' | '|' => false,
        _ => true,
    };
    // One-letter booleans of YAML 1.1 get other quotes than the longer ones.
    starts_well
        && !matches!(text, "y" | "Y" | "n" | "N")
        && !text.starts_with(' ')
        && !text.ends_with(' ')
        && !text.ends_with(':')
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.starts_with("---")
        && !text.starts_with("...")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn list_items_stand_under_their_key() {
        let value = json!({"a": {"list": [{"x": 1, "z": [true]}, ["b"], {}], "empty": []}, "m": null});
        let expected = "a:\n  list:\n    - x: 1\n      z:\n        - true\n    - - b\n    - {}\n  empty: []\nm: null\n";
        assert_eq!(document(&value), expected);
    }

    #[test]
    fn texts_that_look_like_something_else_are_quoted() {
        for text in
            ["", "yes", "0644", "1_000", "1e3", ".5", "22:22", "1:2:3", "2001-12-14", "0x1F", "true", "~", "<<", "-5"]
        {
            assert_eq!(scalar(text, 1, None), format!("\"{text}\""), "{text}");
        }
        for text in [
            "oN", "80:8080", "1.2.3", "a: b", "- a", "x #y", "'q'", "*a", "a:", "2001-12", "a b", "/a:/b", "-v", "::1",
            "0o8", "1.x",
        ] {
            assert!(!scalar(text, 1, None).starts_with('"'), "{text}");
        }
        assert_eq!(scalar("n", 1, None), "'n'");
        assert_eq!(scalar("a: b", 1, None), "'a: b'");
        assert_eq!(scalar("it's #1: x", 1, None), "'it''s #1: x'");
        assert_eq!(scalar("a\tb", 1, None), "\"a\\tb\"");
    }

    #[test]
    fn block_texts() {
        let value = json!({"a": {"k": "one\ntwo\n", "l": " x\ny", "m": "a\n\n\n"}, "p": "b \nc"});
        assert_eq!(
            document(&value),
            "a:\n  k: |\n    one\n    two\n  l: |2-\n     x\n    y\n  m: |+\n    a\n\n\np: \"b \\nc\"\n"
        );
    }

    #[test]
    fn keys_of_several_lines_are_marked_as_keys() {
        let long = "k".repeat(129);
        let value = json!({"a": {"x\ny": {"b": 1, "c": [2]}, (long.as_str()): "z", "p\nq\n": [3, {"d": 4}]}});
        let text = document(&value);
        let expected = format!(
            "a:\n  ? |-\n    x\n    y\n  : b: 1\n    c:\n      - 2\n  ? {long}\n  : z\n  ? |\n    p\n    q\n  : - 3\n    - d: 4\n"
        );
        assert_eq!(text, expected);
        let back: Value = serde_yaml::from_str(&text).expect("valid YAML");
        assert_eq!(back, value);
    }

    #[test]
    fn long_texts_are_broken_at_blanks() {
        let word = "0123456789 ".repeat(9);
        let value = json!({"k": {"plain": word.trim(), "single": format!("- {}", word.trim()), "double": format!("{word}\t{word}")}});
        let text = document(&value);
        assert_eq!(text.lines().count(), 8, "{text}");
        let back: Value = serde_yaml::from_str(&text).expect("valid YAML");
        assert_eq!(back, value);
    }

    #[test]
    fn what_is_written_reads_back_as_it_was() {
        let texts = [
            "",
            "yes",
            "0644",
            "1_000",
            "22:22",
            "a: b",
            "- a",
            "x\ny\n",
            " x\ny",
            "tab\there",
            "é\u{85}",
            "a\n\n",
            "\n",
            "#",
            "'",
            "\"",
            "{a}",
            "a\\b",
            "x ",
            " x",
            "---",
            "? a",
            "%a",
            "\u{1b}[0m",
            "1e+06",
            "a\n b\n",
        ];
        let value = json!({"list": texts, "map": {"k y": texts[3], "no": 1}});
        let back: serde_yaml::Value = serde_yaml::from_str(&document(&value)).expect("valid YAML");
        for (position, text) in texts.iter().enumerate() {
            assert_eq!(back["list"][position].as_str(), Some(*text), "{text:?}");
        }
        assert_eq!(back["map"]["no"].as_i64(), Some(1));
    }
}
