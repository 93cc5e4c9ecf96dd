//! `restart` and `deploy.restart_policy`.

use bollard::models::{RestartPolicy, RestartPolicyNameEnum};

use super::error::Problem;
use super::report::Report;
use crate::model::service::Service;

/// `deploy.restart_policy` replaces `restart` as a whole, even without a condition.
pub(super) fn policy(service: &Service, report: &mut Report) -> Option<RestartPolicy> {
    let path: &[&str] = match service.deploy.as_ref().and_then(|deploy| deploy.restart_policy.as_ref()) {
        Some(_) => &["deploy", "restart_policy", "condition"],
        None => &["restart"],
    };
    report.take(path, parse(service)).flatten()
}

fn parse(service: &Service) -> Result<Option<RestartPolicy>, Problem> {
    let deployed = service.deploy.as_ref().and_then(|deploy| deploy.restart_policy.as_ref());
    let (word, attempts) = match deployed {
        Some(policy) => {
            (policy.condition.as_str(), i64::try_from(policy.max_attempts.unwrap_or(0)).unwrap_or(i64::MAX))
        }
        None if service.restart.is_empty() => return Ok(None),
        None => match service.restart.split_once(':') {
            // Docker Compose takes an unreadable number for none.
            Some((word, attempts)) => (word, attempts.parse().unwrap_or(0)),
            None => (service.restart.as_str(), 0),
        },
    };
    let name = match word {
        "" => RestartPolicyNameEnum::EMPTY,
        "no" | "none" => RestartPolicyNameEnum::NO,
        "any" | "always" => RestartPolicyNameEnum::ALWAYS,
        "on-failure" => RestartPolicyNameEnum::ON_FAILURE,
        "unless-stopped" => RestartPolicyNameEnum::UNLESS_STOPPED,
        unknown => return Err(Problem::RestartPolicy(unknown.to_owned())),
    };
    if attempts > 0 && name != RestartPolicyNameEnum::ON_FAILURE {
        return Err(Problem::RestartAttempts(word.to_owned()));
    }
    Ok(Some(RestartPolicy { name: Some(name), maximum_retry_count: Some(attempts) }))
}
