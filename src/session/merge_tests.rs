//! Merging of log lines by time.

use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::stream::{LocalBoxStream, iter, unfold};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

use super::*;
use crate::engine::{Output, Result};
use crate::session::lines::stamped_lines;

fn source(name: &str) -> LogSource {
    LogSource { name: name.to_owned(), service: name.to_owned() }
}

fn run(name: &str) -> Run {
    Run { id: ContainerId::from(name), number: 1 }
}

/// A line with a stamp of so many milliseconds.
fn stamped(milliseconds: u32, text: &str) -> String {
    format!("2026-11-24T03:00:{:02}.{:03}000000Z {text}\n", milliseconds / 1000, milliseconds % 1000)
}

#[expect(clippy::unnecessary_wraps, reason = "what the streams carry")]
fn output(text: &str) -> Result<Output> {
    Ok(Output { stream: StreamKind::Stdout, bytes: Bytes::copy_from_slice(text.as_bytes()) })
}

fn fixed(texts: &[String]) -> LocalBoxStream<'static, Result<Output>> {
    iter(texts.iter().map(|text| output(text)).collect::<Vec<_>>()).boxed_local()
}

fn live() -> (UnboundedSender<Result<Output>>, LocalBoxStream<'static, Result<Output>>) {
    let (sender, receiver) = unbounded_channel();
    let stream = unfold(receiver, |mut receiver| async move { receiver.recv().await.map(|item| (item, receiver)) });
    (sender, stream.boxed_local())
}

fn text(merged: Merged) -> String {
    match merged {
        Merged::Item(LogItem::Line { source, text, .. }) => {
            format!("{} {}", source.name, String::from_utf8_lossy(&text))
        }
        Merged::Item(LogItem::Note { source, text }) => format!("{}: {text}", source.name),
        Merged::Item(other) => format!("{other:?}"),
        Merged::Ended { source, .. } => format!("{} ended", source.name),
    }
}

async fn all(mut merger: Merger<'_>) -> Vec<String> {
    let mut texts = Vec::new();
    while !merger.is_empty() {
        texts.push(text(merger.next().await));
    }
    texts
}

#[tokio::test]
async fn finished_logs_are_merged_by_their_stamps() {
    let mut merger = Merger::new(Order::Stamps, false);
    merger.add(
        run("a"),
        source("a"),
        stamped_lines(fixed(&[stamped(1, "one"), stamped(5, "five") + &stamped(6, "six")])),
    );
    merger.add(run("b"), source("b"), stamped_lines(fixed(&[stamped(2, "two"), stamped(7, "seven")])));
    merger.add(run("c"), source("c"), stamped_lines(fixed(&[])));
    assert_eq!(all(merger).await, ["c ended", "a one", "b two", "a five", "a six", "a ended", "b seven", "b ended"]);
}

#[tokio::test]
async fn stamps_are_shown_on_demand_and_last_lines_are_not_lost() {
    let mut merger = Merger::new(Order::Stamps, true);
    merger.add(run("a"), source("a"), stamped_lines(fixed(&[stamped(1, "half").trim_end().to_owned()])));
    assert_eq!(all(merger).await, ["a 2026-11-24T03:00:00.001000000Z half", "a ended"]);
}

#[tokio::test(start_paused = true)]
async fn while_following_late_lines_within_the_window_are_put_in_order() {
    let (to_a, a) = live();
    let (to_b, b) = live();
    let mut merger = Merger::new(Order::StampsWithin, false);
    merger.add(run("a"), source("a"), stamped_lines(a));
    merger.add(run("b"), source("b"), stamped_lines(b));
    let begin = Instant::now();
    to_a.send(output(&stamped(10, "later"))).unwrap();
    let late = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        to_b.send(output(&stamped(5, "earlier"))).unwrap();
    };
    let (first, ()) = tokio::join!(merger.next(), late);
    assert_eq!(text(first), "b earlier");
    assert_eq!(text(merger.next().await), "a later");
    assert_eq!(begin.elapsed().as_millis(), 200, "a line waits no longer than the window");
}

#[tokio::test(start_paused = true)]
async fn a_busy_container_is_not_held_back_by_a_silent_one() {
    let (to_a, a) = live();
    let (_to_b, b) = live();
    let mut merger = Merger::new(Order::StampsWithin, false);
    merger.add(run("a"), source("a"), stamped_lines(a));
    merger.add(run("b"), source("b"), stamped_lines(b));
    for n in 0..1000 {
        to_a.send(output(&stamped(n, "x"))).unwrap();
    }
    let begin = Instant::now();
    for _ in 0..1000 {
        merger.next().await;
    }
    assert_eq!(begin.elapsed().as_millis(), 200);
}

#[tokio::test(start_paused = true)]
async fn notes_come_after_the_last_line() {
    let (to_a, a) = live();
    let mut merger = Merger::new(Order::Arrival, false);
    merger.add(run("a"), source("a"), stamped_lines(a));
    assert_eq!(merger.note_at_end(&run("a"), "exited with code 0".to_owned()), None);
    assert!(merger.note_at_end(&run("b"), "lost".to_owned()).is_some());
    to_a.send(output("last words")).unwrap();
    drop(to_a);
    assert_eq!(all(merger).await, ["a last words", "a: exited with code 0", "a ended"]);
}

#[tokio::test(start_paused = true)]
async fn notes_do_not_wait_for_ever() {
    let (_to_a, a) = live();
    let mut merger = Merger::new(Order::Arrival, false);
    merger.add(run("a"), source("a"), stamped_lines(a));
    merger.note_at_end(&run("a"), "exited with code 0".to_owned());
    assert_eq!(all(merger).await, ["a: exited with code 0", "a ended"]);
}

#[tokio::test]
async fn by_arrival_both_streams_keep_their_own_partial_lines() {
    let mut merger = Merger::new(Order::Arrival, false);
    let pieces =
        [output("ou"), Ok(Output { stream: StreamKind::Stderr, bytes: Bytes::from_static(b"err\n") }), output("t\n")];
    merger.add(run("a"), source("a"), stamped_lines(iter(pieces).boxed_local()));
    assert_eq!(all(merger).await, ["a err", "a out", "a ended"]);
}

#[tokio::test]
async fn many_pieces_without_a_newline_are_read_to_the_end() {
    let mut merger = Merger::new(Order::StampsWithin, false);
    let pieces: Vec<Result<Output>> = (0..500).map(|_| output("x")).collect();
    merger.add(run("a"), source("a"), stamped_lines(iter(pieces).boxed_local()));
    assert_eq!(all(merger).await, [format!("a {}", "x".repeat(500)), "a ended".to_owned()]);
}
