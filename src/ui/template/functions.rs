//! The functions of templates: docker's and Go's own.

use std::cmp::Ordering;

use serde_json::Value;

use super::printf::printf;
use super::value::{is_true, print, type_name};

/// Whether a template shows data or the titles above it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    Data,
    /// Functions that only change how a value looks leave titles as they are.
    Titles,
}

const NAMES: [&str; 23] = [
    "and", "eq", "ge", "gt", "html", "index", "join", "json", "le", "len", "lower", "lt", "ne", "not", "or", "pad",
    "print", "printf", "println", "split", "title", "truncate", "upper",
];

const LOOKS: [&str; 8] = ["json", "split", "join", "title", "lower", "upper", "pad", "truncate"];

pub(super) fn exists(name: &str) -> bool {
    NAMES.contains(&name)
}

/// The result, or what is wrong with the arguments.
pub(super) fn call(name: &str, arguments: &[Value], mode: Mode) -> Result<Value, String> {
    if mode == Mode::Titles && LOOKS.contains(&name) {
        return arguments.first().cloned().ok_or_else(|| count(name, 1, 0));
    }
    match name {
        "and" | "or" => boolean(name, arguments),
        "not" => Ok(Value::Bool(!is_true(one(name, arguments)?))),
        "eq" | "ne" | "lt" | "le" | "gt" | "ge" => compare(name, arguments),
        "len" => length(one(name, arguments)?),
        "index" => index(arguments),
        "json" => Ok(Value::String(one(name, arguments)?.to_string())),
        "split" => {
            let [source, separator] = exactly(name, arguments)?;
            Ok(text(source)?.split(text(separator)?).map(Value::from).collect())
        }
        _ => words(name, arguments).map(Value::String),
    }
}

/// The functions that give text.
fn words(name: &str, arguments: &[Value]) -> Result<String, String> {
    match name {
        "print" => Ok(print_all(arguments)),
        "println" => Ok(arguments.iter().map(print).collect::<Vec<_>>().join(" ") + "\n"),
        "html" => Ok(html(&print_all(arguments))),
        "printf" => {
            let (format, rest) = arguments.split_first().ok_or_else(|| count(name, 1, 0))?;
            Ok(printf(text(format)?, rest))
        }
        "join" => {
            let [list, separator] = exactly(name, arguments)?;
            let Value::Array(items) = list else {
                return Err(format!("wrong type for value; expected []string; got {}", type_name(list)));
            };
            Ok(items.iter().map(print).collect::<Vec<_>>().join(text(separator)?))
        }
        "lower" => Ok(text(one(name, arguments)?)?.to_lowercase()),
        "upper" => Ok(text(one(name, arguments)?)?.to_uppercase()),
        "title" => Ok(title(text(one(name, arguments)?)?)),
        "pad" => {
            let [source, before, after] = exactly(name, arguments)?;
            let (before, after) = (" ".repeat(number(before)?), " ".repeat(number(after)?));
            Ok(match text(source)? {
                "" => String::new(),
                source => format!("{before}{source}{after}"),
            })
        }
        "truncate" => {
            let [source, length] = exactly(name, arguments)?;
            Ok(text(source)?.chars().take(number(length)?).collect())
        }
        other => Err(format!("{other:?} is not a defined function")),
    }
}

fn count(name: &str, wanted: usize, got: usize) -> String {
    format!("wrong number of args for {name}: want {wanted} got {got}")
}

fn one<'a>(name: &str, arguments: &'a [Value]) -> Result<&'a Value, String> {
    let [argument] = exactly::<1>(name, arguments)?;
    Ok(argument)
}

fn exactly<'a, const N: usize>(name: &str, arguments: &'a [Value]) -> Result<&'a [Value; N], String> {
    arguments.try_into().map_err(|_| count(name, N, arguments.len()))
}

fn text(value: &Value) -> Result<&str, String> {
    value.as_str().ok_or_else(|| format!("wrong type for value; expected string; got {}", type_name(value)))
}

