//! `logs`: what containers have written.

use std::collections::BTreeSet;

use super::context::Context;
use crate::cli::args::logs::LogsArgs;
use crate::error::{Error, Exit};
use crate::model::service::Service;
use crate::session::logs::{LogsRequest, logs};
use crate::session::time::engine_time;
use crate::ui::logs::{LogPrinter, LogStyle};

pub(crate) async fn run(context: &Context, args: &LogsArgs) -> Result<Exit, Error> {
    args.validate()?;
    let (project, services) = scope(context, &args.services)?;
    let now = jiff::Timestamp::now();
    let time = |option, text: &Option<String>| {
        text.as_deref().filter(|text| !text.is_empty()).map(|text| engine_time(option, text, now)).transpose()
    };
    let request = LogsRequest {
        project,
        services: services.clone(),
        number: u32::try_from(args.index).ok().filter(|number| *number > 0),
        follow: args.follow,
        tail: Some(args.tail.clone()),
        since: time("since", &args.since).map_err(|error| Error::from_source(&error))?,
        until: time("until", &args.until).map_err(|error| Error::from_source(&error))?,
        timestamps: args.timestamps,
    };
    let style = LogStyle { prefix: !args.no_log_prefix, color: !args.no_color, ..LogStyle::default() };
    let names: Vec<String> = services.into_iter().flatten().collect();
    let printer = LogPrinter::new(&context.ui, style, &names);
    let engine = context.engine().await?;
    tokio::select! {
        result = logs(engine, &request, &printer) => result.map(|()| Exit::Success).map_err(Error::from),
        () = context.interrupts.first() => Err(Error::cancelled()),
        () = context.ui.stdout_closed() => Ok(Exit::Success),
    }
}

/// The project's name, and the services to show: those named, or all that want to be shown. A project that is known by
/// its name only shows everything.
fn scope(context: &Context, named: &[String]) -> Result<(String, Option<BTreeSet<String>>), Error> {
    match context.project_or_name(named, false)? {
        Ok(project) => {
            let shown = |service: &&Service| !named.is_empty() || service.attach != Some(false);
            let services = project.services.values().filter(shown).map(|service| service.name.to_string()).collect();
            Ok((project.name, Some(services)))
        }
        Err(name) => Ok((name, (!named.is_empty()).then(|| named.iter().cloned().collect()))),
    }
}
