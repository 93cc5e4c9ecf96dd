//! How a run is interrupted from outside: once to let it end in good order, twice to drop what is in flight.

use tokio::sync::watch;

/// How far an interruption has gone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stage {
    #[default]
    Go,
    /// Nothing new is started; calls in flight come to their end.
    Finish,
    /// Calls in flight are dropped.
    Drop,
}

/// Interrupts. Held by whoever listens to signals.
#[derive(Debug)]
pub(crate) struct Canceller(watch::Sender<Stage>);

/// Is interrupted. Clones see the same.
#[derive(Clone, Debug)]
pub(crate) struct Cancellation(watch::Receiver<Stage>);

pub(crate) fn cancellation() -> (Canceller, Cancellation) {
    let (sender, receiver) = watch::channel(Stage::Go);
    (Canceller(sender), Cancellation(receiver))
}

impl Canceller {
    /// Goes one stage further.
    pub(crate) fn interrupt(&self) {
        self.0.send_modify(|stage| {
            *stage = match *stage {
                Stage::Go => Stage::Finish,
                Stage::Finish | Stage::Drop => Stage::Drop,
            };
        });
    }
}

impl Cancellation {
    /// One that never comes.
    #[cfg(test)]
    pub(crate) fn never() -> Self {
        cancellation().1
    }

    pub(crate) fn stage(&self) -> Stage {
        *self.0.borrow()
    }

    /// Waits for the next stage; for ever, if nobody can interrupt any more.
    pub(crate) async fn next(&mut self) -> Stage {
        if self.0.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
        *self.0.borrow_and_update()
    }
}