/// Amounts of characters; more than a line could hold is nonsense.
fn number(value: &Value) -> Result<usize, String> {
    let number = value.as_u64().and_then(|number| usize::try_from(number).ok()).filter(|number| *number <= 1 << 20);
    number.ok_or_else(|| format!("wrong type for value; expected int; got {}", print(value)))
}

/// The argument that decides, as in Go.
fn boolean(name: &str, arguments: &[Value]) -> Result<Value, String> {
    let last = arguments.last().ok_or_else(|| count(name, 1, 0))?;
    let decides = |value: &&Value| is_true(value) == (name == "or");
    Ok(arguments.iter().find(decides).unwrap_or(last).clone())
}

fn compare(name: &str, arguments: &[Value]) -> Result<Value, String> {
    let (first, rest) = arguments.split_first().ok_or_else(|| count(name, 1, 0))?;
    if rest.is_empty() {
        return Err("missing argument for comparison".to_owned());
    }
    let against = |other: &Value| order(first, other).ok_or("incompatible types for comparison".to_owned());
    if name == "eq" {
        let equal = |found, other| Ok(found || against(other)? == Ordering::Equal);
        return rest.iter().try_fold(false, equal).map(Value::Bool);
    }
    let [other] = exactly::<1>(name, rest)?;
    let order = against(other)?;
    Ok(Value::Bool(match name {
        "ne" => order != Ordering::Equal,
        "lt" => order == Ordering::Less,
        "le" => order != Ordering::Greater,
        "gt" => order == Ordering::Greater,
        _ => order != Ordering::Less,
    }))
}

fn order(a: &Value, b: &Value) -> Option<Ordering> {
    match (a, b) {
        (Value::String(a), Value::String(b)) => Some(a.cmp(b)),
        (Value::Bool(a), Value::Bool(b)) => Some(a.cmp(b)),
        (Value::Null, Value::Null) => Some(Ordering::Equal),
        (Value::Number(a), Value::Number(b)) => match (a.as_i64(), b.as_i64()) {
            (Some(a), Some(b)) => Some(a.cmp(&b)),
            _ => a.as_f64()?.partial_cmp(&b.as_f64()?),
        },
        _ => None,
    }
}

fn length(value: &Value) -> Result<Value, String> {
    match value {
        Value::String(text) => Ok(Value::from(text.len())),
        Value::Array(items) => Ok(Value::from(items.len())),
        Value::Object(map) => Ok(Value::from(map.len())),
        Value::Null | Value::Bool(_) | Value::Number(_) => Err(format!("len of type {}", type_name(value))),
    }
}

fn index(arguments: &[Value]) -> Result<Value, String> {
    let (first, keys) = arguments.split_first().ok_or_else(|| count("index", 1, 0))?;
    let mut value = first.clone();
    for key in keys {
        value = match (value, key) {
            (Value::Object(mut map), Value::String(key)) => map.remove(key).unwrap_or_default(),
            (Value::Array(items), Value::Number(at)) => {
                let found = at.as_u64().and_then(|at| items.get(usize::try_from(at).ok()?).cloned());
                found.ok_or_else(|| format!("reflect: slice index out of range: {at}"))?
            }
            (other, _) => return Err(format!("can't index item of type {}", type_name(&other))),
        };
    }
    Ok(value)
}

/// As Go's `Sprint`: blanks between operands when neither is a text.
fn print_all(arguments: &[Value]) -> String {
    let mut text = String::new();
    let mut after_text = true;
    for argument in arguments {
        if !after_text && !argument.is_string() {
            text.push(' ');
        }
        text.push_str(&print(argument));
        after_text = argument.is_string();
    }
    text
}

fn title(text: &str) -> String {
    let mut start = true;
    text.chars()
        .flat_map(|c| {
            let upper = start;
            start = !(c.is_alphanumeric() || c == '_' || c == '\'');
            if upper { c.to_uppercase().collect::<Vec<_>>() } else { vec![c] }
        })
        .collect()
}

fn html(text: &str) -> String {
    text.replace('&', "&amp;").replace('\'', "&#39;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&#34;")
}
