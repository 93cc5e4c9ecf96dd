//! Several containers' output as one sequence of lines: in the order of the engine's stamps, or as it comes.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use tokio::time::{Instant, Sleep, sleep_until};

use super::lines::Lines;
use crate::engine::StreamKind;
use crate::engine::error::EngineError;
use crate::engine::output::{Line, Stamp};
use crate::event::{LogItem, LogSource, LogStream};
use crate::model::ids::ContainerId;

/// While following, a line waits this long for earlier ones of other containers.
const WINDOW: Duration = Duration::from_millis(200);
/// Lines that wait, over all containers. Beyond this the earliest is let go.
const MOST_WAITING: usize = 16 * 1024;
/// Lines taken from one container before the others have their turn.
const BURST: usize = 64;
/// The output of a container that has ended must go on within this time, or it is given up.
const NOTE_PATIENCE: Duration = Duration::from_secs(2);

/// How lines of different containers are put in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// As they come.
    Arrival,
    /// By stamps; each container is read to its next line before any is shown.
    Stamps,
    /// By stamps, within a window: for output that goes on.
    StampsWithin,
}

/// What comes out.
#[derive(Debug)]
pub(crate) enum Merged {
    Item(LogItem),
    /// A container's output has ended; everything of it has come out.
    Ended {
        source: LogSource,
        error: Option<EngineError>,
    },
}

/// One life of a container between a start and an end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) id: ContainerId,
    /// Counts the starts that we know of.
    pub(crate) number: u32,
}

/// The outputs being read.
pub(crate) struct Merger<'e> {
    order: Order,
    /// Show the engine's stamps.
    show_stamps: bool,
    feeds: Vec<Feed<'e>>,
    timer: Option<Pin<Box<Sleep>>>,
}

struct Feed<'e> {
    run: Run,
    source: Arc<LogSource>,
    /// `None` once it has ended.
    lines: Option<Lines<'e>>,
    waiting: VecDeque<Waiting>,
    last_stamp: Option<Stamp>,
    error: Option<EngineError>,
    /// What to tell when everything of it has been shown, and when at the latest.
    note: Option<(String, Instant)>,
}

struct Waiting {
    /// Lines without a stamp go with the one before them.
    key: Option<Stamp>,
    since: Instant,
    line: Line,
}

impl<'e> Merger<'e> {
    pub(crate) fn new(order: Order, show_stamps: bool) -> Self {
        Self { order, show_stamps, feeds: Vec::new(), timer: None }
    }

    pub(super) fn add(&mut self, run: Run, source: LogSource, lines: Lines<'e>) {
        self.feeds.push(Feed {
            run,
            source: Arc::new(source),
            lines: Some(lines),
            waiting: VecDeque::new(),
            last_stamp: None,
            error: None,
            note: None,
        });
    }

    /// A container will not run: nothing of it is waited for.
    pub(crate) fn forget(&mut self, id: &ContainerId) {
        self.feeds.retain(|feed| feed.run.id != *id);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.feeds.is_empty()
    }

    /// Tells something about a container after the last line of a run. If nothing of that is left to be shown, nothing is
    /// told here: the text comes back.
    pub(crate) fn note_at_end(&mut self, run: &Run, text: String) -> Option<String> {
        let Some(feed) = self.feeds.iter_mut().find(|feed| feed.run == *run && feed.note.is_none()) else {
            return Some(text);
        };
        feed.note = Some((text, Instant::now() + NOTE_PATIENCE));
        None
    }

    /// The next line, note or end; waits for ever while there is nothing to read. Loses nothing when dropped.
    pub(crate) async fn next(&mut self) -> Merged {
        poll_fn(|context| self.poll_next(context)).await
    }

    fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Merged> {
        loop {
            self.read(context);
            let now = Instant::now();
            if let Some(merged) = self.release(now) {
                return Poll::Ready(merged);
            }
            let Some(deadline) = self.deadline() else { return Poll::Pending };
            let mut timer = Box::pin(sleep_until(deadline));
            let fired = timer.as_mut().poll(context).is_ready();
            self.timer = Some(timer);
            if !fired {
                return Poll::Pending;
            }
        }
    }

    fn read(&mut self, context: &mut Context<'_>) {
        let mut total: usize = self.feeds.iter().map(|feed| feed.waiting.len()).sum();
        for feed in &mut self.feeds {
            // A container whose next line is known can wait, unless time decides what is shown.
            let enough = match self.order {
                Order::Arrival | Order::Stamps => !feed.waiting.is_empty(),
                Order::StampsWithin => total >= MOST_WAITING,
            };
            if !enough {
                total += feed.read(context, self.order);
            }
        }
    }

