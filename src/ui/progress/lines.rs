//! The lines that show a progress state. Pure: the same state, size and time give the same lines.

use std::cmp::Reverse;
use std::time::Duration;

use super::state::{Entry, ProgressState};
use crate::event::{Progress, Resource, Status};
use crate::ui::color::Style;
use crate::ui::width::{cut_end, cut_middle, pad_end, pad_start, width};
use crate::ui::{sanitize, size};

const SPINNER: [&str; 10] = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
/// Below this, a name tells nothing.
const SHORTEST_NAME: usize = 10;
/// Below this, a detail tells nothing.
const SHORTEST_TAIL: usize = 6;
/// Details get this much before a long name does.
const DETAILS: usize = 30;
const TIME_COLUMNS: usize = 6;
const BAR_COLUMNS: usize = 12;

/// The place that there is, and the time of the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Canvas {
    pub(crate) width: usize,
    pub(crate) height: usize,
    /// Since the beginning of the work.
    pub(crate) now: Duration,
    /// Only what goes on or has failed.
    pub(crate) unfinished_only: bool,
}

/// A line in pieces, so that colours stay out of the counting.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Line(Vec<(Style, String)>);

impl Line {
    pub(crate) fn plain(text: String) -> Self {
        Self(vec![(Style::Plain, text)])
    }

    fn push(&mut self, style: Style, text: impl Into<String>) {
        self.0.push((style, text.into()));
    }

    /// Where even the narrowest columns are too wide.
    fn cut(self, columns: usize) -> Self {
        let mut left = columns;
        let pieces = self.0.into_iter().map(|(style, text)| {
            let text = if width(&text) > left { cut_end(text.trim_end(), left) } else { text };
            left -= width(&text);
            (style, text)
        });
        Self(pieces.collect())
    }

    pub(crate) fn render(&self, colors: bool) -> String {
        let text: String = self.0.iter().map(|(style, text)| style.paint(text, colors)).collect();
        if colors { text } else { text.trim_end().to_owned() }
    }
}

/// The lines as plain text.
#[cfg(test)]
pub(crate) fn lines(state: &ProgressState, width: usize, height: usize, now: Duration) -> Vec<String> {
    let canvas = Canvas { width, height, now, unfinished_only: false };
    layout(state, canvas).iter().map(|line| line.render(false)).collect()
}

/// A header with the total, then a line for each resource: at most `height - 1` lines of at most `width - 1` columns.
/// Where there are more resources than rows, failures and work going on come first and the last line counts the rest.
pub(crate) fn layout(state: &ProgressState, canvas: Canvas) -> Vec<Line> {
    let wanted = |entry: &Entry| match entry.status {
        Status::Working | Status::Error => true,
        Status::Warning | Status::Done => !canvas.unfinished_only,
    };
    let mut rows: Vec<Row<'_>> =
        state.entries.iter().filter(|(_, entry)| wanted(entry)).map(|(id, entry)| Row { id, entry }).collect();
    if rows.is_empty() && canvas.unfinished_only {
        return Vec::new();
    }
    rows.sort_by_key(|row| rank(row, &state.services));
    let room = canvas.height.saturating_sub(2);
    let hidden = if rows.len() > room { hide(&mut rows, room.saturating_sub(1)) } else { Vec::new() };
    let columns = Columns::of(&rows, canvas.width.saturating_sub(1));
    let mut lines = vec![header(state, canvas)];
    lines.extend(rows.iter().map(|row| row.line(&columns, canvas.now)));
    if !hidden.is_empty() && room > 0 {
        lines.push(rest(&hidden, canvas));
    }
    lines.into_iter().map(|line| line.cut(canvas.width.saturating_sub(1))).collect()
}

#[derive(Clone, Copy)]
struct Row<'a> {
    id: &'a Resource,
    entry: &'a Entry,
}

/// Networks and volumes first, then images, then containers by service in dependency order, then the rest.
fn rank(row: &Row<'_>, services: &[String]) -> (u8, usize) {
    match row.id {
        Resource::Network(_) => (0, 0),
        Resource::Volume(_) => (1, 0),
        Resource::Image(_) | Resource::Tag(_) => (2, 0),
        Resource::Model(_) => (2, 1),
        Resource::Container(_) | Resource::Service(_) => {
            let position = |service: &String| services.iter().position(|known| known == service);
            (3, row.entry.service.as_ref().and_then(position).unwrap_or(services.len()))
        }
        Resource::Project => (4, 0),
    }
}

/// Keeps the `room` most important rows in their order, and hands back the others.
fn hide<'a>(rows: &mut Vec<Row<'a>>, room: usize) -> Vec<Row<'a>> {
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by_key(|&index| {
        let entry = rows[index].entry;
        let class = match entry.status {
            Status::Error => 0,
            Status::Working => 1,
            Status::Warning => 2,
            Status::Done => 3,
        };
        // Of what is done, the latest: that is where things move.
        (class, Reverse(entry.ended), index)
    });
    let mut shown = order[..room.min(order.len())].to_vec();
    shown.sort_unstable();
    let hidden = (0..rows.len()).filter(|index| !shown.contains(index)).map(|index| rows[index]).collect();
    *rows = shown.iter().map(|&index| rows[index]).collect();
    hidden
}

/// `[+] up 3/7, 1 failed  2.3s`
fn header(state: &ProgressState, canvas: Canvas) -> Line {
    let (done, failed, total) = (state.done(), state.failed(), state.total());
    let mut line = Line::default();
    let style = if done == total { Style::Good } else { Style::Bold };
    line.push(style, format!("[+] {} {done}/{total}", sanitize::message(&state.title)));
    if failed > 0 {
        line.push(Style::Bad, format!(", {failed} failed"));
    }
    line.push(Style::Time, format!("  {}", elapsed(canvas.now)));
    line
}

