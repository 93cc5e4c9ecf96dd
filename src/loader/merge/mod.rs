//! How a later file changes an earlier one: a table from places to rules.

pub(super) mod forms;
pub(crate) mod unique;

use super::diagnostic::Diagnostic;
use super::provenance::{Action, NO_INDEX, Recorder};
use super::tree::{Map, Node, Value};
use crate::loader::code::Code;
use crate::model::span::Span;

/// What happens where both sides say something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rule {
    /// Mappings key by key, lists one after the other, scalars by the later one.
    Deep,
    /// The later one counts, even if it is null.
    Replace,
    /// The later one counts, unless it is null.
    ReplaceUnlessNull,
    /// Both sides become lists of `KEY=VALUE`, one after the other; [`unique`] then keeps the last of each key.
    Sequence,
    /// As `Sequence`, but an item that is there already is not added again.
    Hosts,
    /// Options are merged only if both sides mean the same driver.
    Logging,
    /// A text is the context.
    Build,
    /// A list of names is a mapping whose entries have the usual settings.
    Dependencies,
    /// A list of names is a mapping whose entries have no settings.
    Names,
    /// Pools of the same subnet are one.
    Pools,
}

fn rule(path: &[String]) -> Rule {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    match path.as_slice() {
        ["services", _, "command" | "entrypoint"] | ["services", _, "healthcheck", "test"] => Rule::Replace,
        ["services", _, "ulimits", _] | ["services", _, "build", "ulimits", _] => Rule::ReplaceUnlessNull,
        ["services", _, "logging"] => Rule::Logging,
        ["services", _, "build"] => Rule::Build,
        ["services", _, "depends_on"] => Rule::Dependencies,
        ["services", _, "networks" | "models"] => Rule::Names,
        ["services", _, "extra_hosts"] | ["services", _, "build", "extra_hosts"] => Rule::Hosts,
        [
            "services",
            _,
            "annotations" | "dns" | "dns_opt" | "dns_search" | "env_file" | "environment" | "label_file" | "labels"
            | "sysctls" | "tmpfs",
        ]
        | ["services", _, "build", "additional_contexts" | "args" | "labels"]
        | ["services", _, "deploy", "labels"]
        | ["networks" | "volumes", _, "labels"] => Rule::Sequence,
        ["networks", _, "ipam", "config"] => Rule::Pools,
        _ => Rule::Deep,
    }
}

/// Merges a document over the model so far.
pub(crate) fn merge(base: Node, over: Node, recorder: &mut Recorder) -> Result<Node, Box<Diagnostic>> {
    Merge { path: Vec::new(), recorder }.at(base, over)
}

/// Merges the service of this name over the one that it extends.
pub(crate) fn service(name: &str, base: Node, over: Node, recorder: &mut Recorder) -> Result<Node, Box<Diagnostic>> {
    Merge { path: vec!["services".to_owned(), name.to_owned()], recorder }.at(base, over)
}

struct Merge<'a> {
    path: Vec<String>,
    recorder: &'a mut Recorder,
}

impl Merge<'_> {
    fn at(&mut self, base: Node, over: Node) -> Result<Node, Box<Diagnostic>> {
        let rule = rule(&self.path);
        if base.is_null() {
            return Ok(over);
        }
        if over.is_null() && rule != Rule::Replace {
            self.recorder.step(&self.path, Action::Null, base.span.as_ref(), over);
            return Ok(base);
        }
        match rule {
            Rule::Replace | Rule::ReplaceUnlessNull => Ok(self.replace(base, over)),
            Rule::Sequence => Ok(forms::sequence(base, over)),
            Rule::Hosts => Ok(forms::hosts(base, over)),
            Rule::Logging if !forms::same_driver(&base, &over) => Ok(self.replace(base, over)),
            Rule::Deep | Rule::Logging => self.deep(base, over),
            Rule::Build => self.deep(forms::build(base), forms::build(over)),
            Rule::Dependencies => self.deep(forms::dependencies(base), forms::dependencies(over)),
            Rule::Names => self.deep(forms::names(base), forms::names(over)),
            Rule::Pools => self.pools(base, over),
        }
    }

    fn replace(&mut self, base: Node, over: Node) -> Node {
        self.recorder.step(&self.path, Action::Replaced, over.span.as_ref(), base);
        over
    }

    fn deep(&mut self, base: Node, over: Node) -> Result<Node, Box<Diagnostic>> {
        let Node { value, span, tag, plain } = base;
        match (value, over.value) {
            (Value::Map(mut map), Value::Map(other)) => {
                self.mappings(&mut map, other)?;
                Ok(Node { value: Value::Map(map), span, tag, plain })
            }
            (Value::List(mut list), Value::List(other)) => {
                list.extend(other);
                Ok(Node { value: Value::List(list), span, tag, plain })
            }
            (Value::Map(_) | Value::List(_), _) => Err(self.unlike(over.span, span)),
            (earlier, value) => Ok(self.replace(Node { value: earlier, span, tag, plain }, Node { value, ..over })),
        }
    }

    fn mappings(&mut self, map: &mut Map, other: Map) -> Result<(), Box<Diagnostic>> {
        for (key, entry) in other {
            let Some(earlier) = map.get_mut(&key) else {
                map.insert(key, entry);
                continue;
            };
            let base = std::mem::replace(&mut earlier.value, Node::synthetic(Value::Null));
            self.path.push(key);
            earlier.value = self.at(base, entry.value)?;
            self.path.pop();
            if entry.key_span.is_some() {
                earlier.key_span = entry.key_span;
            }
        }
        Ok(())
    }

    /// Pools of the same subnet are merged; others are added.
    fn pools(&mut self, base: Node, over: Node) -> Result<Node, Box<Diagnostic>> {
        let span = base.span.clone();
        let (Value::List(mut list), Value::List(other)) = (base.value, over.value) else {
            return Err(self.unlike(over.span, None));
        };
        for pool in other {
            let subnet = pool.get("subnet").map(|node| node.value.clone());
            let twin = list.iter_mut().find(|earlier| earlier.get("subnet").map(|node| node.value.clone()) == subnet);
            match twin {
                Some(earlier) if subnet.is_some() => {
                    let base = std::mem::replace(earlier, Node::synthetic(Value::Null));
                    self.path.push(NO_INDEX.to_owned());
                    *earlier = self.deep(base, pool)?;
                    self.path.pop();
                }
                _ => list.push(pool),
            }
        }
        Ok(Node { value: Value::List(list), span, tag: None, plain: false })
    }

    fn unlike(&self, over: Option<Span>, base: Option<Span>) -> Box<Diagnostic> {
        let message = format!("cannot override {}", self.path.join("."));
        Box::new(Diagnostic::error(Code::CannotOverride, message, over).with_related(base, "defined here"))
    }
}
