//! Containers of docker-compose 1.x: their hash follows a recipe that we do not have, so they are compared with what the
//! engine's list shows of them. Equal ones are left in place.

use super::super::cause::Cause;
use crate::model::observed::ObservedContainer;
use crate::model::service::Service;

/// Images, networks and named volumes are compared for all containers alike; this is the rest.
pub(super) fn causes(service: &Service, container: &ObservedContainer) -> Vec<Cause> {
    let mut causes = Vec::new();
    causes.extend(command(service, container));
    for (key, value) in &service.labels.0 {
        let old = container.label(key);
        if old != Some(value) {
            let [old, new] = [old.unwrap_or_default(), value].map(|value| format!("{key}={value}"));
            causes.push(Cause::FieldChanged { field: "labels", old, new });
        }
    }
    causes.extend(environment(service, container));
    if container.is_running() {
        causes.extend(ports(service, container));
    }
    for mount in &service.volumes {
        if !container.mounts.iter().any(|found| found.destination == mount.target) && !mount.target.is_empty() {
            let new = mount.target.clone();
            causes.push(Cause::FieldChanged { field: "volumes", old: String::new(), new });
        }
    }
    causes
}

/// Variables that the container has with another value, or not at all. Values may be secrets: only names are told.
fn environment(service: &Service, container: &ObservedContainer) -> Option<Cause> {
    let known = container.environment.as_ref()?;
    let differs = |(key, value): &(&String, &Option<String>)| {
        value.as_ref().is_some_and(|value| !known.contains(&format!("{key}={value}")))
    };
    let (key, _) = service.environment.0.iter().find(differs)?;
    Some(Cause::FieldChanged { field: "environment", old: String::new(), new: key.clone() })
}

/// The list shows entrypoint and arguments as one text. Where the service leaves one of them to the image, the other is
/// compared alone.
fn command(service: &Service, container: &ObservedContainer) -> Option<Cause> {
    let entrypoint = service.entrypoint.0.as_deref().filter(|words| !words.is_empty());
    let command = service.command.0.as_deref().filter(|words| !words.is_empty());
    let old = &container.command;
    let (field, new, same) = match (entrypoint, command) {
        (None, None) => return None,
        (Some(entrypoint), command) => {
            let words: Vec<&String> = entrypoint.iter().chain(command.unwrap_or_default()).collect();
            let new = shown(&words, true);
            let same = if command.is_some() { *old == new } else { old.starts_with(&new) };
            (if command.is_some() { "command" } else { "entrypoint" }, new, same)
        }
        (None, Some(command)) => {
            let words: Vec<&String> = command.iter().collect();
            let same = old.ends_with(&shown(&words, false)) || *old == shown(&words, true);
            ("command", shown(&words, false), same)
        }
    };
    (!same).then(|| Cause::FieldChanged { field, old: old.clone(), new })
}

/// As the engine shows it: arguments with blanks are quoted, the program is not.
fn shown(words: &[&String], with_program: bool) -> String {
    let word = |(position, word): (usize, &&String)| {
        if word.contains(' ') && !(with_program && position == 0) { format!("'{word}'") } else { (*word).clone() }
    };
    words.iter().enumerate().map(word).collect::<Vec<_>>().join(" ")
}

/// Ports that the service publishes under a fixed number and that are not published so.
fn ports(service: &Service, container: &ObservedContainer) -> Option<Cause> {
    let missing = service.ports.iter().find(|port| {
        let Ok(public) = port.published.0.parse::<u16>() else { return false };
        !container.ports.iter().any(|found| u32::from(found.private) == port.target && found.public == public)
    })?;
    let list: Vec<String> = container.ports.iter().map(|port| format!("{}:{}", port.public, port.private)).collect();
    let new = format!("{}:{}", missing.published.0, missing.target);
    Some(Cause::FieldChanged { field: "ports", old: list.join(" "), new })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::service::Command;

    #[test]
    fn commands_are_compared_as_the_engine_shows_them() {
        let words = |words: &[&str]| Command(Some(words.iter().map(|word| (*word).to_owned()).collect()));
        let cases = [
            (None, None, "/entry.sh run", true),
            (None, Some(words(&["sh", "-c", "a b"])), "sh -c 'a b'", true),
            (None, Some(words(&["sh", "-c", "a b"])), "/entry.sh sh -c 'a b'", true),
            (None, Some(words(&["sh", "-c", "a c"])), "sh -c 'a b'", false),
            (Some(words(&["/entry.sh"])), None, "/entry.sh run", true),
            (Some(words(&["/other.sh"])), None, "/entry.sh run", false),
            (Some(words(&["/entry.sh"])), Some(words(&["run"])), "/entry.sh run", true),
            (Some(words(&["/entry.sh"])), Some(words(&["run"])), "/entry.sh run fast", false),
        ];
        for (entrypoint, command, shown, same) in cases {
            let service = Service {
                entrypoint: entrypoint.unwrap_or_default(),
                command: command.unwrap_or_default(),
                ..Service::default()
            };
            let container = ObservedContainer { command: shown.to_owned(), ..ObservedContainer::default() };
            assert_eq!(causes(&service, &container).is_empty(), same, "{service:?} {shown}");
        }
    }
}
