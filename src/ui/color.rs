//! Colours: what a piece of text means, and the codes for it. Nothing is told by colour alone.

use std::collections::{BTreeMap, BTreeSet};

/// What a piece of text means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Style {
    #[default]
    Plain,
    Good,
    Working,
    Warning,
    Bad,
    Time,
    Dim,
    Bold,
    /// The n-th colour of log prefixes.
    Source(usize),
}

/// The colours of log prefixes, in docker compose's order: cyan, yellow, green, magenta, blue, then bright.
const SOURCES: [&str; 10] = ["36", "33", "32", "35", "34", "36;1", "33;1", "32;1", "35;1", "34;1"];

/// Which colour each of the names has. It follows from the name, so that it is the same in every run and stays when others
/// come and go; of two names with one colour the later takes the next free one.
pub(crate) fn of_sources<'a>(names: impl IntoIterator<Item = &'a str>) -> BTreeMap<String, usize> {
    let names: BTreeSet<&str> = names.into_iter().collect();
    let mut colors = BTreeMap::new();
    for name in names {
        let color = free(own(name), &colors);
        colors.insert(name.to_owned(), color);
    }
    colors
}

/// The colour of one more name.
pub(crate) fn of_source(name: &str, taken: &BTreeMap<String, usize>) -> usize {
    free(own(name), taken)
}

fn free(own: usize, taken: &BTreeMap<String, usize>) -> usize {
    let mut others = (0..SOURCES.len()).map(|offset| (own + offset) % SOURCES.len());
    others.find(|color| taken.values().all(|other| other != color)).unwrap_or(own)
}

/// FNV-1a, which is short and does not change with the compiler as the library's own hash may.
fn own(name: &str) -> usize {
    let hash = name
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    usize::try_from(hash % SOURCES.len() as u64).expect("less than the number of colours")
}

impl Style {
    fn codes(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Good => Some("32"),
            Self::Working => Some("33"),
            Self::Warning => Some("33;1"),
            Self::Bad => Some("31;1"),
            Self::Time => Some("34"),
            Self::Dim => Some("2"),
            Self::Bold => Some("1"),
            Self::Source(index) => Some(SOURCES[index % SOURCES.len()]),
        }
    }

    /// The text in this style, or as it is when colours are off.
    pub(crate) fn paint(self, text: &str, colors: bool) -> String {
        match self.codes() {
            Some(codes) if colors && !text.is_empty() => format!("\x1b[{codes}m{text}\x1b[0m"),
            Some(_) | None => text.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_keeps_its_colour_when_others_come_and_go() {
        let few = of_sources(["web", "db"]);
        let more = of_sources(["web", "db", "queue"]);
        assert_eq!((few["web"], few["db"]), (more["web"], more["db"]));
        let names: Vec<String> = (0..10).map(|number| format!("s{number}")).collect();
        let ten = of_sources(names.iter().map(String::as_str));
        let different: BTreeSet<usize> = ten.values().copied().collect();
        assert_eq!(different.len(), 10, "{ten:?}");
        assert!(of_source("one more", &ten) < SOURCES.len());
    }

    #[test]
    fn paints_only_when_colours_are_on() {
        assert_eq!(Style::Source(0).paint("web", true), "\x1b[36mweb\x1b[0m");
        assert_eq!(Style::Source(15).paint("web", true), "\x1b[36;1mweb\x1b[0m");
        assert_eq!(Style::Bad.paint("web", false), "web");
        assert_eq!(Style::Plain.paint("web", true), "web");
    }
}
