//! Runs the hooks of a service in its containers: one process each, whose output is read to its end.

use std::collections::VecDeque;
use std::sync::Arc;

use futures_util::StreamExt;
use futures_util::stream::LocalBoxStream;

use super::apply::{Context, Product, Trouble};
use super::error::ExecuteError;
use crate::engine::output::{Line, Splitter};
use crate::engine::{Conversation, Engine, ExecRequest, Output, Result as EngineResult, StreamKind, process};
use crate::event::{Event, EventSink, LogItem, LogSink, LogSource, LogStream, Resource, Verb};
use crate::model::develop::Hook;
use crate::model::ids::ContainerId;
use crate::model::naming;
use crate::model::observed::ContainerState;
use crate::plan::operation::{PreStart, Target, Turn};

impl<E: Engine> Context<'_, E> {
    /// An interruption leaves the process alone: it changes nothing on the engine that would have to be in order.
    pub(super) async fn run_hook(&self, target: &Target, (turn, position): (Turn, usize)) -> Result<Product, Trouble> {
        let service = self.service(&target.service);
        let hook = service.and_then(|service| turn.hooks(service).get(position));
        let hook = hook.expect("a plan runs hooks of its project's services only");
        let mut cancel = self.cancel.clone();
        let speaker = Speaker::of_container(self, target, turn);
        tokio::select! {
            biased;
            _ = cancel.next() => Ok(Product::Abandoned),
            ended = in_container(self, target, hook, speaker) => match ended {
                Ok((0, _)) => Ok(Product::Nothing),
                Ok((code, tail)) => {
                    let container = naming::display_name_of(&self.project.name, target.service.as_str(), &target.name);
                    let what = format!("{container}: {} hook", turn.as_str());
                    Err(Trouble::Told(ExecuteError::Hook { what, code, tail }))
                }
                Err(error) if turn == Turn::PreStop && (error.is_not_found() || error.is_conflict()) => {
                    // What does not run has nothing to prepare for.
                    Ok(Product::Nothing)
                }
                Err(error) => Err(error.into()),
            },
        }
    }
}

async fn in_container<E: Engine>(
    context: &Context<'_, E>,
    target: &Target,
    hook: &Hook,
    speaker: Speaker<'_>,
) -> EngineResult<(i64, Tail)> {
    let container = context.id(&target.container);
    run(context.engine, &container, hook, |line| speaker.say(line)).await
}

/// Runs a hook in a running container; gives its exit code and its last words. Every line is handed to `show` as it comes.
async fn run<E: Engine>(
    engine: &E,
    container: &ContainerId,
    hook: &Hook,
    show: impl Fn(&Line),
) -> EngineResult<(i64, Tail)> {
    let request = request(hook);
    let id = engine.create_exec(container, &request).await?;
    // Whoever drops the input closes the connection, and the output with it.
    let Conversation { mut output, input: _input } = engine.start_exec(&id, false, None).await?;
    let tail = read(&mut output, show).await?;
    Ok((process::exit_code(engine, &id).await?, tail))
}

/// The `post_start` hooks of a container that somebody else starts.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct AfterStart<'a> {
    pub(crate) hooks: &'a [Hook],
    /// The container's name.
    pub(crate) called: &'a str,
}

/// Runs them one after the other, as long as the container runs.
pub(crate) async fn after_start<E: Engine>(
    engine: &E,
    container: &ContainerId,
    after: AfterStart<'_>,
) -> Result<(), ExecuteError> {
    for hook in after.hooks {
        match run(engine, container, hook, |_| {}).await {
            Ok((0, _)) => {}
            // The container ended before the hook was begun, or took it along.
            Ok((NOT_STARTED | REFUSED | KILLED, _)) if !runs(engine, container).await => return Ok(()),
            Ok((code, tail)) => {
                return Err(ExecuteError::Hook { what: format!("{}: post_start hook", after.called), code, tail });
            }
            Err(error) if error.is_not_found() || error.is_conflict() => return Ok(()),
            Err(source) => {
                let (action, resource) = ("run a post_start hook in", Resource::Container(after.called.to_owned()));
                return Err(ExecuteError::Refused { action, resource, source });
            }
        }
    }
    Ok(())
}

/// The exit codes of a process that could not be started, of one whose container had just ended, and of one that was killed.
const NOT_STARTED: i64 = 126;
const REFUSED: i64 = 128;
const KILLED: i64 = 137;

