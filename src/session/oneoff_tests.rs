//! Lives of one-off containers on the fake engine.

use bytes::Bytes;
use tokio::sync::watch;

use super::*;
use crate::engine::fake::{self, FakeEngine};
use crate::engine::{Output, StreamKind};
use crate::model::develop::Hook;
use crate::model::observed::{Observed, ObservedContainer};
use crate::model::service::Command;
use crate::session::detach::DetachKeys;

fn engine() -> FakeEngine {
    let container = ObservedContainer { id: "c".into(), name: "p_web_run_1".to_owned(), ..Default::default() };
    let bytes = Bytes::from_static(b"hello");
    FakeEngine::new()
        .with_observed(Observed { containers: vec![container], ..Observed::default() })
        .printing("p_web_run_1", vec![Output { stream: StreamKind::Stdout, bytes }])
}

fn local() -> LocalStreams {
    LocalStreams {
        input: None,
        stdout: Box::new(tokio::io::sink()),
        stderr: Box::new(tokio::io::sink()),
        detach_keys: DetachKeys::default(),
        input_ends: true,
    }
}

fn request(id: &ContainerId) -> OneOffRequest<'_> {
    OneOffRequest { id, tty: false, stdin: false, raw: false, auto_remove: false, hooks: AfterStart::default() }
}

#[tokio::test(start_paused = true)]
async fn streams_and_the_wait_are_open_before_the_start_and_the_code_comes_back() {
    let engine = engine().after_start("p_web_run_1", fake::AfterStart::Exit(Duration::from_secs(3), 7));
    let id = "c".into();
    let end = run(&engine, request(&id), &mut local(), &Interrupts::never()).await.unwrap();
    assert_eq!(end, OneOffEnd::Exited(7));
    let calls = ["converse p_web_run_1", "wait_container p_web_run_1 NextExit", "start_container p_web_run_1"];
    assert_eq!(engine.calls(), calls);
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_started_is_removed_if_it_was_to_be() {
    let text = "exec: \"nosuch\": executable file not found in $PATH";
    for (auto_remove, left) in [(true, 0), (false, 1)] {
        let engine = engine().failing("start_container", 1, 400, text);
        let id = "c".into();
        let request = OneOffRequest { auto_remove, ..request(&id) };
        let error = run(&engine, request, &mut local(), &Interrupts::never()).await.unwrap_err();
        assert_eq!(error.to_string(), format!("Error response from daemon: {text}"));
        assert_eq!(engine.observed().containers.len(), left);
        assert_eq!(crate::error::Error::from(error).exit_code(), 127);
    }
}

#[tokio::test(start_paused = true)]
async fn a_start_that_takes_too_long_for_the_user_leaves_nothing_behind() {
    let engine = engine().taking("start_container", Duration::from_mins(1));
    let (sender, count) = watch::channel(0);
    let (id, interrupts) = ("c".into(), Interrupts::from_channel(count));
    let (mut local, request) = (local(), OneOffRequest { auto_remove: true, ..request(&id) });
    let session = run(&engine, request, &mut local, &interrupts);
    let interrupt = async {
        for count in 1..=2 {
            tokio::time::sleep(Duration::from_secs(1)).await;
            sender.send(count).unwrap();
        }
        std::future::pending::<()>().await;
    };
    let end = tokio::select! { end = session => end.unwrap(), () = interrupt => unreachable!() };
    assert_eq!(end, OneOffEnd::Interrupted);
    assert_eq!(engine.observed().containers.len(), 0);
}

#[tokio::test(start_paused = true)]
async fn the_end_of_dockers_socket_stops_the_container() {
    let engine = engine();
    let (sender, count) = watch::channel(0);
    let (id, interrupts) = ("c".into(), Interrupts::from_channel(count));
    let mut local = local();
    let session = run(&engine, request(&id), &mut local, &interrupts);
    let interrupt = async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        sender.send(1).unwrap();
        std::future::pending::<()>().await;
    };
    let end = tokio::select! { end = session => end.unwrap(), () = interrupt => unreachable!() };
    assert_eq!(end, OneOffEnd::Exited(0));
    assert_eq!(engine.changes().last().unwrap(), "stop_container p_web_run_1");
}

#[tokio::test(start_paused = true)]
async fn output_that_nobody_reads_kills() {
    let engine = engine();
    let (stdout, reader) = tokio::io::duplex(1);
    drop(reader);
    let mut local = LocalStreams { stdout: Box::new(stdout), ..local() };
    let id = "c".into();
    let error = run(&engine, request(&id), &mut local, &Interrupts::never()).await.unwrap_err();
    assert!(matches!(error, SessionError::Output(cause) if cause.kind() == std::io::ErrorKind::BrokenPipe));
    assert_eq!(engine.changes().last().unwrap(), "kill_container p_web_run_1 SIGKILL");
}

fn hook(word: &str) -> Hook {
    Hook { command: Command(Some(vec![word.to_owned()])), ..Hook::default() }
}

#[tokio::test(start_paused = true)]
async fn hooks_run_beside_the_process_and_their_failure_is_told_after_its_end() {
    let hooks = [hook("one"), hook("two")];
    for (code, expected) in [(0, "Ok(Exited(7))"), (3, "p_web_run_1: post_start hook exited with status 3")] {
        let end = fake::AfterStart::Exit(Duration::from_secs(3), 7);
        let engine = engine().after_start("p_web_run_1", end).exec_exiting(code);
        let id = "c".into();
        let hooks = AfterStart { hooks: &hooks, called: "p_web_run_1" };
        let request = OneOffRequest { hooks, ..request(&id) };
        let ended = run(&engine, request, &mut local(), &Interrupts::never()).await;
        assert_eq!(ended.map_or_else(|error| error.to_string(), |end| format!("Ok({end:?})")), expected);
        let second = engine.calls().contains(&"create_exec p_web_run_1 two".to_owned());
        assert_eq!(second, code == 0);
    }
}

#[tokio::test(start_paused = true)]
async fn a_process_that_has_ended_needs_no_hooks() {
    let hooks = [hook("one")];
    let engine = engine().after_start("p_web_run_1", fake::AfterStart::Exit(Duration::from_secs(3), 7)).failing(
        "create_exec",
        1,
        409,
        "container is not running",
    );
    let id = "c".into();
    let request = OneOffRequest { hooks: AfterStart { hooks: &hooks, called: "p_web_run_1" }, ..request(&id) };
    let end = run(&engine, request, &mut local(), &Interrupts::never()).await.unwrap();
    assert_eq!(end, OneOffEnd::Exited(7));
}

#[tokio::test(start_paused = true)]
async fn a_hook_that_ends_with_its_container_is_no_failure() {
    let hooks = [hook("one")];
    let after = AfterStart { hooks: &hooks, called: "p_web_run_1" };
    let id = "c".into();
    for (code, is_failure) in [(126, false), (128, false), (137, false), (3, true)] {
        let engine = engine().taking("start_exec", Duration::from_millis(20)).exec_exiting(code);
        engine.start_container(&id).await.unwrap();
        let end = async {
            tokio::time::sleep(Duration::from_millis(10)).await;
            engine.exit("p_web_run_1", 7);
        };
        let (ended, ()) = tokio::join!(hook::after_start(&engine, &id, after), end);
        assert_eq!(ended.is_err(), is_failure, "{code}");
    }
}
