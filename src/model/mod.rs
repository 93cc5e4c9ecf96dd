//! The Compose model and the observed state of an engine, as plain data.
//!
//! Everything else in the crate speaks in these types. This module imports nothing of the crate, does no I/O and knows
//! no clock. The structs of the Compose file derive `Serialize` in the key order of Docker Compose's own model, because
//! that order is part of the config hash (see [`crate::plan::hash`]), and `Deserialize` so that the loader decodes its
//! canonical tree into them.

pub(crate) mod api_version;
pub(crate) mod build;
pub(crate) mod bytes;
pub(crate) mod deploy;
pub(crate) mod develop;
pub(crate) mod duration;
pub(crate) mod env;
pub(crate) mod float;
pub(crate) mod healthcheck;
pub(crate) mod hosts;
pub(crate) mod ids;
pub(crate) mod json;
pub(crate) mod labels;
pub(crate) mod mount;
pub(crate) mod naming;
pub(crate) mod network;
pub(crate) mod observed;
pub(crate) mod port;
pub(crate) mod project;
pub(crate) mod resources;
pub(crate) mod scalar;
pub(crate) mod secret;
pub(crate) mod service;
pub(crate) mod shell;
pub(crate) mod span;
pub(crate) mod suggest;
pub(crate) mod usage;
pub(crate) mod volume;

/// Whether a value is its type's zero value: such fields are left out of every rendering, as Go's `omitempty` does.
pub(crate) fn is_zero<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
