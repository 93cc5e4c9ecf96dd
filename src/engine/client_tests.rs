//! Tests of requests against a small server on a socket: connections, versions, refusals, what is cut off.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::Mutex;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixListener;

use super::*;
use crate::engine::connect::{ConnectError, ConnectRequest, connect};
use crate::engine::docker::DockerEngine;
use crate::engine::{ContainerFilter, Engine};

/// What was asked of the server, and over how many connections.
#[derive(Default)]
struct Seen {
    connections: usize,
    requests: Vec<String>,
}

struct Server {
    folder: tempfile::TempDir,
    seen: Arc<Mutex<Seen>>,
}

/// Answers each request with what `answer` makes of its first line; an answer without an end closes the connection.
fn serve(answer: impl Fn(&str) -> String + Send + Sync + 'static) -> Server {
    let folder = tempfile::tempdir().unwrap();
    let listener = UnixListener::bind(folder.path().join("s")).unwrap();
    let seen: Arc<Mutex<Seen>> = Arc::default();
    let (shared, answer) = (Arc::clone(&seen), Arc::new(answer));
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            shared.lock().unwrap().connections += 1;
            let (shared, answer) = (Arc::clone(&shared), Arc::clone(&answer));
            tokio::spawn(async move {
                let mut text = Vec::new();
                while socket.read_buf(&mut text).await.is_ok_and(|count| count > 0) {
                    let Some(end) = text.windows(4).position(|window| window == b"\r\n\r\n") else { continue };
                    let head = String::from_utf8_lossy(&text[..end]).into_owned();
                    text.drain(..end + 4);
                    let line = head.lines().next().unwrap_or_default().to_owned();
                    shared.lock().unwrap().requests.push(line.clone());
                    let reply = answer(&line);
                    socket.write_all(reply.as_bytes()).await.ok();
                    if reply.contains("Connection: close") {
                        return;
                    }
                }
            });
        }
    });
    Server { folder, seen }
}

fn reply(status: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\nApi-Version: 1.99\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

fn ping(version: &str) -> String {
    format!("HTTP/1.1 200 OK\r\nApi-Version: {version}\r\nContent-Length: 0\r\n\r\n")
}

impl Server {
    fn address(&self) -> String {
        format!("unix://{}/s", self.folder.path().display())
    }

    async fn connect(&self) -> std::result::Result<DockerEngine, ConnectError> {
        connect_to(&self.address(), &[]).await
    }
}

async fn connect_to(host: &str, variables: &[(&str, &str)]) -> std::result::Result<DockerEngine, ConnectError> {
    let environment: BTreeMap<String, String> =
        variables.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    let nothing = ConnectRequest::new(PathBuf::from("/nowhere"), &environment);
    let request = ConnectRequest { host: Some(host.to_owned()), ..nothing };
    connect(&request).await
}

#[tokio::test]
async fn one_ping_then_versioned_paths_all_over_one_connection() {
    let server = serve(|line| if line.starts_with("HEAD") { ping("1.44") } else { reply("200 OK", "[]") });
    let engine = server.connect().await.unwrap();
    for _ in 0..3 {
        engine.list_containers(&ContainerFilter::default()).await.unwrap();
    }
    let seen = server.seen.lock().unwrap();
    assert_eq!(seen.requests[0], "HEAD /_ping HTTP/1.1");
    assert_eq!(seen.requests[1..], ["GET /v1.44/containers/json HTTP/1.1"; 3]);
    assert_eq!(seen.connections, 1);
}

#[tokio::test]
async fn versions_are_capped_refused_and_pinned() {
    let newer = serve(|_| ping("1.99")).connect().await.unwrap();
    assert_eq!(newer.api_version(), super::super::connect::NEWEST);
    let old = serve(|_| ping("1.40"));
    let error = old.connect().await.err().unwrap().to_string();
    assert!(error.contains("is too old") && error.contains("1.40"), "{error}");
    let stranger = serve(|_| "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".to_owned());
    assert!(matches!(stranger.connect().await, Err(ConnectError::NoEngine { .. })));
    let too_new = "client version 1.77 is too new. Maximum supported API version is 1.51";
    let server = serve(move |_| reply("400 Bad Request", &format!("{{\"message\":\"{too_new}\"}}")));
    let pinned = connect_to(&server.address(), &[("DOCKER_API_VERSION", "1.77")]).await.unwrap();
    let error = pinned.list_containers(&ContainerFilter::default()).await.unwrap_err();
    assert_eq!(error.to_string(), format!("Error response from daemon: {too_new}"));
    assert_eq!(server.seen.lock().unwrap().requests, ["GET /v1.77/containers/json HTTP/1.1"]);
}

#[tokio::test]
async fn nobody_there_is_told_in_the_words_that_scripts_know() {
    let folder = tempfile::tempdir().unwrap();
    let missing = format!("unix://{}/s", folder.path().display());
    let error = connect_to(&missing, &[]).await.err().unwrap();
    assert_eq!(
        error.to_string(),
        format!("Cannot connect to the Docker daemon at {missing}. Is the docker daemon running?")
    );
    assert!(std::error::Error::source(&error).is_none());
    // A port that was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let error = connect_to(&format!("tcp://127.0.0.1:{port}"), &[]).await.err().unwrap().to_string();
    assert!(error.starts_with(&format!("Cannot connect to the Docker daemon at tcp://127.0.0.1:{port}.")), "{error}");
}

#[tokio::test]
async fn answers_that_break_off_or_make_no_sense_are_errors_that_name_the_request() {
    let cut = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\nConnection: close\r\n\r\n[";
    let server = serve(move |line| if line.starts_with("HEAD") { ping("1.44") } else { cut.to_owned() });
    let error = server.connect().await.unwrap().list_containers(&ContainerFilter::default()).await.unwrap_err();
    assert!(matches!(error, EngineError::Broken { .. }), "{error:?}");
    assert!(error.to_string().ends_with("failed during GET /containers/json"), "{error}");
    let server = serve(|line| if line.starts_with("HEAD") { ping("1.44") } else { reply("200 OK", "<html>") });
    let error = server.connect().await.unwrap().list_containers(&ContainerFilter::default()).await.unwrap_err();
    assert!(matches!(error, EngineError::Unreadable { .. }), "{error:?}");
}

#[tokio::test]
async fn nothing_to_do_is_success_and_a_missing_thing_is_none() {
    let server = serve(|line| match line {
        line if line.starts_with("HEAD") => ping("1.44"),
        line if line.contains("/start") => "HTTP/1.1 304 Not Modified\r\nApi-Version: 1.44\r\n\r\n".to_owned(),
        _ => reply("404 Not Found", r#"{"message":"no such thing"}"#),
    });
    let engine = server.connect().await.unwrap();
    engine.start_container(&"x".into()).await.unwrap();
    assert_eq!(engine.inspect_volume("v").await.unwrap(), None);
    let error = engine.inspect_container(&"x".into()).await.unwrap_err();
    assert!(error.is_not_found());
}

#[test]
fn a_refusal_is_told_in_the_engines_words() {
    let status = StatusCode::CONFLICT;
    assert_eq!(refusal(status, br#"{"message":"in use"}"#), "in use");
    assert_eq!(refusal(status, b"page not found\n"), "page not found");
    assert_eq!(refusal(status, b""), "Conflict");
}
