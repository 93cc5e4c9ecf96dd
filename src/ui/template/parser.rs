//! Builds the tree of a template.

use serde_json::Value;

use super::functions;
use super::lexer::{Kind, Piece, Token, pieces};
use super::{TemplateError, position};

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    Text(String),
    Output(Pipeline),
    /// Conditions with their bodies, in order; `else` has none.
    If(Vec<(Option<Pipeline>, Vec<Node>)>),
    Range {
        over: Pipeline,
        body: Vec<Node>,
        otherwise: Vec<Node>,
    },
    With {
        value: Pipeline,
        body: Vec<Node>,
        otherwise: Vec<Node>,
    },
}

/// Commands, each of which gets the result of the one before as its last argument.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Pipeline {
    /// `$a, $b :=`
    pub(super) variables: Vec<String>,
    pub(super) commands: Vec<Command>,
}

/// A function or a method with its arguments, or a single value.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Command {
    pub(super) operands: Vec<Operand>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Operand {
    pub(super) base: Base,
    /// `.A.B` after the base.
    pub(super) fields: Vec<String>,
    pub(super) offset: usize,
    /// As it was written.
    pub(super) text: String,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Base {
    Dot,
    Variable(String),
    Literal(Value),
    Function(String),
    Group(Box<Pipeline>),
}

/// Nesting beyond this is a mistake, and would end in a stack overflow.
const DEEPEST: usize = 64;

pub(super) fn parse(source: &str) -> Result<Vec<Node>, TemplateError> {
    let mut parser = Parser { source, pieces: pieces(source)?.into_iter(), depth: 0 };
    let (nodes, end) = parser.body()?;
    match end {
        End::Source => Ok(nodes),
        End::Keyword { word, offset, .. } => Err(error(source, offset, format!("unexpected {{{{{word}}}}}"))),
    }
}

fn error(source: &str, offset: usize, message: impl Into<String>) -> TemplateError {
    TemplateError::Syntax { line: position(source, offset).0, message: message.into() }
}

struct Parser<'a> {
    source: &'a str,
    pieces: std::vec::IntoIter<Piece>,
    depth: usize,
}

/// What ended a body.
enum End {
    Source,
    /// `end` or `else`, with what stands behind it.
    Keyword {
        word: &'static str,
        rest: Vec<Token>,
        offset: usize,
    },
}

impl Parser<'_> {
    fn body(&mut self) -> Result<(Vec<Node>, End), TemplateError> {
        let mut nodes = Vec::new();
        while let Some(piece) = self.pieces.next() {
            let (offset, mut tokens) = match piece {
                Piece::Text(text) => {
                    nodes.push(Node::Text(text));
                    continue;
                }
                Piece::Action { offset, tokens } => (offset, tokens),
            };
            let keyword = match tokens.first().map(|token| &token.kind) {
                Some(Kind::Word(word)) => word.clone(),
                Some(_) | None => String::new(),
            };
            match keyword.as_str() {
                "end" => return Ok((nodes, End::Keyword { word: "end", rest: tokens.split_off(1), offset })),
                "else" => return Ok((nodes, End::Keyword { word: "else", rest: tokens.split_off(1), offset })),
                "if" | "range" | "with" => {
                    self.depth += 1;
                    if self.depth > DEEPEST {
                        return Err(error(self.source, offset, "max expression depth exceeded"));
                    }
                    let head = self.pipeline(&tokens[1..], offset)?;
                    nodes.push(if keyword == "if" {
                        self.branches(head, offset)?
                    } else {
                        self.block(&keyword, head, offset)?
                    });
                    self.depth -= 1;
                }
                "template" | "define" | "block" | "break" | "continue" => {
                    return Err(error(self.source, offset, format!("{{{{{keyword}}}}} is not supported in formats")));
                }
                _ => nodes.push(Node::Output(self.pipeline(&tokens, offset)?)),
            }
        }
        Ok((nodes, End::Source))
    }

    fn branches(&mut self, head: Pipeline, offset: usize) -> Result<Node, TemplateError> {
        let (body, mut end) = self.body()?;
        let mut branches = vec![(Some(head), body)];
        loop {
            match end {
                End::Keyword { word: "else", rest, offset } => {
                    let condition = match rest.first().map(|token| &token.kind) {
                        Some(Kind::Word(word)) if word == "if" => Some(self.pipeline(&rest[1..], offset)?),
                        Some(_) => return Err(error(self.source, offset, "unexpected text in {{else}}")),
                        None => None,
                    };
                    let (body, next) = self.body()?;
                    branches.push((condition, body));
                    end = next;
                }
                End::Keyword { .. } => return Ok(Node::If(branches)),
                End::Source => return Err(error(self.source, offset, "unexpected EOF")),
            }
        }
    }

    /// `range` and `with`.
    fn block(&mut self, keyword: &str, head: Pipeline, offset: usize) -> Result<Node, TemplateError> {
        let (body, mut end) = self.body()?;
        let mut otherwise = Vec::new();
        if matches!(end, End::Keyword { word: "else", .. }) {
            (otherwise, end) = self.body()?;
        }
        match (end, keyword) {
            (End::Keyword { word: "end", .. }, "range") => Ok(Node::Range { over: head, body, otherwise }),
            (End::Keyword { word: "end", .. }, _) => Ok(Node::With { value: head, body, otherwise }),
            (End::Keyword { offset, .. }, _) => Err(error(self.source, offset, "unexpected {{else}}")),
            (End::Source, _) => Err(error(self.source, offset, "unexpected EOF")),
        }
    }

    fn pipeline(&self, tokens: &[Token], offset: usize) -> Result<Pipeline, TemplateError> {
        Expression { source: self.source, tokens, at: 0, depth: 0 }.whole(offset)
    }
}

