//! `volumes`: those of a project, or those that some services have mounted.

use std::collections::BTreeSet;

use serde_json::json;

use super::context::Context;
use super::named;
use crate::cli::args::volumes::VolumesArgs;
use crate::engine::{ContainerFilter, Engine};
use crate::error::{Error, Exit};
use crate::model::labels;
use crate::model::observed::{ObservedContainer, ObservedVolume};
use crate::ui::format::{Column, Format, View, print};
use crate::ui::table::Layout;
use crate::ui::template::{Row, TemplateError};

const COLUMNS: [Column; 2] =
    [Column { field: "Driver", title: "DRIVER" }, Column { field: "Name", title: "VOLUME NAME" }];

/// What else a template may name.
const MORE: [Column; 8] = [
    Column { field: "Availability", title: "AVAILABILITY" },
    Column { field: "Group", title: "GROUP" },
    Column { field: "Labels", title: "LABELS" },
    Column { field: "Links", title: "LINKS" },
    Column { field: "Mountpoint", title: "MOUNTPOINT" },
    Column { field: "Scope", title: "SCOPE" },
    Column { field: "Size", title: "SIZE" },
    Column { field: "Status", title: "STATUS" },
];

/// Two fields to a volume: not what `raw` means elsewhere.
const RAW: &str = r"name: {{.Name}}\ndriver: {{.Driver}}\n";

pub(crate) async fn run(context: &Context, args: &VolumesArgs) -> Result<Exit, Error> {
    let failed = |error: TemplateError| Error::from_source(&error);
    let format = Format::parse(if args.format == "raw" { RAW } else { &args.format }).map_err(failed)?;
    let name = context.name_with(&args.services)?;
    let project = vec![labels::of_project(&name)];
    let engine = context.engine().await?;
    let mut volumes = if args.services.is_empty() {
        engine.list_volumes(&project).await?
    } else {
        let filter = ContainerFilter { all: true, labels: project.clone(), ..ContainerFilter::default() };
        let lists = futures_util::try_join!(engine.list_volumes(&project), engine.list_containers(&filter));
        let (volumes, containers) = lists?;
        let containers = named::select(context, &args.services, containers)?;
        let mounted = mounted(&containers);
        volumes.into_iter().filter(|volume| mounted.contains(volume.name.as_str())).collect()
    };
    volumes.sort_by(|a, b| a.name.cmp(&b.name));
    if args.quiet {
        for volume in &volumes {
            context.ui.line(&volume.name);
        }
        return Ok(Exit::Success);
    }
    let rows: Vec<Row> = volumes.iter().map(row).collect();
    let titles: Vec<Column> = COLUMNS.into_iter().chain(MORE).collect();
    let view = View { layout: Layout::DOCKER, columns: &COLUMNS, titles: &titles };
    print(&context.ui, &format, view, &rows).map_err(failed)?;
    Ok(Exit::Success)
}

/// The names of what running containers have mounted.
fn mounted(containers: &[ObservedContainer]) -> BTreeSet<&str> {
    let running = containers.iter().filter(|container| container.is_up());
    running.flat_map(|container| &container.mounts).map(|mount| mount.name.as_str()).collect()
}

/// The engine's list has no sizes, and the rest is about clusters.
fn row(volume: &ObservedVolume) -> Row {
    let labels: Vec<String> = volume.labels.iter().map(|(key, value)| format!("{key}={value}")).collect();
    let unknown = ["Availability", "Group", "Links", "Size", "Status"].map(|field| (field, json!("N/A")));
    let known = [
        ("Driver", json!(volume.driver)),
        ("Labels", json!(labels.join(","))),
        ("Mountpoint", json!(volume.mountpoint)),
        ("Name", json!(volume.name)),
        ("Scope", json!(volume.scope)),
    ];
    Row {
        type_name: "*formatter.volumeContext",
        fields: known.into_iter().chain(unknown).collect(),
        labels: volume.labels.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::observed::{ContainerState, ObservedMount};

    #[test]
    fn only_what_runs_counts_as_mounted() {
        let container = |state, volume: &str| ObservedContainer {
            state,
            mounts: vec![ObservedMount { name: volume.to_owned(), ..ObservedMount::default() }],
            ..ObservedContainer::default()
        };
        let containers = [container(ContainerState::Running, "p_data"), container(ContainerState::Exited, "p_old")];
        assert_eq!(mounted(&containers), BTreeSet::from(["p_data"]));
    }
}
