//! What becomes of each container of a service.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use super::super::cause::Cause;
use super::super::content;
use super::super::error::PlanError;
use super::super::hash;
use super::super::options::Recreate;
use super::super::references;
use super::legacy;
use super::mend::{self, Mending};
use super::scene::Scene;
use crate::model::ids::{ContainerId, ServiceName};
use crate::model::labels;
use crate::model::naming;
use crate::model::observed::{ContainerState, ObservedContainer};
use crate::model::project::Separator;
use crate::model::service::Service;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Action<'a> {
    Keep(Mending<'a>),
    Replace(Vec<Cause>),
    Remove(Cause),
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Existing<'a> {
    pub(super) container: &'a ObservedContainer,
    pub(super) action: Action<'a>,
}

#[derive(Clone, Debug)]
pub(super) struct Decision<'a> {
    pub(super) service: &'a Service,
    pub(super) existing: Vec<Existing<'a>>,
    /// Numbers of containers to be made.
    pub(super) new: Vec<u32>,
    /// Not one of the active services: here because what it shares with them is replaced.
    pub(super) dragged: bool,
}

impl<'a> Decision<'a> {
    /// The container that stands for the service where others share its namespaces: the first by name.
    pub(super) fn owner(&self) -> Option<Owner<'a>> {
        let left = self.existing.iter().filter(|existing| !matches!(existing.action, Action::Remove(_)));
        match left.min_by_key(|existing| &existing.container.name) {
            Some(Existing { container, action: Action::Replace(_) }) => Some(Owner::Replaced(container)),
            Some(Existing { container, .. }) => Some(Owner::Kept(container)),
            None => self.new.first().map(|_| Owner::New),
        }
    }
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Owner<'a> {
    Kept(&'a ObservedContainer),
    Replaced(&'a ObservedContainer),
    New,
}

pub(super) type Decisions<'a> = BTreeMap<&'a ServiceName, Decision<'a>>;

/// Decisions on the active services, and on those that are dragged along.
pub(super) fn all<'a>(scene: &Scene<'a>) -> Result<Decisions<'a>, PlanError> {
    let mut decisions = Decisions::new();
    for &name in &scene.order.names {
        let decision = match scene.project.services.get(name) {
            Some(service) if service.provider.is_some() => continue,
            Some(service) => active(scene, &decisions, service)?,
            None => {
                let Some(service) = scene.project.disabled_services.get(name) else { continue };
                let Some(decision) = dragged(scene, &decisions, service) else { continue };
                decision
            }
        };
        decisions.insert(name, decision);
    }
    Ok(decisions)
}

pub(super) fn owner<'a>(scene: &Scene<'a>, decisions: &Decisions<'a>, name: &ServiceName) -> Option<Owner<'a>> {
    match decisions.get(name) {
        Some(decision) => decision.owner(),
        None => scene.state.of(name).iter().min_by_key(|container| &container.name).copied().map(Owner::Kept),
    }
}

fn active<'a>(scene: &Scene<'a>, decisions: &Decisions<'a>, service: &'a Service) -> Result<Decision<'a>, PlanError> {
    let wanted = scene.wanted(service);
    let all = scene.state.of(&service.name);
    let mut existing = Vec::with_capacity(all.len());
    if wanted == 0 {
        let remove = |&container| Existing { container, action: Action::Remove(Cause::ScaleDown) };
        return Ok(Decision { service, existing: all.iter().map(remove).collect(), new: Vec::new(), dragged: false });
    }
    let look = Look::new(scene, decisions, service)?;
    for &container in all {
        existing.push(Existing { container, action: look.action(decisions, container, all) });
    }
    scale_down(&mut existing, wanted);
    let left = existing.iter().filter(|existing| !matches!(existing.action, Action::Remove(_))).count();
    let highest = all.iter().filter_map(|container| container.number()).max().unwrap_or(0);
    let new = (1..).map(|more: u32| highest.saturating_add(more)).take(wanted.saturating_sub(left)).collect();
    Ok(Decision { service, existing, new, dragged: false })
}

