//! What the user should know of a plan; nothing of it stops the plan.

use std::fmt;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Warning {
    /// Names of containers whose services the project does not know.
    Orphans(Vec<String>),
    /// A network of a name that the project uses, made by something else.
    ForeignNetwork { name: String, owner: Option<String>, project: String },
    /// A volume of a name that the project uses, made by something else.
    ForeignVolume { name: String, owner: Option<String>, project: String },
    /// It stays, because the project did not make it.
    NotOurs { kind: &'static str, name: String },
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Orphans(names) => write!(
                f,
                "Found orphan containers ({}) for this project. If you removed or renamed this service in your compose \
                 file, you can run this command with the --remove-orphans flag to clean it up.",
                names.join(", ")
            ),
            Self::ForeignNetwork { name, owner: None, .. } => write!(
                f,
                "a network with name {name} exists but was not created by compose.\nSet `external: true` to use an \
                 existing network"
            ),
            Self::ForeignNetwork { name, owner: Some(_), project } => write!(
                f,
                "a network with name {name} exists but was not created for project \"{project}\".\nSet `external: \
                 true` to use an existing network"
            ),
            Self::ForeignVolume { name, owner: None, .. } => write!(
                f,
                "volume \"{name}\" already exists but was not created by Docker Compose. Use `external: true` to use \
                 an existing volume"
            ),
            Self::ForeignVolume { name, owner: Some(owner), project } => write!(
                f,
                "volume \"{name}\" already exists but was created for project \"{owner}\" (expected \"{project}\"). \
                 Use `external: true` to use an existing volume"
            ),
            Self::NotOurs { kind, name } => {
                write!(f, "{kind} \"{name}\" was not created for this project and is left in place")
            }
        }
    }
}
