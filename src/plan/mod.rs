//! Decides: from a project, the observed state and options to a plan. Pure.

pub(crate) mod hash;
