//! Lists in which a later entry takes the place of an earlier one that means the same.

use crate::loader::code::Code;
use std::collections::BTreeMap;

use crate::loader::canonical::volume;
use crate::loader::diagnostic::Diagnostic;
use crate::loader::provenance::{Action, Recorder};
use crate::loader::tree::{Entry, Node, Path, Segment, Tag, Value};
use crate::loader::walk::{each_mut, go_type, scalar_text};
use crate::model::suggest;

/// What tells entries of a list apart.
#[derive(Clone, Copy)]
enum Key {
    /// The text up to the first `=`.
    Name,
    Port,
    Expose,
    Volume,
    Device,
    EnvFile,
    /// The target; a bare name stands for one below this folder.
    File(&'static str),
}

const TABLE: [(&str, Key); 28] = [
    ("networks.*.labels", Key::Name),
    ("volumes.*.labels", Key::Name),
    ("services.*.annotations", Key::Name),
    ("services.*.build.additional_contexts", Key::Name),
    ("services.*.build.args", Key::Name),
    ("services.*.build.labels", Key::Name),
    ("services.*.build.tags", Key::Name),
    ("services.*.cap_add", Key::Name),
    ("services.*.cap_drop", Key::Name),
    ("services.*.deploy.labels", Key::Name),
    ("services.*.dns", Key::Name),
    ("services.*.dns_opt", Key::Name),
    ("services.*.dns_search", Key::Name),
    ("services.*.environment", Key::Name),
    ("services.*.labels", Key::Name),
    ("services.*.links", Key::Name),
    ("services.*.networks.*.aliases", Key::Name),
    ("services.*.networks.*.link_local_ips", Key::Name),
    ("services.*.profiles", Key::Name),
    ("services.*.sysctls", Key::Name),
    ("services.*.tmpfs", Key::Name),
    ("services.*.configs", Key::File("")),
    ("services.*.secrets", Key::File("/run/secrets")),
    ("services.*.devices", Key::Device),
    ("services.*.env_file", Key::EnvFile),
    ("services.*.expose", Key::Expose),
    ("services.*.ports", Key::Port),
    ("services.*.volumes", Key::Volume),
];

/// Drops the earlier one of two entries that mean the same; the later one stands at its place. Entries that mean nothing
/// are findings, and go as far as they are wrong.
pub(crate) fn enforce(root: &mut Node, recorder: &mut Recorder) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for (pattern, key) in TABLE {
        each_mut(root, pattern, &mut |path, node| {
            let Value::List(list) = &mut node.value else { return };
            let before = faults.len();
            let entries = std::mem::take(list);
            let earlier = &mut |winner: &Node, loser| {
                recorder.step_at(path, Action::SameEntry, winner.span.as_ref(), loser);
            };
            *list = last_of_each(entries, (key, path), &mut faults, earlier);
            if faults.len() > before {
                node.tag = Some(Tag::Broken);
            }
        });
    }
    faults
}

/// `earlier` hears of the entry that stays and of the one that goes.
fn last_of_each(
    entries: Vec<Node>,
    (key, path): (Key, &Path),
    faults: &mut Vec<Diagnostic>,
    earlier: &mut dyn FnMut(&Node, Node),
) -> Vec<Node> {
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut kept: Vec<Node> = Vec::with_capacity(entries.len());
    let mut place = path.index(0);
    for (index, entry) in entries.into_iter().enumerate() {
        // The schema says what is wrong with it.
        if key.is_misspelt(&entry) {
            kept.push(entry);
            continue;
        }
        if let Some(last) = place.0.last_mut() {
            *last = Segment::Index(index);
        }
        match key.of(&entry, &place) {
            Ok(name) => match places.get(&name) {
                Some(at) => {
                    let loser = std::mem::replace(&mut kept[*at], entry);
                    earlier(&kept[*at], loser);
                }
                None => {
                    places.insert(name, kept.len());
                    kept.push(entry);
                }
            },
            Err((code, message)) => {
                faults.push(Diagnostic::error(code, message, entry.span.clone()));
                kept.extend(key.repaired(entry));
            }
        }
    }
    kept
}

/// The name of an entry among those of its list.
type Name = Result<String, (Code, String)>;

