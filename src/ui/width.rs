//! Columns on a terminal: wide characters take two, combining ones none. Texts must be free of control characters.

use unicode_width::UnicodeWidthChar;

/// How many columns the text takes.
pub(crate) fn width(text: &str) -> usize {
    text.chars().map(char_width).sum()
}

fn char_width(c: char) -> usize {
    c.width().unwrap_or(0)
}

/// The text if it fits, else its beginning with `…`.
pub(crate) fn cut_end(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    if columns == 0 {
        return String::new();
    }
    let mut cut = prefix(text, columns - 1).to_owned();
    cut.push('…');
    cut
}

/// The text if it fits, else its beginning and its end around `…`: names differ at the end.
pub(crate) fn cut_middle(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    if columns == 0 {
        return String::new();
    }
    let room = columns - 1;
    let end = suffix(text, room / 2);
    format!("{}…{end}", prefix(text, room - width(end)))
}

/// The text followed by as many blanks as it lacks.
pub(crate) fn pad_end(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

pub(crate) fn pad_start(text: &str, columns: usize) -> String {
    format!("{}{text}", " ".repeat(columns.saturating_sub(width(text))))
}

/// The longest beginning that fits; combining characters stay with their base.
fn prefix(text: &str, columns: usize) -> &str {
    let mut used = 0;
    for (at, c) in text.char_indices() {
        used += char_width(c);
        if used > columns {
            return &text[..at];
        }
    }
    text
}

/// The longest end that fits and does not begin with a combining character.
fn suffix(text: &str, columns: usize) -> &str {
    let mut used = 0;
    let mut start = text.len();
    for (at, c) in text.char_indices().rev() {
        let columns_of_c = char_width(c);
        used += columns_of_c;
        if used > columns {
            break;
        }
        if columns_of_c > 0 {
            start = at;
        }
    }
    &text[start..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_columns() {
        assert_eq!(width("abc"), 3);
        assert_eq!(width("日本"), 4);
        assert_eq!(width("e\u{301}"), 1);
    }

    #[test]
    fn cuts_at_columns() {
        assert_eq!(cut_end("abcdef", 4), "abc…");
        assert_eq!(cut_end("日本語", 4), "日…");
        assert_eq!(cut_end("日本語", 5), "日本…");
        assert_eq!(cut_end("e\u{301}e\u{301}e\u{301}", 2), "e\u{301}…");
        assert_eq!(cut_end("abc", 3), "abc");
        assert_eq!(cut_end("abc", 0), "");
        assert_eq!(cut_middle("project_service_12", 9), "proj…e_12");
        assert_eq!(cut_middle("日本語日本語", 5), "日…語");
        assert_eq!(cut_middle("abc", 1), "…");
        assert_eq!(pad_end("日", 4), "日  ");
        assert_eq!(pad_start("ab", 4), "  ab");
    }
}
