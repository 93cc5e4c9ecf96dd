//! Cuts a container's output into lines. Pure.

use bytes::{Bytes, BytesMut};

use crate::engine::StreamKind;

/// A line longer than this is shown in pieces: nobody's memory is endless.
const LONGEST: usize = 1024 * 1024;
/// `2026-11-24T03:03:44.704884214Z`: the engine's stamps all have this length.
const STAMP: usize = 30;

/// A whole line, without its newline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) stream: StreamKind,
    /// The engine's time, where it was asked for.
    pub(crate) stamp: Option<Stamp>,
    pub(crate) text: Bytes,
}

/// When the engine got a line, in its own words, which sort as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Stamp([u8; STAMP]);

impl Stamp {
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    pub(crate) fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("digits and punctuation")
    }
}

/// Collects pieces until lines are whole. Its two streams do not mix.
#[derive(Clone, Debug, Default)]
pub(crate) struct Splitter {
    stamped: bool,
    stdout: Partial,
    stderr: Partial,
}

#[derive(Clone, Debug, Default)]
struct Partial {
    stamp: Option<Stamp>,
    text: BytesMut,
    /// The beginning of a line that may be less than its stamp: a terminal's output is cut anywhere.
    head: Bytes,
}

impl Splitter {
    /// `stamped`: the engine puts its time before every message.
    pub(crate) fn new(stamped: bool) -> Self {
        Self { stamped, ..Self::default() }
    }

    /// Takes a piece; the lines that it completes go to `lines`, mostly without being copied.
    pub(crate) fn push(&mut self, stream: StreamKind, piece: &Bytes, lines: &mut impl Extend<Line>) {
        let stamped = self.stamped;
        let partial = self.partial(stream);
        let joined = partial.with_head(piece);
        for part in joined.split_inclusive(|byte| *byte == b'\n') {
            let at_start = partial.stamp.is_none() && partial.text.is_empty();
            if stamped && at_start && is_cut_stamp(part) {
                partial.head = joined.slice_ref(part);
                break;
            }
            let (stamp, text) = if stamped { cut_stamp(part) } else { (None, part) };
            let (text, whole) = text.strip_suffix(b"\n").map_or((text, false), |text| (text, true));
            if whole && at_start {
                lines.extend([Line { stream, stamp, text: joined.slice_ref(text) }]);
                continue;
            }
            // A long line comes in several messages with a stamp each: the first one counts.
            if at_start {
                partial.stamp = stamp;
            }
            partial.text.extend_from_slice(text);
            if whole || partial.text.len() >= LONGEST {
                lines.extend([partial.take(stream)]);
            }
        }
    }

    /// What is left when the output ends: last lines without a newline. A part of a stamp is none.
    pub(crate) fn finish(&mut self) -> Vec<Line> {
        [StreamKind::Stdout, StreamKind::Stderr]
            .into_iter()
            .filter(|stream| !self.partial(*stream).text.is_empty())
            .collect::<Vec<_>>()
            .into_iter()
            .map(|stream| self.partial(stream).take(stream))
            .collect()
    }

    fn partial(&mut self, stream: StreamKind) -> &mut Partial {
        match stream {
            StreamKind::Stdout => &mut self.stdout,
            StreamKind::Stderr => &mut self.stderr,
        }
    }
}

impl Partial {
    fn with_head(&mut self, piece: &Bytes) -> Bytes {
        if self.head.is_empty() {
            return piece.clone();
        }
        let mut joined = BytesMut::from(std::mem::take(&mut self.head));
        joined.extend_from_slice(piece);
        joined.freeze()
    }

    fn take(&mut self, stream: StreamKind) -> Line {
        Line { stream, stamp: self.stamp.take(), text: std::mem::take(&mut self.text).freeze() }
    }
}

/// The stamp and what follows its blank.
fn cut_stamp(message: &[u8]) -> (Option<Stamp>, &[u8]) {
    match message.split_first_chunk() {
        Some((stamp, rest)) if begins_a_stamp(stamp) => (Some(Stamp(*stamp)), rest.strip_prefix(b" ").unwrap_or(rest)),
        Some(_) | None => (None, message),
    }
}

