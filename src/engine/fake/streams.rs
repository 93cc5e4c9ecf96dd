//! Processes of the fake: what they write is told in advance, what they read is kept.

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::stream::{self, LocalBoxStream, StreamExt};
use tokio::io::AsyncWrite;
use tokio::sync::mpsc::UnboundedReceiver;

use super::FakeEngine;
use crate::engine::{Conversation, ExecRequest, Output, Result};
use crate::model::ids::ContainerId;
use crate::model::observed::ContainerState;
use crate::model::usage::Usage;

impl FakeEngine {
    /// The exit code of all processes that are run in containers.
    pub(crate) fn exec_exiting(self, code: i64) -> Self {
        self.state.borrow_mut().exec_exit_code = code;
        self
    }

    /// What the container of that name uses, second by second; then nothing is told of it any more.
    pub(crate) fn using(self, name: &str, usages: Vec<Usage>) -> Self {
        self.state.borrow_mut().usages.insert(name.to_owned(), usages);
        self
    }

    pub(super) fn usages_of(&self, id: &ContainerId) -> Result<Vec<Usage>> {
        let mut state = self.state.borrow_mut();
        let name = state.container(id)?.name.clone();
        Ok(state.usages.get(&name).cloned().unwrap_or_default())
    }

    /// What was written to standard inputs, and whether the last one was closed.
    pub(crate) fn input(&self) -> (String, bool) {
        let state = self.state.borrow();
        (String::from_utf8_lossy(&state.input).into_owned(), state.input_closed)
    }

    pub(crate) fn execs(&self) -> Vec<ExecRequest> {
        self.state.borrow().execs.clone()
    }

    /// What `logs` and `attach` of a container give.
    pub(super) fn output(&self, id: &ContainerId) -> LocalBoxStream<'static, Result<Output>> {
        let mut state = self.state.borrow_mut();
        let name = state.name_of(id);
        if let Some(feed) = state.feeds.get_mut(&name).and_then(VecDeque::pop_front) {
            let next =
                |mut feed: UnboundedReceiver<Output>| async move { feed.recv().await.map(|item| (Ok(item), feed)) };
            return stream::unfold(feed, next).boxed_local();
        }
        let outputs = state.outputs.get(&name).cloned().unwrap_or_default();
        stream::iter(outputs.into_iter().map(Ok)).boxed_local()
    }

    /// The output of `name`; that of a container ends with it.
    pub(super) fn conversation(&self, name: &str) -> Conversation {
        let (outputs, id) = {
            let state = self.state.borrow();
            (state.outputs.get(name).cloned().unwrap_or_default(), state.id_of(name))
        };
        let engine = self.clone();
        let end = stream::once(async move {
            if let Some(id) = id {
                engine.ended(&id).await;
            }
        });
        let output = stream::iter(outputs.into_iter().map(Ok)).chain(end.filter_map(async |()| None)).boxed_local();
        Conversation { output, input: Box::new(Input(self.clone())) }
    }

    /// Waits until the container has run and ended.
    pub(super) async fn ended(&self, id: &ContainerId) -> i64 {
        loop {
            let news = self.news.notified();
            let (code, next) = {
                let mut state = self.state.borrow_mut();
                state.settle();
                let next = state.pending.iter().map(|(when, ..)| *when).min();
                let ended = state.container(id).map(|container| container.state == ContainerState::Exited);
                let code = state.exit_codes.get(id).copied().unwrap_or_default();
                (ended.unwrap_or(true).then_some(code), next)
            };
            if let Some(code) = code {
                return code;
            }
            match next {
                Some(when) => drop(tokio::time::timeout_at(when, news).await),
                None => news.await,
            }
        }
    }
}

/// The first after a second, as the engine has it; the stream stays open.
pub(super) fn one_a_second(usages: Vec<Usage>) -> LocalBoxStream<'static, Result<Usage>> {
    let slow = stream::iter(usages).then(|usage| async move {
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        Ok(usage)
    });
    slow.chain(stream::pending()).boxed_local()
}

struct Input(FakeEngine);

impl AsyncWrite for Input {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.0.state.borrow_mut().input.extend_from_slice(bytes);
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.0.state.borrow_mut().input_closed = true;
        Poll::Ready(Ok(()))
    }
}
