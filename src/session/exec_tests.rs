//! Sessions of `exec` on the fake engine.

use std::time::Duration;

use bytes::Bytes;
use tokio::sync::{mpsc, watch};

use super::*;
use crate::engine::fake::FakeEngine;
use crate::engine::{Output, StreamKind};
use crate::model::observed::{ContainerState, Observed, ObservedContainer};
use crate::session::detach::DetachKeys;

fn engine(code: i64) -> FakeEngine {
    let container = ObservedContainer {
        id: "c".into(),
        name: "p_web_1".to_owned(),
        state: ContainerState::Running,
        ..ObservedContainer::default()
    };
    let observed = Observed { containers: vec![container], ..Observed::default() };
    let piece = |stream, text: &'static str| Output { stream, bytes: Bytes::from_static(text.as_bytes()) };
    FakeEngine::new()
        .with_observed(observed)
        .exec_exiting(code)
        .printing("exec cat -", vec![piece(StreamKind::Stdout, "out"), piece(StreamKind::Stderr, "err")])
}

fn request() -> ExecRequest {
    ExecRequest {
        command: vec!["cat".to_owned(), "-".to_owned()],
        attach_stdin: true,
        attach_output: true,
        ..ExecRequest::default()
    }
}

fn local(input: Option<mpsc::Receiver<Bytes>>) -> (LocalStreams, tokio::io::DuplexStream, tokio::io::DuplexStream) {
    let (stdout, read_stdout) = tokio::io::duplex(1024);
    let (stderr, read_stderr) = tokio::io::duplex(1024);
    (
        LocalStreams {
            input,
            stdout: Box::new(stdout),
            stderr: Box::new(stderr),
            detach_keys: DetachKeys::default(),
            input_ends: true,
        },
        read_stdout,
        read_stderr,
    )
}

async fn text(local: LocalStreams, mut stream: tokio::io::DuplexStream) -> String {
    use tokio::io::AsyncReadExt;
    drop(local);
    let mut text = String::new();
    stream.read_to_string(&mut text).await.unwrap();
    text
}

#[tokio::test]
async fn output_goes_to_its_streams_and_the_exit_code_comes_back() {
    let engine = engine(5);
    let (mut local, stdout, _stderr) = local(None);
    let end = exec(&engine, (&"c".into(), &request()), &mut local, false, &Interrupts::never()).await.unwrap();
    assert_eq!(end, ExecEnd::Exited(5));
    assert_eq!(text(local, stdout).await, "out");
    assert_eq!(engine.execs(), [request()]);
    let calls = ["create_exec p_web_1 cat -", "start_exec exec cat -", "inspect_exec exec cat -"];
    assert_eq!(engine.calls(), calls);
}

#[tokio::test]
async fn a_container_that_does_not_run_is_refused_in_the_engines_words() {
    let (mut local, ..) = local(None);
    let end = exec(&FakeEngine::new(), (&"c".into(), &request()), &mut local, false, &Interrupts::never()).await;
    assert_eq!(end.unwrap_err().to_string(), "Error response from daemon: No such container: c");
}

#[tokio::test]
async fn an_interruption_leaves_the_process_alone() {
    // A pipe that nobody reads from holds the session up.
    let (stdout, _unread) = tokio::io::duplex(1);
    let mut local = LocalStreams {
        input: None,
        stdout: Box::new(stdout),
        stderr: Box::new(tokio::io::sink()),
        detach_keys: DetachKeys::default(),
        input_ends: true,
    };
    let (sender, count) = watch::channel(0);
    let engine = engine(0);
    let (container, request, interrupts) = ("c".into(), request(), Interrupts::from_channel(count));
    let session = exec(&engine, (&container, &request), &mut local, false, &interrupts);
    let interrupt = async {
        tokio::task::yield_now().await;
        sender.send(1).unwrap();
        std::future::pending::<()>().await;
    };
    let end = tokio::select! { end = session => end.unwrap(), () = interrupt => unreachable!() };
    assert_eq!(end, ExecEnd::Interrupted);
}

/// What is typed, and an output that is read byte by byte.
fn typing(input: mpsc::Receiver<Bytes>) -> (LocalStreams, tokio::io::DuplexStream) {
    let (stdout, read) = tokio::io::duplex(1);
    let local = LocalStreams {
        input: Some(input),
        stdout: Box::new(stdout),
        stderr: Box::new(tokio::io::sink()),
        detach_keys: DetachKeys::default(),
        input_ends: true,
    };
    (local, read)
}

#[tokio::test]
async fn what_is_typed_arrives_and_its_end_is_handed_on() {
    let (sender, input) = mpsc::channel(4);
    sender.send(Bytes::from_static(b"hello\x10\x11")).await.unwrap();
    drop(sender);
    let engine = engine(0);
    let (mut local, read_stdout) = typing(input);
    let (container, request) = ("c".into(), request());
    let never = Interrupts::never();
    let session = exec(&engine, (&container, &request), &mut local, false, &never);
    let reader = async {
        tokio::time::sleep(Duration::from_millis(20)).await;
        tokio::io::copy(&mut { read_stdout }, &mut tokio::io::sink()).await
    };
    let end = tokio::select! { end = session => end.unwrap(), _ = reader => unreachable!() };
    assert_eq!(end, ExecEnd::Exited(0));
    assert_eq!(engine.input(), ("hello\u{10}\u{11}".to_owned(), true), "without a terminal no key is special");
}

#[tokio::test]
async fn the_detach_keys_end_a_terminals_session() {
    let (sender, input) = mpsc::channel(4);
    sender.send(Bytes::from_static(b"ls\x10\x11")).await.unwrap();
    let engine = engine(0);
    let (mut local, _unread) = typing(input);
    let request = ExecRequest { tty: true, ..request() };
    let end = exec(&engine, (&"c".into(), &request), &mut local, false, &Interrupts::never()).await.unwrap();
    assert_eq!(end, ExecEnd::Detached);
}
