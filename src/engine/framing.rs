//! Output of containers out of the engine's byte streams: plain for those with a terminal, in frames for the others.

use std::collections::VecDeque;

use bytes::{Buf, Bytes, BytesMut};
use futures_util::stream::{self, LocalBoxStream, StreamExt};

use super::client::ByteStream;
use super::error::EngineError;
use super::{Output, Result, StreamKind};

/// How a stream of output is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Framing {
    /// A terminal: everything is one stream, byte by byte.
    Raw,
    /// A header before each piece.
    Multiplexed,
}

impl Framing {
    /// By the content type, which engines set from API 1.42 on.
    pub(crate) fn from_content_type(text: &str) -> Option<Self> {
        match text {
            "application/vnd.docker.raw-stream" => Some(Self::Raw),
            "application/vnd.docker.multiplexed-stream" => Some(Self::Multiplexed),
            _ => None,
        }
    }
}

pub(crate) fn outputs(framing: Framing, bytes: ByteStream, request: String) -> LocalBoxStream<'static, Result<Output>> {
    if framing == Framing::Raw {
        let output = |bytes| Output { stream: StreamKind::Stdout, bytes };
        return bytes.map(move |piece| piece.map(output)).boxed_local();
    }
    let state = (Some(bytes), Demultiplexer::default(), None, request);
    stream::unfold(state, |(mut bytes, mut frames, mut end, request)| async move {
        loop {
            if let Some(output) = frames.next() {
                return Some((output, (bytes, frames, end, request)));
            }
            let Some(open) = &mut bytes else {
                return end.take().map(|error| (Err(error), (None, frames, None, request)));
            };
            match open.next().await {
                Some(Ok(piece)) => frames.push(piece),
                ended => {
                    let cut = || (!frames.is_whole()).then(|| EngineError::Ended { request: request.clone() });
                    end = ended.and_then(Result::err).or_else(cut);
                    bytes = None;
                    frames.let_go();
                }
            }
        }
    })
    .boxed_local()
}

/// The kind, three zeros, the length in four bytes.
const HEADER: usize = 8;
/// Frames up to this length are handed on whole, so that what the engine writes in one stays together: a stamp is never
/// cut. Longer ones come in pieces.
const WHOLE: usize = 64 * 1024;

/// Takes frames apart, whatever the pieces in which they arrive.
#[derive(Default)]
struct Demultiplexer {
    /// What is left of the frame that has begun.
    current: Option<(FrameKind, usize)>,
    pieces: VecDeque<Bytes>,
    /// The length of all of them.
    available: usize,
    /// Nothing more comes: what there is of a frame is handed on.
    at_end: bool,
    /// The text of an error frame so far.
    error: Vec<u8>,
}

#[derive(Clone, Copy)]
enum FrameKind {
    Output(StreamKind),
    /// The engine could not go on; the frame says why.
    Error,
    /// Standard input echoed back, or a kind that we do not know.
    Ignored,
}

impl Demultiplexer {
    fn push(&mut self, piece: Bytes) {
        self.available += piece.len();
        self.pieces.push_back(piece);
    }

    fn let_go(&mut self) {
        self.at_end = true;
    }

    fn is_whole(&self) -> bool {
        self.available == 0 && self.current.is_none()
    }

    fn next(&mut self) -> Option<Result<Output>> {
        loop {
            let Some((kind, left)) = self.current else {
                self.read_header()?;
                continue;
            };
            if left == 0 {
                self.current = None;
                if matches!(kind, FrameKind::Error) {
                    let message = String::from_utf8_lossy(&std::mem::take(&mut self.error)).trim_end().to_owned();
                    return Some(Err(EngineError::Failed {
                        message: format!("Error response from daemon: {message}"),
                    }));
                }
                continue;
            }
            let wanted = left.min(WHOLE);
            let bytes = match self.available {
                0 => return None,
                available if available >= wanted => self.take(wanted),
                available if self.at_end => self.take(available),
                _ => return None,
            };
            self.current = Some((kind, left - bytes.len()));
            match kind {
                FrameKind::Output(stream) if !bytes.is_empty() => return Some(Ok(Output { stream, bytes })),
                FrameKind::Output(_) | FrameKind::Ignored => {}
                FrameKind::Error => self.error.extend_from_slice(&bytes),
            }
        }
    }

    /// So many bytes, which must be there.
    fn take(&mut self, length: usize) -> Bytes {
        self.available -= length;
        if let Some(first) = self.pieces.front_mut().filter(|first| first.len() > length) {
            return first.split_to(length);
        }
        let mut joined = BytesMut::new();
        while joined.len() < length {
            let first = self.pieces.front_mut().expect("so many bytes are there");
            let piece = first.split_to(first.len().min(length - joined.len()));
            if first.is_empty() {
                self.pieces.pop_front();
            }
            if piece.len() == length {
                return piece;
            }
            joined.extend_from_slice(&piece);
        }
        joined.freeze()
    }

