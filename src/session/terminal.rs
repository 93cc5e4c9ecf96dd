//! The user's terminal while a process in a container has it: raw mode, its size, its keys.

use std::io::{self, Read};
use std::sync::Once;

use bytes::Bytes;
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use tokio::sync::mpsc;

use crate::engine::TerminalSize;

/// Every key goes to the process as it is, until this is dropped.
pub(crate) struct RawMode(());

impl RawMode {
    pub(crate) fn enter() -> io::Result<Self> {
        static HOOK: Once = Once::new();
        enable_raw_mode()?;
        // The report of a panic is to be readable, and comes before anything is dropped.
        HOOK.call_once(|| {
            let report = std::panic::take_hook();
            std::panic::set_hook(Box::new(move |panic| {
                drop(disable_raw_mode());
                report(panic);
            }));
        });
        Ok(Self(()))
    }
}

impl Drop for RawMode {
    fn drop(&mut self) {
        // A terminal that is gone needs no restoring.
        drop(disable_raw_mode());
    }
}

/// The terminal that the process was started from, whatever its streams are.
pub(super) struct Controlling {
    was_there: bool,
}

impl Controlling {
    pub(super) fn terminal() -> Self {
        Self { was_there: Self::is_there() }
    }

    /// It has been closed since.
    pub(super) fn is_gone(&self) -> bool {
        self.was_there && !Self::is_there()
    }

    fn is_there() -> bool {
        std::fs::File::open("/dev/tty").is_ok()
    }
}

/// `None` where there is no terminal, or one that does not know.
pub(crate) fn size() -> Option<TerminalSize> {
    let (columns, rows) = crossterm::terminal::size().ok()?;
    (rows > 0 && columns > 0).then_some(TerminalSize { rows, columns })
}

/// What comes in on standard input; the channel is closed at its end.
///
/// A thread reads, and may hang in that for ever: the end of the process does not wait for it.
pub(crate) fn keys() -> mpsc::Receiver<Bytes> {
    let (sender, receiver) = mpsc::channel(1);
    std::thread::spawn(move || {
        let mut stdin = io::stdin().lock();
        let mut buffer = vec![0; 16 * 1024];
        loop {
            match stdin.read(&mut buffer) {
                Ok(0) => return,
                Ok(length) => {
                    if sender.blocking_send(Bytes::copy_from_slice(&buffer[..length])).is_err() {
                        return;
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                // Nothing more can be read, which is what an end is.
                Err(_) => return,
            }
        }
    });
    receiver
}
