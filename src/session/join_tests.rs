//! Joining containers of the fake engine.

use std::time::Duration;

use bytes::Bytes;
use tokio::sync::{mpsc, watch};

use super::*;
use crate::engine::fake::FakeEngine;
use crate::engine::{Output, StreamKind};
use crate::model::observed::{ContainerState, Observed, ObservedContainer};
use crate::session::detach::DetachKeys;

fn engine() -> FakeEngine {
    let container = ObservedContainer {
        id: "c".into(),
        name: "p_web_1".to_owned(),
        state: ContainerState::Running,
        ..ObservedContainer::default()
    };
    let bytes = Bytes::from_static(b"hello");
    FakeEngine::new()
        .with_observed(Observed { containers: vec![container], ..Observed::default() })
        .printing("p_web_1", vec![Output { stream: StreamKind::Stdout, bytes }])
}

fn local(input: Option<mpsc::Receiver<Bytes>>) -> LocalStreams {
    LocalStreams {
        input,
        stdout: Box::new(tokio::io::sink()),
        stderr: Box::new(tokio::io::sink()),
        detach_keys: DetachKeys::parse("ctrl-x,d").expect("keys"),
        input_ends: true,
    }
}

fn request(id: &ContainerId) -> JoinRequest<'_> {
    JoinRequest { id, tty: false, stdin: false, proxy: false, sized: false }
}

#[tokio::test(start_paused = true)]
async fn the_containers_code_is_ours_and_the_wait_is_open_before_the_streams() {
    let engine = engine();
    let (id, mut local, interrupts) = ("c".into(), local(None), Interrupts::never());
    let session = join(&engine, request(&id), &mut local, &interrupts);
    let end = async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        engine.exit("p_web_1", 9);
    };
    assert_eq!(tokio::join!(session, end).0.expect("an end"), JoinEnd::Exited(9));
    assert_eq!(engine.calls(), ["wait_container p_web_1 NotRunning", "converse p_web_1  ctrl-x,d"]);
}

#[tokio::test(start_paused = true)]
async fn the_users_keys_leave_the_container_alone_and_the_default_ones_reach_it() {
    let engine = engine();
    let (id, (keys, input)) = ("c".into(), mpsc::channel(8));
    for piece in [&b"ls\x10\x11"[..], b"\x18", b"d"] {
        keys.send(Bytes::from_static(piece)).await.expect("room");
    }
    let mut local = local(Some(input));
    let request = JoinRequest { tty: true, ..request(&id) };
    let end = join(&engine, request, &mut local, &Interrupts::never()).await.expect("an end");
    assert_eq!(end, JoinEnd::Detached);
    assert_eq!(engine.input(), ("ls\x10\x11".to_owned(), true), "the end of the input comes behind the last key");
    assert!(engine.changes().iter().all(|call| !call.starts_with("kill")), "{:?}", engine.changes());
}

#[tokio::test(start_paused = true)]
async fn the_end_of_the_input_is_handed_on_where_it_is_one() {
    for input_ends in [true, false] {
        let engine = engine();
        let (id, (keys, input), interrupts) = ("c".into(), mpsc::channel(1), Interrupts::never());
        keys.send(Bytes::from_static(b"text")).await.expect("room");
        drop(keys);
        let mut local = LocalStreams { input_ends, ..local(Some(input)) };
        let session = join(&engine, request(&id), &mut local, &interrupts);
        let end = async {
            tokio::time::sleep(Duration::from_secs(1)).await;
            engine.exit("p_web_1", 0);
        };
        tokio::join!(session, end).0.expect("an end");
        assert_eq!(engine.input(), ("text".to_owned(), input_ends));
    }
}

#[tokio::test(start_paused = true)]
async fn an_interruption_ends_the_connection_only() {
    let engine = engine();
    let (sender, count) = watch::channel(0);
    let (id, mut local, interrupts) = ("c".into(), local(None), Interrupts::from_channel(count));
    let session = join(&engine, request(&id), &mut local, &interrupts);
    let interrupt = async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        sender.send(1).expect("a listener");
    };
    assert_eq!(tokio::join!(session, interrupt).0.expect("an end"), JoinEnd::Interrupted);
    assert!(engine.observed().containers[0].is_running());
}
