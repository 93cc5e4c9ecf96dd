//! A container that takes another one's place.

use super::*;

/// The replacement of the container of `service`, in a group of its own.
fn replace(script: &mut Script, group: usize, service: &str) -> StepId {
    let old = format!("id_{service}");
    let temporary = format!("old_p_{service}_1");
    let create = CreateContainer { temporary_name: Some(temporary), ..script.creation(service) };
    let create = script.grouped(group, Operation::CreateContainer(Box::new(create)), &[]);
    let old = || target(service, existing(&old));
    let stop = script.grouped(group, Operation::StopContainer { target: old(), timeout: None }, &[create]);
    let remove = Operation::RemoveContainer { target: old(), force: true, volumes: AnonymousVolumes::Stay };
    let remove = script.grouped(group, remove, &[stop]);
    let renamed = target(service, ContainerRef::CreatedBy(create));
    let rename = Operation::RenameContainer { target: renamed, name: format!("p_{service}_1") };
    let rename = script.grouped(group, rename, &[remove]);
    script.start(service, ContainerRef::CreatedBy(create), &[rename])
}

fn running(services: &[&str]) -> FakeEngine {
    engine_with(services.iter().map(|name| container(name, ContainerState::Running, "Up 1 minute")).collect())
}

fn names(engine: &FakeEngine) -> Vec<(String, ContainerState)> {
    let mut names: Vec<_> = engine.observed().containers.into_iter().map(|c| (c.name, c.state)).collect();
    names.sort_by(|a, b| a.0.cmp(&b.0));
    names
}

#[test]
fn it_is_one_line_of_progress() {
    in_time(async {
        let mut script = Script::new();
        replace(&mut script, 0, "a");
        let (engine, lines) = (running(&["a"]), Lines::default());
        assert!(script.run(&engine, &lines).await.is_success());
        assert_eq!(
            engine.calls(),
            [
                "create_container old_p_a_1",
                "stop_container p_a_1",
                "remove_container p_a_1 force",
                "rename_container old_p_a_1 p_a_1",
                "start_container p_a_1"
            ]
        );
        assert_eq!(lines.of("p_a_1"), ["Recreate", "Recreated", "Starting", "Started"]);
        assert_eq!(names(&engine), [("p_a_1".to_owned(), ContainerState::Running)]);
    });
}

#[test]
fn volumes_that_it_took_over_are_removed_after_it() {
    in_time(async {
        let mut script = Script::new();
        let volumes = AnonymousVolumes::Go { taken_over: vec!["gone".to_owned()] };
        let remove = Operation::RemoveContainer { target: target("a", existing("id_a")), force: true, volumes };
        script.add(remove, &[]);
        let (engine, lines) = (running(&["a"]), Lines::default());
        assert!(script.run(&engine, &lines).await.is_success(), "one that is not there any more is no failure");
        assert_eq!(engine.calls(), ["remove_container p_a_1 force volumes", "remove_volume gone"]);
    });
}

#[test]
fn a_failed_create_leaves_the_old_one_running() {
    in_time(async {
        let mut script = Script::new();
        replace(&mut script, 0, "a");
        let engine = running(&["a"]).failing("create_container", 1, 400, "invalid");
        let lines = Lines::default();
        let outcome = script.run(&engine, &lines).await;
        assert_eq!(failures(&outcome), ["cannot create container p_a_1: Error response from daemon: invalid"]);
        assert_eq!(names(&engine), [("p_a_1".to_owned(), ContainerState::Running)]);
        assert!(lines.of("p_a_1")[1].starts_with("Error: "));
    });
}

#[test]
fn a_failure_elsewhere_leaves_no_stray_beside_an_old_one() {
    in_time(async {
        let mut script = Script::new();
        script.up("b", &[]);
        replace(&mut script, 0, "a");
        let engine =
            running(&["a"]).failing("create_container", 1, 400, "invalid").taking("create_container", seconds(1));
        let outcome = script.run(&engine, &Lines::default()).await;
        assert_eq!(outcome.failures.len(), 1);
        assert_eq!(outcome.created, BTreeMap::new());
        assert_eq!(names(&engine), [("p_a_1".to_owned(), ContainerState::Running)]);
    });
}

#[test]
fn a_replacement_that_has_stopped_the_old_one_is_brought_to_its_end() {
    in_time(async {
        let mut script = Script::new();
        replace(&mut script, 0, "a");
        let engine = running(&["a"]).taking("stop_container", seconds(5));
        let outcome = script.run_until(&engine, &Lines::default(), &[seconds(1)]).await;
        assert_eq!((outcome.end, outcome.skipped), (End::Interrupted, 1));
        assert_eq!(names(&engine), [("p_a_1".to_owned(), ContainerState::Created)]);
    });
}

#[test]
fn an_old_one_that_does_not_stop_stays_and_the_new_one_goes() {
    in_time(async {
        let mut script = Script::new();
        replace(&mut script, 0, "a");
        let engine = running(&["a"]).failing("stop_container", 1, 500, "it clings to life");
        let outcome = script.run(&engine, &Lines::default()).await;
        assert_eq!(failures(&outcome), ["cannot stop container p_a_1: Error response from daemon: it clings to life"]);
        assert_eq!(names(&engine), [("p_a_1".to_owned(), ContainerState::Running)]);
    });
}
