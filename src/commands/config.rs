//! `config`: the project as it was understood.

mod explain;

use super::context::Context;
use crate::cli::args::config::ConfigArgs;
use crate::error::{Error, Exit};
use crate::loader::request::LoadOptions;
use crate::loader::tree::{Map, Node};
use crate::loader::{Loaded, render, schema};
use crate::model::ids::ServiceName;
use crate::model::json::pretty;
use crate::model::naming;
use crate::model::project::Project;
use crate::plan::hash;
use crate::ui::table::{Layout, Table};

pub(crate) async fn run(context: &Context, args: &ConfigArgs) -> Result<Exit, Error> {
    if args.schema {
        // It is the same for every project: no file is read.
        return context.write_data(args.output.as_deref(), &(pretty(&schema::json::schema()) + "\n"));
    }
    let loaded = context.load(options(context, args))?;
    if let Some(what) = &args.explain {
        return context.write_data(args.output.as_deref(), &explain::explain(context, &loaded, args, what)?);
    }
    if wants_variables(args) {
        return variables(context, &loaded, args);
    }
    if args.no_interpolate && !lists_only(args) {
        if !args.selected.is_empty() {
            context.ui.warn("the services are ignored: --no-interpolate prints the whole file");
        }
        return context.write_data(args.output.as_deref(), &raw(&loaded, args)?);
    }
    if args.no_interpolate && args.services {
        let services = loaded.tree.get("services").and_then(Node::as_map);
        return context.write_data(args.output.as_deref(), &lines(services.into_iter().flat_map(Map::keys)));
    }
    // As in Docker Compose, these lists are those of all services.
    let all = args.services || args.networks || args.volumes || args.hash().is_some();
    let selected: &[String] = if all { &[] } else { &args.selected };
    // The process ends soon and takes the tree with it: to free its many small parts one by one is time for nothing.
    let origins = std::mem::ManuallyDrop::new(loaded.origins());
    let (mut project, warnings) = loaded.into_project(selected, true)?;
    context.say(&warnings);
    if !lists_only(args) && !args.no_consistency {
        origins.unique_names(&project)?;
    }
    if args.resolve_image_digests || args.lock_image_digests {
        super::digests::pin(context, &mut project).await?;
    }
    if args.lock_image_digests {
        project = super::digests::only_images(&project);
    }
    let text = text(&project, args)?;
    if args.quiet {
        context.findings.finish(&context.ui, &context.working_dir);
        return Ok(Exit::Success);
    }
    context.write_data(args.output.as_deref(), &text)
}

fn options(context: &Context, args: &ConfigArgs) -> LoadOptions {
    // For a list of the variables they must still be there.
    let keeps_variables = args.no_interpolate || wants_variables(args);
    // Names say nothing of what is in the files of services, which may be missing.
    let only_names = before_variables(args) && args.hash().is_none();
    LoadOptions {
        interpolate: !keeps_variables,
        // Values with variables in them seldom have the type that is wanted.
        decode: !keeps_variables || before_variables(args) && !args.services,
        normalize: !args.no_normalize,
        resolve_paths: !args.no_path_resolution,
        check_consistency: !args.no_consistency,
        resolve_env: !args.no_env_resolution && !only_names,
        keep_unused: context.global.all_resources,
        strict: context.settings.strict,
        record: args.explain.is_some(),
    }
}

/// Flags that print one thing of the project; the first in this order wins.
fn lists_only(args: &ConfigArgs) -> bool {
    before_variables(args) || args.environment
}

fn wants_variables(args: &ConfigArgs) -> bool {
    args.variables && !before_variables(args)
}

fn before_variables(args: &ConfigArgs) -> bool {
    args.services
        || args.volumes
        || args.networks
        || args.models
        || args.hash().is_some()
        || args.profiles
        || args.images
}

