//! The files of variables: `.env`, `env_file` and `label_file`, in Docker Compose's grammar or as `docker run` reads them.

use crate::loader::code::Code;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::diagnostic::Diagnostic;
use super::interpolate::Locator;
use super::interpolate::notes::Notes;
use super::interpolate::template::{self, Lookup, TemplateError};
use super::{go, veil};
use crate::model::span::{SourceFile, Span};

/// What a file sets; of a variable that it sets twice, the last value.
pub(crate) type Variables = BTreeMap<String, String>;

/// One line of such a file.
#[derive(Clone, Debug)]
pub(crate) struct Assigned {
    pub(crate) name: String,
    pub(crate) value: String,
    pub(crate) span: Span,
    /// The variables that the value is made with.
    pub(crate) variables: Vec<String>,
}

/// Where the values of the variables in values come from, besides the lines above.
#[derive(Clone, Copy)]
pub(crate) struct Known<'a> {
    /// Asked before the lines above.
    pub(crate) lookup: Lookup<'a>,
    /// What the files before this one have set: asked last.
    pub(crate) earlier: &'a Variables,
}

/// Reads a file in Docker Compose's grammar. Values may use variables: `lookup` is asked first, then the lines above.
pub(crate) fn parse(file: &Rc<SourceFile>, lookup: Lookup<'_>, notes: &mut Notes) -> Result<Variables, Diagnostic> {
    parse_recorded(file, Known { lookup, earlier: &Variables::new() }, notes, None)
}

/// As [`parse`], and tells every assignment with its place.
pub(crate) fn parse_recorded(
    file: &Rc<SourceFile>,
    known: Known<'_>,
    notes: &mut Notes,
    record: Option<&mut Vec<Assigned>>,
) -> Result<Variables, Diagnostic> {
    let used = Vec::new();
    let (position, statement, grown) = (0, 0, 0);
    let mut parser =
        Parser { file, known, notes, position, statement, variables: Variables::new(), grown, record, used };
    let read = parser.run();
    let statement = parser.statement;
    read.map_err(|Fault { problem, at }| {
        let message = format!("failed to read {}: {problem}", file.path.display());
        Diagnostic::error(Code::InvalidEnvFile, message, Some(veil::place(file, statement, at)))
    })?;
    Ok(parser.variables)
}

/// Reads a file as `docker run --env-file` does (`format: raw`): values are taken as they stand.
pub(crate) fn parse_raw(
    file: &Rc<SourceFile>,
    lookup: Lookup<'_>,
    mut record: Option<&mut Vec<Assigned>>,
) -> Result<Variables, Diagnostic> {
    let mut variables = Variables::new();
    let mut start = 0;
    for line in file.text.split_inclusive('\n') {
        let text = line.trim_end_matches('\n').trim_end_matches('\r').trim_start();
        let begin = start + line.len() - line.trim_start().len();
        let span = || Span { file: file.clone(), start: begin, end: start + line.trim_end().len() };
        let mut set = |name: &str, value: String, used: Vec<String>| {
            if let Some(record) = &mut record {
                record.push(Assigned { name: name.to_owned(), value: value.clone(), span: span(), variables: used });
            }
            variables.insert(name.to_owned(), value);
        };
        let problem = match text.split_once('=') {
            _ if text.is_empty() || text.starts_with('#') => None,
            Some(("", _)) => Some(format!("no variable name on line '{}'", veil::line(text))),
            Some((name, _)) if name.contains([' ', '\t']) => Some(format!("variable '{name}' contains whitespaces")),
            None if text.contains([' ', '\t']) => {
                Some(format!("variable '{}' contains whitespaces", veil::value(text)))
            }
            Some((name, value)) => {
                set(name, value.to_owned(), Vec::new());
                None
            }
            None => {
                if let Some(value) = lookup(text) {
                    set(text, value, vec![text.to_owned()]);
                }
                None
            }
        };
        if let Some(problem) = problem {
            let message = format!("failed to parse env_file {}: {problem}", file.path.display());
            let span = veil::place(file, start, (start, start + line.trim_end().len()));
            return Err(Diagnostic::error(Code::InvalidEnvFile, message, Some(span)));
        }
        start += line.len();
    }
    Ok(variables)
}

struct Parser<'a> {
    file: &'a Rc<SourceFile>,
    known: Known<'a>,
    notes: &'a mut Notes,
    position: usize,
    /// Where the statement that is being read begins.
    statement: usize,
    variables: Variables,
    /// By how many bytes values became longer than they are written.
    grown: usize,
    record: Option<&'a mut Vec<Assigned>>,
    /// The variables in the value that is being read, if there is a record.
    used: Vec<String>,
}

