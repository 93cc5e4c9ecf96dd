//! Tables in columns, as docker prints them.

use super::Ui;
use super::sanitize;
use super::width::{cut_end, pad_end, width};

/// How a table's columns are spaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Layout {
    pub(crate) minimum: usize,
    pub(crate) padding: usize,
}

impl Layout {
    /// `ps`, `volumes`, `stats`.
    pub(crate) const DOCKER: Self = Self { minimum: 10, padding: 3 };
    /// `top`.
    pub(crate) const NARROW: Self = Self { minimum: 4, padding: 2 };
    /// `ls`, `images`, `config --variables`.
    pub(crate) const WIDE: Self = Self { minimum: 20, padding: 3 };
}

/// A header and rows of cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Table {
    layout: Layout,
    rows: Vec<Vec<String>>,
}

/// A column is not made narrower than this to fit a terminal.
const NARROWEST: usize = 8;
/// Titles of columns that are cut last: what people look for.
const VITAL: [&str; 2] = ["NAME", "STATUS"];
/// Titles of columns that a narrow terminal does without, in this order.
const DISPENSABLE: [&str; 3] = ["COMMAND", "CREATED", "IMAGE"];

impl Table {
    pub(crate) fn new<S: AsRef<str>>(layout: Layout, header: &[S]) -> Self {
        Self { layout, rows: vec![header.iter().map(|cell| cell.as_ref().to_owned()).collect()] }
    }

    /// Cells that are missing are empty.
    pub(crate) fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    /// Prints to standard output; on a terminal as wide as it allows.
    pub(crate) fn print(&self, ui: &Ui) {
        let facts = ui.options().facts;
        let limit = facts.stdout_is_terminal.then_some(facts.width);
        ui.print(&self.render(limit));
    }

    /// With a limit the widest columns give way, down to where a column tells nothing any more.
    pub(crate) fn render(&self, limit: Option<usize>) -> String {
        let clean = |cell: &String| match limit {
            Some(_) => sanitize::message(cell).replace(['\n', '\t'], " "),
            None => cell.replace('\n', " "),
        };
        let mut rows: Vec<Vec<String>> = self.rows.iter().map(|row| row.iter().map(clean).collect()).collect();
        let widths = match limit {
            Some(limit) => self.fit(&mut rows, limit),
            None => Self::widths(&rows),
        };
        let mut text = String::new();
        for row in &rows {
            let line = self.line(row, &widths, limit.is_some());
            text.push_str(&limit.map_or_else(|| line.clone(), |limit| cut_end(&line, limit)));
            text.push('\n');
        }
        text
    }