    /// `None` until the header is complete.
    fn read_header(&mut self) -> Option<()> {
        if self.available < HEADER {
            return None;
        }
        let mut header = self.take(HEADER);
        let kind = match header[0] {
            1 => FrameKind::Output(StreamKind::Stdout),
            2 => FrameKind::Output(StreamKind::Stderr),
            3 => FrameKind::Error,
            _ => FrameKind::Ignored,
        };
        header.advance(4);
        self.current = Some((kind, header.get_u32() as usize));
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(kind: u8, text: &str) -> Vec<u8> {
        let mut bytes = vec![kind, 0, 0, 0];
        bytes.extend(u32::try_from(text.len()).unwrap().to_be_bytes());
        bytes.extend(text.as_bytes());
        bytes
    }

    async fn decode(
        framing: Framing,
        bytes: &[u8],
        step: usize,
    ) -> Vec<std::result::Result<(StreamKind, String), String>> {
        let pieces: Vec<Result<Bytes>> = bytes.chunks(step).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
        let outputs = outputs(framing, stream::iter(pieces).boxed_local(), "GET /x".to_owned());
        let mut joined: Vec<std::result::Result<(StreamKind, String), String>> = Vec::new();
        for item in outputs.collect::<Vec<_>>().await {
            match item {
                Ok(Output { stream, bytes }) => {
                    let text = String::from_utf8_lossy(&bytes).into_owned();
                    match joined.last_mut() {
                        Some(Ok((last, so_far))) if *last == stream => so_far.push_str(&text),
                        _ => joined.push(Ok((stream, text))),
                    }
                }
                Err(error) => joined.push(Err(error.to_string())),
            }
        }
        joined
    }

    #[tokio::test]
    async fn frames_come_apart_whatever_the_pieces_they_arrive_in() {
        let mut bytes = frame(1, "one\n");
        bytes.extend(frame(2, "two"));
        bytes.extend(frame(0, "echo"));
        bytes.extend(frame(1, ""));
        bytes.extend(frame(1, "last line without newline"));
        let expected = vec![
            Ok((StreamKind::Stdout, "one\n".to_owned())),
            Ok((StreamKind::Stderr, "two".to_owned())),
            Ok((StreamKind::Stdout, "last line without newline".to_owned())),
        ];
        for step in [1, 2, 3, 7, 8, 9, 1000] {
            assert_eq!(decode(Framing::Multiplexed, &bytes, step).await, expected, "pieces of {step}");
        }
    }

    #[tokio::test]
    async fn frames_are_handed_on_whole_unless_they_are_long() {
        let mut bytes = frame(1, "2026-11-24T03:03:44.704884214Z text\n");
        bytes.extend(frame(2, &"x".repeat(WHOLE + 1)));
        let pieces: Vec<Result<Bytes>> = bytes.chunks(13).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
        let outputs = outputs(Framing::Multiplexed, stream::iter(pieces).boxed_local(), String::new());
        let lengths: Vec<usize> = outputs.map(|output| output.unwrap().bytes.len()).collect().await;
        assert_eq!(lengths, [36, WHOLE, 1]);
    }

    #[tokio::test]
    async fn a_terminals_bytes_pass_as_they_are_even_when_they_look_like_a_header() {
        let bytes = b"\x01hello\r\n\x02\x00";
        let expected = vec![Ok((StreamKind::Stdout, "\u{1}hello\r\n\u{2}\0".to_owned()))];
        assert_eq!(decode(Framing::Raw, bytes, 3).await, expected);
    }

    #[tokio::test]
    async fn a_stream_that_ends_inside_of_a_frame_says_so_after_what_there_was() {
        let bytes = frame(1, "abcdef");
        let cut = decode(Framing::Multiplexed, &bytes[..11], 4).await;
        assert_eq!(cut[0], Ok((StreamKind::Stdout, "abc".to_owned())));
        assert_eq!(cut[1], Err("the engine's answer to GET /x ended unexpectedly".to_owned()));
        assert_eq!(decode(Framing::Multiplexed, &bytes[..5], 4).await.len(), 1);
    }

    #[tokio::test]
    async fn an_error_frame_is_an_error_with_its_text() {
        let decoded = decode(Framing::Multiplexed, &frame(3, "driver gone\n"), 4).await;
        assert_eq!(decoded, vec![Err("Error response from daemon: driver gone".to_owned())]);
    }
}
