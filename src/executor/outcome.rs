//! How a run ended.

use std::collections::BTreeMap;

use super::error::ExecuteError;
use crate::model::ids::ContainerId;
use crate::plan::operation::StepId;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum End {
    /// There was nothing left to do, or nothing more could be done after a failure.
    #[default]
    Finished,
    /// Interrupted once: what had begun came to its end.
    Interrupted,
    /// Interrupted twice: calls were dropped.
    Dropped,
}

#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// All of them, in the order in which they happened.
    pub(crate) failures: Vec<ExecuteError>,
    /// The containers that now exist, by the step that created them.
    pub(crate) created: BTreeMap<StepId, ContainerId>,
    /// What the engine remarked on containers that it created.
    pub(crate) warnings: Vec<String>,
    /// How many steps were not begun.
    pub(crate) skipped: usize,
    pub(crate) end: End,
}

impl Outcome {
    #[cfg(test)]
    pub(crate) fn is_success(&self) -> bool {
        self.failures.is_empty() && self.end == End::Finished
    }

    /// What to tell the user at the end: all failures, each once.
    pub(crate) fn messages(&self) -> Vec<String> {
        let mut messages = Vec::new();
        for failure in &self.failures {
            let text = failure.text();
            if !messages.contains(&text) {
                messages.push(text);
            }
        }
        messages
    }
}
