//! As much of HTTP/1.1 as a proxy needs: heads, and where bodies end.

use std::io::{self, BufRead, Read, Write};

/// A request's or an answer's first lines.
pub(crate) struct Head {
    /// The first of them.
    pub(crate) start: String,
    text: String,
}

/// How a body ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Framing {
    Length(u64),
    Chunked,
    UntilClosed,
}

impl Head {
    /// Nothing: the connection has ended.
    pub(crate) fn read(from: &mut impl BufRead) -> io::Result<Option<Self>> {
        let mut text = String::new();
        while !text.ends_with("\r\n\r\n") {
            if from.read_line(&mut text)? == 0 {
                return Ok(None);
            }
        }
        let start = text.lines().next().unwrap_or_default().to_owned();
        Ok(Some(Self { start, text }))
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.text.as_bytes()
    }

    pub(crate) fn is_upgrade(&self) -> bool {
        self.start.contains(" 101 ")
    }

    fn header(&self, name: &str) -> Option<&str> {
        let headers = self.text.lines().filter_map(|line| line.split_once(':'));
        headers.filter(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim()).next()
    }

    /// `request`: what this answers; nothing when it is a request itself.
    pub(crate) fn body(&self, request: Option<&Self>) -> Framing {
        let has_none = request.is_some_and(|request| request.start.starts_with("HEAD "))
            || ["101", "204", "304"].contains(&self.start.split(' ').nth(1).unwrap_or_default());
        if has_none {
            Framing::Length(0)
        } else if self.header("transfer-encoding").is_some_and(|value| value.eq_ignore_ascii_case("chunked")) {
            Framing::Chunked
        } else if let Some(length) = self.header("content-length").and_then(|value| value.parse().ok()) {
            Framing::Length(length)
        } else if request.is_some() {
            Framing::UntilClosed
        } else {
            Framing::Length(0)
        }
    }
}

impl Framing {
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::Length(0)
    }

    /// The length of what comes next: of a chunk, whose first line is read, or of the whole. Nothing: it is not known.
    pub(crate) fn piece(&self, from: &mut impl BufRead) -> io::Result<Option<u64>> {
        match self {
            Self::Length(length) => Ok(Some(*length)),
            Self::Chunked => chunk_length(&line(from)?).map(Some),
            Self::UntilClosed => Ok(None),
        }
    }

    /// The body as it stands, with its framing.
    pub(crate) fn copy(&self, from: &mut impl BufRead, to: &mut impl Write) -> io::Result<()> {
        match self {
            Self::Length(length) => io::copy(&mut from.take(*length), to).map(drop),
            Self::UntilClosed => io::copy(from, to).map(drop),
            Self::Chunked => loop {
                let head = line(from)?;
                to.write_all(head.as_bytes())?;
                let length = chunk_length(&head)?;
                io::copy(&mut from.take(length + 2), to)?;
                if length == 0 {
                    return Ok(());
                }
            },
        }
    }
}

fn line(from: &mut impl BufRead) -> io::Result<String> {
    let mut line = String::new();
    if from.read_line(&mut line)? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(line)
}

fn chunk_length(line: &str) -> io::Result<u64> {
    let digits = line.trim().split(';').next().unwrap_or_default();
    u64::from_str_radix(digits, 16).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}
