//! Decides: from a project, the observed state and options to a plan. Pure.
//!
//! A plan leaves nothing to decide: whoever carries it out substitutes ids that earlier steps produced, and nothing else.
//! The same inputs give the same plan, and planning on the state that a plan leaves gives an empty one.

pub(crate) mod cause;
pub(crate) mod error;
pub(crate) mod hash;
pub(crate) mod operation;
pub(crate) mod options;
pub(crate) mod references;
pub(crate) mod warning;
