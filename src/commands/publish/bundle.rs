//! The files of an application, made fit to be together in one folder elsewhere.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use crate::error::Error;
use crate::loader::mentions::{Kind, Mention, Mentions, mentions, open};
use crate::loader::source::absolute;
use crate::model::project::Project;
use crate::model::span::SourceFile;
use crate::remote::artifact::Part;
use crate::remote::registry::digest_of;

#[derive(Default)]
pub(super) struct Bundle {
    pub(super) parts: Vec<Part>,
    /// Services with env files.
    pub(super) with_env_files: Vec<String>,
    /// Services with the names of variables whose values stand in a file.
    pub(super) literals: Vec<(String, String)>,
    /// Configs whose content stands in a file.
    pub(super) contents: Vec<String>,
}

/// How deep files may extend each other.
const MAX_DEPTH: usize = 100;

impl Bundle {
    pub(super) fn of(project: &Project) -> Result<Self, Error> {
        let mut bundle = Self::default();
        let mut others = BTreeMap::new();
        for path in &project.compose_files {
            if path == Path::new("-") {
                return Err(Error::failed("cannot publish what was read from standard input"));
            }
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let text = bundle.rewritten(&read(path)?, &project.working_dir, &mut others, MAX_DEPTH)?;
            bundle.parts.push(Part::Project { name, text: text.into_bytes() });
        }
        bundle.parts.extend(others.into_values());
        bundle.with_env_files.sort();
        bundle.with_env_files.dedup();
        Ok(bundle)
    }

    /// The text with the names that its other files get; those are put beside it.
    fn rewritten(
        &mut self,
        file: &Rc<SourceFile>,
        folder: &Path,
        others: &mut BTreeMap<String, Part>,
        depth: usize,
    ) -> Result<String, Error> {
        let Mentions { mut files, includes, literals, contents } = mentions(file);
        if !includes.is_empty() {
            return Err(Error::failed("cannot publish compose file with local includes"));
        }
        if depth == 0 {
            return Err(Error::failed(format!("{}: files extend each other too deeply", file.path.display())));
        }
        self.literals.extend(literals);
        self.contents.extend(contents);
        // From the end, so that the places before stay right. What an alias repeats is there once.
        files.sort_by_key(|mention| std::cmp::Reverse(mention.span.start));
        files.dedup_by_key(|mention| mention.span.start);
        let mut text = file.text.clone();
        for mention in files {
            let path = absolute(folder, &place(file, &mention)?);
            let Some(part) = self.part(&mention, &path, others, depth)? else { continue };
            let (name, part) = part;
            text.replace_range(mention.span.start..mention.span.end, &name);
            others.insert(name, part);
        }
        Ok(text)
    }

    /// Under a name that its content gives; nothing for an env file that need not be there and is not.
    fn part(
        &mut self,
        mention: &Mention,
        path: &Path,
        others: &mut BTreeMap<String, Part>,
        depth: usize,
    ) -> Result<Option<(String, Part)>, Error> {
        let hash = |text: &[u8]| digest_of(text).trim_start_matches("sha256:").to_owned();
        if mention.kind == Kind::Extended {
            let folder = path.parent().unwrap_or(Path::new("/"));
            let text = self.rewritten(&read(path)?, folder, others, depth - 1)?.into_bytes();
            let name = format!("{}.yaml", hash(&text));
            return Ok(Some((name.clone(), Part::Extended { name, text })));
        }
        if mention.kind == Kind::Environment {
            self.with_env_files.push(mention.service.clone());
        }
        if !path.exists() {
            return Ok(None);
        }
        let text = read(path)?.text.clone().into_bytes();
        let name = format!("{}.env", hash(&text));
        Ok(Some((name.clone(), Part::Environment { name, text })))
    }
}

fn read(path: &Path) -> Result<Rc<SourceFile>, Error> {
    open(path).map_err(|error| Error::from_source(&error))
}

/// A name that can be replaced where it stands.
fn place(file: &SourceFile, mention: &Mention) -> Result<PathBuf, Error> {
    let written = file.text.get(mention.span.start..mention.span.end).unwrap_or_default();
    if mention.text.contains('$') || written.trim_matches(['"', '\'']) != mention.text {
        let (path, (line, _)) = (file.path.display(), file.line_column(mention.span.start));
        let name = &mention.text;
        return Err(Error::failed(format!(
            "{path}:{line}: {name} cannot be published: the name of a file must be written in one piece, without variables"
        )));
    }
    Ok(PathBuf::from(&mention.text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project(files: &[(&str, &str)]) -> (tempfile::TempDir, Project) {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let working_dir = folder.path().to_owned();
        let compose_files = vec![working_dir.join("compose.yaml")];
        (folder, Project { working_dir, compose_files, ..Project::default() })
    }

    #[test]
    fn other_files_come_along_under_names_of_their_content() {
        let (_folder, project) = project(&[
            (
                "compose.yaml",
                "services:\n  a:\n    env_file: 'a.env' # mine\n    extends: {file: sub/b.yaml, service: b}\n",
            ),
            ("a.env", "X=1\n"),
            (
                "sub/b.yaml",
                "services:\n  b:\n    extends: {service: c, file: c.yaml}\n    environment: {PASSWORD: x}\n",
            ),
            ("sub/c.yaml", "services: {c: {image: i}}\n"),
        ]);
        let bundle = Bundle::of(&project).unwrap();
        let name = |text: &[u8], end: &str| digest_of(text).replace("sha256:", "") + end;
        let env = name(b"X=1\n", ".env");
        let c = name(b"services: {c: {image: i}}\n", ".yaml");
        let b_text =
            format!("services:\n  b:\n    extends: {{service: c, file: {c}}}\n    environment: {{PASSWORD: x}}\n");
        let b = name(b_text.as_bytes(), ".yaml");
        let main = format!("services:\n  a:\n    env_file: {env} # mine\n    extends: {{file: {b}, service: b}}\n");
        assert_eq!(String::from_utf8_lossy(bundle.parts[0].text()), main);
        let mut names: Vec<String> = bundle.parts[1..]
            .iter()
            .map(|part| match part {
                Part::Project { name, .. } | Part::Extended { name, .. } | Part::Environment { name, .. } => {
                    name.clone()
                }
            })
            .collect();
        names.sort();
        let mut expected = vec![env, b, c];
        expected.sort();
        assert_eq!(names, expected);
        assert_eq!(bundle.with_env_files, ["a"]);
        assert_eq!(bundle.literals, [("b".to_owned(), "PASSWORD".to_owned())]);
    }

    #[test]
    fn what_cannot_go_along_is_refused() {
        let refused = |files: &[(&str, &str)]| {
            let (_folder, project) = project(files);
            Bundle::of(&project).err().map(|error| error.to_string()).unwrap_or_default()
        };
        let include = refused(&[("compose.yaml", "include: [a.yaml]\n")]);
        assert_eq!(include, "cannot publish compose file with local includes");
        let variable = refused(&[("compose.yaml", "services: {a: {env_file: \"${E}.env\"}}\n")]);
        assert!(variable.contains("compose.yaml:1: ${E}.env cannot be published"), "{variable}");
        let gone = refused(&[("compose.yaml", "services: {a: {extends: {file: b.yaml, service: x}}}\n")]);
        assert!(gone.contains("b.yaml: no such file"), "{gone}");
        let circle = refused(&[("compose.yaml", "services: {a: {extends: {file: compose.yaml, service: b}}}\n")]);
        assert!(circle.contains("too deeply"), "{circle}");
    }
}
