//! Tables of command lines and the typed arguments that come out.

use super::*;
use crate::cli::Request;
use crate::cli::testing::{command, invocation, request};

fn words(line: &str) -> Vec<&str> {
    line.split_whitespace().collect()
}

/// Reads a direct call, which must be a command to carry out.
fn direct(line: &str) -> Invocation {
    match request(&words(line)) {
        Ok(Request::Run(invocation)) => invocation,
        other => panic!("{line}: {other:?}"),
    }
}

#[test]
fn what_follows_the_service_belongs_to_the_container() {
    let cases = [
        ("exec web ls -l --help", false, "web", "ls -l --help"),
        ("exec -d web -- ls", true, "web", "-- ls"),
        ("exec -- web ls", false, "web", "ls"),
        ("exec -d -- web -- ls --", true, "web", "-- ls --"),
    ];
    for (line, detach, service, rest) in cases {
        let Command::Exec(args) = command(&words(line)) else { panic!("{line}") };
        assert_eq!(
            (args.detach, args.service.as_str(), args.command.join(" ").as_str()),
            (detach, service, rest),
            "{line}"
        );
    }
    let Command::Run(args) = command(&words("run --rm -p 80:80 web sh -c -- x")) else { panic!() };
    assert!(args.rm && args.publish == ["80:80"] && args.command == ["sh", "-c", "--", "x"], "{args:?}");
    let Command::Run(args) = command(&["run", "web"]) else { panic!() };
    assert!(args.command.is_empty() && args.interactive.is_none(), "{args:?}");
}

#[test]
fn flags_before_and_after_the_command_are_different_ones() {
    let invocation = invocation(&words("-f a.yaml -f b.yaml -p shop --profile x logs -f -t web -n5 -n 7 db"));
    assert_eq!(invocation.global.file, ["a.yaml", "b.yaml"]);
    assert_eq!(invocation.global.project_name.as_deref(), Some("shop"));
    let Command::Logs(args) = invocation.command else { panic!() };
    assert!(args.follow && args.timestamps);
    assert_eq!((args.tail.as_str(), args.services), ("7", vec!["web".to_owned(), "db".to_owned()]));
}

#[test]
fn dry_run_stands_anywhere() {
    for line in ["--dry-run up", "up --dry-run", "up web --dry-run=true", "bridge --dry-run transformations list"] {
        assert!(invocation(&words(line)).global.dry_run, "{line}");
    }
    for line in ["up", "up --dry-run=false", "--dry-run=0 up"] {
        assert!(!invocation(&words(line)).global.dry_run, "{line}");
    }
}

#[test]
fn not_given_differs_from_every_value() {
    let stop = |line| match command(&words(line)) {
        Command::Stop(args) => args.timeout,
        other => panic!("{other:?}"),
    };
    assert_eq!(stop("stop"), None);
    assert_eq!(stop("stop -t 0"), Some(0));
    assert_eq!(stop("stop -t -1 web"), Some(-1));
    let up = |line| match command(&words(line)) {
        Command::Up(args) => (args.menu, args.remove_orphans),
        other => panic!("{other:?}"),
    };
    assert_eq!(up("up"), (None, None));
    assert_eq!(up("up --menu=false --remove-orphans"), (Some(false), Some(true)));
}

#[test]
fn booleans_that_are_on_by_default() {
    for (line, expected) in [("ps", true), ("ps --orphans", true), ("ps --orphans=false", false)] {
        let Command::Ps(args) = command(&words(line)) else { panic!("{line}") };
        assert_eq!(args.orphans, expected, "{line}");
    }
}

#[test]
fn old_spellings() {
    let Command::Exec(args) = command(&words("exec --no-TTY web ls")) else { panic!() };
    assert_eq!(args.no_tty, Some(true));
    let Command::Run(args) = command(&words("run --labels a=b --volumes x:/x web")) else { panic!() };
    assert_eq!((args.label, args.volume), (vec!["a=b".to_owned()], vec!["x:/x".to_owned()]));
    let down = invocation(&words("down --volume"));
    assert_eq!(down.warnings, ["--volume is deprecated, please use --volumes"]);
    assert!(matches!(down.command, Command::Down(args) if args.volumes));
}

#[test]
fn surplus_arguments_of_some_commands_are_dropped() {
    let Command::Attach(args) = command(&words("attach web db")) else { panic!() };
    assert_eq!(args.service, "web");
    let Command::Port(args) = command(&words("port web 80 81")) else { panic!() };
    assert_eq!((args.service.as_str(), args.private_port.as_str()), ("web", "80"));
}

