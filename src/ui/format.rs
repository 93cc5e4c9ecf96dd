//! `--format`: rows as a table, as JSON objects, or by a template.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Ui;
use super::json;
use super::table::{Layout, Table};
use super::template::{Row, Template, TemplateError};

/// A column that formats know: a field and its title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) field: &'static str,
    pub(crate) title: &'static str,
}

/// How rows are shown.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Format {
    /// Of the columns that the command shows by itself.
    Table,
    /// One object a line.
    Json,
    /// `key: value` lines.
    Raw,
    /// Once for each row.
    Template(Template),
    /// In aligned columns below a line of titles.
    TableTemplate(Template),
}

impl Format {
    /// `table`, `json`, `raw`, `table TEMPLATE`, `TEMPLATE`. `\t` and `\n` may be written out.
    pub(crate) fn parse(text: &str) -> Result<Self, TemplateError> {
        let template = |source: &str| Template::parse(&source.replace("\\t", "\t").replace("\\n", "\n"));
        match text.trim() {
            "" | "table" => Ok(Self::Table),
            "json" => Ok(Self::Json),
            "raw" => Ok(Self::Raw),
            text => match text.strip_prefix("table") {
                Some(columns) => Ok(Self::TableTemplate(template(columns.trim_matches(' '))?)),
                None => Ok(Self::Template(template(text)?)),
            },
        }
    }
}

/// `--format` of commands that know no templates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PlainFormat {
    Table,
    /// One value for all rows.
    Json,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("format value {0:?} could not be parsed: parsing failed")]
pub(crate) struct UnknownFormat(String);

impl PlainFormat {
    pub(crate) fn parse(text: &str) -> Result<Self, UnknownFormat> {
        match text.to_lowercase().as_str() {
            "" | "table" | "pretty" => Ok(Self::Table),
            "json" => Ok(Self::Json),
            _ => Err(UnknownFormat(text.to_owned())),
        }
    }
}

/// What a command shows by itself, and what its fields are called.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View<'a> {
    pub(crate) layout: Layout,
    /// The columns of the plain table.
    pub(crate) columns: &'a [Column],
    /// Titles for `table TEMPLATE`; a field without one shows `<no value>`.
    pub(crate) titles: &'a [Column],
}

/// Prints rows to standard output; tables on a terminal as wide as it allows.
pub(crate) fn print(ui: &Ui, format: &Format, view: View<'_>, rows: &[Row]) -> Result<(), TemplateError> {
    let facts = ui.options().facts;
    ui.print(&render(format, view, rows, facts.stdout_is_terminal.then_some(facts.width))?);
    Ok(())
}

/// The text for standard output. `limit` is the width of the terminal, if it goes to one.
pub(crate) fn render(
    format: &Format,
    view: View<'_>,
    rows: &[Row],
    limit: Option<usize>,
) -> Result<String, TemplateError> {
    match format {
        Format::Table => Ok(table(view, rows).render(limit)),
        Format::Json => Ok(rows.iter().map(|row| json::to_line(&row.fields) + "\n").collect()),
        Format::Raw => Ok(rows.iter().map(raw).collect()),
        Format::Template(template) => rows.iter().map(|row| Ok(template.render(row)? + "\n")).collect(),
        Format::TableTemplate(template) => {
            let titles: BTreeMap<_, _> = view.titles.iter().map(|column| (column.field, column.title)).collect();
            let header: Vec<String> = cells(&template.render_header(&titles)?);
            let mut table = Table::new(view.layout, &header);
            for row in rows {
                table.row(cells(&template.render(row)?));
            }
            Ok(table.render(limit))
        }
    }
}

fn cells(line: &str) -> Vec<String> {
    line.split('\t').map(str::to_owned).collect()
}

fn table(view: View<'_>, rows: &[Row]) -> Table {
    let titles: Vec<&str> = view.columns.iter().map(|column| column.title).collect();
    let mut table = Table::new(view.layout, &titles);
    for row in rows {
        table.row(
            view.columns.iter().map(|column| row.fields.get(column.field).map_or_else(String::new, text)).collect(),
        );
    }
    table
}

fn raw(row: &Row) -> String {
    let lines: Vec<String> =
        row.fields.iter().map(|(field, value)| format!("{}: {}", snake(field), text(value))).collect();
    lines.join("\n") + "\n\n"
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other @ (Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => other.to_string(),
    }
}

/// `ExitCode` becomes `exit_code`.
fn snake(field: &str) -> String {
    let mut snake = String::new();
    let mut after_capital = true;
    for c in field.chars() {
        if c.is_uppercase() && !after_capital {
            snake.push('_');
        }
        after_capital = c.is_uppercase();
        snake.extend(c.to_lowercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const NAME: Column = Column { field: "Name", title: "NAME" };
    const PORTS: Column = Column { field: "Ports", title: "PORTS" };
    const VIEW: View<'static> = View { layout: Layout::DOCKER, columns: &[NAME, PORTS], titles: &[NAME, PORTS] };

    fn rows() -> Vec<Row> {
        let row = |name: &str, code: i64| Row {
            type_name: "*formatter.ContainerContext",
            fields: BTreeMap::from([
                ("Name", json!(name)),
                ("ExitCode", json!(code)),
                ("Ports", json!("0.0.0.0:80->80/tcp")),
            ]),
            labels: BTreeMap::new(),
        };
        vec![row("p_a_1", 0), row("p_b_1", 3)]
    }

    fn shown(format: &str) -> String {
        render(&Format::parse(format).unwrap(), VIEW, &rows(), None).unwrap()
    }

    #[test]
    fn the_formats_of_commands_without_templates() {
        for (text, format) in
            [("table", PlainFormat::Table), ("Pretty", PlainFormat::Table), ("json", PlainFormat::Json)]
        {
            assert_eq!(PlainFormat::parse(text), Ok(format), "{text}");
        }
        let error = PlainFormat::parse("{{.Name}}").unwrap_err().to_string();
        assert_eq!(error, "format value \"{{.Name}}\" could not be parsed: parsing failed");
    }

    #[test]
    fn the_formats() {
        let cases = [
            ("table", "NAME      PORTS\np_a_1     0.0.0.0:80->80/tcp\np_b_1     0.0.0.0:80->80/tcp\n"),
            (
                "json",
                "{\"ExitCode\":0,\"Name\":\"p_a_1\",\"Ports\":\"0.0.0.0:80-\\u003e80/tcp\"}\n\
                 {\"ExitCode\":3,\"Name\":\"p_b_1\",\"Ports\":\"0.0.0.0:80-\\u003e80/tcp\"}\n",
            ),
            ("{{.Name}}\\t{{.ExitCode}}", "p_a_1\t0\np_b_1\t3\n"),
            ("table {{.Name}}\\t{{.ExitCode}}", "NAME      <no value>\np_a_1     0\np_b_1     3\n"),
            ("table\\t{{.Name}}", "          NAME\n          p_a_1\n          p_b_1\n"),
            ("xtable", "xtable\nxtable\n"),
            (
                "raw",
                "exit_code: 0\nname: p_a_1\nports: 0.0.0.0:80->80/tcp\n\n\
                 exit_code: 3\nname: p_b_1\nports: 0.0.0.0:80->80/tcp\n\n",
            ),
        ];
        for (format, expected) in cases {
            assert_eq!(shown(format), expected, "{format}");
        }
        assert!(Format::parse("{{.Name").is_err());
        assert!(render(&Format::parse("{{.Nope}}").unwrap(), VIEW, &rows(), None).is_err());
        assert_eq!(render(&Format::Table, VIEW, &[], None).unwrap(), "NAME      PORTS\n");
    }
}
