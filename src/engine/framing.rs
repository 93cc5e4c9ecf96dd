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
    /// A header of 8 bytes before each piece: its kind, three zeros, its length.
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
    let state = (Some(bytes), Demultiplexer::default(), request);
    stream::unfold(state, |(mut bytes, mut frames, request)| async move {
        loop {
            if let Some(output) = frames.next() {
                return Some((output, (bytes, frames, request)));
            }
            match bytes.as_mut()?.next().await {
                Some(Ok(piece)) => frames.push(piece),
                Some(Err(error)) => return Some((Err(error), (None, frames, request))),
                None if frames.is_whole() => return None,
                None => return Some((Err(EngineError::Ended { request: request.clone() }), (None, frames, request))),
            }
        }
    })
    .boxed_local()
}

/// Takes frames apart, whatever the pieces in which they arrive; long ones are handed on as they come.
#[derive(Default)]
struct Demultiplexer {
    header: BytesMut,
    /// What is left of the frame that has begun.
    current: Option<(FrameKind, usize)>,
    pieces: VecDeque<Bytes>,
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
        self.pieces.push_back(piece);
    }

    fn is_whole(&self) -> bool {
        self.header.is_empty() && self.current.is_none()
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
            let piece = self.pieces.front_mut()?;
            let bytes = piece.split_to(left.min(piece.len()));
            if piece.is_empty() {
                self.pieces.pop_front();
            }
            self.current = Some((kind, left - bytes.len()));
            match kind {
                FrameKind::Output(stream) if !bytes.is_empty() => return Some(Ok(Output { stream, bytes })),
                FrameKind::Output(_) | FrameKind::Ignored => {}
                FrameKind::Error => self.error.extend_from_slice(&bytes),
            }
        }
    }

    /// `None` until the header is complete.
    fn read_header(&mut self) -> Option<()> {
        while self.header.len() < 8 {
            let piece = self.pieces.front_mut()?;
            let wanted = (8 - self.header.len()).min(piece.len());
            self.header.extend_from_slice(&piece.split_to(wanted));
            if piece.is_empty() {
                self.pieces.pop_front();
            }
        }
        let kind = match self.header[0] {
            1 => FrameKind::Output(StreamKind::Stdout),
            2 => FrameKind::Output(StreamKind::Stderr),
            3 => FrameKind::Error,
            _ => FrameKind::Ignored,
        };
        self.header.advance(4);
        self.current = Some((kind, self.header.get_u32() as usize));
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