/// What is wrong, and from where to where.
struct Fault {
    problem: String,
    at: (usize, usize),
}

/// A key with what stands behind it.
enum Statement {
    /// A key alone on its line: takes its value from outside.
    Inherited(String),
    Assigned(String),
}

impl Parser<'_> {
    fn run(&mut self) -> Result<(), Fault> {
        while self.skip_to_statement() {
            let start = self.position;
            self.statement = start;
            match self.key()? {
                Statement::Inherited(key) => {
                    if let Some(value) = (self.known.lookup)(&key) {
                        self.used.push(key.clone());
                        self.set(key, value, start);
                    }
                }
                Statement::Assigned(key) => {
                    let value = self.value()?;
                    self.set(key, value, start);
                }
            }
        }
        Ok(())
    }

    fn set(&mut self, name: String, value: String, start: usize) {
        let variables = std::mem::take(&mut self.used);
        if let Some(record) = &mut self.record {
            let end = start + self.file.text[start..self.position].trim_end().len();
            let span = Span { file: self.file.clone(), start, end };
            record.push(Assigned { name: name.clone(), value: value.clone(), span, variables });
        }
        self.variables.insert(name, value);
    }

    fn rest(&self) -> &str {
        &self.file.text[self.position..]
    }

    /// Goes to the next key, over blank lines and comments; false at the end of the file.
    fn skip_to_statement(&mut self) -> bool {
        loop {
            let rest = self.rest();
            let text = rest.trim_start();
            let blank = rest.len() - text.len();
            let comment = if text.starts_with('#') { text.find('\n').unwrap_or(text.len()) } else { 0 };
            let done = comment == 0;
            let more = !text.is_empty();
            self.position += blank + comment;
            if done {
                return more;
            }
        }
    }

    fn key(&mut self) -> Result<Statement, Fault> {
        let start = self.position;
        if let Some(rest) = self.rest().strip_prefix("export").filter(|rest| rest.starts_with(char::is_whitespace)) {
            self.position = self.file.text.len() - rest.trim_start_matches(is_blank).len();
        }
        let rest = self.rest();
        let mut end = None;
        for (at, character) in rest.char_indices() {
            match character {
                '=' | ':' | '\n' => {
                    end = Some((at, character));
                    break;
                }
                '_' | '.' | '-' | '[' | ']' => {}
                other if is_blank(other) || other.is_alphabetic() || other.is_numeric() => {}
                other => {
                    let line = rest.split('\n').next().unwrap_or_default();
                    let name = go::quote(&veil::line(line));
                    let problem = self.at_line(
                        start,
                        &format!("unexpected character {} in variable name {name}", go::quote(&other.to_string())),
                    );
                    let at = self.position + at;
                    return Err(Fault { problem, at: (at, at + other.len_utf8()) });
                }
            }
        }
        // Docker Compose takes the last word of a file, if no newline follows, for the value of a variable without name.
        let Some((length, terminator)) = end else { return Ok(Statement::Assigned(String::new())) };
        let key = rest[..length].trim_end().to_owned();
        let key_end = self.position + key.len();
        if key.contains(' ') {
            let problem = self.at_line(start, "key cannot contain a space");
            return Err(Fault { problem, at: (self.position, key_end) });
        }
        let behind = &rest[length + 1..];
        self.position = self.file.text.len() - behind.trim_start_matches(is_blank).len();
        Ok(if terminator == '\n' { Statement::Inherited(key) } else { Statement::Assigned(key) })
    }

    fn value(&mut self) -> Result<String, Fault> {
        match self.rest().bytes().next() {
            Some(b'\'') => self.quoted('\''),
            Some(b'"') => self.quoted('"'),
            Some(_) | None => self.unquoted(),
        }
    }

    /// To the end of the line or to a comment.
    fn unquoted(&mut self) -> Result<String, Fault> {
        let start = self.position;
        let rest = self.rest();
        let line_length = rest.find('\n').unwrap_or(rest.len());
        let line = &rest[..line_length];
        let value = line.split(" #").next().unwrap_or_default().trim_end().to_owned();
        let after = (line_length + 1).min(rest.len());
        self.position += after;
        self.expand(&value, (start, start + value.len()))
    }

    /// From a quote to the next one that no backslash protects, over lines.
    fn quoted(&mut self, quote: char) -> Result<String, Fault> {
        let start = self.position;
        let rest = self.rest();
        let mut value = String::new();
        let mut characters = rest.char_indices().skip(1);
        while let Some((at, character)) = characters.next() {
            if character == quote {
                self.position += at + 1;
                let place = (start, self.position);
                return if quote == '"' { self.expand(&escapes(&value), place) } else { Ok(value) };
            }
            if character != '\\' {
                value.push(character);
                continue;
            }
            match characters.next() {
                Some((_, escaped)) if escaped == quote => value.push(quote),
                Some((_, other)) => value.extend(['\\', other]),
                None => {}
            }
        }
        let line = rest.lines().next().unwrap_or_default();
        let end = start + line.len();
        let problem = self.at_line(self.file.text.len(), &format!("unterminated quoted value {}", veil::value(line)));
        Err(Fault { problem, at: (start, end) })
    }

    fn expand(&mut self, value: &str, place: (usize, usize)) -> Result<String, Fault> {
        if !value.contains('$') {
            return Ok(value.to_owned());
        }
        if self.record.is_some() {
            template::each_variable(value, |found| self.used.push(found.name.to_owned()));
        }
        let (Known { lookup, earlier }, variables) = (self.known, &self.variables);
        let known = |name: &str| lookup(name).or_else(|| variables.get(name).or_else(|| earlier.get(name)).cloned());
        let span = Span { file: self.file.clone(), start: place.0, end: place.1 };
        let notes = &mut *self.notes;
        let locator = Locator::new(Some(&span), value);
        let unset = &mut |name: &str, at| notes.unset(name, locator.place(at));
        let result = template::substitute(value, &known, unset).and_then(|result| {
            self.grown += result.len().saturating_sub(value.len());
            if self.grown > template::MAX_GROWTH {
                return Err(TemplateError::TooLong { at: 0..value.len() });
            }
            Ok(result)
        });
        result.map_err(|error| {
            let at = locator.place(error.at()).map_or(place, |found| (found.start, found.end));
            let problem = match error {
                TemplateError::Invalid { .. } => format!("Invalid template: {}", go::quote(veil::value(value))),
                TemplateError::Required { name, message, .. } if message.is_empty() => {
                    format!("required variable {name} is missing a value")
                }
                TemplateError::Required { name, message, .. } => {
                    format!("required variable {name} is missing a value: {message}")
                }
                TemplateError::TooLong { .. } => {
                    format!("the values of the variables exceed {} bytes", template::MAX_GROWTH)
                }
            };
            Fault { problem, at }
        })
    }

    fn at_line(&self, offset: usize, problem: &str) -> String {
        format!("line {}: {problem}", self.file.line_column(offset).0)
    }
}

