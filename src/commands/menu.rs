//! The keys of the foreground `up`, and the line that tells of them.

use tokio::sync::watch;

use super::context::Context;
use crate::cli::args::up::UpArgs;
use crate::cli::values::boolean;
use crate::error::Error;
use crate::session::shortcuts::{Shortcut, Shortcuts};
use crate::ui::menu::Menu;
use crate::ui::options::ProgressMode;

/// What a key asks of the foreground.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wish {
    /// Leave everything running.
    Detach,
}

/// Keys and their line, until dropped.
pub(super) struct Keys<'a> {
    context: &'a Context,
    menu: Menu,
    shortcuts: Shortcuts,
    /// Whether files are watched.
    watching: &'a watch::Sender<bool>,
    watched: watch::Receiver<bool>,
    /// The line says what the keys do.
    helping: bool,
}

impl<'a> Keys<'a> {
    /// `None` where there is no terminal for them, or the user wants none.
    pub(super) fn open(
        context: &'a Context,
        args: &UpArgs,
        watching: &'a watch::Sender<bool>,
    ) -> Result<Option<Self>, Error> {
        if !is_wanted(context, args)? {
            return Ok(None);
        }
        let shortcuts = Shortcuts::listen()?;
        let menu = Menu::open(&context.ui, text(*watching.borrow(), false));
        Ok(Some(Self { context, menu, shortcuts, watching, watched: watching.subscribe(), helping: false }))
    }

    /// Does what keys ask for, until that is something for the caller.
    pub(super) async fn next(&mut self) -> Wish {
        loop {
            tokio::select! {
                shortcut = self.shortcuts.next(&self.context.interrupts) => match shortcut {
                    Shortcut::Detach => return Wish::Detach,
                    Shortcut::Watch => self.watching.send_modify(|watching| *watching = !*watching),
                    Shortcut::Help => {
                        self.helping = !self.helping;
                        self.menu.say(text(*self.watching.borrow(), self.helping));
                    }
                    Shortcut::NewLine => self.context.ui.line(""),
                    Shortcut::Redraw => self.menu.resized(),
                },
                Ok(()) = self.watched.changed() => {
                    let watching = *self.watched.borrow_and_update();
                    self.menu.say(text(watching, self.helping));
                }
            }
        }
    }
}

fn text(watching: bool, helping: bool) -> &'static str {
    match (helping, watching) {
        (false, true) => "w Disable Watch   d Detach   h Help",
        (false, false) => "w Enable Watch   d Detach   h Help",
        (true, true) => {
            "d: leave all running   w: watch no files   Ctrl-C: stop, twice: kill   Enter: empty line   h: back"
        }
        (true, false) => {
            "d: leave all running   w: watch files   Ctrl-C: stop, twice: kill   Enter: empty line   h: back"
        }
    }
}

/// The flag, else the variable, else wherever there is a terminal that takes more than lines.
fn is_wanted(context: &Context, args: &UpArgs) -> Result<bool, Error> {
    let options = context.ui.options();
    let variable = context.project_environment.get("COMPOSE_MENU").filter(|word| !word.is_empty());
    let wanted = match (args.menu, variable) {
        (Some(flag), _) => flag,
        (None, Some(word)) => {
            boolean(word).map_err(|_| Error::failed(format!("COMPOSE_MENU: not yes or no: {word:?}")))?
        }
        (None, None) => true,
    };
    let facts = options.facts;
    let takes_moves = match options.mode {
        ProgressMode::Tty | ProgressMode::Quiet => true,
        ProgressMode::Plain | ProgressMode::Json => false,
    };
    Ok(wanted && facts.stdin_is_terminal && facts.stdout_is_terminal && takes_moves)
}
