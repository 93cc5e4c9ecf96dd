//! `graph` and `alpha viz`: a picture of the application.

use std::path::Path;

use super::context::Context;
use crate::cli::args::alpha::VizArgs;
use crate::cli::args::graph::GraphArgs;
use crate::engine::{ContainerFilter, Engine};
use crate::error::{Error, Exit};
use crate::model::observed::ObservedContainer;
use crate::ui::graph::viz::{Viz, viz};
use crate::ui::graph::{self, Graph};

#[derive(Clone, Copy)]
enum Format {
    Tree,
    Mermaid,
    Dot,
    Svg,
}

pub(crate) async fn run(context: &Context, args: &GraphArgs) -> Result<Exit, Error> {
    let output = args.output.as_deref().filter(|output| !output.is_empty());
    let format = format(args.format.as_deref(), output)?;
    let project = context.project(&args.services, true)?;
    let containers = if args.no_state { None } else { containers(context, &project.name).await };
    let graph = Graph::of(&project, containers.as_deref());
    let text = match format {
        Format::Tree => tree(context, &graph, output.is_none()),
        Format::Mermaid => graph::mermaid(&graph),
        Format::Dot => graph::dot(&graph),
        Format::Svg => graph::svg(&graph),
    };
    context.write_data(output, &text)
}

pub(crate) fn viz_of(context: &Context, args: &VizArgs) -> Result<Exit, Error> {
    context.ui.status("viz command is EXPERIMENTAL");
    let size = usize::try_from(args.indentation_size)
        .map_err(|_| Error::failed(format!("invalid indentation size: {}", args.indentation_size)))?;
    let project = context.project(&[], false)?;
    let look = Viz {
        indent: if args.spaces { " " } else { "\t" }.repeat(size),
        networks: args.networks,
        ports: args.ports,
        image: args.image,
    };
    context.ui.line(&viz(&project, &look));
    Ok(Exit::Success)
}

/// By the flag, else by the end of the file's name.
fn format(flag: Option<&str>, output: Option<&str>) -> Result<Format, Error> {
    let extension = output.and_then(|output| Path::new(output).extension()?.to_str());
    match (flag.filter(|flag| !flag.is_empty()), extension) {
        (Some("tree"), _) => Ok(Format::Tree),
        (Some("mermaid"), _) | (None, Some("mmd" | "mermaid")) => Ok(Format::Mermaid),
        (Some("dot"), _) | (None, Some("dot" | "gv")) => Ok(Format::Dot),
        (Some("svg"), _) | (None, Some("svg")) => Ok(Format::Svg),
        (Some(other), _) => {
            let error = Error::failed(format!("invalid format {other:?}"));
            Err(error.with_hint("formats are tree, mermaid, dot and svg"))
        }
        (None, _) => Ok(Format::Tree),
    }
}

/// None when no engine answers: the picture then shows what the file says.
async fn containers(context: &Context, project: &str) -> Option<Vec<ObservedContainer>> {
    let engine = context.engine().await.ok()?;
    engine.list_containers(&ContainerFilter::of_project(project)).await.ok()
}

/// Colours and width are those of the terminal that it goes to.
fn tree(context: &Context, graph: &Graph, to_stdout: bool) -> String {
    let facts = &context.ui.options().facts;
    let columns = (to_stdout && facts.stdout_is_terminal).then_some(facts.width);
    let colors = to_stdout && context.ui.options().color_on_stdout;
    let mut text = graph::tree(graph, columns, colors).join("\n");
    text.push('\n');
    text
}
