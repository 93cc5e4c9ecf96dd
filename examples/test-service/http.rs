//! Just enough HTTP: read a request, write an answer, ask another server.

use std::io::{self, BufRead, BufReader, Error, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

const TIMEOUT: Duration = Duration::from_secs(5);

/// A status and a text body, in either direction.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn new(status: u16, body: impl Into<String>) -> Self {
        Self { status, body: body.into() }
    }
}

/// GET `http://HOST[:PORT][/PATH]`, the `http://` being optional.
pub(crate) fn get(url: &str) -> io::Result<Answer> {
    let url = url.strip_prefix("http://").unwrap_or(url);
    let (authority, path) = url.split_once('/').unwrap_or((url, ""));
    let (host, port) = authority.split_once(':').unwrap_or((authority, "80"));
    let port = crate::number(port)?;
    let mut last = Error::new(ErrorKind::NotFound, format!("no address is known for `{host}`"));
    for address in crate::dns::resolve(host)? {
        match ask(SocketAddr::from((address, port)), authority, path) {
            Ok(answer) => return Ok(answer),
            Err(error) => last = error,
        }
    }
    Err(last)
}

fn ask(address: SocketAddr, authority: &str, path: &str) -> io::Result<Answer> {
    let mut stream = TcpStream::connect_timeout(&address, TIMEOUT)?;
    stream.set_read_timeout(Some(TIMEOUT))?;
    write!(stream, "GET /{path} HTTP/1.0\r\nHost: {authority}\r\n\r\n")?;
    let mut text = String::new();
    stream.read_to_string(&mut text)?;
    let broken = || Error::new(ErrorKind::InvalidData, format!("{authority} does not speak HTTP"));
    let (head, body) = text.split_once("\r\n\r\n").ok_or_else(broken)?;
    let status = head.split(' ').nth(1).and_then(|word| word.parse().ok()).ok_or_else(broken)?;
    Ok(Answer::new(status, body))
}

/// Reads one request: method and target. None: the other side said nothing, which port checks do.
pub(crate) fn read_request(stream: &TcpStream) -> io::Result<Option<(String, String)>> {
    stream.set_read_timeout(Some(TIMEOUT))?;
    let mut lines = BufReader::new(stream).lines();
    let Some(first) = lines.next().transpose()? else { return Ok(None) };
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    let mut words = first.split(' ');
    Ok(words.next().zip(words.next()).map(|(method, target)| (method.to_owned(), target.to_owned())))
}

pub(crate) fn write_answer(mut stream: &TcpStream, answer: &Answer) -> io::Result<()> {
    let Answer { status, body } = answer;
    let phrase = if *status == 200 { "OK" } else { "Trouble" };
    write!(
        stream,
        "HTTP/1.1 {status} {phrase}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n{body}",
        body.len()
    )
}
