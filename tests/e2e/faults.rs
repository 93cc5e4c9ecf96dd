//! Each request of a command goes wrong once, in each way: the command ends soon, says so, and the next one mends it all.

use std::time::{Duration, Instant};

use crate::checks::{nothing_left, running};
use crate::process::Output;
use crate::proxy::{Fault, Proxy};
use crate::scenario::Scenario;

/// Within this time a command ends whose engine fails.
const PATIENCE: Duration = Duration::from_secs(10);
/// Requests that go wrong, at most: the commands here make fewer.
const MOST: usize = 40;
/// The first request is the same for every command.
const AFTER_GREETING: usize = 2;
const FAULTS: [Fault; 7] = [
    Fault::Refusal(500),
    Fault::Refusal(409),
    Fault::Refusal(404),
    Fault::NoAnswer,
    Fault::HalfAnswer,
    Fault::HalfJson,
    Fault::Delay(Duration::from_millis(50)),
];
const PEER: &str = "it leaves half-made containers that the next up does not finish, and takes some faults for success";

#[test]
fn any_request_may_fail() {
    let scenario = Scenario::start(
        "any_request_may_fail",
        "Whichever request of up or down fails, in whatever way: it ends soon with an error, and the next call repairs.",
    );
    if scenario.peer_differs(PEER) {
        return;
    }
    let faulty = Faulty { scenario: &scenario, proxy: Proxy::start(scenario.outside()) };
    let mut problems = Vec::new();
    for fault in FAULTS {
        for number in 1..=MOST {
            let up = faulty.call(&["up", "-d"], number, fault);
            problems.extend(up.problem());
            scenario.step(&["up", "-d"]).succeeds();
            scenario.check(running("db", 1));
            scenario.check(running("web", 1));
            let down = faulty.call(&["down", "-v"], number, fault);
            problems.extend(down.problem());
            scenario.step(&["down", "-v"]).may_warn("No resource found to remove").succeeds();
            scenario.check(nothing_left());
            if up.hit.is_none() && down.hit.is_none() {
                break;
            }
        }
    }
    assert!(problems.is_empty(), "{} calls went wrong:\n{}", problems.len(), problems.join("\n"));
}

#[test]
fn streams_that_break() {
    let scenario = Scenario::start(
        "streams_that_break",
        "Whatever breaks, exec ends soon with an error, and logs -f ends or goes on, but never without a word.",
    );
    if scenario.peer_differs("it takes a stream that breaks for one that ends") {
        return;
    }
    let faulty = Faulty { scenario: &scenario, proxy: Proxy::start(scenario.outside()) };
    scenario.step(&["up", "-d"]).succeeds();
    let mut problems = Vec::new();
    for fault in FAULTS.into_iter().filter(|fault| !matches!(fault, Fault::Delay(_))) {
        for number in AFTER_GREETING..=MOST {
            let Some(call) = faulty.endless(&["logs", "-f", "--tail=3"], number, fault) else { break };
            // What breaks in the middle is read on from there.
            let resumes =
                fault != Fault::NoAnswer && call.hit.as_ref().is_some_and(|request| request.contains("/logs?"));
            let silent = call.passes() || resumes;
            let goes_on = !call.is_over && (silent || call.output.stderr.contains("level=warning"));
            problems.extend(call.problem().filter(|_| !goes_on));
        }
        for number in AFTER_GREETING..=MOST {
            let Some(call) = faulty.endless(&["exec", "-T", "web", "test-service", "idle"], number, fault) else {
                break;
            };
            problems.extend(call.problem().filter(|_| call.is_over || !call.passes()));
        }
    }
    scenario.step(&["down"]).succeeds();
    scenario.check(nothing_left());
    assert!(problems.is_empty(), "{} calls went wrong:\n{}", problems.len(), problems.join("\n"));
}

