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
        let rows: Vec<Vec<String>> = self.rows.iter().map(|row| row.iter().map(clean).collect()).collect();
        let mut widths = Self::widths(&rows);
        if let Some(limit) = limit {
            self.shrink(&mut widths, limit);
        }
        let mut text = String::new();
        for row in &rows {
            text.push_str(&self.line(row, &widths, limit.is_some()));
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

    fn shrink(&self, widths: &mut [usize], limit: usize) {
        let floor: Vec<usize> = self.rows[0].iter().map(|title| width(title).max(NARROWEST)).collect();
        loop {
            let total: usize = self.padded(widths).sum();
            if total <= limit {
                return;
            }
            let shrinkable = |column: &usize| widths[*column] > floor.get(*column).copied().unwrap_or(NARROWEST);
            let widest = (0..widths.len()).filter(shrinkable).max_by_key(|&column| widths[column]);
            let Some(widest) = widest else { return };
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
}
