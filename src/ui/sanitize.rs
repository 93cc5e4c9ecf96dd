//! Makes text from outside harmless before it goes to a terminal: no sequence in it may move the cursor, change the
//! title or reorder what is read.

use std::borrow::Cow;

/// A message: control characters (but newline and tab) and bidirectional controls become visible escapes.
pub(crate) fn message(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| is_dangerous(c) && c != '\n') {
        return Cow::Borrowed(text);
    }
    let mut clean = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if is_dangerous(c) && c != '\n' {
            escape(c, &mut clean);
        } else {
            clean.push(c);
        }
    }
    Cow::Owned(clean)
}

/// A line of a container's output: colours stay where they are wanted (and end with the line), of what was overwritten
/// by a carriage return only the last text stays, every other control is dropped.
pub(crate) fn log_line(line: &[u8], colors: bool) -> String {
    let text = String::from_utf8_lossy(line);
    let text = text.trim_end_matches('\r');
    let text = text.rsplit('\r').next().unwrap_or(text);
    let mut clean = String::with_capacity(text.len());
    let mut colored = false;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if c == '\x1b' {
            let length = sequence_length(rest);
            let sequence = &rest[..length];
            if colors && is_color(sequence) {
                clean.push_str(sequence);
                colored = true;
            }
            rest = &rest[length..];
            continue;
        }
        if !is_dangerous(c) {
            clean.push(c);
        }
        rest = &rest[c.len_utf8()..];
    }
    if colored {
        clean.push_str("\x1b[0m");
    }
    clean
}

/// Controls other than the tab, and characters that change the direction of reading.
fn is_dangerous(c: char) -> bool {
    (c.is_control() && c != '\t')
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn escape(c: char, out: &mut String) {
    use std::fmt::Write;
    let written = match u32::from(c) {
        code @ 0..=0xff => write!(out, "\\x{code:02x}"),
        code => write!(out, "\\u{code:04x}"),
    };
    written.expect("writing to a string cannot fail");
}

/// How many bytes the escape sequence at the start of `text` has.
fn sequence_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    match bytes.get(1) {
        // Control sequence: parameters, then one final byte.
        Some(b'[') => {
            let parameters = bytes[2..].iter().take_while(|b| matches!(b, 0x20..=0x3f)).count();
            let end = 2 + parameters;
            if bytes.get(end).is_some_and(|b| matches!(b, 0x40..=0x7e)) { end + 1 } else { end }
        }
        // Strings (title, device control, …): up to BEL or ESC \.
        Some(b']' | b'P' | b'X' | b'^' | b'_') => {
            let bell = text.find('\x07').map(|at| at + 1);
            let terminator = text.find("\x1b\\").map(|at| at + 2);
            bell.into_iter().chain(terminator).min().unwrap_or(bytes.len())
        }
        Some(0x20..=0x7e) => 2,
        Some(_) | None => 1,
    }
}

/// Select Graphic Rendition, without private parameters.
fn is_color(sequence: &str) -> bool {
    sequence
        .strip_prefix("\x1b[")
        .and_then(|rest| rest.strip_suffix('m'))
        .is_some_and(|parameters| parameters.bytes().all(|b| b.is_ascii_digit() || b == b';' || b == b':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_show_their_controls() {
        assert_eq!(message("plain\ttext\nmore"), "plain\ttext\nmore");
        assert_eq!(message("a\x1b[2Jb"), "a\\x1b[2Jb");
        assert_eq!(message("evil\u{202e}txt"), "evil\\u202etxt");
        assert_eq!(message("c1\u{9b}m"), "c1\\x9bm");
        assert_eq!(message("a\rb"), "a\\x0db");
    }

    #[test]
    fn log_lines_keep_colours_and_nothing_else() {
        let cases: [(&str, &str); 9] = [
            ("hello", "hello"),
            ("hello\r", "hello"),
            ("10%\r20%\r", "20%"),
            ("\x1b[32mok\x1b[0m", "\x1b[32mok\x1b[0m\x1b[0m"),
            ("\x1b[2J\x1b[Hgone", "gone"),
            ("\x1b]0;title\x07text", "text"),
            ("\x1b]0;title\x1b\\text", "text"),
            ("bell\x07 and \u{202e}bidi", "bell and bidi"),
            ("cut\x1b[", "cut"),
        ];
        for (line, clean) in cases {
            assert_eq!(log_line(line.as_bytes(), true), clean, "{line:?}");
        }
        assert_eq!(log_line(b"\x1b[32mok\x1b[0m", false), "ok");
        assert_eq!(log_line(b"\xff\xfe", true), "\u{fffd}\u{fffd}");
        assert_eq!(log_line("\x1béa".as_bytes(), true), "éa");
    }
}
