//! The attributes of Compose files, a file a family: each from the text that a user writes to the request that an engine
//! gets. What is expected comes from the specification of the format, not from this program.
//!
//! A family is tested on six sides, where they make sense: the short form says what the long form says, a later file is
//! merged over an earlier one, `config` prints what reads back as the same, a fault has its text and its place, and the
//! body of the request is right.

mod build;
mod command;
mod configs;
mod credential_spec;
mod depends_on;
mod deploy;
mod develop;
mod devices;
mod dns;
mod environment;
mod expose;
mod extends;
mod hashes;
mod healthcheck;
mod hooks;
mod identity;
mod image;
mod include;
mod interpolation;
mod labels;
mod lifecycle;
mod links;
mod logging;
mod models;
mod name_and_version;
mod namespaces;
mod network;
mod networks;
mod nulls;
mod ports;
mod provider;
mod resources;
mod secrets;
mod security;
mod support;
mod volume;
mod volumes;
