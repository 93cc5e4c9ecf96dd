//! Tests of pulls and pushes on a fake engine.

use std::cell::RefCell;

use super::*;
use crate::engine::fake::FakeEngine;
use crate::model::observed::{Observed, ObservedImage};

#[derive(Default)]
struct Sink(RefCell<Vec<String>>);

impl EventSink for Sink {
    fn emit(&self, event: Event) {
        let bytes = event.progress.map(|p| format!(" {}/{}", p.current, p.total)).unwrap_or_default();
        let part = event.part.as_deref().map(|part| format!(" {part}")).unwrap_or_default();
        let text = format!("{}{part} {}{bytes} {:?} {}", event.resource, event.word(), event.status, event.detail);
        self.0.borrow_mut().push(text.trim_end().to_owned());
    }
}

fn step(id: &str, status: &str, current: u64, total: u64) -> TransferProgress {
    TransferProgress { id: id.to_owned(), status: status.to_owned(), current, total }
}

fn pull(reference: &str) -> Transfer {
    Transfer { reference: reference.to_owned(), ..Transfer::default() }
}

fn push(reference: &str) -> Transfer {
    Transfer { direction: Direction::Push, ..pull(reference) }
}

const QUIETLY: TransferOptions = TransferOptions { limit: 0, layers: false };

#[tokio::test]
async fn a_reference_is_pulled_once_and_its_layers_are_told_with_bytes() {
    let steps = vec![
        step("1", "Pulling from a", 0, 0),
        step("l1", "Downloading", 5, 10),
        step("l1", "Download complete", 0, 0),
        step("l1", "Pull complete", 0, 0),
        step("", "Digest: sha256:1", 0, 0),
    ];
    let engine = FakeEngine::new().pullable("a:1", steps);
    let sink = Sink::default();
    let options = TransferOptions { limit: 2, layers: true };
    let failures = transfer(&engine, &[pull("a:1"), pull("a:1")], options, &sink).await;
    assert!(failures.is_empty());
    assert_eq!(engine.calls(), ["pull_image a:1"]);
    let expected = [
        "Image a:1 Pulling Working",
        "Image a:1 l1 Downloading 5/10 Working",
        "Image a:1 l1 Download complete Working",
        "Image a:1 l1 Pull complete Done",
        "Image a:1 Pulled Done",
    ];
    assert_eq!(*sink.0.borrow(), expected);
}

#[tokio::test]
async fn one_failure_leaves_the_others_alone() {
    let engine = FakeEngine::new().pullable("a", Vec::new());
    let sink = Sink::default();
    let failures = transfer(&engine, &[pull("missing"), pull("a")], QUIETLY, &sink).await;
    assert_eq!(failures.keys().map(|(reference, _)| reference.as_str()).collect::<Vec<_>>(), ["missing"]);
    assert!(engine.observed().images.contains_key("a"));
    let errors = sink.0.borrow().iter().filter(|line| line.contains("Error")).count();
    assert_eq!(errors, 1);
    let count = |call: &str| engine.calls().iter().filter(|line| *line == call).count();
    assert_eq!(count("pull_image missing"), 1, "an image that is not there is not asked for again");
}

#[tokio::test(start_paused = true)]
async fn no_more_are_pulled_at_once_than_allowed() {
    let engine = FakeEngine::new().taking("pull_image", Duration::from_mins(1));
    let lenient = |number| Transfer { lenient: true, ..pull(&format!("i{number}")) };
    let requests: Vec<Transfer> = (0..6).map(lenient).collect();
    let options = TransferOptions { limit: 2, layers: false };
    let failures = transfer(&engine, &requests, options, &Sink::default()).await;
    assert_eq!((failures.len(), engine.most_in_flight()), (6, 2));
}

#[tokio::test(start_paused = true)]
async fn what_may_pass_is_tried_again_and_not_for_ever() {
    let engine = FakeEngine::new().pullable("a", Vec::new()).failing("pull_image", 1, 503, "busy");
    let sink = Sink::default();
    let begin = tokio::time::Instant::now();
    assert!(transfer(&engine, &[pull("a")], QUIETLY, &sink).await.is_empty());
    assert_eq!(begin.elapsed(), PAUSES[0]);
    let expected =
        ["Image a Pulling Working", "Image a Retrying Working Error response from daemon: busy", "Image a Pulled Done"];
    assert_eq!(*sink.0.borrow(), expected);
    let attempts = PAUSES.len() + 1;
    let engine = (1..=attempts).fold(FakeEngine::new(), |engine, nth| engine.failing("push_image", nth, 502, "busy"));
    let failures = transfer(&engine, &[push("a:1")], QUIETLY, &Sink::default()).await;
    assert_eq!((failures.len(), engine.calls().len()), (1, attempts));
}

#[tokio::test]
async fn a_push_is_told_by_its_bare_name() {
    let images = [("a:1".to_owned(), ObservedImage::default())].into();
    let engine = FakeEngine::new().with_observed(Observed { images, ..Observed::default() });
    let sink = Sink::default();
    let options = TransferOptions { limit: 0, layers: true };
    let failures = transfer(&engine, &[push("a:1"), push("b:1")], options, &sink).await;
    assert_eq!(failures.len(), 1);
    let of_a: Vec<_> = sink.0.borrow().iter().filter(|line| line.starts_with("a:1")).cloned().collect();
    assert_eq!(of_a, ["a:1 Pushing Working", "a:1 l1 Pushed Done", "a:1 Pushed Done"]);
}

#[test]
fn names_of_one_repository_are_pushed_one_after_the_other() {
    let transfers = [push("r.io/a:1"), push("r.io/b:1"), push("r.io/a:2"), pull("r.io/a:1"), pull("r.io/a:2")];
    let turns: Vec<Vec<&str>> = in_turns(transfers.iter())
        .into_iter()
        .map(|turns| turns.iter().map(|transfer| transfer.reference.as_str()).collect())
        .collect();
    assert_eq!(turns, [vec!["r.io/a:1", "r.io/a:2"], vec!["r.io/b:1"], vec!["r.io/a:1"], vec!["r.io/a:2"]]);
}
