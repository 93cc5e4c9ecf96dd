//! What this machine adds to the containers of a project: seccomp profiles, proxies of docker's configuration, the default
//! platform.

use std::collections::{BTreeMap, BTreeSet};

use super::context::Context;
use crate::convert::container::Outside;
use crate::convert::{api_socket, security};
use crate::error::Error;
use crate::model::project::Project;
use crate::model::secret::FileReference;

/// Reads them. What cannot be read is found out when a container needs it.
pub(crate) fn read(context: &Context, project: &Project) -> Outside {
    let profiles = security::profiles(project)
        .into_iter()
        .map(|(name, path)| (name, std::fs::read_to_string(path).map_err(|error| error.to_string())))
        .collect();
    Outside {
        seccomp_profiles: profiles,
        proxies: proxies(context),
        default_platform: project.environment.get("DOCKER_DEFAULT_PLATFORM").cloned().unwrap_or_default(),
    }
}

/// Gives the services with `use_api_socket` the engine's socket and the user's credentials.
pub(crate) async fn provide_api_socket(context: &Context, project: &mut Project) {
    if api_socket::is_used(project) {
        let config = context.keyring().standalone_config().await;
        context.say_complaints();
        api_socket::provide(project, config);
    }
}

/// What the files say that are secrets and configs. They are mounted where the engine is on this machine, and copied where it
/// is not or where owner or mode are asked for. What cannot be read, such as a file that only the engine's machine has, is
/// left to the engine.
pub(super) async fn provide_files(context: &Context, project: &mut Project) -> Result<(), Error> {
    let services = project.services.values();
    let used = services.flat_map(|service| service.secrets.iter().chain(&service.configs)).collect::<Vec<_>>();
    let is_owned = |reference: &&&FileReference| {
        !reference.uid.is_empty() || !reference.gid.is_empty() || reference.mode.is_some()
    };
    let owned: BTreeSet<String> = used.iter().filter(is_owned).map(|reference| reference.source.clone()).collect();
    let used: BTreeSet<String> = used.iter().map(|reference| reference.source.clone()).collect();
    let objects = project.secrets.iter_mut().chain(&mut project.configs);
    let mut files: Vec<_> = objects.filter(|(key, object)| used.contains(*key) && !object.file.is_empty()).collect();
    if files.is_empty() {
        return Ok(());
    }
    let is_far = !context.engine().await?.is_on_this_machine();
    for (key, object) in &mut files {
        object.read = std::fs::read(&object.file).ok();
        object.is_copied = object.read.is_some() && (is_far || owned.contains(*key));
    }
    Ok(())
}

/// `proxies.default` of config.json as variables, in both spellings that programs look for.
pub(super) fn proxies(context: &Context) -> BTreeMap<String, String> {
    variables(&context.docker_config()["proxies"]["default"])
}

fn variables(proxies: &serde_json::Value) -> BTreeMap<String, String> {
    const KEYS: [(&str, &str); 5] = [
        ("httpProxy", "HTTP_PROXY"),
        ("httpsProxy", "HTTPS_PROXY"),
        ("ftpProxy", "FTP_PROXY"),
        ("noProxy", "NO_PROXY"),
        ("allProxy", "ALL_PROXY"),
    ];
    let set =
        KEYS.iter().filter_map(|(key, name)| Some((*name, proxies[*key].as_str().filter(|value| !value.is_empty())?)));
    set.flat_map(|(name, value)| [(name.to_owned(), value.to_owned()), (name.to_lowercase(), value.to_owned())])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proxies_come_in_both_spellings() {
        let set = variables(&serde_json::json!({"httpProxy": "http://p:1", "noProxy": ""}));
        let expected = [("HTTP_PROXY", "http://p:1"), ("http_proxy", "http://p:1")];
        assert_eq!(set, expected.map(|(key, value)| (key.to_owned(), value.to_owned())).into());
        assert!(variables(&serde_json::Value::Null).is_empty());
    }
}
