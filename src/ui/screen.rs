//! The one writer: everything that the user sees goes through here, so that progress, log lines and messages never
//! write into each other.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use super::options::{Facts, ProgressMode, UiOptions, terminal_size};
use super::progress::ProgressRequest;
use super::progress::json;
use super::progress::lines::{Canvas, layout};
use super::progress::plain::Plain;
use super::progress::state::ProgressState;
use super::progress::tty::Tty;
use crate::event::Event;

/// Which of the process's outputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    Stdout,
    Stderr,
}

/// Where bytes end up.
#[derive(Clone, Debug)]
pub(crate) enum Stream {
    Stdout,
    Stderr,
    #[cfg_attr(not(test), expect(dead_code, reason = "for tests, which look at it"))]
    Memory(Arc<Mutex<Vec<u8>>>),
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout => io::stdout().write(bytes),
            Self::Stderr => io::stderr().write(bytes),
            Self::Memory(memory) => memory.lock().unwrap_or_else(PoisonError::into_inner).write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout => io::stdout().flush(),
            Self::Stderr => io::stderr().flush(),
            Self::Memory(_) => Ok(()),
        }
    }
}

pub(super) struct Screen {
    stdout: Stream,
    stderr: Stream,
    /// Nobody reads standard output any more, or it cannot be written.
    stdout_closed: bool,
    /// Why it could not be written, if that is more than a reader who has had enough.
    stdout_failure: Option<io::Error>,
    board: Option<Board>,
    /// What waits for the next picture, in order.
    queue: Vec<(Target, Vec<u8>)>,
    options: UiOptions,
    /// Rows at the bottom of the terminal that are taken.
    reserved: usize,
}

/// The progress being shown.
struct Board {
    state: ProgressState,
    began: Instant,
    display: Display,
    beside_logs: bool,
}

enum Display {
    Tty(Tty),
    Plain(Plain),
    Json,
    Quiet,
}

impl Screen {
    pub(super) fn new(options: UiOptions, stdout: Stream, stderr: Stream) -> Self {
        Self {
            stdout,
            stderr,
            stdout_closed: false,
            stdout_failure: None,
            board: None,
            queue: Vec::new(),
            options,
            reserved: 0,
        }
    }

    pub(super) fn stdout_closed(&self) -> bool {
        self.stdout_closed
    }

    pub(super) fn take_stdout_failure(&mut self) -> Option<io::Error> {
        self.stdout_failure.take()
    }

    pub(super) fn stdout(&self) -> Stream {
        self.stdout.clone()
    }

    /// At once, or above the progress with the next picture.
    pub(super) fn write(&mut self, target: Target, bytes: Vec<u8>) {
        if bytes.is_empty() {
            return;
        }
        if matches!(&self.board, Some(Board { display: Display::Tty(_), .. })) {
            self.queue.push((target, bytes));
        } else {
            self.put(target, &bytes);
        }
    }

    /// At once: it changes nothing where lines and progress are written.
    pub(super) fn control(&mut self, text: &str, reserved: usize) {
        self.reserved = reserved;
        self.put(Target::Stdout, text.as_bytes());
    }

    pub(super) fn start_progress(&mut self, request: ProgressRequest) {
        self.finish_progress();
        let display = match self.options.mode {
            ProgressMode::Tty => Display::Tty(Tty::new(self.stderr.clone())),
            ProgressMode::Plain => Display::Plain(Plain::new(self.options.finished_only)),
            ProgressMode::Json => Display::Json,
            ProgressMode::Quiet => Display::Quiet,
        };
        self.board = Some(Board {
            state: ProgressState::new(&request.title, request.services),
            began: Instant::now(),
            display,
            beside_logs: request.beside_logs,
        });
    }

    pub(super) fn event(&mut self, event: &Event) {
        let Some(board) = &mut self.board else { return };
        board.state.apply(event, board.began.elapsed());
        let line = match &mut board.display {
            Display::Tty(_) | Display::Quiet => None,
            Display::Plain(plain) => plain.line(event, self.options.facts.stderr_is_terminal),
            Display::Json => Some(json::line(event)),
        };
        if let Some(line) = line {
            self.put(Target::Stderr, format!("{line}\n").as_bytes());
        }
    }

    /// Draws the next picture, and what was written since the last one above it.
    pub(super) fn tick(&mut self) {
        let Some(mut board) = self.board.take() else { return };
        if let Display::Tty(tty) = &mut board.display {
            let whole = self.take_whole_lines();
            if !whole.is_empty() {
                tty.above(|| self.put_all(whole));
            }
            self.draw(&board.state, board.began, board.beside_logs, tty);
        }
        self.board = Some(board);
    }

    /// Leaves the last picture standing (beside logs: takes it away), then writes what still waits.
    pub(super) fn finish_progress(&mut self) {
        if self.board.is_none() {
            return;
        }
        self.tick();
        if let Some(Board { beside_logs: true, display: Display::Tty(mut tty), .. }) = self.board.take() {
            tty.clear();
        }
        let rest = std::mem::take(&mut self.queue);
        self.put_all(rest);
    }

    fn draw(&self, state: &ProgressState, began: Instant, unfinished_only: bool, tty: &mut Tty) {
        let (width, height) = self.size();
        let lines = layout(state, Canvas { width, height, now: began.elapsed(), unfinished_only });
        tty.draw(&lines, (width, height), self.options.color_on_stderr);
    }

    /// Now: people resize their terminals.
    fn size(&self) -> (usize, usize) {
        let Facts { width, height, .. } = self.options.facts;
        let (width, height) = match self.stderr {
            Stream::Stdout | Stream::Stderr => terminal_size(),
            Stream::Memory(_) => (width, height),
        };
        (width, height.saturating_sub(self.reserved))
    }

    /// The queue, but for a line that is not finished yet: the picture would begin in the middle of it.
    fn take_whole_lines(&mut self) -> Vec<(Target, Vec<u8>)> {
        let mut whole = std::mem::take(&mut self.queue);
        if let Some((target, bytes)) = whole.pop() {
            let end = bytes.iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1);
            let (finished, unfinished) = bytes.split_at(end);
            if !finished.is_empty() {
                whole.push((target, finished.to_vec()));
            }
            if !unfinished.is_empty() {
                self.queue.push((target, unfinished.to_vec()));
            }
        }
        whole
    }

    fn put_all(&mut self, items: Vec<(Target, Vec<u8>)>) {
        for (target, bytes) in items {
            self.put(target, &bytes);
        }
    }

    fn put(&mut self, target: Target, bytes: &[u8]) {
        match target {
            Target::Stdout if self.stdout_closed => {}
            Target::Stdout => {
                let written = self.stdout.write_all(bytes).and_then(|()| self.stdout.flush());
                self.stdout_closed = written.is_err();
                self.stdout_failure = written.err().filter(|error| error.kind() != io::ErrorKind::BrokenPipe);
            }
            // There is no place left to say that standard error cannot be written.
            Target::Stderr => drop(self.stderr.write_all(bytes).and_then(|()| self.stderr.flush())),
        }
    }
}
