//! Changes of files below the paths of the rules.

#[cfg(not(target_os = "linux"))]
pub(super) use elsewhere::Files;
#[cfg(target_os = "linux")]
pub(super) use linux::Files;

#[cfg(target_os = "linux")]
mod linux {
    use std::collections::{BTreeSet, HashMap};
    use std::ffi::OsString;
    use std::fs;
    use std::io;
    use std::path::{Path, PathBuf};

    use futures_util::StreamExt;
    use inotify::{EventMask, EventStream, Inotify, WatchDescriptor, WatchMask, Watches};

    use crate::session::watch::error::WatchError;
    use crate::session::watch::rule::Rule;
    use crate::session::watch::walk;

    /// The kernel watches single folders: one watch for each below a rule's path, and one for each on the way to it, so that
    /// a path may come later, or go and come back.
    pub(in crate::session::watch) struct Files<'r> {
        rules: &'r [Rule],
        events: EventStream<Vec<u8>>,
        watches: Watches,
        folders: HashMap<WatchDescriptor, PathBuf>,
    }

    const BELOW: WatchMask = WatchMask::CREATE
        .union(WatchMask::MODIFY)
        .union(WatchMask::ATTRIB)
        .union(WatchMask::CLOSE_WRITE)
        .union(WatchMask::DELETE)
        .union(WatchMask::MOVE)
        .union(WatchMask::ONLYDIR);

    impl<'r> Files<'r> {
        pub(in crate::session::watch) fn open(rules: &'r [Rule]) -> Result<Self, WatchError> {
            let failed = |source| WatchError::Files { path: PathBuf::from("files"), source };
            let inotify = Inotify::init().map_err(failed)?;
            let watches = inotify.watches();
            let events = inotify.into_event_stream(vec![0; 16384]).map_err(failed)?;
            let mut files = Self { rules, events, watches, folders: HashMap::new() };
            for rule in rules {
                for folder in rule.path.ancestors().skip(1).collect::<Vec<_>>().into_iter().rev() {
                    files.add(folder)?;
                }
                files.enter(&rule.path, &mut BTreeSet::new())?;
            }
            Ok(files)
        }

        /// The next changes; none, if what happened does not matter. Loses nothing when it is dropped.
        pub(in crate::session::watch) async fn next(&mut self) -> Result<BTreeSet<PathBuf>, WatchError> {
            let failed = |source| WatchError::Files { path: PathBuf::from("files"), source };
            let ended = || Err(io::Error::from(io::ErrorKind::UnexpectedEof));
            let event = self.events.next().await.unwrap_or_else(ended).map_err(failed)?;
            let mut changed = BTreeSet::new();
            if event.mask.contains(EventMask::Q_OVERFLOW) {
                return self.everything();
            }
            if event.mask.contains(EventMask::IGNORED) {
                self.folders.remove(&event.wd);
                return Ok(changed);
            }
            let Some(path) = self.path(&event.wd, event.name) else { return Ok(changed) };
            let is_folder = event.mask.contains(EventMask::ISDIR);
            if is_folder && event.mask.intersects(EventMask::CREATE.union(EventMask::MOVED_TO)) {
                self.enter(&path, &mut changed)?;
            } else if !is_folder || event.mask.intersects(EventMask::DELETE.union(EventMask::MOVED_FROM)) {
                changed.insert(path);
            }
            changed.retain(|path| self.rules.iter().any(|rule| rule.place(path).is_some()));
            Ok(changed)
        }

        fn path(&self, descriptor: &WatchDescriptor, name: Option<OsString>) -> Option<PathBuf> {
            Some(self.folders.get(descriptor)?.join(name?))
        }

        /// Events were lost: whatever is there may have changed.
        fn everything(&mut self) -> Result<BTreeSet<PathBuf>, WatchError> {
            let mut changed = BTreeSet::new();
            for rule in self.rules {
                self.enter(&rule.path, &mut BTreeSet::new())?;
                changed.extend(walk::all_of(rule)?.into_values());
            }
            Ok(changed)
        }

        /// Watches a folder and all below it, and tells what is there: that may have come before the watch. A folder on the
        /// way to a rule's path is followed towards that only.
        fn enter(&mut self, folder: &Path, found: &mut BTreeSet<PathBuf>) -> Result<(), WatchError> {
            let counts = self.rules.iter().any(|rule| {
                let below = folder.starts_with(&rule.path);
                rule.path.starts_with(folder) || (below && rule.filter.enters(folder))
            });
            if !counts || !fs::symlink_metadata(folder).is_ok_and(|found| found.is_dir()) || !self.add(folder)? {
                return Ok(());
            }
            let Ok(entries) = fs::read_dir(folder) else { return Ok(()) };
            for entry in entries.flatten() {
                if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                    self.enter(&entry.path(), found)?;
                } else {
                    found.insert(entry.path());
                }
            }
            Ok(())
        }

        /// Whether it could be watched. Folders that are gone or closed to the user are passed over.
        fn add(&mut self, folder: &Path) -> Result<bool, WatchError> {
            match self.watches.add(folder, BELOW) {
                Ok(descriptor) => {
                    self.folders.insert(descriptor, folder.to_owned());
                    Ok(true)
                }
                Err(error) if is_passed_over(&error) => Ok(false),
                Err(source) => Err(WatchError::Files { path: folder.to_owned(), source }),
            }
        }
    }

    fn is_passed_over(error: &io::Error) -> bool {
        matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory | io::ErrorKind::PermissionDenied)
    }
}

#[cfg(not(target_os = "linux"))]
mod elsewhere {
    use std::collections::BTreeSet;
    use std::path::PathBuf;

    use crate::session::watch::error::WatchError;
    use crate::session::watch::rule::Rule;

    pub(in crate::session::watch) enum Files {}

    impl Files {
        pub(in crate::session::watch) fn open(_: &[Rule]) -> Result<Self, WatchError> {
            Err(WatchError::NotHere)
        }

        pub(in crate::session::watch) async fn next(&mut self) -> Result<BTreeSet<PathBuf>, WatchError> {
            match *self {}
        }
    }
}
