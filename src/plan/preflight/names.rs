//! Container names that somebody else has.

use std::collections::BTreeMap;

use super::finding::{Finding, Place, Problem};
use super::held::holder;
use super::{Facts, Subject};
use crate::model::ids::ServiceName;
use crate::model::observed::ObservedContainer;
use crate::plan::operation::Operation;

/// The names that the plan gives, with their services.
fn wanted<'a>(subject: &Subject<'a>) -> impl Iterator<Item = (&'a str, &'a ServiceName)> {
    subject.plan.steps.iter().filter_map(|step| match &step.operation {
        Operation::CreateContainer(create) => Some((create.name.as_str(), &create.service)),
        // A replacement takes over the name that it was created for.
        _other => None,
    })
}

pub(super) fn find(subject: &Subject<'_>, facts: &Facts) -> Vec<Finding> {
    let holders: BTreeMap<&str, &ObservedContainer> =
        facts.foreign.iter().map(|container| (container.name.as_str(), container)).collect();
    wanted(subject)
        .filter_map(|(name, service)| {
            let holder = holder(holders.get(name)?);
            let problem = Problem::NameHeld { name: name.to_owned(), holder };
            Some(Finding::new(problem, Place::of_service(service, &["container_name"])))
        })
        .collect()
}
