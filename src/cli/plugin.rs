//! How docker calls a plugin: under which name, with which words, and what it wants to know first.

use std::ffi::OsStr;
use std::path::Path;

use super::tree;
use super::walk::{self, Level, Order};

/// The word by which docker asks what a plugin is, before every use.
pub(crate) const METADATA: &str = "docker-cli-plugin-metadata";
/// The word by which docker asks for remarks after a command; answered by silence.
const HOOKS: &str = "docker-cli-plugin-hooks";
/// The name when the file's does not tell.
const DEFAULT_NAME: &str = "rcompose";

/// The name that docker knows the plugin by: the file's name after `docker-`.
pub(crate) fn name(program: Option<&OsStr>) -> String {
    let is_name = |name: &&str| {
        name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
    };
    program
        .and_then(|program| Path::new(program).file_name()?.to_str())
        .and_then(|file| file.strip_suffix(".exe").unwrap_or(file).strip_prefix("docker-"))
        .filter(is_name)
        .unwrap_or(DEFAULT_NAME)
        .to_owned()
}

/// What docker wants to know about a plugin, as JSON.
pub(crate) fn metadata() -> String {
    let metadata = serde_json::json!({
        "SchemaVersion": "0.1.0",
        "Vendor": "docker-rcompose contributors",
        "Version": env!("CARGO_PKG_VERSION"),
        "ShortDescription": tree::ABOUT,
    });
    format!("{metadata:#}\n")
}

/// Who calls, and what for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Call {
    Metadata,
    Hooks,
    /// Words of a command line, the last of them not finished.
    Completion {
        words: Vec<String>,
        descriptions: bool,
    },
    /// By docker (or in its way): docker's flags, then the words after the plugin's name.
    Plugin {
        docker: Level,
        words: Vec<String>,
    },
    /// Directly: docker's flags and the tool's may be mixed.
    Standalone {
        words: Vec<String>,
    },
}

/// Sorts a call by the words after the program's name. The plugin's name may also be the value of a flag, so docker's
/// flags are parsed, not searched.
pub(crate) fn call(name: &str, words: &[String]) -> Call {
    let is_ours = |word: &String| word == name || word == DEFAULT_NAME;
    let Some((first, rest)) = words.split_first() else {
        return Call::Standalone { words: Vec::new() };
    };
    match first.as_str() {
        METADATA => return Call::Metadata,
        "__complete" | "__completeNoDesc" => {
            let words = if rest.first().is_some_and(is_ours) { &rest[1..] } else { rest };
            return Call::Completion { words: words.to_vec(), descriptions: first == "__complete" };
        }
        "help" if rest.first().is_some_and(is_ours) => {
            let docker = Level { help: true, ..Level::default() };
            return Call::Plugin { docker, words: rest[1..].to_vec() };
        }
        _ => {}
    }
    match walk::level(&tree::docker(), None, words, Order::FlagsFirst) {
        Ok(mut docker) if docker.arguments.first().is_some_and(is_ours) => {
            let words = docker.arguments.split_off(1);
            if words.first().is_some_and(|word| word == HOOKS) { Call::Hooks } else { Call::Plugin { docker, words } }
        }
        Ok(_) | Err(_) => Call::Standalone { words: words.to_vec() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        let cases = [
            ("/usr/lib/docker/cli-plugins/docker-rcompose", "rcompose"),
            ("docker-compose", "compose"),
            ("docker-compose.exe", "compose"),
            ("/x/rcompose", "rcompose"),
            ("docker-r_compose", "rcompose"),
            ("docker-", "rcompose"),
        ];
        for (program, expected) in cases {
            assert_eq!(name(Some(OsStr::new(program))), expected, "{program}");
        }
        assert_eq!(name(None), "rcompose");
    }

    #[test]
    fn metadata_holds_what_docker_needs() {
        let metadata: serde_json::Value = serde_json::from_str(&metadata()).unwrap();
        assert_eq!(metadata["SchemaVersion"], "0.1.0");
        assert_eq!(metadata["Vendor"], "docker-rcompose contributors");
        assert_eq!(metadata["Version"], env!("CARGO_PKG_VERSION"));
    }

    /// A call as a short text.
    fn sort(words: &str) -> String {
        let words: Vec<String> = words.split_whitespace().map(str::to_owned).collect();
        match call("rcompose", &words) {
            Call::Metadata => "metadata".to_owned(),
            Call::Hooks => "hooks".to_owned(),
            Call::Completion { words, descriptions } => format!("complete {descriptions} {}", words.join(" ")),
            Call::Plugin { docker, words } => {
                let flags: Vec<_> = docker.flags.into_iter().map(|given| given.word).collect();
                format!("plugin {} {} | {}", docker.help, flags.join(" "), words.join(" "))
            }
            Call::Standalone { words } => format!("standalone {}", words.join(" ")),
        }
    }

    #[test]
    fn calls() {
        let cases = [
            ("docker-cli-plugin-metadata", "metadata"),
            ("rcompose docker-cli-plugin-hooks {}", "hooks"),
            ("rcompose up -d", "plugin false  | up -d"),
            ("rcompose -f x up", "plugin false  | -f x up"),
            ("-H tcp://x --context c -D rcompose up", "plugin false --host=tcp://x --context=c --debug | up"),
            ("-c rcompose rcompose up", "plugin false --context=rcompose | up"),
            ("--log-level=debug --tls=false rcompose ps", "plugin false --log-level=debug --tls=false | ps"),
            ("--help rcompose up", "plugin true  | up"),
            ("help rcompose up", "plugin true  | up"),
            ("help up", "standalone help up"),
            ("-c rcompose up", "standalone -c rcompose up"),
            ("up rcompose", "standalone up rcompose"),
            ("-f rcompose up", "standalone -f rcompose up"),
            ("__complete rcompose up", "complete true up"),
            ("__completeNoDesc up", "complete false up"),
        ];
        for (words, expected) in cases {
            assert_eq!(sort(words), expected, "{words}");
        }
    }
}
