//! Diagnostics as text for a person: message, `file:line:column`, the line itself with the culprit underlined and the
//! code below it, other places that take part, and what to do.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::Path;
use std::rc::Rc;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::shown_path;
use crate::loader::code::Code;
use crate::loader::diagnostic::{Diagnostic, Severity};
use crate::model::span::{SourceFile, Span};

/// How diagnostics are drawn.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Style<'a> {
    pub(crate) color: bool,
    /// Columns.
    pub(crate) width: usize,
    /// Paths below this folder are shown relative to it.
    pub(crate) working_dir: &'a Path,
}

/// Places that are not more lines apart than this share a snippet, with the lines between them.
const NEAR_LINES: usize = 6;

/// Nobody reads more than these at once.
const MOST_SHOWN: usize = 100;

/// The findings, one after the other, separated by empty lines. Ends without a newline. Of very many only the first
/// are shown, and how many there are besides.
pub(crate) fn render(diagnostics: &[Diagnostic], style: Style<'_>) -> String {
    let (shown, more) = diagnostics.split_at(diagnostics.len().min(MOST_SHOWN));
    let mut parts: Vec<String> = shown.iter().map(|diagnostic| one(diagnostic, style)).collect();
    match more.len() {
        0 => {}
        1 => parts.push("… and 1 more finding".to_owned()),
        count => parts.push(format!("… and {count} more findings")),
    }
    parts.join("\n\n")
}

/// The short form of a warning: the message, and where each place is that it speaks of.
pub(crate) fn line(diagnostic: &Diagnostic, working_dir: &Path) -> String {
    let spans = diagnostic.span.iter().chain(diagnostic.related.iter().map(|(span, _)| span));
    let mut places: Vec<String> = spans.map(|span| position(span, working_dir)).collect();
    places.dedup();
    let help = diagnostic.help.as_ref().map(|help| format!("; {help}")).unwrap_or_default();
    match places.as_slice() {
        [] => format!("{}{help}", diagnostic.message),
        places => format!("{} ({}){help}", diagnostic.message, places.join(", ")),
    }
}

/// Where to read more, once for all of them; `tool` is the command's name. Nothing where there is no finding.
pub(crate) fn closing(diagnostics: &[Diagnostic], tool: &str) -> Option<String> {
    let codes: BTreeSet<&str> = diagnostics.iter().map(|diagnostic| diagnostic.code.name()).collect();
    let words = codes.into_iter().collect::<Vec<_>>().join(" ");
    (!words.is_empty()).then(|| format!("`{tool} explain {words}` says more."))
}

fn one(diagnostic: &Diagnostic, style: Style<'_>) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let Some(span) = &diagnostic.span else {
        let help = diagnostic.help.as_ref().map(|help| format!("\nhelp: {help}")).unwrap_or_default();
        return format!("{}{help}", diagnostic.message);
    };
    // Of a message of several lines only the first is the title; the others would break the frame.
    let (title, rest) = diagnostic.message.split_once('\n').unwrap_or((&diagnostic.message, ""));
    let mut group = Group::with_title(level.no_name().primary_title(title.to_owned()));
    for snippet in snippets(diagnostic, span, style.working_dir) {
        group = group.element(snippet);
    }
    for note in rest.lines().filter(|line| !line.is_empty()) {
        group = group.element(Level::NOTE.no_name().message(note.to_owned()));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(help.clone()));
    }
    let renderer = if style.color { Renderer::styled() } else { Renderer::plain() };
    renderer.term_width(style.width).render(&[group])
}

/// A place of a finding, with a word on its role unless it is the culprit.
#[derive(Clone, Copy)]
struct Place<'a> {
    span: &'a Span,
    role: Option<&'a str>,
}

/// Places of one file that are near each other.
type Cluster<'a> = Vec<Place<'a>>;

/// A snippet for each neighbourhood of places: the culprit's first, then those of its file, then other files.
fn snippets<'a>(
    diagnostic: &'a Diagnostic,
    span: &'a Span,
    working_dir: &Path,
) -> Vec<Snippet<'a, annotate_snippets::Annotation<'a>>> {
    clusters(diagnostic, span).iter().map(|cluster| snippet(cluster, diagnostic.code, working_dir)).collect()
}

/// Only lines near a place are shown: what lies between two that are far apart may be thousands of lines.
fn clusters<'a>(diagnostic: &'a Diagnostic, span: &'a Span) -> Vec<Cluster<'a>> {
    let mut files: Vec<&Rc<SourceFile>> = vec![&span.file];
    for (related, _) in &diagnostic.related {
        if !files.iter().any(|file| Rc::ptr_eq(file, &related.file)) {
            files.push(&related.file);
        }
    }
    let related = diagnostic.related.iter().map(|(span, role)| Place { span, role: Some(role) });
    let places: Vec<Place<'a>> = std::iter::once(Place { span, role: None }).chain(related).collect();
    let mut clusters: Vec<Cluster<'a>> = Vec::new();
    for file in files {
        let mut of_file: Cluster<'a> =
            places.iter().copied().filter(|place| Rc::ptr_eq(&place.span.file, file)).collect();
        of_file.sort_by_key(|place| place.span.start);
        let line = |place: &Place<'_>| file.line_column(place.span.start).0;
        clusters.extend(of_file.chunk_by(|one, next| line(next) - line(one) <= NEAR_LINES).map(<[_]>::to_vec));
    }
    // Stable: the culprit's neighbourhood leads, whatever stands above it.
    clusters.sort_by_key(|cluster| cluster.iter().all(|place| place.role.is_some()));
    clusters
}

