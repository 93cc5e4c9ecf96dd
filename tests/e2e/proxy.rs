//! A socket in front of the engine's that counts requests.

use std::io::{self, Read, Write};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::{env, thread};

pub(crate) struct Proxy {
    socket: PathBuf,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    /// Listens in the folder and hands everything on to the engine of DOCKER_HOST.
    pub(crate) fn start(folder: &Path) -> Self {
        let host = env::var("DOCKER_HOST").unwrap_or_else(|_| "unix:///var/run/docker.sock".to_owned());
        let engine = host.strip_prefix("unix://").expect("the engine of the tests is behind a unix socket").to_owned();
        let socket = folder.join("proxy.sock");
        let listener = UnixListener::bind(&socket).expect("a socket");
        let requests = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&requests);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let (engine, log) = (engine.clone(), Arc::clone(&log));
                thread::spawn(move || hand_on(&client, &engine, &log));
            }
        });
        Self { socket, requests }
    }

    pub(crate) fn host(&self) -> String {
        format!("unix://{}", self.socket.display())
    }

    /// The requests since the last call, `METHOD /path` each.
    pub(crate) fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.requests.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn hand_on(client: &UnixStream, engine: &str, log: &Mutex<Vec<String>>) -> Option<()> {
    let engine = UnixStream::connect(engine).ok()?;
    let (from_engine, to_client) = (engine.try_clone().ok()?, client.try_clone().ok()?);
    thread::spawn(move || copy(&from_engine, &to_client, |_| {}));
    copy(client, &engine, |bytes| {
        // A request begins a packet, as every client of the engine sends it.
        let first = String::from_utf8_lossy(bytes.split(|byte| *byte == b'\r').next().unwrap_or_default()).into_owned();
        if let Some(request) = first.strip_suffix(" HTTP/1.1") {
            log.lock().unwrap_or_else(PoisonError::into_inner).push(request.to_owned());
        }
    })
    .ok()
}

fn copy(mut from: &UnixStream, mut to: &UnixStream, mut see: impl FnMut(&[u8])) -> io::Result<()> {
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let length = from.read(&mut buffer)?;
        if length == 0 {
            return to.shutdown(Shutdown::Write);
        }
        see(&buffer[..length]);
        to.write_all(&buffer[..length])?;
    }
}
