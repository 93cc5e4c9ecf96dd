//! Templates for `--format`, in the language of Go's `text/template` as far as formats use it: fields, pipelines,
//! functions, `if`, `range`, `with`, variables.

mod eval;
mod functions;
mod lexer;
mod parser;
mod printf;
mod value;

use std::collections::BTreeMap;

use serde_json::Value;

use parser::Node;

/// What is wrong with a template. The texts are Go's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TemplateError {
    #[error("template parsing error: template: :{line}: {message}")]
    Syntax { line: usize, message: String },
    #[error("template parsing error: template: :{line}:{column}: executing \"\" at <{node}>: {message}")]
    Execution { line: usize, column: usize, node: String, message: String },
}

/// One thing to be shown: its fields by name, and what `.Label "key"` finds.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Row {
    /// The type's name in error messages: `*formatter.ContainerContext`.
    pub(crate) type_name: &'static str,
    pub(crate) fields: BTreeMap<&'static str, Value>,
    pub(crate) labels: BTreeMap<String, String>,
}

/// A parsed template.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Template {
    source: String,
    nodes: Vec<Node>,
}

impl Template {
    pub(crate) fn parse(source: &str) -> Result<Self, TemplateError> {
        let nodes = parser::parse(source)?;
        Ok(Self { source: source.to_owned(), nodes })
    }

    pub(crate) fn render(&self, row: &Row) -> Result<String, TemplateError> {
        eval::run(&self.source, &self.nodes, eval::Root::Row(row))
    }

    /// The line of titles above a table: fields stand for their titles, functions leave them alone.
    pub(crate) fn render_header(&self, titles: &BTreeMap<&'static str, &'static str>) -> Result<String, TemplateError> {
        eval::run(&self.source, &self.nodes, eval::Root::Titles(titles))
    }
}

/// Line (from 1) and column (from 0, as Go counts it) of a byte in a text.
fn position(source: &str, offset: usize) -> (usize, usize) {
    let before = &source[..offset.min(source.len())];
    let line = before.matches('\n').count() + 1;
    let column = before.rfind('\n').map_or(before.len(), |at| before.len() - at - 1);
    (line, column)
}

#[cfg(test)]
mod tests;
