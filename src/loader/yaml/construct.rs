//! Documents to trees: aliases and merge keys expanded, scalars typed, keys checked. Every value keeps the place where it
//! is written, which is the anchor's for what an alias repeats.

use crate::loader::code::Code;
use std::collections::BTreeSet;
use std::rc::Rc;

use base64::Engine as _;

use super::compose::{Document, Id, MAX_DEPTH, MAX_NODES, Raw, RawKind, fault};
use super::events::ScalarStyle;
use crate::loader::diagnostic::Diagnostic;
use crate::loader::provenance::{Action, Recorder};
use crate::loader::scalar::{self, Timestamp};
use crate::loader::tree::{Entry, Map, Node, Path, Segment, Tag, Value};
use crate::model::span::{SourceFile, Span};

/// What aliases and merge keys may add to a document, besides as much as it has itself.
const MAX_COPIES: usize = 100_000;

/// More findings in one document help nobody; the rest of it is not looked at.
const MAX_FAULTS: usize = 10_000;

/// The tree of a document, as far as it can be understood, and everything that is wrong with it. What cannot be understood
/// is marked in the tree.
pub(super) fn tree(file: &Rc<SourceFile>, document: &Document, recorder: &mut Recorder) -> (Node, Vec<Diagnostic>) {
    let mut constructor = Constructor {
        file,
        document,
        path: Path::default(),
        visiting: Vec::new(),
        aliases: 0,
        copies: 0,
        faults: Vec::new(),
        recorder,
        seen: BTreeSet::new(),
        stopped: false,
    };
    let mut node = constructor.node(document.root);
    if !matches!(node.value, Value::Map(_)) {
        if constructor.faults.is_empty() {
            let message = "top-level object must be a mapping";
            constructor.report(document.root, Diagnostic::error(Code::WrongType, message, node.span.clone()));
        }
        node.value = Value::Map(Map::new());
        node.tag = Some(Tag::Broken);
    }
    if constructor.stopped {
        node.tag = Some(Tag::Broken);
    }
    (node, constructor.faults)
}

struct Constructor<'a> {
    file: &'a Rc<SourceFile>,
    document: &'a Document,
    path: Path,
    /// The collections around the current node, and how long the path was at each.
    visiting: Vec<(Id, usize)>,
    /// How many aliases the current node is inside of.
    aliases: usize,
    copies: usize,
    faults: Vec<Diagnostic>,
    recorder: &'a mut Recorder,
    /// A node that aliases repeat is complained about once.
    seen: BTreeSet<(Id, Code)>,
    stopped: bool,
}

/// What a mapping key turns out to be.
enum Key<'a> {
    Text(&'a str),
    Merge,
    Wrong,
}

impl<'a> Constructor<'a> {
    fn node(&mut self, id: Id) -> Node {
        let raw = self.raw(id);
        let mut node = Node { value: Value::Null, span: Some(self.span(id)), tag: tag(&raw), plain: false };
        if !self.may_go_on(id) {
            return node;
        }
        match raw.kind {
            RawKind::Scalar { value, style } => {
                self.copied_text(value);
                node.plain = style == ScalarStyle::Plain && is_untagged(&raw);
                match self.scalar(id, &raw, value, style) {
                    Some(value) => node.value = value,
                    None => node.tag = Some(Tag::Broken),
                }
            }
            RawKind::Alias(target) => return self.alias(id, target),
            RawKind::List(items) => {
                self.visiting.push((id, self.path.0.len()));
                node.value = Value::List(self.list(items));
                self.visiting.pop();
            }
            RawKind::Map(pairs) => {
                self.visiting.push((id, self.path.0.len()));
                let (map, merged_tag) = self.map(pairs);
                node.value = Value::Map(map);
                node.tag = node.tag.or(merged_tag);
                self.visiting.pop();
            }
        }
        node
    }

