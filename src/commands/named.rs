//! Services that were named to commands which ask the engine instead of the file.

use super::context::Context;
use crate::error::Error;
use crate::loader::suggest;
use crate::model::observed::ObservedContainer;

/// The containers of the named services; of all if none was named. A service without containers has to be in the file.
pub(super) fn select(
    context: &Context,
    named: &[String],
    mut containers: Vec<ObservedContainer>,
) -> Result<Vec<ObservedContainer>, Error> {
    let has = |container: &ObservedContainer, name: &str| container.service().is_some_and(|own| own.as_str() == name);
    let missing = |name: &&String| !containers.iter().any(|container| has(container, name));
    let missing: Vec<String> = named.iter().filter(missing).cloned().collect();
    if let Some(first) = missing.first()
        && context.project_or_name(&missing, false)?.is_err()
    {
        let known: Vec<String> = containers.iter().filter_map(|c| Some(c.service()?.to_string())).collect();
        return Err(no_such(first, known.iter().map(String::as_str)));
    }
    containers.retain(|container| named.is_empty() || named.iter().any(|name| has(container, name)));
    Ok(containers)
}

fn no_such<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Error {
    let error = Error::failed(format!("no such service: {name}"));
    match suggest::hint(name, known) {
        Some(hint) => error.with_hint(hint),
        None => error,
    }
}
