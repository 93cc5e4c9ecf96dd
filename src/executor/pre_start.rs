//! Runs `pre_start` hooks: a container of its own each, that is removed when its work is done and kept when it failed.

use super::apply::{Context, Product, Trouble};
use super::error::ExecuteError;
use super::hook::{self, Speaker, Tail};
use crate::convert;
use crate::convert::container::{ContainerBody, ContainerFacts};
use crate::engine::{Engine, Result as EngineResult, WaitUntil};
use crate::model::ids::ContainerId;
use crate::plan::operation::PreStart;

impl<E: Engine> Context<'_, E> {
    pub(super) async fn run_pre_start(&self, hook: &PreStart) -> Result<Product, Trouble> {
        let body = self.hook_body(hook)?;
        let id = self.create(&hook.name, body).await?.id;
        let mut cancel = self.cancel.clone();
        let ended = tokio::select! {
            biased;
            _ = cancel.next() => None,
            ended = self.to_its_end(&id, hook) => Some(ended),
        };
        let result = match ended {
            Some(Ok((0, _))) => Ok(Product::Nothing),
            Some(Ok((code, tail))) => {
                let (service, position) = (hook.replica.service.clone(), hook.position);
                let id = id.short().to_owned();
                return Err(Trouble::Told(ExecuteError::PreStart { service, position, code, id, tail }));
            }
            Some(Err(error)) => Err(error.into()),
            None => Ok(Product::Abandoned),
        };
        match self.engine.remove_container(&id, true, true).await {
            // Why it could not run is the better story.
            Err(error) if result.is_ok() && !error.is_not_found() => Err(error.into()),
            Ok(()) | Err(_) => result,
        }
    }

    fn hook_body(&self, hook: &PreStart) -> Result<ContainerBody, Trouble> {
        let service = self.service(&hook.replica.service).expect("a plan runs hooks of its project's services only");
        let own = service.pre_start.get(hook.position).expect("a plan runs hooks of its project's services only");
        let owners = hook.owners.iter().map(|(name, container)| (name.clone(), self.id(container))).collect();
        let (inherited, link_targets) = Default::default();
        let facts = ContainerFacts {
            name: &hook.name,
            number: None,
            labels: &hook.labels,
            inherited: &inherited,
            owners: &owners,
            link_targets: &link_targets,
            one_off: None,
            outside: self.outside,
        };
        let replica = self.id(&hook.replica.container);
        Ok(convert::hook::body(self.project, (service, own), &replica, &facts, self.engine.api_version())?)
    }

    async fn to_its_end(&self, id: &ContainerId, hook: &PreStart) -> EngineResult<(i64, Tail)> {
        let exit = self.engine.wait_container(id, WaitUntil::NextExit).await?;
        let mut output = self.engine.attach(id, Some(false)).await?;
        self.engine.start_container(id).await?;
        let speaker = Speaker::of_pre_start(self, hook);
        let tail = hook::read(&mut output, |line| speaker.say(line)).await?;
        Ok((exit.await?, tail))
    }
}
