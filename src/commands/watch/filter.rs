//! Which paths count: the ignore file of the build context, what editors leave, and a rule's own `ignore` and `include`.

use std::path::{Path, PathBuf};

use crate::build::context::ignored;
use crate::build::error::BuildError;
use crate::build::patterns;
use crate::error::chain;
use crate::model::develop::WatchRule;
use crate::model::service::Service;
use crate::session::watch::error::WatchError;
use crate::session::watch::rule::Filter;

/// What editors and git write beside the files that one edits.
const ALWAYS: &str = "\
**/.git
**/*~
**/.*.sw[pxon]
**/4913
**/.#*
**/#*#
**/.idea
**/*___jb_*___
**/.*.kate-swp
**/*-go-tmp-umask
";

pub(super) fn of(service: &Service, rule: &WatchRule) -> Result<Box<dyn Filter>, WatchError> {
    read(service, rule)
        .map(|filter| Box::new(filter) as Box<dyn Filter>)
        .map_err(|error| WatchError::Action(chain(&error)))
}

fn read(service: &Service, rule: &WatchRule) -> Result<Patterns, BuildError> {
    let root = PathBuf::from(&rule.path);
    let own = |patterns: &[String], what: &str| {
        patterns::Patterns::parse(&patterns.join("\n"), Path::new(&format!("develop.watch.{what} of {}", service.name)))
    };
    let mut ignored_below = vec![
        (root.clone(), patterns::Patterns::parse(ALWAYS, Path::new(""))?),
        (root.clone(), own(&rule.ignore.0, "ignore")?),
    ];
    if let Some(build) = service.build.as_ref().filter(|build| build.context.starts_with('/')) {
        let context = PathBuf::from(&build.context);
        let rules = ignored(&context, Some(&context.join(build.dockerfile_path())))?;
        ignored_below.push((context, rules));
    }
    let include = match rule.include.0.as_slice() {
        [] => None,
        include => Some(own(include, "include")?),
    };
    Ok(Patterns { root, ignored_below, include })
}

struct Patterns {
    root: PathBuf,
    /// Each with the folder that it is relative to.
    ignored_below: Vec<(PathBuf, patterns::Patterns)>,
    include: Option<patterns::Patterns>,
}

impl Filter for Patterns {
    fn wants(&self, path: &Path) -> bool {
        let below = |folder: &Path| path.strip_prefix(folder).ok().map(Path::to_owned);
        let ignored =
            self.ignored_below.iter().any(|(folder, rules)| below(folder).is_some_and(|path| rules.matches(&path)));
        let included =
            self.include.as_ref().is_none_or(|rules| below(&self.root).is_some_and(|path| rules.matches(&path)));
        included && !ignored
    }

    fn enters(&self, folder: &Path) -> bool {
        let closed = |(root, rules): &(PathBuf, patterns::Patterns)| {
            let below = folder.strip_prefix(root);
            below.is_ok_and(|below| rules.matches(below) && !rules.may_take_back_below(below))
        };
        !self.ignored_below.iter().any(closed)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::model::build::Build;
    use crate::model::scalar::StringList;

    #[test]
    fn ignore_files_editors_and_the_rule_itself() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::write(root.join(".dockerignore"), "*.log\nsrc/secret\n").unwrap();
        let build = Build { context: root.display().to_string(), ..Build::default() };
        let service = Service { name: "s".into(), build: Some(build), ..Service::default() };
        let list = |patterns: &[&str]| StringList(patterns.iter().map(|pattern| (*pattern).to_owned()).collect());
        let path = root.join("src").display().to_string();
        let rule = WatchRule { path: path.clone(), ignore: list(&["node_modules/", "*.tmp"]), ..WatchRule::default() };
        let filter = read(&service, &rule).unwrap();
        for wanted in ["a", "d/a.tmp", "d/node_modules", "x.log", "4913x", "a#"] {
            assert!(filter.wants(&root.join("src").join(wanted)), "{wanted}");
        }
        let editors = [".git/HEAD", "d/a~", ".a.swp", "4913", ".#a", "#a#", ".idea/x", "a___jb_tmp___"];
        for ignored in ["a.tmp", "node_modules/m/f", "secret"].iter().chain(&editors) {
            assert!(!filter.wants(&root.join("src").join(ignored)), "{ignored}");
        }
        assert!(!filter.enters(&root.join("src/node_modules")) && filter.enters(&root.join("src/d")));

        let rule = WatchRule { path, include: list(&["**/*.rs"]), ..WatchRule::default() };
        let filter = read(&service, &rule).unwrap();
        assert!(filter.wants(&root.join("src/d/a.rs")) && !filter.wants(&root.join("src/a.c")));
        assert!(filter.enters(&root.join("src/d")), "what is included may be deeper");
        let wrong = WatchRule { ignore: list(&["["]), ..WatchRule::default() };
        let said = of(&service, &wrong).err().unwrap().to_string();
        assert_eq!(said, "develop.watch.ignore of s: line 1: \"[\" is no pattern");
    }
}
