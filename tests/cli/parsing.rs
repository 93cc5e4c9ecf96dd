//! Refused command lines: one table of words and what docker compose says about them.

use crate::tool::Tool;

#[test]
fn refused_command_lines() {
    let cases = [
        ("up --nosuch", "unknown flag: --nosuch"),
        ("up --det", "unknown flag: --det"),
        ("up -f x", "unknown shorthand flag: 'f' in -f"),
        ("up -dzq", "unknown shorthand flag: 'z' in -zq"),
        ("up ---x", "bad flag syntax: ---x"),
        ("up -t", "flag needs an argument: 't' in -t"),
        ("up --timeout", "flag needs an argument: --timeout"),
        ("-f", "flag needs an argument: 'f' in -f"),
        ("--file", "flag needs an argument: --file"),
        ("-H x ps", "unknown shorthand flag: 'H' in -H"),
        (
            "up -t abc --nosuch",
            "invalid argument \"abc\" for \"-t, --timeout\" flag: strconv.ParseInt: parsing \"abc\": invalid syntax",
        ),
        (
            "logs -f=maybe",
            "invalid argument \"maybe\" for \"-f, --follow\" flag: strconv.ParseBool: parsing \"maybe\": invalid syntax",
        ),
        ("build -m xx", "invalid argument \"xx\" for \"-m, --memory\" flag: invalid size: 'xx'"),
        ("ls --filter x", "invalid argument \"x\" for \"--filter\" flag: bad format of filter (expected name=value)"),
        ("exec x", "requires at least 2 arg(s), only received 1"),
        ("run", "requires at least 1 arg(s), only received 0"),
        ("commit a b c", "accepts between 1 and 2 arg(s), received 3"),
        ("stats a b", "accepts at most 1 arg(s), received 2"),
        ("version x", "unknown command \"x\" for \"docker rcompose version\""),
    ];
    for (words, text) in cases {
        let words: Vec<&str> = words.split_whitespace().collect();
        Tool::plugin(&words).refused(text);
    }
}

#[test]
fn a_wrong_number_of_arguments_in_dockers_own_style() {
    Tool::plugin(&["cp", "a"]).refused(
        "docker: 'docker rcompose cp' requires 2 arguments\n\n\
         Usage:  docker rcompose cp [OPTIONS] SERVICE:SRC_PATH DEST_PATH|-\n\
         \tdocker rcompose cp [OPTIONS] SRC_PATH|- SERVICE:DEST_PATH\n\n\
         Run 'docker rcompose cp --help' for more information",
    );
}

#[test]
fn an_unknown_command_is_answered_by_the_help_and_the_nearest_one() {
    let text = "unknown docker command: \"rcompose dwon\"\nhint: did you mean `down`?\n";
    let help = Tool::plugin(&["dwon"]).code(1).stderr(text).run();
    assert!(help.starts_with("Usage:  docker rcompose [OPTIONS] COMMAND\n"), "{help}");
    let text = "unknown docker command: \"rcompose help\"\n";
    assert!(!Tool::plugin(&["help", "up"]).code(1).stderr(text).run().is_empty());
}

#[test]
fn a_direct_call_accepts_dockers_flags() {
    Tool::direct(&["--log-level"]).refused("flag needs an argument: '--log-level'");
    Tool::direct(&["-H"]).refused("flag needs an argument: '-H'");
    Tool::direct(&["-D", "-f", "x", "up", "--nosuch"]).refused("unknown flag: --nosuch");
    Tool::direct(&["-f", "x", "--context", "c", "up", "--nosuch"]).refused("unknown flag: --nosuch");
    Tool::direct(&["up", "--context", "c"]).refused("unknown flag: --context");
}

#[cfg(unix)]
#[test]
fn words_that_are_no_text_are_refused() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let program = env!("CARGO_BIN_EXE_docker-rcompose");
    let output = std::process::Command::new(program).arg("up").arg(OsStr::from_bytes(b"a\xff")).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(text.starts_with("argument 2 is not valid UTF-8: "), "{text}");
}