/// White space within a line.
fn is_blank(character: char) -> bool {
    matches!(character, '\t' | '\u{b}' | '\u{c}' | '\r' | ' ' | '\u{85}' | '\u{a0}')
}

/// The escapes of a double-quoted value; `\$` becomes `$$`, which interpolation turns into a dollar. Others stay as text.
fn escapes(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        result.push_str(&rest[..at]);
        let behind = &rest[at + 1..];
        let mut used = 1;
        match behind.bytes().next() {
            Some(b'a') => result.push('\u{7}'),
            Some(b'b') => result.push('\u{8}'),
            Some(b'f') => result.push('\u{c}'),
            Some(b'n') => result.push('\n'),
            Some(b'r') => result.push('\r'),
            Some(b't') => result.push('\t'),
            Some(b'v') => result.push('\u{b}'),
            Some(b'"') => result.push('"'),
            Some(b'\\') => result.push('\\'),
            Some(b'$') => result.push_str("$$"),
            Some(b'0') => {
                let digits = behind[1..].bytes().take(3).take_while(u8::is_ascii_digit).count();
                used += digits;
                octal(&behind[1..=digits], &mut result);
            }
            Some(_) | None => {
                result.push('\\');
                used = 0;
            }
        }
        rest = &behind[used..];
    }
    result.push_str(rest);
    result
}