    /// The widest cell of each column, without padding.
    fn widths(rows: &[Vec<String>]) -> Vec<usize> {
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
        let widest = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| width(cell)).max();
        (0..columns).map(|column| widest(column).unwrap_or(0)).collect()
    }

    /// The widths of the columns for a terminal. Where its columns tell nothing any more, it has fewer of them.
    fn fit(&self, rows: &mut [Vec<String>], limit: usize) -> Vec<usize> {
        let mut spare = DISPENSABLE.iter();
        loop {
            let mut widths = Self::widths(rows);
            let floor = |title: &String, full: usize| {
                if VITAL.contains(&title.as_str()) { full } else { width(title).max(NARROWEST) }
            };
            let floors: Vec<usize> = rows[0].iter().zip(&widths).map(|(title, &full)| floor(title, full)).collect();
            if self.shrink(&mut widths, limit, &floors) {
                return widths;
            }
            let Some(title) = spare.next() else {
                // Where not even this is enough, lines are cut.
                self.shrink(&mut widths, limit, &[]);
                return widths;
            };
            if let Some(column) = rows[0].iter().position(|other| other == title) {
                for row in rows.iter_mut().filter(|row| column < row.len()) {
                    row.remove(column);
                }
            }
        }
    }

    /// The widest columns give way, down to their floors. Says whether that was enough.
    fn shrink(&self, widths: &mut [usize], limit: usize, floors: &[usize]) -> bool {
        loop {
            let total: usize = self.padded(widths).sum();
            if total <= limit {
                return true;
            }
            let shrinkable = |column: &usize| widths[*column] > floors.get(*column).copied().unwrap_or(NARROWEST);
            let widest = (0..widths.len()).filter(shrinkable).max_by_key(|&column| widths[column]);
            let Some(widest) = widest else { return false };
            widths[widest] -= 1;
        }
    }

    /// Every column with its padding, but for the last.
    fn padded<'a>(&'a self, widths: &'a [usize]) -> impl Iterator<Item = usize> + 'a {
        let last = widths.len().saturating_sub(1);
        widths.iter().enumerate().map(move |(column, &cell)| {
            if column == last { cell } else { self.layout.minimum.max(cell + self.layout.padding) }
        })
    }

    fn line(&self, row: &[String], widths: &[usize], cut: bool) -> String {
        let last = widths.len().saturating_sub(1);
        let mut line = String::new();
        for ((column, &cell_width), padded) in widths.iter().enumerate().zip(self.padded(widths)) {
            let cell = row.get(column).map_or("", String::as_str);
            let cell = if cut { cut_end(cell, cell_width) } else { cell.to_owned() };
            line.push_str(&if column == last { cell } else { pad_end(&cell, padded) });
        }
        if cut { line.trim_end().to_owned() } else { line }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let mut table = Table::new(Layout::DOCKER, &["NAME", "IMAGE", "PORTS"]);
        table.row(vec!["p_web_1".to_owned(), "registry.example.com/team/web:1.0".to_owned(), "80/tcp".to_owned()]);
        table.row(vec!["p_日本_1".to_owned(), "db".to_owned()]);
        table
    }

    #[test]
    fn columns_have_a_minimum_and_a_padding_and_the_last_none() {
        assert_eq!(
            table().render(None),
            "NAME       IMAGE                               PORTS\n\
             p_web_1    registry.example.com/team/web:1.0   80/tcp\n\
             p_日本_1   db                                  \n"
        );
        assert_eq!(Table::new(Layout::WIDE, &["NAME", "STATUS"]).render(None), "NAME                STATUS\n");
    }

    #[test]
    fn the_widest_column_gives_way_on_a_terminal() {
        assert_eq!(
            table().render(Some(40)),
            "NAME       IMAGE                  PORTS\n\
             p_web_1    registry.example.co…   80/tcp\n\
             p_日本_1   db\n"
        );
        for line in table().render(Some(40)).lines() {
            assert!(width(line) <= 40, "{line}");
        }
        let mut hostile = Table::new(Layout { minimum: 4, padding: 2 }, &["A"]);
        hostile.row(vec!["\x1b[2Jx\ny".to_owned()]);
        assert_eq!(hostile.render(Some(80)), "A\n\\x1b[2Jx y\n");
    }
    /// `ps` of an application that people have.
    fn gallery() -> Table {
        let titles = ["NAME", "IMAGE", "COMMAND", "SERVICE", "CREATED", "STATUS", "PORTS"];
        let mut table = Table::new(Layout::DOCKER, &titles);
        for row in [
            [
                "gallery_api_1",
                "registry.example.com/team/gallery-api:2026.11",
                "\"/bin/api --listen…\"",
                "api",
                "3 hours ago",
                "Up 3 hours (healthy), out of date",
                "127.0.0.1:8080->80/tcp",
            ],
            [
                "gallery_db_1",
                "postgres:17",
                "\"docker-entrypoint.s…\"",
                "db",
                "2 days ago",
                "Exited (137) 4 minutes ago",
                "",
            ],
            [
                "gallery_日本語のワーカー_1",
                "registry.example.com/team/gallery-worker:2026.11",
                "\"/bin/worker\"",
                "worker",
                "3 hours ago",
                "Up 3 hours (unhealthy)",
                "0.0.0.0:9000-9009->9000-9009/tcp, [::]:9000-9009->9000-9009/tcp",
            ],
        ] {
            table.row(row.map(str::to_owned).to_vec());
        }
        table
    }

    #[test]
    fn on_terminals_of_three_widths() {
        for columns in [40, 80, 200] {
            insta::assert_snapshot!(format!("gallery_on_{columns}_columns"), gallery().render(Some(columns)));
        }
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        for columns in 1..=250 {
            for line in gallery().render(Some(columns)).lines() {
                assert!(width(line) <= columns, "{columns}: {line}");
            }
        }
    }
}
