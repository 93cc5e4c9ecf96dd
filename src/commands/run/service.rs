//! The service of `run`, as its flags change it.

use std::collections::BTreeMap;

use super::super::context::Context;
use crate::cli::args::run::RunArgs;
use crate::error::Error;
use crate::loader::flags;
use crate::model::mount::{BindOptions, Mount, MountKind};
use crate::model::project::Project;
use crate::model::service::{Command, Service};
use crate::model::shell;

/// Terminal and standard input are not decided here.
pub(super) fn changed(context: &Context, project: &Project, own: &Service, args: &RunArgs) -> Result<Service, Error> {
    let mut service = alone(own, args);
    command(&mut service, args)?;
    environment(
        &mut service,
        args,
        |path| {
            let path = context.working_dir.join(path);
            flags::env_file(&path, &project.environment).map_err(Error::diagnostics)
        },
        &project.environment,
    )?;
    let home = context.environment.get("HOME");
    let given = flags::mounts_and_ports(&args.volume, &args.publish, (&context.working_dir, home));
    let given = given.map_err(Error::diagnostics)?;
    for mount in given.volumes {
        service.volumes.retain(|other| other.target != mount.target);
        service.volumes.push(by_name(mount, project));
    }
    service.ports.extend(given.ports);
    Ok(service)
}

/// One container that stands beside those of the service: without their ports and name, and never restarted.
fn alone(own: &Service, args: &RunArgs) -> Service {
    let mut service = own.clone();
    service.restart.clear();
    if let Some(deploy) = &mut service.deploy {
        deploy.restart_policy = None;
        deploy.replicas = None;
    }
    service.scale = None;
    service.container_name.clear();
    if !args.service_ports {
        service.ports.clear();
    }
    if let Some(user) = &args.user {
        service.user.clone_from(user);
    }
    if let Some(folder) = &args.workdir {
        service.working_dir.clone_from(folder);
    }
    for label in &args.label {
        let (key, value) = label.split_once('=').unwrap_or((label, ""));
        service.labels.0.insert(key.to_owned(), value.to_owned());
    }
    move_all(&args.cap_add, &mut service.cap_add, &mut service.cap_drop);
    move_all(&args.cap_drop, &mut service.cap_drop, &mut service.cap_add);
    service
}

/// What the command line adds or drops is not done the other way round by the file.
fn move_all(names: &[String], to: &mut Vec<String>, from: &mut Vec<String>) {
    for name in names.iter().flat_map(|list| list.split(',')).filter(|name| !name.is_empty()) {
        from.retain(|other| other != name);
        if !to.iter().any(|other| other == name) {
            to.push(name.to_owned());
        }
    }
}

fn command(service: &mut Service, args: &RunArgs) -> Result<(), Error> {
    if let Some(line) = &args.entrypoint {
        let words = shell::split(line).map_err(|error| Error::from_source(&error))?.words;
        service.entrypoint = Command(Some(words));
        service.command = Command(Some(Vec::new()));
    }
    if !args.command.is_empty() {
        service.command = Command(Some(args.command.clone()));
    }
    Ok(())
}

/// `-e` over `--env-from-file` over the file. A key that has no value and none in the environment changes nothing.
fn environment(
    service: &mut Service,
    args: &RunArgs,
    read: impl Fn(&str) -> Result<BTreeMap<String, String>, Error>,
    variables: &BTreeMap<String, String>,
) -> Result<(), Error> {
    for path in &args.env_from_file {
        service.environment.0.extend(read(path)?.into_iter().map(|(key, value)| (key, Some(value))));
    }
    for variable in &args.env {
        let (key, value) = match variable.split_once('=') {
            Some((key, value)) => (key, Some(value.to_owned())),
            None => (variable.as_str(), variables.get(variable).cloned()),
        };
        if value.is_some() {
            service.environment.0.insert(key.to_owned(), value);
        }
    }
    Ok(())
}

/// A volume that the project does not declare is meant by its own name. The engine takes that where it takes host paths.
fn by_name(mount: Mount, project: &Project) -> Mount {
    if mount.kind != MountKind::Volume || mount.source.is_empty() || project.volumes.contains_key(&mount.source) {
        return mount;
    }
    Mount { kind: MountKind::Bind, bind: Some(BindOptions::default()), volume: None, ..mount }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::port::Port;

    fn text(words: &[&str]) -> Vec<String> {
        words.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_one_off_is_no_replica() {
        let own = Service {
            restart: "always".to_owned(),
            container_name: "mine".to_owned(),
            ports: vec![Port { target: 80, ..Port::default() }],
            cap_drop: text(&["NET_ADMIN", "ALL"]),
            ..Service::default()
        };
        let args = RunArgs { cap_add: text(&["NET_ADMIN,SYS_TIME"]), label: text(&["a=b=c"]), ..RunArgs::default() };
        let service = alone(&own, &args);
        assert_eq!((service.restart.as_str(), service.container_name.as_str(), service.ports.len()), ("", "", 0));
        assert_eq!((service.cap_add, service.cap_drop), (text(&["NET_ADMIN", "SYS_TIME"]), text(&["ALL"])));
        assert_eq!(service.labels.0["a"], "b=c");
        assert_eq!(alone(&own, &RunArgs { service_ports: true, ..args }).ports.len(), 1);
    }

    #[test]
    fn an_entry_point_clears_the_command_unless_one_is_given() {
        type Case<'a> = (Option<&'a str>, &'a [&'a str], Option<&'a [&'a str]>, &'a [&'a str]);
        let own = Service { command: Command(Some(text(&["serve"]))), ..Service::default() };
        let cases: [Case<'_>; 3] = [
            (None, &["other"], None, &["other"]),
            (Some("sh -c 'a b'"), &[], Some(&["sh", "-c", "a b"]), &[]),
            (Some("sh"), &["-x"], Some(&["sh"]), &["-x"]),
        ];
        for (entrypoint, given, expected_entrypoint, expected_command) in cases {
            let mut service = own.clone();
            let entrypoint = entrypoint.map(ToOwned::to_owned);
            let args = RunArgs { entrypoint, command: text(given), ..RunArgs::default() };
            command(&mut service, &args).unwrap();
            assert_eq!(service.entrypoint.0, expected_entrypoint.map(text));
            assert_eq!(service.command.0, Some(text(expected_command)));
        }
    }

    #[test]
    fn variables_of_flags_win_over_files_and_a_bare_key_needs_a_value() {
        let mut service = Service::default();
        service.environment.0.insert("KEPT".to_owned(), Some("own".to_owned()));
        let args =
            RunArgs { env: text(&["A=flag", "KEPT", "TAKEN"]), env_from_file: text(&["f"]), ..RunArgs::default() };
        let read =
            |_: &str| Ok(BTreeMap::from([("A", "file"), ("B", "file")].map(|(k, v)| (k.to_owned(), v.to_owned()))));
        let variables = BTreeMap::from([("TAKEN".to_owned(), "environment".to_owned())]);
        environment(&mut service, &args, read, &variables).unwrap();
        let all: Vec<String> =
            service.environment.0.iter().map(|(k, v)| format!("{k}={}", v.as_deref().unwrap_or("-"))).collect();
        assert_eq!(all, ["A=flag", "B=file", "KEPT=own", "TAKEN=environment"]);
    }
}
