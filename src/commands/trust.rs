//! Whether the user means to run what comes from elsewhere.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::PathBuf;

use super::context::Context;
use crate::error::Error;
use crate::loader::mentions::{self, open};
use crate::ui::prompt::Question;

/// Shows which files came from other machines and which variables they see, and asks; `yes` is the answer given before.
pub(super) async fn check(context: &Context, yes: bool) -> Result<(), Error> {
    let fetched = context.remotes().fetched();
    if fetched.is_empty() || yes {
        return Ok(());
    }
    let mut text = "This project has files of other machines:\n".to_owned();
    for (reference, file) in &fetched {
        let folder = file.parent().unwrap_or(file);
        writeln!(text, "  {reference}, kept in {}", folder.display()).expect("a string takes everything");
    }
    let names: Vec<String> = variables(context, fetched.values()).into_iter().collect();
    if !names.is_empty() {
        let names = names.join(", ");
        writeln!(text, "They see what these variables are set to: {names}").expect("a string takes everything");
    }
    text.push_str("Do you trust them, and want to continue?");
    let question = Question { text: &text, otherwise: "nothing is done; -y answers with yes" };
    if context.confirm(question, false).await? {
        return Ok(());
    }
    Err(Error::failed("operation cancelled by user"))
}

/// For a command whose standard input is for somebody else: without a terminal nobody is asked.
pub(super) async fn ask_or_warn(context: &Context) -> Result<(), Error> {
    if context.ui.options().facts.stdin_is_terminal {
        return check(context, false).await;
    }
    let fetched: Vec<String> = context.remotes().fetched().into_keys().collect();
    if !fetched.is_empty() {
        context.ui.warn(&format!("this project has files of other machines: {}", fetched.join(", ")));
    }
    Ok(())
}

/// Those of the user's that the files use. Their values are nobody's business.
fn variables<'a>(context: &Context, files: impl Iterator<Item = &'a PathBuf>) -> BTreeSet<String> {
    let used = files.filter_map(|file| open(file).ok()).flat_map(|file| mentions::variables(&file));
    used.filter(|name| context.project_environment.contains_key(name)).collect()
}
