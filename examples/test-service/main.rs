//! A small service that the project's tests and examples run in containers.
//!
//! It is one static program without dependencies, so that an image of it is `FROM scratch` and is made offline
//! (`examples/images`). `test-service help` lists what it can do.

#![expect(clippy::disallowed_methods, reason = "a program of its own: its environment is its configuration")]

mod dns;
mod gallery;
mod http;
mod serve;
mod signals;

use std::io::{self, Read, Write};
use std::process::ExitCode;
use std::time::Duration;
use std::{env, fs};

const HELP: &str = "\
usage: test-service COMMAND [ARGUMENT…]

  serve             the web server below (the default)
  image             the image service of examples/image-of-the-day
  access-log        its access log
  gallery           its front page; asks IMAGE_SERVICE (iotd) and ACCESS_LOG (accesslog)
  idle [WORD…]      print the words, then wait for TERM
  count N [MILLIS]  print `line 1` to `line N`, MILLIS (0) apart, then wait for TERM
  say WORD…         print the words and end
  complain WORD…    print the words to stderr and end
  exit CODE [SECS]  end with CODE after SECS (0)
  health [URL]      exit 0 if URL (http://127.0.0.1:PORT/health) answers 200, else 1
  get URL           print what URL answers; exit 1 unless it is 200
  resolve NAME…     print the addresses of the names, sorted
  env [NAME]        print a variable, or all; exit 1 if it is not set
  cat FILE          print a file
  write FILE TEXT   write a file
  copy              copy standard input to standard output
  hostname          print the host name

serve answers:
  /                 `TITLE from HOSTNAME`, then the answer of each of UPSTREAMS, indented
  /health           200, or 503 while unhealthy      /break  turns it unhealthy      /mend  healthy again
  /env/NAME  /file/PATH  /resolve/NAME               as the commands above
  /exit/CODE        ends the program with CODE

serve reads these variables:
  TITLE PORT (80) UPSTREAMS (\"a b:8080\") START_DELAY (seconds) HEALTHY_AFTER (seconds; `never`)
  IGNORE_TERM (any value) STOP_DELAY (seconds between TERM and the end) STOP_CODE (0)
";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&words) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            complain(&format!("test-service: {error}"));
            ExitCode::FAILURE
        }
    }
}

fn run(words: &[&str]) -> io::Result<u8> {
    match words {
        [] | ["serve"] => serve::serve(&serve::Web::from_environment()),
        ["image"] => serve::serve(&gallery::Image),
        ["access-log"] => serve::serve(&gallery::AccessLog::default()),
        ["gallery"] => serve::serve(&gallery::Gallery::from_environment()),
        ["idle", text @ ..] => {
            signals::listen();
            if !text.is_empty() {
                say(&text.join(" "));
            }
            Ok(signals::wait_for_end())
        }
        ["count", lines, rest @ ..] => count(lines, rest.first().copied().unwrap_or("0")),
        ["say", text @ ..] => {
            say(&text.join(" "));
            Ok(0)
        }
        ["complain", text @ ..] => {
            complain(&text.join(" "));
            Ok(0)
        }
        ["exit", code, rest @ ..] => {
            signals::listen();
            if signals::wait(seconds(rest.first().copied().unwrap_or("0"))?) {
                return Ok(signals::wait_for_end());
            }
            say(&format!("ending with {code}"));
            number(code)
        }
        ["health", rest @ ..] => {
            let own = format!("http://127.0.0.1:{}/health", variable("PORT", "80"));
            let answer = http::get(rest.first().copied().unwrap_or(&own))?;
            say(answer.body.trim_end());
            Ok(u8::from(answer.status != 200))
        }
        ["get", url] => {
            let answer = http::get(url)?;
            say(answer.body.trim_end());
            Ok(u8::from(answer.status != 200))
        }
        ["resolve", names @ ..] => {
            let mut addresses = Vec::new();
            for name in names {
                addresses.extend(dns::resolve(name)?);
            }
            addresses.sort();
            for address in &addresses {
                say(&address.to_string());
            }
            Ok(u8::from(addresses.is_empty()))
        }
        ["env"] => {
            for (name, value) in env::vars() {
                say(&format!("{name}={value}"));
            }
            Ok(0)
        }
        ["env", name] => match env::var(name) {
            Ok(value) => {
                say(&value);
                Ok(0)
            }
            Err(_) => Ok(1),
        },
        ["cat", path] => {
            io::stdout().write_all(&fs::read(path)?)?;
            Ok(0)
        }
        ["write", path, text] => {
            fs::write(path, text)?;
            Ok(0)
        }
        ["copy"] => {
            let mut text = Vec::new();
            io::stdin().read_to_end(&mut text)?;
            io::stdout().write_all(&text)?;
            Ok(0)
        }
        ["hostname"] => {
            say(&hostname());
            Ok(0)
        }
        ["help" | "--help" | "-h"] => {
            say(HELP.trim_end());
            Ok(0)
        }
        _ => {
            complain(HELP.trim_end());
            Ok(2)
        }
    }
}

fn count(lines: &str, pause: &str) -> io::Result<u8> {
    signals::listen();
    let lines: u32 = number(lines)?;
    let pause = Duration::from_millis(number(pause)?);
    for line in 1..=lines {
        say(&format!("line {line}"));
        if signals::wait(pause) {
            break;
        }
    }
    Ok(signals::wait_for_end())
}

/// One whole line in one write, so that lines of several threads do not mix.
fn say(line: &str) {
    // A reader that is gone is no reason to stop serving.
    let _ = io::stdout().lock().write_all(format!("{line}\n").as_bytes());
}

fn complain(line: &str) {
    let _ = io::stderr().lock().write_all(format!("{line}\n").as_bytes());
}

fn variable(name: &str, default: &str) -> String {
    env::var(name).ok().filter(|value| !value.is_empty()).unwrap_or_else(|| default.to_owned())
}

fn hostname() -> String {
    fs::read_to_string("/proc/sys/kernel/hostname").map_or_else(|_| "unknown".to_owned(), |name| name.trim().to_owned())
}

fn number<N: std::str::FromStr>(text: &str) -> io::Result<N> {
    text.parse().map_err(|_| io::Error::new(io::ErrorKind::InvalidInput, format!("`{text}` is no number in range")))
}

fn seconds(text: &str) -> io::Result<Duration> {
    Duration::try_from_secs_f64(number(text)?).map_err(io::Error::other)
}
