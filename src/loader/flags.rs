//! What command lines write as files do: mounts, published ports, variables.

use std::collections::BTreeMap;
use std::path::Path;

use super::canonical;
use super::decode;
use super::diagnostic::Diagnostic;
use super::dotenv;
use super::interpolate::notes::Notes;
use super::paths::Base;
use super::source::{Disk, Files, ReadError};
use super::tree::{Entry, Map, Node, Value};
use crate::model::service::Service;

/// A service with the given mounts and ports, each in its short form, and nothing else. Relative paths begin at `folder`.
pub(crate) fn mounts_and_ports(
    mounts: &[String],
    ports: &[String],
    (folder, home): (&Path, Option<&String>),
) -> Result<Service, Vec<Diagnostic>> {
    let mut root = map("services", map("flags", service(mounts, ports)));
    let findings = canonical::canonical(&mut root, false);
    if !findings.faults.is_empty() {
        return Err(findings.faults);
    }
    Base { folder, home, files: &Disk }.resolve(&mut root);
    let service = root.get("services").and_then(|services| services.get("flags")).expect("it was put there above");
    decode::decode(service, "services.flags").map_err(|fault| vec![fault])
}

fn service(mounts: &[String], ports: &[String]) -> Node {
    let list = |texts: &[String]| {
        let nodes = texts.iter().map(|text| Node::synthetic(Value::String(text.clone())));
        Entry { key_span: None, value: Node::synthetic(Value::List(nodes.collect())) }
    };
    let entries = [("volumes".to_owned(), list(mounts)), ("ports".to_owned(), list(ports))];
    Node::synthetic(Value::Map(Map::from_iter(entries)))
}

fn map(key: &str, value: Node) -> Node {
    let entry = Entry { key_span: None, value };
    Node::synthetic(Value::Map(Map::from_iter([(key.to_owned(), entry)])))
}

/// The variables of a file, which may use others.
pub(crate) fn env_file(
    path: &Path,
    variables: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, String>, Vec<Diagnostic>> {
    let unreadable = |error: ReadError| vec![error.diagnostic()];
    let source = Disk.read(path).map_err(unreadable)?;
    let read = dotenv::parse(&source, &|name| variables.get(name).cloned(), &mut Notes::default());
    read.map(|variables| variables.into_iter().collect()).map_err(|fault| vec![fault])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::mount::MountKind;

    #[test]
    fn flags_are_read_as_files_are() {
        let mounts = ["./data:/d:ro".to_owned(), "cache:/c".to_owned()];
        let ports = ["127.0.0.1:8080:80".to_owned()];
        let service = mounts_and_ports(&mounts, &ports, (Path::new("/w"), None)).unwrap();
        let mount = &service.volumes[0];
        assert_eq!((mount.kind, mount.source.as_str(), mount.read_only), (MountKind::Bind, "/w/data", true));
        assert_eq!((service.volumes[1].kind, service.volumes[1].source.as_str()), (MountKind::Volume, "cache"));
        assert_eq!((service.ports[0].target, service.ports[0].published.0.as_str()), (80, "8080"));
        let faults = mounts_and_ports(&[], &["x:80".to_owned()], (Path::new("/w"), None)).unwrap_err();
        assert_eq!(faults[0].message, "invalid hostPort: x");
    }
}
