//! What keys and kinds of values a Compose file may have: tables, and the validator that reads them.
//!
//! All faults are found at once, each in Docker Compose's words and at the place where the user would edit.

mod deploy;
pub(crate) mod json;
mod project;
mod rule;
mod service;
mod trail;
mod words;

use super::diagnostic::Diagnostic;
use super::tree::{Entry, Map, Node, Path, Value};
use super::walk::{set_missing, without_gone_items};
use crate::loader::code::Code;
use crate::model::span::Span;
use crate::model::suggest;
use rule::{Kind, Object, Others, Rule};
use trail::Trail;

const QUOTES: &str = "put the value in quotes to make it a string";

/// Checks a whole project; `file` is the one that messages name. What is wrong is taken out, so that later steps find
/// nothing that only follows from it.
pub(crate) fn check(root: &mut Node, file: &str) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    rule_at(&project::PROJECT, root, &Trail::default(), &mut faults);
    for fault in &faults {
        fault.repair(root);
    }
    if !faults.is_empty() {
        without_gone_items(root);
    }
    faults.into_iter().map(|fault| fault.diagnostic(file)).collect()
}

/// One violation.
struct Fault {
    path: Path,
    code: Code,
    text: String,
    span: Option<Span>,
    help: Option<String>,
    related: Option<(Span, &'static str)>,
    remedy: Remedy,
}

/// What is done to the tree about a violation.
enum Remedy {
    /// The value goes.
    TakeOut,
    /// The item goes.
    TakeOutItem(usize),
    /// The key goes; the one that was probably meant counts as written.
    Rename(String, Option<&'static str>),
    /// These keys count as written.
    Add(Vec<&'static str>),
}

impl Fault {
    fn new(path: &Trail<'_>, code: Code, text: String, span: Option<&Span>) -> Self {
        Self {
            path: path.to_path(),
            code,
            text,
            span: span.cloned(),
            help: None,
            related: None,
            remedy: Remedy::TakeOut,
        }
    }

    /// How far into the document a branch got before it failed; a wrong key is a step further than its mapping.
    fn depth(&self) -> usize {
        self.path.0.len() + usize::from(matches!(self.code, Code::UnknownKey | Code::InvalidName))
    }

    fn repair(&self, root: &mut Node) {
        let Some(node) = root.at_mut(&self.path.0) else { return };
        let gone = || {
            let mut gone = Node::synthetic(Value::Null);
            gone.take_out();
            gone
        };
        match (&self.remedy, &mut node.value) {
            (Remedy::TakeOutItem(index), Value::List(list)) => {
                if let Some(item) = list.get_mut(*index) {
                    item.take_out();
                }
            }
            (Remedy::Rename(key, meant), Value::Map(map)) => {
                map.get_mut(key).into_iter().for_each(|entry| entry.value.take_out());
                if let Some(meant) = meant {
                    set_missing(map, meant, gone);
                }
            }
            (Remedy::Add(keys), Value::Map(map)) => keys.iter().for_each(|key| set_missing(map, key, gone)),
            (Remedy::TakeOut | Remedy::TakeOutItem(_) | Remedy::Rename(..) | Remedy::Add(_), _) => node.take_out(),
        }
    }

    fn diagnostic(self, file: &str) -> Diagnostic {
        let message = format!("validating {file}: {} {}", self.path, self.text);
        let mut diagnostic = Diagnostic::error(self.code, message, self.span);
        diagnostic.help = self.help;
        diagnostic.related.extend(self.related.map(|(span, role)| (span, role.to_owned())));
        diagnostic
    }
}

fn rule_at(rule: &'static Rule, node: &Node, path: &Trail<'_>, faults: &mut Vec<Fault>) {
    if node.is_gone() {
        return;
    }
    match rule {
        Rule::Scalar(kinds) => expect(kinds, node, path, faults),
        Rule::Enum(words) => one_word_of(words, node, path, faults),
        Rule::Pattern(pattern, accepts) => match node.as_str() {
            Some(text) if !accepts(text) => {
                let message = format!("'{text}' does not match pattern '{pattern}'");
                let words = pattern.split('|').filter(|word| word.chars().all(|c| c.is_ascii_lowercase() || c == '_'));
                let help = suggest::hint(text, words);
                faults.push(Fault { help, ..Fault::new(path, Code::InvalidFormat, message, node.span.as_ref()) });
            }
            Some(_) => {}
            None => expect(&[Kind::String], node, path, faults),
        },
        Rule::Range { minimum, maximum } => range(*minimum, *maximum, node, path, faults),
        Rule::Object(object) => match node.as_map() {
            Some(map) => mapping(object, map, node, path, faults),
            None => expect(&[Kind::Mapping], node, path, faults),
        },
        Rule::Nullable(object) => match &node.value {
            Value::Map(map) => mapping(object, map, node, path, faults),
            _ => expect(&[Kind::Mapping, Kind::Null], node, path, faults),
        },
        Rule::Switch(object) => match &node.value {
            Value::Map(map) => mapping(object, map, node, path, faults),
            _ => expect(&[Kind::Boolean, Kind::Mapping, Kind::String], node, path, faults),
        },
        Rule::List { item, unique } => match node.as_list() {
            Some(list) => items(item, *unique, list, (node, path), faults),
            None => expect(&[Kind::Array], node, path, faults),
        },
        Rule::OneOf(branches) => one_of(branches, node, path, faults),
    }
}

fn is_kind(value: &Value, kind: Kind) -> bool {
    match (value, kind) {
        #[expect(clippy::float_cmp, reason = "a whole number is an integer, however it was written")]
        (Value::Float(number), Kind::Integer) => number.trunc() == *number,
        (Value::Null, Kind::Null)
        | (Value::Bool(_), Kind::Boolean)
        | (Value::Int(_), Kind::Integer | Kind::Number)
        | (Value::Float(_), Kind::Number)
        | (Value::String(_), Kind::String)
        | (Value::List(_), Kind::Array)
        | (Value::Map(_), Kind::Mapping) => true,
        _ => false,
    }
}

fn expect(kinds: &[Kind], node: &Node, path: &Trail<'_>, faults: &mut Vec<Fault>) {
    if kinds.iter().any(|kind| is_kind(&node.value, *kind)) {
        return;
    }
    let names: Vec<&str> = kinds.iter().map(|kind| kind.name()).collect();
    let list = match names.as_slice() {
        [first @ .., last] if !first.is_empty() => format!("{} or {last}", first.join(", ")),
        names => names.concat(),
    };
    let mut fault = Fault::new(path, Code::WrongType, format!("must be a {list}"), node.span.as_ref());
    if kinds.contains(&Kind::Array) && matches!(node.value, Value::String(_)) {
        fault.help = Some("write a list: each item on a line of its own, with `- ` before it".to_owned());
    }
    if kinds.contains(&Kind::String) && matches!(node.value, Value::Int(_) | Value::Float(_) | Value::Bool(_)) {
        fault.help = Some(QUOTES.to_owned());
    }
    faults.push(fault);
}

fn one_word_of(words: &[&str], node: &Node, path: &Trail<'_>, faults: &mut Vec<Fault>) {
    let Some(text) = node.as_str() else { return expect(&[Kind::String], node, path, faults) };
    if words.contains(&text) {
        return;
    }
    let message = match words {
        [word] => format!("value must be '{word}'"),
        words => format!("value must be one of {}", quoted(words)),
    };
    let mut fault = Fault::new(path, Code::WrongValue, message, node.span.as_ref());
    fault.help = suggest::hint(text, words.iter().copied());
    faults.push(fault);
}

fn range(minimum: i64, maximum: Option<i64>, node: &Node, path: &Trail<'_>, faults: &mut Vec<Fault>) {
    let Value::Int(number) = node.value else { return expect(&[Kind::Integer], node, path, faults) };
    let text = if number < minimum {
        format!("must be greater than or equal to {minimum}")
    } else if let Some(maximum) = maximum.filter(|maximum| number > *maximum) {
        format!("must be less than or equal to {maximum}")
    } else {
        return;
    };
    faults.push(Fault::new(path, Code::WrongValue, text, node.span.as_ref()));
}

fn items(item: &'static Rule, unique: bool, list: &[Node], (node, path): (&Node, &Trail<'_>), faults: &mut Vec<Fault>) {
    for (index, element) in list.iter().enumerate() {
        rule_at(item, element, &path.index(index), faults);
    }
    if !unique {
        return;
    }
    // Through a sorted index, so that long lists stay cheap.
    let mut seen = std::collections::BTreeMap::new();
    for (index, element) in list.iter().enumerate() {
        let mut key = String::new();
        identity(&element.value, &mut key);
        if let Some(earlier) = seen.insert(key, index) {
            let text = format!("items at {earlier} and {index} are equal");
            let span = element.span.as_ref().or(node.span.as_ref());
            let mut fault = Fault::new(path, Code::DuplicateItem, text, span);
            // An item that an anchor repeats has one place only.
            let first = list[earlier].span.clone().filter(|first| Some(first) != span);
            fault.related = first.map(|first| (first, "the same item"));
            fault.remedy = Remedy::TakeOutItem(index);
            faults.push(fault);
        }
    }
}

/// A text that equal values share, wherever they were written and in whatever order their keys stand.
fn identity(value: &Value, key: &mut String) {
    use std::fmt::Write;
    let written = match value {
        Value::Null => write!(key, "n"),
        Value::Bool(flag) => write!(key, "b{flag}"),
        #[expect(clippy::cast_precision_loss, reason = "JSON schema compares numbers by value")]
        Value::Int(number) => write!(key, "f{}", *number as f64),
        Value::Float(number) => write!(key, "f{number}"),
        // With its length, so that no text can look like the end of one.
        Value::String(text) => write!(key, "s{}:{text}", text.len()),
        Value::List(list) => {
            key.push('[');
            for item in list {
                identity(&item.value, key);
                key.push(',');
            }
            write!(key, "]")
        }
        Value::Map(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_by_key(|(name, _)| *name);
            key.push('{');
            for (name, entry) in entries {
                let _ = write!(key, "{}:{name}", name.len());
                identity(&entry.value.value, key);
            }
            write!(key, "}}")
        }
    };
    written.expect("a string takes everything");
}

fn one_of(branches: &'static [Rule], node: &Node, path: &Trail<'_>, faults: &mut Vec<Fault>) {
    let mut best: Option<(usize, Vec<Fault>)> = None;
    for branch in branches {
        let mut found = Vec::new();
        rule_at(branch, node, path, &mut found);
        let Some(depth) = found.iter().map(Fault::depth).max() else { return };
        if best.as_ref().is_none_or(|(deepest, _)| depth > *deepest) {
            best = Some((depth, found));
        }
    }
    let Some((_, mut found)) = best else { return };
    // Quotes are advice only where a text would do, and only if no number would.
    let takes = |kind| branches.iter().any(|branch| branch_takes(branch, kind));
    if matches!(node.value, Value::Int(_) | Value::Float(_) | Value::Bool(_)) {
        let help = (takes(Kind::String) && !takes(Kind::Integer)).then(|| QUOTES.to_owned());
        for fault in &mut found {
            fault.help.clone_from(&help);
        }
    }
    faults.append(&mut found);
}

fn branch_takes(branch: &Rule, kind: Kind) -> bool {
    match branch {
        Rule::Scalar(kinds) => kinds.contains(&kind),
        Rule::Range { .. } => kind == Kind::Integer,
        Rule::Enum(_) | Rule::Pattern(..) => kind == Kind::String,
        Rule::Object(_) | Rule::Nullable(_) | Rule::Switch(_) | Rule::List { .. } => false,
        Rule::OneOf(branches) => branches.iter().any(|branch| branch_takes(branch, kind)),
    }
}

fn mapping(object: &'static Object, map: &Map, node: &Node, path: &Trail<'_>, faults: &mut Vec<Fault>) {
    let mut unknown = Vec::new();
    for (key, entry) in map.iter().filter(|(_, entry)| !entry.value.is_gone()) {
        if let Some((_, rule)) = object.fields.iter().find(|(name, _)| name == key) {
            at_key(rule, key, entry, path, faults);
            continue;
        }
        let (known, rule) = match object.others {
            Others::Refused => (false, None),
            Others::Extensions => (key.starts_with("x-"), None),
            Others::Allowed => (true, None),
            Others::Values(rule) => (!key.is_empty(), Some(rule)),
            Others::Names(rule) => (is_name(key), Some(rule)),
            Others::NamesOrUnchecked(rule) => (true, is_name(key).then_some(rule)),
            Others::LowerCase(rule) => {
                (true, (!key.is_empty() && key.bytes().all(|byte| byte.is_ascii_lowercase())).then_some(rule))
            }
        };
        match rule {
            _ if !known => unknown.push((key, entry)),
            Some(rule) => at_key(rule, key, entry, path, faults),
            None => {}
        }
    }
    // One finding a key: each has its own place and its own nearest name.
    let mut meant = Vec::new();
    let mut unknown_faults = Vec::new();
    for (key, entry) in unknown {
        let text = format!("additional properties '{key}' not allowed");
        let span = entry.key_span.as_ref().or(entry.value.span.as_ref());
        let is_name = matches!(object.others, Others::Names(_));
        let code = if is_name { Code::InvalidName } else { Code::UnknownKey };
        let mut fault = Fault::new(path, code, text, span);
        let near = suggest::nearest(key, object.fields.iter().map(|(name, _)| *name));
        let of_name = is_name.then(|| "a name is made of letters, digits, `.`, `_` and `-`".to_owned());
        fault.help = of_name.or_else(|| near.map(suggest::hint_at));
        fault.remedy = Remedy::Rename(key.clone(), near);
        meant.extend(near);
        unknown_faults.push(fault);
    }
    faults.extend(missing(object, map, &meant).map(|(text, keys)| {
        let mut fault = Fault::new(path, Code::MissingKey, text, node.span.as_ref());
        fault.remedy = Remedy::Add(keys);
        fault
    }));
    faults.extend(unknown_faults);
}

/// A fault in a value that is not written is shown at its key.
fn at_key(rule: &'static Rule, key: &str, entry: &Entry, path: &Trail<'_>, faults: &mut Vec<Fault>) {
    let before = faults.len();
    rule_at(rule, &entry.value, &path.key(key), faults);
    let is_written = entry.value.span.as_ref().is_some_and(|span| span.start < span.end);
    if let (Value::Null, Some(key), false) = (&entry.value.value, &entry.key_span, is_written) {
        faults[before..].iter_mut().for_each(|fault| fault.span = Some(key.clone()));
    }
}

/// The keys that must be there and are not, with a text about them. What stands there misspelt is not missing.
fn missing(object: &Object, map: &Map, meant: &[&str]) -> Option<(String, Vec<&'static str>)> {
    let absent = |key: &&str| !map.contains_key(*key) && !meant.contains(key);
    let missing: Vec<&'static str> = object.required.iter().copied().filter(absent).collect();
    let text = match missing.as_slice() {
        [] => return None,
        [key] => format!("missing property '{key}'"),
        keys => format!("missing properties {}", quoted(keys)),
    };
    Some((text, missing))
}

fn quoted(words: &[&str]) -> String {
    words.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(", ")
}

/// Names of services and of what they use.
fn is_name(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'))
}