impl Key {
    /// The setting that tells long forms apart, of those that must have it.
    fn setting(self) -> Option<&'static str> {
        match self {
            Self::Port | Self::Volume | Self::Device => Some("target"),
            Self::EnvFile => Some("path"),
            Self::Name | Self::Expose | Self::File(_) => None,
        }
    }

    /// What is left of an entry that cannot be told apart: a long form, for the schema to look at the rest of it.
    fn repaired(self, mut entry: Node) -> Option<Node> {
        let (setting, map) = (self.setting()?, entry.as_map_mut()?);
        let mut gone = Node::synthetic(Value::Null);
        gone.take_out();
        map.insert(setting.to_owned(), Entry::of(gone));
        Some(entry)
    }

    /// Whether the setting that tells entries apart is missing, or could not be understood, for a reason that is told
    /// elsewhere.
    fn is_misspelt(self, entry: &Node) -> bool {
        let (Some(name), Some(map)) = (self.setting(), entry.as_map()) else { return false };
        let near = |key: &String| suggest::nearest(key, [name].into_iter()).is_some();
        match map.get(name) {
            Some(setting) => setting.value.is_gone(),
            None => map.keys().any(near),
        }
    }

    fn of(self, entry: &Node, path: &Path) -> Name {
        match self {
            Self::Name => match entry.as_str() {
                Some(text) => Ok(text.split_once('=').map_or(text, |(name, _)| name).to_owned()),
                None => Err(wrong_type("unexpected type", path, &entry.value)),
            },
            Self::Port => port(entry, path),
            Self::Expose => match &entry.value {
                Value::String(text) => Ok(text.clone()),
                Value::Int(number) => Ok(number.to_string()),
                other => Err(wrong_type("unsupported expose value", path, other)),
            },
            Self::Volume => {
                target(entry, "volume", path, |text| volume::target(text).map_err(|error| error.to_string()))
            }
            Self::Device => target(entry, "device", path, device_target),
            Self::EnvFile => match (&entry.value, entry.get("path").map(|path| &path.value)) {
                (Value::String(path), _) | (Value::Map(_), Some(Value::String(path))) => Ok(path.clone()),
                (Value::Map(_), _) => {
                    Err(missing(format!("environment path attribute {} is missing", path.bracketed())))
                }
                (other, _) => Err(wrong_type("unexpected type", path, other)),
            },
            Self::File(folder) => match (&entry.value, entry.get("target").map(|target| &target.value)) {
                (Value::Map(_), Some(Value::String(target))) => Ok(target.clone()),
                (Value::Map(_), _) => {
                    Ok(format!("{folder}/{}", entry.get("source").and_then(Node::as_str).unwrap_or_default()))
                }
                (Value::String(name), _) => Ok(format!("{folder}/{name}")),
                (other, _) => Err(wrong_type("unsupported expose value", path, other)),
            },
        }
    }
}

fn missing(message: String) -> (Code, String) {
    (Code::MissingKey, message)
}

fn wrong_type(what: &str, path: &Path, value: &Value) -> (Code, String) {
    (Code::WrongType, format!("{}: {what} {}", path.bracketed(), go_type(value)))
}

fn target(entry: &Node, what: &str, path: &Path, of_text: impl Fn(&str) -> Result<String, String>) -> Name {
    match (&entry.value, entry.get("target").map(|target| &target.value)) {
        (Value::String(text), _) => of_text(text).map_err(|message| (Code::InvalidFormat, message)),
        (Value::Map(_), Some(Value::String(target))) => Ok(target.clone()),
        (Value::Map(_), _) => Err(missing(format!("service {what} {} is missing a mount target", path.bracketed()))),
        _ => Ok(String::new()),
    }
}

fn device_target(text: &str) -> Result<String, String> {
    let parts: Vec<&str> = text.split(':').collect();
    match parts.as_slice() {
        [source] => Ok((*source).to_owned()),
        [_, target] | [_, target, _] => Ok((*target).to_owned()),
        _ => Err(format!("confusing device mapping, please use long syntax: {text}")),
    }
}

fn port(entry: &Node, path: &Path) -> Name {
    match &entry.value {
        Value::Int(number) => Ok(number.to_string()),
        Value::String(text) => Ok(text.clone()),
        Value::Map(_) => {
            let text = |key: &str| entry.get(key).and_then(Node::as_str);
            let Some(target) = entry.get("target").map(|target| &target.value) else {
                return Err(missing(format!("service ports {} is missing a target port", path.bracketed())));
            };
            let target = scalar_text(target).unwrap_or_default();
            // Docker Compose loses the value of a published port that is written as a number.
            let published = match entry.get("published").map(|published| &published.value) {
                Some(Value::String(text)) => text.as_str(),
                Some(Value::Int(_)) => "a number",
                _ => "",
            };
            let address = text("host_ip").unwrap_or("0.0.0.0");
            Ok(format!("{address}:{published}:{target}/{}", text("protocol").unwrap_or("tcp")))
        }
        Value::Null | Value::Bool(_) | Value::Float(_) | Value::List(_) => Ok(String::new()),
    }
}
