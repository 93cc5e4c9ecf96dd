//! The body that creates a volume.

use bollard::models::VolumeCreateRequest;

use crate::model::labels;
use crate::model::volume::Volume;

/// `hash` is the volume's config hash.
pub(crate) fn body(project: &str, key: &str, volume: &Volume, hash: &str) -> VolumeCreateRequest {
    let mut all = volume.labels.0.clone();
    for (label, value) in [
        (labels::PROJECT, project),
        (labels::VOLUME, key),
        (labels::VERSION, labels::COMPOSE_VERSION),
        (labels::CONFIG_HASH, hash),
    ] {
        all.insert(label.to_owned(), value.to_owned());
    }
    VolumeCreateRequest {
        name: Some(volume.name.clone()),
        driver: super::text(&volume.driver),
        driver_opts: super::hash_map(&volume.driver_opts.0),
        labels: super::hash_map(&all),
        cluster_volume_spec: None,
    }
}
