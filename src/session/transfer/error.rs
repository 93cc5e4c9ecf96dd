//! Why files did not arrive.

use std::io;
use std::path::{Path, PathBuf};

use crate::engine::error::EngineError;

#[derive(Debug, thiserror::Error)]
pub(crate) enum TransferError {
    /// The engine's text is all that there is to say.
    #[error(transparent)]
    Engine(#[from] EngineError),
    #[error("{action} {}: {}", path.display(), plain(cause))]
    File { action: &'static str, path: PathBuf, cause: io::Error },
    #[error("standard output cannot be written: {}", plain(.0))]
    Output(io::Error),
    /// The other side takes no more; it says why.
    #[error("the archive cannot be sent: {}", plain(.0))]
    Unsent(io::Error),
    #[error("cannot copy directory")]
    FolderOverFile,
    #[error("no such directory")]
    NoFolder,
    #[error("destination \"{container}:{path}\" must be a directory")]
    NotFolder { container: String, path: String },
    #[error("destination \"{container}:{path}\" must be a directory or a regular file: got a device")]
    DeviceInContainer { container: String, path: String },
    #[error("invalid output path: directory {0:?} does not exist")]
    NoParent(PathBuf),
    #[error("invalid output path: {0:?} must be a directory or a regular file: got a device")]
    Device(PathBuf),
    #[error("cannot write to a directory")]
    OutputIsFolder,
    #[error("too many symlinks in {}", .0.display())]
    TooManyLinks(PathBuf),
    #[error("cannot overwrite directory {0:?} with non-directory")]
    OverFolder(PathBuf),
    #[error("cannot overwrite non-directory {0:?} with directory")]
    OverFile(PathBuf),
    /// Whoever made the archive wants more than was asked for.
    #[error("{entry:?} of the archive would be written outside of {}", folder.display())]
    Outside { entry: PathBuf, folder: PathBuf },
    #[error("{0:?} is a device or a pipe, which is not copied")]
    Special(PathBuf),
    #[error("the archive from the engine cannot be read: {}", plain(.0))]
    Unreadable(io::Error),
    #[error("the archive from the engine is not complete")]
    Incomplete,
    #[error("interrupted")]
    Interrupted,
}

impl TransferError {
    /// For `map_err`: what was done to which file.
    pub(super) fn of(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |cause| Self::File { action, path, cause }
    }
}

/// The system's words as other tools have them: in lower case, without the number.
fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut letters = text.chars();
    letters.next().map(|first| first.to_ascii_lowercase().to_string() + letters.as_str()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_systems_words_stand_after_what_was_tried() {
        let error = TransferError::of("lstat", Path::new("/x/f"))(io::Error::from_raw_os_error(2));
        assert_eq!(error.to_string(), "lstat /x/f: no such file or directory");
        assert_eq!(plain(&io::Error::other("Short")), "short");
    }
}
