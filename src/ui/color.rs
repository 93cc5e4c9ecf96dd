//! Colours: what a piece of text means, and the codes for it. Nothing is told by colour alone.

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
    fn paints_only_when_colours_are_on() {
        assert_eq!(Style::Source(0).paint("web", true), "\x1b[36mweb\x1b[0m");
        assert_eq!(Style::Source(15).paint("web", true), "\x1b[36;1mweb\x1b[0m");
        assert_eq!(Style::Bad.paint("web", false), "web");
        assert_eq!(Style::Plain.paint("web", true), "web");
    }
}
