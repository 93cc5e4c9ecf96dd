//! What one Compose file says of other files, and which values it has itself: what must be known before it goes elsewhere.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::provenance::Recorder;
use super::source::{Disk, Files, ReadError, is_remote};
use super::tree::{Map, Node, Value};
use super::yaml;
use crate::model::span::{SourceFile, Span};

/// Another file, by the words and at the place where it is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mention {
    pub(crate) kind: Kind,
    /// The service that needs it.
    pub(crate) service: String,
    pub(crate) text: String,
    pub(crate) span: Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Environment,
    Labels,
    Extended,
}

/// All that a file mentions, in the order in which it does.
#[derive(Clone, Debug, Default)]
pub(crate) struct Mentions {
    pub(crate) files: Vec<Mention>,
    /// Included files of this machine.
    pub(crate) includes: Vec<String>,
    /// Services with the names of variables whose values are in the file itself.
    pub(crate) literals: Vec<(String, String)>,
    /// Configs whose content is.
    pub(crate) contents: Vec<String>,
}

/// Of a file that loads: what is not as it should be is passed over.
pub(crate) fn mentions(file: &Rc<SourceFile>) -> Mentions {
    let mut mentions = Mentions::default();
    for document in yaml::read(file, &mut Recorder::default()).0 {
        for node in document.get("include").and_then(Node::as_list).into_iter().flatten() {
            let paths = texts(node.get("path").unwrap_or(node));
            mentions.includes.extend(paths.into_iter().map(|(text, _)| text).filter(|text| !is_remote(text)));
        }
        for (name, entry) in section(&document, "services") {
            service(name, &entry.value, &mut mentions);
        }
        for (name, entry) in section(&document, "configs") {
            let content = entry.value.get("content").and_then(Node::as_str);
            mentions.contents.extend(content.filter(|text| !text.contains('$')).map(|_| name.clone()));
        }
    }
    mentions
}

/// The variables that a file uses.
pub(crate) fn variables(file: &Rc<SourceFile>) -> BTreeSet<String> {
    let documents = yaml::read(file, &mut Recorder::default()).0;
    documents.iter().flat_map(|document| super::variables::collect(document).into_keys()).collect()
}

/// A file of this machine, which a mention names.
pub(crate) fn open(path: &std::path::Path) -> Result<Rc<SourceFile>, ReadError> {
    Disk.read(path)
}

fn section<'n>(document: &'n Node, name: &str) -> impl Iterator<Item = (&'n String, &'n super::tree::Entry)> {
    document.get(name).and_then(Node::as_map).into_iter().flat_map(Map::iter)
}

fn service(name: &str, service: &Node, mentions: &mut Mentions) {
    let mut add = |kind, node: &Node| {
        for (text, span) in texts(node).into_iter().filter(|(text, _)| !is_remote(text)) {
            mentions.files.push(Mention { kind, service: name.to_owned(), text, span });
        }
    };
    if let Some(list) = service.get("env_file") {
        match &list.value {
            Value::List(items) => {
                for item in items {
                    add(Kind::Environment, item.get("path").unwrap_or(item));
                }
            }
            _ => add(Kind::Environment, list),
        }
    }
    if let Some(node) = service.get("label_file") {
        add(Kind::Labels, node);
    }
    if let Some(node) = service.get("extends").and_then(|extends| extends.get("file")) {
        add(Kind::Extended, node);
    }
    let Some(environment) = service.get("environment") else { return };
    let mut literal = |key: &str, value: &str| {
        if !value.is_empty() && !value.contains('$') {
            mentions.literals.push((name.to_owned(), key.to_owned()));
        }
    };
    for (key, entry) in environment.as_map().into_iter().flatten() {
        literal(key, &super::walk::scalar_text(&entry.value.value).unwrap_or_default());
    }
    for (key, value) in environment.as_list().into_iter().flatten().filter_map(|item| item.as_str()?.split_once('=')) {
        literal(key, value);
    }
}

/// A text, or a list of them, with their places.
fn texts(node: &Node) -> Vec<(String, Span)> {
    let one = |node: &Node| Some((node.as_str()?.to_owned(), node.span.clone()?));
    match &node.value {
        Value::List(items) => items.iter().filter_map(one).collect(),
        _ => one(node).into_iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_files_and_own_values_are_found_with_their_places() {
        let text = "include: [a.yaml, 'oci://r/x', {path: [b.yaml]}]\n\
            services:\n  web:\n    env_file: [one.env, {path: \"two.env\"}]\n    label_file: l\n    extends: {file: base.yaml, service: x}\n\
            \x20   environment: {A: 1, B: '${B}', C: }\n  db:\n    env_file: three.env\n    environment: [D=x, E]\n\
            \x20   extends: web\nconfigs:\n  c: {content: words}\n  d: {content: '${X}'}\n";
        let file = SourceFile::new("/p/compose.yaml", text.to_owned());
        let mentions = mentions(&file);
        let shown = |mention: &Mention| {
            let written = &text[mention.span.start..mention.span.end];
            format!("{:?} {} {} {written}", mention.kind, mention.service, mention.text)
        };
        let expected = [
            "Environment web one.env one.env",
            "Environment web two.env \"two.env\"",
            "Labels web l l",
            "Extended web base.yaml base.yaml",
            "Environment db three.env three.env",
        ];
        assert_eq!(mentions.files.iter().map(shown).collect::<Vec<_>>(), expected);
        assert_eq!(variables(&file), ["B", "X"].map(str::to_owned).into());
        assert_eq!(mentions.includes, ["a.yaml", "b.yaml"]);
        let pairs = [("web", "A"), ("db", "D")].map(|(service, key)| (service.to_owned(), key.to_owned()));
        assert_eq!((mentions.literals, mentions.contents), (pairs.to_vec(), vec!["c".to_owned()]));
    }
}
