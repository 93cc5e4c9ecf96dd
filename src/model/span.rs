//! Places in source files.

use std::cell::OnceCell;
use std::path::PathBuf;
use std::rc::Rc;

/// A stretch of one file, as byte offsets into its text (after a byte order mark was removed).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) file: Rc<SourceFile>,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// A file that was read, with its text, so that a message can show the line that it speaks of.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct SourceFile {
    /// As the user should see it: absolute for files, `-` for standard input.
    pub(crate) path: PathBuf,
    pub(crate) text: String,
    /// Byte offset of the start of each line.
    line_starts: Vec<usize>,
    /// The number of characters before each block of [`BLOCK`] bytes, so that columns of a very long line take no longer
    /// than those of a short one.
    characters: OnceCell<Vec<usize>>,
}

const BLOCK: usize = 1024;

impl SourceFile {
    pub(crate) fn new(path: impl Into<PathBuf>, text: String) -> Rc<Self> {
        let line_starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Rc::new(Self { path: path.into(), text, line_starts, characters: OnceCell::new() })
    }

    /// The whole lines from one byte offset to another: the number of the first one, where it starts, and their text.
    pub(crate) fn lines_around(&self, from: usize, to: usize) -> (usize, usize, &str) {
        let first = self.line_starts.partition_point(|&start| start <= from).max(1);
        let behind = self.line_starts.partition_point(|&start| start <= to.max(from));
        let start = self.line_starts[first - 1];
        let end = self.line_starts.get(behind).copied().unwrap_or(self.text.len());
        (first, start, self.text.get(start..end).unwrap_or_default())
    }

    /// The 1-based line and the 1-based column, in characters, of a byte offset.
    pub(crate) fn line_column(&self, offset: usize) -> (usize, usize) {
        let line = self.line_starts.partition_point(|&start| start <= offset).max(1);
        let start = self.line_starts[line - 1];
        let end = offset.clamp(start, self.text.len());
        (line, self.characters_before(end) - self.characters_before(start) + 1)
    }

    fn characters_before(&self, offset: usize) -> usize {
        let bytes = self.text.as_bytes();
        let blocks = self.characters.get_or_init(|| {
            let counts = bytes.chunks(BLOCK).map(characters_in);
            std::iter::once(0)
                .chain(counts)
                .scan(0, |sum, count| {
                    *sum += count;
                    Some(*sum)
                })
                .collect()
        });
        let block = offset / BLOCK;
        blocks[block] + characters_in(&bytes[block * BLOCK..offset])
    }
}

/// Each character has one byte that is none of those which continue it.
fn characters_in(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&byte| byte & 0b1100_0000 != 0b1000_0000).count()
}

impl Span {
    /// `file:line:column`, the form that terminals and editors make a link of.
    #[cfg(test)]
    pub(crate) fn position(&self) -> String {
        let (line, column) = self.file.line_column(self.start);
        format!("{}:{line}:{column}", self.file.path.display())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_whole() {
        let file = SourceFile::new("f", "a\nbb\nccc".to_owned());
        assert_eq!(file.lines_around(3, 3), (2, 2, "bb\n"));
        assert_eq!(file.lines_around(0, 6), (1, 0, "a\nbb\nccc"));
        assert_eq!(file.lines_around(8, 8), (3, 5, "ccc"));
        assert_eq!(SourceFile::new("f", String::new()).lines_around(0, 0), (1, 0, ""));
    }

    #[test]
    fn lines_and_columns_are_right_also_behind_wide_characters() {
        let file = SourceFile::new("f", "a: é\nbb: x\n".to_owned());
        assert_eq!(file.line_column(10), (2, 5));
        assert_eq!(file.line_column(0), (1, 1));
        assert_eq!(file.line_column(5), (1, 5));
        assert_eq!(file.line_column(usize::MAX), (3, 1));
    }

    #[test]
    fn columns_of_a_long_line_are_counted_in_characters() {
        let file = SourceFile::new("f", format!("a\n{}", "é".repeat(3 * BLOCK)));
        assert_eq!(file.line_column(2 + 2 * 2000), (2, 2001));
        assert_eq!(file.line_column(usize::MAX), (2, 3 * BLOCK + 1));
    }
}
