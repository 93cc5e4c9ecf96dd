//! Services that wait for each other in a circle.

use crate::loader::code::Code;
use std::collections::BTreeMap;

use super::consistency::Places;
use crate::loader::diagnostic::Diagnostic;
use crate::model::ids::ServiceName;
use crate::model::project::Project;

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// On the way that is being walked.
    Open,
    Done,
}

/// The first circle of each group of services, in time linear in services and dependencies.
pub(super) fn find(project: &Project, places: &Places<'_>) -> Vec<Diagnostic> {
    let mut states: BTreeMap<&str, State> = BTreeMap::new();
    let mut faults = Vec::new();
    for start in project.services.keys() {
        if !states.contains_key(start.as_str())
            && let Some(circle) = walk(project, start.as_str(), &mut states)
        {
            let message = format!("dependency cycle detected: {}", circle.join(" -> "));
            let edge = |pair: &[&str]| places.reference(&["services", pair[0], "depends_on"], pair[1]);
            let mut edges = circle.windows(2).map(|pair| (edge(pair), pair));
            let first = edges.next().and_then(|(span, _)| span);
            let fault = Diagnostic::error(Code::DependencyCycle, message, first);
            let others = edges.map(|(span, pair)| (span, format!("`{}` waits for `{}`", pair[0], pair[1])));
            faults.push(others.fold(fault, |fault, (span, role)| fault.with_related(span, &role)));
        }
    }
    faults
}

/// Depth first, with the way kept aside so that long chains need no deep stack.
fn walk<'p>(project: &'p Project, start: &'p str, states: &mut BTreeMap<&'p str, State>) -> Option<Vec<&'p str>> {
    let edges = |name: &str| project.services.get(name).into_iter().flat_map(|service| service.depends_on.keys());
    let mut way: Vec<(&str, Vec<&str>)> = vec![(start, edges(start).map(ServiceName::as_str).rev().collect())];
    states.insert(start, State::Open);
    let mut circle = None;
    while let Some((name, open)) = way.last_mut() {
        let Some(next) = open.pop() else {
            states.insert(name, State::Done);
            way.pop();
            continue;
        };
        match states.get(next) {
            Some(State::Done) => {}
            Some(State::Open) => {
                if circle.is_none() {
                    let from = way.iter().position(|(name, _)| *name == next).unwrap_or(0);
                    let names = way[from..].iter().map(|(name, _)| *name);
                    circle = Some(names.chain([next]).collect());
                }
            }
            None => {
                states.insert(next, State::Open);
                way.push((next, edges(next).map(ServiceName::as_str).rev().collect()));
            }
        }
    }
    circle
}