    /// What can be shown now.
    fn release(&mut self, now: Instant) -> Option<Merged> {
        if let Some(merged) = self.release_end(now) {
            return Some(merged);
        }
        let total: usize = self.feeds.iter().map(|feed| feed.waiting.len()).sum();
        let heads = self.feeds.iter().enumerate().filter_map(|(index, feed)| Some((index, feed.waiting.front()?)));
        let (first, _) = match self.order {
            Order::Arrival => heads.min_by_key(|(_, head)| head.since),
            Order::Stamps | Order::StampsWithin => heads.min_by(|(_, a), (_, b)| a.key.cmp(&b.key)),
        }?;
        let all_known = self.feeds.iter().all(|feed| feed.lines.is_none() || !feed.waiting.is_empty());
        let ready = match self.order {
            Order::Arrival => true,
            Order::Stamps => all_known,
            Order::StampsWithin => all_known || total >= MOST_WAITING || self.some_line_is_due(now),
        };
        if !ready {
            return None;
        }
        let feed = &mut self.feeds[first];
        let waiting = feed.waiting.pop_front()?;
        Some(Merged::Item(feed.item(waiting.line, self.show_stamps)))
    }

    /// Notes and ends of containers of which everything has been shown.
    fn release_end(&mut self, now: Instant) -> Option<Merged> {
        let drained = |feed: &Feed<'_>| feed.lines.is_none() && feed.waiting.is_empty();
        let overdue =
            |feed: &Feed<'_>| feed.waiting.is_empty() && feed.note.as_ref().is_some_and(|(_, latest)| *latest <= now);
        let index = self.feeds.iter().position(|feed| drained(feed) || overdue(feed))?;
        let feed = &mut self.feeds[index];
        if let Some((text, _)) = feed.note.take() {
            feed.lines = None;
            return Some(Merged::Item(LogItem::Note { source: feed.named(), text }));
        }
        let feed = self.feeds.remove(index);
        Some(Merged::Ended { source: feed.named(), error: feed.error })
    }

    /// Any line that has waited its time lets all earlier ones go, and then itself.
    fn some_line_is_due(&self, now: Instant) -> bool {
        self.feeds.iter().filter_map(|feed| feed.waiting.front()).any(|waiting| waiting.since + WINDOW <= now)
    }

    /// When something may be shown without more being read.
    fn deadline(&self) -> Option<Instant> {
        let windows = self.feeds.iter().filter_map(|feed| feed.waiting.front()).map(|waiting| waiting.since + WINDOW);
        let notes =
            self.feeds.iter().filter(|feed| feed.waiting.is_empty()).filter_map(|feed| Some(feed.note.as_ref()?.1));
        match self.order {
            Order::Arrival | Order::Stamps => notes.min(),
            Order::StampsWithin => windows.chain(notes).min(),
        }
    }
}

impl Feed<'_> {
    fn named(&self) -> LogSource {
        LogSource::clone(&self.source)
    }

    /// Takes what is there; how many lines came of it.
    fn read(&mut self, context: &mut Context<'_>, order: Order) -> usize {
        let before = self.waiting.len();
        for _ in 0..BURST {
            let Some(lines) = &mut self.lines else { break };
            match lines.as_mut().poll_next(context) {
                Poll::Pending => return self.waiting.len() - before,
                Poll::Ready(Some(Ok(line))) => self.wait(line),
                Poll::Ready(end) => {
                    self.error = end.and_then(Result::err);
                    self.lines = None;
                }
            }
            match order {
                Order::Arrival | Order::Stamps if !self.waiting.is_empty() => return self.waiting.len() - before,
                Order::Arrival | Order::Stamps | Order::StampsWithin => {}
            }
        }
        if self.lines.is_some() {
            // There may be more: come again after the others.
            context.waker().wake_by_ref();
        }
        self.waiting.len() - before
    }

    fn wait(&mut self, line: Line) {
        let since = Instant::now();
        if let Some((_, latest)) = &mut self.note {
            *latest = since + NOTE_PATIENCE;
        }
        self.last_stamp = line.stamp.or(self.last_stamp);
        self.waiting.push_back(Waiting { key: self.last_stamp, since, line });
    }

    fn item(&self, line: Line, show_stamp: bool) -> LogItem {
        let text = match line.stamp.filter(|_| show_stamp) {
            Some(stamp) => Bytes::from([stamp.as_bytes(), b" ", &line.text].concat()),
            None => line.text,
        };
        let stream = match line.stream {
            StreamKind::Stdout => LogStream::Stdout,
            StreamKind::Stderr => LogStream::Stderr,
        };
        LogItem::Line { source: Arc::clone(&self.source), stream, text }
    }
}

#[cfg(test)]
#[path = "merge_tests.rs"]
mod tests;
