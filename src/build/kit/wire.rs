//! gRPC over one connection of HTTP/2, as far as BuildKit needs it: both ends, no compression.
//!
//! The messages are those of the crate bollard-buildkit-proto. A gRPC library would bring a router, middleware and a
//! second way to connect, for five methods that are asked and seven that are answered.

use std::convert::Infallible;

use bytes::{Buf, BufMut, Bytes, BytesMut};
use futures_util::stream;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::client::conn::http2;
use hyper::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, TE};
use hyper::{Request, Response};
use hyper_util::rt::{TokioExecutor, TokioIo};
use prost::Message;
use tokio::sync::mpsc;

use super::status::{Code, Status};
use crate::engine::Connection;

/// A message that is larger is no message of a builder.
const LARGEST: usize = 64 * 1024 * 1024;
/// How many bytes may be on their way before the other side has taken them.
const WINDOW: u32 = 2 * 1024 * 1024;

pub(super) type GrpcBody = UnsyncBoxBody<Bytes, Infallible>;

#[derive(Debug, thiserror::Error)]
pub(crate) enum WireError {
    #[error("the connection to the engine's builder broke")]
    Broken(#[source] hyper::Error),
    #[error("the engine's builder sent what cannot be read: {0}")]
    Unreadable(String),
    #[error("{0}")]
    Refused(Status),
}

impl From<&WireError> for Status {
    fn from(error: &WireError) -> Self {
        Self::new(Code::Unknown, error.to_string())
    }
}

/// A message with the five bytes that go before it.
pub(super) fn framed(message: &impl Message) -> Bytes {
    let length = message.encoded_len();
    let mut bytes = BytesMut::with_capacity(5 + length);
    bytes.put_u8(0);
    bytes.put_u32(u32::try_from(length).expect("messages are far below 4 GiB"));
    message.encode(&mut bytes).expect("a buffer of memory grows");
    bytes.freeze()
}

/// The messages that come in on one stream.
pub(super) struct Messages {
    body: Incoming,
    buffer: BytesMut,
    status: Option<Status>,
}

impl Messages {
    pub(super) fn new(body: Incoming) -> Self {
        Self { body, buffer: BytesMut::new(), status: None }
    }

    /// `None` at the end; an error if the end is one.
    pub(super) async fn next<M: Message + Default>(&mut self) -> Result<Option<M>, WireError> {
        loop {
            if let Some(message) = self.whole()? {
                return M::decode(message).map(Some).map_err(|error| WireError::Unreadable(error.to_string()));
            }
            match self.body.frame().await {
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(data) => self.buffer.extend_from_slice(&data),
                    Err(other) => self.status = other.into_trailers().ok().map(|trailers| Status::read(&trailers)),
                },
                Some(Err(error)) => return Err(WireError::Broken(error)),
                None => {
                    return match self.status.take() {
                        Some(status) if !status.is_ok() => Err(WireError::Refused(status)),
                        _ => Ok(None),
                    };
                }
            }
        }
    }

    /// The one message of a question.
    pub(super) async fn only<M: Message + Default>(&mut self) -> Result<M, Status> {
        Ok(self.next().await.map_err(|error| Status::from(&error))?.unwrap_or_default())
    }

    fn whole(&mut self) -> Result<Option<Bytes>, WireError> {
        let Some(head) = self.buffer.first_chunk::<5>() else { return Ok(None) };
        let length = u32::from_be_bytes([head[1], head[2], head[3], head[4]]) as usize;
        if head[0] != 0 || length > LARGEST {
            return Err(WireError::Unreadable("a message that is compressed or too large".to_owned()));
        }
        if self.buffer.len() < 5 + length {
            return Ok(None);
        }
        self.buffer.advance(5);
        Ok(Some(self.buffer.split_to(length).freeze()))
    }
}

/// Asks the other side. Cheap to clone; the connection ends with the last clone.
#[derive(Clone)]
pub(super) struct Channel {
    sender: http2::SendRequest<GrpcBody>,
}

