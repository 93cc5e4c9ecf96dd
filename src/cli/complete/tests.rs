//! Tables of unfinished command lines and their answers.

use super::*;

/// A project with two services; says which flags it was asked with.
struct Sample;

impl Names for Sample {
    async fn services(&self, global: &GlobalArgs) -> Vec<String> {
        let mut services = vec!["web".to_owned(), "db".to_owned()];
        services.extend(global.file.iter().cloned());
        services
    }

    async fn profiles(&self, _: &GlobalArgs) -> Vec<String> {
        vec!["debug".to_owned()]
    }

    async fn projects(&self) -> Vec<String> {
        vec!["shop".to_owned()]
    }

    fn codes(&self) -> Vec<(String, String)> {
        ["unknown-key", "wrong-type"].map(|code| (code.to_owned(), "A meaning.".to_owned())).into()
    }
}

/// The values offered for the last word, and the directive. `_` stands for an empty last word.
fn complete(line: &str) -> String {
    let words: Vec<String> = line.split_whitespace().map(|word| word.replace('_', "")).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let answer = runtime.block_on(answer("rcompose", &words, &Sample));
    answer.render(false).trim_end().replace('\n', " ")
}

#[test]
fn answers() {
    let cases = [
        ("u", "unpause up :4"),
        ("bridge _", "convert transformations :4"),
        ("bridge transformations l", "list :4"),
        ("up _", "web db :4"),
        ("up w", "web :4"),
        ("up -d web _", "web db :4"),
        ("-f x up _", "web db x :4"),
        ("exec web _", "web db :4"),
        ("down _", "web db :4"),
        ("scale _", "web= db= :4"),
        ("up --scale w", "web= :4"),
        ("explain u", "unknown-key :4"),
        ("explain unknown-key _", "unknown-key wrong-type :4"),
        ("config --diagnostics _", "text json sarif :4"),
        ("--diagnostics=s", "sarif :4"),
        ("ls _", ":4"),
        ("version _", ":4"),
        ("up --att", "--attach --attach-dependencies :4"),
        ("up --attach a --att", "--attach --attach-dependencies :4"),
        ("up --wait --wai", "--wait-timeout :4"),
        ("up --dry", "--dry-run :4"),
        ("stop -", "--diagnostics --dry-run --timeout -t :4"),
        ("stop -t _", ":4"),
        ("exec web -", ":4"),
        ("up -- -", ":4"),
        ("--progress _", "auto tty plain json quiet :4"),
        ("--progress=t", "tty :4"),
        ("--ansi a", "always auto :4"),
        ("-f _", "yaml yml :8"),
        ("--file=co", "yaml yml :8"),
        ("--project-directory _", ":16"),
        ("--env-file _", ":0"),
        ("config -o _", ":0"),
        ("--profile _", "debug :4"),
        ("-p s", "shop :4"),
        ("down --rmi _", "local all :4"),
        ("ps --orphans=f", "false :4"),
        ("nosuch _", ":0"),
        ("--nosuch _", ":0"),
    ];
    for (line, expected) in cases {
        assert_eq!(complete(line), expected, "{line}");
    }
}

#[test]
fn hidden_commands_and_flags_are_not_offered() {
    let commands = complete("_");
    assert!(commands.contains(" up ") && !commands.contains("alpha"), "{commands}");
    let flags = complete("--");
    assert!(flags.contains("--file") && !flags.contains("--workdir"), "{flags}");
}

#[test]
fn descriptions_follow_a_tab() {
    let candidates =
        vec![Candidate { value: "up".to_owned(), description: Some("Create and start containers".to_owned()) }];
    let answer = Answer { candidates, directive: Directive::NoFiles };
    assert_eq!(answer.render(true), "up\tCreate and start containers\n:4\n");
    assert_eq!(answer.render(false), "up\n:4\n");
}
