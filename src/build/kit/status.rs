//! How a call ended: gRPC's code, its message, and what BuildKit tells beside it about the place in a Dockerfile.

use std::fmt::{self, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use bollard_buildkit_proto::google::rpc;
use hyper::header::{HeaderMap, HeaderValue};
use prost::Message;
use serde::Deserialize;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Code {
    Ok = 0,
    Unknown = 2,
    InvalidArgument = 3,
    NotFound = 5,
    AlreadyExists = 6,
    FailedPrecondition = 9,
    Unimplemented = 12,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Status {
    code: u32,
    message: String,
    place: Option<Place>,
}

/// Where in a Dockerfile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) file: String,
    pub(crate) line: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.file, self.line)
    }
}

const LAYERS: [&str; 4] = [
    "failed to solve with frontend dockerfile.v0: ",
    "failed to solve: ",
    "failed to build LLB: ",
    "rpc error: code = Unknown desc = ",
];

impl fmt::Display for Status {
    /// Without what the layers of the builder say about themselves.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = self.message.as_str();
        while let Some(rest) = LAYERS.iter().find_map(|layer| text.strip_prefix(layer)) {
            text = rest;
        }
        formatter.write_str(text)
    }
}

impl Status {
    pub(super) fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code: code as u32, message: message.into(), place: None }
    }

    pub(super) fn ok() -> Self {
        Self::new(Code::Ok, "")
    }

    pub(super) fn is_ok(&self) -> bool {
        self.is(Code::Ok)
    }

    pub(super) fn is(&self, code: Code) -> bool {
        self.code == code as u32
    }

    pub(super) fn place(&self) -> Option<&Place> {
        self.place.as_ref()
    }

    /// From trailers, or from the headers of an answer without a body.
    pub(super) fn read(headers: &HeaderMap) -> Self {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let code = text("grpc-status").parse().unwrap_or(Code::Unknown as u32);
        Self { code, message: decoded(text("grpc-message")), place: place(text("grpc-status-details-bin")) }
    }

    pub(super) fn trailers(&self) -> HeaderMap {
        let mut trailers = HeaderMap::new();
        trailers.insert("grpc-status", HeaderValue::from(self.code));
        if let Ok(message) = HeaderValue::from_str(&encoded(&self.message)) {
            trailers.insert("grpc-message", message);
        }
        trailers
    }
}

fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b' '..=b'~' if byte != b'%' => out.push(char::from(byte)),
            _ => write!(out, "%{byte:02X}").expect("strings grow"),
        }
    }
    out
}

pub(super) fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, behind)) = rest.split_first() {
        let escape = behind.get(..2).filter(|_| first == b'%').and_then(|digits| std::str::from_utf8(digits).ok());
        match escape.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &behind[2..];
            }
            None => {
                bytes.push(first);
                rest = behind;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Source {
    info: Info,
    ranges: Vec<Range>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Info {
    filename: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Range {
    start: Position,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Position {
    line: usize,
}

/// The innermost source among the details.
fn place(details: &str) -> Option<Place> {
    let trimmed = details.trim_end_matches('=');
    let bytes = STANDARD_NO_PAD.decode(trimmed).or_else(|_| STANDARD.decode(details)).ok()?;
    let status = rpc::Status::decode(bytes.as_slice()).ok()?;
    let sources = status.details.iter().filter(|detail| detail.type_url.ends_with("errdefs.Source+json"));
    let found = sources.filter_map(|detail| serde_json::from_slice::<Source>(&detail.value).ok());
    let mut places = found.filter_map(|source| {
        let line = source.ranges.first()?.start.line;
        Some(Place { file: source.info.filename, line }).filter(|place| place.line > 0)
    });
    places.next_back()
}

#[cfg(test)]
mod tests {
    use bollard_buildkit_proto::google::protobuf::Any;

    use super::*;

    #[test]
    fn a_status_survives_its_way() {
        let status = Status::new(Code::NotFound, "no secret „ä“ 100%\n");
        let read = Status::read(&status.trailers());
        assert_eq!(read, status);
        assert!(read.is(Code::NotFound) && !read.is_ok());
        assert!(Status::read(&HeaderMap::new()).is(Code::Unknown), "a status that is missing is none that is good");
    }

    #[test]
    fn the_builder_s_layers_are_left_out() {
        let text = "failed to solve: rpc error: code = Unknown desc = process \"x\" failed";
        assert_eq!(Status::new(Code::Unknown, text).to_string(), "process \"x\" failed");
    }

    #[test]
    fn the_place_comes_from_the_details() {
        let value =
            br#"{"info":{"filename":"Dockerfile","data":"eA=="},"ranges":[{"start":{"line":3},"end":{"line":3}}]}"#;
        let source = Any { type_url: "github.com/moby/buildkit/errdefs.Source+json".to_owned(), value: value.to_vec() };
        let other = Any { type_url: "github.com/moby/buildkit/stack.Stack+json".to_owned(), value: vec![1] };
        let details = rpc::Status { code: 2, message: "m".to_owned(), details: vec![source, other] };
        let mut headers = Status::new(Code::Unknown, "m").trailers();
        let text = STANDARD_NO_PAD.encode(details.encode_to_vec());
        headers.insert("grpc-status-details-bin", HeaderValue::from_str(&text).expect("base64"));
        let place = Status::read(&headers).place().cloned().expect("a place");
        assert_eq!(place.to_string(), "Dockerfile:3");
    }
}
