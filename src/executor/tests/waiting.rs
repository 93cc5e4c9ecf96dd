//! Conditions of dependencies, by events.

use super::*;

/// `web` starts when `db` has done what the condition asks.
fn web_after_db(condition: WaitCondition) -> Script {
    let mut script = Script::new();
    let (create, start) = script.up("db", &[]);
    let wait = script.wait("db", ContainerRef::CreatedBy(create), condition, &[start]);
    script.up("web", &[wait]);
    script
}

fn optional(mut script: Script) -> Script {
    for step in &mut script.plan.steps {
        if let Operation::WaitFor(wait) = &mut step.operation {
            wait.required = false;
        }
    }
    script
}

#[test]
fn a_dependent_starts_as_soon_as_the_event_comes() {
    in_time(async {
        let mut script = web_after_db(WaitCondition::Healthy);
        script.checked_service("db");
        let engine = FakeEngine::new().after_start("p_db_1", AfterStart::Healthy(Duration::from_millis(300)));
        let lines = Lines::default();
        let begin = tokio::time::Instant::now();
        assert!(script.run(&engine, &lines).await.is_success());
        assert_eq!(begin.elapsed(), Duration::from_millis(300));
        assert_eq!(
            engine.calls(),
            [
                "events",
                "list_containers com.docker.compose.project=p",
                "create_container p_db_1",
                "create_container p_web_1",
                "start_container p_db_1",
                "start_container p_web_1"
            ]
        );
        let expected =
            ["Creating", "Created", "Starting", "Started", "Waiting: waiting for db to be healthy", "Healthy"];
        assert_eq!(lines.of("p_db_1"), expected);
    });
}

#[test]
fn ends_that_a_dependent_cannot_live_with() {
    use WaitCondition::{CompletedSuccessfully, Healthy, RunningOrHealthy};
    let one = seconds(1);
    let table = [
        (Healthy, Some(AfterStart::Unhealthy(one)), "dependency failed to start: container p_db_1 is unhealthy"),
        (Healthy, Some(AfterStart::Exit(one, 1)), "dependency failed to start: container p_db_1 exited (1)"),
        (Healthy, None, "dependency failed to start: container p_db_1 has no healthcheck configured"),
        (CompletedSuccessfully, Some(AfterStart::Exit(one, 4)), "service \"db\" didn't complete successfully: exit 4"),
        (RunningOrHealthy, Some(AfterStart::Unhealthy(one)), "container p_db_1 is unhealthy"),
    ];
    for (condition, behaviour, expected) in table {
        in_time(async {
            let mut script = web_after_db(condition);
            if behaviour.is_some() {
                script.checked_service("db");
            }
            let mut engine = FakeEngine::new();
            if let Some(behaviour) = behaviour {
                engine = engine.after_start("p_db_1", behaviour);
            }
            let lines = Lines::default();
            let outcome = script.run(&engine, &lines).await;
            assert_eq!(failures(&outcome), [expected]);
            assert_eq!(outcome.skipped, 1);
            assert_eq!(lines.of("p_db_1").last().unwrap(), &format!("Error: {expected}"));
            assert_eq!(lines.of("p_web_1"), ["Creating", "Created"]);
        });
    }
}

#[test]
fn a_job_that_ends_well_lets_the_dependent_start() {
    in_time(async {
        let script = web_after_db(WaitCondition::CompletedSuccessfully);
        let engine = FakeEngine::new().after_start("p_db_1", AfterStart::Exit(Duration::ZERO, 0));
        let lines = Lines::default();
        assert!(script.run(&engine, &lines).await.is_success());
        assert_eq!(lines.of("p_db_1").last().unwrap(), "Exited");
        assert_eq!(lines.of("p_web_1").last().unwrap(), "Started");
    });
}

