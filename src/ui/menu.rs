//! A line of keys at the bottom of the terminal. The rest of the terminal scrolls above it by itself: nothing is drawn again
//! when a line is written.

use super::Ui;
use super::options::terminal_size;
use super::width::cut_end;

/// A terminal with fewer rows has none to spare.
const FEWEST_ROWS: usize = 4;

/// The line. Dropping it gives the row back.
pub(crate) struct Menu {
    ui: Ui,
    text: String,
    /// How high the terminal is whose last row is taken.
    rows: Option<usize>,
}

impl Menu {
    pub(crate) fn open(ui: &Ui, text: &str) -> Self {
        let mut menu = Self { ui: ui.clone(), text: text.to_owned(), rows: None };
        menu.take_row(terminal_size());
        menu
    }

    /// Says something else.
    pub(crate) fn say(&mut self, text: &str) {
        text.clone_into(&mut self.text);
        if let Some(rows) = self.rows {
            self.ui.control(&line(&self.text, rows, terminal_size().0), 1);
        }
    }

    /// The terminal has another size now, or somebody else had it.
    pub(crate) fn take_row(&mut self, (columns, rows): (usize, usize)) {
        let old = self.rows.take().filter(|old| *old < rows);
        let wipe = old.map_or_else(String::new, |old| format!("\x1b7\x1b[{old};1H\x1b[2K\x1b8"));
        if rows < FEWEST_ROWS {
            self.ui.control(&format!("\x1b7\x1b[r\x1b8{wipe}"), 0);
            return;
        }
        self.rows = Some(rows);
        // The cursor must not stand in the last row when that is taken; setting what scrolls moves it.
        let region = format!("\x1b7\x1b[r\x1b8{wipe}\n\x1b[1A\x1b7\x1b[1;{}r\x1b8", rows - 1);
        self.ui.control(&format!("{region}{}", line(&self.text, rows, columns)), 1);
    }

    /// The size has changed.
    pub(crate) fn resized(&mut self) {
        self.take_row(terminal_size());
    }
}

impl Drop for Menu {
    fn drop(&mut self) {
        if let Some(rows) = self.rows {
            self.ui.control(&format!("\x1b7\x1b[r\x1b[{rows};1H\x1b[2K\x1b8"), 0);
        }
    }
}

/// Puts the line into its row and leaves the cursor where it was.
fn line(text: &str, rows: usize, columns: usize) -> String {
    format!("\x1b7\x1b[{rows};1H\x1b[2K{}\x1b8", cut_end(text, columns.saturating_sub(1)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::options::UiOptions;

    #[test]
    fn the_last_row_is_taken_kept_and_given_back() {
        let (ui, captured) = Ui::in_memory(UiOptions::plain());
        let mut menu = Menu { ui: ui.clone(), text: "d Detach".to_owned(), rows: None };
        menu.take_row((80, 10));
        let opened = captured.stdout();
        assert!(opened.contains("\x1b[1;9r") && opened.ends_with("\x1b7\x1b[10;1H\x1b[2Kd Detach\x1b8"), "{opened:?}");
        ui.line("a log line");
        assert_eq!(&captured.stdout()[opened.len()..], "a log line\n", "nothing but the line");
        menu.take_row((4, 12));
        assert!(captured.stdout().contains("\x1b[10;1H\x1b[2K\x1b8\n"), "the old row is wiped");
        assert!(captured.stdout().ends_with("\x1b[12;1H\x1b[2Kd …\x1b8"), "{:?}", captured.stdout());
        drop(menu);
        assert!(captured.stdout().ends_with("\x1b7\x1b[r\x1b[12;1H\x1b[2K\x1b8"));
    }

    #[test]
    fn a_terminal_without_room_has_no_menu() {
        let (ui, captured) = Ui::in_memory(UiOptions::plain());
        let mut menu = Menu { ui, text: "d Detach".to_owned(), rows: None };
        menu.take_row((80, 3));
        drop(menu);
        assert!(!captured.stdout().contains("Detach"));
    }
}
