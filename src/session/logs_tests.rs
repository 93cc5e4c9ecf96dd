//! Logs on a fake engine: order, following, ends.

use std::time::Duration;

use tokio::time::sleep;

use super::*;
use crate::engine::fake::FakeEngine;
use crate::model::observed::ContainerState;
use crate::session::test_support::{Kept, container, engine, id, stamped};

fn request(follow: bool) -> LogsRequest {
    LogsRequest { project: "p".to_owned(), follow, ..LogsRequest::default() }
}

fn two() -> FakeEngine {
    engine(vec![container("web", 1, ContainerState::Running), container("db", 1, ContainerState::Exited)])
        .printing("p_web_1", vec![stamped(2, "two"), stamped(4, "four")])
        .printing("p_db_1", vec![stamped(1, "one"), stamped(3, "three")])
}

#[tokio::test]
async fn lines_come_in_the_order_of_their_times_with_one_request_each() {
    let (engine, kept) = (two(), Kept::default());
    logs(&engine, &request(false), &kept).await.unwrap();
    assert_eq!(kept.take(), ["db_1 | one", "web_1 | two", "db_1 | three", "web_1 | four"]);
    assert_eq!(engine.calls().len(), 3, "{:?}", engine.calls());
}

#[tokio::test]
async fn services_and_replicas_are_selected() {
    let engine = engine(vec![
        container("web", 1, ContainerState::Running),
        container("web", 2, ContainerState::Running),
        container("db", 1, ContainerState::Running),
    ])
    .printing("p_web_2", vec![stamped(1, "here")]);
    let kept = Kept::default();
    let services = Some(BTreeSet::from(["web".to_owned()]));
    let request = LogsRequest { services, number: Some(2), timestamps: true, ..request(false) };
    logs(&engine, &request, &kept).await.unwrap();
    assert_eq!(kept.take(), ["web_2 | 2026-11-24T03:00:00.001000000Z here"]);
    assert_eq!(engine.calls().last().map(String::as_str), Some("logs p_web_2"));
}

#[tokio::test]
async fn unreadable_logs_are_a_warning() {
    let (engine, kept) =
        (two().failing("logs", 1, 501, "configured logging driver does not support reading"), Kept::default());
    logs(&engine, &request(false), &kept).await.unwrap();
    assert_eq!(
        kept.take(),
        [
            "warning: Can't retrieve logs for \"p_db_1\": Error response from daemon: configured logging driver does not \
             support reading",
            "web_1 | two",
            "web_1 | four",
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn following_goes_on_over_restarts_and_ends_with_the_last_container() {
    let engine = engine(vec![container("web", 1, ContainerState::Running)]);
    let (first, second) = (engine.feed("p_web_1"), engine.feed("p_web_1"));
    let kept = Kept::default();
    let commands = async {
        first.send(stamped(1, "one")).unwrap();
        sleep(Duration::from_secs(1)).await;
        engine.exit("p_web_1", 137);
        drop(first);
        sleep(Duration::from_millis(100)).await;
        engine.start_container(&id("web", 1)).await.unwrap();
        second.send(stamped(2, "two")).unwrap();
        sleep(Duration::from_secs(1)).await;
        engine.exit("p_web_1", 0);
        drop(second);
    };
    let request = request(true);
    let (end, ()) = tokio::join!(logs(&engine, &request, &kept), commands);
    end.unwrap();
    assert_eq!(kept.take(), ["web_1 | one", "web_1 exited with code 137", "web_1 | two", "web_1 exited with code 0"]);
    let reads: Vec<String> = engine.calls().into_iter().filter(|call| call.starts_with("logs")).collect();
    assert_eq!(reads, ["logs p_web_1", "logs p_web_1 since=0.000000001"], "from where it died, nothing twice");
}

#[tokio::test(start_paused = true)]
async fn following_sees_replacements() {
    let engine = engine(vec![container("web", 1, ContainerState::Running)]);
    let old = engine.feed("p_web_1");
    let new = engine.feed("id-of-web-1_p_web_1");
    let kept = Kept::default();
    let commands = async {
        sleep(Duration::from_secs(1)).await;
        let mut labels = container("web", 1, ContainerState::Created).labels;
        labels.insert(crate::model::labels::REPLACE.to_owned(), "web_1".to_owned());
        let labels = Some(labels.into_iter().collect());
        let body = bollard::models::ContainerCreateBody { labels, ..Default::default() };
        let made = engine.create_container("id-of-web-1_p_web_1", "", body, None).await.unwrap();
        engine.stop_container(&id("web", 1), None).await.unwrap();
        drop(old);
        engine.remove_container(&id("web", 1), false, false).await.unwrap();
        sleep(Duration::from_secs(3)).await;
        engine.rename_container(&made.id, "p_web_1").await.unwrap();
        engine.start_container(&made.id).await.unwrap();
        let _unused = new;
        sleep(Duration::from_secs(1)).await;
        engine.exit("p_web_1", 0);
    };
    let request = request(true);
    let (end, ()) = tokio::join!(logs(&engine, &request, &kept), commands);
    end.unwrap();
    assert_eq!(kept.take(), ["web_1 exited with code 0", "web_1 has been recreated", "web_1 exited with code 0"]);
}

#[tokio::test(start_paused = true)]
async fn following_nothing_that_runs_ends_at_once() {
    let engine = engine(vec![container("db", 1, ContainerState::Exited)]).printing("p_db_1", vec![stamped(1, "old")]);
    let kept = Kept::default();
    logs(&engine, &request(true), &kept).await.unwrap();
    assert_eq!(kept.take(), ["db_1 | old"]);
    assert_eq!(
        engine.calls(),
        [
            "events",
            "list_containers com.docker.compose.project=p com.docker.compose.oneoff=False com.docker.compose.config-hash",
            "logs p_db_1"
        ]
    );
}