/// `\0` and three octal digits are a byte; anything else loses its zero, as Docker Compose has it.
fn octal(digits: &str, result: &mut String) {
    let code = u32::from_str_radix(digits, 8).ok().filter(|code| digits.len() == 3 && *code < 256);
    match code.and_then(char::from_u32) {
        Some(character) => result.push(character),
        None => {
            result.push('\\');
            result.push_str(digits);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outside(name: &str) -> Option<String> {
        match name {
            "OS" => Some("os".to_owned()),
            "BOTH" => Some("outer".to_owned()),
            _ => None,
        }
    }

    fn read(text: &str) -> Result<Vec<(String, String)>, String> {
        let file = SourceFile::new("/e", text.to_owned());
        match parse(&file, &outside, &mut Notes::default()) {
            Ok(variables) => Ok(variables.into_iter().collect()),
            Err(fault) => Err(format!("{} @ {}", fault.message, fault.span.unwrap().position())),
        }
    }

    fn raw(text: &str) -> Result<Vec<(String, String)>, String> {
        let file = SourceFile::new("/e", text.to_owned());
        parse_raw(&file, &outside, None).map(|all| all.into_iter().collect()).map_err(|fault| fault.message)
    }

    /// In the order of the keys.
    fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        expected.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn keys() {
        for (text, expected) in [
            ("A=1\nB: 2\n C = 3 \n", &[("A", "1"), ("B", "2"), ("C", "3")][..]),
            ("export A=1\nexport  B=2\nexport\tC=3", &[("A", "1"), ("B", "2"), ("C", "3")]),
            ("# it's \"a\n  # b\nA=1 # c\n", &[("A", "1")]),
            ("1A=x\nÅ=y\na.b-c[0]=z", &[("1A", "x"), ("a.b-c[0]", "z"), ("Å", "y")]),
            ("A\nOS\nB=1", &[("B", "1"), ("OS", "os")]),
            ("A=1\nKEY", &[("", "KEY"), ("A", "1")]),
            ("A=1\nA=2\n=x", &[("", "x"), ("A", "2")]),
            ("A=\r\nB=2\r\n", &[("A", ""), ("B", "2")]),
        ] {
            assert_eq!(read(text), Ok(pairs(expected)), "{text}");
        }
    }

    #[test]
    fn values() {
        for (text, expected) in [
            ("A=a b  ", "a b"),
            ("A=a #b", "a"),
            ("A=a\t#b", "a\t#b"),
            ("A= #x", "#x"),
            ("A=a#b", "a#b"),
            ("A=it's", "it's"),
            ("A=a\\nb\\", "a\\nb\\"),
            ("A=\\$OS", "\\os"),
            ("A='$OS\\n\\' x' # c", "$OS\\n' x"),
            ("A=\"$OS\\n\\\"x\\$OS $$\"", "os\n\"x$OS $"),
            ("A=\"\\a\\b\\f\\r\\v\\0101\\x41\\u0041\\07\\c\"", "\u{7}\u{8}\u{c}\r\u{b}A\\x41\\u0041\\7\\c"),
            ("A=  \"x\"", "x"),
            ("A={\"a\":1,\"b\":[2]}", "{\"a\":1,\"b\":[2]}"),
            ("A=${N:-\"q\"}", "\"q\""),
            ("A=\"l1\nl2\n\nl4\"", "l1\nl2\n\nl4"),
            ("A=1;B=2", "1;B=2"),
        ] {
            assert_eq!(read(text), Ok(pairs(&[("A", expected)])), "{text}");
        }
        assert_eq!(read("B=2\nBOTH=x\nA=$B$BOTH$LATER\n"), Ok(pairs(&[("A", "2outer"), ("B", "2"), ("BOTH", "x")])));
        assert_eq!(read("D='a'b\nE=1"), Ok(pairs(&[("D", "a"), ("E", "1")])));
    }

    #[test]
    fn faults() {
        for (text, expected) in [
            ("A B=1", "failed to read /e: line 1: key cannot contain a space @ /e:1:1"),
            ("A=1\nA@=1", "failed to read /e: line 2: unexpected character \"@\" in variable name \"A@=1\" @ /e:2:2"),
            (
                "\"A\"=1",
                "failed to read /e: line 1: unexpected character \"\\\"\" in variable name \"\\\"A\\\"=1\" @ /e:1:1",
            ),
            ("A='abc\n", "failed to read /e: line 2: unterminated quoted value 'abc @ /e:1:3"),
            ("A=${}", "failed to read /e: Invalid template: \"${}\" @ /e:1:3"),
            ("B=1\nA=x${N:?need}", "failed to read /e: required variable N is missing a value: need @ /e:2:4"),
        ] {
            assert_eq!(read(text), Err(expected.to_owned()), "{text}");
        }
    }

    #[test]
    fn variables_that_double_are_refused() {
        let text = format!("A=x\n{}", "A=$A$A\n".repeat(40));
        let fault = read(&text).unwrap_err();
        assert!(
            fault.starts_with("failed to read /e: the values of the variables exceed 16777216 bytes @ /e:2"),
            "{fault}"
        );
    }

    #[test]
    fn raw_files() {
        assert_eq!(
            raw("A=1\nB='q'\nD=$A\nE=x # y\n F= sp \n# c\nG\nOS\nH=\r\n"),
            Ok(pairs(&[("A", "1"), ("B", "'q'"), ("D", "$A"), ("E", "x # y"), ("F", " sp "), ("H", ""), ("OS", "os")]))
        );
        assert_eq!(raw("B =1"), Err("failed to parse env_file /e: variable 'B ' contains whitespaces".to_owned()));
        assert_eq!(raw("A=1\n=x"), Err("failed to parse env_file /e: no variable name on line '=x'".to_owned()));
    }
}
