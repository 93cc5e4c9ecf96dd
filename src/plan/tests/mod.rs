//! Whole plans as text, from projects in a few lines of YAML and from states that earlier plans left.

mod decisions;
mod hooks;
mod one_off;
mod repair;
pub(in crate::plan) mod support;
mod up;
mod verbs;
