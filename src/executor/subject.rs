//! What a step is about, in the words that the user sees.

use crate::event::{Resource, Verb};
use crate::model::project::Project;
use crate::plan::operation::{Operation, ProviderCall, Target, Turn};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Subject {
    pub(super) resource: Resource,
    pub(super) verb: Verb,
    pub(super) service: Option<String>,
    /// For error messages: `cannot <action> container x`.
    pub(super) action: &'static str,
}

pub(super) fn of(operation: &Operation, project: &Project) -> Subject {
    let network = |key: &String| project.networks.get(key).map_or_else(|| key.clone(), |network| network.name.clone());
    let volume = |key: &String| project.volumes.get(key).map_or_else(|| key.clone(), |volume| volume.name.clone());
    match operation {
        Operation::CreateNetwork { key } => plain(Resource::Network(network(key)), Verb::Create, "create"),
        Operation::RemoveNetwork { name, .. } => plain(Resource::Network(name.clone()), Verb::Remove, "remove"),
        Operation::CreateVolume { key } => plain(Resource::Volume(volume(key)), Verb::Create, "create"),
        Operation::RemoveVolume { name } => plain(Resource::Volume(name.clone()), Verb::Remove, "remove"),
        Operation::RemoveImage { reference } => plain(Resource::Image(reference.clone()), Verb::Remove, "remove"),
        Operation::CreateContainer(create) => Subject {
            service: Some(create.service.0.clone()),
            ..plain(Resource::Container(create.name.clone()), Verb::Create, "create")
        },
        Operation::RenameContainer { target, .. } => of_container(target, Verb::Rename, "rename"),
        Operation::StartContainer { target } => of_container(target, Verb::Start, "start"),
        Operation::StopContainer { target, .. } => of_container(target, Verb::Stop, "stop"),
        Operation::RestartContainer { target, .. } => of_container(target, Verb::Restart, "restart"),
        Operation::KillContainer { target, .. } => of_container(target, Verb::Kill, "kill"),
        Operation::PauseContainer { target } => of_container(target, Verb::Pause, "pause"),
        Operation::UnpauseContainer { target } => of_container(target, Verb::Unpause, "unpause"),
        Operation::RemoveContainer { target, .. } => of_container(target, Verb::Remove, "remove"),
        Operation::ConnectNetwork { target, .. } => of_container(target, Verb::Connect, "connect"),
        Operation::DisconnectNetwork { target, .. } => of_container(target, Verb::Disconnect, "disconnect"),
        Operation::CopyFiles { target, .. } => of_container(target, Verb::Copy, "copy secrets and configs to"),
        Operation::RunHook { target, turn: Turn::PostStart, .. } => {
            of_container(target, Verb::Start, "run a post_start hook in")
        }
        Operation::RunHook { target, turn: Turn::PreStop, .. } => {
            of_container(target, Verb::Stop, "run a pre_stop hook in")
        }
        Operation::RunPreStart(hook) => Subject {
            service: Some(hook.replica.service.0.clone()),
            ..plain(Resource::Container(hook.name.clone()), Verb::Complete, "run the pre_start hook in")
        },
        Operation::CallProvider { service, call } => {
            let (verb, action) = match call {
                ProviderCall::Down => (Verb::Remove, "remove"),
                ProviderCall::Stop => (Verb::Stop, "stop"),
            };
            plain(Resource::Service(service.0.clone()), verb, action)
        }
        Operation::WaitFor(wait) => {
            Subject { service: Some(wait.service.0.clone()), ..plain(Resource::Project, Verb::Wait, "wait for") }
        }
    }
}

fn plain(resource: Resource, verb: Verb, action: &'static str) -> Subject {
    Subject { resource, verb, service: None, action }
}

fn of_container(target: &Target, verb: Verb, action: &'static str) -> Subject {
    let service = Some(target.service.0.clone());
    Subject { service, ..plain(Resource::Container(target.name.clone()), verb, action) }
}
