//! The rules of `.dockerignore`: the last pattern that matches a path, or a folder above it, decides.

use std::path::Path;

use globset::{GlobBuilder, GlobMatcher};

use super::error::BuildError;

/// The patterns of one file, in its order.
#[derive(Debug, Default)]
pub(crate) struct Ignore {
    rules: Vec<Rule>,
}

#[derive(Debug)]
struct Rule {
    matcher: GlobMatcher,
    /// `!pattern` takes back what was ignored.
    keeps: bool,
}

impl Ignore {
    pub(crate) fn parse(text: &str, path: &Path) -> Result<Self, BuildError> {
        let mut rules = Vec::new();
        for (index, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            if line.starts_with('#') || line.trim().is_empty() {
                continue;
            }
            let (keeps, pattern) = match line.trim().strip_prefix('!') {
                Some(rest) => (true, rest.trim()),
                None => (false, line.trim()),
            };
            let pattern = clean(pattern);
            if pattern.is_empty() {
                continue;
            }
            let glob = GlobBuilder::new(&pattern).literal_separator(true).backslash_escape(true).build();
            let matcher = glob
                .map_err(|_| BuildError::Pattern { path: path.to_owned(), line: index + 1, pattern: line.to_owned() })?
                .compile_matcher();
            rules.push(Rule { matcher, keeps });
        }
        Ok(Self { rules })
    }

    /// `path` is relative to the context.
    pub(crate) fn ignores(&self, path: &Path) -> bool {
        let matches = |rule: &&Rule| path.ancestors().any(|part| part != Path::new("") && rule.matcher.is_match(part));
        self.rules.iter().rev().find(matches).is_some_and(|rule| !rule.keeps)
    }

    /// Whether nothing below an ignored folder can be taken back, so that it need not be looked into.
    pub(crate) fn is_final(&self) -> bool {
        self.rules.iter().all(|rule| !rule.keeps)
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
        let ignore = Ignore::parse(text, Path::new(".dockerignore")).expect("valid patterns");
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
            assert!(ignore.ignores(Path::new(path)), "{path}");
        }
        for path in ["README.md", "src/x.md", "src/node_modules", "docs/keep", "docs/keep/in", "a", "Dockerfile"] {
            assert!(!ignore.ignores(Path::new(path)), "{path}");
        }
        assert!(!ignore.is_final());
        assert!(Ignore::parse("a\n[\n", Path::new("f")).is_err());
    }
}
