//! Whole plans as text, from projects in a few lines of YAML and from states that earlier plans left.

mod support;
mod up;
