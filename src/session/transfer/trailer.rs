//! The end of an archive: an engine that fails in the middle of one may end its answer as if it were whole.

/// Counts the zeros at the end of a stream: a complete archive ends with two empty blocks.
#[derive(Debug, Default)]
pub(super) struct Trailer {
    zeros: usize,
}

const TWO_BLOCKS: usize = 1024;

impl Trailer {
    pub(super) fn passed(&mut self, bytes: &[u8]) {
        // More than that tells nothing more.
        let end = &bytes[bytes.len().saturating_sub(TWO_BLOCKS)..];
        match end.iter().rposition(|byte| *byte != 0) {
            Some(at) => self.zeros = end.len() - at - 1,
            None => self.zeros = self.zeros.saturating_add(end.len()),
        }
    }

    pub(super) fn is_complete(&self) -> bool {
        self.zeros >= TWO_BLOCKS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_empty_blocks_end_an_archive_however_they_come() {
        let complete = |pieces: &[&[u8]]| {
            let mut trailer = Trailer::default();
            for piece in pieces {
                trailer.passed(piece);
            }
            trailer.is_complete()
        };
        assert!(complete(&[b"abc", &[0; 1000], &[0; 24]]));
        assert!(!complete(&[b"abc", &[0; 1023]]));
        assert!(!complete(&[&[0; 1024], b"abc"]));
        assert!(!complete(&[]));
    }
}
