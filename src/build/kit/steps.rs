//! What BuildKit tells of a build's steps: as lines, as the current step, and as what is said when one fails.

use std::cell::Cell;
use std::collections::{BTreeMap, VecDeque};

use bollard_buildkit_proto::google::protobuf::Timestamp;
use bollard_buildkit_proto::moby::buildkit::v1::{StatusResponse, Vertex, VertexLog, VertexStatus, VertexWarning};

/// Lines of a step that are kept for the case that it fails.
const KEPT: usize = 20;

/// The steps of one build.
pub(super) struct Steps<'a> {
    /// Where several images are built at once, whose step it is.
    label: Option<String>,
    /// Steps of all builds are counted together.
    count: &'a Cell<usize>,
    by_digest: BTreeMap<String, Step>,
    /// The step that has begun last.
    current: String,
    warnings: Vec<String>,
}

#[derive(Default)]
struct Step {
    number: usize,
    name: String,
    started: Option<f64>,
    ended: bool,
    error: String,
    /// A line of output that has not come to its end.
    open: String,
    last: VecDeque<String>,
    /// Parts of the step that are done.
    parts: Vec<String>,
}

/// What news of a build change.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct News {
    /// For people, one after the other.
    pub(super) lines: Vec<String>,
    /// `[2/5] RUN …`, if it is another one or has said something.
    pub(super) current: Option<String>,
}

impl<'a> Steps<'a> {
    pub(super) fn new(label: Option<String>, count: &'a Cell<usize>) -> Self {
        Self { label, count, by_digest: BTreeMap::new(), current: String::new(), warnings: Vec::new() }
    }

    pub(super) fn take(&mut self, response: &StatusResponse) -> News {
        let mut news = News::default();
        for vertex in &response.vertexes {
            self.begin(vertex, &mut news);
        }
        for status in &response.statuses {
            self.part(status, &mut news);
        }
        for log in &response.logs {
            self.log(log, &mut news);
        }
        // A step's end comes behind what it has said.
        for vertex in &response.vertexes {
            self.end(vertex, &mut news);
        }
        self.warnings.extend(response.warnings.iter().map(warning).filter(|text| !text.is_empty()));
        news
    }

    fn begin(&mut self, vertex: &Vertex, news: &mut News) {
        let known = self.by_digest.contains_key(&vertex.digest);
        if known || (vertex.started.is_none() && !vertex.cached) {
            return;
        }
        self.count.set(self.count.get() + 1);
        let step = Step {
            number: self.count.get(),
            name: one_line(&vertex.name),
            started: vertex.started.as_ref().map(seconds),
            ..Step::default()
        };
        news.lines.push(format!("#{} {}", step.number, labelled(&step.name, self.label.as_deref())));
        news.current = Some(step.name.clone());
        self.current.clone_from(&vertex.digest);
        self.by_digest.insert(vertex.digest.clone(), step);
    }

    fn part(&mut self, status: &VertexStatus, news: &mut News) {
        let Some(step) = self.by_digest.get_mut(&status.vertex) else { return };
        if status.completed.is_none() || step.parts.contains(&status.id) {
            return;
        }
        step.parts.push(status.id.clone());
        let text = if status.name.is_empty() { &status.id } else { &status.name };
        let size = if status.current > 0 { format!(" {}B", status.current) } else { String::new() };
        news.lines.push(format!("#{} {text}{size} done", step.number));
    }

    fn log(&mut self, log: &VertexLog, news: &mut News) {
        let Some(step) = self.by_digest.get_mut(&log.vertex) else { return };
        let time = match (&log.timestamp, step.started) {
            (Some(time), Some(started)) => seconds(time) - started,
            _ => 0.0,
        };
        step.open.push_str(&String::from_utf8_lossy(&log.msg));
        while let Some(end) = step.open.find('\n') {
            let rest = step.open.split_off(end + 1);
            let line = std::mem::replace(&mut step.open, rest);
            let line = line.trim_end();
            step.keep(line);
            news.lines.push(format!("#{} {time:.3} {line}", step.number));
            if self.current == log.vertex && !line.is_empty() {
                news.current = Some(format!("{}: {line}", step.name));
            }
        }
    }

    fn end(&mut self, vertex: &Vertex, news: &mut News) {
        let Some(step) = self.by_digest.get_mut(&vertex.digest) else { return };
        step.error.clone_from(&vertex.error);
        let Some(completed) = vertex.completed.as_ref().filter(|_| !step.ended) else { return };
        step.ended = true;
        let open = std::mem::take(&mut step.open);
        if !open.trim_end().is_empty() {
            step.keep(open.trim_end());
            news.lines.push(format!("#{} {}", step.number, open.trim_end()));
        }
        let how = match (vertex.error.as_str(), vertex.cached) {
            ("", true) => "CACHED".to_owned(),
            ("", false) => {
                format!("DONE {:.1}s", seconds(completed) - step.started.unwrap_or_else(|| seconds(completed)))
            }
            (error, _) => format!("ERROR: {}", one_line(error)),
        };
        news.lines.push(format!("#{} {how}", step.number));
    }

    /// The step that made a build fail with this text, and its last output.
    pub(super) fn failed(&self, text: &str) -> Option<(String, String)> {
        let step = self.by_digest.values().find(|step| !step.error.is_empty() && text.contains(&step.error))?;
        let output: Vec<&str> = step.last.iter().map(String::as_str).collect();
        Some((step.name.clone(), output.join("\n")))
    }

