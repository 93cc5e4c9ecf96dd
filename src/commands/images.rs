//! `images`: what the containers of a project were made from.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::try_join_all;
use serde::Serialize;

use super::context::Context;
use super::named;
use crate::cli::args::images::ImagesArgs;
use crate::engine::reference::Reference;
use crate::engine::{ContainerFilter, Engine};
use crate::error::{Error, Exit};
use crate::model::observed::{ObservedContainer, ObservedImage};
use crate::ui::format::PlainFormat;
use crate::ui::table::{Layout, Table};
use crate::ui::{json, size, words};

const TITLES: [&str; 7] = ["CONTAINER", "REPOSITORY", "TAG", "PLATFORM", "IMAGE ID", "SIZE", "CREATED"];

/// A container's image, in the order of the JSON form.
#[derive(Debug, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Listed {
    #[serde(rename = "ID")]
    id: String,
    container_name: String,
    /// Empty: it was made from an id, or the name has moved on.
    repository: String,
    tag: String,
    /// Empty: the image is gone.
    platform: String,
    size: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    created: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_tag_time: Option<String>,
}

/// One list of containers, and an inspection an image: only that tells the platform.
pub(crate) async fn run(context: &Context, args: &ImagesArgs) -> Result<Exit, Error> {
    let format = PlainFormat::parse(&args.format).map_err(|error| Error::from_source(&error))?;
    let filter = ContainerFilter::of_project(&context.project_name()?);
    let engine = context.engine().await?;
    let mut containers = named::select(context, &args.services, engine.list_containers(&filter).await?)?;
    containers.sort_by(|a, b| a.name.cmp(&b.name));
    if args.quiet {
        let mut seen = BTreeSet::new();
        for id in containers.iter().map(|container| bare(&container.image_id)).filter(|id| seen.insert(*id)) {
            context.ui.line(id);
        }
        return Ok(Exit::Success);
    }
    let images = images(engine, &containers).await?;
    let listed: Vec<Listed> = containers.iter().map(|container| listed(container, &images)).collect();
    match format {
        // An empty line follows, and nothing is null, as scripts know it.
        PlainFormat::Json if listed.is_empty() => context.ui.line("null\n"),
        PlainFormat::Json => context.ui.line(&format!("{}\n", json::to_line(&listed))),
        PlainFormat::Table => table(&listed, jiff::Timestamp::now().as_second()).print(&context.ui),
    }
    Ok(Exit::Success)
}

async fn images(
    engine: &impl Engine,
    containers: &[ObservedContainer],
) -> Result<BTreeMap<String, ObservedImage>, Error> {
    let ids: BTreeSet<&str> = containers.iter().map(|container| container.image_id.as_str()).collect();
    let found = try_join_all(ids.iter().map(|id| engine.inspect_image(id))).await?;
    Ok(ids.into_iter().zip(found).filter_map(|(id, image)| Some((id.to_owned(), image?))).collect())
}

fn listed(container: &ObservedContainer, images: &BTreeMap<String, ObservedImage>) -> Listed {
    // The engine shows an id where the name stands for another image by now.
    let (repository, tag) = if container.image.starts_with("sha256:") {
        Default::default()
    } else {
        let reference = Reference::parse(&container.image);
        let tag = reference.tag.clone().filter(|_| reference.digest.is_none());
        (reference.familiar_name(), tag.unwrap_or_default())
    };
    let image = images.get(&container.image_id);
    // The engine's zero is the year 1.
    let time = |text: &String| (!text.is_empty() && !text.starts_with("0001-")).then(|| text.clone());
    Listed {
        id: container.image_id.clone(),
        container_name: container.name.clone(),
        repository,
        tag,
        platform: image.map(|image| image.platform.clone()).unwrap_or_default(),
        size: image.map_or(0, |image| image.size),
        created: image.and_then(|image| time(&image.built)),
        last_tag_time: image.and_then(|image| time(&image.last_tag_time)),
    }
}

fn table(rows: &[Listed], now: i64) -> Table {
    let or = |text: &str, otherwise: &str| if text.is_empty() { otherwise.to_owned() } else { text.to_owned() };
    let mut table = Table::new(Layout::WIDE, &TITLES);
    for row in rows {
        let built = row.created.as_ref().and_then(|text| text.parse::<jiff::Timestamp>().ok());
        table.row(vec![
            row.container_name.clone(),
            or(&row.repository, "<none>"),
            or(&row.tag, "<none>"),
            or(&row.platform, "N/A"),
            bare(&row.id).chars().take(12).collect(),
            size::short(u64::try_from(row.size).unwrap_or(0)),
            built.map_or_else(|| "N/A".to_owned(), |built| words::ago(built.as_second(), now)),
        ]);
    }
    table
}

/// An id without its kind.
fn bare(id: &str) -> &str {
    id.split_once(':').map_or(id, |(_kind, hex)| hex)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn container(image: &str, image_id: &str) -> ObservedContainer {
        ObservedContainer {
            name: "p_web_1".to_owned(),
            image: image.to_owned(),
            image_id: image_id.to_owned(),
            ..ObservedContainer::default()
        }
    }

    fn images() -> BTreeMap<String, ObservedImage> {
        let image = ObservedImage {
            size: 1_982_286,
            platform: "linux/amd64".to_owned(),
            built: "2026-11-24T12:00:00.5Z".to_owned(),
            last_tag_time: "0001-01-01T00:00:00Z".to_owned(),
            ..ObservedImage::default()
        };
        BTreeMap::from([("sha256:aa".to_owned(), image)])
    }

    #[test]
    fn the_json_form_leaves_out_times_that_nobody_knows() {
        let found = listed(&container("reg:5000/team/web", "sha256:aa"), &images());
        assert_eq!(
            json::to_line(&found),
            r#"{"ID":"sha256:aa","ContainerName":"p_web_1","Repository":"reg:5000/team/web","Tag":"latest","Platform":"linux/amd64","Size":1982286,"Created":"2026-11-24T12:00:00.5Z"}"#
        );
    }

    #[test]
    fn what_is_gone_or_has_lost_its_name_is_still_listed() {
        let now = "2026-11-24T12:06:01Z".parse::<jiff::Timestamp>().unwrap().as_second();
        let rows = [
            listed(&container("sha256:aa", "sha256:aa"), &images()),
            listed(&container("web:1@sha256:cc", "sha256:bb"), &images()),
        ];
        let text = table(&rows, now).render(None);
        let cells: Vec<Vec<&str>> =
            text.lines().skip(1).map(|line| line.split("  ").map(str::trim).collect()).collect();
        let cells: Vec<Vec<&str>> =
            cells.into_iter().map(|row| row.into_iter().filter(|cell| !cell.is_empty()).collect()).collect();
        assert_eq!(cells[0], ["p_web_1", "<none>", "<none>", "linux/amd64", "aa", "1.98MB", "6 minutes ago"]);
        assert_eq!(cells[1], ["p_web_1", "web", "<none>", "N/A", "bb", "0B", "N/A"]);
    }
}
