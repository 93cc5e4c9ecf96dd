//! docker-rcompose: a Docker CLI plugin that runs applications of many containers from a Compose file.
//!
//! ARCHITECTURE.md says which module does what and who may import whom; `tests/tidy.rs` enforces it.

mod build;
mod cli;
mod commands;
mod convert;
mod engine;
mod event;
mod executor;
mod loader;
mod model;
mod plan;
mod session;
mod ui;