    pub(super) fn into_warnings(self) -> Vec<String> {
        self.warnings
    }
}

impl Step {
    fn keep(&mut self, line: &str) {
        if self.last.len() == KEPT {
            self.last.pop_front();
        }
        self.last.push_back(line.to_owned());
    }
}

/// `[web 2/5] RUN …`
fn labelled(name: &str, label: Option<&str>) -> String {
    match (label, name.strip_prefix('[')) {
        (Some(label), Some(rest)) => format!("[{label} {rest}"),
        (Some(label), None) => format!("[{label}] {name}"),
        (None, _) => name.to_owned(),
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `JSONArgsRecommended: … (Dockerfile:5)`
fn warning(warning: &VertexWarning) -> String {
    let text = String::from_utf8_lossy(&warning.short).trim().to_owned();
    let file = warning.info.as_ref().map(|info| info.filename.as_str()).filter(|name| !name.is_empty());
    let line = warning.ranges.first().and_then(|range| range.start).map(|start| start.line);
    match (file, line) {
        (Some(file), Some(line)) => format!("{} ({file}:{line})", text.trim_end_matches(&format!(" (line {line})"))),
        _ => text,
    }
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds are enough")]
fn seconds(time: &Timestamp) -> f64 {
    time.seconds as f64 + f64::from(time.nanos) / 1e9
}

#[cfg(test)]
mod tests {
    use bollard_buildkit_proto::pb::{Position, Range, SourceInfo};

    use super::*;

    fn at(nanos: i32) -> Timestamp {
        Timestamp { seconds: 10, nanos }
    }

    fn vertex(digest: &str, name: &str) -> Vertex {
        Vertex { digest: digest.to_owned(), name: name.to_owned(), started: Some(at(0)), ..Vertex::default() }
    }

    fn log(digest: &str, text: &str) -> VertexLog {
        VertexLog {
            vertex: digest.to_owned(),
            msg: text.as_bytes().to_vec(),
            timestamp: Some(at(500_000_000)),
            stream: 1,
        }
    }

    fn news(vertexes: Vec<Vertex>, logs: Vec<VertexLog>) -> StatusResponse {
        StatusResponse { vertexes, logs, ..StatusResponse::default() }
    }

    #[test]
    fn steps_are_numbered_and_end_once() {
        let count = Cell::new(4);
        let mut steps = Steps::new(None, &count);
        let run = vertex("a", "[2/3] RUN  make\n all");
        let first = steps.take(&news(vec![run.clone()], vec![log("a", "one\ntw")]));
        assert_eq!(first.lines, ["#5 [2/3] RUN make all", "#5 0.500 one"]);
        assert_eq!(first.current.as_deref(), Some("[2/3] RUN make all: one"));
        let ended = Vertex { completed: Some(at(700_000_000)), ..run };
        let second = steps.take(&news(vec![ended.clone()], vec![log("a", "o\nthree")]));
        assert_eq!(second.lines, ["#5 0.500 two", "#5 three", "#5 DONE 0.7s"]);
        assert_eq!(steps.take(&news(vec![ended], Vec::new())), News::default());
        let cached = Vertex { cached: true, completed: Some(at(0)), ..vertex("b", "[3/3] COPY a b") };
        assert_eq!(steps.take(&news(vec![cached], Vec::new())).lines, ["#6 [3/3] COPY a b", "#6 CACHED"]);
        assert!(steps.failed("anything").is_none());
    }

    #[test]
    fn a_failed_step_is_known_with_its_last_words() {
        let count = Cell::new(0);
        let mut steps = Steps::new(Some("web".to_owned()), &count);
        let import = Vertex { error: "no cache".to_owned(), ..vertex("i", "importing cache") };
        let run = vertex("a", "[2/2] RUN x");
        steps.take(&news(vec![import, run.clone()], vec![log("a", "about to fail\n")]));
        let failed = Vertex { error: "exit code: 7".to_owned(), completed: Some(at(1)), ..run };
        let lines = steps.take(&news(vec![failed], Vec::new())).lines;
        assert_eq!(lines, ["#2 ERROR: exit code: 7"]);
        let expected = ("[2/2] RUN x".to_owned(), "about to fail".to_owned());
        assert_eq!(steps.failed("process did not complete: exit code: 7"), Some(expected));
        assert_eq!(labelled("[2/2] RUN x", Some("web")), "[web 2/2] RUN x");
    }

    #[test]
    fn warnings_say_where() {
        let range = Range { start: Some(Position { line: 5, character: 0 }), end: None };
        let info = SourceInfo { filename: "Dockerfile".to_owned(), ..SourceInfo::default() };
        let warning = VertexWarning {
            short: b"JSONArgsRecommended: use JSON (line 5)".to_vec(),
            info: Some(info),
            ranges: vec![range],
            ..VertexWarning::default()
        };
        let count = Cell::new(0);
        let mut steps = Steps::new(None, &count);
        steps.take(&StatusResponse { warnings: vec![warning], ..StatusResponse::default() });
        assert_eq!(steps.into_warnings(), ["JSONArgsRecommended: use JSON (Dockerfile:5)"]);
    }
}
