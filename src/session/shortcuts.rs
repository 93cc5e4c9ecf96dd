//! Keys that are typed while output is shown: one at a time, without being shown, and Ctrl-C among them.

use std::io;

use bytes::Bytes;
use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc;

use super::signals::Interrupts;
use super::terminal;

/// What the user wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shortcut {
    Detach,
    Watch,
    Help,
    /// An empty line, to set apart what comes.
    NewLine,
    /// The terminal has another size, or is ours again.
    Redraw,
}

/// Keys as they come. Dropping it gives the terminal back.
pub(crate) struct Shortcuts {
    keys: mpsc::Receiver<Bytes>,
    waiting: Vec<u8>,
    resized: Signal,
    continued: Signal,
    terminal: Terminal,
}

impl Shortcuts {
    pub(crate) fn listen() -> io::Result<Self> {
        let (resized, continued) = (signal(SignalKind::window_change())?, signal(SignalKind::from_raw(CONTINUED))?);
        let terminal = Terminal::take()?;
        Ok(Self { keys: terminal::keys(), waiting: Vec::new(), resized, continued, terminal })
    }

    /// The next one. Ctrl-C goes to `interrupts`.
    pub(crate) async fn next(&mut self, interrupts: &Interrupts) -> Shortcut {
        loop {
            while !self.waiting.is_empty() {
                match self.waiting.remove(0) {
                    CTRL_C => interrupts.press(),
                    key => {
                        if let Some(shortcut) = shortcut(key) {
                            return shortcut;
                        }
                    }
                }
            }
            tokio::select! {
                Some(keys) = self.keys.recv() => self.waiting.extend_from_slice(&keys),
                _ = self.resized.recv() => return Shortcut::Redraw,
                _ = self.continued.recv() => {
                    // Whoever had the terminal meanwhile has left it as it likes it.
                    drop(self.terminal.set());
                    return Shortcut::Redraw;
                }
            }
        }
    }
}

const CTRL_C: u8 = 3;
#[cfg(target_os = "linux")]
const CONTINUED: i32 = 18;
#[cfg(not(target_os = "linux"))]
const CONTINUED: i32 = 19;

fn shortcut(key: u8) -> Option<Shortcut> {
    match key {
        b'd' | b'D' => Some(Shortcut::Detach),
        b'w' | b'W' => Some(Shortcut::Watch),
        b'h' | b'H' | b'?' => Some(Shortcut::Help),
        b'\r' | b'\n' => Some(Shortcut::NewLine),
        _ => None,
    }
}

/// A terminal that gives keys at once and does not show them; Ctrl-C is one of them. Output is as ever.
struct Terminal {
    before: Termios,
}

impl Terminal {
    fn take() -> io::Result<Self> {
        let terminal = Self { before: tcgetattr(rustix::stdio::stdin())? };
        terminal.set()?;
        Ok(terminal)
    }

    fn set(&self) -> io::Result<()> {
        let mut keys = self.before.clone();
        keys.local_modes.remove(LocalModes::ICANON | LocalModes::ECHO);
        keys.special_codes[SpecialCodeIndex::VINTR] = 0;
        Ok(tcsetattr(rustix::stdio::stdin(), OptionalActions::Now, &keys)?)
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // A terminal that is gone needs no restoring.
        let _ = tcsetattr(rustix::stdio::stdin(), OptionalActions::Now, &self.before);
    }
}
