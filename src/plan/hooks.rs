//! The steps that run a service's hooks in its containers.

use super::builder::Builder;
use super::cause::Cause;
use super::operation::{GroupId, Operation, StepId, Target, Turn};
use crate::model::service::Service;

/// What hooks run for.
#[derive(Clone, Copy)]
pub(super) struct About<'a> {
    pub(super) target: &'a Target,
    pub(super) causes: &'a [Cause],
    pub(super) group: Option<GroupId>,
}

/// One hook after the other; returns the steps that whatever comes next waits for: the last hook, or what the first one
/// would have waited for. Of a service that is known by labels only, no hooks are known.
pub(super) fn run(
    builder: &mut Builder,
    (service, turn): (Option<&Service>, Turn),
    about: About<'_>,
    after: &[StepId],
) -> Vec<StepId> {
    let mut after = after.to_vec();
    let count = service.map_or(0, |service| turn.hooks(service).len());
    for position in 0..count {
        let operation = Operation::RunHook { target: about.target.clone(), turn, position };
        after = vec![builder.push(operation, about.causes, &after, about.group)];
    }
    after
}
