//! The arguments of `cp`: `SERVICE:PATH` on one side, a path of this machine on the other.

use super::position::Position;
use super::{Answer, Directive, Folder, Names, State};
use crate::cli::shared::GlobalArgs;

/// What the word can become; more than one path where neither side is known yet.
pub(super) async fn answer(word: &str, position: &Position<'_>, global: &GlobalArgs, names: &impl Names) -> Answer {
    let first = position.arguments.first();
    if first.is_some_and(|first| in_service(first).is_some()) {
        return Answer::new(Vec::new(), Directive::Default);
    }
    if let Some((service, path)) = in_service(word) {
        // A path counts from the root, with or without a slash; most write it.
        let typed = if path.is_empty() { "/" } else { path.rfind('/').map_or("", |slash| &path[..=slash]) };
        let absolute = format!("/{}", typed.trim_start_matches('/'));
        let folder = Folder { service, number: position.number("index"), path: &absolute };
        let files = names.files(global, folder).await;
        let files = files.into_iter().map(|name| format!("{service}:{typed}{name}")).collect();
        return Answer::new(files, Directive::Unfinished);
    }
    if word.contains('/') {
        return Answer::new(Vec::new(), Directive::Default);
    }
    let services = names.services(global, State::Created).await.into_iter().map(|service| format!("{service}:"));
    let mut candidates: Vec<String> = services.filter(|service| service.starts_with(word)).collect();
    if first.is_none() {
        if candidates.is_empty() {
            return Answer::new(Vec::new(), Directive::Default);
        }
        candidates
            .extend(names.local_files().into_iter().filter(|name| word.starts_with('.') || !name.starts_with('.')));
    }
    Answer::new(candidates, Directive::Unfinished)
}

/// The service and the path of a word that is no path of this machine.
fn in_service(word: &str) -> Option<(&str, &str)> {
    word.split_once(':').filter(|_| !word.starts_with(['/', '.', ':']))
}