#[test]
fn an_optional_dependency_only_warns() {
    let table = [
        (
            WaitCondition::CompletedSuccessfully,
            AfterStart::Exit(Duration::ZERO, 4),
            "Skipped: optional dependency \"db\" didn't complete successfully: exit 4",
        ),
        (
            WaitCondition::Healthy,
            AfterStart::Unhealthy(seconds(1)),
            "Skipped: optional dependency \"db\" failed to start: container p_db_1 is unhealthy",
        ),
    ];
    for (condition, behaviour, expected) in table {
        in_time(async {
            let mut script = optional(web_after_db(condition));
            script.checked_service("db");
            let engine = FakeEngine::new().after_start("p_db_1", behaviour);
            let lines = Lines::default();
            assert!(script.run(&engine, &lines).await.is_success());
            assert_eq!(lines.of("p_db_1").last().unwrap(), expected);
            assert_eq!(lines.of("p_web_1").last().unwrap(), "Started");
        });
    }
}

#[test]
fn an_image_with_a_healthcheck_of_its_own_is_asked_about_once() {
    in_time(async {
        let script = web_after_db(WaitCondition::Healthy);
        let engine = FakeEngine::new().after_start("p_db_1", AfterStart::Healthy(seconds(2)));
        assert!(script.run(&engine, &Lines::default()).await.is_success());
        let asked = engine.calls().into_iter().filter(|call| call.starts_with("inspect")).count();
        assert_eq!(asked, 1);
    });
}

#[test]
fn a_container_that_was_healthy_before_the_subscription_is_seen_by_the_look() {
    in_time(async {
        let mut script = Script::new();
        script.checked_service("db");
        let wait = script.wait("db", existing("id_db"), WaitCondition::Healthy, &[]);
        script.up("web", &[wait]);
        let engine = engine_with(vec![container("db", ContainerState::Running, "Up 2 minutes (healthy)")]);
        let begin = tokio::time::Instant::now();
        assert!(script.run(&engine, &Lines::default()).await.is_success());
        assert_eq!(begin.elapsed(), Duration::ZERO);
    });
}

#[test]
fn an_event_between_the_subscription_and_the_look_is_not_missed() {
    in_time(async {
        let mut script = Script::new();
        script.checked_service("db");
        let wait = script.wait("db", existing("id_db"), WaitCondition::Healthy, &[]);
        script.up("web", &[wait]);
        let starting = container("db", ContainerState::Running, "Up 1 second (health: starting)");
        let engine = engine_with(vec![starting]).taking("list_containers", seconds(2));
        let lines = Lines::default();
        let news = async {
            tokio::time::sleep(seconds(1)).await;
            // The list keeps saying that it is starting.
            engine.emit(&"id_db".into(), "health_status: healthy", &[]);
            std::future::pending::<()>().await;
        };
        tokio::select! {
            outcome = script.run(&engine, &lines) => assert!(outcome.is_success()),
            () = news => unreachable!("it never ends"),
        }
        assert_eq!(lines.of("p_web_1").last().unwrap(), "Started");
    });
}

#[test]
fn waits_have_a_time_limit() {
    in_time(async {
        let mut script = web_after_db(WaitCondition::Healthy);
        script.checked_service("db");
        let engine = FakeEngine::new().after_start("p_db_1", AfterStart::Healthy(seconds(60)));
        let begin = tokio::time::Instant::now();
        let outcome = script.run_with(&engine, &Lines::default(), DEFAULT_LIMIT, Some(seconds(2))).await;
        assert_eq!(failures(&outcome), ["application not healthy after 2s"]);
        assert_eq!((outcome.end, begin.elapsed()), (End::Finished, seconds(2)));
    });
}

#[test]
fn all_replicas_count() {
    in_time(async {
        let mut script = Script::new();
        script.checked_service("db");
        let second = Target { name: "p_db_2".to_owned(), ..target("db", existing("id_db2")) };
        let containers = vec![target("db", existing("id_db")), second];
        let (condition, service) = (WaitCondition::Healthy, "db".into());
        script.add(Operation::WaitFor(WaitFor { service, containers, condition, required: true }), &[]);
        let first = container("db", ContainerState::Running, "Up 2 minutes (healthy)");
        let mut second = container("db", ContainerState::Running, "Up 2 minutes (unhealthy)");
        (second.id, second.name) = ("id_db2".into(), "p_db_2".to_owned());
        let outcome = script.run(&engine_with(vec![first, second]), &Lines::default()).await;
        assert_eq!(failures(&outcome), ["dependency failed to start: container p_db_2 is unhealthy"]);
    });
}

