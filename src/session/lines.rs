//! The lines of a container's output. Where the connection breaks, the output is opened again at the last line.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_util::future::{FutureExt, LocalBoxFuture};
use futures_util::stream::{LocalBoxStream, Stream, StreamExt};

use super::time;
use crate::engine::error::EngineError;
use crate::engine::output::{Line, Splitter, Stamp};
use crate::engine::{Engine, LogOptions, Output, Result};
use crate::model::ids::ContainerId;

pub(super) type OutputStream = LocalBoxStream<'static, Result<Output>>;
pub(super) type Lines<'e> = LocalBoxStream<'e, Result<Line>>;

/// Breaks in a row, without a line between them, after which the output is given up.
const MOST_BREAKS: u32 = 6;
/// What is waited before the second attempt; before each further one it is twice that.
const PAUSE: Duration = Duration::from_millis(100);
/// Pieces without a whole line before others have their turn.
const BURST: usize = 64;

/// Lines without stamps, as far as they come.
pub(super) fn plain(output: OutputStream) -> Lines<'static> {
    Reader::new(output, Splitter::new(false), None).boxed_local()
}

/// Lines with stamps. None is lost or comes twice when the output breaks in the middle. `options` are those that the output
/// was asked for with.
pub(super) fn steady<'e, E: Engine>(
    engine: &'e E,
    id: &ContainerId,
    options: LogOptions,
    output: OutputStream,
) -> Lines<'e> {
    let id = id.clone();
    let again: Again<'e> = Box::new(move |since, breaks| {
        let (id, mut options) = (id.clone(), options.clone());
        if since.is_some() {
            (options.since, options.tail) = (since, None);
        }
        open_again(engine, id, options, breaks).boxed_local()
    });
    Reader::new(output, Splitter::new(true), Some(again)).boxed_local()
}

/// Lines with stamps, as far as they come.
#[cfg(test)]
pub(super) fn stamped_lines(output: OutputStream) -> Lines<'static> {
    Reader::new(output, Splitter::new(true), None).boxed_local()
}

async fn open_again<E: Engine>(engine: &E, id: ContainerId, options: LogOptions, breaks: u32) -> Result<OutputStream> {
    let mut pauses = (breaks..MOST_BREAKS).map(|breaks| PAUSE * 2_u32.pow(breaks - 1));
    loop {
        match engine.logs(&id, None, &options).await {
            // The engine answers: it will say the same again.
            Err(error) if error.status().is_none() => match pauses.next() {
                Some(pause) => tokio::time::sleep(pause).await,
                None => return Err(error),
            },
            opened => return opened,
        }
    }
}

/// Opens the output again, from this time on, after so many breaks in a row.
type Again<'e> = Box<dyn FnMut(Option<String>, u32) -> LocalBoxFuture<'e, Result<OutputStream>> + 'e>;

struct Reader<'e> {
    source: Source<'e>,
    splitter: Splitter,
    /// Lines that are whole.
    whole: VecDeque<Line>,
    again: Option<Again<'e>>,
    /// Where the lines that have been handed on end.
    end: Option<Mark>,
    /// What the reopened output repeats.
    repeated: Option<Mark>,
    breaks: u32,
    /// Comes behind the last line.
    error: Option<EngineError>,
}

enum Source<'e> {
    Open(OutputStream),
    Opening(LocalBoxFuture<'e, Result<OutputStream>>),
    Ended,
}

/// A place in the output: engines give several lines one stamp.
#[derive(Clone, Copy)]
struct Mark {
    stamp: Stamp,
    lines_with_it: u32,
}

impl<'e> Reader<'e> {
    fn new(output: OutputStream, splitter: Splitter, again: Option<Again<'e>>) -> Self {
        let (source, whole) = (Source::Open(output), VecDeque::new());
        Self { source, splitter, whole, again, end: None, repeated: None, breaks: 0, error: None }
    }

    /// The output has ended, for this reason or because all has been said.
    fn ended(&mut self, error: Option<EngineError>) {
        if let (Some(_), Some(again)) = (&error, &mut self.again)
            && self.breaks < MOST_BREAKS
        {
            self.breaks += 1;
            let since = self.end.and_then(|mark| time::of_engine(mark.stamp.as_str()));
            self.source = Source::Opening(again(since, self.breaks));
            return;
        }
        self.error = error;
        self.source = Source::Ended;
        self.whole.extend(self.splitter.finish());
    }

    fn opened(&mut self, output: OutputStream) {
        // What there was of a line comes again, too.
        self.splitter = Splitter::new(true);
        self.repeated = self.end;
        self.source = Source::Open(output);
    }

    fn is_repeated(&mut self, line: &Line) -> bool {
        let Some(mark) = &mut self.repeated else { return false };
        match line.stamp {
            // It goes with the one before it.
            None => return true,
            Some(stamp) if stamp < mark.stamp => return true,
            Some(stamp) if stamp == mark.stamp && mark.lines_with_it > 0 => {
                mark.lines_with_it -= 1;
                return true;
            }
            Some(_) => {}
        }
        self.repeated = None;
        false
    }

    fn remember(&mut self, line: &Line) {
        let Some(stamp) = line.stamp else { return };
        self.breaks = 0;
        match &mut self.end {
            Some(mark) if mark.stamp == stamp => mark.lines_with_it += 1,
            end => *end = Some(Mark { stamp, lines_with_it: 1 }),
        }
    }
}

impl Stream for Reader<'_> {
    type Item = Result<Line>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        for _ in 0..BURST {
            while let Some(line) = this.whole.pop_front() {
                if !this.is_repeated(&line) {
                    this.remember(&line);
                    return Poll::Ready(Some(Ok(line)));
                }
            }
            match &mut this.source {
                Source::Open(output) => match ready!(output.as_mut().poll_next(context)) {
                    Some(Ok(Output { stream, bytes })) => this.splitter.push(stream, &bytes, &mut this.whole),
                    end => this.ended(end.and_then(Result::err)),
                },
                Source::Opening(opening) => match ready!(opening.poll_unpin(context)) {
                    Ok(output) => this.opened(output),
                    Err(error) => {
                        this.again = None;
                        this.ended(Some(error));
                    }
                },
                Source::Ended => return Poll::Ready(this.error.take().map(Err)),
            }
        }
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

#[cfg(test)]
#[path = "lines_tests.rs"]
mod tests;
