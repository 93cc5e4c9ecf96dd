//! What a command asks of its planner.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::ids::ServiceName;

/// Whether existing containers are replaced.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Recreate {
    /// Those that differ from what they should be.
    #[default]
    Diverged,
    Force,
    Never,
}

/// What happens to containers of services that the project does not know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Orphans {
    #[default]
    Warn,
    Remove,
    Ignore,
}

/// How far `up` goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Until {
    /// `create`, `up --no-start`.
    Created,
    #[default]
    Started,
    /// `--wait`: until everything runs, or is healthy where it has a health check.
    Healthy,
}

/// Of `up`, `create` and `scale`. The project holds the selected services and their dependencies (without `--no-deps`).
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct UpOptions {
    /// The services named on the command line; empty: all.
    pub(crate) selected: BTreeSet<ServiceName>,
    pub(crate) recreate: Recreate,
    /// For services that are there as dependencies only.
    pub(crate) recreate_dependencies: Recreate,
    /// `-V`; goes with [`Recreate::Force`].
    pub(crate) renew_anonymous_volumes: bool,
    /// `--scale`: instead of what the file says.
    pub(crate) scale: BTreeMap<ServiceName, u32>,
    pub(crate) orphans: Orphans,
    /// Networks and volumes that no service uses are made, too.
    pub(crate) all_resources: bool,
    pub(crate) until: Until,
    /// Seconds; `-t`.
    pub(crate) timeout: Option<i64>,
    /// Keys of volumes with another definition now, whose data the user agreed to lose (see [`super::questions`]).
    pub(crate) recreate_volumes: BTreeSet<String>,
}

/// Of `stop`.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct StopOptions {
    /// Empty: all.
    pub(crate) services: BTreeSet<ServiceName>,
    pub(crate) timeout: Option<i64>,
}

/// Of `start`.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct StartOptions {
    /// With what they depend on; empty: all.
    pub(crate) services: BTreeSet<ServiceName>,
    pub(crate) wait: bool,
}

/// Of `restart`. The project is the whole one.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct RestartOptions {
    /// Empty: all.
    pub(crate) services: BTreeSet<ServiceName>,
    pub(crate) no_deps: bool,
    pub(crate) timeout: Option<i64>,
}

/// Of `rm`.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct RemoveOptions {
    /// Empty: all.
    pub(crate) services: BTreeSet<ServiceName>,
    /// Stop what runs, and remove it too.
    pub(crate) stop: bool,
    pub(crate) force: bool,
    /// Anonymous volumes too.
    pub(crate) volumes: bool,
    pub(crate) timeout: Option<i64>,
}

/// Of `kill`.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct KillOptions {
    /// Empty: all.
    pub(crate) services: BTreeSet<ServiceName>,
    pub(crate) signal: String,
    /// Containers of services that the project does not know, too.
    pub(crate) orphans: bool,
}

/// Which images `down --rmi` removes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RemoveImages {
    /// Those that the project built.
    Local,
    All,
}

/// Of `down`.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct DownOptions {
    /// Empty: all.
    pub(crate) services: BTreeSet<ServiceName>,
    /// Also what depends on the named services: when the project is known by its labels only.
    pub(crate) include_dependents: bool,
    pub(crate) remove_orphans: bool,
    /// Named volumes of the project, and anonymous ones.
    pub(crate) volumes: bool,
    pub(crate) images: Option<RemoveImages>,
    pub(crate) timeout: Option<i64>,
}
