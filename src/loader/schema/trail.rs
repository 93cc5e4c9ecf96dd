//! Where the validator stands: a list that leads back to the top, so that a step down costs nothing.

use crate::loader::tree::{Path, Segment};

#[derive(Clone, Copy, Default)]
pub(super) struct Trail<'a> {
    last: Option<(&'a Trail<'a>, Step<'a>)>,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

impl<'a> Trail<'a> {
    pub(super) fn key(&'a self, key: &'a str) -> Self {
        Self { last: Some((self, Step::Key(key))) }
    }

    pub(super) fn index(&'a self, index: usize) -> Self {
        Self { last: Some((self, Step::Index(index))) }
    }

    pub(super) fn to_path(self) -> Path {
        let mut segments = Vec::new();
        let mut trail = self;
        while let Some((before, step)) = trail.last {
            segments.push(match step {
                Step::Key(key) => Segment::Key(key.to_owned()),
                Step::Index(index) => Segment::Index(index),
            });
            trail = *before;
        }
        segments.reverse();
        Path(segments)
    }
}
