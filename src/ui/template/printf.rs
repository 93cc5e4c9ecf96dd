//! Go's `printf`, for the verbs that formats use.

use std::fmt::Write;

use serde_json::Value;

use super::value::{print, type_name};
use crate::model::ids::hex;
use crate::ui::message::quote;

pub(super) fn printf(format: &str, arguments: &[Value]) -> String {
    let mut out = String::new();
    let mut arguments = arguments.iter();
    let mut rest = format;
    while let Some(at) = rest.find('%') {
        out.push_str(&rest[..at]);
        let (verb, after) = Verb::parse(&rest[at + 1..]);
        rest = after;
        match verb.letter {
            None => out.push_str("%!(NOVERB)"),
            Some('%') => out.push('%'),
            Some(letter) => match arguments.next() {
                Some(argument) => out.push_str(&verb.pad(&verb.text(letter, argument))),
                None => write!(out, "%!{letter}(MISSING)").expect("writing to a string cannot fail"),
            },
        }
    }
    out.push_str(rest);
    let extra: Vec<String> = arguments.map(|value| format!("{}={}", type_name(value), print(value))).collect();
    if !extra.is_empty() {
        write!(out, "%!(EXTRA {})", extra.join(", ")).expect("writing to a string cannot fail");
    }
    out
}

/// Longer than any line.
const WIDEST: usize = 1 << 16;

#[derive(Default)]
struct Verb {
    left: bool,
    zero: bool,
    plus: bool,
    width: usize,
    precision: Option<usize>,
    letter: Option<char>,
}

impl Verb {
    fn parse(text: &str) -> (Self, &str) {
        let mut verb = Self::default();
        let mut rest = text;
        while let Some(flag) = rest.chars().next().filter(|c| "-+0# ".contains(*c)) {
            match flag {
                '-' => verb.left = true,
                '0' => verb.zero = true,
                '+' => verb.plus = true,
                _ => {}
            }
            rest = &rest[1..];
        }
        (verb.width, rest) = digits(rest);
        if let Some(after) = rest.strip_prefix('.') {
            let (precision, after) = digits(after);
            verb.precision = Some(precision);
            rest = after;
        }
        verb.letter = rest.chars().next();
        (verb, &rest[rest.chars().next().map_or(0, char::len_utf8)..])
    }

    fn text(&self, letter: char, value: &Value) -> String {
        match (letter, value) {
            ('v', _) | ('t', Value::Bool(_)) => print(value),
            ('s', Value::String(_) | Value::Array(_) | Value::Object(_)) => {
                print(value).chars().take(self.precision.unwrap_or(usize::MAX)).collect()
            }
            ('q', Value::String(text)) => quote(text),
            ('d', Value::Number(number)) if !number.is_f64() => self.signed(number.to_string()),
            ('f', Value::Number(number)) => {
                let number = number.as_f64().unwrap_or_default();
                self.signed(format!("{number:.*}", self.precision.unwrap_or(6)))
            }
            ('x', Value::String(text)) => hex(text.as_bytes()),
            ('x', Value::Number(number)) => {
                number.as_i64().map_or_else(|| print(value), |number| format!("{number:x}"))
            }
            ('T', _) => type_name(value).to_owned(),
            (letter, _) => format!("%!{letter}({}={})", type_name(value), print(value)),
        }
    }

    fn signed(&self, text: String) -> String {
        if self.plus && !text.starts_with('-') { format!("+{text}") } else { text }
    }

    fn pad(&self, text: &str) -> String {
        let missing = self.width.saturating_sub(text.chars().count());
        if self.left {
            format!("{text}{}", " ".repeat(missing))
        } else if self.zero {
            let (sign, digits) = text.split_at(usize::from(text.starts_with(['-', '+'])));
            format!("{sign}{}{digits}", "0".repeat(missing))
        } else {
            format!("{}{text}", " ".repeat(missing))
        }
    }
}

fn digits(text: &str) -> (usize, &str) {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    (text[..end].parse().unwrap_or(0).min(WIDEST), &text[end..])
}
