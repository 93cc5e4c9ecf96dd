//! What the schema cannot say: rules about values, and whether a project is consistent.

pub(crate) mod consistency;
mod cycles;
mod service;
pub(crate) mod values;
