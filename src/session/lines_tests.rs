//! Output that breaks and is opened again.

use std::cell::RefCell;

use bytes::Bytes;
use futures_util::stream;

use super::*;
use crate::engine::StreamKind;
use crate::engine::fake::FakeEngine;
use crate::model::observed::ContainerState;
use crate::session::test_support::{container, engine, id, output, stamped};

fn broken() -> Result<Output> {
    Err(EngineError::Ended { request: "GET /x".to_owned() })
}

/// The lines of these outputs, one after the other, with what was asked for each but the first.
async fn read(outputs: Vec<Vec<Result<Output>>>) -> (Vec<String>, Vec<Option<String>>) {
    let mut outputs = outputs.into_iter().map(|pieces| stream::iter(pieces).boxed_local());
    let first = outputs.next().expect("an output");
    let asked = RefCell::new(Vec::new());
    let again: Again<'_> = Box::new(|since, _| {
        asked.borrow_mut().push(since);
        let next = outputs.next().ok_or_else(|| EngineError::Failed { message: "gone".to_owned() });
        std::future::ready(next).boxed_local()
    });
    let lines = Reader::new(first, Splitter::new(true), Some(again));
    let text = |line: Result<Line>| match line {
        Ok(line) => String::from_utf8_lossy(&line.text).into_owned(),
        Err(error) => format!("error: {error}"),
    };
    let lines = lines.map(text).collect().await;
    (lines, asked.into_inner())
}

#[tokio::test]
async fn a_break_loses_and_doubles_nothing() {
    let half = Output { stream: StreamKind::Stdout, bytes: Bytes::from_static(b"2026-11-24T03:00:00.003000000Z ha") };
    let (lines, asked) = read(vec![
        vec![Ok(stamped(1, "one")), Ok(stamped(2, "two")), Ok(stamped(2, "two")), Ok(half), broken()],
        vec![Ok(stamped(2, "two")), Ok(stamped(2, "two")), broken()],
        vec![Ok(stamped(2, "two")), Ok(stamped(2, "two")), Ok(stamped(2, "two")), Ok(stamped(3, "half"))],
    ])
    .await;
    assert_eq!(lines, ["one", "two", "two", "two", "half"]);
    let since = Some("1795489200.002000000".to_owned());
    assert_eq!(asked, [since.clone(), since]);
}

#[tokio::test]
async fn what_broke_before_its_first_line_is_asked_for_as_it_was() {
    let (lines, asked) = read(vec![vec![broken()], vec![Ok(stamped(1, "one"))]]).await;
    assert_eq!((lines, asked), (vec!["one".to_owned()], vec![None]));
}

#[tokio::test]
async fn after_too_many_breaks_the_rest_is_shown_and_the_reason_told() {
    let breaks = |_| vec![Ok(stamped(1, "one")), Ok(output("2026-11-24T03:00:00.002000000Z ha")), broken()];
    let (lines, asked) = read((0..20).map(breaks).collect()).await;
    assert_eq!(lines, ["one", "ha", "error: the engine's answer to GET /x ended unexpectedly"]);
    assert_eq!(asked.len(), 6);
    let (lines, _) = read(vec![vec![Ok(stamped(1, "one")), broken()]]).await;
    assert_eq!(lines, ["one", "error: gone"], "one that cannot be opened again");
}

#[tokio::test]
async fn the_engine_is_asked_and_what_it_refuses_is_told() {
    let engine = || {
        let observed = vec![container("web", 1, ContainerState::Running)];
        engine(observed).printing("p_web_1", vec![stamped(1, "one"), stamped(2, "two")])
    };
    let first = || stream::iter([Ok(stamped(1, "one")), broken()]).boxed_local();
    let texts = async |engine: &FakeEngine| {
        let lines = steady(engine, &id("web", 1), LogOptions::default(), first());
        let text = |line: Result<Line>| match line {
            Ok(line) => String::from_utf8_lossy(&line.text).into_owned(),
            Err(error) => error.to_string(),
        };
        lines.map(text).collect::<Vec<_>>().await
    };
    assert_eq!(texts(&engine()).await, ["one", "two"]);
    let gone = engine().failing("logs", 1, 404, "No such container");
    assert_eq!(texts(&gone).await, ["one", "Error response from daemon: No such container"]);
}
