//! What a refusal does to the rest.

use super::*;

#[test]
fn a_failure_begins_nothing_new_lets_calls_end_and_tells_all_failures() {
    in_time(async {
        let mut script = Script::new();
        let (_, a) = script.up("a", &[]);
        script.up("b", &[]);
        let (_, c) = script.up("c", &[]);
        script.up("d", &[a, c]);
        let engine = FakeEngine::new()
            .failing("start_container", 1, 500, "driver failed: port is already allocated")
            .failing("start_container", 2, 500, "no space")
            .taking("start_container", seconds(1));
        let lines = Lines::default();
        let outcome = script.run(&engine, &lines).await;
        assert_eq!(
            failures(&outcome),
            [
                "cannot start container p_a_1: Error response from daemon: driver failed: port is already allocated",
                "cannot start container p_b_1: Error response from daemon: no space",
            ]
        );
        assert_eq!(outcome.skipped, 1, "the start of d");
        assert_eq!(lines.of("p_c_1").last().unwrap(), "Started");
        assert_eq!(
            lines.of("p_a_1").last().unwrap(),
            "Error: cannot start container p_a_1: Error response from daemon: driver failed: port is already allocated"
        );
    });
}

#[test]
fn what_is_gone_or_in_use_does_not_fail_a_down() {
    in_time(async {
        let mut script = Script::new();
        let stop = script.stop("a", "id_a", &[]);
        let remove = script.remove("a", "id_a", &[stop]);
        let network = |id: &str| Operation::RemoveNetwork { id: id.into(), name: "p_default".to_owned() };
        script.add(network("n"), &[remove]);
        script.add(Operation::RemoveVolume { name: "v".to_owned() }, &[remove]);
        script.add(Operation::RemoveImage { reference: "i".to_owned() }, &[remove]);
        let networks = vec![ObservedNetwork { id: "n".into(), name: "p_default".to_owned(), ..Default::default() }];
        let engine = FakeEngine::new()
            .with_observed(Observed { networks, ..Observed::default() })
            .failing("remove_network", 1, 403, "error while removing network: network p_default has active endpoints")
            .failing("remove_volume", 1, 409, "volume is in use");
        let lines = Lines::default();
        let outcome = script.run(&engine, &lines).await;
        assert_eq!(failures(&outcome), [""; 0]);
        let lines = lines.0.into_inner();
        for line in [
            "Container p_a_1 Removed",
            "Network p_default Resource is still in use",
            "Volume v Resource is still in use",
            "Image i No resource found to remove",
        ] {
            assert!(lines.contains(&line.to_owned()), "{line} in {lines:?}");
        }
    });
}

#[test]
fn a_removal_in_progress_is_one() {
    in_time(async {
        let mut script = Script::new();
        script.remove("a", "id_a", &[]);
        let engine = engine_with(vec![container("a", ContainerState::Exited, "Exited (0) 1 second ago")]).failing(
            "remove_container",
            1,
            409,
            "removal of container a is already in progress",
        );
        assert!(script.run(&engine, &Lines::default()).await.is_success());
    });
}

#[test]
fn a_network_in_use_that_must_make_room_is_a_failure() {
    in_time(async {
        let mut script = Script::new();
        let network = Network { name: "p_default".to_owned(), ..Network::default() };
        script.project.networks.insert("default".to_owned(), network);
        let remove = Operation::RemoveNetwork { id: "n".into(), name: "p_default".to_owned() };
        let remove = script.add(remove, &[]);
        script.add(Operation::CreateNetwork { key: "default".to_owned() }, &[remove]);
        let engine = FakeEngine::new().failing("remove_network", 1, 403, "network has active endpoints");
        let lines = Lines::default();
        let outcome = script.run(&engine, &lines).await;
        assert_eq!(
            failures(&outcome),
            ["cannot remove network p_default: Error response from daemon: network has active endpoints"]
        );
        assert_eq!(engine.calls(), ["remove_network n"]);
        assert!(lines.0.borrow()[1].starts_with("Network p_default Error while Removing"));
    });
}

#[test]
fn what_the_model_cannot_say_fails_before_the_call() {
    in_time(async {
        let mut script = Script::new();
        script.service("a").restart = "sometimes".to_owned();
        script.create("a", &[]);
        let engine = FakeEngine::new();
        let outcome = script.run(&engine, &Lines::default()).await;
        assert!(failures(&outcome)[0].contains("unknown restart policy \"sometimes\""));
        assert_eq!(engine.calls(), [""; 0]);
    });
}
