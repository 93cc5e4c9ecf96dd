//! Signals that are meant for a process in a container, and what tells them from an interruption of ours.

use std::task::Poll;

use tokio::signal::unix::{Signal, SignalKind, signal};

use super::signals::{Interrupts, SAME_EVENT, hangup_is_ignored};

/// Tells the end of docker's socket from interruptions that came as signals.
pub(super) struct Watch<'a> {
    interrupts: &'a Interrupts,
    begin: u32,
    /// Signals that counted as interruptions.
    seen: u32,
}

impl<'a> Watch<'a> {
    pub(super) fn new(interrupts: &'a Interrupts) -> Self {
        Self { interrupts, begin: interrupts.count(), seen: 0 }
    }

    /// A signal came, which may count as an interruption, too.
    pub(super) fn passed_on(&mut self, name: &str) {
        self.seen += u32::from(matches!(name, "SIGINT" | "SIGTERM" | "SIGHUP"));
    }

    /// Cancelled by every signal, and begun anew after it.
    pub(super) async fn socket_closed(&self) {
        self.interrupts.reach(self.begin + self.seen + 1).await;
        tokio::time::sleep(SAME_EVENT).await;
    }
}

/// The signals that somebody may send to a process in the foreground.
pub(super) struct Signals(Vec<(&'static str, Signal)>);

impl Signals {
    pub(super) fn listen() -> std::io::Result<Self> {
        let kinds = [
            ("SIGINT", SignalKind::interrupt()),
            ("SIGTERM", SignalKind::terminate()),
            ("SIGQUIT", SignalKind::quit()),
            ("SIGUSR1", SignalKind::user_defined1()),
            ("SIGUSR2", SignalKind::user_defined2()),
            ("SIGALRM", SignalKind::alarm()),
        ];
        let hangup = (!hangup_is_ignored()).then(|| ("SIGHUP", SignalKind::hangup()));
        kinds
            .into_iter()
            .chain(hangup)
            .map(|(name, kind)| Ok((name, signal(kind)?)))
            .collect::<std::io::Result<_>>()
            .map(Self)
    }

    pub(super) async fn next(&mut self) -> &'static str {
        let name = std::future::poll_fn(|context| {
            let arrived =
                |(name, signal): &mut (&'static str, Signal)| signal.poll_recv(context).is_ready().then_some(*name);
            self.0.iter_mut().find_map(arrived).map_or(Poll::Pending, Poll::Ready)
        });
        name.await
    }
}
