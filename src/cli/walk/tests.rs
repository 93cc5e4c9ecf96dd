//! Tables of words against the rules of docker's flag library.

use clap::Args;

use super::*;

#[derive(Args, Debug)]
struct Sample {
    #[arg(short, long)]
    detach: bool,
    #[arg(short, long)]
    quiet: bool,
    #[arg(short, long)]
    timeout: Option<i64>,
    #[arg(short, long)]
    env: Vec<String>,
    #[arg(long, action = ArgAction::Set, default_value_t = true)]
    prune: bool,
    #[arg(short, long)]
    memory: Option<Bytes>,
    #[arg(short = 'T', long = "no-tty", alias = "no-TTY")]
    no_tty: Option<bool>,
    #[arg(short, long, alias = "y")]
    yes: bool,
    #[arg(long)]
    filter: Vec<Filter>,
}

fn walk(words: &str, order: Order) -> Result<Level, UsageError> {
    let command = Sample::augment_args(Command::new("sample"));
    let words: Vec<String> = words.split_whitespace().map(str::to_owned).collect();
    level(&command, None, &words, order)
}

/// The flags and the arguments that come out, as one text.
fn read(words: &str, order: Order) -> Result<String, String> {
    let level = walk(words, order).map_err(|error| error.to_string())?;
    let flags: Vec<_> = level.flags.into_iter().map(|given| given.word).collect();
    Ok(format!("{} | {}", flags.join(" "), level.arguments.join(" ")))
}

#[test]
fn accepted() {
    let cases = [
        ("", " | "),
        ("-d web", "--detach | web"),
        ("web -d db", "--detach | web db"),
        ("--detach=false web", " | web"),
        ("-d=0", " | "),
        ("-d --detach=f", " | "),
        ("--detach=f -d", "--detach | "),
        ("--detach false", "--detach | false"),
        ("-dq", "--detach --quiet | "),
        ("-dt 5", "--detach --timeout=5 | "),
        ("-dt5 web", "--detach --timeout=5 | web"),
        ("-t=5", "--timeout=5 | "),
        ("-t -1", "--timeout=-1 | "),
        ("--timeout -1 web", "--timeout=-1 | web"),
        ("-t 0x10", "--timeout=16 | "),
        ("-t 1 -t 2", "--timeout=1 --timeout=2 | "),
        ("-e A=1 --env=B=2,C=3", "--env=A=1 --env=B=2,C=3 | "),
        ("-e -d", "--env=-d | "),
        ("--env=", "--env= | "),
        ("--prune=0", "--prune=false | "),
        ("--prune", "--prune=true | "),
        ("-m 10k", "--memory=10k | "),
        ("--no-TTY -T=false", "--no-tty=true --no-tty=false | "),
        ("-d -- -q --x", "--detach | -q --x"),
        ("web -- -q", " | web -q"),
        ("-", " | -"),
        ("--filter name=a", "--filter=name=a | "),
    ];
    for (words, expected) in cases {
        assert_eq!(read(words, Order::Mixed), Ok(expected.to_owned()), "{words}");
    }
}

#[test]
fn flags_first() {
    let cases = [
        ("-d web ls -q", "--detach | web ls -q"),
        ("web -- ls", " | web -- ls"),
        ("-- web -- ls", " | web -- ls"),
        ("web --help", " | web --help"),
    ];
    for (words, expected) in cases {
        assert_eq!(read(words, Order::FlagsFirst), Ok(expected.to_owned()), "{words}");
    }
}

#[test]
fn refused() {
    let cases = [
        ("--nosuch", "unknown flag: --nosuch"),
        ("--nosuch=3", "unknown flag: --nosuch"),
        ("--det", "unknown flag: --det"),
        ("-z", "unknown shorthand flag: 'z' in -z"),
        ("-dzq", "unknown shorthand flag: 'z' in -zq"),
        ("---x", "bad flag syntax: ---x"),
        ("--=x", "bad flag syntax: --=x"),
        ("--env", "flag needs an argument: --env"),
        ("-e", "flag needs an argument: 'e' in -e"),
        ("-de", "flag needs an argument: 'e' in -e"),
        (
            "-t abc --nosuch",
            "invalid argument \"abc\" for \"-t, --timeout\" flag: strconv.ParseInt: parsing \"abc\": invalid syntax",
        ),
        (
            "--detach=maybe",
            "invalid argument \"maybe\" for \"-d, --detach\" flag: strconv.ParseBool: parsing \"maybe\": invalid syntax",
        ),
        (
            "--prune=maybe",
            "invalid argument \"maybe\" for \"--prune\" flag: strconv.ParseBool: parsing \"maybe\": invalid syntax",
        ),
        ("-m xx", "invalid argument \"xx\" for \"-m, --memory\" flag: invalid size: 'xx'"),
        ("--filter x", "invalid argument \"x\" for \"--filter\" flag: bad format of filter (expected name=value)"),
    ];
    for (words, expected) in cases {
        assert_eq!(read(words, Order::Mixed), Err(expected.to_owned()), "{words}");
    }
}

#[test]
fn help_in_all_its_forms() {
    for (words, help, short) in [
        ("--help", true, false),
        ("web --help", true, false),
        ("-h", true, true),
        ("-dh", true, true),
        ("--help=false", false, false),
        ("-- --help", false, false),
    ] {
        let level = walk(words, Order::Mixed).unwrap();
        assert_eq!((level.help, level.short_help), (help, short), "{words}");
    }
    assert_eq!(walk("--help --nosuch", Order::Mixed), Err(UsageError::UnknownFlag("nosuch".to_owned())));
}

#[test]
fn the_nearest_flag_is_named() {
    let report = |words: &str| walk(words, Order::Mixed).unwrap_err().report();
    assert_eq!(report("--detahc"), "unknown flag: --detahc\nhint: did you mean `--detach`?\n");
    assert_eq!(report("--timout=3"), "unknown flag: --timout\nhint: did you mean `--timeout`?\n");
    assert_eq!(report("--nosuch"), "unknown flag: --nosuch\n");
}

#[test]
fn a_deprecated_spelling_is_remarked_on_once() {
    let level = walk("--y --y", Order::Mixed).unwrap();
    assert_eq!(level.deprecated, ["--y is deprecated, please use --yes instead"]);
    assert_eq!(walk("--yes -y", Order::Mixed).unwrap().deprecated, Vec::<String>::new());
}

#[test]
fn a_flag_of_the_level_above_is_found_if_it_is_meant_for_all() {
    let above = Command::new("above")
        .arg(Arg::new("dry_run").long("dry-run").global(true).action(ArgAction::SetTrue))
        .arg(Arg::new("file").long("file"));
    let command = Command::new("below");
    let read = |word: &str| level(&command, Some(&above), &[word.to_owned()], Order::Mixed);
    assert_eq!(read("--dry-run").unwrap().flags[0].word, "--dry-run");
    assert_eq!(read("--file=x"), Err(UsageError::UnknownFlag("file".to_owned())));
}
