//! `logs`: what containers have written.

use std::collections::BTreeSet;

use super::context::Context;
use super::{named, replica};
use crate::cli::args::logs::LogsArgs;
use crate::error::{Error, Exit};
use crate::model::service::Service;
use crate::session::logs::{LogsRequest, logs};
use crate::session::time::engine_time;
use crate::ui::logs::{LogPrinter, LogStyle};

pub(crate) async fn run(context: &Context, args: &LogsArgs) -> Result<Exit, Error> {
    args.validate()?;
    let Scope { project, services, all, has_file } = scope(context, &args.services)?;
    let now = jiff::Timestamp::now();
    let time = |option, text: &Option<String>| {
        text.as_deref().filter(|text| !text.is_empty()).map(|text| engine_time(option, text, now)).transpose()
    };
    let request = LogsRequest {
        project,
        services,
        number: u32::try_from(args.index).ok().filter(|number| *number > 0),
        follow: args.follow,
        tail: Some(args.tail.clone()),
        since: time("since", &args.since).map_err(|error| Error::from_source(&error))?,
        until: time("until", &args.until).map_err(|error| Error::from_source(&error))?,
        timestamps: args.timestamps,
    };
    let style = LogStyle { prefix: !args.no_log_prefix, color: !args.no_color, ..LogStyle::default() };
    let printer = LogPrinter::new(&context.ui, style, &all);
    let engine = context.engine().await?;
    let work = async {
        let found = printer.gathering(logs(engine, &request, &printer)).await?;
        if !has_file && args.services.iter().any(|service| !found.contains(service)) {
            named::check_without_file(context, &request.project, &args.services).await?;
        }
        match &args.services[..] {
            [service] if args.index > 0 && found.is_empty() => replica::missing(context, service, args.index).await,
            _ => Ok(Exit::Success),
        }
    };
    super::interruptible(context, work).await
}

/// Whose output is shown.
struct Scope {
    project: String,
    /// `None`: of everything that the project has.
    services: Option<BTreeSet<String>>,
    /// All services that the project knows; their colours follow from it, whichever of them are shown.
    all: Vec<String>,
    has_file: bool,
}

/// The services that were named, or all that want to be shown. A project that is known by its name only shows everything.
fn scope(context: &Context, named: &[String]) -> Result<Scope, Error> {
    match context.project_or_name(named, false)? {
        Ok(project) => {
            let shown = |service: &&Service| !named.is_empty() || service.attach != Some(false);
            let services = project.services.values().filter(shown).map(|service| service.name.to_string()).collect();
            let all =
                project.services.keys().chain(project.disabled_services.keys()).map(ToString::to_string).collect();
            Ok(Scope { project: project.name, services: Some(services), all, has_file: true })
        }
        Err(project) => {
            let services = (!named.is_empty()).then(|| named.iter().cloned().collect());
            Ok(Scope { project, services, all: Vec::new(), has_file: false })
        }
    }
}
