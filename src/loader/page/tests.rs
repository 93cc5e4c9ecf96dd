//! Every page keeps its word: what it calls wrong has its code, what it calls right has none.

use std::collections::BTreeSet;
use std::path::Path;

use super::*;
use crate::loader::diagnostic::Diagnostic;
use crate::loader::request::LoadRequest;
use crate::loader::{LoadError, load};

/// The files below a heading of a page, by name.
pub(crate) fn files(code: Code, heading: &str) -> Vec<(String, String)> {
    let mut section = "";
    let mut files: Vec<(String, String)> = Vec::new();
    let mut is_block = false;
    for line in code.page().lines() {
        if let Some(info) = line.strip_prefix("```") {
            is_block = !is_block;
            if is_block && section == heading {
                let name = info.split_once(' ').expect("a block has the name of its file").1;
                files.push((name.to_owned(), String::new()));
            }
        } else if is_block && section == heading {
            let (_, text) = files.last_mut().unwrap();
            text.push_str(line);
            text.push('\n');
        } else if !is_block {
            section = line.strip_prefix("## ").unwrap_or(section);
        }
    }
    files
}

/// What loading the files finds, in a folder of the name `shop`; it may be a link to the folder with the files.
fn found(files: &[(String, String)], is_link: bool) -> Vec<Diagnostic> {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("shop");
    let target = if is_link { root.path().join("shop-2026") } else { folder.clone() };
    for (name, text) in files {
        let path = target.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    if is_link {
        std::os::unix::fs::symlink(&target, &folder).unwrap();
    }
    let request = LoadRequest {
        working_dir: folder.clone(),
        environment: [("HOME".to_owned(), "/home/me".to_owned())].into(),
        ..LoadRequest::default()
    };
    findings(&request, &folder)
}

fn findings(request: &LoadRequest, folder: &Path) -> Vec<Diagnostic> {
    let outcome = load(request).and_then(|loaded| {
        let mut warnings = loaded.warnings.clone();
        let origins = loaded.origins();
        let (project, late) = loaded.into_project(&[], true)?;
        origins.unique_names(&project)?;
        warnings.extend(late);
        Ok(warnings)
    });
    match outcome {
        Ok(warnings) => warnings,
        Err(LoadError::Diagnostics(faults)) => faults,
        Err(error) => panic!("{error} in {}", folder.display()),
    }
}

fn codes(found: &[Diagnostic]) -> BTreeSet<Code> {
    found.iter().map(|found| found.code).collect()
}

/// What only the engine knows: loading finds nothing. The commands that look before their first change have the proof.
pub(crate) const FOUND_LATER: [Code; 8] = [
    Code::DuplicatePort,
    Code::EngineTooOld,
    Code::MissingBindSource,
    Code::MissingExternal,
    Code::MissingImage,
    Code::NameInUse,
    Code::PortInUse,
    Code::Unsupported,
];

#[test]
fn wrong_examples_are_wrong_and_right_ones_are_right() {
    let mut problems = Vec::new();
    for &code in Code::ALL {
        let (wrong, right) = (files(code, "Wrong"), files(code, "Right"));
        assert!(!wrong.is_empty() && !right.is_empty(), "{code}");
        let is_link = code == Code::NameFromSymlink;
        let expected: BTreeSet<Code> = [code].into_iter().filter(|code| !FOUND_LATER.contains(code)).collect();
        let found_wrong = found(&wrong, is_link);
        if codes(&found_wrong) != expected {
            problems.push((code, "wrong", found_wrong));
        }
        let found_right = found(&right, is_link);
        if !found_right.is_empty() {
            problems.push((code, "right", found_right));
        }
    }
    assert!(problems.is_empty(), "{problems:#?}");
}

#[test]
fn pages_are_short_and_narrow() {
    for &code in Code::ALL {
        let text = text(code);
        let wide: Vec<&str> =
            text.lines().filter(|line| line.chars().count() > 80 || line.trim_end() != *line).collect();
        assert!(wide.is_empty(), "{code}: {wide:?}");
        assert!(text.lines().count() <= 60, "{code}");
        assert!(code.summary().ends_with('.'), "{code}");
        assert!(text.ends_with('\n') && !text.ends_with("\n\n") && !text.contains("```"), "{text}");
    }
    let headings: BTreeSet<&str> =
        Code::ALL.iter().flat_map(|code| code.page().lines()).filter_map(|line| line.strip_prefix("## ")).collect();
    assert_eq!(headings, BTreeSet::from(["Also", "Right", "Wrong"]));
}
