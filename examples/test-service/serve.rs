//! The server loop, and the web service that tests configure by environment variables.

use std::io;
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use std::{env, fs};

use crate::http::Answer;
use crate::{dns, http, signals};

/// What a server answers; one thread a request.
pub(crate) trait Service: Sync {
    fn title(&self) -> String;
    fn answer(&self, path: &str) -> Answer;
}

/// Serves until TERM, or until a request ends it; gives the exit code.
pub(crate) fn serve<S: Service>(service: &S) -> io::Result<u8> {
    if env::var_os("IGNORE_TERM").is_some() {
        signals::ignore_term();
    } else {
        signals::listen();
    }
    signals::set_stop_code(crate::number(&crate::variable("STOP_CODE", "0"))?);
    if signals::wait(crate::seconds(&crate::variable("START_DELAY", "0"))?) {
        return Ok(signals::wait_for_end());
    }
    let port: u16 = crate::number(&crate::variable("PORT", "80"))?;
    let listener = TcpListener::bind(("0.0.0.0", port))?;
    crate::say(&format!("{} listening on {port}", service.title()));
    // Polled, because a scoped thread that waits in accept() could not be joined at the end.
    listener.set_nonblocking(true)?;
    let running = AtomicBool::new(true);
    Ok(thread::scope(|scope| {
        scope.spawn(|| {
            while running.load(Ordering::Relaxed) {
                match listener.accept() {
                    Ok((stream, _)) => {
                        scope.spawn(move || handle(service, &stream));
                    }
                    Err(_) => thread::sleep(Duration::from_millis(5)),
                }
            }
        });
        let code = signals::wait_for_end();
        running.store(false, Ordering::Relaxed);
        code
    }))
}

fn handle<S: Service>(service: &S, stream: &TcpStream) {
    let answered = stream.set_nonblocking(false).and_then(|()| http::read_request(stream)).and_then(|request| {
        let Some((method, target)) = request else { return Ok(()) };
        let answer = service.answer(&target);
        crate::say(&format!("{method} {target} {}", answer.status));
        http::write_answer(stream, &answer)
    });
    if let Err(error) = answered {
        crate::complain(&format!("request not answered: {error}"));
    }
}

/// The service of the tests: says who it is, asks its upstreams, shows what its container looks like.
pub(crate) struct Web {
    title: String,
    upstreams: Vec<String>,
    started: Instant,
    healthy_after: Option<Duration>,
    broken: AtomicBool,
}

impl Web {
    pub(crate) fn from_environment() -> Self {
        let upstreams = crate::variable("UPSTREAMS", "");
        Self {
            title: crate::variable("TITLE", "web"),
            upstreams: upstreams.split_whitespace().map(str::to_owned).collect(),
            started: Instant::now(),
            healthy_after: crate::seconds(&crate::variable("HEALTHY_AFTER", "0")).ok(),
            broken: AtomicBool::new(false),
        }
    }

    fn page(&self) -> String {
        let mut lines = vec![format!("{} from {}", self.title, crate::hostname())];
        for upstream in &self.upstreams {
            match http::get(upstream) {
                Ok(answer) => lines.extend(answer.body.lines().map(|line| format!("  {line}"))),
                Err(error) => lines.push(format!("  {upstream} does not answer: {error}")),
            }
        }
        lines.join("\n") + "\n"
    }

    fn health(&self) -> Answer {
        let warm = self.healthy_after.is_some_and(|wait| self.started.elapsed() >= wait);
        match (self.broken.load(Ordering::Relaxed), warm) {
            (true, _) => Answer::new(503, "broken\n"),
            (false, false) => Answer::new(503, "warming up\n"),
            (false, true) => Answer::new(200, "fine\n"),
        }
    }

    fn set_broken(&self, broken: bool) -> Answer {
        self.broken.store(broken, Ordering::Relaxed);
        self.health()
    }
}

impl Service for Web {
    fn title(&self) -> String {
        self.title.clone()
    }

    fn answer(&self, path: &str) -> Answer {
        let (page, argument) = path[1.min(path.len())..].split_once('/').unwrap_or((&path[1.min(path.len())..], ""));
        match page {
            "" => Answer::new(200, self.page()),
            "health" => self.health(),
            "break" => self.set_broken(true),
            "mend" => self.set_broken(false),
            "env" => match env::var(argument) {
                Ok(value) => Answer::new(200, format!("{value}\n")),
                Err(_) => Answer::new(404, format!("{argument} is not set\n")),
            },
            "file" => or_404(fs::read_to_string(format!("/{argument}"))),
            "resolve" => or_404(dns::resolve(argument).map(|mut addresses| {
                addresses.sort();
                addresses.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n") + "\n"
            })),
            "exit" => match crate::number(argument) {
                Ok(code) => {
                    signals::request_end(code);
                    Answer::new(200, format!("ending with {code}\n"))
                }
                Err(error) => Answer::new(400, format!("{error}\n")),
            },
            _ => Answer::new(404, "no such page\n"),
        }
    }
}

fn or_404(text: io::Result<String>) -> Answer {
    text.map_or_else(|error| Answer::new(404, format!("{error}\n")), |text| Answer::new(200, text))
}
