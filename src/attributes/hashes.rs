//! The config hash of a service: what changes it, wherever that was written, and what does not.

use super::support::*;
use crate::plan::hash;

fn hashed(texts: &Texts) -> String {
    hash::service(&texts.project().services["a"])
}

#[test]
fn variables_count_wherever_they_come_from() {
    let written = hashed(&service("environment: {A: 1, B: b}"));
    assert_eq!(hashed(&service("env_file: a.env").beside("a.env", "B=b\nA=1\n")), written);
    assert_eq!(hashed(&service("environment: {A: 1, B: $HERE}").variable("HERE", "b")), written);
    assert_ne!(hashed(&service("env_file: a.env").beside("a.env", "B=c\nA=1\n")), written);
}

#[test]
fn a_file_of_labels_counts_with_its_path_too() {
    let of_file = |name: &str| hashed(&service(&format!("label_file: {name}")).beside(name, "l=1\n"));
    assert_ne!(of_file("a.labels"), of_file("b.labels"));
    assert_ne!(of_file("a.labels"), hashed(&service("labels: {l: '1'}")));
}

#[test]
fn watching_counts_and_contents_of_files_do_not() {
    let plain = hashed(&service("tty: true"));
    assert_ne!(hashed(&service("tty: true\ndevelop: {watch: [{path: ., action: rebuild}]}")), plain);
    assert_eq!(hashed(&service("tty: true\nbuild: .\npull_policy: build\nscale: 2\nx-a: 1")), plain);
    let config = |content: &str| {
        let texts = service("configs: [c]\nsecrets: [s]");
        hashed(&texts.with(&format!("configs: {{c: {{content: {content}}}}}\nsecrets: {{s: {{file: {content}}}}}\n")))
    };
    assert_eq!(config("one"), config("two"));
}
