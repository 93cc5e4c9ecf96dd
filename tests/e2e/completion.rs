//! TAB in bash, zsh and fish, by docker's own completion scripts.

use std::path::PathBuf;

use crate::SOON;
use crate::checks::{all_in_state, running};
use crate::process::helper;
use crate::scenario::Scenario;
use crate::shell::{Kind, Shell};

/// What TAB makes of a line; all begin with `docker rcompose `.
enum Case {
    /// There is one way to go on (or none).
    Becomes(&'static str, &'static str),
    /// There are several: these are among those that are shown, and those of the last list are not.
    Offers(&'static str, &'static [&'static str], &'static [&'static str]),
}

use Case::{Becomes, Offers};

/// Answers for which no engine is asked.
const WITHOUT_ENGINE: &[Case] = &[
    Offers("", &["attach", "bridge", "build", "cp", "logs", "up", "watch"], &["alpha", "rcompose-up"]),
    Becomes("unp", "unpause"),
    Offers("u", &["unpause", "up"], &["wait"]),
    Becomes("bridge tr", "bridge transformations"),
    Becomes("--prof", "--profile"),
    Becomes("up --pu", "up --pull"),
    Offers("up --w", &["--wait", "--wait-timeout", "--watch"], &["--yes"]),
    Offers("--progress ", &["auto", "tty", "plain", "json", "quiet"], &["web", "up"]),
    Becomes("--progress=t", "--progress=tty"),
    Becomes("--ansi=n", "--ansi=never"),
    Offers("up --pull ", &["always", "missing", "never", "build"], &["web"]),
    Becomes("pull --policy m", "pull --policy missing"),
    Offers("ps --format ", &["table", "json", "raw"], &["web"]),
    Becomes("ps --status pau", "ps --status paused"),
    Becomes("ps --filter status=ru", "ps --filter status=running"),
    Becomes("config --format y", "config --format yaml"),
    Offers("graph --format ", &["tree", "mermaid", "dot", "svg"], &["web"]),
    Becomes("version -f j", "version -f json"),
    Offers("down --rmi ", &["local", "all"], &["web"]),
    Becomes("logs --tail a", "logs --tail all"),
    Becomes("kill -s SIGK", "kill -s SIGKILL"),
    Becomes("kill --signal=KI", "kill --signal=KILL"),
    Offers("up ", &["web", "db", "halted", "frozen", "debugger"], &["lone"]),
    Offers("up db web ", &["halted", "frozen", "debugger"], &["lone"]),
    Becomes("-f other.yaml up ", "-f other.yaml up lone"),
    Becomes("-f broken.yaml up ", "-f broken.yaml up cracked"),
    Becomes("-f nowhere.yaml run d", "-f nowhere.yaml run d"),
    Becomes("--project-directory sub logs ", "--project-directory sub logs deep"),
    Becomes("--env-file settings.env config ", "--env-file settings.env config lone"),
    Becomes("--profile debug run de", "--profile debug run debugger"),
    Offers("--profile ", &["debug", "tools"], &["web"]),
    Becomes("scale w", "scale web="),
    Becomes("up --scale=w", "up --scale=web="),
    Becomes("up --exit-code-from w", "up --exit-code-from web"),
    Becomes("--project-directory su", "--project-directory sub/"),
    Becomes("-f bro", "-f broken.yaml"),
    Becomes("config -o no", "config -o notes.txt"),
    Becomes("explain unknown-k", "explain unknown-key"),
    Becomes("up --nosuch qq", "up --nosuch qq"),
];

/// Answers that depend on what runs.
const WITH_ENGINE: &[Case] = &[
    Offers("exec ", &["web", "db"], &["halted", "frozen", "debugger"]),
    Becomes("exec w", "exec web"),
    Offers("stop ", &["web", "db", "frozen"], &["halted", "debugger"]),
    Becomes("start ", "start halted"),
    Becomes("unpause ", "unpause frozen"),
    Offers("rm ", &["web", "db", "halted", "frozen"], &["debugger"]),
    Becomes("port web ", "port web 80"),
    Becomes("cp we", "cp web:"),
    Becomes("cp web:/et", "cp web:/etc/"),
    Becomes("cp web:/etc/hostn", "cp web:/etc/hostname"),
    Becomes("cp --index 1 halted:/et", "cp --index 1 halted:/etc/"),
    Becomes("cp db:/bin/l", "cp db:/bin/ls"),
    Becomes("cp no", "cp notes.txt"),
    Becomes("cp notes.txt d", "cp notes.txt db:"),
];

#[test]
fn words_in_three_shells() {
    let scenario = Scenario::start(
        "words_in_three_shells",
        "TAB in bash, zsh and fish, with docker's own completion script and nothing else, completes commands, flags, their \
         values, services by what they do, projects, and files in containers.",
    );
    if scenario.peer_differs("its words are others") {
        return;
    }
    let docker = docker_that_completes(&scenario);
    scenario.step(&["up", "-d"]).succeeds();
    scenario.check(running("web", 1));
    scenario.eventually(all_in_state("halted", "exited", 1), SOON);
    scenario.step(&["pause", "frozen"]).succeeds();
    // The images have no `ls`; a container that has one is asked in another way.
    helper("need", &["busybox"]);
    scenario.step(&["cp", "-L", "/bin/busybox", "db:/bin/ls"]).succeeds();
    let project = scenario.project();
    let (first, _) = project.split_at(project.len() - 2);
    for kind in [Kind::Bash, Kind::Zsh, Kind::Fish] {
        let mut shell = Shell::start(&scenario, kind, &docker);
        for case in WITHOUT_ENGINE.iter().chain(WITH_ENGINE) {
            check(&mut shell, case);
        }
        becomes(&mut shell, &format!("-p {first}"), &format!("-p {project}"));
        becomes(
            &mut shell,
            &format!("-p {project} -f other.yaml exec w"),
            &format!("-p {project} -f other.yaml exec web"),
        );
        let plugin = shell.complete("docker rco");
        assert_eq!(plugin.line, "docker rcompose", "{kind}");
    }
}

fn check(shell: &mut Shell, case: &Case) {
    let (line, words, others) = match case {
        Becomes(line, expected) => return becomes(shell, line, expected),
        Offers(line, words, others) => (line, words, others),
    };
    let completed = shell.complete(&format!("docker rcompose {line}"));
    // fish cuts long lists short, and says so.
    let shown = |word: &&&str| completed.shown.iter().any(|shown| shown == *word);
    let missing: Vec<_> = words.iter().filter(|word| !shown(word)).collect();
    let surplus: Vec<_> = others.iter().filter(shown).collect();
    let kind = shell.kind();
    assert!(
        missing.is_empty() && surplus.is_empty(),
        "{kind}: {line}: lacks {missing:?}, has {surplus:?}: {completed:?}"
    );
}

fn becomes(shell: &mut Shell, line: &str, expected: &str) {
    let completed = shell.complete(&format!("docker rcompose {line}"));
    assert_eq!(completed.line, format!("docker rcompose {expected}"), "{}: {line}: {completed:?}", shell.kind());
}

/// A folder with nothing but a `docker` of which plugins are asked; that and the shells are fetched if they are missing.
fn docker_that_completes(scenario: &Scenario) -> PathBuf {
    helper("need", &["bash", "bash-completion", "zsh", "fish"]);
    drop(scenario.through_docker(&[]));
    let folder = scenario.outside().join("bin");
    std::fs::create_dir_all(&folder).expect("a folder");
    std::os::unix::fs::symlink(helper("engine", &["client"]), folder.join("docker")).expect("a link");
    folder
}
