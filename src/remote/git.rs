//! A file of a git repository, by the user's own git, kept on this machine by its commit.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use tokio::process::Command;

use super::error::RemoteError;
use super::store;

/// `https://host/team/repo.git#ref:folder`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Repository {
    address: String,
    /// A branch, a tag, a commit.
    name: String,
    /// A folder or a file in it; empty for the whole.
    place: String,
}

impl Repository {
    /// Nothing: it is none.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (address, fragment) = text.split_once('#').unwrap_or((text, ""));
        let (name, place) = fragment.split_once(':').unwrap_or((fragment, ""));
        let is_web = ["https://", "http://"].iter().any(|scheme| address.starts_with(scheme));
        let is_git = ["git://", "ssh://", "git@"].iter().any(|scheme| address.starts_with(scheme));
        let address = match address.strip_prefix("github.com/") {
            Some(rest) => format!("https://github.com/{}.git", rest.trim_end_matches(".git")),
            None if is_git || (is_web && address.strip_suffix(".git").is_some()) => address.to_owned(),
            None => return None,
        };
        let name = if name.is_empty() { "HEAD" } else { name };
        // Nothing that git could take for a flag.
        let is_safe = !name.starts_with('-') && !name.contains(char::is_whitespace);
        is_safe.then(|| Self { address, name: name.to_owned(), place: place.trim_start_matches('/').to_owned() })
    }

    /// For messages.
    fn shown(&self) -> String {
        format!("{}#{}", without_password(&self.address), self.name)
    }
}

/// Names of Compose files, the best first.
const NAMES: [&str; 4] = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];

pub(super) async fn fetch(
    repository: &Repository,
    (environment, cache): (&BTreeMap<String, String>, &Path),
) -> Result<PathBuf, RemoteError> {
    let git = Git { repository, environment };
    let commit = git.commit().await?;
    let folder = store::place(cache, &commit);
    if !folder.is_dir() {
        git.check_out(&commit, &folder).await?;
    }
    find(repository, &folder)
}

/// The file in a copy of the repository; never one outside, whatever links there are.
fn find(repository: &Repository, folder: &Path) -> Result<PathBuf, RemoteError> {
    let outside = || RemoteError::Outside { reference: repository.shown(), place: repository.place.clone() };
    let missing = || RemoteError::NoFile { reference: format!("{}:{}", repository.shown(), repository.place) };
    let root = folder.canonicalize().map_err(|_| missing())?;
    let inside = |path: PathBuf| match path.canonicalize() {
        Ok(real) if real.starts_with(&root) => Ok(path),
        Ok(_) => Err(outside()),
        Err(_) => Err(missing()),
    };
    let target = inside(folder.join(&repository.place))?;
    if !target.is_dir() {
        return Ok(target);
    }
    let file = NAMES.iter().map(|name| target.join(name)).find(|path| path.is_file()).ok_or_else(missing)?;
    inside(file)
}

struct Git<'a> {
    repository: &'a Repository,
    environment: &'a BTreeMap<String, String>,
}

