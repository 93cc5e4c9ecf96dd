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

/// Looks for ctrl-p ctrl-q in what is typed. The first of the two is held back until the next key.
#[derive(Debug, Default)]
pub(crate) struct DetachKeys {
    pending: bool,
}

const FIRST: u8 = 0x10;
const SECOND: u8 = 0x11;

impl DetachKeys {
    /// What of the keys goes to the process; `None`: the user leaves it.
    pub(crate) fn filter(&mut self, keys: &[u8]) -> Option<Vec<u8>> {
        let mut out = Vec::with_capacity(keys.len() + 1);
        for &key in keys {
            if self.pending && key == SECOND {
                return None;
            }
            if std::mem::take(&mut self.pending) {
                out.push(FIRST);
            }
            if key == FIRST {
                self.pending = true;
            } else {
                out.push(key);
            }
        }
        Some(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_detach_keys_are_found_across_pieces_and_anything_else_passes() {
        let mut keys = DetachKeys::default();
        assert_eq!(keys.filter(b"ab\x10"), Some(b"ab".to_vec()));
        assert_eq!(keys.filter(b"c"), Some(b"\x10c".to_vec()));
        assert_eq!(keys.filter(b"\x10\x10"), Some(b"\x10".to_vec()));
        assert_eq!(keys.filter(b"\x11"), None);
        assert_eq!(DetachKeys::default().filter(b"\x11\x10d"), Some(b"\x11\x10d".to_vec()));
    }
}
