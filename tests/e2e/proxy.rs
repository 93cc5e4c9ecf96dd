//! A socket in front of the engine's that counts requests, and lets one of them go wrong.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;
use std::{env, thread};

use crate::http::{Framing, Head};

/// What goes wrong with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The engine does not get it; the answer has this status.
    Refusal(u16),
    /// The engine carries it out, but the connection ends without an answer.
    NoAnswer,
    /// The engine carries it out, but the connection ends within the answer's body, or within the head of one without.
    HalfAnswer,
    /// The answer is whole, but its body is half of the engine's. An answer without a body passes.
    HalfJson,
    /// The answer comes late.
    Delay(Duration),
    /// The engine gets it late.
    Late(Duration),
}

pub(crate) struct Proxy {
    socket: PathBuf,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    requests: Vec<String>,
    /// The number of the request to come that goes wrong, from 1 on.
    armed: Option<(usize, Fault)>,
    /// What the engine gets late: the text of the path, and the time.
    held: Option<(&'static str, Duration)>,
    /// Creates and starts of containers: how long each takes at least, how many are under way, and most at once.
    changes: Changes,
    /// The request that has gone wrong.
    hit: Option<String>,
    /// Both ends of every connection.
    open: Vec<Weak<UnixStream>>,
}

#[derive(Default)]
struct Changes {
    time: Duration,
    now: usize,
    most: usize,
}

impl Proxy {
    /// Listens in the folder and hands everything on to the engine of DOCKER_HOST.
    pub(crate) fn start(folder: &Path) -> Self {
        let host = env::var("DOCKER_HOST").unwrap_or_else(|_| "unix:///var/run/docker.sock".to_owned());
        let engine = host.strip_prefix("unix://").expect("the engine of the tests is behind a unix socket").to_owned();
        let socket = folder.join("proxy.sock");
        let listener = UnixListener::bind(&socket).expect("a socket");
        let state = Arc::new(Mutex::default());
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let (engine, state) = (engine.clone(), Arc::clone(&shared));
                thread::spawn(move || {
                    let client = Arc::new(client);
                    let _ = serve(&client, &engine, &state);
                    let _ = client.shutdown(Shutdown::Both);
                });
            }
        });
        Self { socket, state }
    }

    pub(crate) fn host(&self) -> String {
        format!("unix://{}", self.socket.display())
    }

    /// The requests since the last call, `METHOD /path` each.
    pub(crate) fn take(&self) -> Vec<String> {
        std::mem::take(&mut lock(&self.state).requests)
    }

    /// The request of this number, from 1 on and counted from now, goes wrong.
    pub(crate) fn arm(&self, number: usize, fault: Fault) {
        let mut state = lock(&self.state);
        state.armed = Some((number, fault));
        state.hit = None;
    }

    /// The engine gets all requests with this in their path late: of a path that is asked for again and again, each.
    pub(crate) fn hold(&self, path: &'static str, time: Duration) {
        lock(&self.state).held = Some((path, time));
    }

    /// Creates and starts of containers take at least this long from now on, so that those side by side meet.
    pub(crate) fn slow_changes(&self, time: Duration) {
        lock(&self.state).changes = Changes { time, ..Changes::default() };
    }

    /// How many creates and starts were under way at once, at most.
    pub(crate) fn most_changes(&self) -> usize {
        lock(&self.state).changes.most
    }

    /// All connections end, as they do with an engine that goes away.
    pub(crate) fn cut(&self) {
        for stream in lock(&self.state).open.drain(..).filter_map(|stream| stream.upgrade()) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    /// As [`Proxy::cut`], and nobody answers any more.
    pub(crate) fn go_away(self) {
        std::fs::remove_file(&self.socket).expect("the socket is there");
        self.cut();
    }

    /// Nothing goes wrong from now on. Gives the request that has gone wrong since `arm`.
    pub(crate) fn disarm(&self) -> Option<String> {
        let mut state = lock(&self.state);
        state.armed = None;
        state.hit.take()
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Counts a request; gives the fault when it is its turn.
fn note(state: &Mutex<State>, request: &str) -> Option<Fault> {
    let mut state = lock(state);
    state.requests.push(request.to_owned());
    if let Some((path, time)) = state.held.filter(|(path, _)| request.contains(path)) {
        state.hit = Some(path.to_owned());
        return Some(Fault::Late(time));
    }
    let (number, fault) = state.armed.take()?;
    if number > 1 {
        state.armed = Some((number - 1, fault));
        return None;
    }
    state.hit = Some(request.to_owned());
    Some(fault)
}

/// A create or a start of a container: it counts as under way until it is dropped.
struct Change<'s>(&'s Mutex<State>);

impl<'s> Change<'s> {
    fn begin(state: &'s Mutex<State>, request: &str) -> Option<(Self, Duration)> {
        let path = request.split([' ', '?']).nth(1)?;
        let is_change =
            request.starts_with("POST ") && (path.ends_with("/containers/create") || path.ends_with("/start"));
        let changes = &mut lock(state).changes;
        if !is_change || changes.time.is_zero() {
            return None;
        }
        changes.now += 1;
        changes.most = changes.most.max(changes.now);
        Some((Self(state), changes.time))
    }
}

impl Drop for Change<'_> {
    fn drop(&mut self) {
        lock(self.0).changes.now -= 1;
    }
}

