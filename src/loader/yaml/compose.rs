//! Events to documents: nodes in an arena, with their places in bytes, aliases as references.

use crate::loader::code::Code;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::events::{Event, EventKind, Events, Properties, ScalarStyle, SyntaxError, within};
use crate::loader::diagnostic::Diagnostic;
use crate::model::span::{SourceFile, Span};
use crate::model::suggest;

/// Deeper nesting is refused, because every level is a call in the steps that follow.
pub(super) const MAX_DEPTH: usize = 200;

/// More values than any file has that a person or a program writes; a limit because each takes memory and time in all
/// steps that follow. What aliases repeat counts, too.
pub(super) const MAX_NODES: usize = 500_000;

/// A limit because each document is merged over those before.
const MAX_DOCUMENTS: usize = 10_000;

/// Index of a node in its document.
pub(super) type Id = u32;

/// The nodes of one document; nothing is expanded yet. Files may have very many nodes, so each is small: what few have
/// is beside them, and a text that stands in the file is not copied.
#[derive(Debug, Default)]
pub(super) struct Document {
    nodes: Vec<Stored>,
    /// What the collections have, one after the other.
    children: Vec<Id>,
    texts: Vec<Box<str>>,
    tags: BTreeMap<Id, Box<str>>,
    pub(super) root: Id,
}

#[derive(Debug)]
struct Stored {
    kind: StoredKind,
    /// Byte offsets.
    start: u32,
    end: u32,
}

#[derive(Clone, Copy, Debug)]
enum StoredKind {
    /// The text stands in the file.
    Written(ScalarStyle),
    /// Index of the text.
    Text(ScalarStyle, u32),
    /// Where the children begin, and how many there are.
    List(u32, u32),
    /// The same; keys and values take turns.
    Map(u32, u32),
    Alias(Id),
}

/// A node as it is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Raw<'a> {
    pub(super) kind: RawKind<'a>,
    /// Byte offsets.
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) tag: Option<&'a str>,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum RawKind<'a> {
    Scalar {
        value: &'a str,
        style: ScalarStyle,
    },
    List(&'a [Id]),
    /// Keys and values take turns.
    Map(&'a [Id]),
    Alias(Id),
}

impl Document {
    /// A node; `text` is that of the file.
    pub(super) fn node<'a>(&'a self, id: Id, text: &'a str) -> Raw<'a> {
        let Stored { kind, start, end } = &self.nodes[id as usize];
        let (start, end) = (*start as usize, *end as usize);
        let children = |first: u32, count: u32| &self.children[first as usize..][..count as usize];
        let kind = match *kind {
            StoredKind::Written(style) => RawKind::Scalar { value: &text[within(style, start, end)], style },
            StoredKind::Text(style, index) => RawKind::Scalar { value: &self.texts[index as usize], style },
            StoredKind::List(first, count) => RawKind::List(children(first, count)),
            StoredKind::Map(first, count) => RawKind::Map(children(first, count)),
            StoredKind::Alias(target) => RawKind::Alias(target),
        };
        Raw { kind, start, end, tag: self.tags.get(&id).map(|tag| &**tag) }
    }

    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }
}

/// All documents of a file, or the first thing that makes it no YAML.
pub(super) fn documents(file: &Rc<SourceFile>) -> Result<Vec<Document>, Diagnostic> {
    let mut composer = Composer::new(file);
    if u32::try_from(file.text.len()).is_err() {
        return Err(composer.too_large(0, 0, "the file is larger than 4 GiB"));
    }
    for event in Events::new(&file.text) {
        composer.event(event.map_err(|error| composer.syntax(&error))?)?;
    }
    Ok(composer.documents)
}

/// A collection whose end is still to come.
struct Open {
    id: Id,
    /// Where its children begin among those that are pending.
    first: usize,
    is_map: bool,
}

struct Composer<'a> {
    file: &'a Rc<SourceFile>,
    documents: Vec<Document>,
    document: Document,
    anchors: BTreeMap<String, Id>,
    open: Vec<Open>,
    /// The children of all open collections.
    pending: Vec<Id>,
    /// How many nodes the file has so far.
    count: usize,
}

impl<'a> Composer<'a> {
    fn new(file: &'a Rc<SourceFile>) -> Self {
        Self {
            file,
            documents: Vec::new(),
            document: Document::default(),
            anchors: BTreeMap::new(),
            open: Vec::new(),
            pending: Vec::new(),
            count: 0,
        }
    }

    fn event(&mut self, event: Event) -> Result<(), Diagnostic> {
        let Event { kind, start, end } = event;
        match kind {
            EventKind::DocumentStart if self.documents.len() >= MAX_DOCUMENTS => {
                let problem = format!("the file has more than {MAX_DOCUMENTS} documents");
                return Err(self.too_large(start, end, &problem));
            }
            EventKind::DocumentStart => self.anchors.clear(),
            EventKind::DocumentEnd => self.documents.push(std::mem::take(&mut self.document)),
            EventKind::Alias { anchor } => {
                let Some(&target) = self.anchors.get(&anchor) else {
                    return Err(self.undefined(&anchor, start, end));
                };
                self.add(StoredKind::Alias(target), (start, end), Properties::default())?;
            }
            EventKind::Scalar { value, style, properties } => {
                // The end of a block is where the next thing starts.
                let end = if style == ScalarStyle::Block { self.trimmed(start, end) } else { end };
                let kind = match value {
                    None => StoredKind::Written(style),
                    Some(value) => {
                        self.document.texts.push(value.into_boxed_str());
                        StoredKind::Text(style, small(self.document.texts.len() - 1))
                    }
                };
                self.add(kind, (start, end), properties)?;
            }
            EventKind::SequenceStart { properties } => self.begin(false, (start, end), properties)?,
            EventKind::MappingStart { properties } => self.begin(true, (start, end), properties)?,
            EventKind::CollectionEnd => self.close(start, end),
        }
        Ok(())
    }