impl Channel {
    pub(super) async fn open(connection: Connection) -> Result<Self, WireError> {
        let (sender, connection) = http2::Builder::new(TokioExecutor::new())
            .initial_stream_window_size(WINDOW)
            .initial_connection_window_size(WINDOW)
            .handshake(TokioIo::new(connection))
            .await
            .map_err(WireError::Broken)?;
        // Its errors are those of the requests.
        tokio::spawn(async move { drop(connection.await) });
        Ok(Self { sender })
    }

    /// One message, one answer.
    pub(super) async fn ask<A: Message + Default>(
        &self,
        call: &Call<'_>,
        message: &impl Message,
    ) -> Result<A, WireError> {
        let mut answers = self.follow(call, message).await?;
        let answer = answers.next().await?;
        // What comes behind the answer says whether it counts.
        while answers.next::<A>().await?.is_some() {}
        answer.ok_or_else(|| WireError::Unreadable("no answer".to_owned()))
    }

    /// One message, any number of answers.
    pub(super) async fn follow(&self, call: &Call<'_>, message: &impl Message) -> Result<Messages, WireError> {
        let body = Full::new(framed(message)).boxed_unsync();
        let mut request = Request::post(format!("http://engine{}", call.method))
            .header(CONTENT_TYPE, "application/grpc")
            .header(TE, "trailers");
        for (name, value) in call.headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body).map_err(|error| WireError::Unreadable(error.to_string()))?;
        let response = self.sender.clone().send_request(request).await.map_err(WireError::Broken)?;
        if response.headers().contains_key("grpc-status") {
            let status = Status::read(response.headers());
            if !status.is_ok() {
                return Err(WireError::Refused(status));
            }
        }
        Ok(Messages::new(response.into_body()))
    }
}

/// A method, and what is said beside the message.
pub(super) struct Call<'a> {
    /// `/package.Service/Method`.
    pub(super) method: &'a str,
    pub(super) headers: &'a [(&'a str, &'a str)],
}

impl<'a> Call<'a> {
    pub(super) fn new(method: &'a str) -> Self {
        Self { method, headers: &[] }
    }
}

/// An answer of one message.
pub(super) fn answer(result: Result<impl Message, Status>) -> Response<GrpcBody> {
    whole(result.map(|message| framed(&message)))
}

pub(super) fn refusal(status: Status) -> Response<GrpcBody> {
    whole(Err(status))
}

fn whole(piece: Result<Bytes, Status>) -> Response<GrpcBody> {
    let (sender, receiver) = mpsc::channel(1);
    sender.try_send(piece).expect("there is room for one");
    answers(receiver)
}

/// An answer of messages that come one after the other; an error is the last.
pub(super) fn answers(receiver: mpsc::Receiver<Result<Bytes, Status>>) -> Response<GrpcBody> {
    let frames = stream::unfold(Some(receiver), |receiver| async move {
        let mut receiver = receiver?;
        match receiver.recv().await {
            Some(Ok(bytes)) => Some((Ok(Frame::data(bytes)), Some(receiver))),
            Some(Err(status)) => Some((Ok(Frame::trailers(status.trailers())), None)),
            None => Some((Ok(Frame::trailers(Status::ok().trailers())), None)),
        }
    });
    let mut response = Response::new(StreamBody::new(frames).boxed_unsync());
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/grpc"));
    response
}

/// All values of a header that BuildKit writes, in its encoding for what is not ASCII.
pub(super) fn values(headers: &HeaderMap, name: &'static str) -> Vec<String> {
    let marker = HeaderName::try_from(format!("{name}-encoded")).ok();
    let encoded = marker.and_then(|marker| headers.get(marker)).is_some_and(|value| value == "1" || value == "true");
    let text = |value: &HeaderValue| {
        let text = String::from_utf8_lossy(value.as_bytes()).into_owned();
        if encoded { super::status::decoded(&text.replace('+', "%20")) } else { text }
    };
    headers.get_all(name).iter().map(text).collect()
}

#[cfg(test)]
#[path = "wire_tests.rs"]
mod tests;
