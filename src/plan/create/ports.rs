//! Host ports that move from one container to another: the old one goes before the new one starts.

use std::collections::BTreeMap;

use super::super::operation::StepId;
use super::super::preflight::{Protocol, Publishing};
use super::make::Work;

impl Work<'_, '_> {
    /// Makes containers wait for the removal of those that have their host ports now.
    pub(super) fn ports(&mut self) {
        let mut freed: BTreeMap<(Protocol, u16), Vec<StepId>> = BTreeMap::new();
        for container in &self.scene.observed.containers {
            let Some(&step) = self.removed.get(&container.id) else { continue };
            for port in container.ports.iter().filter(|port| port.public != 0) {
                let Some(protocol) = Protocol::from_word(&port.protocol) else { continue };
                freed.entry((protocol, port.public)).or_default().push(step);
            }
        }
        if freed.is_empty() {
            return;
        }
        let publishing = Publishing::new(self.scene.project, self.scene.observed);
        for (name, placed) in &mut self.placed {
            let Some(service) = self.scene.service(name) else { continue };
            let wanted = publishing.taken(service).into_iter();
            let steps = wanted.flat_map(|(_, ports)| {
                freed.range((ports.protocol, ports.first)..=(ports.protocol, ports.last)).flat_map(|(_, steps)| steps)
            });
            let steps: Vec<StepId> = steps.copied().collect();
            for placed in placed {
                placed
                    .ready
                    .extend(steps.iter().filter(|step| !placed.ready.contains(step)).copied().collect::<Vec<_>>());
            }
        }
    }
}
