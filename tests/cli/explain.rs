//! `explain`: pages for codes, without any file or engine.

use crate::tool::Tool;

#[test]
fn lists_all_codes() {
    let list = Tool::plugin(&["explain"]).run();
    assert!(list.starts_with("CODE "), "{list}");
    let line = list.lines().find(|line| line.starts_with("unknown-key ")).expect("a line");
    assert!(line.ends_with("A key that the Compose file does not know."), "{line}");
    assert!(list.lines().count() > 35, "{list}");
}

#[test]
fn shows_pages() {
    let page = Tool::plugin(&["explain", "unknown-key"]).run();
    assert!(page.starts_with("unknown-key: A key that the Compose file does not know.\n\n"), "{page}");
    assert!(page.contains("\nWrong:\n\n  compose.yaml\n    services:\n"), "{page}");
    let both = Tool::plugin(&["explain", "unknown-key", "wrong-type"]).run();
    assert!(both.starts_with(&page) && both.contains("\n\nwrong-type: "), "{both}");
}

#[test]
fn a_wrong_code_is_answered_by_the_nearest() {
    Tool::plugin(&["explain", "unkown-key"]).refused(
        "there is no code \"unkown-key\"\nhint: did you mean `unknown-key`?\nhint: without a code, explain lists them all",
    );
    Tool::plugin(&["explain", "unknown-key", "xyz"])
        .refused("there is no code \"xyz\"\nhint: without a code, explain lists them all");
}

#[test]
fn needs_no_readable_project() {
    let root = tempfile::tempdir().unwrap();
    std::fs::write(root.path().join(".env"), "A B=1\n").unwrap();
    std::fs::write(root.path().join("compose.yaml"), "services: [\n").unwrap();
    assert!(Tool::plugin(&["explain", "conflict"]).within(root.path()).run().starts_with("conflict: "));
}

#[test]
fn codes_are_completed() {
    let answer = Tool::direct(&["__complete", "rcompose", "explain", "undefined-n"]).run();
    assert_eq!(answer, "undefined-network\tA network that no section declares.\n:4\n");
}
