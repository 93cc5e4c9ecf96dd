//! Decides: from a project, the observed state and options to a plan. Pure.
//!
//! A plan leaves nothing to decide: whoever carries it out substitutes ids that earlier steps produced, and nothing else.
//! The same inputs give the same plan, and planning on the state that a plan leaves gives an empty one.

mod builder;
pub(crate) mod cause;
#[cfg(test)]
mod check;
mod closer;
mod content;
mod create;
mod down;
pub(crate) mod error;
mod from_labels;
pub(crate) mod hash;
mod hooks;
pub(crate) mod images;
pub(crate) mod operation;
pub(crate) mod options;
pub(crate) mod order;
mod pre_start;
pub(crate) mod preflight;
pub(crate) mod pull;
pub(crate) mod push;
pub(crate) mod questions;
pub(crate) mod references;
mod remove;
mod render;
mod restart;
mod rollout;
mod signal;
#[cfg(test)]
mod simulate;
mod start;
mod state;
mod stop;
mod teardown;
#[cfg(test)]
pub(in crate::plan) mod tests;
pub(crate) mod warning;

pub(crate) use closer::closer_look;
pub(crate) use create::{OneOffRequest, drifted, run, up};
pub(crate) use down::down;
pub(crate) use from_labels::from_labels;
pub(crate) use remove::remove;
pub(crate) use restart::restart;
pub(crate) use signal::{kill, pause, unpause};
pub(crate) use start::start;
pub(crate) use stop::stop;
