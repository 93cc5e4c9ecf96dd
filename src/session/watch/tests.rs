//! The session on the fake engine, with real files.

use std::cell::RefCell;
use std::fs;
use std::path::Path;
use std::time::Duration;

use tokio::sync::watch as channel;

use super::*;
use crate::engine::PathKind;
use crate::engine::fake::FakeEngine;
use crate::model::observed::ContainerState;
use crate::session::test_support::{container, engine, id};
use rule::Filter;

struct All;

impl Filter for All {
    fn wants(&self, path: &Path) -> bool {
        path.extension().is_none_or(|extension| extension != "tmp")
    }

    fn enters(&self, _: &Path) -> bool {
        true
    }
}

pub(super) fn rule(service: &str, action: Action, path: &Path) -> Rule {
    Rule {
        service: service.into(),
        action,
        path: path.to_owned(),
        target: PathBuf::from("/app"),
        exec: crate::model::develop::Hook::default(),
        initial_sync: false,
        filter: Box::new(All),
    }
}

/// Keeps what it is asked for.
#[derive(Default)]
struct Kept(RefCell<Vec<String>>);

impl Actions for Kept {
    fn rebuild<'a>(&'a self, services: &'a BTreeSet<ServiceName>) -> LocalBoxFuture<'a, Result<(), String>> {
        self.say(&format!("rebuild {}", batch::list(services)));
        Box::pin(async { Ok(()) })
    }

    fn restart<'a>(&'a self, services: &'a BTreeSet<ServiceName>) -> LocalBoxFuture<'a, Result<(), String>> {
        self.say(&format!("restart {}", batch::list(services)));
        Box::pin(async { Ok(()) })
    }

    fn exec<'a>(&'a self, container: &'a ContainerId, _: &'a Rule) -> LocalBoxFuture<'a, Result<(), String>> {
        self.say(&format!("exec in {}", container.as_str()));
        Box::pin(async { Err("it broke".to_owned()) })
    }

    fn say(&self, text: &str) {
        self.0.borrow_mut().push(text.to_owned());
    }

    fn warn(&self, error: &WatchError) {
        self.say(&format!("warning: {error}"));
    }
}

