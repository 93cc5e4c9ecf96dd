//! A plan as text: a line for each step, with its causes and with the steps that it comes after.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::operation::{AnonymousVolumes, ContainerRef, Operation, Plan, ProviderCall, Step, Target};
use crate::model::ids::ServiceName;

impl Plan {
    pub(crate) fn render(&self) -> String {
        let mut text = String::new();
        for step in &self.steps {
            text.push_str(&line(step));
            text.push('\n');
        }
        text
    }
}

fn line(step: &Step) -> String {
    let mut line = format!("{}: {}", step.id.0, operation(&step.operation));
    if let Some(group) = step.group {
        let _ = write!(line, " [{}]", group.0);
    }
    if !step.causes.is_empty() {
        let causes: Vec<String> = step.causes.iter().map(ToString::to_string).collect();
        let _ = write!(line, " ({})", causes.join(", "));
    }
    if !step.after.is_empty() {
        let after: Vec<String> = step.after.iter().map(|earlier| earlier.0.to_string()).collect();
        let _ = write!(line, " after {}", after.join(" "));
    }
    line
}

fn operation(operation: &Operation) -> String {
    match operation {
        Operation::CreateNetwork { key } => format!("create network {key}"),
        Operation::RemoveNetwork { name, .. } => format!("remove network {name}"),
        Operation::ConnectNetwork { target, key } => format!("connect {} to network {key}", of(target)),
        Operation::DisconnectNetwork { target, network } => {
            format!("disconnect {} from network {network}", of(target))
        }
        Operation::CreateVolume { key } => format!("create volume {key}"),
        Operation::RemoveVolume { name } => format!("remove volume {name}"),
        Operation::CreateContainer(create) => {
            let mut text = format!("create container {}", create.name);
            if let Some(name) = &create.temporary_name {
                let _ = write!(text, " as {name}");
            }
            for (target, volume) in &create.inherited {
                let _ = write!(text, " with {volume} at {target}");
            }
            text.push_str(&sharing(&create.owners));
            text
        }
        Operation::RenameContainer { target, name } => match &target.container {
            ContainerRef::Existing(id) => format!("rename {} to {name}", id.short()),
            ContainerRef::CreatedBy(step) => format!("rename that of {} to {name}", step.0),
        },
        Operation::StartContainer { target } => format!("start {}", of(target)),
        Operation::StopContainer { target, timeout } => format!("stop {}{}", of(target), seconds(*timeout)),
        Operation::RestartContainer { target, timeout } => format!("restart {}{}", of(target), seconds(*timeout)),
        Operation::KillContainer { target, signal } => format!("kill {} with {signal}", of(target)),
        Operation::PauseContainer { target } => format!("pause {}", of(target)),
        Operation::UnpauseContainer { target } => format!("unpause {}", of(target)),
        Operation::RemoveContainer { target, volumes, .. } => {
            let with = match volumes {
                AnonymousVolumes::Stay => String::new(),
                AnonymousVolumes::Files { volumes } => format!(" with {} for its files", volumes.join(", ")),
                AnonymousVolumes::Go { taken_over } if taken_over.is_empty() => " with its volumes".to_owned(),
                AnonymousVolumes::Go { taken_over } => format!(" with its volumes and {}", taken_over.join(", ")),
            };
            format!("remove {}{with}", of(target))
        }
        Operation::CopyFiles { target, .. } => format!("copy secrets and configs to {}", of(target)),
        Operation::RunHook { target, turn, position } => format!("run {}[{position}] in {}", turn.as_str(), of(target)),
        Operation::RunPreStart(hook) => {
            let shared = sharing(&hook.owners);
            format!("run pre_start[{}] as {} with {}{shared}", hook.position, hook.name, of(&hook.replica))
        }
        Operation::CallProvider { service, call: ProviderCall::Down } => {
            format!("have {service} taken away by its provider")
        }
        Operation::CallProvider { service, call: ProviderCall::Stop } => {
            format!("have {service} stopped by its provider")
        }
        Operation::WaitFor(wait) => {
            let optional = if wait.required { "" } else { ", or not" };
            format!("wait for {} to be {}{optional}", wait.service, wait.condition.as_str())
        }
        Operation::RemoveImage { reference } => format!("remove image {reference}"),
    }
}

fn sharing(owners: &BTreeMap<ServiceName, ContainerRef>) -> String {
    let one = |(service, owner): (&ServiceName, &ContainerRef)| match owner {
        ContainerRef::Existing(id) => format!(" sharing with {service} {}", id.short()),
        ContainerRef::CreatedBy(step) => format!(" sharing with {service} of {}", step.0),
    };
    owners.iter().map(one).collect()
}

fn of(target: &Target) -> String {
    match &target.container {
        ContainerRef::Existing(id) => format!("{} {}", target.name, id.short()),
        ContainerRef::CreatedBy(step) => format!("{} of {}", target.name, step.0),
    }
}

fn seconds(timeout: Option<i64>) -> String {
    timeout.map(|seconds| format!(" within {seconds} s")).unwrap_or_default()
}
