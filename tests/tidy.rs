//! Rules about the tree that no compiler checks: who imports whom, what is pure, how long files are, and leftovers.
//!
//! Every rule is a function on text, so that each is proved on planted violations.

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

#[path = "tidy/planted.rs"]
mod planted;
#[path = "tidy/source.rs"]
mod source;

use source::{paths, tokens, without_tests};

/// Who may import whom (ARCHITECTURE.md, "Who may import whom"); `error` may import all for its conversions.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    // `loader` only for the fuzz targets, which have no other way in.
    ("main", &["cli", "commands", "error", "loader"]),
    ("commands", &["*"]),
    ("error", &["*"]),
    ("remote", &["engine", "model"]),
    ("session", &["executor", "engine", "plan", "convert", "model", "event"]),
    ("executor", &["engine", "plan", "convert", "model", "event"]),
    ("build", &["engine", "model", "event"]),
    ("engine", &["model"]),
    ("convert", &["model"]),
    ("plan", &["model"]),
    ("loader", &["model"]),
    ("ui", &["model", "event"]),
    ("cli", &["model"]),
    ("event", &["model"]),
    ("model", &[]),
];

/// No runtime, no files, no environment, no processes, no clock, no output.
const PURE: &[&str] = &["model", "plan", "convert", "loader"];

/// What reaches out of a pure module; addresses are plain data.
const OUTSIDE: &[&str] = &[
    "tokio",
    "std::env",
    "std::process",
    "std::thread",
    "std::net::TcpStream",
    "std::net::TcpListener",
    "std::net::UdpSocket",
    "std::os::unix::net",
    "std::io::stdout",
    "std::io::stderr",
];

/// The one module of the loader that reads files.
const FILE_ACCESS: &str = "loader/source.rs";

const LONGEST: usize = 500;

/// Longer files, each with the reason.
const MAY_BE_LONGER: &[(&str, &str)] = &[];

struct Violation {
    path: String,
    line: usize,
    what: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}: {}", self.path, self.line, self.what)
    }
}

/// The module of a file: `plan/create/order.rs` is plan, create, order.
fn module_of(path: &str) -> Vec<String> {
    let mut module: Vec<_> = path.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
    module.pop_if(|last| ["mod", "lib", "main"].contains(&last.as_str()));
    module
}

/// The module of the crate that a path leads to, if it does.
fn target(module: &[String], path: &[String]) -> Option<String> {
    match path.first()?.as_str() {
        "crate" => path.get(1).cloned(),
        "super" => {
            let ups = path.iter().take_while(|segment| *segment == "super").count();
            match module.len().checked_sub(ups)? {
                0 => path.get(ups).cloned(),
                _ => module.first().cloned(),
            }
        }
        _ => None,
    }
}

fn check_imports(path: &str, source: &str) -> Vec<Violation> {
    let module = module_of(path);
    let own = module.first().map_or("main", String::as_str);
    let Some((_, allowed)) = MAY_IMPORT.iter().find(|(name, _)| *name == own) else {
        let what = format!("`{own}` is not in the table of tests/tidy.rs and ARCHITECTURE.md");
        return vec![Violation { path: path.to_owned(), line: 1, what }];
    };
    let mut violations = Vec::new();
    for (line, found) in paths(&without_tests(&tokens(source)).0) {
        let known = |name: &String| MAY_IMPORT.iter().any(|(module, _)| module == name);
        // A leading segment in the crate root is a module there, too.
        let found_module = target(&module, &found)
            .or_else(|| if module.is_empty() && found.len() > 1 { found.first().cloned() } else { None })
            .filter(|name| known(name) && name != own);
        if let Some(name) = found_module
            && !allowed.contains(&"*")
            && !allowed.contains(&name.as_str())
        {
            let what = format!("`{own}` may not import `{name}`");
            violations.push(Violation { path: path.to_owned(), line, what });
        }
        let engine_crate = found.first().is_some_and(|first| first == "bollard");
        let models = own == "convert" && found.get(1).is_some_and(|second| second == "models");
        if engine_crate && own != "engine" && !models {
            let what = format!("`{own}` may not name `{}`", found.join("::"));
            violations.push(Violation { path: path.to_owned(), line, what });
        }
    }
    violations
}

fn check_purity(path: &str, source: &str) -> Vec<Violation> {
    let own = module_of(path).first().cloned().unwrap_or_default();
    if !PURE.contains(&own.as_str()) {
        return Vec::new();
    }
    let tokens = without_tests(&tokens(source)).0;
    let violation = |line: usize, what: String| Violation { path: path.to_owned(), line, what };
    let mut violations = Vec::new();
    for (line, found) in paths(&tokens) {
        let name = found.join("::");
        let starts = |prefix: &str| name == prefix || name.starts_with(&format!("{prefix}::"));
        let files = starts("std::fs") && path != FILE_ACCESS;
        let outside = OUTSIDE.iter().any(|prefix| starts(prefix));
        let clock = starts("std::time::SystemTime") || starts("std::time::Instant") || name.ends_with("::now");
        if files || clock || outside || name == "async" || name == "await" {
            violations.push(violation(line, format!("`{own}` is pure, but this is `{name}`")));
        }
    }
    for pair in tokens.windows(2) {
        let printing = ["print", "println", "eprint", "eprintln"].contains(&pair[0].text.as_str());
        if printing && pair[1].text == "!" {
            violations.push(violation(pair[0].line, format!("`{own}` is pure, but this prints")));
        }
    }
    violations
}