#[test]
fn an_engine_that_goes_away() {
    let scenario = Scenario::start(
        "an_engine_that_goes_away",
        "A command whose engine goes away in the middle ends soon, with an error that says so.",
    );
    if scenario.peer_differs("it takes a stream that breaks for one that ends, and stats goes on for ever") {
        return;
    }
    scenario.step(&["up", "-d"]).succeeds();
    // What each waits for when it has come to its middle.
    for (words, path) in [
        (&["run", "--rm", "-T", "web", "test-service", "idle"][..], "/start"),
        (&["exec", "-T", "web", "test-service", "idle"], "/start"),
        (&["up"], "/attach"),
        (&["attach", "--no-stdin", "web"], "/attach"),
        (&["logs", "-f", "--tail=3"], "/logs?"),
        (&["events"], "/events?"),
        (&["stats"], "/stats"),
        (&["wait", "web"], "/wait"),
    ] {
        let proxy = Proxy::start(scenario.outside());
        let running = scenario.step(words).variable("DOCKER_HOST", &proxy.host()).in_background();
        let end = Instant::now() + PATIENCE;
        while !proxy.take().iter().any(|request| request.contains(path)) {
            assert!(Instant::now() < end, "{words:?} asks for {path}: {}", running.output());
            std::thread::sleep(Duration::from_millis(5));
        }
        proxy.go_away();
        let output = running.ends_within(PATIENCE);
        assert!(!output.succeeded() && !output.stderr.contains("panicked"), "{words:?}\n{output}");
        assert!(!output.stderr.trim().is_empty(), "{words:?} ends without a word\n{output}");
    }
    // Nobody was left to end the run.
    scenario.step(&["down", "--remove-orphans", "-t", "0"]).succeeds();
    scenario.check(nothing_left());
}

#[test]
fn any_question_may_fail() {
    let scenario = Scenario::start(
        "any_question_may_fail",
        "Whichever request of a command that only reads fails, in whatever way: it ends soon with an error.",
    );
    if scenario.peer_differs("it takes some faults for success") {
        return;
    }
    let faulty = Faulty { scenario: &scenario, proxy: Proxy::start(scenario.outside()) };
    scenario.step(&["up", "-d"]).succeeds();
    let mut problems = Vec::new();
    for words in [&["ps"][..], &["images"], &["top"], &["volumes"], &["ls"], &["stats", "--no-stream"]] {
        for fault in FAULTS {
            for number in AFTER_GREETING..=MOST {
                let call = faulty.call(words, number, fault);
                problems.extend(call.problem());
                if call.hit.is_none() {
                    break;
                }
            }
        }
    }
    scenario.step(&["down", "-t", "0"]).succeeds();
    assert!(problems.is_empty(), "{} calls went wrong:\n{}", problems.len(), problems.join("\n"));
}

#[test]
fn logs_over_a_connection_that_breaks() {
    let scenario = Scenario::start(
        "logs_over_a_connection_that_breaks",
        "Logs whose connection breaks go on at the line where they were, once for each line.",
    );
    if scenario.peer_differs("it takes a stream that breaks for one that ends") {
        return;
    }
    let proxy = Proxy::start(scenario.outside());
    scenario.step(&["up", "-d"]).succeeds();
    let expected: Vec<String> = (1..=100).map(|number| format!("line {number}")).collect();
    for words in [&["logs", "-f", "--no-log-prefix"][..], &["logs", "--no-log-prefix"]] {
        let hit = (AFTER_GREETING..=MOST).find_map(|number| {
            proxy.arm(number, Fault::HalfAnswer);
            let mut logs = scenario.step(words).variable("DOCKER_HOST", &proxy.host()).in_background();
            let end = Instant::now() + PATIENCE;
            while Instant::now() < end && !logs.output().contains("line 100\n") {
                if logs.has_ended_within(Duration::from_millis(50)) {
                    break;
                }
            }
            let lines: Vec<_> = logs.output().lines().map(str::to_owned).collect();
            let hit = proxy.disarm().filter(|request| request.contains("/logs?"))?;
            assert_eq!(lines, expected, "{hit} broke");
            Some(hit)
        });
        assert!(hit.is_some(), "{words:?} asks for logs");
    }
    scenario.step(&["down"]).succeeds();
}

struct Faulty<'a> {
    scenario: &'a Scenario,
    proxy: Proxy,
}

