//! Runs the hooks of a service in its containers: one process each, whose output is read to its end.

use std::collections::VecDeque;

use futures_util::StreamExt;

use super::apply::{Context, Product, Trouble};
use super::error::ExecuteError;
use crate::engine::error::EngineError;
use crate::engine::output::{Line, Splitter};
use crate::engine::{Conversation, Engine, ExecRequest, Result as EngineResult, StreamKind, process};
use crate::event::{Event, LogItem, LogSource, LogStream, Resource, Verb};
use crate::model::develop::Hook;
use crate::model::naming;
use crate::plan::operation::{Target, Turn};

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
pub(crate) async fn run<E: Engine>(
    engine: &E,
    container: &crate::model::ids::ContainerId,
    hook: &Hook,
    show: impl Fn(&Line),
) -> Result<(i64, Tail), EngineError> {
    let request = request(hook);
    let id = engine.create_exec(container, &request).await?;
    // Whoever drops the input closes the connection, and the output with it.
    let Conversation { mut output, input: _input } = engine.start_exec(&id, false, None).await?;
    let mut reader = Reader::default();
    while let Some(piece) = output.next().await {
        let piece = piece?;
        reader.push(piece.stream, &piece.bytes, &show);
    }
    let tail = reader.finish(&show);
    Ok((process::exit_code(engine, &id).await?, tail))
}

fn request(hook: &Hook) -> ExecRequest {
    ExecRequest {
        command: hook.command.0.clone().unwrap_or_default(),
        user: hook.user.clone(),
        working_dir: hook.working_dir.clone(),
        environment: hook.environment.to_list(),
        privileged: hook.privileged,
        tty: false,
        attach_stdin: false,
        attach_output: true,
    }
}

/// Where the lines of a hook go: into the logs that are being shown, or beside the resource's progress.
pub(super) struct Speaker<'a> {
    sink: &'a dyn crate::event::EventSink,
    logs: Option<&'a dyn crate::event::LogSink>,
    source: LogSource,
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
            source: LogSource { name: format!("{name} ->"), service: service.to_owned() },
            event: Event::working(Resource::Container(target.name.clone()), verb).with_service(service),
        }
    }

    pub(super) fn say(&self, line: &Line) {
        match self.logs {
            Some(logs) => {
                let stream = match line.stream {
                    StreamKind::Stdout => LogStream::Stdout,
                    StreamKind::Stderr => LogStream::Stderr,
                };
                logs.log(LogItem::Line { source: self.source.clone(), stream, text: line.text.clone() });
            }
            None => self.sink.emit(self.event.clone().with_detail(String::from_utf8_lossy(&line.text))),
        }
    }
}

/// Makes lines of output, and remembers the last ones.
#[derive(Default)]
pub(super) struct Reader {
    splitter: Splitter,
    stdout: VecDeque<String>,
    stderr: VecDeque<String>,
}

impl Reader {
    pub(super) fn push(&mut self, stream: StreamKind, bytes: &[u8], show: &impl Fn(&Line)) {
        let lines = self.splitter.push(stream, bytes);
        self.take(lines, show);
    }

    pub(super) fn finish(mut self, show: &impl Fn(&Line)) -> Tail {
        let lines = self.splitter.finish();
        self.take(lines, show);
        Tail::new(if self.stderr.is_empty() { self.stdout } else { self.stderr })
    }

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
