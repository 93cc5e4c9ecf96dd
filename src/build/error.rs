//! Why an image was not built.

use std::path::PathBuf;

use crate::engine::error::EngineError;

#[derive(Debug, thiserror::Error)]
pub(crate) enum BuildError {
    #[error("service {service:?} has no build section")]
    NoSection { service: String },
    #[error("service {service:?}: the classic builder doesn't support {feature}")]
    Unsupported { service: String, feature: &'static str },
    #[error("service {service:?}: build contexts that are not a local folder are not part of this version: {context}")]
    RemoteContext { service: String, context: String },
    #[error("service {service:?}: unable to prepare context: path \"{}\" not found", path.display())]
    NoContext { service: String, path: PathBuf },
    #[error("service {service:?}: failed to read dockerfile: open {}: no such file or directory", path.display())]
    NoDockerfile { service: String, path: PathBuf },
    #[error("{}: line {line}: {pattern:?} is no pattern", path.display())]
    Pattern { path: PathBuf, line: usize, pattern: String },
    #[error("cannot read {}", path.display())]
    Read { path: PathBuf, source: std::io::Error },
    #[error("service {service:?}: the build was refused")]
    Refused { service: String, source: EngineError },
    /// With the builder's last lines, which mostly say why.
    #[error("service {service:?}: failed to build at {step}\n{output}")]
    Step { service: String, step: String, output: String, source: Box<EngineError> },
    #[error("service {service:?}: the engine built no image and gave no reason")]
    NoImage { service: String },
}
