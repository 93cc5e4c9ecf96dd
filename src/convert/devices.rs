//! `devices`, `gpus` and the devices that `deploy` reserves.

use bollard::models::{DeviceMapping, DeviceRequest};

use super::quirks::Feature;
use super::report::Report;
use crate::model::resources;
use crate::model::service::Service;

/// Devices by path.
pub(super) fn mappings(service: &Service) -> Option<Vec<DeviceMapping>> {
    let mappings: Vec<DeviceMapping> = service
        .devices
        .iter()
        .filter(|device| !is_cdi(device))
        .map(|device| DeviceMapping {
            path_on_host: Some(device.source.clone()),
            path_in_container: Some(device.target.clone()),
            cgroup_permissions: Some(device.permissions.clone()),
        })
        .collect();
    (!mappings.is_empty()).then_some(mappings)
}

/// Devices that a driver finds: reserved ones, then CDI names, then GPUs, as docker compose orders them.
pub(super) fn requests(service: &Service, report: &mut Report) -> Option<Vec<DeviceRequest>> {
    for (index, _) in service.devices.iter().enumerate().filter(|(_, device)| is_cdi(device)) {
        report.need(Feature::Cdi, &["devices", &index.to_string()]);
    }
    let reserved = service.deploy.iter().flat_map(|deploy| &deploy.resources.reservations).flat_map(|r| &r.devices);
    let mut requests: Vec<DeviceRequest> = reserved.map(|device| request(device, None)).collect();
    let cdi: Vec<String> = service.devices.iter().filter(|d| is_cdi(d)).map(|d| d.source.clone()).collect();
    if !cdi.is_empty() {
        requests.push(DeviceRequest {
            driver: Some("cdi".to_owned()),
            device_ids: Some(cdi),
            ..DeviceRequest::default()
        });
    }
    requests.extend(service.gpus.iter().map(|device| request(device, Some("gpu"))));
    (!requests.is_empty()).then_some(requests)
}

fn request(device: &resources::DeviceRequest, further_capability: Option<&str>) -> DeviceRequest {
    let mut capabilities = device.capabilities.clone();
    capabilities.extend(further_capability.map(str::to_owned));
    // Neither a count nor ids: all of them.
    let all = device.count.0 == 0 && device.device_ids.is_empty();
    DeviceRequest {
        driver: super::text(&device.driver),
        count: Some(if all { -1 } else { device.count.0 }),
        device_ids: super::list(&device.device_ids),
        capabilities: Some(vec![capabilities]),
        options: super::hash_map(&device.options.0),
    }
}

/// A fully qualified name of the Container Device Interface, `vendor/class=device`, given for both sides.
fn is_cdi(device: &resources::DeviceMapping) -> bool {
    let Some((kind, name)) = device.source.split_once('=') else { return false };
    let Some((vendor, class)) = kind.split_once('/') else { return false };
    let word = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_alphanumeric())
            && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | ':'))
    };
    device.source == device.target && word(vendor) && word(class) && word(name)
}