/// Whether more may follow that belongs to the stamp, or to the blank behind it.
fn is_cut_stamp(message: &[u8]) -> bool {
    message.len() <= STAMP && begins_a_stamp(message)
}

fn begins_a_stamp(text: &[u8]) -> bool {
    text.iter().enumerate().all(|(at, byte)| match at {
        4 | 7 => *byte == b'-',
        10 => *byte == b'T',
        13 | 16 => *byte == b':',
        19 => *byte == b'.',
        29 => *byte == b'Z',
        _ => byte.is_ascii_digit(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const OUT: StreamKind = StreamKind::Stdout;

    fn push(splitter: &mut Splitter, stream: StreamKind, piece: &[u8]) -> Vec<Line> {
        let mut lines = Vec::new();
        splitter.push(stream, &Bytes::copy_from_slice(piece), &mut lines);
        lines
    }

    fn texts(lines: Vec<Line>) -> Vec<String> {
        lines.into_iter().map(|line| String::from_utf8(line.text.to_vec()).unwrap()).collect()
    }

    #[test]
    fn a_stamp_may_come_in_pieces() {
        let text = b"2026-11-24T03:03:44.704884214Z one\n2026-11-24T03:03:45.704884214Z two\n2026-11-2";
        for length in 1..text.len() {
            let mut splitter = Splitter::new(true);
            let mut lines: Vec<Line> = text.chunks(length).flat_map(|piece| push(&mut splitter, OUT, piece)).collect();
            lines.extend(splitter.finish());
            assert!(lines.iter().all(|line| line.stamp.is_some()), "pieces of {length}");
            assert_eq!(texts(lines), ["one", "two"], "pieces of {length}");
        }
    }

    #[test]
    fn pieces_become_lines() {
        let mut splitter = Splitter::new(false);
        assert_eq!(texts(push(&mut splitter, OUT, b"one\ntw")), ["one"]);
        assert_eq!(texts(push(&mut splitter, StreamKind::Stderr, b"err\n")), ["err"]);
        assert_eq!(texts(push(&mut splitter, OUT, b"o\n\nthree\r\n")), ["two", "", "three\r"]);
        assert_eq!(texts(push(&mut splitter, OUT, b"no newline")), Vec::<String>::new());
        assert_eq!(texts(splitter.finish()), ["no newline"]);
        assert_eq!(texts(splitter.finish()), Vec::<String>::new());
    }

    #[test]
    fn stamps_are_cut_off_each_message_and_the_first_counts() {
        let stamp = |second: u8| format!("2026-11-24T03:03:{second:02}.704884214Z");
        let cut = |second: u8| cut_stamp(stamp(second).as_bytes()).0;
        let mut splitter = Splitter::new(true);
        let lines = push(&mut splitter, OUT, format!("{} a\n{} b\n", stamp(1), stamp(2)).as_bytes());
        assert_eq!(lines[1], Line { stream: OUT, stamp: cut(2), text: Bytes::from_static(b"b") });
        assert!(push(&mut splitter, OUT, format!("{} long ", stamp(3)).as_bytes()).is_empty());
        let lines = push(&mut splitter, OUT, format!("{} line\n", stamp(4)).as_bytes());
        assert_eq!(lines, [Line { stream: OUT, stamp: cut(3), text: Bytes::from_static(b"long line") }]);
        let lines = push(&mut splitter, OUT, format!("{} \nno stamp\n", stamp(5)).as_bytes());
        assert_eq!((&lines[0].text[..], lines[0].stamp), (&b""[..], cut(5)));
        assert_eq!((&lines[1].text[..], lines[1].stamp), (&b"no stamp"[..], None));
    }

    #[test]
    fn endless_lines_come_in_pieces() {
        let mut splitter = Splitter::new(false);
        let lines = push(&mut splitter, OUT, &vec![b'x'; LONGEST + 10]);
        assert_eq!(lines.len(), 1);
        assert_eq!(splitter.finish().len(), 0);
    }
}
