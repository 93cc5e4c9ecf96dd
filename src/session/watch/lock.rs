//! One watch a project. The operating system frees the lock with the process, so that a dead one blocks nobody.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::path::Path;

use super::error::WatchError;

/// Held until it is dropped.
#[derive(Debug)]
pub(crate) struct Lock(#[expect(dead_code, reason = "open, it holds the lock")] File);

impl Lock {
    /// `folder`: the user's, for what does not outlive a session.
    pub(crate) fn take(folder: &Path, project: &str) -> Result<Self, WatchError> {
        let locked = |reason| WatchError::Locked { project: project.to_owned(), reason };
        let failed = |error: io::Error| locked(error.to_string());
        fs::create_dir_all(folder).map_err(failed)?;
        let path = folder.join(format!("{project}.lock"));
        let open = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
        let mut file = open.map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut process = String::new();
                file.read_to_string(&mut process).map_err(failed)?;
                return Err(locked(format!("process with PID {} is still running", process.trim())));
            }
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        file.set_len(0).and_then(|()| write!(file, "{}", std::process::id())).map_err(failed)?;
        Ok(Self(file))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_at_a_time_and_what_a_dead_one_left_does_not_matter() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("run");
        let first = Lock::take(&inner, "p").unwrap();
        let _other = Lock::take(&inner, "q").unwrap();
        let second = Lock::take(&inner, "p").unwrap_err().to_string();
        let pid = std::process::id();
        assert_eq!(
            second,
            format!("cannot take exclusive lock for project \"p\": process with PID {pid} is still running")
        );
        drop(first);
        fs::write(inner.join("p.lock"), "123456789").unwrap();
        drop(Lock::take(&inner, "p").unwrap());
        assert_eq!(fs::read_to_string(inner.join("p.lock")).unwrap(), pid.to_string());
    }
}
