//! Streams of JSON values, one a line.

use bytes::{Buf, BytesMut};
use futures_util::stream::{self, LocalBoxStream, StreamExt};
use serde::de::DeserializeOwned;

use super::Result;
use super::client::ByteStream;
use super::error::EngineError;

pub(crate) fn values<T: DeserializeOwned + 'static>(
    bytes: ByteStream,
    request: String,
) -> LocalBoxStream<'static, Result<T>> {
    let state = (Some(bytes), BytesMut::new(), request);
    stream::unfold(state, |(mut bytes, mut buffer, request)| async move {
        loop {
            if let Some(line) = take_line(&mut buffer, bytes.is_none()) {
                if line.iter().all(u8::is_ascii_whitespace) {
                    continue;
                }
                let value = serde_json::from_slice(&line);
                let value = value.map_err(|source| EngineError::Unreadable { request: request.clone(), source });
                return Some((value, (bytes, buffer, request)));
            }
            match bytes.as_mut()?.next().await {
                Some(Ok(piece)) => buffer.extend_from_slice(&piece),
                Some(Err(error)) => {
                    buffer.clear();
                    return Some((Err(error), (None, buffer, request)));
                }
                None => bytes = None,
            }
        }
    })
    .boxed_local()
}

/// The next line; at the end of the stream also one that has no newline.
fn take_line(buffer: &mut BytesMut, at_end: bool) -> Option<BytesMut> {
    match buffer.iter().position(|byte| *byte == b'\n') {
        Some(end) => {
            let line = buffer.split_to(end);
            buffer.advance(1);
            Some(line)
        }
        None if at_end && !buffer.is_empty() => Some(buffer.split()),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    #[tokio::test]
    async fn values_are_found_across_pieces_and_the_last_needs_no_newline() {
        let text = b"{\"a\":1}\r\n\r\n{\"a\":2}\n{\"a\":3}";
        for step in [1, 5, 100] {
            let pieces: Vec<Result<Bytes>> = text.chunks(step).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
            let values = values::<serde_json::Value>(stream::iter(pieces).boxed_local(), String::new());
            let numbers: Vec<i64> = values.map(|value| value.unwrap()["a"].as_i64().unwrap()).collect().await;
            assert_eq!(numbers, [1, 2, 3], "pieces of {step}");
        }
    }

    #[tokio::test]
    async fn what_is_no_json_is_an_error_that_names_the_request() {
        let pieces: Vec<Result<Bytes>> = vec![Ok(Bytes::from_static(b"<html>\n"))];
        let mut values = values::<serde_json::Value>(stream::iter(pieces).boxed_local(), "GET /events".to_owned());
        let error = values.next().await.unwrap().unwrap_err();
        assert_eq!(error.to_string(), "the engine's answer to GET /events cannot be read");
        assert!(values.next().await.is_none());
    }
}
