//! The protocol between docker and its plugins.

use std::process::{Command, Stdio};
use std::time::Instant;

use crate::tool::Tool;

#[test]
fn metadata() {
    let text = Tool::direct(&["docker-cli-plugin-metadata"]).run();
    let metadata: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(metadata["SchemaVersion"], "0.1.0");
    assert_eq!(metadata["Vendor"], "docker-rcompose contributors");
    assert_eq!(metadata["Version"], env!("CARGO_PKG_VERSION"));
    assert!(metadata["ShortDescription"].as_str().is_some_and(|text| !text.is_empty() && !text.contains('\n')));
}

#[test]
fn metadata_needs_no_environment_and_little_time() {
    let begin = Instant::now();
    for _ in 0..20 {
        let program = env!("CARGO_BIN_EXE_docker-rcompose");
        let output = Command::new(program).arg("docker-cli-plugin-metadata").env_clear().output().unwrap();
        assert!(output.status.success() && output.stderr.is_empty());
    }
    // Far above what it takes, for busy machines; a connection that is waited for would pass it.
    assert!(begin.elapsed().as_secs() < 10, "{:?}", begin.elapsed());
}

#[test]
fn remarks_after_commands_are_none() {
    let request = r#"{"RootCmd":"rcompose up","Flags":{"d":""},"CommandError":""}"#;
    assert_eq!(Tool::plugin(&["docker-cli-plugin-hooks", request]).run(), "");
}

#[test]
fn dockers_flags_stand_before_the_name() {
    let words = ["-H", "tcp://x:1", "--context=rcompose", "-D", "--tls=false", "rcompose", "up", "--nosuch"];
    Tool::direct(&words).refused("unknown flag: --nosuch");
    Tool::direct(&["-c", "rcompose", "rcompose", "up", "--nosuch"]).refused("unknown flag: --nosuch");
}

#[cfg(unix)]
#[test]
fn the_name_is_that_of_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("docker-compose");
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_docker-rcompose"), &program).unwrap();
    let help = Tool::program(&program, &["compose", "up", "--help"]).run();
    assert!(help.starts_with("Usage:  docker compose up [OPTIONS] [SERVICE...]\n"), "{help}");
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_docker-rcompose"))
        .arg("--help")
        .env_clear()
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert!(output.stderr.is_empty(), "{output:?}");
}