#[test]
fn nested_commands() {
    use crate::cli::args::bridge::{BridgeCommand, TransformationsCommand};
    let Command::Bridge(args) = command(&words("bridge transformations ls -q")) else { panic!() };
    let BridgeCommand::Transformations(args) = args.command else { panic!() };
    assert!(matches!(args.command, TransformationsCommand::List(args) if args.quiet && args.format == "table"));
}

#[test]
fn a_direct_call_mixes_dockers_flags_with_the_tools() {
    let called = direct("-f x.yaml --context c -D -p shop ps");
    assert_eq!((called.docker.context.as_deref(), called.docker.debug), (Some("c"), true));
    assert_eq!((called.global.file, called.global.project_name.as_deref()), (vec!["x.yaml".to_owned()], Some("shop")));
    let called = direct("--tlsverify -H tcp://a:1 rcompose -f x.yaml up");
    assert_eq!((called.docker.tlsverify, called.docker.host), (Some(true), vec!["tcp://a:1".to_owned()]));
    assert_eq!(called.global.file, ["x.yaml"]);
}

#[test]
fn a_direct_call_knows_version_as_a_flag() {
    for line in ["--version", "-v", "-D --version --short", "-f -v --version"] {
        assert!(matches!(direct(line).command, Command::Version(_)), "{line}");
    }
    assert!(matches!(request(&["rcompose", "--version"]), Ok(Request::Alone(_))));
    assert!(matches!(direct("-p -v ps").command, Command::Ps(_)));
}

#[test]
fn help_goes_before_the_number_of_arguments_but_not_before_wrong_flags() {
    let path = |line| match request(&words(line)) {
        Ok(Request::Help(help)) => Ok(help.path),
        Ok(other) => panic!("{line}: {other:?}"),
        Err(error) => Err(error.to_string()),
    };
    let cases = [
        ("rcompose exec --help", Ok("exec")),
        ("rcompose --help cp a", Ok("cp")),
        ("rcompose --help nosuch", Ok("")),
        ("rcompose bridge nosuch", Ok("bridge")),
        ("rcompose bridge transformations --help list", Ok("bridge transformations list")),
        ("rcompose --help up --nosuch", Err("unknown flag: --nosuch")),
        ("rcompose bridge nosuch --x", Err("unknown flag: --x")),
    ];
    for (line, expected) in cases {
        assert_eq!(path(line), expected.map(str::to_owned).map_err(str::to_owned), "{line}");
    }
}

#[test]
fn the_nearest_command_is_named() {
    let error = |word: &str| request(&["rcompose", word]).unwrap_err().report();
    assert_eq!(error("logz"), "unknown docker command: \"rcompose logz\"\nhint: did you mean `logs`?\n");
    assert_eq!(error("upp"), "unknown docker command: \"rcompose upp\"\nhint: did you mean `up`?\n");
    assert_eq!(error("frobnicate"), "unknown docker command: \"rcompose frobnicate\"\n");
}

/// Words that meet each other in every way: none of them may get past the walk and be refused by clap, which would panic.
#[test]
fn no_command_line_panics() {
    let commands =
        ["up", "exec", "run", "ps", "logs", "cp", "bridge", "transformations", "list", "down", "build", "alpha"];
    let flags = [
        "-d",
        "-t",
        "--timeout=3",
        "-f",
        "-vT",
        "--no-TTY=0",
        "--env",
        "-e=",
        "-m",
        "--dry-run",
        "--y",
        "-h",
        "--help",
    ];
    let others =
        ["", "-", "--", "web", "1", "-1", "a=b", "true", "é", "-é", "--é=", "rcompose", "--index", "--orphans=f"];
    let vocabulary = [&commands[..], &flags[..], &others[..]].concat();
    let mut state = 1_u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below
    };
    let mut carried_out = 0;
    for _ in 0..400 {
        let mut line = vec!["rcompose"; next(2)];
        line.push(commands[next(commands.len())]);
        line.extend((0..next(7)).map(|_| vocabulary[next(vocabulary.len())]).collect::<Vec<_>>());
        carried_out += usize::from(matches!(request(&line), Ok(Request::Run(_))));
    }
    assert!(carried_out > 50, "{carried_out}");
}