    /// Counts what aliases add, and ends the work where it would never end or where the calls become too deep.
    fn may_go_on(&mut self, id: Id) -> bool {
        self.copies += usize::from(self.aliases > 0);
        if !self.stopped && self.copies > (MAX_COPIES + self.document.len()).min(MAX_NODES - self.document.len()) {
            self.stopped = true;
            let message = format!("compose file exceeds maximum node visit limit ({MAX_COPIES})");
            let help = "aliases and merge keys repeat too much";
            self.report(id, Diagnostic::error(Code::TooLarge, message, Some(self.span(id))).with_help(help));
        }
        if !self.stopped && self.visiting.len() > MAX_DEPTH {
            self.stopped = true;
            let raw = self.raw(id);
            let problem = format!("exceeded max depth of {MAX_DEPTH}");
            let fault = fault(self.file, raw.start, raw.end, &problem);
            self.report(id, Diagnostic { code: Code::TooLarge, ..fault });
        }
        !self.stopped
    }

    /// A long text counts as several copies, because it takes as much memory.
    fn copied_text(&mut self, text: &str) {
        if self.aliases > 0 {
            self.copies += text.len() / 256;
        }
    }

    fn alias(&mut self, id: Id, target: Id) -> Node {
        if let Some(&(_, length)) = self.visiting.iter().find(|(open, _)| *open == target) {
            self.cycle(id, target, length);
            return Node { value: Value::Null, span: Some(self.span(id)), tag: Some(Tag::Broken), plain: false };
        }
        self.aliases += 1;
        let node = self.node(target);
        self.aliases -= 1;
        node
    }

    /// Docker Compose notices a cycle one turn later, which its message shows.
    fn cycle(&mut self, id: Id, target: Id, anchor_length: usize) {
        let here = self.path.clone();
        let mut again = here.clone();
        again.0.extend(here.0[anchor_length..].iter().cloned());
        let message = format!(
            "failed to parse {}: cycle detected: node at path {again} references node at path {here}",
            self.file.path.display()
        );
        let start = self.raw(target).start;
        let anchor = Span { file: self.file.clone(), start, end: start };
        let fault = Diagnostic::error(Code::AliasCycle, message, Some(self.span(id)));
        self.report(id, fault.with_related(Some(anchor), "the anchor that contains the alias"));
    }

    fn list(&mut self, items: &[Id]) -> Vec<Node> {
        let mut list = Vec::with_capacity(items.len());
        for (index, &item) in items.iter().enumerate() {
            if self.stopped {
                break;
            }
            self.path.0.push(Segment::Index(index));
            list.push(self.node(item));
            self.path.0.pop();
        }
        list
    }

    /// The map, and the tag that a merged map brings along.
    fn map(&mut self, pairs: &[Id]) -> (Map, Option<Tag>) {
        let mut map = Map::with_capacity(pairs.len() / 2);
        let mut merge: Option<(Id, Id)> = None;
        let mut tag = None;
        for &[key, value] in pairs.as_chunks().0 {
            if self.stopped {
                break;
            }
            match self.key(key) {
                Key::Wrong => tag = Some(Tag::Broken),
                Key::Merge => match merge {
                    None => merge = Some((key, value)),
                    Some((first, _)) => self.duplicate("<<", key, Some(self.span(first))),
                },
                Key::Text(text) => match map.get(text) {
                    Some(Entry { key_span, .. }) => self.duplicate(text, key, key_span.clone()),
                    None => {
                        self.copied_text(text);
                        self.path.0.push(Segment::Key(text.to_owned()));
                        let entry = Entry { key_span: Some(self.span(key)), value: self.node(value) };
                        if let Some(Segment::Key(text)) = self.path.0.pop() {
                            map.insert(text, entry);
                        }
                    }
                },
            }
        }
        let merged_tag = merge.and_then(|(_, source)| self.merge(source, &mut map));
        (map, tag.or(merged_tag))
    }

    /// Adds what `<<` names: one map, or several of which the earlier ones win. The tag of a source counts where the
    /// source is used.
    fn merge(&mut self, source: Id, map: &mut Map) -> Option<Tag> {
        let resolved = self.resolve(source);
        let sources: &[Id] = match self.raw(resolved).kind {
            RawKind::List(items) => items,
            RawKind::Map(_) | RawKind::Scalar { .. } | RawKind::Alias(_) => &[source],
        };
        let mut merged_tag = None;
        for &source in sources {
            if self.stopped {
                break;
            }
            let is_map = matches!(self.raw(self.resolve(source)).kind, RawKind::Map(_));
            if !is_map {
                let raw = self.raw(source);
                let problem = "map merge requires map or sequence of maps as the value";
                self.report(source, fault(self.file, raw.start, raw.end, problem));
                merged_tag = Some(Tag::Broken);
                continue;
            }
            let node = self.node(source);
            merged_tag = merged_tag.or(node.tag.map(|tag| match tag {
                Tag::Reset | Tag::Override => Tag::Override,
                Tag::Broken => Tag::Broken,
            }));
            if let (Value::Map(entries), false) = (node.value, node.tag == Some(Tag::Reset)) {
                for (key, entry) in entries {
                    self.merge_entry(map, key, entry);
                }
            }
        }
        merged_tag
    }

