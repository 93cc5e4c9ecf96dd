//! Interruptions: SIGINT, SIGTERM, SIGHUP and docker closing the plugin's socket, counted as one stream. The first asks for
//! an end in good order, the second forces it. Until the command attends to them the first one ends the program: nothing has
//! been begun, and what keeps it may be a file that is read.

use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;
use std::time::Duration;
use std::{io, thread};

use tokio::io::AsyncReadExt;
use tokio::net::UnixStream;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;
use tokio::time::Instant;

use crate::executor::cancel::{Cancellation, cancellation};

/// On a terminal, one Ctrl-C can reach us twice: as a signal and by docker closing the socket. Within this time that is one.
pub(super) const SAME_EVENT: Duration = Duration::from_millis(500);

/// The exit code of a program that the user has interrupted.
const INTERRUPTED: i32 = 130;

/// How often the user has asked to stop. Clones see the same.
#[derive(Clone, Debug)]
pub(crate) struct Interrupts {
    count: watch::Receiver<u32>,
    /// Whoever hears of them in another way than by signals counts them here.
    sender: Option<Arc<watch::Sender<u32>>>,
    /// The user has pressed Ctrl-C as a key.
    pressed: Arc<AtomicBool>,
    /// Somebody has looked, and will look again.
    attended: Arc<AtomicBool>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    Signal,
    Socket,
}

impl Interrupts {
    /// Begins to listen, on a thread of its own, which goes on while the command does something else than wait.
    /// `plugin_socket` is docker's `DOCKER_CLI_PLUGIN_SOCKET`; one that cannot be reached is no error.
    pub(crate) fn listen(plugin_socket: Option<&str>) -> io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let guard = runtime.enter();
        let signals = kinds().into_iter().map(signal).collect::<io::Result<_>>()?;
        let socket = plugin_socket.filter(|address| !address.is_empty()).and_then(|address| connect(address).ok());
        drop(guard);
        let (sender, count) = watch::channel(0);
        let sender = Arc::new(sender);
        let counted = Arc::clone(&sender);
        let attended = Arc::new(AtomicBool::new(false));
        let shared = Arc::clone(&attended);
        thread::Builder::new()
            .name("signals".to_owned())
            .spawn(move || runtime.block_on(listen(signals, socket, &counted, &shared)))?;
        Ok(Self { count, sender: Some(sender), pressed: Arc::default(), attended })
    }

    /// None ever come.
    pub(crate) fn never() -> Self {
        Self::from_channel(watch::channel(0).1)
    }

    /// Ones that others send.
    pub(crate) fn from_channel(count: watch::Receiver<u32>) -> Self {
        Self { count, sender: None, pressed: Arc::default(), attended: Arc::default() }
    }

    /// From now on it is the caller who ends in good order.
    fn attend(&self) -> watch::Receiver<u32> {
        self.attended.store(true, Ordering::SeqCst);
        self.count.clone()
    }

    /// Ctrl-C, where it comes as a key.
    pub(crate) fn press(&self) {
        self.pressed.store(true, Ordering::SeqCst);
        if let Some(sender) = &self.sender {
            sender.send_modify(|count| *count += 1);
        }
    }

    pub(crate) fn were_pressed(&self) -> bool {
        self.pressed.load(Ordering::SeqCst)
    }

    pub(crate) fn count(&self) -> u32 {
        *self.attend().borrow()
    }

    /// Waits for the first interruption; returns at once when it has been.
    pub(crate) async fn first(&self) {
        self.reach(1).await;
    }

    /// Interrupts a run of the executor: the next interruption lets it end in good order, the one after that drops what is
    /// in flight. Those that have been do not count.
    pub(crate) fn cancellation(&self) -> Cancellation {
        let (canceller, cancellation) = cancellation();
        let interrupts = self.clone();
        let begin = self.count();
        tokio::spawn(async move {
            for step in 1..=2 {
                interrupts.reach(begin + step).await;
                canceller.interrupt();
            }
        });
        cancellation
    }

    /// Waits until the user has interrupted so often.
    pub(crate) async fn reach(&self, wanted: u32) {
        let mut count = self.attend();
        if count.wait_for(|count| *count >= wanted).await.is_err() {
            // Nobody listens any more, so none will come.
            std::future::pending::<()>().await;
        }
    }
}

/// The signals that ask for an end. Under `nohup`, that of a closed terminal does not.
fn kinds() -> Vec<SignalKind> {
    let hangup = (!hangup_is_ignored()).then(SignalKind::hangup);
    [SignalKind::interrupt(), SignalKind::terminate()].into_iter().chain(hangup).collect()
}

/// As Linux tells it; elsewhere nobody does.
pub(super) fn hangup_is_ignored() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    ignores_hangup(&status)
}

fn ignores_hangup(status: &str) -> bool {
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask & 1 == 1)
}

