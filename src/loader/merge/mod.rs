//! How a later file changes an earlier one: a table from places to rules.

pub(super) mod forms;
pub(crate) mod unique;

use super::diagnostic::Diagnostic;
use super::provenance::{Action, NO_INDEX, Recorder};
use super::tree::{Map, Node, Tag, Value};
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
        ["services", _, "ulimits", _] => Rule::ReplaceUnlessNull,
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

/// Whether a list at this path counts as a whole, and is never made longer.
pub(crate) fn is_whole(path: &[String]) -> bool {
    rule(path) == Rule::Replace
}

/// Merges a document over the model so far. Where the two are of unlike kinds, the earlier one stays and is marked.
pub(crate) fn merge(base: Node, over: Node, recorder: &mut Recorder, faults: &mut Vec<Diagnostic>) -> Node {
    Merge { path: Vec::new(), recorder, faults }.at(base, over)
}

/// Merges the service of this name over the one that it extends.
pub(crate) fn service(
    name: &str,
    (base, over): (Node, Node),
    recorder: &mut Recorder,
    faults: &mut Vec<Diagnostic>,
) -> Node {
    Merge { path: vec!["services".to_owned(), name.to_owned()], recorder, faults }.at(base, over)
}

struct Merge<'a> {
    path: Vec<String>,
    recorder: &'a mut Recorder,
    faults: &'a mut Vec<Diagnostic>,
}

impl Merge<'_> {
    fn at(&mut self, base: Node, over: Node) -> Node {
        let rule = rule(&self.path);
        if base.is_null() {
            let is_whole = matches!(over.value, Value::Map(_) | Value::List(_));
            return if is_whole { over.broken_as(&base) } else { over };
        }
        if over.is_null() && rule != Rule::Replace {
            let base = base.broken_as(&over);
            self.recorder.step(&self.path, Action::Null, base.span.as_ref(), over);
            return base;
        }
        match rule {
            Rule::Replace | Rule::ReplaceUnlessNull => self.replace(base, over),
            Rule::Sequence => forms::sequence(base, over),
            Rule::Hosts => forms::hosts(base, over),
            Rule::Logging if !forms::same_driver(&base, &over) => self.replace(base, over),
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

    fn deep(&mut self, base: Node, over: Node) -> Node {
        let mut base = base.broken_as(&over);
        match (&mut base.value, over.value) {
            (Value::Map(map), Value::Map(other)) => self.mappings(map, other),
            (Value::List(list), Value::List(other)) => list.extend(other),
            (Value::Map(_) | Value::List(_), _) => self.unlike(&mut base, over.span),
            (_, value) => return self.replace(base, Node { value, ..over }),
        }
        base
    }

    fn mappings(&mut self, map: &mut Map, other: Map) {
        for (key, entry) in other {
            let Some(earlier) = map.get_mut(&key) else {
                map.insert(key, entry);
                continue;
            };
            let base = std::mem::replace(&mut earlier.value, Node::synthetic(Value::Null));
            self.path.push(key);
            earlier.value = self.at(base, entry.value);
            self.path.pop();
            if entry.key_span.is_some() {
                earlier.key_span = entry.key_span;
            }
        }
    }

    /// Pools of the same subnet are merged; others are added.
    fn pools(&mut self, base: Node, over: Node) -> Node {
        let mut base = base.broken_as(&over);
        let (Value::List(list), Value::List(other)) = (&mut base.value, over.value) else {
            self.unlike(&mut base, over.span);
            return base;
        };
        for pool in other {
            let subnet = pool.get("subnet").map(|node| node.value.clone());
            let twin = list.iter_mut().find(|earlier| earlier.get("subnet").map(|node| node.value.clone()) == subnet);
            match twin {
                Some(earlier) if subnet.is_some() => {
                    let base = std::mem::replace(earlier, Node::synthetic(Value::Null));
                    self.path.push(NO_INDEX.to_owned());
                    *earlier = self.deep(base, pool);
                    self.path.pop();
                }
                _ => list.push(pool),
            }
        }
        base
    }

    fn unlike(&mut self, base: &mut Node, over: Option<Span>) {
        let message = format!("cannot override {}", self.path.join("."));
        let fault = Diagnostic::error(Code::CannotOverride, message, over);
        self.faults.push(fault.with_related(base.span.clone(), "defined here"));
        base.tag = Some(Tag::Broken);
    }
}