/// The tokens of one action.
struct Expression<'a> {
    source: &'a str,
    tokens: &'a [Token],
    at: usize,
    depth: usize,
}

impl Expression<'_> {
    fn whole(mut self, offset: usize) -> Result<Pipeline, TemplateError> {
        let pipeline = self.pipeline(offset)?;
        match self.tokens.get(self.at) {
            None => Ok(pipeline),
            Some(token) => Err(self.unexpected(token)),
        }
    }

    fn unexpected(&self, token: &Token) -> TemplateError {
        let next = self.tokens.iter().map(|other| other.offset).find(|other| *other > token.offset);
        let rest = &self.source[token.offset..next.unwrap_or(self.source.len())];
        let text = rest.split("}}").next().unwrap_or_default().trim_end();
        error(self.source, token.offset, format!("unexpected {text:?} in operand"))
    }

    fn kind(&self, ahead: usize) -> Option<&Kind> {
        self.tokens.get(self.at + ahead).map(|token| &token.kind)
    }

    fn pipeline(&mut self, offset: usize) -> Result<Pipeline, TemplateError> {
        let variables = self.declaration();
        let mut commands = Vec::new();
        loop {
            let operands = self.operands()?;
            if operands.is_empty() {
                return Err(match self.tokens.get(self.at) {
                    Some(token) if token.kind != Kind::Close => self.unexpected(token),
                    Some(_) | None => error(self.source, offset, "missing value for command"),
                });
            }
            commands.push(Command { operands });
            if self.kind(0) != Some(&Kind::Pipe) {
                return Ok(Pipeline { variables, commands });
            }
            self.at += 1;
        }
    }

    /// `$a :=`, `$a =`, `$a, $b :=`
    fn declaration(&mut self) -> Vec<String> {
        let names: Vec<String> = match (self.kind(0), self.kind(1), self.kind(2), self.kind(3)) {
            (Some(Kind::Variable(name)), Some(Kind::Declare | Kind::Assign), _, _) => vec![name.clone()],
            (Some(Kind::Variable(a)), Some(Kind::Comma), Some(Kind::Variable(b)), Some(Kind::Declare)) => {
                vec![a.clone(), b.clone()]
            }
            _ => Vec::new(),
        };
        self.at += names.len() * 2;
        names
    }

    fn operands(&mut self) -> Result<Vec<Operand>, TemplateError> {
        let mut operands: Vec<Operand> = Vec::new();
        while let Some(token) = self.tokens.get(self.at).cloned() {
            let (base, mut fields) = match token.kind {
                Kind::Pipe | Kind::Close => break,
                Kind::Word(word) => (self.word(word, token.offset)?, Vec::new()),
                Kind::Dot => (Base::Dot, Vec::new()),
                Kind::Field(name) => (Base::Dot, vec![name]),
                Kind::Variable(name) => (Base::Variable(name), Vec::new()),
                Kind::Text(text) => (Base::Literal(Value::String(text)), Vec::new()),
                Kind::Number(text) => (Base::Literal(self.number(&text, token.offset)?), Vec::new()),
                Kind::Open => (self.group(token.offset)?, Vec::new()),
                Kind::Comma | Kind::Declare | Kind::Assign => return Err(self.unexpected(&token)),
            };
            self.at += 1;
            while let Some(Token { kind: Kind::Field(name), spaced: false, .. }) = self.tokens.get(self.at) {
                fields.push(name.clone());
                self.at += 1;
            }
            let end = self.tokens.get(self.at).map_or(self.source.len(), |next| next.offset);
            let text = self.source[token.offset..end].split("}}").next().unwrap_or_default();
            let text = text.trim_end_matches('-').trim_end().to_owned();
            operands.push(Operand { base, fields, offset: token.offset, text });
        }
        Ok(operands)
    }

    fn word(&self, word: String, offset: usize) -> Result<Base, TemplateError> {
        match word.as_str() {
            "true" => Ok(Base::Literal(Value::Bool(true))),
            "false" => Ok(Base::Literal(Value::Bool(false))),
            "nil" => Ok(Base::Literal(Value::Null)),
            name if functions::exists(name) => Ok(Base::Function(word)),
            name => Err(error(self.source, offset, format!("function {name:?} not defined"))),
        }
    }

    fn number(&self, text: &str, offset: usize) -> Result<Value, TemplateError> {
        let integer = text.parse::<i64>().ok().map(Value::from);
        let number = integer.or_else(|| text.parse::<f64>().ok().map(Value::from));
        number.ok_or_else(|| error(self.source, offset, format!("bad number syntax: {text:?}")))
    }

    fn group(&mut self, offset: usize) -> Result<Base, TemplateError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(error(self.source, offset, "max expression depth exceeded"));
        }
        self.at += 1;
        let pipeline = self.pipeline(offset)?;
        self.depth -= 1;
        match self.kind(0) {
            Some(Kind::Close) => Ok(Base::Group(Box::new(pipeline))),
            Some(_) | None => Err(error(self.source, offset, "unclosed left paren")),
        }
    }
}
