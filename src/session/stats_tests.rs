//! Readings of containers that come and go, on the fake engine.

use std::cell::RefCell;

use super::*;
use crate::engine::fake::FakeEngine;
use crate::model::observed::ContainerState;
use crate::session::test_support::{container, engine, id};

fn usage(pids: u64) -> Usage {
    Usage { pids, ..Usage::default() }
}

/// `name pids`, or `name -`.
fn texts(readings: &[Reading]) -> Vec<String> {
    let text = |reading: &Reading| {
        let pids = reading.usage.map_or_else(|| "-".to_owned(), |usage| usage.pids.to_string());
        format!("{} {pids}", reading.name)
    };
    readings.iter().map(text).collect()
}

/// What is shown until the fake has nothing more to tell and `script` has ended.
async fn shown(engine: &FakeEngine, all: bool, script: impl Future<Output = ()>) -> Vec<Vec<String>> {
    let shown = RefCell::new(Vec::new());
    let request = StatsRequest { labels: Vec::new(), all };
    tokio::select! {
        error = follow(engine, &request, |readings| shown.borrow_mut().push(texts(readings))) => panic!("{error}"),
        () = script => {}
    }
    shown.into_inner()
}

/// A little more, so that what happens in the same second has happened.
fn seconds(seconds: u64) -> tokio::time::Sleep {
    tokio::time::sleep(Duration::from_millis(seconds * 1000 + 100))
}

#[tokio::test(start_paused = true)]
async fn one_reading_each_at_the_same_time_and_none_of_what_does_not_run() {
    let containers = vec![container("web", 1, ContainerState::Running), container("old", 1, ContainerState::Exited)];
    let engine = engine(containers.clone()).using("p_web_1", vec![usage(7)]);
    let readings = once(&engine, false, containers.clone()).await.unwrap();
    assert_eq!(texts(&readings), ["p_web_1 7"]);
    let readings = once(&engine, true, containers).await.unwrap();
    assert_eq!(texts(&readings), ["p_old_1 0", "p_web_1 7"]);
    assert_eq!(engine.calls(), ["stats p_web_1", "stats p_web_1"]);
    let gone = vec![container("gone", 1, ContainerState::Running)];
    assert_eq!(once(&engine, false, gone).await.unwrap(), []);
}

#[tokio::test(start_paused = true)]
async fn a_picture_has_a_new_reading_of_each() {
    let containers = vec![container("b", 1, ContainerState::Running), container("a", 1, ContainerState::Running)];
    let engine = engine(containers).using("p_a_1", vec![usage(1), usage(2)]).using("p_b_1", vec![usage(3), usage(4)]);
    let shown = shown(&engine, false, async { seconds(2).await }).await;
    assert_eq!(shown[..2], [["p_a_1 1", "p_b_1 3"], ["p_a_1 2", "p_b_1 4"]]);
    assert_eq!(engine.calls()[..2], ["events", "list_containers"]);
    assert_eq!(engine.calls().len(), 4);
}

#[tokio::test(start_paused = true)]
async fn containers_come_and_go() {
    let containers = vec![container("a", 1, ContainerState::Running), container("b", 1, ContainerState::Exited)];
    let engine = engine(containers).using("p_a_1", vec![usage(1); 9]).using("p_b_1", vec![usage(2); 9]);
    let script = async {
        seconds(1).await;
        engine.start_container(&id("b", 1)).await.unwrap();
        seconds(2).await;
        engine.exit("p_a_1", 0);
        engine.exit("p_b_1", 0);
        seconds(1).await;
    };
    let found = shown(&engine, false, script).await;
    assert_eq!(found.first().unwrap(), &["p_a_1 1"]);
    assert!(found.iter().any(|rows| rows.contains(&"p_b_1 2".to_owned())), "{found:?}");
    assert_eq!(found.last().unwrap(), &[] as &[String]);

    let stopped = shown(&engine, true, async { seconds(1).await }).await;
    assert_eq!(stopped, [["p_a_1 0", "p_b_1 0"]]);
}

#[tokio::test(start_paused = true)]
async fn a_silent_engine_makes_no_figures() {
    let engine = engine(vec![container("a", 1, ContainerState::Running)]);
    let shown = shown(&engine, false, async { seconds(4).await }).await;
    assert_eq!(shown, [["p_a_1 -"]]);
}
