//! `config --explain`: where a value is from, and what it took the place of.

mod json;
mod text;

use super::super::context::Context;
use crate::cli::args::config::ConfigArgs;
use crate::error::Error;
use crate::loader::Loaded;
use crate::loader::provenance::query::{self, ExplainError};
use crate::model::json::pretty;

/// The text to print; the project was loaded with a record.
pub(super) fn explain(context: &Context, loaded: &Loaded, args: &ConfigArgs, what: &str) -> Result<String, Error> {
    let explanation = query::explain(loaded, what).map_err(|error| match error {
        ExplainError::Load(error) => Error::from(error),
        unknown @ ExplainError::Unknown { .. } => Error::failed(unknown.to_string()),
    })?;
    match args.format.as_deref() {
        Some("json") => Ok(pretty(&json::of(&explanation, &context.working_dir))),
        None | Some("" | "text") => Ok(text::of(&explanation, &context.working_dir)),
        Some(other) => Err(super::unsupported(other)),
    }
}
