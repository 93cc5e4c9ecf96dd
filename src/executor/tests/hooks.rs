//! Hooks in containers.

use bytes::Bytes;

use super::*;
use crate::engine::{ExecRequest, Output, StreamKind};
use crate::event::{LogItem, LogSink};
use crate::model::develop::Hook;
use crate::model::service::Command;
use crate::plan::operation::Turn;

fn hook(words: &str) -> Hook {
    Hook { command: Command(Some(words.split(' ').map(str::to_owned).collect())), ..Hook::default() }
}

fn output(stream: StreamKind, text: &str) -> Output {
    Output { stream, bytes: Bytes::copy_from_slice(text.as_bytes()) }
}

impl Script {
    fn hook(&mut self, service: &str, turn: Turn, position: usize, after: StepId) -> StepId {
        let target = target(service, existing(&format!("id_{service}")));
        self.add(Operation::RunHook { target, turn, position }, &[after])
    }
}

/// A stopped container is started, with two hooks after it, and something else after those.
fn started_with_hooks() -> Script {
    let mut script = Script::new();
    let mut first = hook("warm up");
    first.user = "nobody".to_owned();
    first.working_dir = "/tmp".to_owned();
    first.privileged = true;
    first.environment.0.insert("A".to_owned(), Some("1".to_owned()));
    first.environment.0.insert("PATH".to_owned(), None);
    script.service("a").post_start = vec![first, hook("register")];
    let start = script.start("a", existing("id_a"), &[]);
    let one = script.hook("a", Turn::PostStart, 0, start);
    let two = script.hook("a", Turn::PostStart, 1, one);
    script.up("b", &[two]);
    script
}

fn stopped() -> FakeEngine {
    engine_with(vec![container("a", ContainerState::Exited, "Exited (0) 1 second ago")])
}

#[test]
fn hooks_after_a_start_run_one_by_one_as_the_file_says_and_are_a_part_of_it() {
    in_time(async {
        let engine = stopped().printing("exec warm up", vec![output(StreamKind::Stdout, "getting\nready")]);
        let lines = Lines::default();
        let outcome = started_with_hooks().run(&engine, &lines).await;
        assert_eq!(failures(&outcome), [""; 0]);
        let calls = engine.calls();
        let of_a: Vec<&str> = calls.iter().map(String::as_str).filter(|call| !call.contains("p_b_1")).collect();
        assert_eq!(
            of_a,
            [
                "start_container p_a_1",
                "create_exec p_a_1 warm up",
                "start_exec exec warm up",
                "inspect_exec exec warm up",
                "create_exec p_a_1 register",
                "start_exec exec register",
                "inspect_exec exec register",
            ]
        );
        assert_eq!(calls.last().unwrap(), "start_container p_b_1", "what depends on it comes after");
        let expected = ExecRequest {
            command: vec!["warm".to_owned(), "up".to_owned()],
            user: "nobody".to_owned(),
            working_dir: "/tmp".to_owned(),
            environment: vec!["A=1".to_owned(), "PATH".to_owned()],
            privileged: true,
            tty: false,
            attach_stdin: false,
            attach_output: true,
            detach_keys: String::new(),
        };
        assert_eq!(engine.execs()[0], expected);
        let told = lines.of("p_a_1");
        assert_eq!(
            told,
            [
                "Starting",
                "Starting: post_start hook 1",
                "Starting: getting",
                "Starting: ready",
                "Starting: post_start hook 2",
                "Started"
            ]
        );
    });
}

#[test]
fn a_hook_that_fails_is_told_with_its_last_words_and_its_container_runs_on() {
    in_time(async {
        let said = (1..=12).map(|number| format!("line {number}")).collect::<Vec<_>>().join("\n") + "\n";
        let outputs = vec![output(StreamKind::Stdout, "no error\n"), output(StreamKind::Stderr, &said)];
        let engine = stopped().printing("exec warm up", outputs).exec_exiting(4);
        let lines = Lines::default();
        let outcome = started_with_hooks().run(&engine, &lines).await;
        let expected = (3..=12).fold("a_1: post_start hook exited with status 4:".to_owned(), |text, number| {
            format!("{text}\n  line {number}")
        });
        assert_eq!(failures(&outcome), [expected]);
        assert_eq!(outcome.skipped, 2, "the second hook and the start of b");
        assert!(engine.observed().containers.iter().any(|found| found.name == "p_a_1" && found.is_running()));
        assert_eq!(lines.of("p_a_1").last().unwrap(), "Error: a_1: post_start hook exited with status 4:");
    });
}

fn stopped_with_hook() -> Script {
    let mut script = Script::new();
    script.service("a").pre_stop = vec![hook("drain")];
    let hook =
        script.add(Operation::RunHook { target: target("a", existing("id_a")), turn: Turn::PreStop, position: 0 }, &[]);
    let stop = script.stop("a", "id_a", &[hook]);
    script.remove("a", "id_a", &[stop]);
    script
}

fn running() -> FakeEngine {
    engine_with(vec![container("a", ContainerState::Running, "Up 1 second")])
}

#[test]
fn what_does_not_run_any_more_has_nothing_to_prepare_for() {
    in_time(async {
        for (call, status) in [("create_exec", 409), ("create_exec", 404), ("start_exec", 409)] {
            let engine = running().failing(call, 1, status, "container a is not running");
            let lines = Lines::default();
            assert!(stopped_with_hook().run(&engine, &lines).await.is_success());
            assert!(engine.calls().contains(&"stop_container p_a_1".to_owned()), "{call} {status}");
            assert_eq!(lines.of("p_a_1"), ["Stopping: pre_stop hook 1", "Stopping", "Stopped", "Removing", "Removed"]);
        }
    });
}