/// Takes the surplus away: first those that do not run, then those that would be replaced, then the highest numbers.
fn scale_down(existing: &mut [Existing<'_>], wanted: usize) {
    let mut candidates: Vec<&mut Existing<'_>> =
        existing.iter_mut().filter(|existing| !matches!(existing.action, Action::Remove(_))).collect();
    let surplus = candidates.len().saturating_sub(wanted);
    candidates.sort_by_key(|existing| {
        let runs = existing.container.is_running();
        let kept = matches!(existing.action, Action::Keep(_));
        let number = existing.container.number().unwrap_or(u32::MAX);
        (runs, kept, std::cmp::Reverse(number), std::cmp::Reverse(existing.container.created))
    });
    for existing in candidates.into_iter().take(surplus) {
        existing.action = Action::Remove(Cause::ScaleDown);
    }
}

/// A service that was not asked for is touched only where it would be broken otherwise.
fn dragged<'a>(scene: &Scene<'a>, decisions: &Decisions<'a>, service: &'a Service) -> Option<Decision<'a>> {
    let mut existing = Vec::new();
    let mut concerned = references::restarts_with(service).iter().any(|other| {
        let interrupted =
            |container: &&ObservedContainer| container.is_up() && !scene.networks.diverged_of(container).is_empty();
        let decision = decisions.get(other);
        decision.is_some_and(|other| other.dragged)
            || (decision.is_some() && scene.state.of(other).iter().any(interrupted))
    });
    let owners = replaced_owners(scene, decisions, service);
    for &container in scene.state.of(&service.name) {
        let recreated = scene.volumes.recreated_of(scene.project, container);
        let mut causes = owners.clone();
        causes.extend(scene.networks.lost_with(service, container));
        causes.extend(recreated.into_iter().map(|key| Cause::VolumeRecreated(key.to_owned())));
        concerned |= !causes.is_empty() || (container.is_up() && !scene.networks.diverged_of(container).is_empty());
        let restart = mend::lost_namespaces(scene, decisions, service, container);
        concerned |= !restart.is_empty();
        let keep = Mending { restart, ..Mending::default() };
        let action = if causes.is_empty() { Action::Keep(keep) } else { Action::Replace(causes) };
        existing.push(Existing { container, action });
    }
    concerned.then_some(Decision { service, existing, new: Vec::new(), dragged: true })
}

/// Services whose containers this one stands on, and which get other ones.
fn replaced_owners<'a>(scene: &Scene<'a>, decisions: &Decisions<'a>, service: &Service) -> Vec<Cause> {
    let mut causes: Vec<Cause> = references::of(service)
        .into_iter()
        .filter(|reference| {
            matches!(owner(scene, decisions, &reference.service), Some(Owner::Replaced(_) | Owner::New))
        })
        .map(|reference| Cause::OwnerRecreated(reference.service))
        .collect();
    causes.dedup();
    causes
}

/// Whether a container has the temporary name of a replacement of the other one.
fn is_named_after(container: &ObservedContainer, other: &ObservedContainer) -> bool {
    container.name.split_once('_').is_some_and(|(prefix, _)| prefix == other.id.short())
}

/// Everything about a service that its containers are compared with.
struct Look<'s, 'a> {
    scene: &'s Scene<'a>,
    service: &'a Service,
    policy: Recreate,
    replaced_owners: Vec<Cause>,
    resolved: Service,
    hash: OnceCell<String>,
    hash_v2: OnceCell<String>,
    content: Option<String>,
}

impl<'s, 'a> Look<'s, 'a> {
    fn new(scene: &'s Scene<'a>, decisions: &Decisions<'a>, service: &'a Service) -> Result<Self, PlanError> {
        let options = scene.options;
        let selected = options.selected.is_empty() || options.selected.contains(&service.name);
        let mut owners: BTreeMap<ServiceName, ContainerId> = BTreeMap::new();
        for reference in references::of(service) {
            match owner(scene, decisions, &reference.service) {
                Some(Owner::Kept(container)) => {
                    owners.insert(reference.service, container.id.clone());
                }
                Some(Owner::Replaced(_) | Owner::New) => {}
                None => return Err(PlanError::OwnerMissing { what: reference.what, service: reference.service }),
            }
        }
        Ok(Self {
            scene,
            service,
            policy: if selected { options.recreate } else { options.recreate_dependencies },
            replaced_owners: replaced_owners(scene, decisions, service),
            resolved: references::resolved(service, &owners),
            hash: OnceCell::new(),
            hash_v2: OnceCell::new(),
            content: content::digest(scene.project, service),
        })
    }

