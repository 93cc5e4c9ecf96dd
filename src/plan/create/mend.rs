//! What is done to a container that stays, so that it is whole again.

use super::super::cause::Cause;
use super::super::options::Until;
use super::super::references::{self, Shared};
use super::decide::{Decisions, Owner, owner};
use super::scene::Scene;
use crate::model::observed::ObservedContainer;
use crate::model::service::Service;

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Mending<'a> {
    /// The final name of a container that bears a temporary one.
    pub(super) rename: Option<String>,
    /// Networks that it is connected to, by key. A place there that is wrong is given up before.
    pub(super) reconnect: Vec<(&'a str, Cause)>,
    /// Why it must be stopped and started.
    pub(super) restart: Vec<Cause>,
}

/// The services whose namespaces a container lives in, and that were started later than it, or are about to be: it lives in
/// what is left of the old ones.
pub(super) fn lost_namespaces<'a>(
    scene: &Scene<'a>,
    decisions: &Decisions<'a>,
    service: &Service,
    container: &ObservedContainer,
) -> Vec<Cause> {
    if !container.is_up() {
        return Vec::new();
    }
    let mut lost = Vec::new();
    for reference in references::of(service) {
        let Some(Owner::Kept(owner)) = owner(scene, decisions, &reference.service) else { continue };
        let will_start =
            scene.project.services.contains_key(&reference.service) && scene.options.until != Until::Created;
        let gone = if owner.is_up() { started_before(container, owner) } else { will_start };
        let cause = Cause::NamespaceGone(reference.service);
        if gone && reference.what != Shared::Volumes && !lost.contains(&cause) {
            lost.push(cause);
        }
    }
    lost
}

/// Only if that is known for sure.
fn started_before(container: &ObservedContainer, other: &ObservedContainer) -> bool {
    let started = |container: &ObservedContainer| container.started_at.as_ref()?.parse::<jiff::Timestamp>().ok();
    matches!((started(container), started(other)), (Some(own), Some(other)) if own < other)
}