#[test]
fn without_events_nothing_begins() {
    in_time(async {
        let script = web_after_db(WaitCondition::Healthy);
        let engine = FakeEngine::new().failing("events", 1, 500, "too busy");
        let outcome = script.run(&engine, &Lines::default()).await;
        assert_eq!(failures(&outcome), ["cannot follow the engine's events: Error response from daemon: too busy"]);
        assert_eq!(engine.changes(), [""; 0]);
    });
}

#[test]
fn a_container_that_has_gone_meanwhile_is_not_waited_for() {
    in_time(async {
        let mut script = Script::new();
        script.checked_service("db");
        script.wait("db", existing("id_db"), WaitCondition::Healthy, &[]);
        let outcome = script.run(&FakeEngine::new(), &Lines::default()).await;
        assert_eq!(failures(&outcome), ["dependency failed to start: container p_db_1 was removed"]);
    });
}

#[test]
fn an_interruption_does_not_wait_for_the_subscription() {
    in_time(async {
        let script = web_after_db(WaitCondition::Healthy);
        let engine = FakeEngine::new().taking("events", seconds(60));
        let begin = tokio::time::Instant::now();
        let outcome = script.run_until(&engine, &Lines::default(), &[seconds(1)]).await;
        assert_eq!((outcome.end, begin.elapsed()), (End::Interrupted, seconds(1)));
        assert_eq!(engine.changes(), [""; 0]);
    });
}

#[test]
fn questions_that_come_up_together_are_one_request() {
    in_time(async {
        let mut script = Script::new();
        for name in ["a", "b", "c"] {
            let (create, start) = script.up(name, &[]);
            script.wait(name, ContainerRef::CreatedBy(create), WaitCondition::RunningOrHealthy, &[start]);
        }
        let engine = FakeEngine::new()
            .taking("start_container", seconds(1))
            .after_start("p_b_1", AfterStart::Healthy(seconds(5)));
        let lines = Lines::default();
        let begin = tokio::time::Instant::now();
        assert!(script.run(&engine, &lines).await.is_success());
        assert_eq!(begin.elapsed(), seconds(6));
        assert_eq!(engine.calls().len(), 2 + 2 * 3 + 2, "{:?}", engine.calls());
        assert_eq!(lines.of("p_a_1").last().unwrap(), "Healthy");
    });
}

#[test]
fn what_has_no_check_must_run_for_a_moment() {
    let waiting_for_db = || {
        let mut script = Script::new();
        let (create, start) = script.up("db", &[]);
        script.wait("db", ContainerRef::CreatedBy(create), WaitCondition::RunningOrHealthy, &[start]);
        script
    };
    let half = Duration::from_millis(500);
    let table = [
        (None, None, None, seconds(1)),
        (Some(AfterStart::Exit(half, 0)), None, None, half),
        (Some(AfterStart::Exit(half, 4)), None, Some("container p_db_1 exited (4)"), half),
        (None, Some(half), None, half),
    ];
    for (behaviour, timeout, expected, time) in table {
        in_time(async {
            let mut engine = FakeEngine::new();
            if let Some(behaviour) = behaviour {
                engine = engine.after_start("p_db_1", behaviour);
            }
            let begin = tokio::time::Instant::now();
            let outcome = waiting_for_db().run_with(&engine, &Lines::default(), DEFAULT_LIMIT, timeout).await;
            assert_eq!(failures(&outcome).first().map(String::as_str), expected);
            assert_eq!(begin.elapsed(), time, "{expected:?}");
        });
    }
}
