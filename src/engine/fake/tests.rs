//! The fake must behave enough like an engine for other tests to mean something.

use std::time::Duration;

use bollard::models::ContainerCreateBody;
use futures_util::StreamExt;

use super::{AfterStart, FakeEngine};
use crate::engine::{Engine, EventFilter};

#[tokio::test(start_paused = true)]
async fn a_started_container_turns_healthy_in_its_time_and_tells_so() {
    let engine = FakeEngine::new().after_start("web", AfterStart::Healthy(Duration::from_secs(3)));
    let mut events = engine.events(&EventFilter::default()).await.unwrap();
    let created = engine.create_container("web", "", ContainerCreateBody::default(), None).await.unwrap();
    engine.start_container(&created.id).await.unwrap();
    assert!(engine.observed().containers[0].status.contains("starting"));
    let mut actions = Vec::new();
    for _ in 0..3 {
        actions.push(events.next().await.unwrap().unwrap().action);
    }
    assert_eq!(actions, ["create", "start", "health_status: healthy"]);
    assert_eq!(engine.observed().containers[0].health(), Some(crate::model::observed::Health::Healthy));
}

#[tokio::test(start_paused = true)]
async fn failures_hit_the_call_they_are_meant_for_and_calls_are_recorded_in_order() {
    let engine = FakeEngine::new().failing("create_container", 2, 500, "disk full");
    engine.create_container("a", "", ContainerCreateBody::default(), None).await.unwrap();
    let error = engine.create_container("b", "", ContainerCreateBody::default(), None).await.unwrap_err();
    assert_eq!(error.to_string(), "Error response from daemon: disk full");
    let error = engine.create_container("a", "", ContainerCreateBody::default(), None).await.unwrap_err();
    assert!(error.is_conflict());
    assert_eq!(engine.calls(), ["create_container a", "create_container b", "create_container a"]);
}

#[tokio::test(start_paused = true)]
async fn calls_in_flight_are_counted_while_they_take_their_time() {
    let engine = FakeEngine::new().taking("create_network", Duration::from_secs(1));
    let create = |name: &str| {
        engine.create_network(bollard::models::NetworkCreateRequest { name: name.to_owned(), ..Default::default() })
    };
    let (a, b) = futures_util::join!(create("a"), create("b"));
    a.unwrap();
    b.unwrap();
    assert_eq!(engine.most_in_flight(), 2);
}
