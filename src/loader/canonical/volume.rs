//! The short form of a mount: `SOURCE:TARGET:OPTIONS`.

use crate::loader::tree::{Entry, Map, Node, Value};

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum VolumeError {
    #[error("invalid empty volume spec")]
    Empty,
    #[error("invalid spec: {0}: empty section between colons")]
    EmptySection(String),
    #[error("invalid spec: {0}: too many colons")]
    TooManyColons(String),
}

/// A short form, taken apart.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Short {
    kind: &'static str,
    source: String,
    target: String,
    read_only: bool,
    propagation: String,
    selinux: String,
    no_copy: bool,
    /// Whether the mount has a `volume` section: all but one- and two-letter forms.
    has_options: bool,
}

/// Where a short form mounts.
pub(crate) fn target(text: &str) -> Result<String, VolumeError> {
    parse(text).map(|short| short.target)
}

/// The long form of a short one.
pub(super) fn long(node: &Node, text: &str) -> Result<Node, VolumeError> {
    let short = parse(text)?;
    let string = |text: &str| Node::string(text, node);
    let flag = |flag: bool| Node::derived(Value::Bool(flag), node);
    let mut map = Map::new();
    let mut set = |key: &str, value: Node| map.insert(key.to_owned(), Entry::of(value));
    set("type", string(short.kind));
    if !short.source.is_empty() {
        set("source", string(&short.source));
    }
    set("target", string(&short.target));
    if short.read_only {
        set("read_only", flag(true));
    }
    if short.kind == "bind" {
        let mut options = vec![("create_host_path", flag(true))];
        options.extend((!short.propagation.is_empty()).then(|| ("propagation", string(&short.propagation))));
        options.extend((!short.selinux.is_empty()).then(|| ("selinux", string(&short.selinux))));
        set("bind", Node::mapping(options, node));
    } else {
        // The propagation and labelling of a named volume stay beside its own options.
        if !short.propagation.is_empty() || !short.selinux.is_empty() {
            let mut options = Vec::new();
            options.extend((!short.propagation.is_empty()).then(|| ("propagation", string(&short.propagation))));
            options.extend((!short.selinux.is_empty()).then(|| ("selinux", string(&short.selinux))));
            set("bind", Node::mapping(options, node));
        }
        if short.has_options {
            let options = short.no_copy.then(|| ("nocopy", flag(true)));
            set("volume", Node::mapping(options, node));
        }
    }
    Ok(Node::derived(Value::Map(map), node))
}

fn parse(text: &str) -> Result<Short, VolumeError> {
    let mut short = Short::default();
    match text.chars().count() {
        0 => return Err(VolumeError::Empty),
        1 | 2 => {
            short.kind = "volume";
            text.clone_into(&mut short.target);
            return Ok(short);
        }
        _ => short.has_options = true,
    }
    let sections = sections(text)?;
    match sections.as_slice() {
        [target] => short.target.clone_from(target),
        [source, target] => {
            short.source.clone_from(source);
            short.target.clone_from(target);
        }
        [source, target, options] => {
            short.source.clone_from(source);
            short.target.clone_from(target);
            short.apply(options);
        }
        _ => return Err(VolumeError::TooManyColons(text.to_owned())),
    }
    short.kind = if is_host_path(&short.source) { "bind" } else { "volume" };
    short.target = clean(&short.target);
    Ok(short)
}

impl Short {
    /// Options that are not known are ignored, as Docker Compose does.
    fn apply(&mut self, options: &str) {
        for option in options.split(',') {
            match option {
                "ro" => self.read_only = true,
                "rw" => self.read_only = false,
                "nocopy" => self.no_copy = true,
                "z" | "Z" => option.clone_into(&mut self.selinux),
                "private" | "rprivate" | "shared" | "rshared" | "slave" | "rslave" => {
                    option.clone_into(&mut self.propagation);
                }
                _ => {}
            }
        }
    }
}

/// Splits at colons, but not inside `${…}` and not behind a drive letter.
fn sections(text: &str) -> Result<Vec<String>, VolumeError> {
    let mut sections = Vec::new();
    let mut buffer = String::new();
    let mut braces = 0_usize;
    let mut previous = '\0';
    for character in text.chars() {
        match character {
            '{' if previous == '$' => braces += 1,
            '}' if braces > 0 => braces -= 1,
            _ => {}
        }
        previous = character;
        let is_separator = character == ':' && braces == 0 && !is_drive(&buffer);
        if !is_separator {
            buffer.push(character);
            continue;
        }
        if buffer.is_empty() {
            return Err(VolumeError::EmptySection(text.to_owned()));
        }
        sections.push(std::mem::take(&mut buffer));
        if sections.len() > 2 {
            return Err(VolumeError::TooManyColons(text.to_owned()));
        }
    }
    if buffer.is_empty() {
        return Err(VolumeError::EmptySection(text.to_owned()));
    }
    sections.push(buffer);
    Ok(sections)
}

fn is_drive(buffer: &str) -> bool {
    let mut letters = buffer.chars();
    letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none()
}

fn is_host_path(source: &str) -> bool {
    source.starts_with(['.', '/', '~']) || source.starts_with("\\\\") || {
        let mut letters = source.chars();
        letters.next().is_some_and(char::is_alphabetic) && letters.next() == Some(':')
    }
}

/// A path without doubled or final slashes, `.` and `..`.
pub(crate) fn clean(path: &str) -> String {
    if path.is_empty() {
        return String::new();
    }
    let rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if rooted => {}
            part => parts.push(part),
        }
    }
    match (rooted, parts.is_empty()) {
        (true, _) => format!("/{}", parts.join("/")),
        (false, true) => ".".to_owned(),
        (false, false) => parts.join("/"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets() {
        for (text, expected) in [
            ("/data", "/data"),
            ("v:/a/", "v:/a"),
            ("vol:/data//x/../y", "/data/y"),
            ("./src:/app:ro", "/app"),
            ("C:\\x:/app", "/app"),
            ("${A:-b}:/x", "/x"),
        ] {
            assert_eq!(target(text).as_deref(), Ok(expected), "{text}");
        }
        assert_eq!(target(""), Err(VolumeError::Empty));
        assert_eq!(target("v1::ro"), Err(VolumeError::EmptySection("v1::ro".to_owned())));
        assert_eq!(target("v1:/a:ro:x"), Err(VolumeError::TooManyColons("v1:/a:ro:x".to_owned())));
    }

    #[test]
    fn sources_decide_what_is_mounted() {
        for (text, kind) in [("vol:/a", "volume"), ("./a:/a", "bind"), ("~/a:/a", "bind"), ("C:\\x:/a", "bind")] {
            assert_eq!(parse(text).map(|short| short.kind), Ok(kind), "{text}");
        }
    }
}