    fn add(
        &mut self,
        kind: StoredKind,
        (start, end): (usize, usize),
        properties: Properties,
    ) -> Result<Id, Diagnostic> {
        self.count += 1;
        if self.count > MAX_NODES {
            return Err(self.too_large(start, end, &format!("the file has more than {MAX_NODES} values")));
        }
        let id = small(self.document.nodes.len());
        self.document.nodes.push(Stored { kind, start: small(start), end: small(end) });
        if let Some(tag) = properties.tag {
            self.document.tags.insert(id, tag.into_boxed_str());
        }
        if let Some(anchor) = properties.anchor {
            self.anchors.insert(anchor, id);
        }
        if self.open.is_empty() {
            self.document.root = id;
        } else {
            self.pending.push(id);
        }
        Ok(id)
    }

    fn begin(&mut self, is_map: bool, (start, end): (usize, usize), properties: Properties) -> Result<(), Diagnostic> {
        if self.open.len() >= MAX_DEPTH {
            return Err(self.too_large(start, end, &format!("exceeded max depth of {MAX_DEPTH}")));
        }
        // The anchor counts from here on, so that a node that contains itself is noticed.
        let id = self.add(StoredKind::List(0, 0), (start, end), properties)?;
        self.open.push(Open { id, first: self.pending.len(), is_map });
        Ok(())
    }

    fn close(&mut self, start: usize, end: usize) {
        let Some(Open { id, first, is_map }) = self.open.pop() else { return };
        // Only the end of a flow collection has a character of its own; a block ends with its last child.
        let is_flow = end > start && self.file.text[..end].ends_with([']', '}']);
        let last = *self.pending[first..].last().unwrap_or(&id);
        let end = if is_flow { small(end) } else { self.document.nodes[last as usize].end };
        let children = (small(self.document.children.len()), small(self.pending.len() - first));
        self.document.children.extend(self.pending.drain(first..));
        let node = &mut self.document.nodes[id as usize];
        node.end = end;
        node.kind =
            if is_map { StoredKind::Map(children.0, children.1) } else { StoredKind::List(children.0, children.1) };
    }

    fn trimmed(&self, start: usize, end: usize) -> usize {
        start + self.file.text[start..end].trim_end().len()
    }

    fn fault(&self, start: usize, end: usize, problem: &str) -> Diagnostic {
        fault(self.file, start, end, problem)
    }

    fn too_large(&self, start: usize, end: usize, problem: &str) -> Diagnostic {
        Diagnostic { code: Code::TooLarge, ..self.fault(start, end, problem) }
    }

    fn undefined(&self, anchor: &str, start: usize, end: usize) -> Diagnostic {
        let fault = self.fault(start, end, &format!("unknown anchor '{anchor}' referenced"));
        let near = suggest::nearest(anchor, self.anchors.keys().map(String::as_str));
        let help = near.map(|near| format!("did you mean `*{near}`?"));
        Diagnostic { code: Code::UndefinedAnchor, help, ..fault }
    }

    fn syntax(&self, error: &SyntaxError) -> Diagnostic {
        let text = &self.file.text;
        let place = |start: usize| {
            let start = start.min(text.len());
            let length = text[start..].chars().next().filter(|next| *next != '\n').map_or(0, char::len_utf8);
            Span { file: self.file.clone(), start, end: start + length }
        };
        let at = place(error.at);
        let mut fault = self.fault(at.start, at.end, &error.problem);
        if let Some((context, start)) = &error.context
            && *start != error.at
        {
            let begin = place(*start);
            if text[at.start..].trim_end().is_empty() {
                // What is missing at the end of the file is missing where it was opened.
                fault.span = Some(begin);
                fault = fault.with_related(Some(at), "the file ends here");
            } else {
                fault = fault.with_related(Some(begin), context);
            }
        }
        fault.help = hint(&error.problem, text[error.at.min(text.len())..].chars().next()).map(str::to_owned);
        fault
    }
}

fn small(number: usize) -> u32 {
    u32::try_from(number).expect("a longer text is refused, and nothing in it is more than its bytes")
}

/// A fault of the YAML itself, in the words of the Go library.
pub(super) fn fault(file: &Rc<SourceFile>, start: usize, end: usize, problem: &str) -> Diagnostic {
    let (line, _) = file.line_column(start);
    let message = format!("failed to parse {}: yaml: line {line}: {problem}", file.path.display());
    Diagnostic::error(Code::InvalidYaml, message, Some(Span { file: file.clone(), start, end }))
}

/// What to do about the faults that people meet most.
fn hint(problem: &str, culprit: Option<char>) -> Option<&'static str> {
    match problem {
        "found character that cannot start any token" if culprit == Some('\t') => {
            Some("indent with blanks, not with tabs")
        }
        "found character that cannot start any token" => Some("put the value in quotes"),
        "mapping values are not allowed in this context" => {
            Some("a key before this one lacks its colon, or a value with a colon in it lacks its quotes")
        }
        "did not find expected key" => Some("look at the indentation of this line and the ones before it"),
        "found unexpected end of stream" => Some("a quote that was opened is not closed"),
        _ => None,
    }
}
