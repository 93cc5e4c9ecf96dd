//! Changes come in bursts: they are gathered until it is quiet, but not for ever.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// How long after the last change a burst is over.
const QUIET: Duration = Duration::from_millis(500);
/// How long after the first change it is over whatever comes: a log file that is written all the time must not hold up
/// everything else.
const LONGEST: Duration = Duration::from_secs(2);

#[derive(Debug, Default)]
pub(super) struct Debounce {
    paths: BTreeSet<PathBuf>,
    /// Of the first and the last change.
    times: Option<(Instant, Instant)>,
}

impl Debounce {
    pub(super) fn add(&mut self, paths: BTreeSet<PathBuf>) {
        if paths.is_empty() {
            return;
        }
        let now = Instant::now();
        self.times = Some((self.times.map_or(now, |(first, _)| first), now));
        self.paths.extend(paths);
    }

    /// Waits for the end of a burst. Loses nothing when it is dropped.
    pub(super) async fn ready(&mut self) -> BTreeSet<PathBuf> {
        let Some((first, last)) = self.times else { return std::future::pending().await };
        sleep_until((last + QUIET).min(first + LONGEST)).await;
        self.times = None;
        std::mem::take(&mut self.paths)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn fed(debounce: &mut Debounce, every: Duration, times: usize) -> (usize, Duration) {
        let begin = Instant::now();
        for number in 0..times {
            debounce.add([PathBuf::from(number.to_string())].into());
            tokio::select! {
                biased;
                paths = debounce.ready() => return (paths.len(), begin.elapsed()),
                () = tokio::time::sleep(every) => {}
            }
        }
        (debounce.ready().await.len(), begin.elapsed())
    }

    #[tokio::test(start_paused = true)]
    async fn a_burst_ends_when_it_is_quiet_or_has_lasted_long() {
        let mut debounce = Debounce::default();
        let (paths, after) = fed(&mut debounce, Duration::from_millis(100), 4).await;
        assert_eq!((paths, after), (4, Duration::from_millis(800)), "500 ms after the last, of which 100 are over");
        let (paths, after) = fed(&mut debounce, Duration::from_millis(300), 1000).await;
        assert_eq!((paths, after), (7, LONGEST), "in spite of writes that never end");
        debounce.add(BTreeSet::new());
        let nothing = tokio::time::timeout(Duration::from_secs(9), debounce.ready()).await;
        assert!(nothing.is_err(), "nothing is left, and nothing makes no burst");
    }
}
