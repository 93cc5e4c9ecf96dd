//! Files that are made to take long, to fill the memory or to confuse, through the program: each call comes to its end
//! within two gigabytes of addresses, either with a finding that has a place, or well.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::thread;

use tempfile::TempDir;

use crate::tool::Tool;

const VALID: &str = "services: {a: {image: x}}\n";
const MEGABYTE: usize = 1 << 20;

fn folder(files: &[(&str, Vec<u8>)]) -> TempDir {
    let root = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(root.path().join(name), text).unwrap();
    }
    root
}

/// `docker-rcompose WORDS` by way of a shell that limits it, so that WORDS may redirect, too.
fn limited(folder: &Path, words: &str) -> Tool {
    let script = format!("ulimit -v 2000000; exec \"$0\" {words}");
    let program = env!("CARGO_BIN_EXE_docker-rcompose");
    Tool::program(Path::new("/bin/sh"), &["-c", &script, program]).within(folder)
}

/// Code 1 and nothing on standard output; each of the texts is on standard error.
fn refused(text: impl Into<Vec<u8>>, expected: &[&str]) {
    let root = folder(&[("compose.yaml", text.into())]);
    let message = limited(root.path(), "config").failing();
    for part in expected {
        assert!(message.contains(part), "no {part:?} in\n{message}");
    }
    assert!(message.len() < 4096, "{} bytes", message.len());
}

#[test]
fn aliases_that_multiply() {
    let level =
        |number: usize| format!("x-{}: &a{} [{}]\n", number + 1, number + 1, vec![format!("*a{number}"); 10].join(","));
    let bomb = format!("x-0: &a0 [x]\n{}{VALID}", (0..12).map(level).collect::<String>());
    refused(bomb, &["exceeds maximum node visit limit", "--> compose.yaml:", "too-large"]);
}

#[test]
fn depth_without_end() {
    let flow = format!("x-a: {}{}\n{VALID}", "[".repeat(10_000), "]".repeat(10_000));
    refused(flow, &["line 1: exceeded max depth of 200", "--> compose.yaml:1:205"]);
    let block: String = (0..10_000).map(|depth| " ".repeat(depth) + "a:\n").collect();
    refused(block, &["line 201: exceeded max depth of 200", "--> compose.yaml:201:201"]);
}

#[test]
fn bytes_that_are_no_text() {
    let utf8 = b"services:\n  a:\n    image: \xff\n".as_slice();
    refused(utf8, &["invalid leading UTF-8 octet", "--> compose.yaml:3:12", "unreadable-file"]);
    let nul = "services:\n  a:\n    image: x\0y\n";
    refused(nul, &["control characters are not allowed", "--> compose.yaml:3:13"]);
    refused(vec![0; MEGABYTE], &["control characters are not allowed", "--> compose.yaml:1:1"]);
}

#[test]
fn files_that_lead_to_themselves() {
    let include = format!("include: [compose.yaml]\n{VALID}");
    refused(include, &["include cycle detected", "--> compose.yaml:1:11"]);
    let files = [
        ("compose.yaml", "services: {a: {extends: {file: other.yaml, service: b}}}\n".into()),
        ("other.yaml", "services: {b: {extends: {file: compose.yaml, service: a}}}\n".into()),
    ];
    let message = limited(folder(&files).path(), "config").failing();
    assert!(message.contains("Circular reference") && message.contains("--> compose.yaml:1:"), "{message}");
}

#[test]
fn ten_megabytes() {
    let comment = format!("# {}\n{VALID}", "x".repeat(10 * MEGABYTE));
    let root = folder(&[("compose.yaml", comment.into())]);
    assert_eq!(limited(root.path(), "config --services").run(), "a\n");
    let line = "# a comment of forty characters, no more\n";
    let lines = line.repeat(10 * MEGABYTE / line.len());
    let wrong = format!("{lines}services: {{a: {{imag: x}}}}\n");
    let place = format!("--> compose.yaml:{}:16", 10 * MEGABYTE / line.len() + 1);
    refused(wrong, &["additional properties 'imag' not allowed", &place]);
}

