//! `stats`: what the containers of a project use, once or as it changes.

use std::collections::BTreeMap;

use serde_json::json;

use super::context::Context;
use super::{interruptible, named};
use crate::cli::args::stats::StatsArgs;
use crate::engine::{ContainerFilter, Engine};
use crate::error::{Error, Exit};
use crate::model::labels;
use crate::model::usage::Usage;
use crate::session::stats::{Reading, StatsRequest, follow, once};
use crate::ui::format::{Column, Format, View, render};
use crate::ui::table::Layout;
use crate::ui::template::{Row, TemplateError};
use crate::ui::{Live, size};

/// The columns of the table.
const COLUMNS: [Column; 8] = [
    Column { field: "ID", title: "CONTAINER ID" },
    Column { field: "Name", title: "NAME" },
    Column { field: "CPUPerc", title: "CPU %" },
    Column { field: "MemUsage", title: "MEM USAGE / LIMIT" },
    Column { field: "MemPerc", title: "MEM %" },
    Column { field: "NetIO", title: "NET I/O" },
    Column { field: "BlockIO", title: "BLOCK I/O" },
    Column { field: "PIDs", title: "PIDS" },
];

/// What a narrow terminal does without, first to last.
const EXPENDABLE: [&str; 5] = ["ID", "BlockIO", "NetIO", "PIDs", "MemPerc"];

/// What else a template may name.
const MORE: [Column; 1] = [Column { field: "Container", title: "CONTAINER" }];

pub(crate) async fn run(context: &Context, args: &StatsArgs) -> Result<Exit, Error> {
    let format =
        Format::parse(&context.format(args.format.as_deref(), "statsFormat")).map_err(|error| failed(&error))?;
    check(&format)?;
    interruptible(context, show(context, args, &format)).await
}

async fn show(context: &Context, args: &StatsArgs, format: &Format) -> Result<Exit, Error> {
    let facts = context.ui.options().facts;
    let mut wanted = vec![labels::of_project(&context.project_name()?)];
    let engine = context.engine().await?;
    if args.no_stream || args.service.is_some() {
        let filter = ContainerFilter { all: true, labels: wanted.clone(), ..ContainerFilter::default() };
        let named: Vec<String> = args.service.iter().cloned().collect();
        let containers = named::select(context, &named, engine.list_containers(&filter).await?)?;
        if args.no_stream {
            let readings = once(engine, args.all, containers).await?;
            let limit = facts.stdout_is_terminal.then_some(facts.width);
            context.ui.print(&text(format, &rows(&readings, args.no_trunc), limit)?);
            return Ok(Exit::Success);
        }
    }
    wanted.extend(args.service.iter().map(|service| format!("{}={service}", labels::SERVICE)));
    let request = StatsRequest { labels: wanted, all: args.all };
    let is_live = facts.stdout_is_terminal && matches!(format, Format::Table | Format::TableTemplate(_));
    let mut live = is_live.then(|| context.ui.live());
    let mut draw = |readings: &[Reading]| {
        let limit = live.as_ref().map(Live::columns);
        // Which fields there are was checked before.
        let text = text(format, &rows(readings, args.no_trunc), limit).unwrap_or_default();
        match &mut live {
            Some(live) => live.draw(&text),
            None => context.ui.print(&text),
        }
    };
    if is_live {
        draw(&[]);
    }
    Err(follow(engine, &request, draw).await.into())
}

/// A template that names what does not exist is wrong before anything is read.
fn check(format: &Format) -> Result<(), Error> {
    let none = Reading { id: "".into(), name: String::new(), usage: None };
    text(format, &rows(&[none], false), None).map(|_| ())
}

/// The text, within so many columns.
fn text(format: &Format, rows: &[Row], limit: Option<usize>) -> Result<String, Error> {
    let titles: Vec<Column> = COLUMNS.into_iter().chain(MORE).collect();
    let mut columns = COLUMNS.to_vec();
    let draw = |columns: &[Column], limit| {
        let view = View { layout: Layout::DOCKER, columns, titles: &titles };
        render(format, view, rows, limit).map_err(|error| failed(&error))
    };
    if let (Format::Table, Some(limit)) = (format, limit) {
        let fits = |text: &str| text.lines().all(|line| line.chars().count() <= limit);
        for field in EXPENDABLE {
            if fits(&draw(&columns, None)?) {
                break;
            }
            columns.retain(|column| column.field != field);
        }
    }
    draw(&columns, limit)
}

