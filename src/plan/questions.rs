//! What the user must be asked before a plan can be made or carried out.

use std::fmt;

use super::create::volumes;
use super::operation::{Operation, Plan};
use crate::model::observed::Observed;
use crate::model::project::Project;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Question {
    /// Yes puts the key into [`super::options::UpOptions::recreate_volumes`].
    RecreateVolume { key: String, name: String },
    /// Yes lets the plan of `rm` be carried out.
    Remove(Vec<String>),
}

impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RecreateVolume { name, .. } => write!(
                f,
                "Volume \"{name}\" exists but doesn't match configuration in compose file. Recreate (data will be \
                 lost)?"
            ),
            Self::Remove(names) => write!(f, "Going to remove {}", names.join(", ")),
        }
    }
}

/// Before `up`: one question for each volume whose definition is another one now.
pub(crate) fn volumes(project: &Project, observed: &Observed) -> Vec<Question> {
    let diverged = volumes::diverged(project, observed).into_iter();
    diverged.map(|(key, volume)| Question::RecreateVolume { key: key.to_owned(), name: volume.name.clone() }).collect()
}

/// Before `rm`. `None`: there is nothing to remove.
pub(crate) fn removal(plan: &Plan) -> Option<Question> {
    let names = plan.steps.iter().filter_map(|step| match &step.operation {
        Operation::RemoveContainer { target, .. } => Some(target.name.clone()),
        _other => None,
    });
    Some(names.collect::<Vec<_>>()).filter(|names| !names.is_empty()).map(Question::Remove)
}