/// A call of the tool, and what went wrong with its engine meanwhile.
struct Call {
    title: String,
    fault: Fault,
    /// Nothing: it made fewer requests.
    hit: Option<String>,
    output: Output,
    took: Duration,
    is_over: bool,
}

impl Faulty<'_> {
    fn call(&self, command: &[&str], number: usize, fault: Fault) -> Call {
        self.proxy.arm(number, fault);
        let begin = Instant::now();
        let mut running = self.scenario.step(command).variable("DOCKER_HOST", &self.proxy.host()).in_background();
        let is_over = running.has_ended_within(PATIENCE);
        if !is_over {
            running.signal("KILL");
        }
        let output = running.ends_within(PATIENCE);
        let title = format!("{} #{number}", command.join(" "));
        Call { title, fault, hit: self.proxy.disarm(), output, took: begin.elapsed(), is_over }
    }

    /// A command that goes on until it is told to end. Nothing: it went on, since it makes fewer requests.
    fn endless(&self, command: &[&str], number: usize, fault: Fault) -> Option<Call> {
        self.proxy.arm(number, fault);
        let begin = Instant::now();
        let mut running = self.scenario.step(command).variable("DOCKER_HOST", &self.proxy.host()).in_background();
        let is_over = running.has_ended_within(Duration::from_secs(3));
        if !is_over {
            running.interrupt();
        }
        let output = running.ends_within(PATIENCE);
        let hit = self.proxy.disarm()?;
        let title = format!("{} #{number}", command.join(" "));
        Some(Call { title, fault, hit: Some(hit), output, took: begin.elapsed(), is_over })
    }
}

impl Call {
    fn problem(&self) -> Option<String> {
        let Self { title, fault, hit, output, took, is_over } = self;
        let wrong = if !is_over {
            Some("does not end")
        } else if output.stderr.contains("panicked") {
            Some("panicked")
        } else if self.passes() {
            (!output.succeeded()).then_some("should succeed")
        } else if output.succeeded() {
            Some("should fail")
        } else {
            output.stderr.trim().is_empty().then_some("fails without a word")
        };
        wrong.map(|wrong| {
            format!("{title} {fault:?} of {}: {wrong} ({took:?})\n{output}", hit.as_deref().unwrap_or("-"))
        })
    }

    /// Whether the command is right to go on as if nothing had happened.
    fn passes(&self) -> bool {
        self.hit.as_deref().is_none_or(|request| passes(request, self.fault))
    }
}

/// Whether a command is right to succeed all the same.
fn passes(request: &str, fault: Fault) -> bool {
    let (method, path) = request.split_once(' ').unwrap_or_default();
    let removes = method == "DELETE" || path.ends_with("/stop") || path.ends_with("/kill");
    // Whether there is such a network or volume; what is known of it otherwise is not asked.
    let is_question = method == "GET" && (path.contains("/networks/") || path.contains("/volumes/"));
    let is_endless = path.contains("/events?");
    match fault {
        Fault::Delay(_) | Fault::Late(_) => true,
        // The greeting is said again in another way.
        Fault::Refusal(_) if method == "HEAD" => true,
        // What has gone or stopped meanwhile is left out of a table.
        Fault::Refusal(404) if path.contains("/images/sha256:") || path.contains("/stats?") => true,
        Fault::Refusal(404 | 409) if path.ends_with("/top") => true,
        // What is not there need not be stopped or removed.
        Fault::Refusal(404) => removes || is_question,
        // In use by somebody else: it stays, with a warning.
        Fault::Refusal(409) => method == "DELETE" && !path.contains("/containers/"),
        // The stream is opened anew.
        Fault::HalfAnswer => is_question || is_endless,
        // These answers have no body, or one that tells nothing new.
        Fault::HalfJson => {
            removes
                || is_question
                || is_endless
                || method == "HEAD"
                || ["/start", "/volumes/create"].iter().any(|end| path.ends_with(end))
                || path.contains("/archive")
        }
        Fault::Refusal(_) | Fault::NoAnswer => false,
    }
}
