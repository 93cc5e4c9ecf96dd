//! Tables of unfinished command lines and their answers.

use super::*;

/// A project with two services; says which flags it was asked with.
struct Sample;

impl Names for Sample {
    async fn services(&self, global: &GlobalArgs, state: State) -> Vec<String> {
        let mut services = match state {
            State::Any | State::Created => vec!["web".to_owned(), "db".to_owned()],
            State::Running | State::Alive => vec!["web".to_owned()],
            State::Paused => vec!["paused".to_owned()],
            State::Stopped => vec!["stopped".to_owned()],
        };
        services.extend(global.file.iter().cloned());
        services
    }

    async fn profiles(&self, _: &GlobalArgs) -> Vec<String> {
        vec!["debug".to_owned()]
    }

    async fn ports(&self, _: &GlobalArgs, service: &str) -> Vec<String> {
        if service == "web" { vec!["80".to_owned(), "443".to_owned()] } else { Vec::new() }
    }

    async fn files(&self, _: &GlobalArgs, folder: Folder<'_>) -> Vec<String> {
        let number = folder.number.map(|number| number.to_string()).unwrap_or_default();
        match folder.path {
            "/" => vec![format!("etc{number}/"), format!("{}.txt", folder.service)],
            "/etc/" => vec!["hosts".to_owned(), "passwd".to_owned()],
            _ => Vec::new(),
        }
    }

    fn local_files(&self) -> Vec<String> {
        ["webpage", "work/", ".hidden"].map(str::to_owned).into()
    }

    async fn projects(&self) -> Vec<String> {
        vec!["shop".to_owned()]
    }

    fn variables(&self) -> Vec<String> {
        vec!["HOME".to_owned(), "PATH".to_owned()]
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
        ("up -d web _", "db :4"),
        ("-f x up _", "web db x :4"),
        ("exec _", "web :4"),
        ("down _", "web db :4"),
        ("scale _", "web= db= :6"),
        ("scale web=2 _", "db= :6"),
        ("scale web=", ":4"),
        ("up --scale w", "web= :6"),
        ("up --scale=w", "web= :4"),
        ("explain u", "unknown-key :4"),
        ("explain unknown-key _", "wrong-type :4"),
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
        ("exec web _", ":0"),
        ("exec web -", ":0"),
        ("up -- -", ":4"),
        ("-f=co", "yaml yml :8"),
        ("-p=s", "shop :4"),
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
fn states_of_services() {
    let cases = [
        ("attach _", "web :4"),
        ("attach web _", ":4"),
        ("stop _", "web :4"),
        ("kill web _", ":4"),
        ("unpause _", "paused :4"),
        ("start s", "stopped :4"),
        ("restart _", "web db :4"),
        ("rm web _", "db :4"),
        ("run _", "web db :4"),
        ("port _", "web :4"),
        ("port web _", "80 443 :4"),
        ("port web 4", "443 :4"),
        ("port web 80 _", ":4"),
        ("commit _", "web db :4"),
        ("commit web _", ":4"),
        ("wait web _", ":4"),
        ("config --hash w", "web :4"),
    ];
    for (line, expected) in cases {
        assert_eq!(complete(line), expected, "{line}");
    }
}

#[test]
fn places_of_cp() {
    let cases = [
        ("cp _", "web: db: webpage work/ :6"),
        ("cp we", "web: webpage :6"),
        ("cp web:", "web:/etc/ web:/web.txt :6"),
        ("cp web:/e", "web:/etc/ :6"),
        ("cp web:e", "web:etc/ :6"),
        ("cp web:/etc/p", "web:/etc/passwd :4"),
        ("cp --index 2 web:/e", "web:/etc2/ :6"),
        ("cp web:/nowhere/", ":4"),
        ("cp web:/etc/passwd _", ":0"),
        ("cp web:/etc/passwd web", ":0"),
        ("cp x", ":0"),
        ("cp ./we", ":0"),
        ("cp work/ _", "web: db: :6"),
        ("cp work/ db:/d", "db:/db.txt :4"),
        ("cp work/ web:/ _", ":4"),
        ("cp --archive=t", "true :4"),
    ];
    for (line, expected) in cases {
        assert_eq!(complete(line), expected, "{line}");
    }
}

#[test]
fn words_of_flags() {
    let cases = [
        ("kill -s SIGK", "SIGKILL :4"),
        ("kill -s KI", "KILL :4"),
        ("kill --signal=US", "USR1 USR2 :4"),
        ("run -e P", "PATH :4"),
        ("build --ssh _", "default :4"),
        ("ps --filter status=r", "status=restarting status=removing status=running :4"),
        ("ps --format _", "table json raw :4"),
        ("pull --policy _", "missing always :4"),
        ("run --pull _", "always missing never :4"),
        ("graph --format s", "svg :4"),
        ("logs -n _", "all :4"),
    ];
    for (line, expected) in cases {
        assert_eq!(complete(line), expected, "{line}");
    }
    assert!(complete("kill -s _").starts_with("SIGHUP SIGINT "));
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

#[test]
fn names_that_would_break_lines_are_left_out() {
    let answer = Answer::new(vec!["a\nb".to_owned(), "a\u{1b}[2Jb".to_owned(), "ab".to_owned()], Directive::NoFiles);
    assert_eq!(answer.render(true), "ab\n:4\n");
}
