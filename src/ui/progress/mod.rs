//! Progress: events in, drawn in the form that was asked for. What the lines say is pure (`state`, `lines`); the rest
//! only puts them out.

pub(super) mod json;
pub(super) mod lines;
pub(super) mod plain;
pub(super) mod state;
pub(super) mod tty;

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use super::Ui;
use crate::event::{Event, EventSink};

/// How often a terminal is redrawn.
const REDRAW: Duration = Duration::from_millis(100);

/// What a piece of work shows of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ProgressRequest {
    /// The operation's word, as in `[+] up 3/4`.
    pub(crate) title: String,
    /// The services in dependency order: lines are grouped by them.
    pub(crate) services: Vec<String>,
    /// Log lines are shown at the same time: only what goes on or has failed is drawn, and nothing stays behind.
    pub(crate) beside_logs: bool,
}

/// Progress that is being shown. Dropping it draws the last state and gives the terminal back.
pub(crate) struct ProgressGuard {
    ui: Ui,
    ticker: Option<Ticker>,
}

struct Ticker {
    stop: Sender<()>,
    thread: JoinHandle<()>,
}

impl ProgressGuard {
    pub(super) fn new(ui: Ui, ticking: bool) -> Self {
        let ticker = ticking.then(|| Ticker::start(ui.clone())).flatten();
        Self { ui, ticker }
    }

    /// Draws the last state. The same as dropping it, but it says so.
    pub(crate) fn finish(self) {
        drop(self);
    }
}

impl EventSink for ProgressGuard {
    fn emit(&self, event: Event) {
        self.ui.screen().event(&event);
    }
}

impl Drop for ProgressGuard {
    fn drop(&mut self) {
        if let Some(ticker) = self.ticker.take() {
            drop(ticker.stop);
            // It can only have panicked while drawing: then there is nothing left to wait for.
            drop(ticker.thread.join());
        }
        self.ui.screen().finish_progress();
    }
}

impl Ticker {
    /// A thread, so that the display goes on while the one task is busy; `None` if the system has none to give.
    fn start(ui: Ui) -> Option<Self> {
        let (stop, stopped) = channel();
        let thread = std::thread::Builder::new()
            .name("progress".to_owned())
            .stack_size(256 * 1024)
            .spawn(move || {
                while stopped.recv_timeout(REDRAW) == Err(RecvTimeoutError::Timeout) {
                    ui.screen().tick();
                }
            })
            .ok()?;
        Some(Self { stop, thread })
    }
}
