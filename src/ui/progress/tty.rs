//! Draws lines in place on a terminal: one indicatif bar whose message is all the lines.

use std::fmt;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle, TermLike};

use super::lines::Line;
use crate::ui::screen::Stream;
use crate::ui::width::width;

const HIDE_CURSOR: &str = "\x1b[?25l";
const SHOW_CURSOR: &str = "\x1b[?25h";

/// Lines on a terminal that can be redrawn. Dropping it leaves the last ones standing and shows the cursor again.
#[derive(Debug)]
pub(crate) struct Tty {
    bar: ProgressBar,
    terminal: Terminal,
    /// The columns of each line that is on the screen.
    drawn: Vec<usize>,
    /// How wide the terminal was then.
    drawn_width: usize,
}

impl Tty {
    pub(crate) fn new(stream: Stream) -> Self {
        let terminal = Terminal(Arc::new(Mutex::new(Inner {
            stream,
            buffer: String::new(),
            width: 80,
            height: 24,
            line_is_full: false,
        })));
        let target = ProgressDrawTarget::term_like(Box::new(terminal.clone()));
        let bar = ProgressBar::with_draw_target(None, target);
        bar.set_style(ProgressStyle::with_template("{msg}").expect("a constant template"));
        terminal.lock().buffer.push_str(HIDE_CURSOR);
        Self { bar, terminal, drawn: Vec::new(), drawn_width: 0 }
    }

    pub(crate) fn draw(&mut self, lines: &[Line], size: (usize, usize), colors: bool) {
        if size.0 < self.drawn_width {
            self.make_up_for_wrapping(size.0);
        }
        self.terminal.resize(size);
        self.drawn = lines.iter().map(|line| width(&line.render(false))).collect();
        self.drawn_width = size.0;
        let text: Vec<String> = lines.iter().map(|line| line.render(colors)).collect();
        // The bar draws at once; what is equal need not be drawn.
        let text = text.join("\n");
        if self.bar.message() != text {
            self.bar.set_message(text);
        }
    }

    /// Takes the lines away while `write` writes, then puts them back.
    pub(crate) fn above(&mut self, write: impl FnOnce()) {
        self.bar.suspend(write);
    }

    /// Takes the lines away for good.
    pub(crate) fn clear(&mut self) {
        self.drawn.clear();
        self.bar.finish_and_clear();
    }

    /// The terminal has become narrower and has wrapped what stands there over more rows than the bar knows of: erases
    /// those, and leaves the cursor where the bar believes it to be.
    fn make_up_for_wrapping(&self, columns: usize) {
        let rows: usize = self.drawn.iter().map(|line| line.div_ceil(columns.max(1)).max(1)).sum();
        if rows > self.drawn.len() {
            let (up, down) = (rows - 1, self.drawn.len().saturating_sub(1));
            let inner = &mut *self.terminal.lock();
            let erase = format!("\r\x1b[{up}A\x1b[J{}", "\n".repeat(down));
            inner.buffer.push_str(&erase);
        }
    }
}

impl Drop for Tty {
    fn drop(&mut self) {
        if !self.bar.is_finished() {
            self.bar.abandon();
        }
        let mut inner = self.terminal.lock();
        if !self.drawn.is_empty() {
            inner.buffer.push_str("\r\n");
        }
        inner.buffer.push_str(SHOW_CURSOR);
        inner.send();
    }
}

/// What the bar draws on: collects a whole picture and sends it at once, so that nothing flickers. Lines end with real
/// newlines instead of the blanks that the bar fills them with, so that a resize has nothing to wrap.
#[derive(Clone)]
struct Terminal(Arc<Mutex<Inner>>);

struct Inner {
    stream: Stream,
    buffer: String,
    width: usize,
    height: usize,
    /// The bar has filled a line with blanks: the next text begins a new one.
    line_is_full: bool,
}

impl Inner {
    fn send(&mut self) {
        // Progress that cannot be shown is no reason to stop the work.
        drop(self.stream.write_all(self.buffer.as_bytes()).and_then(|()| self.stream.flush()));
        self.buffer.clear();
    }
}

impl Terminal {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn resize(&self, (width, height): (usize, usize)) {
        let mut inner = self.lock();
        (inner.width, inner.height) = (width, height);
    }

    fn push(&self, text: &str) {
        self.lock().buffer.push_str(text);
    }

    fn push_move(&self, count: usize, direction: char) {
        if count > 0 {
            self.push(&format!("\x1b[{count}{direction}"));
        }
    }
}

impl fmt::Debug for Terminal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Terminal")
    }
}

impl TermLike for Terminal {
    fn width(&self) -> u16 {
        u16::try_from(self.lock().width).unwrap_or(u16::MAX)
    }

    fn height(&self) -> u16 {
        u16::try_from(self.lock().height).unwrap_or(u16::MAX)
    }

    fn move_cursor_up(&self, n: usize) -> io::Result<()> {
        self.push_move(n, 'A');
        Ok(())
    }

    fn move_cursor_down(&self, n: usize) -> io::Result<()> {
        self.push_move(n, 'B');
        Ok(())
    }

    fn move_cursor_right(&self, n: usize) -> io::Result<()> {
        self.push_move(n, 'C');
        Ok(())
    }

    fn move_cursor_left(&self, n: usize) -> io::Result<()> {
        self.push_move(n, 'D');
        Ok(())
    }

    fn write_line(&self, text: &str) -> io::Result<()> {
        self.push(text);
        self.push("\r\n");
        Ok(())
    }

    fn write_str(&self, text: &str) -> io::Result<()> {
        let mut inner = self.lock();
        if text.bytes().all(|b| b == b' ') {
            inner.line_is_full = true;
        } else {
            if std::mem::take(&mut inner.line_is_full) {
                inner.buffer.push_str("\r\n");
            }
            inner.buffer.push_str(text);
        }
        Ok(())
    }

    fn clear_line(&self) -> io::Result<()> {
        self.push("\r\x1b[2K");
        Ok(())
    }

    fn flush(&self) -> io::Result<()> {
        let mut inner = self.lock();
        inner.line_is_full = false;
        inner.send();
        Ok(())
    }
}