    /// An entry of a merged map comes after the map's own, and only where the map has none. What the map resets itself
    /// shows the merged value again, in place of what earlier files say.
    fn merge_entry(&mut self, map: &mut Map, key: String, entry: Entry) {
        match map.get_mut(&key) {
            None => {
                map.insert(key, entry);
            }
            Some(own) if own.value.tag == Some(Tag::Reset) && entry.value.tag != Some(Tag::Reset) => {
                *own = entry;
                own.value.tag = Some(Tag::Override);
            }
            Some(own) => {
                self.path.0.push(Segment::Key(key));
                self.recorder.step_at(&self.path, Action::OwnKey, own.value.span.as_ref(), entry.value);
                self.path.0.pop();
            }
        }
    }

    fn resolve(&self, id: Id) -> Id {
        match self.raw(id).kind {
            RawKind::Alias(target) => target,
            RawKind::Scalar { .. } | RawKind::List(_) | RawKind::Map(_) => id,
        }
    }

    fn key(&mut self, id: Id) -> Key<'a> {
        let raw = self.raw(self.resolve(id));
        let RawKind::Scalar { value, style } = raw.kind else {
            let raw = self.raw(id);
            let problem = "invalid map key: a list or a mapping cannot be a key";
            let fault = fault(self.file, raw.start, raw.end, problem);
            self.report(id, Diagnostic { code: Code::NonStringKey, ..fault });
            return Key::Wrong;
        };
        let plain = style == ScalarStyle::Plain && is_untagged(&raw);
        if value == "<<" && (plain || raw.tag == Some("tag:yaml.org,2002:merge")) {
            return Key::Merge;
        }
        if is_untagged(&raw) && !plain {
            return Key::Text(value);
        }
        let Some(typed) = self.scalar(id, &raw, value, style) else { return Key::Wrong };
        let written = match typed {
            // Dates are text by now, in other words.
            Value::String(text) if text == value => return Key::Text(value),
            Value::String(text) => text,
            Value::Null => "<nil>".to_owned(),
            Value::Bool(value) => value.to_string(),
            Value::Int(value) => value.to_string(),
            Value::Float(value) => crate::model::float::to_text(value),
            Value::List(_) | Value::Map(_) => return Key::Wrong,
        };
        let place =
            if self.path.0.is_empty() { "at top level".to_owned() } else { format!("in {}", go_path(&self.path)) };
        let message = format!("non-string key {place}: {written}");
        let help = format!("put the key in quotes: \"{value}\"");
        self.report(id, Diagnostic::error(Code::NonStringKey, message, Some(self.span(id))).with_help(help));
        Key::Wrong
    }

    fn duplicate(&mut self, key: &str, id: Id, first: Option<Span>) {
        let line = |offset| self.file.line_column(offset).0;
        let (again, before) = (line(self.raw(id).start), first.as_ref().map_or(0, |span| line(span.start)));
        let file = self.file.path.display();
        let message =
            format!("failed to parse {file}: line {again}: mapping key \"{key}\" already defined at line {before}");
        let fault = Diagnostic::error(Code::DuplicateKey, message, Some(self.span(id)));
        self.report(id, fault.with_related(first, "first defined here"));
    }

    /// Nothing, if the text is not what its tag says.
    fn scalar(&mut self, id: Id, raw: &Raw<'_>, text: &str, style: ScalarStyle) -> Option<Value> {
        let string = || Value::String(text.to_owned());
        let Some(tag) = raw.tag.filter(|tag| *tag != "!") else {
            if style != ScalarStyle::Plain {
                return Some(string());
            }
            return match scalar::resolve(text) {
                Value::String(text) => Some(Value::String(self.date(&text).unwrap_or(text))),
                Value::Float(value) if !value.is_finite() => {
                    self.not_finite(id, text, value);
                    None
                }
                other => Some(other),
            };
        };
        let Some(kind) = tag.strip_prefix("tag:yaml.org,2002:") else { return Some(string()) };
        let value = match (kind, scalar::resolve(text)) {
            ("int", Value::Int(value)) => Some(Value::Int(value)),
            #[expect(clippy::cast_precision_loss, reason = "the file asks for a float")]
            ("float", Value::Int(value)) => Some(Value::Float(value as f64)),
            ("float", Value::Float(value)) => Some(Value::Float(value)),
            ("bool", Value::Bool(value)) => Some(Value::Bool(value)),
            ("null", Value::Null) => Some(Value::Null),
            ("timestamp", _) => self.date(text).map(Value::String),
            ("binary", _) => {
                let compact: String = text.split_whitespace().collect();
                let bytes = base64::engine::general_purpose::STANDARD.decode(compact).ok();
                bytes.map(|bytes| Value::String(String::from_utf8_lossy(&bytes).into_owned()))
            }
            ("int" | "float" | "bool" | "null", _) => None,
            _ => Some(string()),
        };
        if value.is_none() {
            let problem = format!("cannot decode !!str `{text}` as a !!{kind}");
            let fault = fault(self.file, raw.start, raw.end, &problem);
            self.report(id, Diagnostic { code: Code::WrongType, ..fault });
        }
        value
    }

    /// Docker Compose checks files as JSON, which has no such numbers.
    fn not_finite(&mut self, id: Id, text: &str, value: f64) {
        let name = match value {
            value if value.is_nan() => "NaN",
            value if value > 0.0 => "+Inf",
            _ => "-Inf",
        };
        let message = format!("validating {}: json: unsupported value: {name}", self.file.path.display());
        let help = format!("put the text in quotes: \"{text}\"");
        self.report(id, Diagnostic::error(Code::NotFinite, message, Some(self.span(id))).with_help(help));
    }

    /// What Docker Compose makes of a date: its full form in an extension, another one elsewhere.
    fn date(&self, text: &str) -> Option<String> {
        let date = Timestamp::parse(text)?;
        Some(if is_extension(&self.path) { date.rfc3339() } else { date.text() })
    }

    fn raw(&self, id: Id) -> Raw<'a> {
        self.document.node(id, &self.file.text)
    }

    fn span(&self, id: Id) -> Span {
        let raw = self.raw(id);
        Span { file: self.file.clone(), start: raw.start, end: raw.end }
    }

    fn report(&mut self, id: Id, fault: Diagnostic) {
        if self.seen.insert((id, fault.code)) {
            self.faults.push(fault);
            self.stopped |= self.faults.len() >= MAX_FAULTS;
        }
    }
}