    fn action(
        &self,
        decisions: &Decisions<'a>,
        container: &'a ObservedContainer,
        all: &[&'a ObservedContainer],
    ) -> Action<'a> {
        let temporary = self.temporary(container);
        let stands_for = |other: &&ObservedContainer| {
            other.id != container.id
                && other.number() == container.number()
                && (is_named_after(container, other) || (temporary.is_some() && self.temporary(other).is_none()))
        };
        if all.iter().any(stands_for) {
            return Action::Remove(Cause::Leftover);
        }
        let reconnect = self.scene.networks.mended(self.scene.project, self.service, container);
        let mut causes = self.causes(container);
        causes.retain(|cause| !reconnect.iter().any(|(_, mended)| mended == cause));
        if !causes.is_empty() {
            return Action::Replace(causes);
        }
        let is_free = |name: &&str| self.scene.observed.containers.iter().all(|other| other.name != **name);
        let rename = temporary.filter(is_free).map(str::to_owned);
        let restart = mend::lost_namespaces(self.scene, decisions, self.service, container);
        Action::Keep(Mending { rename, reconnect, restart })
    }

    /// The final name of a container that bears the temporary one of a replacement.
    fn temporary<'c>(&self, container: &'c ObservedContainer) -> Option<&'c str> {
        let (id, name) = container.name.split_at_checked(12)?;
        let name = name.strip_prefix('_').filter(|_| id.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
        let project = &self.scene.project.name;
        let number = container.number()?;
        let is_final =
            |separator| naming::default_container_name(project, &self.service.name, number, separator) == name;
        (name == self.service.container_name || is_final(Separator::Underscore) || is_final(Separator::Hyphen))
            .then_some(name)
    }

    fn causes(&self, container: &ObservedContainer) -> Vec<Cause> {
        match self.policy {
            Recreate::Never => {
                let mut causes = self.scene.networks.lost_with(self.service, container);
                // The user agreed to this by name.
                let recreated = self.scene.volumes.recreated_of(self.scene.project, container);
                causes.extend(recreated.into_iter().map(|key| Cause::VolumeRecreated(key.to_owned())));
                return causes;
            }
            Recreate::Force => return vec![Cause::Forced],
            Recreate::Diverged => {}
        }
        let mut causes = self.replaced_owners.clone();
        if causes.is_empty() {
            if container.is_of_version_1() {
                causes.extend(legacy::causes(self.service, container));
            } else if container.label(labels::CONFIG_HASH) != Some(self.hash_for(container)) {
                causes.push(Cause::ConfigChanged);
            }
        }
        causes.extend(self.image(container));
        let old = container.label(labels::CONTENT_DIGEST);
        if old.is_some() && old != self.content.as_deref() && causes.is_empty() {
            causes.push(Cause::ContentChanged);
        }
        causes.extend(self.scene.networks.lost_with(self.service, container));
        causes.extend(self.scene.networks.causes(self.scene.project, self.service, container));
        causes.extend(self.scene.volumes.causes(self.scene.project, self.service, container));
        if matches!(container.state, ContainerState::Dead | ContainerState::Removing) {
            causes.push(Cause::Dead);
        }
        causes
    }

    /// By the recipe of the version that made the container.
    fn hash_for(&self, container: &ObservedContainer) -> &str {
        let version = container.label(labels::VERSION).unwrap_or_default();
        if version.starts_with("2.") {
            self.hash_v2.get_or_init(|| hash::service_v2(&self.resolved))
        } else {
            self.hash.get_or_init(|| hash::service(&self.resolved))
        }
    }

    /// Made from another image than the name stands for now. The label may be the digest of a manifest where the engine's
    /// list has the image's id, so either will do.
    fn image(&self, container: &ObservedContainer) -> Option<Cause> {
        let image = self.scene.image(self.service)?;
        let label = container.label(labels::IMAGE);
        if label == Some(&*image.id) || container.image_id == image.id {
            return None;
        }
        let old = label.unwrap_or(&container.image_id).to_owned();
        Some(Cause::ImageChanged { old, new: image.id.clone() })
    }
}
