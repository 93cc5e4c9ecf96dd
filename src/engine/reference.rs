//! References of images: `nginx`, `registry:5000/team/app:1.2`, `app@sha256:…`.

/// The registry that is meant when none is named.
pub(crate) const HUB: &str = "docker.io";

/// A reference with everything that may be left out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Reference {
    /// `docker.io`, `registry:5000`.
    pub(crate) domain: String,
    /// `library/nginx`, `team/app`.
    pub(crate) path: String,
    pub(crate) tag: Option<String>,
    /// `sha256:…`.
    pub(crate) digest: Option<String>,
}

impl Reference {
    pub(crate) fn parse(text: &str) -> Self {
        let (rest, digest) = match text.split_once('@') {
            Some((rest, digest)) => (rest, Some(digest.to_owned())),
            None => (text, None),
        };
        let (name, tag) = match rest.rsplit_once(':') {
            Some((name, tag)) if !tag.contains('/') => (name, Some(tag.to_owned())),
            _ => (rest, None),
        };
        let is_domain = |part: &str| part.contains(['.', ':']) || part == "localhost";
        let (domain, path) = match name.split_once('/') {
            Some((first, path)) if is_domain(first) => (first, path.to_owned()),
            _ => (HUB, name.to_owned()),
        };
        let domain = if domain == "index.docker.io" { HUB } else { domain };
        let path = if domain == HUB && !path.contains('/') { format!("library/{path}") } else { path };
        let tag = if tag.is_none() && digest.is_none() { Some("latest".to_owned()) } else { tag };
        Self { domain: domain.to_owned(), path, tag, digest }
    }

    /// As engines show it: without the default registry, with the tag.
    pub(crate) fn familiar_name(&self) -> String {
        if self.domain != HUB {
            return format!("{}/{}", self.domain, self.path);
        }
        self.path.strip_prefix("library/").unwrap_or(&self.path).to_owned()
    }

    /// `name:tag`, if it has one that counts: with a digest, the tag is decoration.
    pub(crate) fn familiar_tag(&self) -> Option<String> {
        let tag = self.tag.as_ref().filter(|_| self.digest.is_none())?;
        Some(format!("{}:{tag}", self.familiar_name()))
    }

    /// In full, with a digest: `docker.io/library/nginx:latest@sha256:…`.
    pub(crate) fn pinned(&self, digest: &str) -> String {
        let tag = self.tag.as_ref().map(|tag| format!(":{tag}")).unwrap_or_default();
        format!("{}/{}{tag}@{digest}", self.domain, self.path)
    }

    /// `name@sha256:…`.
    pub(crate) fn familiar_digest(&self) -> Option<String> {
        Some(format!("{}@{}", self.familiar_name(), self.digest.as_ref()?))
    }
}

/// A text that can be no name of an image.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NoReference {
    #[error("invalid reference format")]
    Format,
    #[error("invalid reference format: repository name ({0}) must be lowercase")]
    UpperCase(String),
}

/// The reference, if an engine would take it as the name of an image.
pub(crate) fn checked(text: &str) -> Result<Reference, NoReference> {
    const DOMAIN: &str = r"^([a-zA-Z0-9]([a-zA-Z0-9.-]*[a-zA-Z0-9])?|\[[a-fA-F0-9:]+\])(:[0-9]+)?$";
    const PATH: &str = r"^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*$";
    const TAG: &str = r"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$";
    let fits =
        |pattern: &str, text: &str| regex_lite::Regex::new(pattern).expect("the patterns are right").is_match(text);
    let reference = Reference::parse(text);
    if reference.path.chars().any(|letter| letter.is_ascii_uppercase()) {
        return Err(NoReference::UpperCase(reference.path));
    }
    let tag_fits = reference.tag.as_deref().is_none_or(|tag| fits(TAG, tag));
    if !fits(DOMAIN, &reference.domain) || !fits(PATH, &reference.path) || !tag_fits {
        return Err(NoReference::Format);
    }
    Ok(reference)
}

/// May be an image's id, or the beginning of one, rather than a name.
pub(crate) fn may_be_id(text: &str) -> bool {
    let hex = text.strip_prefix("sha256:").unwrap_or(text);
    !hex.is_empty() && hex.len() <= 64 && hex.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_is_filled_in_and_left_out_again() {
        let cases = [
            ("nginx", "docker.io", "library/nginx", Some("nginx:latest")),
            ("docker.io/library/nginx:1", "docker.io", "library/nginx", Some("nginx:1")),
            ("index.docker.io/nginx", "docker.io", "library/nginx", Some("nginx:latest")),
            ("acc/web", "docker.io", "acc/web", Some("acc/web:latest")),
            ("localhost/a", "localhost", "a", Some("localhost/a:latest")),
            ("reg:5000/a/b", "reg:5000", "a/b", Some("reg:5000/a/b:latest")),
            ("reg:5000/a/b:2", "reg:5000", "a/b", Some("reg:5000/a/b:2")),
            ("a:1@sha256:00", "docker.io", "library/a", None),
        ];
        for (text, domain, path, tag) in cases {
            let reference = Reference::parse(text);
            assert_eq!((reference.domain.as_str(), reference.path.as_str()), (domain, path), "{text}");
            assert_eq!(reference.familiar_tag().as_deref(), tag, "{text}");
        }
        assert_eq!(Reference::parse("a:1@sha256:00").familiar_digest().as_deref(), Some("a@sha256:00"));
    }

    #[test]
    fn what_no_engine_takes_is_no_name() {
        for text in ["a", "a/b_c:1.2", "reg:5000/a--b/c", "[::1]:80/a:x", "localhost/a"] {
            assert_eq!(checked(text), Ok(Reference::parse(text)));
        }
        for text in ["", "a:", "a b", "-a", "a//b", "a:b c", "a/../b", "reg:x/a", ":1"] {
            assert_eq!(checked(text), Err(NoReference::Format), "{text}");
        }
        let error = checked("Bad:1").expect_err("capitals");
        assert_eq!(error.to_string(), "invalid reference format: repository name (library/Bad) must be lowercase");
    }

    #[test]
    fn ids_are_told_from_names() {
        assert!(may_be_id("sha256:00ff") && may_be_id("deadbeef"));
        assert!(!may_be_id("nginx") && !may_be_id("") && !may_be_id("a:1"));
    }
}
