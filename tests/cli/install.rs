//! `make install`: what it puts where, that shells, man and docker find it there, and that nothing is left of it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// A program in an environment with PATH and these variables; it must succeed and say nothing on standard error.
fn run(program: &str, words: &[&str], variables: &[(&str, &str)]) -> String {
    let mut command = Command::new(program);
    command.args(words).current_dir(ROOT).env_clear().env("PATH", path());
    let output = command.env("LC_ALL", "C.UTF-8").envs(variables.iter().copied()).output().expect(program);
    let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && stderr.is_empty(), "{program} {words:?}: {}\n{stdout}{stderr}", output.status);
    stdout.into_owned()
}

#[expect(clippy::disallowed_methods, reason = "the programs of the machine are looked for where the user has them")]
fn path() -> String {
    std::env::var("PATH").unwrap_or_default()
}

/// A script beside the tests, which may tell on standard error what it fetches.
#[expect(clippy::disallowed_methods, reason = "the scripts read their own settings from the environment")]
fn helper(script: &str, words: &[&str]) -> String {
    let mut command = Command::new(format!("{ROOT}/tests/{script}"));
    let kept = ["HOME", "TMPDIR", "XDG_STATE_HOME", "RCOMPOSE_ENGINE_DIR"];
    let variables = kept.into_iter().filter_map(|name| Some((name, std::env::var_os(name)?)));
    let output = command.args(words).env_clear().env("PATH", path()).envs(variables).output().unwrap();
    assert!(output.status.success(), "tests/{script} {words:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// All files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() && !path.is_symlink() { files(&path) } else { vec![path] }).collect()
}

fn make(target: &str, settings: &[String], home: &str) {
    let binary = format!("BINARY={}", env!("CARGO_BIN_EXE_docker-rcompose"));
    let words: Vec<&str> = ["-s", target, &binary].into_iter().chain(settings.iter().map(String::as_str)).collect();
    run("make", &words, &[("HOME", home)]);
}

#[test]
fn into_an_empty_prefix_and_out_again() {
    helper("need", &["man", "bash", "bash-completion", "zsh", "fish"]);
    let folder = tempfile::tempdir().unwrap();
    let prefix = folder.path().join("usr").to_str().unwrap().to_owned();
    let home = folder.path().join("home").to_str().unwrap().to_owned();
    fs::create_dir(&home).unwrap();
    let settings = [format!("PREFIX={prefix}")];
    make("install", &settings, &home);

    let config = folder.path().join("config");
    fs::create_dir(&config).unwrap();
    let extra = serde_json::json!({"cliPluginsExtraDirs": [format!("{prefix}/lib/docker/cli-plugins")]});
    fs::write(config.join("config.json"), extra.to_string()).unwrap();
    let docker = helper("engine", &["client"]);
    let variables = [("DOCKER_CONFIG", config.to_str().unwrap()), ("HOME", &home)];
    assert_eq!(run(&docker, &["rcompose", "version", "--short"], &variables).trim(), env!("CARGO_PKG_VERSION"));
    let version = run(&format!("{prefix}/bin/docker-rcompose"), &["version", "--short"], &variables);
    assert_eq!(version.trim(), env!("CARGO_PKG_VERSION"));
    man_finds_pages(&format!("{prefix}/share/man"));
    shells_find_completions(&format!("{prefix}/share"), &home);

    make("uninstall", &settings, &home);
    assert_eq!(files(Path::new(&prefix)), Vec::<PathBuf>::new());
    assert_eq!(files(Path::new(&home)), Vec::<PathBuf>::new());
}

fn man_finds_pages(folder: &str) {
    let page = run("man", &["-M", folder, "docker-rcompose-up"], &[("MANPAGER", "cat"), ("MANWIDTH", "80")]);
    for section in ["NAME", "DESCRIPTION", "OPTIONS", "ENVIRONMENT", "EXIT STATUS", "FILES", "EXAMPLES", "SEE ALSO"] {
        assert!(page.lines().any(|line| line == section), "{section}:\n{page}");
    }
}

fn shells_find_completions(share: &str, home: &str) {
    let bash = "source /usr/share/bash-completion/bash_completion\n\
        __load_completion docker-rcompose && COMP_WORDS=(docker-rcompose unp) COMP_CWORD=1\n\
        _docker__rcompose docker-rcompose unp docker-rcompose; echo \"${COMPREPLY[@]}\"";
    let variables = [("XDG_DATA_DIRS", share), ("HOME", home)];
    assert_eq!(run("bash", &["-c", bash], &variables).trim(), "unpause");
    let zsh = format!(
        "fpath=({share}/zsh/site-functions $fpath); autoload -Uz compinit; compinit -u -D; \
        print $_comps[docker-rcompose]"
    );
    assert_eq!(run("zsh", &["-f", "-c", &zsh], &variables).trim(), "_docker-rcompose");
    let fish =
        format!("source {share}/fish/vendor_completions.d/docker-rcompose.fish; complete -C 'docker-rcompose unp'");
    assert!(run("fish", &["--no-config", "-c", &fish], &variables).starts_with("unpause\t"));
}

#[test]
fn for_one_user_below_another_root() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("root");
    let settings = [format!("DESTDIR={}", root.display())];
    make("install", &settings, "/home/someone");
    let home = root.join("home/someone");
    assert!(home.join(".docker/cli-plugins/docker-rcompose").is_file());
    let link = fs::read_link(home.join(".local/bin/docker-rcompose")).unwrap();
    assert_eq!(link, Path::new("/home/someone/.docker/cli-plugins/docker-rcompose"));
    assert!(home.join(".local/share/man/man1/docker-rcompose-up.1").is_file());
    make("uninstall", &settings, "/home/someone");
    assert_eq!(files(&root), Vec::<PathBuf>::new());
}

#[test]
fn formatters_have_nothing_to_say_about_the_manual() {
    helper("need", &["man", "mandoc"]);
    let pages = files(&Path::new(ROOT).join("man"));
    let pages: Vec<&str> = pages.iter().map(|page| page.to_str().unwrap()).collect();
    assert!(pages.len() > 30, "{pages:?}");
    assert_eq!(run("mandoc", &[&["-Tlint"], pages.as_slice()].concat(), &[]), "");
    run("man", &[&["--warnings", "-E", "UTF-8", "-l"], pages.as_slice()].concat(), &[("MANPAGER", "cat")]);
}
