//! What a plan consists of.

use std::collections::BTreeMap;

use super::cause::Cause;
use super::warning::Warning;
use crate::model::develop::Hook;
use crate::model::ids::{ContainerId, NetworkId, ServiceName};
use crate::model::service::Service;

/// Steps in an order in which they could be carried out one by one.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Plan {
    pub(crate) steps: Vec<Step>,
    /// Containers of the services at hand that run as they should: shown as such, nothing is done to them.
    pub(crate) unchanged: Vec<Target>,
    /// For the user, to be shown before the plan is carried out.
    pub(crate) warnings: Vec<Warning>,
}

impl Plan {
    pub(crate) fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }
}

/// The position of a step in its plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct StepId(pub(crate) usize);

/// Steps that are one thing to the user: the replacement of a container.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct GroupId(pub(crate) usize);

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Step {
    pub(crate) id: StepId,
    pub(crate) operation: Operation,
    /// Why. Never empty.
    pub(crate) causes: Vec<Cause>,
    /// Earlier steps that must be done first, sorted.
    pub(crate) after: Vec<StepId>,
    pub(crate) group: Option<GroupId>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ContainerRef {
    Existing(ContainerId),
    /// The container that an earlier [`Operation::CreateContainer`] makes.
    CreatedBy(StepId),
}

/// A container, and what it is called.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Target {
    pub(crate) container: ContainerRef,
    /// A replacement's final name, also while it bears a temporary one.
    pub(crate) name: String,
    pub(crate) service: ServiceName,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Operation {
    /// By the key in the project.
    CreateNetwork {
        key: String,
    },
    RemoveNetwork {
        id: NetworkId,
        name: String,
    },
    /// Connects to the network `key` of the project as the service has it: with its aliases and addresses.
    ConnectNetwork {
        target: Target,
        key: String,
    },
    /// By the network's name or id.
    DisconnectNetwork {
        target: Target,
        network: String,
    },
    /// By the key in the project.
    CreateVolume {
        key: String,
    },
    RemoveVolume {
        name: String,
    },
    CreateContainer(Box<CreateContainer>),
    RenameContainer {
        target: Target,
        name: String,
    },
    StartContainer {
        target: Target,
    },
    /// `None`: the container's own stop timeout; -1: for ever.
    StopContainer {
        target: Target,
        timeout: Option<i64>,
    },
    RestartContainer {
        target: Target,
        timeout: Option<i64>,
    },
    KillContainer {
        target: Target,
        signal: String,
    },
    PauseContainer {
        target: Target,
    },
    UnpauseContainer {
        target: Target,
    },
    RemoveContainer {
        target: Target,
        force: bool,
        volumes: AnonymousVolumes,
    },
    /// The secrets and configs of the service that are not mounted.
    CopyFiles {
        target: Target,
        /// Targets where something is mounted: nothing is copied there.
        mounted: Vec<String>,
    },
    /// A hook of the service, in the container.
    RunHook {
        target: Target,
        turn: Turn,
        /// In the service's list for that turn.
        position: usize,
    },
    RunPreStart(Box<PreStart>),
    /// Whoever provides the service is told that it is stopped, or taken away.
    CallProvider {
        service: ServiceName,
        call: ProviderCall,
    },
    WaitFor(WaitFor),
    RemoveImage {
        reference: String,
    },
}

/// What becomes of the anonymous volumes of a container that is removed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum AnonymousVolumes {
    #[default]
    Stay,
    /// All stay but these, which the tool itself has made for secrets and configs.
    Files { volumes: Vec<String> },
    /// The names of those that it took over from the container before it: for the engine they are not anonymous any more.
    Go { taken_over: Vec<String> },
}

/// When hooks run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Turn {
    PostStart,
    PreStop,
}

impl Turn {
    /// The key in the file.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::PostStart => "post_start",
            Self::PreStop => "pre_stop",
        }
    }

    pub(crate) fn hooks(self, service: &Service) -> &[Hook] {
        match self {
            Self::PostStart => &service.post_start,
            Self::PreStop => &service.pre_stop,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ProviderCall {
    Down,
    Stop,
}

/// A container that a `pre_start` hook of a service runs in, and that is gone when it has done its work. One that fails
/// stays, so that somebody can look at it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PreStart {
    pub(crate) name: String,
    /// In the service's list.
    pub(crate) position: usize,
    /// The replica that has the volumes which it works on.
    pub(crate) replica: Target,
    /// The containers that stand for services whose network it shares.
    pub(crate) owners: BTreeMap<ServiceName, ContainerRef>,
    pub(crate) labels: BTreeMap<String, String>,
}

/// A container of a service to be created. What the service itself says is in the project.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct CreateContainer {
    pub(crate) service: ServiceName,
    /// `None` for one-off containers.
    pub(crate) number: Option<u32>,
    /// The name to go by in the end.
    pub(crate) name: String,
    /// The name to be created under while another container still has the final one.
    pub(crate) temporary_name: Option<String>,
    /// All labels of the tool; [`CreateContainer::labels_with`] gives them complete.
    pub(crate) labels: BTreeMap<String, String>,
    pub(crate) config_hash: ConfigHash,
    /// Anonymous volumes of the container that it replaces, by target.
    pub(crate) inherited: BTreeMap<String, String>,
    /// The containers that stand for services which this one shares namespaces or volumes with.
    pub(crate) owners: BTreeMap<ServiceName, ContainerRef>,
    /// Names of the containers of the services that this one links to.
    pub(crate) link_targets: BTreeMap<ServiceName, Vec<String>>,
    pub(crate) one_off: Option<Box<OneOff>>,
}

/// What makes a container of `run` differ from its service.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct OneOff {
    /// The service as the command line changed it; it stands in for the project's.
    pub(crate) service: Service,
    /// The service's names on its networks.
    pub(crate) use_aliases: bool,
    /// Standard input is attached, and closed when the client goes.
    pub(crate) interactive: bool,
    /// The engine removes it when it ends.
    pub(crate) auto_remove: bool,
}

/// Whether the planner could compute the label of the config hash.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum ConfigHash {
    /// It is among the labels.
    #[default]
    Known,
    /// It covers ids of containers that the plan creates.
    AfterSubstitution,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct WaitFor {
    /// The service that is waited for.
    pub(crate) service: ServiceName,
    pub(crate) containers: Vec<Target>,
    pub(crate) condition: WaitCondition,
    /// Whether a failure is one, or a warning only.
    pub(crate) required: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum WaitCondition {
    Healthy,
    CompletedSuccessfully,
    /// Healthy, or running if it has no health check: `--wait`.
    RunningOrHealthy,
}

impl WaitCondition {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Healthy => "healthy",
            Self::CompletedSuccessfully => "completed successfully",
            Self::RunningOrHealthy => "running or healthy",
        }
    }
}
