//! Builds images for the commands that need some.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::buildx;
use super::context::Context;
use super::outside;
use crate::build::bake::BakeOptions;
use crate::build::{self, BuildOptions, Choice, Machine, Output, Report};
use crate::error::{Error, chain};
use crate::event::EventSink;
use crate::model::ids::ServiceName;
use crate::model::project::Project;
use crate::ui::options::ProgressMode;

/// What has come of it.
#[derive(Default)]
pub(super) struct Made {
    /// The ids of the images, by service.
    pub(super) images: BTreeMap<ServiceName, String>,
    pub(super) failures: Vec<String>,
}

/// Builds the images of services, all that can be built. What the builder has to say against a Dockerfile is said at the end.
pub(super) async fn build(
    context: &Context,
    (project, services): (&Project, &[ServiceName]),
    options: &BuildOptions,
    quiet: bool,
    sink: &dyn EventSink,
) -> Result<Made, Error> {
    if services.is_empty() {
        return Ok(Made::default());
    }
    if let Some(builder) = buildx::other_builder(context, None) {
        let options = completed(context, options).await?;
        buildx::bake(context, (project, services), &options, (&builder, BakeOptions::default()), quiet).await?;
        return Ok(Made::default());
    }
    let engine = context.engine().await?;
    let options = completed(context, options).await?;
    let line = |line: &str| context.ui.outside(line);
    let report = Report::new(sink, &line, output(context.ui.options().mode, quiet));
    let work = build::build(engine, (project, services), &options, machine(context), report);
    let results = context.interruptible(work).await?.map_err(|error| Error::failed(chain(&error)))?;
    context.say_complaints();
    let mut made = Made::default();
    let mut warnings = Vec::new();
    for (service, result) in results {
        match result {
            Ok(built) => {
                warnings.extend(built.warnings.iter().map(|warning| format!("{service}: {warning}")));
                made.images.insert(service, built.image);
            }
            Err(error) => made.failures.push(chain(&error)),
        }
    }
    for warning in &warnings {
        context.ui.warn(warning);
    }
    Ok(made)
}

/// With what the environment and docker's configuration add.
pub(super) async fn completed(context: &Context, options: &BuildOptions) -> Result<BuildOptions, Error> {
    let builder = choice(context.variable("DOCKER_BUILDKIT"))?;
    let registry_config = match builder {
        Choice::Kit => None,
        Choice::Best | Choice::Classic => context.keyring().registry_config().await,
    };
    Ok(BuildOptions {
        builder,
        registry_config,
        proxies: outside::proxies(context),
        limit: context.settings.parallel.unwrap_or(0),
        ..options.clone()
    })
}

pub(super) fn machine(context: &Context) -> Machine {
    Machine { keyring: Arc::clone(context.keyring()), environment: context.environment.clone() }
}

fn output(mode: ProgressMode, quiet: bool) -> Output {
    match mode {
        _ if quiet => Output::Nothing,
        ProgressMode::Tty => Output::Steps,
        ProgressMode::Plain => Output::Lines,
        ProgressMode::Json => Output::Raw,
        ProgressMode::Quiet => Output::Nothing,
    }
}

/// `DOCKER_BUILDKIT` as docker reads it.
fn choice(variable: Option<&str>) -> Result<Choice, Error> {
    match variable {
        None => Ok(Choice::Best),
        Some("1" | "t" | "T" | "true" | "TRUE" | "True") => Ok(Choice::Kit),
        Some("0" | "f" | "F" | "false" | "FALSE" | "False") => Ok(Choice::Classic),
        Some(other) => Err(Error::failed(format!(
            "DOCKER_BUILDKIT environment variable expects boolean value: strconv.ParseBool: parsing \"{other}\": invalid syntax"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_variable_is_a_boolean() {
        assert_eq!(choice(None).ok(), Some(Choice::Best));
        assert_eq!(choice(Some("0")).ok(), Some(Choice::Classic));
        assert_eq!(choice(Some("true")).ok(), Some(Choice::Kit));
        assert!(choice(Some("yes")).err().is_some_and(|error| error.to_string().contains("\"yes\": invalid syntax")));
    }
}