/// One connection of a client, request after request.
fn serve(client: &Arc<UnixStream>, engine: &str, state: &Mutex<State>) -> io::Result<()> {
    let engine = Arc::new(UnixStream::connect(engine)?);
    lock(state).open.extend([client, &engine].map(Arc::downgrade));
    let (client, engine): (&UnixStream, &UnixStream) = (client, &engine);
    let (mut from_client, mut from_engine) = (BufReader::new(client), BufReader::new(engine));
    while let Some(request) = Head::read(&mut from_client)? {
        let line = request.start.trim_end_matches(" HTTP/1.1");
        let fault = note(state, line);
        let change = Change::begin(state, line);
        if let Some(Fault::Refusal(status)) = fault {
            request.body(None).copy(&mut from_client, &mut io::sink())?;
            refuse(client, line, status)?;
            continue;
        }
        if let Some(Fault::Late(time)) = fault {
            thread::sleep(time);
        }
        { engine }.write_all(request.bytes())?;
        request.body(None).copy(&mut from_client, &mut { engine })?;
        let Some(answer) = Head::read(&mut from_engine)? else { return Ok(()) };
        let body = answer.body(Some(&request));
        if let Some((_, time)) = &change {
            thread::sleep(*time);
        }
        drop(change);
        match fault {
            Some(Fault::NoAnswer) => return Ok(()),
            Some(Fault::HalfAnswer) => return half_answer(&answer, &body, &mut from_engine, client),
            Some(Fault::HalfJson) if !body.is_empty() => return half_json(&answer, &body, &mut from_engine, client),
            // The client waits for what does not come, and a test may learn that from nothing but the time.
            Some(Fault::Delay(time)) => thread::sleep(time),
            Some(Fault::HalfJson | Fault::Refusal(_) | Fault::Late(_)) | None => {}
        }
        let mut to_client = client;
        to_client.write_all(answer.bytes())?;
        if answer.is_upgrade() {
            return tunnel(from_client, from_engine, client, engine);
        }
        body.copy(&mut from_engine, &mut to_client)?;
        if body == Framing::UntilClosed {
            return Ok(());
        }
    }
    Ok(())
}

fn refuse(mut client: &UnixStream, request: &str, status: u16) -> io::Result<()> {
    let message = r#"{"message":"injected fault"}"#;
    let length = message.len();
    let body = if request.starts_with("HEAD ") { "" } else { message };
    write!(
        client,
        "HTTP/1.1 {status} Injected\r\nApi-Version: 1.41\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    )
}

/// What the engine sends first, which is all of a short answer; an endless one has no whole.
fn first_piece(body: &Framing, from_engine: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut piece = vec![0; 64 * 1024];
    let length = match body.piece(from_engine)? {
        Some(length) => from_engine.take(length).read(&mut piece)?,
        None => from_engine.read(&mut piece)?,
    };
    piece.truncate(length);
    Ok(piece)
}

/// The head goes ahead: an endless answer may begin long before its first piece.
fn half_answer(
    answer: &Head,
    body: &Framing,
    from_engine: &mut impl BufRead,
    mut client: &UnixStream,
) -> io::Result<()> {
    if body.is_empty() {
        return client.write_all(&answer.bytes()[..answer.bytes().len() / 2]);
    }
    client.write_all(answer.bytes())?;
    let piece = first_piece(body, from_engine)?;
    if *body == Framing::Chunked {
        write!(client, "{:x}\r\n", piece.len())?;
    }
    client.write_all(&piece[..piece.len() / 2])
}

/// The connection ends with it: an endless answer has no rest that could be read.
fn half_json(answer: &Head, body: &Framing, from_engine: &mut impl BufRead, mut client: &UnixStream) -> io::Result<()> {
    let start = &answer.start;
    write!(
        client,
        "{start}\r\nContent-Type: application/json\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    )?;
    let piece = first_piece(body, from_engine)?;
    let half = &piece[..piece.len() / 2];
    write!(client, "{:x}\r\n", half.len())?;
    client.write_all(half)?;
    client.write_all(b"\r\n0\r\n\r\n")
}

/// A connection that has become a stream in both directions.
fn tunnel(
    mut from_client: BufReader<&UnixStream>,
    mut from_engine: BufReader<&UnixStream>,
    mut client: &UnixStream,
    mut engine: &UnixStream,
) -> io::Result<()> {
    thread::scope(|scope| {
        scope.spawn(move || {
            let _ = io::copy(&mut from_client, &mut engine);
            engine.shutdown(Shutdown::Write)
        });
        io::copy(&mut from_engine, &mut client)?;
        client.shutdown(Shutdown::Write)
    })
}
