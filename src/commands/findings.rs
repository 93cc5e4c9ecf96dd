//! How findings about files reach their reader: as text on standard error, or as one report on standard output.

use std::cell::RefCell;
use std::path::Path;

use crate::cli::args::Command;
use crate::cli::settings::DiagnosticsFormat;
use crate::loader::diagnose::{json, sarif, text};
use crate::loader::diagnostic::Diagnostic;
use crate::ui::Ui;

/// The findings of a command.
#[derive(Debug, Default)]
pub(super) struct Findings {
    format: DiagnosticsFormat,
    /// The command has no other output than the report, which then holds the warnings, too.
    is_report_all: bool,
    /// Those of a report that may still have to be made.
    warnings: RefCell<Vec<Diagnostic>>,
}

impl Findings {
    pub(super) fn new(format: DiagnosticsFormat, command: &Command) -> Self {
        let is_quiet = matches!(command, Command::Config(args) if args.quiet);
        let is_report_all = is_quiet && format != DiagnosticsFormat::Text;
        Self { format, is_report_all, warnings: RefCell::default() }
    }

    /// Says warnings, each on one line; a report has them at its end.
    pub(super) fn warn(&self, warnings: &[Diagnostic], ui: &Ui, working_dir: &Path) {
        if self.format != DiagnosticsFormat::Text {
            self.warnings.borrow_mut().extend_from_slice(warnings);
        }
        if !self.is_report_all {
            for warning in warnings {
                ui.warn(&text::line(warning, working_dir));
            }
        }
    }

    /// Ends a command that has no other output, without errors.
    pub(super) fn finish(&self, ui: &Ui, working_dir: &Path) {
        if self.is_report_all {
            self.print(Vec::new(), ui, working_dir);
        }
    }

    /// The errors that ended the command; `tool` is its name.
    pub(super) fn fail(&self, errors: &[Diagnostic], tool: &str, ui: &Ui, working_dir: &Path) {
        if self.format != DiagnosticsFormat::Text {
            return self.print(errors.to_vec(), ui, working_dir);
        }
        let options = ui.options();
        let style = text::Style { color: options.color_on_stderr, width: options.facts.width, working_dir };
        let rendered = text::render(errors, style);
        let closing = text::closing(errors, tool).map(|line| format!("\n\n{line}")).unwrap_or_default();
        ui.report(&format!("{rendered}{closing}"));
    }

    fn print(&self, mut findings: Vec<Diagnostic>, ui: &Ui, working_dir: &Path) {
        findings.extend(self.warnings.take());
        match self.format {
            DiagnosticsFormat::Text => {}
            DiagnosticsFormat::Json => ui.print(&json::render(&findings)),
            DiagnosticsFormat::Sarif => ui.print(&sarif::render(&findings, working_dir)),
        }
    }
}
