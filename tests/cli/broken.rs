//! Broken files, a folder each: what is found in them, where exactly, and what is suggested.
//!
//! `expected` has a line for each finding: severity, `file:line:column`, code, and what is underlined; below it, indented,
//! the suggestion and the other places. `RCOMPOSE_UPDATE=1` writes these files anew, to be looked at.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use crate::tool::Tool;

/// The name of the file that a case does not consist of.
const EXPECTED: &str = "expected";

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/broken");
    let mut cases: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    cases
}

/// A copy of a case, in a folder of the name `shop`, since the name of the project comes from it.
struct Copy {
    folder: PathBuf,
    _root: TempDir,
}

fn copy(case: &Path) -> Copy {
    let root = tempfile::tempdir().unwrap();
    let folder = fs::canonicalize(root.path()).unwrap().join("shop");
    copy_folder(case, &folder);
    Copy { folder, _root: root }
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (path, name) = entry.map(|entry| (entry.path(), entry.file_name())).unwrap();
        if path.is_dir() {
            copy_folder(&path, &to.join(name));
        } else if name != EXPECTED {
            fs::copy(&path, to.join(name)).unwrap();
        }
    }
}

/// The findings of a case in the form of `expected`, and whether one of them is an error.
fn findings(case: &Path) -> String {
    let copy = copy(case);
    let words = ["config", "-q", "--diagnostics", "json"];
    let is_warned = case.file_name().unwrap().to_str().unwrap().starts_with("warning-");
    let report = Tool::plugin(&words).within(&copy.folder).code(i32::from(!is_warned)).run();
    let report: Value = serde_json::from_str(&report).expect("a report");
    let mut text = String::new();
    for finding in report.as_array().expect("an array") {
        let (severity, code) = (finding["severity"].as_str().unwrap(), finding["code"].as_str().unwrap());
        let (place, underlined) = place(finding, &copy.folder);
        writeln!(text, "{severity} {place} {code} {underlined}").unwrap();
        if let Some(help) = finding["help"].as_str() {
            writeln!(text, "  help: {help}").unwrap();
        }
        for related in finding["related"].as_array().unwrap() {
            let (place, underlined) = self::place(related, &copy.folder);
            writeln!(text, "  {place} {}: {underlined}", related["message"].as_str().unwrap()).unwrap();
        }
    }
    text.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}

/// The place, and the text there; of several lines the first.
fn place(finding: &Value, folder: &Path) -> (String, String) {
    let number = |key: &str| usize::try_from(finding[key].as_u64().expect("a number")).unwrap();
    let file = Path::new(finding["file"].as_str().expect("every finding has a place"));
    let name = file.strip_prefix(folder).expect("a file of the case").display();
    let text = fs::read_to_string(file).unwrap();
    let line = text.lines().nth(number("line") - 1).unwrap_or_default();
    let (from, to) = (number("column") - 1, number("endColumn") - 1);
    let ends_here = number("endLine") == number("line");
    let underlined: String = line.chars().take(if ends_here { to } else { usize::MAX }).skip(from).collect();
    let more = if ends_here { "" } else { " ..." };
    (format!("{name}:{}:{}", number("line"), number("column")), format!("{underlined}{more}"))
}