/// `… 12 more (9 done, 3 working)`
fn rest(hidden: &[Row<'_>], canvas: Canvas) -> Line {
    let count = |wanted: Status| hidden.iter().filter(|row| row.entry.status == wanted).count();
    let counts = [
        (Status::Error, "failed"),
        (Status::Working, "working"),
        (Status::Warning, "with warnings"),
        (Status::Done, "done"),
    ];
    let words: Vec<String> = counts
        .into_iter()
        .map(|(status, word)| (count(status), word))
        .filter(|(n, _)| *n > 0)
        .map(|(n, word)| format!("{n} {word}"))
        .collect();
    let mut line = Line::default();
    let text = format!(" … {} more ({})", hidden.len(), words.join(", "));
    line.push(Style::Dim, cut_end(&text, canvas.width.saturating_sub(1)));
    line
}

/// The columns after the mark: name, word, time; details take what is left.
struct Columns {
    name: usize,
    word: usize,
    time: usize,
    tail: usize,
}

impl Columns {
    /// The word is kept whole while a short name fits beside it, then the name; the time goes where even that is too
    /// much, and details take what is left.
    fn of(rows: &[Row<'_>], room: usize) -> Self {
        let widest_name = rows.iter().map(|row| width(&row.name())).max().unwrap_or(0);
        let widest_word = rows.iter().map(|row| width(&row.word())).max().unwrap_or(0);
        // The mark with its blanks, and the blank after the name.
        let room = room.saturating_sub(4);
        let shortest = SHORTEST_NAME.min(widest_name);
        let time = if room >= shortest + widest_word + TIME_COLUMNS { TIME_COLUMNS } else { 0 };
        let room = room - time;
        let name = widest_name.min(room.saturating_sub(widest_word).max(shortest.min(room)));
        // Where there is room for both, a long name does not push all details out.
        let shared = (room - name.min(room)).saturating_sub(widest_word + 2) + name;
        let details = rows.iter().map(|row| width(&row.tail(DETAILS))).max().unwrap_or(0);
        let name = if shared >= 2 * DETAILS - 10 { name.min(shared - details) } else { name };
        let word = widest_word.min(room - name);
        let tail = (room - name - word).saturating_sub(2);
        Self { name, word, time, tail: if tail < SHORTEST_TAIL { 0 } else { tail } }
    }
}

impl Row<'_> {
    fn name(&self) -> String {
        sanitize::message(&self.id.to_string()).replace('\n', " ")
    }

    fn word(&self) -> String {
        sanitize::message(&self.entry.word).replace('\n', " ")
    }

    fn line(&self, columns: &Columns, now: Duration) -> Line {
        let (mark, style) = mark(self.entry.status, now);
        let mut line = Line::default();
        line.push(style, format!(" {mark} "));
        line.push(Style::Plain, pad_end(&cut_middle(&self.name(), columns.name), columns.name));
        line.push(Style::Plain, " ");
        line.push(style, pad_end(&cut_end(&self.word(), columns.word), columns.word));
        if columns.time > 0 {
            line.push(Style::Time, pad_start(&elapsed(self.entry.elapsed(now)), columns.time));
        }
        let tail = self.tail(columns.tail);
        if !tail.is_empty() {
            line.push(Style::Plain, "  ");
            line.push(Style::Plain, tail);
        }
        line
    }

    /// How far it has come and what it waits for, as far as there is room. The detail is cut first.
    fn tail(&self, room: usize) -> String {
        let mut pieces = Vec::new();
        let mut left = room;
        if self.entry.status == Status::Working
            && let Some(amount) = self.entry.amount()
        {
            let text = amount_text(amount);
            if width(&text) + BAR_COLUMNS < left {
                pieces.push(bar(amount));
                left -= BAR_COLUMNS + 1;
            }
            if width(&text) <= left {
                left = left.saturating_sub(width(&text) + 1);
                pieces.push(text);
            }
        }
        let detail = sanitize::message(&self.entry.detail).replace('\n', " ");
        if !detail.is_empty() && left >= SHORTEST_TAIL.min(width(&detail)) {
            pieces.push(cut_end(&detail, left));
        }
        pieces.join(" ")
    }
}

fn mark(status: Status, now: Duration) -> (&'static str, Style) {
    match status {
        Status::Working => {
            let frame = now.as_millis() / 100 % SPINNER.len() as u128;
            (SPINNER[usize::try_from(frame).expect("less than the number of frames")], Style::Working)
        }
        Status::Done => ("✔", Style::Good),
        Status::Warning => ("!", Style::Warning),
        Status::Error => ("✘", Style::Bad),
    }
}

fn amount_text(amount: Progress) -> String {
    format!("{} / {}", size::short(amount.current), size::short(amount.total))
}

/// `[████      ]`
fn bar(amount: Progress) -> String {
    let cells = (BAR_COLUMNS - 2) as u64;
    let full = (amount.current.min(amount.total).saturating_mul(cells)).checked_div(amount.total).unwrap_or(0);
    let full = usize::try_from(full).unwrap_or(0).min(BAR_COLUMNS - 2);
    format!("[{}{}]", "█".repeat(full), " ".repeat(BAR_COLUMNS - 2 - full))
}

/// `0.3s`, `2m05s`, `1h02m`.
fn elapsed(time: Duration) -> String {
    let seconds = time.as_secs();
    if seconds < 60 {
        format!("{seconds}.{}s", time.subsec_millis() / 100)
    } else if seconds < 3600 {
        format!("{}m{:02}s", seconds / 60, seconds % 60)
    } else {
        format!("{}h{:02}m", seconds / 3600, seconds / 60 % 60)
    }
}

#[cfg(test)]
#[path = "lines_tests.rs"]
mod tests;