#[test]
fn long_files_of_variables() {
    let service = "services: {a: {image: x, env_file: big.env, environment: {LAST: '${LONG}'}}}\n";
    let lines = (0..100_000).map(|number| format!("K{number}={}\n", "v".repeat(95))).collect::<Vec<_>>().concat();
    assert!(lines.len() >= 10 * 1_000_000);
    let long = format!("LONG={}\nDOUBLE=$LONG$LONG\n", "x".repeat(MEGABYTE));
    let files = [("compose.yaml", service.into()), ("big.env", lines.into()), (".env", long.clone().into())];
    let root = folder(&files);
    let shown = limited(root.path(), "config").run();
    assert!(shown.contains("K99999: vvv") && shown.len() > 11 * MEGABYTE, "{} bytes", shown.len());
    let explained = limited(root.path(), "config --explain LONG").run();
    assert!(explained.starts_with("$LONG  xxx") && explained.len() < 1024, "{} bytes", explained.len());
    let endless = long + &"LONG=$LONG$LONG\n".repeat(40);
    fs::write(root.path().join(".env"), endless).unwrap();
    let message = limited(root.path(), "config").failing();
    assert!(message.contains("the values of the variables exceed 16777216 bytes"), "{message}");
    assert!(message.contains("--> .env:") && message.len() < 4096, "{} bytes", message.len());
}

#[test]
fn what_is_no_file() {
    let root = folder(&[]);
    fs::create_dir(root.path().join("compose.yaml")).unwrap();
    let message = limited(root.path(), "-f compose.yaml config").failing();
    assert!(message.ends_with("compose.yaml: is a directory\n"), "{message}");
    let none = limited(root.path(), "-f none.yaml config").failing();
    assert!(none.ends_with("none.yaml: no such file or directory\n"), "{none}");
}

#[test]
fn a_pipe_is_read_to_its_end() {
    let root = folder(&[]);
    let pipe = root.path().join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    let writer = thread::spawn(move || {
        let mut pipe = fs::OpenOptions::new().write(true).open(pipe).unwrap();
        pipe.write_all(VALID.as_bytes()).unwrap();
    });
    assert_eq!(limited(root.path(), "-f pipe config --services").run(), "a\n");
    writer.join().unwrap();
}

#[test]
fn standard_input() {
    let root =
        folder(&[("in", VALID.into()), ("wrong", "services: {a: {imag: x}}\n".into()), ("bytes", vec![0xff, b'\n'])]);
    assert_eq!(limited(root.path(), "-f - config --services <in").run(), "a\n");
    let wrong = limited(root.path(), "-f - config <wrong").failing();
    assert!(wrong.contains("'imag' not allowed") && wrong.contains(":1:16"), "{wrong}");
    let bytes = limited(root.path(), "-f - config <bytes").failing();
    assert!(bytes.to_lowercase().contains("utf-8"), "{bytes}");
    let empty = limited(root.path(), "-f - config </dev/null").failing();
    assert!(empty.contains("empty compose file"), "{empty}");
}

#[test]
fn a_file_that_never_comes_can_be_given_up() {
    let root = folder(&[]);
    let pipe = root.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    for signal in ["INT", "TERM", "HUP"] {
        // The shell sees the program open the pipe, since it opens its other end.
        let script = format!("\"$0\" -f pipe config & exec 3>pipe; kill -s {signal} $!; wait $!; echo $?");
        let output = std::process::Command::new("bash")
            .args(["-m", "-c", &script, env!("CARGO_BIN_EXE_docker-rcompose")])
            .current_dir(root.path())
            .output()
            .unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stdout), "130\n", "{signal}: {output:?}");
    }
}

#[test]
fn a_full_disk_is_told() {
    let root = folder(&[("compose.yaml", VALID.into())]);
    for words in [&["config"][..], &["version"], &["up", "--help"]] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("a disk without room");
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_docker-rcompose"))
            .args(words)
            .current_dir(root.path())
            .stdout(full)
            .output()
            .expect("the program starts");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(
            (output.status.code(), said.contains("the output cannot be written: No space left")),
            (Some(1), true),
            "{said}"
        );
    }
}
