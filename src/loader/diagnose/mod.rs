//! Diagnostics for readers of all kinds: people at a terminal, editors, and services that show the findings of CI.

pub(crate) mod json;
pub(crate) mod sarif;
pub(crate) mod text;

use std::path::Path;

use crate::model::span::{SourceFile, Span};

/// Relative to the folder if the file is below it.
fn shown_path(file: &SourceFile, working_dir: &Path) -> String {
    file.path.strip_prefix(working_dir).unwrap_or(&file.path).display().to_string()
}

/// Where a span begins and where it ends, in lines and characters that count from one; the end is behind the last
/// character. Blanks and line breaks at the end do not belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Region {
    start: (usize, usize),
    end: (usize, usize),
}

impl Region {
    fn of(span: &Span) -> Self {
        let text = span.file.text.get(span.start..span.end).unwrap_or_default();
        let end = span.start + text.trim_end().len();
        Self { start: span.file.line_column(span.start), end: span.file.line_column(end) }
    }
}
