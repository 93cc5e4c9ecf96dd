//! Limits of CPU, memory, processes and block I/O.

use bollard::models::{HostConfig, ResourcesBlkioWeightDevice, ResourcesUlimits, ThrottleDevice};

use super::error::Problem;
use super::number;
use super::report::Report;
use crate::model::float::Float32;
use crate::model::resources::{self, BlkioConfig};
use crate::model::service::Service;

/// Fills in the limits of a service; those of `deploy.resources` go before the service's own.
pub(super) fn apply(service: &Service, host: &mut HostConfig, report: &mut Report) {
    check(service, report);
    processors(service, host);
    memory(service, host);
    if let Some(config) = &service.blkio_config {
        block_io(config, host);
    }
    host.cgroup_parent = super::text(&service.cgroup_parent);
    host.oom_kill_disable = Some(service.oom_kill_disable);
    host.oom_score_adj = number(service.oom_score_adj);
    let limits = deployed(service);
    host.pids_limit = limits.map(|limits| limits.pids).filter(|&pids| pids > 0).or(number(service.pids_limit));
    host.ulimits = ulimits(&service.ulimits);
}

/// What engines refuse on every host.
fn check(service: &Service, report: &mut Report) {
    for (name, limit) in &service.ulimits.0 {
        if limit.hard != -1 && (limit.soft > limit.hard || limit.soft == -1) {
            let value = format!("{name} has a soft limit of {} above its hard limit of {}", limit.soft, limit.hard);
            report.add(&["ulimits", name], Problem::invalid("ulimit", value));
        }
    }
    if deployed(service).is_some_and(|limits| limits.cpus.0 > 0.0) || service.cpus.0 > 0.0 {
        let spoken = [("cpu_period", service.cpu_period), ("cpu_quota", service.cpu_quota)];
        for (second, _) in spoken.into_iter().filter(|(_, value)| *value > 0) {
            report.add(&[second], Problem::Exclusive { first: "cpus", second });
        }
    }
}

fn deployed(service: &Service) -> Option<&crate::model::deploy::Resource> {
    service.deploy.as_ref()?.resources.limits.as_ref()
}

fn processors(service: &Service, host: &mut HostConfig) {
    let limit = deployed(service).and_then(|limits| billionths(limits.cpus));
    host.nano_cpus = limit.or_else(|| billionths(service.cpus));
    host.cpu_count = number(service.cpu_count);
    host.cpu_percent = number(hundredths(service.cpu_percent));
    host.cpu_period = number(service.cpu_period);
    host.cpu_quota = number(service.cpu_quota);
    host.cpu_realtime_period = number(service.cpu_rt_period);
    host.cpu_realtime_runtime = number(service.cpu_rt_runtime);
    host.cpu_shares = number(service.cpu_shares);
    host.cpuset_cpus = super::text(&service.cpuset);
}

fn memory(service: &Service, host: &mut HostConfig) {
    let limit = deployed(service).and_then(|limits| number(limits.memory.0));
    host.memory = limit.or(number(service.mem_limit.0));
    let reserved = service.deploy.as_ref().and_then(|deploy| deploy.resources.reservations.as_ref());
    host.memory_reservation = reserved.and_then(|r| number(r.memory.0)).or(number(service.mem_reservation.0));
    host.memory_swap = number(service.memswap_limit.0);
    host.memory_swappiness = number(service.mem_swappiness.0);
    host.shm_size = number(service.shm_size.0);
}

fn block_io(config: &BlkioConfig, host: &mut HostConfig) {
    host.blkio_weight = (config.weight != 0).then_some(config.weight);
    let weights = config.weight_device.iter().map(|device| ResourcesBlkioWeightDevice {
        path: Some(device.path.clone()),
        weight: Some(device.weight.into()),
    });
    host.blkio_weight_device = super::list(&weights.collect::<Vec<_>>());
    host.blkio_device_read_bps = throttles(&config.device_read_bps);
    host.blkio_device_read_iops = throttles(&config.device_read_iops);
    host.blkio_device_write_bps = throttles(&config.device_write_bps);
    host.blkio_device_write_iops = throttles(&config.device_write_iops);
}

fn throttles(devices: &[resources::ThrottleDevice]) -> Option<Vec<ThrottleDevice>> {
    let throttle = |device: &resources::ThrottleDevice| ThrottleDevice {
        path: Some(device.path.clone()),
        rate: Some(device.rate.0),
    };
    super::list(&devices.iter().map(throttle).collect::<Vec<_>>())
}

fn ulimits(limits: &resources::Ulimits) -> Option<Vec<ResourcesUlimits>> {
    let limit = |(name, limit): (&String, &resources::Ulimit)| ResourcesUlimits {
        name: Some(name.clone()),
        soft: Some(limit.soft),
        hard: Some(limit.hard),
    };
    super::list(&limits.0.iter().map(limit).collect::<Vec<_>>())
}

/// Processors in billionths. Goes by the decimal digits, so that 0.1 is 100000000 and not what 32 bits make of it.
fn billionths(cpus: Float32) -> Option<i64> {
    scaled(cpus, 1e9)
}

fn hundredths(percent: Float32) -> i64 {
    scaled(percent, 100.0).unwrap_or(0)
}

fn scaled(value: Float32, factor: f64) -> Option<i64> {
    let decimal: f64 = value.0.to_string().parse().expect("a float's own text is a number");
    #[expect(clippy::cast_possible_truncation, reason = "rounded, and out of range saturates")]
    number((decimal * factor).round() as i64)
}