fn text(project: &Project, args: &ConfigArgs) -> Result<String, Error> {
    if args.services {
        return Ok(lines(crate::plan::order::in_order(project)));
    }
    if args.volumes {
        return Ok(lines(project.volumes.keys()));
    }
    if args.networks {
        return Ok(lines(project.networks.keys()));
    }
    if args.models {
        return Ok(lines(project.models.keys()));
    }
    if let Some(names) = args.hash() {
        return hashes(project, names);
    }
    if args.profiles {
        let all = project.services.values().chain(project.disabled_services.values());
        let mut profiles: Vec<&String> = all.flat_map(|service| &service.profiles).collect();
        profiles.sort();
        profiles.dedup();
        return Ok(lines(profiles));
    }
    if args.images {
        let mut images = Vec::new();
        for service in project.services.values() {
            images.push(naming::image_name(project, service));
            let of_hooks = service.pre_start.iter().map(|hook| hook.image.clone());
            images.extend(of_hooks.filter(|image| !image.is_empty()));
        }
        return Ok(lines(images));
    }
    if args.environment {
        return Ok(lines(project.environment.iter().map(|(name, value)| format!("{name}={value}"))));
    }
    match args.format.as_deref() {
        // What nobody reads is not written, unless its format is one that there is not.
        None | Some("" | "json" | "yaml") if args.quiet => Ok(String::new()),
        Some("json") => Ok(render::json(project)),
        None | Some("" | "yaml") => Ok(render::yaml(project)),
        Some(other) => Err(unsupported(other)),
    }
}

fn unsupported(format: &str) -> Error {
    Error::failed(format!("unsupported format {format:?}"))
}

fn raw(loaded: &Loaded, args: &ConfigArgs) -> Result<String, Error> {
    let value = loaded.tree.to_json();
    match args.format.as_deref() {
        Some("json") => Ok(render::raw_json(value)),
        None | Some("" | "yaml") => Ok(render::raw_yaml(value)),
        Some(other) => Err(unsupported(other)),
    }
}

fn hashes(project: &Project, names: &str) -> Result<String, Error> {
    let wanted: Vec<ServiceName> = match names {
        "*" => project.services.keys().cloned().collect(),
        names => names.split(',').map(ServiceName::from).collect(),
    };
    let mut rows = wanted
        .iter()
        .map(|name| match project.services.get(name) {
            Some(service) => Ok(format!("{name} {}", hash::service(service))),
            None => Err(Error::failed(format!("no such service: {name}: not found"))),
        })
        .collect::<Result<Vec<_>, _>>()?;
    rows.sort();
    Ok(lines(rows))
}

fn lines<T: ToString>(items: impl IntoIterator<Item = T>) -> String {
    items.into_iter().map(|item| item.to_string() + "\n").collect()
}

fn variables(context: &Context, loaded: &Loaded, args: &ConfigArgs) -> Result<Exit, Error> {
    let variables = loaded.variables();
    match args.format.as_deref() {
        Some(format @ ("json" | "yaml")) => {
            let entries = variables.iter().map(|(name, variable)| {
                let value = serde_json::json!({
                    "DefaultValue": variable.default_value,
                    "Name": name,
                    "PresenceValue": variable.alternate_value,
                    "Required": variable.required,
                });
                (name.clone(), value)
            });
            let value = serde_json::Value::Object(entries.collect());
            let text = if format == "json" { pretty(&value) } else { render::raw_yaml(value) };
            return context.write_data(args.output.as_deref(), &text);
        }
        None | Some("" | "table" | "pretty") => {}
        Some(other) => {
            return Err(Error::failed(format!("format value {other:?} could not be parsed: parsing failed")));
        }
    }
    let mut table = Table::new(Layout::WIDE, &["NAME", "REQUIRED", "DEFAULT VALUE", "ALTERNATE VALUE"]);
    for (name, variable) in variables {
        table.row(vec![name, variable.required.to_string(), variable.default_value, variable.alternate_value]);
    }
    table.print(&context.ui);
    Ok(Exit::Success)
}