fn tag(raw: &Raw<'_>) -> Option<Tag> {
    match raw.tag {
        Some("!reset") => Some(Tag::Reset),
        Some("!override") => Some(Tag::Override),
        Some(_) | None => None,
    }
}

/// Without a tag, or with the one that means none.
fn is_untagged(raw: &Raw<'_>) -> bool {
    raw.tag.is_none_or(|tag| tag == "!")
}

/// The form of a path in Go's message: `services.a[0]`.
fn go_path(path: &Path) -> String {
    let mut text = String::new();
    for segment in &path.0 {
        match segment {
            Segment::Key(key) if text.is_empty() => text.push_str(key),
            Segment::Key(key) => text = format!("{text}.{key}"),
            Segment::Index(index) => text = format!("{text}[{index}]"),
        }
    }
    text
}

/// Whether a path leads into an `x-…` value. Below the maps whose keys are the user's own, `x-` means nothing.
fn is_extension(path: &Path) -> bool {
    const USER_KEYED: [&str; 18] = [
        "services",
        "networks",
        "volumes",
        "configs",
        "secrets",
        "models",
        "labels",
        "environment",
        "args",
        "annotations",
        "sysctls",
        "driver_opts",
        "options",
        "depends_on",
        "ulimits",
        "extra_hosts",
        "additional_contexts",
        "storage_opt",
    ];
    let mut parent = "";
    path.0.iter().any(|segment| {
        let Segment::Key(key) = segment else { return false };
        let found = key.starts_with("x-") && !USER_KEYED.contains(&parent);
        parent = key;
        found
    })
}
