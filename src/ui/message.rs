//! The forms of warnings, errors and status texts. Pure.

use serde_json::json;

use super::color::Style;
use super::options::ProgressMode;
use super::{json, sanitize};

/// Where and how a message is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Form {
    pub(super) mode: ProgressMode,
    pub(super) terminal: bool,
    pub(super) colors: bool,
}

impl Form {
    /// `time` is RFC 3339.
    pub(super) fn warning(self, text: &str, time: &str) -> String {
        self.logged("warning", Style::Warning, text, time)
    }

    pub(super) fn debug(self, text: &str, time: &str) -> String {
        self.logged("debug", Style::Dim, text, time)
    }

    fn logged(self, level: &str, style: Style, text: &str, time: &str) -> String {
        let text = text.trim_end_matches('\n');
        match self.mode {
            ProgressMode::Json => json::to_line(&json!({"level": level, "msg": text, "time": time})),
            ProgressMode::Tty | ProgressMode::Plain | ProgressMode::Quiet if self.terminal => {
                format!("{} {}", style.paint(&format!("{level}:"), self.colors), sanitize::message(text))
            }
            ProgressMode::Tty | ProgressMode::Plain | ProgressMode::Quiet => {
                format!("time={} level={level} msg={}", quote_if_needed(time), quote_if_needed(text))
            }
        }
    }

    /// An empty text stands for an exit code without words; scripts still meet its newline.
    pub(super) fn error(self, text: &str) -> String {
        let text = text.trim_end_matches('\n');
        match self.mode {
            ProgressMode::Json if text.is_empty() => json::to_line(&json!({"error": true})),
            ProgressMode::Json => json::to_line(&json!({"error": true, "message": text})),
            ProgressMode::Tty | ProgressMode::Plain | ProgressMode::Quiet if self.terminal && !text.is_empty() => {
                format!("{} {}", Style::Bad.paint("error:", self.colors), sanitize::message(text))
            }
            ProgressMode::Tty | ProgressMode::Plain | ProgressMode::Quiet => text.to_owned(),
        }
    }

    pub(super) fn status(self, text: &str, time: &str) -> String {
        let text = text.trim_end_matches('\n');
        if self.mode == ProgressMode::Json {
            return json::to_line(&json!({"level": "info", "msg": text, "time": time}));
        }
        if self.terminal { sanitize::message(text).into_owned() } else { text.to_owned() }
    }
}

/// As the peer's logger does: bare only if every character is harmless.
fn quote_if_needed(text: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || "-._/@^+".contains(c);
    if !text.is_empty() && text.chars().all(bare) { text.to_owned() } else { quote(text) }
}

/// As Go quotes a text.
pub(crate) fn quote(text: &str) -> String {
    use std::fmt::Write;
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            '\r' => quoted.push_str("\\r"),
            '\x07' => quoted.push_str("\\a"),
            '\x08' => quoted.push_str("\\b"),
            '\x0b' => quoted.push_str("\\v"),
            '\x0c' => quoted.push_str("\\f"),
            c if c.is_ascii_control() => {
                write!(quoted, "\\x{:02x}", u32::from(c)).expect("writing to a string cannot fail");
            }
            c if c.is_control() => {
                write!(quoted, "\\u{:04x}", u32::from(c)).expect("writing to a string cannot fail");
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIME: &str = "2026-11-24T03:16:56Z";

    fn form(mode: ProgressMode, terminal: bool) -> Form {
        Form { mode, terminal, colors: terminal }
    }

    #[test]
    fn warnings_in_their_forms() {
        let text = "The \"X\" variable is not set. Defaulting to a blank string.";
        assert_eq!(
            form(ProgressMode::Plain, false).warning(text, TIME),
            "time=\"2026-11-24T03:16:56Z\" level=warning msg=\"The \\\"X\\\" variable is not set. Defaulting to a blank string.\""
        );
        assert_eq!(form(ProgressMode::Plain, false).warning("EOF", TIME).split(' ').next_back(), Some("msg=EOF"));
        assert_eq!(form(ProgressMode::Tty, true).warning("a\x1bb", TIME), "\x1b[33;1mwarning:\x1b[0m a\\x1bb");
        assert_eq!(
            form(ProgressMode::Json, true).warning("a > b", TIME),
            r#"{"level":"warning","msg":"a \u003e b","time":"2026-11-24T03:16:56Z"}"#
        );
    }

    #[test]
    fn errors_in_their_forms() {
        assert_eq!(form(ProgressMode::Plain, false).error("no such service: x"), "no such service: x");
        assert_eq!(form(ProgressMode::Plain, false).error(""), "");
        assert_eq!(form(ProgressMode::Plain, false).status("No stopped containers\n", TIME), "No stopped containers");
        assert_eq!(
            form(ProgressMode::Json, false).status("No stopped containers", TIME),
            r#"{"level":"info","msg":"No stopped containers","time":"2026-11-24T03:16:56Z"}"#
        );
        assert_eq!(form(ProgressMode::Tty, true).error("broken\n"), "\x1b[31;1merror:\x1b[0m broken");
        assert_eq!(form(ProgressMode::Json, false).error("broken"), r#"{"error":true,"message":"broken"}"#);
        assert_eq!(form(ProgressMode::Json, false).error(""), r#"{"error":true}"#);
    }
}
