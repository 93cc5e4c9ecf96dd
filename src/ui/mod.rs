//! Everything that the user sees and is asked. Standard output carries data, standard error everything else.

pub(crate) mod aftermath;
pub(crate) mod color;
pub(crate) mod containers;
pub(crate) mod format;
pub(crate) mod graph;
pub(crate) mod json;
mod live;
pub(crate) mod logs;
pub(crate) mod menu;
mod message;
pub(crate) mod options;
pub(crate) mod progress;
pub(crate) mod prompt;
mod sanitize;
mod screen;
pub(crate) mod size;
pub(crate) mod table;
pub(crate) mod template;
mod width;
pub(crate) mod words;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::io::Interest;
use tokio::net::unix::pipe;
use tokio::sync::Notify;

use color::Style;
pub(crate) use live::Live;
use message::Form;
use options::{LogLevel, ProgressMode, UiOptions};
pub(crate) use progress::{ProgressGuard, ProgressRequest};
use screen::{Screen, Stream, Target};

/// The one way out. Cheap to clone: all clones are the same screen.
#[derive(Clone)]
pub(crate) struct Ui {
    shared: Arc<Shared>,
}

struct Shared {
    options: UiOptions,
    screen: Mutex<Screen>,
    stdout_closed: Notify,
}

impl Ui {
    pub(crate) fn new(options: UiOptions) -> Self {
        Self::with_streams(options, Stream::Stdout, Stream::Stderr)
    }

    /// One that keeps what it would show, for tests.
    #[cfg(test)]
    pub(crate) fn in_memory(options: UiOptions) -> (Self, Captured) {
        let captured = Captured::default();
        let (stdout, stderr) = (captured.stdout.clone(), captured.stderr.clone());
        (Self::with_streams(options, Stream::Memory(stdout), Stream::Memory(stderr)), captured)
    }

    fn with_streams(options: UiOptions, stdout: Stream, stderr: Stream) -> Self {
        let screen = Mutex::new(Screen::new(options.clone(), stdout, stderr));
        Self { shared: Arc::new(Shared { options, screen, stdout_closed: Notify::new() }) }
    }

    pub(crate) fn options(&self) -> &UiOptions {
        &self.shared.options
    }

    /// A line of data.
    pub(crate) fn line(&self, text: &str) {
        self.write(Target::Stdout, format!("{text}\n").into_bytes());
    }

    /// A line of ours among those of containers.
    pub(crate) fn marked(&self, text: &str) {
        let mark = Style::Good.paint("⦿", self.options().color_on_stdout);
        self.line(&format!(" {mark} {text}"));
    }

    /// A line of data that comes from outside: a terminal takes no commands from it.
    pub(crate) fn outside(&self, text: &str) {
        if self.options().facts.stdout_is_terminal {
            self.line(&sanitize::message(text));
        } else {
            self.line(text);
        }
    }

    /// A table on the terminal that is drawn again in place.
    pub(crate) fn live(&self) -> Live {
        Live::new(self.clone(), self.screen().stdout())
    }

    /// Data as it is, with the newline that it has or has not.
    pub(crate) fn print(&self, text: &str) {
        self.write(Target::Stdout, text.as_bytes().to_vec());
    }

    /// Whoever read standard output has gone away (`| head`): stop quietly with exit code 0.
    pub(crate) fn stdout_is_closed(&self) -> bool {
        self.screen().stdout_closed()
    }

    /// Why data could not be written, once: a disk may be full.
    pub(crate) fn take_stdout_failure(&self) -> Option<std::io::Error> {
        self.screen().take_stdout_failure()
    }

    /// Waits until standard output cannot be written any more. Without a pipe it is noticed by writing only.
    pub(crate) async fn stdout_closed(&self) {
        let noticed = self.shared.stdout_closed.notified();
        if self.stdout_is_closed() {
            return;
        }
        let is_pipe = matches!(self.screen().stdout(), Stream::Stdout) && !self.options().facts.stdout_is_terminal;
        tokio::select! {
            () = noticed => {}
            () = reader_has_gone(), if is_pipe => {}
        }
    }

    pub(crate) fn warn(&self, text: &str) {
        if self.options().log_level <= LogLevel::Warn {
            self.message(self.form(Target::Stderr).warning(text, &now()));
        }
    }