#[test]
fn a_hook_that_fails_keeps_its_container_from_being_stopped() {
    in_time(async {
        let engine = running().exec_exiting(1);
        let outcome = stopped_with_hook().run(&engine, &Lines::default()).await;
        assert_eq!(failures(&outcome), ["a_1: pre_stop hook exited with status 1"]);
        assert_eq!(engine.changes(), ["create_exec p_a_1 drain", "start_exec exec drain"]);

        let engine = running().failing("create_exec", 1, 500, "no such user");
        let outcome = stopped_with_hook().run(&engine, &Lines::default()).await;
        assert_eq!(
            failures(&outcome),
            ["cannot run a pre_stop hook in container p_a_1: Error response from daemon: no such user"]
        );
    });
}

#[test]
fn an_interruption_does_not_wait_for_hooks() {
    in_time(async {
        let engine = running().taking("start_exec", seconds(3600));
        let lines = Lines::default();
        let outcome = stopped_with_hook().run_until(&engine, &lines, &[seconds(1)]).await;
        assert_eq!(outcome.end, End::Interrupted);
        assert_eq!(outcome.skipped, 2);
        assert_eq!(lines.of("p_a_1"), ["Stopping: pre_stop hook 1", "Interrupted"]);
        assert!(engine.observed().containers[0].is_running());
    });
}

#[derive(Default)]
struct Shown(RefCell<Vec<String>>);

impl LogSink for Shown {
    fn log(&self, item: LogItem) {
        let LogItem::Line { source, text, .. } = item else { panic!("hooks have lines only") };
        self.0.borrow_mut().push(format!("{} {}", source.name, String::from_utf8_lossy(&text)));
    }
}

#[test]
fn where_logs_are_shown_hooks_speak_there() {
    in_time(async {
        let engine = running().printing("exec drain", vec![output(StreamKind::Stdout, "one\ntwo\n")]);
        let (script, lines, shown) = (stopped_with_hook(), Lines::default(), Shown::default());
        let outside = Outside::default();
        let options = RunOptions { logs: Some(&shown), ..options(Cancellation::never(), &outside) };
        run(&engine, &script.project, &script.plan, &lines, options).await;
        assert_eq!(shown.0.into_inner(), ["a_1 -> one", "a_1 -> two"]);
        assert_eq!(lines.of("p_a_1")[..2], ["Stopping: pre_stop hook 1", "Stopping"]);
    });
}

fn prepared() -> Script {
    let mut script = Script::new();
    script.service("a").pre_start = vec![hook("migrate")];
    let hook = crate::plan::operation::PreStart {
        name: "p_a_pre_start_0".to_owned(),
        position: 0,
        replica: target("a", existing("id_a")),
        owners: BTreeMap::new(),
        labels: labels_of("a"),
    };
    let hook = script.add(Operation::RunPreStart(Box::new(hook)), &[]);
    script.start("a", existing("id_a"), &[hook]);
    script
}

const LIFE: [&str; 4] = [
    "create_container p_a_pre_start_0",
    "wait_container p_a_pre_start_0 NextExit",
    "attach p_a_pre_start_0",
    "start_container p_a_pre_start_0",
];

#[test]
fn a_container_comes_before_the_start_and_goes_when_it_has_done_its_work() {
    in_time(async {
        let engine = stopped()
            .after_start("p_a_pre_start_0", AfterStart::Exit(seconds(3), 0))
            .printing("p_a_pre_start_0", vec![output(StreamKind::Stdout, "table by table\n")]);
        let lines = Lines::default();
        let outcome = prepared().run(&engine, &lines).await;
        assert_eq!(failures(&outcome), [""; 0]);
        let calls = engine.calls();
        assert_eq!(calls[..4], LIFE);
        assert_eq!(calls[4..], ["remove_container p_a_pre_start_0 force volumes", "start_container p_a_1"]);
        assert_eq!(lines.of("p_a_pre_start_0"), ["Running", "Running: table by table", "Completed"]);
    });
}

#[test]
fn a_container_that_fails_is_kept_and_nothing_starts() {
    in_time(async {
        let engine = stopped()
            .after_start("p_a_pre_start_0", AfterStart::Exit(seconds(3), 5))
            .printing("p_a_pre_start_0", vec![output(StreamKind::Stderr, "no database\n")]);
        let outcome = prepared().run(&engine, &Lines::default()).await;
        let id = engine.observed().containers[0].id.short().to_owned();
        assert_eq!(
            failures(&outcome),
            [format!(
                "service \"a\" pre_start[0] exited with code 5 (hook container {id} retained for inspection):\n  no database"
            )]
        );
        assert_eq!(engine.calls(), LIFE);
    });
}

#[test]
fn a_container_that_cannot_start_or_is_interrupted_is_taken_away() {
    in_time(async {
        let engine = stopped().failing("start_container", 1, 400, "exec: not found");
        let outcome = prepared().run(&engine, &Lines::default()).await;
        assert_eq!(
            failures(&outcome),
            ["cannot run the pre_start hook in container p_a_pre_start_0: \
              Error response from daemon: exec: not found"]
        );
        assert_eq!(engine.observed().containers.len(), 1);

        let engine = stopped();
        let outcome = prepared().run_until(&engine, &Lines::default(), &[seconds(1)]).await;
        assert_eq!((outcome.end, outcome.skipped), (End::Interrupted, 1));
        assert_eq!(engine.observed().containers.len(), 1);
    });
}