fn check_length(path: &str, source: &str) -> Vec<Violation> {
    let lines = source.lines().count();
    if lines <= LONGEST || MAY_BE_LONGER.iter().any(|(longer, _)| *longer == path) {
        return Vec::new();
    }
    let what = format!("{lines} lines; split it, or list it in tests/tidy.rs with the reason");
    vec![Violation { path: path.to_owned(), line: lines, what }]
}

fn check_module_doc(path: &str, source: &str) -> Vec<Violation> {
    if source.starts_with("//! ") {
        return Vec::new();
    }
    let what = "a file begins with a `//!` comment that says what it is for".to_owned();
    vec![Violation { path: path.to_owned(), line: 1, what }]
}

fn check_leftovers(path: &str, source: &str) -> Vec<Violation> {
    let tokens = tokens(source);
    let mut violations = Vec::new();
    for at in 0..tokens.len() {
        let is = |offset: usize, text: &str| tokens.get(at + offset).is_some_and(|token| token.text == text);
        let line = tokens[at].line;
        let mut report = |what: &str| {
            violations.push(Violation { path: path.to_owned(), line, what: what.to_owned() });
        };
        if is(1, "!") && ["todo", "unimplemented", "dbg"].iter().any(|name| is(0, name)) {
            report("nothing unfinished is committed");
        }
        let inner = usize::from(is(1, "!"));
        if is(0, "#") && is(1 + inner, "[") && is(2 + inner, "allow") {
            report("`expect` with a reason instead of `allow`");
        }
    }
    violations
}

/// What snapshot tests leave when they fail.
fn is_undecided(name: &str) -> bool {
    [".pending-snap", ".snap.new"].iter().any(|end| name.ends_with(end))
}

/// A folder of data whose test is gone.
fn orphaned_data(folders: &[String], tests: &str) -> Vec<String> {
    folders.iter().filter(|folder| !tests.contains(&format!("fn {folder}()"))).cloned().collect()
}

// ---- the tree ----

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The paths of all files below a folder, in it.
fn file_names(folder: &Path) -> Vec<String> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    folders.retain(|folder| folder.exists());
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).expect("a readable folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("below the folder");
                files.push(name.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    files.sort();
    files
}

/// All Rust files below a folder, by their path in it.
fn rust_files(folder: &Path) -> Vec<(String, String)> {
    let read = |name: String| {
        let source = fs::read_to_string(folder.join(&name)).expect("a text file");
        (name, source)
    };
    file_names(folder)
        .into_iter()
        .filter(|name| Path::new(name).extension().is_some_and(|extension| extension == "rs"))
        .map(read)
        .collect()
}

/// The files of src/ that are not compiled for tests only.
fn product_files() -> Vec<(String, String)> {
    let files = rust_files(&root().join("src"));
    let mut test_modules = BTreeSet::new();
    for (path, source) in &files {
        let folder = match path.rsplit_once('/') {
            Some((folder, "mod.rs")) => format!("{folder}/"),
            None if ["lib.rs", "main.rs"].contains(&path.as_str()) => String::new(),
            _ => format!("{}/", path.trim_end_matches(".rs")),
        };
        test_modules.extend(without_tests(&tokens(source)).1.into_iter().map(|name| format!("{folder}{name}")));
    }
    let in_tests = |path: &str| {
        let declared = |module: &String| path.starts_with(&format!("{module}/")) || path == format!("{module}.rs");
        // A file with a name of its own, by `#[path]`.
        path.ends_with("_tests.rs") || test_modules.iter().any(declared)
    };
    files.into_iter().filter(|(path, _)| !in_tests(path)).collect()
}

fn expect_none(check: impl Fn(&str, &str) -> Vec<Violation>, files: &[(String, String)]) {
    let found: Vec<_> =
        files.iter().flat_map(|(path, source)| check(path, source)).map(|one| one.to_string()).collect();
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

#[test]
fn imports_follow_the_table() {
    expect_none(check_imports, &product_files());
}

#[test]
fn pure_modules_are_pure() {
    expect_none(check_purity, &product_files());
}

#[test]
fn files_are_short() {
    for folder in ["src", "tests", "examples", "benches"] {
        expect_none(check_length, &rust_files(&root().join(folder)));
    }
}

#[test]
fn files_say_what_they_are_for() {
    for folder in ["src", "tests", "examples", "benches"] {
        expect_none(check_module_doc, &rust_files(&root().join(folder)));
    }
}

#[test]
fn nothing_is_left_over() {
    expect_none(check_leftovers, &rust_files(&root().join("src")));
}

#[test]
fn no_undecided_snapshots() {
    let found: Vec<_> = file_names(&root().join("src")).into_iter().filter(|name| is_undecided(name)).collect();
    assert_eq!(found, Vec::<String>::new(), "accept them or throw them away: cargo insta review");
}

#[test]
fn test_data_has_its_test() {
    let folder = root().join("tests/e2e");
    let tests: String = rust_files(&folder).into_iter().map(|(_, source)| source).collect();
    let entries = fs::read_dir(folder.join("data")).expect("tests/e2e/data");
    let folders: Vec<_> = entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into()).collect();
    assert!(!folders.is_empty());
    assert_eq!(orphaned_data(&folders, &tests), Vec::<String>::new());
}

#[test]
fn the_documented_table_is_this_one() {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    for (module, allowed) in MAY_IMPORT {
        let allowed = match allowed {
            [] => "nothing".to_owned(),
            ["*"] => "everything below".to_owned(),
            names => names.join(", "),
        };
        let row = format!("{module:<8} -> {allowed}");
        assert!(text.lines().any(|line| line.starts_with(&row)), "ARCHITECTURE.md lacks the line `{row}`");
    }
}
