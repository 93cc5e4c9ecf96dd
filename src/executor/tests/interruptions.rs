//! Once and twice.

use super::*;

fn two_slow_starts() -> (Script, FakeEngine) {
    let mut script = Script::new();
    let (_, a) = script.up("a", &[]);
    script.up("b", &[a]);
    (script, FakeEngine::new().taking("start_container", seconds(5)))
}

#[test]
fn the_first_interruption_lets_calls_end() {
    in_time(async {
        let (script, engine) = two_slow_starts();
        let begin = tokio::time::Instant::now();
        let outcome = script.run_until(&engine, &Lines::default(), &[seconds(1)]).await;
        assert_eq!((outcome.end, outcome.skipped), (End::Interrupted, 1));
        assert_eq!(begin.elapsed(), seconds(5));
        assert!(engine.observed().containers.iter().any(ObservedContainer::is_running));
        assert_eq!(engine.calls().len(), 3);
    });
}

#[test]
fn the_second_interruption_drops_calls() {
    in_time(async {
        let (script, engine) = two_slow_starts();
        let begin = tokio::time::Instant::now();
        let outcome = script.run_until(&engine, &Lines::default(), &[seconds(1), seconds(1)]).await;
        assert_eq!(outcome.end, End::Dropped);
        assert_eq!(begin.elapsed(), seconds(2));
        assert!(!outcome.is_success());
    });
}

#[test]
fn an_interruption_ends_waits_at_once() {
    in_time(async {
        let mut script = Script::new();
        script.checked_service("db");
        let (create, start) = script.up("db", &[]);
        let wait = script.wait("db", ContainerRef::CreatedBy(create), WaitCondition::Healthy, &[start]);
        script.up("web", &[wait]);
        let engine = FakeEngine::new().after_start("p_db_1", AfterStart::Healthy(seconds(60)));
        let lines = Lines::default();
        let begin = tokio::time::Instant::now();
        let outcome = script.run_until(&engine, &lines, &[seconds(1)]).await;
        assert_eq!((outcome.end, begin.elapsed()), (End::Interrupted, seconds(1)));
        assert_eq!(failures(&outcome), [""; 0]);
        assert_eq!(lines.of("p_db_1").last().unwrap(), "Interrupted");
    });
}

#[test]
fn a_run_that_is_interrupted_before_it_begins_does_nothing() {
    in_time(async {
        let (script, engine) = two_slow_starts();
        let (canceller, cancel) = cancellation();
        canceller.interrupt();
        let outside = Outside::default();
        let options = options(cancel, &outside);
        let outcome = run(&engine, &script.project, &script.plan, &Lines::default(), options).await;
        assert_eq!((outcome.end, outcome.skipped), (End::Interrupted, 4));
        assert_eq!(engine.calls(), [""; 0]);
    });
}
