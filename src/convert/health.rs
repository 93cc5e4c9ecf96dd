//! `healthcheck`.

use bollard::models::HealthConfig;

use super::error::Problem;
use super::quirks::Feature;
use super::report::Report;
use crate::model::service::Service;

/// `None` leaves the image's own check in place.
pub(super) fn config(service: &Service, report: &mut Report) -> Option<HealthConfig> {
    let check = service.healthcheck.as_ref()?;
    if check.disable {
        return Some(HealthConfig { test: Some(vec!["NONE".to_owned()]), ..HealthConfig::default() });
    }
    if check.start_interval.is_some() {
        let path = ["healthcheck", "start_interval"];
        if check.start_period.is_none() {
            report.add(&path, Problem::StartIntervalAlone);
        }
        report.need(Feature::StartInterval, &path);
    }
    Some(HealthConfig {
        test: super::list(&check.test),
        interval: check.interval.map(|duration| duration.0),
        timeout: check.timeout.map(|duration| duration.0),
        retries: check.retries.map(|retries| i64::try_from(retries).unwrap_or(i64::MAX)),
        start_period: check.start_period.map(|duration| duration.0),
        start_interval: check.start_interval.map(|duration| duration.0),
    })
}