#[test]
#[expect(clippy::disallowed_methods, reason = "only the developer's test reads it")]
fn findings_are_exact() {
    let update = std::env::var_os("RCOMPOSE_UPDATE").is_some();
    let cases = cases();
    assert!(cases.len() >= 40, "{cases:?}");
    let mut problems = Vec::new();
    for case in cases {
        let found = findings(&case);
        assert!(!found.is_empty(), "{}", case.display());
        if update {
            fs::write(case.join(EXPECTED), &found).unwrap();
        }
        let expected = fs::read_to_string(case.join(EXPECTED)).unwrap_or_default();
        if found != expected {
            problems.push(format!("{}\nexpected:\n{expected}found:\n{found}", case.display()));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// What people see of a case, with `/shop` for its folder.
fn shown(name: &str) -> String {
    let case = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/broken").join(name);
    let copy = copy(&case);
    let folder = copy.folder.display().to_string();
    Tool::plugin(&["config", "-q"]).within(&copy.folder).failing().replace(&folder, "/shop")
}

#[test]
fn a_wrong_key_as_text() {
    assert_eq!(
        shown("unknown-key-service"),
        "validating /shop/compose.yaml: services.web additional properties 'enviroment' not allowed
 --> compose.yaml:4:5
  |
4 |     enviroment:
  |     ^^^^^^^^^^ unknown-key
  |
  = help: did you mean `environment`?

`docker rcompose explain unknown-key` says more.
"
    );
}

#[test]
fn two_places_in_one_file_as_text() {
    assert_eq!(
        shown("duplicate-container-name"),
        "services.web: container name \"shop\" is already in use by service api
 --> compose.yaml:4:21
  |
4 |     container_name: shop
  |                     ^^^^ duplicate-container-name
...
7 |     container_name: shop
  |                     ---- also used here

`docker rcompose explain duplicate-container-name` says more.
"
    );
}

#[test]
fn two_places_in_two_files_as_text() {
    assert_eq!(
        shown("override-unlike-kinds"),
        "cannot override services.web.gpus
 --> compose.override.yaml:3:11
  |
3 |     gpus: all
  |           ^^^ cannot-override
  |
 ::: compose.yaml:5:7
  |
5 |       - count: 1
  |       ---------- defined here

`docker rcompose explain cannot-override` says more.
"
    );
}

#[test]
fn wide_characters_are_underlined_where_they_stand() {
    assert_eq!(
        shown("wide-characters"),
        "validating /shop/compose.yaml: services additional properties 'wéb' not allowed
 --> compose.yaml:2:3
  |
2 |   \"wéb\":
  |   ^^^^^ invalid-name
  |
  = help: a name is made of letters, digits, `.`, `_` and `-`

validating /shop/compose.yaml: services.web additional properties 'comand' not allowed
 --> compose.yaml:4:23
  |
4 |   web: {image: \"日本語\", comand: x}
  |                          ^^^^^^ unknown-key
  |
  = help: did you mean `command`?

`docker rcompose explain invalid-name unknown-key` says more.
"
    );
}

#[test]
fn reports_go_where_they_can_be_read() {
    let case = |name: &str| copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/broken").join(name));
    let warned = case("warning-version");
    let text = "the attribute `version` is obsolete";
    // Without another output the report is on standard output, and complete.
    let report = Tool::plugin(&["config", "-q", "--diagnostics=json"]).within(&warned.folder).run();
    assert!(report.contains(text), "{report}");
    let quiet = Tool::plugin(&["config", "-q"]).within(&warned.folder).stderr_containing(text).run();
    assert_eq!(quiet, "");
    // Where data goes to standard output, warnings are said as ever.
    let data = Tool::plugin(&["--diagnostics", "json", "config"]).within(&warned.folder).stderr_containing(text).run();
    assert!(data.starts_with("name: shop\n"), "{data}");
    let broken = case("unknown-key-service");
    let tool = Tool::plugin(&["config"]).variable("RCOMPOSE_DIAGNOSTICS", "sarif");
    let report: Value = serde_json::from_str(&tool.within(&broken.folder).code(1).run()).unwrap();
    assert_eq!(report["version"], "2.1.0");
    let result = &report["runs"][0]["results"][0];
    assert_eq!(result["ruleId"], "unknown-key");
    assert_eq!(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "compose.yaml");
    Tool::plugin(&["ps", "--diagnostics", "xml"])
        .refused("unsupported --diagnostics value \"xml\": use text, json or sarif");
}

#[test]
fn a_project_without_findings_has_an_empty_report() {
    let root = tempfile::tempdir().unwrap();
    fs::write(root.path().join("compose.yaml"), "name: shop\nservices:\n  web:\n    image: nginx\n").unwrap();
    let run = |form: &str| Tool::plugin(&["config", "-q", "--diagnostics", form]).within(root.path()).run();
    assert_eq!(run("json"), "[]\n");
    let sarif: Value = serde_json::from_str(&run("sarif")).unwrap();
    assert_eq!(sarif["runs"][0]["results"], Value::Array(Vec::new()));
    assert_eq!(run("text"), "");
}

#[test]
fn lists_of_names_need_no_env_files() {
    let folder = tempfile::tempdir().unwrap();
    let text = "services:\n  a: {image: x, env_file: none.env, profiles: [p]}\n";
    fs::write(folder.path().join("compose.yaml"), text).unwrap();
    let config = |flag: &str| Tool::plugin(&["--profile", "p", "config", flag]).within(folder.path());
    for (flag, list) in [("--services", "a\n"), ("--images", "x\n"), ("--profiles", "p\n")] {
        assert_eq!(config(flag).run(), list, "{flag}");
    }
    for flag in ["-q", "--hash=*"] {
        let text = config(flag).failing();
        assert!(text.starts_with("env file ") && text.contains("none.env not found"), "{flag}: {text}");
    }
}
