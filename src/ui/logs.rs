//! Lines of containers with their prefix: `web_1  | hello`.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::color::Style;
use super::screen::Target;
use super::width::{pad_end, width};
use super::{Ui, rfc3339, sanitize};
use crate::event::{LogItem, LogSink, LogSource, LogStream};

/// How lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LogStyle {
    /// Not with `--no-log-prefix`.
    pub(crate) prefix: bool,
    /// Not with `--no-color`; terminal and variables have their say as well.
    pub(crate) color: bool,
    /// `up --timestamps`: stamp lines with our clock.
    pub(crate) timestamps: bool,
    /// `up`: a container's errors go to standard error.
    pub(crate) split_streams: bool,
}

impl Default for LogStyle {
    fn default() -> Self {
        Self { prefix: true, color: true, timestamps: false, split_streams: false }
    }
}

/// Prints the output of containers.
pub(crate) struct LogPrinter {
    ui: Ui,
    style: LogStyle,
    known: Mutex<Known>,
}

/// What prefixes depend on.
#[derive(Default)]
struct Known {
    /// The longest name so far. Earlier lines keep their narrower prefix.
    longest: usize,
    /// The colour of each service.
    colors: BTreeMap<String, usize>,
}

impl Known {
    fn add(&mut self, source: &LogSource) {
        self.longest = self.longest.max(width(&source.name));
        let next = self.colors.len();
        self.colors.entry(source.service.clone()).or_insert(next);
    }
}

