//! The patterns of `.dockerignore` and of BuildKit's requests: the last one that matches a path, or a folder above it, decides.

use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobMatcher};

use super::error::BuildError;

/// Patterns in their order.
#[derive(Debug, Default)]
pub(crate) struct Patterns {
    rules: Vec<Rule>,
}

#[derive(Debug)]
struct Rule {
    matcher: GlobMatcher,
    /// `!pattern` takes back what was matched.
    takes_back: bool,
    /// What stands before the first wildcard: nothing that matches is anywhere else.
    beginning: PathBuf,
}

impl Patterns {
    /// The lines of an ignore file.
    pub(crate) fn parse(text: &str, path: &Path) -> Result<Self, BuildError> {
        let mut rules = Vec::new();
        for (index, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            if !line.starts_with('#') {
                let bad = |_| BuildError::Pattern { path: path.to_owned(), line: index + 1, pattern: line.to_owned() };
                rules.extend(Rule::parse(line).map_err(bad)?);
            }
        }
        Ok(Self { rules })
    }

    /// Patterns that somebody has read from a file already. `Err` holds the one that is none.
    pub(super) fn of(patterns: &[String]) -> Result<Self, String> {
        let rule = |text: &String| Rule::parse(text).map_err(|_| text.clone()).transpose();
        Ok(Self { rules: patterns.iter().filter_map(rule).collect::<Result<_, _>>()? })
    }

    /// `path` is relative to the context.
    pub(crate) fn matches(&self, path: &Path) -> bool {
        let hit = |rule: &&Rule| path.ancestors().any(|part| part != Path::new("") && rule.matcher.is_match(part));
        self.rules.iter().rev().find(hit).is_some_and(|rule| !rule.takes_back)
    }

    /// Whether something below a folder, which itself is not matched, may be.
    pub(super) fn may_match_below(&self, folder: &Path) -> bool {
        self.rules.iter().any(|rule| !rule.takes_back && rule.may_match_below(folder))
    }

    /// Whether something below a matched folder may be taken back, so that it has to be looked into.
    pub(crate) fn may_take_back_below(&self, folder: &Path) -> bool {
        self.rules.iter().any(|rule| rule.takes_back && rule.may_match_below(folder))
    }
}

impl Rule {
    /// `None` for a pattern that says nothing.
    fn parse(text: &str) -> Result<Option<Self>, globset::Error> {
        let (takes_back, pattern) = match text.trim().strip_prefix('!') {
            Some(rest) => (true, rest.trim()),
            None => (false, text.trim()),
        };
        let pattern = clean(pattern);
        if pattern.is_empty() {
            return Ok(None);
        }
        let beginning = pattern.split('/').take_while(|part| !part.contains(['*', '?', '[', '\\'])).collect();
        // Braces mean nothing here, other than in shells.
        let pattern = pattern.replace('{', "[{]").replace('}', "[}]");
        let glob = GlobBuilder::new(&pattern).literal_separator(true).backslash_escape(true).build()?;
        Ok(Some(Self { matcher: glob.compile_matcher(), takes_back, beginning }))
    }

    fn may_match_below(&self, folder: &Path) -> bool {
        folder.starts_with(&self.beginning) || self.beginning.starts_with(folder)
    }
}

/// Relative to the context, without `.` and `..`, as Go's `filepath.Clean` makes it.
fn clean(pattern: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in pattern.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_match_decides() {
        let text = "# comment\n*.md\n!README.md\n/target/\n**/*.tmp\nnode_modules\ndocs/**\n!docs/keep\na/../b\n  \n";
        let ignore = Patterns::parse(text, Path::new(".dockerignore")).expect("valid patterns");
        let ignored = [
            "x.md",
            "target",
            "target/debug/x",
            "deep/er/x.tmp",
            "x.tmp",
            "node_modules/a/b",
            "docs/other",
            "b",
            "b/c",
        ];
        for path in ignored {
            assert!(ignore.matches(Path::new(path)), "{path}");
        }
        for path in ["README.md", "src/x.md", "src/node_modules", "docs/keep", "docs/keep/in", "a", "Dockerfile"] {
            assert!(!ignore.matches(Path::new(path)), "{path}");
        }
        assert!(ignore.may_take_back_below(Path::new("docs")) && !ignore.may_take_back_below(Path::new("target")));
        assert!(Patterns::parse("a\n[\n", Path::new("f")).is_err());
    }

    #[test]
    fn what_cannot_hold_a_match_is_told() {
        let patterns = |texts: &[&str]| {
            let texts: Vec<String> = texts.iter().map(|&text| text.to_owned()).collect();
            Patterns::of(&texts).expect("valid patterns")
        };
        let wanted = patterns(&["src/a/*.rs", "/docs/x", "{{name}}/y"]);
        for folder in ["src", "src/a", "docs", "{{name}}"] {
            assert!(wanted.may_match_below(Path::new(folder)), "{folder}");
        }
        for folder in ["src/b", "other", "src/ab"] {
            assert!(!wanted.may_match_below(Path::new(folder)), "{folder}");
        }
        assert!(wanted.matches(Path::new("{{name}}/y/z")) && wanted.matches(Path::new("src/a/m.rs")));
        assert!(patterns(&["**/x"]).may_match_below(Path::new("any/where")));
        assert_eq!(Patterns::of(&["[".to_owned()]).err().as_deref(), Some("["));
    }
}
