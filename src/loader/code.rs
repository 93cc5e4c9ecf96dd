//! The kinds of findings. Their names are stable: editors, CI and people look them up.
//!
//! A new one is a line here, in the order of the names, and a page: `pages/<name>.md`.

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal,)+) => {
        /// What kind of fault a finding is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) enum Code {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Code {
            pub(crate) const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// As it is written: `unknown-key`.
            pub(crate) fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }

            /// What it means, in one sentence.
            pub(crate) fn summary(self) -> &'static str {
                match self {
                    $(Self::$variant => concat!($($doc),+).trim_ascii(),)+
                }
            }

            /// What it means at length, with an example, as Markdown without a heading.
            pub(crate) fn page(self) -> &'static str {
                match self {
                    $(Self::$variant => include_str!(concat!("pages/", $name, ".md")),)+
                }
            }
        }
    };
}

codes! {
    /// An alias that contains itself.
    AliasCycle = "alias-cycle",
    /// Two files give one place values of unlike kinds.
    CannotOverride = "cannot-override",
    /// Two settings that exclude or contradict each other.
    Conflict = "conflict",
    /// Services that wait for each other.
    DependencyCycle = "dependency-cycle",
    /// An old spelling that still works.
    Deprecated = "deprecated",
    /// Words behind a shell operator in a command line.
    DroppedWords = "dropped-words",
    /// Two services with one container name.
    DuplicateContainerName = "duplicate-container-name",
    /// An item that a list has already.
    DuplicateItem = "duplicate-item",
    /// A key that its mapping has already.
    DuplicateKey = "duplicate-key",
    /// Two mounts with one target.
    DuplicateMount = "duplicate-mount",
    /// One host port for more containers than it is for.
    DuplicatePort = "duplicate-port",
    /// A file without content.
    EmptyFile = "empty-file",
    /// Something that the engine is too old for.
    EngineTooOld = "engine-too-old",
    /// Services that extend each other.
    ExtendsCycle = "extends-cycle",
    /// Files that include each other.
    IncludeCycle = "include-cycle",
    /// A line of an env file that is not `KEY=VALUE`.
    InvalidEnvFile = "invalid-env-file",
    /// Text without the form that its place asks for.
    InvalidFormat = "invalid-format",
    /// A `$` that begins no variable.
    InvalidInterpolation = "invalid-interpolation",
    /// A name with characters that names do not have.
    InvalidName = "invalid-name",
    /// Text that is not YAML.
    InvalidYaml = "invalid-yaml",
    /// A file or folder to mount that is not there.
    MissingBindSource = "missing-bind-source",
    /// An external network or volume that is not there.
    MissingExternal = "missing-external",
    /// A file that does not exist.
    MissingFile = "missing-file",
    /// An image that can be neither found, pulled nor built.
    MissingImage = "missing-image",
    /// A key that must be there.
    MissingKey = "missing-key",
    /// A variable that must be set.
    MissingVariable = "missing-variable",
    /// A folder that is a symbolic link gave the project its name.
    NameFromSymlink = "name-from-symlink",
    /// A container name that another container has.
    NameInUse = "name-in-use",
    /// A key that is not text.
    NonStringKey = "non-string-key",
    /// A number that JSON cannot hold.
    NotFinite = "not-finite",
    /// The `version` of old files.
    ObsoleteVersion = "obsolete-version",
    /// A boolean in the words of YAML 1.1.
    OldBoolean = "old-boolean",
    /// A host port that others have already.
    PortInUse = "port-in-use",
    /// Several files where one is read.
    SeveralFiles = "several-files",
    /// A file with more depth or more repetition than is read.
    TooLarge = "too-large",
    /// An alias of an anchor that is not above it.
    UndefinedAnchor = "undefined-anchor",
    /// A config that no section declares.
    UndefinedConfig = "undefined-config",
    /// A model that no section declares.
    UndefinedModel = "undefined-model",
    /// A network that no section declares.
    UndefinedNetwork = "undefined-network",
    /// A secret that no section declares.
    UndefinedSecret = "undefined-secret",
    /// A service that no file declares.
    UndefinedService = "undefined-service",
    /// A volume that no section declares.
    UndefinedVolume = "undefined-volume",
    /// A key that the Compose file does not know.
    UnknownKey = "unknown-key",
    /// A file that cannot be read.
    UnreadableFile = "unreadable-file",
    /// A variable without a value.
    UnsetVariable = "unset-variable",
    /// Something that the Compose file can say and nothing here can do.
    Unsupported = "unsupported",
    /// A value of another kind than the key wants.
    WrongType = "wrong-type",
    /// A value of the right kind that is none of those allowed.
    WrongValue = "wrong-value",
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::Code;

    #[test]
    fn names_are_sorted_and_unlike() {
        let names: Vec<_> = Code::ALL.iter().map(|code| code.name()).collect();
        assert!(names.is_sorted());
        assert_eq!(names.iter().collect::<std::collections::BTreeSet<_>>().len(), names.len());
    }
}
