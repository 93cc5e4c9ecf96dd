//! `healthcheck`.

use bollard::models::HealthConfig;

use super::error::{Problem, need};
use super::quirks::Feature;
use crate::model::api_version::ApiVersion;
use crate::model::service::Service;

/// `None` leaves the image's own check in place.
pub(super) fn config(service: &Service, version: ApiVersion) -> Result<Option<HealthConfig>, Problem> {
    let Some(check) = &service.healthcheck else { return Ok(None) };
    if check.disable {
        return Ok(Some(HealthConfig { test: Some(vec!["NONE".to_owned()]), ..HealthConfig::default() }));
    }
    if check.start_interval.is_some() {
        if check.start_period.is_none() {
            return Err(Problem::StartIntervalAlone);
        }
        need(Feature::StartInterval, version, "healthcheck.start_interval")?;
    }
    Ok(Some(HealthConfig {
        test: super::list(&check.test),
        interval: check.interval.map(|duration| duration.0),
        timeout: check.timeout.map(|duration| duration.0),
        retries: check.retries.map(|retries| i64::try_from(retries).unwrap_or(i64::MAX)),
        start_period: check.start_period.map(|duration| duration.0),
        start_interval: check.start_interval.map(|duration| duration.0),
    }))
}
