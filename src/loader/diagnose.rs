//! Diagnostics as text for a person: message, `file:line:column`, the line itself with the culprit underlined, other
//! places that take part, and what to do.

use std::ops::Range;
use std::path::Path;
use std::rc::Rc;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::diagnostic::{Diagnostic, Severity};
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

/// All of them, one after the other, separated by empty lines. Ends without a newline.
pub(crate) fn render(diagnostics: &[Diagnostic], style: Style<'_>) -> String {
    diagnostics.iter().map(|diagnostic| one(diagnostic, style)).collect::<Vec<_>>().join("\n\n")
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

/// A snippet for each file: the culprit's first.
fn snippets<'a>(
    diagnostic: &'a Diagnostic,
    span: &'a Span,
    working_dir: &Path,
) -> Vec<Snippet<'a, annotate_snippets::Annotation<'a>>> {
    let mut files: Vec<&SourceFile> = vec![&span.file];
    for (related, _) in &diagnostic.related {
        if !files.iter().any(|file| std::ptr::eq(*file, related.file.as_ref())) {
            files.push(&related.file);
        }
    }
    let snippet = |file: &'a SourceFile| {
        let in_file = |other: &Rc<SourceFile>| std::ptr::eq(other.as_ref(), file);
        let related: Vec<_> = diagnostic.related.iter().filter(|(related, _)| in_file(&related.file)).collect();
        let primary = Some(span).filter(|span| in_file(&span.file));
        // Only the lines from the first place to the last one: the file may be long, and the findings many.
        let places: Vec<_> = related.iter().map(|(related, _)| related).chain(primary).map(range).collect();
        let from = places.iter().map(|place| place.start).min().unwrap_or(0);
        let to = places.iter().map(|place| place.end).max().unwrap_or(0);
        let (line, start, text) = file.lines_around(from, to);
        let shifted = |place: &Span| {
            let place = range(place);
            place.start - start..place.end - start
        };
        let primary = primary.map(|span| AnnotationKind::Primary.span(shifted(span)).highlight_source(true));
        let related =
            related.iter().map(|(related, role)| AnnotationKind::Context.span(shifted(related)).label(role.as_str()));
        Snippet::source(text)
            .line_start(line)
            .path(shown_path(file, working_dir))
            .annotations(primary.into_iter().chain(related))
    };
    files.into_iter().map(snippet).collect()
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

fn shown_path(file: &SourceFile, working_dir: &Path) -> String {
    file.path.strip_prefix(working_dir).unwrap_or(&file.path).display().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loader::code::Code;

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
          |     ^^^^^^
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
          | ^
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
}
