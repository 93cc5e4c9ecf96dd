//! A registry on a loopback address, which engines talk to without being told that it is safe. It ends with its scenario.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::engine;
use crate::process::helper;

/// Who may use a registry that asks. The hash is bcrypt's.
pub(crate) const USER: &str = "tester";
pub(crate) const PASSWORD: &str = "U*U";
const HASH: &str = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";

/// The authority of registries with TLS, for SSL_CERT_FILE.
pub(crate) const AUTHORITY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/e2e/tls/authority.pem");

pub(crate) struct Registry {
    process: Child,
    folder: tempfile::TempDir,
    address: String,
}

impl Registry {
    /// For everybody.
    pub(crate) fn start() -> Self {
        Self::start_with("", |_| String::new())
    }

    /// For `USER` with `PASSWORD`.
    pub(crate) fn start_with_password() -> Self {
        Self::start_with("", |folder| {
            let users = folder.join("users");
            fs::write(&users, format!("{USER}:{HASH}\n")).expect("a file of users");
            format!("auth:\n  htpasswd: {{realm: tests, path: {}}}\n", users.display())
        })
    }

    /// With a certificate that `AUTHORITY` vouches for.
    pub(crate) fn start_with_tls() -> Self {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/e2e/tls");
        let tls = format!(", tls: {{certificate: {folder}/certificate.pem, key: {folder}/key.pem}}");
        Self::start_with(&tls, |_| String::new())
    }

    fn start_with(http: &str, more: impl Fn(&Path) -> String) -> Self {
        let program = helper("engine", &["registry"]);
        let folder = tempfile::tempdir().expect("a folder");
        let address = free_address();
        let config = folder.path().join("config.yml");
        let root = folder.path().join("data");
        let text = format!(
            "version: 0.1\nlog: {{level: error, accesslog: {{disabled: true}}}}\nstorage:\n  filesystem: {{rootdirectory: {}}}\n\
             http: {{addr: \"{address}\"{http}}}\n{}",
            root.display(),
            more(folder.path())
        );
        fs::write(&config, text).expect("a configuration");
        let log = fs::File::create(folder.path().join("log")).expect("a log");
        let process = Command::new(program)
            .arg("serve")
            .arg(&config)
            .env_clear()
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("the registry starts");
        let registry = Self { process, folder, address };
        let end = Instant::now() + Duration::from_secs(20);
        while registry.request("GET", "/v2/", "").is_err() {
            let log = || fs::read_to_string(registry.folder.path().join("log")).unwrap_or_default();
            assert!(Instant::now() < end, "the registry does not answer: {}", log());
            std::thread::sleep(Duration::from_millis(20));
        }
        registry
    }

    /// `127.0.0.1:5000`.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// What it has of a repository.
    pub(crate) fn tags(&self, repository: &str) -> String {
        self.request("GET", &format!("/v2/{repository}/tags/list"), "").expect("the registry answers")
    }

    /// The answer, with its head.
    pub(crate) fn request(&self, method: &str, path: &str, headers: &str) -> std::io::Result<String> {
        let mut stream = TcpStream::connect(&self.address)?;
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        write!(stream, "{method} {path} HTTP/1.0\r\nHost: {}\r\n{headers}\r\n", self.address)?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    }
}

impl Drop for Registry {
    fn drop(&mut self) {
        let of_ours = format!("reference={}/*/*", self.address);
        let names = engine::ids(&["images", "--format", "{{.Repository}}:{{.Tag}}", "--filter", &of_ours]);
        engine::remove(&["image", "rm", "--force"], &names);
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn free_address() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("its address").to_string()
}