impl Kept {
    async fn says(&self, text: &str) {
        while !self.0.borrow().iter().any(|said| said == text) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

/// Names and contents of what containers were sent; they are served at the same time.
fn sent(engine: &FakeEngine) -> Vec<String> {
    let mut sent = Vec::new();
    for upload in engine.uploads() {
        assert!(upload.path == "/" && upload.copy_uid_gid);
        for entry in tar::Archive::new(upload.archive.as_slice()).entries().unwrap() {
            let mut entry = entry.unwrap();
            let mut text = String::new();
            std::io::Read::read_to_string(&mut entry, &mut text).unwrap();
            sent.push(format!("{} {} {text}", upload.container, entry.path().unwrap().display()));
        }
    }
    sent.sort();
    sent
}

/// Runs a watch beside `work`, which interrupts it in the end.
async fn during(
    engine: &FakeEngine,
    rules: &[Rule],
    actions: &Kept,
    work: impl Future<Output = ()>,
) -> Result<(), WatchError> {
    let (sender, receiver) = channel::channel(0);
    let interrupts = Interrupts::from_channel(receiver);
    let request = WatchRequest { project: "p", rules, interrupts: &interrupts };
    let work = async {
        actions.says("Watch enabled").await;
        work.await;
        sender.send(1).unwrap();
    };
    let both = futures_util::future::join(watch(engine, request, actions), work);
    tokio::time::timeout(Duration::from_secs(20), both).await.expect("it comes to an end").0
}

#[tokio::test]
async fn a_file_takes_the_place_of_a_folder_and_nothing_else_is_removed() {
    let folder = tempfile::tempdir().unwrap();
    let local = |name: &str| folder.path().join(name);
    fs::write(local("file"), "file").unwrap();
    fs::write(local("same"), "same").unwrap();
    let engine = engine(vec![container("web", 1, ContainerState::Running)])
        .having("/app/file", PathKind::Folder, Vec::new())
        .having("/app/same", PathKind::File, Vec::new())
        .failing("upload_archive", 1, 400, "cannot overwrite directory \"/app/file\" with non-directory");
    let copies = ["file", "same"].map(|name| (format!("/app/{name}").into(), local(name)));
    sync::sync(&engine, &id("web", 1), &copies.into()).await.unwrap();
    assert_eq!(sent(&engine), ["p_web_1 app/file file", "p_web_1 app/same same"]);
    let removed: Vec<_> = engine.execs().into_iter().map(|exec| exec.command).collect();
    assert_eq!(removed, [["rm", "-rf", "--", "/app/file"]]);
}

#[tokio::test]
async fn changed_files_go_to_every_running_replica_and_deleted_ones_go() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap().join("src");
    fs::create_dir(&root).unwrap();
    fs::write(root.join("old"), "old").unwrap();
    let replicas = vec![
        container("web", 1, ContainerState::Running),
        container("web", 2, ContainerState::Running),
        container("web", 3, ContainerState::Exited),
    ];
    let engine = engine(replicas);
    let (rules, actions) = ([rule("web", Action::SyncRestart, &root)], Kept::default());
    let work = async {
        fs::create_dir(root.join("d")).unwrap();
        fs::write(root.join("d/new"), "new").unwrap();
        fs::write(root.join("d/x.tmp"), "no").unwrap();
        fs::remove_file(root.join("old")).unwrap();
        actions.says("service(s) [\"web\"] restarted").await;
        engine.start_container(&id("web", 3)).await.unwrap();
        while engine.uploads().len() < 3 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    during(&engine, &rules, &actions, work).await.unwrap();
    let expected = ["p_web_1 app/d/new new", "p_web_2 app/d/new new", "p_web_3 app/d/new new"];
    assert_eq!(sent(&engine), expected);
    assert_eq!(engine.uploads()[2].container, "p_web_3", "when it comes back");
    assert!(engine.execs().iter().all(|exec| exec.command == ["rm", "-rf", "--", "/app/old"]));
    let told = ["Watch enabled", "Syncing service \"web\" after 2 changes were detected", "restart [\"web\"]"];
    assert_eq!(actions.0.borrow()[..3], told);
}

#[tokio::test]
async fn a_failed_command_ends_the_batch_and_not_the_watch() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    let engine = engine(vec![container("web", 1, ContainerState::Running)]);
    let rules = [rule("web", Action::SyncExec, &root), rule("web", Action::Rebuild, &root.join("later/Makefile"))];
    let actions = Kept::default();
    let work = async {
        fs::write(root.join("a"), "1").unwrap();
        actions.says("warning: it broke").await;
        fs::create_dir(root.join("later")).unwrap();
        fs::write(root.join("later/Makefile"), "").unwrap();
        actions.says("rebuild [\"web\"]").await;
    };
    during(&engine, &rules, &actions, work).await.unwrap();
    assert_eq!(sent(&engine)[0], "p_web_1 app/a 1");
}

#[tokio::test]
async fn files_are_sent_first_where_that_is_asked_for_and_an_engine_that_fails_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    fs::write(root.join("a"), "1").unwrap();
    let mut first = rule("web", Action::Sync, &root);
    first.initial_sync = true;
    let containers = vec![container("web", 1, ContainerState::Running)];
    let watched = engine(containers.clone());
    during(&watched, &[first], &Kept::default(), async {}).await.unwrap();
    assert_eq!(sent(&watched), ["p_web_1 app/a 1"]);

    let failing = engine(containers).failing("list_containers", 1, 500, "out of order");
    let (_sender, receiver) = channel::channel(0);
    let interrupts = Interrupts::from_channel(receiver);
    let rules = [rule("web", Action::Sync, &root)];
    let request = WatchRequest { project: "p", rules: &rules, interrupts: &interrupts };
    let error = watch(&failing, request, &Kept::default()).await.unwrap_err();
    assert!(error.to_string().contains("out of order"), "{error}");
}
