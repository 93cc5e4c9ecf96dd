//! A web server for builds whose context is an address: the files of a folder, and nothing else.

use std::io::{self, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::{fs, thread};

use crate::http::Head;

pub(crate) struct Site {
    address: String,
}

impl Site {
    /// It ends with the tests.
    pub(crate) fn start(folder: PathBuf) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                // Who goes away in the middle has what it wanted.
                let _ = serve(&client, &folder);
            }
        });
        Self { address }
    }

    pub(crate) fn address(&self) -> &str {
        &self.address
    }
}

fn serve(client: &TcpStream, folder: &Path) -> io::Result<()> {
    let Some(request) = Head::read(&mut BufReader::new(client))? else { return Ok(()) };
    let path = request.start.split(' ').nth(1).unwrap_or_default();
    let path = path.split('?').next().unwrap_or_default().trim_start_matches('/');
    let (status, content) = match fs::read(folder.join(path)) {
        Ok(content) if !path.contains("..") => ("200 OK", content),
        _ => ("404 Not Found", Vec::new()),
    };
    let mut client = client;
    write!(client, "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", content.len())?;
    if !request.start.starts_with("HEAD") {
        client.write_all(&content)?;
    }
    Ok(())
}
