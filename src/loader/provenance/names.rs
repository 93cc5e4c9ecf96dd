//! Where the project could have its name from.

use std::rc::Rc;

use super::{History, NameKind, NameSource};
use crate::loader::discover::Discovered;
use crate::loader::interpolate::{self, notes::Notes};
use crate::loader::request::LoadRequest;
use crate::loader::tree::Node;
use crate::model::span::SourceFile;

const VARIABLE: &str = "COMPOSE_PROJECT_NAME";

/// All of them, the one that counts first: the order is that of [`crate::loader::name::project_name`].
pub(in crate::loader) fn sources(
    history: &History,
    request: &LoadRequest,
    discovered: &Discovered,
    parsed: &[(Rc<SourceFile>, Vec<Node>)],
) -> Vec<NameSource> {
    let mut sources = Vec::new();
    let flag = request.project_name.iter().filter(|name| !name.is_empty());
    sources.extend(flag.map(|name| NameSource { value: name.clone(), kind: NameKind::Flag, span: None }));
    for assignment in history.variables.get(VARIABLE).into_iter().flatten().filter(|found| !found.value.is_empty()) {
        let kind = NameKind::Variable(assignment.origin);
        sources.push(NameSource { value: assignment.value.clone(), kind, span: assignment.span.clone() });
    }
    let lookup = |name: &str| discovered.environment.variables.get(name).cloned();
    let documents = parsed.iter().rev().flat_map(|(_, documents)| documents.iter().rev());
    for node in documents.filter_map(|document| document.get("name")) {
        let text = interpolate::text(node, "name", &lookup, &mut Notes::default()).unwrap_or_default();
        if node.as_str().is_some_and(|written| !written.is_empty()) {
            sources.push(NameSource { value: text, kind: NameKind::Written, span: node.span.clone() });
        }
    }
    let folder = discovered.project_dir.file_name().map(|name| name.to_string_lossy().into_owned());
    sources.extend(folder.map(|value| NameSource { value, kind: NameKind::Folder, span: None }));
    sources
}
