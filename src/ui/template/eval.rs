//! Carries a template out.

use std::collections::BTreeMap;

use serde_json::Value;

use super::functions::{self, Mode};
use super::parser::{Base, Command, Node, Operand, Pipeline};
use super::value::{is_true, print, type_name};
use super::{Row, TemplateError, position};

/// What the dot is at the beginning.
#[derive(Clone, Copy)]
pub(super) enum Root<'a> {
    Row(&'a Row),
    /// The titles of a table's columns.
    Titles(&'a BTreeMap<&'static str, &'static str>),
}

/// The dot: the row itself, or a value that `range` or `with` has put there.
#[derive(Clone)]
enum Dot {
    Root,
    Value(Value),
}

pub(super) fn run(source: &str, nodes: &[Node], root: Root<'_>) -> Result<String, TemplateError> {
    let mut run = Run { source, root, out: String::new(), variables: Vec::new() };
    run.nodes(nodes, &Dot::Root)?;
    Ok(run.out)
}

struct Run<'a> {
    source: &'a str,
    root: Root<'a>,
    out: String,
    /// The innermost last.
    variables: Vec<(String, Value)>,
}

impl Run<'_> {
    fn nodes(&mut self, nodes: &[Node], dot: &Dot) -> Result<(), TemplateError> {
        let depth = self.variables.len();
        for node in nodes {
            match node {
                Node::Text(text) => self.out.push_str(text),
                Node::Output(pipeline) => {
                    let value = self.pipeline(pipeline, dot)?;
                    if pipeline.variables.is_empty() {
                        self.out.push_str(&print(&value));
                    }
                }
                Node::If(branches) => self.branches(branches, dot)?,
                Node::Range { over, body, otherwise } => {
                    if self.range(over, body, dot)? == 0 {
                        self.nodes(otherwise, dot)?;
                    }
                }
                Node::With { value, body, otherwise } => {
                    let value = self.pipeline(value, dot)?;
                    if is_true(&value) {
                        self.nodes(body, &Dot::Value(value))?;
                    } else {
                        self.nodes(otherwise, dot)?;
                    }
                }
            }
        }
        self.variables.truncate(depth);
        Ok(())
    }

    fn branches(&mut self, branches: &[(Option<Pipeline>, Vec<Node>)], dot: &Dot) -> Result<(), TemplateError> {
        for (condition, body) in branches {
            let holds = match condition {
                Some(condition) => is_true(&self.pipeline(condition, dot)?),
                None => true,
            };
            if holds {
                return self.nodes(body, dot);
            }
        }
        Ok(())
    }

    /// How many items there were.
    fn range(&mut self, over: &Pipeline, body: &[Node], dot: &Dot) -> Result<usize, TemplateError> {
        let plain = Pipeline { variables: Vec::new(), commands: over.commands.clone() };
        let items: Vec<(Value, Value)> = match self.pipeline(&plain, dot)? {
            Value::Null => Vec::new(),
            Value::Array(items) => items.into_iter().enumerate().map(|(n, item)| (Value::from(n), item)).collect(),
            Value::Object(map) => {
                let sorted: BTreeMap<String, Value> = map.into_iter().collect();
                sorted.into_iter().map(|(key, value)| (Value::String(key), value)).collect()
            }
            other @ (Value::Bool(_) | Value::Number(_) | Value::String(_)) => {
                let operand = &over.commands[0].operands[0];
                return Err(self.error(operand, format!("range can't iterate over {}", print(&other))));
            }
        };
        let count = items.len();
        for (key, item) in items {
            let depth = self.variables.len();
            match over.variables.as_slice() {
                [] => {}
                [only] => self.variables.push((only.clone(), item.clone())),
                [first, second, ..] => {
                    self.variables.push((first.clone(), key));
                    self.variables.push((second.clone(), item.clone()));
                }
            }
            self.nodes(body, &Dot::Value(item))?;
            self.variables.truncate(depth);
        }
        Ok(count)
    }

    fn pipeline(&mut self, pipeline: &Pipeline, dot: &Dot) -> Result<Value, TemplateError> {
        let mut result = None;
        for command in &pipeline.commands {
            result = Some(self.command(command, result, dot)?);
        }
        let value = result.unwrap_or_default();
        for name in &pipeline.variables {
            self.variables.push((name.clone(), value.clone()));
        }
        Ok(value)
    }

    fn command(&mut self, command: &Command, piped: Option<Value>, dot: &Dot) -> Result<Value, TemplateError> {
        let (first, rest) = command.operands.split_first().expect("the parser refuses empty commands");
        if let Some(key) = label_call(first, rest, piped.as_ref()) {
            return Ok(self.label(&key));
        }
        let Base::Function(name) = &first.base else {
            if !rest.is_empty() || piped.is_some() {
                return Err(self.error(first, format!("can't give argument to non-function {}", first.text)));
            }
            return self.operand(first, dot);
        };
        let mut arguments = rest.iter().map(|operand| self.operand(operand, dot)).collect::<Result<Vec<_>, _>>()?;
        arguments.extend(piped);
        let mode = match self.root {
            Root::Row(_) => Mode::Data,
            Root::Titles(_) => Mode::Titles,
        };
        functions::call(name, &arguments, mode)
            .map_err(|message| self.error(first, format!("error calling {name}: {message}")))
    }

    fn operand(&mut self, operand: &Operand, dot: &Dot) -> Result<Value, TemplateError> {
        let (value, fields) = self.base(operand, dot)?;
        fields.iter().try_fold(value, |value, field| match value {
            Value::Object(mut map) => Ok(map.remove(field).unwrap_or_default()),
            other => {
                let message = format!("can't evaluate field {field} in type {}", type_name(&other));
                Err(self.error(operand, message))
            }
        })
    }

    /// The value that an operand begins with, and the fields that are still to be looked up in it.
    fn base<'o>(&mut self, operand: &'o Operand, dot: &Dot) -> Result<(Value, &'o [String]), TemplateError> {
        let fields = operand.fields.as_slice();
        let value = match (&operand.base, dot) {
            (Base::Literal(value), _) | (Base::Dot, Dot::Value(value)) => value.clone(),
            (Base::Function(_), _) => self.command(&Command { operands: vec![operand.clone()] }, None, dot)?,
            (Base::Group(pipeline), _) => self.pipeline(pipeline, dot)?,
            (Base::Variable(name), _) if !name.is_empty() => {
                let found = self.variables.iter().rev().find(|(known, _)| known == name);
                let undefined = || self.error(operand, format!("undefined variable \"${name}\""));
                found.map(|(_, value)| value.clone()).ok_or_else(undefined)?
            }
            (Base::Dot | Base::Variable(_), _) => {
                return match fields.split_first() {
                    Some((first, others)) => Ok((self.root_field(operand, first)?, others)),
                    None => Ok((self.root_value(), fields)),
                };
            }
        };
        Ok((value, fields))
    }

    fn root_field(&self, operand: &Operand, field: &str) -> Result<Value, TemplateError> {
        match self.root {
            Root::Titles(titles) => Ok(titles.get(field).map_or(Value::Null, |title| Value::from(*title))),
            Root::Row(row) => {
                row.fields.get(field).cloned().ok_or_else(|| {
                    self.error(operand, format!("can't evaluate field {field} in type {}", row.type_name))
                })
            }
        }
    }

    /// `{{json .}}`
    fn root_value(&self) -> Value {
        match self.root {
            Root::Row(row) => row.fields.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect(),
            Root::Titles(titles) => {
                titles.iter().map(|(key, title)| ((*key).to_owned(), Value::from(*title))).collect()
            }
        }
    }

    fn label(&self, key: &str) -> Value {
        match self.root {
            Root::Row(row) => Value::String(row.labels.get(key).cloned().unwrap_or_default()),
            // The title of a label is its last part.
            Root::Titles(_) => Value::String(key.rsplit('.').next().unwrap_or_default().replace(['-', '_'], " ")),
        }
    }

    fn error(&self, operand: &Operand, message: String) -> TemplateError {
        let (line, column) = position(self.source, operand.offset);
        TemplateError::Execution { line, column, node: operand.text.clone(), message }
    }
}

/// The key of `.Label "key"`, also with the key from the pipe.
fn label_call(first: &Operand, rest: &[Operand], piped: Option<&Value>) -> Option<String> {
    let on_root = match &first.base {
        Base::Dot => true,
        Base::Variable(name) => name.is_empty(),
        Base::Literal(_) | Base::Function(_) | Base::Group(_) => false,
    };
    if !on_root || first.fields != ["Label"] {
        return None;
    }
    match (rest, piped) {
        ([Operand { base: Base::Literal(Value::String(key)), .. }], None) | ([], Some(Value::String(key))) => {
            Some(key.clone())
        }
        _ => None,
    }
}
