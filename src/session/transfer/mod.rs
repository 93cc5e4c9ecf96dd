//! `cp` and `export`: files between containers and this machine, as streams that are never whole in memory.

pub(crate) mod destination;
pub(crate) mod download;
pub(crate) mod error;
pub(crate) mod listing;
pub(super) mod pack;
mod partial;
pub(crate) mod path;
mod source;
pub(crate) mod stream;
mod trailer;
mod unpack;
pub(crate) mod upload;