async fn any(signals: &mut [Signal]) {
    poll_fn(|context| {
        let arrived = signals.iter_mut().any(|signal| signal.poll_recv(context).is_ready());
        if arrived { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}

async fn listen(
    mut signals: Vec<Signal>,
    mut socket: Option<UnixStream>,
    count: &watch::Sender<u32>,
    attended: &AtomicBool,
) {
    let mut counter = Counter::default();
    loop {
        let source = tokio::select! {
            () = any(&mut signals) => Source::Signal,
            () = closed(&mut socket) => Source::Socket,
        };
        if !attended.load(Ordering::SeqCst) {
            end();
        }
        if counter.counts(source, Instant::now()) {
            count.send_modify(|count| *count += 1);
        }
    }
}

#[expect(clippy::exit, reason = "the command is busy and cannot return")]
fn end() -> ! {
    std::process::exit(INTERRUPTED)
}

/// Waits for the end of the socket's stream, and gives the socket up. docker sends no data.
async fn closed(socket: &mut Option<UnixStream>) {
    let Some(stream) = socket else { return std::future::pending().await };
    let mut buffer = [0; 64];
    while matches!(stream.read(&mut buffer).await, Ok(1..)) {}
    *socket = None;
}

/// Which of the things that arrive are interruptions of their own.
#[derive(Debug, Default)]
struct Counter {
    last: Option<(Source, Instant)>,
}

impl Counter {
    fn counts(&mut self, source: Source, now: Instant) -> bool {
        let same = self.last.is_some_and(|(last, when)| last != source && now.duration_since(when) < SAME_EVENT);
        // A pair is used up: a third thing is an interruption again.
        self.last = if same { None } else { Some((source, now)) };
        !same
    }
}

/// A path, or with `@` the name of an abstract socket.
fn connect(address: &str) -> io::Result<UnixStream> {
    let stream = match address.strip_prefix('@') {
        Some(name) => connect_abstract(name)?,
        None => std::os::unix::net::UnixStream::connect(address)?,
    };
    stream.set_nonblocking(true)?;
    UnixStream::from_std(stream)
}

#[cfg(target_os = "linux")]
fn connect_abstract(name: &str) -> io::Result<std::os::unix::net::UnixStream> {
    use std::os::linux::net::SocketAddrExt;
    let address = std::os::unix::net::SocketAddr::from_abstract_name(name)?;
    std::os::unix::net::UnixStream::connect_addr(&address)
}

#[cfg(not(target_os = "linux"))]
fn connect_abstract(_name: &str) -> io::Result<std::os::unix::net::UnixStream> {
    Err(io::Error::from(io::ErrorKind::Unsupported))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::executor::cancel::Stage;

    #[test]
    fn a_signal_and_the_sockets_end_are_one_interruption() {
        let start = Instant::now();
        let at = |milliseconds| start + Duration::from_millis(milliseconds);
        let mut counter = Counter::default();
        assert!(counter.counts(Source::Signal, at(0)));
        assert!(!counter.counts(Source::Socket, at(30)));
        assert!(counter.counts(Source::Signal, at(60)), "a second Ctrl-C");
        let mut counter = Counter::default();
        assert!(counter.counts(Source::Socket, at(0)));
        assert!(!counter.counts(Source::Signal, at(400)));
        let mut counter = Counter::default();
        assert!(counter.counts(Source::Signal, at(0)));
        assert!(counter.counts(Source::Signal, at(10)), "two signals are two");
        assert!(counter.counts(Source::Socket, at(600)), "too late to be the same");
    }

    #[test]
    fn nohup_is_seen_in_the_mask_of_ignored_signals() {
        let status = |mask: &str| format!("Name:\tx\nSigBlk:\t0000000000000001\nSigIgn:\t{mask}\n");
        assert!(ignores_hangup(&status("0000000000001001")));
        assert!(!ignores_hangup(&status("0000000000001000")));
        assert!(!ignores_hangup(""));
    }

    #[tokio::test]
    async fn the_sockets_end_is_an_interruption() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("socket");
        let listener = tokio::net::UnixListener::bind(&path).unwrap();
        let interrupts = Interrupts::listen(path.to_str()).unwrap();
        assert_eq!(interrupts.count(), 0);
        let (connection, _) = listener.accept().await.unwrap();
        drop(connection);
        interrupts.first().await;
        assert_eq!(interrupts.count(), 1);
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn abstract_sockets_are_reached() {
        use std::os::linux::net::SocketAddrExt;
        let name = format!("rcompose_test_{}", std::process::id());
        let address = std::os::unix::net::SocketAddr::from_abstract_name(&name).unwrap();
        let listener = std::os::unix::net::UnixListener::bind_addr(&address).unwrap();
        let interrupts = Interrupts::listen(Some(&format!("@{name}"))).unwrap();
        assert_eq!(interrupts.count(), 0);
        drop(listener.accept().unwrap());
        interrupts.first().await;
    }

    #[tokio::test]
    async fn a_run_is_interrupted_by_what_comes_after_its_beginning() {
        let (sender, receiver) = watch::channel(1);
        let interrupts = Interrupts::from_channel(receiver);
        let mut cancellation = interrupts.cancellation();
        assert_eq!(cancellation.stage(), Stage::Go);
        sender.send(2).unwrap();
        assert_eq!(cancellation.next().await, Stage::Finish);
        sender.send(3).unwrap();
        assert_eq!(cancellation.next().await, Stage::Drop);
    }

    #[tokio::test]
    async fn the_first_is_waited_for() {
        let (sender, receiver) = watch::channel(0);
        let interrupts = Interrupts::from_channel(receiver);
        let waiting = tokio::spawn(async move { interrupts.first().await });
        sender.send(1).unwrap();
        waiting.await.unwrap();
    }
}