    /// What only somebody who looks for a fault wants to know.
    pub(crate) fn debug(&self, text: &str) {
        if self.options().log_level <= LogLevel::Debug {
            self.message(self.form(Target::Stderr).debug(text, &now()));
        }
    }

    /// An error's text. An empty one still makes a line, as scripts know it.
    pub(crate) fn error(&self, text: &str) {
        self.message(self.form(Target::Stderr).error(text));
    }

    /// Text for standard error that is laid out already, such as diagnostics with source lines; an error object for
    /// `--progress json`.
    pub(crate) fn report(&self, text: &str) {
        let text = match self.options().mode {
            ProgressMode::Json => self.form(Target::Stderr).error(text),
            ProgressMode::Tty | ProgressMode::Plain | ProgressMode::Quiet => text.trim_end_matches('\n').to_owned(),
        };
        self.message(text);
    }

    /// A word on what goes on that is neither data nor an error: `No stopped containers`.
    pub(crate) fn status(&self, text: &str) {
        let target = if self.options().status_on_stdout { Target::Stdout } else { Target::Stderr };
        let text = self.form(target).status(text, &now());
        self.write(target, format!("{text}\n").into_bytes());
    }

    /// Shows progress under a title (`up`, `down`, …) until the guard is dropped.
    pub(crate) fn progress(&self, title: &str) -> ProgressGuard {
        self.progress_for(ProgressRequest { title: title.to_owned(), ..ProgressRequest::default() })
    }

    pub(crate) fn progress_for(&self, request: ProgressRequest) -> ProgressGuard {
        self.screen().start_progress(request);
        ProgressGuard::new(self.clone(), self.options().mode == ProgressMode::Tty)
    }

    /// Moves on the terminal that leave the cursor where it was; `reserved` rows at the bottom are not for progress.
    fn control(&self, text: &str, reserved: usize) {
        self.screen().control(text, reserved);
    }

    fn message(&self, text: String) {
        self.write(Target::Stderr, text.into_bytes().into_iter().chain(*b"\n").collect());
    }

    fn write(&self, target: Target, bytes: Vec<u8>) {
        let mut screen = self.screen();
        screen.write(target, bytes);
        if screen.stdout_closed() {
            self.shared.stdout_closed.notify_waiters();
        }
    }

    fn screen(&self) -> MutexGuard<'_, Screen> {
        self.shared.screen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn form(&self, target: Target) -> Form {
        let UiOptions { facts, mode, color_on_stdout, color_on_stderr, .. } = *self.options();
        match target {
            Target::Stdout => Form { mode, terminal: facts.stdout_is_terminal, colors: color_on_stdout },
            Target::Stderr => Form { mode, terminal: facts.stderr_is_terminal, colors: color_on_stderr },
        }
    }
}

/// Waits until whoever reads a pipe has closed it, which the operating system tells as an error. Where the pipe cannot be
/// opened a second time, writing has to do.
async fn reader_has_gone() {
    if let Ok(stdout) = pipe::OpenOptions::new().open_sender("/proc/self/fd/1")
        && stdout.ready(Interest::ERROR).await.is_ok()
    {
        return;
    }
    std::future::pending::<()>().await;
}

/// The current local time as loggers write it: `2026-11-24T03:16:56Z`.
fn now() -> String {
    rfc3339(&jiff::ZonedDateTime::now(), "")
}

/// A time with its offset, which is `Z` for none; `fraction` is the form of what follows the seconds.
pub(crate) fn rfc3339(time: &jiff::ZonedDateTime, fraction: &str) -> String {
    let text = time.strftime(&format!("%Y-%m-%dT%H:%M:%S{fraction}%:z")).to_string();
    match text.strip_suffix("+00:00") {
        Some(utc) => format!("{utc}Z"),
        None => text,
    }
}

/// What a [`Ui::in_memory`] has shown.
#[cfg(test)]
#[derive(Clone, Default)]
pub(crate) struct Captured {
    stdout: Arc<Mutex<Vec<u8>>>,
    stderr: Arc<Mutex<Vec<u8>>>,
}

#[cfg(test)]
impl Captured {
    pub(crate) fn stdout(&self) -> String {
        String::from_utf8(self.stdout.lock().unwrap().clone()).unwrap()
    }

    pub(crate) fn stderr(&self) -> String {
        String::from_utf8(self.stderr.lock().unwrap().clone()).unwrap()
    }
}

#[cfg(test)]
mod tests;
