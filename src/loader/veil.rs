//! What errors in files of variables show of them: keys, but no value that might be a password.

use std::rc::Rc;

use crate::model::span::{SourceFile, Span};

/// A value of so many characters protects nothing.
const HARMLESS: usize = 3;
/// A longer key is none, but a line of something else, such as of a private key.
const LONGEST_KEY: usize = 40;
const HIDDEN: &str = "***";

/// A value, in a message.
pub(super) fn value(text: &str) -> &str {
    if is_harmless(text) { text } else { HIDDEN }
}

/// A line, in a message: its key, and what stands behind it.
pub(super) fn line(text: &str) -> String {
    let (key, rest) = text.split_at(key_length(text));
    format!("{key}{}", value(rest))
}

/// Where the fault is, in a copy of the file in which values cannot be read. `begun`: where the statement begins, which is the
/// only one whose key is shown.
pub(super) fn place(file: &Rc<SourceFile>, begun: usize, at: (usize, usize)) -> Span {
    let mut text = String::with_capacity(file.text.len());
    for line in file.text.split_inclusive('\n') {
        let body = line.trim_end_matches(['\n', '\r']);
        let is_statement = text.len() <= begun && begun < text.len() + line.len();
        let (key, rest) = body.split_at(if is_statement { key_length(body) } else { 0 });
        text.push_str(key);
        text.push_str(&cover(rest));
        text.push_str(&line[body.len()..]);
    }
    let shown = text.get(at.0..at.1).map_or(0, |shown| shown.trim_end().len());
    Span { start: at.0, end: at.0 + shown.max(1), file: SourceFile::new(file.path.clone(), text) }
}

fn is_harmless(text: &str) -> bool {
    text.trim_matches([' ', '\t', '"', '\'']).chars().count() <= HARMLESS
}

/// Up to and with the sign behind it; nothing where there is none.
fn key_length(line: &str) -> usize {
    line.find(['=', ':']).filter(|at| *at <= LONGEST_KEY).map_or(0, |at| at + 1)
}

/// As many bytes, so that places stay.
fn cover(text: &str) -> String {
    if is_harmless(text) { text.to_owned() } else { format!("{HIDDEN}{}", " ".repeat(text.len() - HIDDEN.len())) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_hidden_and_places_stay() {
        let file = SourceFile::new("/p/.env", "A=1\nPASS$WORD=\"hünter2\"\r\nhunter2hunter2==\n".to_owned());
        let shown = place(&file, 4, (8, 9));
        assert_eq!(shown.file.text, "A=1\nPASS$WORD=***       \r\n***             \n");
        assert_eq!((shown.start, shown.end, shown.file.text.len()), (8, 9, file.text.len()));
        let unterminated = place(&file, 4, (14, 24));
        assert_eq!(&unterminated.file.text[unterminated.start..unterminated.end], "***");
    }

    #[test]
    fn messages_have_the_key_alone() {
        let cases = [
            ("A@=1", "A@=1"),
            ("PASS WORD=hunter2", "PASS WORD=***"),
            ("=x", "=x"),
            ("hunter2", "***"),
            ("{\"A\": 1}", "{\"A\": 1}"),
            ("MIIEpAIBAAKCAQEAx1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x==", "***"),
        ];
        for (text, expected) in cases {
            assert_eq!(line(text), expected);
        }
        assert_eq!((value("'abc"), value("${N"), value("hunter2")), ("'abc", "${N", "***"));
    }
}