async fn runs<E: Engine>(engine: &E, container: &ContainerId) -> bool {
    engine.inspect_container(container).await.is_ok_and(|details| details.state == ContainerState::Running)
}

/// A hook as the process that it is.
pub(crate) fn request(hook: &Hook) -> ExecRequest {
    ExecRequest {
        command: hook.command.0.clone().unwrap_or_default(),
        user: hook.user.clone(),
        working_dir: hook.working_dir.clone(),
        environment: hook.environment.to_list(),
        privileged: hook.privileged,
        attach_output: true,
        ..ExecRequest::default()
    }
}

/// Where the lines of a hook go: into the logs that are being shown, or beside the resource's progress.
pub(super) struct Speaker<'a> {
    sink: &'a dyn EventSink,
    logs: Option<&'a dyn LogSink>,
    source: Arc<LogSource>,
    event: Event,
}

impl<'a> Speaker<'a> {
    fn of_container<E: Engine>(context: &'a Context<'_, E>, target: &Target, turn: Turn) -> Self {
        let service = target.service.as_str();
        let name = naming::display_name_of(&context.project.name, service, &target.name);
        let verb = match turn {
            Turn::PostStart => Verb::Start,
            Turn::PreStop => Verb::Stop,
        };
        Self {
            sink: context.sink,
            logs: context.logs,
            source: Arc::new(LogSource { name: format!("{name} ->"), service: service.to_owned() }),
            event: Event::working(Resource::Container(target.name.clone()), verb).with_service(service),
        }
    }

    /// Of a hook with a container of its own, `name`.
    pub(super) fn of_pre_start<E: Engine>(context: &'a Context<'_, E>, hook: &PreStart) -> Self {
        let service = hook.replica.service.as_str();
        Self {
            sink: context.sink,
            logs: context.logs,
            source: Arc::new(LogSource {
                name: format!("{service} pre_start[{}] ->", hook.position),
                service: service.to_owned(),
            }),
            event: Event::working(Resource::Container(hook.name.clone()), Verb::Complete).with_service(service),
        }
    }

    pub(super) fn say(&self, line: &Line) {
        match self.logs {
            Some(logs) => {
                let stream = match line.stream {
                    StreamKind::Stdout => LogStream::Stdout,
                    StreamKind::Stderr => LogStream::Stderr,
                };
                logs.log(LogItem::Line { source: Arc::clone(&self.source), stream, text: line.text.clone() });
            }
            None => self.sink.emit(self.event.clone().with_detail(String::from_utf8_lossy(&line.text))),
        }
    }
}

/// Reads to the end; every line is handed to `show` as it comes.
pub(super) async fn read(
    output: &mut LocalBoxStream<'static, EngineResult<Output>>,
    show: impl Fn(&Line),
) -> EngineResult<Tail> {
    let mut reader = Reader::default();
    while let Some(piece) = output.next().await {
        let piece = piece?;
        let mut lines = Vec::new();
        reader.splitter.push(piece.stream, &piece.bytes, &mut lines);
        reader.take(lines, &show);
    }
    let lines = reader.splitter.finish();
    reader.take(lines, &show);
    Ok(Tail::new(if reader.stderr.is_empty() { reader.stdout } else { reader.stderr }))
}

/// Makes lines of output, and remembers the last ones.
#[derive(Default)]
struct Reader {
    splitter: Splitter,
    stdout: VecDeque<String>,
    stderr: VecDeque<String>,
}

impl Reader {
    fn take(&mut self, lines: Vec<Line>, show: &impl Fn(&Line)) {
        for line in lines {
            show(&line);
            let kept = match line.stream {
                StreamKind::Stdout => &mut self.stdout,
                StreamKind::Stderr => &mut self.stderr,
            };
            kept.push_back(String::from_utf8_lossy(&line.text).trim_end().to_owned());
            if kept.len() > Tail::LINES {
                kept.pop_front();
            }
        }
    }
}

/// The last lines of what a hook said, errors preferred: for the message that it failed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tail(String);

impl Tail {
    const LINES: usize = 10;
    const BYTES: usize = 2048;

    fn new(lines: VecDeque<String>) -> Self {
        let mut text = String::new();
        for line in lines.into_iter().rev().filter(|line| !line.is_empty()) {
            if text.len() + line.len() > Self::BYTES {
                break;
            }
            text = format!("\n  {line}{text}");
        }
        Self(text)
    }
}

impl std::fmt::Display for Tail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.0.is_empty() { Ok(()) } else { write!(f, ":{}", self.0) }
    }
}
