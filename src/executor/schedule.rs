//! Which step may begin when. Pure.

use std::collections::BTreeSet;

/// What the schedule knows of a step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Entry {
    /// The positions of the steps before it.
    pub(super) after: Vec<usize>,
    pub(super) group: Option<usize>,
    /// Once it has begun its group must come to its end: half a replacement helps nobody.
    pub(super) commits: bool,
}

/// The order of a plan's steps, by their position in it.
#[derive(Debug, Default)]
pub(super) struct Schedule {
    entries: Vec<Entry>,
    /// How many steps a step still has to wait for.
    missing: Vec<usize>,
    followers: Vec<Vec<usize>>,
    ready: BTreeSet<usize>,
    begun: usize,
    done: BTreeSet<usize>,
    /// Groups of which a committing step has begun, and no step has failed.
    committed: BTreeSet<usize>,
    stopped: bool,
}

impl Schedule {
    pub(super) fn new(entries: Vec<Entry>) -> Self {
        let mut followers = vec![Vec::new(); entries.len()];
        for (step, entry) in entries.iter().enumerate() {
            for &earlier in &entry.after {
                followers[earlier].push(step);
            }
        }
        let missing: Vec<usize> = entries.iter().map(|entry| entry.after.len()).collect();
        let ready = (0..missing.len()).filter(|&step| missing[step] == 0).collect();
        Self { entries, missing, followers, ready, ..Self::default() }
    }

    /// Takes the first step, in the plan's order, that may begin and that `fits`. After [`Self::stop`] only committed
    /// groups go on.
    pub(super) fn take(&mut self, fits: impl Fn(usize) -> bool) -> Option<usize> {
        let step = *self.ready.iter().find(|&&step| fits(step) && (!self.stopped || self.is_committed(step)))?;
        self.ready.remove(&step);
        self.begun += 1;
        if self.entries[step].commits {
            self.committed.extend(self.entries[step].group);
        }
        Some(step)
    }

    pub(super) fn done(&mut self, step: usize) {
        self.done.insert(step);
        for &follower in &self.followers[step] {
            self.missing[follower] -= 1;
            if self.missing[follower] == 0 {
                self.ready.insert(follower);
            }
        }
    }

    pub(super) fn is_done(&self, step: usize) -> bool {
        self.done.contains(&step)
    }

    /// The step failed: nothing new begins, and its group goes no further.
    pub(super) fn failed(&mut self, step: usize) {
        self.stop();
        if let Some(group) = self.entries[step].group {
            self.committed.remove(&group);
        }
    }

    pub(super) fn stop(&mut self) {
        self.stopped = true;
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.stopped
    }

    /// How many steps never began.
    pub(super) fn left(&self) -> usize {
        self.entries.len() - self.begun
    }

    fn is_committed(&self, step: usize) -> bool {
        self.entries[step].group.is_some_and(|group| self.committed.contains(&group))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: [usize; 0] = [];

    fn step<const N: usize>(after: [usize; N]) -> Entry {
        Entry { after: after.into(), group: None, commits: false }
    }

    fn in_group<const N: usize>(group: usize, commits: bool, after: [usize; N]) -> Entry {
        Entry { after: after.into(), group: Some(group), commits }
    }

    fn take_all(schedule: &mut Schedule) -> Vec<usize> {
        std::iter::from_fn(|| schedule.take(|_| true)).collect()
    }

    #[test]
    fn steps_begin_when_all_before_them_are_done() {
        let mut schedule = Schedule::new(vec![step([]), step([]), step([0, 1]), step([2])]);
        assert_eq!(take_all(&mut schedule), [0, 1]);
        schedule.done(1);
        assert_eq!(take_all(&mut schedule), NONE);
        schedule.done(0);
        assert_eq!(take_all(&mut schedule), [2]);
        assert_eq!(schedule.left(), 1);
    }

    #[test]
    fn a_stop_leaves_what_has_not_begun_but_ends_committed_groups() {
        let create = in_group(7, false, []);
        let (stop, remove) = (in_group(7, true, [0]), in_group(7, true, [1]));
        let steps = vec![create, stop, remove, in_group(8, false, []), in_group(8, true, [3]), step([2])];
        let mut schedule = Schedule::new(steps);
        assert_eq!(take_all(&mut schedule), [0, 3]);
        schedule.done(0);
        assert_eq!(schedule.take(|_| true), Some(1));
        schedule.stop();
        schedule.done(3);
        assert_eq!(take_all(&mut schedule), NONE, "group 8 has only created");
        schedule.done(1);
        assert_eq!(take_all(&mut schedule), [2]);
        schedule.done(2);
        assert_eq!(take_all(&mut schedule), NONE);
        assert_eq!(schedule.left(), 2);
    }

    #[test]
    fn a_group_that_fails_goes_no_further() {
        let steps = vec![in_group(0, true, []), in_group(0, true, []), in_group(0, true, [1])];
        let mut schedule = Schedule::new(steps);
        assert_eq!(take_all(&mut schedule), [0, 1]);
        schedule.failed(0);
        schedule.done(1);
        assert_eq!(take_all(&mut schedule), NONE);
    }
}
