//! A table on standard output that is drawn again in place.

use super::Ui;
use super::options::terminal_size;
use super::progress::lines::Line;
use super::progress::tty::Tty;
use super::screen::Stream;
use super::width::cut_end;

/// Dropping it leaves the last picture standing and shows the cursor again. Only for a terminal, and for nothing beside
/// messages that end the command.
pub(crate) struct Live {
    tty: Tty,
    ui: Ui,
    in_memory: bool,
}

impl Live {
    pub(super) fn new(ui: Ui, stdout: Stream) -> Self {
        let in_memory = matches!(stdout, Stream::Memory(_));
        Self { tty: Tty::new(stdout), ui, in_memory }
    }

    /// How wide a line may be.
    pub(crate) fn columns(&self) -> usize {
        self.size().0.saturating_sub(1)
    }

    /// Draws the lines. Those for which there is no room are counted in the last one.
    pub(crate) fn draw(&mut self, text: &str) {
        let (width, height) = self.size();
        let lines: Vec<&str> = text.lines().collect();
        let room = height.saturating_sub(1);
        let mut picture: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        if lines.len() > room {
            picture.truncate(room.saturating_sub(1));
            picture.push(format!("… {} more", lines.len() - picture.len()));
        }
        let picture: Vec<Line> =
            picture.iter().map(|line| Line::plain(cut_end(line, width.saturating_sub(1)))).collect();
        self.tty.draw(&picture, (width, height), false);
    }

    /// Now: people resize their terminals.
    fn size(&self) -> (usize, usize) {
        let facts = self.ui.options().facts;
        if self.in_memory { (facts.width, facts.height) } else { terminal_size() }
    }
}

#[cfg(test)]
mod tests {
    use crate::ui::Ui;
    use crate::ui::options::{Facts, UiOptions};

    #[test]
    fn it_is_drawn_in_place_fits_and_gives_the_cursor_back() {
        let facts = Facts { stdout_is_terminal: true, width: 12, height: 4, ..UiOptions::plain().facts };
        let (ui, captured) = Ui::in_memory(UiOptions { facts, ..UiOptions::plain() });
        let mut live = ui.live();
        assert_eq!(live.columns(), 11);
        live.draw("NAME\na 1\nb 2\n");
        let first = captured.stdout();
        assert!(first.starts_with("\x1b[?25l") && first.contains("NAME\r\na 1\r\nb 2"), "{first:?}");
        live.draw("NAME\na 1\n");
        live.draw("NAME\na 1\nb 2\nc 3\nd a long line\n");
        drop(live);
        let rest = captured.stdout()[first.len()..].to_owned();
        assert!(rest.contains("\x1b[2A"), "it moves up: {rest:?}");
        assert!(rest.contains("NAME\r\na 1\r\n… 3 more"), "{rest:?}");
        assert!(rest.ends_with("\r\n\x1b[?25h"), "{rest:?}");
        assert_eq!(captured.stderr(), "");
    }
}
