//! Each rule finds a violation that was planted for it, and nothing where there is none.

use crate::source::{tokens, without_tests};
use crate::{
    LONGEST, Violation, check_imports, check_leftovers, check_length, check_module_doc, check_purity, is_undecided,
    orphaned_data,
};

fn lines(violations: &[Violation]) -> Vec<usize> {
    violations.iter().map(|violation| violation.line).collect()
}

#[test]
fn planted_imports_are_found() {
    let cases = [
        ("plan/up.rs", "use crate::engine::Engine;", 1),
        ("plan/up.rs", "\nfn f() { crate::ui::warn() }", 1),
        ("plan/create/order.rs", "use super::super::super::loader::load;", 1),
        ("engine/mod.rs", "use crate::{model::Project, event::Event, plan::{self, Plan}};", 3),
        ("model/port.rs", "pub(crate) fn f(p: &crate::plan::Plan) {}", 1),
        ("cli/mod.rs", "type T = super::commands::Context;", 1),
        ("executor/mod.rs", "use bollard::Docker;", 1),
        ("convert/host.rs", "use bollard::Docker;", 1),
        ("lib.rs", "fn f() { engine::connect() }", 1),
        ("extra/mod.rs", "", 1),
        ("plan/up.rs", "use crate::model::Project; use super::check; use crate::plan::diff;", 0),
        ("plan/create/order.rs", "use super::super::check; use super::super::super::model::Project;", 0),
        ("convert/host.rs", "use bollard::models::HostConfig;", 0),
        (
            "plan/up.rs",
            "// use crate::engine::Engine;\nconst S: &str = \"crate::engine\"; const R: &str = r#\"crate::ui\"#;",
            0,
        ),
        ("plan/up.rs", "#[cfg(test)]\nmod tests {\n use crate::engine::Engine;\n}", 0),
        ("commands/up.rs", "use crate::{cli::args, ui::Ui, engine, session, build};", 0),
    ];
    for (path, source, count) in cases {
        let found = check_imports(path, source);
        let texts: Vec<_> = found.iter().map(ToString::to_string).collect();
        assert_eq!(found.len(), count, "{path}: {source}: {texts:?}");
    }
}

#[test]
fn planted_impurity_is_found() {
    let cases = [
        ("model/a.rs", "use tokio::sync::mpsc;", 1),
        ("plan/a.rs", "async fn f() { g().await }", 2),
        ("plan/a.rs", "use std::{collections::BTreeMap, fs, env};", 2),
        ("convert/a.rs", "fn f() { std::process::id(); }", 1),
        ("plan/a.rs", "fn f() { jiff::Timestamp::now(); }", 1),
        ("loader/merge/a.rs", "fn f() { std::fs::read(p); }", 1),
        ("model/a.rs", "fn f() { println!(\"\") }", 1),
        ("loader/source.rs", "fn f() { std::fs::read(p); }", 0),
        ("engine/a.rs", "use tokio::net::UnixStream; use std::fs;", 0),
        ("plan/a.rs", "#[cfg(test)] mod tests { fn f() { std::fs::read(p); } }\nuse std::fmt;", 0),
    ];
    for (path, source, count) in cases {
        assert_eq!(check_purity(path, source).len(), count, "{path}: {source}");
    }
}

#[test]
fn planted_leftovers_are_found() {
    let source =
        "fn f() {\n todo!()\n}\n#[allow(dead_code)]\nfn g() { dbg!(1); }\n#![allow(x)]\n// todo!()\n#[expect(x)]";
    assert_eq!(lines(&check_leftovers("a.rs", source)), [2, 4, 5, 6]);
}

#[test]
fn planted_shape_is_found() {
    assert_eq!(check_length("a.rs", &"x\n".repeat(LONGEST)).len(), 0);
    assert_eq!(check_length("a.rs", &"x\n".repeat(LONGEST + 1)).len(), 1);
    assert_eq!(check_module_doc("a.rs", "//! What it is.\n").len(), 0);
    assert_eq!(check_module_doc("a.rs", "use std::fmt;\n").len(), 1);
    assert!(is_undecided("plan/.up.rs.pending-snap") && !is_undecided("plan/up.snap"));
    let folders = ["kept".to_owned(), "gone".to_owned()];
    assert_eq!(orphaned_data(&folders, "#[test]\nfn kept() {}"), ["gone"]);
}

#[test]
fn tests_in_files_of_their_own_are_known() {
    let (kept, files) =
        without_tests(&tokens("#[cfg(test)]\nmod fake;\nmod real;\n#[cfg(test)]\npub(crate) mod more;"));
    assert_eq!(files, ["fake", "more"]);
    assert_eq!(kept.len(), 3);
}
