//! `wait`: until containers have ended, and what they ended with.

use futures_util::future::try_join_all;
use futures_util::stream::{FuturesUnordered, StreamExt};

use super::error::SessionError;
use crate::engine::{Engine, WaitUntil};
use crate::model::ids::ContainerId;
use crate::model::observed::{ContainerState, ObservedContainer};

/// Tells each exit code as it becomes known, in the order in which the containers have ended; gives the last one.
///
/// One request a container, on which the engine answers when it is time.
pub(crate) async fn wait(
    engine: &impl Engine,
    containers: &[ObservedContainer],
    mut tell: impl FnMut(&ContainerId, i64),
) -> Result<Option<i64>, SessionError> {
    let (running, ended): (Vec<_>, Vec<_>) = containers.iter().partition(|container| container.is_up());
    let mut running: Vec<ContainerId> = running.into_iter().map(|container| container.id.clone()).collect();
    let mut ended = try_join_all(ended.iter().map(|container| engine.inspect_container(&container.id))).await?;
    ended.sort_by_key(|details| details.finished_at.parse::<jiff::Timestamp>().ok());
    let mut last = None;
    for details in ended {
        if matches!(details.state, ContainerState::Exited | ContainerState::Dead) {
            tell(&details.id, details.exit_code);
            last = Some(details.exit_code);
        } else {
            // Started again since the list.
            running.push(details.id);
        }
    }
    let mut exits: FuturesUnordered<_> = running.into_iter().map(|id| exit(engine, id)).collect();
    while let Some(exit) = exits.next().await {
        let (id, code) = exit?;
        tell(&id, code);
        last = Some(code);
    }
    Ok(last)
}

async fn exit(engine: &impl Engine, id: ContainerId) -> Result<(ContainerId, i64), SessionError> {
    let code = engine.wait_container(&id, WaitUntil::NotRunning).await?.await?;
    Ok((id, code))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::session::test_support::{container, engine, id};

    #[tokio::test(start_paused = true)]
    async fn codes_come_in_the_order_of_the_ends_and_the_last_one_counts() {
        let containers = vec![
            container("web", 1, ContainerState::Running),
            container("job", 1, ContainerState::Exited),
            container("web", 2, ContainerState::Running),
        ];
        let engine = engine(containers.clone());
        let mut told = Vec::new();
        let ends = async {
            for (name, code) in [("p_web_2", 3), ("p_web_1", 137)] {
                tokio::time::sleep(Duration::from_mins(1)).await;
                engine.exit(name, code);
            }
        };
        let tell = |id: &ContainerId, code| told.push((id.clone(), code));
        let (last, ()) = tokio::join!(wait(&engine, &containers, tell), ends);
        assert_eq!(last.unwrap(), Some(137));
        assert_eq!(told, [(id("job", 1), 0), (id("web", 2), 3), (id("web", 1), 137)]);
        // Nothing is asked twice.
        let calls =
            ["inspect_container p_job_1", "wait_container p_web_1 NotRunning", "wait_container p_web_2 NotRunning"];
        assert_eq!(engine.calls(), calls);
    }

    #[tokio::test(start_paused = true)]
    async fn a_container_that_is_gone_is_an_error() {
        let gone = container("web", 1, ContainerState::Running);
        let error = wait(&engine(Vec::new()), &[gone], |_, _| {}).await.unwrap_err();
        assert!(error.to_string().contains("No such container"), "{error}");
    }
}