impl Git<'_> {
    /// What the name stands for now.
    async fn commit(&self) -> Result<String, RemoteError> {
        let Repository { address, name, .. } = self.repository;
        if is_commit(name) {
            return Ok(name.clone());
        }
        let output = self.run(Path::new("/"), &["ls-remote", "--exit-code", "--", address, name]).await?;
        let no_ref = || RemoteError::NoRef { reference: self.repository.shown() };
        match output.status.code() {
            Some(0) => {}
            Some(2) => return Err(no_ref()),
            _ => return Err(self.failed("ls-remote", &output)),
        }
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let lines = || text.lines().filter_map(|line| line.split_once('\t'));
        // A tag that is an object of its own has the commit behind it in a second line.
        let peeled = lines().find(|(_, found)| found.ends_with("^{}"));
        let exact = lines().find(|(_, found)| *found == name || *found == format!("refs/heads/{name}"));
        let (commit, _) = peeled.or(exact).or_else(|| lines().next()).ok_or_else(no_ref)?;
        if is_commit(commit) { Ok(commit.to_owned()) } else { Err(no_ref()) }
    }

    /// Only this one commit, without its history.
    async fn check_out(&self, commit: &str, place: &Path) -> Result<(), RemoteError> {
        let cache = |source| RemoteError::Cache { place: place.display().to_string(), source };
        let parent = place.parent().unwrap_or(Path::new("/"));
        std::fs::create_dir_all(parent).map_err(cache)?;
        let work = place.with_extension(format!("{}.git", std::process::id()));
        drop(std::fs::remove_dir_all(&work));
        std::fs::create_dir(&work).map_err(cache)?;
        let result = self.fill(commit, &work).await;
        let result = result.and_then(|()| {
            store::keep(place, |new| {
                std::fs::remove_dir(new)?;
                std::fs::rename(&work, new)
            })
            .map_err(cache)
        });
        drop(std::fs::remove_dir_all(&work));
        result
    }

    async fn fill(&self, commit: &str, work: &Path) -> Result<(), RemoteError> {
        let address = self.repository.address.as_str();
        self.must("init", work, &["init", "--quiet"]).await?;
        let fetch = ["fetch", "--quiet", "--depth=1", "--", address, commit];
        let output = self.run(work, &fetch).await?;
        if !output.status.success() {
            // Some servers hand out nothing but what has a name.
            let name = self.repository.name.as_str();
            self.must("fetch", work, &["fetch", "--quiet", "--", address, name]).await?;
        }
        self.must("checkout", work, &["-c", "advice.detachedHead=false", "checkout", "--quiet", commit]).await
    }

    async fn must(&self, action: &'static str, folder: &Path, arguments: &[&str]) -> Result<(), RemoteError> {
        let output = self.run(folder, arguments).await?;
        if output.status.success() { Ok(()) } else { Err(self.failed(action, &output)) }
    }

    async fn run(&self, folder: &Path, arguments: &[&str]) -> Result<Output, RemoteError> {
        let mut command = Command::new("git");
        command.args(arguments).current_dir(folder).env_clear().envs(self.environment);
        // Of a repository that the user stands in.
        for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"] {
            command.env_remove(name);
        }
        // Nobody is asked for a password in the middle of a load.
        command.env("GIT_TERMINAL_PROMPT", "0");
        if !self.environment.contains_key("GIT_SSH_COMMAND") && !self.environment.contains_key("GIT_SSH") {
            command.env("GIT_SSH_COMMAND", "ssh -o BatchMode=yes");
        }
        let run = command.stdin(Stdio::null()).kill_on_drop(true).output().await;
        run.map_err(|source| RemoteError::NoGit { reference: self.repository.shown(), source })
    }

    fn failed(&self, action: &'static str, output: &Output) -> RemoteError {
        let text = String::from_utf8_lossy(&output.stderr);
        let output = without_password(text.trim());
        RemoteError::Git { action, reference: self.repository.shown(), output }
    }
}

fn is_commit(text: &str) -> bool {
    text.len() == 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// `https://user:password@host` without who one is.
fn without_password(text: &str) -> String {
    let mut shown = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("://") {
        let end = after.find(['/', ' ', '\'', '"', '\n']).unwrap_or(after.len());
        let (authority, others) = after.split_at(end);
        let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
        shown.extend([before, "://", host]);
        rest = others;
    }
    shown + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_names_and_places_are_told_apart() {
        let parsed = |text: &str| {
            Repository::parse(text).map(|Repository { address, name, place }| format!("{address} {name} {place}"))
        };
        let cases = [
            ("https://h/r.git", "https://h/r.git HEAD "),
            ("https://h/r.git#v1:a/b", "https://h/r.git v1 a/b"),
            ("https://h/r.git#:a", "https://h/r.git HEAD a"),
            ("git@h:t/r.git#main", "git@h:t/r.git main "),
            ("ssh://git@h/r#x", "ssh://git@h/r x "),
            ("github.com/t/r", "https://github.com/t/r.git HEAD "),
            ("https://h/r.git#v1:/etc/passwd", "https://h/r.git v1 etc/passwd"),
        ];
        for (text, expected) in cases {
            assert_eq!(parsed(text).as_deref(), Some(expected), "{text}");
        }
        for text in ["https://h/compose.yaml", "compose.yaml", "https://h/r.git#--upload-pack=x", "ext::sh -c x"] {
            assert_eq!(parsed(text), None, "{text}");
        }
    }

    #[test]
    fn a_file_outside_is_never_found() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("repo");
        std::fs::create_dir_all(root.join("sub")).unwrap();
        std::fs::write(root.join("sub/compose.yml"), "").unwrap();
        std::fs::write(folder.path().join("secret"), "").unwrap();
        std::os::unix::fs::symlink("../secret", root.join("compose.yaml")).unwrap();
        let found = |place: &str| {
            let repository = Repository::parse(&format!("https://h/r.git#main:{place}")).unwrap();
            find(&repository, &root).map_err(|error| error.to_string())
        };
        assert_eq!(found("sub"), Ok(root.join("sub/compose.yml")));
        assert_eq!(found("sub/compose.yml"), Ok(root.join("sub/compose.yml")));
        for place in ["", "compose.yaml", "../secret", "sub/../../secret"] {
            assert!(found(place).unwrap_err().contains("leads out of"), "{place}");
        }
        assert!(found("nothing").unwrap_err().contains("has no Compose file"));
    }

    #[test]
    fn passwords_in_addresses_are_not_shown() {
        let shown = without_password("fatal: unable to access 'https://me:s3cret@h/r.git/': no such host");
        assert_eq!(shown, "fatal: unable to access 'https://h/r.git/': no such host");
        assert_eq!(without_password("no address"), "no address");
    }
}
