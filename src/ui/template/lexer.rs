//! Cuts a template into texts and actions, and actions into tokens.

use super::{TemplateError, position};

/// A stretch of a template.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Piece {
    Text(String),
    Action { offset: usize, tokens: Vec<Token> },
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) offset: usize,
    /// White space stands before it: `.A .B` are two operands, `.A.B` is one.
    pub(super) spaced: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    /// A function or a keyword.
    Word(String),
    Dot,
    /// `.Name`
    Field(String),
    /// `$` or `$name`
    Variable(String),
    Text(String),
    Number(String),
    Pipe,
    Comma,
    /// `:=`
    Declare,
    /// `=`
    Assign,
    Open,
    Close,
}

pub(super) fn pieces(source: &str) -> Result<Vec<Piece>, TemplateError> {
    let mut pieces = Vec::new();
    let mut at = 0;
    let mut trim_next = false;
    while at < source.len() {
        let start = source[at..].find("{{").map_or(source.len(), |found| at + found);
        let trims_before = source[start..].starts_with("{{- ") || source[start..].starts_with("{{-\n");
        let mut text = &source[at..start];
        if trim_next {
            text = text.trim_start();
        }
        if trims_before {
            text = text.trim_end();
        }
        if !text.is_empty() {
            pieces.push(Piece::Text(text.to_owned()));
        }
        if start == source.len() {
            break;
        }
        let inner = start + if trims_before { 3 } else { 2 };
        let lexed = Action { source, at: inner }.lex()?;
        if let Some(tokens) = lexed.tokens {
            pieces.push(Piece::Action { offset: inner, tokens });
        }
        (at, trim_next) = (lexed.end, lexed.trims_after);
    }
    Ok(pieces)
}

struct Action<'a> {
    source: &'a str,
    at: usize,
}

struct Lexed {
    /// `None`: a comment.
    tokens: Option<Vec<Token>>,
    /// The byte after the action.
    end: usize,
    /// It ends with ` -}}`.
    trims_after: bool,
}

impl Action<'_> {
    fn rest(&self) -> &str {
        &self.source[self.at..]
    }

    fn error(&self, message: impl Into<String>) -> TemplateError {
        TemplateError::Syntax { line: position(self.source, self.at).0, message: message.into() }
    }

    fn lex(mut self) -> Result<Lexed, TemplateError> {
        if self.rest().trim_start().starts_with("/*") {
            return self.comment();
        }
        let mut tokens = Vec::new();
        loop {
            let blanks = self.rest().len() - self.rest().trim_start().len();
            self.at += blanks;
            for (mark, trims_after) in [("-}}", true), ("}}", false)] {
                // The trimming mark needs its blank, or it would be a minus sign.
                if self.rest().starts_with(mark) && (!trims_after || blanks > 0) {
                    return Ok(Lexed { tokens: Some(tokens), end: self.at + mark.len(), trims_after });
                }
            }
            if self.rest().is_empty() {
                return Err(self.error("unclosed action"));
            }
            let offset = self.at;
            let kind = self.token()?;
            tokens.push(Token { kind, offset, spaced: blanks > 0 || tokens.is_empty() });
        }
    }

    fn comment(mut self) -> Result<Lexed, TemplateError> {
        let Some(end) = self.rest().find("*/") else { return Err(self.error("unclosed comment")) };
        self.at += end + 2;
        for (mark, trims_after) in [(" -}}", true), ("}}", false)] {
            if self.rest().starts_with(mark) {
                return Ok(Lexed { tokens: None, end: self.at + mark.len(), trims_after });
            }
        }
        Err(self.error("comment ends before closing delimiter"))
    }

    fn token(&mut self) -> Result<Kind, TemplateError> {
        let rest = self.rest();
        let first = rest.chars().next().expect("the caller has checked that something is left");
        let second = rest[first.len_utf8()..].chars().next();
        let simple = match first {
            '|' => Some((1, Kind::Pipe)),
            ',' => Some((1, Kind::Comma)),
            '(' => Some((1, Kind::Open)),
            ')' => Some((1, Kind::Close)),
            ':' if second == Some('=') => Some((2, Kind::Declare)),
            '=' => Some((1, Kind::Assign)),
            _ => None,
        };
        if let Some((length, kind)) = simple {
            self.at += length;
            return Ok(kind);
        }
        match first {
            '"' | '`' => self.text(first),
            '.' if second.is_some_and(is_word_start) => {
                self.at += 1;
                Ok(Kind::Field(self.word()))
            }
            '.' if !second.is_some_and(|c| c.is_ascii_digit()) => {
                self.at += 1;
                Ok(Kind::Dot)
            }
            '$' => {
                self.at += 1;
                let name = if second.is_some_and(is_word_start) { self.word() } else { String::new() };
                Ok(Kind::Variable(name))
            }
            c if is_word_start(c) => Ok(Kind::Word(self.word())),
            c if c.is_ascii_digit() || c == '-' || c == '+' || c == '.' => {
                let length = rest[1..].find(|c: char| !c.is_ascii_alphanumeric() && c != '.' && c != '_');
                let number = rest[..length.map_or(rest.len(), |length| length + 1)].to_owned();
                self.at += number.len();
                Ok(Kind::Number(number))
            }
            other => Err(self.error(format!("unexpected {other:?} in command"))),
        }
    }

    fn word(&mut self) -> String {
        let rest = self.rest();
        let end = rest.find(|c: char| !(c == '_' || c.is_alphanumeric())).unwrap_or(rest.len());
        let word = rest[..end].to_owned();
        self.at += end;
        word
    }

    fn text(&mut self, quote: char) -> Result<Kind, TemplateError> {
        let mut text = String::new();
        let mut chars = self.rest()[1..].char_indices();
        while let Some((at, c)) = chars.next() {
            match c {
                c if c == quote => {
                    self.at += 1 + at + 1;
                    return Ok(Kind::Text(text));
                }
                '\n' if quote == '"' => break,
                '\\' if quote == '"' => match chars.next() {
                    Some((_, 'n')) => text.push('\n'),
                    Some((_, 't')) => text.push('\t'),
                    Some((_, 'r')) => text.push('\r'),
                    Some((_, escaped @ ('"' | '\\' | '\''))) => text.push(escaped),
                    Some((_, other)) => return Err(self.error(format!("unknown escape \\{other} in quoted string"))),
                    None => break,
                },
                c => text.push(c),
            }
        }
        Err(self.error(if quote == '"' { "unterminated quoted string" } else { "unterminated raw quoted string" }))
    }
}

fn is_word_start(c: char) -> bool {
    c == '_' || c.is_alphabetic()
}
