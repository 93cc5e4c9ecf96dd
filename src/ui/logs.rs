//! Lines of containers with their prefix: `web_1  | hello`.

use std::collections::BTreeMap;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::color::{self, Style};
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

/// So many bytes are written at once, however many more are to come.
const AT_ONCE: usize = 64 * 1024;

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
    /// What stands before lines of these names, by whether it is coloured.
    prefixes: [BTreeMap<String, Vec<u8>>; 2],
    /// Lines that are to be written together.
    gathered: Option<Vec<u8>>,
}

impl Known {
    fn add(&mut self, source: &LogSource) {
        let width = width(&source.name);
        if width > self.longest {
            self.longest = width;
            self.prefixes = <[BTreeMap<_, _>; 2]>::default();
        }
        if !self.colors.contains_key(&source.service) {
            let color = color::of_source(&source.service, &self.colors);
            self.colors.insert(source.service.clone(), color);
        }
    }

    fn prefix(&mut self, source: &LogSource, colors: bool) -> &[u8] {
        if !self.prefixes[usize::from(colors)].contains_key(&source.name) {
            self.add(source);
            let text = format!("{} | ", pad_end(&source.name, self.longest + 1));
            let text = Style::Source(self.colors[&source.service]).paint(&text, colors);
            self.prefixes[usize::from(colors)].insert(source.name.clone(), text.into_bytes());
        }
        &self.prefixes[usize::from(colors)][&source.name]
    }
}

impl LogPrinter {
    /// `services` are all that may appear.
    pub(crate) fn new<S: AsRef<str>>(ui: &Ui, style: LogStyle, services: &[S]) -> Self {
        let colors = color::of_sources(services.iter().map(AsRef::as_ref));
        Self { ui: ui.clone(), style, known: Mutex::new(Known { colors, ..Known::default() }) }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Carries work out whose lines may be written together, as long as more of them keep coming.
    pub(crate) async fn gathering<T>(&self, work: impl Future<Output = T>) -> T {
        self.known().gathered = Some(Vec::new());
        let mut work = pin!(work);
        let mut before = 0;
        poll_fn(|context| {
            let poll = work.as_mut().poll(context);
            let length = self.known().gathered.as_ref().map_or(0, Vec::len);
            if poll.is_ready() || length == before {
                self.flush();
                before = 0;
            } else if length > 0 {
                // More may be there already, once whoever brings it has had its turn.
                before = length;
                context.waker().wake_by_ref();
            }
            poll
        })
        .await
    }

    /// Writes what has been gathered.
    fn flush(&self) {
        let bytes = self.known().gathered.as_mut().map(std::mem::take).unwrap_or_default();
        self.ui.write(Target::Stdout, bytes);
    }

    fn line(&self, source: &LogSource, stream: LogStream, text: &[u8]) {
        let target = match stream {
            LogStream::Stderr if self.style.split_streams => Target::Stderr,
            LogStream::Stdout | LogStream::Stderr => Target::Stdout,
        };
        let form = self.ui.form(target);
        let colors = form.colors && self.style.color;
        let mut known = self.known();
        let gathered = known.gathered.take_if(|_| target == Target::Stdout);
        let gathers = gathered.is_some();
        let mut bytes = gathered.unwrap_or_default();
        if self.style.prefix {
            bytes.extend_from_slice(known.prefix(source, colors));
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
        if !gathers {
            self.ui.write(target, bytes);
            return;
        }
        if bytes.len() >= AT_ONCE {
            self.ui.write(target, std::mem::take(&mut bytes));
        }
        known.gathered = Some(bytes);
    }

    /// `web_1 exited with code 0`, on a line of its own: whatever a terminal shows there is wiped away first.
    fn note(&self, source: &LogSource, text: &str) {
        let form = self.ui.form(Target::Stdout);
        let mut known = self.known();
        known.add(source);
        let style = Style::Source(known.colors[&source.service]);
        drop(known);
        let text = style.paint(&format!("{} {text}", source.name), form.colors && self.style.color);
        self.flush();
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
            LogItem::Warning(text) => {
                self.flush();
                self.ui.warn(&text);
            }
        }
    }
}

/// Work that was interrupted may have left something.
impl Drop for LogPrinter {
    fn drop(&mut self) {
        self.flush();
    }
}

/// The local time with nanoseconds and offset.
fn client_time() -> String {
    rfc3339(&jiff::ZonedDateTime::now(), ".%9f")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use bytes::Bytes;

    use super::*;
    use crate::ui::options::UiOptions;

    fn source(name: &str, service: &str) -> LogSource {
        LogSource { name: name.to_owned(), service: service.to_owned() }
    }

    fn line(source: &LogSource, stream: LogStream, text: &str) -> LogItem {
        LogItem::Line { source: Arc::new(source.clone()), stream, text: Bytes::copy_from_slice(text.as_bytes()) }
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
            let painted =
                |name: &str| Style::Source(color::of_sources(["a", "b"])["b"]).paint(&format!("{name}  | "), true);
            let lines = format!("{}x\n{}x\n", painted("b_1"), painted("b_2"));
            assert!(captured.stdout().ends_with(&lines), "{first}: {:?}", captured.stdout());
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

    #[tokio::test]
    async fn lines_that_keep_coming_are_written_together_and_nothing_stays_behind() {
        let (ui, captured) = Ui::in_memory(UiOptions::plain());
        let printer = LogPrinter::new(&ui, LogStyle::default(), &["web"]);
        let web = source("web_1", "web");
        let work = async {
            printer.log(line(&web, LogStream::Stdout, "one"));
            assert_eq!(captured.stdout(), "", "more may come at once");
            tokio::task::yield_now().await;
            printer.log(line(&web, LogStream::Stdout, "two"));
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            assert_eq!(captured.stdout(), "web_1  | one\nweb_1  | two\n", "nothing more came");
            printer.log(line(&web, LogStream::Stdout, "three"));
            printer.log(LogItem::Note { source: web.clone(), text: "exited".to_owned() });
            printer.log(line(&web, LogStream::Stdout, &"x".repeat(AT_ONCE)));
            assert!(captured.stdout().ends_with("x\n"), "much is written at once");
            printer.log(line(&web, LogStream::Stdout, "last"));
        };
        printer.gathering(work).await;
        let shown = captured.stdout();
        assert!(shown.contains("web_1  | three\nweb_1 exited\nweb_1  | xx"), "{shown}");
        assert!(shown.ends_with("x\nweb_1  | last\n"));
        printer.log(line(&web, LogStream::Stdout, "interrupted"));
        drop(printer);
        assert!(captured.stdout().ends_with("web_1  | interrupted\n"));
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
