//! Reads Compose files: text in, [`crate::model::project::Project`] and warnings out.

#[cfg(test)]
pub(crate) mod decode;
pub(crate) mod diagnose;
pub(crate) mod diagnostic;
pub(crate) mod discover;
pub(crate) mod dotenv;
pub(crate) mod environment;
pub(crate) mod go;
pub(crate) mod interpolate;
pub(crate) mod name;
pub(crate) mod render;
pub(crate) mod request;
pub(crate) mod scalar;
pub(crate) mod select;
pub(crate) mod source;
pub(crate) mod tree;
pub(crate) mod variables;
pub(crate) mod yaml;
