//! Programs that docker or the user has installed: plugins of the docker client, and what is in PATH.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use tokio::process::Command;

/// Where programs are looked for, and what they get to see.
#[derive(Clone, Debug, Default)]
pub(crate) struct Programs {
    /// Folders of plugins of the docker client, the first wins.
    pub(crate) plugin_folders: Vec<PathBuf>,
    pub(crate) variables: BTreeMap<String, String>,
    pub(crate) working_dir: PathBuf,
}

/// How docker tells a plugin that it is one; what we start is none of ours.
const OF_PLUGINS: &str = "DOCKER_CLI_PLUGIN_";

impl Programs {
    /// The plugin `docker-NAME`.
    pub(crate) fn plugin(&self, name: &str) -> Option<PathBuf> {
        let file = format!("docker-{name}");
        self.plugin_folders.iter().map(|folder| folder.join(&file)).find(|path| is_program(path))
    }

    pub(crate) fn in_path(&self, name: &str) -> Option<PathBuf> {
        let path = self.variables.get("PATH")?;
        std::env::split_paths(path).map(|folder| self.working_dir.join(folder).join(name)).find(|path| is_program(path))
    }

    /// Ends with whoever runs it. Its output is read by us, and it has no input.
    pub(crate) fn command(&self, program: &Path, arguments: &[String]) -> Command {
        let mut command = Command::new(program);
        let visible = self.variables.iter().filter(|(name, _)| !name.starts_with(OF_PLUGINS));
        command.args(arguments).env_clear().envs(visible).current_dir(&self.working_dir).kill_on_drop(true);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }
}

fn is_program(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn program(path: &Path, mode: u32) {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, "").unwrap();
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn only_what_can_run_is_found_and_the_first_folder_wins() {
        let root = tempfile::tempdir().unwrap();
        let folder = |name: &str| root.path().join(name);
        program(&folder("one/docker-data"), 0o644);
        program(&folder("two/docker-data"), 0o755);
        program(&folder("three/docker-data"), 0o755);
        program(&folder("bin/tool"), 0o755);
        let programs = Programs {
            plugin_folders: vec![folder("one"), folder("two"), folder("three")],
            variables: BTreeMap::from([("PATH".to_owned(), "nosuch:bin".to_owned())]),
            working_dir: root.path().to_owned(),
        };
        assert_eq!(programs.plugin("data"), Some(folder("two/docker-data")));
        assert_eq!(programs.plugin("tool"), None);
        assert_eq!(programs.in_path("tool"), Some(folder("bin/tool")));
        assert_eq!(programs.in_path("data"), None);
    }
}