fn failed(error: &TemplateError) -> Error {
    Error::from_source(error)
}

fn rows(readings: &[Reading], whole: bool) -> Vec<Row> {
    readings.iter().map(|reading| row(reading, whole)).collect()
}

fn row(reading: &Reading, whole: bool) -> Row {
    let told = |text: fn(&Usage) -> String, unknown: &str| {
        let usage = reading.usage.as_ref();
        json!(usage.map_or_else(|| unknown.to_owned(), text))
    };
    let id = if whole { reading.id.as_str() } else { reading.id.short() };
    let fields = [
        ("BlockIO", told(|usage| pair(usage.read, usage.written, size::short), "--")),
        ("CPUPerc", told(|usage| format!("{:.2}%", usage.cpu_percent), "--")),
        ("Container", json!(reading.id.as_str())),
        ("ID", json!(id)),
        ("MemPerc", told(|usage| format!("{:.2}%", usage.memory_percent()), "--")),
        ("MemUsage", told(|usage| pair(usage.memory, usage.memory_limit, size::binary), "-- / --")),
        ("Name", json!(reading.name)),
        ("NetIO", told(|usage| pair(usage.received, usage.sent, size::short), "--")),
        ("PIDs", told(|usage| usage.pids.to_string(), "--")),
    ];
    Row { type_name: "*container.statsContext", fields: fields.into_iter().collect(), labels: BTreeMap::new() }
}

fn pair(first: u64, second: u64, text: fn(u64) -> String) -> String {
    format!("{} / {}", text(first), text(second))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(usage: Option<Usage>) -> Reading {
        Reading { id: "0123456789abcdef".into(), name: "p_web_1".to_owned(), usage }
    }

    fn shown(format: &str, readings: &[Reading]) -> String {
        text(&Format::parse(format).unwrap(), &rows(readings, false), None).unwrap()
    }

    #[test]
    fn a_narrow_terminal_keeps_the_names() {
        let rows = rows(&[reading(Some(Usage::default()))], false);
        let first = |limit| text(&Format::Table, &rows, Some(limit)).unwrap().lines().next().map(str::to_owned);
        assert_eq!(first(110).unwrap().split_whitespace().next(), Some("CONTAINER"));
        assert_eq!(
            first(80).as_deref(),
            Some("NAME      CPU %     MEM USAGE / LIMIT   MEM %     NET I/O   BLOCK I/O   PIDS")
        );
        assert_eq!(first(45).as_deref(), Some("NAME      CPU %     MEM USAGE / LIMIT   MEM %"));
    }

    #[test]
    fn figures_as_docker_writes_them() {
        let usage = Usage {
            cpu_percent: 123.456,
            memory: 3_281_000,
            memory_limit: 25_276_000_000,
            received: 1940,
            sent: 126,
            read: 0,
            written: 4096,
            pids: 5,
        };
        let table = shown("", &[reading(Some(usage)), reading(None)]);
        let lines: Vec<&str> = table.lines().collect();
        assert_eq!(
            lines,
            [
                "CONTAINER ID   NAME      CPU %     MEM USAGE / LIMIT     MEM %     NET I/O         BLOCK I/O    PIDS",
                "0123456789ab   p_web_1   123.46%   3.129MiB / 23.54GiB   0.01%     1.94kB / 126B   0B / 4.1kB   5",
                "0123456789ab   p_web_1   --        -- / --               --        --              --           --",
            ]
        );
        let json = shown("json", &[reading(Some(usage))]);
        assert!(
            json.starts_with(r#"{"BlockIO":"0B / 4.1kB","CPUPerc":"123.46%","Container":"0123456789abcdef","ID":"#)
        );
        assert_eq!(shown("{{.PIDs}} {{.MemPerc}}", &[reading(Some(Usage::default()))]), "0 0.00%\n");
    }

    #[test]
    fn a_wrong_field_is_noticed_before_anything_is_read() {
        let error = check(&Format::parse("{{.Nope}}").unwrap()).unwrap_err();
        assert!(error.to_string().ends_with("can't evaluate field Nope in type *container.statsContext"), "{error}");
        assert!(check(&Format::Table).is_ok());
    }
}
