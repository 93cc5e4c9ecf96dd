//! What the fuzz targets call: whole loads of files in memory, and the small grammars. Nothing is read from disk.
//!
//! The findings of the fuzzers, in `fuzz/corpus`, run as tests here, too.

use std::path::{Path, PathBuf};

use super::diagnose::{json, sarif, text};
use super::diagnostic::Diagnostic;
use super::interpolate::notes::Notes;
use super::interpolate::template;
use super::request::{LoadOptions, LoadRequest};
use super::source::{Files, memory::Memory};
use super::{LoadError, dotenv, load_from, render, yaml};
use crate::model::span::SourceFile;

/// What separates the files of one input.
const SEPARATOR: &[u8] = b"\n%%%\n";

/// The files that an input is split into, in this order.
const NAMES: [&str; 5] = ["compose.yaml", "compose.override.yaml", ".env", "other.yaml", "service.env"];

/// Loads the files that `input` is made of, with and without interpolation, and writes what comes out.
pub(crate) fn loader(input: &[u8]) {
    let files = files(input);
    let request = request(LoadOptions::default());
    match load_from(&request, &files).and_then(|loaded| loaded.into_project_from(&[], true, &files)) {
        Ok((project, warnings)) => {
            show(&warnings);
            let text = render::yaml(&project);
            let file = SourceFile::new("/rendered.yaml", text.clone());
            assert!(yaml::parse(&file).is_ok(), "what is written can be read:\n{text}");
            render::json(&project);
        }
        Err(error) => show_error(error),
    }
    let as_written = LoadOptions { interpolate: false, normalize: false, check_consistency: false, ..request.options };
    match load_from(&LoadRequest { options: as_written, ..request }, &files) {
        Ok(loaded) => {
            loaded.variables();
            render::raw_yaml(loaded.tree.to_json());
        }
        Err(error) => show_error(error),
    }
}

/// Reads the second part of `input` as a file of variables, in both grammars, and puts them into the first part.
pub(crate) fn interpolation(input: &[u8]) {
    let mut parts = split(input);
    let template = String::from_utf8_lossy(parts.next().unwrap_or_default()).into_owned();
    let files = Memory::default().with_bytes("/p/.env", parts.next().unwrap_or_default());
    let Ok(file) = files.read(Path::new("/p/.env")) else { return };
    let mut notes = Notes::default();
    let variables = dotenv::parse(&file, &|name| (name == "HOME").then(|| "/h".to_owned()), &mut notes);
    let raw = dotenv::parse_raw(&file, &|_| None, None);
    let known = variables.as_ref().or(raw.as_ref()).cloned().unwrap_or_default();
    show(&[variables.err(), raw.err()].into_iter().flatten().collect::<Vec<_>>());
    show(&notes.warnings());
    let whole = |at: &std::ops::Range<usize>| assert!(template.get(at.clone()).is_some(), "{at:?} is a place");
    let result = template::substitute(&template, &|name| known.get(name).cloned(), &mut |_, at| whole(&at));
    if let Err(error) = result {
        whole(&error.at());
    }
    for piece in template::pieces(&template) {
        if let template::Piece::Variable(variable) = piece {
            whole(&variable.at);
        }
    }
}

fn split(mut input: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut done = false;
    std::iter::from_fn(move || {
        if done {
            return None;
        }
        let at = input.windows(SEPARATOR.len()).position(|window| window == SEPARATOR);
        done = at.is_none();
        let (part, rest) = at.map_or((input, &[][..]), |at| (&input[..at], &input[at + SEPARATOR.len()..]));
        input = rest;
        Some(part)
    })
}

fn files(input: &[u8]) -> Memory {
    let parts = split(input).zip(NAMES);
    parts.fold(Memory::default(), |files, (bytes, name)| files.with_bytes(&format!("/p/{name}"), bytes))
}

pub(crate) fn request(options: LoadOptions) -> LoadRequest {
    LoadRequest {
        working_dir: PathBuf::from("/p"),
        profiles: vec!["*".to_owned()],
        environment: [("HOME".to_owned(), "/h".to_owned())].into(),
        options,
        ..LoadRequest::default()
    }
}

fn show_error(error: LoadError) {
    match error {
        LoadError::Diagnostics(faults) => show(&faults),
        LoadError::Discover(_) | LoadError::Name(_) | LoadError::Select(_) | LoadError::Separator(_) => {}
    }
}

/// Places that are off would be a panic here.
fn show(found: &[Diagnostic]) {
    let working_dir = Path::new("/p");
    for diagnostic in found {
        let spans = diagnostic.span.iter().chain(diagnostic.related.iter().map(|(span, _)| span));
        for span in spans {
            assert!(span.file.text.get(span.start..span.end).is_some(), "{} has a place", diagnostic.message);
        }
        text::line(diagnostic, working_dir);
    }
    text::render(found, text::Style { color: false, width: 80, working_dir });
    json::render(found);
    sarif::render(found, working_dir);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn each_seed(target: &str, run: fn(&[u8])) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
        let mut count = 0;
        for entry in std::fs::read_dir(folder).expect("a corpus") {
            run(&std::fs::read(entry.expect("an entry").path()).expect("a seed"));
            count += 1;
        }
        assert!(count > 0);
    }

    #[test]
    fn what_the_fuzzers_found_in_the_loader() {
        each_seed("loader", loader);
    }

    #[test]
    fn what_the_fuzzers_found_in_the_grammars() {
        each_seed("interpolation", interpolation);
    }

    #[test]
    fn an_input_is_several_files() {
        let parts: Vec<_> = split(b"a\n%%%\nb\n%%%\n").collect();
        assert_eq!(parts, [&b"a"[..], b"b", b""]);
    }
}