impl LogPrinter {
    /// `services` are all that may appear: their colours follow from their order, which makes them the same in every
    /// run.
    pub(crate) fn new<S: AsRef<str>>(ui: &Ui, style: LogStyle, services: &[S]) -> Self {
        let mut names: Vec<&str> = services.iter().map(AsRef::as_ref).collect();
        names.sort_unstable();
        names.dedup();
        let colors = names.into_iter().enumerate().map(|(index, name)| (name.to_owned(), index)).collect();
        Self { ui: ui.clone(), style, known: Mutex::new(Known { longest: 0, colors }) }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn line(&self, source: &LogSource, stream: LogStream, text: &[u8]) {
        let target = match stream {
            LogStream::Stderr if self.style.split_streams => Target::Stderr,
            LogStream::Stdout | LogStream::Stderr => Target::Stdout,
        };
        let form = self.ui.form(target);
        let colors = form.colors && self.style.color;
        let mut bytes = Vec::with_capacity(text.len() + 32);
        if self.style.prefix {
            bytes.extend_from_slice(self.prefix(source, colors).as_bytes());
        }
        if self.style.timestamps {
            bytes.extend_from_slice(client_time().as_bytes());
            bytes.push(b' ');
        }
        if form.terminal {
            bytes.extend_from_slice(sanitize::log_line(text, colors).as_bytes());
        } else {
            bytes.extend_from_slice(text);
        }
        bytes.push(b'\n');
        self.ui.write(target, bytes);
    }

    fn prefix(&self, source: &LogSource, colors: bool) -> String {
        let mut known = self.known();
        known.add(source);
        let text = format!("{} | ", pad_end(&source.name, known.longest + 1));
        Style::Source(known.colors[&source.service]).paint(&text, colors)
    }

    /// `web_1 exited with code 0`, on a line of its own: whatever a terminal shows there is wiped away first.
    fn note(&self, source: &LogSource, text: &str) {
        let form = self.ui.form(Target::Stdout);
        let mut known = self.known();
        known.add(source);
        let style = Style::Source(known.colors[&source.service]);
        drop(known);
        let text = style.paint(&format!("{} {text}", source.name), form.colors && self.style.color);
        let start = if form.terminal { "\r\x1b[K" } else { "" };
        self.ui.write(Target::Stdout, format!("{start}{text}\n").into_bytes());
    }
}

impl LogSink for LogPrinter {
    fn log(&self, item: LogItem) {
        match item {
            LogItem::Joined(source) => self.known().add(&source),
            LogItem::Line { source, stream, text } => self.line(&source, stream, &text),
            LogItem::Note { source, text } => self.note(&source, &text),
            LogItem::Warning(text) => self.ui.warn(&text),
        }
    }
}

/// The local time with nanoseconds and offset.
fn client_time() -> String {
    rfc3339(&jiff::ZonedDateTime::now(), ".%9f")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::options::UiOptions;

    fn source(name: &str, service: &str) -> LogSource {
        LogSource { name: name.to_owned(), service: service.to_owned() }
    }

    fn line(source: &LogSource, stream: LogStream, text: &str) -> LogItem {
        LogItem::Line { source: source.clone(), stream, text: text.as_bytes().to_vec() }
    }

    #[test]
    fn prefixes_are_as_wide_as_the_longest_known_name() {
        let (ui, captured) = Ui::in_memory(UiOptions::plain());
        let printer = LogPrinter::new(&ui, LogStyle::default(), &["web", "database"]);
        let (web, database) = (source("web_1", "web"), source("database_1", "database"));
        printer.log(LogItem::Joined(web.clone()));
        printer.log(line(&web, LogStream::Stdout, "early"));
        printer.log(LogItem::Joined(database.clone()));
        printer.log(line(&web, LogStream::Stderr, "later"));
        printer.log(line(&database, LogStream::Stdout, "ready"));
        printer.log(LogItem::Note { source: web, text: "exited with code 0".to_owned() });
        assert_eq!(
            captured.stdout(),
            "web_1  | early\nweb_1       | later\ndatabase_1  | ready\nweb_1 exited with code 0\n"
        );
        assert_eq!(captured.stderr(), "");
    }

    #[test]
    fn colours_belong_to_services_and_do_not_depend_on_who_speaks_first() {
        let options = UiOptions { color_on_stdout: true, ..UiOptions::plain() };
        for first in ["a", "b"] {
            let (ui, captured) = Ui::in_memory(options.clone());
            let printer = LogPrinter::new(&ui, LogStyle::default(), &["b", "a"]);
            printer.log(line(&source(&format!("{first}_1"), first), LogStream::Stdout, "x"));
            printer.log(line(&source("b_1", "b"), LogStream::Stdout, "x"));
            printer.log(line(&source("b_2", "b"), LogStream::Stdout, "x"));
            assert!(captured.stdout().ends_with("\x1b[33mb_1  | \x1b[0mx\n\x1b[33mb_2  | \x1b[0mx\n"), "{first}");
        }
    }

    #[test]
    fn streams_split_and_prefixes_go_on_demand() {
        let (ui, captured) = Ui::in_memory(UiOptions::plain());
        let style = LogStyle { prefix: false, split_streams: true, ..LogStyle::default() };
        let printer = LogPrinter::new::<&str>(&ui, style, &[]);
        let web = source("web_1", "web");
        printer.log(line(&web, LogStream::Stdout, "out"));
        printer.log(line(&web, LogStream::Stderr, "\x1b[2Jraw on a pipe"));
        assert_eq!((captured.stdout().as_str(), captured.stderr().as_str()), ("out\n", "\x1b[2Jraw on a pipe\n"));
    }

    #[test]
    fn timestamps_stand_between_prefix_and_line() {
        let (ui, captured) = Ui::in_memory(UiOptions::plain());
        let printer = LogPrinter::new(&ui, LogStyle { timestamps: true, ..LogStyle::default() }, &["web"]);
        printer.log(line(&source("web_1", "web"), LogStream::Stdout, "hello"));
        let shown = captured.stdout();
        let rest = shown.strip_prefix("web_1  | ").unwrap();
        let (time, text) = rest.split_once(' ').unwrap();
        assert_eq!(text, "hello\n");
        assert!(time.parse::<jiff::Timestamp>().is_ok(), "{time}");
    }
}
