//! `ps`: the containers of a project.

mod row;

use std::collections::BTreeSet;

use super::context::Context;
use super::named;
use crate::cli::args::ps::PsArgs;
use crate::engine::{ContainerFilter, Engine};
use crate::error::{Error, Exit};
use crate::model::ids::ContainerId;
use crate::model::labels;
use crate::model::observed::ObservedContainer;
use crate::plan;
use crate::ui::format::{Column, Format, View, print};
use crate::ui::table::Layout;
use crate::ui::template::{Row, TemplateError};

/// The columns of the table.
const COLUMNS: [Column; 7] = [
    Column { field: "Name", title: "NAME" },
    Column { field: "Image", title: "IMAGE" },
    Column { field: "Command", title: "COMMAND" },
    Column { field: "Service", title: "SERVICE" },
    Column { field: "RunningFor", title: "CREATED" },
    Column { field: "Status", title: "STATUS" },
    Column { field: "Ports", title: "PORTS" },
];

/// What else a template may name.
const MORE: [Column; 9] = [
    Column { field: "ID", title: "CONTAINER ID" },
    Column { field: "Names", title: "NAMES" },
    Column { field: "Project", title: "PROJECT" },
    Column { field: "State", title: "STATE" },
    Column { field: "Size", title: "SIZE" },
    Column { field: "Labels", title: "LABELS" },
    Column { field: "Mounts", title: "MOUNTS" },
    Column { field: "LocalVolumes", title: "LOCAL VOLUMES" },
    Column { field: "Networks", title: "NETWORKS" },
];

pub(crate) async fn run(context: &Context, args: &PsArgs) -> Result<Exit, Error> {
    let statuses = statuses(args)?;
    let known = context.project_or_name(&args.selected, false)?;
    let (name, services) = match &known {
        Ok(project) => (project.name.as_str(), Some(project)),
        Err(name) => (name.as_str(), None),
    };
    let all = args.all || !statuses.is_empty();
    let mut filter = ContainerFilter { all, statuses, size: asks_for_size(args), ..ContainerFilter::of_project(name) };
    if !all {
        filter.labels.push(format!("{}=False", labels::ONE_OFF));
    }
    let mut containers = context.engine().await?.list_containers(&filter).await?;
    if services.is_none() && !named::missing(&args.selected, &containers).is_empty() {
        named::check_without_file(context, name, &args.selected).await?;
    }
    containers.retain(|container| {
        let service = container.service();
        let service = service.as_ref().map_or("", |service| service.as_str());
        let selected = args.selected.is_empty() || args.selected.iter().any(|name| name == service);
        let is_known = services.is_none_or(|project| {
            project.services.contains_key(service) || project.disabled_services.contains_key(service)
        });
        selected && (args.orphans || is_known)
    });
    containers.sort_by(|a, b| a.name.cmp(&b.name));
    let drifted = services.map(|project| plan::drifted(project, &containers)).unwrap_or_default();
    show(context, args, &containers, &drifted)
}

/// `--status`, and `--filter status=`.
fn statuses(args: &PsArgs) -> Result<Vec<String>, Error> {
    let mut statuses = args.status.clone();
    if let Some(filter) = args.filter.as_deref().filter(|filter| !filter.is_empty()) {
        match filter.split_once('=') {
            None => return Err(Error::failed("arguments to --filter should be in form KEY=VAL")),
            Some(("status", status)) => statuses.push(status.to_owned()),
            Some(("source", _)) => return Err(Error::failed("not implemented")),
            Some((name, _)) => return Err(Error::failed(format!("unknown filter {name}"))),
        }
    }
    Ok(statuses)
}

/// The engine has to look through file systems for it, so it is not asked without need.
fn asks_for_size(args: &PsArgs) -> bool {
    args.format.as_deref().is_some_and(|format| format.contains(".Size"))
}

fn show(
    context: &Context,
    args: &PsArgs,
    containers: &[ObservedContainer],
    drifted: &BTreeSet<ContainerId>,
) -> Result<Exit, Error> {
    if args.quiet {
        for container in containers {
            context.ui.line(container.id.as_str());
        }
        return Ok(Exit::Success);
    }
    if args.services {
        let mut names: Vec<String> =
            containers.iter().filter_map(ObservedContainer::service).map(|name| name.to_string()).collect();
        names.sort();
        names.dedup();
        context.ui.line(&names.join("\n"));
        return Ok(Exit::Success);
    }
    let style = row::Style { now: jiff::Timestamp::now().as_second(), whole: args.no_trunc };
    let mut rows: Vec<Row> = containers.iter().map(|container| row::row(container, style)).collect();
    let titles: Vec<Column> = COLUMNS.into_iter().chain(MORE).collect();
    let view = View { layout: Layout::DOCKER, columns: &COLUMNS, titles: &titles };
    let failed = |error: TemplateError| Error::from_source(&error);
    let format = Format::parse(&context.format(args.format.as_deref(), "psFormat")).map_err(failed)?;
    if format == Format::Table {
        // Other formats are docker compose's, for scripts.
        let marked = rows.iter_mut().zip(containers).filter(|(_, container)| drifted.contains(&container.id));
        marked.for_each(|(row, _)| row::mark_as_drifted(row));
    }
    print(&context.ui, &format, view, &rows).map_err(failed)?;
    Ok(Exit::Success)
}
