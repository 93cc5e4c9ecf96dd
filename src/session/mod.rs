//! What stays open: output of containers, their lives, and the user's interruptions.

pub(crate) mod attach;
pub(crate) mod conversation;
pub(crate) mod detach;
pub(crate) mod error;
pub(crate) mod exec;
mod follow;
pub(crate) mod join;
mod lines;
pub(crate) mod logs;
mod merge;
pub(crate) mod oneoff;
pub(crate) mod plugins;
pub(crate) mod provider;
mod proxy;
pub(crate) mod scope;
pub(crate) mod shortcuts;
pub(crate) mod signals;
pub(crate) mod stats;
mod terminal;
#[cfg(test)]
mod test_support;
pub(crate) mod time;
pub(crate) mod transfer;
pub(crate) mod wait;
pub(crate) mod watch;
