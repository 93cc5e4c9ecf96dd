//! Decides: from a project, the observed state and options to a plan. Pure.
//!
//! A plan leaves nothing to decide: whoever carries it out substitutes ids that earlier steps produced, and nothing else.
//! The same inputs give the same plan, and planning on the state that a plan leaves gives an empty one.

mod builder;
pub(crate) mod cause;
pub(crate) mod check;
mod content;
mod create;
pub(crate) mod error;
pub(crate) mod hash;
pub(crate) mod operation;
pub(crate) mod options;
mod order;
pub(crate) mod references;
mod render;
mod rollout;
#[cfg(test)]
mod simulate;
mod state;
#[cfg(test)]
mod tests;
pub(crate) mod warning;

pub(crate) use create::up;