fn snippet<'a>(
    cluster: &[Place<'a>],
    code: Code,
    working_dir: &Path,
) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    let file: &'a SourceFile = &cluster.first().expect("a neighbourhood is made of places").span.file;
    let ranges: Vec<_> = cluster.iter().map(|place| range(place.span)).collect();
    let from = ranges.iter().map(|place| place.start).min().unwrap_or(0);
    let to = ranges.iter().map(|place| place.end).max().unwrap_or(0);
    let (line, start, text) = file.lines_around(from, to);
    let annotations = cluster.iter().zip(ranges).map(|(place, range)| {
        let shifted = range.start - start..range.end - start;
        match place.role {
            None => AnnotationKind::Primary.span(shifted).highlight_source(true).label(code.name()),
            Some(role) => AnnotationKind::Context.span(shifted).label(role),
        }
    });
    Snippet::source(text).line_start(line).path(shown_path(file, working_dir)).annotations(annotations)
}

/// The bytes to underline: the span's first line, at least one byte of it.
fn range(span: &Span) -> Range<usize> {
    let text = &span.file.text;
    let start = span.start.min(text.len());
    let end = span.end.clamp(start, text.len());
    let line_end = text[start..end].find('\n').map_or(end, |at| start + at);
    start..line_end.max(start)
}

/// `file:line:column` as a terminal makes a link of it.
pub(crate) fn position(span: &Span, working_dir: &Path) -> String {
    let (line, column) = span.file.line_column(span.start);
    format!("{}:{line}:{column}", shown_path(&span.file, working_dir))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn style() -> Style<'static> {
        Style { color: false, width: 80, working_dir: Path::new("/p") }
    }

    #[test]
    fn an_error_shows_its_line_and_the_nearest_name() {
        let file = SourceFile::new("/p/compose.yaml", "services:\n  web:\n    comand: idle\n".to_owned());
        let span = Span { start: 21, end: 27, file };
        let diagnostic =
            Diagnostic::error(Code::UnknownKey, "services.web additional properties 'comand' not allowed", Some(span))
                .with_help("did you mean `command`?");
        let text = render(&[diagnostic], style());
        insta::assert_snapshot!(text, @r"
        services.web additional properties 'comand' not allowed
         --> compose.yaml:3:5
          |
        3 |     comand: idle
          |     ^^^^^^ unknown-key
          |
          = help: did you mean `command`?
        ");
    }

    #[test]
    fn both_places_are_shown_across_files() {
        let first = SourceFile::new("/p/a.yaml", "a: 1\nb: 2\n".to_owned());
        let second = SourceFile::new("/q/b.yaml", "c: é3\n".to_owned());
        let diagnostic = Diagnostic::error(
            Code::DuplicateKey,
            "b is there\n\nsecond line",
            Some(Span { file: first, start: 5, end: 6 }),
        )
        .with_related(Some(Span { file: second, start: 3, end: 6 }), "first defined here");
        insta::assert_snapshot!(render(std::slice::from_ref(&diagnostic), style()), @r"
        b is there
         --> a.yaml:2:1
          |
        2 | b: 2
          | ^ duplicate-key
          |
         ::: /q/b.yaml:1:4
          |
        1 | c: é3
          |    -- first defined here
          |
          = second line
        ");
        assert_eq!(line(&diagnostic, Path::new("/p")), "b is there\n\nsecond line (a.yaml:2:1, /q/b.yaml:1:4)");
    }

    #[test]
    fn places_far_apart_show_only_their_own_lines() {
        let text = format!("a: 1\n{}a: 2\n", "b: 0\n".repeat(50_000));
        let last = text.len() - 5;
        let file = SourceFile::new("/p/c.yaml", text);
        let second = Span { start: last, end: last + 1, file: file.clone() };
        let first = Span { start: 0, end: 1, file };
        let diagnostic = Diagnostic::error(Code::DuplicateKey, "a is there", Some(second))
            .with_related(Some(first), "first defined here");
        insta::assert_snapshot!(render(&[diagnostic], style()), @r"
        a is there
             --> c.yaml:50002:1
              |
        50002 | a: 2
              | ^ duplicate-key
              |
             ::: c.yaml:1:1
              |
            1 | a: 1
              | - first defined here
        ");
    }

    #[test]
    fn of_very_many_findings_the_first_are_shown_with_their_lines_alone() {
        let file = SourceFile::new("/p/c.yaml", "a: 1\n".repeat(50_000));
        let place = |line: usize| Some(Span { start: 5 * line, end: 5 * line + 1, file: file.clone() });
        let found: Vec<Diagnostic> = (1..50_000)
            .map(|line| {
                Diagnostic::error(Code::DuplicateKey, "a is there", place(line))
                    .with_related(place(0), "first defined here")
            })
            .collect();
        let text = render(&found, style());
        assert_eq!(text.matches("a is there").count(), MOST_SHOWN);
        assert!(text.ends_with("\n\n… and 49899 more findings"), "{}", &text[text.len() - 80..]);
        // A title, two places, their lines and frames.
        assert!(text.lines().count() < 20 * MOST_SHOWN, "{} lines", text.lines().count());
        let few = render(&found[..=MOST_SHOWN], style());
        assert!(few.ends_with("… and 1 more finding"));
        assert!(!render(&found[..MOST_SHOWN], style()).contains('…'));
    }
}
