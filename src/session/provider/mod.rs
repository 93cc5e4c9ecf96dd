//! Services that are no containers: a program provides them, and tells what others need to use them.

mod protocol;

use std::path::{Path, PathBuf};

use futures_util::future::{FutureExt, LocalBoxFuture};
use tokio::io::AsyncReadExt;
use tokio::process::{ChildStderr, ChildStdout};

use self::protocol::{Message, Messages, Metadata, arguments};
use super::plugins::Programs;
use crate::event::{Event, EventSink, Resource, Status, Verb};
use crate::executor::provider::{Call, ProviderError, Providers};
use crate::model::service::{Provider, Service};

/// A variable that a provider has for the services that depend on its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Variable {
    /// To be known under the service's name.
    Prefixed(String, String),
    Raw(String, String),
}

/// Runs the programs of providers.
pub(crate) struct ProviderPrograms<'a> {
    pub(crate) project: &'a str,
    pub(crate) programs: Programs,
    /// Hears what only somebody who looks for a fault wants to know.
    pub(crate) debug: &'a dyn Fn(&str),
}

impl Providers for ProviderPrograms<'_> {
    fn call<'a>(
        &'a self,
        service: &'a Service,
        call: Call,
        sink: &'a dyn EventSink,
    ) -> LocalBoxFuture<'a, Result<(), ProviderError>> {
        async move { self.ask(service, call, sink).await.map(drop) }.boxed_local()
    }
}

impl ProviderPrograms<'_> {
    /// Has the provider do something about its service; gives the variables that it sets.
    pub(crate) async fn ask(
        &self,
        service: &Service,
        call: Call,
        sink: &dyn EventSink,
    ) -> Result<Vec<Variable>, ProviderError> {
        let Some(provider) = &service.provider else { return Ok(Vec::new()) };
        let program = self.program(&provider.kind)?;
        let metadata = self.metadata(&program).await?;
        let Some(words) = arguments(self.project, (service.name.as_str(), provider), &metadata, call)? else {
            return Ok(Vec::new());
        };
        let teller = Teller { service: service.name.as_str(), verb: verb(call), sink };
        teller.tell(Status::Working, None);
        let result = self.converse(&program, &words, (provider, &teller, call)).await;
        match &result {
            Ok(_) => teller.tell(Status::Done, None),
            Err(error) => sink.emit(teller.event(Status::Error).with_detail(error.to_string())),
        }
        result
    }

    fn program(&self, kind: &str) -> Result<PathBuf, ProviderError> {
        // A name, and no path: what runs is what somebody has installed. And not ourselves.
        if kind.is_empty() || kind.contains('/') || matches!(kind, "compose" | "rcompose") {
            return Err(ProviderError::Kind(kind.to_owned()));
        }
        let found = self.programs.plugin(kind).or_else(|| self.programs.in_path(kind));
        let found = found.or_else(|| self.programs.in_path(&format!("docker-{kind}")));
        found.ok_or_else(|| ProviderError::NotFound(kind.to_owned()))
    }

    async fn metadata(&self, program: &Path) -> Result<Metadata, ProviderError> {
        let words = ["compose".to_owned(), "metadata".to_owned()];
        let output = self.programs.command(program, &words).output().await;
        let output = output.map_err(|source| cannot_start(program, source))?;
        // One that has no such command takes all options.
        Ok(if output.status.success() { Metadata::parse(&output.stdout) } else { Metadata::default() })
    }

    async fn converse(
        &self,
        program: &Path,
        words: &[String],
        (provider, teller, call): (&Provider, &Teller<'_>, Call),
    ) -> Result<Vec<Variable>, ProviderError> {
        let mut child =
            self.programs.command(program, words).spawn().map_err(|source| cannot_start(program, source))?;
        let output = child.stdout.take().expect("it is ours to read");
        let stderr = child.stderr.take().expect("it is ours to read");
        let read = |source| ProviderError::Read { kind: provider.kind.clone(), source };
        // What goes wrong ends the conversation, and with it the program.
        let (variables, complaints) =
            tokio::try_join!(self.listen(output, provider, teller), complaints(stderr).map(Ok))?;
        let status = child.wait().await.map_err(read)?;
        if status.success() {
            return Ok(variables);
        }
        let action = match call {
            Call::Up => "create",
            Call::Down => "remove",
            Call::Stop => "stop",
        };
        let status = status.code().map_or_else(|| status.to_string(), |code| format!("exit status {code}"));
        Err(ProviderError::Failed { action, status, said: last_words(&complaints) })
    }

    async fn listen(
        &self,
        mut output: ChildStdout,
        provider: &Provider,
        teller: &Teller<'_>,
    ) -> Result<Vec<Variable>, ProviderError> {
        let invalid = |said| ProviderError::Response { kind: provider.kind.clone(), said };
        let mut messages = Messages::default();
        let mut variables = Vec::new();
        let mut buffer = vec![0; 16 * 1024];
        loop {
            let count = output.read(&mut buffer).await;
            let count = count.map_err(|source| ProviderError::Read { kind: provider.kind.clone(), source })?;
            if count == 0 {
                messages.finish().map_err(invalid)?;
                return Ok(variables);
            }
            for message in messages.push(&buffer[..count]).map_err(invalid)? {
                match message {
                    Message::Info(text) => teller.tell(Status::Working, Some(&text)),
                    Message::Error(text) => return Err(ProviderError::Told(text)),
                    Message::SetEnv(key, value) => variables.push(Variable::Prefixed(key, value)),
                    Message::RawSetEnv(key, value) => variables.push(Variable::Raw(key, value)),
                    Message::Debug(text) => (self.debug)(&format!("{}: {text}", teller.service)),
                }
            }
        }
    }
}

fn cannot_start(program: &Path, source: std::io::Error) -> ProviderError {
    ProviderError::Start { program: program.display().to_string(), source }
}

/// All that it writes to standard error, so that it is never held up.
async fn complaints(mut stderr: ChildStderr) -> Vec<u8> {
    let mut all = Vec::new();
    // What cannot be read is not worth more than the exit code.
    drop(stderr.read_to_end(&mut all).await);
    all
}

/// The last lines, to follow a message.
pub(super) fn last_words(stderr: &[u8]) -> String {
    let text = String::from_utf8_lossy(stderr);
    let lines: Vec<&str> = text.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect();
    let last = &lines[lines.len().saturating_sub(10)..];
    if last.is_empty() { String::new() } else { format!(":\n  {}", last.join("\n  ")) }
}

fn verb(call: Call) -> Verb {
    match call {
        Call::Up => Verb::Create,
        Call::Down => Verb::Remove,
        Call::Stop => Verb::Stop,
    }
}

/// Tells the user about a service of a provider.
struct Teller<'a> {
    service: &'a str,
    verb: Verb,
    sink: &'a dyn EventSink,
}

impl Teller<'_> {
    fn event(&self, status: Status) -> Event {
        Event::new(Resource::Service(self.service.to_owned()), self.verb, status).with_service(self.service)
    }

    fn tell(&self, status: Status, text: Option<&str>) {
        let event = self.event(status);
        self.sink.emit(match text {
            Some(text) => event.with_text(text),
            None => event,
        });
    }
}

#[cfg(test)]
mod tests;
