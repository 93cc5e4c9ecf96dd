//! Why an image was not built.

use std::path::PathBuf;

use super::kit::Place;
use super::kit::wire::WireError;
use crate::engine::error::EngineError;

#[derive(Debug, thiserror::Error)]
pub(crate) enum BuildError {
    #[error("service {service:?} has no build section")]
    NoSection { service: String },
    #[error(
        "service {service:?}: the classic builder doesn't support {feature}, set DOCKER_BUILDKIT=1 to use BuildKit"
    )]
    Unsupported { service: String, feature: &'static str },
    #[error("service {service:?}: the engine's BuildKit does not build with {what}")]
    NotByKit { service: String, what: String },
    #[error("service {service:?}: the BuildKit of this engine is too old for {feature}: Docker 23.0 or newer has it")]
    TooOld { service: String, feature: &'static str },
    #[error(
        "service {service:?}: {feature} needs an engine with the containerd image store, or another builder (--builder)"
    )]
    NeedsImageStore { service: String, feature: &'static str },
    #[error(
        "service {service:?}: the classic builder takes local folders only, set DOCKER_BUILDKIT=1 to use BuildKit: {context}"
    )]
    RemoteContext { service: String, context: String },
    #[error("service {service:?}: unable to prepare context: path \"{}\" not found", path.display())]
    NoContext { service: String, path: PathBuf },
    #[error("service {service:?}: failed to read dockerfile: open {}: no such file or directory", path.display())]
    NoDockerfile { service: String, path: PathBuf },
    #[error("service {service:?}: build secret {secret:?}: {why}")]
    Secret { service: String, secret: String, why: String },
    #[error("service {service:?}: ssh key {key:?}: {why}")]
    Ssh { service: String, key: String, why: String },
    #[error("service {service:?}: {key}: {text:?} is neither an image nor type=…,key=value")]
    CacheEntry { service: String, key: &'static str, text: String },
    #[error("builds need each other: {}", circle.join(" -> "))]
    Circle { circle: Vec<String> },
    #[error("service {service:?}: not built, since {needed:?} was not")]
    Needs { service: String, needed: String },
    #[error("{}: line {line}: {pattern:?} is no pattern", path.display())]
    Pattern { path: PathBuf, line: usize, pattern: String },
    #[error("cannot read {}", path.display())]
    Read { path: PathBuf, source: std::io::Error },
    #[error("service {service:?}: the builder of this engine does not check Dockerfiles: Docker 27.0 or newer does")]
    NoCheck { service: String },
    #[error("BuildKit is asked for, but this engine has none")]
    NoKit,
    #[error("the engine's builder cannot be asked")]
    NoBuilder { source: EngineError },
    #[error("the engine's builder does not answer")]
    Wire { source: WireError },
    #[error("service {service:?}: the build was refused")]
    Refused { service: String, source: EngineError },
    /// With the builder's last lines, which mostly say why.
    #[error("service {service:?}: failed to build at {step}\n{output}")]
    Step { service: String, step: String, output: String, source: Box<EngineError> },
    #[error(transparent)]
    KitStep(Box<StepFailure>),
    #[error("service {service:?}: failed to build{}", at(place.as_ref()))]
    Kit { service: String, place: Option<Place>, source: WireError },
    #[error("service {service:?}: the engine built no image and gave no reason")]
    NoImage { service: String },
}

/// A step of BuildKit's that failed, with its last lines below.
#[derive(Debug, thiserror::Error)]
#[error("service {service:?}: failed to build at {step}{}: {cause}{}", at(place.as_ref()), under(output))]
pub(crate) struct StepFailure {
    pub(super) service: String,
    pub(super) step: String,
    pub(super) place: Option<Place>,
    pub(super) output: String,
    pub(super) cause: String,
}

fn at(place: Option<&Place>) -> String {
    place.map(|place| format!(" ({place})")).unwrap_or_default()
}

fn under(output: &str) -> String {
    if output.is_empty() { String::new() } else { format!("\n{output}") }
}
