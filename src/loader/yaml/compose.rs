//! Events to documents: nodes in an arena, with their places in bytes, aliases as references.

use crate::loader::code::Code;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::events::{Event, EventKind, Events, Properties, ScalarStyle, SyntaxError};
use crate::loader::diagnostic::Diagnostic;
use crate::loader::suggest;
use crate::model::span::{SourceFile, Span};

/// Deeper nesting is refused, because every level is a call in the steps that follow.
pub(super) const MAX_DEPTH: usize = 200;

/// Index of a node in its document.
pub(super) type Id = usize;

/// The nodes of one document; nothing is expanded yet.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) nodes: Vec<Raw>,
    pub(super) root: Id,
}

#[derive(Debug)]
pub(super) struct Raw {
    pub(super) kind: RawKind,
    /// Byte offsets.
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) tag: Option<String>,
}

#[derive(Debug)]
pub(super) enum RawKind {
    Scalar { value: String, style: ScalarStyle },
    List(Vec<Id>),
    Map(Vec<(Id, Id)>),
    Alias(Id),
}

/// All documents of a file, or the first thing that makes it no YAML.
pub(super) fn documents(file: &Rc<SourceFile>) -> Result<Vec<Document>, Diagnostic> {
    let mut composer = Composer::new(file);
    for event in Events::new(&file.text) {
        composer.event(event.map_err(|error| composer.syntax(&error))?)?;
    }
    Ok(composer.documents)
}

/// A collection whose end is still to come.
struct Open {
    id: Id,
    children: Vec<Id>,
    is_map: bool,
}

struct Composer<'a> {
    file: &'a Rc<SourceFile>,
    documents: Vec<Document>,
    nodes: Vec<Raw>,
    anchors: BTreeMap<String, Id>,
    open: Vec<Open>,
    root: Id,
}

impl<'a> Composer<'a> {
    fn new(file: &'a Rc<SourceFile>) -> Self {
        Self { file, documents: Vec::new(), nodes: Vec::new(), anchors: BTreeMap::new(), open: Vec::new(), root: 0 }
    }

    fn event(&mut self, event: Event) -> Result<(), Diagnostic> {
        let Event { kind, start, end } = event;
        match kind {
            EventKind::DocumentStart => self.anchors.clear(),
            EventKind::DocumentEnd => {
                let nodes = std::mem::take(&mut self.nodes);
                self.documents.push(Document { nodes, root: self.root });
            }
            EventKind::Alias { anchor } => {
                let Some(&target) = self.anchors.get(&anchor) else {
                    return Err(self.undefined(&anchor, start, end));
                };
                self.add(Raw { kind: RawKind::Alias(target), start, end, tag: None }, None);
            }
            EventKind::Scalar { value, style, properties } => {
                // The end of a block is where the next thing starts.
                let end = if style == ScalarStyle::Block { self.trimmed(start, end) } else { end };
                let kind = RawKind::Scalar { value, style };
                self.add(Raw { kind, start, end, tag: properties.tag }, properties.anchor);
            }
            EventKind::SequenceStart { properties } => {
                self.begin(Raw { kind: RawKind::List(Vec::new()), start, end, tag: None }, properties)?;
            }
            EventKind::MappingStart { properties } => {
                self.begin(Raw { kind: RawKind::Map(Vec::new()), start, end, tag: None }, properties)?;
            }
            EventKind::CollectionEnd => self.close(start, end),
        }
        Ok(())
    }

    fn add(&mut self, raw: Raw, anchor: Option<String>) -> Id {
        let id = self.nodes.len();
        self.nodes.push(raw);
        if let Some(anchor) = anchor {
            self.anchors.insert(anchor, id);
        }
        match self.open.last_mut() {
            Some(open) => open.children.push(id),
            None => self.root = id,
        }
        id
    }

    fn begin(&mut self, mut raw: Raw, properties: Properties) -> Result<(), Diagnostic> {
        if self.open.len() >= MAX_DEPTH {
            let fault = self.fault(raw.start, raw.end, &format!("exceeded max depth of {MAX_DEPTH}"));
            return Err(Diagnostic { code: Code::TooLarge, ..fault });
        }
        raw.tag = properties.tag;
        let is_map = matches!(raw.kind, RawKind::Map(_));
        // The anchor counts from here on, so that a node that contains itself is noticed.
        let id = self.add(raw, properties.anchor);
        self.open.push(Open { id, children: Vec::new(), is_map });
        Ok(())
    }

    fn close(&mut self, start: usize, end: usize) {
        let Some(Open { id, children, is_map }) = self.open.pop() else { return };
        // Only the end of a flow collection has a character of its own; a block ends with its last child.
        let is_flow = end > start && self.file.text[..end].ends_with([']', '}']);
        let last = children.last().map_or(self.nodes[id].end, |&child| self.nodes[child].end);
        self.nodes[id].end = if is_flow { end } else { last };
        self.nodes[id].kind = if is_map {
            RawKind::Map(children.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect())
        } else {
            RawKind::List(children)
        };
    }

    fn trimmed(&self, start: usize, end: usize) -> usize {
        start + self.file.text[start..end].trim_end().len()
    }

    fn fault(&self, start: usize, end: usize, problem: &str) -> Diagnostic {
        fault(self.file, start, end, problem)
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
