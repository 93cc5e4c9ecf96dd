//! The keys that end a connection and leave the process alone.

/// A sequence as docker writes it: `ctrl-p,ctrl-q`, `ctrl-x,d`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DetachKeys {
    text: String,
    keys: Vec<u8>,
}

/// A word that is no key.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("invalid detach keys {text:?}: {word:?} is no key")]
pub(crate) struct NoKey {
    text: String,
    word: String,
}

impl Default for DetachKeys {
    /// ctrl-p ctrl-q, which engines know without being told.
    fn default() -> Self {
        Self { text: String::new(), keys: vec![0x10, 0x11] }
    }
}

impl DetachKeys {
    /// Nothing means the default.
    pub(crate) fn parse(text: &str) -> Result<Self, NoKey> {
        if text.is_empty() {
            return Ok(Self::default());
        }
        let key = |word: &str| key(word).ok_or_else(|| NoKey { text: text.to_owned(), word: word.to_owned() });
        Ok(Self { text: text.to_owned(), keys: text.split(',').map(key).collect::<Result<_, _>>()? })
    }

    /// For the engine, which looks for them too.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn finder(&self) -> Finder {
        Finder { keys: self.keys.clone(), held: Vec::new() }
    }
}

/// One byte stands for itself, `ctrl-` and one of `@` to `_` (letters in lower case) for a control character.
fn key(word: &str) -> Option<u8> {
    if let [byte] = word.as_bytes() {
        return Some(*byte);
    }
    match word.strip_prefix("ctrl-").map(str::as_bytes) {
        Some([letter @ b'a'..=b'z']) => Some(letter - b'a' + 1),
        Some([sign @ (b'@' | b'['..=b'_')]) => Some(sign - b'@'),
        _ if word == "DEL" => Some(0x7f),
        _ => None,
    }
}

/// Looks for the keys in what is typed. The beginning of a sequence is held back until it is clear what it is.
#[derive(Debug)]
pub(super) struct Finder {
    keys: Vec<u8>,
    held: Vec<u8>,
}

impl Finder {
    /// What of the keys goes to the process, and whether the user leaves it then.
    pub(super) fn filter(&mut self, typed: &[u8]) -> (Vec<u8>, bool) {
        let mut out = Vec::with_capacity(typed.len() + self.held.len());
        for &key in typed {
            self.held.push(key);
            if self.held == self.keys {
                return (out, true);
            }
            while !self.keys.starts_with(&self.held) {
                out.push(self.held.remove(0));
            }
        }
        (out, false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter(keys: &str, typed: &[&[u8]]) -> Vec<(Vec<u8>, bool)> {
        let mut finder = DetachKeys::parse(keys).expect("keys").finder();
        typed.iter().map(|typed| finder.filter(typed)).collect()
    }

    #[test]
    fn the_keys_are_found_across_pieces_and_anything_else_passes() {
        let passes = |text: &[u8]| (text.to_vec(), false);
        let leaves = |text: &[u8]| (text.to_vec(), true);
        let found = filter("", &[b"ab\x10", b"c", b"\x10\x10", b"\x11"]);
        assert_eq!(found, [passes(b"ab"), passes(b"\x10c"), passes(b"\x10"), leaves(b"")]);
        assert_eq!(filter("", &[b"\x11\x10d"]), [passes(b"\x11\x10d")]);
        assert_eq!(filter("", &[b"before\x10\x11after"]), [leaves(b"before")], "what came before is not lost");
        assert_eq!(filter("x,x,y", &[b"xx", b"xy"]), [passes(b""), leaves(b"x")], "another attempt counts");
        assert_eq!(filter("ctrl-x", &[b"\x10\x11", b"a\x18"]), [passes(b"\x10\x11"), leaves(b"a")]);
    }

    #[test]
    fn keys_are_written_as_docker_has_them() {
        let keys = |text: &str| DetachKeys::parse(text).map(|keys| keys.keys);
        assert_eq!(keys("ctrl-@,ctrl-a,ctrl-z,ctrl-[,ctrl-_,DEL,q,^"), Ok(vec![0, 1, 26, 27, 31, 127, b'q', b'^']));
        for (text, word) in [("ctrl-Q", "ctrl-Q"), ("ctrl-p,", ""), ("a,foo", "foo"), ("ctrl-é", "ctrl-é"), ("é", "é")]
        {
            let error = keys(text).expect_err(text);
            assert_eq!(error.to_string(), format!("invalid detach keys {text:?}: {word:?} is no key"));
        }
    }
}
