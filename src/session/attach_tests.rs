//! Attaching on a fake engine: what is shown, and when it ends.

use std::time::Duration;

use tokio::time::sleep;

use super::*;
use crate::engine::fake::FakeEngine;
use crate::model::observed::ContainerState;
use crate::session::test_support::{Kept, container, engine, id, output};

fn request(services: &[&str], abort: Abort) -> AttachRequest {
    let services: BTreeSet<String> = services.iter().map(|service| (*service).to_owned()).collect();
    AttachRequest { project: "p".to_owned(), watched: services.clone(), shown: services, abort, exit_code_from: None }
}

fn created(services: &[&str]) -> FakeEngine {
    engine(services.iter().map(|service| container(service, 1, ContainerState::Created)).collect())
}

async fn attach(handle: &AttachHandle<'_, FakeEngine>, service: &str) {
    let (id, name) = (id(service, 1), format!("p_{service}_1"));
    handle.attach(Target { id: &id, name: &name, service, number: Some(1) }).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn first_and_last_lines_are_shown_and_the_end_is_noticed() {
    let engine = created(&["web"]);
    let feed = engine.feed("p_web_1");
    let kept = Kept::default();
    let mut attachment = Attachment::open(&engine, request(&["web"], Abort::Never)).await.unwrap();
    let handle = attachment.handle();
    let commands = async {
        attach(&handle, "web").await;
        feed.send(output("first\n")).unwrap();
        engine.start_container(&id("web", 1)).await.unwrap();
        handle.all_started();
        sleep(Duration::from_secs(5)).await;
        engine.exit("p_web_1", 3);
        sleep(Duration::from_millis(100)).await;
        feed.send(output("last")).unwrap();
        drop(feed);
    };
    let (stop, ()) = tokio::join!(attachment.run(&kept), commands);
    assert_eq!(stop.unwrap(), Stop::AllGone);
    assert_eq!(kept.take(), ["web_1 | first", "web_1 | last", "web_1 exited with code 3"]);
    let failed: Vec<_> = attachment.failures().iter().map(|end| (end.name.as_str(), end.code)).collect();
    assert_eq!(failed, [("web_1", 3)]);
}

#[tokio::test(start_paused = true)]
async fn an_engine_may_tell_of_the_stop_before_the_death() {
    let engine = created(&["web"]);
    let feed = engine.feed("p_web_1");
    let kept = Kept::default();
    let mut attachment = Attachment::open(&engine, request(&["web"], Abort::Never)).await.unwrap();
    let handle = attachment.handle();
    let commands = async {
        attach(&handle, "web").await;
        engine.start_container(&id("web", 1)).await.unwrap();
        handle.all_started();
        sleep(Duration::from_secs(5)).await;
        drop(feed);
        engine.emit(&id("web", 1), "kill", &[("signal", "15")]);
        engine.emit(&id("web", 1), "stop", &[]);
        sleep(Duration::from_millis(1)).await;
        engine.exit("p_web_1", 9);
    };
    let (stop, ()) = tokio::join!(attachment.run(&kept), commands);
    assert_eq!(stop.unwrap(), Stop::AllGone);
    assert_eq!(kept.take(), ["web_1 exited with code 9"]);
    assert!(attachment.failures().is_empty(), "what others stop has not failed by itself");
}

#[tokio::test(start_paused = true)]
async fn what_was_never_started_is_not_waited_for() {
    let engine = created(&["web"]);
    let _feed = engine.feed("p_web_1");
    let mut attachment = Attachment::open(&engine, request(&["web"], Abort::Never)).await.unwrap();
    attach(&attachment.handle(), "web").await;
    attachment.handle().all_started();
    assert_eq!(attachment.run(&Kept::default()).await.unwrap(), Stop::AllGone);
}

#[tokio::test(start_paused = true)]
async fn an_abort_comes_back_once_and_the_shutdown_is_shown() {
    let engine = created(&["db", "web"]);
    let (db, web) = (engine.feed("p_db_1"), engine.feed("p_web_1"));
    let kept = Kept::default();
    let mut attachment = Attachment::open(&engine, request(&["db", "web"], Abort::OnExit)).await.unwrap();
    for service in ["db", "web"] {
        attach(&attachment.handle(), service).await;
        engine.start_container(&id(service, 1)).await.unwrap();
    }
    attachment.handle().all_started();
    engine.exit("p_web_1", 7);
    drop(web);
    assert_eq!(attachment.run(&kept).await.unwrap(), Stop::Abort);
    let stopping = async {
        db.send(output("shutting down\n")).unwrap();
        engine.exit("p_db_1", 9);
        drop(db);
    };
    let (stop, ()) = tokio::join!(attachment.run(&kept), stopping);
    assert_eq!(stop.unwrap(), Stop::AllGone);
    assert_eq!(kept.take(), ["web_1 exited with code 7", "db_1 | shutting down", "db_1 exited with code 9"]);
    assert_eq!(attachment.exit_code(), 7);
    attachment.request.exit_code_from = Some("db".to_owned());
    assert_eq!(attachment.exit_code(), 9, "the code of the service that was asked for, though another ended first");
}

#[tokio::test(start_paused = true)]
async fn only_failures_abort_where_that_was_asked_for() {
    let engine = created(&["job", "web"]);
    let mut attachment = Attachment::open(&engine, request(&["job", "web"], Abort::OnFailure)).await.unwrap();
    for service in ["job", "web"] {
        attach(&attachment.handle(), service).await;
        engine.start_container(&id(service, 1)).await.unwrap();
    }
    attachment.handle().all_started();
    engine.exit("p_job_1", 0);
    engine.exit("p_web_1", 4);
    assert_eq!(attachment.run(&Kept::default()).await.unwrap(), Stop::Abort);
    assert_eq!(attachment.exit_code(), 4);
    assert_eq!(attachment.exits.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn restarts_are_followed_from_where_the_container_died() {
    let engine = created(&["web"]);
    let (first, second) = (engine.feed("p_web_1"), engine.feed("p_web_1"));
    let kept = Kept::default();
    let mut attachment = Attachment::open(&engine, request(&["web"], Abort::Never)).await.unwrap();
    let handle = attachment.handle();
    attach(&handle, "web").await;
    let commands = async {
        engine.start_container(&id("web", 1)).await.unwrap();
        handle.all_started();
        first.send(output("one\n")).unwrap();
        engine.exit("p_web_1", 6);
        engine.start_container(&id("web", 1)).await.unwrap();
        drop(first);
        second.send(output("two\n")).unwrap();
        sleep(Duration::from_secs(1)).await;
        engine.exit("p_web_1", 0);
        drop(second);
    };
    let (stop, ()) = tokio::join!(attachment.run(&kept), commands);
    assert_eq!(stop.unwrap(), Stop::AllGone);
    let shown = kept.take();
    assert_eq!(
        shown,
        ["web_1 | one", "web_1 exited with code 6 (restarting)", "web_1 | two", "web_1 exited with code 0"]
    );
    let reads = engine.calls().into_iter().filter(|call| call.starts_with("attach") || call.starts_with("logs"));
    assert_eq!(reads.collect::<Vec<_>>(), ["attach p_web_1", "logs p_web_1 since=0.000000002"]);
}

#[tokio::test(start_paused = true)]
async fn a_stop_between_two_starts_is_the_end() {
    let engine = created(&["web"]);
    let kept = Kept::default();
    let mut attachment = Attachment::open(&engine, request(&["web"], Abort::Never)).await.unwrap();
    attach(&attachment.handle(), "web").await;
    attachment.handle().all_started();
    engine.start_container(&id("web", 1)).await.unwrap();
    let commands = async {
        // The engine calls it running while it waits for its next start, and no further `die` comes.
        engine.emit(&id("web", 1), "die", &[("exitCode", "3")]);
        sleep(Duration::from_secs(1)).await;
        engine.emit(&id("web", 1), "stop", &[]);
    };
    let (stop, ()) = tokio::join!(attachment.run(&kept), commands);
    assert_eq!(stop.unwrap(), Stop::AllGone);
    assert_eq!(kept.take(), ["web_1 exited with code 3 (restarting)"]);
}

#[tokio::test(start_paused = true)]
async fn containers_that_join_later_are_shown_from_their_beginning() {
    let engine = created(&["web"]);
    let _web = engine.feed("p_web_1");
    let second = engine.feed("p_web_2");
    let kept = Kept::default();
    let mut attachment = Attachment::open(&engine, request(&["web"], Abort::Never)).await.unwrap();
    let handle = attachment.handle();
    attach(&handle, "web").await;
    let commands = async {
        engine.start_container(&id("web", 1)).await.unwrap();
        handle.all_started();
        sleep(Duration::from_secs(1)).await;
        let labels = container("web", 2, ContainerState::Created).labels.into_iter().collect();
        let body = bollard::models::ContainerCreateBody { labels: Some(labels), ..Default::default() };
        let made = engine.create_container("p_web_2", "", body, None).await.unwrap();
        second.send(output("hello\n")).unwrap();
        engine.start_container(&made.id).await.unwrap();
        sleep(Duration::from_secs(1)).await;
    };
    tokio::select! {
        stop = attachment.run(&kept) => panic!("{stop:?}"),
        () = commands => {}
    }
    assert_eq!(kept.take(), ["web_2 | hello"]);
    assert_eq!(engine.calls().last().map(String::as_str), Some("logs p_web_2"));
}

#[tokio::test(start_paused = true)]
async fn dropping_a_run_loses_nothing() {
    let engine = created(&["web"]).taking("inspect_container", Duration::from_secs(1));
    let feed = engine.feed("p_web_1");
    let kept = Kept::default();
    let mut attachment = Attachment::open(&engine, request(&["web"], Abort::Never)).await.unwrap();
    attach(&attachment.handle(), "web").await;
    engine.start_container(&id("web", 1)).await.unwrap();
    attachment.handle().all_started();
    feed.send(output("half a ")).unwrap();
    for step in 0..10 {
        if step == 2 {
            feed.send(output("line\n")).unwrap();
        }
        if step == 4 {
            engine.exit("p_web_1", 5);
        }
        tokio::select! {
            stop = attachment.run(&kept) => panic!("{stop:?}"),
            () = sleep(Duration::from_millis(10)) => {}
        }
    }
    drop(feed);
    assert_eq!(attachment.run(&kept).await.unwrap(), Stop::AllGone);
    assert_eq!(kept.take(), ["web_1 | half a line", "web_1 exited with code 5"]);
}

#[tokio::test(start_paused = true)]
async fn services_that_are_not_shown_are_waited_for() {
    let engine = created(&["db"]);
    let kept = Kept::default();
    let request = AttachRequest { shown: BTreeSet::new(), ..request(&["db"], Abort::OnExit) };
    let mut attachment = Attachment::open(&engine, request).await.unwrap();
    attach(&attachment.handle(), "db").await;
    engine.start_container(&id("db", 1)).await.unwrap();
    attachment.handle().all_started();
    engine.exit("p_db_1", 2);
    assert_eq!(attachment.run(&kept).await.unwrap(), Stop::Abort);
    assert_eq!(attachment.run(&kept).await.unwrap(), Stop::AllGone);
    assert_eq!((kept.take(), attachment.exit_code()), (Vec::new(), 2));
    assert!(!engine.calls().iter().any(|call| call.starts_with("attach")));
}

#[tokio::test(start_paused = true)]
async fn dependencies_that_are_not_watched_keep_nothing_open() {
    let engine = created(&["db", "job"]);
    let mut attachment = Attachment::open(&engine, request(&["job"], Abort::Never)).await.unwrap();
    for service in ["db", "job"] {
        attach(&attachment.handle(), service).await;
        engine.start_container(&id(service, 1)).await.unwrap();
    }
    attachment.handle().all_started();
    engine.exit("p_job_1", 0);
    assert_eq!(attachment.run(&Kept::default()).await.unwrap(), Stop::AllGone);
}
