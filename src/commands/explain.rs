//! `explain`: what a finding about a file means. Needs neither a file nor an engine.

use super::context::Context;
use crate::cli::args::explain::ExplainArgs;
use crate::error::{Error, Exit};
use crate::loader::code::Code;
use crate::loader::page;
use crate::model::suggest;
use crate::ui::table::{Layout, Table};

pub(crate) fn run(context: &Context, args: &ExplainArgs) -> Result<Exit, Error> {
    if args.codes.is_empty() {
        list(context);
        return Ok(Exit::Success);
    }
    // All codes are looked at before the first page is shown.
    let codes = args.codes.iter().map(|word| code(word)).collect::<Result<Vec<_>, _>>()?;
    let pages: Vec<String> = codes.into_iter().map(page::text).collect();
    context.ui.print(&pages.join("\n"));
    Ok(Exit::Success)
}

fn list(context: &Context) {
    let mut table = Table::new(Layout::WIDE, &["CODE", "MEANING"]);
    for code in Code::ALL {
        table.row(vec![code.name().to_owned(), code.summary().to_owned()]);
    }
    table.print(&context.ui);
}

fn code(word: &str) -> Result<Code, Error> {
    if let Some(code) = Code::ALL.iter().find(|code| code.name() == word) {
        return Ok(*code);
    }
    let near = suggest::nearest(word, Code::ALL.iter().map(|code| code.name()));
    let error = Error::failed(format!("there is no code {word:?}")).with_near(near);
    Err(error.with_hint("without a code, explain lists them all"))
}
