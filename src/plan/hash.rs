//! Config hashes, byte for byte as Docker Compose computes them: equal hashes are why both tools leave each other's
//! containers alone.
//!
//! A hash is the SHA-256 of the compact Go JSON of a model struct. The recipes of the 2.x line differ from those of 5.x
//! where that line's model printed other fields.

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::model::ids::hex;
use crate::model::json::{compact, to_value, without_extensions};
use crate::model::network::Network;
use crate::model::service::Service;
use crate::model::volume::Volume;

/// A service without what does not change its containers: how it is built, how many there are, what they wait for.
pub(crate) fn service(service: &Service) -> String {
    sha256(&service_value(service))
}

/// The hash that Docker Compose 2.x gives the same service.
pub(crate) fn service_v2(service: &Service) -> String {
    let mut value = service_value(service);
    for (mount, written) in mounts(&mut value).zip(&service.volumes) {
        let (Some(Value::Object(bind)), Some(options)) = (mount.get_mut("bind"), &written.bind) else { continue };
        // That line prints the flag where it is set, and leaves it out where it is not.
        bind.shift_remove("create_host_path");
        if options.create_host_path == Some(true) {
            let at = ["selinux", "propagation"].iter().filter(|key| bind.contains_key(**key)).count();
            bind.shift_insert(at, "create_host_path".to_owned(), Value::Bool(true));
        }
    }
    sha256(&value)
}

pub(crate) fn network(network: &Network) -> String {
    sha256(&without_extensions(to_value(network)))
}

/// The hash that Docker Compose 2.x gives the same network: it drops the options of the address management.
pub(crate) fn network_v2(network: &Network) -> String {
    let mut network = network.clone();
    network.ipam.options.0.clear();
    self::network(&network)
}

pub(crate) fn volume(volume: &Volume) -> String {
    let mut volume = volume.clone();
    if volume.driver.is_empty() {
        "local".clone_into(&mut volume.driver);
    }
    sha256(&without_extensions(to_value(&volume)))
}

fn service_value(service: &Service) -> Value {
    let mut service = service.clone();
    service.build = None;
    service.pull_policy.clear();
    service.scale = None;
    service.depends_on.clear();
    service.profiles.clear();
    if let Some(deploy) = &mut service.deploy {
        deploy.replicas = None;
    }
    without_extensions(to_value(&service))
}

fn mounts(service: &mut Value) -> impl Iterator<Item = &mut serde_json::Map<String, Value>> {
    let list = service.get_mut("volumes").and_then(Value::as_array_mut);
    list.into_iter().flatten().filter_map(Value::as_object_mut)
}

fn sha256(value: &Value) -> String {
    hex(&Sha256::digest(compact(value)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::mount::{BindOptions, Mount, MountKind};

    #[test]
    fn a_bare_network_and_a_bare_volume() {
        let bare = Network { name: "hbeh2_default".to_owned(), ..Network::default() };
        assert!(network(&bare).starts_with("f4fd4548"));
        let bare = Volume { name: "hbeh2_v1".to_owned(), ..Volume::default() };
        assert!(volume(&bare).starts_with("ce10b175"));
    }

    #[test]
    fn what_does_not_change_containers_is_not_in_the_hash() {
        let plain = Service { image: "busybox".to_owned(), ..Service::default() };
        let mut other = plain.clone();
        other.scale = Some(3);
        other.pull_policy = "always".to_owned();
        other.profiles = vec!["debug".to_owned()];
        other.extensions.insert("x-a".to_owned(), Value::Bool(true));
        assert_eq!(service(&plain), service(&other));
        other.tty = true;
        assert_ne!(service(&plain), service(&other));
    }

    #[test]
    fn the_older_line_prints_that_the_host_path_is_made() {
        let bind = |create_host_path| {
            let bind = Some(BindOptions { create_host_path, ..BindOptions::default() });
            let mount = Mount {
                kind: MountKind::Bind,
                source: "/a".to_owned(),
                target: "/b".to_owned(),
                bind,
                ..Mount::default()
            };
            Service { volumes: vec![mount], ..Service::default() }
        };
        assert_eq!(service(&bind(Some(true))), service(&bind(None)));
        assert_ne!(service_v2(&bind(Some(true))), service_v2(&bind(None)));
        assert_eq!(service_v2(&bind(None)), service(&bind(None)));
    }
}
