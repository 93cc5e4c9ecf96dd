//! Puts a plan together, step by step.

use super::cause::Cause;
use super::operation::{GroupId, Operation, Plan, Step, StepId, Target};
use super::warning::Warning;

#[derive(Debug, Default)]
pub(super) struct Builder {
    plan: Plan,
    groups: usize,
}

impl Builder {
    pub(super) fn step(&mut self, operation: Operation, causes: &[Cause], after: &[StepId]) -> StepId {
        self.push(operation, causes, after, None)
    }

    pub(super) fn grouped(
        &mut self,
        group: GroupId,
        operation: Operation,
        causes: &[Cause],
        after: &[StepId],
    ) -> StepId {
        self.push(operation, causes, after, Some(group))
    }

    pub(super) fn group(&mut self) -> GroupId {
        self.groups += 1;
        GroupId(self.groups)
    }

    pub(super) fn warn(&mut self, warning: Warning) {
        self.plan.warnings.push(warning);
    }

    pub(super) fn unchanged(&mut self, target: Target) {
        self.plan.unchanged.push(target);
    }

    pub(super) fn finish(self) -> Plan {
        self.plan
    }

    pub(super) fn push(
        &mut self,
        operation: Operation,
        causes: &[Cause],
        after: &[StepId],
        group: Option<GroupId>,
    ) -> StepId {
        let id = StepId(self.plan.steps.len());
        let mut after = after.to_vec();
        after.sort();
        after.dedup();
        self.plan.steps.push(Step { id, operation, causes: causes.to_vec(), after, group });
        id
    }
}
